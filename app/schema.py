"""Bringing a database to the newest schema, once, whoever comes first."""

import asyncio
import contextlib
import fcntl
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from piccolo.apps.migrations.commands.check import CheckMigrationManager
from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager

from app.db import CityEngine, OfficeEngine, engine

MIGRATION_LOCK = 335_2026


async def missing_migrations() -> int:
    """How many migrations this database has not had yet."""
    return int(await CheckMigrationManager(app_name="all").havent_ran_count())


async def migrate() -> int:
    """Run every missing migration under a lock between processes; returns how many there were."""
    async with _only_one():
        missing = await missing_migrations()
        if missing:
            with contextlib.redirect_stdout(io.StringIO()) as told:
                result = await ForwardsMigrationManager(app_name="xuyen_suot", migration_id="all").run()
            if not result.success:
                raise RuntimeError(f"migration failed: {result.message}\n{told.getvalue()}")
        return missing


@asynccontextmanager
async def _only_one() -> AsyncIterator[None]:
    """Piccolo takes no lock of its own: a lock file beside SQLite, an advisory lock on PostgreSQL."""
    current = engine()
    if isinstance(current, OfficeEngine):
        lock_path = Path(f"{current.path}.migrating")
        lock_path.parent.mkdir(parents=True, exist_ok=True)
        with lock_path.open("w") as lock:
            await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
            yield
        return
    assert isinstance(current, CityEngine)
    assert current.pool
    async with current.pool.acquire() as connection:
        await connection.execute("SELECT pg_advisory_lock($1)", MIGRATION_LOCK)
        try:
            yield
        finally:
            await connection.execute("SELECT pg_advisory_unlock($1)", MIGRATION_LOCK)
