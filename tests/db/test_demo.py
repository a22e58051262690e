"""The demonstration: planted by the product's own commands, so that it is as true as real work."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app import clock, history
from app.db import bind, engine, fetch, fetch_one, make_engine
from app.demo import is_demo, plant
from app.demo.cast import PASSWORD, PEOPLE
from app.evaluation.months import Month
from app.people.history_words import KINDS
from app.people.queries import viewer_of_officer
from app.schema import migrate
from app.seeding import print_accounts, seed_if_empty
from app.settings import Settings, load

TODAY = date(2026, 11, 22)


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[Path]:
    """A migrated database with nobody in it."""
    bind(make_engine(f"sqlite:///{tmp_path / 'demo.sqlite'}"))
    await engine().open()
    clock.set_clock(clock.at(TODAY, 8))
    try:
        await migrate()
        yield tmp_path
    finally:
        clock.set_clock(None)
        await engine().close()


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The whole year, planted once for this file; each test reads it and changes nothing."""
    import asyncio

    folder = tmp_path_factory.mktemp("year")
    url = f"sqlite:///{folder / 'year.sqlite'}"

    async def run() -> None:
        bind(make_engine(url))
        await engine().open()
        try:
            await migrate()
            await plant(today=TODAY, files=folder / "files")
        finally:
            await engine().close()

    asyncio.run(run())
    return url


@pytest.fixture
async def planted(year: str) -> AsyncIterator[None]:
    bind(make_engine(year))
    await engine().open()
    clock.set_clock(clock.at(TODAY, 8))
    try:
        yield
    finally:
        clock.set_clock(None)
        await engine().close()


async def number(sql: str, *args: Any) -> int:
    row = await fetch_one(sql, *args)
    assert row is not None
    return int(next(iter(row.values())))


async def test_the_history_of_the_year_is_one_whole_chain_in_the_order_of_time(planted):
    verdict = await history.verify()
    assert verdict.sound
    assert verdict.rows > 2_000
    moments = [row["at"] for row in await fetch("SELECT at FROM history ORDER BY seq")]
    assert moments == sorted(moments)
    assert moments[-1] <= clock.at(TODAY, 1).isoformat()


async def test_every_open_task_has_one_holder_and_no_finished_one_has_any(planted):
    assert not await fetch(
        "SELECT t.id FROM task t WHERE t.state IN ('given', 'in_progress', 'submitted') AND (t.owner IS NULL"
        " OR t.lead IS NULL OR t.due_on IS NULL OR (SELECT COUNT(*) FROM holding h WHERE h.task = t.id"
        " AND h.ended_at IS NULL AND h.officer = t.owner) <> 1)"
    )
    assert not await fetch(
        "SELECT t.id FROM task t JOIN holding h ON h.task = t.id AND h.ended_at IS NULL"
        " WHERE t.state IN ('done', 'withdrawn', 'draft', 'awaiting_person')"
    )


async def test_each_counter_on_a_task_is_the_number_of_its_rows(planted):
    assert not await fetch(
        "SELECT t.id FROM task t WHERE t.lateness_count <>"
        " (SELECT COUNT(*) FROM lateness l WHERE l.task = t.id) OR t.return_count <>"
        " (SELECT COUNT(*) FROM submission s WHERE s.task = t.id AND s.decision = 'returned')"
        " OR t.extension_count <> (SELECT COUNT(*) FROM extension x WHERE x.task = t.id AND x.granted = true)"
    )


async def test_the_year_holds_what_a_demonstration_has_to_show(planted):
    assert 330 <= await number("SELECT COUNT(*) FROM task WHERE state <> 'draft'") <= 600
    assert await number("SELECT COUNT(*) FROM catalogue_item") == 40
    assert await number("SELECT COUNT(*) FROM directive") == 2
    assert await number("SELECT COUNT(*) FROM incident") == 6
    assert await number("SELECT COUNT(*) FROM evidence") > 5
    assert await number("SELECT COUNT(*) FROM submission WHERE failed_check = true") >= 3
    assert await number("SELECT COUNT(*) FROM task WHERE taken_over = true") >= 3
    assert await number("SELECT COUNT(*) FROM task WHERE in_plan = false") >= 10
    assert await number("SELECT COUNT(*) FROM lateness WHERE objective_at IS NOT NULL") >= 3
    assert await number("SELECT COUNT(*) FROM extension WHERE granted IS NULL") >= 3
    assert await number("SELECT COUNT(*) FROM extension WHERE granted = true") >= 4
    assert await number("SELECT COUNT(*) FROM extension WHERE granted = false AND decided_by IS NOT NULL")
    assert await number("SELECT COUNT(*) FROM extension WHERE after_deadline = true")
    assert await number("SELECT COUNT(*) FROM pause WHERE ended_on IS NULL AND to_date >= {}", TODAY)
    assert await number("SELECT COUNT(*) FROM pause WHERE ended_on IS NOT NULL")
    assert not await number(
        "SELECT COUNT(*) FROM task WHERE state <> 'draft' AND first_given_at IS NULL AND unit_given_at IS NOT NULL"
    )
    outcomes = {row["outcome"] for row in await fetch("SELECT DISTINCT outcome FROM opinion")}
    assert {"", "agree_with_comments", "silent"} <= outcomes
    assert await number("SELECT COUNT(*) FROM initiative_adviser") >= 1
    assert await number("SELECT COUNT(*) FROM cause_claim WHERE confirmed IS NULL") >= 1
    assert await number("SELECT COUNT(*) FROM cause_claim WHERE confirmed = true") >= 4
    frequencies = {row["frequency"] for row in await fetch("SELECT frequency FROM recurrence")}
    assert frequencies == {"weekly", "monthly"}
    assert await number(
        "SELECT COUNT(*) FROM recurrence_task g JOIN task t ON t.id = g.task WHERE t.state = 'done'"
    )
    assert await number(
        "SELECT COUNT(*) FROM recurrence_task g JOIN task t ON t.id = g.task WHERE t.due_on > {}", TODAY
    )
    assert await number("SELECT COUNT(*) FROM campaign") == 1
    kinds = {row["kind"] for row in await fetch("SELECT DISTINCT kind FROM reminder")}
    assert kinds == {"manual", "campaign", "escalation"}
    assert await number("SELECT COUNT(*) FROM reminder WHERE answered_at IS NOT NULL") >= 1
    assert await number("SELECT COUNT(*) FROM inspection_item") >= 1
    assert await number("SELECT COUNT(*) FROM delegation WHERE to_date < {}", TODAY) == 1
    assert await number("SELECT COUNT(*) FROM delegation WHERE from_date > {}", TODAY) == 1
    assert await number(
        "SELECT COUNT(*) FROM history WHERE kind = 'task.accepted' AND facts LIKE '%on_behalf%'"
    )
    reasons = {row["reason"] for row in await fetch("SELECT DISTINCT reason FROM hand_over")}
    assert {"not_authority", "lacks_papers", "overload", "absence"} <= reasons


async def test_most_finished_work_was_on_time(planted):
    done = await number("SELECT COUNT(*) FROM task WHERE state = 'done'")
    never_late = await number("SELECT COUNT(*) FROM task WHERE state = 'done' AND lateness_count = 0")
    assert 0.7 < never_late / done < 0.97


async def test_today_every_kind_of_work_lies_on_a_desk(planted):
    states = {
        row["state"]: row["n"] for row in await fetch("SELECT state, COUNT(*) AS n FROM task GROUP BY state")
    }
    for state in ("draft", "awaiting_person", "given", "in_progress", "submitted"):
        assert states[state] >= 3, state
    flags = {row["flag"] for row in await fetch("SELECT DISTINCT flag FROM flag_fact")}
    assert {"late", "due_soon", "silent", "not_received", "bounced", "ping_pong", "unclear"} <= flags
    assert {"paused", "extended", "asked_late"} <= flags
    assert await number(
        "SELECT COUNT(*) FROM task WHERE state IN ('given', 'in_progress') AND due_on < {}", TODAY
    )
    assert await number("SELECT COUNT(*) FROM hand_over WHERE kind = 'hand_back' AND decided_at IS NULL") >= 2
    assert await number("SELECT COUNT(*) FROM absence WHERE from_date <= {} AND to_date >= {}", TODAY, TODAY)


async def test_past_months_are_confirmed_and_the_last_one_waits_for_heads(planted):
    last = Month.of(TODAY).previous
    rows = await fetch(
        "SELECT s.month, s.state, o.staff_code FROM sheet s JOIN officer o ON o.id = s.officer"
    )
    earlier = [row for row in rows if row["month"] < str(last) and row["staff_code"] != "TL001"]
    assert {row["month"] for row in earlier} == {f"2026-{n:02}" for n in range(1, 10)}
    unsettled = [row for row in earlier if row["state"] != "confirmed"]
    assert unsettled == []
    states = {row["state"] for row in rows if row["month"] == str(last)}
    assert states == {"open", "self_scored", "confirmed"}
    assert not [row for row in rows if row["month"] == str(Month.of(TODAY))]
    levels = {
        row["level"] for row in await fetch("SELECT DISTINCT level FROM sheet WHERE state = 'confirmed'")
    }
    assert len(levels - {""}) >= 2


async def test_every_kind_of_act_of_the_year_has_a_name_on_the_history_page(planted):
    kinds = {row["kind"] for row in await fetch("SELECT DISTINCT kind FROM history")}
    assert kinds <= set(KINDS)


async def test_the_database_says_that_it_is_the_demonstration(planted):
    assert await is_demo()


async def test_the_same_day_gives_the_same_work(empty, tmp_path):
    async def mark() -> str:
        await plant(today=TODAY, months_back=1)
        rows = await fetch("SELECT code, title, state, due_on FROM task ORDER BY id")
        assert rows
        return repr(rows)

    first = await mark()
    await engine().close()
    bind(make_engine(f"sqlite:///{tmp_path / 'second.sqlite'}"))
    await engine().open()
    await migrate()
    assert await mark() == first


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 2, 17), date(2027, 3, 1)])
async def test_it_can_be_planted_on_any_day(empty, today):
    clock.set_clock(clock.at(today, 8))
    heard: list[tuple[int, int]] = []
    await plant(today=today, months_back=1, report=lambda done, total, _: heard.append((done, total)))
    assert (await history.verify()).sound
    assert heard[-1][0] == heard[-1][1]
    assert heard == sorted(heard, key=lambda pair: pair[0])


async def test_an_interrupted_planting_leaves_the_database_empty(empty):
    def stop(done: int, total: int, words: str) -> None:
        if done > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await plant(today=TODAY, months_back=1, report=stop)
    assert await number("SELECT COUNT(*) FROM officer") == 0
    assert await number("SELECT COUNT(*) FROM history") == 0
    assert not await is_demo()


async def test_seeding_twice_plants_once_and_names_the_accounts_both_times(empty, monkeypatch, capsys):
    import app.demo

    planted: list[date] = []

    async def short(*, today: date, **given: Any) -> None:
        planted.append(today)
        await plant(today=today, months_back=0, report=given["report"])

    monkeypatch.setattr(app.demo, "plant", short)
    settings = load({"FILES_DIR": str(empty), "SECRET": "a secret of the tests, long enough to be taken"})
    for _ in range(2):
        assert await seed_if_empty(settings) == 0
        said = capsys.readouterr().out
        assert PASSWORD in said
        assert PEOPLE[0].name in said
    assert planted == [TODAY]


async def test_without_a_seed_the_first_administrator_is_explained(empty, capsys):
    settings: Settings = load({"SEED": "none", "SECRET": "a secret of the tests, long enough to be taken"})
    assert await seed_if_empty(settings) == 0
    said = capsys.readouterr().out
    assert "create-admin" in said
    assert PASSWORD not in said


def test_every_account_of_the_cast_is_printed(capsys):
    print_accounts()
    said = capsys.readouterr().out
    assert all(member.code in said for member in PEOPLE)


async def test_the_cast_signs_in_with_rights(planted):
    row = await fetch_one("SELECT id FROM officer WHERE staff_code = {}", "KT001")
    viewer = await viewer_of_officer(row["id"], today=TODAY)
    assert viewer.can("task_assign")
