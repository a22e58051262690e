"""Work on the desk of the cast, for the tests of a task's life."""

from datetime import date, datetime
from typing import Any

from app.clock import at, local_day
from app.db import fetch, fetch_one
from app.people.queries import viewer_of_officer
from app.tasks.cause_rules import Ground
from app.tasks.commands import TaskEntry, assign_task, reassign, submit_result, take_offer

FRIDAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)  # Tuesday the 24th is a holiday: Vietnamese Culture Day
WEDNESDAY = date(2026, 11, 25)
THURSDAY = date(2026, 11, 26)
NEXT_FRIDAY = date(2026, 11, 27)

PAPER = Ground(number="12/TB-ĐL", dated=FRIDAY)  # shows an objective cause

WRITTEN_TO = (
    *("task", "holding", "hand_over", "progress_entry", "submission", "lateness", "flag_fact"),
    *("evidence", "coordination", "history", "pause", "extension"),
    *("opinion", "cause_claim", "initiative", "initiative_adviser"),
)


def entry(world: Any, owner: str | None = "KT003", lead: str | None = "KT001", **changes: Any) -> TaskEntry:
    """A task that is clear for a person, due on Thursday."""
    values = {
        "title": "Rà soát các điểm ngập úng trên địa bàn",
        "product": "Báo cáo kết quả rà soát kèm danh sách điểm ngập",
        "owner": world.ids[owner] if owner else None,
        "lead": world.ids[lead] if lead else None,
        "deadline": THURSDAY,
    }
    return TaskEntry(**{**values, **changes})


async def row_of(task: int) -> dict[str, Any]:
    row = await fetch_one("SELECT * FROM task WHERE id = {}", task)
    assert row is not None
    return row


async def version_of(task: int) -> int:
    return int((await row_of(task))["version"])


async def counts() -> dict[str, int]:
    """How many rows each table of the work has, and the sum of the tasks' versions."""
    found = {name: (await fetch(f"SELECT COUNT(*) AS n FROM {name}"))[0]["n"] for name in WRITTEN_TO}
    versions = await fetch("SELECT version FROM task")
    return found | {"versions": sum(row["version"] for row in versions)}


async def given(world: Any, by: str = "KT001", now: datetime | None = None, **changes: Any) -> int:
    """A task given to a person by a head."""
    head = await world.viewer(by)
    return await assign_task(entry=entry(world, **changes), by=head, now=now or world.now)


async def submitted(world: Any, owner: str = "KT003", day: date = WEDNESDAY, **changes: Any) -> int:
    """A task that waits for acceptance."""
    task = await given(world, owner=owner, **changes)
    person = await world.viewer(owner)
    await submit_result(
        task=task, words="Báo cáo số 15/BC", by=person, now=at(day, 10), version=await version_of(task)
    )
    return task


async def open_offer(task: int) -> dict[str, Any]:
    """The offer that nobody has answered."""
    row = await fetch_one(
        "SELECT * FROM hand_over WHERE task = {} AND offered_until IS NOT NULL AND taken_at IS NULL"
        " AND returned_at IS NULL AND settled_at IS NULL",
        task,
    )
    assert row is not None
    return row


async def offered(world: Any, task: int, to: str, now: datetime, by: str = "KT001", **changes: Any) -> int:
    """The head passes the work on; answers the id of the offer."""
    await reassign(
        task=task,
        to_officer=world.ids[to],
        **{"reason": "moved", "words": "Phân công lại", **changes},
        by=await world.viewer(by),
        now=now,
        version=await version_of(task),
    )
    return int((await open_offer(task))["id"])


async def taken(task: int, now: datetime) -> None:
    """Who was offered the work takes it."""
    offer = await open_offer(task)
    taker = await viewer_of_officer(offer["to_officer"], today=local_day(now))
    await take_offer(hand_over=offer["id"], by=taker, now=now)


async def holdings_of(task: int) -> list[tuple[int, str, str, bool]]:
    """(officer, origin, end reason, whether it ended) of each holding, in order."""
    rows = await fetch("SELECT * FROM holding WHERE task = {} ORDER BY id", task)
    return [(row["officer"], row["origin"], row["end_reason"], row["ended_at"] is not None) for row in rows]


async def latenesses_of(task: int) -> list[tuple[date, int | None]]:
    rows = await fetch("SELECT due_on, officer FROM lateness WHERE task = {} ORDER BY due_on", task)
    return [(row["due_on"], row["officer"]) for row in rows]


async def kinds_of(task: int) -> list[str]:
    rows = await fetch(
        "SELECT kind FROM history WHERE subject_type = 'task' AND subject_id = {} ORDER BY seq", task
    )
    return [row["kind"] for row in rows]
