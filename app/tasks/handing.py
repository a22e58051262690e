"""Work that changes hands: handed back by its owner, moved by the head (Decree 335/2025, Art. 18.1.d)."""

from datetime import datetime
from typing import Any

from app.clock import local_day
from app.db import Row, fetch_one, write
from app.errors import Conflict, NotFound
from app.history import record
from app.people.queries import OfficerRow
from app.people.viewer import Viewer
from app.tasks.choosing import choose_people
from app.tasks.entry import Faults
from app.tasks.flag_grounds import HandOverFact
from app.tasks.rules import (
    HAND_BACK_REASONS,
    Act,
    End,
    Reason,
    State,
    end_of_holding,
    is_taken_over,
    origin_of,
)
from app.tasks.tables import HandOver
from app.tasks.writing import (
    begin,
    change,
    changes,
    end_holding,
    note_lateness,
    open_holding,
    person_today,
    refuse,
    required,
)
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
        made = HandOver(
            task=task,
            kind="hand_back",
            from_officer=by.officer_id,
            to_officer=suggested,
            from_unit=row["unit"],
            reason=reason,
            words=clean(words),
            at=now,
        )
        await made.save()
        await change(row, hand_over_count=row["hand_over_count"] + 1)
        facts = {"reason": reason, "words": clean(words), "suggested": suggested, "hand_over": made.id}
        await record("task.handed_back", ("task", task), by=by.officer_id, now=now, facts=facts)
    return int(made.id)


async def decide_hand_back(
    *, hand_over: int, upheld: bool, to_officer: int | None, words: str, by: Viewer, now: datetime
) -> None:
    """The assigner upholds the reason or not, and says who has the work from now on.

    Upheld without ``to_officer``: the work waits for an owner to be named. Not upheld without it: it stays
    with who handed it back. With it: it goes to that person at once.
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
        taker = await _taker(to_officer, by, now, faults, deciding=True)
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
        values = await _moved(row, taker, reason, upheld, clean(words), by, now) if upheld or taker else {}
        await change(row, **(values or {"hand_over_count": row["hand_over_count"]}))
        facts = {"hand_over": hand_over, "upheld": upheld, "words": clean(words), **changes(row, **values)}
        await record("task.hand_back_decided", ("task", row["id"]), by=by.officer_id, now=now, facts=facts)


async def reassign(
    *, task: int, to_officer: int | None, reason: str, words: str, by: Viewer, now: datetime, version: int
) -> None:
    """The head moves the work to another person at once; the deadline stays."""
    async with write():
        row = await begin(Act.REASSIGN, task, by, now, version)
        faults = required("words", words, WHY)
        if reason not in list(Reason):
            faults["reason"] = UNKNOWN_REASON
        taker = await _taker(to_officer, by, now, faults)
        if to_officer is None:
            faults["to_officer"] = Text("Chọn người nhận việc.", "Choose who takes the work.")
        elif to_officer == row["owner"]:
            faults["to_officer"] = Text("Người này đang giữ việc.", "This person holds the work already.")
        refuse(faults)
        values = await _moved(row, taker, Reason(reason), True, clean(words), by, now)
        await change(row, **values)
        facts = {"reason": reason, "words": clean(words), **changes(row, **values)}
        await record("task.reassigned", ("task", task), by=by.officer_id, now=now, facts=facts)


async def given_after_hand_back(row: Row, owner: OfficerRow, by: Viewer, now: datetime) -> int:
    """Where an upheld hand-back left the work without an owner, keep who got it; answers new bounces."""
    last = await fetch_one("SELECT * FROM hand_over WHERE task = {} ORDER BY id DESC LIMIT 1", row["id"])
    if last is None or last["kind"] != "hand_back":
        return 0
    giver = {"owner": last["from_officer"], "unit": last["from_unit"], "id": row["id"]}
    return await _keep_move(giver, owner, last["reason"], last["decision_words"], by, now)


async def _taker(
    to_officer: int | None, by: Viewer, now: datetime, faults: Faults, *, deciding: bool = False
) -> OfficerRow | None:
    chosen = await choose_people(to_officer, None, None, by, local_day(now), deciding=deciding)
    if "owner" in chosen.faults:
        faults["to_officer"] = chosen.faults["owner"]
    return chosen.owner


async def _moved(
    row: Row,
    taker: OfficerRow | None,
    reason: Reason,
    upheld: bool,
    words: str,
    by: Viewer,
    now: datetime,
) -> dict[str, Any]:
    """End one holding, begin the next where there is a taker; the task's new columns."""
    latenesses = await note_lateness(row, now)
    end = end_of_holding(reason, upheld=upheld)
    taken_over = _stays_taken_over(row, taker, end)
    await end_holding(row["id"], now, end)
    values: dict[str, Any] = {
        "taken_over": taken_over,
        "received_at": None,
        "lateness_count": latenesses,
        "assigner": by.officer_id,
    }
    if taker is None:
        waiting = {"state": State.AWAITING_PERSON.value, "owner": None, "assigned_at": None}
        return {**values, **waiting, "unit_given_at": now}
    origin = origin_of(in_plan=row["in_plan"], taken_over=taken_over)
    await open_holding(row["id"], taker.id, origin, now)
    bounces = await _keep_move(row, taker, reason.value, words, by, now)
    return {
        **values,
        "state": State.GIVEN.value,
        "owner": taker.id,
        "unit": taker.unit_id,
        "assigned_at": now,
        "hand_over_count": row["hand_over_count"] + bounces,
    }


def _stays_taken_over(row: Row, taker: OfficerRow | None, end: End) -> bool:
    """Work given again to the same person keeps the way in which it first came to them."""
    if taker is not None and taker.id == row["owner"]:
        return bool(row["taken_over"])
    return is_taken_over(end)


async def _keep_move(
    giver: Row, taker: OfficerRow, reason: str, words: str, by: Viewer, now: datetime
) -> int:
    """Keep the move from one holder to the next; answers 1 where it went to another unit, a bounce."""
    await HandOver(
        task=giver["id"],
        kind="reassign",
        from_officer=giver["owner"],
        to_officer=taker.id,
        from_unit=giver["unit"],
        to_unit=taker.unit_id,
        reason=reason,
        words=words,
        at=now,
        upheld=True,
        decided_by=by.officer_id,
        decided_at=now,
    ).save()
    move = HandOverFact(local_day(now), "reassign", giver["owner"], taker.id, giver["unit"], taker.unit_id)
    return int(move.is_bounce)
