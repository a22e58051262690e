"""Whose days a lateness is: how long each late task waited for other units' opinions. One statement for all."""

from collections.abc import Sequence

from app.clock import local_day
from app.db import fetch
from app.tasks.facts import day_of
from app.tasks.flag_sql import Marks
from app.tasks.lines import TaskLine, marks_for
from app.tasks.opinion_rules import LatenessSplit, Span, span_of, split_of, waiting_days


def days_late(line: TaskLine, marks: Marks) -> int | None:
    """Working days late: up to today while open, up to the submission once handed in; None where not late."""
    row = line.row
    if line.has("late"):
        return marks.calendar.working_days_late(row["due_on"], marks.today)
    if line.has("late_when_done") and row["due_on"] and row["submitted_at"]:
        return marks.calendar.working_days_late(row["due_on"], local_day(row["submitted_at"]))
    return None


async def splits_of(lines: Sequence[TaskLine], marks: Marks) -> dict[int, LatenessSplit]:
    """The late tasks among these, each with its own days and the days it waited for opinions."""
    late = {line.row["id"]: line for line in lines if days_late(line, marks)}
    if not late:
        return {}
    spans = await _spans_of(list(late), marks)
    found = {}
    for task, line in late.items():
        until = day_of(line.row["submitted_at"]) or marks.today
        waited = waiting_days(spans.get(task, ()), until, marks.calendar)
        found[task] = split_of(days_late(line, marks) or 0, waited)
    return found


async def _spans_of(tasks: list[int], marks: Marks) -> dict[int, list[Span]]:
    rows = await fetch(
        "SELECT task, asked_at, due_on, outcome, answered_at FROM opinion"
        f" WHERE task IN ({marks_for(tasks)})",
        *tasks,
    )
    found: dict[int, list[Span]] = {}
    for row in rows:
        span = span_of(
            local_day(row["asked_at"]),
            row["due_on"],
            row["outcome"],
            day_of(row["answered_at"]),
            marks.calendar,
        )
        found.setdefault(row["task"], []).append(span)
    return found
