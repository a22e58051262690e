"""Objective causes on both databases: claimed, confirmed, refused (Decree 335/2025, Art. 14.2.b–c)."""

import json
from datetime import date

import pytest

from app.clock import at
from app.db import fetch, fetch_one, write
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.evaluation.facts import months_of
from app.evaluation.months import Month
from app.people.queries import office_calendar
from app.tasks.cause_queries import claims_waiting
from app.tasks.cause_rules import Ground
from app.tasks.commands import (
    claim_cause,
    confirm_objective_cause,
    decide_cause,
    end_initiative,
    reassign,
    return_result,
)
from app.tasks.flag_sql import Marks
from app.tasks.tables import Evidence
from tests.db.following import claim, late_task, protect
from tests.db.test_task_refusals import refused_fields
from tests.db.work import NEXT_FRIDAY, PAPER, WEDNESDAY, counts, given, kinds_of, submitted, taken, version_of

AFTER = at(NEXT_FRIDAY, 15)


async def claim_row(number: int) -> dict:
    row = await fetch_one("SELECT * FROM cause_claim WHERE id = {}", number)
    assert row is not None
    return row


async def objective_of(lateness: int) -> tuple:
    row = await fetch_one("SELECT objective_by, objective_words FROM lateness WHERE id = {}", lateness)
    assert row is not None
    return row["objective_by"], row["objective_words"]


async def last_facts() -> dict:
    rows = await fetch("SELECT facts FROM history ORDER BY seq DESC LIMIT 1")
    return json.loads(rows[0]["facts"])


async def file_beside(task: int, world) -> int:
    async with write():
        made = Evidence(
            subject_type="task",
            subject_id=task,
            sha256="0" * 64,
            file_name="thong-bao.pdf",
            media_type="application/pdf",
            size=12,
            officer=world.ids["KT003"],
            at=world.now,
        )
        await made.save()
    return int(made.id)


# --- claiming ----------------------------------------------------------------------------------


async def test_art_14_2_the_owner_claims_and_nothing_is_lifted_yet(world):
    task, lateness = await late_task(world)
    number = await claim(world, lateness)
    row = await claim_row(number)
    assert (row["lateness"], row["submission"], row["confirmed"]) == (lateness, None, None)
    assert (row["claimed_by"], row["document"]) == (world.ids["KT003"], "12/TB-ĐL (20/11/2026)")
    assert await objective_of(lateness) == (None, "")
    assert (await kinds_of(task))[-1] == "task.cause_claimed"
    assert await last_facts() == {
        "claim": number,
        "lateness": lateness,
        "words": "Mất điện toàn phường",
        "document": "12/TB-ĐL (20/11/2026)",
    }


async def test_who_held_the_work_then_claims_too_and_nobody_else(world):
    head = await world.viewer("KT001")
    task = await given(world)
    await reassign(
        task=task,
        to_officer=world.ids["KT004"],
        reason="overload",
        words="Giao lại",
        by=head,
        now=AFTER,
        version=await version_of(task),
    )
    await taken(task, AFTER)
    lateness = (await fetch("SELECT id FROM lateness"))[0]["id"]
    before = await counts()
    for code in ("KT001", "TL003"):
        with pytest.raises(NotAllowed):
            await claim(world, lateness, by=code)
    with pytest.raises(NotFound):
        await claim(world, lateness, by="HC002")
    assert await counts() == before
    await claim(world, lateness, by="KT003")


async def test_a_claim_names_its_mistakes_at_once_and_leaves_nothing(world):
    task, lateness = await late_task(world)
    other, _ = await late_task(world)
    foreign = await file_beside(other, world)
    owner = await world.viewer("KT003")
    act = {"lateness": lateness, "by": owner, "now": AFTER}
    assert await refused_fields(claim_cause(words=" ", ground=Ground(), **act)) == {"words", "number"}
    wrong = Ground(evidence=foreign, number="12/TB", initiative=99)
    assert await refused_fields(claim_cause(words="Bão", ground=wrong, **act)) == {
        "dated",
        "evidence",
        "initiative",
    }
    await claim_cause(words="Bão", ground=Ground(evidence=await file_beside(task, world)), **act)
    with pytest.raises(Refused):
        await claim_cause(words="Bão", ground=PAPER, **act)  # one claim is open at a time


async def test_a_protected_initiative_is_a_ground_only_while_it_covers_the_day(world):
    task, lateness = await late_task(world)
    elsewhere, _ = await late_task(world)
    foreign = await protect(world, elsewhere)
    early = await protect(world, task, from_date=date(2026, 11, 2), to_date=date(2026, 11, 25))
    owner = await world.viewer("KT003")
    act = {"lateness": lateness, "words": "Thử nghiệm", "by": owner, "now": AFTER}
    for wrong in (foreign, early):
        assert await refused_fields(claim_cause(ground=Ground(initiative=wrong), **act)) == {"initiative"}
    head = await world.viewer("KT001")
    await end_initiative(initiative=early, words="Hết thử nghiệm", by=head, now=at(WEDNESDAY, 9))
    covering = await protect(world, task)
    number = await claim_cause(ground=Ground(initiative=covering), **act)
    assert (await claim_row(number))["initiative"] == covering
    assert await objective_of(lateness) == (None, "")  # a person still confirms


async def test_a_failed_check_is_claimed_for_and_an_ordinary_return_is_not(world):
    task, head = await submitted(world), await world.viewer("KT001")
    submission = (await fetch("SELECT id FROM submission"))[0]["id"]
    act = {
        "submission": submission,
        "words": "Số liệu nguồn sai",
        "ground": PAPER,
        "by": await world.viewer("KT003"),
        "now": at(WEDNESDAY, 16),
    }
    assert await refused_fields(claim_cause(**act)) == set()
    await return_result(
        task=task,
        words="Sai số liệu",
        failed_check=True,
        rework_due=None,
        by=head,
        now=at(WEDNESDAY, 15),
        version=await version_of(task),
    )
    number = await claim_cause(**act)
    await decide_cause(claim=number, confirmed=True, words="Đúng", by=head, now=at(WEDNESDAY, 17))
    assert (await fetch("SELECT objective_by FROM submission"))[0]["objective_by"] == head.officer_id


# --- deciding ----------------------------------------------------------------------------------


async def test_art_14_2_c_only_a_confirmed_claim_shields(world):
    task, lateness = await late_task(world)
    number = await claim(world, lateness)
    head, month = await world.viewer("KT001"), Month(2026, 11)

    async def shielded() -> bool:
        facts = (await months_of([world.ids["KT003"]], month, today=date(2026, 11, 30)))[world.ids["KT003"]]
        (item,) = [each for each in facts.items if each.task_id == task]
        return bool(item.line.objective_progress)

    assert not await shielded()
    await decide_cause(claim=number, confirmed=False, words="Chưa đủ căn cứ", by=head, now=AFTER)
    assert not await shielded()
    assert (await kinds_of(task))[-1] == "task.cause_refused"
    again = await claim(world, lateness)
    await decide_cause(claim=again, confirmed=True, words="Đã đối chiếu", by=head, now=AFTER)
    assert await shielded()
    assert await objective_of(lateness) == (head.officer_id, "Đã đối chiếu")
    assert await last_facts() == {
        "lateness": lateness,
        "claim": again,
        "words": "Đã đối chiếu",
        "document": "12/TB-ĐL (20/11/2026)",
    }
    with pytest.raises(Conflict):
        await decide_cause(claim=again, confirmed=False, words="Thôi", by=head, now=AFTER)
    with pytest.raises(Refused):
        await claim(world, lateness)


async def test_art_14_2_who_does_not_confirm_sheets_decides_nothing(world):
    _, lateness = await late_task(world)
    number = await claim(world, lateness)
    before = await counts()
    for code in ("KT003", "KT002", "TL003", "VP002"):
        with pytest.raises(NotAllowed):
            await decide_cause(
                claim=number, confirmed=True, words="Đúng", by=await world.viewer(code), now=AFTER
            )
    for code in ("VX001", "HC002"):
        with pytest.raises(NotFound):
            await decide_cause(
                claim=number, confirmed=True, words="Đúng", by=await world.viewer(code), now=AFTER
            )
    head = await world.viewer("KT001")
    no_words = decide_cause(claim=number, confirmed=True, words=" ", by=head, now=AFTER)
    assert await refused_fields(no_words) == {"words"}
    with pytest.raises(NotFound):
        await decide_cause(claim=number + 9, confirmed=True, words="Đúng", by=head, now=AFTER)
    assert await counts() == before


async def test_art_14_2_a_head_decides_on_no_claim_of_the_heads_own(world):
    _, lateness = await late_task(world, owner="KT001", by="TL001", lead="KT001")
    number = await claim(world, lateness, by="KT001")
    with pytest.raises(NotAllowed):
        await decide_cause(
            claim=number, confirmed=True, words="Đúng", by=await world.viewer("KT001"), now=AFTER
        )
    await decide_cause(claim=number, confirmed=True, words="Đúng", by=await world.viewer("TL001"), now=AFTER)


async def test_a_confirmation_without_a_claim_names_what_shows_the_cause(world):
    task, lateness = await late_task(world)
    head = await world.viewer("KT001")
    act = {"lateness": lateness, "words": "Mất điện", "by": head, "now": AFTER}
    assert await refused_fields(confirm_objective_cause(ground=Ground(), **act)) == {"number"}
    await confirm_objective_cause(ground=PAPER, **act)
    (row,) = await fetch("SELECT * FROM cause_claim")
    assert (row["claimed_by"], row["decided_by"], row["confirmed"]) == (
        head.officer_id,
        head.officer_id,
        True,
    )
    assert (await kinds_of(task))[-1] == "task.objective_confirmed"
    assert (await last_facts())["document"] == "12/TB-ĐL (20/11/2026)"


async def test_a_claim_that_waits_is_decided_on_and_not_passed_over(world):
    _, lateness = await late_task(world)
    await claim(world, lateness)
    head = await world.viewer("KT001")
    past = confirm_objective_cause(lateness=lateness, words="Bão", ground=PAPER, by=head, now=AFTER)
    assert await refused_fields(past) == set()


async def test_a_claim_is_an_obligation_of_who_may_decide_on_it(world):
    task, lateness = await late_task(world)
    _, own = await late_task(world, owner="KT001", by="TL001", lead="KT001")
    first, second = await claim(world, lateness), await claim(world, own, by="KT001")
    marks = Marks(NEXT_FRIDAY, await office_calendar())

    async def waiting(code: str) -> list[int]:
        found = await claims_waiting(await world.viewer(code), marks)
        return [row["id"] for row in found.rows] if found else []

    assert await waiting("KT001") == [first]  # the head's own lies with the chairman
    assert await waiting("TL001") == [first, second]
    for code in ("KT003", "KT002", "VX001", "TL003"):
        assert await waiting(code) == []
    head = await world.viewer("KT001")
    await decide_cause(claim=first, confirmed=False, words="Không", by=head, now=AFTER)
    assert await waiting("KT001") == []
    assert task
