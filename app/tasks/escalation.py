"""Each working morning late work goes up the ladder: to the direct head, then level by level.

A constant number of statements for all tasks together. It may be run twice or late: a level is told of a
date once, and the ladder of a date ends with the first act of somebody whom it reached.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

from app import clock
from app.db import Row, fetch, insert_many, write
from app.history import record_all
from app.people.delegation_queries import deputies_on
from app.people.office_settings import office_rules
from app.people.queries import away_on, heads_on, office_calendar
from app.tasks.escalation_rules import Rung, Step, levels_due, rungs_for, steps_due
from app.tasks.facts import day_of
from app.tasks.rules import is_late
from app.workdays import Calendar

HOUR, MINUTE = 7, 0

DAY_OFF = "Ngày nghỉ: không báo."
_LATE = " FROM task t WHERE t.state IN ('awaiting_person', 'given', 'in_progress') AND t.due_on <= {}"


@dataclass
class _Told:
    """What the ladder of a task's present date has done so far."""

    levels: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    answered: bool = False


async def escalate_day(day: date) -> str:
    """Tell the heads whose turn it is on ``day``; nothing on a day off. Answers in one line what was done."""
    calendar = await office_calendar()
    if not calendar.is_working(day):
        return DAY_OFF
    rules = await office_rules(day)
    grace, step = rules.whole("escalation_grace_days"), rules.whole("escalation_step_days")
    async with write():
        tasks = [task for task in await _late_tasks(day, grace, calendar) if _is_late(task, day, calendar)]
        if not tasks:
            return _said([])
        ways = await _ways_up(day)
        told = await _told_before(day, calendar.add(day, -grace))
        steps = [
            (task, each)
            for task in tasks
            if not told[task["id"]].answered
            for each in _steps_of(
                task,
                ways.get(task["unit"], ()),
                levels_due(calendar.working_days_late(task["due_on"], day), grace, step),
                told[task["id"]],
            )
        ]
        await _write(steps, day)
    return _said(steps)


def _said(steps: list[tuple[Row, Step]]) -> str:
    return f"Báo {len(steps)} lượt về {len({task['id'] for task, _ in steps})} việc."


def _steps_of(task: Row, way_up: Iterable[Rung], due: int, told: _Told) -> tuple[Step, ...]:
    rungs = rungs_for(task["owner"], tuple(way_up))
    return steps_due(rungs, due, told.levels, told.people, task["owner"])


async def _late_tasks(day: date, grace: int, calendar: Calendar) -> list[Row]:
    return await fetch(
        f"SELECT t.id, t.owner, t.unit, t.due_on, t.late_on_import, t.assigned_at, t.unit_given_at {_LATE}"
        " ORDER BY t.id",
        calendar.add(day, -grace),
    )


def _is_late(task: Row, day: date, calendar: Calendar) -> bool:
    given_on = day_of(task["assigned_at"]) or day_of(task["unit_given_at"])
    return is_late(task["due_on"], day, calendar, late_on_import=task["late_on_import"], given_on=given_on)


async def _ways_up(day: date) -> dict[int, tuple[Rung, ...]]:
    """For each unit the rungs from itself to the root."""
    heads, away = await heads_on(day), await away_on(day)
    deputies = await deputies_on([head for head in heads.values() if head in away], day)
    parents: Mapping[int, int | None] = {
        row["id"]: row["parent"] for row in await fetch("SELECT id, parent FROM unit")
    }
    ways: dict[int, tuple[Rung, ...]] = {}
    for unit in parents:
        rungs: list[Rung] = []
        at: int | None = unit
        while at is not None:
            head = heads.get(at)
            deputy = deputies.get(head) if head in away and head is not None else None
            rungs.append(Rung(at, head, head in away, None if deputy in away else deputy))
            at = parents[at]
        ways[unit] = tuple(rungs)
    return ways


async def _told_before(day: date, until: date) -> defaultdict[int, _Told]:
    found: defaultdict[int, _Told] = defaultdict(_Told)
    rows = await fetch(
        "SELECT r.task, r.level, r.to_officer, r.answered_at FROM reminder r WHERE r.kind = 'escalation'"
        f" AND EXISTS (SELECT 1 {_LATE} AND t.id = r.task AND t.due_on = r.due_on)",
        until,
    )
    for row in rows:
        told = found[row["task"]]
        told.levels.add(row["level"])
        told.people.add(row["to_officer"])
        told.answered = told.answered or row["answered_at"] is not None
    # Whom somebody reminded of the task today already hears of it tomorrow at this level.
    for row in await fetch("SELECT task, to_officer FROM reminder WHERE day = {}", day):
        found[row["task"]].people.add(row["to_officer"])
    return found


async def _write(steps: list[tuple[Row, Step]], day: date) -> None:
    at = clock.at(day, HOUR, MINUTE)
    passed = [[asdict(each) for each in step.passed_over] for _, step in steps]
    await insert_many(
        "INSERT INTO reminder (task, kind, level, to_officer, at, day, due_on, words, passed_over)"
        " VALUES (?, 'escalation', ?, ?, ?, ?, ?, '', ?)",
        [
            (task["id"], step.level, step.to, at, day, task["due_on"], json.dumps(over) if over else "")
            for (task, step), over in zip(steps, passed, strict=True)
        ],
    )
    if steps:
        acts = [
            (
                "task.escalated",
                ("task", int(task["id"])),
                {"to": step.to, "level": step.level, "due_on": task["due_on"], "passed_over": over},
            )
            for (task, step), over in zip(steps, passed, strict=True)
        ]
        await record_all(acts, by=None, now=at)
