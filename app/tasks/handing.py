"""Work that changes hands: handed back by its owner, moved by the head (Decree 335/2025, Art. 18.1.d).

A move to another person is an offer, which that person takes or gives back (``offering``); until then the
giver holds the work.
"""

from datetime import datetime
from typing import Any

from app.clock import local_day
from app.db import Row, fetch_one, write
from app.errors import Conflict, NotFound
from app.history import record
from app.people.queries import OfficerRow, post_on
from app.people.viewer import Viewer
from app.tasks.facts import waiting_moves
from app.tasks.moving import (
    HOLDS_IT,
    NO_TAKER,
    Leaving,
    bounces,
    held_minutes,
    lapsed,
    left,
    move_at_once,
    offer,
    settle_offers,
    taker_of,
)
from app.tasks.reasons import HAND_BACK_REASONS, Reason
from app.tasks.rules import Act, State
from app.tasks.tables import HandOver
from app.tasks.writing import begin, change, changes, person_today, refuse, required
from app.text import Text, clean

WHY = Text("Nêu lý do cụ thể.", "Give the reason in words.")
UNKNOWN_REASON = Text("Chọn lý do trong danh sách.", "Choose a reason from the list.")


async def hand_back(
    *,
    task: int,
    reason: str,
    words: str,
    suggested: int | None = None,
    by: Viewer,
    now: datetime,
    version: int,
) -> int:
    """The owner gives the work back to the assigner; it stays with the owner until that is decided.

    ``suggested`` is who could do it instead. Answers the id of the hand-over.
    """
    async with write():
        row = await begin(Act.HAND_BACK, task, by, now, version)
        faults = required("words", words, WHY)
        if reason not in HAND_BACK_REASONS:
            faults["reason"] = UNKNOWN_REASON
        if suggested is not None and (
            suggested == by.officer_id or await person_today(suggested, local_day(now)) is None
        ):
            faults["suggested"] = Text(
                "Chọn một người khác đang công tác.", "Choose another person who is at work."
            )
        refuse(faults)
        post = await post_on(row["assigner"], local_day(now)) if row["assigner"] else None
        made = HandOver(
            task=task,
            kind="hand_back",
            from_officer=by.officer_id,
            to_officer=suggested,
            from_unit=row["unit"],
            to_unit=post.unit_id if post else None,
            reason=reason,
            words=clean(words),
            at=now,
            held_minutes=await held_minutes(task, now),
        )
        await made.save()
        await change(row, hand_over_count=row["hand_over_count"] + 1)
        facts = {"reason": reason, "words": clean(words), "suggested": suggested, "hand_over": made.id}
        await record("task.handed_back", ("task", task), by=by.officer_id, now=now, facts=facts)
    return int(made.id)


async def decide_hand_back(
    *, hand_over: int, upheld: bool, to_officer: int | None, words: str, by: Viewer, now: datetime
) -> None:
    """The assigner upholds the reason or not, and says who shall have the work.

    Upheld without ``to_officer``: the work waits for an owner to be named. Not upheld without it: it stays
    with who handed it back. With it: it is offered to that person; given again to the same person, or taken
    by the decider, it moves at once.
    """
    async with write():
        paper = await fetch_one("SELECT * FROM hand_over WHERE id = {} AND kind = 'hand_back'", hand_over)
        if paper is None:
            raise NotFound
        if paper["decided_at"] is not None:
            raise Conflict
        row = await begin(Act.DECIDE_HAND_BACK, paper["task"], by, now, None)
        reason = Reason(paper["reason"])
        faults = required("words", words, WHY)
        taker = await taker_of(to_officer, by, now, faults, deciding=True)
        again = upheld and reason is Reason.LACKS_PAPERS
        if to_officer is not None and to_officer == paper["from_officer"] and not again:
            faults["to_officer"] = Text(
                "Người này đang giữ việc: để trống nếu việc ở lại với họ.",
                "This person holds the work: leave empty where it stays.",
            )
        refuse(faults)
        await HandOver.update(
            upheld=upheld, decided_by=by.officer_id, decided_at=now, decision_words=clean(words)
        ).where(HandOver.id == hand_over)
        values, said = await _decided(row, taker, Leaving(reason, upheld, clean(words)), by, now)
        await change(row, **(values or {"hand_over_count": row["hand_over_count"]}))
        facts = {"hand_over": hand_over, "upheld": upheld, "words": clean(words), **said}
        await record("task.hand_back_decided", ("task", row["id"]), by=by.officer_id, now=now, facts=facts)


async def _decided(
    row: Row, taker: OfficerRow | None, leaving: Leaving, by: Viewer, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the decision makes of the work: new columns, and what the history says of them."""
    if taker is None:
        values = await _waits_for_a_name(row, leaving, by, now) if leaving.upheld else {}
        return values, changes(row, **values)
    return await passed_on(row, taker, leaving, by, now)


async def passed_on(
    row: Row, taker: OfficerRow, leaving: Leaving, by: Viewer, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Offered to another person; at once to the decider, and given again to who has it.

    Answers the task's new columns, none while the offer waits, and the facts for the history.
    """
    if taker.id in (by.officer_id, row["owner"]):
        values, made = await move_at_once(row, taker, leaving, by, now)
        return values, {"move": made, **changes(row, **values)}
    paper = await offer(row, taker, leaving, by, now)
    return {}, {"offer": paper.id, "offered_to": taker.id, "offered_until": paper.offered_until}


async def _waits_for_a_name(row: Row, leaving: Leaving, by: Viewer, now: datetime) -> dict[str, Any]:
    return {
        **await left(row, leaving, by.officer_id, now),
        "state": State.AWAITING_PERSON.value,
        "owner": None,
        "assigned_at": None,
        "unit_given_at": now,
    }


async def reassign(
    *, task: int, to_officer: int | None, reason: str, words: str, by: Viewer, now: datetime, version: int
) -> None:
    """The head offers the work to another person, or takes it at once; the deadline stays.

    After a returned offer for the same reason, what was decided on that reason holds.
    """
    async with write():
        row = await begin(Act.REASSIGN, task, by, now, version)
        faults = required("words", words, WHY)
        if reason not in list(Reason):
            faults["reason"] = UNKNOWN_REASON
        taker = await taker_of(to_officer, by, now, faults)
        if to_officer is None:
            faults["to_officer"] = NO_TAKER
        elif to_officer == row["owner"]:
            faults["to_officer"] = HOLDS_IT
        refuse(faults)
        assert taker is not None
        returned = (await waiting_moves(task)).returned
        upheld = bool(returned["upheld"]) if returned and returned["reason"] == reason else True
        await pass_on(row, taker, Leaving(Reason(reason), upheld, clean(words)), by, now)


async def pass_on(row: Row, taker: OfficerRow, leaving: Leaving, by: Viewer, now: datetime) -> None:
    """Write the move or the offer that the head decided on; a returned offer is settled by it."""
    settled = lapsed(await settle_offers(row["id"], now))
    values, said = await passed_on(row, taker, leaving, by, now)
    await change(row, **(values or {"hand_over_count": row["hand_over_count"]}))
    kind = "task.reassigned" if values else "task.offered"
    facts = {"reason": leaving.reason.value, "words": leaving.words, **said, **settled}
    await record(kind, ("task", row["id"]), by=by.officer_id, now=now, facts=facts)


async def given_after_hand_back(row: Row, owner: OfficerRow, by: Viewer, now: datetime) -> int:
    """Where an upheld hand-back left the work without an owner, keep who got it; answers new bounces."""
    last = await fetch_one("SELECT * FROM hand_over WHERE task = {} ORDER BY id DESC LIMIT 1", row["id"])
    if last is None or last["kind"] != "hand_back":
        return 0
    await HandOver(
        task=row["id"],
        kind="reassign",
        from_officer=last["from_officer"],
        to_officer=owner.id,
        from_unit=last["from_unit"],
        to_unit=owner.unit_id,
        reason=last["reason"],
        words=last["decision_words"],
        at=now,
        upheld=True,
        decided_by=by.officer_id,
        decided_at=now,
        taken_at=now,
    ).save()
    return bounces({"owner": last["from_officer"], "unit": last["from_unit"]}, owner, now)
