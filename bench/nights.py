"""Two nights over a planted city: the first looks at everything that is open, the second at what changed since.

``python -m bench.nights URL TOUCHED``: prints ``name value unit`` lines. Between the nights so many tasks get a
report of progress, through the product's own command.
"""

import asyncio
import sys
import time
from datetime import date, timedelta

from app import clock
from app.db import bind, engine, fetch, fetch_one, make_engine
from app.people.queries import office_calendar, viewer_of_officer
from app.tasks import nightly
from app.tasks.night_look import tasks_to_look_at
from app.tasks.working import report_progress
from bench.telling import say, tell

KEPT = ("lateness", "flag_fact", "history")


async def _rows() -> int:
    """How many dated facts and rows of the history there are."""
    counts = [await fetch_one(f"SELECT COUNT(*) AS n FROM {table}") for table in KEPT]
    return sum(row["n"] for row in counts if row)


async def _night(name: str, day: date) -> None:
    looked = len(await tasks_to_look_at(day, await office_calendar()))
    before, begun = await _rows(), time.perf_counter()
    await nightly.notice_day(day)
    say(f"{name}.seconds", time.perf_counter() - begun, "s")
    say(f"{name}.looked_at", looked, "tasks")
    say(f"{name}.written", await _rows() - before, "rows")


async def _touch(count: int, today: date) -> None:
    rows = await fetch(
        "SELECT id, owner, version FROM task WHERE state = 'in_progress' ORDER BY id LIMIT {}", count
    )
    if len(rows) < count:
        raise RuntimeError(f"only {len(rows)} tasks are under way")
    people = {}
    for number, row in enumerate(rows):
        if row["owner"] not in people:
            people[row["owner"]] = await viewer_of_officer(row["owner"], today=today)
        await report_progress(
            task=row["id"],
            percent=50,
            words="Đã làm được một nửa",
            by=people[row["owner"]],
            now=clock.at(today, 9),
            version=row["version"],
        )
        tell("báo cáo tiến độ giữa hai đêm", number, count)


async def run(url: str, touched: int) -> None:
    """Both nights."""
    today = clock.today()
    bind(make_engine(url))
    await engine().open()
    try:
        total = await fetch_one("SELECT COUNT(*) AS n FROM task")
        say("nights.tasks", total["n"] if total else 0, "tasks")
        tell("đêm đầu tiên")
        await _night("night.first", today)
        await _touch(touched, today)
        tell("đêm tiếp theo")
        say("night.next.touched", touched, "tasks")
        await _night("night.next", today + timedelta(days=1))
    finally:
        await engine().close()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], int(sys.argv[2])))
