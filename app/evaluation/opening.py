"""The monthly run: on the first of a month, a sheet for everyone who held a post in the month before."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app import clock
from app.db import fetch, fetch_one, insert_many, write
from app.evaluation.criteria import PRESET
from app.evaluation.months import Month
from app.evaluation.roster import Person, Wanted, by_chunks, people, scorers
from app.evaluation.sheet_rules import State
from app.history import record_all
from app.people.tables import LongWork

KIND = "open_month"
HOUR, MINUTE = 0, 45  # after the night's latenesses are on record
EVERYWHERE = Wanted(("/",))

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Opened:
    """How many sheets the run opened, how many were there, and how many people the scheme leaves out."""

    opened: int
    present: int
    outside: int


async def open_month(
    month: Month | str, *, now: datetime, by: int | None = None, tell: Tell | None = None
) -> Opened:
    """Open a sheet for every civil servant with a post in ``month`` who has none; running it again adds nothing.

    ``tell(done, total)`` hears of the progress, which is also kept in ``long_work`` for the pages.
    """
    month = Month.parse(month) if isinstance(month, str) else month
    everyone = await people(month, EVERYWHERE, all_of_them=True)
    covered = [one for one in everyone if one.is_covered]
    missing = [one for one in covered if one.sheet_id is None]
    scoring = await scorers(missing, clock.local_day(now))
    scorer_ids = {officer: scorer.officer_id if scorer else None for officer, scorer in scoring.items()}
    work = await _begin(month, len(missing), by, now)
    opened = 0
    try:
        for ids in by_chunks([one.officer_id for one in missing]):
            wanted = set(ids)
            batch = [one for one in missing if one.officer_id in wanted]
            opened += await _open_batch(batch, month, scorer_ids, by=by, now=now, work=work, done=opened)
            if tell:
                tell(opened, len(missing))
    except BaseException:
        await _end(work, "failed", now)
        raise
    await _end(work, "finished", now)
    return Opened(opened, len(covered) - opened, len(everyone) - len(covered))


async def _begin(month: Month, total: int, by: int | None, now: datetime) -> int:
    async with write():
        work = LongWork(
            kind=KIND,
            officer=by,
            total=total,
            words=f"Mở phiếu {month.label.vi}",
            location=f"/evaluations/{month}",
            started_at=now,
        )
        await work.save()
    return int(work.id)


async def _end(work: int, state: str, now: datetime) -> None:
    async with write():
        await fetch("UPDATE long_work SET state = {}, finished_at = {} WHERE id = {}", state, now, work)


async def _open_batch(
    batch: list[Person],
    month: Month,
    scorer_ids: dict[int, int | None],
    *,
    by: int | None,
    now: datetime,
    work: int,
    done: int,
) -> int:
    async with write():
        opened = len(await _open_sheets(batch, month, scorer_ids, by=by, now=now))
        await fetch("UPDATE long_work SET done = {} WHERE id = {}", done + opened, work)
    return opened


async def open_sheet(
    one: Person, month: Month, *, scorer: int | None, by: int | None, now: datetime
) -> int | None:
    """A blank sheet for the person inside the running transaction; None where one was opened meanwhile."""
    opened = await _open_sheets([one], month, {one.officer_id: scorer}, by=by, now=now)
    return opened.get(one.officer_id)


async def _open_sheets(
    persons: list[Person],
    month: Month,
    scorer_ids: Mapping[int, int | None],
    *,
    by: int | None,
    now: datetime,
) -> dict[int, int]:
    """Blank sheets for those who have none, in a few statements; the new sheets by officer."""
    newest = await fetch_one("SELECT MAX(id) AS id FROM sheet")
    await insert_many(
        "INSERT INTO sheet (officer, month, unit, post_title, is_leader, scorer, scheme, state, strengths,"
        " weaknesses, comment, result, total_numerator, total_denominator, level, snapshot, snapshot_hash, version)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', '', '', '', '', '', '', '', '', 1)"
        " ON CONFLICT (officer, month) DO NOTHING",
        [
            (
                *(one.officer_id, str(month), one.unit_id, one.post_title, one.is_leader),
                *(scorer_ids[one.officer_id], PRESET.code, State.OPEN.value),
            )
            for one in persons
        ],
    )
    rows = await fetch(
        "SELECT id, officer, unit FROM sheet WHERE id > {} ORDER BY id", (newest and newest["id"]) or 0
    )
    acts = [
        (
            "sheet.opened",
            ("sheet", int(row["id"])),
            {"month": str(month), "officer": row["officer"], "unit": row["unit"], "scheme": PRESET.code},
        )
        for row in rows
    ]
    if acts:
        await record_all(acts, by=by, now=now)
    return {row["officer"]: row["id"] for row in rows}


async def open_last_month(day: date) -> str:
    """The job: on the first day of a month open the sheets of the month before."""
    if day.day != 1:
        return "không phải ngày đầu tháng"
    month = Month.of(day).previous
    if month.last < PRESET.valid_from:
        return f"{month.label.vi}: chưa thuộc kỳ đánh giá"
    done = await open_month(month, now=clock.now(), tell=_tell_terminal if sys.stderr.isatty() else None)
    return (
        f"{month.label.vi}: mở {done.opened} phiếu, đã có {done.present},"
        f" {done.outside} người không thuộc diện"
    )


def _tell_terminal(done: int, total: int) -> None:
    print(f"\rMở phiếu: {done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Running:
    """A run that is under way, for the page."""

    percent: int
    done: int
    total: int


async def running(month: Month) -> Running | None:
    """The run of ``month`` while it is under way."""
    row = await fetch_one(
        "SELECT done, total FROM long_work WHERE kind = {} AND location = {} AND state = 'running'"
        " ORDER BY id DESC LIMIT 1",
        KIND,
        f"/evaluations/{month}",
    )
    if row is None:
        return None
    return Running(100 * row["done"] // max(row["total"], 1), row["done"], row["total"])
