"""Questions between units, causes and initiatives on the desk of the cast, for the tests."""

from datetime import date, datetime
from typing import Any

from app.clock import at
from app.db import fetch_one
from app.tasks.cause_rules import Ground
from app.tasks.commands import ask_opinion, claim_cause, record_initiative
from app.tasks.initiative_rules import Advice, InitiativeEntry
from tests.db.work import NEXT_FRIDAY, PAPER, THURSDAY, submitted, version_of

QUESTION = "Đề nghị cho ý kiến về danh sách hộ bị ảnh hưởng."


async def ask(
    world: Any,
    task: int,
    by: str = "KT003",
    unit: str = "VX",
    answerer: str | None = None,
    due_on: date | None = THURSDAY,
    now: datetime | None = None,
    question: str = QUESTION,
) -> int:
    """A question to another unit, to be answered by Thursday unless told otherwise."""
    return await ask_opinion(
        task=task,
        unit=world.ids[unit],
        answerer=world.ids[answerer] if answerer else None,
        question=question,
        due_on=due_on,
        by=await world.viewer(by),
        now=now or world.now,
        version=await version_of(task),
    )


async def opinion_row(opinion: int) -> dict[str, Any]:
    row = await fetch_one("SELECT * FROM opinion WHERE id = {}", opinion)
    assert row is not None
    return row


def initiative(world: Any, **changes: Any) -> InitiativeEntry:
    """An approved proposal of November, decided by the head of KT on the advice of KT004."""
    values: dict[str, Any] = {
        "proposal": "Cắm mốc cảnh báo ngập bằng cảm biến tự làm",
        "document": "88/QĐ-UBND",
        "document_date": date(2026, 11, 2),
        "approver": "Trần Quốc Hưng, Chủ tịch UBND phường",
        "from_date": date(2026, 11, 2),
        "to_date": date(2026, 12, 31),
        "decided_by": world.ids["KT001"],
        "advisers": (Advice(world.ids["KT004"], "Thử ở hai điểm trước"),),
    }
    return InitiativeEntry(**{**values, **changes})


async def protect(world: Any, task: int, by: str = "KT001", **changes: Any) -> int:
    """The task carries out a protected initiative."""
    return await record_initiative(
        task=task,
        entry=initiative(world, **changes),
        by=await world.viewer(by),
        now=world.now,
        version=await version_of(task),
    )


async def late_task(world: Any, owner: str = "KT003", **changes: Any) -> tuple[int, int]:
    """A task handed in a day late; answers it and its lateness."""
    task = await submitted(world, owner=owner, day=NEXT_FRIDAY, **changes)
    row = await fetch_one("SELECT id FROM lateness WHERE task = {}", task)
    assert row is not None
    return task, int(row["id"])


async def claim(world: Any, lateness: int, by: str = "KT003", ground: Ground = PAPER) -> int:
    """The owner says that the cause was objective."""
    return await claim_cause(
        lateness=lateness,
        words="Mất điện toàn phường",
        ground=ground,
        by=await world.viewer(by),
        now=at(NEXT_FRIDAY, 14),
    )
