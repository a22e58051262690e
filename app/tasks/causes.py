"""Objective causes of a lateness or a failed check: claimed, confirmed or refused (Decree 335/2025, Art. 14.2).

Every confirmation rests on a claim: the owner's, or, where the competent head confirms of his own accord, one
that the head states and confirms in one act. So there is always one row that says what it rests on.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from piccolo.columns import Column

from app.clock import local_day
from app.db import Row, fetch_one, write
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.history import record
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks.cause_rules import (
    CauseFacts,
    Ground,
    No,
    faults_of_ground,
    refusal_of_claim,
    refusal_of_confirmation,
    refusal_of_decision,
)
from app.tasks.entry import Faults
from app.tasks.facts import task_row
from app.tasks.following_tables import CauseClaim
from app.tasks.initiative_rules import protects_on
from app.tasks.tables import Lateness, Submission
from app.tasks.writing import refuse, required
from app.text import Text, clean

STATE_THE_CAUSE = Text("Nêu nguyên nhân khách quan.", "State the objective cause.")
STATE_WHY = Text("Nêu ý kiến khi quyết định.", "Say why you decide so.")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a cause is claimed for: a lateness or a submission that failed its check."""

    kind: str  # lateness, submission
    fact: Row

    @property
    def id(self) -> int:
        """The id of its row."""
        return int(self.fact["id"])

    @property
    def day(self) -> date:
        """The day it is about: the date that was missed, or the day of the submission."""
        day: date = self.fact["due_on"] if self.kind == "lateness" else self.fact["day"]
        return day

    @property
    def counts(self) -> bool:
        """Whether it could lower a score at all."""
        return self.kind == "lateness" or bool(self.fact["failed_check"])


async def claim_cause(
    *,
    lateness: int | None = None,
    submission: int | None = None,
    words: str,
    ground: Ground,
    by: Viewer,
    now: datetime,
) -> int:
    """The owner, or who held the work then, claims an objective cause. Exactly one of the two ids."""
    async with write():
        subject, row = await _subject(lateness, submission, by, now)
        _stop(refusal_of_claim(await cause_facts(subject, row, by)))
        await _refuse_unfounded(subject, row, words, ground, now)
        claim = await _keep(subject, words, ground, by, now)
        facts = _facts(subject, claim, words, ground)
        await record("task.cause_claimed", ("task", row["id"]), by=by.officer_id, now=now, facts=facts)
    return claim


async def confirm_objective_cause(
    *,
    lateness: int | None = None,
    submission: int | None = None,
    words: str,
    ground: Ground,
    by: Viewer,
    now: datetime,
) -> None:
    """The competent person confirms without a claim, naming what shows it. Exactly one of the two ids.

    Only who confirms sheets over the task's unit, and never for work of their own.
    """
    async with write():
        subject, row = await _subject(lateness, submission, by, now)
        facts_of = await cause_facts(subject, row, by)
        if facts_of.confirmed and refusal_of_decision(facts_of) is None:
            raise Conflict
        _stop(refusal_of_confirmation(facts_of))
        await _refuse_unfounded(subject, row, words, ground, now)
        claim = await _keep(subject, words, ground, by, now)
        await _decide(claim, confirmed=True, words=words, by=by, now=now)
        await _shield(subject, words, by, now)
        facts = _facts(subject, claim, words, ground)
        await record("task.objective_confirmed", ("task", row["id"]), by=by.officer_id, now=now, facts=facts)


async def decide_cause(*, claim: int, confirmed: bool, words: str, by: Viewer, now: datetime) -> None:
    """The competent person confirms or refuses a claim, with words; never for work of their own."""
    async with write():
        found = await fetch_one("SELECT * FROM cause_claim WHERE id = {}", claim)
        if found is None:
            raise NotFound
        subject, row = await _subject(found["lateness"], found["submission"], by, now)
        facts_of = await cause_facts(subject, row, by, claimed_by=found["claimed_by"])
        _stop(refusal_of_decision(facts_of))
        if found["confirmed"] is not None or facts_of.confirmed:
            raise Conflict
        refuse(required("words", words, STATE_WHY))
        await _decide(claim, confirmed=confirmed, words=words, by=by, now=now)
        if confirmed:
            await _shield(subject, words, by, now)
        kind = "task.objective_confirmed" if confirmed else "task.cause_refused"
        facts = {subject.kind: subject.id, "claim": claim, "words": clean(words)}
        if confirmed:
            facts["document"] = found["document"]
        await record(kind, ("task", row["id"]), by=by.officer_id, now=now, facts=facts)


# --- what the acts share -----------------------------------------------------------------------


async def cause_facts(subject: Subject, row: Row, by: Viewer, *, claimed_by: int | None = None) -> CauseFacts:
    """What the viewer is to the lateness or failed check, for the rules."""
    waits = await fetch_one(
        f"SELECT id FROM cause_claim WHERE {subject.kind} = {{}} AND confirmed IS NULL", subject.id
    )
    return CauseFacts(
        concerned=by.officer_id in (subject.fact["officer"], row["owner"], claimed_by),
        competent=by.covers(P.SHEET_CONFIRM, row["unit_path"]),
        confirmed=subject.fact["objective_at"] is not None,
        claim_waits=waits is not None,
        counts=subject.counts,
    )


async def _subject(
    lateness: int | None, submission: int | None, by: Viewer, now: datetime
) -> tuple[Subject, Row]:
    """The lateness or submission and its task; ``NotFound`` where there is none or it is out of sight."""
    kind, number = ("lateness", lateness) if lateness is not None else ("submission", submission)
    fact = await fetch_one(f"SELECT * FROM {kind} WHERE id = {{}}", number)
    if fact is None:
        raise NotFound
    return Subject(kind, fact), await task_row(fact["task"], by, local_day(now))


def _stop(no: No | None) -> None:
    if no is not None:
        raise NotAllowed(no.text) if no.for_others else Refused(no.text)


async def _refuse_unfounded(subject: Subject, row: Row, words: str, ground: Ground, now: datetime) -> None:
    faults = required("words", words, STATE_THE_CAUSE) | faults_of_ground(ground, local_day(now))
    if ground.evidence is not None:
        faults |= await _fault_of_evidence(ground.evidence, row["id"])
    if ground.initiative is not None:
        faults |= await _fault_of_initiative(ground.initiative, row["id"], subject.day)
    refuse(faults)


async def _fault_of_evidence(evidence: int, task: int) -> Faults:
    file = await fetch_one(
        "SELECT id FROM evidence WHERE id = {} AND subject_type = 'task' AND subject_id = {}", evidence, task
    )
    words = Text("Chọn tệp đã có của nhiệm vụ này.", "Choose a file that stands beside this task.")
    return {} if file else {"evidence": words}


async def _fault_of_initiative(initiative: int, task: int, day: date) -> Faults:
    found = await fetch_one("SELECT * FROM initiative WHERE id = {} AND task = {}", initiative, task)
    if found is None:
        words = Text(
            "Chọn đề xuất được bảo vệ của nhiệm vụ này.", "Choose a protected initiative of this task."
        )
        return {"initiative": words}
    if not protects_on(found, day):
        words = Text(
            "Thời gian bảo vệ của đề xuất không gồm ngày này.", "Its protection does not cover this day."
        )
        return {"initiative": words}
    return {}


async def _keep(subject: Subject, words: str, ground: Ground, by: Viewer, now: datetime) -> int:
    made = CauseClaim(
        task=subject.fact["task"],
        words=clean(words),
        document=ground.document,
        evidence=ground.evidence,
        initiative=ground.initiative,
        claimed_by=by.officer_id,
        claimed_at=now,
        lateness=subject.id if subject.kind == "lateness" else None,
        submission=subject.id if subject.kind == "submission" else None,
    )
    await made.save()
    return int(made.id)


async def _decide(claim: int, *, confirmed: bool, words: str, by: Viewer, now: datetime) -> None:
    values: dict[Column | str, Any] = {
        "confirmed": confirmed,
        "decided_by": by.officer_id,
        "decided_at": now,
        "decision_words": clean(words),
    }
    await CauseClaim.update(values).where(CauseClaim.id == claim)


async def _shield(subject: Subject, words: str, by: Viewer, now: datetime) -> None:
    """From now on the lateness or failed check is not deducted in b or c."""
    values: dict[Column | str, Any] = {
        "objective_by": by.officer_id,
        "objective_at": now,
        "objective_words": clean(words),
    }
    table = Lateness if subject.kind == "lateness" else Submission
    await table.update(values).where(table.id == subject.id)


def _facts(subject: Subject, claim: int, words: str, ground: Ground) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "claim": claim,
        subject.kind: subject.id,
        "words": clean(words),
        "document": ground.document,
    }
    named = {"evidence": ground.evidence, "initiative": ground.initiative}
    return facts | {name: value for name, value in named.items() if value is not None}
