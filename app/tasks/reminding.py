"""Nhắc, đôn đốc: reminders as counted objects, and the act that answers them.

A reminder is never undone; the first act on the task by whom it reached, or by somebody at or above that
level, answers it (docs/decisions/0020-reminders-and-the-ladder.md).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from app.clock import local_day
from app.db import Row, fetch, fetch_one, write
from app.errors import NotAllowed, Refused
from app.history import ActRecorded, listener, record
from app.people.delegation_queries import IN_FORCE, deputies_on
from app.people.permissions import ROLES, Permission
from app.people.queries import away_on, heads_on
from app.people.viewer import Viewer
from app.tasks.facts import task_row
from app.tasks.following_tables import Reminder
from app.tasks.rules import FINISHED, Act, State
from app.tasks.writing import begin, refuse, required, too_long
from app.text import Text, clean

LONGEST_WORDS = 500

NO_HEAD = Text("Đơn vị này chưa có người đứng đầu để nhắc.", "This unit has no head who could be reminded.")
SELF = Text("Việc này đang chờ chính ông/bà.", "This task waits for you yourself.")
TODAY = Text(
    "Hôm nay người giữ việc đã được nhắc về việc này; mỗi ngày nhắc nhiều nhất một lần.",
    "The holder was reminded of this task today; at most once a day.",
)
NOT_REMINDED = Text(
    "Không có lần nhắc nào về việc này chờ ông/bà trả lời.",
    "No reminder about this task waits for your answer.",
)

#: Acts that answer nothing: to remind is not to act, and new work has no reminders yet.
NO_ANSWER = frozenset(
    {
        "task.reminded",
        "task.escalated",
        "task.draft_saved",
        "task.imported",
        "task.assigned",
        "task.given_to_unit",
    }
)
_ABOVE_ROLES = tuple(role.code for role in ROLES if Permission.TASK_ASSIGN in role.permissions)
_BATCH = 500


async def receivers_of(tasks: Sequence[Row], day: date) -> dict[int, int | None]:
    """Whom a reminder of each task reaches: its owner, or the head of the unit that has to name one.

    A head who is away is stood in for by the deputy by delegation, where there is one.
    """
    found: dict[int, int | None] = {task["id"]: task["owner"] for task in tasks}
    waiting = [task for task in tasks if task["state"] == State.AWAITING_PERSON]
    if not waiting:
        return found
    heads, away = await heads_on(day), await away_on(day)
    deputies = await deputies_on([head for head in heads.values() if head in away], day)
    for task in waiting:
        head = heads.get(task["unit"])
        found[task["id"]] = deputies.get(head, head) if head is not None else None
    return found


async def remind(*, task: int, words: str = "", by: Viewer, now: datetime, version: int | None) -> int:
    """Remind whom the task waits for, at most once a day; answers who that is.

    By who stands above the work and by its lead. The task itself does not change: nobody's open form is in the way.
    """
    async with write():
        row = await begin(Act.REMIND, task, by, now, version)
        refuse(too_long("words", words, LONGEST_WORDS))
        today = local_day(now)
        to = (await receivers_of([row], today))[task]
        if to is None:
            raise Refused(NO_HEAD)
        if to == by.officer_id:
            raise Refused(SELF)
        if await fetch_one(
            "SELECT id FROM reminder WHERE task = {} AND to_officer = {} AND day = {}", task, to, today
        ):
            raise Refused(TODAY)
        await Reminder(
            task=task,
            kind="manual",
            to_officer=to,
            by=by.officer_id,
            at=now,
            day=today,
            due_on=row["due_on"],
            words=clean(words),
        ).save()
        facts = {"to": to, "kind": "manual", "words": clean(words)}
        await record("task.reminded", ("task", task), by=by.officer_id, now=now, facts=facts)
    return to


async def answer_reminder(*, task: int, words: str, by: Viewer, now: datetime) -> None:
    """One line in answer to the reminders that reached this person; like any act it ends the ladder of the date."""
    async with write():
        row = await task_row(task, by, local_day(now))
        if not await fetch_one(
            "SELECT id FROM reminder WHERE task = {} AND to_officer = {} AND answered_at IS NULL LIMIT 1",
            task,
            by.officer_id,
        ):
            raise NotAllowed(NOT_REMINDED)
        if row["state"] in FINISHED:
            raise Refused(Text("Việc này đã kết thúc.", "This task is finished."))
        words = " ".join(clean(words).split())
        empty = Text("Ghi một dòng trả lời.", "Write one line in answer.")
        refuse(required("words", words, empty, LONGEST_WORDS))
        facts = {"words": words}
        await record("task.reminder_answered", ("task", task), by=by.officer_id, now=now, facts=facts)


@listener
async def answered_by_acting(acts: Sequence[ActRecorded]) -> None:
    """Whatever somebody does on a task answers the reminders of it that reached them or somebody below them."""
    tasks = sorted(set(_acted_on(acts)))
    if not tasks:
        return
    by, now = acts[0].by, acts[0].now  # one moment and one person for all acts that come together
    today = local_day(now)
    roles = ", ".join("{}" for _ in _ABOVE_ROLES)
    for start in range(0, len(tasks), _BATCH):
        some = tasks[start : start + _BATCH]
        marks = ", ".join("{}" for _ in some)
        values: list[Any] = [now, by, *some, by, *[today] * 6, by]
        values += [by, today, today, *_ABOVE_ROLES, today, today]
        await fetch(
            f"UPDATE reminder SET answered_at = {{}}, answered_by = {{}} WHERE task IN ({marks})"
            " AND answered_at IS NULL AND (to_officer = {}"
            f" OR EXISTS (SELECT 1{IN_FORCE} AND d.giver = reminder.to_officer AND d.deputy = {{}})"
            " OR EXISTS (SELECT 1 FROM posting p JOIN unit pu ON pu.id = p.unit"
            " JOIN role_grant g ON g.officer = {} JOIN unit gu ON gu.id = g.unit"
            " WHERE p.officer = reminder.to_officer AND p.from_date <= {}"
            " AND (p.to_date IS NULL OR p.to_date >= {})"
            f" AND g.role IN ({roles}) AND g.from_date <= {{}} AND (g.to_date IS NULL OR g.to_date >= {{}})"
            " AND pu.path LIKE gu.path || '%'))",
            *values,
        )


def _acted_on(acts: Sequence[ActRecorded]) -> Iterable[int]:
    return (
        act.subject[1]
        for act in acts
        if act.by is not None and act.subject[0] == "task" and act.kind not in NO_ANSWER
    )
