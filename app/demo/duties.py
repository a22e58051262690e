"""Việc định kỳ of the demonstration: a weekly and a monthly duty, set up three weeks ago."""

from datetime import date, datetime
from functools import partial

from app import clock
from app.db import fetch
from app.demo.catalogue import PRODUCTS
from app.demo.stage import HEADS, UNIT_OF, Job, Stage, Story
from app.demo.stories import accepted, handed_in
from app.tasks.commands import TaskEntry, create_recurrence
from app.tasks.recurrence import RecurrenceEntry
from app.tasks.recurrence_rules import Occurrence, Rule, occurrences

SET_UP = 14  # working days before today
WEEKLY = ("weekly", "weekday", 5, 1, "before", 3)
MONTHLY = ("monthly", "last_working_day", 1, 1, "after", 5)


def duties(stage: Stage) -> None:
    """Set the duties up and let their people do what falls due before today."""
    begun = stage.calendar.add(stage.today, -SET_UP)
    for owner, kind, task in (
        ("VP004", WEEKLY, "Ghi biên bản họp giao ban"),
        ("KT003", MONTHLY, "Cập nhật sổ theo dõi thu ngân sách"),
    ):
        item = next(n for n, each in enumerate(PRODUCTS) if each.task == task)
        entry = RecurrenceEntry(
            task,
            PRODUCTS[item].product,
            stage.ids[owner],
            stage.ids[HEADS[UNIT_OF[owner]]],
            Rule(*kind, begun),
            catalogue_item=stage.items[item],
        )
        stage.at(clock.at(begun, 8, 40), partial(_set_up, stage, owner, entry, begun))
        for each in occurrences(entry.rule, stage.calendar, begun, stage.calendar.add(stage.today, -1)):
            stage.begin(_instance(stage, owner, entry, each, begun))


async def _set_up(stage: Stage, owner: str, entry: RecurrenceEntry, day: date) -> None:
    by = stage.viewers[HEADS[UNIT_OF[owner]]]
    await create_recurrence(entry=entry, by=by, now=clock.at(day, 8, 40))


def _instance(stage: Stage, owner: str, entry: RecurrenceEntry, found: Occurrence, begun: date) -> Story:
    """Received on the morning it is given (or when the duty is set up), handed in and accepted on its date."""
    task = TaskEntry(entry.title, entry.product, owner=entry.owner, lead=entry.lead, deadline=found.due)
    work = Job(stage, owner, HEADS[UNIT_OF[owner]], task)
    given = max(stage.calendar.add(found.due, -entry.rule.ahead_days), begun)
    at = work.on(given, 9)
    yield at, partial(_received, work, found, at)
    yield from handed_in(work, found.due)
    yield from accepted(work, found.due, within=0)


async def _received(work: Job, found: Occurrence, at: datetime) -> None:
    rows = await fetch(
        "SELECT t.id FROM task t JOIN recurrence_task g ON g.task = t.id WHERE g.day = {} AND t.owner = {}",
        found.day,
        work.entry.owner,
    )
    work.id = int(rows[0]["id"])
    await work.receive(at)
