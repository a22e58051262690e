"""A task from the assignment to the acceptance, on both databases."""

from datetime import date, timedelta

import pytest

from app.clock import at
from app.db import fetch, fetch_one
from app.errors import NotAllowed, Refused
from app.history import of_subject, verify
from app.tasks.commands import (
    TaskEntry,
    accept_result,
    assign_task,
    receive_task,
    report_progress,
    return_result,
    submit_result,
)

MONDAY = date(2026, 11, 23)
THURSDAY = date(2026, 11, 26)


def entry(world, owner="KT003", lead="KT001", **changes) -> TaskEntry:
    values = {
        "title": "Rà soát các điểm ngập úng trên địa bàn",
        "product": "Báo cáo kết quả rà soát kèm danh sách điểm ngập",
        "owner": world.ids[owner],
        "lead": world.ids[lead],
        "deadline": THURSDAY,
    }
    return TaskEntry(**{**values, **changes})


async def row_of(task: int) -> dict:
    row = await fetch_one("SELECT * FROM task WHERE id = {}", task)
    assert row is not None
    return row


async def test_the_journey_of_a_task_from_assignment_to_acceptance(world):
    head, owner = await world.viewer("KT001"), await world.viewer("KT003")
    task = await assign_task(entry=entry(world), by=head, now=world.now)
    row = await row_of(task)
    assert (row["code"], row["state"], row["version"]) == ("NV-2026-00001", "given", 1)
    assert row["unit"] == world.ids["KT"]
    assert row["original_deadline"] == row["deadline"] == row["due_on"] == THURSDAY
    assert "ngap ung" in row["search_key"]
    await receive_task(task=task, by=owner, now=at(MONDAY, 8), version=1)
    await report_progress(
        task=task, percent=40, words="Đã khảo sát 12 điểm", by=owner, now=at(MONDAY, 16), version=2
    )
    await submit_result(task=task, words="Báo cáo số 15/BC-KT", by=owner, now=at(THURSDAY, 23, 59), version=3)
    await return_result(
        task=task,
        words="Thiếu số liệu điểm ngập phía bắc",
        failed_check=True,
        rework_due=None,
        by=head,
        now=at(THURSDAY + timedelta(days=1), 9),
        version=4,
    )
    row = await row_of(task)
    assert (row["state"], row["return_count"], row["submitted_at"]) == ("in_progress", 1, None)
    assert row["due_on"] == date(2026, 12, 2)  # three working days after Friday 27 November
    assert row["deadline"] == THURSDAY
    await submit_result(
        task=task, words="Báo cáo số 16/BC-KT", by=owner, now=at(date(2026, 12, 1), 10), version=5
    )
    with pytest.raises(NotAllowed):
        await accept_result(task=task, by=owner, now=at(date(2026, 12, 2), 9), version=6)
    await accept_result(task=task, words="Đạt", by=head, now=at(date(2026, 12, 12), 9), version=6)
    row = await row_of(task)
    assert (row["state"], row["percent"], row["lateness_count"]) == ("done", 100, 0)
    holdings = await fetch("SELECT * FROM holding WHERE task = {}", task)
    assert [(each["officer"], each["origin"], each["end_reason"]) for each in holdings] == [
        (world.ids["KT003"], "ordinary", "")
    ]
    assert holdings[0]["ended_at"] is not None
    kinds = [each["kind"] for each in reversed(await of_subject(("task", task)))]
    assert kinds == [
        "task.assigned",
        "task.received",
        "task.progress",
        "task.submitted",
        "task.returned",
        "task.submitted",
        "task.accepted",
    ]
    assert (await verify()).sound


async def test_the_gate_names_every_field_at_fault_at_once(world):
    head = await world.viewer("KT001")
    with pytest.raises(Refused) as refused:
        await assign_task(entry=TaskEntry(title=" "), by=head, now=world.now)
    assert {"title", "product", "owner", "lead", "deadline"} <= set(refused.value.fields)
    assert await fetch("SELECT id FROM task") == []
