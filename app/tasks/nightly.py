"""Each night's look at open work: dates that passed and flags that rose are kept as dated facts, once.

A few statements for all tasks together, however many there are. A night may be looked at twice, late, or
by two processes: a fact is unique by its task and date, and only one writes at a time.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from app import clock
from app.db import Row, fetch, fetch_one, insert_many, write
from app.history import record
from app.people.queries import office_calendar
from app.tasks.facts import day_of, flag_facts
from app.tasks.flag_sql import BESIDE, BESIDE_JOINS
from app.tasks.flags import raised
from app.tasks.rules import is_late
from app.tasks.writing import holder_at_end_of
from app.workdays import Calendar

HOUR, MINUTE = 0, 30  # when the night of a day is looked at

_OPEN = "t.state IN ('awaiting_person', 'given', 'in_progress')"
# Open work whose date lies before the day, and is not kept as missed yet.
_MISSED = (
    f" FROM task t WHERE {_OPEN} AND t.due_on < {{}}"
    " AND NOT EXISTS (SELECT 1 FROM lateness l WHERE l.task = t.id AND l.due_on = t.due_on)"
)
# What can still raise a flag: open work, drafts, and what was handed in since the night before.
_LOOKED_AT = (
    f" FROM task t{BESIDE_JOINS}WHERE ({_OPEN} OR t.state = 'draft'"
    " OR (t.state IN ('submitted', 'done') AND t.submitted_at >= {}))"
)


async def notice_day(day: date) -> str:
    """Keep what is true at the beginning of ``day``: latenesses of dates that ended before it, and flags.

    Running it again for the same day writes nothing more. Answers in one line what was written.
    """
    at = clock.at(day, HOUR, MINUTE)
    calendar = await office_calendar()
    async with write():
        late = await _notice_latenesses(day, at, calendar)
        flags = await _notice_flags(day, at, calendar)
        if late or flags:
            facts = {"day": day, "late_tasks": late, "flags": flags}
            await record("tasks.noticed", ("night", day.toordinal()), by=None, now=at, facts=facts)
    return f"Ghi {len(late)} lần chậm, {flags} dấu hiệu."


async def _notice_latenesses(day: date, at: datetime, calendar: Calendar) -> list[int]:
    tasks = await fetch(
        f"SELECT t.id, t.due_on, t.late_on_import, t.assigned_at, t.unit_given_at {_MISSED} ORDER BY t.id",
        day,
    )
    late = [task for task in tasks if _is_late(task, day, calendar)]
    if not late:
        return []
    holders = _by_task(
        await fetch(
            "SELECT h.task, h.officer, h.given_at, h.ended_at FROM holding h"
            f" WHERE h.task IN (SELECT t.id {_MISSED}) ORDER BY h.id",
            day,
        )
    )
    rows = [
        (
            task["id"],
            holder_at_end_of(calendar.effective_day(task["due_on"]), holders[task["id"]]),
            task["due_on"],
            at,
        )
        for task in late
    ]
    await insert_many(
        "INSERT INTO lateness (task, officer, due_on, noticed_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        rows,
    )
    await insert_many(
        "UPDATE task SET lateness_count = lateness_count + 1 WHERE id = ?", [(task["id"],) for task in late]
    )
    return [task["id"] for task in late]


def _is_late(task: Row, day: date, calendar: Calendar) -> bool:
    given_on = day_of(task["assigned_at"]) or day_of(task["unit_given_at"])
    return is_late(task["due_on"], day, calendar, late_on_import=task["late_on_import"], given_on=given_on)


async def _notice_flags(day: date, at: datetime, calendar: Calendar) -> int:
    since_last_night = clock.at(day - timedelta(days=1))
    tasks = await fetch(f"SELECT t.*{BESIDE}{_LOOKED_AT} ORDER BY t.id", since_last_night)
    moves = _by_task(
        await fetch(
            f"SELECT m.* FROM hand_over m WHERE m.task IN (SELECT t.id {_LOOKED_AT}) ORDER BY m.id",
            since_last_night,
        )
    )
    missed = _last_missed(
        await fetch(
            "SELECT l.task, l.due_on FROM lateness l WHERE l.task IN"
            f" (SELECT t.id {_LOOKED_AT} AND t.lateness_count > 0) ORDER BY l.due_on",
            since_last_night,
        )
    )
    pauses, extensions = [
        _by_task(
            await fetch(
                f"SELECT m.* FROM {table} m WHERE m.task IN (SELECT t.id {_LOOKED_AT}) ORDER BY m.id",
                since_last_night,
            )
        )
        for table in ("pause", "extension")
    ]
    rows = []
    for task in tasks:
        number = task["id"]
        facts = flag_facts(task, day, moves[number], missed.get(number), pauses[number], extensions[number])
        for each in raised(facts, calendar):
            ground = json.dumps({"vi": each.ground.vi, "en": each.ground.en}, ensure_ascii=False)
            rows.append((task["id"], each.flag.code, each.since, task["owner"], ground, at))
    before = await _flag_count()
    await insert_many(
        "INSERT INTO flag_fact (task, flag, since, officer, ground, noticed_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        rows,
    )
    return await _flag_count() - before


def _by_task(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["task"]].append(row)
    return found


def _last_missed(rows: Iterable[Row]) -> dict[int, date]:
    return {row["task"]: row["due_on"] for row in rows}


async def _flag_count() -> int:
    row = await fetch_one("SELECT COUNT(*) AS n FROM flag_fact")
    return int(row["n"]) if row else 0
