"""How work gets from one holder to the next, once somebody has decided on it (Art. 18.1.d).

A move to another person is an offer: it stays with the giver until it is taken (``offering``). All of this
belongs inside ``write()``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.clock import local_day
from app.db import Row, fetch, fetch_one
from app.people.office_settings import office_rules
from app.people.queries import OfficerRow, office_calendar
from app.people.viewer import Viewer
from app.tasks.choosing import choose_people
from app.tasks.entry import Faults
from app.tasks.facts import waiting_moves
from app.tasks.flag_grounds import HandOverFact
from app.tasks.move_sql import given_back, offered
from app.tasks.reasons import Reason, end_of_holding, is_taken_over, origin_of
from app.tasks.rules import State
from app.tasks.tables import HandOver
from app.tasks.writing import end_holding, note_lateness, open_holding
from app.text import Text
from app.working_hours import WorkingHours

NO_TAKER = Text("Chọn người nhận việc.", "Choose who takes the work.")
HOLDS_IT = Text("Người này đang giữ việc.", "This person holds the work already.")


@dataclass(frozen=True, slots=True)
class Leaving:
    """Why the work leaves its holder, and what that counts as."""

    reason: Reason
    upheld: bool
    words: str


async def taker_of(
    to_officer: int | None,
    by: Viewer,
    now: datetime,
    faults: Faults,
    field: str = "to_officer",
    *,
    deciding: bool = False,
) -> OfficerRow | None:
    """The person chosen to take the work; ``faults`` names one who may not be given it.

    ``deciding``: naming the taker is part of a decision, which the narrow delegation covers too.
    """
    chosen = await choose_people(to_officer, None, None, by, local_day(now), deciding=deciding)
    if "owner" in chosen.faults:
        faults[field] = chosen.faults["owner"]
    return chosen.owner


async def offer(row: Row, taker: OfficerRow, leaving: Leaving, by: Viewer, now: datetime) -> HandOver:
    """Offer the work to the taker; nothing moves before it is taken, or silence has taken it."""
    made = _hand_over(row, taker, leaving, by, now)
    made.offered_until = await last_day_of_offer(local_day(now))
    await made.save()
    return made


async def last_day_of_offer(today: date) -> date:
    """The day at whose end silence takes what is offered today: an office rule, in working days."""
    days = (await office_rules(today)).whole("offer_days")
    return (await office_calendar()).add(today, days)


async def move_at_once(
    row: Row, taker: OfficerRow, leaving: Leaving, by: Viewer, now: datetime, kind: str = "reassign"
) -> tuple[dict[str, Any], int]:
    """Move the work without asking the taker; the task's new columns and the hand-over's id."""
    made = _hand_over(row, taker, leaving, by, now, kind)
    made.taken_at = now
    made.held_minutes = await held_minutes(row["id"], now)
    await made.save()
    return await moved(row, taker, leaving, by.officer_id, now), int(made.id)


def _hand_over(
    row: Row, taker: OfficerRow, leaving: Leaving, by: Viewer, now: datetime, kind: str = "reassign"
) -> HandOver:
    return HandOver(
        task=row["id"],
        kind=kind,
        from_officer=row["owner"],
        to_officer=taker.id,
        from_unit=row["unit"],
        to_unit=taker.unit_id,
        reason=leaving.reason.value,
        words=leaving.words,
        at=now,
        upheld=leaving.upheld,
        decided_by=by.officer_id,
        decided_at=now,
    )


async def moved(
    row: Row, taker: OfficerRow, leaving: Leaving, given_by: int | None, now: datetime
) -> dict[str, Any]:
    """End one holding and begin the next; the task's new columns."""
    values = await left(row, leaving, given_by, now)
    taken_over = _stays_taken_over(row, taker, values["taken_over"])
    origin = origin_of(in_plan=row["in_plan"], taken_over=taken_over)
    await open_holding(row["id"], taker.id, origin, now)
    return {
        **values,
        "taken_over": taken_over,
        "state": State.GIVEN.value,
        "owner": taker.id,
        "unit": taker.unit_id,
        "assigned_at": now,
        "hand_over_count": row["hand_over_count"] + bounces(row, taker, now),
    }


async def left(row: Row, leaving: Leaving, given_by: int | None, now: datetime) -> dict[str, Any]:
    """End the holding that there is; the columns that change whoever comes next."""
    latenesses = await note_lateness(row, now)
    end = end_of_holding(leaving.reason, upheld=leaving.upheld)
    await end_holding(row["id"], now, end)
    return {
        "taken_over": is_taken_over(end),
        "received_at": None,
        "lateness_count": latenesses,
        "assigner": given_by or row["assigner"],
    }


def _stays_taken_over(row: Row, taker: OfficerRow, taken_over: bool) -> bool:
    """Work given again to the same person keeps the way in which it first came to them."""
    return bool(row["taken_over"]) if taker.id == row["owner"] else taken_over


def bounces(giver: Mapping[str, Any], taker: OfficerRow, now: datetime) -> int:
    """1 where the move leads to another unit, a bounce; 0 inside a unit."""
    move = HandOverFact(local_day(now), "reassign", giver["owner"], taker.id, giver["unit"], taker.unit_id)
    return int(move.is_bounce)


async def held_minutes(task: int, now: datetime) -> int | None:
    """For how many working minutes the present holder has held the work; None where nobody does."""
    holding = await fetch_one(
        "SELECT given_at FROM holding WHERE task = {} AND ended_at IS NULL ORDER BY id DESC", task
    )
    if holding is None:
        return None
    rules = await office_rules(local_day(now))
    hours = WorkingHours(await office_calendar(), rules.spans())
    return hours.minutes_between(holding["given_at"], now)


async def settle_offers(task: int, now: datetime) -> Row | None:
    """An offer that waits or came back lapses, because something else was decided; answers it."""
    waiting = await waiting_moves(task)
    await fetch(
        f"UPDATE hand_over SET settled_at = {{}} WHERE task = {{}} AND ({offered('hand_over')}"
        f" OR {given_back('hand_over')})",
        now,
        task,
    )
    return waiting.offer or waiting.returned


def lapsed(paper: Row | None) -> dict[str, Any]:
    """What the history says of an offer that lapsed, and to whom it had been made."""
    return {"settled_offer": paper["id"], "offered_to": paper["to_officer"]} if paper else {}
