"""Replacing the through-line lead: asked with a reason, approved by the common superior of both leads."""

from datetime import datetime

from app.clock import local_day
from app.db import Row, fetch_one, write
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.history import record
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks.common_superior import ApprovalFacts, may_approve
from app.tasks.facts import task_row
from app.tasks.following_tables import LeadChange
from app.tasks.lead_queries import approving_path_of
from app.tasks.rules import FINISHED, Act, State
from app.tasks.writing import begin, change, person_today, refuse, required
from app.text import Text, clean

WHY = Text("Nêu lý do thay đầu mối.", "Say why the lead should change.")
NOT_SUPERIOR = Text(
    "Việc này dành cho người phụ trách chung của đầu mối cũ và đầu mối mới; không ai tự duyệt cho mình.",
    "This is for the common superior of the old and the new lead; nobody approves for oneself.",
)


async def ask_lead_change(
    *, task: int, to_lead: int | None, words: str, by: Viewer, now: datetime, version: int
) -> int:
    """Ask for another lead; a common superior who asks decides by asking. Answers the request's id."""
    async with write():
        row = await begin(Act.ASK_LEAD, task, by, now, version)
        faults = required("words", words, WHY)
        if to_lead is None:
            faults["to_lead"] = Text("Chọn đầu mối mới.", "Choose the new lead.")
        elif to_lead == row["lead"]:
            faults["to_lead"] = Text("Người này đang là đầu mối.", "This person is the lead already.")
        elif await person_today(to_lead, local_day(now)) is None:
            faults["to_lead"] = Text(
                "Người được chọn không còn công tác hoặc chưa có vị trí hôm nay.",
                "This person is not active or has no post today.",
            )
        refuse(faults)
        made = LeadChange(
            task=task,
            from_lead=row["lead"],
            to_lead=to_lead,
            words=clean(words),
            asked_by=by.officer_id,
            asked_at=now,
        )
        await made.save()
        await change(row, lead=row["lead"])
        facts = {"change": made.id, "new_lead": to_lead, "words": clean(words)}
        await record("task.lead_change_asked", ("task", task), by=by.officer_id, now=now, facts=facts)
        paper = await _change(int(made.id))
        if await may_decide(paper, row["unit_path"], by, now):
            await _decide(paper, await task_row(task, by, local_day(now)), True, clean(words), by, now)
    return int(made.id)


async def decide_lead_change(
    *, change_id: int, approved: bool, words: str, by: Viewer, now: datetime
) -> None:
    """The common superior approves the new lead or refuses it."""
    async with write():
        paper = await _change(change_id)
        row = await task_row(paper["task"], by, local_day(now))
        if not await may_decide(paper, row["unit_path"], by, now):
            raise NotAllowed(NOT_SUPERIOR)
        if paper["approved"] is not None:
            raise Conflict
        if State(row["state"]) in FINISHED:
            raise Refused(Text("Việc đã kết thúc.", "The work is finished."))
        refuse(required("words", words, Text("Nêu ý kiến.", "Give your reason.")))
        await _decide(paper, row, approved, clean(words), by, now)


async def may_decide(paper: Row, unit_path: str | None, by: Viewer, now: datetime) -> bool:
    """Whether the person is the common superior of both leads."""
    path = await approving_path_of(paper["from_lead"], paper["to_lead"], unit_path, local_day(now))
    facts = ApprovalFacts(
        may_assign_there=by.covers(P.TASK_ASSIGN, path),
        is_old_lead=paper["from_lead"] == by.officer_id,
        is_new_lead=paper["to_lead"] == by.officer_id,
    )
    return may_approve(facts)


async def _change(change_id: int) -> Row:
    row = await fetch_one("SELECT * FROM lead_change WHERE id = {}", change_id)
    if row is None:
        raise NotFound
    return row


async def _decide(paper: Row, row: Row, approved: bool, words: str, by: Viewer, now: datetime) -> None:
    await LeadChange.update(
        approved=approved, decided_by=by.officer_id, decided_at=now, decision_words=words
    ).where(LeadChange.id == paper["id"])
    await change(row, lead=paper["to_lead"] if approved else row["lead"])
    lead = [paper["from_lead"], paper["to_lead"] if approved else paper["from_lead"]]
    facts = {"change": paper["id"], "approved": approved, "lead": lead, "words": words}
    if not approved:
        facts["new_lead"] = paper["to_lead"]
    await record("task.lead_change_decided", ("task", row["id"]), by=by.officer_id, now=now, facts=facts)
