"""The steps of a sheet on both databases: self-score, confirmation, what blocks them, what is kept."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from app import clock, history
from app.db import engine, fetch, fetch_one, write
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.evaluation import commands
from app.evaluation.board import lines, waiting_for
from app.evaluation.months import Month
from app.evaluation.opening import open_last_month, open_month, running
from app.evaluation.queries import Sheet, load, sheet_of
from app.evaluation.roster import Wanted, counts_by_state, person
from app.evaluation.scoring import Insufficient, Scored
from app.evaluation.sheet_rules import State, blocks
from app.evaluation.sheet_snapshot import unpacked
from app.people.permissions import Permission
from app.tasks.commands import hand_back
from tests.conftest import World
from tests.db.work import given, version_of
from tests.sheet_world import FULL, NOVEMBER, confirmed, points, scored, submission, work

ON_TIME = date(2026, 11, 10)


async def sheet(world: World, code: str, month: Month = NOVEMBER) -> Sheet:
    return await load(await person(month, code), month, today=clock.today())


async def confirm(world: World, code: str, by: str, **changed: Any) -> None:
    opened = await person(NOVEMBER, code)
    assert opened.sheet_id is not None
    asked: dict[str, Any] = {
        "sheet": opened.sheet_id,
        "points": FULL,
        "reasons": {},
        "parts": {},
        "part_reasons": {},
        "comment": "Nhất trí.",
        "reason": "",
        "by": await world.viewer(by),
        "now": clock.now(),
        "version": opened.version,
        **changed,
    }
    await commands.confirm(**asked)


async def refused(world: World, code: str, by: str, **changed: Any) -> set[str]:
    with pytest.raises(Refused) as caught:
        await confirm(world, code, by, **changed)
    return set(caught.value.fields)


# The person's step -------------------------------------------------------------------------------


async def test_a_self_score_is_kept_with_its_words_and_told_in_the_history(world: World) -> None:
    viewer = await world.viewer("KT003")
    made = await commands.self_score(
        officer=world.ids["KT003"],
        month="2026-11",
        points=points(II_3=125),
        words={"II.3": "Một việc chậm"},
        strengths="Ưu điểm",
        weaknesses="Hạn chế",
        by=viewer,
        now=clock.now(),
    )
    found = await sheet(world, "KT003")
    assert found.person.state is State.SELF_SCORED
    assert (found.points["II.3"].own, found.points["II.3"].words) == (125, "Một việc chậm")
    assert (found.strengths, found.weaknesses) == ("Ưu điểm", "Hạn chế")
    kinds = [row["kind"] for row in await history.of_subject(("sheet", made))]
    assert kinds == ["sheet.self_scored", "sheet.opened"]


async def test_every_criterion_without_a_value_or_out_of_bounds_is_named_at_once(world: World) -> None:
    wrong: dict[str, int | None] = {**FULL, "I.1": None, "II.2": 251, "III.4": -1}
    with pytest.raises(Refused) as caught:
        await commands.self_score(
            officer=world.ids["KT003"],
            month=NOVEMBER,
            points=wrong,
            strengths="",
            weaknesses="",
            by=await world.viewer("KT003"),
            now=clock.now(),
        )
    assert set(caught.value.fields) == {"p_I_1", "p_II_2", "p_III_4"}
    assert await fetch("SELECT id FROM sheet") == []


async def test_nobody_scores_for_another(world: World) -> None:
    with pytest.raises(NotAllowed):
        await commands.self_score(
            officer=world.ids["KT003"],
            month=NOVEMBER,
            points=FULL,
            strengths="",
            weaknesses="",
            by=await world.viewer("KT001"),
            now=clock.now(),
        )


async def test_art_2_a_person_who_is_no_civil_servant_has_no_sheet(world: World) -> None:
    with pytest.raises(Refused) as caught:
        await scored(world.ids, "HC004")
    assert "Điều 2" in caught.value.text.vi
    assert await fetch("SELECT id FROM sheet") == []


@pytest.mark.parametrize("month", [Month(2026, 12), Month(2025, 12)])
async def test_a_month_to_come_and_one_before_the_decree_have_no_sheets(world: World, month: Month) -> None:
    with pytest.raises(Refused):
        await scored(world.ids, "KT003", month=month)


async def test_a_self_score_may_be_mended_until_the_sheet_is_confirmed(world: World) -> None:
    await scored(world.ids, "KT003")
    await scored(world.ids, "KT003", given=points(I_1=300))
    assert (await sheet(world, "KT003")).points["I.1"].own == 300
    await confirm(world, "KT003", "KT001", points=points(I_1=300))
    with pytest.raises(Conflict):
        await scored(world.ids, "KT003")


async def test_two_self_scores_from_one_opened_page_end_in_a_conflict(world: World) -> None:
    await scored(world.ids, "KT003")
    with pytest.raises(Conflict):
        await commands.self_score(
            officer=world.ids["KT003"],
            month=NOVEMBER,
            points=FULL,
            strengths="",
            weaknesses="",
            by=await world.viewer("KT003"),
            now=clock.now(),
            version=0,
        )


# The authority's step ----------------------------------------------------------------------------


async def test_a_confirmation_keeps_the_exact_total_and_the_level(world: World) -> None:
    await work(world.ids, "KT003", factor_milli=4000, submitted=ON_TIME, late=True)
    await work(world.ids, "KT003", factor_milli=3000, submitted=ON_TIME)
    await scored(world.ids, "KT003")
    await confirm(world, "KT003", "KT001")
    row = await fetch_one("SELECT * FROM sheet")
    assert row
    exact = 30 + Fraction(70, 3) * (1 + 1 + Fraction(6, 7))
    assert Fraction(int(row["total_numerator"]), int(row["total_denominator"])) == exact
    assert (row["level"], row["state"], row["result"]) == ("excellent", "confirmed", "scored")
    assert row["total_hundredths"] == round(exact * 100)


async def test_a_reason_is_required_where_a_point_differs_from_the_self_score(world: World) -> None:
    await scored(world.ids, "KT003")
    changed = points(II_3=200, III_1=100)
    assert await refused(world, "KT003", "KT001", points=changed) == {"r_II_3", "r_III_1"}
    await confirm(
        world,
        "KT003",
        "KT001",
        points=changed,
        reasons={"II.3": "một việc chậm", "III.1": "chưa có sản phẩm"},
    )
    assert (await sheet(world, "KT003")).points["II.3"].reason == "một việc chậm"


async def test_a_comment_stands_on_every_sheet(world: World) -> None:
    await scored(world.ids, "KT003")
    assert await refused(world, "KT003", "KT001", comment="  ") == {"comment"}


async def test_a_total_that_crosses_90_needs_a_reason_of_its_own(world: World) -> None:
    await work(world.ids, "KT003", submitted=ON_TIME)
    await scored(world.ids, "KT003")
    low = {**FULL, "I.1": 0, "I.2": 0, "II.1": 200}
    said = dict.fromkeys(low, "theo căn cứ")
    assert await refused(world, "KT003", "KT001", points=low, reasons=said) == {"reason"}
    await confirm(world, "KT003", "KT001", points=low, reasons=said, reason="xét cả tháng")
    assert (await sheet(world, "KT003")).crossing_reason == "xét cả tháng"


async def test_every_fault_of_a_confirmation_is_named_at_once(world: World) -> None:
    await work(world.ids, "KT002", submitted=ON_TIME)
    await scored(world.ids, "KT002")
    wrong: dict[str, int | None] = {**FULL, "I.1": None, "II.3": 100}
    found = await refused(world, "KT002", "KT001", points=wrong, comment="")
    assert found == {"p_I_1", "r_II_3", "comment", "part_d", "part_dd", "part_e"}


@pytest.mark.parametrize("by", ["KT001", "TL001", "KT002", "TL003"])
async def test_art_10_nobody_but_the_scoring_authority_confirms(world: World, by: str) -> None:
    """KT001's own sheet: the head above does; not the person, the deputy or the inspector."""
    await scored(world.ids, "KT001")
    if by == "TL001":
        await confirm(world, "KT001", by)
    else:
        with pytest.raises((NotAllowed, NotFound)):
            await confirm(world, "KT001", by)


async def test_the_head_above_does_not_confirm_in_place_of_the_units_head(world: World) -> None:
    await scored(world.ids, "KT003")
    with pytest.raises(NotAllowed) as caught:
        await confirm(world, "KT003", "TL001")
    assert "Vũ Đình Long" in caught.value.text.vi


async def test_a_head_of_another_unit_does_not_know_of_the_sheet(world: World) -> None:
    await scored(world.ids, "KT003")
    with pytest.raises(NotFound):
        await confirm(world, "KT003", "VP001")


async def test_nobody_inside_scores_the_topmost_head(world: World) -> None:
    await scored(world.ids, "TL001")
    found = await sheet(world, "TL001")
    assert found.scorer is None
    assert "cấp trên" in commands.who_scores(found).vi


# What blocks -------------------------------------------------------------------------------------


async def test_without_a_self_score_nothing_is_confirmed(world: World) -> None:
    await open_month(NOVEMBER, now=clock.now())
    assert await refused(world, "KT003", "KT001") == {"block_self_score"}


async def test_a_result_that_waits_and_an_item_not_converted_block_both_at_once(world: World) -> None:
    waiting = await work(world.ids, "KT003", submitted=ON_TIME, decision="")
    await work(world.ids, "KT003", submitted=ON_TIME, factor_milli=None)
    await scored(world.ids, "KT003")
    assert await refused(world, "KT003", "KT001") == {"block_waiting", "block_unconverted"}
    links = [link for block in (await sheet(world, "KT003")).blocks for link in block.links]
    assert f"/tasks/{waiting}" in [href for _, href in links]


async def test_15_3_a_a_leader_waits_for_the_subordinates_that_have_a_score(world: World) -> None:
    for code in ("HC001", "HC002"):
        await work(world.ids, code, submitted=ON_TIME)
    await scored(world.ids, "HC001")
    assert await refused(world, "HC001", "TL001") == {"block_subordinates"}
    await confirmed(world.ids, "HC002", "HC001")
    found = await sheet(world, "HC001")
    assert found.blocks == ()  # HC003 has nothing assigned and HC004 is no civil servant: left out of d
    assert found.parts["d"].proposed == 100
    assert "Cao Thị Mỹ Hạnh" in found.parts["d"].ground.vi


async def leader_ready(world: World, *, low: bool = False) -> None:
    for code in ("HC001", "HC002"):
        await work(world.ids, code, submitted=None if low and code == "HC002" else ON_TIME)
    await confirmed(world.ids, "HC002", "HC001")
    await scored(world.ids, "HC001")


async def test_15_3_a_one_subordinate_below_50_halves_d(world: World) -> None:
    await leader_ready(world, low=True)
    assert (await sheet(world, "HC001")).parts["d"].proposed == 50


async def test_a_leaders_total_uses_the_parts_that_the_authority_chose(world: World) -> None:
    await leader_ready(world)
    parts = {"d": 100, "dd": 50, "e": 100}
    assert await refused(world, "HC001", "TL001", parts=parts) == {"part_reason_dd"}
    await confirm(world, "HC001", "TL001", parts=parts, part_reasons={"dd": "chưa có sáng kiến"})
    result = (await sheet(world, "HC001")).result
    assert isinstance(result, Scored)
    assert result.total == 30 + Fraction(70) * Fraction(11, 12)


async def test_a_part_that_differs_from_the_proposal_needs_a_reason(world: World) -> None:
    await leader_ready(world)
    parts = {"d": 50, "dd": 100, "e": 50}
    found = await refused(world, "HC001", "TL001", parts=parts)
    assert found == {"part_reason_d", "part_reason_dd", "part_reason_e"}


async def test_15_3_b_prolonged_delay_of_the_plan_proposes_half(world: World) -> None:
    await work(world.ids, "HC001", submitted=ON_TIME)
    await work(world.ids, "HC003", given=date(2026, 10, 1), deadline=date(2026, 10, 20))
    assert (await sheet(world, "HC001")).parts["dd"].proposed == 50


# What is kept ------------------------------------------------------------------------------------


async def test_nothing_assigned_is_a_state_and_no_number(world: World) -> None:
    await scored(world.ids, "KT003")
    await confirm(world, "KT003", "KT001")
    row = await fetch_one("SELECT result, total_hundredths, total_numerator, level FROM sheet")
    assert row == {"result": "insufficient", "total_hundredths": None, "total_numerator": "", "level": ""}
    assert isinstance((await sheet(world, "KT003")).result, Insufficient)


async def test_a_confirmed_sheet_stays_as_it_was_when_the_data_change(world: World) -> None:
    task = await work(world.ids, "KT003", submitted=ON_TIME)
    await work(world.ids, "KT003", submitted=ON_TIME)
    await scored(world.ids, "KT003")
    await confirm(world, "KT003", "KT001")
    before = await sheet(world, "KT003")
    assert not before.changed_since
    async with write():
        await fetch("UPDATE task SET factor_milli = 9000 WHERE id = {}", task)
        await fetch("UPDATE sheet_point SET confirmed_hundredths = 0")
    after = await sheet(world, "KT003")
    assert (after.result, after.items, after.points) == (before.result, before.items, before.points)
    assert after.changed_since
    assert not after.damaged


async def test_a_snapshot_that_somebody_rewrote_is_shown_as_damaged(world: World) -> None:
    await confirmed(world.ids, "KT003", "KT001")
    row = await fetch_one("SELECT snapshot FROM sheet")
    assert row
    async with write():
        await fetch("UPDATE sheet SET snapshot = {}", row["snapshot"].replace("Nhất trí", "Không nhất trí"))
    assert (await sheet(world, "KT003")).damaged


async def test_the_snapshot_names_rule_evidence_and_result_and_the_history_its_hash(world: World) -> None:
    await work(world.ids, "KT003", submitted=ON_TIME)
    made = await confirmed(world.ids, "KT003", "KT001")
    row = await fetch_one("SELECT snapshot, snapshot_hash FROM sheet")
    assert row
    kept = unpacked(row["snapshot"])
    assert kept["scheme"]["code"] == "ND335-2025"
    assert kept["scheme"]["mark"]
    assert kept["scheme"]["settings"]["lateness_date"] == "extended"
    assert kept["scheme"]["numbers"]["rework_working_days"] == 3
    assert [item["factor"] for item in kept["items"]] == ["1/1"]
    assert kept["result"]["total"] == "100/1"
    newest = (await history.of_subject(("sheet", made)))[0]
    assert newest["facts"]["snapshot"] == row["snapshot_hash"]
    assert (await history.verify()).sound


async def test_evidence_that_came_after_the_page_was_opened_stops_the_confirmation(world: World) -> None:
    await work(world.ids, "KT003", submitted=ON_TIME)
    await scored(world.ids, "KT003")
    seen = (await sheet(world, "KT003")).facts_hash
    await work(world.ids, "KT003")
    with pytest.raises(Conflict) as caught:
        await confirm(world, "KT003", "KT001", seen=seen)
    assert "Căn cứ" in caught.value.text.vi


async def test_a_self_score_mended_meanwhile_stops_the_confirmation(world: World) -> None:
    await scored(world.ids, "KT003")
    version = (await person(NOVEMBER, "KT003")).version
    await scored(world.ids, "KT003", given=points(I_1=400))
    with pytest.raises(Conflict):
        await confirm(world, "KT003", "KT001", version=version)
    assert (await person(NOVEMBER, "KT003")).state is State.SELF_SCORED


async def test_a_submission_after_the_month_does_not_disturb_a_confirmed_sheet(world: World) -> None:
    task = await work(world.ids, "KT003", deadline=date(2026, 11, 20))
    await confirmed(world.ids, "KT003", "KT001")
    await submission(world.ids, task, "KT003", date(2026, 12, 3), due=date(2026, 11, 20))
    assert not (await sheet(world, "KT003")).changed_since


async def test_a_month_is_not_closed_over_work_whose_date_is_still_to_come(world: World) -> None:
    await work(world.ids, "KT003", deadline=date(2026, 11, 30))
    assert "coming" in {block.code for block in (await sheet(world, "KT003")).blocks}
    with pytest.raises(Refused) as refused:
        await confirmed(world.ids, "KT003", "KT001")
    assert "block_coming" in refused.value.fields


async def test_a_month_is_not_closed_over_a_hand_back_that_nobody_decided_on(world: World) -> None:
    task = await given(world)
    await hand_back(
        task=task,
        reason="lacks_papers",
        words="Chưa có hồ sơ thiết kế.",
        suggested=None,
        by=await world.viewer("KT003"),
        now=world.now,
        version=await version_of(task),
    )
    assert "hand_back" in {block.code for block in (await sheet(world, "KT003")).blocks}


@pytest.mark.parametrize(
    ("month", "day", "blocked"),
    [
        (Month(2026, 11), date(2026, 11, 20), True),
        (Month(2026, 11), date(2026, 11, 21), False),
        (Month(2026, 11), date(2026, 12, 1), False),
        (Month(2026, 12), date(2026, 12, 1), False),
    ],
)
def test_a_sheet_is_confirmed_in_the_last_ten_days_of_its_month_at_the_earliest(
    month: Month, day: date, blocked: bool
) -> None:
    found = {block.code for block in blocks(state=State.SELF_SCORED, month=month, today=day, items=())}
    assert ("month" in found) is blocked


# Who sees what, and the lists --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "sees"),
    [("KT003", True), ("KT001", True), ("TL001", True), ("TL003", True), ("KT004", False), ("VP001", False)],
)
async def test_a_sheet_is_read_by_its_person_the_heads_above_and_the_inspector(
    world: World, code: str, sees: bool
) -> None:
    viewer = await world.viewer(code)
    if sees:
        assert (await sheet_of(viewer, NOVEMBER, "KT003", today=clock.today())).person.staff_code == "KT003"
    else:
        with pytest.raises(NotFound):
            await sheet_of(viewer, NOVEMBER, "KT003", today=clock.today())


async def test_the_months_run_opens_each_sheet_once_and_leaves_out_who_is_not_covered(world: World) -> None:
    told: list[tuple[int, int]] = []
    first = await open_month(NOVEMBER, now=clock.now(), tell=lambda done, total: told.append((done, total)))
    again = await open_month(NOVEMBER, now=clock.now())
    assert (first.opened, first.present, first.outside) == (19, 0, 1)
    assert (again.opened, again.present) == (0, 19)
    assert told == [(19, 19)]
    assert await running(NOVEMBER) is None
    works = await fetch("SELECT state, done, total FROM long_work ORDER BY id")
    assert works[0] == {"state": "finished", "done": 19, "total": 19}


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that are asked from here on."""
    asked: list[str] = []
    run = engine().run_querystring

    async def counted(*args: Any, **kwargs: Any) -> Any:
        asked.append(str(args[0]))
        return await run(*args, **kwargs)

    monkeypatch.setattr(engine(), "run_querystring", counted)
    return asked


async def test_the_months_run_takes_far_fewer_statements_than_people(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run itself; who is told of it is asked beside, and does not grow (the next test)."""
    monkeypatch.setattr("app.history.LISTENERS", [])
    asked = counting(monkeypatch)
    assert (await open_month(NOVEMBER, now=clock.now())).opened == 19
    assert len(asked) <= 12
    rows = await fetch("SELECT subject_id FROM history WHERE kind = 'sheet.opened'")
    assert {row["subject_id"] for row in rows} == {row["id"] for row in await fetch("SELECT id FROM sheet")}


async def test_the_months_run_takes_as_many_statements_for_few_people_as_for_many(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also with everything that listens to it: people, their choices, the settings and the calendar once."""
    async with write():
        await fetch("DELETE FROM posting WHERE officer <> {}", world.ids["KT003"])
    asked = counting(monkeypatch)
    assert (await open_month(Month(2026, 10), now=clock.now())).opened == 1
    for_one = len(asked)
    async with write():
        for code in ("KT004", "KT005", "VP001", "VP002", "TL003"):
            await fetch(
                "INSERT INTO posting (officer, unit, title, rank, from_date)"
                " SELECT {}, unit, title, rank, from_date FROM posting WHERE officer = {}",
                world.ids[code],
                world.ids["KT003"],
            )
    asked.clear()
    assert (await open_month(NOVEMBER, now=clock.now())).opened == 6
    assert len(asked) == for_one


async def test_the_run_belongs_to_the_first_of_the_month_and_opens_the_month_before(world: World) -> None:
    await open_last_month(date(2026, 11, 22))
    assert await fetch("SELECT id FROM sheet") == []
    await open_last_month(date(2026, 11, 1))
    assert {row["month"] for row in await fetch("SELECT month FROM sheet")} == {"2026-10"}


async def test_the_list_tells_state_totals_and_what_is_in_the_way(world: World) -> None:
    await work(world.ids, "KT003", submitted=ON_TIME)
    await work(world.ids, "KT004", submitted=ON_TIME, decision="")
    await confirmed(world.ids, "KT003", "KT001")
    await scored(world.ids, "KT004")
    found = {
        line.person.staff_code: line
        for line in await lines(
            NOVEMBER, Wanted((await world.viewer("KT001")).paths(Permission.SHEET_READ)), today=clock.today()
        )
    }
    assert set(found) == {"KT001", "KT002", "KT003", "KT004", "KT005"}
    assert found["KT003"].confirmed == 100
    assert found["KT004"].proposed == 30
    assert [words.vi for words in found["KT004"].in_the_way] == ["1 kết quả chờ duyệt"]
    assert not found["KT004"].ready
    counts = await counts_by_state(NOVEMBER, Wanted(("/",)))
    assert counts == {State.OPEN: 17, State.SELF_SCORED: 1, State.CONFIRMED: 1}


async def test_a_sheet_waits_for_its_authority_alone(world: World) -> None:
    await scored(world.ids, "KT003")
    await scored(world.ids, "KT001")
    today = clock.today()
    assert [one.staff_code for one in await waiting_for(await world.viewer("KT001"), today)] == ["KT003"]
    assert [one.staff_code for one in await waiting_for(await world.viewer("TL001"), today)] == ["KT001"]
    assert await waiting_for(await world.viewer("TL003"), today) == []
