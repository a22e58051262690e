"""Giao đồng loạt: work that a directive gives to a collective, given to many units as one task each."""

from dataclasses import dataclass
from datetime import date, datetime

from app.clock import local_day
from app.db import Row, fetch, fetch_one, write
from app.errors import NotFound, Refused
from app.history import record
from app.people.permissions import Permission as P
from app.people.queries import unit_tree
from app.people.viewer import Viewer
from app.tasks.clarity import ClearFor, DraftFacts, missing
from app.tasks.import_writing import NewTask, write_tasks
from app.tasks.rules import Act, State
from app.tasks.sight import FROM, visible
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
        await _refuse_faults(row, entry, by, today)
        campaign = Campaign(
            directive=row["directive"], title=row["title"], created_at=now, created_by=by.officer_id
        )
        await campaign.save()
        await write_tasks(
            [_task_of(row, unit, entry) for unit in entry.units],
            directive=row["directive"],
            number=await _number_of(row["directive"]),
            by=by.officer_id,
            now=now,
            campaign=campaign.id,
        )
        reason = f"Đã giao đồng loạt cho {len(entry.units)} đơn vị."
        await change(
            row,
            state=State.WITHDRAWN.value,
            campaign=campaign.id,
            withdrawn_at=now,
            withdrawn_reason=reason,
        )
        facts = {"reason": reason, "campaign": campaign.id}
        await record("task.withdrawn", ("task", task), by=by.officer_id, now=now, facts=facts)
        await record(
            "campaign.started",
            ("campaign", campaign.id),
            by=by.officer_id,
            now=now,
            facts={"task": task, "units": list(entry.units), "deadline": entry.deadline},
        )
    return int(campaign.id)


async def _refuse_faults(row: Row, entry: CampaignEntry, by: Viewer, today: date) -> None:
    facts = DraftFacts(work=row["title"], outcome=entry.product, deadline=entry.deadline, lead_bodies=1)
    faults = {line.field: line.reason for line in missing(facts, today, ClearFor.UNIT)}
    allowed = {unit.id for unit in await unit_tree(by.paths(P.TASK_DRAFT))}
    if len(entry.units) < FEWEST_UNITS:
        faults["units"] = Text(
            f"Chọn ít nhất {FEWEST_UNITS} đơn vị.", f"Choose at least {FEWEST_UNITS} units."
        )
    elif not set(entry.units) <= allowed:
        faults["units"] = Text("Chọn đơn vị trong danh sách.", "Choose units from the list.")
    if faults:
        raise Refused(SUMMARY, faults)


def _task_of(row: Row, unit: int, entry: CampaignEntry) -> NewTask:
    return NewTask(
        is_task=True,
        title=row["title"],
        product=entry.product,
        unit=unit,
        deadline=entry.deadline,
        original_deadline=row["original_deadline"],
        deadline_phrase=row["deadline_phrase"],
        late=bool(row["late_on_import"]),
        tt=row["directive_row"],
        section=row["section"],
        lead_phrase=row["lead_phrase"],
        coordinating_phrase=row["coordinating_phrase"],
        basis=row["basis"],
    )


async def _number_of(directive: int | None) -> str:
    row = await fetch_one("SELECT number FROM directive WHERE id = {}", directive) if directive else None
    return row["number"] if row else ""


async def campaign_seen(campaign: int, viewer: Viewer, today: date) -> tuple[Row, list[Row]]:
    """The campaign and those of its tasks that the viewer sees; ``NotFound`` where there is none of either."""
    found = await fetch_one(
        "SELECT c.id, c.title, c.created_at, c.created_by, c.directive, d.number, o.full_name AS by_name"
        " FROM campaign c JOIN officer o ON o.id = c.created_by LEFT JOIN directive d ON d.id = c.directive"
        " WHERE c.id = {}",
        campaign,
    )
    seen = visible(viewer, today)
    rows = await fetch(
        "SELECT t.id, t.code, t.state, t.percent, t.due_on, t.lateness_count, t.product, u.name AS unit_name,"
        f" o.full_name AS owner_name {FROM} LEFT JOIN officer o ON o.id = t.owner"
        f" WHERE t.campaign = {{}} AND t.unit_given_at IS NOT NULL AND ({seen.sql}) ORDER BY u.sort_key, t.id",
        campaign,
        *seen.args,
    )
    if found is None or not (rows or found["created_by"] == viewer.officer_id):
        raise NotFound
    return found, rows
