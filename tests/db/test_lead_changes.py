"""The through-line lead changes only with the approval of the common superior of the old and the new lead."""

import pytest

from app.clock import at
from app.db import fetch_one
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.people.queries import office_calendar
from app.tasks.commands import (
    accept_result,
    appoint,
    ask_lead_change,
    decide_lead_change,
    give_to_unit,
    name_owner,
    submit_result,
)
from app.tasks.flag_sql import Marks
from app.tasks.holder_duties import lead_changes
from tests.db.test_offers import facts_of, refused_leaves_nothing
from tests.db.work import MONDAY, entry, given, kinds_of, offered, row_of, taken, version_of

EVERYBODY = (
    *("TL001", "TL002", "TL003", "VP001", "VP002", "KT001", "KT002", "KT003", "KT004"),
    *("VX001", "VX002", "HC001"),
)


async def asked(world, task: int, to: str | None, by: str, words: str = "Chuyển công tác") -> int:
    return await ask_lead_change(
        task=task,
        to_lead=world.ids[to] if to else None,
        words=words,
        by=await world.viewer(by),
        now=at(MONDAY, 9),
        version=await version_of(task),
    )


async def decided(world, change: int, by: str, approved: bool = True, words: str = "Đồng ý") -> None:
    await decide_lead_change(
        change_id=change, approved=approved, words=words, by=await world.viewer(by), now=at(MONDAY, 15)
    )


async def with_duty(world) -> set[str]:
    """Who finds a change of lead among what they have to do."""
    marks, found = Marks(MONDAY, await office_calendar()), set()
    for code in EVERYBODY:
        if await lead_changes(await world.viewer(code), marks) is not None:
            found.add(code)
    return found


async def lead_of(task: int) -> int:
    return (await row_of(task))["lead"]


@pytest.mark.parametrize(
    ("old", "new", "superiors"),
    [
        ("KT003", "KT004", {"KT001", "KT002", "TL001", "TL002"}),  # the unit of both
        ("KT002", "KT004", {"KT001", "TL001", "TL002"}),  # the deputy is one of the two
        ("KT001", "KT004", {"TL001", "TL002"}),  # its head is the old lead: the unit above
        ("KT003", "KT001", {"TL001", "TL002"}),  # or the new one
        ("KT003", "VX002", {"TL001", "TL002"}),  # two units: the one that contains both
        ("TL001", "KT003", {"TL002"}),  # at the root another person who may assign there
    ],
)
async def test_the_common_superior_decides_and_nobody_else(world, old, new, superiors):
    asker = "KT003" if old == "KT003" else old
    task = await given(world, by="TL001", lead=old)
    change = await asked(world, task, new, asker)
    assert await lead_of(task) == world.ids[old]  # until it is approved
    assert await with_duty(world) == superiors
    for code in set(EVERYBODY) - superiors:
        await refused_leaves_nothing(decided(world, change, code), (NotAllowed, NotFound))
    await decided(world, change, min(superiors))
    assert await lead_of(task) == world.ids[new]
    said = await facts_of(task, "task.lead_change_decided")
    assert (said["lead"], said["approved"]) == ([world.ids[old], world.ids[new]], True)
    assert await with_duty(world) == set()


async def test_a_common_superior_who_asks_decides_by_asking(world):
    task = await given(world, lead="KT003")
    await asked(world, task, "KT004", "KT001")
    assert await lead_of(task) == world.ids["KT004"]
    assert (await kinds_of(task))[-2:] == ["task.lead_change_asked", "task.lead_change_decided"]


async def test_a_refused_change_leaves_the_lead_and_another_may_be_asked_for(world):
    task = await given(world, lead="KT003", by="TL001")
    change = await asked(world, task, "KT004", "KT003")
    await refused_leaves_nothing(asked(world, task, "KT005", "KT003"), Refused)  # one at a time
    refusal = await refused_leaves_nothing(decided(world, change, "KT001", words=" "), Refused)
    assert set(refusal.fields) == {"words"}
    await decided(world, change, "KT001", approved=False, words="Chưa cần")
    assert await lead_of(task) == world.ids["KT003"]
    await refused_leaves_nothing(decided(world, change, "KT001"), Conflict)
    await asked(world, task, "KT005", "KT003")


async def test_asking_names_all_mistakes_and_leaves_nothing(world):
    task = await given(world, lead="KT003")
    refusal = await refused_leaves_nothing(asked(world, task, None, "KT003", words=""), Refused)
    assert set(refusal.fields) == {"to_lead", "words"}
    refusal = await refused_leaves_nothing(asked(world, task, "KT003", "KT003"), Refused)
    assert set(refusal.fields) == {"to_lead"}


async def test_the_owner_asks_only_as_lead_and_strangers_do_not_know_the_task(world):
    task = await given(world, owner="KT003", lead="KT001")
    await refused_leaves_nothing(asked(world, task, "KT004", "KT003"), NotAllowed)
    await refused_leaves_nothing(asked(world, task, "KT004", "VX001"), NotFound)


async def test_who_stands_above_both_leads_sees_work_of_another_unit_while_it_waits(world):
    """The work is with VX, both leads are of VP: its head decides and must be able to read what it is about."""
    task = await given(world, by="TL001", owner="VX002", lead="VP002")
    change = await asked(world, task, "VP004", "VP002")
    await decided(world, change, "VP001")
    assert await lead_of(task) == world.ids["VP004"]
    row = await fetch_one("SELECT decided_by FROM lead_change WHERE id = {}", change)
    assert row["decided_by"] == world.ids["VP001"]


async def test_finished_work_keeps_its_lead(world):
    task = await given(world, by="TL001", lead="KT003")
    change = await asked(world, task, "KT004", "KT003")
    owner, head = await world.viewer("KT003"), await world.viewer("KT001")
    await submit_result(
        task=task, words="Báo cáo 1/BC", by=owner, now=at(MONDAY, 10), version=await version_of(task)
    )
    await accept_result(task=task, by=head, now=at(MONDAY, 11), version=await version_of(task))
    await refused_leaves_nothing(decided(world, change, "KT001"), Refused)
    assert await with_duty(world) == set()


async def test_no_move_changes_the_lead(world):
    task = await given(world, lead="KT001", by="TL001")
    await offered(world, task, "VX002", at(MONDAY, 9), by="TL001")
    await taken(task, at(MONDAY, 10))
    await appoint(
        task=task,
        to_officer=world.ids["HC002"],
        words="Làm đến cùng",
        by=await world.viewer("TL001"),
        now=at(MONDAY, 11),
        version=await version_of(task),
    )
    assert await lead_of(task) == world.ids["KT001"]


async def test_naming_an_owner_keeps_the_lead_whom_the_work_brings(world):
    mayor, head = await world.viewer("TL001"), await world.viewer("KT001")
    task = await give_to_unit(
        entry=entry(world, owner=None, lead="TL002", unit=world.ids["KT"]), by=mayor, now=world.now
    )

    def named(lead: str):
        return name_owner(
            task=task,
            owner=world.ids["KT003"],
            lead=world.ids[lead],
            working_deadline=None,
            by=head,
            now=at(MONDAY, 9),
            version=1,
        )

    refusal = await refused_leaves_nothing(named("KT003"), Refused)
    assert set(refusal.fields) == {"lead"}
    await named("TL002")
    assert (await lead_of(task), (await row_of(task))["owner"]) == (world.ids["TL002"], world.ids["KT003"])
