"""Work offered to another person: the giver holds it until it is taken, given back, or taken by silence."""

from datetime import date, timedelta

import pytest

from app import jobs
from app.clock import at
from app.db import fetch, fetch_one, write
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.history import verify
from app.people.office_settings import set_office_rule
from app.people.queries import office_calendar
from app.people.tables import Officer
from app.tasks.commands import (
    decide_hand_back,
    decide_offer_anew,
    hand_back,
    reassign,
    report_progress,
    return_offer,
    submit_result,
    take_offer,
    take_silent_offers,
    withdraw_task,
)
from app.tasks.flag_sql import Marks
from app.tasks.holder_duties import offers_to, returned_offers
from tests.db.work import (
    MONDAY,
    NEXT_FRIDAY,
    THURSDAY,
    WEDNESDAY,
    counts,
    given,
    holdings_of,
    kinds_of,
    latenesses_of,
    offered,
    open_offer,
    row_of,
    taken,
    version_of,
)


async def paper_of(offer: int):
    return await fetch_one("SELECT * FROM hand_over WHERE id = {}", offer)


async def returned(world, offer: int, by: str = "KT004", reason: str = "overload") -> None:
    await return_offer(
        hand_over=offer, reason=reason, words="Đang đi học", by=await world.viewer(by), now=at(MONDAY, 11)
    )


async def refused_leaves_nothing(act, error) -> object:
    before = await counts()
    with pytest.raises(error) as raised:
        await act
    assert await counts() == before
    return raised.value


async def facts_of(task: int, kind: str) -> dict:
    import json

    row = await fetch_one(
        "SELECT facts, actor FROM history WHERE subject_id = {} AND kind = {} ORDER BY seq DESC LIMIT 1",
        task,
        kind,
    )
    return {**json.loads(row["facts"]), "actor": row["actor"]}


# --- until it is taken -------------------------------------------------------------------------


async def test_an_offer_changes_nothing_but_that_it_waits(world):
    task = await given(world)
    before = await row_of(task)
    offer = await offered(world, task, "KT004", at(MONDAY, 9))
    after = await row_of(task)
    assert {**after, "version": 0} == {**before, "version": 0}
    assert await holdings_of(task) == [(world.ids["KT003"], "ordinary", "", False)]
    assert (await paper_of(offer))["offered_until"] == WEDNESDAY  # Tuesday is a holiday
    said = await facts_of(task, "task.offered")
    assert (said["offered_to"], said["offered_until"]) == (world.ids["KT004"], "2026-11-25")
    assert (said["offer"], said["reason"]) == (offer, "moved")


async def test_the_days_of_an_offer_are_an_office_rule(world):
    await set_office_rule(
        code="offer_days",
        value="3",
        basis="Quy chế làm việc",
        from_date=MONDAY,
        by=await world.viewer("VP003"),
        now=world.now,
    )
    offer = await offered(world, await given(world), "KT004", at(MONDAY, 9))
    assert (await paper_of(offer))["offered_until"] == NEXT_FRIDAY


async def test_while_an_offer_waits_the_holder_reports_and_nobody_hands_back_or_offers_again(world):
    task = await given(world)
    await offered(world, task, "KT004", at(MONDAY, 9))
    owner, head = await world.viewer("KT003"), await world.viewer("KT001")
    await report_progress(
        task=task, percent=40, words="Đang làm", by=owner, now=at(MONDAY, 10), version=await version_of(task)
    )
    version = await version_of(task)
    back = hand_back(task=task, reason="overload", words="x", by=owner, now=at(MONDAY, 10), version=version)
    await refused_leaves_nothing(back, Refused)
    again = reassign(
        task=task,
        to_officer=world.ids["KT005"],
        reason="moved",
        words="x",
        by=head,
        now=at(MONDAY, 10),
        version=version,
    )
    await refused_leaves_nothing(again, Refused)


async def test_a_submission_settles_the_offer(world):
    task = await given(world)
    offer = await offered(world, task, "KT004", at(MONDAY, 9))
    await submit_result(
        task=task,
        words="Báo cáo số 9/BC",
        by=await world.viewer("KT003"),
        now=at(MONDAY, 15),
        version=await version_of(task),
    )
    assert (await paper_of(offer))["settled_at"] == at(MONDAY, 15)
    said = await facts_of(task, "task.submitted")
    assert (said["settled_offer"], said["offered_to"]) == (offer, world.ids["KT004"])
    late = take_offer(hand_over=offer, by=await world.viewer("KT004"), now=at(MONDAY, 16))
    await refused_leaves_nothing(late, (Conflict, NotFound))


async def test_the_head_may_withdraw_the_work_while_an_offer_waits(world):
    task = await given(world)
    offer = await offered(world, task, "KT004", at(MONDAY, 9))
    await withdraw_task(
        task=task,
        reason="Không cần",
        by=await world.viewer("KT001"),
        now=at(MONDAY, 10),
        version=await version_of(task),
    )
    assert (await paper_of(offer))["settled_at"] is not None
    assert await holdings_of(task) == [(world.ids["KT003"], "ordinary", "withdrawn", True)]


async def test_the_head_who_takes_the_work_has_it_at_once(world):
    task = await given(world)
    await reassign(
        task=task,
        to_officer=world.ids["KT001"],
        reason="moved",
        words="Tôi làm",
        by=await world.viewer("KT001"),
        now=at(MONDAY, 9),
        version=1,
    )
    row = await row_of(task)
    assert (row["owner"], row["state"]) == (world.ids["KT001"], "given")
    (paper,) = await fetch("SELECT * FROM hand_over")
    assert (paper["offered_until"], paper["taken_at"]) == (None, at(MONDAY, 9))
    assert (await kinds_of(task))[-1] == "task.reassigned"


# --- taken -------------------------------------------------------------------------------------


async def test_taking_moves_the_work_and_keeps_how_long_it_was_held(world):
    task = await given(world, now=at(MONDAY, 8))
    offer = await offered(world, task, "KT004", at(MONDAY, 9))
    await taken(task, at(MONDAY, 14))
    paper = await paper_of(offer)
    assert (paper["taken_at"], paper["taken_silently"]) == (at(MONDAY, 14), False)
    assert paper["held_minutes"] == 3 * 60 + 30 + 30  # 8:00 to 11:30 and 13:30 to 14:00
    row = await row_of(task)
    assert (row["owner"], row["state"], row["assigner"]) == (
        world.ids["KT004"],
        "in_progress",
        world.ids["KT001"],
    )
    assert (row["deadline"], row["lead"]) == (THURSDAY, world.ids["KT001"])
    said = await facts_of(task, "task.taken")
    assert (said["owner"], said["silently"], said["actor"]) == (
        [world.ids["KT003"], world.ids["KT004"]],
        False,
        world.ids["KT004"],
    )


async def test_an_offer_is_answered_once_and_only_by_who_it_was_made_to(world):
    task = await given(world)
    offer = await offered(world, task, "KT004", at(MONDAY, 9))
    for code, error in (
        ("KT003", NotAllowed),
        ("KT001", NotAllowed),
        ("KT005", NotFound),
        ("VX001", NotFound),
    ):
        by = await world.viewer(code)
        await refused_leaves_nothing(take_offer(hand_over=offer, by=by, now=at(MONDAY, 10)), error)
        act = return_offer(hand_over=offer, reason="overload", words="x", by=by, now=at(MONDAY, 10))
        await refused_leaves_nothing(act, error)
    await taken(task, at(MONDAY, 10))
    taker = await world.viewer("KT004")
    await refused_leaves_nothing(take_offer(hand_over=offer, by=taker, now=at(MONDAY, 11)), Conflict)
    await refused_leaves_nothing(take_offer(hand_over=999, by=taker, now=at(MONDAY, 11)), NotFound)


# --- given back --------------------------------------------------------------------------------


async def test_giving_back_names_all_mistakes_and_leaves_nothing(world):
    offer = await offered(world, await given(world), "KT004", at(MONDAY, 9))
    by = await world.viewer("KT004")
    act = return_offer(hand_over=offer, reason="moved", words=" ", by=by, now=at(MONDAY, 10))
    refusal = await refused_leaves_nothing(act, Refused)
    assert set(refusal.fields) == {"reason", "words"}


async def test_an_offer_that_is_given_back_stays_with_the_giver_and_counts_as_a_bounce(world):
    task = await given(world)
    offer = await offered(world, task, "KT004", at(MONDAY, 9))
    await returned(world, offer)
    row = await row_of(task)
    assert (row["owner"], row["hand_over_count"]) == (world.ids["KT003"], 1)
    assert await holdings_of(task) == [(world.ids["KT003"], "ordinary", "", False)]
    said = await facts_of(task, "task.offer_returned")
    assert (said["reason"], said["offered_to"]) == ("overload", world.ids["KT004"])
    owner = await world.viewer("KT003")
    act = hand_back(
        task=task, reason="overload", words="x", by=owner, now=at(MONDAY, 12), version=await version_of(task)
    )
    await refused_leaves_nothing(act, Refused)  # the head decides first


async def anew(world, offer: int, to: str | None, by: str = "KT001", words: str = "Đã xem xét") -> None:
    await decide_offer_anew(
        hand_over=offer,
        to_officer=world.ids[to] if to else None,
        words=words,
        by=await world.viewer(by),
        now=at(MONDAY, 15),
    )


async def test_after_a_return_the_head_leaves_it_with_its_holder(world):
    task = await given(world)
    offer = await offered(world, task, "KT004", at(MONDAY, 9))
    await refused_leaves_nothing(anew(world, offer, None), NotFound)  # nothing came back yet
    await returned(world, offer)
    await refused_leaves_nothing(anew(world, offer, None, by="KT003"), NotAllowed)
    refusal = await refused_leaves_nothing(anew(world, offer, "KT003", words=""), Refused)
    assert set(refusal.fields) == {"words", "to_officer"}
    await anew(world, offer, None)
    assert (await paper_of(offer))["settled_at"] is not None
    assert await holdings_of(task) == [(world.ids["KT003"], "ordinary", "", False)]
    said = await facts_of(task, "task.offer_settled")
    assert (said["kept_by"], said["settled_offer"]) == (world.ids["KT003"], offer)
    await refused_leaves_nothing(anew(world, offer, None), Conflict)
    owner = await world.viewer("KT003")
    await hand_back(
        task=task,
        reason="absence",
        words="Nghỉ",
        by=owner,
        now=at(MONDAY, 16),
        version=await version_of(task),
    )


async def test_after_a_return_the_work_is_offered_for_the_reason_that_was_decided(world):
    """Art. 18.1.d: a reason that was not upheld stays "cannot do it", whoever takes the work in the end."""
    task = await given(world)
    paper = await hand_back(
        task=task,
        reason="absence",
        words="Nghỉ",
        by=await world.viewer("KT003"),
        now=at(MONDAY, 9),
        version=1,
    )
    await decide_hand_back(
        hand_over=paper,
        upheld=False,
        to_officer=world.ids["KT004"],
        words="Không có đơn",
        by=await world.viewer("KT001"),
        now=at(MONDAY, 10),
    )
    await returned(world, (await open_offer(task))["id"])
    await anew(
        world, (await fetch_one("SELECT id FROM hand_over WHERE returned_at IS NOT NULL"))["id"], "KT005"
    )
    await taken(task, at(MONDAY, 16))
    assert await holdings_of(task) == [
        (world.ids["KT003"], "ordinary", "cannot", True),
        (world.ids["KT005"], "taken_over", "", False),
    ]


# --- silence -----------------------------------------------------------------------------------


async def test_silence_to_the_end_of_the_offered_day_takes_it(world):
    task = await given(world)
    offer = await offered(world, task, "KT004", at(MONDAY, 9))
    assert await take_silent_offers(WEDNESDAY) == "0 việc chuyển đến được coi là đã nhận."
    assert await take_silent_offers(THURSDAY) == "1 việc chuyển đến được coi là đã nhận."
    row, paper = await row_of(task), await paper_of(offer)
    assert (row["owner"], row["state"], row["received_at"]) == (world.ids["KT004"], "given", None)
    assert (paper["taken_silently"], paper["taken_at"]) == (True, at(THURSDAY))
    said = await facts_of(task, "task.taken")
    assert (said["actor"], said["silently"]) == (None, True)
    before = await counts()
    for day in (THURSDAY, NEXT_FRIDAY):  # safe twice, and late
        assert (await take_silent_offers(day))[0] == "0"
    assert await counts() == before
    assert (await verify()).sound


async def test_silence_made_up_days_later_is_dated_at_the_end_of_its_own_day(world):
    task = await given(world)
    await offered(world, task, "KT004", at(MONDAY, 9))
    await take_silent_offers(date(2026, 12, 9))
    holding = await fetch_one("SELECT * FROM holding WHERE ended_at IS NULL AND task = {}", task)
    assert holding["given_at"] == at(THURSDAY)


async def test_silence_of_somebody_who_is_away_is_no_answer(world):
    """Work never ends with somebody who was not there to read of it: the head decides anew."""
    task = await given(world)
    offer = await offered(world, task, "KT004", at(MONDAY, 9))
    async with write():
        await fetch(
            "INSERT INTO absence (officer, from_date, to_date, reason) VALUES ({}, {}, {}, 'Nghỉ phép')",
            world.ids["KT004"],
            WEDNESDAY,
            THURSDAY,
        )
    assert (await take_silent_offers(THURSDAY))[0] == "0"
    paper = await paper_of(offer)
    assert (paper["taken_at"], paper["return_reason"], paper["returned_at"]) == (
        None,
        "absence",
        at(THURSDAY),
    )
    assert "vắng mặt đến hết ngày 26/11/2026" in paper["return_words"]
    assert (await row_of(task))["owner"] == world.ids["KT003"]
    assert (
        await returned_offers(await world.viewer("KT001"), Marks(THURSDAY, await office_calendar()))
    ).total == 1
    assert (await take_silent_offers(date(2026, 11, 27)))[0] == "0"


async def test_a_date_that_ends_with_the_offered_day_is_the_givers(world):
    task = await given(world, deadline=WEDNESDAY)
    await offered(world, task, "KT004", at(MONDAY, 9))
    await take_silent_offers(THURSDAY)
    assert await latenesses_of(task) == [(WEDNESDAY, world.ids["KT003"])]


async def test_what_is_offered_to_somebody_who_left_comes_back_to_the_head(world):
    task = await given(world)
    offer = await offered(world, task, "KT004", at(MONDAY, 9))
    async with write():
        await Officer.update(active=False).where(Officer.id == world.ids["KT004"])
    assert (await take_silent_offers(THURSDAY))[0] == "0"
    paper = await paper_of(offer)
    assert (paper["returned_at"], paper["return_reason"]) == (at(THURSDAY), "absence")
    assert (await row_of(task))["owner"] == world.ids["KT003"]


async def test_the_nightly_job_knows_the_silence(world):
    await offered(world, await given(world), "KT004", at(MONDAY, 9))
    said = await jobs.run_once(jobs.job_named("silent-offers"), THURSDAY)
    assert said == "1 việc chuyển đến được coi là đã nhận."


# --- what a person has to do -------------------------------------------------------------------


async def test_an_offer_is_an_obligation_of_its_taker_and_a_return_one_of_the_head(world):
    marks = Marks(MONDAY, await office_calendar())
    taker, head, other = [await world.viewer(code) for code in ("KT004", "KT001", "VX001")]
    task = await given(world)
    assert await offers_to(taker, marks) is None
    offer = await offered(world, task, "KT004", at(MONDAY, 9))
    waiting = await offers_to(taker, marks)
    assert (waiting.total, waiting.rows[0].line.row["hand_over"]) == (1, offer)
    assert await offers_to(head, marks) is None
    assert await returned_offers(head, marks) is None
    await returned(world, offer)
    assert await offers_to(taker, marks) is None
    waiting = await returned_offers(head, marks)
    assert (waiting.total, waiting.rows[0].line.row["hand_over"]) == (1, offer)
    chosen = {officer for officer, _ in waiting.rows[0].people}
    assert world.ids["KT005"] in chosen
    assert not {world.ids["KT003"], world.ids["KT004"]} & chosen
    assert await returned_offers(other, marks) is None
    assert await returned_offers(taker, marks) is None


async def test_the_total_counts_beyond_the_rows_that_are_shown(world):
    marks = Marks(MONDAY, await office_calendar())
    for n in range(22):
        task = await given(world, title=f"Việc số {n}")
        await offered(world, task, "KT004", at(MONDAY, 9) + timedelta(minutes=n))
    waiting = await offers_to(await world.viewer("KT004"), marks)
    assert (len(waiting.rows), waiting.total) == (20, 22)
