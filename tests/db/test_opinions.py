"""Opinions between units on both databases: asked, answered, silent by themselves, withdrawn."""

import asyncio
from datetime import date

import pytest

from app.clock import at
from app.db import fetch, write
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.history import verify
from app.jobs import job_named, run_once
from app.people.commands import create_unit
from app.people.queries import office_calendar
from app.people.tables import OfficeSetting
from app.tasks import lists
from app.tasks.commands import answer_opinion, submit_result, withdraw_opinion, withdraw_task
from app.tasks.flag_sql import Marks
from app.tasks.opinion_queries import OpinionFilter, count_opinions, opinion_list, opinions_to_answer
from app.tasks.opinion_rules import LatenessSplit
from app.tasks.opinions import note_silence
from app.tasks.sight import visible
from app.tasks.waiting import splits_of
from tests.db.following import QUESTION, ask, opinion_row
from tests.db.test_task_refusals import refused_fields
from tests.db.work import (
    FRIDAY,
    MONDAY,
    NEXT_FRIDAY,
    THURSDAY,
    WEDNESDAY,
    counts,
    given,
    kinds_of,
    row_of,
    submitted,
    version_of,
)

SATURDAY = date(2026, 11, 28)


async def facts_of(kind: str) -> list[dict]:
    import json

    rows = await fetch("SELECT facts, actor FROM history WHERE kind = {} ORDER BY seq", kind)
    return [json.loads(row["facts"]) | {"by": row["actor"]} for row in rows]


async def sees(world, code: str, task: int) -> bool:
    seen = visible(await world.viewer(code), world.today)
    return task in {row["id"] for row in await lists.some(seen, "t.id", 100)}


async def marks(day: date) -> Marks:
    return Marks(day, await office_calendar())


# --- asking ------------------------------------------------------------------------------------


async def test_a_question_names_a_unit_its_head_and_a_date_and_changes_no_column_of_the_task(world):
    task = await given(world)
    before = await row_of(task)
    opinion = await ask(world, task)
    row = await opinion_row(opinion)
    assert (row["unit"], row["answerer"], row["outcome"]) == (world.ids["VX"], world.ids["VX001"], "")
    assert (row["asked_by"], row["due_on"], row["question"]) == (world.ids["KT003"], THURSDAY, QUESTION)
    assert await row_of(task) == before
    assert await facts_of("task.opinion_asked") == [
        {
            "opinion": opinion,
            "unit": world.ids["VX"],
            "answerer": world.ids["VX001"],
            "due_on": THURSDAY.isoformat(),
            "question": QUESTION,
            "by": world.ids["KT003"],
        }
    ]


async def test_owner_lead_and_assigner_ask_and_nobody_else(world):
    task = await given(world, lead="KT004", by="TL001")
    for code in ("KT003", "KT004", "KT001", "TL002"):
        await ask(world, task, by=code)
    assert len(await fetch("SELECT id FROM opinion")) == 4
    before = await counts()
    with pytest.raises(NotAllowed):
        await ask(world, task, by="TL003")
    with pytest.raises(NotFound):
        await ask(world, task, by="HC002")
    assert await counts() == before


async def test_a_question_has_every_mistake_named_at_once_and_leaves_nothing(world):
    task = await given(world)
    nothing = ask(world, task, question=" ", due_on=None, unit="KT")
    assert await refused_fields(nothing) == {"question", "due_on", "unit"}
    for due_on in (FRIDAY, MONDAY, date(2026, 12, 1)):
        assert await refused_fields(ask(world, task, due_on=due_on)) == {"due_on"}
    assert await refused_fields(ask(world, task, answerer="HC002")) == {"answerer"}  # not of that unit
    assert await refused_fields(ask(world, task, unit="TL", by="KT001", answerer="KT001")) == {"answerer"}


async def test_who_asks_is_not_asked_for_the_own_opinion(world):
    task = await given(world, by="TL001")
    asked_himself = ask(world, task, by="TL001", unit="TL")
    assert await refused_fields(asked_himself) == {"answerer"}
    await ask(world, task, by="TL001", unit="TL", answerer="TL002")


async def test_a_body_outside_the_tree_is_not_asked_here(world):
    outside = await create_unit(
        code="SXD", name="Sở Xây dựng", parent=None, by=None, now=world.now, on=world.today, outside=True
    )
    world.ids["SXD"] = outside
    assert await refused_fields(ask(world, await given(world), unit="SXD")) == {"unit"}


async def test_a_unit_without_a_head_needs_a_name(world):
    from app.people.tables import Posting

    await Posting.update(to_date=FRIDAY).where(Posting.officer == world.ids["VX001"])
    task = await given(world)
    assert await refused_fields(ask(world, task)) == {"answerer"}
    await ask(world, task, answerer="VX003")


async def test_only_work_that_is_held_is_asked_about(world):
    task = await submitted(world)
    assert await refused_fields(ask(world, task, now=at(WEDNESDAY, 11), due_on=NEXT_FRIDAY)) == set()
    with pytest.raises(Conflict):
        other = await given(world)
        await ask_with_old_version(world, other)


async def ask_with_old_version(world, task: int) -> None:
    from app.tasks.commands import ask_opinion

    await ask_opinion(
        task=task,
        unit=world.ids["VX"],
        answerer=None,
        question=QUESTION,
        due_on=THURSDAY,
        by=await world.viewer("KT003"),
        now=world.now,
        version=99,
    )


async def test_the_answerer_and_the_unit_asked_see_the_task_and_others_do_not(world):
    task = await given(world)
    for code in ("VX001", "VX003"):
        assert not await sees(world, code, task)
    await ask(world, task, answerer="VX003")
    assert await sees(world, "VX003", task)
    assert await sees(world, "VX001", task)
    assert not await sees(world, "VX002", task)
    assert not await sees(world, "HC001", task)


# --- answering ---------------------------------------------------------------------------------


async def say(world, opinion: int, by: str = "VX001", outcome: str = "agree", words: str = "", day=WEDNESDAY):
    await answer_opinion(
        opinion=opinion, outcome=outcome, words=words, by=await world.viewer(by), now=at(day, 9)
    )


@pytest.mark.parametrize("code", ["VX003", "VX001", "TL002"])
async def test_the_answerer_the_head_or_who_assigns_there_answers(world, code):
    task = await given(world)
    opinion = await ask(world, task, answerer="VX003")
    await say(world, opinion, code, "agree_with_comments", "Bổ sung ba hộ")
    row = await opinion_row(opinion)
    assert (row["outcome"], row["words"]) == ("agree_with_comments", "Bổ sung ba hộ")
    assert (row["answered_by"], row["answered_at"]) == (world.ids[code], at(WEDNESDAY, 9))
    assert await facts_of("task.opinion_answered") == [
        {
            "opinion": opinion,
            "outcome": "agree_with_comments",
            "words": "Bổ sung ba hộ",
            "by": world.ids[code],
        }
    ]


async def test_nobody_else_answers_and_nobody_twice(world):
    task = await given(world)
    opinion = await ask(world, task)
    before = await counts()
    for code in ("KT003", "KT001", "TL003"):  # the owner, the assigner, the inspector
        with pytest.raises(NotAllowed):
            await say(world, opinion, code)
    with pytest.raises(NotFound):
        await say(world, opinion, "HC001")
    with pytest.raises(NotFound):
        await say(world, opinion + 9)
    assert await refused_fields(
        answer_opinion(
            opinion=opinion, outcome="disagree", words="", by=await world.viewer("VX001"), now=world.now
        )
    ) == {"words"}
    assert await counts() == before
    await say(world, opinion)
    with pytest.raises(Refused):
        await say(world, opinion)


async def test_the_chairman_who_asked_does_not_answer_for_the_unit(world):
    task = await given(world, by="TL001")
    opinion = await ask(world, task, by="TL001")
    with pytest.raises(NotAllowed):
        await say(world, opinion, "TL001")
    await say(world, opinion, "TL002")


async def test_who_asked_withdraws_an_open_question_only(world):
    task = await given(world)
    opinion, other = await ask(world, task), await ask(world, task)
    owner = await world.viewer("KT003")
    with pytest.raises(NotAllowed):
        await withdraw_opinion(opinion=opinion, by=await world.viewer("KT001"), now=world.now)
    await withdraw_opinion(opinion=opinion, by=owner, now=at(MONDAY, 9))
    assert (await opinion_row(opinion))["outcome"] == "withdrawn"
    assert (await kinds_of(task))[-1] == "task.opinion_withdrawn"
    with pytest.raises(Refused):
        await say(world, opinion)
    with pytest.raises(Conflict):
        await withdraw_opinion(opinion=opinion, by=owner, now=at(MONDAY, 9))
    late = withdraw_opinion(opinion=other, by=owner, now=at(NEXT_FRIDAY, 9))
    assert await refused_fields(late) == set()


# --- silence -----------------------------------------------------------------------------------


async def test_a_question_past_its_date_is_silent_by_itself_and_once(world):
    task = await given(world)
    opinion = await ask(world, task)
    assert "Ghi 0" in await note_silence(THURSDAY)
    assert (await opinion_row(opinion))["outcome"] == ""
    assert "Ghi 1" in await note_silence(NEXT_FRIDAY)
    row, before = await opinion_row(opinion), await counts()
    assert (row["outcome"], row["counts_as_agreement"], row["answered_at"]) == ("silent", False, None)
    assert await facts_of("task.opinion_silent") == [
        {"opinion": opinion, "counts_as_agreement": False, "by": None}
    ]
    assert "Ghi 0" in await note_silence(NEXT_FRIDAY)
    assert await counts() == before
    assert (await row_of(task))["version"] == 1


async def test_silence_counts_as_agreement_where_the_offices_rule_of_that_day_says_so(world):
    async with write():
        for value, day in (("yes", MONDAY), ("no", NEXT_FRIDAY)):
            await OfficeSetting(
                code="opinion_silence_agrees",
                value=value,
                basis="Quy chế làm việc",
                from_date=day,
                set_by=world.ids["VP003"],
                set_at=world.now,
            ).save()
    task = await given(world)
    opinion = await ask(world, task)
    await note_silence(SATURDAY)  # a night late: the rule is that of Thursday, the question's last day
    assert (await opinion_row(opinion))["counts_as_agreement"]


async def test_a_late_answer_is_kept_beside_the_silence_which_stays(world):
    task = await given(world)
    opinion = await ask(world, task)
    await note_silence(NEXT_FRIDAY)
    await say(world, opinion, outcome="disagree", words="Chưa đủ hồ sơ", day=NEXT_FRIDAY)
    row = await opinion_row(opinion)
    assert row["outcome"] == "silent"
    assert row["words"] == "Trả lời muộn ngày 27/11/2026: Không đồng ý. Chưa đủ hồ sơ"
    assert row["answered_by"] == world.ids["VX001"]
    assert (await facts_of("task.opinion_answered"))[0]["late_answer"] is True
    with pytest.raises(Refused):
        await say(world, opinion, day=NEXT_FRIDAY)


async def test_an_answer_after_the_date_and_before_the_night_finds_the_silence_written_first(world):
    task = await given(world)
    opinion = await ask(world, task)
    await say(world, opinion, day=NEXT_FRIDAY)
    assert (await opinion_row(opinion))["outcome"] == "silent"
    assert (await kinds_of(task))[-2:] == ["task.opinion_silent", "task.opinion_answered"]
    assert (await verify()).sound


async def test_questions_of_withdrawn_work_are_closed_and_nobody_is_silent(world):
    task = await given(world)
    opinion = await ask(world, task)
    head = await world.viewer("KT001")
    await withdraw_task(task=task, reason="Trùng việc", by=head, now=at(MONDAY, 9), version=1)
    with pytest.raises(Refused):
        await say(world, opinion, day=MONDAY)
    await note_silence(NEXT_FRIDAY)
    assert (await opinion_row(opinion))["outcome"] == "withdrawn"
    assert "task.opinion_silent" not in await kinds_of(task)


async def test_two_processes_and_two_runs_write_one_silence(world):
    task = await given(world)
    await ask(world, task)
    await asyncio.gather(*(run_once(job_named("opinions"), NEXT_FRIDAY) for _ in range(3)))
    await note_silence(NEXT_FRIDAY)
    assert len(await facts_of("task.opinion_silent")) == 1


# --- what it shows -----------------------------------------------------------------------------


async def test_the_answerer_has_an_obligation_until_the_answer(world):
    task = await given(world)
    opinion = await ask(world, task, answerer="VX003")
    answerer = await world.viewer("VX003")
    waiting = await opinions_to_answer(answerer, await marks(world.today))
    assert waiting is not None
    assert [row["id"] for row in waiting.rows] == [opinion]
    assert waiting.total == 1
    for code in ("VX001", "KT003"):
        assert await opinions_to_answer(await world.viewer(code), await marks(world.today)) is None
    await say(world, opinion, "VX003")
    assert await opinions_to_answer(answerer, await marks(world.today)) is None


async def line_of(task: int, day: date, viewer):
    today = await marks(day)
    (line,) = [
        each for each in await lists.lines_of(visible(viewer, day), "t.id", today) if each.row["id"] == task
    ]
    return line, today


async def test_a_lateness_is_split_into_own_and_waiting_days(world):
    task = await given(world)
    await ask(world, task, due_on=date(2026, 11, 30))
    head = await world.viewer("KT001")
    # Due on Thursday the 26th; asked on Sunday: waiting 23, 25, 26, 27, 30; on 2 December 4 days late.
    line, today = await line_of(task, date(2026, 12, 2), head)
    assert await splits_of([line], today) == {task: LatenessSplit(own=0, waiting=4)}
    line, today = await line_of(task, date(2026, 12, 4), head)
    assert await splits_of([line], today) == {task: LatenessSplit(own=1, waiting=5)}


async def test_waiting_ends_with_the_submission_and_work_in_time_has_no_split(world):
    late, in_time = await given(world), await submitted(world)
    await ask(world, late, due_on=date(2026, 11, 27))
    owner = await world.viewer("KT003")
    await submit_result(
        task=late,
        words="Báo cáo 16",
        by=owner,
        now=at(date(2026, 12, 3), 9),
        version=await version_of(late),
    )
    head, today = await world.viewer("KT001"), await marks(date(2026, 12, 10))
    lines = await lists.lines_of(visible(head, today.today), "t.id", today)
    assert {each.row["id"] for each in lines} == {late, in_time}
    # Handed in five working days late; open on 23, 25, 26 and 27 November.
    assert await splits_of(lines, today) == {late: LatenessSplit(own=1, waiting=4)}


async def test_heads_and_inspectors_list_what_was_asked_of_and_by_their_units(world):
    task = await given(world)
    opinion = await ask(world, task)
    other = await ask(world, task, unit="HC")
    await say(world, other, "HC001")
    today = await marks(world.today)

    async def listed(code: str, **chosen: str) -> list[int]:
        viewer, filters = await world.viewer(code), OpinionFilter(**chosen)
        rows = await opinion_list(viewer, filters, today, limit=50)
        assert await count_opinions(viewer, filters, today) == len(rows)
        return [row["id"] for row in rows]

    assert await listed("KT001", side="by") == [other, opinion]
    assert await listed("KT001", side="of") == []
    assert await listed("VX001") == await listed("VX001", side="of") == [opinion]
    assert await listed("TL003") == [other, opinion]
    assert await listed("TL003", state="open") == [opinion]
    assert await listed("TL003", state="answered") == [other]
    assert await listed("TL003", state="silent") == []
    assert await listed("VX002") == []
    assert await listed("HC001", side="mine") == [other]
