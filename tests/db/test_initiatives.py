"""Protected initiatives on both databases (Decree 73/2023): recorded, ended, shown beside the sheet."""

from datetime import date

import pytest

from app.clock import at
from app.db import fetch
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.evaluation.months import Month
from app.evaluation.sheet_evidence import grounds_of
from app.people.tables import Officer
from app.tasks.commands import end_initiative
from app.tasks.initiative_rules import Advice
from app.tasks.initiatives import initiatives_of
from tests.db.following import protect
from tests.db.test_task_refusals import refused_fields
from tests.db.work import MONDAY, counts, given, kinds_of, submitted, version_of

NOVEMBER = Month(2026, 11)


async def test_decree_73_2023_the_decision_maker_stands_apart_from_the_advisers(world):
    task = await given(world)
    before = await version_of(task)
    await protect(world, task)
    (row,) = await initiatives_of(task)
    assert row["decided_name"] == "Vũ Đình Long"
    assert row["advisers"] == [("Trịnh Thị Ngân", "Thử ở hai điểm trước")]
    assert row["document"] == "88/QĐ-UBND"
    assert (await kinds_of(task))[-1] == "task.protected"
    assert await version_of(task) == before


async def test_only_those_who_assign_the_work_record_it(world):
    task = await given(world)
    before = await counts()
    for code in ("KT003", "TL003", "VP002"):
        with pytest.raises(NotAllowed):
            await protect(world, task, by=code)
    with pytest.raises(NotFound):
        await protect(world, task, by="VX001")
    assert await counts() == before
    own = await given(world, owner="KT001", by="TL001", lead="KT001")
    with pytest.raises(NotAllowed):
        await protect(world, own, by="KT001")
    await protect(world, own, by="TL001")


async def test_every_mistake_is_named_at_once_and_nothing_is_left(world):
    task = await given(world)
    wrong = {
        "proposal": " ",
        "document": "",
        "from_date": date(2026, 11, 1),
        "decided_by": world.ids["KT004"],
        "advisers": (Advice(world.ids["KT004"], ""), Advice(999, "x")),
    }
    assert await refused_fields(protect(world, task, **wrong)) == {
        *("proposal", "document", "from_date", "adviser_1", "advice_1", "adviser_2"),
    }
    await Officer.update(active=False).where(Officer.id == world.ids["KT005"])
    assert await refused_fields(protect(world, task, decided_by=world.ids["KT005"])) == {"decided_by"}


async def test_one_initiative_at_a_time_and_an_end_has_a_reason(world):
    task, head = await given(world), await world.viewer("KT001")
    first = await protect(world, task)
    with pytest.raises(Refused):
        await protect(world, task)
    assert await refused_fields(end_initiative(initiative=first, words=" ", by=head, now=world.now)) == {
        "words"
    }
    with pytest.raises(NotAllowed):
        await end_initiative(initiative=first, words="Thôi", by=await world.viewer("KT003"), now=world.now)
    await end_initiative(initiative=first, words="Đã thay bằng quy trình mới", by=head, now=at(MONDAY, 9))
    (row,) = await fetch("SELECT * FROM initiative")
    assert (row["ended_on"], row["ended_by"], row["ended_words"]) == (
        MONDAY,
        head.officer_id,
        "Đã thay bằng quy trình mới",
    )
    assert (await kinds_of(task))[-1] == "task.protection_ended"
    with pytest.raises(Conflict):
        await end_initiative(initiative=first, words="Lần nữa", by=head, now=world.now)
    with pytest.raises(NotFound):
        await end_initiative(initiative=first + 9, words="x", by=head, now=world.now)
    await protect(world, task)


async def test_it_stands_beside_iii_1_to_iii_4_of_who_decides_carries_out_and_advised(world):
    task = await submitted(world)
    await protect(world, task)

    async def grounds(code: str, month: Month = NOVEMBER) -> dict[str, str]:
        found = await grounds_of(world.ids[code], month, ())
        return {each.criterion: each.text.vi for each in found}

    for code, part in (("KT001", "người quyết định"), ("KT003", "người thực hiện"), ("KT004", "tham mưu")):
        beside = await grounds(code)
        assert set(beside) == {"III.1", "III.2", "III.3", "III.4"}
        assert all(part in words and "88/QĐ-UBND ngày 02/11/2026" in words for words in beside.values())
    assert await grounds("KT005") == {}
    assert await grounds("KT001", Month(2026, 10)) == {}
    assert await grounds("KT001", Month(2027, 1)) == {}
