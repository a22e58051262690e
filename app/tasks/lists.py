"""Lists of tasks: filters from the address, one page of lines, the whole list for a workbook."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Self
from urllib.parse import urlencode

from app import clock
from app.db import Row, fetch, fetch_one
from app.matching import Typed, every_word
from app.people.viewer import Viewer
from app.tasks.deciders import awaits_decision
from app.tasks.flag_sql import LACKS, LATE_BANDS, Marks, flagged, lacking, late
from app.tasks.labels import STATES
from app.tasks.lines import COLUMNS, JOINS, TaskLine, task_lines
from app.tasks.move_sql import PASSED_FROM, PASSED_ON, PASSED_TO, passed
from app.tasks.sight import FROM, NOTHING, Condition, any_of, visible, visible_in

MOST_EXPORTED = 20_000  # rows of one workbook
_MONTH = re.compile(r"2[01]\d{2}-(0[1-9]|1[0-2])", re.ASCII)
_MONTHS = re.compile(f"{_MONTH.pattern}_{_MONTH.pattern}", re.ASCII)
_PAIR = re.compile(r"\d{1,9}-\d{1,9}", re.ASCII)

OPEN = Condition("t.state IN ('awaiting_person', 'given', 'in_progress', 'submitted')")

# flags by which a list can be filtered, in the order of the select
LIST_FLAGS = (
    *("late", "due_soon", "awaiting_person", "unclear", "bounced", "handed_on_twice", "ping_pong"),
    *("unit_ping_pong", "second_papers", "moved_near_deadline"),
    *("silent", "not_received", "late_on_import", "late_when_done"),
    *("paused", "extended", "asked_late"),
    *("waiting_opinion", "protected"),
)
LATE_KINDS = ("late", "bounced", "ping_pong", "late_when_done")

# column: (ascending, descending); undated work last in both
SORTS: dict[str, tuple[str, str]] = {
    "code": ("t.id", "t.id DESC"),
    "title": ("t.search_key, t.id", "t.search_key DESC, t.id DESC"),
    "owner": (
        "(o.sort_key IS NULL), o.sort_key, t.due_on, t.id",
        "(o.sort_key IS NULL), o.sort_key DESC, t.due_on, t.id",
    ),
    "unit": ("(u.sort_key IS NULL), u.sort_key, t.id", "(u.sort_key IS NULL), u.sort_key DESC, t.id"),
    "due": ("(t.due_on IS NULL), t.due_on, t.id", "(t.due_on IS NULL), t.due_on DESC, t.id DESC"),
    "moves": ("t.hand_over_count, t.id", "t.hand_over_count DESC, t.due_on, t.id"),
    "extensions": ("t.extension_count, t.due_on, t.id", "t.extension_count DESC, t.due_on, t.id"),
    "state": ("t.state, t.due_on, t.id", "t.state DESC, t.due_on, t.id"),
}


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What an address asks of a list; what it does not know it passes over."""

    unit: int | None = None
    owner: int | None = None
    state: str = ""  # a state, or "open"
    flag: str = ""
    source: str = ""  # "directive", "office" (no directive) or a directive's id
    plan: str = ""  # "sudden"
    factor: str = ""  # "none": not converted yet
    lacks: str = ""  # which of the four a draft lacks, a code of LACKS
    waits: str = ""  # "decision": for somebody in the viewer's scope to decide
    handed: str = ""  # month in which the result was submitted
    moved: str = ""  # "3-5": passed from unit 3 to unit 5
    moved_in: str = ""  # "2026-01_2026-11": within these months
    kind: str = ""  # of the late and bounced list
    band: str = ""  # working days late
    q: str = ""
    sort: str = ""
    down: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Self:
        """The filter of a query string."""
        return cls(
            unit=_id(params.get("unit", "")),
            owner=_id(params.get("owner", "")),
            state=_one_of(params.get("state", ""), (*STATES, "open")),
            flag=_one_of(params.get("flag", ""), LIST_FLAGS),
            source=_source(params.get("source", "")),
            plan=_one_of(params.get("plan", ""), ("sudden",)),
            factor=_one_of(params.get("factor", ""), ("none",)),
            lacks=_one_of(params.get("lacks", ""), LACKS),
            waits=_one_of(params.get("waits", ""), ("decision",)),
            handed=params.get("handed", "") if _MONTH.fullmatch(params.get("handed", "")) else "",
            moved=params.get("moved", "") if _PAIR.fullmatch(params.get("moved", "")) else "",
            moved_in=params.get("moved_in", "") if _MONTHS.fullmatch(params.get("moved_in", "")) else "",
            kind=_one_of(params.get("kind", ""), LATE_KINDS),
            band=_one_of(params.get("band", ""), LATE_BANDS),
            q=Typed.read(params.get("q", "")).text,
            sort=_one_of(params.get("sort", ""), SORTS),
            down="1" if params.get("down") == "1" else "",
        )

    def query(self, **changes: object) -> str:
        """The query string of this filter with some parts changed; it leads to the first page."""
        changed = replace(self, **changes)  # type: ignore[arg-type]
        said = {each.name: getattr(changed, each.name) for each in fields(changed)}
        return urlencode({name: value for name, value in said.items() if value})

    def href(self, path: str, **changes: object) -> str:
        """The address of a list with some parts of this filter changed."""
        query = self.query(**changes)
        return f"{path}?{query}" if query else path

    @property
    def chosen(self) -> bool:
        """Whether anything narrows the list."""
        return bool(replace(self, sort="", down="") != TaskFilter())


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _one_of(text: str, allowed: object) -> str:
    return text if text in allowed else ""  # type: ignore[operator]


def _source(text: str) -> str:
    return text if text in ("directive", "office") or _id(text) else ""


def condition(chosen: TaskFilter, viewer: Viewer, marks: Marks, unit_path: str | None) -> Condition:
    """What the viewer sees of what is asked for; ``unit_path`` is that of the chosen unit."""
    if chosen.unit is None:
        parts = [visible(viewer, marks.today)]
    else:
        parts = [visible_in(viewer, marks.today, unit_path) if unit_path else NOTHING]
    if chosen.owner is not None:
        parts.append(Condition("t.owner = {}", (chosen.owner,)))
    if chosen.state == "open":
        parts.append(OPEN)
    elif chosen.state:
        parts.append(Condition("t.state = {}", (chosen.state,)))
    if chosen.flag:
        parts.append(flagged(chosen.flag, marks))
    if chosen.source:
        parts.append(_of_source(chosen.source))
    if chosen.plan:
        parts.append(Condition("t.in_plan = false"))
    if chosen.factor:
        parts.append(Condition("t.factor_milli IS NULL AND t.state NOT IN ('draft', 'withdrawn')"))
    if chosen.lacks:
        parts.append(lacking(chosen.lacks, marks.today))
    if chosen.waits:
        parts.append(awaits_decision(viewer, marks.today))
    if chosen.handed:
        parts.append(handed_in(chosen.handed))
    if chosen.moved or chosen.moved_in:
        parts.append(passed_on(chosen.moved, chosen.moved_in))
    if chosen.q:
        parts.append(of_words(Typed.read(chosen.q)))
    whole = parts[0]
    for part in parts[1:]:
        whole = whole & part
    return whole


def of_words(typed: Typed) -> Condition:
    """The code, or every word somewhere in the work's words, in whatever order, with or without marks."""
    every = Condition(*every_word(typed, "t.search_key"))
    code = typed.code_like("NV")
    return every | Condition("t.code LIKE {}", (code,)) if code else every


def _of_source(source: str) -> Condition:
    if source == "directive":
        return Condition("t.directive IS NOT NULL")
    if source == "office":
        return Condition("t.directive IS NULL")
    return Condition("t.directive = {}", (int(source),))


def handed_in(month: str) -> Condition:
    """Results submitted within the month and not returned."""
    first = _first_of(month)
    return Condition(
        "t.submitted_at >= {} AND t.submitted_at < {}", (clock.at(first), clock.at(_next_month(first)))
    )


def _first_of(month: str) -> date:
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, 1)


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def passed_on(pair: str, months: str) -> Condition:
    """Work that went from one unit to the other within the months, by a move that was taken or a hand-back."""
    sql = passed("h")
    args: list[object] = []
    if pair:
        sql += f" AND {PASSED_FROM} = {{}} AND {PASSED_TO} = {{}}"
        args += [int(unit) for unit in pair.split("-")]
    if months:
        first, last = (_first_of(month) for month in months.split("_"))
        sql += f" AND {PASSED_ON} >= {{}} AND {PASSED_ON} < {{}}"
        args += [clock.at(first), clock.at(_next_month(last))]
    return Condition(f"EXISTS (SELECT 1 FROM hand_over h WHERE h.task = t.id AND {sql})", tuple(args))


async def unit_path(unit: int | None) -> str | None:
    """The path of the unit chosen in a filter."""
    if unit is None:
        return None
    row = await fetch_one("SELECT path FROM unit WHERE id = {} AND outside = false", unit)
    return row["path"] if row else None


async def count(where: Condition) -> int:
    """How many tasks the condition keeps."""
    found = where.ids
    row = await fetch_one(f"SELECT COUNT(*) AS n FROM ({found.sql}) found", *found.args)
    return int(row["n"]) if row else 0


async def some(where: Condition, order: str, limit: int, offset: int = 0) -> list[Row]:
    """Rows of the tasks that the condition keeps."""
    where = where.apart
    # The page is found first: only its rows are read whole.
    page = f"SELECT t.id{FROM}{JOINS}WHERE {where.sql} ORDER BY {order} LIMIT {{}} OFFSET {{}}"
    return await fetch(
        f"{COLUMNS}{FROM}{JOINS}WHERE t.id IN (SELECT id FROM ({page}) page) ORDER BY {order}",
        *where.args,
        limit,
        offset,
    )


def order_of(chosen: TaskFilter, default: str) -> str:
    """The ORDER BY that the filter asks for."""
    if not chosen.sort:
        return default
    return SORTS[chosen.sort][1 if chosen.down else 0]


async def lines_of(
    where: Condition, order: str, marks: Marks, limit: int = MOST_EXPORTED, offset: int = 0
) -> list[TaskLine]:
    """The lines of one page of a list, or of a whole workbook."""
    return await task_lines(await some(where, order, limit, offset), marks.calendar, marks.today)


async def first_handed_in(where: Condition) -> dict[int, date]:
    """The day on which each task of the list was first handed in, whatever was decided on it."""
    where = where.apart
    rows = await fetch(
        "SELECT s.task, s.day FROM submission s WHERE s.id = (SELECT MIN(b.id) FROM submission b"
        f" WHERE b.task = s.task) AND s.task IN (SELECT t.id{FROM}LEFT JOIN officer o ON o.id = t.owner"
        f" WHERE {where.sql})",
        *where.args,
    )
    return {row["task"]: row["day"] for row in rows}


# --- late and bounced --------------------------------------------------------------------------


def late_kind(chosen: TaskFilter, marks: Marks) -> Condition:
    """Which work the late and bounced list shows: late or bounced and open, unless one kind is chosen."""
    if chosen.band:
        return late(marks, chosen.band)
    match chosen.kind:
        case "late":
            return late(marks)
        case "bounced":
            return _still_open(flagged("bounced", marks))
        case "ping_pong":
            return _still_open(any_of(flagged("ping_pong", marks), flagged("unit_ping_pong", marks)))
        case "late_when_done":
            return flagged("late_when_done", marks)
    return late(marks) | _still_open(flagged("bounced", marks))


def _still_open(part: Condition) -> Condition:
    return OPEN & part


def worst_first(marks: Marks) -> str:
    """Late work by its date, then bounced work that is not late. The day is ours, not typed by anybody."""
    day = marks.last_past.isoformat()
    return f"CASE WHEN t.due_on <= '{day}' THEN 0 ELSE 1 END, t.due_on, t.hand_over_count DESC, t.id"


@dataclass(frozen=True, slots=True)
class LateFigures:
    """The three figures of the late and bounced page, and the latenesses of this month and the last."""

    late: int
    bounced: int
    ping_pong: int
    this_month: int
    last_month: int


async def late_figures(viewer: Viewer, marks: Marks) -> LateFigures:
    """Counted over everything that the viewer sees, each kind by itself."""
    seen = visible(viewer, marks.today)
    kinds = [
        await count(seen & late_kind(TaskFilter(kind=kind), marks))
        for kind in ("late", "bounced", "ping_pong")
    ]
    first = marks.today.replace(day=1)
    before = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
    months = await fetch_one(
        "SELECT SUM(CASE WHEN y.due_on >= {} THEN 1 ELSE 0 END) AS this_month,"
        " SUM(CASE WHEN y.due_on < {} THEN 1 ELSE 0 END) AS last_month FROM lateness y"
        " JOIN task t ON t.id = y.task LEFT JOIN unit u ON u.id = t.unit"
        f" WHERE y.due_on >= {{}} AND ({seen.sql})",
        first,
        first,
        before,
        *seen.args,
    )
    return LateFigures(*kinds, *(int((months or {}).get(name) or 0) for name in ("this_month", "last_month")))


async def directives_seen(viewer: Viewer, today: date) -> list[Row]:
    """The directives whose tasks the viewer sees, the newest first, for the filter."""
    seen = visible(viewer, today)
    return await fetch(
        "SELECT d.id, d.number, d.title FROM directive d WHERE EXISTS (SELECT 1"
        f"{FROM}WHERE t.directive = d.id AND ({seen.sql})) ORDER BY d.issued_on DESC, d.id DESC LIMIT 100",
        *seen.args,
    )
