"""A month for many people: their sheets opened and everyone's month computed, with time and peak memory.

Run as a process of its own (``python -m bench.month URL PEOPLE``) so that the memory is this month's alone;
prints ``name value unit`` lines.
"""

import asyncio
import resource
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from app import clock
from app.db import bind, engine, insert_many, make_engine, write
from app.evaluation.board import lines
from app.evaluation.months import Month
from app.evaluation.opening import EVERYWHERE, open_month
from app.schema import migrate
from bench.city import BATCH, Size, plant_people, settle

TASKS_EACH = 30
PEOPLE_IN_A_UNIT = 50

_TASK = (
    "INSERT INTO task (id, code, state, title, product, search_key, factor_milli, unit, owner, lead, assigner, created_by,"
    " original_deadline, deadline, due_on, created_at, assigned_at, received_at, submitted_at, accepted_at, percent)"
    " VALUES (?, ?, ?, ?, 'Báo cáo', '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_HOLDING = "INSERT INTO holding (task, officer, origin, given_at, ended_at, end_reason) VALUES (?, ?, 'ordinary', ?, ?, '')"
_SUBMISSION = (
    "INSERT INTO submission (task, officer, at, day, due_on, words, decision, decision_words, failed_check,"
    " objective_words) VALUES (?, ?, ?, ?, ?, 'Báo cáo', 'accepted', '', ?, '')"
)
_LATENESS = (
    "INSERT INTO lateness (task, officer, due_on, noticed_at, objective_words) VALUES (?, ?, ?, ?, '')"
)

Written = tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...] | None, tuple[Any, ...] | None]


def _work(people: int, units: int, month: Month) -> Iterator[Written]:
    """Thirty items each: nine of ten accepted, some after a failed check, some late, some still open."""
    given = clock.at(month.first - timedelta(days=12), 8)
    for number in range(1, people * TASKS_EACH + 1):
        owner = 1 + (number - 1) // TASKS_EACH
        due = month.first + timedelta(days=number * 7 % 27)
        late, done = number % 13 == 0, number % 10 != 0
        handed = clock.at(due + timedelta(days=2 if late else -1), 9) if done else None
        unit = 2 + owner % units
        yield (
            (
                *(
                    number,
                    f"NV-{month.first.year}-{number:07}",
                    "done" if done else "in_progress",
                    f"Việc số {number}",
                ),
                *(1000 + 500 * (number % 4), unit, owner, owner, 1, 1, due, due, due),
                *(given, given, given, handed, handed, 100 if done else 40),
            ),
            (number, owner, given, handed),
            (number, owner, handed, clock.local_day(handed), due, number % 17 == 0) if handed else None,
            (number, owner, due, given) if late else None,
        )


async def plant(people: int, month: Month, today: date) -> None:
    """Units of fifty people, and everyone's work of the month."""
    units = max(people // PEOPLE_IN_A_UNIT, 1)
    await plant_people(Size(units, people, 0, 0), today)
    batch: list[Written] = []
    for one in _work(people, units, month):
        batch.append(one)
        if len(batch) == BATCH:
            await _write(batch)
            batch = []
    await _write(batch)
    await settle()


async def _write(batch: list[Written]) -> None:
    async with write():
        await insert_many(_TASK, [task for task, *_ in batch])
        await insert_many(_HOLDING, [holding for _, holding, *_ in batch])
        await insert_many(_SUBMISSION, [each for *_, each, _ in batch if each])
        await insert_many(_LATENESS, [each for *_, each in batch if each])


async def run(url: str, people: int) -> None:
    """Plant, open every sheet, compute every month."""
    today = clock.today()
    month = Month.of(today).previous
    bind(make_engine(url))
    await engine().open()
    try:
        await migrate()
        await plant(people, month, today)
        before = _peak()
        begun = time.perf_counter()
        opened = await open_month(month, now=clock.now())
        opening = time.perf_counter() - begun
        begun, used = time.perf_counter(), time.process_time()
        found = await lines(month, EVERYWHERE, today=today, whole=True)
        computing, used = time.perf_counter() - begun, time.process_time() - used
    finally:
        await engine().close()
    if opened.opened != people or len(found) != people:
        raise RuntimeError(f"{opened.opened} sheets opened, {len(found)} months computed of {people}")
    print(f"month.{people}.open {opening:.2f} s")
    print(f"month.{people}.compute {computing:.2f} s")
    print(f"month.{people}.compute.cpu {used:.2f} s")
    print(f"month.{people}.memory {_peak():.0f} MB, {before:.0f} before")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], int(sys.argv[2])))
