"""The words by which tasks are searched, written anew: one line each, with the annex row and the basis."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.db import fetch, insert_many, write
from app.text import fold

ID = "2026-11-25T02:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "search keys of tasks by line: title, product, code, directive, annex row, basis"

BATCH = 1_000


async def _run() -> None:
    last = 0
    while rows := await fetch(
        "SELECT t.id, t.title, t.product, t.code, d.number, t.directive_row, t.basis FROM task t"
        " LEFT JOIN directive d ON d.id = t.directive WHERE t.id > {} ORDER BY t.id LIMIT {}",
        last,
        BATCH,
    ):
        lines = ("title", "product", "code", "number", "directive_row", "basis")
        keys = [("\n".join(fold(row[line] or "") for line in lines), row["id"]) for row in rows]
        async with write():
            await insert_many("UPDATE task SET search_key = ? WHERE id = ?", keys)
        last = rows[-1]["id"]


async def forwards() -> MigrationManager:
    """Piccolo runs this once on each database."""
    manager = MigrationManager(migration_id=ID, app_name="xuyen_suot", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager
