"""Whom and what a task may name: an owner in the assigner's scope, a lead, a product of a valid catalogue."""

from dataclasses import dataclass
from datetime import date

from app.db import fetch_one
from app.people.permissions import Permission
from app.people.queries import OfficerRow
from app.people.viewer import Viewer
from app.tasks.entry import Faults, TaskEntry
from app.tasks.writing import person_today
from app.text import Text

P = Permission

NOT_TODAY = Text(
    "Người được chọn không còn công tác hoặc chưa có vị trí hôm nay.",
    "This person is not active or has no post today.",
)
OUT_OF_SCOPE = Text(
    "Người được chọn không thuộc phạm vi giao việc của ông/bà.",
    "This person is outside the units to which you may assign work.",
)
NOT_IN_UNIT = Text(
    "Người được chọn không thuộc đơn vị chủ trì.", "This person does not belong to the lead unit."
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The people of an assignment; None where nobody fit was named."""

    owner: OfficerRow | None
    lead: OfficerRow | None
    faults: Faults


async def choose_people(
    owner: int | None,
    lead: int | None,
    unit_path: str | None,
    by: Viewer,
    today: date,
    *,
    deciding: bool = False,
) -> Chosen:
    """Owner and lead looked up; the faults name each that does not fit. One not named is no fault here.

    ``deciding``: the person is chosen by a decision, which a delegation covers also where it gives no work.
    """
    faults: Faults = {}
    held = [each for each in by.in_place if deciding or each.gives]
    paths = (*by.paths(P.TASK_ASSIGN), *(each.unit_path for each in held))
    owner_row = await _in_scope("owner", owner, by, paths, today, faults)
    lead_row = await _in_scope("lead", lead, by, paths, today, faults)
    if owner_row and unit_path and not owner_row.unit_path.startswith(unit_path):
        faults["owner"] = NOT_IN_UNIT
    return Chosen(owner_row, lead_row, faults)


async def _in_scope(
    field: str, officer: int | None, by: Viewer, paths: tuple[str, ...], today: date, faults: Faults
) -> OfficerRow | None:
    """The person of today. The assigner may always be lead, also of work in a unit below another post."""
    if officer is None:
        return None
    person = await person_today(officer, today)
    if person is None:
        faults[field] = NOT_TODAY
    elif not person.unit_path.startswith(paths) and not (field == "lead" and officer == by.officer_id):
        faults[field] = OUT_OF_SCOPE
    return person


async def factor_of(catalogue_item: int | None, today: date, faults: Faults) -> int | None:
    """The item's factor in thousandths as it is today: later catalogues never change a task's own."""
    if catalogue_item is None:
        return None
    item = await fetch_one(
        "SELECT i.factor_milli FROM catalogue_item i JOIN catalogue_version v ON v.id = i.catalogue"
        " WHERE i.id = {} AND v.valid_from <= {} AND (v.valid_to IS NULL OR v.valid_to >= {})",
        catalogue_item,
        today,
        today,
    )
    if item is None:
        faults["catalogue_item"] = Text(
            "Sản phẩm này không có trong danh mục đang áp dụng.",
            "This product is not in a catalogue in force.",
        )
        return None
    return int(item["factor_milli"])


async def check_references(entry: TaskEntry, faults: Faults) -> str:
    """Name unknown units, people and directives; answers with the directive's number."""
    for field, officer in (("owner", entry.owner), ("lead", entry.lead)):
        if officer is not None and await fetch_one("SELECT id FROM officer WHERE id = {}", officer) is None:
            faults[field] = NOT_TODAY
    units = [unit for unit, _, _ in entry.coordinations]
    for field, unit in [("unit", entry.unit), *(("coordinations", unit) for unit in units)]:
        if unit is not None and await fetch_one("SELECT id FROM unit WHERE id = {}", unit) is None:
            faults[field] = Text("Chọn đơn vị trong danh sách.", "Choose a unit from the list.")
    if entry.directive is None:
        return ""
    directive = await fetch_one("SELECT number FROM directive WHERE id = {}", entry.directive)
    if directive is None:
        faults["directive"] = Text("Chọn văn bản trong danh sách.", "Choose a directive from the list.")
        return ""
    return str(directive["number"])
