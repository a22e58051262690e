"""Work given to many units at once: begun, followed, and its rest reminded, on both databases."""

import json
from datetime import date

import pytest

from app import db
from app.clock import at
from app.db import fetch
from app.errors import NotAllowed, NotFound, Refused
from app.history import verify
from app.people.queries import office_calendar
from app.tasks.campaign_queries import (
    CampaignFilter,
    Figures,
    campaign_count,
    campaign_list,
    campaign_seen,
    last_round,
)
from app.tasks.campaign_reminding import NOBODY_LEFT, remind_rest
from app.tasks.campaigns import CampaignEntry, DirectEntry, begin_campaign
from app.tasks.commands import name_owner, receive_task, remind, withdraw_task
from app.tasks.flag_sql import Marks
from tests.db.work import THURSDAY, WEDNESDAY, counts, kinds_of, row_of, version_of

UNITS = ("VP", "KT", "VX", "HC")
AFTER = at(date(2026, 12, 1), 9)  # the date of Thursday has passed


async def began(world, by: str = "TL001", units=UNITS, **changes) -> int:
    values = {
        "title": "Rà soát nhà văn hóa tổ dân phố",
        "campaign": CampaignEntry(
            tuple(world.ids[code] for code in units), "Báo cáo kết quả rà soát", THURSDAY
        ),
    }
    entry = DirectEntry(**{**values, **changes})
    return await begin_campaign(entry=entry, by=await world.viewer(by), now=world.now)


async def tasks_of(campaign: int) -> dict[str, int]:
    """The campaign's tasks by their unit's code."""
    rows = await fetch(
        "SELECT t.id, u.code FROM task t JOIN unit u ON u.id = t.unit WHERE t.campaign = {}", campaign
    )
    return {row["code"]: row["id"] for row in rows}


async def confirmed(world, task: int, head: str, owner: str) -> None:
    """The unit's head names an owner, who receives the work."""
    await name_owner(
        task=task,
        owner=world.ids[owner],
        lead=world.ids[head],
        working_deadline=None,
        by=await world.viewer(head),
        now=world.now,
        version=await version_of(task),
    )
    await receive_task(task=task, by=await world.viewer(owner), now=world.now, version=await version_of(task))


async def marks_on(day: date) -> Marks:
    return Marks(day, await office_calendar())


async def reminded(world, campaign: int, whom: str = "both", by: str = "TL001", now=None, words: str = ""):
    return await remind_rest(
        campaign=campaign, whom=whom, words=words, by=await world.viewer(by), now=now or world.now
    )


async def reminders() -> list[dict]:
    return await fetch("SELECT * FROM reminder ORDER BY id")


# --- to begin ----------------------------------------------------------------------------------


async def test_the_same_work_is_given_to_each_unit_without_a_draft_before(world):
    campaign = await began(world, basis="Kết luận giao ban ngày 20/11/2026")
    tasks = await tasks_of(campaign)
    assert sorted(tasks) == sorted(UNITS)
    for task in tasks.values():
        row = await row_of(task)
        assert (row["state"], row["due_on"], row["owner"]) == ("awaiting_person", THURSDAY, None)
        assert row["basis"] == "Kết luận giao ban ngày 20/11/2026"
        assert await kinds_of(task) == ["task.given_to_unit"]
    (act,) = await fetch("SELECT facts FROM history WHERE kind = 'campaign.started'")
    assert json.loads(act["facts"]) == {
        "title": "Rà soát nhà văn hóa tổ dân phố",
        "units": [world.ids[code] for code in UNITS],
        "deadline": "2026-11-26",
    }
    assert (await verify()).sound


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"title": ""}, {"title"}),
        ({"campaign": CampaignEntry((), "", None)}, {"units", "product", "deadline"}),
        (
            {"campaign": CampaignEntry((999, 998), "Báo cáo kết quả", date(2026, 11, 20))},
            {"units", "deadline"},
        ),
        ({"directive": 999}, {"directive"}),
        ({"basis": "x" * 301}, {"basis"}),
    ],
)
async def test_everything_at_fault_is_named_at_once_and_nothing_is_written(world, changes, faults):
    before = await counts()
    with pytest.raises(Refused) as refusal:
        await began(world, **changes)
    assert set(refusal.value.fields) >= faults
    assert await counts() == before
    assert not await fetch("SELECT id FROM campaign")


async def test_one_unit_alone_is_no_campaign_and_a_unit_named_twice_is_one(world):
    with pytest.raises(Refused) as refusal:
        await began(world, units=("KT", "KT"))
    assert set(refusal.value.fields) == {"units"}


async def test_staff_may_not_begin_one_and_a_head_only_within_the_own_units(world):
    with pytest.raises(NotAllowed):
        await began(world, by="KT003")
    with pytest.raises(Refused) as refusal:
        await began(world, by="KT001", units=("KT", "VX"))
    assert set(refusal.value.fields) == {"units"}
    assert not await fetch("SELECT id FROM task")


# --- how far the units are ---------------------------------------------------------------------


async def test_the_figures_count_who_confirmed_who_is_late_and_who_is_done(world):
    campaign = await began(world)
    tasks = await tasks_of(campaign)
    await confirmed(world, tasks["KT"], "KT001", "KT003")
    await fetch("UPDATE task SET state = 'done' WHERE id = {}", tasks["VX"])
    chief = await world.viewer("TL001")
    _, figures = await campaign_seen(campaign, chief, await marks_on(WEDNESDAY))
    assert figures == Figures(units=4, confirmed=2, late=0, done=1)
    _, figures = await campaign_seen(campaign, chief, await marks_on(date(2026, 12, 1)))
    assert figures == Figures(units=4, confirmed=2, late=3, done=1)


async def test_a_unit_whose_task_was_withdrawn_no_longer_counts(world):
    campaign = await began(world)
    task = (await tasks_of(campaign))["HC"]
    chief = await world.viewer("TL001")
    await withdraw_task(task=task, reason="Không còn cần", by=chief, now=world.now, version=1)
    _, figures = await campaign_seen(campaign, chief, await marks_on(WEDNESDAY))
    assert figures.units == 3


async def test_a_division_sees_its_own_part_and_who_has_none_nothing(world):
    campaign = await began(world, units=("VP", "KT"))
    marks = await marks_on(WEDNESDAY)
    _, figures = await campaign_seen(campaign, await world.viewer("KT001"), marks)
    assert figures.units == 1
    with pytest.raises(NotFound):
        await campaign_seen(campaign, await world.viewer("VX001"), marks)
    with pytest.raises(NotFound):
        await campaign_seen(999, await world.viewer("TL001"), marks)


async def test_the_list_keeps_what_is_asked_for_with_the_newest_first(world):
    first = await began(world)
    second = await began(world, title="Tổng vệ sinh môi trường", units=("KT", "VX"))
    await fetch("UPDATE task SET state = 'done' WHERE campaign = {}", second)
    chief, marks = await world.viewer("TL001"), await marks_on(date(2026, 12, 1))

    async def ids(**asked: str) -> list[int]:
        chosen = CampaignFilter.read(asked)
        rows = await campaign_list(chosen, chief, marks, 20, 0)
        assert await campaign_count(chosen, chief, marks) == len(rows)
        return [row["id"] for row, _ in rows]

    assert await ids() == [second, first]
    assert await ids(state="open") == await ids(state="late") == await ids(state="not_confirmed") == [first]
    assert await ids(state="finished") == [second]
    assert await ids(q="moi truong") == [second]
    assert await ids(state="nonsense", q="khong co") == []
    assert await campaign_count(CampaignFilter(), await world.viewer("KT003"), marks) == 0


# --- to remind the rest ------------------------------------------------------------------------


async def test_one_press_reminds_everybody_who_has_not_confirmed(world):
    campaign = await began(world)
    tasks = await tasks_of(campaign)
    await confirmed(world, tasks["KT"], "KT001", "KT003")
    rest = await reminded(world, campaign, "not_confirmed", words=" Sắp đến hạn ")
    assert set(rest.reminded) == {tasks["VP"], tasks["VX"], tasks["HC"]}
    assert rest.skipped == ()
    rows = await reminders()
    assert {(row["to_officer"], row["kind"], row["words"]) for row in rows} == {
        (world.ids[code], "campaign", "Sắp đến hạn") for code in ("VP001", "VX001", "HC001")
    }
    assert (await kinds_of(tasks["VP"]))[-1] == "task.reminded"
    assert (await verify()).sound


async def test_late_units_are_reminded_whether_they_confirmed_or_not(world):
    campaign = await began(world)
    tasks = await tasks_of(campaign)
    await confirmed(world, tasks["KT"], "KT001", "KT003")
    with pytest.raises(Refused) as refusal:
        await reminded(world, campaign, "late")
    assert refusal.value.text == NOBODY_LEFT
    rest = await reminded(world, campaign, "late", now=AFTER)
    assert set(rest.reminded) == set(tasks.values())
    assert world.ids["KT003"] in {row["to_officer"] for row in await reminders()}


async def test_nobody_is_reminded_twice_of_one_task_on_one_day(world):
    campaign = await began(world)
    tasks = await tasks_of(campaign)
    chief = await world.viewer("TL001")
    await remind(task=tasks["KT"], by=chief, now=world.now, version=1)
    rest = await reminded(world, campaign)
    assert set(rest.reminded) == {tasks["VP"], tasks["VX"], tasks["HC"]}
    assert rest.skipped == ((tasks["KT"], "today"),)
    before = await counts()
    with pytest.raises(Refused) as refusal:
        await reminded(world, campaign)
    assert "hôm nay đã được nhắc" in refusal.value.text.vi
    assert await counts() == before
    assert len(await reminders()) == 4


async def test_who_is_not_reminded_is_kept_with_the_reason(world):
    campaign = await began(world, units=("TL", "VP", "KT"))
    tasks = await tasks_of(campaign)
    await fetch("UPDATE posting SET to_date = {} WHERE officer = {}", date(2026, 11, 1), world.ids["KT001"])
    rest = await reminded(world, campaign)
    assert rest.reminded == (tasks["VP"],)
    assert set(rest.skipped) == {(tasks["TL"], "self"), (tasks["KT"], "no_head")}
    last = await last_round(campaign, await world.viewer("TL001"), WEDNESDAY)
    assert last is not None
    assert (last.reminded, [(row["id"], why) for row, why in last.skipped]) == (
        1,
        [(tasks["KT"], "no_head"), (tasks["TL"], "self")],
    )


async def test_the_clerk_who_began_it_reminds_and_an_inspector_may_not(world):
    campaign = await began(world, by="VP002")
    rest = await reminded(world, campaign, by="VP002")
    assert len(rest.reminded) == 4
    with pytest.raises(NotAllowed):
        await reminded(world, campaign, by="TL003", now=AFTER)


async def test_a_deputy_above_reminds_all_and_a_head_of_one_unit_nobody_of_the_own_desk(world):
    campaign = await began(world)
    assert len((await reminded(world, campaign, by="TL002")).reminded) == 4
    with pytest.raises(Refused):
        await reminded(world, campaign, by="KT001", now=AFTER)


async def test_reminding_is_refused_whole_for_an_unknown_choice_or_words_too_long(world):
    campaign = await began(world)
    with pytest.raises(Refused) as refusal:
        await reminded(world, campaign, "everybody", words="x" * 501)
    assert set(refusal.value.fields) == {"whom", "words"}
    assert not await reminders()


async def test_the_statements_of_one_press_do_not_grow_with_the_units(world, monkeypatch):
    ran: list[str] = []
    current = db.engine()
    really = current.run_querystring

    async def counted(querystring, in_pool=False):
        ran.append(str(querystring))
        return await really(querystring, in_pool)

    few, many = await began(world, units=("VP", "KT")), await began(world)
    monkeypatch.setattr(current, "run_querystring", counted)
    await reminded(world, few)
    of_two, ran[:] = len(ran), []
    await reminded(world, many)
    assert len(ran) <= of_two
