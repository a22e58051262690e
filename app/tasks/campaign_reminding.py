"""Nhắc các đơn vị còn lại: one press reminds everybody who has not confirmed or is late, each at most once a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.clock import local_day
from app.db import Row, fetch, insert_many, write
from app.errors import NotAllowed, Refused
from app.history import record, record_all
from app.people.permissions import Permission
from app.people.queries import office_calendar
from app.people.viewer import Viewer, refusal
from app.tasks.campaign_queries import BY_UNIT, campaign_seen, of_campaign, standing
from app.tasks.flag_sql import Marks
from app.tasks.reminder_queries import may_be_reminded_by
from app.tasks.reminding import LONGEST_WORDS, receivers_of
from app.tasks.sight import FROM, Condition
from app.tasks.writing import refuse, too_long
from app.text import Text, clean

WHOM = ("both", "not_confirmed", "late")
NOBODY_LEFT = Text("Không còn đơn vị nào phải nhắc.", "No unit is left to be reminded.")
WHY_NOT = {
    "today": Text("hôm nay đã được nhắc", "reminded today already"),
    "no_head": Text("đơn vị chưa có người đứng đầu", "the unit has no head"),
    "self": Text("việc đang chờ chính người nhắc", "waits for who reminds"),
    "not_yours": Text(
        "người nhắc không phải cấp trên hay đầu mối của việc", "not for this person to remind of"
    ),
}


@dataclass(frozen=True, slots=True)
class Rest:
    """What one press did: the tasks whose holder was reminded, and those that were not with the reason's code."""

    reminded: tuple[int, ...]
    skipped: tuple[tuple[int, str], ...]


async def remind_rest(*, campaign: int, whom: str, words: str = "", by: Viewer, now: datetime) -> Rest:
    """Remind the holder of every task of the campaign that is not confirmed, late, or either.

    By who began the campaign; others remind only of tasks below them or led by them. A constant number of
    statements. Raises ``Refused`` where nobody is left, or where nobody could be reminded, with the reasons.
    """
    async with write():
        today = local_day(now)
        marks = Marks(today, await office_calendar())
        found, _ = await campaign_seen(campaign, by, marks)
        began = found["created_by"] == by.officer_id
        if not began and not by.can(Permission.TASK_ASSIGN):
            raise NotAllowed(refusal(Permission.TASK_ASSIGN))
        faults = too_long("words", words, LONGEST_WORDS)
        if whom not in WHOM:
            faults["whom"] = Text("Chọn nhắc ai.", "Choose whom to remind.")
        refuse(faults)
        tasks = await _tasks(campaign, whom, by, marks)
        if not tasks:
            raise Refused(NOBODY_LEFT)
        receivers = await receivers_of(tasks, today)
        before = {
            (row["task"], row["to_officer"])
            for row in await fetch("SELECT task, to_officer FROM reminder WHERE day = {}", today)
        }
        why = {task["id"]: _why_not(task, receivers[task["id"]], by, began, before) for task in tasks}
        chosen = [task for task in tasks if not why[task["id"]]]
        skipped = tuple((task["id"], why[task["id"]]) for task in tasks if why[task["id"]])
        if not chosen:
            raise Refused(_nobody(tasks, why))
        await _write(chosen, receivers, clean(words), campaign, by, now)
        rest = Rest(tuple(task["id"] for task in chosen), skipped)
        facts = {"whom": whom, "words": clean(words), "reminded": rest.reminded, "skipped": rest.skipped}
        await record("campaign.reminded", ("campaign", campaign), by=by.officer_id, now=now, facts=facts)
    return rest


async def _tasks(campaign: int, whom: str, by: Viewer, marks: Marks) -> list[Row]:
    which = (
        standing("not_confirmed", marks) | standing("late", marks)
        if whom == "both"
        else standing(whom, marks)
    )
    where: Condition = of_campaign(campaign, by, marks.today) & which
    may = may_be_reminded_by(by, marks.today)
    return await fetch(
        "SELECT t.id, t.owner, t.unit, t.state, t.due_on, u.name AS unit_name,"
        f" CASE WHEN {may.sql} THEN 1 ELSE 0 END AS may {FROM} WHERE {where.sql} ORDER BY {BY_UNIT}",
        *may.args,
        *where.args,
    )


def _why_not(task: Row, to: int | None, by: Viewer, began: bool, before: set[tuple[int, int]]) -> str:
    """The code of the reason why the holder of this task is not reminded now; "" where they are."""
    if to is None:
        return "no_head"
    if to == by.officer_id:
        return "self"
    if not began and not task["may"]:
        return "not_yours"
    return "today" if (task["id"], to) in before else ""


def _nobody(tasks: Sequence[Row], why: dict[int, str]) -> Text:
    said = [(task["unit_name"] or "?", WHY_NOT[why[task["id"]]]) for task in tasks]
    return Text(
        "Không nhắc được đơn vị nào: " + "; ".join(f"{name}: {each.vi}" for name, each in said) + ".",
        "Nobody could be reminded: " + "; ".join(f"{name}: {each.en}" for name, each in said) + ".",
    )


async def _write(
    tasks: Sequence[Row],
    receivers: dict[int, int | None],
    words: str,
    campaign: int,
    by: Viewer,
    now: datetime,
) -> None:
    await insert_many(
        'INSERT INTO reminder (task, kind, level, to_officer, "by", at, day, due_on, words)'
        " VALUES (?, 'campaign', 0, ?, ?, ?, ?, ?, ?)",
        [
            (task["id"], receivers[task["id"]], by.officer_id, now, local_day(now), task["due_on"], words)
            for task in tasks
        ],
    )
    acts = [
        (
            "task.reminded",
            ("task", int(task["id"])),
            {"to": receivers[task["id"]], "kind": "campaign", "words": words, "campaign": campaign},
        )
        for task in tasks
    ]
    await record_all(acts, by=by.officer_id, now=now)
