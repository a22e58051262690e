"""A replayed log in the database: the printed figures come out of the rows, and nobody is charged."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.db import fetch, fetch_one, insert_many
from app.errors import NotFound
from app.evaluation.months import Month
from app.evaluation.roster import Wanted, people
from app.history import verify
from app.people.queries import office_calendar, people_count
from app.replay.event_log import figures
from app.replay.profiles import PERMITS
from app.replay.reading import Log, read_log
from app.replay.writing import Imported, import_log
from app.tasks.facts import task_row
from app.tasks.flag_sql import Marks, flagged
from app.tasks.nightly import notice_day
from tests.conftest import shared_file
from tests.db.work import counts, holdings_of, kinds_of, latenesses_of, row_of
from tests.page import readable

HEADER = (
    "case:concept:name,org:resource,time:timestamp,case:deadline,case:enddate,case:startdate,case:responsible"
)
LATE_AND_BACK = (
    "h1,An,2026-03-02T09:00:00+01:00,2026-03-05T00:00:00+01:00,2026-03-06T00:10:00+01:00,2026-03-01T00:00:00+01:00,Chi",
    "h1,Bình,2026-03-03T09:00:00+01:00,2026-03-05T00:00:00+01:00,2026-03-06T00:10:00+01:00,2026-03-01T00:00:00+01:00,Chi",
    "h1,An,2026-03-06T00:05:00+01:00,2026-03-05T00:00:00+01:00,2026-03-06T00:10:00+01:00,2026-03-01T00:00:00+01:00,Chi",
)
OPEN = "h2,Bình,2026-03-04T09:00:00+01:00,2026-03-20T00:00:00+01:00,,,"
NOBODY = "h3,,2026-03-05T09:00:00+01:00,,,,"


def log_of(*rows: str) -> Log:
    return read_log("\n".join((HEADER, *rows)).encode(), PERMITS)


async def replay(world, log: Log, by: str | None = "VP003") -> Imported:
    return await import_log(log, PERMITS, by=world.ids[by] if by else None, now=world.now)


async def task_of(case: str) -> int:
    row = await fetch_one("SELECT task FROM task_row WHERE row_key = {}", case)
    assert row is not None
    return int(row["task"])


async def officer_named(name: str) -> int:
    row = await fetch_one("SELECT id FROM officer WHERE full_name = {}", f"{name} (nhật ký permits)")
    assert row is not None
    return int(row["id"])


async def figures_of_the_rows() -> dict[str, int]:
    """The printed figures, counted from what lies in the tables."""
    one = "SELECT COUNT(*) AS n FROM "
    replayed = "(SELECT r.task FROM task_row r JOIN directive d ON d.id = r.directive WHERE d.key = 'event-log|permits')"
    moved = f"SELECT task, COUNT(*) AS n FROM hand_over WHERE kind = 'hand_over' AND task IN {replayed} GROUP BY task"
    back = (
        f"SELECT COUNT(DISTINCT a.task) AS n FROM hand_over a JOIN hand_over b ON b.task = a.task AND b.id > a.id"
        f" WHERE a.task IN {replayed} AND b.to_officer = a.from_officer AND b.from_officer = a.to_officer"
        " AND NOT EXISTS (SELECT 1 FROM hand_over m WHERE m.task = a.task AND m.id > a.id AND m.id < b.id)"
    )
    questions = {
        "cases": f"{one}task WHERE id IN {replayed}",
        "finished": f"{one}task WHERE id IN {replayed} AND state = 'done' AND accepted_at IS NOT NULL",
        "late_finished": f"{one}lateness l JOIN task t ON t.id = l.task WHERE t.state = 'done' AND t.id IN {replayed}",
        "open": f"{one}task WHERE id IN {replayed} AND state IN ('in_progress', 'awaiting_person')",
        "handed_over": f"{one}({moved}) m",
        "ping_pong": back,
        "handovers": f"{one}hand_over WHERE task IN {replayed}",
        "max_handovers": f"SELECT COALESCE(MAX(m.n), 0) AS n FROM ({moved}) m",
    }
    return {name: int((await fetch(sql))[0]["n"]) for name, sql in questions.items()}


async def test_the_figures_of_the_real_log_come_out_of_the_rows_and_importing_it_again_adds_nothing(world):
    log = read_log(shared_file("data/permit-events-a.csv").read_bytes(), PERMITS)
    printed = figures(log.cases).named()
    assert await replay(world, log) == Imported(717, 0, ())
    assert await figures_of_the_rows() == printed
    assert len(await fetch("SELECT id FROM holding")) == printed["cases"] + printed["handovers"]
    assert len(await fetch("SELECT id FROM holding WHERE ended_at IS NULL")) == printed["open"]
    assert (await verify()).sound
    before = await counts()
    assert await replay(world, log) == Imported(0, 717, ())
    assert await counts() == before


async def test_a_finished_case_has_its_chain_its_moves_its_lateness_and_one_row_of_history_for_each_act(
    world,
):
    await replay(world, log_of(*LATE_AND_BACK))
    task, an, binh = await task_of("h1"), await officer_named("An"), await officer_named("Bình")
    row = await row_of(task)
    assert (row["state"], row["owner"], row["lead"]) == ("done", an, await officer_named("Chi"))
    assert (row["original_deadline"], row["deadline"]) == (date(2026, 3, 5), date(2026, 3, 5))
    assert row["accepted_at"].isoformat() == "2026-03-05T23:10:00+00:00"
    assert (row["hand_over_count"], row["lateness_count"], row["product"]) == (2, 1, "")
    assert await holdings_of(task) == [
        (an, "ordinary", "moved", True),
        (binh, "taken_over", "moved", True),
        (an, "taken_over", "", True),
    ]
    stretches = await fetch("SELECT given_at, ended_at FROM holding WHERE task = {} ORDER BY id", task)
    assert stretches[0]["given_at"] == row["first_given_at"]
    assert all(a["ended_at"] == b["given_at"] for a, b in pairwise(stretches))
    moves = await fetch("SELECT * FROM hand_over WHERE task = {} ORDER BY id", task)
    assert [(move["from_officer"], move["to_officer"]) for move in moves] == [(an, binh), (binh, an)]
    assert all(move["taken_at"] == move["at"] and move["upheld"] for move in moves)
    assert await latenesses_of(task) == [(date(2026, 3, 5), binh)]
    assert await kinds_of(task) == [
        "task.log_imported",
        "task.log_handed_over",
        "task.log_handed_over",
        "task.log_finished",
    ]
    assert (await verify()).sound


async def test_an_open_case_stays_with_its_holder_and_one_without_any_waits_for_one(world):
    await replay(world, log_of(OPEN, NOBODY))
    held, waiting = await row_of(await task_of("h2")), await row_of(await task_of("h3"))
    binh = await officer_named("Bình")
    assert (held["state"], held["owner"], held["lead"]) == ("in_progress", binh, binh)
    assert await holdings_of(held["id"]) == [(binh, "ordinary", "", False)]
    assert (waiting["state"], waiting["owner"], waiting["deadline"]) == ("awaiting_person", None, None)
    assert await holdings_of(waiting["id"]) == []


async def test_nobody_is_charged_for_a_log_neither_by_night_nor_in_a_month(world):
    await replay(world, log_of(*LATE_AND_BACK, OPEN, NOBODY))
    calendar = await office_calendar()
    before = len(await fetch("SELECT id FROM lateness"))
    for days in range(1, 40):
        await notice_day(world.today + timedelta(days=days))
    assert len(await fetch("SELECT id FROM lateness")) == before
    marks = Marks(world.today + timedelta(days=40), calendar)
    late = flagged("late", marks)
    assert await fetch(f"SELECT t.id FROM task t WHERE {late.sql}", *late.args) == []
    officers = [await officer_named(name) for name in ("An", "Bình", "Chi")]
    for month in (Month(2026, 3), Month(2026, 11)):
        shown = {person.officer_id for person in await people(month, Wanted(("",)), all_of_them=True)}
        assert shown
        assert not shown & set(officers)


async def test_who_stands_for_a_resource_has_neither_post_nor_account_and_is_marked(world):
    before = await people_count()
    await replay(world, log_of(OPEN))
    row = await fetch_one("SELECT * FROM officer WHERE id = {}", await officer_named("Bình"))
    assert (row["active"], row["regime"]) == (False, "event_log")
    assert await fetch("SELECT id FROM posting WHERE officer = {}", row["id"]) == []
    assert await fetch("SELECT id FROM account WHERE officer = {}", row["id"]) == []
    unit = await fetch_one("SELECT outside, path FROM unit WHERE code = 'NKSK-PERMITS'")
    assert (bool(unit["outside"]), unit["path"]) == (True, "")
    assert await people_count() == before


async def test_a_log_is_read_by_those_above_its_importer_and_by_nobody_else(world):
    await replay(world, log_of(OPEN))
    task = await task_of("h2")
    for code in ("TL001", "TL003", "VP001", "VP003"):
        assert (await task_row(task, await world.viewer(code), world.today))["id"] == task
    for code in ("KT001", "KT003", "HC002"):
        with pytest.raises(NotFound):
            await task_row(task, await world.viewer(code), world.today)


async def test_a_longer_log_adds_its_new_cases_and_names_those_that_say_something_else_now(world):
    await replay(world, log_of(OPEN))
    later = OPEN.replace("03-04T", "03-09T").replace("Bình", "Dung")
    assert await replay(world, log_of(OPEN, later, *LATE_AND_BACK)) == Imported(1, 1, ("h2",))
    assert len(await holdings_of(await task_of("h2"))) == 1
    rows = await fetch("SELECT kind FROM history WHERE kind = 'event_log.imported'")
    assert len(rows) == 2
    assert len(await fetch("SELECT id FROM directive WHERE key LIKE 'event-log%'")) == 1


async def test_a_case_with_a_long_name_is_kept_whole_enough_to_be_known_again(world):
    long = OPEN.replace("h2", "h" * 150)
    await replay(world, log_of(long))
    assert await replay(world, log_of(long)) == Imported(0, 1, ())


async def test_what_breaks_off_leaves_nothing_behind(world, monkeypatch):
    async def broken(*_: object, **__: object) -> int:
        raise RuntimeError("no room")

    before, units = await counts(), await fetch("SELECT id FROM unit")
    monkeypatch.setattr("app.replay.writing.record", broken)
    with pytest.raises(RuntimeError):
        await replay(world, log_of(*LATE_AND_BACK, OPEN))
    assert await counts() == before
    assert await fetch("SELECT id FROM unit") == units


async def test_the_number_of_statements_does_not_grow_with_the_cases(world, monkeypatch):
    asked = 0

    async def counted(sql, rows):
        nonlocal asked
        asked += 1
        await insert_many(sql, rows)

    monkeypatch.setattr("app.replay.place.insert_many", counted)
    await replay(world, log_of(OPEN))
    few, asked = asked, 0
    await replay(world, log_of(*(OPEN.replace("h2", f"m{number}") for number in range(60))))
    assert asked <= few


async def test_the_page_of_a_replayed_task_says_where_it_comes_from(visit, world):
    await replay(world, log_of(*LATE_AND_BACK))
    head = await visit("TL001")
    page = await head.get(f"/tasks/{await task_of('h1')}")
    text = readable(page.text)
    for words in (
        "Hồ sơ h1",
        "Nhập từ nhật ký sự kiện",
        "Theo nhật ký: ngày 03/03/2026",
        "Hoàn thành (theo nhật ký)",
    ):
        assert words in text
    stranger = await visit("KT003")
    await stranger.get(f"/tasks/{await task_of('h1')}", status=404)
