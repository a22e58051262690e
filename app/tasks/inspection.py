"""Danh sách tuần của thanh tra: each Monday, the work that was reminded of too often without any act.

How often is too often says the office (rule ``reminders_to_inspector``); the list is made once for each week and
never changed (docs/decisions/0020-reminders-and-the-ladder.md).
"""

from datetime import date, datetime

from app import clock
from app.db import fetch, fetch_one, insert_many, write
from app.history import record
from app.people.office_settings import office_rules
from app.tasks.lines import marks_for
from app.tasks.reminder_queries import STILL_OPEN
from app.tasks.reminding import NO_ANSWER

HOUR, MINUTE = 6, 0
MONDAY = 0
SUBJECT = "inspection_week"  # in the history, by the number of its Monday
LISTED = "inspection.listed"

NOT_MONDAY = "Chỉ lập vào thứ Hai."
MADE_BEFORE = "Danh sách tuần này đã lập."

# Reminders of open work to which nothing was answered by the moment asked about.
_WAITING = (
    " FROM reminder r JOIN task t ON t.id = r.task"
    f" WHERE {STILL_OPEN} AND r.at < {{}} AND (r.answered_at IS NULL OR r.answered_at >= {{}})"
)
_OFTEN = f"SELECT r.task{_WAITING} GROUP BY r.task HAVING COUNT(*) > {{}}"


async def list_week(day: date) -> str:
    """Make the list of the week that begins on ``day``; nothing on other days, or where it was made before.

    A constant number of statements. Answers in one line what was done.
    """
    if day.weekday() != MONDAY:
        return NOT_MONDAY
    at = clock.at(day, HOUR, MINUTE)
    async with write():
        if await _made(day):
            return MADE_BEFORE
        most = (await office_rules(day)).whole("reminders_to_inspector")
        found = {task: count for task, count in (await _without_act(at, most)).items() if count > most}
        await insert_many(
            "INSERT INTO inspection_item (week, task, reminders, noticed_at) VALUES (?, ?, ?, ?)",
            [(day, task, count, at) for task, count in found.items()],
        )
        facts = {"week": day, "more_than": most, "tasks": list(found)}
        await record(LISTED, (SUBJECT, day.toordinal()), by=None, now=at, facts=facts)
    return f"Đưa {len(found)} việc vào danh sách tuần của thanh tra."


async def _made(week: date) -> bool:
    row = await fetch_one(
        "SELECT seq FROM history WHERE subject_type = {} AND subject_id = {} LIMIT 1",
        SUBJECT,
        week.toordinal(),
    )
    return row is not None


async def _without_act(at: datetime, most: int) -> dict[int, int]:
    """How many reminders of each task came after the last act on it, of the tasks that were reminded of often."""
    often = (at, at, most)
    rows = await fetch(
        f"SELECT r.task, r.at{_WAITING} AND r.task IN ({_OFTEN}) ORDER BY r.task", at, at, *often
    )
    acts = await fetch(
        "SELECT h.subject_id AS task, MAX(h.at) AS at FROM history h WHERE h.subject_type = 'task'"
        f" AND h.actor IS NOT NULL AND h.at < {{}} AND h.kind NOT IN ({marks_for(NO_ANSWER)})"
        f" AND h.subject_id IN ({_OFTEN}) GROUP BY h.subject_id",
        at.isoformat(),
        *sorted(NO_ANSWER),
        *often,
    )
    last = {row["task"]: datetime.fromisoformat(row["at"]) for row in acts}
    counts: dict[int, int] = {}
    for row in rows:
        task = row["task"]
        if task not in last or row["at"] > last[task]:
            counts[task] = counts.get(task, 0) + 1
    return counts
