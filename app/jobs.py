"""Tác vụ định kỳ: the timetable, and the claim by which each slot runs once whoever runs it.

APScheduler cannot share its jobs between processes; here every process keeps the same timetable
and each slot is claimed by one row, for as long as its process renews the lease. A slot whose process
died, or whose job failed, is taken again after the lease; days missed while nothing ran are made up.
"""

import asyncio
import contextvars
import logging
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from app import clock
from app.db import fetch, fetch_one, write
from app.text import Text

log = logging.getLogger("xuyen_suot.jobs")

LEASE = timedelta(minutes=10)
CATCH_UP_DAYS = 31  # nights made up at most after a long stop
LONGEST_FAILURE = 500  # letters of a failure that are kept
OWNER = f"{os.getpid()}-{secrets.token_hex(4)}"
LOOK_EVERY = timedelta(minutes=1)

_ON_THE_WAY = (
    "SELECT key FROM job_run WHERE key LIKE {} AND key <> {} AND finished_at IS NULL AND failed_at IS NULL"
    " AND lease_until >= {}"
)
_CLAIM = (
    "INSERT INTO job_run (key, owner, lease_until, started_at, result, failure) VALUES ({}, {}, {}, {}, '', '')"
    " ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until,"
    " started_at = excluded.started_at, failed_at = NULL, failure = '' WHERE job_run.finished_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the timetable, safe to run twice for the same slot.

    It runs once a day at ``hour`` and ``minute``, or where ``every_minutes`` is set, in each such span of the
    day. One slot of a job runs at a time.
    """

    name: str
    title: Text
    hour: int
    minute: int
    run: Callable[[date], Awaitable[str]]  # the day it is for; answers in one line what it did
    every_minutes: int = 0
    lease: timedelta = LEASE  # how long a dead process keeps its slot

    def slot_at(self, local: datetime) -> str:
        """The slot to which this wall time belongs, as it stands in the key."""
        if not self.every_minutes:
            return local.date().isoformat()
        minutes = local.hour * 60 + local.minute
        begun = minutes - minutes % self.every_minutes
        return f"{local.date().isoformat()}T{begun // 60:02}:{begun % 60:02}"

    def is_due(self, local: datetime) -> bool:
        """Whether the slot of this wall time has come."""
        return bool(self.every_minutes) or local.time() >= time(self.hour, self.minute)

    def next_due(self, local: datetime) -> datetime:
        """The wall time at which the next slot comes after ``local``."""
        if not self.every_minutes:
            at = local.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
            return at if at > local else at + timedelta(days=1)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        passed = (local - midnight) // timedelta(minutes=self.every_minutes)
        following = midnight + (passed + 1) * timedelta(minutes=self.every_minutes)
        return min(following, midnight + timedelta(days=1))


def timetable() -> tuple[Job, ...]:
    """Every job of the product."""
    from app.evaluation import opening  # the domains stand above this module
    from app.notices import dates, sending
    from app.people import tidying
    from app.tasks import escalation, inspection, nightly, offering, opinions, recurrence_giving

    return (
        Job(
            "silent-offers",
            Text(
                "Việc chuyển đến không ai trả lời thì coi là đã nhận", "Unanswered hand-overs count as taken"
            ),
            offering.HOUR,
            offering.MINUTE,
            offering.take_silent_offers,
        ),
        Job(
            "flags",
            Text("Ghi lần chậm và dấu hiệu của việc đang mở", "Latenesses and flags of open work"),
            nightly.HOUR,
            nightly.MINUTE,
            nightly.notice_day,
        ),
        Job(
            "opinions",
            Text(
                "Ghi câu hỏi ý kiến không được trả lời đúng hạn",
                "Questions to other units that were not answered in time",
            ),
            opinions.HOUR,
            opinions.MINUTE,
            opinions.note_silence,
        ),
        Job(
            "recurring",
            Text("Giao các lượt đến kỳ của việc lặp lại", "Give what recurring duties bring due"),
            recurrence_giving.HOUR,
            recurrence_giving.MINUTE,
            recurrence_giving.give_recurring,
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
            "weekly-list",
            Text(
                "Lập danh sách tuần của thanh tra, vào thứ Hai",
                "The inspector's weekly list, on Mondays",
            ),
            inspection.HOUR,
            inspection.MINUTE,
            inspection.list_week,
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
                "Dọn khóa biểu mẫu và lượt chạy đã cũ",
                "Forget old keys of forms and old runs of jobs",
            ),
            tidying.HOUR,
            tidying.MINUTE,
            tidying.tidy,
        ),
        Job(
            "dates",
            Text("Báo việc sắp đến hạn và quá hạn, vào ngày làm việc", "Tell of dates, on working days"),
            dates.HOUR,
            dates.MINUTE,
            dates.notice_dates,
        ),
        Job(
            "send",
            Text("Gửi thông báo đang chờ", "Send the notices that wait"),
            0,
            0,
            lambda day: sending.send_due(clock.now()),
            every_minutes=1,
        ),
    )


def job_named(name: str) -> Job:
    """The job of that name; ``KeyError`` when there is none."""
    return {job.name: job for job in timetable()}[name]


async def run_once(
    job: Job, slot: date | str, *, real_now: datetime | None = None, by_hand: bool = False
) -> str | None:
    """Run the job's slot unless it was run already, or another process is at it or at another slot of the job.

    ``slot``: the day, or a slot of a job that runs more often. Answers what the job said, or None when there
    was nothing to do. A job that fails leaves its slot open, with what went wrong: after the lease any process
    takes it again, and somebody who asks for it ``by_hand`` at once.
    """
    told = slot if isinstance(slot, str) else slot.isoformat()
    key = f"{job.name}:{told}"
    now = real_now or clock.real_now()
    if not await _claim(job, key, now, by_hand=by_hand):
        return None
    try:
        async with _lease_kept(key, job.lease):
            said = await job.run(date.fromisoformat(told[:10]))
    except Exception as error:
        await _note(key, "failed_at = {}, failure = {}", f"{type(error).__name__}: {error}"[:LONGEST_FAILURE])
        raise
    await _note(key, "finished_at = {}, result = {}", said)
    return said


async def _claim(job: Job, key: str, now: datetime, *, by_hand: bool) -> bool:
    free = "job_run.lease_until < {}" + (" OR job_run.failed_at IS NOT NULL" if by_hand else "")
    async with write():
        if await fetch_one(_ON_THE_WAY, f"{job.name}:%", key, now):
            return False
        claimed = await fetch(f"{_CLAIM} AND ({free}) RETURNING key", key, OWNER, now + job.lease, now, now)
    return bool(claimed)


async def _note(key: str, columns: str, words: str) -> None:
    """Write how the slot ended, where this process still has it."""
    async with write():
        await fetch(
            f"UPDATE job_run SET {columns} WHERE key = {{}} AND owner = {{}}",
            clock.real_now(),
            words,
            key,
            OWNER,
        )


@asynccontextmanager
async def _lease_kept(key: str, lease: timedelta) -> AsyncIterator[None]:
    """Renew the lease while the job runs: a long job is not taken for a dead one."""
    over = asyncio.Event()

    async def renew() -> None:
        while not over.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), lease.total_seconds() / 3)
                return
            await _renewed(key, lease)

    renewing = asyncio.get_running_loop().create_task(renew(), context=contextvars.Context())
    try:
        yield
    finally:
        over.set()
        await asyncio.gather(renewing, return_exceptions=True)


async def _renewed(key: str, lease: timedelta) -> None:
    async with write():
        await fetch(
            "UPDATE job_run SET lease_until = {} WHERE key = {} AND owner = {} AND finished_at IS NULL",
            clock.real_now() + lease,
            key,
            OWNER,
        )


async def missed_days(job: Job, today: date) -> list[date]:
    """The days since the job's first slot that were not finished, oldest first, today's not included."""
    rows = await fetch("SELECT key, finished_at FROM job_run WHERE key LIKE {}", f"{job.name}:%")
    slots = {row["key"].partition(":")[2]: row["finished_at"] for row in rows}
    if not slots:
        return []
    first = max(date.fromisoformat(min(slots)[:10]), today - timedelta(days=CATCH_UP_DAYS))
    days = (first + timedelta(days=n) for n in range((today - first).days))
    return [day for day in days if slots.get(day.isoformat()) is None]


async def catch_up(job: Job) -> None:
    """Make up the missed days of a daily job, then the present slot when its time has come.

    One that fails is noted and does not stand in the way of the others. A job that runs often is not made up:
    its next run does what the missed ones would have done.
    """
    local = clock.local(clock.now())
    slots = [] if job.every_minutes else [day.isoformat() for day in await missed_days(job, local.date())]
    if job.is_due(local):
        slots.append(job.slot_at(local))
    for slot in slots:
        try:
            await run_once(job, slot)
        except Exception:
            log.exception("job %s failed for %s; its slot stays open", job.name, slot)


class Timetable:
    """The scheduler of this process."""

    def __init__(
        self, jobs: Callable[[], tuple[Job, ...]] = timetable, look_every: timedelta = LOOK_EVERY
    ) -> None:
        self._jobs = jobs
        self._look_every = look_every
        self._scheduler = AsyncIOScheduler(timezone=clock.ZONE)
        self._running: dict[str, asyncio.Task[None]] = {}

    def start(self) -> None:
        """Make up what was missed, then look every minute what has come due by the product's clock."""
        self._scheduler.add_job(
            self._tick,
            IntervalTrigger(seconds=int(self._look_every.total_seconds())),
            coalesce=True,
            misfire_grace_time=None,
            max_instances=1,
        )
        self._scheduler.start()
        self._look()

    async def _tick(self) -> None:
        self._look()

    def _look(self) -> None:
        """Each job that is not at work in this process."""
        for job in self._jobs():
            if job.name not in self._running:
                task = asyncio.get_running_loop().create_task(self._run(job))
                self._running[job.name] = task
                task.add_done_callback(partial(self._ended, job.name))

    def _ended(self, name: str, _: asyncio.Task[None]) -> None:
        self._running.pop(name, None)

    async def _run(self, job: Job) -> None:
        try:
            await catch_up(job)
        except Exception:
            log.exception("job %s could not be looked at", job.name)

    async def stop(self) -> None:
        """Let what is running end: APScheduler itself would cancel it half way."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self._running:
            await asyncio.gather(*self._running.values(), return_exceptions=True)
