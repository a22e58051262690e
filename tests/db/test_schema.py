"""The tables, the migrations and the database agree; the guards that migrations add are there."""

import asyncio

import pytest
from piccolo.apps.migrations.commands.new import AutoMigrationManager

from app.db import fetch, fetch_one, write
from app.history import record
from app.schema import migrate, missing_migrations
from migrations.piccolo_app import APP_CONFIG, TABLES


async def test_every_migration_has_run_and_running_again_changes_nothing(world):
    assert await missing_migrations() == 0
    assert await migrate() == 0


async def test_the_migrations_say_what_the_tables_say(world):
    statements = await AutoMigrationManager(auto_input="n").get_alter_statements(app_config=APP_CONFIG)
    left = [line for each in statements for line in each.statements]
    assert not left, left[:5]


async def test_every_table_exists_with_its_columns(world):
    for table in TABLES:
        await fetch(
            f"SELECT {', '.join(c._meta.db_column_name for c in table._meta.columns if c._meta.db_column_name != 'group')} FROM {table._meta.tablename} LIMIT 1"
        )


@pytest.mark.parametrize("change", ["UPDATE history SET actor = 99", "DELETE FROM history"])
async def test_the_database_itself_refuses_to_rewrite_history(world, change):
    before = await fetch_one("SELECT COUNT(*) AS n FROM history")
    with pytest.raises(Exception, match="append-only"):
        async with write():
            await fetch(change)
    assert await fetch_one("SELECT COUNT(*) AS n FROM history") == before


async def test_postgres_refuses_truncate_too(world):
    if world.kind != "postgres":
        assert not await fetch("SELECT 1 AS x WHERE 1 = 0")  # SQLite has no TRUNCATE
        return
    with pytest.raises(Exception, match="append-only"):
        async with write():
            await fetch("TRUNCATE history")


async def test_twenty_writers_at_once_lose_nothing(world):
    async def one() -> None:
        async with write():
            row = await fetch_one("SELECT version FROM unit WHERE id = {}", world.ids["VP"])
            await asyncio.sleep(0)
            await fetch("UPDATE unit SET version = {} WHERE id = {}", row["version"] + 1, world.ids["VP"])

    await asyncio.gather(*(one() for _ in range(20)))
    row = await fetch_one("SELECT version FROM unit WHERE id = {}", world.ids["VP"])
    assert row["version"] == 21


async def test_a_failure_inside_a_transaction_leaves_nothing_behind(world):
    before = await fetch_one("SELECT COUNT(*) AS n FROM history")
    with pytest.raises(RuntimeError, match="half way"):
        async with write():
            await record("x.one", ("unit", 1), by=None, now=world.now)
            async with write():
                await record("x.two", ("unit", 1), by=None, now=world.now)
            raise RuntimeError("half way")
    assert await fetch_one("SELECT COUNT(*) AS n FROM history") == before


async def test_a_cancelled_act_rolls_back_and_frees_the_writer(world):
    async def act() -> None:
        async with write():
            await record("x.cancelled", ("unit", 1), by=None, now=world.now)
            await asyncio.sleep(60)

    task = asyncio.create_task(act())
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not await fetch("SELECT seq FROM history WHERE kind = 'x.cancelled'")
    async with asyncio.timeout(5), write():
        await record("x.after", ("unit", 1), by=None, now=world.now)
