"""A task from the assignment to the acceptance, on both databases."""

from dataclasses import replace
from datetime import date

import pytest

from app.clock import at
from app.db import fetch, insert_many, write
from app.errors import Conflict, NotAllowed, Refused
from app.history import of_subject, verify
from app.tasks.commands import (
    TaskEntry,
    accept_result,
    assign_task,
    confirm_objective_cause,
    give_to_unit,
    name_owner,
    receive_task,
    report_progress,
    return_result,
    save_draft,
    submit_result,
    withdraw_task,
)
from app.tasks.tables import CatalogueItem, CatalogueVersion
from tests.db.work import (
    FRIDAY,
    MONDAY,
    NEXT_FRIDAY,
    PAPER,
    THURSDAY,
    WEDNESDAY,
    entry,
    given,
    holdings_of,
    kinds_of,
    latenesses_of,
    row_of,
    submitted,
    version_of,
)


async def test_the_journey_of_a_task_from_assignment_to_acceptance(world):
    head, owner = await world.viewer("KT001"), await world.viewer("KT003")
    task = await assign_task(entry=entry(world), by=head, now=world.now)
    row = await row_of(task)
    assert (row["code"], row["state"], row["version"]) == ("NV-2026-00001", "given", 1)
    assert (row["unit"], row["assigner"]) == (world.ids["KT"], head.officer_id)
    assert row["original_deadline"] == row["deadline"] == row["due_on"] == THURSDAY
    assert "ngap ung" in row["search_key"]
    await receive_task(task=task, by=owner, now=at(MONDAY, 8), version=1)
    await report_progress(
        task=task, percent=40, words="Đã khảo sát\n12 điểm", by=owner, now=at(MONDAY, 16), version=2
    )
    await submit_result(task=task, words="Báo cáo số 15/BC-KT", by=owner, now=at(THURSDAY, 23, 59), version=3)
    await return_result(
        task=task,
        words="Thiếu số liệu điểm ngập phía bắc",
        failed_check=True,
        rework_due=None,
        by=head,
        now=at(NEXT_FRIDAY, 9),
        version=4,
    )
    row = await row_of(task)
    assert (row["state"], row["return_count"], row["submitted_at"]) == ("in_progress", 1, None)
    assert row["due_on"] == date(2026, 12, 2)  # three working days after Friday
    assert row["deadline"] == THURSDAY
    await submit_result(
        task=task, words="Báo cáo số 16/BC-KT", by=owner, now=at(date(2026, 12, 1), 10), version=5
    )
    await accept_result(task=task, words="Đạt", by=head, now=at(date(2026, 12, 12), 9), version=6)
    row = await row_of(task)
    assert (row["state"], row["percent"], row["lateness_count"]) == ("done", 100, 0)
    assert await holdings_of(task) == [(owner.officer_id, "ordinary", "", True)]
    submissions = await fetch("SELECT * FROM submission WHERE task = {} ORDER BY id", task)
    assert [(each["decision"], each["failed_check"], each["due_on"]) for each in submissions] == [
        ("returned", True, THURSDAY),
        ("accepted", False, date(2026, 12, 2)),
    ]
    assert (await fetch("SELECT words FROM progress_entry"))[0]["words"] == "Đã khảo sát 12 điểm"
    assert await kinds_of(task) == [
        "task.assigned",
        "task.received",
        "task.progress",
        "task.submitted",
        "task.returned",
        "task.submitted",
        "task.accepted",
    ]
    returned = next(each for each in await of_subject(("task", task)) if each["kind"] == "task.returned")
    assert returned["facts"]["due_on"] == ["2026-11-26", "2026-12-02"]
    assert (await verify()).sound


async def test_submitted_on_the_last_day_and_accepted_ten_days_later_is_on_time(world):
    task = await submitted(world, day=THURSDAY)
    head = await world.viewer("KT001")
    await accept_result(task=task, by=head, now=at(date(2026, 12, 8), 9), version=await version_of(task))
    assert await latenesses_of(task) == []


async def test_a_late_submission_is_one_lateness_and_stays_after_acceptance(world):
    task = await submitted(world, day=NEXT_FRIDAY)
    assert await latenesses_of(task) == [(THURSDAY, world.ids["KT003"])]
    await accept_result(
        task=task, by=await world.viewer("KT001"), now=at(NEXT_FRIDAY, 15), version=await version_of(task)
    )
    assert await latenesses_of(task) == [(THURSDAY, world.ids["KT003"])]
    assert (await row_of(task))["lateness_count"] == 1


async def test_each_rework_date_that_passes_is_one_lateness_more(world):
    task = await submitted(world, day=NEXT_FRIDAY)
    head, owner = await world.viewer("KT001"), await world.viewer("KT003")
    rework = date(2026, 11, 30)
    await return_result(
        task=task,
        words="Chưa ký",
        failed_check=False,
        rework_due=rework,
        by=head,
        now=at(NEXT_FRIDAY, 16),
        version=await version_of(task),
    )
    await submit_result(
        task=task,
        words="Báo cáo số 17/BC",
        by=owner,
        now=at(date(2026, 12, 3), 8),
        version=await version_of(task),
    )
    assert [due for due, _ in await latenesses_of(task)] == [THURSDAY, rework]
    assert (await row_of(task))["lateness_count"] == 2


async def test_reporting_and_submitting_receive_the_work_and_the_history_says_so(world):
    owner = await world.viewer("KT003")
    reported, handed_in = await given(world), await given(world)
    await report_progress(task=reported, percent=0, words="Bắt đầu", by=owner, now=world.now, version=1)
    await submit_result(task=handed_in, words="Báo cáo", by=owner, now=world.now, version=1)
    for task, kind in ((reported, "task.progress"), (handed_in, "task.submitted")):
        assert (await row_of(task))["received_at"] == world.now
        assert await kinds_of(task) == ["task.assigned", "task.received", kind]


async def test_codes_run_without_gaps_and_begin_again_each_year(world):
    head = await world.viewer("KT001")
    with pytest.raises(Refused):
        await assign_task(entry=entry(world, owner=None), by=head, now=world.now)
    first, second = await given(world), await given(world)
    later = await assign_task(
        entry=entry(world, deadline=date(2027, 1, 20)), by=head, now=at(date(2027, 1, 4), 8)
    )
    codes = [(await row_of(task))["code"] for task in (first, second, later)]
    assert codes == ["NV-2026-00001", "NV-2026-00002", "NV-2027-00001"]


async def test_the_factor_is_the_catalogues_of_the_day_of_assignment(world):
    version = CatalogueVersion(
        title="Danh mục", decision="12/QĐ", valid_from=date(2026, 1, 1), created_at=world.now
    )
    await version.save()
    item = CatalogueItem(
        catalogue=version.id, code="KT.01", task="Rà soát", points_hundredths=1250, factor_milli=2500
    )
    await item.save()
    task = await given(world, catalogue_item=item.id)
    await CatalogueItem.update(factor_milli=9000).where(CatalogueItem.id == item.id)
    assert (await row_of(task))["factor_milli"] == 2500
    plain = await given(world)
    assert (await row_of(plain))["factor_milli"] is None
    await CatalogueVersion.update(valid_to=FRIDAY).where(CatalogueVersion.id == version.id)
    with pytest.raises(Refused) as refused:
        await given(world, catalogue_item=item.id)
    assert set(refused.value.fields) == {"catalogue_item"}


async def test_sudden_work_is_held_as_sudden_and_needs_its_reason(world):
    task = await given(world, in_plan=False, sudden_reason="Mưa lớn ngày 21/11")
    assert (await holdings_of(task))[0][1] == "sudden"
    with pytest.raises(Refused) as refused:
        await given(world, in_plan=False)
    assert set(refused.value.fields) == {"sudden_reason"}


async def test_contract_staff_may_be_given_work(world):
    """Decree 335/2025 leaves them out of its scores; the work is theirs all the same."""
    task = await given(world, by="HC001", owner="HC004", lead="HC001")
    assert (await row_of(task))["owner"] == world.ids["HC004"]


# --- drafts and work given to a unit -----------------------------------------------------------


async def test_a_draft_keeps_what_is_typed_until_it_is_clear(world):
    head = await world.viewer("KT001")
    task = await save_draft(entry=TaskEntry(title="  Rà soát\u00a0ngập "), by=head, now=world.now)
    row = await row_of(task)
    assert (row["state"], row["title"], row["unit"]) == ("draft", "Rà soát ngập", None)
    coordination = (world.ids["VX"], "Cung cấp số liệu", WEDNESDAY)
    better = entry(world, product="", coordinations=(coordination,))
    assert await save_draft(entry=better, by=head, now=world.now, task=task, version=1) == task
    clear = replace(better, product="Danh sách điểm ngập")
    assert await assign_task(entry=clear, by=head, now=world.now, task=task, version=2) == task
    row = await row_of(task)
    assert (row["state"], row["version"], row["code"]) == ("given", 3, "NV-2026-00001")
    assert len(await fetch("SELECT id FROM coordination WHERE task = {}", task)) == 1
    assert await kinds_of(task) == ["task.draft_saved", "task.draft_saved", "task.assigned"]


async def test_work_given_to_a_unit_waits_until_its_head_names_the_owner(world):
    clerk, head = await world.viewer("VP002"), await world.viewer("KT001")
    task = await give_to_unit(
        entry=entry(world, owner=None, lead=None, unit=world.ids["KT"]), by=clerk, now=world.now
    )
    row = await row_of(task)
    assert (row["state"], row["owner"], row["unit_given_at"]) == ("awaiting_person", None, world.now)
    with pytest.raises(Refused) as refused:
        await name_owner(
            task=task, owner=None, lead=None, working_deadline=None, by=head, now=world.now, version=1
        )
    assert set(refused.value.fields) == {"owner", "lead"}
    await name_owner(
        task=task,
        owner=world.ids["KT004"],
        lead=head.officer_id,
        working_deadline=None,
        by=head,
        now=world.now,
        version=1,
    )
    row = await row_of(task)
    assert (row["state"], row["owner"], row["due_on"]) == ("given", world.ids["KT004"], THURSDAY)
    assert await holdings_of(task) == [(world.ids["KT004"], "ordinary", "", False)]


async def test_an_imported_past_date_stays_as_original_beside_the_working_deadline(world):
    clerk, head = await world.viewer("VP002"), await world.viewer("KT001")
    task = await give_to_unit(
        entry=entry(world, owner=None, lead=None, unit=world.ids["KT"]), by=clerk, now=world.now
    )
    past = date(2026, 6, 30)
    async with write():
        await insert_many(
            "UPDATE task SET original_deadline = ?, deadline = ?, due_on = ?, late_on_import = ? WHERE id = ?",
            [(past, past, past, True, task)],
        )
    people = {"owner": world.ids["KT004"], "lead": head.officer_id, "by": head, "now": world.now}
    with pytest.raises(Refused) as refused:
        await name_owner(task=task, working_deadline=None, version=1, **people)
    assert set(refused.value.fields) == {"working_deadline"}
    with pytest.raises(Refused) as refused:
        await name_owner(task=task, working_deadline=FRIDAY, version=1, **people)
    assert set(refused.value.fields) == {"working_deadline"}
    await name_owner(task=task, working_deadline=THURSDAY, version=1, **people)
    row = await row_of(task)
    assert (row["original_deadline"], row["deadline"], row["due_on"]) == (past, THURSDAY, THURSDAY)
    assert row["late_on_import"]
    assert await latenesses_of(task) == []  # nobody is charged for days before it was theirs


# --- withdrawal and causes ---------------------------------------------------------------------


async def test_a_withdrawal_ends_the_holding_and_keeps_a_date_that_passed(world):
    task = await given(world)
    head = await world.viewer("KT001")
    await withdraw_task(task=task, reason="Trùng việc", by=head, now=at(NEXT_FRIDAY, 0, 10), version=1)
    row = await row_of(task)
    assert (row["state"], row["withdrawn_reason"], row["lateness_count"]) == ("withdrawn", "Trùng việc", 1)
    assert await holdings_of(task) == [(world.ids["KT003"], "ordinary", "withdrawn", True)]
    assert await latenesses_of(task) == [(THURSDAY, world.ids["KT003"])]


async def test_art_14_2_only_who_confirms_sheets_confirms_an_objective_cause_of_others(world):
    task = await submitted(world, day=NEXT_FRIDAY)
    lateness = (await fetch("SELECT id FROM lateness"))[0]["id"]
    act = {"lateness": lateness, "ground": PAPER, "now": world.now}
    for code in ("KT003", "KT002", "VP002"):
        with pytest.raises(NotAllowed):
            await confirm_objective_cause(words="Mất điện", by=await world.viewer(code), **act)
    head = await world.viewer("KT001")
    with pytest.raises(Refused) as refused:
        await confirm_objective_cause(words="  ", by=head, **act)
    assert set(refused.value.fields) == {"words"}
    await confirm_objective_cause(words="Mất điện toàn phường", by=head, **act)
    row = (await fetch("SELECT * FROM lateness"))[0]
    assert (row["objective_by"], row["objective_words"]) == (head.officer_id, "Mất điện toàn phường")
    with pytest.raises(Conflict):
        await confirm_objective_cause(words="Lần nữa", by=head, **act)
    assert (await kinds_of(task))[-1] == "task.objective_confirmed"


async def test_art_14_2_a_head_confirms_no_cause_of_the_heads_own_lateness(world):
    await submitted(world, owner="KT001", day=NEXT_FRIDAY, by="TL001", lead="KT001")
    lateness = (await fetch("SELECT id FROM lateness"))[0]["id"]
    with pytest.raises(NotAllowed):
        await confirm_objective_cause(
            lateness=lateness, words="Bận", ground=PAPER, by=await world.viewer("KT001"), now=world.now
        )
    await confirm_objective_cause(
        lateness=lateness, words="Đi chống bão", ground=PAPER, by=await world.viewer("TL001"), now=world.now
    )


async def test_art_14_2_b_a_cause_is_confirmed_only_for_a_failed_check(world):
    task, head = await submitted(world), await world.viewer("KT001")
    submission = (await fetch("SELECT id FROM submission"))[0]["id"]
    act = {
        "submission": submission,
        "words": "Số liệu nguồn sai",
        "ground": PAPER,
        "by": head,
        "now": world.now,
    }
    with pytest.raises(Refused):
        await confirm_objective_cause(**act)
    await return_result(
        task=task,
        words="Sai số liệu",
        failed_check=True,
        rework_due=None,
        by=head,
        now=at(WEDNESDAY, 15),
        version=await version_of(task),
    )
    await confirm_objective_cause(**act)
    assert (await fetch("SELECT objective_by FROM submission"))[0]["objective_by"] == head.officer_id
