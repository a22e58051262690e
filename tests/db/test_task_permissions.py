"""Who may do what with whose task: the whole matrix, asked of the commands themselves."""

import pytest

from app.errors import NotAllowed, NotFound
from app.tasks.commands import (
    accept_result,
    assign_task,
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
from tests.db.work import counts, entry, given, submitted, version_of

#: mayor, deputy mayor, inspector, head, deputy, owner and colleague of the unit, clerk, head of another unit
CAST = ("TL001", "TL002", "TL003", "KT001", "KT002", "KT003", "KT004", "VP002", "VX001")
ASSIGNERS = {"TL001", "TL002", "KT001", "KT002"}


async def allowed(act) -> bool:
    """Whether the act goes through; a refusal must be one of 403 and 404 and write nothing."""
    before = await counts()
    try:
        await act
    except (NotAllowed, NotFound):
        assert await counts() == before
        return False
    return True


async def who_may(world, prepare, act) -> set[str]:
    found = set()
    for code in CAST:
        task = await prepare()
        if await allowed(act(task, await world.viewer(code), await version_of(task))):
            found.add(code)
    return found


async def test_only_the_owner_receives_reports_submits_and_hands_back(world):
    async def prepare():
        return await given(world)

    now = world.now
    for act in (
        lambda task, by, version: receive_task(task=task, by=by, now=now, version=version),
        lambda task, by, version: report_progress(
            task=task, percent=5, words="Đã làm", by=by, now=now, version=version
        ),
        lambda task, by, version: submit_result(task=task, words="Báo cáo", by=by, now=now, version=version),
        lambda task, by, version: hand_back(
            task=task, reason="overload", words="Nhiều việc", by=by, now=now, version=version
        ),
    ):
        assert await who_may(world, prepare, act) == {"KT003"}


async def test_who_may_assign_over_the_unit_accepts_returns_moves_and_withdraws(world):
    async def waiting():
        return await submitted(world)

    async def held():
        return await given(world)

    now, taker = world.now, world.ids["KT005"]
    for prepare, act in (
        (waiting, lambda task, by, version: accept_result(task=task, by=by, now=now, version=version)),
        (
            waiting,
            lambda task, by, version: return_result(
                task=task,
                words="Làm lại",
                failed_check=False,
                rework_due=None,
                by=by,
                now=now,
                version=version,
            ),
        ),
        (
            held,
            lambda task, by, version: reassign(
                task=task, to_officer=taker, reason="moved", words="Đổi", by=by, now=now, version=version
            ),
        ),
        (
            held,
            lambda task, by, version: withdraw_task(
                task=task, reason="Trùng", by=by, now=now, version=version
            ),
        ),
    ):
        assert await who_may(world, prepare, act) == ASSIGNERS


async def test_a_heads_own_work_is_decided_on_in_the_unit_above(world):
    async def prepare():
        return await submitted(world, owner="KT001", by="TL001", lead="KT001")

    def act(task, by, version):
        return accept_result(task=task, by=by, now=world.now, version=version)

    assert await who_may(world, prepare, act) == {"TL001", "TL002"}


async def test_the_work_of_who_heads_the_root_is_decided_on_by_another_assigner_there(world):
    async def prepare():
        return await submitted(world, owner="TL001", by="TL001", lead="TL001")

    def act(task, by, version):
        return accept_result(task=task, by=by, now=world.now, version=version)

    assert await who_may(world, prepare, act) == {"TL002"}


async def test_a_deputys_work_is_decided_on_by_the_head_not_by_the_deputy(world):
    async def prepare():
        return await submitted(world, owner="KT002", lead="KT001")

    def act(task, by, version):
        return accept_result(task=task, by=by, now=world.now, version=version)

    assert await who_may(world, prepare, act) == {"TL001", "TL002", "KT001"}


async def test_who_may_assign_draft_and_name(world):
    now = world.now
    in_unit = entry(world, owner=None, lead=None, unit=world.ids["KT"])
    for code in CAST:
        by = await world.viewer(code)
        assert await allowed(_own_unit(assign_task, world, by, code)) == (code in {*ASSIGNERS, "VX001"})
        drafts = code in {*ASSIGNERS, "VP002", "VX001"}
        assert await allowed(save_draft(entry=entry(world, owner=None), by=by, now=now)) == drafts

    async def prepare():
        return await give_to_unit(entry=in_unit, by=await world.viewer("VP002"), now=now)

    def name(task, by, version):
        return name_owner(
            task=task,
            owner=world.ids["KT004"],
            lead=world.ids["KT004"],
            working_deadline=None,
            by=by,
            now=now,
            version=version,
        )

    assert await who_may(world, prepare, name) == ASSIGNERS


def _own_unit(command, world, by, code):
    """An assignment inside the unit of a head of another unit, else inside KT."""
    people = {"owner": "VX002", "lead": "VX001"} if code == "VX001" else {}
    return command(entry=entry(world, **people), by=by, now=world.now)


async def test_a_clerks_draft_without_a_unit_is_finished_by_who_is_above_the_clerk(world):
    clerk = await world.viewer("VP002")

    async def prepare():
        return await save_draft(entry=entry(world, owner=None, lead=None), by=clerk, now=world.now)

    def act(task, by, version):
        return assign_task(entry=entry(world), by=by, now=world.now, task=task, version=version)

    assert await who_may(world, prepare, act) == {"TL001", "TL002"}


@pytest.mark.parametrize("code", ["KT004", "VX001", "HC002"])
async def test_a_task_out_of_sight_is_not_found_whatever_is_asked(world, code):
    task = await given(world)
    with pytest.raises(NotFound):
        await withdraw_task(task=task, reason="x", by=await world.viewer(code), now=world.now, version=1)
