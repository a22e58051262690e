"""Ủy quyền on both databases: what a deputy sees and decides, in whose name, and what is refused."""

import asyncio
import json
import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.clock import at
from app.db import fetch, fetch_one, write
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.history import in_place_of, record, verify
from app.people import administration
from app.people.delegating import give_delegation, revoke_delegation
from app.people.delegation import Proposed
from app.people.delegation_lists import DelegationFilter, delegation_seen, delegations, own_delegations
from app.people.delegation_queries import deputies_on
from app.people.permissions import Permission as P
from app.people.queries import viewer_of_officer
from app.tasks import commands, desk
from app.tasks.facts import act_facts, day_of, task_row
from app.tasks.flag_sql import Marks
from app.tasks.in_place import Period, Times, falls_to_deputy
from app.tasks.list_routes import marks_of_today
from app.tasks.queries import task_page
from app.tasks.rules import Act, State, why_not
from app.tasks.sight import FROM, falls_to, visible
from app.tasks.timeline import timeline
from tests.db.work import entry, given, open_offer, submitted, version_of

SUNDAY = date(2026, 11, 22)  # the day of the tests' clock
LAST = date(2026, 11, 27)


def asked(world: Any, **changes: Any) -> Proposed:
    """KT001 lets KT004, who has no such right, stand in for five days."""
    usual = Proposed(
        giver=world.ids["KT001"],
        deputy=world.ids["KT004"],
        unit=world.ids["KT"],
        scope="all",
        document="15/UQ-KT",
        document_date=SUNDAY,
        from_date=SUNDAY,
        to_date=LAST,
    )
    return replace(usual, **changes)


async def delegate(world: Any, *, by: str = "KT001", with_backlog: bool = False, **changes: Any) -> int:
    return await give_delegation(
        asked=asked(world, **changes), with_backlog=with_backlog, by=await world.viewer(by), now=world.now
    )


async def table_counts() -> tuple[int, int]:
    rows = [(await fetch(f"SELECT COUNT(*) AS n FROM {name}"))[0]["n"] for name in ("delegation", "history")]
    return rows[0], rows[1]


async def last_act(task: int) -> dict[str, Any]:
    row = await fetch_one(
        "SELECT kind, actor, facts FROM history WHERE subject_type = 'task' AND subject_id = {}"
        " ORDER BY seq DESC LIMIT 1",
        task,
    )
    assert row is not None
    return {**row, "facts": json.loads(row["facts"])}


# --- giving and revoking -----------------------------------------------------------------------


async def test_a_head_delegates_and_the_history_says_what(world):
    made = await delegate(world)
    row = await fetch_one("SELECT * FROM history WHERE kind = 'delegation.given'")
    facts = json.loads(row["facts"])
    assert (row["subject_type"], row["subject_id"], row["actor"]) == (
        "delegation",
        made,
        world.ids["KT001"],
    )
    assert {name: facts[name] for name in ("giver", "deputy", "unit", "scope", "document", "from", "to")} == {
        "giver": world.ids["KT001"],
        "deputy": world.ids["KT004"],
        "unit": world.ids["KT"],
        "scope": "all",
        "document": "15/UQ-KT",
        "from": "2026-11-22",
        "to": "2026-11-27",
    }


async def test_an_administrator_records_what_a_head_delegated(world):
    await delegate(world, by="VP003")
    assert await deputies_on([world.ids["KT001"]], SUNDAY) == {world.ids["KT001"]: world.ids["KT004"]}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"deputy": "KT001"}, "deputy"),
        ({"unit": "VX"}, "giver"),
        ({"unit": "TL"}, "giver"),
        ({"scope": "everything"}, "scope"),
        ({"document": ""}, "document"),
        ({"from_date": SUNDAY - timedelta(days=1), "document_date": date(2026, 1, 5)}, "from_date"),
        ({"to_date": SUNDAY - timedelta(days=1)}, "to_date"),
    ],
)
async def test_a_faulty_delegation_is_refused_and_leaves_nothing(world, changes, field):
    before = await table_counts()
    values = {name: world.ids.get(value, value) for name, value in changes.items()}
    with pytest.raises(Refused) as refused:
        await delegate(world, **values)
    assert set(refused.value.fields) == {field}
    assert await table_counts() == before


async def test_the_same_giver_and_unit_have_one_delegation_at_a_time(world):
    first = await delegate(world)
    with pytest.raises(Refused) as refused:
        await delegate(world, deputy=world.ids["KT002"], from_date=LAST, to_date=LAST + timedelta(days=2))
    assert set(refused.value.fields) == {"from_date"}
    await revoke_delegation(
        delegation=first, words="Đổi người", by=await world.viewer("KT001"), now=world.now
    )
    assert await delegate(world, deputy=world.ids["KT002"])


@pytest.mark.parametrize("by", ["KT002", "KT003", "VP001", "TL003"])
async def test_nobody_else_delegates_for_a_head(world, by):
    before = await table_counts()
    with pytest.raises(NotAllowed):
        await delegate(world, by=by)
    assert await table_counts() == before


async def test_a_delegation_is_not_delegated_on(world):
    """The deputy of a mayor holds the right in the mayor's place, and hands it to nobody."""
    await delegate(
        world, by="TL001", giver=world.ids["TL001"], deputy=world.ids["VX001"], unit=world.ids["TL"]
    )
    with pytest.raises(Refused) as refused:
        await delegate(
            world,
            by="VX001",
            giver=world.ids["VX001"],
            deputy=world.ids["VX002"],
            unit=world.ids["TL"],
        )
    assert set(refused.value.fields) == {"giver"}


async def test_a_delegation_is_revoked_at_once_once_and_with_words(world):
    made = await delegate(world)
    head, deputy = await world.viewer("KT001"), await world.viewer("KT004")
    assert deputy.can(P.TASK_ASSIGN)
    before = await table_counts()
    with pytest.raises(Refused) as refused:
        await revoke_delegation(delegation=made, words=" ", by=head, now=world.now)
    assert set(refused.value.fields) == {"words"}
    for other in ("KT004", "KT002", "VX001"):
        with pytest.raises(NotAllowed):
            await revoke_delegation(delegation=made, words="x", by=await world.viewer(other), now=world.now)
    assert await table_counts() == before
    await revoke_delegation(delegation=made, words="Đã trở lại", by=head, now=world.now)
    assert not (await world.viewer("KT004")).can(P.TASK_ASSIGN)
    assert await deputies_on([world.ids["KT001"]], SUNDAY) == {}
    with pytest.raises(Conflict):
        await revoke_delegation(delegation=made, words="x", by=head, now=world.now)
    with pytest.raises(NotFound):
        await revoke_delegation(delegation=made + 9, words="x", by=head, now=world.now)


async def test_a_giver_who_lost_the_post_gives_nothing(world):
    await delegate(world)
    grant = await fetch_one(
        "SELECT id FROM role_grant WHERE officer = {} AND role = 'unit_head'", world.ids["KT001"]
    )
    await administration.take_role(
        officer=world.ids["KT001"],
        grant=grant["id"],
        last_day=SUNDAY + timedelta(days=1),
        by=await world.viewer("VP003"),
        now=world.now,
    )
    deputy, giver = world.ids["KT004"], world.ids["KT001"]
    for days, holds in ((0, True), (1, True), (2, False)):
        day = SUNDAY + timedelta(days=days)
        assert bool((await viewer_of_officer(deputy, today=day)).in_place) is holds
        assert bool(await deputies_on([giver], day)) is holds


async def test_a_giver_who_left_or_has_no_post_gives_nothing(world):
    await delegate(world)
    async with write():
        await fetch("UPDATE posting SET to_date = {} WHERE officer = {}", SUNDAY, world.ids["KT001"])
    assert (await viewer_of_officer(world.ids["KT004"], today=SUNDAY)).in_place
    assert not (await viewer_of_officer(world.ids["KT004"], today=SUNDAY + timedelta(days=1))).in_place
    async with write():
        await fetch("UPDATE officer SET active = false WHERE id = {}", world.ids["KT001"])
    assert not (await viewer_of_officer(world.ids["KT004"], today=SUNDAY)).in_place


# --- what the deputy sees ----------------------------------------------------------------------


async def seen_by(world: Any, code: str) -> set[int]:
    where = visible(await world.viewer(code), SUNDAY)
    return {row["id"] for row in await fetch(f"SELECT t.id{FROM}WHERE {where.sql}", *where.args)}


async def test_the_deputy_sees_exactly_what_is_due_in_the_period(world):
    due = await given(world, owner="KT003", deadline=LAST)
    later = await given(world, owner="KT003", deadline=LAST + timedelta(days=3))
    handed_in = await submitted(world, owner="KT005", day=SUNDAY, deadline=LAST + timedelta(days=9))
    elsewhere = await given(world, by="VX001", owner="VX002", lead="VX001", deadline=LAST)
    assert await seen_by(world, "KT004") == set()
    await delegate(world)
    assert await seen_by(world, "KT004") == {due, handed_in}
    deputy = await world.viewer("KT004")
    for hidden in (later, elsewhere):
        with pytest.raises(NotFound):
            await task_row(hidden, deputy, SUNDAY)


async def test_the_backlog_comes_along_only_where_the_delegation_says_so(world):
    task = await given(world, deadline=LAST)
    async with write():
        await fetch("UPDATE task SET due_on = {} WHERE id = {}", date(2026, 11, 2), task)
    made = await delegate(world)
    assert await seen_by(world, "KT004") == set()
    await revoke_delegation(delegation=made, words="Ghi lại", by=await world.viewer("KT001"), now=world.now)
    await delegate(world, with_backlog=True)
    assert await seen_by(world, "KT004") == {task}


async def generated(world: Any, rng: random.Random) -> list[int]:
    """Thirty tasks of the unit and of others, in every state, with dates around the period."""
    made = []
    for _ in range(30):
        owner = rng.choice(["KT001", "KT003", "KT004", "KT005", "VX002"])
        by = "TL001" if owner == "KT001" else owner[:2] + "001"
        made.append(await given(world, by=by, owner=owner, lead=by, deadline=LAST))
    async with write():
        for task in made:
            state = rng.choice(list(State))
            await fetch(
                "UPDATE task SET state = {}, due_on = {}, submitted_at = {}, unit_given_at = {} WHERE id = {}",
                state.value,
                around(rng),
                moment(rng),
                moment(rng),
                task,
            )
            if state is State.AWAITING_PERSON:
                await fetch("UPDATE task SET owner = NULL WHERE id = {}", task)
            if rng.random() < 0.4:
                await fetch(
                    "INSERT INTO hand_over (task, kind, reason, words, at, decision_words)"
                    " VALUES ({}, 'hand_back', 'overload', 'x', {}, '')",
                    task,
                    moment(rng) or world.now,
                )
            if rng.random() < 0.4:
                await fetch(
                    "INSERT INTO extension (task, number, old_due, asked_due, reason, words, asked_by, asked_at,"
                    " after_deadline, decision_words) VALUES ({}, 1, {}, {}, 'x', 'x', {}, {}, false, '')",
                    task,
                    LAST,
                    LAST,
                    world.ids["KT003"],
                    moment(rng) or world.now,
                )
    return made


def around(rng: random.Random) -> date | None:
    return rng.choice([None, SUNDAY + timedelta(days=rng.randint(-4, 10))])


def moment(rng: random.Random) -> Any:
    day = around(rng)
    return at(day, rng.choice([0, 23]), rng.choice([0, 59])) if day else None


@pytest.mark.parametrize("seed", range(4))
async def test_lists_and_acts_agree_on_what_falls_to_the_deputy(world, seed):
    """The condition of the lists, the rule in words and the acts say the same of generated tasks."""
    rng = random.Random(seed)  # noqa: S311 - test data
    await generated(world, rng)
    scope = ("all", "decide")[seed % 2]
    await delegate(world, scope=scope, with_backlog=seed > 1)
    deputy = await world.viewer("KT004")
    (grant,) = deputy.in_place
    listed = falls_to(deputy, grant)
    in_sql = {row["id"] for row in await fetch(f"SELECT t.id{FROM}WHERE {listed.sql}", *listed.args)}
    decides = desk.decides_here(deputy, SUNDAY)
    decided = {row["id"] for row in await fetch(f"SELECT t.id{FROM}WHERE {decides.sql}", *decides.args)}
    by = grant.in_place_of
    period = Period(by.first, by.last, by.with_backlog)
    rows = await fetch("SELECT t.*, u.path AS unit_path FROM task t LEFT JOIN unit u ON u.id = t.unit")
    found = 0
    for row in rows:
        in_unit = row["unit"] == world.ids["KT"]
        falls = in_unit and falls_to_deputy(period, await times_of(row))
        assert (row["id"] in in_sql) is falls, row
        facts = await act_facts(row, deputy, SUNDAY)
        assert bool(facts.in_place) is (falls and row["owner"] != world.ids["KT001"]), row
        above = any(each.facts.is_above for each in facts.in_place)
        assert (row["id"] in decided) is above, row
        if above and row["state"] == "submitted":
            assert why_not(Act.ACCEPT, facts) is None
        found += falls
    assert 0 < found < len(rows)


async def times_of(row: dict[str, Any]) -> Times:
    back = await fetch_one(
        "SELECT at FROM hand_over WHERE task = {} AND kind = 'hand_back' AND decided_at IS NULL", row["id"]
    )
    more = await fetch_one("SELECT asked_at FROM extension WHERE task = {} AND granted IS NULL", row["id"])
    return Times(
        State(row["state"]),
        row["due_on"],
        day_of(row["submitted_at"]),
        day_of(back["at"]) if back else None,
        day_of(more["asked_at"]) if more else None,
        day_of(row["unit_given_at"]),
    )


# --- what the deputy does ----------------------------------------------------------------------


async def test_a_result_accepted_by_the_deputy_says_in_whose_place(world):
    task = await submitted(world, owner="KT003", day=SUNDAY)
    await delegate(world)
    deputy = await world.viewer("KT004")
    await commands.accept_result(task=task, by=deputy, now=world.now, version=await version_of(task))
    act = await last_act(task)
    assert act["actor"] == world.ids["KT004"]
    assert act["facts"]["on_behalf"] == world.ids["KT001"]
    page = await task_page(deputy, task, await marks_of_today())
    assert page.submissions[0]["decided_for"] == "Vũ Đình Long"
    told = await timeline(page.events, "vi")
    assert told[0].by == "Trịnh Thị Ngân, thay mặt Vũ Đình Long"
    assert (await verify()).sound


async def test_a_deputy_with_an_own_right_acts_in_that_right(world):
    task = await submitted(world, owner="KT003", day=SUNDAY)
    await delegate(world, deputy=world.ids["KT002"])
    deputy = await world.viewer("KT002")
    await commands.accept_result(task=task, by=deputy, now=world.now, version=await version_of(task))
    assert "on_behalf" not in (await last_act(task))["facts"]


async def test_work_given_in_anothers_place_says_so_and_the_narrow_scope_gives_none(world):
    made = await delegate(world)
    deputy = await world.viewer("KT004")
    task = await commands.assign_task(entry=entry(world, lead="KT004"), by=deputy, now=world.now)
    assert (await last_act(task))["facts"]["on_behalf"] == world.ids["KT001"]
    draft = await commands.save_draft(
        entry=entry(world, lead="KT004", unit=world.ids["KT"]), by=deputy, now=world.now
    )
    await commands.assign_task(
        entry=entry(world, lead="KT004"), by=deputy, now=world.now, task=draft, version=1
    )
    assert (await last_act(draft))["facts"]["on_behalf"] == world.ids["KT001"]
    with pytest.raises(Refused):
        await commands.assign_task(entry=entry(world, owner="VX002"), by=deputy, now=world.now)
    await revoke_delegation(delegation=made, words="Đổi", by=await world.viewer("KT001"), now=world.now)
    await delegate(world, scope="decide")
    deputy = await world.viewer("KT004")
    for act in (commands.assign_task, commands.give_to_unit, commands.save_draft):
        with pytest.raises(NotAllowed):
            await act(entry=entry(world), by=deputy, now=world.now)


async def test_the_narrow_scope_reaches_no_further_from_an_own_right_elsewhere(world):
    """A head who also decides for another unit gives no work to that unit's people."""
    await delegate(world, deputy=world.ids["VX001"], scope="decide")
    head = await world.viewer("VX001")
    with pytest.raises(Refused) as refused:
        await commands.assign_task(entry=entry(world, lead="VX001"), by=head, now=world.now)
    assert set(refused.value.fields) == {"owner"}


async def test_the_narrow_scope_decides_on_hand_backs_and_names_the_next_holder(world):
    task = await given(world, owner="KT003")
    paper = await commands.hand_back(
        task=task,
        reason="overload",
        words="Nhiều việc",
        by=await world.viewer("KT003"),
        now=world.now,
        version=1,
    )
    await delegate(world, scope="decide")
    deputy = await world.viewer("KT004")
    with pytest.raises(NotAllowed):
        await commands.withdraw_task(task=task, reason="x", by=deputy, now=world.now, version=2)
    await commands.decide_hand_back(
        hand_over=paper, upheld=True, to_officer=world.ids["KT005"], words="Đồng ý", by=deputy, now=world.now
    )
    assert (await open_offer(task))["to_officer"] == world.ids["KT005"]
    assert (await last_act(task))["facts"]["on_behalf"] == world.ids["KT001"]


async def test_neither_the_deputys_nor_the_givers_own_work_is_decided_on(world):
    own = await submitted(world, owner="KT004", day=SUNDAY)
    givers = await submitted(world, by="TL001", owner="KT001", lead="TL001", day=SUNDAY)
    await delegate(world)
    deputy = await world.viewer("KT004")
    for task in (own, givers):
        with pytest.raises(NotAllowed):
            await commands.accept_result(task=task, by=deputy, now=world.now, version=await version_of(task))


async def test_sheets_incidents_and_causes_stay_with_the_head(world):
    await delegate(world)
    deputy = await world.viewer("KT004")
    for permission in (P.SHEET_CONFIRM, P.SHEET_READ, P.INCIDENT_CONCLUDE, P.INCIDENT_READ, P.REPORT_READ):
        assert not deputy.can(permission)


async def test_after_an_act_that_leads_out_of_the_period_the_deputy_still_sees_the_task(world):
    task = await submitted(world, owner="KT003", day=SUNDAY, deadline=LAST)
    await delegate(world)
    deputy = await world.viewer("KT004")
    await commands.return_result(
        task=task,
        words="Bổ sung phụ lục",
        failed_check=False,
        rework_due=LAST + timedelta(days=10),
        by=deputy,
        now=world.now,
        version=await version_of(task),
    )
    assert (await task_row(task, deputy, SUNDAY))["state"] == "in_progress"
    with pytest.raises(NotAllowed):
        await commands.withdraw_task(
            task=task, reason="x", by=deputy, now=world.now, version=await version_of(task)
        )


async def test_acts_at_the_same_time_never_borrow_each_others_giver(world):
    """One person acts by delegation, another in their own right, a third act fails: no row mixes them up."""
    await delegate(world)
    deputy, head = await world.viewer("KT004"), await world.viewer("KT001")
    mine = [await submitted(world, owner="KT003", day=SUNDAY) for _ in range(4)]
    theirs = [await submitted(world, owner="KT005", day=SUNDAY) for _ in range(4)]
    failing = await submitted(world, owner="KT004", day=SUNDAY)

    async def accept(task: int, by: Any) -> None:
        await commands.accept_result(task=task, by=by, now=world.now, version=await version_of(task))

    async def refused() -> None:
        with pytest.raises(NotAllowed):
            await accept(failing, deputy)

    pairs = zip(mine, theirs, strict=True)
    await asyncio.gather(
        *(act for one, two in pairs for act in (accept(one, deputy), accept(two, head), refused()))
    )
    for task in mine:
        assert (await last_act(task))["facts"].get("on_behalf") == head.officer_id
    for task in theirs:
        assert "on_behalf" not in (await last_act(task))["facts"]


async def test_what_is_remembered_of_one_act_is_gone_with_its_transaction_and_stays_with_its_record(world):
    deputy, giver = world.ids["KT004"], world.ids["KT001"]
    async with write():
        in_place_of(giver, by=deputy, subject=("task", 1))
        await record("task.accepted", ("task", 1), by=deputy, now=world.now)
        await record("task.accepted", ("task", 2), by=deputy, now=world.now)
        await record("task.late", ("task", 1), by=None, now=world.now)
        in_place_of(None, by=deputy, subject=("task", 1))
        await record("task.returned", ("task", 1), by=deputy, now=world.now)
    with pytest.raises(RuntimeError):
        async with write():
            in_place_of(giver, by=deputy, subject=("task", 1))
            raise RuntimeError("the act broke off")
    await record("task.accepted", ("task", 1), by=deputy, now=world.now)
    rows = await fetch("SELECT facts FROM history ORDER BY seq DESC LIMIT 5")
    assert [json.loads(row["facts"]).get("on_behalf") for row in reversed(rows)] == [
        giver,
        None,
        None,
        None,
        None,
    ]


# --- lists -------------------------------------------------------------------------------------


async def test_who_sees_which_delegations(world):
    made = await delegate(world)
    for code in ("KT001", "KT004", "TL001", "TL003", "VP003"):
        assert (await delegation_seen(await world.viewer(code), made, SUNDAY))["document"] == "15/UQ-KT"
    for code in ("KT003", "VX001", "KT002"):
        with pytest.raises(NotFound):
            await delegation_seen(await world.viewer(code), made, SUNDAY)


async def test_the_list_is_narrowed_by_whose_standing_and_name(world):
    await delegate(world)
    head, today = await world.viewer("KT001"), SUNDAY

    async def found(**asked_for: str) -> int:
        return len(await delegations(head, DelegationFilter(**asked_for), today))

    assert [await found(whose=whose) for whose in ("given", "received", "")] == [1, 0, 1]
    assert [await found(standing=each) for each in ("running", "coming", "past", "revoked")] == [1, 0, 0, 0]
    assert [await found(search=words) for words in ("ngan", "15/uq", "kt004", "khong co")] == [1, 1, 1, 0]
    assert [row["document"] for row in await own_delegations(head, today)] == ["15/UQ-KT"]
    assert await own_delegations(head, LAST + timedelta(days=1)) == []


async def test_the_list_says_where_a_delegation_is_without_effect(world):
    await delegate(world)
    async with write():
        await fetch(
            "UPDATE role_grant SET to_date = {} WHERE officer = {}",
            SUNDAY - timedelta(days=1),
            world.ids["KT001"],
        )
    (row,) = await delegations(await world.viewer("VP003"), DelegationFilter(), SUNDAY)
    assert row["idle"]


async def test_what_waits_on_the_first_page_of_a_deputy_follows_the_scope(world):
    waiting = await submitted(world, owner="KT003", day=SUNDAY)
    in_unit = await commands.give_to_unit(
        entry=entry(world, owner=None, lead=None, unit=world.ids["KT"]),
        by=await world.viewer("VP002"),
        now=world.now,
    )
    made = await delegate(world)
    marks: Marks = await marks_of_today()
    deputy = await world.viewer("KT004")
    assert [each.line.row["id"] for each in await desk.results_waiting(deputy, marks)] == [waiting]
    assert [each.line.row["id"] for each in await desk.unit_work_waiting(deputy, marks)] == [in_unit]
    assert await desk.results_count(deputy, marks) == await desk.unit_work_count(deputy, marks) == 1
    await revoke_delegation(delegation=made, words="Đổi", by=await world.viewer("KT001"), now=world.now)
    await delegate(world, scope="decide")
    deputy = await world.viewer("KT004")
    assert await desk.unit_work_waiting(deputy, marks) == []
    assert (await desk.results_count(deputy, marks), await desk.unit_work_count(deputy, marks)) == (1, 0)
