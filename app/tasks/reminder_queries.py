"""Questions about reminders: how often a task was reminded of, what waits for an answer, who may remind."""

from dataclasses import dataclass
from datetime import date, datetime

from app.db import Row, fetch, fetch_one
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks.deciders import decides_here
from app.tasks.flag_sql import Marks
from app.tasks.lines import COLUMNS, JOINS, TaskLine, marks_for, task_lines
from app.tasks.sight import FROM, Condition, visible, within
from app.tasks.todo import MOST_ROWS

STILL_OPEN = "t.state IN ('awaiting_person', 'given', 'in_progress')"


@dataclass(frozen=True, slots=True)
class BoardReminders:
    """How a row of a list stands: how often reminded, when last, whether today, and whether the viewer may."""

    count: int
    last: date | None
    today: bool
    may: bool


def may_be_reminded_by(viewer: Viewer, today: date) -> Condition:
    """Open tasks of which the viewer may remind: from above, or as their lead; never of one's own."""
    nobody_yet = within(viewer, P.TASK_ASSIGN, today) & Condition("t.state = 'awaiting_person'")
    lead = Condition("t.lead = {} AND (t.owner IS NULL OR t.owner <> {})", (viewer.officer_id,) * 2)
    head_self = Condition(
        "NOT (t.state = 'awaiting_person' AND t.unit = {})",
        (viewer.unit_id if viewer.rank == "head" and viewer.unit_id is not None else 0,),
    )
    who = decides_here(viewer, today) | nobody_yet | lead
    return Condition(STILL_OPEN) & who & head_self


async def board_reminders(viewer: Viewer, today: date, tasks: list[int]) -> dict[int, BoardReminders]:
    """For each task of a page its reminders and whether the viewer may remind; two statements for all."""
    if not tasks:
        return {}
    marks = marks_for(tasks)
    may = may_be_reminded_by(viewer, today)
    allowed = {
        row["id"]
        for row in await fetch(
            f"SELECT t.id {FROM} WHERE t.id IN ({marks}) AND ({may.sql})", *tasks, *may.args
        )
    }
    last = {row["task"]: row for row in await _last_of(tasks, today)}
    return {
        task: BoardReminders(
            count=int(last[task]["n"]) if task in last else 0,
            last=last[task]["day"] if task in last else None,
            today=task in last and bool(last[task]["holder_today"]),
            may=task in allowed,
        )
        for task in tasks
    }


async def _last_of(tasks: list[int], today: date) -> list[Row]:
    """The last reminder of each task, how many there were, and whether the present holder had one today."""
    return await fetch(
        "SELECT r.task, r.day, (SELECT COUNT(*) FROM reminder c WHERE c.task = r.task) AS n,"
        " (SELECT COUNT(*) FROM reminder d JOIN task dt ON dt.id = d.task WHERE d.task = r.task AND d.level = 0"
        " AND d.day = {} AND (dt.owner IS NULL OR d.to_officer = dt.owner)) AS holder_today"
        f" FROM reminder r WHERE r.id IN (SELECT MAX(id) FROM reminder WHERE task IN ({marks_for(tasks)})"
        " GROUP BY task)",
        today,
        *tasks,
    )


async def reminder_counts(where: Condition) -> dict[int, int]:
    """How often each task that the condition keeps was reminded of, in one statement."""
    rows = await fetch(
        f"SELECT t.id, COUNT(r.id) AS n {FROM} JOIN reminder r ON r.task = t.id WHERE {where.sql} GROUP BY t.id",
        *where.args,
    )
    return {row["id"]: int(row["n"]) for row in rows}


async def reminders_of(task: int) -> list[Row]:
    """Every reminder of the task, the newest first, with names."""
    return await fetch(
        "SELECT r.id, r.kind, r.level, r.at, r.day, r.due_on, r.words, r.passed_over, r.to_officer,"
        " r.answered_at, w.full_name AS to_name, b.full_name AS by_name, a.full_name AS answered_name"
        " FROM reminder r JOIN officer w ON w.id = r.to_officer LEFT JOIN officer b ON b.id = r.by"
        " LEFT JOIN officer a ON a.id = r.answered_by WHERE r.task = {} ORDER BY r.id DESC",
        task,
    )


@dataclass(frozen=True, slots=True)
class Reminded:
    """A task of which the viewer was reminded and has not acted on since."""

    line: TaskLine
    at: datetime
    kind: str
    level: int
    by_name: str | None
    words: str
    count: int
    days_late: int
    is_owner: bool


async def unanswered_count(viewer: Viewer, today: date) -> int:
    """Of how many tasks the viewer was reminded without having acted since."""
    seen = visible(viewer, today)
    row = await fetch_one(
        f"SELECT COUNT(DISTINCT t.id) AS n {FROM} JOIN reminder r ON r.task = t.id WHERE r.to_officer = {{}}"
        f" AND r.answered_at IS NULL AND {STILL_OPEN} AND ({seen.sql})",
        viewer.officer_id,
        *seen.args,
    )
    return int(row["n"]) if row else 0


async def unanswered(viewer: Viewer, marks: Marks, limit: int = MOST_ROWS) -> list[Reminded]:
    """The tasks of which the viewer was reminded without having acted since, the oldest date first."""
    seen = visible(viewer, marks.today)
    rows = await fetch(
        f"{COLUMNS}, r.at AS reminded_at, r.kind AS reminder_kind, r.level AS reminder_level,"
        " r.words AS reminder_words, rb.full_name AS reminder_by, (SELECT COUNT(*) FROM reminder c"
        " WHERE c.task = t.id AND c.to_officer = r.to_officer AND c.answered_at IS NULL) AS reminder_count"
        f"{FROM}{JOINS} JOIN reminder r ON r.task = t.id LEFT JOIN officer rb ON rb.id = r.by"
        " WHERE r.id IN (SELECT MAX(id) FROM reminder WHERE to_officer = {} AND answered_at IS NULL"
        f" GROUP BY task) AND {STILL_OPEN} AND ({seen.sql}) ORDER BY (t.due_on IS NULL), t.due_on, t.id LIMIT {{}}",
        viewer.officer_id,
        *seen.args,
        limit,
    )
    return [
        Reminded(
            line,
            line.row["reminded_at"],
            line.row["reminder_kind"],
            line.row["reminder_level"],
            line.row["reminder_by"],
            line.row["reminder_words"],
            int(line.row["reminder_count"]),
            marks.calendar.working_days_late(line.row["due_on"], marks.today) if line.row["due_on"] else 0,
            line.row["owner"] == viewer.officer_id,
        )
        for line in await task_lines(rows, marks.calendar, marks.today)
    ]
