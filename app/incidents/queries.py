"""Questions about incidents. Every one of them asks who is asking: an incident out of sight does not exist."""

from dataclasses import dataclass
from datetime import date, datetime

from app.clock import local_day
from app.db import Row, fetch, fetch_one
from app.errors import NotFound
from app.incidents.conduct import ConductRule, conduct_rule
from app.incidents.rules import Case, Concluder, Sight, State, nearest
from app.matching import somewhere
from app.people.permissions import ROLES
from app.people.permissions import Permission as P
from app.people.queries import scope_sql
from app.people.viewer import Viewer
from app.text import Text

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One line of the list; who recorded it is not in it."""

    id: int
    code: str
    rule_code: str
    happened_on: date
    happened_time: str
    place: str
    state: State
    officer: int
    name: str
    staff_code: str
    unit_name: str
    unit_path: str
    recorded_on: date
    stated: bool
    was_head: bool
    concluded_at: datetime | None

    @property
    def rule(self) -> ConductRule:
        return conduct_rule(self.rule_code)

    @property
    def case(self) -> Case:
        return Case(self.officer, self.unit_path, self.was_head, self.state, self.recorded_on, self.stated)


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """One incident as far as its viewer sees it; what is hidden is empty here, not only on the page."""

    row: IncidentRow
    sight: Sight
    facts: str
    source: str  # "" for the person named
    recorder: str  # "" for the person named
    recorded_by_viewer: bool
    recorded_at: datetime | None  # None for the person named: the day alone is told
    statement: str  # "" for a recorder without INCIDENT_READ
    statement_at: datetime | None
    conclusion: str
    concluder: str
    version: int


@dataclass(frozen=True, slots=True)
class IncidentEvidence:
    """A confirmed incident as the monthly sheet shows it, beside one general criterion."""

    id: int
    code: str
    rule_code: str
    text: Text  # the rule
    happened_on: date
    criterion: str
    conclusion: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty values narrow nothing."""

    state: str = ""
    unit_path: str = ""
    rule_code: str = ""
    month: str = ""  # YYYY-MM of the act
    search: str = ""  # name without marks, staff code or incident code


_ROW = """
SELECT i.id, i.code, i.rule_code, i.happened_on, i.happened_time, i.place, i.state, i.officer,
       o.full_name AS name, o.staff_code, u.name AS unit_name, u.path AS unit_path, i.recorded_at,
       i.statement_at, i.concluded_at, i.recorded_by, i.facts, i.source, i.statement, i.conclusion, i.version,
       r.full_name AS recorder, c.full_name AS concluder,
       EXISTS (SELECT 1 FROM posting p WHERE p.officer = i.officer AND p.unit = i.unit AND p.rank = 'head'
               AND p.from_date <= i.happened_on AND (p.to_date IS NULL OR p.to_date >= i.happened_on))
       AS was_head
"""
_FROM = """
FROM incident i JOIN officer o ON o.id = i.officer JOIN unit u ON u.id = i.unit
JOIN officer r ON r.id = i.recorded_by LEFT JOIN officer c ON c.id = i.concluded_by
"""
_NEWEST = " ORDER BY i.recorded_at DESC, i.id DESC "


def _row(found: Row) -> IncidentRow:
    return IncidentRow(
        id=found["id"],
        code=found["code"],
        rule_code=found["rule_code"],
        happened_on=found["happened_on"],
        happened_time=found["happened_time"],
        place=found["place"],
        state=State(found["state"]),
        officer=found["officer"],
        name=found["name"],
        staff_code=found["staff_code"],
        unit_name=found["unit_name"],
        unit_path=found["unit_path"],
        recorded_on=local_day(found["recorded_at"]),
        stated=found["statement_at"] is not None,
        was_head=bool(found["was_head"]),
        concluded_at=found["concluded_at"],
    )


def in_sight(viewer: Viewer) -> tuple[str, list[object]]:
    """A condition over ``incident i`` and ``unit u`` that keeps what the viewer may know of."""
    scope, args = scope_sql(viewer, P.INCIDENT_READ, "u.path")
    return f"({scope} OR i.officer = {{}} OR i.recorded_by = {{}})", [
        *args,
        viewer.officer_id,
        viewer.officer_id,
    ]


def _narrowed(filters: Filters) -> tuple[str, list[object]]:
    sql, args = "", list[object]()
    for column, value in (("i.state", filters.state), ("i.rule_code", filters.rule_code)):
        if value:
            sql += f" AND {column} = {{}}"
            args.append(value)
    if filters.unit_path:
        sql += " AND u.path LIKE {}"
        args.append(filters.unit_path + "%")
    if filters.month:
        first, after = _month_bounds(filters.month)
        sql += " AND i.happened_on >= {} AND i.happened_on < {}"
        args += [first, after]
    if filters.search:
        named, words = somewhere(filters.search, folded=["o.search_key"], codes=["o.staff_code", "i.code"])
        sql += f" AND {named}"
        args += words
    return sql, args


def _month_bounds(month: str) -> tuple[date, date]:
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)


async def count_incidents(viewer: Viewer, filters: Filters) -> int:
    """How many incidents the viewer may know of under these filters."""
    sight, args = in_sight(viewer)
    more, more_args = _narrowed(filters)
    counted = await fetch_one(f"SELECT COUNT(*) AS n {_FROM} WHERE {sight}{more}", *args, *more_args)
    return int(counted["n"]) if counted else 0


async def incident_list(viewer: Viewer, filters: Filters, *, offset: int = 0) -> list[IncidentRow]:
    """One page of the incidents the viewer may know of, newest record first."""
    sight, args = in_sight(viewer)
    more, more_args = _narrowed(filters)
    rows = await fetch(
        f"{_ROW}{_FROM} WHERE {sight}{more}{_NEWEST} LIMIT {{}} OFFSET {{}}",
        *args,
        *more_args,
        PAGE_SIZE,
        offset,
    )
    return [_row(row) for row in rows]


async def incidents_to_export(viewer: Viewer, filters: Filters) -> list[IncidentRow]:
    """All incidents of the viewer's units under these filters; those about the viewer are left out."""
    scope, args = scope_sql(viewer, P.INCIDENT_READ, "u.path")
    more, more_args = _narrowed(filters)
    rows = await fetch(
        f"{_ROW}{_FROM} WHERE {scope} AND i.officer <> {{}}{more}{_NEWEST}",
        *args,
        viewer.officer_id,
        *more_args,
    )
    return [_row(row) for row in rows]


def _sight(viewer: Viewer, found: Row) -> Sight:
    if found["officer"] == viewer.officer_id:
        return Sight.NAMED
    if viewer.covers(P.INCIDENT_READ, found["unit_path"]):
        return Sight.WHOLE
    if found["recorded_by"] == viewer.officer_id:
        return Sight.OWN_RECORD
    return Sight.NONE


async def sight_of(viewer: Viewer, incident: int) -> Sight:
    """What the viewer sees of an incident; NONE also where there is no such incident."""
    found = await fetch_one(
        "SELECT i.officer, i.recorded_by, u.path AS unit_path FROM incident i JOIN unit u ON u.id = i.unit"
        " WHERE i.id = {}",
        incident,
    )
    return _sight(viewer, found) if found else Sight.NONE


async def sees_file(viewer: Viewer, incident: int, uploader: int) -> bool:
    """Whether the viewer may open a file that ``uploader`` put beside an incident.

    A recorder without INCIDENT_READ sees the own files only, not what the person named sent.
    """
    sight = await sight_of(viewer, incident)
    return sight in (Sight.WHOLE, Sight.NAMED) or (
        sight is Sight.OWN_RECORD and uploader == viewer.officer_id
    )


async def incident_page(viewer: Viewer, incident: int) -> IncidentPage:
    """One incident as the viewer may see it; ``NotFound`` when it is out of sight."""
    found = await fetch_one(f"{_ROW}{_FROM} WHERE i.id = {{}}", incident)
    sight = _sight(viewer, found) if found else Sight.NONE
    if found is None or sight is Sight.NONE:
        raise NotFound
    named, others_said = sight is Sight.NAMED, sight is not Sight.OWN_RECORD
    return IncidentPage(
        row=_row(found),
        sight=sight,
        facts=found["facts"],
        source="" if named else found["source"],
        recorder="" if named else found["recorder"],
        recorded_by_viewer=not named and found["recorded_by"] == viewer.officer_id,
        recorded_at=None if named else found["recorded_at"],
        statement=found["statement"] if others_said else "",
        statement_at=found["statement_at"] if others_said else None,
        conclusion=found["conclusion"] if others_said else "",
        concluder=(found["concluder"] or "") if others_said else "",
        version=found["version"],
    )


async def concluders(today: date) -> list[Concluder]:
    """Everybody who holds the right to conclude on that day, with the unit it is held over."""
    roles = [role.code for role in ROLES if P.INCIDENT_CONCLUDE in role.permissions]
    rows = await fetch(
        "SELECT o.id AS officer_id, o.full_name AS name, u.name AS unit_name, u.path FROM role_grant g"
        " JOIN officer o ON o.id = g.officer JOIN unit u ON u.id = g.unit"
        f" WHERE g.role IN ({', '.join('{}' for _ in roles)}) AND o.active = true"
        " AND g.from_date <= {} AND (g.to_date IS NULL OR g.to_date >= {}) ORDER BY u.path, o.sort_key",
        *roles,
        today,
        today,
    )
    return [Concluder(**row) for row in rows]


async def incidents_to_conclude(viewer: Viewer, today: date) -> list[IncidentRow]:
    """Open incidents for which the viewer is the nearest who may conclude, oldest first."""
    scope, args = scope_sql(viewer, P.INCIDENT_CONCLUDE, "u.path")
    rows = await fetch(
        f"{_ROW}{_FROM} WHERE {scope} AND i.state = {{}} ORDER BY i.recorded_at, i.id",
        *args,
        State.RECORDED.value,
    )
    holders = await concluders(today) if rows else []
    return [
        row
        for row in map(_row, rows)
        if viewer.officer_id in {each.officer_id for each in nearest(row.case, holders)}
    ]


async def incidents_to_state(viewer: Viewer) -> list[IncidentRow]:
    """Open incidents that name the viewer, who has not stated an opinion yet, oldest first."""
    rows = await fetch(
        f"{_ROW}{_FROM} WHERE i.officer = {{}} AND i.state = {{}} AND i.statement_at IS NULL"
        " ORDER BY i.recorded_at, i.id",
        viewer.officer_id,
        State.RECORDED.value,
    )
    return [_row(row) for row in rows]


async def confirmed_for(officer_id: int, first: date, last: date) -> list[IncidentEvidence]:
    """The confirmed incidents of an officer that happened from ``first`` to ``last``, in order of the days.

    A rejected or open incident is never among them. No points: a person decides (Decree 335/2025 Art. 12).
    """
    rows = await fetch(
        "SELECT id, code, rule_code, happened_on, conclusion FROM incident"
        " WHERE officer = {} AND state = {} AND happened_on >= {} AND happened_on <= {}"
        " ORDER BY happened_on, id",
        officer_id,
        State.CONFIRMED.value,
        first,
        last,
    )
    return [
        IncidentEvidence(
            row["id"],
            row["code"],
            row["rule_code"],
            conduct_rule(row["rule_code"]).text,
            row["happened_on"],
            conduct_rule(row["rule_code"]).criterion,
            row["conclusion"],
        )
        for row in rows
    ]
