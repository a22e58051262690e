"""Which tasks a night has to look at: those that somebody touched since the night before, and those for which
the days that passed alone can raise a flag.

Everything else was looked at by the night before and stands as it stood. Where no night before is on record,
or the calendar has changed since, everything that can still raise a flag is looked at.
"""

from datetime import date, timedelta

from app import clock
from app.db import fetch, fetch_one
from app.tasks.flag_sql import OPEN, Marks, flagged
from app.tasks.sight import Condition
from app.workdays import Calendar

SUBJECT = "night"  # of the history row of each night
BY_WAITING = ("silent", "not_received", "awaiting_person")  # flags that rise when enough days have passed

_STILL = f"({OPEN} OR t.state = 'draft')"
_BEGINS = (
    "EXISTS (SELECT 1 FROM pause np WHERE np.task = t.id AND np.from_date > {} AND np.from_date <= {})",
    "EXISTS (SELECT 1 FROM initiative ni WHERE ni.task = t.id AND ni.from_date > {} AND ni.from_date <= {})",
)


async def tasks_to_look_at(day: date, calendar: Calendar) -> list[int]:
    """The tasks that can have a flag more at the beginning of ``day``, in order."""
    # Handed-in work raises its last flags on the night after; withdrawn work raises none.
    still = Condition(
        f"({_STILL} OR (t.state IN ('submitted', 'done') AND t.submitted_at >= {{}}))",
        (clock.at(day - timedelta(days=1)),),
    )
    before = await seq_of_night(day) or await seq_of_night(day - timedelta(days=1))
    if before is None or await _calendar_changed_since(before):
        return await _ids(still)
    touched = Condition(
        "t.id IN (SELECT h.subject_id FROM history h WHERE h.seq > {} AND h.subject_type = 'task')", (before,)
    )
    return sorted({*await _ids(still & touched), *await _ids(_by_time(day, calendar))})


async def seq_of_night(day: date) -> int | None:
    """The history row of that day's night, the last where it was looked at again; None where there was none."""
    row = await fetch_one(
        "SELECT MAX(seq) AS seq FROM history WHERE subject_type = {} AND subject_id = {}",
        SUBJECT,
        day.toordinal(),
    )
    return row["seq"] if row else None


async def _calendar_changed_since(seq: int) -> bool:
    return bool(
        await fetch("SELECT seq FROM history WHERE seq > {} AND subject_type = 'calendar' LIMIT 1", seq)
    )


def _by_time(day: date, calendar: Calendar) -> Condition:
    """Work not handed in for which a day is here that was not here the night before."""
    today, before = Marks(day, calendar), Marks(day - timedelta(days=1), calendar)
    due = "COALESCE(t.due_on, t.deadline)"
    parts = [
        Condition(f"{due} > {{}} AND {due} <= {{}}", (before.last_past, today.last_past)),
        Condition(f"{due} > {{}} AND {due} <= {{}}", (before.soon_until, today.soon_until)),
        Condition("t.deadline >= {} AND t.deadline < {}", (before.today, today.today)),
        *(Condition(sql, (before.today, today.today)) for sql in _BEGINS),
        *(_risen(code, today, before) for code in BY_WAITING),
    ]
    sql = " OR ".join(f"({part.sql})" for part in parts)
    return Condition(f"{_STILL} AND ({sql})", tuple(arg for part in parts for arg in part.args))


def _risen(code: str, today: Marks, before: Marks) -> Condition:
    now, then = flagged(code, today), flagged(code, before)
    return Condition(f"({now.sql}) AND NOT ({then.sql})", (*now.args, *then.args))


async def _ids(where: Condition) -> list[int]:
    rows = await fetch(f"SELECT t.id FROM task t WHERE {where.sql} ORDER BY t.id", *where.args)
    return [row["id"] for row in rows]
