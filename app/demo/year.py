"""Planting the demonstration: the invented cast and a year of its work, by the product's own commands."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from app import clock
from app.db import fetch, write
from app.demo import PLANTED
from app.demo.cast import SINCE, plant_cast
from app.demo.catalogue import plant_catalogue
from app.demo.conduct import conduct
from app.demo.dates import moved_dates
from app.demo.duties import duties
from app.demo.followed import followed
from app.demo.months import months
from app.demo.scenes import desk_of_today, directives
from app.demo.stage import Stage, stage_of
from app.demo.stood_in import stood_in
from app.demo.stories import LEADERS, STAFF, job, way_of
from app.demo.units_asked import between_units
from app.evaluation.months import Month
from app.history import record
from app.people.queries import office_calendar, viewer_of_officer
from app.tasks import escalation, inspection, recurrence_giving
from app.tasks.nightly import notice_day
from app.tasks.opinions import note_silence
from app.workdays import Calendar

LONGEST_OPEN = 30  # working days that today's desks reach back
FOLLOWED_DAYS = 15  # working days before today on which late work goes up the ladder
NEWS_DAYS = 7

Report = Callable[[int, int, str], None]


async def plant_year(*, today: date, report: Report | None, months_back: int, files: Path | None) -> None:
    """See ``app.demo.plant``."""
    tell = report or (lambda done, total, words: None)
    first = _first_day(today, months_back)
    async with write():
        tell(0, 1, "Tạo đơn vị, cán bộ và danh mục hư cấu")
        stage = await _set_stage(first, today, files)
        _write_stories(stage, first)
        days = [first + timedelta(days=n) for n in range((today - first).days + 1)]
        for number, day in enumerate(days, 1):
            await _play_day(stage, day)
            tell(number, len(days), f"Dựng công việc ngày {day:%d/%m/%Y}")
        await _settle_notices(today)
        facts = {"from": first, "to": today}
        await record(PLANTED, ("demo", 1), by=None, now=clock.at(today, 0, 31), facts=facts)


async def _settle_notices(today: date) -> None:
    """What was told before last week has been read by now; the invented addresses are never written to."""
    last_week = clock.at(today - timedelta(days=NEWS_DAYS))
    await fetch("UPDATE notice SET read_at = at WHERE at < {} AND read_at IS NULL", last_week)
    await fetch("DELETE FROM notice WHERE channel <> 'page'")


def _first_day(today: date, months_back: int) -> date:
    """The first of the month so many months back, and early enough for what lies on today's desks."""
    month = Month.of(today)
    for _ in range(months_back):
        month = month.previous
    calendar = Calendar()
    while calendar.between(month.first, today) < LONGEST_OPEN:
        month = month.previous
    return month.first


async def _set_stage(first: date, today: date, files: Path | None) -> Stage:
    now = clock.at(first, 7)
    ids = await plant_cast(now=now, since=min(SINCE, first))
    by = await viewer_of_officer(ids["VP003"], today=today)
    catalogue = await plant_catalogue(valid_from=first, by=by, now=now)
    rows = await fetch("SELECT id FROM catalogue_item WHERE catalogue = {} ORDER BY id", catalogue)
    return await stage_of(ids, [row["id"] for row in rows], await office_calendar(), today, files)


def _write_stories(stage: Stage, first: date) -> None:
    """Everything that will happen: two tasks a month for each officer, one for each leader, and the rest."""
    month = Month.of(first)
    while month <= Month.of(stage.today).next:
        for owner in (*STAFF, *STAFF, *LEADERS):
            _task_of_month(stage, owner, month, first)
        month = month.next
    directives(stage, first)
    desk_of_today(stage)
    moved_dates(stage)
    between_units(stage)
    duties(stage)
    followed(stage)
    stood_in(stage)
    conduct(stage, first)
    months(stage, first)


def _task_of_month(stage: Stage, owner: str, month: Month, first: date) -> None:
    chance = stage.chance
    deadline = stage.working_day(month.first + timedelta(days=chance.randint(3, 26)))
    given = max(stage.calendar.add(deadline, -chance.randint(5, 14)), stage.working_day(first, 1))
    if given >= stage.today or given > deadline:
        return
    work = job(stage, owner, deadline)
    stage.begin(way_of(work)(work, given, deadline))


async def _play_day(stage: Stage, day: date) -> None:
    """The night's look at open work first, as the timetable does, then the day's acts; of today only the night."""
    night = clock.at(day, recurrence_giving.HOUR, recurrence_giving.MINUTE)
    await stage.play_until(night)
    await recurrence_giving.give_due(now=night)
    await stage.play_until(clock.at(day, 0, 30))
    if stage.calendar.is_working(day) or day == stage.today:
        await notice_day(day)
        await note_silence(day)
    if day == stage.today:
        return
    if stage.calendar.between(day, stage.today) <= FOLLOWED_DAYS:
        await stage.play_until(clock.at(day, inspection.HOUR, inspection.MINUTE))
        await inspection.list_week(day)
        await stage.play_until(clock.at(day, escalation.HOUR, escalation.MINUTE))
        await escalation.escalate_day(day)
    await stage.play_until(clock.at(day + timedelta(days=1)))
