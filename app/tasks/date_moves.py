"""The pauses and extensions of tasks, as the flags, clocks and pages read them. One statement for many tasks."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from app import clock
from app.db import Row, fetch, fetch_one
from app.tasks.clocks import Standing
from app.tasks.date_rules import Agreed, PausedDays


def days_of(pause: Mapping[str, Any]) -> PausedDays:
    """The days on which the clocks really stand: one that was ended early is shorter."""
    return PausedDays(pause["from_date"], pause["ended_on"] or pause["to_date"])


def standing_of(pause: Mapping[str, Any]) -> Standing:
    """The pause with the instants at which its days begin and end."""
    days = days_of(pause)
    return Standing(days, clock.at(days.first), clock.at(days.last + timedelta(days=1)))


def agreed_of(extensions: Iterable[Mapping[str, Any]]) -> list[Agreed]:
    """Those of the extensions that were granted, in their order."""
    return [
        Agreed(each["old_due"], each["new_due"], clock.local_day(each["decided_at"]))
        for each in extensions
        if each["granted"]
    ]


async def moves_of_dates(tasks: Iterable[int]) -> tuple[dict[int, list[Row]], dict[int, list[Row]]]:
    """The pauses and the extensions of these tasks, each in the order of time."""
    ids = list(tasks)
    if not ids:
        return {}, {}
    marks = ", ".join("{}" for _ in ids)
    pauses = await fetch(
        f"SELECT task, from_date, to_date, ended_on FROM pause WHERE task IN ({marks}) ORDER BY id", *ids
    )
    extensions = await fetch(
        "SELECT task, asked_at, after_deadline, granted, old_due, new_due, decided_at FROM extension"
        f" WHERE task IN ({marks}) ORDER BY id",
        *ids,
    )
    return by_task(pauses), by_task(extensions)


def by_task(rows: Iterable[Row]) -> dict[int, list[Row]]:
    """Rows of several tasks, parted."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["task"], []).append(row)
    return found


async def pauses_of(task: int) -> list[Row]:
    """Every pause of one task with the names beside it, the oldest first."""
    return await fetch(
        "SELECT z.*, b.full_name AS by_name, e.full_name AS ended_name FROM pause z"
        " JOIN officer b ON b.id = z.by LEFT JOIN officer e ON e.id = z.ended_by WHERE z.task = {} ORDER BY z.id",
        task,
    )


async def extensions_of(task: int) -> list[Row]:
    """Every extension of one task, asked for or set, with the names beside it, the oldest first."""
    return await fetch(
        "SELECT x.*, a.full_name AS asked_name, d.full_name AS decided_name FROM extension x"
        " JOIN officer a ON a.id = x.asked_by LEFT JOIN officer d ON d.id = x.decided_by"
        " WHERE x.task = {} ORDER BY x.id",
        task,
    )


async def open_pause(task: int, today: date) -> Row | None:
    """The pause that stands today or is still to come; there is at most one."""
    return await fetch_one(
        "SELECT * FROM pause WHERE task = {} AND ended_at IS NULL AND to_date >= {}", task, today
    )


async def open_extension(task: int) -> Row | None:
    """The request that nobody has decided on yet; there is at most one."""
    return await fetch_one("SELECT * FROM extension WHERE task = {} AND granted IS NULL", task)
