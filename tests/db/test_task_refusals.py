"""Every refusal names what is at fault and leaves nothing behind."""

from datetime import date

import pytest

from app.clock import at
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.tasks.commands import (
    TaskEntry,
    accept_result,
    assign_task,
    decide_hand_back,
    give_to_unit,
    hand_back,
    name_owner,
    reassign,
    receive_task,
    report_progress,
    return_result,
    save_draft,
    submit_result,
    withdraw_task,
)
from app.tasks.entry import LONGEST_TEXT
from tests.db.work import FRIDAY, WEDNESDAY, counts, entry, given, row_of, submitted, version_of


async def refused_fields(act) -> set[str]:
    """The fields at fault; what was written before stays, and nothing more."""
    before = await counts()
    with pytest.raises(Refused) as refused:
        await act
    assert await counts() == before
    assert all(text.vi and text.en for text in refused.value.fields.values())
    return set(refused.value.fields)


async def test_the_gate_names_every_field_at_fault_at_once(world):
    head = await world.viewer("KT001")
    empty = assign_task(entry=TaskEntry(title=" "), by=head, now=world.now)
    assert await refused_fields(empty) == {"title", "product", "owner", "lead", "deadline"}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"deadline": FRIDAY}, {"deadline"}),
        ({"owner": "VX002"}, {"owner"}),
        ({"lead": "VX002"}, {"lead"}),
        ({"catalogue_item": 999}, {"catalogue_item"}),
        ({"directive": 999}, {"directive"}),
        ({"unit": 999}, {"unit"}),
        ({"coordinations": ((999, "", None),)}, {"coordinations"}),
        ({"owner": "VX002", "lead": None, "product": "không có"}, {"owner", "lead", "product"}),
    ],
)
async def test_each_fault_of_an_assignment_is_at_its_field(world, changes, fields):
    head = await world.viewer("KT001")
    assert await refused_fields(assign_task(entry=entry(world, **changes), by=head, now=world.now)) == fields


async def test_the_owner_belongs_to_the_lead_unit(world):
    mayor = await world.viewer("TL001")
    wrong = entry(world, owner="VX002", unit=world.ids["KT"])
    assert await refused_fields(assign_task(entry=wrong, by=mayor, now=world.now)) == {"owner"}


async def test_an_officer_who_left_is_given_nothing(world):
    from app.people.tables import Officer, Posting

    head = await world.viewer("KT001")
    await Officer.update(active=False).where(Officer.id == world.ids["KT003"])
    await Posting.update(to_date=FRIDAY).where(Posting.officer == world.ids["KT004"])
    for owner in ("KT003", "KT004"):
        act = assign_task(entry=entry(world, owner=owner), by=head, now=world.now)
        assert await refused_fields(act) == {"owner"}


async def test_a_draft_needs_a_title_and_its_own_units(world):
    clerk, head = await world.viewer("VP002"), await world.viewer("KT001")
    assert await refused_fields(save_draft(entry=TaskEntry(""), by=clerk, now=world.now)) == {"title"}
    foreign = TaskEntry("Việc", unit=world.ids["VX"])
    assert await refused_fields(save_draft(entry=foreign, by=head, now=world.now)) == {"unit"}
    unclear = TaskEntry("Việc", unit=world.ids["VX"])
    fields = await refused_fields(give_to_unit(entry=unclear, by=clerk, now=world.now))
    assert fields == {"product", "deadline"}


async def test_words_are_asked_for_in_every_decision(world):
    head, owner = await world.viewer("KT001"), await world.viewer("KT003")
    task = await given(world)
    own, above = {"by": owner, "now": world.now}, {"by": head, "now": world.now}
    assert await refused_fields(report_progress(task=task, percent=101, words=" ", version=1, **own)) == {
        "percent",
        "words",
    }
    assert await refused_fields(submit_result(task=task, words="", version=1, **own)) == {"words"}
    assert await refused_fields(
        hand_back(task=task, reason="moved", words="", suggested=owner.officer_id, version=1, **own)
    ) == {"reason", "words", "suggested"}
    assert await refused_fields(withdraw_task(task=task, reason=" ", version=1, **above)) == {"reason"}
    assert await refused_fields(
        reassign(task=task, to_officer=None, reason="tired", words="", version=1, **above)
    ) == {"reason", "words", "to_officer"}
    assert await refused_fields(
        reassign(task=task, to_officer=owner.officer_id, reason="moved", words="x", version=1, **above)
    ) == {"to_officer"}


async def test_a_return_says_what_and_until_when(world):
    task, head = await submitted(world), await world.viewer("KT001")
    act = return_result(
        task=task,
        words="",
        failed_check=True,
        rework_due=FRIDAY,
        by=head,
        now=at(WEDNESDAY, 15),
        version=await version_of(task),
    )
    assert await refused_fields(act) == {"words", "rework_due"}


async def test_the_decision_on_a_hand_back_needs_words_and_another_person(world):
    head, owner = await world.viewer("KT001"), await world.viewer("KT003")
    task = await given(world)
    paper = await hand_back(
        task=task, reason="overload", words="Đang giữ 12 việc", by=owner, now=world.now, version=1
    )
    for upheld in (True, False):
        act = decide_hand_back(
            hand_over=paper,
            upheld=upheld,
            to_officer=owner.officer_id,
            words="",
            by=head,
            now=world.now,
        )
        assert await refused_fields(act) == {"words", "to_officer"}


async def test_words_without_end_are_refused_where_they_are_not_asked_for(world):
    head, owner = await world.viewer("KT001"), await world.viewer("KT003")
    task, endless = await given(world), "x" * (LONGEST_TEXT + 1)
    act = submit_result(task=task, words=endless, by=owner, now=world.now, version=1)
    assert await refused_fields(act) == {"words"}
    waiting = await submitted(world)
    act = accept_result(
        task=waiting, words=endless, by=head, now=world.now, version=await version_of(waiting)
    )
    assert await refused_fields(act) == {"words"}


async def test_a_state_that_does_not_admit_the_act_writes_nothing(world):
    head, owner = await world.viewer("KT001"), await world.viewer("KT003")
    task = await submitted(world)
    version = await version_of(task)
    own = {"task": task, "by": owner, "now": world.now, "version": version}
    above = {"task": task, "by": head, "now": world.now, "version": version}
    for act in (
        receive_task(**own),
        report_progress(percent=1, words="x", **own),
        submit_result(words="Báo cáo", **own),
        hand_back(reason="overload", words="x", **own),
        withdraw_task(reason="x", **above),
        reassign(to_officer=world.ids["KT004"], reason="moved", words="x", **above),
        name_owner(owner=world.ids["KT004"], lead=head.officer_id, working_deadline=None, **above),
    ):
        assert await refused_fields(act) == set()


async def test_another_version_and_another_persons_task_write_nothing(world):
    owner, stranger = await world.viewer("KT003"), await world.viewer("VX002")
    task = await given(world)
    before = await counts()
    with pytest.raises(Conflict):
        await receive_task(task=task, by=owner, now=world.now, version=7)
    with pytest.raises(NotFound):
        await receive_task(task=task, by=stranger, now=world.now, version=1)
    with pytest.raises(NotFound):
        await receive_task(task=task + 99, by=owner, now=world.now, version=1)
    with pytest.raises(NotAllowed):
        await accept_result(task=task, by=owner, now=world.now, version=1)
    assert await counts() == before


async def test_a_failure_in_the_middle_of_an_act_leaves_nothing(world, monkeypatch):
    owner = await world.viewer("KT003")
    task = await given(world)
    before = await counts()

    async def fail(*_, **__):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("app.tasks.working.record", fail)
    with pytest.raises(RuntimeError):
        await submit_result(task=task, words="Báo cáo", by=owner, now=at(date(2026, 12, 1), 8), version=1)
    assert await counts() == before
    assert (await row_of(task))["state"] == "given"
