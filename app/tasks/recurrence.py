"""Việc định kỳ: a duty that comes back is set up, changed and stopped by who may assign work in its unit.

A rule passes the same clarity gate as a task. What was given by it before stays as it is.
"""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from app.clock import local_day
from app.db import Row, fetch, fetch_one, write
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.history import in_place_of, record
from app.people.permissions import Permission as P
from app.people.queries import office_calendar
from app.people.viewer import Viewer, refusal
from app.tasks.choosing import choose_people, factor_of
from app.tasks.clarity import ClearFor
from app.tasks.entry import Faults, TaskEntry, faults_of_entry
from app.tasks.following_tables import Recurrence
from app.tasks.recurrence_giving import give_due
from app.tasks.recurrence_queries import seen_by
from app.tasks.recurrence_rules import Rule, faults_of_reason, faults_of_rule
from app.tasks.writing import changes, refuse
from app.text import Text, clean

STOPPED = Text("Việc định kỳ này đã dừng.", "This recurring duty was stopped.")
_NOT_YOURS = Text(
    "Việc này dành cho người được giao việc của đơn vị.", "This is for those who assign work in the unit."
)


@dataclass(frozen=True, slots=True)
class RecurrenceEntry:
    """The duty as typed. The unit is that of the owner."""

    title: str
    product: str
    owner: int | None
    lead: int | None
    rule: Rule
    catalogue_item: int | None = None
    basis: str = ""

    def cleaned(self) -> "RecurrenceEntry":
        """The entry as it is kept."""
        return replace(
            self,
            title=clean(self.title),
            product=clean(self.product),
            basis=clean(self.basis),
            rule=self.rule.settled(),
        )


async def create_recurrence(*, entry: RecurrenceEntry, by: Viewer, now: datetime) -> int:
    """Set the duty up and give at once what is due soon; answers its id.

    Raises ``Refused`` naming each of title, product, owner, lead and the fields of the rule at fault.
    """
    async with write():
        if not giving_paths(by):
            raise NotAllowed(refusal(P.TASK_ASSIGN))
        values = await _checked(entry.cleaned(), by, now)
        made = Recurrence(**values, created_by=by.officer_id, created_at=now)
        await made.save()
        number = int(made.id)
        await _in_place(by, values["unit"], number)
        said = {name: [None, value] for name, value in values.items() if value is not None}
        await record("recurrence.created", ("recurrence", number), by=by.officer_id, now=now, facts=said)
        await give_due(now=now, only=number)
    return number


async def change_recurrence(
    *, recurrence: int, entry: RecurrenceEntry, words: str, by: Viewer, now: datetime, version: int
) -> None:
    """Change the duty from now on, with a reason; what was given stays, what is due soon is given at once."""
    async with write():
        row = await _begin(recurrence, by, now, version)
        reason = clean(words)
        values = await _checked(entry.cleaned(), by, now, faults=faults_of_reason(reason), present=row)
        await _change(row, **values)
        await _in_place(by, values["unit"], recurrence)
        said = {**changes(row, **values), "words": reason}
        await record("recurrence.changed", ("recurrence", recurrence), by=by.officer_id, now=now, facts=said)
        await give_due(now=now, only=recurrence)


async def stop_recurrence(*, recurrence: int, words: str, by: Viewer, now: datetime, version: int) -> None:
    """Give no more of it from now on, with a reason."""
    async with write():
        row = await _begin(recurrence, by, now, version)
        reason = clean(words)
        refuse(faults_of_reason(reason))
        await _change(row, stopped_at=now, stopped_words=reason)
        await _in_place(by, row["unit"], recurrence)
        facts = {"words": reason}
        await record("recurrence.stopped", ("recurrence", recurrence), by=by.officer_id, now=now, facts=facts)


# --- parts -------------------------------------------------------------------------------------


def may_manage(by: Viewer, unit_path: str) -> bool:
    """Whether this person may change and stop duties of that unit, in their own right or in another's place."""
    return by.covers(P.TASK_ASSIGN, unit_path) or by.gives_for(P.TASK_ASSIGN, unit_path) is not None


def giving_paths(by: Viewer) -> tuple[str, ...]:
    """The unit paths in which the person gives work, in their own right or in another's place."""
    return (*by.paths(P.TASK_ASSIGN), *(each.unit_path for each in by.in_place if each.gives))


async def _begin(recurrence: int, by: Viewer, now: datetime, version: int) -> Row:
    """The duty's row, once it is sure that this person may change this version of it."""
    seen = seen_by(by)
    row = await fetch_one(
        f"SELECT r.*, u.path FROM recurrence r JOIN unit u ON u.id = r.unit WHERE r.id = {{}} AND ({seen.sql})",
        recurrence,
        *seen.args,
    )
    if row is None:
        raise NotFound
    if not may_manage(by, row["path"]):
        raise NotAllowed(_NOT_YOURS)
    if row["version"] != version:
        raise Conflict
    if row["stopped_at"] is not None:
        raise Refused(STOPPED)
    return row


async def _checked(
    entry: RecurrenceEntry,
    by: Viewer,
    now: datetime,
    *,
    faults: Faults | None = None,
    present: Row | None = None,
) -> dict[str, Any]:
    """The columns of a duty that passes the gate; refused with every fault at once.

    ``present``: the duty as it is before the change. A lead who stays is not chosen here.
    """
    today, calendar = local_day(now), await office_calendar()
    found = dict(faults or {})
    # The rule stands for the deadline: its faults are said at its own fields.
    task = TaskEntry(
        entry.title, entry.product, owner=entry.owner, lead=entry.lead, deadline=today, basis=entry.basis
    )
    found |= faults_of_entry(task, ClearFor.PERSON, today)
    found |= faults_of_rule(entry.rule, calendar, today, begins=present is None)
    await factor_of(entry.catalogue_item, today, found)
    stays = present is not None and entry.lead == present["lead"]
    chosen = await choose_people(entry.owner, None if stays else entry.lead, None, by, today)
    refuse(found | chosen.faults)
    assert chosen.owner is not None
    return {
        "title": entry.title,
        "product": entry.product,
        "unit": chosen.owner.unit_id,
        "owner": entry.owner,
        "lead": entry.lead,
        "catalogue_item": entry.catalogue_item,
        "basis": entry.basis,
        **{each.name: getattr(entry.rule, each.name) for each in fields(Rule)},
    }


async def _change(row: Row, **values: Any) -> None:
    columns = ", ".join(f"{name} = {{}}" for name in values)
    written = await fetch(
        f"UPDATE recurrence SET {columns}, version = version + 1 WHERE id = {{}} AND version = {{}} RETURNING id",
        *values.values(),
        row["id"],
        row["version"],
    )
    if not written:
        raise Conflict


async def _in_place(by: Viewer, unit: int, recurrence: int) -> None:
    """Note in whose place it is done, where the person's own right does not admit it."""
    row = await fetch_one("SELECT path FROM unit WHERE id = {}", unit)
    grant = None
    if row is not None and not by.covers(P.TASK_ASSIGN, row["path"]):
        grant = by.gives_for(P.TASK_ASSIGN, row["path"])
    giver = grant.for_officer if grant else None
    in_place_of(giver, by=by.officer_id, subject=("recurrence", recurrence))
