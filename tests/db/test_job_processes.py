"""Real processes over one database: each slot once, and a killed process's slot is taken over after its lease."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app import clock
from app.db import fetch, write
from tests.conftest import ROOT, World

PATIENCE = 60.0


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[bytes]]]:
    begun: list[subprocess.Popen[bytes]] = []
    yield begun
    for process in begun:
        if process.poll() is None:
            process.kill()
        process.wait()


def begin(world: World, log: Path, how: str) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "tests.db.timetable_process", world.url, str(log), how]
    return subprocess.Popen(words, cwd=ROOT)


async def until(log: Path, *wanted: str) -> list[str]:
    """The log's lines, once each of these stands in it."""
    for _ in range(int(PATIENCE * 10)):
        lines = log.read_text().splitlines() if log.exists() else []
        if all(any(words in line for line in lines) for words in wanted):
            return lines
        await asyncio.sleep(0.1)
    raise AssertionError(f"{wanted} not told: {lines}")


async def three_nights_missed(world: World) -> list[str]:
    """The last finished night lies three days back; answers the days that are to be made up, today's too."""
    before = world.today - timedelta(days=3)
    async with write():
        await fetch(
            "INSERT INTO job_run (key, owner, lease_until, finished_at, result, failure)"
            " VALUES ({}, 'x', {}, {}, '', '')",
            f"count:{before}",
            clock.real_now() - timedelta(days=1),
            clock.real_now() - timedelta(days=1),
        )
    return [str(world.today - timedelta(days=n)) for n in (2, 1, 0)]


async def test_two_processes_make_up_missed_nights_each_once(world, tmp_path, processes):
    days, log = await three_nights_missed(world), tmp_path / "log"
    processes += [begin(world, log, "steady"), begin(world, log, "steady")]
    lines = await until(log, *(f"done {day}" for day in days))
    await asyncio.sleep(2.5)  # both look again
    lines = log.read_text().splitlines()
    assert sum(" started" in line for line in lines) == 2
    assert sorted(line.split()[-1] for line in lines if " done " in line) == sorted(days)
    rows = await fetch("SELECT key, result FROM job_run WHERE finished_at IS NOT NULL ORDER BY key")
    assert [row["key"] for row in rows][1:] == [f"count:{day}" for day in days]
    assert rows[-1]["result"] == f"xong {days[-1]}"


async def test_a_process_killed_in_the_middle_leaves_nothing_and_its_slot_is_taken_over(
    world, tmp_path, processes
):
    days, log = await three_nights_missed(world), tmp_path / "log"
    processes.append(begin(world, log, "stuck"))
    await until(log, f"begun {days[0]}")
    processes.append(begin(world, log, "steady"))
    processes[0].send_signal(signal.SIGKILL)
    processes[0].wait()
    lines = await until(log, *(f"done {day}" for day in days))
    await asyncio.sleep(1.5)
    lines = log.read_text().splitlines()
    done = [line.split() for line in lines if " done " in line]
    assert [words[2] for words in done] == days, "in order, each once"
    assert {words[0] for words in done} == {str(processes[1].pid)}
    rows = await fetch("SELECT key FROM form_press WHERE key LIKE 'night %' ORDER BY key")
    assert [row["key"] for row in rows] == [f"night {day}" for day in days]
