"""What the administration pages show: people, roles, units, days, jobs. Never more questions for more rows."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from app.db import Row, fetch, fetch_one
from app.matching import somewhere
from app.people.administration import CURRENT_POST
from app.people.permissions import Permission as P
from app.people.permissions import role as role_named
from app.people.queries import office_calendar, scope_sql, unit_tree
from app.people.viewer import Viewer
from app.text import Text
from app.workdays import CORRECTIONS

PAGE = 50

# Decree 335/2025, Art. 2: whom the monthly evaluation is for; the others are listed and not scored by it.
REGIMES: dict[str, Text] = {
    "cong_chuc": Text("Công chức", "Civil servant"),
    "can_bo": Text("Cán bộ", "Elected official"),
    "vien_chuc": Text("Viên chức", "Public employee"),
    "hop_dong": Text("Hợp đồng lao động", "Labour contract"),
    "luc_luong": Text("Quân đội, công an, cơ yếu", "Army, police, cipher"),
}
RANKS: dict[str, Text] = {
    "head": Text("Cấp trưởng", "Head"),
    "deputy": Text("Cấp phó", "Deputy"),
    "staff": Text("Không giữ chức vụ lãnh đạo", "No leading post"),
}


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a long list stands."""

    page: int
    pages: int
    total: int
    prev_href: str | None
    next_href: str | None
    pages_hrefs: tuple[tuple[int | None, str], ...]


def pager(path: str, asked: dict[str, str], page: int, total: int) -> Pager:
    """The pages of a list of ``total`` rows, with the filters kept in every link."""
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)

    def href(number: int) -> str:
        return f"{path}?{urlencode({**asked, 'page': number})}"

    shown = sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
    links: list[tuple[int | None, str]] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            links.append((None, ""))
        links.append((number, href(number)))
    return Pager(
        page,
        pages,
        total,
        href(page - 1) if page > 1 else None,
        href(page + 1) if page < pages else None,
        tuple(links),
    )


# People --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What the list of people is narrowed to."""

    unit_path: str = ""
    role: str = ""
    regime: str = ""
    search: str = ""


def _people_where(viewer: Viewer, asked: PeopleFilter, today: date) -> tuple[str, list[Any]]:
    scope, args = scope_sql(viewer, P.PEOPLE_MANAGE, "u.path")
    where = (
        f" FROM officer o JOIN posting p ON p.id = {CURRENT_POST} JOIN unit u ON u.id = p.unit"
        f" LEFT JOIN account a ON a.officer = o.id WHERE {scope}"
    )
    bound: list[Any] = [today, *args]
    if asked.unit_path:
        where += " AND u.path LIKE {}"
        bound.append(asked.unit_path + "%")
    if asked.regime:
        where += " AND o.regime = {}"
        bound.append(asked.regime)
    if asked.role:
        where += (
            " AND EXISTS (SELECT 1 FROM role_grant g WHERE g.officer = o.id AND g.role = {}"
            " AND g.from_date <= {} AND (g.to_date IS NULL OR g.to_date >= {}))"
        )
        bound += [asked.role, today, today]
    if asked.search:
        named, words = somewhere(
            asked.search, folded=["o.search_key"], codes=["o.staff_code", "UPPER(o.email)"]
        )
        where += f" AND {named}"
        bound += words
    return where, bound


async def count_people(viewer: Viewer, asked: PeopleFilter, today: date) -> int:
    """How many officers the filters leave."""
    where, args = _people_where(viewer, asked, today)
    row = await fetch_one("SELECT COUNT(*) AS n" + where, *args)
    return int(row["n"]) if row else 0


async def people(
    viewer: Viewer, asked: PeopleFilter, today: date, *, page: int = 1, whole: bool = False
) -> list[Row]:
    """One page of officers (or all, for the file) in Vietnamese order, each with post, roles and account."""
    where, args = _people_where(viewer, asked, today)
    sql = (
        "SELECT o.id, o.staff_code, o.full_name, o.email, o.regime, o.active, p.title, p.rank,"
        " p.from_date, p.to_date, u.name AS unit_name, a.id AS account, a.disabled_at, a.must_change" + where
    )
    sql += " ORDER BY o.sort_key, o.staff_code"
    if not whole:
        sql += " LIMIT {} OFFSET {}"
        args = [*args, PAGE, (page - 1) * PAGE]
    rows = await fetch(sql, *args)
    held = await _roles_of([row["id"] for row in rows], today)
    for row in rows:
        row["roles"] = held.get(row["id"], [])
    return rows


async def _roles_of(officers: list[int], today: date) -> dict[int, list[Text]]:
    if not officers:
        return {}
    sql = (
        "SELECT g.officer, g.role FROM role_grant g WHERE g.from_date <= {}"
        " AND (g.to_date IS NULL OR g.to_date >= {})"
    )
    args: list[Any] = [today, today]
    if len(officers) <= PAGE:  # the whole list asks for everybody's
        sql += f" AND g.officer IN ({', '.join('{}' for _ in officers)})"
        args += officers
    found = await fetch(sql + " ORDER BY g.id", *args)
    roles: dict[int, list[Text]] = {}
    for row in found:
        name = role_named(row["role"]).name
        if name not in roles.setdefault(row["officer"], []):
            roles[row["officer"]].append(name)
    return roles


async def posts_of(officer: int) -> list[Row]:
    """Every post of the officer, newest first."""
    return await fetch(
        "SELECT p.title, p.rank, p.from_date, p.to_date, p.basis, u.name AS unit_name FROM posting p"
        " JOIN unit u ON u.id = p.unit WHERE p.officer = {} ORDER BY p.from_date DESC",
        officer,
    )


async def grants_of(officer: int) -> list[Row]:
    """Every role the officer holds, held or will hold, newest first."""
    rows = await fetch(
        "SELECT g.id, g.role, g.from_date, g.to_date, g.basis, u.name AS unit_name FROM role_grant g"
        " JOIN unit u ON u.id = g.unit WHERE g.officer = {} ORDER BY g.from_date DESC, g.id DESC",
        officer,
    )
    for row in rows:
        row["name"] = role_named(row["role"]).name
    return rows


async def absences_of(officer: int) -> list[Row]:
    """The officer's days away, newest first."""
    return await fetch(
        "SELECT from_date, to_date, reason FROM absence WHERE officer = {} ORDER BY from_date DESC LIMIT {}",
        officer,
        PAGE,
    )


async def account_of(officer: int, real_now: Any) -> Row | None:
    """The officer's account with its number of living sign-ins."""
    return await fetch_one(
        "SELECT a.id, a.must_change, a.disabled_at, (SELECT COUNT(*) FROM sign_in s WHERE s.account = a.id"
        " AND s.revoked_at IS NULL AND s.expires_at > {}) AS open FROM account a WHERE a.officer = {}",
        real_now,
        officer,
    )


# Units ---------------------------------------------------------------------------------------------


async def unit_choices(viewer: Viewer) -> list[tuple[int, str]]:
    """The administrator's units for a select, deeper ones set in."""
    units = await unit_tree(viewer.paths(P.PEOPLE_MANAGE))
    return [(unit.id, "\u2003" * unit.depth + unit.name) for unit in units]


async def units_with_people(viewer: Viewer, today: date) -> list[dict[str, Any]]:
    """The administrator's units in the order of the tree, with people of today and other names."""
    units = await unit_tree(viewer.paths(P.PEOPLE_MANAGE))
    counted = await fetch(
        "SELECT p.unit, COUNT(*) AS n FROM posting p JOIN officer o ON o.id = p.officer"
        " WHERE o.active = true AND p.from_date <= {} AND (p.to_date IS NULL OR p.to_date >= {}) GROUP BY p.unit",
        today,
        today,
    )
    numbers = {row["unit"]: row["n"] for row in counted}
    names = await _aliases()
    return [
        {"unit": unit, "people": numbers.get(unit.id, 0), "aliases": names.get(unit.id, [])} for unit in units
    ]


async def outside_bodies() -> list[dict[str, Any]]:
    """Bodies outside the tree that directives name, in Vietnamese order."""
    rows = await fetch("SELECT id, code, name FROM unit WHERE outside = true ORDER BY sort_key, code")
    names = await _aliases()
    return [{**row, "aliases": names.get(row["id"], [])} for row in rows]


async def _aliases() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in await fetch("SELECT unit, name FROM unit_alias ORDER BY id"):
        found.setdefault(row["unit"], []).append(row["name"])
    return found


async def aliases_of(unit: int) -> list[str]:
    """Other names of one unit."""
    return [
        row["name"] for row in await fetch("SELECT name FROM unit_alias WHERE unit = {} ORDER BY id", unit)
    ]


# Days ----------------------------------------------------------------------------------------------

PUBLIC_BASIS = Text(
    "Bộ luật Lao động 2019, Điều 112; lịch nghỉ lễ, tết và hoán đổi hằng năm",
    "Labour Code 2019, Art. 112; the yearly calendar of holidays and swapped days",
)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is not what its weekday says."""

    day: date
    working: bool
    name: Text
    basis: Text
    own: bool  # set by this office


async def special_days(year: int) -> tuple[list[SpecialDay], bool]:
    """The year's days off and swapped working days, and whether the year is provisional."""
    calendar = await office_calendar()
    own = {row["day"]: row["basis"] for row in await fetch("SELECT day, basis FROM calendar_day")}
    corrected = {entry.day: entry for entry in CORRECTIONS}
    days = []
    day = date(year, 1, 1)
    while day.year == year:
        working, holiday = calendar.is_working(day), calendar.holiday_name(day)
        if day in own or holiday or (working and day.weekday() >= 5):
            worked = Text("Ngày làm việc", "Working day")
            if day in own:
                basis = Text(own[day], own[day])
            elif day in corrected:
                basis = Text(corrected[day].basis, corrected[day].basis)
                worked = corrected[day].name or worked
            else:
                basis = PUBLIC_BASIS
            days.append(SpecialDay(day, working, holiday or worked, basis, day in own))
        day += timedelta(days=1)
    return days, calendar.provisional(year)
