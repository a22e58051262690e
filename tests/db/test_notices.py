"""The outbox on both databases: written with the act or not at all, to whom it concerns, once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app import clock, db
from app.db import fetch, fetch_one, write
from app.errors import Conflict, Refused
from app.history import record, record_all, verify
from app.incidents.commands import record_incident
from app.incidents.rules import IncidentEntry
from app.notices import queries
from app.notices.choices import choose, own_choice
from app.notices.dates import DATED, notice_dates
from app.notices.outbox import put_out
from app.notices.queries import Filters
from app.people.commands import disable_account
from app.people.office_settings import set_office_rule
from app.tasks.annex.reader import read_annex
from app.tasks.commands import (
    accept_result,
    give_to_unit,
    hand_back,
    receive_task,
    report_progress,
    return_result,
    save_draft,
    withdraw_task,
)
from app.tasks.imports import import_annex, keep_upload
from tests.db.notices import notices
from tests.db.test_imports import PLAN, csv_of
from tests.db.work import THURSDAY, WEDNESDAY, entry, given, submitted, version_of


@pytest.fixture(autouse=True)
def listening(monkeypatch):
    monkeypatch.setattr("app.history.LISTENERS", [put_out])


async def sent_from(kind):
    row = await fetch_one("SELECT send_from FROM notice WHERE kind = {} AND channel <> 'page' LIMIT 1", kind)
    return row["send_from"] if row else None


async def chosen(world, code, at_once="email", digest=True, ref=""):
    by = await world.viewer(code)
    row, _ = await own_choice(by)
    await choose(
        at_once=at_once, digest=digest, webhook_ref=ref, by=by, now=world.now, version=row["version"]
    )


# With the act ------------------------------------------------------------------------------------


async def test_work_given_is_on_the_owners_page_and_in_one_mail_and_the_lead_hears_in_the_morning(world):
    await given(world, lead="KT002")
    owner, lead = world.ids["KT003"], world.ids["KT002"]
    assert sorted(await notices()) == sorted(
        [
            (owner, "page", "given"),
            (owner, "email", "given"),
            (lead, "page", "lead_named"),
            (lead, "digest", "lead_named"),
        ]
    )
    assert await sent_from("given") == world.now
    assert await sent_from("lead_named") == clock.at(date(2026, 11, 23), 7, 30)


async def test_an_act_that_is_undone_has_told_nobody(world):
    with pytest.raises(RuntimeError):
        async with write():
            await given(world)
            assert await notices()
            raise RuntimeError("power cut")
    assert await notices() == []
    assert await fetch("SELECT seq FROM history WHERE kind = 'task.assigned'") == []


async def test_the_time_of_the_summary_is_the_offices_own(world):
    admin = await world.viewer("VP003")
    await set_office_rule(
        code="digest_time",
        value="06:45",
        basis="Quy chế làm việc số 02/QC-UBND",
        from_date=world.today,
        by=admin,
        now=world.now,
    )
    await given(world, lead="KT002")
    assert await sent_from("lead_named") == clock.at(date(2026, 11, 23), 6, 45)


async def test_nobody_is_told_of_the_own_act(world):
    task = await submitted(world)
    before = await notices()
    await accept_result(
        task=task, by=await world.viewer("KT001"), now=clock.at(THURSDAY, 9), version=await version_of(task)
    )
    told = (await notices())[len(before) :]
    assert told == [(world.ids["KT003"], "page", "accepted"), (world.ids["KT003"], "email", "accepted")]


async def test_a_draft_is_told_to_nobody_also_when_it_is_thrown_away(world):
    head = await world.viewer("KT001")
    task = await save_draft(entry=entry(world), by=head, now=world.now)
    await withdraw_task(
        task=task, reason="Không cần nữa", by=head, now=world.now, version=await version_of(task)
    )
    assert await notices() == []


async def test_withdrawn_work_is_told_to_who_had_it(world):
    task = await given(world)
    head = await world.viewer("KT001")
    await withdraw_task(
        task=task, reason="Đã có đơn vị khác làm", by=head, now=world.now, version=await version_of(task)
    )
    assert (world.ids["KT003"], "digest", "withdrawn") in await notices()


async def test_a_hand_back_reaches_its_assigner_at_once_and_a_return_its_owner(world):
    task = await submitted(world)
    await return_result(
        task=task,
        words="Thiếu danh sách",
        failed_check=False,
        rework_due=None,
        by=await world.viewer("KT001"),
        now=clock.at(THURSDAY, 9),
        version=await version_of(task),
    )
    assert (world.ids["KT003"], "email", "returned") in await notices()
    await hand_back(
        task=task,
        reason="overload",
        words="Đang giữ 9 việc",
        by=await world.viewer("KT003"),
        now=clock.at(THURSDAY, 10),
        version=await version_of(task),
    )
    assert (world.ids["KT001"], "email", "handed_back") in await notices()


async def test_work_of_a_unit_reaches_its_head(world):
    by = await world.viewer("TL001")
    await give_to_unit(entry=entry(world, owner=None, lead=None, unit=world.ids["KT"]), by=by, now=world.now)
    assert (world.ids["KT001"], "email", "unit_given") in await notices()
    assert {officer for officer, _, _ in await notices()} == {world.ids["KT001"]}


async def test_who_has_no_account_any_more_is_not_told(world):
    await disable_account(officer=world.ids["KT003"], by=world.ids["VP003"], now=world.now)
    await given(world, lead="KT001")
    assert await notices() == []


async def test_who_has_no_address_is_told_on_the_page_only(world):
    for address in ("NULL", "'a@b.vn\r\nBcc: x@y.vn'"):
        async with write():
            await fetch(f"UPDATE officer SET email = {address} WHERE id = {{}}", world.ids["KT003"])
        await given(world)
    assert await notices() == [(world.ids["KT003"], "page", "given")] * 2


# Choices -----------------------------------------------------------------------------------------


async def test_each_choice_gives_at_most_one_message_for_one_event(world):
    expected = {
        ("email", True): "email",
        ("email", False): "email",
        ("webhook", True): "webhook",
        ("webhook", False): "webhook",
        ("none", True): "digest",
        ("none", False): None,
    }
    for (at_once, digest), channel in expected.items():
        await chosen(world, "KT003", at_once, digest, "u8f3k2" if at_once == "webhook" else "")
        before = len(await notices())
        await given(world)
        told = [each[1] for each in (await notices())[before:]]
        assert told == ["page", *([channel] if channel else [])], (at_once, digest)
    twice = await fetch(
        "SELECT event FROM notice WHERE channel <> 'page' GROUP BY event, officer HAVING COUNT(*) > 1"
    )
    assert twice == []


async def test_a_choice_that_could_not_be_kept_names_every_fault_and_leaves_nothing(world):
    by = await world.viewer("KT003")
    for at_once, ref, fields in (
        ("pigeon", "Ngô Văn Đức", {"at_once", "webhook_ref"}),
        ("webhook", "", {"webhook_ref"}),
    ):
        with pytest.raises(Refused) as refused:
            await choose(at_once=at_once, digest=True, webhook_ref=ref, by=by, now=world.now, version=0)
        assert set(refused.value.fields) == fields
    async with write():
        await fetch("UPDATE officer SET email = NULL WHERE id = {}", world.ids["KT003"])
    with pytest.raises(Refused) as refused:
        await choose(at_once="email", digest=True, webhook_ref="", by=by, now=world.now, version=0)
    assert set(refused.value.fields) == {"at_once"}
    assert await fetch("SELECT id FROM notice_choice") == []
    assert await fetch("SELECT seq FROM history WHERE kind = 'notices.chosen'") == []


async def test_of_two_pages_of_one_person_the_second_choice_is_refused(world):
    by = await world.viewer("KT003")
    await choose(at_once="none", digest=True, webhook_ref="", by=by, now=world.now, version=0)
    with pytest.raises(Conflict):
        await choose(at_once="email", digest=True, webhook_ref="", by=by, now=world.now, version=0)
    row = await fetch_one("SELECT at_once, version FROM notice_choice")
    assert (row["at_once"], row["version"]) == ("none", 1)


# Incidents ---------------------------------------------------------------------------------------


async def test_an_incident_is_told_to_the_person_named_alone_and_never_leads_to_its_recorder(world, tmp_path):
    incident = await record_incident(
        entry=IncidentEntry(
            "DN-04", world.ids["HC002"], date(2026, 11, 18), "14:05", "Quầy số 3", "Nói to.", "citizen"
        ),
        by=await world.viewer("HC003"),
        now=world.now,
        folder=tmp_path,
    )
    assert await notices() == [
        (world.ids["HC002"], "page", "incident_recorded"),
        (world.ids["HC002"], "digest", "incident_recorded"),
    ]
    assert world.ids["HC003"] not in {row[0] for row in await notices()}
    person = await world.viewer("HC002")
    row = (await queries.notice_list(person, Filters(), world.today))[0]
    assert (row.about.code, row.about.title, row.about.path) == ("", "", f"/incidents/{incident}")


# Many at once ------------------------------------------------------------------------------------


async def imported(world, count):
    rows = [
        (str(n), f"Việc số {n}", ("Phòng Kinh tế", "Văn phòng")[n % 2], "", "Báo cáo", "15/12/2026")
        for n in range(1, count + 1)
    ]
    by = await world.viewer("VP002")
    upload = await keep_upload(file_name="a.csv", sha256="a" * 64, by=by, now=world.now)
    heading = replace(PLAN, number=f"{count}/KH-UBND")
    await import_annex(
        upload=upload,
        annex=read_annex(csv_of(*rows), "a.csv"),
        heading=heading,
        answers={},
        by=by,
        now=world.now,
    )


async def test_an_import_of_thousands_is_told_once_to_each_head(world):
    await imported(world, 1_200)
    heads = sorted([world.ids["KT001"], world.ids["VP001"]])
    assert await notices() == [
        (head, channel, "units_given") for head in heads for channel in ("page", "email")
    ]
    assert (await verify()).sound


async def test_the_number_of_questions_does_not_grow_with_the_acts(world, monkeypatch):
    tasks = [await given(world, lead="KT002") for _ in range(30)]
    asked: list[str] = []
    real = db.fetch

    async def counting(sql, *args):
        asked.append(sql)
        return await real(sql, *args)

    for module in ("outbox", "dates"):
        monkeypatch.setattr(f"app.notices.{module}.fetch", counting)
    counted = []
    for some in (tasks[:1], tasks):
        asked.clear()
        acts = [("task.accepted", ("task", task), {}) for task in some]
        await record_all(acts, by=world.ids["KT001"], now=world.now)
        counted.append(len(asked))
    assert counted[0] == counted[1]
    rows = await fetch("SELECT id FROM notice WHERE kind = 'accepted' AND channel = 'page'")
    assert len(rows) == 31


# Kinds that other parts write ----------------------------------------------------------------------


async def test_kinds_whose_records_are_missing_tell_nobody_and_break_nothing(world):
    task = await given(world)
    before = await notices()
    for kind in (
        *("task.offered", "task.taken", "task.offer_returned", "task.appointed", "task.extension_decided"),
        *("task.cause_refused", "task.opinion_silent", "task.reminded", "task.escalated", "delegation.given"),
    ):
        facts = {"extension": 99, "claim": 99, "opinion": 99, "hand_over": 99}
        await record(kind, ("task", 999), by=world.ids["KT001"], now=world.now, facts=facts)
        await record(kind, ("task", task + 500), by=None, now=world.now, facts={})
    assert await notices() == before


async def test_reminders_wait_for_the_summary_and_offers_do_not(world):
    task = await given(world)
    to = world.ids["KT004"]
    facts = {"hand_over": 1, "to": to, "reason": "overload", "words": "…"}
    await record("task.offered", ("task", task), by=world.ids["KT003"], now=world.now, facts=facts)
    await record("task.reminded", ("task", task), by=None, now=world.now, facts={"to": to, "kind": "manual"})
    told = [each[1:] for each in await notices() if each[0] == to]
    assert told == [("page", "offered"), ("email", "offered"), ("page", "reminded"), ("digest", "reminded")]


# Handled is read -----------------------------------------------------------------------------------


async def test_what_was_handled_counts_as_read_and_what_was_only_seen_does_not(world):
    task = await given(world)
    other = await given(world)
    person = await world.viewer("KT003")
    assert await queries.unread_count(person.officer_id) == 2
    await queries.notice_list(person, Filters(), world.today)
    assert await queries.unread_count(person.officer_id) == 2
    await receive_task(task=task, by=person, now=world.now, version=await version_of(task))
    assert await queries.unread_count(person.officer_id) == 1
    await report_progress(
        task=other, percent=10, words="Đã bắt đầu", by=person, now=world.now, version=await version_of(other)
    )
    assert await queries.unread_count(person.officer_id) == 0


async def test_a_title_is_told_only_while_its_reader_may_see_it(world):
    task = await given(world)
    await record("task.reminded", ("task", task), by=None, now=world.now, facts={"to": world.ids["HC004"]})
    stranger = (await queries.notice_list(await world.viewer("HC004"), Filters(), world.today))[0]
    assert (stranger.about.code, stranger.about.title, stranger.about.path) == ("", "", "/notices")
    owner = (await queries.notice_list(await world.viewer("KT003"), Filters(), world.today))[0]
    assert owner.about.path == f"/tasks/{task}"
    assert owner.about.title == "Rà soát các điểm ngập úng trên địa bàn"


# Dates -----------------------------------------------------------------------------------------------


async def test_dates_are_told_once_each_working_day_to_who_has_work_that_is_due_or_late(world):
    await given(world, deadline=THURSDAY)
    far = date(2026, 12, 31)
    await given(world, owner="KT004", deadline=far)
    monday = date(2026, 11, 23)
    assert await notice_dates(date(2026, 11, 22)) == "Ngày nghỉ: không báo thời hạn."
    # Monday: Wednesday and Thursday are the 1st and 2nd working day after it; nothing is due in 0, 1 or 3.
    assert await notice_dates(monday) == "Báo thời hạn cho 0 người."
    assert await notice_dates(WEDNESDAY) == "Báo thời hạn cho 1 người."
    assert await notice_dates(WEDNESDAY) == "Đã báo thời hạn của ngày này."
    dated = [each for each in await notices() if each[2] == "dates"]
    assert dated == [(world.ids["KT003"], "page", "dates"), (world.ids["KT003"], "digest", "dates")]
    assert await sent_from("dates") == clock.at(WEDNESDAY, 7, 30)
    friday = THURSDAY + timedelta(days=1)
    assert await notice_dates(friday) == "Báo thời hạn cho 1 người."
    unread = await fetch(
        "SELECT at FROM notice WHERE kind = 'dates' AND channel = 'page' AND read_at IS NULL"
    )
    assert [row["at"] for row in unread] == [clock.at(friday, 0, 45)]
    assert len(await fetch("SELECT seq FROM history WHERE kind = {}", DATED)) == 2


@pytest.mark.parametrize("channel", ["page", "email", "digest", "webhook"])
async def test_the_database_itself_refuses_a_second_message_for_one_event(world, channel):
    await given(world)
    row = (await fetch("SELECT * FROM notice WHERE channel = 'email'"))[0]
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        async with write():
            await fetch(
                "INSERT INTO notice (event, officer, channel, kind, subject_type, subject_id, at, send_from)"
                " VALUES ({}, {}, {}, 'given', 'task', 1, {}, {})",
                row["event"],
                row["officer"],
                channel,
                world.now,
                world.now,
            )
