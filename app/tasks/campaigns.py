"""Giao đồng loạt: work that a directive gives to a collective, given to many units as one task each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.clock import local_day
from app.db import Row, fetch_one, write
from app.errors import Refused
from app.history import record
from app.people.permissions import Permission as P
from app.people.queries import UnitRow, unit_tree
from app.people.viewer import Viewer
from app.tasks.clarity import ClearFor, DraftFacts, missing
from app.tasks.entry import Faults, TaskEntry, faults_of_draft
from app.tasks.import_writing import NewTask, write_tasks
from app.tasks.lists import directives_seen
from app.tasks.rules import Act, State
from app.tasks.tables import Campaign
from app.tasks.writing import begin, change
from app.text import Text, clean

FEWEST_UNITS = 2

SUMMARY = Text("Có nội dung cần sửa.", "Some entries need correcting.")


@dataclass(frozen=True, slots=True)
class CampaignEntry:
    """What is typed: the same product and date for every unit."""

    units: tuple[int, ...]
    product: str
    deadline: date | None


@dataclass(frozen=True, slots=True)
class DirectEntry:
    """What is typed where no draft was there before: also what the work is and on what it rests."""

    title: str
    campaign: CampaignEntry
    directive: int | None = None
    basis: str = ""


async def units_below(by: Viewer) -> list[UnitRow]:
    """Every unit directly under those for which the viewer drafts: what "all units" ticks."""
    tops = set(by.paths(P.TASK_DRAFT))
    units = await unit_tree(tuple(tops))
    top_ids = {unit.id for unit in units if unit.path in tops}
    return [unit for unit in units if unit.parent in top_ids]


async def begin_campaign(*, entry: DirectEntry, by: Viewer, now: datetime) -> int:
    """Give the same work to many units without a draft before; answers the campaign's id.

    The same gate as for a draft. Raises ``Refused`` naming each of title, product, deadline, units,
    directive and basis at fault.
    """
    by.require(P.TASK_DRAFT)
    async with write():
        faults = await faults_of(entry, by, local_day(now))
        if faults:
            raise Refused(SUMMARY, faults)
        typed, each = _cleaned(entry)
        work = {"title": typed.title, "directive": typed.directive, "basis": typed.basis}
        made = await _given_to(work, each, await _number_of(typed.directive), by, now)
        facts = {"title": typed.title, "units": list(each.units), "deadline": each.deadline}
        await record("campaign.started", ("campaign", made), by=by.officer_id, now=now, facts=facts)
    return made


async def faults_of(entry: DirectEntry, by: Viewer, today: date) -> Faults:
    """Everything that stands against giving this work to these units, by field."""
    typed, each = _cleaned(entry)
    faults = faults_of_draft(typed) | await _faults(typed.title, each, by, today)
    offered = {row["id"] for row in await directives_seen(by, today)} if typed.directive else set()
    if typed.directive is not None and typed.directive not in offered:
        faults["directive"] = Text("Chọn văn bản trong danh sách.", "Choose a directive from the list.")
    return faults


def _cleaned(entry: DirectEntry) -> tuple[TaskEntry, CampaignEntry]:
    typed = TaskEntry(
        entry.title, entry.campaign.product, basis=entry.basis, directive=entry.directive
    ).cleaned()
    units = tuple(dict.fromkeys(entry.campaign.units))
    return typed, replace(entry.campaign, product=typed.product, units=units)


async def open_origin(task: int, by: Viewer, now: datetime) -> Row:
    """The draft that may be given to many units; refused for anything else."""
    return await begin(Act.GIVE_TO_UNIT, task, by, now, None)


async def fan_out(*, task: int, entry: CampaignEntry, by: Viewer, now: datetime, version: int) -> int:
    """Give the draft to every unit named, one task each; answers the campaign's id.

    The draft itself is withdrawn and stays linked to the campaign, so that its row of the annex is not
    imported again. Raises ``Refused`` naming each of units, product and deadline at fault.
    """
    async with write():
        row = await begin(Act.GIVE_TO_UNIT, task, by, now, version)
        today = local_day(now)
        entry = CampaignEntry(tuple(dict.fromkeys(entry.units)), clean(entry.product), entry.deadline)
        faults = await _faults(row["title"], entry, by, today)
        if faults:
            raise Refused(SUMMARY, faults)
        campaign = await _given_to(row, entry, await _number_of(row["directive"]), by, now)
        reason = f"Đã giao đồng loạt cho {len(entry.units)} đơn vị."
        await change(
            row,
            state=State.WITHDRAWN.value,
            campaign=campaign,
            withdrawn_at=now,
            withdrawn_reason=reason,
        )
        facts = {"reason": reason, "campaign": campaign}
        await record("task.withdrawn", ("task", task), by=by.officer_id, now=now, facts=facts)
        await record(
            "campaign.started",
            ("campaign", campaign),
            by=by.officer_id,
            now=now,
            facts={"task": task, "units": list(entry.units), "deadline": entry.deadline},
        )
    return campaign


async def _faults(title: str, entry: CampaignEntry, by: Viewer, today: date) -> Faults:
    """The clarity gate for units, and whether the units are two or more of the viewer's own."""
    facts = DraftFacts(work=title, outcome=entry.product, deadline=entry.deadline, lead_bodies=1)
    faults = {line.field: line.reason for line in missing(facts, today, ClearFor.UNIT)}
    allowed = {unit.id for unit in await unit_tree(by.paths(P.TASK_DRAFT))}
    if len(entry.units) < FEWEST_UNITS:
        faults["units"] = Text(
            f"Chọn ít nhất {FEWEST_UNITS} đơn vị.", f"Choose at least {FEWEST_UNITS} units."
        )
    elif not set(entry.units) <= allowed:
        faults["units"] = Text("Chọn đơn vị trong danh sách.", "Choose units from the list.")
    return faults


async def _given_to(
    work: Mapping[str, Any], entry: CampaignEntry, number: str, by: Viewer, now: datetime
) -> int:
    """The campaign and one task for each unit; ``work``: the row of the draft, or what was typed in its place."""
    campaign = Campaign(
        directive=work["directive"], title=work["title"], created_at=now, created_by=by.officer_id
    )
    await campaign.save()
    await write_tasks(
        [_task_of(work, unit, entry) for unit in entry.units],
        directive=work["directive"],
        number=number,
        by=by.officer_id,
        now=now,
        campaign=campaign.id,
    )
    return int(campaign.id)


def _task_of(work: Mapping[str, Any], unit: int, entry: CampaignEntry) -> NewTask:
    return NewTask(
        is_task=True,
        title=work["title"],
        product=entry.product,
        unit=unit,
        deadline=entry.deadline,
        original_deadline=work.get("original_deadline"),
        deadline_phrase=work.get("deadline_phrase", ""),
        late=bool(work.get("late_on_import")),
        tt=work.get("directive_row", ""),
        section=work.get("section", ""),
        lead_phrase=work.get("lead_phrase", ""),
        coordinating_phrase=work.get("coordinating_phrase", ""),
        basis=work["basis"],
    )


async def _number_of(directive: int | None) -> str:
    row = await fetch_one("SELECT number FROM directive WHERE id = {}", directive) if directive else None
    return row["number"] if row else ""
