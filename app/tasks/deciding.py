"""What the assigner's side decides: accept, return for rework, withdraw."""

from datetime import date, datetime

from app.clock import local_day
from app.db import write
from app.history import record
from app.people.queries import office_calendar
from app.people.viewer import Viewer
from app.tasks.moving import lapsed, settle_offers
from app.tasks.reasons import End
from app.tasks.rules import HELD, MOST_PERCENT, Act, State, default_rework_due
from app.tasks.writing import (
    begin,
    change,
    changes,
    end_holding,
    note_lateness,
    refuse,
    required,
    settle_submission,
    too_long,
)
from app.text import Text, clean


async def accept_result(*, task: int, words: str = "", by: Viewer, now: datetime, version: int) -> None:
    """Accept what was submitted: the task is done. Nobody accepts work of their own."""
    async with write():
        row = await begin(Act.ACCEPT, task, by, now, version)
        refuse(too_long("words", words))
        decision = {"decided_by": by.officer_id, "decided_at": now, "decision_words": clean(words)}
        await settle_submission(task, decision="accepted", **decision)
        await end_holding(task, now, None)
        values = {"state": State.DONE.value, "accepted_at": now, "percent": MOST_PERCENT}
        await change(row, **values)
        facts = {"words": clean(words), "state": [row["state"], State.DONE.value]}
        await record("task.accepted", ("task", task), by=by.officer_id, now=now, facts=facts)


async def return_result(
    *,
    task: int,
    words: str,
    failed_check: bool,
    rework_due: date | None,
    by: Viewer,
    now: datetime,
    version: int,
) -> None:
    """Return what was submitted for rework until ``rework_due`` (default: 3 working days, or the deadline).

    ``failed_check``: a major error of content, which lowers the quality part (Art. 14.2.b). Words are required.
    """
    async with write():
        row = await begin(Act.RETURN, task, by, now, version)
        today = local_day(now)
        why = Text("Nêu nội dung phải làm lại.", "Say what has to be done again.")
        faults = required("words", words, why)
        if rework_due is not None and rework_due < today:
            faults["rework_due"] = Text(
                "Hạn làm lại không được trước hôm nay.", "The rework date may not be before today."
            )
        refuse(faults)
        due_on = rework_due or default_rework_due(row["deadline"], today, await office_calendar())
        decision = {"decided_by": by.officer_id, "decided_at": now, "decision_words": clean(words)}
        await settle_submission(
            task, decision="returned", failed_check=failed_check, rework_due=due_on, **decision
        )
        values = {
            "state": State.IN_PROGRESS.value,
            "due_on": due_on,
            "return_count": row["return_count"] + 1,
            "submitted_at": None,
            "last_entry_at": now,
        }
        await change(row, **values)
        facts = {"words": clean(words), "failed_check": failed_check, "due_on": [row["due_on"], due_on]}
        await record("task.returned", ("task", task), by=by.officer_id, now=now, facts=facts)


async def withdraw_task(*, task: int, reason: str, by: Viewer, now: datetime, version: int) -> None:
    """Take the task back with a reason; a draft is discarded in the same way."""
    async with write():
        row = await begin(Act.WITHDRAW, task, by, now, version)
        refuse(required("reason", reason, Text("Nêu lý do thu hồi.", "Say why it is withdrawn.")))
        held = row["state"] in HELD or row["state"] == State.AWAITING_PERSON
        values = {
            "state": State.WITHDRAWN.value,
            "withdrawn_at": now,
            "withdrawn_reason": clean(reason),
            "lateness_count": await note_lateness(row, now) if held else row["lateness_count"],
        }
        await end_holding(task, now, End.WITHDRAWN)
        settled = lapsed(await settle_offers(task, now))
        await change(row, **values)
        facts = changes(row, state=State.WITHDRAWN.value) | {"reason": clean(reason), **settled}
        await record("task.withdrawn", ("task", task), by=by.officer_id, now=now, facts=facts)
