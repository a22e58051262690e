"""Acts on many tasks: the preview says what the single acts say, and all is done or nothing."""

from dataclasses import replace

import pytest

from app import clock
from app.db import engine
from app.errors import NotFound, Refused
from app.people.queries import office_calendar
from app.tasks.bulk import BULK_ACTS, CHANGED, BulkAct, Given, bulk_act, bulk_acts_of, do_all, plan
from app.tasks.commands import TaskEntry, give_to_unit, hand_back, receive_task, save_draft, withdraw_task
from app.tasks.facts import act_facts, task_row
from app.tasks.flag_sql import Marks
from app.tasks.many_facts import act_facts_of
from app.tasks.rules import Act, why_not
from app.text import Text
from tests.db.work import (
    WEDNESDAY,
    counts,
    entry,
    given,
    holdings_of,
    kinds_of,
    row_of,
    submitted,
    taken,
    version_of,
)

PEOPLE = ("TL001", "TL002", "TL003", "VP001", "VP002", "VP003", "KT001", "KT002", "KT003", "VX001", "VX002")
LATER = clock.at(WEDNESDAY, 15)


def act_of(code: str) -> BulkAct:
    found = bulk_act(code)
    assert found is not None
    return found


async def marks(world) -> Marks:
    return Marks(world.today, await office_calendar())


async def every_kind_of_task(world) -> list[int]:
    """A task in each state, of staff, of a head, of the root's head, of no unit, with a hand-back."""
    head, clerk = await world.viewer("KT001"), await world.viewer("VP002")
    given_back = await given(world, owner="KT004")
    await hand_back(
        task=given_back,
        reason="overload",
        words="Đang có bảy việc.",
        by=await world.viewer("KT004"),
        now=world.now,
        version=await version_of(given_back),
    )
    under_way = await given(world, owner="KT005")
    await receive_task(
        task=under_way, by=await world.viewer("KT005"), now=world.now, version=await version_of(under_way)
    )
    withdrawn = await given(world)
    await withdraw_task(
        task=withdrawn, reason="Nhầm", by=head, now=world.now, version=await version_of(withdrawn)
    )
    return [
        given_back,
        under_way,
        withdrawn,
        await given(world),
        await given(world, by="TL001", owner="KT001", lead="TL001", unit=world.ids["KT"]),
        await given(world, by="TL002", owner="TL001", lead="TL002", unit=world.ids["TL"]),
        await submitted(world, owner="KT003"),
        await save_draft(entry=TaskEntry(title="Nháp của văn thư"), by=clerk, now=world.now),
        await save_draft(entry=TaskEntry(title="Nháp", unit=world.ids["KT"]), by=head, now=world.now),
        await give_to_unit(
            entry=entry(world, owner=None, lead=None, unit=world.ids["VX"]),
            by=await world.viewer("TL001"),
            now=world.now,
        ),
    ]


async def test_what_many_tasks_say_of_a_person_is_what_each_says_alone(world):
    tasks = await every_kind_of_task(world)
    for code in PEOPLE:
        viewer = await world.viewer(code)
        rows = []
        for task in tasks:
            try:
                rows.append(await task_row(task, viewer, world.today))
            except NotFound:
                continue
        many = await act_facts_of(rows, viewer, world.today)
        assert many == {row["id"]: await act_facts(row, viewer, world.today) for row in rows}, code


async def test_the_preview_says_for_each_task_what_its_own_page_says(world):
    tasks = await every_kind_of_task(world)
    viewer = await world.viewer("KT001")
    for act in BULK_ACTS:
        for planned in await plan(viewer, act, tasks, await marks(world)):
            row = await task_row(planned.line.row["id"], viewer, world.today)
            assert planned.no == why_not(act.act, await act_facts(row, viewer, world.today)), act.code


async def test_the_preview_leaves_out_what_is_out_of_sight(world):
    mine, other = await given(world), await given(world, by="VX001", owner="VX002", lead="VX001")
    planned = await plan(await world.viewer("KT001"), act_of("withdraw"), [other, mine], await marks(world))
    assert [each.line.row["id"] for each in planned] == [mine]
    with pytest.raises(NotFound):
        await plan(await world.viewer("KT001"), act_of("withdraw"), [other, 999_999], await marks(world))


async def test_the_number_of_statements_of_a_preview_does_not_grow(world, monkeypatch):
    tasks = [await given(world) for _ in range(12)]
    viewer, today = await world.viewer("TL001"), await marks(world)
    ran: list[str] = []
    current = engine()
    really = current.run_querystring

    async def counted(querystring, in_pool=False):
        ran.append(str(querystring))
        return await really(querystring, in_pool)

    monkeypatch.setattr(current, "run_querystring", counted)
    await plan(viewer, act_of("reassign"), tasks[:1], today)
    few = len(ran)
    ran.clear()
    await plan(viewer, act_of("reassign"), tasks, today)
    assert len(ran) == few


async def done(world, code: str, tasks: list[int], who: str, now=None, **told) -> list[str]:
    versions = {task: await version_of(task) for task in tasks}
    return await do_all(
        act=act_of(code),
        versions=versions,
        given=Given(**told),
        by=await world.viewer(who),
        now=now or world.now,
        marks=await marks(world),
    )


async def test_each_act_is_the_single_act_with_one_row_of_history_for_each_task(world):
    tasks = [await given(world) for _ in range(3)]
    await done(world, "receive", tasks, "KT003")
    assert [(await row_of(task))["state"] for task in tasks] == ["in_progress"] * 3
    await done(
        world,
        "reassign",
        tasks,
        "KT001",
        person=world.ids["KT004"],
        reason="absence",
        words="Đồng chí Đức đi học.",
    )
    for task in tasks:
        assert (await row_of(task))["owner"] == world.ids["KT003"]  # until it is taken
        await taken(task, world.now)
        assert (await row_of(task))["owner"] == world.ids["KT004"]
        assert len(await holdings_of(task)) == 2
        assert await kinds_of(task) == ["task.assigned", "task.received", "task.offered", "task.taken"]
    await done(world, "withdraw", tasks, "KT001", words="Văn bản đã thay thế.")
    assert [(await row_of(task))["withdrawn_reason"] for task in tasks] == ["Văn bản đã thay thế."] * 3
    results = [await submitted(world, owner="KT005") for _ in range(2)]
    codes = await done(world, "accept", results, "KT001", now=LATER)
    assert codes == [(await row_of(task))["code"] for task in results]
    assert [(await kinds_of(task))[-1] for task in results] == ["task.accepted"] * 2


async def refused(world, act: str, versions: dict[int, int], who: str = "KT001", **told) -> Refused:
    """The refusal; nothing at all was written."""
    before = await counts()
    with pytest.raises(Refused) as no:
        await do_all(
            act=act_of(act),
            versions=versions,
            given=Given(**told),
            by=await world.viewer(who),
            now=LATER,
            marks=await marks(world),
        )
    assert await counts() == before
    return no.value


async def test_a_task_changed_meanwhile_is_named_and_nothing_is_done(world):
    first, second = await submitted(world), await submitted(world, owner="KT004")
    looked_at = {first: await version_of(first), second: await version_of(second) - 1}
    no = await refused(world, "accept", looked_at)
    code = (await row_of(second))["code"]
    assert set(no.fields) == {"tasks"}
    assert f"{code}: {CHANGED.vi}" in no.text.vi
    assert (await row_of(first))["code"] not in no.text.vi


async def test_a_task_that_no_longer_admits_the_act_is_named_with_the_words_of_the_single_act(world):
    first, second = await submitted(world), await given(world)
    looked_at = {task: await version_of(task) for task in (first, second)}
    no = await refused(world, "accept", looked_at)
    assert f"{(await row_of(second))['code']}: Nhiệm vụ đang ở trạng thái “mới giao”" in no.text.vi


async def test_a_task_that_is_out_of_sight_stops_the_whole(world):
    mine, other = await submitted(world), await given(world, by="VX001", owner="VX002", lead="VX001")
    no = await refused(world, "accept", {mine: await version_of(mine), other: 1})
    assert "không còn trong phạm vi được xem" in no.text.vi


async def test_nobody_decides_on_work_of_their_own_among_others(world):
    own = await given(world, by="TL001", owner="KT001", lead="TL001", unit=world.ids["KT"])
    staff = await given(world)
    looked_at = {task: await version_of(task) for task in (own, staff)}
    no = await refused(world, "withdraw", looked_at, words="Thôi")
    assert "không ai tự quyết định về việc của chính mình" in no.text.vi


async def test_what_is_asked_once_is_refused_at_its_field_all_at_once(world):
    tasks = {task: await version_of(task) for task in [await given(world), await given(world)]}
    assert set((await refused(world, "reassign", tasks)).fields) == {"person", "reason", "words"}
    assert set((await refused(world, "withdraw", tasks)).fields) == {"words"}
    stranger = await refused(
        world, "reassign", tasks, person=world.ids["VX002"], reason="moved", words="Điều chuyển"
    )
    assert set(stranger.fields) == {"person"}


async def test_every_task_that_does_not_suit_what_is_asked_is_named(world):
    """Who takes them holds some of them already: the others stay where they were."""
    tasks = [await given(world), *[await given(world, owner="KT004") for _ in range(2)]]
    versions = {task: await version_of(task) for task in tasks}
    no = await refused(
        world, "reassign", versions, person=world.ids["KT004"], reason="moved", words="Điều chuyển"
    )
    codes = [(await row_of(task))["code"] for task in tasks]
    assert set(no.fields) == {"person"}
    assert codes[0] not in no.text.vi
    assert all(f"{code}: người này đang giữ việc" in no.text.vi for code in codes[1:])


async def test_one_task_that_fails_takes_back_what_was_done_to_the_others(world):
    """Whatever breaks off in the middle: nothing of it stays."""
    tasks = [await given(world), await given(world)]
    act = act_of("withdraw")
    before = await counts()

    async def breaks(row, told, by, now):
        if row["id"] == tasks[1]:
            raise Refused(Text("không được", "no"))
        await act.run(row, told, by, now)

    with pytest.raises(Refused) as no:
        await do_all(
            act=replace(act, run=breaks),
            versions={task: await version_of(task) for task in tasks},
            given=Given(words="Nhầm"),
            by=await world.viewer("KT001"),
            now=LATER,
            marks=await marks(world),
        )
    assert no.value.fields["tasks"].vi == f"{(await row_of(tasks[1]))['code']}: không được"
    assert await counts() == before


@pytest.mark.parametrize(
    ("code", "acts"),
    [
        ("KT001", ["accept", "reassign", "withdraw", "receive"]),
        ("KT003", ["receive"]),
        ("TL003", ["receive"]),
        ("VP002", ["withdraw", "receive"]),
    ],
)
async def test_each_role_is_offered_its_own_acts(world, code, acts):
    assert [each.code for each in bulk_acts_of(await world.viewer(code))] == acts


def test_the_register_is_sound():
    assert len({each.code for each in BULK_ACTS}) == len(BULK_ACTS)
    for each in BULK_ACTS:
        assert isinstance(each.act, Act)
        assert set(each.asks) <= {"person", "reason", "words"}
        assert set(each.optional) <= set(each.asks)
        assert all(text.vi and text.en for text in (each.label, each.does, each.done))
