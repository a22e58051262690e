"""Work offered to another person: taken, given back, or taken by silence; what the head decides after a return.

Papers are passed on the same day, at the latest the next working day (Decree 30/2020/NĐ-CP, Art. 22 to 24):
who does not answer by the end of the offered day has taken the work.
"""

from datetime import date, datetime, timedelta
from typing import Any

from app.clock import at, local_day
from app.db import Row, fetch, fetch_one, write
from app.errors import Conflict, NotFound
from app.formats import format_date
from app.history import record
from app.people.queries import OfficerRow, absent_on
from app.people.viewer import Viewer
from app.tasks.facts import waiting_moves
from app.tasks.handing import UNKNOWN_REASON, WHY, pass_on
from app.tasks.move_sql import offered
from app.tasks.moving import HOLDS_IT, Leaving, held_minutes, lapsed, moved, settle_offers, taker_of
from app.tasks.reasons import HAND_BACK_REASONS, Reason
from app.tasks.rules import Act, State
from app.tasks.tables import HandOver
from app.tasks.writing import begin, change, changes, person_today, refuse, required
from app.text import clean

HOUR, MINUTE = 0, 10  # when the silence of the day before is noticed: before the flags of the night


async def take_offer(*, hand_over: int, by: Viewer, now: datetime) -> None:
    """The person to whom the work is offered takes it: from now on it is theirs, and under way."""
    async with write():
        paper = await _offer(hand_over, by)
        row = await begin(Act.TAKE, paper["task"], by, now, None)
        taker = await person_today(by.officer_id, local_day(now))
        if paper["to_officer"] != by.officer_id or taker is None:
            raise Conflict
        values = await _taken(row, paper, taker, now, silently=False)
        received = row["first_received_at"] or now
        # who takes it has received it
        values |= {"state": State.IN_PROGRESS.value, "received_at": now, "first_received_at": received}
        await change(row, **values)
        facts = {"hand_over": hand_over, "silently": False, **_changed(row, values)}
        await record("task.taken", ("task", row["id"]), by=by.officer_id, now=now, facts=facts)


async def return_offer(*, hand_over: int, reason: str, words: str, by: Viewer, now: datetime) -> None:
    """The person gives the offer back with a reason: it was never theirs, and the head decides anew."""
    async with write():
        paper = await _offer(hand_over, by)
        row = await begin(Act.RETURN_OFFER, paper["task"], by, now, None)
        if paper["to_officer"] != by.officer_id:
            raise Conflict
        faults = required("words", words, WHY)
        if reason not in HAND_BACK_REASONS:
            faults["reason"] = UNKNOWN_REASON
        refuse(faults)
        await _came_back(row, paper, reason, clean(words), by.officer_id, now)


async def decide_offer_anew(
    *, hand_over: int, to_officer: int | None, words: str, by: Viewer, now: datetime
) -> None:
    """After a return the head offers the work to somebody else, or leaves it where it is.

    For whom it leaves, it does so for the reason that was decided on before.
    """
    async with write():
        paper = await fetch_one("SELECT * FROM hand_over WHERE id = {}", hand_over)
        if paper is None or paper["returned_at"] is None:
            raise NotFound
        if paper["settled_at"] is not None:
            raise Conflict
        act = Act.KEEP if to_officer is None else Act.REASSIGN
        row = await begin(act, paper["task"], by, now, None)
        faults = required("words", words, WHY)
        taker = await taker_of(to_officer, by, now, faults, deciding=True)
        if to_officer is not None and to_officer == row["owner"]:
            faults["to_officer"] = HOLDS_IT
        refuse(faults)
        if taker is not None:
            leaving = Leaving(Reason(paper["reason"]), bool(paper["upheld"]), clean(words))
            await pass_on(row, taker, leaving, by, now)
            return
        settled = lapsed(await settle_offers(row["id"], now))
        await change(row, hand_over_count=row["hand_over_count"])
        facts = {"words": clean(words), "kept_by": row["owner"], **settled}
        await record("task.offer_settled", ("task", row["id"]), by=by.officer_id, now=now, facts=facts)


async def take_silent_offers(day: date) -> str:
    """What nobody answered by the end of its day is taken, dated at that end; safe to run twice.

    An offer to somebody who no longer works here, or who was away when its day ended, comes back to the head.
    """
    papers = await fetch(
        f"SELECT h.id, h.task, h.offered_until FROM hand_over h WHERE {offered('h')} AND h.offered_until < {{}}"
        " ORDER BY h.id",
        day,
    )
    taken = 0
    for paper in papers:
        taken += await _silence_answers(paper["task"], at(paper["offered_until"] + timedelta(days=1)))
    return f"{taken} việc chuyển đến được coi là đã nhận."


async def _silence_answers(task: int, end_of_day: datetime) -> int:
    """Take one offer for its silent taker; 0 where it was answered meanwhile, or nobody was there to answer."""
    async with write():
        paper = (await waiting_moves(task)).offer
        row = await fetch_one("SELECT * FROM task WHERE id = {}", task)
        if paper is None or row is None or at(paper["offered_until"] + timedelta(days=1)) != end_of_day:
            return 0
        taker = await person_today(paper["to_officer"], local_day(end_of_day))
        why_not = _GONE if taker is None else await _away(taker.id, paper["offered_until"])
        if taker is None or why_not:
            await _came_back(row, paper, Reason.ABSENCE.value, why_not, None, end_of_day)
            return 0
        values = await _taken(row, paper, taker, end_of_day, silently=True)
        await change(row, **values)
        facts = {
            "hand_over": paper["id"],
            "silently": True,
            "offered_to": taker.id,
            **_changed(row, values),
        }
        await record("task.taken", ("task", task), by=None, now=end_of_day, facts=facts)
    return 1


_GONE = "Người được chuyển đến không còn công tác."


async def _away(officer: int, last: date) -> str:
    """Why silence on that day is no answer: the taker was on leave; empty where they were there."""
    leave = (await absent_on([officer], last, last)).get(officer)
    if leave is None:
        return ""
    return f"Người được chuyển đến vắng mặt đến hết ngày {format_date(leave['to_date'])}, không trả lời được."


async def _offer(hand_over: int, by: Viewer) -> Row:
    """The offer; ``Conflict`` where it was made to this person and answered or settled already."""
    paper = await fetch_one("SELECT * FROM hand_over WHERE id = {} AND offered_until IS NOT NULL", hand_over)
    if paper is None:
        raise NotFound
    answered = (paper[name] is not None for name in ("taken_at", "returned_at", "settled_at"))
    if paper["to_officer"] == by.officer_id and any(answered):
        raise Conflict
    return paper


async def _taken(row: Row, paper: Row, taker: OfficerRow, now: datetime, *, silently: bool) -> dict[str, Any]:
    """The giver's holding ends for the reason for which the work was offered, the taker's begins."""
    await HandOver.update(
        taken_at=now,
        taken_silently=silently,
        held_minutes=await held_minutes(row["id"], now),
        to_unit=taker.unit_id,
    ).where(HandOver.id == paper["id"])
    leaving = Leaving(Reason(paper["reason"]), bool(paper["upheld"]), paper["words"])
    return await moved(row, taker, leaving, paper["decided_by"], now)


def _changed(row: Row, values: dict[str, Any]) -> dict[str, Any]:
    return changes(row, **{name: values[name] for name in ("owner", "unit", "state", "taken_over")})


async def _came_back(row: Row, paper: Row, reason: str, words: str, by: int | None, now: datetime) -> None:
    await HandOver.update(
        returned_at=now,
        return_reason=reason,
        return_words=words,
        held_minutes=await held_minutes(row["id"], now),
    ).where(HandOver.id == paper["id"])
    await change(row, hand_over_count=row["hand_over_count"] + 1)
    facts = {"hand_over": paper["id"], "reason": reason, "words": words, "offered_to": paper["to_officer"]}
    await record("task.offer_returned", ("task", row["id"]), by=by, now=now, facts=facts)
