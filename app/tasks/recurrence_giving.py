"""The instances of recurring duties: each night what falls due soon is given, each date once.

A few statements for all duties together. A night may be looked at twice, late, or by two processes: an instance
is unique by its duty and day, and only one writes at a time. What was missed while nothing ran is made up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from app import clock
from app.clock import local_day
from app.db import Row, fetch, insert_many, write
from app.history import record_all
from app.people.permissions import ROLES
from app.people.permissions import Permission as P
from app.people.queries import absences_between, office_calendar
from app.tasks.cautions import OwnerFacts, warnings
from app.tasks.clarity import DraftFacts
from app.tasks.entry import search_key
from app.tasks.holder_queries import units_with_heads
from app.tasks.holders import UnitHead, head_above
from app.tasks.lines import marks_for
from app.tasks.reasons import origin_of
from app.tasks.recurrence_rules import MADE_UP_DAYS, Occurrence, Rule, WhyUnit, to_give, why_to_unit
from app.tasks.rules import State
from app.tasks.writing import next_codes
from app.workdays import Calendar

HOUR, MINUTE = 0, 20  # before the night looks at flags

_ASSIGNING = tuple(role.code for role in ROLES if P.TASK_ASSIGN in role.permissions)
_ON_DAY = "{0}.from_date <= {{}} AND ({0}.to_date IS NULL OR {0}.to_date >= {{}})"
_COLUMNS = (
    *("code", "state", "title", "product", "search_key", "unit", "owner", "lead", "assigner", "created_by"),
    *("catalogue_item", "factor_milli", "original_deadline", "deadline", "due_on", "late_on_import", "basis"),
    *("created_at", "unit_given_at", "assigned_at", "first_given_at"),
)
_INSERT = f"INSERT INTO task ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' for _ in _COLUMNS)})"


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known of the people, units and products of the duties today."""

    posts: dict[int, str]  # officer at work today to the path of the unit
    still_allowed: set[int]  # duties whose author may still assign in their unit
    units: dict[int, UnitHead]
    factors: dict[int, int]  # catalogue items in force
    absences: dict[int, list[Row]]


@dataclass(frozen=True, slots=True)
class _Instance:
    """One date of one duty, ready to be written."""

    row: Row
    date: Occurrence
    code: str
    why: WhyUnit | None
    giver: int


def rule_of(row: Row) -> Rule:
    """The rule of a duty's row."""
    return Rule(**{each.name: row[each.name] for each in fields(Rule)})


async def give_recurring(day: date) -> str:
    """Give what falls due soon by ``day``; what was missed is given now, not as if it had been given then.

    Running it again for the same day writes nothing more. Answers in one line what was written.
    """
    people, units = await give_due(now=max(clock.at(day, HOUR, MINUTE), clock.now()))
    return f"Giao {people + units} lượt của việc định kỳ, trong đó {units} lượt về đơn vị."


async def give_due(*, now: datetime, only: int | None = None) -> tuple[int, int]:
    """Give every instance that is due soon, of all duties or of one; answers how many to people and to units."""
    today, calendar = local_day(now), await office_calendar()
    async with write():
        rows = await _running(today, only)
        dates = [(row, each) for row in rows for each in _dates(row, calendar, today)]
        if not dates:
            return 0, 0
        around = await _around(dates, today)
        codes = await next_codes(today.year, len(dates))
        in_order = sorted(dates, key=lambda pair: (pair[1].due, pair[0]["id"]))
        made = [
            _instance(row, each, code, around, today)
            for (row, each), code in zip(in_order, codes, strict=True)
        ]
        await _write(made, around, calendar, now)
    to_units = sum(each.why is not None for each in made)
    return len(made) - to_units, to_units


async def _running(today: date, only: int | None) -> list[Row]:
    return await fetch(
        "SELECT r.*, u.path, (SELECT g.day FROM recurrence_task g WHERE g.recurrence = r.id"
        " ORDER BY g.day DESC LIMIT 1) AS last_given,"
        " (SELECT MAX(h.at) FROM history h WHERE h.subject_type = 'recurrence' AND h.subject_id = r.id"
        " AND h.kind = 'recurrence.changed') AS changed_at"
        " FROM recurrence r JOIN unit u ON u.id = r.unit WHERE r.stopped_at IS NULL"
        " AND (r.to_date IS NULL OR r.to_date >= {}) AND ({} = 0 OR r.id = {}) ORDER BY r.id",
        today - timedelta(days=MADE_UP_DAYS),
        only or 0,
        only or 0,
    )


def _dates(row: Row, calendar: Calendar, today: date) -> list[Occurrence]:
    since = local_day(row["created_at"])
    if row["changed_at"]:
        since = local_day(datetime.fromisoformat(row["changed_at"]))
    return to_give(rule_of(row), calendar, today=today, since=since, last_given=row["last_given"])


# --- who and what ------------------------------------------------------------------------------


async def _around(dates: Sequence[tuple[Row, Occurrence]], today: date) -> _Around:
    rows = list({row["id"]: row for row, _ in dates}.values())
    owners = sorted({row["owner"] for row in rows})
    return _Around(
        posts=await _posts({*owners, *(row["lead"] for row in rows)}, today),
        still_allowed=await _still_allowed([row["id"] for row in rows], today),
        units=await units_with_heads(today),
        factors=await _factors({row["catalogue_item"] for row in rows} - {None}, today),
        absences=await absences_between(owners, today, max(each.due for _, each in dates)),
    )


async def _posts(officers: Iterable[int], today: date) -> dict[int, str]:
    wanted = sorted(officers)
    rows = await fetch(
        "SELECT p.officer, u.path FROM posting p JOIN unit u ON u.id = p.unit JOIN officer o ON o.id = p.officer"
        f" WHERE o.active = true AND {_ON_DAY.format('p')} AND p.officer IN ({marks_for(wanted)})"
        " ORDER BY p.from_date",
        today,
        today,
        *wanted,
    )
    return {row["officer"]: row["path"] for row in rows}


async def _still_allowed(duties: list[int], today: date) -> set[int]:
    rows = await fetch(
        "SELECT DISTINCT r.id FROM recurrence r JOIN unit u ON u.id = r.unit JOIN officer o ON o.id = r.created_by"
        " AND o.active = true JOIN role_grant g ON g.officer = o.id JOIN unit gu ON gu.id = g.unit"
        f" WHERE r.id IN ({marks_for(duties)}) AND g.role IN ({marks_for(_ASSIGNING)}) AND {_ON_DAY.format('g')}"
        " AND u.path LIKE gu.path || '%'",
        *duties,
        *_ASSIGNING,
        today,
        today,
    )
    return {row["id"] for row in rows}


async def _factors(items: set[int], today: date) -> dict[int, int]:
    wanted = sorted(items)
    if not wanted:
        return {}
    rows = await fetch(
        "SELECT i.id, i.factor_milli FROM catalogue_item i JOIN catalogue_version v ON v.id = i.catalogue"
        f" WHERE i.id IN ({marks_for(wanted)}) AND v.valid_from <= {{}} AND (v.valid_to IS NULL OR v.valid_to >= {{}})",
        *wanted,
        today,
        today,
    )
    return {row["id"]: row["factor_milli"] for row in rows}


def _instance(row: Row, found: Occurrence, code: str, around: _Around, today: date) -> _Instance:
    why = why_to_unit(
        found.due,
        today,
        owner_there=around.posts.get(row["owner"]) == row["path"],
        lead_there=row["lead"] in around.posts,
    )
    return _Instance(row, found, code, why, _giver(row, around))


def _giver(row: Row, around: _Around) -> int:
    """Who gives the work: the duty's author as long as that is their right, else the head who stands nearest."""
    if row["id"] in around.still_allowed:
        return int(row["created_by"])
    return head_above(around.units, row["unit"], row["owner"]) or int(row["created_by"])


# --- writing -----------------------------------------------------------------------------------


async def _write(made: Sequence[_Instance], around: _Around, calendar: Calendar, now: datetime) -> None:
    await insert_many(_INSERT, [_values(each, around, now) for each in made])
    found = await fetch(
        "SELECT id, code FROM task WHERE code >= {} AND code <= {}", made[0].code, made[-1].code
    )
    ids = {row["code"]: row["id"] for row in found}
    origin = origin_of(in_plan=True, taken_over=False).value
    await insert_many(
        "INSERT INTO holding (task, officer, origin, given_at) VALUES (?, ?, ?, ?)",
        [(ids[each.code], each.row["owner"], origin, now) for each in made if each.why is None],
    )
    await insert_many(
        "INSERT INTO recurrence_task (recurrence, day, task) VALUES (?, ?, ?)",
        [(each.row["id"], each.date.day, ids[each.code]) for each in made],
    )
    acts = [
        (
            "task.assigned" if each.why is None else "task.given_to_unit",
            ("task", ids[each.code]),
            _facts(each, around, calendar, local_day(now)),
        )
        for each in made
    ]
    await record_all(acts, by=None, now=now)


def _values(each: _Instance, around: _Around, now: datetime) -> tuple[Any, ...]:
    row, due = each.row, each.date.due
    to_person = each.why is None
    item = row["catalogue_item"] if row["catalogue_item"] in around.factors else None
    lead = row["lead"] if each.why is not WhyUnit.LEAD_GONE and row["lead"] in around.posts else None
    return (
        *(each.code, (State.GIVEN if to_person else State.AWAITING_PERSON).value),
        *(row["title"], row["product"]),
        search_key(row["title"], row["product"], each.code, basis=row["basis"]),
        *(row["unit"], row["owner"] if to_person else None, lead, each.giver, each.giver),
        *(item, around.factors.get(item) if item else None),
        # a date that had passed before anybody was given the work is charged to nobody
        *(due, due, due, each.why is not None and due < local_day(now), row["basis"]),
        *(now, None if to_person else now, now if to_person else None, now),
    )


def _facts(each: _Instance, around: _Around, calendar: Calendar, today: date) -> dict[str, Any]:
    row, due = each.row, each.date.due
    facts: dict[str, Any] = {
        "recurrence": row["id"],
        "day": each.date.day,
        "code": [None, each.code],
        "unit": [None, row["unit"]],
        "assigner": [None, each.giver],
        "deadline": [None, due],
    }
    if each.why is not None:
        return {**facts, "why": each.why.value}
    facts |= {"owner": [None, row["owner"]], "lead": [None, row["lead"]]}
    away = _away(each, around, calendar, today)
    return {**facts, "away": list(away)} if away else facts


def _away(each: _Instance, around: _Around, calendar: Calendar, today: date) -> tuple[date, date] | None:
    """The owner's leave, where the gate would warn of it: the work is given all the same."""
    leave = tuple((a["from_date"], a["to_date"]) for a in around.absences.get(each.row["owner"], ()))
    facts = DraftFacts(outcome=each.row["product"], deadline=each.date.due)
    cautions = warnings(facts, today, calendar, OwnerFacts("", leave=leave))
    if any(caution.code in ("owner_away", "owner_on_leave") for caution in cautions):
        return min(leave)
    return None
