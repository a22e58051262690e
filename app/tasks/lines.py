"""One task as a line of a list: its flags worked out from the same facts as everywhere else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from markupsafe import Markup

from app.db import Row, fetch
from app.tasks.date_moves import agreed_of, moves_of_dates
from app.tasks.date_rules import extended_to
from app.tasks.facts import flag_facts
from app.tasks.flag_sql import BESIDE, BESIDE_JOINS, NOTHING_BESIDE
from app.tasks.flags import Raised, raised
from app.tasks.labels import state_label, state_tone
from app.text import Locale
from app.workdays import Calendar

COLUMNS = (
    "SELECT t.id, t.code, t.state, t.title, t.product, t.unit, t.owner, t.lead, t.assigner, t.created_by,"
    " t.factor_milli, t.deadline_phrase, t.original_deadline, t.deadline, t.due_on, t.late_on_import,"
    " t.in_plan, t.priority, t.directive, t.directive_row, t.lead_phrase, t.percent, t.hand_over_count, t.return_count, t.lateness_count,"
    " t.created_at, t.unit_given_at, t.assigned_at, t.received_at, t.last_entry_at, t.submitted_at,"
    " t.accepted_at, t.version, t.extension_count,"
    " EXISTS (SELECT 1 FROM pause cz WHERE cz.task = t.id) OR EXISTS"
    " (SELECT 1 FROM extension cx WHERE cx.task = t.id) AS dates_moved,"
    " u.name AS unit_name, u.path AS unit_path,"
    " o.full_name AS owner_name, l.full_name AS lead_name, a.full_name AS assigner_name"
)
JOINS = (
    " LEFT JOIN officer o ON o.id = t.owner LEFT JOIN officer l ON l.id = t.lead"
    " LEFT JOIN officer a ON a.id = t.assigner "
)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as lists show it; ``row`` holds what the statement read."""

    row: Row
    flags: tuple[Raised, ...]
    extended_to: date | None = None  # the date after all extensions

    @property
    def href(self) -> str:
        return f"/tasks/{self.row['id']}"

    def has(self, flag: str) -> bool:
        """Whether the flag of that code is raised."""
        return any(each.flag.code == flag for each in self.flags)

    def ground(self, flag: str, locale: Locale) -> str:
        """Why the flag is raised; empty where it is not."""
        return next((each.ground.in_(locale) for each in self.flags if each.flag.code == flag), "")

    def tag_items(self, locale: Locale) -> list[tuple[str, str]]:
        """State and flags as (words, tone), for the macros of small lists."""
        state = self.row["state"]
        items = [(state_label(state).in_(locale), state_tone(state))]
        return items + [(words_of(each, locale), each.flag.tone) for each in self.flags]

    def tags(self, locale: Locale) -> Markup:
        """State and flags as ready html, for long lists."""
        return Markup(" ").join(_tag(label, tone) for label, tone in self.tag_items(locale))

    @property
    def is_rework(self) -> bool:
        """Whether the last result came back and is to be done again."""
        return self.row["state"] == "in_progress" and bool(self.row["return_count"])

    def flag_tags(self, locale: Locale) -> Markup:
        """The flags alone as ready html."""
        return Markup(" ").join(_tag(label, tone) for label, tone in self.tag_items(locale)[1:])


def words_of(each: Raised, locale: Locale) -> str:
    """The tag of a flag: where the ground is a measure, the measure itself."""
    if each.flag.code in ("late", "due_soon", "extended", "waiting_opinion"):
        return each.ground.in_(locale)
    return each.flag.label.in_(locale)


@lru_cache(maxsize=500)
def _tag(label: str, tone: str) -> Markup:
    return Markup('<span class="tag tag-{}">{}</span>').format(tone, label)


def task_line(
    row: Row,
    moves: Sequence[Row],
    calendar: Calendar,
    today: date,
    pauses: Sequence[Row] = (),
    extensions: Sequence[Row] = (),
) -> TaskLine:
    """The row with the flags that it raises today; ``moves``: its hand-overs in the order of time."""
    facts = flag_facts(row, today, moves, None, pauses, extensions)
    until = extended_to(row["deadline"], agreed_of(extensions), calendar)
    return TaskLine(row, raised(facts, calendar), until)


async def task_lines(rows: list[Row], calendar: Calendar, today: date) -> list[TaskLine]:
    """Rows of one page as lines; a few statements more: what stands beside them, what moved, whose date moved."""
    beside = await _beside([row["id"] for row in rows])
    for row in rows:
        row.update(beside.get(row["id"], NOTHING_BESIDE))
    moves = await moves_of([row["id"] for row in rows if row["state"] != "draft"])
    pauses, extensions = await moves_of_dates(row["id"] for row in rows if row["dates_moved"])
    return [
        task_line(
            row,
            moves.get(row["id"], ()),
            calendar,
            today,
            pauses.get(row["id"], ()),
            extensions.get(row["id"], ()),
        )
        for row in rows
    ]


async def _beside(tasks: list[int]) -> dict[int, Row]:
    """Open questions to other units and the protected initiative of those tasks that have any.

    Asked for the rows that are shown, after sorting and paging, and not for all that a list could hold.
    """
    if not tasks:
        return {}
    rows = await fetch(
        f"SELECT t.id{BESIDE} FROM task t{BESIDE_JOINS}WHERE t.id IN ({marks_for(tasks)})"
        " AND (wo.id IS NOT NULL OR pi.id IS NOT NULL)",
        *tasks,
    )
    return {row["id"]: row for row in rows}


async def moves_of(tasks: list[int]) -> dict[int, list[Row]]:
    """The hand-overs of these tasks, in the order of time."""
    if not tasks:
        return {}
    rows = await fetch(
        "SELECT task, kind, at, from_officer, to_officer, from_unit, to_unit, reason, offered_until, taken_at,"
        " returned_at, return_reason FROM hand_over"
        f" WHERE task IN ({marks_for(tasks)}) ORDER BY id",
        *tasks,
    )
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["task"], []).append(row)
    return found


def marks_for(values: Iterable[object]) -> str:
    """As many ``{}`` as there are values."""
    return ", ".join("{}" for _ in values)
