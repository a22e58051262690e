"""Việc định kỳ: the timetable, and the claim by which each slot runs once whoever runs it.

APScheduler cannot share its jobs between processes; here every process keeps the same timetable
and each slot is claimed by one row. Slots missed while nothing ran are made up at the next start.
"""

import asyncio
import logging
import os
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from app import clock
from app.db import fetch, fetch_one, write
from app.text import Text

log = logging.getLogger("xuyen_suot.jobs")

LEASE = timedelta(minutes=10)
CATCH_UP_DAYS = 31  # nights made up at most after a long stop
OWNER = f"{os.getpid()}-{secrets.token_hex(4)}"


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the timetable: a daily job, safe to run twice for the same day."""

    name: str
    title: Text
    hour: int
    minute: int
    run: Callable[[date], Awaitable[str]]  # the day it is for; answers in one line what it did


def timetable() -> tuple[Job, ...]:
    """Every job of the product."""
    from app.evaluation import opening  # the domains stand above this module
    from app.people import tidying
    from app.tasks import escalation, nightly

    return (
        Job(
            "flags",
            Text("Ghi lần chậm và dấu hiệu của việc đang mở", "Latenesses and flags of open work"),
            nightly.HOUR,
            nightly.MINUTE,
            nightly.notice_day,
        ),
        Job(
            "escalation",
            Text(
                "Báo việc chậm lên người đứng đầu, từng cấp, ngày làm việc",
                "Late work to the heads, level by level, on working days",
            ),
            escalation.HOUR,
            escalation.MINUTE,
            escalation.escalate_day,
        ),
        Job(
            "open-month",
            Text("Mở phiếu đánh giá của tháng trước, vào ngày 01", "Open the sheets of the month before"),
            opening.HOUR,
            opening.MINUTE,
            opening.open_last_month,
        ),
        Job(
            "tidy",
            Text(
                "Bỏ khóa một lần của biểu mẫu đã gửi quá một tuần",
                "Forget the keys of forms sent over a week ago",
            ),
            tidying.HOUR,
            tidying.MINUTE,
            tidying.forget_presses,
        ),
    )


def job_named(name: str) -> Job:
    """The job of that name; ``KeyError`` when there is none."""
    return {job.name: job for job in timetable()}[name]


async def run_once(job: Job, day: date, *, real_now: datetime | None = None) -> str | None:
    """Run the job's slot of ``day`` unless it was run already or another process is at it.

    Answers what the job said, or None when there was nothing to do. A job that fails leaves its
    slot unfinished: after the lease any process takes it again.
    """
    key = f"{job.name}:{day.isoformat()}"
    now = real_now or clock.real_now()
    if not await _claim(key, now):
        return None
    said = await job.run(day)
    async with write():
        await fetch(
            "UPDATE job_run SET finished_at = {}, result = {} WHERE key = {}", clock.real_now(), said, key
        )
    return said


async def _claim(key: str, now: datetime) -> bool:
    async with write():
        claimed = await fetch(
            "INSERT INTO job_run (key, owner, lease_until, result) VALUES ({}, {}, {}, '')"
            " ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until"
            " WHERE job_run.finished_at IS NULL AND job_run.lease_until < {} RETURNING key",
            key,
            OWNER,
            now + LEASE,
            now,
        )
    return bool(claimed)


async def missed_days(job: Job, today: date) -> list[date]:
    """The days since the job's last finished slot that have none, oldest first, today's not included."""
    last = await fetch_one(
        "SELECT MAX(key) AS key FROM job_run WHERE key LIKE {} AND finished_at IS NOT NULL", f"{job.name}:%"
    )
    if not last or not last["key"]:
        return []
    first = date.fromisoformat(last["key"].rsplit(":", 1)[1]) + timedelta(days=1)
    first = max(first, today - timedelta(days=CATCH_UP_DAYS))
    return [first + timedelta(days=n) for n in range((today - first).days)]


async def catch_up(job: Job) -> None:
    """Make up the missed days, then today's slot when its hour has passed."""
    local = clock.local(clock.now())
    days = await missed_days(job, local.date())
    if (local.hour, local.minute) >= (job.hour, job.minute):
        days.append(local.date())
    for day in days:
        await run_once(job, day)


class Timetable:
    """The scheduler of this process."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone=clock.ZONE)
        self._running: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Make up what was missed, then look every minute what has come due by the product's clock."""
        self._scheduler.add_job(
            self._tick, IntervalTrigger(minutes=1), coalesce=True, misfire_grace_time=None, max_instances=1
        )
        self._scheduler.start()
        for job in timetable():
            self._spawn(job)

    async def _tick(self) -> None:
        for job in timetable():
            self._spawn(job)

    def _spawn(self, job: Job) -> None:
        task = asyncio.get_running_loop().create_task(self._run(job))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run(self, job: Job) -> None:
        try:
            await catch_up(job)
        except Exception:
            log.exception("job %s failed; its slot stays open", job.name)

    async def stop(self) -> None:
        """Let what is running end: APScheduler itself would cancel it half way."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self._running:
            await asyncio.gather(*self._running, return_exceptions=True)
