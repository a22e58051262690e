"""Sending on both databases, to a real mail server and a real HTTP server of this machine."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from datetime import date, timedelta

import pytest

from app import clock
from app.db import fetch, fetch_one, write
from app.history import record
from app.jobs import job_named, run_once
from app.notices import sending, waiting
from app.notices.choices import choose
from app.notices.dates import notice_dates
from app.notices.letters import signature
from app.notices.outbox import put_out
from app.notices.rules import LEASE, MOST_TRIES, STALE
from app.notices.sending import send_due
from app.people.commands import disable_account
from app.settings import ROOT
from app.tasks.commands import receive_task
from tests.db.notices import mail_server, messaging_service, sending_settings, words_of
from tests.db.work import THURSDAY, WEDNESDAY, given, row_of, submitted, version_of

MORNING = clock.at(date(2026, 11, 23), 7, 30)
KT003 = "kt003@truclam.example"
KT001 = "kt001@truclam.example"


@pytest.fixture(autouse=True)
def listening(monkeypatch):
    monkeypatch.setattr("app.history.LISTENERS", [put_out])


async def waiting_rows(channel="email"):
    return await fetch(
        "SELECT sent_at, tries, failure, next_try_at FROM notice WHERE channel = {} ORDER BY id", channel
    )


# Mail at once ------------------------------------------------------------------------------------


async def test_a_mail_is_delivered_once_and_says_what_happened_and_where(world):
    task = await given(world)
    code = (await row_of(task))["code"]
    async with mail_server() as server:
        settings = sending_settings(smtp=server.port)
        assert await send_due(world.now, settings) == "Gửi 1 thông báo, 0 chưa gửi được."
        assert await send_due(world.now + LEASE * 3, settings) == "Gửi 0 thông báo, 0 chưa gửi được."
    assert [mail["To"] for mail in server.mails] == [KT003]
    mail = server.mails[0]
    assert mail["Subject"] == "[Xuyên Suốt] Anh/chị được giao một nhiệm vụ"
    assert mail["From"] == "xuyen-suot@office.example"
    assert f"{code}: Rà soát các điểm ngập úng trên địa bàn" in words_of(mail)
    assert f"https://office.example/tasks/{task}" in words_of(mail)
    assert "Ngô Văn Đức" not in words_of(mail)
    assert "Vũ Đình Long" not in words_of(mail)
    assert [row["sent_at"] for row in await waiting_rows()] == [world.now]


async def test_of_many_senders_at_once_one_takes_a_row(world):
    await given(world)
    async with mail_server() as server:
        settings = sending_settings(smtp=server.port)
        await asyncio.gather(*(send_due(world.now, settings) for _ in range(6)))
    assert len(server.mails) == 1


async def test_a_refused_delivery_is_tried_again_after_a_wait_and_not_before(world):
    await given(world)
    async with mail_server("451 try later", "550 no") as server:
        settings = sending_settings(smtp=server.port)
        assert await send_due(world.now, settings) == "Gửi 0 thông báo, 1 chưa gửi được."
        row = (await waiting_rows())[0]
        assert (row["sent_at"], row["tries"]) == (None, 1)
        assert "try later" in row["failure"]
        await send_due(world.now + timedelta(seconds=30), settings)
        assert server.answers == ["550 no"]
        await send_due(world.now + timedelta(minutes=1), settings)
        await send_due(world.now + timedelta(minutes=3), settings)
        assert server.mails == []
        await send_due(world.now + timedelta(minutes=7), settings)
    assert len(server.mails) == 1
    row = (await waiting_rows())[0]
    assert (row["tries"], row["failure"]) == (3, "")


async def test_one_refused_mail_does_not_hold_back_the_others(world):
    await given(world)
    await given(world, owner="KT004")
    async with mail_server("550 no such person") as server:
        said = await send_due(world.now, sending_settings(smtp=server.port))
    assert said == "Gửi 1 thông báo, 1 chưa gửi được."
    assert len(server.mails) == 1


async def test_a_server_that_is_down_loses_nothing(world):
    await given(world)
    async with mail_server() as server:
        pass
    assert "0 thông báo, 1 chưa" in await send_due(world.now, sending_settings(smtp=server.port))
    async with mail_server() as server:
        later = world.now + timedelta(minutes=2)
        assert "Gửi 1" in await send_due(later, sending_settings(smtp=server.port))


KILLED = """
import asyncio, os, signal, sys
from datetime import datetime
from app import clock
from app.db import bind, engine, make_engine
from app.notices import sending, waiting
from tests.db.notices import sending_settings

async def main():
    bind(make_engine(sys.argv[1]))
    await engine().open()
    async def die(rows, now):
        os.kill(os.getpid(), signal.SIGKILL)
    waiting.mark_sent = die
    await sending.send_due(datetime.fromisoformat(sys.argv[3]), sending_settings(smtp=int(sys.argv[2])))

asyncio.run(main())
"""


async def test_killed_between_sending_and_marking_the_same_message_goes_out_again(world):
    await given(world)
    async with mail_server() as server:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", KILLED, world.url, str(server.port), world.now.isoformat()),
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE,
        )
        _, errors = await process.communicate()
        assert process.returncode == -signal.SIGKILL, errors.decode()
        assert len(server.mails) == 1
        settings = sending_settings(smtp=server.port)
        assert "Gửi 0" in await send_due(world.now + LEASE - timedelta(seconds=1), settings)
        assert "Gửi 1" in await send_due(world.now + LEASE, settings)
        assert "Gửi 0" in await send_due(world.now + LEASE * 4, settings)
    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert words_of(first) == words_of(second)


async def test_after_so_many_tries_it_is_left_to_the_page(world):
    await given(world)
    moment = world.now
    async with mail_server(*["451 no"] * 20) as server:
        settings = sending_settings(smtp=server.port)
        for _ in range(MOST_TRIES + 3):
            await send_due(moment, settings)
            row = (await waiting_rows())[0]
            moment = max(moment, row["next_try_at"])
        assert len(server.answers) == 20 - row["tries"]
    assert row["tries"] <= MOST_TRIES
    assert row["sent_at"] is None
    assert await fetch_one("SELECT id FROM notice WHERE channel = 'page'")


async def test_what_nobody_could_send_for_days_is_no_news_any_more(world):
    await given(world)
    assert "Gửi 0" in await send_due(world.now + STALE, sending_settings())
    assert await waiting_rows() == []
    assert await fetch_one("SELECT id FROM notice WHERE channel = 'page'")


@pytest.mark.parametrize("address", ["kt003@truclam.example\r\nBcc: evil@example.org", "a@b.vn, c@d.vn", ""])
async def test_an_address_that_is_none_by_the_time_of_sending_gets_nothing(world, address):
    await given(world)
    async with write():
        await fetch("UPDATE officer SET email = {} WHERE id = {}", address, world.ids["KT003"])
    async with mail_server() as server:
        said = await send_due(world.now, sending_settings(smtp=server.port))
    assert said == "Gửi 0 thông báo, 1 chưa gửi được."
    assert server.taken == []
    assert (await waiting_rows())[0]["tries"] == MOST_TRIES


async def test_a_title_cannot_add_a_header(world):
    await given(world, title="Rà soát\r\nBcc: evil@example.org\r\n\r\nĐiểm ngập")
    async with mail_server() as server:
        await send_due(world.now, sending_settings(smtp=server.port))
    assert server.taken[0][0] == [KT003]
    assert server.mails[0]["Bcc"] is None
    assert "Rà soát Bcc: evil@example.org Điểm ngập" in words_of(server.mails[0])


async def test_a_closed_account_gets_nothing_more(world):
    await given(world)
    await disable_account(officer=world.ids["KT003"], by=world.ids["VP003"], now=world.now)
    async with mail_server() as server:
        assert "Gửi 0 thông báo, 1 chưa" in await send_due(world.now, sending_settings(smtp=server.port))
    assert server.taken == []


async def test_no_password_goes_in_clear_to_another_machine(world, monkeypatch):
    await given(world)
    monkeypatch.setattr(sending, "is_local", lambda host: False)
    async with mail_server() as server:
        url = f"smtp://nguoi-gui:mat-khau@127.0.0.1:{server.port}"
        said = await send_due(world.now, sending_settings(smtp=server.port, smtp_url=url))
        assert said == "Gửi 0 thông báo, 1 chưa gửi được."
        production = sending_settings(smtp=server.port, env="production")
        assert "Gửi 0" in await send_due(world.now + timedelta(hours=1), production)
    assert server.commands == []
    assert server.taken == []


async def test_without_a_mail_server_nothing_is_sent_and_nothing_fails(world):
    await given(world)
    assert await send_due(world.now, sending_settings()) == "Gửi 0 thông báo, 0 chưa gửi được."
    assert (await waiting_rows())[0]["tries"] == 0


async def test_the_job_of_the_timetable_sends_each_time_it_runs(world, monkeypatch):
    async with mail_server() as server:
        monkeypatch.setattr(sending, "load", lambda: sending_settings(smtp=server.port))
        for minute in ("08:00", "08:01"):
            await given(world)
            slot = f"{world.today.isoformat()}T{minute}"
            assert await run_once(job_named("send"), slot) == "Gửi 1 thông báo, 0 chưa gửi được."
            assert await run_once(job_named("send"), slot) is None
    assert len(server.mails) == 2


# The summary -------------------------------------------------------------------------------------


async def test_the_summary_is_one_mail_with_sections_at_its_hour_and_without_what_was_mailed_before(world):
    await submitted(world)  # KT001 gave it and now has a result to accept
    task = await given(world, owner="KT004")
    facts = {"to": world.ids["KT001"], "level": 1}
    await record("task.escalated", ("task", task), by=None, now=clock.at(WEDNESDAY, 11), facts=facts)
    await record("task.returned", ("task", task), by=None, now=clock.at(WEDNESDAY, 11), facts={})
    async with mail_server() as server:
        settings = sending_settings(smtp=server.port)
        await send_due(clock.at(WEDNESDAY, 17), settings)
        assert server.to(KT001) == []
        assert len(server.to("kt004@truclam.example")) == 1  # the return, at once
        await send_due(clock.at(THURSDAY, 7, 29), settings)
        assert server.to(KT001) == []
        await send_due(clock.at(THURSDAY, 7, 30), settings)
        await send_due(clock.at(THURSDAY, 8), settings)
    (mail,) = server.to(KT001)
    assert mail["Subject"] == "[Xuyên Suốt] Tổng hợp ngày 26/11/2026: 3 mục"
    words = words_of(mail)
    assert "CHỜ ÔNG/BÀ, ANH/CHỊ XỬ LÝ (2)" in words
    assert "- Một kết quả chờ ông/bà duyệt: NV-2026-00001: Rà soát" in words
    assert "- Một nhiệm vụ quá hạn được báo lên ông/bà: NV-2026-00002: Rà soát" in words
    assert "VIỆC ANH/CHỊ THEO DÕI (1)" in words
    assert "được trả lại" not in " ".join(words_of(each) for each in server.to("kt004@truclam.example")[1:])


async def test_a_summary_leaves_out_what_was_handled_and_is_not_sent_where_nothing_is_left(world):
    task = await given(world, owner="KT003", lead="KT003")
    await record("task.reminded", ("task", task), by=None, now=world.now, facts={"to": world.ids["KT003"]})
    person = await world.viewer("KT003")
    await receive_task(task=task, by=person, now=world.now, version=await version_of(task))
    async with mail_server() as server:
        assert "Gửi 1" in await send_due(MORNING, sending_settings(smtp=server.port))
    assert [mail["Subject"] for mail in server.mails] == ["[Xuyên Suốt] Anh/chị được giao một nhiệm vụ"]
    assert all(row["sent_at"] for row in await waiting_rows("digest"))


async def test_the_summary_lists_the_dates_as_they_stand_this_morning(world):
    task = await given(world)
    await notice_dates(WEDNESDAY)
    async with mail_server() as server:
        await send_due(clock.at(WEDNESDAY, 7, 30), sending_settings(smtp=server.port))
    words = words_of(server.to(KT003)[0])
    assert "THỜI HẠN (1)" in words
    assert "Hạn 26/11/2026: NV-2026-00001: Rà soát các điểm ngập úng" in words
    assert f"/tasks/{task}" in words


async def test_a_summary_sent_again_after_a_kill_has_the_same_id(world, monkeypatch):
    await given(world, lead="KT002")

    class Killed(BaseException):
        pass

    async def die(rows, now):
        raise Killed

    async with mail_server() as server:
        settings = sending_settings(smtp=server.port)
        await send_due(world.now, settings)
        with monkeypatch.context() as patched:
            patched.setattr(waiting, "mark_sent", die)
            with pytest.raises(Killed):
                await send_due(MORNING, settings)
        await send_due(MORNING + LEASE, settings)
    first, second = server.to("kt002@truclam.example")
    assert first["Message-ID"] == second["Message-ID"]


# The messaging service ---------------------------------------------------------------------------


async def by_webhook(world, code="KT003", ref="u8f3k2"):
    person = await world.viewer(code)
    await choose(at_once="webhook", digest=True, webhook_ref=ref, by=person, now=world.now, version=0)


async def test_the_messaging_service_is_told_a_number_and_a_kind_and_no_word_of_the_work(world):
    await by_webhook(world)
    task = await row_of(await given(world, title="BÍ MẬT cấp nước Ngô Văn Đức", product="Hồ sơ BÍ MẬT"))
    async with messaging_service() as service:
        said = await send_due(world.now, sending_settings(webhook=service.port))
        await send_due(world.now + LEASE * 2, sending_settings(webhook=service.port))
    assert said == "Gửi 1 thông báo, 0 chưa gửi được."
    ((headers, body),) = service.told
    assert set(json.loads(body)) == {"ref", "kind", "count", "link", "at"}
    assert json.loads(body)["ref"] == "u8f3k2"
    everything = json.dumps(headers) + body.decode()
    planted = (task["code"], "BÍ MẬT", "Ngô Văn Đức", "KT003", "Hồ sơ", KT003, f"/tasks/{task['id']}")
    assert [each for each in planted if each.lower() in everything.lower()] == []
    assert json.dumps("BÍ MẬT")[1:-1] not in everything
    moment = int(headers["x-notice-time"])
    assert headers["x-notice-signature"] == f"sha256={signature(body, moment, 'k' * 32)}"
    assert headers["x-notice-signature"] != f"sha256={signature(body, moment, 'another' * 8)}"


async def test_a_messaging_service_that_fails_is_asked_again_with_the_same_id(world):
    await by_webhook(world)
    await given(world)
    async with messaging_service("500 Oops", "302 Found") as service:
        settings = sending_settings(webhook=service.port)
        for minutes in (0, 1, 7):
            await send_due(world.now + timedelta(minutes=minutes), settings)
    assert len(service.told) == 3
    assert len({headers["x-notice-id"] for headers, _ in service.told}) == 1
    assert (await waiting_rows("webhook"))[0]["sent_at"] is not None


async def test_nobody_gets_one_event_over_two_channels(world):
    await by_webhook(world)
    await given(world)
    await given(world, owner="KT004")
    async with mail_server() as mail, messaging_service() as service:
        settings = sending_settings(smtp=mail.port, webhook=service.port)
        await send_due(world.now, settings)
        await send_due(MORNING, settings)
    assert server_counts(mail) == {"kt004@truclam.example": 1}
    assert len(service.told) == 1


def server_counts(server):
    found = {}
    for mail in server.mails:
        found[mail["To"]] = found.get(mail["To"], 0) + 1
    return found
