"""A task's row as the rules see it: who may see it, what the asking person is to it, what its flags look at."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from app.clock import local_day
from app.db import Row, fetch_one
from app.errors import NotFound
from app.people.permissions import Permission
from app.people.queries import head_of, post_on
from app.people.viewer import Viewer
from app.tasks.clarity import ClearFor, DraftFacts, missing
from app.tasks.flag_grounds import HandOverFact, TaskFacts
from app.tasks.rules import ActFacts, State
from app.tasks.sight import FROM, visible

P = Permission


async def task_row(task: int, by: Viewer, today: date) -> Row:
    """The task with its unit's path; ``NotFound`` where there is none or the viewer may not know of it."""
    seen = visible(by, today)
    row = await fetch_one(
        f"SELECT t.*, u.path AS unit_path {FROM} WHERE t.id = {{}} AND ({seen.sql})", task, *seen.args
    )
    if row is None:
        raise NotFound
    return row


async def waiting_hand_back(task: int) -> Row | None:
    """The hand-back that nobody has decided on yet."""
    return await fetch_one(
        "SELECT * FROM hand_over WHERE task = {} AND kind = 'hand_back' AND decided_at IS NULL", task
    )


async def act_facts(row: Mapping[str, Any], by: Viewer, today: date) -> ActFacts:
    """What the viewer is to the task, for ``rules.why_not``; the row needs its unit's ``unit_path``.

    A draft that names no unit yet, or work of a body outside the tree, belongs to the unit of who wrote it.
    """
    path = row["unit_path"] or await _path_of_author(row, today)
    may_assign = by.covers(P.TASK_ASSIGN, path)
    not_owner = row["owner"] != by.officer_id
    return ActFacts(
        state=State(row["state"]),
        is_author=row["created_by"] == by.officer_id,
        may_draft=by.covers(P.TASK_DRAFT, path),
        may_assign=may_assign,
        is_owner=not not_owner and by.can(P.OWN_WORK),
        is_above=may_assign and not_owner and await _is_above_head(row, by, today),
        is_lead=not_owner and row["lead"] == by.officer_id,
        hand_back_waits=await waiting_hand_back(row["id"]) is not None,
    )


async def _path_of_author(row: Mapping[str, Any], today: date) -> str | None:
    post = await post_on(row["created_by"], today)
    return post.unit_path if post else None


async def _is_above_head(row: Mapping[str, Any], by: Viewer, today: date) -> bool:
    """A head's own work is decided on in the unit above; the root has none, there another assigner does."""
    if row["owner"] is None or row["unit"] is None:
        return True
    head = await head_of(row["unit"], today)
    if head is None or head.id != row["owner"]:
        return True
    above = await fetch_one(
        "SELECT a.path FROM unit u JOIN unit a ON a.id = u.parent WHERE u.id = {}", row["unit"]
    )
    return above is None or by.covers(P.TASK_ASSIGN, above["path"])


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
) -> TaskFacts:
    """A task's row as the flags look at it.

    ``hand_overs``: the task's rows of ``hand_over`` in the order of time; ``last_missed``: the latest
    ``due_on`` of its latenesses.
    """
    created_on = local_day(row["created_at"])
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
    )


def _hand_over_fact(row: Mapping[str, Any]) -> HandOverFact:
    return HandOverFact(
        on=local_day(row["at"]),
        kind=row["kind"],
        from_officer=row["from_officer"],
        to_officer=row["to_officer"],
        from_unit=row["from_unit"],
        to_unit=row["to_unit"],
    )
