"""Chặng as the pages show it: who holds each task, since when, for how many working hours; the moves before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.db import Row, fetch
from app.people.office_settings import office_rules
from app.people.permissions import ROLES
from app.people.permissions import Permission as P
from app.tasks.flag_sql import Marks
from app.tasks.holders import HolderFacts, UnitHead, head_above, holder
from app.tasks.lines import marks_for
from app.tasks.rules import State
from app.working_hours import WorkingHours

_ASSIGNING = tuple(role.code for role in ROLES if P.TASK_ASSIGN in role.permissions)


@dataclass(frozen=True, slots=True)
class Stay:
    """The holder of one task: who, since when, for how many working minutes."""

    officer: int
    name: str
    since: datetime
    minutes: int


async def units_with_heads(day: date) -> dict[int, UnitHead]:
    """Every unit with the one above it and its head in office on ``day``."""
    rows = await fetch(
        "SELECT u.id, u.parent, o.id AS head FROM unit u LEFT JOIN posting p ON p.unit = u.id AND p.rank = 'head'"
        " AND p.from_date <= {} AND (p.to_date IS NULL OR p.to_date >= {})"
        " LEFT JOIN officer o ON o.id = p.officer AND o.active = true WHERE u.outside = false ORDER BY u.id",
        day,
        day,
    )
    found: dict[int, UnitHead] = {}
    for row in rows:
        if row["id"] not in found or found[row["id"]].head is None:
            found[row["id"]] = UnitHead(row["parent"], row["head"])
    return found


async def working_hours(marks: Marks) -> WorkingHours:
    """The office's working time as it counts today."""
    return WorkingHours(marks.calendar, (await office_rules(marks.today)).spans())


async def stays_of(rows: Sequence[Row], marks: Marks, now: datetime) -> dict[int, Stay]:
    """Who holds each of these unfinished tasks; seven statements at most, whatever their number."""
    unfinished = [row for row in rows if row["state"] not in ("done", "withdrawn")]
    if not unfinished:
        return {}
    units = await units_with_heads(marks.today)
    deciding = await _still_deciding([row["id"] for row in unfinished if row["state"] == "submitted"], marks)
    above = {
        row["id"]: head_above(units, row["unit"], row["owner"])
        for row in unfinished
        if row["state"] == "submitted"
    }
    alone = [row for row in unfinished if above.get(row["id"], 0) is None and row["unit"] in units]
    tops = await _assigning_at_the_top(marks) if alone else []
    above |= {row["id"]: next((each for each in tops if each != row["owner"]), None) for row in alone}
    held = {row["id"]: holder(_facts(row, units, deciding, above.get(row["id"]))) for row in unfinished}
    names = await _names({officer for officer in held.values() if officer is not None})
    since = await _held_since([row["id"] for row in unfinished])
    hours = await working_hours(marks)
    found = {}
    for row in unfinished:
        officer = held[row["id"]]
        if officer is None:
            continue
        start = _since(row, since.get(row["id"]))
        found[row["id"]] = Stay(officer, names.get(officer, ""), start, hours.minutes_between(start, now))
    return found


def _facts(row: Row, units: dict[int, UnitHead], deciding: set[int], above: int | None) -> HolderFacts:
    unit = row["unit"]
    return HolderFacts(
        state=State(row["state"]),
        author=row["created_by"],
        owner=row["owner"],
        unit_head=units[unit].head if unit in units else None,
        given_by=row["assigner"],
        given_by_decides=row["id"] in deciding,
        head_above=above,
    )


async def _still_deciding(tasks: list[int], marks: Marks) -> set[int]:
    """Those whose assigner may still decide: active, with such a role over the unit, not the owner.

    On the work of a unit's head the role has to reach the unit above; the root has none.
    """
    if not tasks:
        return set()
    on_day = "{0}.from_date <= {{}} AND ({0}.to_date IS NULL OR {0}.to_date >= {{}})"
    rows = await fetch(
        "SELECT DISTINCT t.id FROM task t JOIN unit u ON u.id = t.unit JOIN officer a ON a.id = t.assigner"
        " AND a.active = true JOIN role_grant g ON g.officer = a.id JOIN unit gu ON gu.id = g.unit"
        f" WHERE t.id IN ({marks_for(tasks)}) AND g.role IN ({marks_for(_ASSIGNING)}) AND {on_day.format('g')}"
        " AND t.assigner <> t.owner AND u.path LIKE gu.path || '%' AND (u.parent IS NULL OR gu.path <> u.path"
        f" OR NOT EXISTS (SELECT 1 FROM posting p WHERE p.officer = t.owner AND p.unit = t.unit"
        f" AND p.rank = 'head' AND {on_day.format('p')}))",
        *tasks,
        *_ASSIGNING,
        *(marks.today, marks.today, marks.today, marks.today),
    )
    return {row["id"] for row in rows}


async def _assigning_at_the_top(marks: Marks) -> list[int]:
    """Who may assign in the root unit: one of them decides on the work of its head, above whom there is nobody."""
    rows = await fetch(
        "SELECT DISTINCT o.id FROM role_grant g JOIN unit gu ON gu.id = g.unit AND gu.parent IS NULL"
        f" JOIN officer o ON o.id = g.officer AND o.active = true WHERE g.role IN ({marks_for(_ASSIGNING)})"
        " AND g.from_date <= {} AND (g.to_date IS NULL OR g.to_date >= {}) ORDER BY o.id",
        *_ASSIGNING,
        marks.today,
        marks.today,
    )
    return [row["id"] for row in rows]


async def _names(officers: set[int]) -> dict[int, str]:
    ids = sorted(officers)
    rows = await fetch(f"SELECT id, full_name FROM officer WHERE id IN ({marks_for(ids)})", *ids)
    return {row["id"]: row["full_name"] for row in rows}


async def _held_since(tasks: list[int]) -> dict[int, datetime]:
    rows = await fetch(
        f"SELECT task, given_at FROM holding WHERE ended_at IS NULL AND task IN ({marks_for(tasks)}) ORDER BY id",
        *tasks,
    )
    return {row["task"]: row["given_at"] for row in rows}


def _since(row: Row, given_at: datetime | None) -> datetime:
    """From when the present holder has it: handing in passes the work to who decides."""
    by_state = {
        "draft": row["created_at"],
        "awaiting_person": row["unit_given_at"],
        "submitted": row["submitted_at"],
    }
    start: datetime = by_state.get(row["state"], given_at) or row["assigned_at"] or row["created_at"]
    return start


async def moves_with_names(tasks: Sequence[int]) -> dict[int, list[Row]]:
    """The hand-overs of these tasks in the order of time, with the names in them; one statement."""
    if not tasks:
        return {}
    rows = await fetch(
        "SELECT h.*, f.full_name AS from_name, g.full_name AS to_name, b.full_name AS decided_name FROM hand_over h"
        " LEFT JOIN officer f ON f.id = h.from_officer LEFT JOIN officer g ON g.id = h.to_officer"
        f" LEFT JOIN officer b ON b.id = h.decided_by WHERE h.task IN ({marks_for(tasks)}) ORDER BY h.task, h.id",
        *tasks,
    )
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["task"], []).append(row)
    return found
