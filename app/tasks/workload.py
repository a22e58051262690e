"""Ai đang giữ việc gì: one row a person with what lies there, how heavy it is, and how long the oldest lies."""

from dataclasses import dataclass
from datetime import date, datetime

from app.clock import local_day
from app.db import Row, fetch
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks.flag_sql import Marks, late

SORTS = ("name", "open", "late", "waiting", "points", "held")


@dataclass(frozen=True, slots=True)
class Desk:
    """What one person holds today.

    ``points_milli``: the factors of open work in thousandths, work without a factor counted as one unit;
    ``held_days``: working days for which the oldest open work has been held, None where there is none.
    """

    id: int
    name: str
    unit: str
    title: str
    open: int
    late: int
    waiting: int
    points_milli: int
    held_since: date | None
    held_days: int | None


async def desks(viewer: Viewer, marks: Marks, unit_path: str | None = None) -> list[Desk]:
    """Everybody posted today where the viewer reads tasks, in Vietnamese order of names; one statement."""
    paths = viewer.paths(P.TASK_READ)
    if not paths:
        return []
    is_late = late(marks)
    posts = " OR ".join("pu.path LIKE {}" for _ in paths)
    rows = await fetch(
        "SELECT o.id, o.full_name AS name, pu.name AS unit, p.title,"
        " SUM(CASE WHEN t.state IN ('given', 'in_progress') THEN 1 ELSE 0 END) AS open_count,"
        f" SUM(CASE WHEN {is_late.sql} THEN 1 ELSE 0 END) AS late_count,"
        " SUM(CASE WHEN t.state = 'submitted' THEN 1 ELSE 0 END) AS waiting_count,"
        " SUM(CASE WHEN t.state IN ('given', 'in_progress') THEN COALESCE(t.factor_milli, 1000) ELSE 0 END)"
        " AS points, MIN(CASE WHEN t.state IN ('given', 'in_progress') THEN t.assigned_at END) AS held_since"
        " FROM officer o JOIN posting p ON p.officer = o.id JOIN unit pu ON pu.id = p.unit"
        " LEFT JOIN task t ON t.owner = o.id AND t.state IN ('given', 'in_progress', 'submitted')"
        " WHERE o.active = true AND p.from_date <= {} AND (p.to_date IS NULL OR p.to_date >= {})"
        f" AND ({posts}) AND pu.path LIKE {{}}"
        " GROUP BY o.id, o.full_name, o.sort_key, o.staff_code, pu.name, p.title ORDER BY o.sort_key, o.staff_code",
        *is_late.args,
        marks.today,
        marks.today,
        *(path + "%" for path in paths),
        (unit_path or "/") + "%",
    )
    return [_desk(row, marks) for row in rows]


def _desk(row: Row, marks: Marks) -> Desk:
    since = _day(row["held_since"])
    return Desk(
        id=row["id"],
        name=row["name"],
        unit=row["unit"],
        title=row["title"],
        open=int(row["open_count"] or 0),
        late=int(row["late_count"] or 0),
        waiting=int(row["waiting_count"] or 0),
        points_milli=int(row["points"] or 0),
        held_since=since,
        held_days=marks.calendar.between(since, marks.today) if since else None,
    )


def _day(instant: object) -> date | None:
    """The local day of an aggregate's instant: PostgreSQL answers it as one, SQLite as text."""
    if instant is None:
        return None
    return local_day(instant if isinstance(instant, datetime) else datetime.fromisoformat(str(instant)))


def sorted_desks(found: list[Desk], by: str, *, down: bool) -> list[Desk]:
    """The rows by one of ``SORTS``; equal ones stay in the order of names."""
    keys = {
        "open": lambda each: each.open,
        "late": lambda each: each.late,
        "waiting": lambda each: each.waiting,
        "points": lambda each: each.points_milli,
        "held": lambda each: each.held_days if each.held_days is not None else -1,
    }
    if by not in keys:
        return list(reversed(found)) if by == "name" and down else found
    return sorted(found, key=keys[by], reverse=down)
