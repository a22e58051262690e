"""What the page of scheduled jobs shows: how each one stands, and its latest runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.db import Row, fetch
from app.jobs import Job
from app.text import Text

RUNS = 20


@dataclass(frozen=True, slots=True)
class JobState:
    """One job: its last finished slot, what went wrong since, whether it is at work, when it comes next."""

    job: Job
    done: Row | None
    failed: Row | None
    running: bool
    next_due: datetime

    @property
    def took(self) -> timedelta | None:
        """How long the last finished run took."""
        if self.done is None or self.done["started_at"] is None:
            return None
        took: timedelta = self.done["finished_at"] - self.done["started_at"]
        return took


async def job_states(jobs: Sequence[Job], *, real_now: datetime, local_now: datetime) -> list[JobState]:
    """How each job stands; one statement for all of them."""
    last_of = "(SELECT MAX(key) FROM job_run WHERE finished_at IS NOT NULL AND key LIKE {})"
    found_rows = await fetch(
        "SELECT * FROM job_run WHERE finished_at IS NULL"
        + "".join(f" OR key = {last_of}" for _ in jobs)
        + " ORDER BY key",
        *(f"{job.name}:%" for job in jobs),
    )
    rows = [_slot(row) for row in found_rows]
    found = []
    for job in jobs:
        own = [row for row in rows if row["job"] == job.name]
        done = next((row for row in own if row["finished_at"] is not None), None)
        broken = [row for row in own if _broke_off(row, real_now) and _still_matters(job, row, done)]
        running = any(row["finished_at"] is None and not _broke_off(row, real_now) for row in own)
        found.append(JobState(job, done, broken[-1] if broken else None, running, job.next_due(local_now)))
    return found


def _broke_off(row: Row, real_now: datetime) -> bool:
    """Whether its job failed, or its process stopped half way: nobody renewed the lease."""
    return row["finished_at"] is None and bool(row["failed_at"] or row["lease_until"] < real_now)


def _still_matters(job: Job, row: Row, done: Row | None) -> bool:
    """A missed day is made up and stays open until then; a job that runs often goes on with its next slot."""
    return not job.every_minutes or done is None or bool(row["key"] > done["key"])


async def job_runs(limit: int = RUNS) -> list[Row]:
    """The latest runs of all jobs, newest first."""
    return [
        _slot(row) for row in await fetch("SELECT * FROM job_run ORDER BY lease_until DESC LIMIT {}", limit)
    ]


def _slot(row: Row) -> Row:
    """The row with the job's name and its slot as people read it: a day, with the hour where there is one."""
    name, _, slot = row["key"].partition(":")
    day, _, minute = slot.partition("T")
    written = "/".join(reversed(day.split("-")))
    return {**row, "job": name, "slot": f"{written} {minute}".strip()}


def state_words(state: JobState) -> tuple[Text, str]:
    """How the job stands, in words and a tone."""
    if state.running:
        return Text("Đang chạy", "Running"), "blue"
    if state.failed:
        return Text("Lần chạy gần đây bị lỗi hoặc dừng giữa chừng", "A recent run failed or stopped"), "red"
    if state.done is None:
        return Text("Chưa chạy lần nào", "Has not run yet"), "grey"
    return Text("Đã chạy xong", "Finished"), "done"


def often(job: Job) -> Text:
    """How often it runs."""
    if job.every_minutes:
        return Text(f"{job.every_minutes} phút một lần", f"every {job.every_minutes} minutes")
    at = f"{job.hour:02}:{job.minute:02}"
    return Text(f"hằng ngày lúc {at}", f"every day at {at}")
