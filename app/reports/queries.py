"""The numbers of a unit's month, from what happened on the server."""

from collections.abc import Mapping
from datetime import date

from app import clock
from app.db import fetch
from app.evaluation.months import Month
from app.people.queries import UnitRow
from app.reports.weeks import Week, weeks_of
from app.tasks.move_sql import bounced

_IN_UNIT = "t.unit IN (SELECT u.id FROM unit u WHERE u.path LIKE {})"


async def month_of(unit: UnitRow, month: Month) -> tuple[Week, ...]:
    """The weeks of a unit and those below it: three statements whatever the size."""
    path = f"{unit.path}%"
    return weeks_of(
        month,
        await _kept(path, month),
        await _missed(path, month),
        await _bounced(path, month),
    )


async def _kept(path: str, month: Month) -> Mapping[date, int]:
    """Dates that were kept, by the day of the submission; a second submission for the same date counts once."""
    rows = await fetch(
        f"SELECT s.day, COUNT(*) AS n FROM submission s JOIN task t ON t.id = s.task"
        f" WHERE s.day >= {{}} AND s.day <= {{}} AND {_IN_UNIT}"
        # of the task and not of the submission: looked at only where the unit is the one
        " AND NOT EXISTS (SELECT 1 FROM lateness l WHERE l.task = t.id AND l.due_on = s.due_on)"
        " AND NOT EXISTS (SELECT 1 FROM submission e"
        "   WHERE e.task = t.id AND e.due_on = s.due_on AND e.id < s.id)"
        " GROUP BY s.day",
        month.first,
        month.last,
        path,
    )
    return {row["day"]: int(row["n"]) for row in rows}


async def _missed(path: str, month: Month) -> Mapping[date, int]:
    """Dates that were missed, by that date; an objective cause does not undo the lateness."""
    rows = await fetch(
        "SELECT l.due_on, COUNT(*) AS n FROM lateness l JOIN task t ON t.id = l.task"
        f" WHERE l.due_on >= {{}} AND l.due_on <= {{}} AND {_IN_UNIT} GROUP BY l.due_on",
        month.first,
        month.last,
        path,
    )
    return {row["due_on"]: int(row["n"]) for row in rows}


async def _bounced(path: str, month: Month) -> Mapping[date, int]:
    """Times that work was handed or given back, or sent between units; a head's own moves are none."""
    answered = "COALESCE(x.returned_at, x.taken_at, x.at)"
    rows = await fetch(
        "SELECT x.returned_at, x.taken_at, x.at FROM hand_over x JOIN task t ON t.id = x.task"
        f" WHERE {answered} >= {{}} AND {answered} < {{}} AND {_IN_UNIT} AND {bounced('x')}",
        clock.at(month.first),
        clock.at(month.next.first),
        path,
    )
    found: dict[date, int] = {}
    for row in rows:
        day = clock.local_day(row["returned_at"] or row["taken_at"] or row["at"])
        found[day] = found.get(day, 0) + 1
    return found
