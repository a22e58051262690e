"""Each working day's look at dates: who has work that is due soon or late is told so once, in the summary.

Days before a date: 3 and 1 working days, and the day itself; late work every working day (the owner alone; its
heads hear of it by the escalation ladder).
"""

from collections.abc import Iterable
from datetime import date

from app import clock
from app.db import Row, fetch, fetch_one, write
from app.history import record
from app.people.queries import office_calendar
from app.tasks.flag_sql import HELD, Marks, late
from app.tasks.sight import Condition

DATED = "tasks.dated"
HOUR, MINUTE = 0, 45  # after the night's latenesses, before any summary
DAYS_BEFORE = (0, 1, 3)


async def marks_of(day: date) -> Marks:
    """What dates are compared with on that day."""
    return Marks(day, await office_calendar())


async def notice_dates(day: date) -> str:
    """Tell of the dates of ``day``; on a day off nothing. Running it again for the day tells nobody twice."""
    marks = await marks_of(day)
    if not marks.calendar.is_working(day):
        return "Ngày nghỉ: không báo thời hạn."
    subject = ("day", day.toordinal())
    async with write():
        if await fetch_one(
            "SELECT seq FROM history WHERE kind = {} AND subject_type = {} AND subject_id = {} LIMIT 1",
            DATED,
            *subject,
        ):
            return "Đã báo thời hạn của ngày này."
        people = await owners_with_dates(marks)
        if people:
            at = clock.at(day, HOUR, MINUTE)
            await record(DATED, subject, by=None, now=at, facts={"day": day, "people": len(people)})
    return f"Báo thời hạn cho {len(people)} người."


async def owners_with_dates(marks: Marks) -> list[int]:
    """Who owns open work that is late, or due in 3 or 1 working days or today."""
    dated = _dated(marks)
    rows = await fetch(
        f"SELECT DISTINCT t.owner FROM task t WHERE {dated.sql} AND t.owner IS NOT NULL ORDER BY t.owner",
        *dated.args,
    )
    return [row["owner"] for row in rows]


async def dated_work(officers: Iterable[int], marks: Marks) -> list[Row]:
    """That work of these people, the oldest date first: ``owner``, ``id``, ``code``, ``title``, ``due_on``."""
    dated, wanted = _dated(marks), sorted(officers)
    names = ", ".join("{}" for _ in wanted)
    return await fetch(
        f"SELECT t.id, t.code, t.title, t.due_on, t.owner FROM task t WHERE {dated.sql} AND t.owner IN ({names})"
        " ORDER BY t.due_on, t.id",
        *dated.args,
        *wanted,
    )


def _dated(marks: Marks) -> Condition:
    days = [marks.calendar.add(marks.today, count) for count in DAYS_BEFORE]
    first = [marks.calendar.add(day, -1) for day in days]
    # A date on a day off runs to the end of the next worked day: each worked day stands for the days off before it.
    spans = " OR ".join("(t.due_on > {} AND t.due_on <= {})" for _ in days)
    soon = Condition(
        f"{HELD} AND ({spans})", tuple(day for pair in zip(first, days, strict=True) for day in pair)
    )
    return (late(marks) & Condition(HELD)) | soon
