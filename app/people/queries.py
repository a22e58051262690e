"""Questions about people and units. ``viewer`` comes first where the answer depends on who asks."""

from dataclasses import dataclass
from datetime import date, datetime

from app.db import Row, fetch, fetch_one
from app.errors import NotFound
from app.matching import somewhere
from app.people.delegation_queries import given_to
from app.people.permissions import Permission
from app.people.viewer import Grant, InPlaceOf, Viewer
from app.text import clean
from app.workdays import Calendar, CalendarException, DayKind


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as lists and choosers show it."""

    id: int
    code: str
    name: str
    path: str
    parent: int | None
    outside: bool

    @property
    def depth(self) -> int:
        """0 for the root."""
        return max(self.path.count("/") - 2, 0)


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """An officer with the post held on a given day."""

    id: int
    staff_code: str
    name: str
    email: str | None
    regime: str
    title: str
    rank: str
    unit_id: int
    unit_name: str
    unit_path: str

    @property
    def is_leader(self) -> bool:
        return self.rank in ("head", "deputy")


_OFFICER = """
SELECT o.id, o.staff_code, o.full_name AS name, o.email, o.regime, p.title, p.rank,
       u.id AS unit_id, u.name AS unit_name, u.path AS unit_path
FROM officer o
JOIN posting p ON p.officer = o.id
JOIN unit u ON u.id = p.unit
"""
_ON_DAY = " p.from_date <= {} AND (p.to_date IS NULL OR p.to_date >= {}) "


async def viewer_of_sign_in(sign_in_id: str, *, real_now: datetime, today: date) -> Viewer | None:
    """The person behind a living sign-in, or None when it ended, was revoked or the account is disabled."""
    row = await fetch_one(
        "SELECT s.id AS sign_in_id, a.id AS account_id, a.must_change, a.shortcuts, o.id AS officer_id,"
        " o.staff_code, o.full_name FROM sign_in s JOIN account a ON a.id = s.account"
        " JOIN officer o ON o.id = a.officer WHERE s.id = {} AND s.revoked_at IS NULL"
        " AND s.expires_at > {} AND a.disabled_at IS NULL AND o.active = true",
        sign_in_id,
        real_now,
    )
    if row is None:
        return None
    return await _viewer(row, today)


async def viewer_of_officer(officer_id: int, *, today: date) -> Viewer:
    """The same person as a viewer outside any sign-in: for commands of the terminal, seeds and tests."""
    row = await fetch_one(
        "SELECT '' AS sign_in_id, 0 AS account_id, false AS must_change, false AS shortcuts,"
        " id AS officer_id, staff_code, full_name FROM officer WHERE id = {}",
        officer_id,
    )
    if row is None:
        raise NotFound
    return await _viewer(row, today)


async def _viewer(row: Row, today: date) -> Viewer:
    grants = await fetch(
        "SELECT g.role, u.id, u.path FROM role_grant g JOIN unit u ON u.id = g.unit"
        " WHERE g.officer = {} AND g.from_date <= {} AND (g.to_date IS NULL OR g.to_date >= {}) ORDER BY g.id",
        row["officer_id"],
        today,
        today,
    )
    held = [Grant(grant["role"], grant["id"], grant["path"]) for grant in grants]
    held += [_in_place(each) for each in await given_to(row["officer_id"], today)]
    post = await post_on(row["officer_id"], today)
    units = await _units_under(sorted({grant.unit_path for grant in held}))
    return Viewer(
        officer_id=row["officer_id"],
        staff_code=row["staff_code"],
        name=row["full_name"],
        post_title=post.title if post else "",
        unit_id=post.unit_id if post else None,
        unit_name=post.unit_name if post else "",
        unit_path=post.unit_path if post else "",
        rank=post.rank if post else "",
        grants=tuple(held),
        account_id=row["account_id"],
        sign_in_id=row["sign_in_id"],
        must_change_password=bool(row["must_change"]),
        shortcuts=bool(row["shortcuts"]),
        units=tuple((unit["path"], unit["id"]) for unit in units),
        outside=tuple(unit["id"] for unit in units if unit["outside"]) if held else None,
    )


async def _units_under(paths: list[str]) -> list[Row]:
    """The units in these trees, and the bodies outside the tree."""
    if not paths:
        return []
    trees = " OR ".join("path LIKE {}" for _ in paths)
    return await fetch(
        f"SELECT id, path, outside FROM unit WHERE outside = true OR {trees} ORDER BY path",
        *(path + "%" for path in paths),
    )


def _in_place(row: Row) -> Grant:
    by = InPlaceOf(row["giver"], row["scope"], row["from_date"], row["to_date"], bool(row["with_backlog"]))
    return Grant("", row["unit"], row["path"], by)


async def post_on(officer_id: int, day: date) -> OfficerRow | None:
    """The post that the officer held on ``day``."""
    row = await fetch_one(
        _OFFICER + "WHERE o.id = {} AND" + _ON_DAY + "ORDER BY p.from_date DESC", officer_id, day, day
    )
    return OfficerRow(**row) if row else None


async def officers_under(
    paths: tuple[str, ...], day: date, *, search: str = "", with_inactive: bool = False
) -> list[OfficerRow]:
    """Officers who on ``day`` hold a post in the units of ``paths`` or below, in Vietnamese order of names."""
    if not paths:
        return []
    scope = " OR ".join("u.path LIKE {}" for _ in paths)
    sql = _OFFICER + "WHERE" + _ON_DAY + f"AND ({scope})"
    args: list[object] = [day, day, *(path + "%" for path in paths)]
    if not with_inactive:
        sql += " AND o.active = true"
    if search:
        named, words = somewhere(search, folded=["o.search_key"], codes=["o.staff_code"])
        sql += f" AND {named}"
        args += words
    rows = await fetch(sql + " ORDER BY o.sort_key, o.staff_code", *args)
    return [OfficerRow(**row) for row in rows]


async def head_of(unit_id: int, day: date) -> OfficerRow | None:
    """Who heads the unit on ``day``."""
    row = await fetch_one(
        _OFFICER + "WHERE u.id = {} AND p.rank = 'head' AND o.active = true AND" + _ON_DAY, unit_id, day, day
    )
    return OfficerRow(**row) if row else None


async def heads_on(day: date) -> dict[int, int]:
    """Who heads each unit on ``day``: unit id to officer id; a unit without a head is not in it."""
    rows = await fetch(
        "SELECT p.unit, p.officer FROM posting p JOIN officer o ON o.id = p.officer"
        " WHERE p.rank = 'head' AND o.active = true AND" + _ON_DAY + "ORDER BY p.from_date",
        day,
        day,
    )
    return {row["unit"]: row["officer"] for row in rows}


async def away_on(day: date) -> set[int]:
    """Everybody who is away on ``day``."""
    rows = await fetch("SELECT officer FROM absence WHERE from_date <= {} AND to_date >= {}", day, day)
    return {row["officer"] for row in rows}


_UNIT = "SELECT id, code, name, path, parent, outside FROM unit "


async def unit(unit_id: int) -> UnitRow:
    """The unit of that id; ``NotFound`` when there is none."""
    row = await fetch_one(_UNIT + "WHERE id = {}", unit_id)
    if row is None:
        raise NotFound
    return UnitRow(**row)


async def unit_tree(paths: tuple[str, ...] = ("/",)) -> list[UnitRow]:
    """The units of ``paths`` and below, parents before children."""
    if not paths:
        return []
    scope = " OR ".join("path LIKE {}" for _ in paths)
    rows = await fetch(
        _UNIT + f"WHERE outside = false AND ({scope}) ORDER BY path", *(path + "%" for path in paths)
    )
    return _in_tree_order([UnitRow(**row) for row in rows])


def _in_tree_order(units: list[UnitRow]) -> list[UnitRow]:
    return sorted(units, key=lambda each: [int(piece) for piece in each.path.strip("/").split("/") if piece])


async def absences_between(officer_ids: list[int], first: date, last: date) -> dict[int, list[Row]]:
    """Who of these is away on any day from ``first`` to ``last``: officer id to the absences, in their order."""
    if not officer_ids:
        return {}
    marks = ", ".join("{}" for _ in officer_ids)
    rows = await fetch(
        "SELECT officer, from_date, to_date, reason FROM absence WHERE from_date <= {} AND to_date >= {}"
        f" AND officer IN ({marks}) ORDER BY from_date, id",
        last,
        first,
        *officer_ids,
    )
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["officer"], []).append(row)
    return found


async def absent_on(officer_ids: list[int], first: date, last: date) -> dict[int, Row]:
    """The same with the first absence of each."""
    away = await absences_between(officer_ids, first, last)
    return {officer: absences[0] for officer, absences in away.items()}


def scope_sql(viewer: Viewer, permission: Permission, column: str) -> tuple[str, list[str]]:
    """A condition that keeps the rows of the viewer's units: SQL with ``{}`` and its arguments.

    ``column`` is the unit path's column, written by us. Without the permission nothing is kept.
    """
    paths = viewer.paths(permission)
    if not paths:
        return "1 = 0", []
    return "(" + " OR ".join(f"{column} LIKE {{}}" for _ in paths) + ")", [path + "%" for path in paths]


async def people_count() -> int:
    """How many officers have or had a post here; those made for a replayed log have none."""
    row = await fetch_one("SELECT COUNT(DISTINCT officer) AS n FROM posting")
    return int(row["n"]) if row else 0


async def officer_with_code(staff_code: str) -> int | None:
    """The active officer with this staff code; None where there is none."""
    row = await fetch_one(
        "SELECT id FROM officer WHERE staff_code = {} AND active = true", clean(staff_code).upper()
    )
    return int(row["id"]) if row else None


async def office_calendar() -> Calendar:
    """The public calendar with this office's own days on top."""
    rows = await fetch("SELECT day, working, basis FROM calendar_day ORDER BY day")
    return Calendar(
        tuple(
            CalendarException(row["day"], DayKind.WORK if row["working"] else DayKind.OFF, row["basis"])
            for row in rows
        )
    )
