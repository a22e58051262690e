"""From the rows of holdings, submissions and latenesses to a person's month."""

from datetime import date, datetime
from fractions import Fraction

import pytest

from app import clock, db
from app.db import fetch, write
from app.evaluation.facts import item_facts, months_of, pending_hand_backs
from app.evaluation.item_facts import ItemState, Mark
from app.evaluation.months import Month
from app.evaluation.roster import Wanted, people, person, scorers, subordinates
from app.evaluation.scoring import Scored
from app.evaluation.sheet_rules import SheetItem, evaluate
from app.people.tables import Posting
from app.tasks import commands as tasks
from app.tasks.tables import Holding
from tests.conftest import World
from tests.sheet_world import NOVEMBER, hand_back, submission, work

TODAY = date(2026, 12, 1)
OCTOBER = Month(2026, 10)


async def items(
    world: World, code: str, month: Month = NOVEMBER, today: date = TODAY
) -> tuple[SheetItem, ...]:
    return (await months_of([world.ids[code]], month, today=today))[world.ids[code]].items


async def only(world: World, code: str, month: Month = NOVEMBER) -> SheetItem:
    found = await items(world, code, month)
    assert len(found) == 1
    return found[0]


async def test_an_accepted_submission_of_the_month_is_finished_with_its_factor(world: World) -> None:
    await work(world.ids, "KT003", factor_milli=2500, submitted=date(2026, 11, 10))
    line = (await only(world, "KT003")).line
    assert (line.factor, line.assigned, line.finished) == (Fraction(5, 2), 1, 1)


async def test_a_result_accepted_after_the_deadline_but_submitted_before_it_is_on_time(world: World) -> None:
    await work(world.ids, "KT003", submitted=date(2026, 11, 13), deadline=date(2026, 11, 13))
    assert (await only(world, "KT003")).line.late == 0


async def test_a_recorded_lateness_costs_and_an_objective_cause_lifts_it(world: World) -> None:
    await work(world.ids, "KT003", submitted=date(2026, 11, 20), late=True)
    await work(world.ids, "KT004", submitted=date(2026, 11, 20), late=True, objective=True)
    charged, lifted = (await only(world, "KT003")).line, (await only(world, "KT004")).line
    assert (charged.late, charged.objective_progress) == (1, False)
    assert (lifted.late, lifted.objective_progress) == (1, True)


async def test_only_a_return_for_a_major_error_of_content_is_a_failed_check(world: World) -> None:
    major = await work(
        world.ids, "KT003", submitted=date(2026, 11, 5), decision="returned", failed_check=True
    )
    small = await work(world.ids, "KT004", submitted=date(2026, 11, 5), decision="returned")
    await submission(world.ids, major, "KT003", date(2026, 11, 9))
    await submission(world.ids, small, "KT004", date(2026, 11, 9))
    assert (await only(world, "KT003")).line.failed_checks == 1
    assert (await only(world, "KT004")).line.failed_checks == 0


async def test_a_submission_that_waits_is_marked_and_not_finished(world: World) -> None:
    await work(world.ids, "KT003", submitted=date(2026, 11, 10), decision="")
    found = await only(world, "KT003")
    assert found.state is ItemState.WAITING
    assert Mark.WAITING in found.marks
    assert found.line.finished == 0


async def test_work_without_a_factor_counts_one_and_is_marked_as_not_converted(world: World) -> None:
    await work(world.ids, "KT003", factor_milli=None, submitted=date(2026, 11, 10))
    found = await only(world, "KT003")
    assert found.line.factor == 1
    assert Mark.UNCONVERTED in found.marks


async def test_unsubmitted_work_is_carried_over_until_it_is_submitted(world: World) -> None:
    await work(
        world.ids, "KT003", given=date(2026, 9, 1), deadline=date(2026, 9, 30), submitted=date(2026, 11, 3)
    )
    for month, finished in ((Month(2026, 9), 0), (OCTOBER, 0), (NOVEMBER, 1)):
        assert (await only(world, "KT003", month)).line.finished == finished
    assert await items(world, "KT003", Month(2026, 12)) == ()


async def test_a_date_on_a_day_off_stands_in_the_month_of_the_next_working_day(world: World) -> None:
    """Civil Code, Art. 148.5: Saturday 31 October runs to the end of Monday 2 November."""
    await work(
        world.ids, "KT003", given=date(2026, 10, 5), deadline=date(2026, 10, 31), submitted=date(2026, 11, 2)
    )
    assert await items(world, "KT003", OCTOBER) == ()
    counted = await only(world, "KT003")
    assert (counted.line.assigned, counted.line.finished, counted.line.late) == (1, 1, 0)


async def test_early_work_counts_in_the_month_of_its_submission_and_not_again(world: World) -> None:
    await work(world.ids, "KT003", submitted=date(2026, 11, 20), deadline=date(2026, 12, 10))
    assert (await only(world, "KT003")).line.finished == 1
    assert await items(world, "KT003", Month(2026, 12)) == ()


@pytest.mark.parametrize(
    ("reason", "assigned"),
    [
        ("cannot", 1),
        ("absence", 0),
        ("moved", 0),
        ("not_authority", 0),
        ("lacks_papers", 0),
        ("withdrawn", 0),
    ],
)
async def test_what_leaves_a_person_stays_in_the_total_only_where_it_could_not_be_done(
    world: World, reason: str, assigned: int
) -> None:
    await work(world.ids, "KT003", end_reason=reason, ended=date(2026, 11, 9))
    line = (await only(world, "KT003")).line
    assert (line.assigned, line.finished) == (assigned, 0)


@pytest.mark.parametrize("origin", ["taken_over", "sudden"])
async def test_work_taken_over_or_sudden_is_outside_the_total_and_adds(world: World, origin: str) -> None:
    await work(world.ids, "KT003", origin=origin, submitted=date(2026, 11, 10))
    line = (await only(world, "KT003")).line
    assert (line.assigned, line.finished) == (0, 1)


async def test_giver_and_taker_of_one_task_each_see_their_own_part(world: World) -> None:
    task = await work(world.ids, "KT003", end_reason="cannot", ended=date(2026, 11, 9))
    async with write():
        await Holding(
            task=task,
            officer=world.ids["KT004"],
            origin="taken_over",
            given_at=clock.at(date(2026, 11, 9), 11),
        ).save()
    await submission(world.ids, task, "KT004", date(2026, 11, 12))
    giver, taker = (await only(world, "KT003")).line, (await only(world, "KT004")).line
    assert (giver.assigned, giver.finished) == (1, 0)
    assert (taker.assigned, taker.finished) == (0, 1)


async def test_a_december_scored_early_leaves_out_what_is_not_due_yet(world: World) -> None:
    await work(
        world.ids, "KT003", given=date(2026, 12, 1), deadline=date(2026, 12, 4), submitted=date(2026, 12, 3)
    )
    await work(world.ids, "KT003", given=date(2026, 12, 1), deadline=date(2026, 12, 25))
    december = Month(2026, 12)
    early = (await months_of([world.ids["KT003"]], december, today=date(2026, 12, 8)))[world.ids["KT003"]]
    assert (len(early.items), len(early.not_due)) == (1, 1)
    assert len(await items(world, "KT003", december, today=date(2026, 12, 31))) == 2


async def test_the_hours_of_the_server_become_days_in_vietnam(world: World) -> None:
    """17:30 UTC on 31 October is 1 November in Hanoi: the item cannot stand in October."""

    task = await work(world.ids, "KT003", deadline=date(2026, 10, 30), given=date(2026, 10, 1))
    async with write():
        await fetch(
            "UPDATE holding SET given_at = {} WHERE task = {}",
            datetime(2026, 10, 31, 17, 30, tzinfo=clock.UTC),
            task,
        )
    assert await items(world, "KT003", OCTOBER) == ()
    assert len(await items(world, "KT003", NOVEMBER)) == 1


async def test_work_given_back_and_not_decided_on_is_named(world: World) -> None:
    task = await work(world.ids, "KT003")
    await hand_back(world.ids, task, "KT003", date(2026, 11, 9))
    assert [one.task_id for one in await pending_hand_backs(world.ids["KT003"])] == [task]
    assert (await only(world, "KT003")).line.assigned == 1


async def test_the_extra_work_of_the_decree_example_is_cut_at_the_ceiling(world: World) -> None:
    """38 items and a sudden one of factor 16, general 30: the result part stays at 70 (Art. 12.3)."""
    for _ in range(38):
        await work(world.ids, "KT003", submitted=date(2026, 11, 10))
    await work(world.ids, "KT003", factor_milli=16_000, origin="sudden", submitted=date(2026, 11, 10))
    result = evaluate(Fraction(30), await items(world, "KT003"))
    assert isinstance(result, Scored)
    assert (result.a, result.result, result.total) == (Fraction(54, 38), 70, 100)


async def test_the_number_of_statements_does_not_grow_with_people(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    engine = db.engine()
    run = engine.run_querystring

    async def counted(*args: object, **kwargs: object) -> object:
        asked.append(str(args[0]))
        return await run(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "run_querystring", counted)
    for code in ("KT003", "KT004", "KT005"):
        await work(world.ids, code)
    asked.clear()
    await item_facts([world.ids["KT003"]], NOVEMBER)
    one = len(asked)
    asked.clear()
    await item_facts([world.ids[code] for code in ("KT003", "KT004", "KT005", "VP004", "VX002")], NOVEMBER)
    assert len(asked) == one == 4  # holdings, submissions, latenesses, the office's calendar


# Whose sheets, and who scores them ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "scorer"),
    [("KT003", "KT001"), ("KT002", "KT001"), ("KT001", "TL001"), ("TL002", "TL001"), ("TL001", None)],
)
async def test_art_10_names_the_scoring_authority(world: World, code: str, scorer: str | None) -> None:
    one = await person(NOVEMBER, code)
    found = (await scorers([one], TODAY))[one.officer_id]
    assert (found.officer_id if found else None) == (world.ids[scorer] if scorer else None)


async def test_unit_and_post_are_those_of_the_months_last_day(world: World) -> None:
    async with write():
        await fetch(
            "UPDATE posting SET to_date = {} WHERE officer = {}", date(2026, 11, 19), world.ids["KT003"]
        )
        await Posting(
            officer=world.ids["KT003"],
            unit=world.ids["VX"],
            title="Công chức văn hóa",
            rank="staff",
            from_date=date(2026, 11, 20),
        ).save()
    assert (await person(NOVEMBER, "KT003")).unit_id == world.ids["VX"]
    assert (await person(OCTOBER, "KT003")).unit_id == world.ids["KT"]
    assert len([one for one in await people(NOVEMBER, Wanted(("/",))) if one.staff_code == "KT003"]) == 1


async def test_who_left_during_the_month_stands_with_the_last_post_held(world: World) -> None:
    async with write():
        await fetch(
            "UPDATE posting SET to_date = {} WHERE officer = {}", date(2026, 11, 5), world.ids["KT003"]
        )
    assert (await person(NOVEMBER, "KT003")).unit_id == world.ids["KT"]
    assert not [one for one in await people(Month(2026, 12), Wanted(("/",))) if one.staff_code == "KT003"]


async def test_a_heads_subordinates_are_the_civil_servants_of_the_unit_and_below(world: World) -> None:
    head = await person(NOVEMBER, "HC001")
    assert {one.staff_code for one in await subordinates(NOVEMBER, head)} == {"HC002", "HC003"}
    deputy = await person(NOVEMBER, "TL002")
    codes = {one.staff_code for one in await subordinates(NOVEMBER, deputy)}
    assert "TL001" not in codes
    assert {"KT001", "TL003", "VX004"} <= codes


async def test_the_whole_life_of_a_task_through_its_own_acts_ends_on_the_sheet(world: World) -> None:
    """Assigned, submitted late, returned for a major error, handed in again, accepted: 1 late, 1 failed, finished."""
    ids, head, owner = world.ids, await world.viewer("KT001"), await world.viewer("KT003")
    task = await tasks.assign_task(
        entry=tasks.TaskEntry(
            title="Báo cáo tình hình đầu tư công",
            product="Báo cáo",
            catalogue_item=None,
            unit=ids["KT"],
            owner=ids["KT003"],
            lead=ids["KT003"],
            deadline=date(2026, 11, 20),
        ),
        by=head,
        now=clock.at(date(2026, 11, 19), 8),
    )
    steps = [
        (tasks.receive_task, owner, 19, {}),
        (tasks.submit_result, owner, 23, {"words": "Báo cáo số 12/BC-KT"}),
        (tasks.return_result, head, 23, {"words": "Sai số liệu", "failed_check": True, "rework_due": date(2026, 11, 27)}),
        (tasks.submit_result, owner, 26, {"words": "Báo cáo số 13/BC-KT"}),
        (tasks.accept_result, head, 30, {"words": "Đạt"}),
    ]  # fmt: skip
    for hour, (act, by, day, said) in enumerate(steps, 9):
        clock.set_clock(clock.at(date(2026, 11, day), hour))
        version = (await fetch("SELECT version FROM task WHERE id = {}", task))[0]["version"]
        await act(task=task, by=by, now=clock.now(), version=version, **said)  # type: ignore[operator]
    found = await only(world, "KT003")
    assert found.state is ItemState.FINISHED
    assert (found.line.assigned, found.line.finished) == (1, 1)
    assert (found.line.late, found.line.failed_checks) == (1, 1)


async def test_work_given_back_and_again_on_one_day_counts_the_days_submission_once(world: World) -> None:
    """Papers were lacking in the morning and there at noon: two holdings, one product."""
    day = date(2026, 11, 10)
    task = await work(world.ids, "KT003", end_reason="lacks_papers", ended=day)  # gone at ten
    async with write():
        await Holding(
            task=task, officer=world.ids["KT003"], origin="ordinary", given_at=clock.at(day, 11)
        ).save()
        await fetch("UPDATE task SET submitted_at = {} WHERE id = {}", clock.at(day, 15), task)
    await submission(world.ids, task, "KT003", day)
    await fetch("UPDATE submission SET at = {} WHERE task = {}", clock.at(day, 15), task)
    lines = [item.line for item in await items(world, "KT003")]
    assert sum(line.assigned for line in lines) == 1
    assert sum(line.finished for line in lines) == 1
