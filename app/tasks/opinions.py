"""Xin ý kiến: ask another unit, answer, withdraw the question; silence falls by itself when the date passes.

Each question has one named answerer and one outcome. What is decided here changes nothing of the task's own
columns, so that nobody's open form is in the way.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from piccolo.columns import Column

from app import clock
from app.clock import local_day
from app.db import Row, fetch, fetch_one, insert_many, write
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.history import record, record_all
from app.people.office_settings import office_rules
from app.people.permissions import Permission as P
from app.people.queries import head_of, office_calendar
from app.people.viewer import Viewer
from app.tasks.entry import Faults
from app.tasks.facts import task_row
from app.tasks.following_tables import Opinion
from app.tasks.opinion_rules import (
    AnswerFacts,
    Outcome,
    dates_allowed,
    fault_in_date,
    faults_of_answer,
    is_silent,
    late_words,
    refusal_of_answer,
)
from app.tasks.rules import Act, State
from app.tasks.writing import begin, person_today, refuse, required
from app.text import Text, clean
from app.workdays import Calendar

HOUR, MINUTE = 0, 35  # when the night looks for questions whose date has passed

CHOOSE_UNIT = Text("Chọn đơn vị được hỏi ý kiến.", "Choose the unit to ask.")


async def ask_opinion(
    *,
    task: int,
    unit: int | None,
    answerer: int | None,
    question: str,
    due_on: date | None,
    by: Viewer,
    now: datetime,
    version: int,
) -> int:
    """Ask another unit of the tree; without a named ``answerer`` its head is asked. Answers the question's id."""
    async with write():
        row = await begin(Act.ASK_OPINION, task, by, now, version)
        today, calendar = local_day(now), await office_calendar()
        faults = required(
            "question", question, Text("Nêu nội dung cần ý kiến.", "Say what the opinion is about.")
        )
        allowed = dates_allowed(today, await office_rules(today), calendar)
        in_date = fault_in_date(due_on, allowed, calendar)
        if in_date:
            faults["due_on"] = in_date
        person = await _answerer(row, unit, answerer, by, today, faults)
        refuse(faults)
        made = Opinion(
            task=task,
            unit=unit,
            answerer=person,
            question=clean(question),
            asked_by=by.officer_id,
            asked_at=now,
            due_on=due_on,
        )
        await made.save()
        facts = {
            "opinion": made.id,
            "unit": unit,
            "answerer": person,
            "due_on": due_on,
            "question": clean(question),
        }
        await record("task.opinion_asked", ("task", task), by=by.officer_id, now=now, facts=facts)
    return int(made.id)


async def _answerer(
    row: Row, unit: int | None, answerer: int | None, by: Viewer, today: date, faults: Faults
) -> int | None:
    """Who is asked: the person named, else the unit's head; the faults say what does not fit."""
    asked = await fetch_one("SELECT id FROM unit WHERE id = {} AND outside = false", unit) if unit else None
    if asked is None or unit is None:
        faults["unit"] = CHOOSE_UNIT
        return None
    if unit == row["unit"]:
        faults["unit"] = Text(
            "Chọn đơn vị khác với đơn vị chủ trì.", "Choose a unit other than the one that leads the work."
        )
        return None
    person = await person_today(answerer, today) if answerer else await head_of(unit, today)
    if person is None and answerer is None:
        faults["answerer"] = Text(
            "Đơn vị này hôm nay không có thủ trưởng: nêu tên người được hỏi.",
            "This unit has no head today: name the person asked.",
        )
    elif person is None or person.unit_id != unit:
        faults["answerer"] = Text(
            "Người được hỏi phải đang công tác tại đơn vị được hỏi.",
            "The person asked must be posted in the unit asked.",
        )
    elif person.id in (by.officer_id, row["owner"]):
        faults["answerer"] = Text(
            "Người hỏi và người chịu trách nhiệm chính không tự cho ý kiến.",
            "Neither who asks nor the owner of the work gives the opinion.",
        )
    return person.id if person else None


async def answer_opinion(*, opinion: int, outcome: str, words: str, by: Viewer, now: datetime) -> None:
    """Answer a question; after its date the answer is kept beside the silence, which stays."""
    async with write():
        found, row = await _open(opinion, by, now)
        no = refusal_of_answer(await answer_facts(found, row, by))
        if no is not None:
            raise NotAllowed(no.text) if no.for_others else Refused(no.text)
        refuse(faults_of_answer(outcome, words))
        silent = found["outcome"] == Outcome.SILENT
        if not silent and is_silent(found["due_on"], local_day(now), await office_calendar()):
            await fall_silent([found], now, await office_calendar())
            silent = True
        values: dict[Column | str, Any] = {
            "outcome": Outcome.SILENT.value if silent else outcome,
            "words": late_words(outcome, words, local_day(now)) if silent else clean(words),
            "answered_by": by.officer_id,
            "answered_at": now,
        }
        await Opinion.update(values).where(Opinion.id == opinion)
        facts = {"opinion": opinion, "outcome": outcome, "words": clean(words)}
        if silent:
            facts["late_answer"] = True
        await record("task.opinion_answered", ("task", row["id"]), by=by.officer_id, now=now, facts=facts)


async def answer_facts(found: Row, row: Row, by: Viewer) -> AnswerFacts:
    """What the viewer is to the question. ``found`` needs the asked unit's ``asked_path``."""
    return AnswerFacts(
        outcome=found["outcome"],
        answered=found["answered_at"] is not None,
        is_answerer=found["answerer"] == by.officer_id,
        heads_unit=by.rank == "head" and by.unit_id == found["unit"],
        assigns_there=by.covers(P.TASK_ASSIGN, found["asked_path"]),
        asked_it=found["asked_by"] == by.officer_id,
        owns_task=row["owner"] == by.officer_id,
        task_withdrawn=row["state"] == State.WITHDRAWN,
    )


async def withdraw_opinion(*, opinion: int, by: Viewer, now: datetime) -> None:
    """Who asked takes the question back, as long as it is neither answered nor past its date."""
    async with write():
        found, row = await _open(opinion, by, now)
        if found["asked_by"] != by.officer_id:
            raise NotAllowed(Text("Chỉ người hỏi rút được câu hỏi.", "Only who asked may withdraw it."))
        if found["outcome"] != "":
            raise Conflict
        if is_silent(found["due_on"], local_day(now), await office_calendar()):
            raise Refused(
                Text(
                    "Đã quá ngày trả lời: việc không trả lời được ghi nhận và không rút được.",
                    "The date has passed: the silence is on record and stays.",
                )
            )
        await _close(opinion, by.officer_id, now)
        facts = {"opinion": opinion}
        await record("task.opinion_withdrawn", ("task", row["id"]), by=by.officer_id, now=now, facts=facts)


async def _close(opinion: int, by: int | None, now: datetime) -> None:
    values: dict[Column | str, Any] = {
        "outcome": Outcome.WITHDRAWN.value,
        "answered_by": by,
        "answered_at": now,
    }
    await Opinion.update(values).where(Opinion.id == opinion)


async def _open(opinion: int, by: Viewer, now: datetime) -> tuple[Row, Row]:
    """The question with the path of the unit asked, and its task; ``NotFound`` out of sight."""
    found = await fetch_one(
        "SELECT op.*, ou.path AS asked_path FROM opinion op JOIN unit ou ON ou.id = op.unit WHERE op.id = {}",
        opinion,
    )
    if found is None:
        raise NotFound
    return found, await task_row(found["task"], by, local_day(now))


# --- silence -----------------------------------------------------------------------------------


async def note_silence(day: date) -> str:
    """Keep as silent what was not answered before ``day``; close the questions of withdrawn work.

    Running it again for the same day writes nothing more. Answers in one line what was written.
    """
    at, calendar = clock.at(day, HOUR, MINUTE), await office_calendar()
    async with write():
        waiting = await fetch(
            "SELECT op.id, op.task, op.due_on, t.state FROM opinion op JOIN task t ON t.id = op.task"
            " WHERE op.outcome = '' AND (op.due_on < {} OR t.state = {}) ORDER BY op.id",
            day,
            State.WITHDRAWN.value,
        )
        over = [row for row in waiting if row["state"] == State.WITHDRAWN]
        await insert_many(
            "UPDATE opinion SET outcome = ?, answered_at = ? WHERE id = ?",
            [(Outcome.WITHDRAWN.value, at, row["id"]) for row in over],
        )
        if over:
            acts = [("task.opinion_withdrawn", ("task", row["task"]), {"opinion": row["id"]}) for row in over]
            await record_all(acts, by=None, now=at)
        silent = [
            row
            for row in waiting
            if row["state"] != State.WITHDRAWN and is_silent(row["due_on"], day, calendar)
        ]
        await fall_silent(silent, at, calendar)
    return f"Ghi {len(silent)} câu hỏi ý kiến không được trả lời đúng hạn."


async def fall_silent(rows: Iterable[Row], now: datetime, calendar: Calendar) -> None:
    """Write the silence down; whether it counts as agreement is the office's rule of the question's last day."""
    fallen = [(row, calendar.effective_day(row["due_on"])) for row in rows]
    if not fallen:
        return
    agrees = {day: (await office_rules(day)).yes("opinion_silence_agrees") for day in {d for _, d in fallen}}
    await insert_many(
        "UPDATE opinion SET outcome = ?, counts_as_agreement = ? WHERE id = ?",
        [(Outcome.SILENT.value, agrees[day], row["id"]) for row, day in fallen],
    )
    acts = [
        (
            "task.opinion_silent",
            ("task", row["task"]),
            {"opinion": row["id"], "counts_as_agreement": agrees[day]},
        )
        for row, day in fallen
    ]
    await record_all(acts, by=None, now=now)
