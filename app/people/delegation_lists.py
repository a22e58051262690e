"""Delegations as pages show them: one's own, and those of the units that one heads, administers or inspects."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.db import Row, fetch, fetch_one
from app.errors import NotFound
from app.matching import somewhere
from app.people.admin_queries import PAGE
from app.people.delegation import Standing, scope_of, standing
from app.people.delegation_queries import in_force
from app.people.permissions import Permission as P
from app.people.viewer import Viewer

WHOSE = ("given", "received")

_ROWS = (
    "SELECT d.*, u.name AS unit_name, u.path, g.full_name AS giver_name, g.staff_code AS giver_code,"
    " s.full_name AS deputy_name, s.staff_code AS deputy_code, w.full_name AS recorded_name,"
    " x.full_name AS revoked_name"
)
_FROM = (
    " FROM delegation d JOIN unit u ON u.id = d.unit JOIN officer g ON g.id = d.giver"
    " JOIN officer s ON s.id = d.deputy JOIN officer w ON w.id = d.recorded_by"
    " LEFT JOIN officer x ON x.id = d.revoked_by WHERE "
)
_STANDING = {
    Standing.RUNNING: "d.revoked_at IS NULL AND d.from_date <= {} AND d.to_date >= {}",
    Standing.COMING: "d.revoked_at IS NULL AND d.from_date > {}",
    Standing.PAST: "d.revoked_at IS NULL AND d.to_date < {}",
    Standing.REVOKED: "d.revoked_at IS NOT NULL",
}


@dataclass(frozen=True, slots=True)
class DelegationFilter:
    """What the list is narrowed to."""

    whose: str = ""  # of WHOSE, seen from the viewer
    standing: str = ""
    search: str = ""  # a name without marks, a staff code or a document number


def _seen(viewer: Viewer) -> tuple[str, list[Any]]:
    """One's own, and all of the units in one's scope."""
    paths = sorted({*viewer.paths(P.DELEGATE), *viewer.paths(P.HISTORY_READ)})
    parts = ["d.giver = {}", "d.deputy = {}", *("u.path LIKE {}" for _ in paths)]
    return f"({' OR '.join(parts)})", [viewer.officer_id, viewer.officer_id, *(path + "%" for path in paths)]


def _where(viewer: Viewer, asked: DelegationFilter, today: date) -> tuple[str, list[Any]]:
    sql, args = _seen(viewer)
    if asked.whose in WHOSE:
        sql += " AND d.giver = {}" if asked.whose == "given" else " AND d.deputy = {}"
        args.append(viewer.officer_id)
    if asked.standing in set(Standing):
        piece = _STANDING[Standing(asked.standing)]
        sql += f" AND {piece}"
        args += [today] * piece.count("{}")
    if asked.search:
        named, words = somewhere(
            asked.search,
            folded=["g.search_key", "s.search_key"],
            codes=["g.staff_code", "s.staff_code", "UPPER(d.document)"],
        )
        sql += f" AND {named}"
        args += words
    return sql, args


async def count_delegations(viewer: Viewer, asked: DelegationFilter, today: date) -> int:
    """How many the filters leave."""
    where, args = _where(viewer, asked, today)
    row = await fetch_one(f"SELECT COUNT(*) AS n{_FROM}{where}", *args)
    return int(row["n"]) if row else 0


async def delegations(
    viewer: Viewer, asked: DelegationFilter, today: date, *, page: int = 1, whole: bool = False
) -> list[Row]:
    """One page of them (or all, for the file), the latest period first, each with its standing of today."""
    where, args = _where(viewer, asked, today)
    sql = f"{_ROWS}{_FROM}{where} ORDER BY d.from_date DESC, d.id DESC"
    if not whole:
        sql += " LIMIT {} OFFSET {}"
        args = [*args, PAGE, (page - 1) * PAGE]
    return await _told(await fetch(sql, *args), today)


async def delegation_seen(viewer: Viewer, delegation: int, today: date) -> Row:
    """One of them; ``NotFound`` where the viewer may not know of it."""
    seen, args = _seen(viewer)
    rows = await _told(await fetch(f"{_ROWS}{_FROM}d.id = {{}} AND {seen}", delegation, *args), today)
    if not rows:
        raise NotFound
    return rows[0]


async def own_delegations(viewer: Viewer, today: date) -> list[Row]:
    """What the viewer gave or received that holds today or is to come."""
    rows = await fetch(
        f"{_ROWS}{_FROM}(d.giver = {{}} OR d.deputy = {{}}) AND d.revoked_at IS NULL AND d.to_date >= {{}}"
        " ORDER BY d.from_date, d.id LIMIT {}",
        viewer.officer_id,
        viewer.officer_id,
        today,
        PAGE,
    )
    return await _told(rows, today)


async def _told(rows: list[Row], today: date) -> list[Row]:
    """Each with its scope and standing; ``idle``: in its days, but its giver does not hold the right today."""
    live = await in_force([row["id"] for row in rows], today)
    for row in rows:
        row["scope"] = scope_of(row["scope"])
        row["standing"] = standing(
            row["from_date"], row["to_date"], today, revoked=row["revoked_at"] is not None
        )
        row["idle"] = row["standing"] is Standing.RUNNING and row["id"] not in live
    return rows
