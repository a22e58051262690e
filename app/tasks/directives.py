"""A directive with its tasks: what became of each row of its annex."""

from dataclasses import dataclass
from datetime import date

from app.db import Row, fetch, fetch_one
from app.errors import NotFound
from app.people.viewer import Viewer
from app.tasks.export import Cell, Column
from app.tasks.flag_sql import Marks, late
from app.tasks.labels import state_label
from app.tasks.lines import TaskLine
from app.tasks.sight import FROM, Condition, visible
from app.text import Locale, Text

EXPORT_COLUMNS = (
    Column(Text("TT", "TT"), 6),
    Column(Text("Mục", "Section"), 30),
    Column(Text("Nhiệm vụ", "Task"), 60),
    Column(Text("Cơ quan chủ trì", "Lead body"), 28),
    Column(Text("Cơ quan phối hợp", "Coordinating bodies"), 28),
    Column(Text("Kết quả, sản phẩm", "Outcome"), 30),
    Column(Text("Thời gian hoàn thành", "Deadline"), 20),
    Column(Text("Mã nhiệm vụ", "Code"), 15),
    Column(Text("Đơn vị thực hiện", "Unit"), 28),
    Column(Text("Người chịu trách nhiệm chính", "Owner"), 24),
    Column(Text("Hạn phải giữ", "Date to keep"), 12),
    Column(Text("Trạng thái", "State"), 14),
    Column(Text("Quá hạn", "Late"), 24),
)


@dataclass(frozen=True, slots=True)
class DirectiveSeen:
    """A directive as the viewer sees it: its row, how many tasks in each state, how many late."""

    row: Row
    states: dict[str, int]
    late: int

    @property
    def total(self) -> int:
        """How many of its tasks the viewer sees."""
        return sum(self.states.values())


def of_directive(directive: int, viewer: Viewer, today: date) -> Condition:
    """Tasks of the directive that the viewer sees."""
    return Condition("t.directive = {}", (directive,)) & visible(viewer, today)


async def directive_seen(directive: int, viewer: Viewer, marks: Marks) -> DirectiveSeen:
    """The directive; ``NotFound`` where the viewer sees no task of it and did not enter it."""
    row = await fetch_one(
        "SELECT d.*, o.full_name AS by_name FROM directive d JOIN officer o ON o.id = d.created_by"
        " WHERE d.id = {}",
        directive,
    )
    where = of_directive(directive, viewer, marks.today)
    counts = await fetch(
        f"SELECT t.state, COUNT(*) AS n{FROM}WHERE {where.sql} GROUP BY t.state", *where.args
    )
    if row is None or not (counts or row["created_by"] == viewer.officer_id):
        raise NotFound
    passed = where & late(marks)
    found = await fetch_one(f"SELECT COUNT(*) AS n{FROM}WHERE {passed.sql}", *passed.args)
    return DirectiveSeen(row, {each["state"]: each["n"] for each in counts}, found["n"] if found else 0)


async def written_of(tasks: list[int]) -> dict[int, Row]:
    """What the annex says of each task, beside what lists show."""
    if not tasks:
        return {}
    marks = ", ".join("{}" for _ in tasks)
    rows = await fetch(
        f"SELECT id, section, coordinating_phrase, campaign FROM task WHERE id IN ({marks})", *tasks
    )
    return {row["id"]: row for row in rows}


def export_cells(line: TaskLine, written: Row, locale: Locale) -> list[Cell]:
    """The row of ``EXPORT_COLUMNS``: the annex's own columns, then what became of them."""
    row = line.row
    return [
        row["directive_row"],
        written["section"],
        row["title"],
        row["lead_phrase"],
        written["coordinating_phrase"],
        row["product"],
        row["deadline_phrase"],
        row["code"],
        row["unit_name"] or "",
        row["owner_name"] or "",
        row["due_on"] or row["deadline"],
        state_label(row["state"]).in_(locale),
        _lateness(line, locale),
    ]


def _lateness(line: TaskLine, locale: Locale) -> str:
    """Late now, late when imported, or how often a date was missed."""
    for flag in ("late", "late_when_done", "late_on_import"):
        if line.has(flag):
            return line.ground(flag, locale)
    return ""
