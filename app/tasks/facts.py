"""A task's row as the rules see it: who may see it, what the asking person is to it, what its flags look at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.clock import local_day
from app.db import Row, fetch, fetch_one
from app.errors import NotFound
from app.people.viewer import Viewer
from app.tasks.clarity import ClearFor, DraftFacts, missing
from app.tasks.date_moves import days_of
from app.tasks.flag_grounds import HandOverFact, TaskFacts
from app.tasks.many_facts import act_facts_of
from app.tasks.move_sql import given_back, offered
from app.tasks.rules import ActFacts, State
from app.tasks.sight import FROM, visible


async def task_row(task: int, by: Viewer, today: date) -> Row:
    """The task with its unit's path; ``NotFound`` where there is none or the viewer may not know of it."""
    seen = visible(by, today)
    row = await fetch_one(
        f"SELECT t.*, u.path AS unit_path {FROM} WHERE t.id = {{}} AND ({seen.sql})", task, *seen.args
    )
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class Waiting:
    """What lies before the task's next move: each a row of ``hand_over``, or None."""

    hand_back: Row | None = None  # nobody has decided on it
    offer: Row | None = None  # nobody has answered it
    returned: Row | None = None  # given back, nobody has decided anew

    @property
    def any(self) -> Row | None:
        """The one that waits: the latest, where there is one at all."""
        return self.hand_back or self.offer or self.returned


async def waiting_moves(task: int) -> Waiting:
    """The hand-back, the offer and the returned offer that wait for an answer."""
    rows = await fetch(
        "SELECT * FROM hand_over h WHERE h.task = {} AND ((h.kind = 'hand_back' AND h.decided_at IS NULL)"
        f" OR {offered('h')} OR {given_back('h')}) ORDER BY h.id",
        task,
    )
    found: dict[str, Row] = {}
    for row in rows:
        kind = "offer" if row["returned_at"] is None else "returned"
        found["hand_back" if row["kind"] == "hand_back" else kind] = row
    return Waiting(**found)


async def waiting_lead_change(task: int) -> Row | None:
    """The change of lead that nobody has decided on yet."""
    return await fetch_one("SELECT * FROM lead_change WHERE task = {} AND approved IS NULL", task)


async def act_facts(row: Mapping[str, Any], by: Viewer, today: date) -> ActFacts:
    """What the viewer is to the task, for ``rules.why_not``; the row needs its unit's ``unit_path``."""
    return (await act_facts_of([row], by, today))[row["id"]]


# --- facts for the flags -----------------------------------------------------------------------


def day_of(instant: datetime | None) -> date | None:
    """The day in Vietnam, or None."""
    return local_day(instant) if instant else None


def missing_of(row: Mapping[str, Any], today: date) -> tuple[str, ...]:
    """Codes of the clarity rules that the task does not meet; an annex row is judged for a unit."""
    for_unit = row["state"] == State.AWAITING_PERSON or (row["owner"] is None and bool(row["directive_row"]))
    imported = bool(row["directive_row"]) or row["state"] != State.DRAFT
    facts = DraftFacts(
        work=row["title"],
        outcome=row["product"],
        deadline=row["deadline"],
        deadline_text=row["deadline_phrase"],
        imported=imported,  # a date that passed after the work was given is late, not unclear
        lead_bodies=int(row["unit"] is not None),
        collective=row["unit"] is None and bool(row["lead_phrase"].strip()),
        owners=int(row["owner"] is not None),
        leads=int(row["lead"] is not None),
    )
    lines = missing(facts, today, ClearFor.UNIT if for_unit else ClearFor.PERSON)
    return tuple(line.rule.code for line in lines)


def flag_facts(
    row: Mapping[str, Any],
    today: date,
    hand_overs: Iterable[Mapping[str, Any]] = (),
    last_missed: date | None = None,
    pauses: Iterable[Mapping[str, Any]] = (),
    extensions: Iterable[Mapping[str, Any]] = (),
) -> TaskFacts:
    """A task's row as the flags look at it.

    ``hand_overs``: the task's rows of ``hand_over`` in the order of time; ``last_missed``: the latest
    ``due_on`` of its latenesses; ``pauses`` and ``extensions``: its rows of those tables.
    """
    created_on = local_day(row["created_at"])
    asked = list(extensions)
    return TaskFacts(
        state=row["state"],
        today=today,
        created_on=created_on,
        deadline=row["deadline"],
        due_on=row["due_on"],
        given_on=day_of(row["unit_given_at"]) or day_of(row["assigned_at"]),
        assigned_on=day_of(row["assigned_at"]),
        received_on=day_of(row["received_at"]),
        submitted_on=day_of(row["submitted_at"]),
        accepted_on=day_of(row["accepted_at"]),
        last_entry_on=day_of(row["last_entry_at"]),
        hand_overs=tuple(map(_hand_over_fact, hand_overs)),
        lateness_count=row["lateness_count"],
        last_missed_on=last_missed,
        missing=missing_of(row, today) if row["state"] in (State.DRAFT, State.AWAITING_PERSON) else (),
        imported_late=row["late_on_import"],
        pauses=tuple(map(days_of, pauses)),
        extended_on=tuple(local_day(each["decided_at"]) for each in asked if each["granted"]),
        asked_late_on=tuple(local_day(each["asked_at"]) for each in asked if each["after_deadline"]),
        open_opinions=row["open_opinions"],
        opinions_since=day_of(row["opinion_asked_at"]),
        protected_from=row["protected_from"],
        protected_to=row["protected_to"],
    )


def _hand_over_fact(row: Mapping[str, Any]) -> HandOverFact:
    """An offer has moved nothing before it is taken; it counts on the day of its answer."""
    is_offer = row["offered_until"] is not None
    answered = row["taken_at"] or row["returned_at"] if is_offer else None
    return HandOverFact(
        on=local_day(answered or row["at"]),
        kind=row["kind"],
        from_officer=row["from_officer"],
        to_officer=row["to_officer"],
        from_unit=row["from_unit"],
        to_unit=row["to_unit"],
        reason=row["reason"],
        taken=not is_offer or row["taken_at"] is not None,
        returned=row["returned_at"] is not None,
        return_reason=row["return_reason"],
    )
