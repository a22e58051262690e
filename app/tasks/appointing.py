"""Chỉ định đầu mối: the head ends the passing round by an order that moves the work at once to one person."""

from datetime import datetime
from typing import Any

from app.db import Row, write
from app.history import record
from app.people.viewer import Viewer
from app.tasks.entry import Faults
from app.tasks.facts import Waiting, waiting_moves
from app.tasks.handing import WHY
from app.tasks.moving import HOLDS_IT, NO_TAKER, Leaving, lapsed, move_at_once, settle_offers, taker_of
from app.tasks.reasons import Reason
from app.tasks.rules import Act
from app.tasks.tables import HandOver
from app.tasks.writing import begin, change, changes, refuse, required
from app.text import Text, clean


async def appoint(
    *,
    task: int,
    to_officer: int | None,
    words: str,
    upheld: bool | None = None,
    by: Viewer,
    now: datetime,
    version: int,
) -> None:
    """Order one person to hold the work from now on; whatever waited for an answer is decided by it.

    The present holder may be named only where something waits: the work then stays there. For the giver the
    work leaves as moved by the head, or for the reason that waits, ``upheld`` or not (Art. 18.1.d).
    """
    async with write():
        row = await begin(Act.APPOINT, task, by, now, version)
        waiting = await waiting_moves(task)
        faults = required("words", words, WHY)
        taker = await taker_of(to_officer, by, now, faults)
        stays = to_officer is not None and to_officer == row["owner"]
        if to_officer is None:
            faults["to_officer"] = NO_TAKER
        elif stays and waiting.any is None:
            faults["to_officer"] = HOLDS_IT
        refuse(faults | _fault_of_reason(waiting, upheld, stays=stays))
        assert taker is not None
        leaving = _leaving(waiting, upheld, clean(words))
        said = await _settled(waiting, leaving.upheld and not stays, clean(words), by, now)
        values: dict[str, Any] = {"hand_over_count": row["hand_over_count"]}
        if not stays:
            values, made = await move_at_once(row, taker, leaving, by, now, kind="appointment")
            said |= {"move": made, "reason": leaving.reason.value}
        await change(row, **values)
        facts = {"words": clean(words), "appointed": taker.id, **said, **changes(row, **values)}
        await record("task.appointed", ("task", task), by=by.officer_id, now=now, facts=facts)


def _fault_of_reason(waiting: Waiting, upheld: bool | None, *, stays: bool) -> Faults:
    """A hand-back that waits is decided on too, where the work leaves who handed it back."""
    if waiting.hand_back is None or upheld is not None or stays:
        return {}
    return {
        "upheld": Text(
            "Chọn có công nhận lý do chuyển trả hay không.",
            "Say whether the reason of the hand-back is upheld.",
        )
    }


def _leaving(waiting: Waiting, upheld: bool | None, words: str) -> Leaving:
    """Why the giver loses the work: the reason that waits, else the order itself."""
    paper = waiting.any
    if paper is None:
        return Leaving(Reason.MOVED, True, words)
    return Leaving(Reason(paper["reason"]), bool(paper["upheld"]) if upheld is None else upheld, words)


async def _settled(waiting: Waiting, upheld: bool, words: str, by: Viewer, now: datetime) -> dict[str, Any]:
    """Close what waited: the hand-back is decided, an offer lapses."""
    paper: Row | None = waiting.hand_back
    if paper is not None:
        await HandOver.update(
            upheld=upheld, decided_by=by.officer_id, decided_at=now, decision_words=words
        ).where(HandOver.id == paper["id"])
        return {"hand_over": paper["id"], "upheld": upheld}
    offer = waiting.offer or waiting.returned
    return lapsed(await settle_offers(offer["task"], now)) if offer else {}
