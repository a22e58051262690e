"""Questions of the annex import: uploads, units by their names, what was imported, a directive's tasks."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.db import Row, fetch, fetch_one
from app.errors import NotFound
from app.people.permissions import Permission as P
from app.people.queries import scope_sql
from app.people.viewer import Viewer
from app.tasks.import_plan import UnitBook, UnitRef
from app.text import fold

_SYMBOL = re.compile(r"\d+\w*\s?/\s?\S+")
_UPLOAD = (
    "SELECT a.id, a.officer, a.file_name, a.sha256, a.at, a.imported_at, a.outcome, a.directive,"
    " d.issuer, d.number, d.issued_on, o.full_name AS by_name FROM annex_upload a"
    " JOIN officer o ON o.id = a.officer LEFT JOIN directive d ON d.id = a.directive"
)


@dataclass(frozen=True, slots=True)
class Imported:
    """A row of a directive that was imported before."""

    key: str
    content_hash: str
    task: int
    code: str


async def unit_book(today: date) -> UnitBook:
    """Every unit and outside body of today with its names."""
    rows = await fetch(
        "SELECT id, name, path, outside FROM unit WHERE active_to IS NULL OR active_to >= {} ORDER BY path, id",
        today,
    )
    aliases: dict[int, list[str]] = {}
    for alias in await fetch("SELECT unit, name FROM unit_alias ORDER BY id"):
        aliases.setdefault(alias["unit"], []).append(alias["name"])
    return UnitBook(
        UnitRef(
            row["id"],
            row["name"],
            row["path"],
            bool(row["outside"]),
            (row["name"], *aliases.get(row["id"], [])),
        )
        for row in rows
    )


def _seen(viewer: Viewer, today: date) -> tuple[str, list[object]]:
    """Uploads of one's own, and those of people in the units for which one drafts."""
    scope, args = scope_sql(viewer, P.TASK_DRAFT, "u.path")
    posted = (
        "EXISTS (SELECT 1 FROM posting p JOIN unit u ON u.id = p.unit WHERE p.officer = a.officer"
        f" AND p.from_date <= {{}} AND (p.to_date IS NULL OR p.to_date >= {{}}) AND {scope})"
    )
    return f"(a.officer = {{}} OR {posted})", [viewer.officer_id, today, today, *args]


async def uploads(viewer: Viewer, today: date, *, limit: int, offset: int) -> list[Row]:
    """One page of the uploads that the viewer may see, newest first; ``outcome`` is read back."""
    where, args = _seen(viewer, today)
    rows = await fetch(
        f"{_UPLOAD} WHERE {where} ORDER BY a.id DESC LIMIT {{}} OFFSET {{}}", *args, limit, offset
    )
    return [_with_outcome(row) for row in rows]


async def upload_count(viewer: Viewer, today: date) -> int:
    """How many uploads the viewer may see."""
    where, args = _seen(viewer, today)
    row = await fetch_one(f"SELECT COUNT(*) AS n FROM annex_upload a WHERE {where}", *args)
    return int(row["n"]) if row else 0


async def upload(viewer: Viewer, upload_id: int, today: date) -> Row:
    """One upload; ``NotFound`` where there is none or the viewer may not know of it."""
    where, args = _seen(viewer, today)
    row = await fetch_one(f"{_UPLOAD} WHERE a.id = {{}} AND {where}", upload_id, *args)
    if row is None:
        raise NotFound
    return _with_outcome(row)


def _with_outcome(row: Row) -> Row:
    outcome: dict[str, Any] = json.loads(row["outcome"]) if row["outcome"] else {}
    return {**row, "outcome": outcome}


def directive_key(issuer: str, number: str, issued_on: date) -> str:
    """What makes two mentions of a directive the same: issuer, number and date.

    "Nghị quyết số 03/NQ-CP" and "03/NQ-CP" are the same number.
    """
    folded = fold(number)
    symbol = _SYMBOL.search(folded)
    return f"{fold(issuer)}|{(symbol[0] if symbol else folded).replace(' ', '')}|{issued_on.isoformat()}"


async def directive_of_key(key: str) -> int | None:
    """The directive with that key."""
    row = await fetch_one("SELECT id FROM directive WHERE key = {}", key)
    return row["id"] if row else None


async def imported_rows(directive: int | None) -> dict[str, Imported]:
    """The rows of a directive that were imported before, by their keys."""
    if directive is None:
        return {}
    rows = await fetch(
        "SELECT r.row_key, r.content_hash, r.task, t.code FROM task_row r JOIN task t ON t.id = r.task"
        " WHERE r.directive = {}",
        directive,
    )
    return {
        row["row_key"]: Imported(row["row_key"], row["content_hash"], row["task"], row["code"])
        for row in rows
    }
