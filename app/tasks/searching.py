"""Search among tasks and what belongs to them: directives, campaigns, opinions, files of evidence.

Each question asks who is asking: what is not seen is not found, and not counted either.
"""

import asyncio
from collections.abc import Callable
from datetime import date

from app.db import Row, fetch
from app.formats import format_date
from app.matching import (
    ESCAPE,
    MOST_CANDIDATES,
    NOTHING,
    Candidate,
    Found,
    Hit,
    Narrow,
    Typed,
    best,
    contains,
    every_word_loosely,
)
from app.people.viewer import Viewer
from app.tasks import lists
from app.tasks.entry import AFTER_TITLE
from app.tasks.flag_sql import Marks
from app.tasks.lines import COLUMNS, JOINS, TaskLine, task_lines
from app.tasks.lists import TaskFilter
from app.tasks.sight import FROM, Condition, visible
from app.text import Text

_OPEN_FIRST = "CASE WHEN t.state IN ('done', 'withdrawn') THEN 1 ELSE 0 END"


async def tasks_found(viewer: Viewer, typed: Typed, narrow: Narrow, marks: Marks) -> Found:
    """Tasks whose words or code answer: best first, what is open before what is over, newest first."""
    chosen = TaskFilter(unit=narrow.unit, state=narrow.state, q=typed.text)
    where = lists.condition(chosen, viewer, marks, narrow.unit_path)
    total = await lists.count(where)
    if not total:
        return NOTHING
    order = rank_sql(typed)
    rows = await fetch(
        f"{COLUMNS}{FROM}{JOINS}WHERE {where.sql} ORDER BY {order.sql}, {_OPEN_FIRST}, t.id DESC"
        " LIMIT {} OFFSET {}",
        *where.args,
        *order.args,
        narrow.limit,
        narrow.offset,
    )
    lines = await task_lines(rows, marks.calendar, marks.today)
    return Found(tuple(map(_task_hit, lines)), total)


def rank_sql(typed: Typed) -> Condition:
    """``Typed.rank`` as an expression over ``task t``: the same order on every database."""
    after = "\n%" * AFTER_TITLE
    in_title = " AND ".join(f"t.search_key LIKE {{}}{ESCAPE}" for _ in typed.words) or "1 = 0"
    cases = [
        (f"t.search_key LIKE {{}}{ESCAPE}", (contains(typed.phrase) + after,)),
        (in_title, tuple(contains(word) + after for word in typed.words)),
        (f"t.search_key LIKE {{}}{ESCAPE}", (contains(typed.phrase),)),
    ]
    code = typed.code_like("NV")
    cases.insert(0, ("t.code LIKE {}", (code,)) if code else ("1 = 0", ()))
    sql = " ".join(f"WHEN {condition} THEN {place}" for place, (condition, _) in enumerate(cases))
    return Condition(f"CASE {sql} ELSE {len(cases)} END", tuple(arg for _, args in cases for arg in args))


def _task_hit(line: TaskLine) -> Hit:
    row = line.row
    due = row["due_on"] or row["deadline"]
    return Hit(
        title=row["title"],
        href=line.href,
        code=row["code"],
        meta=(
            row["owner_name"] or Text("Chưa có người", "Nobody yet"),
            row["unit_name"] or "",
            Text(f"hạn {format_date(due, 'vi')}", f"due {format_date(due, 'en')}") if due else "",
        ),
        tags=tuple(
            (Text(vi, en), tone)
            for (vi, tone), (en, _) in zip(line.tag_items("vi"), line.tag_items("en"), strict=True)
        ),
    )


# --- what belongs to tasks -----------------------------------------------------------------------


async def _judged(
    sql: str, args: tuple[object, ...], typed: Typed, narrow: Narrow, candidate: Callable[[Row], Candidate]
) -> Found:
    """The rows of a statement that answer; judged beside the event loop."""
    rows = await fetch(f"{sql} LIMIT {MOST_CANDIDATES}", *args)
    return await asyncio.to_thread(best, typed, [candidate(row) for row in rows], narrow)


async def directives_found(viewer: Viewer, typed: Typed, narrow: Narrow, today: date) -> Found:
    """Directives by number, title or issuer: those of which the viewer sees a task, or which the viewer entered."""
    words, args = every_word_loosely(typed, "(d.number || ' ' || d.title || ' ' || d.issuer)")
    seen = visible(viewer, today)
    return await _judged(
        f"SELECT d.id, d.number, d.title, d.issuer, d.issued_on FROM directive d WHERE {words} AND"
        f" (d.created_by = {{}} OR EXISTS (SELECT 1{FROM}WHERE t.directive = d.id AND ({seen.sql})))"
        " ORDER BY d.issued_on DESC, d.id DESC",
        (*args, viewer.officer_id, *seen.args),
        typed,
        narrow,
        lambda row: Candidate(
            Hit(
                row["title"] or row["number"],
                f"/directives/{row['id']}",
                row["number"],
                (row["issuer"], Text(format_date(row["issued_on"]), format_date(row["issued_on"], "en"))),
            ),
            more=f"{row['number']} {row['issuer']}",
        ),
    )


async def campaigns_found(viewer: Viewer, typed: Typed, narrow: Narrow, today: date) -> Found:
    """Work given to many units at once: where the viewer sees one of its tasks, or started it."""
    words, args = every_word_loosely(typed, "c.title")
    seen = visible(viewer, today)
    return await _judged(
        f"SELECT c.id, c.title FROM campaign c WHERE {words} AND (c.created_by = {{}} OR EXISTS (SELECT 1"
        f"{FROM}WHERE t.campaign = c.id AND t.unit_given_at IS NOT NULL AND ({seen.sql}))) ORDER BY c.id DESC",
        (*args, viewer.officer_id, *seen.args),
        typed,
        narrow,
        lambda row: Candidate(Hit(row["title"], f"/campaigns/{row['id']}")),
    )


async def opinions_found(viewer: Viewer, typed: Typed, narrow: Narrow, today: date) -> Found:
    """Questions to other units and their answers, of tasks that the viewer sees."""
    words, args = every_word_loosely(typed, "(p.question || ' ' || p.words)")
    seen = visible(viewer, today)
    return await _judged(
        "SELECT p.question, p.words, p.outcome, t.id AS task, t.code, a.name AS asked_unit FROM opinion p"
        " JOIN task t ON t.id = p.task LEFT JOIN unit u ON u.id = t.unit JOIN unit a ON a.id = p.unit"
        f" WHERE {words} AND ({seen.sql}) ORDER BY p.asked_at DESC, p.id DESC",
        (*args, *seen.args),
        typed,
        narrow,
        lambda row: Candidate(
            Hit(
                row["question"], f"/tasks/{row['task']}", row["code"], (row["asked_unit"],), why=row["words"]
            ),
            more=row["words"],
            open=not row["outcome"],
        ),
    )


async def files_found(viewer: Viewer, typed: Typed, narrow: Narrow, today: date) -> Found:
    """Files of evidence by name, beside tasks that the viewer sees."""
    words, args = every_word_loosely(typed, "e.file_name")
    seen = visible(viewer, today)
    return await _judged(
        "SELECT e.file_name, t.id AS task, t.code, t.title FROM evidence e"
        " JOIN task t ON t.id = e.subject_id AND e.subject_type = 'task' LEFT JOIN unit u ON u.id = t.unit"
        f" WHERE {words} AND ({seen.sql}) ORDER BY e.id DESC",
        (*args, *seen.args),
        typed,
        narrow,
        lambda row: Candidate(Hit(row["file_name"], f"/tasks/{row['task']}", row["code"], (row["title"],))),
    )
