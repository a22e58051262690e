"""Databases of the tests: a template of each kind with the cast in it, and a fresh copy of it for every test.

On SQLite a copy is a copied file. On PostgreSQL a copy takes a third of a second, so each process keeps one and
brings it back to the template's rows before the next test; where a test changed the schema, or many tests have
used it, a new copy is made.
"""

import secrets
import shutil
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import asyncpg

from app import clock
from app.db import bind, engine, make_engine
from app.demo.cast import plant_cast
from app.schema import migrate

USES = 200  # of one kept copy: rows that are gone still take room in it


@dataclass
class Template:
    """A migrated database with the cast in it, copied for every test."""

    kind: str
    name: str  # path of the SQLite file, or address of the PostgreSQL database
    ids: dict[str, int]


async def fill(url: str, now: Any) -> dict[str, int]:
    """Migrate an empty database and plant the cast; answers the cast's ids by code."""
    bind(make_engine(url))
    await engine().open()
    try:
        await migrate()
        return await plant_cast(now=clock.at(clock.local_day(now).replace(month=1, day=2), 8))
    finally:
        await engine().close()


# PostgreSQL --------------------------------------------------------------------------------------


def sibling(url: str, name: str) -> str:
    """The address of another database of the same server."""
    return url.rsplit("/", 1)[0] + "/" + name


def name_of(url: str) -> str:
    return url.rsplit("/", 1)[1]


async def create(url: str, template: str = "template1") -> None:
    """A database at this address, a copy of the named one."""
    await _on_server(url, f'CREATE DATABASE "{name_of(url)}" TEMPLATE "{template}"')


async def drop(url: str) -> None:
    await _on_server(url, f'DROP DATABASE IF EXISTS "{name_of(url)}" WITH (FORCE)')


async def without_waiting_for_the_disk(url: str) -> None:
    """What is committed here is lost if the server dies: nobody needs it then."""
    await _on_server(url, f'ALTER DATABASE "{name_of(url)}" SET synchronous_commit = off')


async def _on_server(url: str, sql: str) -> None:
    connection = await asyncpg.connect(sibling(url, "postgres"))
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


#: Changes whenever anything of the schema does. Sequences are left out: they are set back by value.
_SCHEMA = " UNION ALL ".join(
    f"SELECT '{catalogue}' AS t, COUNT(*) AS n, COALESCE(MAX(xmin::text::bigint), 0) AS x FROM {catalogue}"
    for catalogue in ("pg_class", "pg_attribute", "pg_index", "pg_constraint", "pg_trigger", "pg_proc")
)


@dataclass
class KeptCopy:
    """One process's copy of the template on PostgreSQL, brought back to the template's rows between tests."""

    template: str
    url: str = ""
    uses: int = 0
    _schema: list[Any] = field(default_factory=list)
    _tables: list[str] = field(default_factory=list)
    _rows: dict[str, bytes] = field(default_factory=dict)  # of the tables that are not empty
    _marks: dict[str, tuple[int, int]] = field(default_factory=dict)
    _set_back: str = ""

    async def fresh(self) -> str:
        """The address of a database that is what the template is."""
        if not self.url or self.uses >= USES or not await self._restored():
            await self._renew()
        self.uses += 1
        return self.url

    async def gone(self) -> None:
        if self.url:
            await drop(self.url)
            self.url = ""

    async def _renew(self) -> None:
        await self.gone()
        self.url = sibling(self.template, f"{name_of(self.template)}_{secrets.token_hex(4)}")
        self.uses = 0
        await create(self.url, name_of(self.template))
        await without_waiting_for_the_disk(self.url)
        connection = await asyncpg.connect(self.url)
        try:
            await self._learn(connection)
        finally:
            await connection.close()

    async def _learn(self, connection: Any) -> None:
        tables = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        )
        self._tables = [row["tablename"] for row in tables]
        # Rows keep the order in which they came only while nothing tidies up behind them.
        await connection.execute(
            "".join(f'ALTER TABLE "{table}" SET (autovacuum_enabled = false);' for table in self._tables)
        )
        self._marks = await self._marked(connection)
        self._rows = {}
        for table, (count, _) in self._marks.items():
            if count:
                kept = BytesIO()
                await connection.copy_from_table(table, output=kept, format="binary")
                self._rows[table] = kept.getvalue()
        sequences = await connection.fetch(
            "SELECT quote_ident(sequencename) AS name, COALESCE(last_value, start_value) AS value,"
            " last_value IS NOT NULL AS called FROM pg_sequences WHERE schemaname = 'public'"
        )
        each = [f"setval('{row['name']}', {row['value']}, {row['called']})" for row in sequences]
        self._set_back = "SELECT " + ", ".join(each)
        self._schema = await connection.fetch(_SCHEMA)

    async def _marked(self, connection: Any) -> dict[str, tuple[int, int]]:
        """Of every table, how many rows it has and which transaction wrote the last one: both equal, nothing new."""
        rows = await connection.fetch(
            " UNION ALL ".join(
                f"SELECT '{table}' AS t, COUNT(*) AS n, COALESCE(MAX(xmin::text::bigint), 0) AS x FROM \"{table}\""
                for table in self._tables
            )
        )
        return {row["t"]: (row["n"], row["x"]) for row in rows}

    async def _restored(self) -> bool:
        """Bring the rows back; False where the schema is another one, so that no row would do."""
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if await connection.fetch(_SCHEMA) != self._schema:
                return False
            await connection.execute(self._set_back)
            changed = await self._changed(connection)
            if changed:
                await self._put_back(connection, changed)
        finally:
            await connection.close()
        return True

    async def _changed(self, connection: Any) -> list[str]:
        marks = await self._marked(connection)
        return [table for table in self._tables if marks[table] != self._marks[table]]

    async def _put_back(self, connection: Any, tables: list[str]) -> None:
        """The template's rows; neither guards nor foreign keys look at what is put back as it was."""
        await connection.execute("SET session_replication_role = replica")
        async with connection.transaction():
            await connection.execute("".join(f'DELETE FROM "{table}";' for table in tables))
            for table in tables:
                if table in self._rows:
                    await connection.copy_to_table(table, source=BytesIO(self._rows[table]), format="binary")
        self._marks = await self._marked(connection)


# SQLite ------------------------------------------------------------------------------------------


def copied(template: Template, folder: Path) -> str:
    """The address of a copy of the template's file."""
    copy = folder / "world.sqlite"
    shutil.copyfile(template.name, copy)
    return f"sqlite:///{copy}"
