"""What the owner does: receive, report, submit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.clock import local_day
from app.db import Row, fetch_one, write
from app.errors import DomainError
from app.history import record
from app.people.viewer import Viewer
from app.tasks.clarity import states_outcome
from app.tasks.extending import withdraw_request
from app.tasks.facts import waiting_moves
from app.tasks.moving import lapsed, settle_offers
from app.tasks.pausing import end_pause
from app.tasks.rules import MOST_PERCENT, Act, State
from app.tasks.tables import HandOver, ProgressEntry, Submission
from app.tasks.writing import begin, change, note_lateness, refuse, required, too_long
from app.text import Text, clean

LONGEST_REPORT = 500  # letters: one line, not a paper


async def receive_task(*, task: int, by: Viewer, now: datetime, version: int) -> None:
    """The owner confirms to have the work: it is under way from now on."""
    async with write():
        row = await begin(Act.RECEIVE, task, by, now, version)
        await change(row, **_under_way(row, now))
        await record("task.received", ("task", task), by=by.officer_id, now=now)


async def receive_tasks(*, tasks: Sequence[tuple[int, int]], by: Viewer, now: datetime) -> int:
    """Receive each of these (id, version) that is still new to its owner in that version; answers how many."""
    count = 0
    async with write():
        for task, version in tasks:
            try:
                await receive_task(task=task, by=by, now=now, version=version)
            except DomainError:
                continue
            count += 1
    return count


async def report_progress(
    *, task: int, percent: int | None, words: str, by: Viewer, now: datetime, version: int
) -> None:
    """One line and a percentage (0 to 100). Reporting on work not yet received receives it."""
    async with write():
        row = await begin(Act.REPORT, task, by, now, version)
        words = " ".join(clean(words).split())
        empty = Text("Ghi một dòng về việc đã làm.", "Write one line on what was done.")
        faults = required("words", words, empty, LONGEST_REPORT)
        if percent is None or not 0 <= percent <= MOST_PERCENT:
            faults["percent"] = Text("Ghi số nguyên từ 0 đến 100.", "Enter a whole number from 0 to 100.")
        refuse(faults)
        await _receive_silently(row, by, now)
        await ProgressEntry(task=task, officer=by.officer_id, at=now, percent=percent, words=words).save()
        await change(row, **_under_way(row, now), percent=percent, last_entry_at=now)
        facts = {"percent": [row["percent"], percent], "words": words}
        await record("task.progress", ("task", task), by=by.officer_id, now=now, facts=facts)


async def submit_result(*, task: int, words: str, by: Viewer, now: datetime, version: int) -> int:
    """Hand in the product at the server's time; answers the submission's id.

    Needs words that name the product (number, date, title), or a file of evidence. Later than the last day of
    the date to keep it is a lateness, written at once.
    """
    async with write():
        row = await begin(Act.SUBMIT, task, by, now, version)
        words = clean(words)
        if not states_outcome(words) and not await _has_evidence(task):
            fault = Text(
                "Nêu số, ngày, tên sản phẩm hoặc đính kèm ít nhất một tệp minh chứng.",
                "Name the product (number, date, title) or attach at least one file.",
            )
            refuse({"words": fault})
        refuse(too_long("words", words))
        await _receive_silently(row, by, now)
        await _settle_hand_back(task, by, now)
        await withdraw_request(row, by, now)
        settled = lapsed(await settle_offers(task, now))
        latenesses = await note_lateness(row, now)
        dates = await end_pause(row, by, now, by_submitting=True)
        due_on = dates.get("due_on", row["due_on"])
        made = Submission(
            task=task,
            officer=by.officer_id,
            at=now,
            day=local_day(now),
            due_on=due_on,
            words=words,
        )
        await made.save()
        values = {**_under_way(row, now), "state": State.SUBMITTED.value, **dates}
        await change(row, **values, submitted_at=now, last_entry_at=now, lateness_count=latenesses)
        facts = {
            "submission": made.id,
            "words": words,
            "due_on": due_on,
            "late": latenesses > row["lateness_count"],
            **settled,
        }
        await record("task.submitted", ("task", task), by=by.officer_id, now=now, facts=facts)
    return int(made.id)


def _under_way(row: Row, now: datetime) -> dict[str, Any]:
    """The first receipt stops the receiving clock for good, whoever holds the work later."""
    return {
        "state": State.IN_PROGRESS.value,
        "received_at": row["received_at"] or now,
        "first_received_at": row["first_received_at"] or now,
    }


async def _receive_silently(row: Row, by: Viewer, now: datetime) -> None:
    """Who reports has received: the history says so in a row of its own."""
    if row["state"] == State.GIVEN:
        facts = {"by_reporting": True}
        await record("task.received", ("task", row["id"]), by=by.officer_id, now=now, facts=facts)


async def _has_evidence(task: int) -> bool:
    return (
        await fetch_one(
            "SELECT id FROM evidence WHERE subject_type = 'task' AND subject_id = {} LIMIT 1", task
        )
        is not None
    )


async def _settle_hand_back(task: int, by: Viewer, now: datetime) -> None:
    """A submission takes back a hand-back that waits: the work was done after all."""
    waiting = (await waiting_moves(task)).hand_back
    if waiting is None:
        return
    words = "Người giữ việc đã nộp kết quả trước khi đề nghị được quyết định."
    await HandOver.update(upheld=False, decided_at=now, decision_words=words).where(
        HandOver.id == waiting["id"]
    )
    facts = {"hand_over": waiting["id"], "by_submitting": True}
    await record("task.hand_back_taken_back", ("task", task), by=by.officer_id, now=now, facts=facts)
