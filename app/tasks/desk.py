"""What stands on the first page: what waits for a decision, what is urgent, how each person stands."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from app.db import Row, fetch, fetch_one
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks.deciders import awaits_decision_below, decides_here, decides_next, results_for, unit_work_for
from app.tasks.flag_sql import BOUNCE, LACKS, Marks, flagged, late
from app.tasks.lines import COLUMNS, JOINS, TaskLine, marks_for, task_lines
from app.tasks.lists import count, handed_in, some
from app.tasks.sight import FROM, Condition, units_below, visible

MOST_DECISIONS = 20  # rows of one kind; the rest is behind the link to the list
SHORT = 5  # rows of a short block
CHANGES = 10
MOST_RECEIVED = 200  # tasks received with one press

NOT_CLOSED = Condition("t.state IN ('draft', 'awaiting_person', 'given', 'in_progress', 'submitted')")
BY_DUE = "(t.due_on IS NULL), t.due_on, t.id"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for the head: a task with what was said on it."""

    line: TaskLine
    at: datetime | None
    words: str
    files: tuple[tuple[int, str, int], ...] = ()  # id, name, size
    hand_over: int | None = None
    reason: str = ""
    suggested: int | None = None


@dataclass(frozen=True, slots=True)
class ShortList:
    """The worst rows of a block and how many there are in all."""

    lines: tuple[TaskLine, ...]
    total: int


async def below_count(viewer: Viewer, marks: Marks) -> int:
    """How many decisions wait in the viewer's scope on which somebody below stands nearer."""
    return await count(awaits_decision_below(viewer, marks.today))


async def results_count(viewer: Viewer, marks: Marks) -> int:
    """How many results wait for the viewer."""
    return await count(results_for(viewer, marks.today))


async def decided_by(viewer: Viewer, tasks: list[int], today: date) -> set[int]:
    """Those of these tasks on which the viewer decides."""
    if not tasks or not viewer.paths(P.TASK_ASSIGN):
        return set()
    where = decides_here(viewer, today)
    rows = await fetch(
        f"SELECT t.id{FROM}WHERE t.id IN ({marks_for(tasks)}) AND ({where.sql})", *tasks, *where.args
    )
    return {row["id"] for row in rows}


async def results_waiting(viewer: Viewer, marks: Marks) -> list[Waiting]:
    """Results handed in for which the viewer stands nearest, the oldest date first, with what was handed in."""
    rows = await some(results_for(viewer, marks.today), BY_DUE, MOST_DECISIONS)
    lines = await task_lines(rows, marks.calendar, marks.today)
    ids = [row["id"] for row in rows]
    said = {row["task"]: row for row in await _open_submissions(ids)}
    files = await _files(ids)
    return [
        Waiting(
            line,
            line.row["submitted_at"],
            said[line.row["id"]]["words"] if line.row["id"] in said else "",
            files.get(line.row["id"], ()),
        )
        for line in lines
    ]


async def _open_submissions(tasks: list[int]) -> list[Row]:
    if not tasks:
        return []
    return await fetch(
        f"SELECT task, words, at FROM submission WHERE decision = '' AND task IN ({marks_for(tasks)})", *tasks
    )


async def _files(tasks: list[int]) -> dict[int, tuple[tuple[int, str, int], ...]]:
    if not tasks:
        return {}
    rows = await fetch(
        "SELECT id, subject_id, file_name, size FROM evidence WHERE subject_type = 'task'"
        f" AND subject_id IN ({marks_for(tasks)}) ORDER BY id",
        *tasks,
    )
    found: dict[int, tuple[tuple[int, str, int], ...]] = {}
    for row in rows:
        of_task = found.get(row["subject_id"], ())
        found[row["subject_id"]] = (*of_task, (row["id"], row["file_name"], row["size"]))
    return found


async def hand_backs_waiting(viewer: Viewer, marks: Marks) -> list[Waiting]:
    """Work given back whose reason the viewer decides on next."""
    where = decides_next(viewer, marks.today)
    rows = await fetch(
        f"{COLUMNS}, h.id AS hand_over, h.at AS said_at, h.words AS said_words, h.reason AS said_reason,"
        f" h.to_officer AS suggested{FROM}{JOINS}JOIN hand_over h ON h.task = t.id"
        " WHERE h.kind = 'hand_back' AND h.decided_at IS NULL AND t.state IN ('given', 'in_progress')"
        f" AND ({where.sql}) ORDER BY h.id LIMIT {{}}",
        *where.args,
        MOST_DECISIONS,
    )
    lines = await task_lines(rows, marks.calendar, marks.today)
    return [
        Waiting(
            line,
            line.row["said_at"],
            line.row["said_words"],
            hand_over=line.row["hand_over"],
            reason=line.row["said_reason"],
            suggested=line.row["suggested"],
        )
        for line in lines
    ]


async def unit_work_count(viewer: Viewer, marks: Marks) -> int:
    """How much unit work waits for the viewer to name its owner."""
    return await count(unit_work_for(viewer, marks.today))


async def unit_work_waiting(viewer: Viewer, marks: Marks) -> list[Waiting]:
    """Work given to a unit of the viewer's for which no owner is named."""
    rows = await some(unit_work_for(viewer, marks.today), BY_DUE, MOST_DECISIONS)
    lines = await task_lines(rows, marks.calendar, marks.today)
    return [Waiting(line, line.row["unit_given_at"], "") for line in lines]


async def short_list(where: Condition, marks: Marks, order: str = BY_DUE) -> ShortList:
    """The first rows of a block and how many there are."""
    total = await count(where)
    rows = await some(where, order, SHORT) if total else []
    return ShortList(tuple(await task_lines(rows, marks.calendar, marks.today)), total)


def late_in_sight(viewer: Viewer, marks: Marks) -> Condition:
    """Late work that the viewer reads."""
    return visible(viewer, marks.today) & late(marks)


def flagged_in_sight(viewer: Viewer, marks: Marks, flag: str) -> Condition:
    """Work with that flag that the viewer reads and that is not closed."""
    return visible(viewer, marks.today) & flagged(flag, marks) & NOT_CLOSED


async def flag_counts(viewer: Viewer, marks: Marks, codes: tuple[str, ...]) -> dict[str, int]:
    """How many tasks in sight carry each flag, each counted by itself: most are found by an index."""
    return {code: await count(flagged_in_sight(viewer, marks, code)) for code in codes}


async def draft_lacks(viewer: Viewer, marks: Marks) -> dict[str, int]:
    """How many drafts in sight lack each of the four."""
    seen = (visible(viewer, marks.today) & Condition("t.state = 'draft'")).apart
    sums = ", ".join(f"SUM(CASE WHEN {sql} THEN 1 ELSE 0 END) AS {code}" for code, sql in LACKS.items())
    row = await fetch_one(f"SELECT {sums}{FROM}WHERE {seen.sql}", marks.today, *seen.args)
    return {code: int(value or 0) for code, value in (row or {}).items()}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """How one person stands: open and late work, results of the month in time, bounced work."""

    id: int
    name: str
    open: int
    late: int
    handed: int
    in_time: int
    bounced: int


async def people_table(viewer: Viewer, marks: Marks) -> list[PersonRow]:
    """One row for each person with a post in the viewer's scope, in Vietnamese order of names."""
    paths = viewer.paths(P.TASK_READ)
    if not paths:
        return []
    is_late, month = late(marks), handed_in(f"{marks.today:%Y-%m}")
    units = units_below(viewer, paths)
    posted = (
        " posting p WHERE p.from_date <= {} AND (p.to_date IS NULL OR p.to_date >= {})"
        f" AND p.unit IN ({units.sql})"
    )
    on_day = (marks.today, marks.today, *units.args)
    open_states = "t.state IN ('given', 'in_progress', 'submitted')"
    # Open work and what was finished this month, each by its own index: the work of years is not read.
    work = (
        "SELECT id, owner, state, due_on, late_on_import, assigned_at, original_deadline, submitted_at,"
        f" lateness_count, hand_over_count FROM task WHERE owner IN (SELECT p.officer FROM{posted}) AND state"
    )
    rows = await fetch(
        "SELECT o.id, o.full_name AS name,"
        f" SUM(CASE WHEN {open_states} THEN 1 ELSE 0 END) AS open_count,"
        f" SUM(CASE WHEN {is_late.sql} THEN 1 ELSE 0 END) AS late_count,"
        f" SUM(CASE WHEN {month.sql} THEN 1 ELSE 0 END) AS handed,"
        f" SUM(CASE WHEN {month.sql} AND t.lateness_count = 0 THEN 1 ELSE 0 END) AS in_time,"
        f" SUM(CASE WHEN {open_states} AND t.hand_over_count > 0 AND {BOUNCE} THEN 1 ELSE 0 END) AS bounced"
        f" FROM officer o LEFT JOIN ({work} IN ('awaiting_person', 'given', 'in_progress', 'submitted')"
        f" UNION ALL {work} = 'done' AND submitted_at >= {{}}) t ON t.owner = o.id"
        f" WHERE o.active = true AND o.id IN (SELECT p.officer FROM{posted})"
        " GROUP BY o.id, o.full_name, o.sort_key, o.staff_code"
        " ORDER BY o.sort_key, o.staff_code",
        *is_late.args,
        *month.args,
        *month.args,
        *on_day,
        *on_day,
        month.args[0],
        *on_day,
    )
    return [
        PersonRow(
            row["id"],
            row["name"],
            *(int(row[name] or 0) for name in ("open_count", "late_count", "handed", "in_time", "bounced")),
        )
        for row in rows
    ]


async def recent_changes(viewer: Viewer, today: date) -> list[Row]:
    """The latest acts on tasks in sight: who, what, when, on which task."""
    seen = visible(viewer, today)
    rows = await fetch(
        "SELECT h.at, h.kind, h.facts, ho.full_name AS actor_name, t.id, t.code, t.title FROM history h"
        " JOIN task t ON t.id = h.subject_id LEFT JOIN unit u ON u.id = t.unit"
        " LEFT JOIN officer ho ON ho.id = h.actor WHERE h.subject_type = 'task'"
        f" AND ({seen.sql}) ORDER BY h.seq DESC LIMIT {{}}",
        *seen.args,
        CHANGES,
    )
    for row in rows:
        row["at"] = datetime.fromisoformat(row["at"])
        row["facts"] = json.loads(row["facts"])
    return rows


async def next_due(viewer: Viewer, marks: Marks) -> date | None:
    """The nearest date of open work in sight, for the page that has nothing else to say."""
    where = visible(viewer, marks.today) & Condition(
        "t.state IN ('awaiting_person', 'given', 'in_progress') AND t.due_on >= {}", (marks.today,)
    )
    rows = await some(where, BY_DUE, 1)
    return rows[0]["due_on"] if rows else None


# --- one's own work ----------------------------------------------------------------------------


async def own_work(viewer: Viewer, marks: Marks) -> list[TaskLine]:
    """What the viewer has to do or waits for, the most urgent first."""
    rows = await some(
        Condition("t.owner = {} AND t.state IN ('given', 'in_progress', 'submitted')", (viewer.officer_id,)),
        f"CASE WHEN t.state = 'submitted' THEN 1 ELSE 0 END, {BY_DUE}",
        200,
    )
    return await task_lines(rows, marks.calendar, marks.today)


async def own_new(officer: int) -> list[tuple[int, int]]:
    """The officer's work that was given and not received yet, oldest first: id and version of each."""
    rows = await fetch(
        "SELECT id, version FROM task WHERE owner = {} AND state = 'given' ORDER BY assigned_at, id LIMIT {}",
        officer,
        MOST_RECEIVED,
    )
    return [(row["id"], row["version"]) for row in rows]


async def undecided_hand_backs(officer: int) -> set[int]:
    """The viewer's own tasks that were given back and wait for the assigner's decision."""
    rows = await fetch(
        "SELECT h.task FROM hand_over h JOIN task t ON t.id = h.task WHERE h.kind = 'hand_back'"
        " AND h.decided_at IS NULL AND t.owner = {}",
        officer,
    )
    return {row["task"] for row in rows}
