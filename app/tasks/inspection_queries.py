"""Questions about the inspector's weekly list: the weeks there are, what each holds, what happened since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from app import clock
from app.db import Row, fetch
from app.people.viewer import Viewer
from app.tasks.flag_sql import Marks
from app.tasks.inspection import HOUR, LISTED, MINUTE, SUBJECT
from app.tasks.lines import COLUMNS, JOINS, TaskLine, marks_for, task_lines
from app.tasks.lists import MOST_EXPORTED
from app.tasks.reminding import NO_ANSWER
from app.tasks.sight import FROM, Condition, visible

MOST_WEEKS = 53
BATCH = 500


@dataclass(frozen=True, slots=True)
class Week:
    """A list that was made: its Monday, and when."""

    monday: date
    made_at: datetime


@dataclass(frozen=True, slots=True)
class WeekFilter:
    """What the address asks for; what it does not know it passes over."""

    week: date | None = None
    unit: int | None = None

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Self:
        """The filter of a query string."""
        unit = params.get("unit", "")
        try:
            week = date.fromisoformat(params.get("week", ""))
        except ValueError:
            week = None
        return cls(week, int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 10 else None)


@dataclass(frozen=True, slots=True)
class Listed:
    """A task of the list: how it stands now, its reminders without an act, and the first act after all."""

    line: TaskLine
    reminders: tuple[Row, ...]
    acted_at: datetime | None


async def weeks_made() -> list[Week]:
    """The lists there are, the newest first."""
    rows = await fetch(
        "SELECT subject_id, at FROM history WHERE subject_type = {} AND kind = {} ORDER BY subject_id DESC LIMIT {}",
        SUBJECT,
        LISTED,
        MOST_WEEKS,
    )
    return [Week(date.fromordinal(row["subject_id"]), datetime.fromisoformat(row["at"])) for row in rows]


def of_week(week: date, viewer: Viewer, today: date, unit_path: str | None = None) -> Condition:
    """The tasks of a week's list that the viewer sees, of a unit and all below it where one is chosen."""
    listed = "EXISTS (SELECT 1 FROM inspection_item i WHERE i.task = t.id AND i.week = {})"
    where = Condition(listed, (week,)) & visible(viewer, today)
    return where & Condition("u.path LIKE {}", (unit_path + "%",)) if unit_path else where


async def listed_in(
    week: date, where: Condition, marks: Marks, limit: int = MOST_EXPORTED, offset: int = 0
) -> list[Listed]:
    """One page of a week's list, the most reminded first; the same few statements whatever the rows."""
    rows = await fetch(
        f"{COLUMNS}, w.reminders AS reminder_count, w.noticed_at{FROM}{JOINS}"
        " JOIN inspection_item w ON w.task = t.id AND w.week = {}"
        f" WHERE {where.sql} ORDER BY w.reminders DESC, t.due_on, t.id LIMIT {{}} OFFSET {{}}",
        week,
        *where.args,
        limit,
        offset,
    )
    ids = [row["id"] for row in rows]
    reminders, acts = await _reminders(ids), await _acts(ids, week)
    return [
        Listed(line, _counted(line.row, reminders.get(line.row["id"], [])), acts.get(line.row["id"]))
        for line in await task_lines(rows, marks.calendar, marks.today)
    ]


async def _reminders(tasks: list[int]) -> dict[int, list[Row]]:
    """Every reminder of these tasks, the newest first."""
    found: dict[int, list[Row]] = {}
    for some in _batches(tasks):
        rows = await fetch(
            "SELECT r.task, r.day, r.at, r.kind, r.answered_at, o.full_name AS to_name FROM reminder r"
            f" JOIN officer o ON o.id = r.to_officer WHERE r.task IN ({marks_for(some)})"
            " ORDER BY r.at DESC, r.id DESC",
            *some,
        )
        for row in rows:
            found.setdefault(row["task"], []).append(row)
    return found


async def _acts(tasks: list[int], week: date) -> dict[int, datetime]:
    """The first act on each task after the list was made."""
    found: dict[int, datetime] = {}
    for some in _batches(tasks):
        rows = await fetch(
            "SELECT h.subject_id AS task, MIN(h.at) AS at FROM history h WHERE h.subject_type = 'task'"
            f" AND h.subject_id IN ({marks_for(some)}) AND h.actor IS NOT NULL AND h.at >= {{}}"
            f" AND h.kind NOT IN ({marks_for(NO_ANSWER)}) GROUP BY h.subject_id",
            *some,
            clock.at(week, HOUR, MINUTE).isoformat(),
            *sorted(NO_ANSWER),
        )
        found |= {row["task"]: datetime.fromisoformat(row["at"]) for row in rows}
    return found


def _batches(tasks: list[int]) -> list[list[int]]:
    return [tasks[start : start + BATCH] for start in range(0, len(tasks), BATCH)]


def _counted(row: Row, reminders: list[Row]) -> tuple[Row, ...]:
    """The reminders that brought the task on the list: the newest of those that waited when it was made."""
    made = row["noticed_at"]
    waited = [
        each
        for each in reminders
        if each["at"] < made and (each["answered_at"] is None or each["answered_at"] >= made)
    ]
    return tuple(reversed(waited[: row["reminder_count"]]))
