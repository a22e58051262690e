"""Drafts, the clarity gate, giving work to a unit or a person, naming the owner."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from app.clock import local_day
from app.db import Row, fetch, fetch_one, insert_many, write
from app.errors import NotAllowed
from app.history import in_place_of, record
from app.people.permissions import Permission
from app.people.viewer import Viewer, refusal
from app.tasks.choosing import check_references, choose_people, factor_of
from app.tasks.clarity import ClearFor
from app.tasks.entry import (
    Faults,
    TaskEntry,
    faults_of_draft,
    faults_of_entry,
    search_key,
)
from app.tasks.handing import given_after_hand_back
from app.tasks.reasons import origin_of
from app.tasks.rules import Act, State
from app.tasks.tables import Coordination, Task
from app.tasks.writing import begin, change, changes, next_codes, note_lateness, open_holding, refuse
from app.text import Text

P = Permission


async def save_draft(
    *, entry: TaskEntry, by: Viewer, now: datetime, task: int | None = None, version: int = 0
) -> int:
    """Keep what is typed as a draft, new or over draft ``task``; answers its id.

    Raises ``Refused`` where there is no title or a text is too long, ``NotAllowed`` for who writes no drafts.
    """
    async with write():
        entry, row = await _opened(Act.SAVE, entry, by, now, task, version)
        faults = faults_of_draft(entry)
        number = await check_references(entry, faults)
        factor = await factor_of(entry.catalogue_item, local_day(now), faults)
        refuse(faults | await _faults_of_scope(entry, by))
        giver = _giver(by, await _path_of(entry.unit), P.TASK_DRAFT, P.TASK_ASSIGN)
        values = {**_values(entry, factor), "state": State.DRAFT.value, "unit": entry.unit}
        return await _written("task.draft_saved", entry, values, row, number, by, now, giver)


async def give_to_unit(
    *, entry: TaskEntry, by: Viewer, now: datetime, task: int | None = None, version: int = 0
) -> int:
    """Give work that is clear for a unit to that unit: its head has to name the owner; answers the id.

    Raises ``Refused`` naming each of title, product, unit and deadline that is not clear.
    """
    async with write():
        entry, row = await _opened(Act.GIVE_TO_UNIT, entry, by, now, task, version)
        today = local_day(now)
        faults = faults_of_entry(replace(entry, owner=None), ClearFor.UNIT, today)
        number = await check_references(entry, faults)
        factor = await factor_of(entry.catalogue_item, today, faults)
        refuse(faults | await _faults_of_scope(entry, by))
        values = {
            **_values(entry, factor),
            "state": State.AWAITING_PERSON.value,
            "unit": entry.unit,
            "owner": None,
            "assigner": by.officer_id,
            "original_deadline": _first_deadline(row, entry.deadline),
            "due_on": entry.deadline,
            "unit_given_at": now,
            "first_given_at": now,
        }
        giver = _giver(by, await _path_of(entry.unit), P.TASK_DRAFT, P.TASK_ASSIGN)
        return await _written("task.given_to_unit", entry, values, row, number, by, now, giver)


async def assign_task(
    *, entry: TaskEntry, by: Viewer, now: datetime, task: int | None = None, version: int = 0
) -> int:
    """Give work to a person through the clarity gate; answers the id.

    Raises ``Refused`` naming each of title, product, owner, lead, deadline (and sudden_reason, catalogue_item,
    coordinations, …) at fault, ``NotAllowed`` for who may assign nothing.
    """
    async with write():
        if not _gives(by):
            raise NotAllowed(refusal(P.TASK_ASSIGN))
        entry, row = await _opened(Act.ASSIGN, entry, by, now, task, version)
        today = local_day(now)
        faults = faults_of_entry(entry, ClearFor.PERSON, today)
        number = await check_references(entry, faults)
        factor = await factor_of(entry.catalogue_item, today, faults)
        unit_path = await _path_of(entry.unit)
        chosen = await choose_people(entry.owner, entry.lead, unit_path, by, today)
        refuse(faults | chosen.faults)
        assert chosen.owner is not None
        values = {
            **_values(entry, factor),
            "state": State.GIVEN.value,
            "unit": chosen.owner.unit_id,
            "assigner": by.officer_id,
            "original_deadline": _first_deadline(row, entry.deadline),
            "due_on": entry.deadline,
            "assigned_at": now,
            "first_given_at": now,
        }
        giver = _giver(by, chosen.owner.unit_path, P.TASK_ASSIGN)
        done = await _written("task.assigned", entry, values, row, number, by, now, giver)
        origin = origin_of(in_plan=entry.in_plan, taken_over=False)
        await open_holding(done, chosen.owner.id, origin, now)
    return done


async def name_owner(
    *,
    task: int,
    owner: int | None,
    lead: int | None,
    working_deadline: date | None,
    by: Viewer,
    now: datetime,
    version: int,
) -> None:
    """Name the person for work that was given to the unit. A lead who was named before stays the lead.

    A date that has passed stays as the original; ``working_deadline`` is then asked for and counts from now on.
    Where the date has not passed, a working deadline moves the date that counts only when it is given.
    """
    async with write():
        row = await begin(Act.NAME_OWNER, task, by, now, version)
        today = local_day(now)
        new_lead = lead if lead != row["lead"] else None  # who stays the lead is not chosen here
        chosen = await choose_people(owner, new_lead, row["unit_path"], by, today)
        refuse(_faults_of_naming(row, owner, lead, working_deadline, today) | chosen.faults)
        assert chosen.owner is not None
        latenesses = await note_lateness(row, now)
        values: dict[str, Any] = {
            "state": State.GIVEN.value,
            "owner": owner,
            "lead": lead,
            "unit": chosen.owner.unit_id,
            "deadline": working_deadline or row["deadline"],
            "due_on": working_deadline or row["due_on"] or row["deadline"],
            "assigned_at": now,
            "received_at": None,
            "lateness_count": latenesses,
        }
        facts = changes(row, **{name: values[name] for name in ("owner", "lead", "unit", "deadline")})
        values["hand_over_count"] = row["hand_over_count"] + await given_after_hand_back(
            row, chosen.owner, by, now
        )
        origin = origin_of(in_plan=row["in_plan"], taken_over=row["taken_over"])
        await open_holding(task, chosen.owner.id, origin, now)
        await change(row, **values)
        await record("task.owner_named", ("task", task), by=by.officer_id, now=now, facts=facts)


def _faults_of_naming(
    row: Row, owner: int | None, lead: int | None, working_deadline: date | None, today: date
) -> Faults:
    faults: Faults = {}
    if owner is None:
        faults["owner"] = Text("Chọn người chịu trách nhiệm chính.", "Choose the person in charge.")
    if lead is None:
        faults["lead"] = Text(
            "Chọn đầu mối theo việc đến cùng.", "Choose who follows the work through to the end."
        )
    elif row["lead"] is not None and lead != row["lead"]:
        faults["lead"] = Text(
            "Việc đã có đầu mối xuyên suốt: muốn thay thì đề nghị thay đầu mối, người phụ trách chung duyệt.",
            "The work has its lead: ask for a change of lead, which the common superior approves.",
        )
    due_on = row["due_on"] or row["deadline"]
    if working_deadline is None and (due_on is None or due_on < today):
        faults["working_deadline"] = Text(
            "Hạn ghi trong văn bản đã qua: đặt hạn làm việc mới bên cạnh hạn gốc.",
            "The original date has passed: set a working deadline beside it.",
        )
    if working_deadline is not None and working_deadline < today:
        faults["working_deadline"] = Text(
            "Hạn làm việc không được trước hôm nay.", "The working deadline may not be before today."
        )
    return faults


# --- parts -------------------------------------------------------------------------------------


def _gives(by: Viewer) -> bool:
    """Work is given by who may assign, in their own right or where a delegation covers giving."""
    return bool(by.paths(P.TASK_ASSIGN)) or any(each.gives for each in by.in_place)


def _giver(by: Viewer, path: str | None, *permissions: P) -> int | None:
    """In whose place work is given or drafted in that unit; None in the person's own right."""
    if path is None or any(by.covers(each, path) for each in permissions):
        return None
    grant = by.gives_for(P.TASK_ASSIGN, path)
    return grant.for_officer if grant else None


async def _opened(
    act: Act, entry: TaskEntry, by: Viewer, now: datetime, task: int | None, version: int
) -> tuple[TaskEntry, Row | None]:
    """The entry cleaned, with the draft that it goes over; what the form does not show stays the draft's."""
    entry = entry.cleaned()
    if task is None:
        if not by.paths(P.TASK_DRAFT) and not _gives(by):
            raise NotAllowed(refusal(P.TASK_DRAFT))
        return entry, None
    row = await begin(act, task, by, now, version)
    kept = replace(
        entry,
        directive=entry.directive or row["directive"],
        deadline_phrase=entry.deadline_phrase or row["deadline_phrase"],
    )
    return kept, row


async def _faults_of_scope(entry: TaskEntry, by: Viewer) -> Faults:
    """Drafts and unit tasks stay within the units for which their author may draft or assign."""
    path = await _path_of(entry.unit)
    if entry.unit is None or any(by.covers(each, path) for each in (P.TASK_DRAFT, P.TASK_ASSIGN)):
        return {}
    if by.gives_for(P.TASK_DRAFT, path):
        return {}
    return {
        "unit": Text(
            "Đơn vị này không thuộc phạm vi giao việc của ông/bà.",
            "This unit is outside the units to which you may assign work.",
        )
    }


async def _path_of(unit: int | None) -> str | None:
    row = await fetch_one("SELECT path FROM unit WHERE id = {}", unit) if unit else None
    return row["path"] if row else None


def _first_deadline(row: Row | None, deadline: date | None) -> date | None:
    """The original deadline: an imported row brings its own, and it never changes once given."""
    if row is None:
        return deadline
    imported = row["deadline"] if row["late_on_import"] else None
    first: date | None = row["original_deadline"] or imported or deadline
    return first


def _values(entry: TaskEntry, factor: int | None) -> dict[str, Any]:
    return {
        "title": entry.title,
        "product": entry.product,
        "catalogue_item": entry.catalogue_item,
        "factor_milli": factor,
        "owner": entry.owner,
        "lead": entry.lead,
        "deadline": entry.deadline,
        "deadline_phrase": entry.deadline_phrase,
        "in_plan": entry.in_plan,
        "sudden_reason": entry.sudden_reason,
        "priority": entry.priority,
        "basis": entry.basis,
        "directive": entry.directive,
    }


async def _written(
    kind: str,
    entry: TaskEntry,
    values: dict[str, Any],
    row: Row | None,
    number: str,
    by: Viewer,
    now: datetime,
    giver: int | None,
) -> int:
    """Write the task, new or over its draft, with its coordinating units and its row of the history."""
    if row is None:
        code = (await next_codes(local_day(now).year))[0]
        key = search_key(entry.title, entry.product, code, number, basis=entry.basis)
        made = Task(code=code, search_key=key, created_at=now, created_by=by.officer_id, **values)
        await made.save()
        task, facts = int(made.id), {name: [None, value] for name, value in values.items() if value}
        facts["code"] = [None, code]
    else:
        task, facts = int(row["id"]), changes(row, **values)
        key = search_key(entry.title, entry.product, row["code"], number, row["directive_row"], entry.basis)
        await change(row, search_key=key, **values)
        await fetch("DELETE FROM coordination WHERE task = {}", task)
    await insert_many(
        f"INSERT INTO {Coordination._meta.tablename} (task, unit, part, due_on) VALUES (?, ?, ?, ?)",
        [(task, unit, part, day) for unit, part, day in entry.coordinations],
    )
    if entry.coordinations:
        facts["coordinations"] = [None, [list(each) for each in entry.coordinations]]
    in_place_of(giver, by=by.officer_id, subject=("task", task))
    await record(kind, ("task", task), by=by.officer_id, now=now, facts=facts)
    return task
