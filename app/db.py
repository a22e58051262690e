"""The database: SQLite embedded or PostgreSQL served, one writer at a time on both.

Piccolo opens a connection for every query on SQLite and begins transactions that can fail half
way; ``OfficeEngine`` keeps one writer and a few readers open instead. On PostgreSQL a write
transaction takes one advisory lock first, so that both databases behave alike and the chained
history needs no second mechanism (docs/decisions/0003-one-writer.md).
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar, cast

from piccolo.engine.base import BaseTransaction, Engine
from piccolo.engine.postgres import PostgresEngine
from piccolo.engine.sqlite import SQLiteEngine
from piccolo.querystring import QueryString
from piccolo.table import TABLE_REGISTRY, Table

T = TypeVar("T")
Row = dict[str, Any]

READERS = 3
BUSY_MILLISECONDS = 10_000
WRITE_LOCK = 335_2025  # any number, the same in every process

# Piccolo reads INTEGER through Decimal; plain int is a third faster on long lists.
sqlite3.register_converter("INTEGER", int)


class Connection:
    """One sqlite3 connection that lives in its own thread, so every query is one hop."""

    def __init__(self, path: str, *, read_only: bool) -> None:
        self._path = path
        self._read_only = read_only
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        self._connection: sqlite3.Connection | None = None

    async def open(self) -> None:
        await self._in_thread(self._open)

    def _open(self) -> None:
        connection = sqlite3.connect(
            self._path,
            isolation_level=None,
            check_same_thread=False,
            detect_types=sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES,
            cached_statements=512,
        )
        for pragma in (
            f"busy_timeout = {BUSY_MILLISECONDS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "cache_size = -32000",
            f"query_only = {'ON' if self._read_only else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}")
        self._connection = connection

    async def close(self) -> None:
        await self._in_thread(self._close)
        self._thread.shutdown(wait=False)

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    async def execute(self, sql: str, args: Sequence[Any] = ()) -> list[Row]:
        return await self._in_thread(lambda: self._execute(sql, args))

    def _execute(self, sql: str, args: Sequence[Any]) -> list[Row]:
        assert self._connection is not None, "the engine is not open"
        cursor = self._connection.execute(sql, args)
        if cursor.description is None:
            return []
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    async def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        def run() -> None:
            assert self._connection is not None, "the engine is not open"
            self._connection.executemany(sql, rows)

        await self._in_thread(run)

    async def backup_to(self, path: Path) -> None:
        """A consistent copy of the database while it is in use."""

        def run() -> None:
            assert self._connection is not None, "the engine is not open"
            target = sqlite3.connect(path)
            try:
                self._connection.backup(target)
            finally:
                target.close()

        await self._in_thread(run)

    async def _in_thread(self, run: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, run)


class OfficeTransaction(BaseTransaction):
    """BEGIN IMMEDIATE on the one writer; always released, also when COMMIT fails or the task is cancelled."""

    def __init__(self, engine: "OfficeEngine") -> None:
        self.engine = engine
        self._parent = engine.current_transaction.get()
        self.connection = engine.writer

    async def __aenter__(self) -> "OfficeTransaction":
        if self._parent is not None:
            return cast("OfficeTransaction", self._parent)
        await self.engine.write_lock.acquire()
        try:
            await self.connection.execute("BEGIN IMMEDIATE")
        except BaseException:
            self.engine.write_lock.release()
            raise
        self._token = self.engine.current_transaction.set(cast(Any, self))
        return self

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        if self._parent is None:
            self.engine.current_transaction.reset(self._token)
            await asyncio.shield(self._end(failed=exception is not None))
        return False

    async def _end(self, *, failed: bool) -> None:
        try:
            if failed:
                await self.connection.execute("ROLLBACK")
                return
            try:
                await self.connection.execute("COMMIT")
            except BaseException:
                await self.connection.execute("ROLLBACK")
                raise
        finally:
            self.engine.write_lock.release()


class OfficeEngine(SQLiteEngine):
    """Piccolo's SQLite engine with kept connections: one writer, a few readers that cannot write."""

    def __init__(self, path: str) -> None:
        super().__init__(path=path)
        self.address = f"sqlite:///{path}"
        self.writer = Connection(path, read_only=False)
        self._readers: asyncio.LifoQueue[Connection] | None = None
        self._all: list[Connection] = []
        self.write_lock = asyncio.Lock()

    async def open(self) -> None:
        """Open the connections; the writer first, so that the file exists for the readers."""
        Path(self.path).parent.mkdir(parents=True, exist_ok=True)
        self.writer = Connection(self.path, read_only=False)
        self.write_lock = asyncio.Lock()
        self._readers = asyncio.LifoQueue()
        await self.writer.open()
        self._all = [self.writer]
        for _ in range(READERS):
            reader = Connection(self.path, read_only=True)
            await reader.open()
            self._all.append(reader)
            self._readers.put_nowait(reader)

    async def close(self) -> None:
        for connection in self._all:
            await connection.close()
        self._all = []
        self._readers = None

    async def run_querystring(self, querystring: QueryString, in_pool: bool = False) -> list[Row]:
        sql, args = querystring.compile_string(engine_type=self.engine_type)
        return await self.run_sql(sql, args)

    async def run_ddl(self, ddl: str, in_pool: bool = False) -> list[Row]:
        return await self.run_sql(ddl, ())

    async def run_sql(self, sql: str, args: Sequence[Any]) -> list[Row]:
        transaction = self.current_transaction.get()
        if transaction is not None:
            return await transaction.connection.execute(sql, args)  # type: ignore[no-any-return]
        if self._readers is not None and sql.lstrip()[:6].upper().startswith(("SELECT", "WITH")):
            return await self._read(self._readers, sql, args)
        async with self.write_lock:
            return await self.writer.execute(sql, args)

    async def _read(
        self, readers: "asyncio.LifoQueue[Connection]", sql: str, args: Sequence[Any]
    ) -> list[Row]:
        reader = await readers.get()
        try:
            return await asyncio.shield(reader.execute(sql, args))
        finally:
            readers.put_nowait(reader)

    def transaction(self, *_: Any, **__: Any) -> OfficeTransaction:  # type: ignore[override]
        return OfficeTransaction(self)


#: Compiling a statement to machine code takes the server longer than any page's statement runs.
SERVER_SETTINGS = {"jit": "off"}


class CityEngine(PostgresEngine):
    """Piccolo's PostgreSQL engine with a pool for the life of the process."""

    def __init__(self, address: str) -> None:
        super().__init__(config={"dsn": address, "server_settings": SERVER_SETTINGS})
        self.address = address

    async def open(self) -> None:
        await self.start_connection_pool(min_size=1, max_size=8)

    async def close(self) -> None:
        if self.pool is not None:
            await self.close_connection_pool()


AnyEngine = OfficeEngine | CityEngine

_engine: AnyEngine | None = None


def make_engine(database_url: str) -> AnyEngine:
    """The engine for ``sqlite:///path`` or ``postgresql://user@host/name``; not yet open."""
    if database_url.startswith("sqlite:///"):
        return OfficeEngine(database_url.removeprefix("sqlite:///"))
    return CityEngine(database_url)


def bind(engine: AnyEngine) -> None:
    """Make ``engine`` the one that every table and every query uses."""
    global _engine
    from piccolo.apps.migrations.tables import Migration

    import piccolo_conf

    _engine = engine
    piccolo_conf.DB = engine
    for table in cast("set[type[Table]]", {*TABLE_REGISTRY, Migration}):
        table._meta.db = engine


def engine() -> AnyEngine:
    """The engine in use; raises when none was bound."""
    if _engine is None:
        raise RuntimeError("no database is bound")
    return _engine


def on_postgres() -> bool:
    return isinstance(engine(), PostgresEngine)


async def fetch(sql: str, *args: Any) -> list[Row]:
    """Rows of a plain SQL question; ``{}`` stands for each bound argument, never for text."""
    current: Engine[Any] = engine()
    found = await current.run_querystring(QueryString(sql, *args))
    return current.transform_response_to_dicts(found)


async def fetch_one(sql: str, *args: Any) -> Row | None:
    """The first row of a plain SQL question, or None."""
    found = await fetch(sql, *args)
    return found[0] if found else None


async def insert_many(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """One statement with ``?`` for each value, run for many rows inside the running transaction."""
    if not rows:
        return
    current = engine()
    transaction: Any = current.current_transaction.get()
    if transaction is None:
        raise RuntimeError("insert_many() belongs inside write()")
    if isinstance(current, OfficeEngine):
        await transaction.connection.execute_many(sql, rows)
        return
    pieces = sql.split("?")
    numbered = pieces[0] + "".join(f"${number}{piece}" for number, piece in enumerate(pieces[1:], 1))
    await transaction.connection.executemany(numbered, rows)


_notes: ContextVar[dict[Any, Any] | None] = ContextVar("notes", default=None)


def transaction_notes() -> dict[Any, Any] | None:
    """What is remembered beside the running ``write()``, empty at its beginning and gone with its end.

    None where no ``write()`` runs: then there is nothing to remember it for.
    """
    return _notes.get()


@asynccontextmanager
async def write() -> AsyncIterator[None]:
    """The one write-transaction helper: everything inside is written, or nothing.

    Inside another ``write()`` it joins it. An exception rolls back all of it.
    """
    if _notes.get() is not None and engine().current_transaction.get() is not None:
        async with _transaction():
            yield
        return
    before = _notes.get()
    _notes.set({})
    try:
        async with _transaction():
            yield
    finally:
        _notes.set(before)


@asynccontextmanager
async def _transaction() -> AsyncIterator[None]:
    current = engine()
    outermost = current.current_transaction.get() is None
    if isinstance(current, OfficeEngine):
        async with current.transaction():
            yield
        return
    transaction = current.transaction()
    async with _always_released(current, transaction):
        if outermost:
            await fetch("SELECT pg_advisory_xact_lock({})", WRITE_LOCK)
        yield


@asynccontextmanager
async def _always_released(current: CityEngine, transaction: Any) -> AsyncIterator[None]:
    """Piccolo keeps the connection and the context when COMMIT fails; give both back here."""
    token_before = current.current_transaction.get()
    await transaction.__aenter__()
    try:
        yield
    except BaseException as error:
        await transaction.__aexit__(type(error), error, error.__traceback__)
        raise
    try:
        await transaction.__aexit__(None, None, None)
    except BaseException:
        current.current_transaction.set(token_before)
        if current.pool is not None and token_before is None:
            await current.pool.release(transaction.connection)
        raise
