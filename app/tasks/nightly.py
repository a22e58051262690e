"""Each night's look at open work: dates that passed and flags that rose are kept as dated facts, once.

Only what can have changed since the night before is looked at (``night_look``), a few statements for each
five hundred tasks. A night may be looked at twice, late, or by two processes: a fact is unique by its task and
date, and only one writes at a time.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from app import clock
from app.db import Row, fetch, fetch_one, insert_many, write
from app.history import record
from app.people.queries import office_calendar
from app.tasks.facts import day_of, flag_facts
from app.tasks.flag_sql import BESIDE, BESIDE_JOINS, OPEN
from app.tasks.flags import raised
from app.tasks.night_look import SUBJECT, seq_of_night, tasks_to_look_at
from app.tasks.rules import is_late
from app.tasks.writing import holder_at_end_of
from app.workdays import Calendar

HOUR, MINUTE = 0, 30  # when the night of a day is looked at

# Open work whose date lies before the day, and is not kept as missed yet.
_MISSED = (
    f" FROM task t WHERE {OPEN} AND t.due_on < {{}}"
    " AND NOT EXISTS (SELECT 1 FROM lateness l WHERE l.task = t.id AND l.due_on = t.due_on)"
)
SOME = 500  # tasks that are judged together; between them the pages have their turn


async def notice_day(day: date) -> str:
    """Keep what is true at the beginning of ``day``: latenesses of dates that ended before it, and flags.

    Running it again for the same day writes nothing more. Answers in one line what was written.
    """
    at = clock.at(day, HOUR, MINUTE)
    calendar = await office_calendar()
    async with write():
        late = await _notice_latenesses(day, at, calendar)
        tasks = await tasks_to_look_at(day, calendar)
        flags = await notice_flags(tasks, day, at, calendar)
        if late or flags or await seq_of_night(day) is None:
            facts = {"day": day, "late_tasks": late, "flags": flags}
            await record("tasks.noticed", (SUBJECT, day.toordinal()), by=None, now=at, facts=facts)
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


async def notice_flags(tasks: Sequence[int], day: date, at: datetime, calendar: Calendar) -> int:
    """Keep the flags that these tasks have at the beginning of ``day``; answers how many were not kept yet."""
    newest = await _newest_flag()
    for start in range(0, len(tasks), SOME):
        await insert_many(
            "INSERT INTO flag_fact (task, flag, since, officer, ground, noticed_at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            await _flags(tasks[start : start + SOME], day, at, calendar),
        )
        await asyncio.sleep(0)
    row = await fetch_one("SELECT COUNT(*) AS n FROM flag_fact WHERE id > {}", newest)
    return int(row["n"]) if row else 0


async def _flags(ids: Sequence[int], day: date, at: datetime, calendar: Calendar) -> list[tuple[Any, ...]]:
    marks = ", ".join("{}" for _ in ids)
    tasks = await fetch(
        f"SELECT t.*{BESIDE} FROM task t{BESIDE_JOINS}WHERE t.id IN ({marks}) ORDER BY t.id", *ids
    )
    moves, pauses, extensions = [
        _by_task(await fetch(f"SELECT m.* FROM {table} m WHERE m.task IN ({marks}) ORDER BY m.id", *ids))
        for table in ("hand_over", "pause", "extension")
    ]
    missed = await fetch(f"SELECT task, due_on FROM lateness WHERE task IN ({marks}) ORDER BY due_on", *ids)
    last_missed = {row["task"]: row["due_on"] for row in missed}
    rows = []
    for task in tasks:
        number = task["id"]
        facts = flag_facts(
            task, day, moves[number], last_missed.get(number), pauses[number], extensions[number]
        )
        for each in raised(facts, calendar):
            ground = json.dumps({"vi": each.ground.vi, "en": each.ground.en}, ensure_ascii=False)
            rows.append((number, each.flag.code, each.since, task["owner"], ground, at))
    return rows


async def _newest_flag() -> int:
    row = await fetch_one("SELECT MAX(id) AS id FROM flag_fact")
    return int(row["id"] or 0) if row else 0


def _by_task(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["task"]].append(row)
    return found
