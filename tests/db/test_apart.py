"""Work in processes apart: the same database and clock, the same refusals, and no process that outlives its server."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from app import apart, clock
from app.db import fetch_one
from app.errors import Refused
from app.text import Text
from tests.conftest import ROOT


async def told(code: str) -> tuple[str, date, int]:
    """What another process finds: a name of the database, the day of its clock, its own id."""
    row = await fetch_one("SELECT full_name FROM officer WHERE staff_code = {}", code)
    assert row
    return row["full_name"], clock.today(), os.getpid()


async def refused(_: str) -> None:
    raise Refused(Text("Không được.", "No."), {"name": Text("Thiếu tên.", "No name.")})


def die_once(mark: str) -> str:
    if not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def busy(seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass


async def test_work_apart_asks_the_same_database_at_the_same_clock(world):
    row = await fetch_one("SELECT full_name FROM officer WHERE staff_code = 'KT001'")
    name, day, process = await apart.asked(told, "KT001")
    assert (name, day) == (row["full_name"], world.today)
    assert process != os.getpid()


async def test_what_is_refused_there_is_refused_here_with_every_field(world):
    with pytest.raises(Refused) as refusal:
        await apart.asked(refused, "KT001")
    assert refusal.value.text.vi == "Không được."
    assert refusal.value.fields["name"].en == "No name."


async def test_a_process_that_is_killed_is_replaced_and_its_work_done(tmp_path):
    assert await apart.computed(die_once, str(tmp_path / "mark")) == "done"


async def test_the_loop_goes_on_while_the_processor_is_held_apart():
    """Ten looks at the clock, a hundredth of a second apart, are not held up by computing."""
    await apart.computed(busy, 0.0)
    work = asyncio.create_task(apart.computed(busy, 1.0))
    waits = []
    while not work.done():
        before = time.perf_counter()
        await asyncio.sleep(0.01)
        waits.append(time.perf_counter() - before)
    assert sorted(waits)[len(waits) // 2] < 0.05


SERVER = """
import asyncio
from app import apart
from tests.db.test_apart import process_id

async def live():
    print(await apart.computed(process_id), flush=True)
    await asyncio.sleep(120)

if __name__ == "__main__":
    asyncio.run(live())
"""


def process_id() -> int:
    return os.getpid()


def test_a_process_apart_ends_with_the_server_that_was_killed(tmp_path):
    program = tmp_path / "server.py"
    program.write_text(SERVER)
    server = subprocess.Popen(
        [sys.executable, str(program)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    try:
        assert server.stdout
        child = int(server.stdout.readline())
        assert Path(f"/proc/{child}").exists()
    finally:
        server.kill()
        server.wait()
    until = time.perf_counter() + 20
    while Path(f"/proc/{child}").exists() and time.perf_counter() < until:
        time.sleep(0.1)
    assert not Path(f"/proc/{child}").exists()
