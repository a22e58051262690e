"""Notices, choices and the personal calendar as people meet them in a browser without scripts."""

import re
from dataclasses import replace

import httpx
import pytest
from icalendar import Calendar

from app import clock
from app.db import fetch, fetch_one, write
from app.history import record
from app.main import build
from app.notices.routes import OF_ONE_FEED, OF_ONE_STRANGER
from app.people.commands import disable_account
from app.tasks.commands import receive_task, withdraw_task
from tests.db.work import given, row_of, version_of
from tests.page import Visitor, readable

ROLES = ("TL001", "TL002", "TL003", "VP002", "VP003", "KT001", "KT003")


async def first_notice(code, world):
    row = await fetch_one(
        "SELECT id FROM notice WHERE officer = {} AND channel = 'page' ORDER BY id DESC LIMIT 1",
        world.ids[code],
    )
    return row["id"]


# The list ----------------------------------------------------------------------------------------


async def test_what_was_given_is_on_the_page_until_it_is_handled(visit, world):
    person = await visit("KT003")
    task = await given(world)
    words = readable((await person.get("/notices")).text)
    assert "Anh/chị được giao một nhiệm vụ: Rà soát các điểm ngập úng" in words
    assert "(1 chưa đọc)" in words
    by = await world.viewer("KT003")
    await receive_task(task=task, by=by, now=world.now, version=await version_of(task))
    words = readable((await person.get("/notices")).text)
    assert "chưa đọc)" not in words
    assert "Anh/chị được giao một nhiệm vụ" in words


async def test_every_role_has_the_bell_and_the_page_and_a_visitor_is_sent_to_sign_in(visit):
    for code in ROLES:
        person = await visit(code)
        words = readable((await person.get("/notices")).text)
        assert "Chưa có thông báo nào." in words, code
        assert 'href="/notices"' in (await person.get("/profile")).text, code
    nobody = await visit(None)
    assert (await nobody.get("/notices", status=303)).headers["location"].startswith("/sign-in")


async def test_opening_a_notice_leads_to_the_task_and_marks_it_read(visit, world):
    person = await visit("KT003")
    task = await given(world)
    answer = await person.get(f"/notices/{await first_notice('KT003', world)}", status=303)
    assert answer.headers["location"] == f"/tasks/{task}"
    assert "chưa đọc)" not in readable((await person.get("/notices")).text)


async def test_the_notice_of_another_person_does_not_exist(visit, world):
    await visit("KT003")
    await given(world)
    for code in ("KT004", "KT001", "TL001", "VP003"):
        stranger = await visit(code)
        await stranger.get(f"/notices/{await first_notice('KT003', world)}", status=404)
    row = await fetch_one("SELECT read_at FROM notice WHERE channel = 'page'")
    assert row["read_at"] is None


async def test_all_are_read_with_one_button_and_only_the_own_ones(visit, world):
    person = await visit("KT003")
    await given(world)
    await given(world)
    await given(world, owner="KT004")
    await person.submit("/notices/reading", on="/notices")
    assert "Chưa đọc" not in readable((await person.get("/notices")).text).replace(
        "Chỉ thông báo chưa đọc", ""
    )
    unread = await fetch("SELECT officer FROM notice WHERE channel = 'page' AND read_at IS NULL")
    assert [row["officer"] for row in unread] == [world.ids["KT004"]]


async def test_the_list_is_narrowed_by_group_and_to_unread_and_says_so(visit, world):
    person = await visit("KT003")
    task = await given(world)
    await record("task.reminded", ("task", task), by=None, now=world.now, facts={"to": world.ids["KT003"]})
    words = readable((await person.get("/notices?section=decide")).text)
    assert "đôn đốc" in words
    assert "được giao một nhiệm vụ" not in words
    await person.submit("/notices/reading", on="/notices")
    words = readable((await person.get("/notices?unread=1&section=own")).text)
    assert "Không có thông báo nào khớp với bộ lọc." in words
    assert "Bỏ lọc Chưa đọc" in words
    for odd in ("section=%00", "section=x", "page=99", "unread=zz"):
        await person.get(f"/notices?{odd}")


async def test_unread_come_first_and_long_lists_have_pages(visit, world):
    person = await visit("KT003")
    async with write():
        for number in range(60):
            await fetch(
                "INSERT INTO notice (event, officer, channel, kind, subject_type, subject_id, at, send_from, read_at)"
                " VALUES ({}, {}, 'page', 'accepted', 'task', 1, {}, {}, {})",
                10_000 + number,
                world.ids["KT003"],
                world.now,
                world.now,
                world.now if number else None,
            )
    answer = await person.get("/notices")
    rows = re.findall(r'<li class="work-row">.*?</li>', answer.text, re.S)
    assert len(rows) == 50
    assert "Chưa đọc" in rows[0]
    assert "Chưa đọc" not in rows[1]
    answer = await person.get("/notices?page=2")
    assert answer.text.count('class="work-row"') == 10


async def test_the_bell_is_one_statement_and_pages_do_not_ask_more_for_more_rows(visit, world, monkeypatch):
    person = await visit("KT003")
    await given(world)
    asked: list[str] = []
    engine = type(__import__("app.db", fromlist=["engine"]).engine())
    real = engine.run_querystring

    async def counting(self, querystring, in_pool=False):
        asked.append(str(querystring))
        return await real(self, querystring, in_pool)

    monkeypatch.setattr(engine, "run_querystring", counting)
    await person.get("/notices")
    first = len(asked)
    assert sum("COUNT(*) AS n FROM notice" in sql and "read_at IS NULL" in sql for sql in asked) == 1
    monkeypatch.undo()
    for _ in range(12):
        await given(world)
    monkeypatch.setattr(engine, "run_querystring", counting)
    asked.clear()
    await person.get("/notices")
    assert len(asked) == first


# Choices -----------------------------------------------------------------------------------------


async def test_the_profile_says_what_each_channel_carries_and_keeps_the_choice(visit, world):
    person = await visit("KT003")
    words = readable((await person.get("/profile")).text)
    assert "Máy chủ này chưa được cài đặt để gửi thư" in words
    assert "mã và tên nhiệm vụ, đường dẫn. Không có tên người" in words
    assert "Zalo OA" not in words  # not offered where there is none
    await person.submit("/profile/notices", {"at_once": "none", "digest": ["1"]}, on="/profile")
    row = await fetch_one("SELECT at_once, digest, webhook_ref FROM notice_choice")
    assert (row["at_once"], bool(row["digest"]), row["webhook_ref"]) == ("none", True, "")
    assert re.search(r'value="none" checked', (await person.get("/profile")).text)


async def test_a_messaging_service_is_offered_where_there_is_one_and_every_mistake_is_shown(world, settings):
    app = build(replace(settings, webhook_url="https://chat.example", webhook_secret="k" * 32))
    person = await Visitor.open(app, settings, world.ids["KT003"])
    try:
        assert "Không có tên người, tên hay mã nhiệm vụ" in readable((await person.get("/profile")).text)
        typed = {"at_once": "webhook", "webhook_ref": "Ngô Văn Đức"}
        answer = await person.submit("/profile/notices", typed, status=422)
        assert 'href="#f-webhook_ref"' in answer.text
        assert 'value="Ngô Văn Đức"' in answer.text
        assert "<title>Lỗi: " in answer.text
        await person.submit("/profile/notices", {"webhook_ref": "u8f3k2"})
        row = await fetch_one("SELECT at_once, webhook_ref FROM notice_choice")
        assert (row["at_once"], row["webhook_ref"]) == ("webhook", "u8f3k2")
    finally:
        await person.close()


async def test_without_an_address_the_profile_says_that_no_mail_comes(visit, world):
    async with write():
        await fetch("UPDATE officer SET email = NULL WHERE id = {}", world.ids["KT003"])
    person = await visit("KT003")
    assert "chưa có địa chỉ thư điện tử hợp lệ" in readable((await person.get("/profile")).text)
    answer = await person.submit("/profile/notices", {"at_once": "email"}, status=422)
    assert 'href="#f-at_once"' in answer.text


async def test_a_choice_made_on_an_old_page_is_a_conflict(visit):
    person = await visit("KT003")
    await person.get("/profile")
    old = person.form("/profile/notices")
    await person.submit("/profile/notices", {"at_once": "none"})
    fresh = {**old, "form_key": ["another-key"]}
    answer = await person.client.post("/profile/notices", data=fresh)
    assert answer.status_code == 409


async def test_the_own_forms_of_the_profile_still_come_back_with_their_mistakes(visit):
    person = await visit("KT003")
    answer = await person.submit("/profile/password", {"old_password": ""}, on="/profile", status=422)
    assert 'href="#f-old_password"' in answer.text
    assert "Lịch hạn việc cá nhân" in readable(answer.text)


async def test_before_a_first_password_is_changed_the_profile_has_no_other_section(visit, world):
    person = await visit("KT003")
    async with write():
        await fetch("UPDATE account SET must_change = true WHERE officer = {}", world.ids["KT003"])
    words = readable((await person.get("/profile")).text)
    assert "Cần đổi mật khẩu" in words
    assert "Lịch hạn việc cá nhân" not in words


# The calendar ------------------------------------------------------------------------------------


async def address_of(person):
    answer = await person.submit("/profile/calendar", on="/profile", status=200)
    return re.search(r'value="(http[^"]+/calendar/[A-Za-z0-9_-]{43}\.ics)"', answer.text)[1]


def path(address):
    return address[address.index("/calendar/") :]


@pytest.fixture
async def program(world, settings):
    """A calendar program: no cookies, no sign-in."""
    transport = httpx.ASGITransport(app=build(settings), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://office.example") as client:
        yield client


async def test_a_program_reads_the_own_open_dates_as_codes_and_days_only(visit, world, program):
    person = await visit("KT003")
    task = await row_of(await given(world))
    await given(world, owner="KT004")
    answer = await program.get(path(await address_of(person)))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["summary"] == f"{task['code']}: hạn"
    assert event["dtstart"].dt == task["due_on"]
    assert event["sequence"] == task["version"]
    unfolded = answer.content.replace(b"\r\n ", b"").decode()
    for secret in ("ngập úng", "Ngô Văn Đức", "Vũ Đình Long", "KT003", "Báo cáo"):
        assert secret not in unfolded


async def test_withdrawn_work_is_cancelled_for_thirty_days_and_then_gone(visit, world, program):
    person = await visit("KT003")
    task = await given(world)
    address = path(await address_of(person))
    before = Calendar.from_ical((await program.get(address)).content).walk("VEVENT")[0]
    await withdraw_task(
        task=task,
        reason="Đã có nơi khác làm",
        by=await world.viewer("KT001"),
        now=world.now,
        version=await version_of(task),
    )
    after = Calendar.from_ical((await program.get(address)).content).walk("VEVENT")[0]
    assert (after["uid"], after["status"]) == (before["uid"], "CANCELLED")
    assert after["sequence"] > before["sequence"]
    clock.set_clock(world.now.replace(month=12, day=30))
    assert Calendar.from_ical((await program.get(address)).content).walk("VEVENT") == []


async def test_the_token_is_kept_as_a_hash_only_and_shown_once(visit, world):
    person = await visit("KT003")
    address = await address_of(person)
    token = path(address).removeprefix("/calendar/").removesuffix(".ics")
    row = await fetch_one("SELECT * FROM calendar_feed")
    assert token not in str(row)
    assert len(row["token_hash"]) == 64
    assert await fetch("SELECT seq FROM history WHERE facts LIKE {}", f"%{token}%") == []
    answer = await person.get("/profile")
    assert token not in answer.text
    assert "Đang có một địa chỉ, tạo lúc" in readable(answer.text)
    assert token not in str(await fetch("SELECT location FROM form_press"))


async def test_a_double_press_makes_one_address(visit):
    person = await visit("KT003")
    await person.get("/profile")
    sent = person.form("/profile/calendar")
    first = await person.client.post("/profile/calendar", data=sent)
    second = await person.client.post("/profile/calendar", data=sent)
    assert (first.status_code, second.status_code) == (200, 303)
    assert len(await fetch("SELECT id FROM calendar_feed")) == 1


async def test_revoked_replaced_unknown_and_malformed_addresses_all_answer_alike(visit, world, program):
    person = await visit("KT003")
    revoked = path(await address_of(person))
    replaced = path(await address_of(person))
    assert (await program.get(revoked)).status_code == 404  # the new one took its place
    await person.submit("/profile/calendar/revocation", on="/profile")
    closed = await visit("KT004")
    of_closed = path(await address_of(closed))
    await disable_account(officer=world.ids["KT004"], by=world.ids["VP003"], now=world.now)
    answers = [
        await program.get(each)
        for each in (
            *(revoked, replaced, of_closed, "/calendar/" + "a" * 43 + ".ics", "/calendar/x.ics"),
            *("/calendar/" + "a" * 43, "/calendar/%C4%91.ics", "/calendar/.ics"),
        )
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    dropped = ("set-cookie", "content-length")
    heads = {str(sorted((k, v) for k, v in each.headers.items() if k not in dropped)) for each in answers}
    assert len(heads) == 1
    kinds = await fetch("SELECT kind FROM history WHERE kind LIKE 'calendar_feed.%' ORDER BY seq")
    assert [row["kind"].split(".")[1] for row in kinds] == ["made", "made", "revoked", "made"]


async def test_guessing_and_hammering_are_slowed_and_a_guesser_shuts_nobody_out(visit, program):
    person = await visit("KT003")
    address = path(await address_of(person))
    guesses = [(await program.get(f"/calendar/{n:043}.ics")).status_code for n in range(OF_ONE_STRANGER + 2)]
    assert guesses[:OF_ONE_STRANGER] == [404] * OF_ONE_STRANGER
    assert guesses[-1] == 429
    reads = [(await program.get(address)).status_code for _ in range(OF_ONE_FEED + 1)]
    assert reads == [200] * OF_ONE_FEED + [429]


async def test_a_crash_over_a_calendar_keeps_its_address_out_of_the_log(visit, program, monkeypatch, caplog):
    person = await visit("KT003")
    address = path(await address_of(person))

    def breaks(*_, **__):
        raise RuntimeError("planted")

    monkeypatch.setattr("app.notices.routes.calendar_file", breaks)
    assert (await program.get(address)).status_code == 500
    token = address.removeprefix("/calendar/").removesuffix(".ics")
    assert "crash" in caplog.text
    assert "/calendar/{name}" in caplog.text
    assert token not in caplog.text


async def test_a_visitor_makes_and_revokes_nothing(visit):
    nobody = await visit(None)
    await nobody.get("/sign-in")
    token = nobody.form("/sign-in")["_csrf_token"]
    for address in (
        "/profile/calendar",
        "/profile/calendar/revocation",
        "/profile/notices",
        "/notices/reading",
    ):
        answer = await nobody.client.post(address, data={"_csrf_token": token})
        assert answer.status_code == 303, address
        assert answer.headers["location"] == "/sign-in"
    assert await fetch("SELECT id FROM calendar_feed") == []


async def test_both_pages_speak_english_too(visit, world):
    person = await visit("KT003")
    await given(world)
    person.client.cookies.set("lang", "en", domain="office.example")
    assert "A task was given to you" in readable((await person.get("/notices")).text)
    words = readable((await person.get("/profile")).text)
    assert "Personal calendar of dates" in words
    assert "At once by" in words
