"""Questions about recurring duties: the list, one duty with its instances, the duty behind a task."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from app.clock import local_day
from app.db import Row, fetch, fetch_one
from app.errors import NotFound
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks.flag_sql import Marks
from app.tasks.lines import COLUMNS, JOINS, TaskLine, task_lines
from app.tasks.panels import panel
from app.tasks.queries import TaskPage
from app.tasks.recurrence_giving import rule_of
from app.tasks.recurrence_rules import Frequency, Occurrence, upcoming
from app.tasks.recurrence_words import STANDINGS, rule_words
from app.tasks.sight import FROM, NOTHING, Condition, visible
from app.text import Locale, Text
from app.workdays import Calendar

_ROWS = (
    "SELECT r.*, u.name AS unit_name, u.path, o.full_name AS owner_name, l.full_name AS lead_name,"
    " c.full_name AS created_name, i.code AS item_code, i.product AS item_product, i.task AS item_task,"
    " (SELECT g.day FROM recurrence_task g WHERE g.recurrence = r.id ORDER BY g.day DESC LIMIT 1)"
    " AS last_given,"
    " (SELECT COUNT(*) FROM recurrence_task g WHERE g.recurrence = r.id) AS given_count"
)
_FROM = (
    " FROM recurrence r JOIN unit u ON u.id = r.unit JOIN officer o ON o.id = r.owner"
    " JOIN officer l ON l.id = r.lead JOIN officer c ON c.id = r.created_by"
    " LEFT JOIN catalogue_item i ON i.id = r.catalogue_item WHERE "
)
_ENDED = "r.stopped_at IS NULL AND r.to_date IS NOT NULL AND r.to_date < {}"
_RUNNING = "r.stopped_at IS NULL AND (r.to_date IS NULL OR r.to_date >= {})"


@dataclass(frozen=True, slots=True)
class RecurrenceFilter:
    """What an address asks of the list; what it does not know it passes over."""

    unit: int | None = None
    frequency: str = ""
    standing: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Self:
        """The filter of a query string."""
        unit, frequency, standing = (params.get(name, "") for name in ("unit", "frequency", "standing"))
        return cls(
            int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 10 else None,
            frequency if frequency in list(Frequency) else "",
            standing if standing in STANDINGS else "",
        )

    def href(self, path: str, **changes: Any) -> str:
        """The address of a list with some parts of this filter changed."""
        changed = replace(self, **changes)
        said = {"unit": changed.unit, "frequency": changed.frequency, "standing": changed.standing}
        query = urlencode({name: value for name, value in said.items() if value})
        return f"{path}?{query}" if query else path


def seen_by(viewer: Viewer) -> Condition:
    """Duties that the viewer may see: of units that the viewer reads or gives work in, or where they are named."""
    paths = {*viewer.paths(P.TASK_READ), *(each.unit_path for each in viewer.in_place if each.gives)}
    named = Condition("r.owner = {} OR r.lead = {} OR r.created_by = {}", (viewer.officer_id,) * 3)
    if not paths:
        return named
    within = " OR ".join("u.path LIKE {}" for _ in paths)
    return named | Condition(within, tuple(path + "%" for path in sorted(paths)))


def _condition(viewer: Viewer, chosen: RecurrenceFilter, unit_path: str | None, today: date) -> Condition:
    where = seen_by(viewer)
    if chosen.unit is not None:
        where = where & (Condition("u.path LIKE {}", (unit_path + "%",)) if unit_path else NOTHING)
    if chosen.frequency:
        where = where & Condition("r.frequency = {}", (chosen.frequency,))
    if chosen.standing == "stopped":
        where = where & Condition("r.stopped_at IS NOT NULL")
    elif chosen.standing:
        where = where & Condition(_ENDED if chosen.standing == "ended" else _RUNNING, (today,))
    return where


async def count_recurrences(
    viewer: Viewer, chosen: RecurrenceFilter, unit_path: str | None, today: date
) -> int:
    """How many duties the filter keeps."""
    where = _condition(viewer, chosen, unit_path, today)
    row = await fetch_one(
        f"SELECT COUNT(*) AS n FROM recurrence r JOIN unit u ON u.id = r.unit WHERE {where.sql}", *where.args
    )
    return int(row["n"]) if row else 0


async def recurrences(
    viewer: Viewer,
    chosen: RecurrenceFilter,
    unit_path: str | None,
    marks: Marks,
    *,
    limit: int,
    offset: int = 0,
) -> list[Row]:
    """One page of duties, those of one unit together, each with its rule in words and its next date."""
    where = _condition(viewer, chosen, unit_path, marks.today)
    rows = await fetch(
        f"{_ROWS}{_FROM}{where.sql} ORDER BY u.sort_key, u.id, r.id LIMIT {{}} OFFSET {{}}",
        *where.args,
        limit,
        offset,
    )
    return [_told(row, marks, 1) for row in rows]


async def recurrence_seen(viewer: Viewer, recurrence: int, marks: Marks, ahead: int = 5) -> Row:
    """One duty with its next dates; ``NotFound`` out of sight."""
    seen = seen_by(viewer)
    row = await fetch_one(f"{_ROWS}{_FROM}r.id = {{}} AND ({seen.sql})", recurrence, *seen.args)
    if row is None:
        raise NotFound
    return _told(row, marks, ahead)


def _told(row: Row, marks: Marks, ahead: int) -> Row:
    row["rule"] = rule_of(row)
    row["rule_words"] = rule_words(row["rule"])
    row["standing"] = standing(row, marks.today)
    running = row["standing"] == "running"
    row["next"] = next_dates(row, marks.calendar, marks.today, ahead) if running else []
    return row


def standing(row: Row, today: date) -> str:
    """Whether the duty runs, has reached its last day, or was stopped."""
    if row["stopped_at"] is not None:
        return "stopped"
    return "ended" if row["to_date"] is not None and row["to_date"] < today else "running"


def next_dates(row: Row, calendar: Calendar, today: date, count: int) -> list[Occurrence]:
    """The next dates that are not given yet."""
    return upcoming(rule_of(row), calendar, today, count, row["last_given"])


async def count_instances(viewer: Viewer, recurrence: int, today: date) -> int:
    """How many tasks of the duty the viewer sees."""
    seen = visible(viewer, today)
    row = await fetch_one(
        f"SELECT COUNT(*) AS n{FROM}JOIN recurrence_task g ON g.task = t.id WHERE g.recurrence = {{}}"
        f" AND ({seen.sql})",
        recurrence,
        *seen.args,
    )
    return int(row["n"]) if row else 0


async def instances(
    viewer: Viewer, recurrence: int, marks: Marks, *, limit: int, offset: int = 0
) -> list[TaskLine]:
    """The tasks that carry the duty out and that the viewer sees, the latest date first."""
    seen = visible(viewer, marks.today)
    rows = await fetch(
        f"{COLUMNS}{FROM}{JOINS} JOIN recurrence_task g ON g.task = t.id WHERE g.recurrence = {{}}"
        f" AND ({seen.sql}) ORDER BY g.day DESC, t.id DESC LIMIT {{}} OFFSET {{}}",
        recurrence,
        *seen.args,
        limit,
        offset,
    )
    return await task_lines(rows, marks.calendar, marks.today)


# --- the task's page ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecurrencePanel:
    """The duty that the task carries out. ``href`` only where the viewer sees the duty itself."""

    title: str
    words: Text
    since: date
    href: str | None


@panel("recurrence", order=75, side=True)
async def recurrence_panel(
    viewer: Viewer, found: TaskPage, marks: Marks, locale: Locale
) -> RecurrencePanel | None:
    """Which recurring duty the task is an instance of."""
    seen = seen_by(viewer)
    row = await fetch_one(
        f"SELECT r.*, CASE WHEN {seen.sql} THEN 1 ELSE 0 END AS in_sight FROM recurrence_task g"
        " JOIN recurrence r ON r.id = g.recurrence JOIN unit u ON u.id = r.unit WHERE g.task = {}",
        *seen.args,
        found.row["id"],
    )
    if row is None:
        return None
    href = f"/recurrences/{row['id']}" if row["in_sight"] else None
    return RecurrencePanel(row["title"], rule_words(rule_of(row)), local_day(row["created_at"]), href)
