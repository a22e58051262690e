"""Whose sheets a month has: everyone with a post in it, in the unit and post of the month's last day.

Who left a post during the month stands with the last one held in it. The scoring authority follows Art. 10.1:
the head of the unit for its deputies and staff, the head of the unit above for the head of a unit.
"""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from app.db import Row, fetch, fetch_one
from app.errors import NotFound
from app.evaluation.months import Month
from app.evaluation.sheet_rules import REGIME, State
from app.matching import somewhere

PAGE = 50
CHUNK = 500
"""So many ids at most in one statement's list."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person of a month with the sheet's row where there is one (``sheet_id`` None: nobody opened it)."""

    officer_id: int
    staff_code: str
    name: str
    regime: str
    post_title: str
    rank: str
    is_leader: bool  # whether Art. 15 applies
    unit_id: int
    unit_name: str
    unit_path: str
    sheet_id: int | None
    state: State
    version: int
    result: str
    total_numerator: str
    total_denominator: str
    total_hundredths: int | None
    level: str
    scorer_id: int | None
    self_scored_at: datetime | None
    confirmed_at: datetime | None

    @property
    def is_covered(self) -> bool:
        """Whether the scheme covers the person (Art. 2)."""
        return self.regime == REGIME

    @property
    def total(self) -> Fraction | None:
        """The exact confirmed total."""
        if not self.total_numerator:
            return None
        return Fraction(int(self.total_numerator), int(self.total_denominator))


_SELECT = """
SELECT o.id AS officer_id, o.staff_code, o.full_name AS name, o.regime, p.title AS post_title, p.rank,
       u.id AS unit_id, u.name AS unit_name, u.path AS unit_path,
       s.id AS sheet_id, s.state, s.version, s.result, s.total_numerator, s.total_denominator,
       s.total_hundredths, s.level, s.scorer AS scorer_id, s.self_scored_at, s.confirmed_at,
       s.post_title AS kept_title, s.is_leader AS kept_leader
"""
# A confirmed sheet stays with the unit that it was confirmed in, whatever postings say later.
_FROM = """
FROM posting p
JOIN officer o ON o.id = p.officer
LEFT JOIN sheet s ON s.officer = o.id AND s.month = {}
JOIN unit u ON u.id = CASE WHEN s.state = 'confirmed' THEN s.unit ELSE p.unit END
WHERE p.from_date <= {} AND (p.to_date IS NULL OR p.to_date >= {})
AND NOT EXISTS (SELECT 1 FROM posting q WHERE q.officer = p.officer AND q.from_date > p.from_date
                AND q.from_date <= {} AND (q.to_date IS NULL OR q.to_date >= {}))
"""


def _base(month: Month) -> list[object]:
    return [str(month), month.last, month.first, month.last, month.first]


def _person(row: Row) -> Person:
    kept_title, kept_leader = row.pop("kept_title"), row.pop("kept_leader")
    state = State(row["state"] or State.OPEN)
    row["state"] = state
    row["version"] = row["version"] or 0
    for name in ("result", "total_numerator", "total_denominator", "level"):
        row[name] = row[name] or ""
    row["is_leader"] = row["rank"] in ("head", "deputy")
    if state is State.CONFIRMED:
        row["post_title"] = kept_title
        row["is_leader"] = bool(kept_leader)
    return Person(**row)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people of a month are asked for: the scope's unit paths and the list's filters."""

    paths: tuple[str, ...]
    unit_path: str = ""
    state: str = ""
    words: str = ""


def _where(wanted: Wanted) -> tuple[str, list[object]]:
    if not wanted.paths:
        return " AND 1 = 0", []
    sql = " AND (" + " OR ".join("u.path LIKE {}" for _ in wanted.paths) + ")"
    args: list[object] = [f"{path}%" for path in wanted.paths]
    if wanted.unit_path:
        sql += " AND u.path LIKE {}"
        args.append(f"{wanted.unit_path}%")
    if wanted.state == State.OPEN:
        sql += f" AND (s.state IS NULL OR s.state = 'open') AND o.regime = '{REGIME}'"
    elif wanted.state == "not_covered":
        sql += f" AND o.regime <> '{REGIME}'"
    elif wanted.state:
        sql += " AND s.state = {}"
        args.append(wanted.state)
    if wanted.words:
        named, words = somewhere(wanted.words, folded=["o.search_key"], codes=["o.staff_code"])
        sql += f" AND {named}"
        args += words
    return sql, args


async def people(month: Month, wanted: Wanted, *, page: int = 1, all_of_them: bool = False) -> list[Person]:
    """The people of a month, by unit, then leaders first, then in the Vietnamese order of names."""
    where, args = _where(wanted)
    order = (
        " ORDER BY u.path, CASE p.rank WHEN 'head' THEN 0 WHEN 'deputy' THEN 1 ELSE 2 END,"
        " o.sort_key, o.staff_code"
    )
    limit = "" if all_of_them else " LIMIT {} OFFSET {}"
    bounds: list[object] = [] if all_of_them else [PAGE, (page - 1) * PAGE]
    rows = await fetch(_SELECT + _FROM + where + order + limit, *_base(month), *args, *bounds)
    return [_person(row) for row in rows]


async def count(month: Month, wanted: Wanted) -> int:
    """How many people ``wanted`` has."""
    where, args = _where(wanted)
    row = await fetch_one("SELECT COUNT(*) AS n" + _FROM + where, *_base(month), *args)
    return int(row["n"]) if row else 0


async def counts_by_state(month: Month, wanted: Wanted) -> dict[State, int]:
    """How many civil servants of ``wanted`` have a sheet in each state."""
    where, args = _where(wanted)
    rows = await fetch(
        "SELECT COALESCE(s.state, 'open') AS state, COUNT(*) AS n"
        + _FROM
        + where
        + f" AND o.regime = '{REGIME}' GROUP BY COALESCE(s.state, 'open')",
        *_base(month),
        *args,
    )
    found = {State(row["state"]): int(row["n"]) for row in rows}
    return {state: found.get(state, 0) for state in State}


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Whose sheet is not confirmed yet, and where."""

    path: str
    officer_id: int
    rank: str


async def unsettled_under(month: Month, paths: tuple[str, ...]) -> list[Unsettled]:
    """The civil servants of these units and below whose sheet is not confirmed."""
    where, args = _where(Wanted(paths))
    rows = await fetch(
        "SELECT u.path AS path, o.id AS officer_id, p.rank"
        + _FROM
        + where
        + f" AND o.regime = '{REGIME}' AND (s.state IS NULL OR s.state <> 'confirmed')",
        *_base(month),
        *args,
    )
    return [Unsettled(**row) for row in rows]


async def person(month: Month, staff_code: str) -> Person:
    """One person of a month; ``NotFound`` without a post in it."""
    return await _one(month, " AND o.staff_code = {}", staff_code.strip().upper())


async def person_of_officer(month: Month, officer: int) -> Person:
    """The same by the officer's id."""
    return await _one(month, " AND o.id = {}", officer)


async def _one(month: Month, where: str, value: object) -> Person:
    row = await fetch_one(_SELECT + _FROM + where, *_base(month), value)
    if row is None:
        raise NotFound
    return _person(row)


@dataclass(frozen=True, slots=True)
class Scorer:
    """The scoring authority of Art. 10.1."""

    officer_id: int
    name: str
    post_title: str


async def scorers(persons: list[Person], day: date) -> dict[int, Scorer | None]:
    """Who scores each of these on ``day``, by officer id; None where nobody inside does (the topmost head).

    The office scores, not the person: a new head of the unit scores the months before as well.
    """
    units = {int(piece) for one in persons for piece in one.unit_path.strip("/").split("/") if piece}
    heads: dict[int, Scorer] = {}
    if units:
        marks = ", ".join("{}" for _ in units)
        rows = await fetch(
            "SELECT p.unit, o.id, o.full_name AS name, p.title FROM posting p JOIN officer o ON o.id = p.officer"
            " WHERE p.rank = 'head' AND o.active = true AND p.from_date <= {}"
            f" AND (p.to_date IS NULL OR p.to_date >= {{}}) AND p.unit IN ({marks}) ORDER BY p.from_date",
            day,
            day,
            *sorted(units),
        )
        heads = {row["unit"]: Scorer(row["id"], row["name"], row["title"]) for row in rows}
    return {one.officer_id: _scorer(one, heads) for one in persons}


def _scorer(one: Person, heads: dict[int, Scorer]) -> Scorer | None:
    """The nearest head upwards; a head's own unit is passed over (Art. 10.1.a, b)."""
    way = [int(piece) for piece in one.unit_path.strip("/").split("/") if piece]
    if one.rank == "head":
        way = way[:-1]
    for unit in reversed(way):
        head = heads.get(unit)
        if head is not None and head.officer_id != one.officer_id:
            return head
    return None


async def subordinates(month: Month, leader: Person) -> list[Person]:
    """The civil servants under a leader's management in that month (Art. 15.3.a).

    For a deputy these are those of the unit and below it who neither head nor deputise the same unit (Art. 15.4):
    the field in charge is not on record.
    """
    everyone = await people(month, Wanted((leader.unit_path,)), all_of_them=True)
    return [one for one in everyone if one.is_covered and _is_under(one, leader)]


def _is_under(one: Person, leader: Person) -> bool:
    if one.officer_id == leader.officer_id:
        return False
    beside = one.unit_id == leader.unit_id and one.is_leader
    return leader.rank == "head" or not beside


def is_unsettled(one: Person) -> bool:
    """Whether the sheet is still without a confirmation."""
    return one.state is not State.CONFIRMED


def by_chunks(ids: list[int]) -> list[list[int]]:
    """Ids in lists that a statement can hold."""
    return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
