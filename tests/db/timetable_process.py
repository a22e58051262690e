"""One process of several that run the same timetable: started by ``test_job_processes``, never imported.

``python -m tests.db.timetable_process URL LOG steady|stuck``. Its one job inserts a row for its day, which a
second run of the same day could not; a stuck process inserts it and then waits inside the transaction.
"""

import asyncio
import os
import sys
from datetime import date, timedelta
from pathlib import Path

from app import clock
from app.db import bind, engine, fetch, make_engine, write
from app.jobs import Job, Timetable
from app.text import Text
from tests.conftest import MOMENT


async def live(url: str, log: Path, *, stuck: bool) -> None:
    """Run the timetable until the process is ended."""

    def told(words: str) -> None:
        with log.open("a") as file:
            file.write(f"{os.getpid()} {words}\n")

    async def run(day: date) -> str:
        async with write():
            await fetch(
                "INSERT INTO form_press (key, officer, body_hash, location, at) VALUES ({}, 0, '', '', {})",
                f"night {day}",
                clock.now(),
            )
            told(f"begun {day}")
            await asyncio.sleep(120 if stuck else 0.05)
        told(f"done {day}")
        return f"xong {day}"

    job = Job("count", Text("Đếm", "Count"), 0, 30, run, lease=timedelta(seconds=2))
    bind(make_engine(url))
    await engine().open()
    clock.set_clock(MOMENT)
    Timetable(lambda: (job,), timedelta(seconds=1)).start()
    told("started")
    await asyncio.sleep(300)


if __name__ == "__main__":
    asyncio.run(live(sys.argv[1], Path(sys.argv[2]), stuck=sys.argv[3] == "stuck"))
