"""Scheduled jobs as a page, running one now, and the notice where the night's look is old or failed."""

from datetime import timedelta
from typing import Any

import pytest

from app import clock
from app.db import fetch, fetch_one, write
from app.people import job_routes
from tests.page import readable


async def run_row(key: str, **values: Any) -> None:
    columns = {"owner": "x", "result": "", "failure": "", "lease_until": clock.real_now(), **values}
    names = ", ".join(columns)
    marks = ", ".join("{}" for _ in columns)
    async with write():
        await fetch(f"INSERT INTO job_run (key, {names}) VALUES ({{}}, {marks})", key, *columns.values())


async def finished(key: str, result: str = "Ghi 2 lần chậm, 1 dấu hiệu.") -> None:
    now = clock.real_now()
    await run_row(key, started_at=now - timedelta(seconds=3), finished_at=now, result=result)


async def test_the_page_says_when_each_job_ran_for_which_slot_how_long_and_what_it_said(visit, world):
    await finished(f"flags:{world.today}")
    for code in ("VP003", "TL003"):
        page = await (await visit(code)).get("/admin/jobs")
        words = readable(page.text)
        assert "Lượt xong gần nhất 22/11/2026" in words
        assert "Chạy trong (giây) 3" in words
        assert "Ghi 2 lần chậm, 1 dấu hiệu." in words
        assert "hằng ngày lúc 00:30" in words
        assert "Chưa chạy lần nào" in words
        assert ('action="/admin/jobs/flags/runs"' in page.text) == (code == "VP003")


async def test_a_failed_a_stopped_and_a_running_slot_look_different(visit, world):
    await finished(f"flags:{world.today - timedelta(days=1)}")
    await run_row(f"flags:{world.today}", failed_at=clock.real_now(), failure="OSError: đĩa đầy")
    await run_row(f"tidy:{world.today}", lease_until=clock.real_now() - timedelta(hours=1))
    await run_row(f"open-month:{world.today}", lease_until=clock.real_now() + timedelta(minutes=5))
    page = await (await visit("VP003")).get("/admin/jobs")
    words = readable(page.text)
    assert "OSError: đĩa đầy" in words
    assert "Lượt 22/11/2026 chưa xong, sẽ chạy lại" in words
    assert "Tiến trình dừng giữa chừng" in words
    assert "Đang chạy" in words
    admin = await (await visit("VP003")).get("/admin")
    assert "/admin/jobs" in admin.text


@pytest.mark.parametrize("code", ["KT001", "KT003", "VP002"])
async def test_the_page_is_for_administration_and_inspection(visit, code):
    await (await visit(code)).get("/admin/jobs", status=403)


async def test_an_administrator_runs_a_job_now_once(visit, world):
    admin = await visit("VP003")
    answer = await admin.submit("/admin/jobs/flags/runs", on="/admin/jobs")
    assert answer.headers["location"] == "/admin/jobs#flags"
    row = await fetch_one("SELECT finished_at, result FROM job_run WHERE key = {}", f"flags:{world.today}")
    assert row["finished_at"] is not None
    act = await fetch_one("SELECT actor, facts FROM history WHERE kind = 'job.started'")
    assert act["actor"] == world.ids["VP003"]
    assert '"job":"flags"' in act["facts"].replace(" ", "")
    before = row["finished_at"]
    await admin.submit("/admin/jobs/flags/runs", on="/admin/jobs")
    again = await fetch_one("SELECT finished_at FROM job_run WHERE key = {}", f"flags:{world.today}")
    assert again["finished_at"] == before


async def test_a_job_that_fails_when_run_by_hand_is_told_on_the_page(visit, world, monkeypatch):
    async def fails(*_: Any, **__: Any) -> None:
        raise OSError("đĩa đầy")

    monkeypatch.setattr("app.tasks.nightly.notice_day", fails)
    admin = await visit("VP003")
    await admin.submit("/admin/jobs/flags/runs", on="/admin/jobs")
    assert "OSError: đĩa đầy" in (await admin.get("/admin/jobs")).text
    assert not job_routes._running


async def test_nobody_else_runs_a_job_and_an_unknown_one_is_not_found(visit):
    inspector = await visit("TL003")
    await inspector.get("/profile")
    key = inspector.form("/profile/shortcuts")
    answer = await inspector.client.post("/admin/jobs/flags/runs", data=key)
    assert answer.status_code == 403
    admin = await visit("VP003")
    await admin.get("/profile")
    answer = await admin.client.post("/admin/jobs/nights/runs", data=admin.form("/profile/shortcuts"))
    assert answer.status_code == 404
    assert (await fetch("SELECT key FROM job_run")) == []


async def test_an_empty_board_because_a_job_failed_looks_different_from_an_empty_board(visit, world):
    head = await visit("KT001")
    pages = ("/late", "/", f"/reports/{world.today:%Y-%m}")
    for path in pages:
        assert "Chưa có lần tính hằng đêm nào" in (await head.get(path)).text
    await finished(f"flags:{world.today}")
    for path in pages:
        page = await head.get(path)
        assert "Số liệu có thể chưa đủ" not in page.text
    clock.set_clock(world.now + timedelta(days=2))
    for path in pages:
        assert "Lần tính gần nhất đã quá 24 giờ (cho ngày 22/11/2026)" in (await head.get(path)).text
    await run_row(f"flags:{world.today + timedelta(days=2)}", failed_at=clock.real_now(), failure="x")
    for path in pages:
        assert "Lần tính đêm gần nhất bị lỗi và sẽ được chạy lại" in (await head.get(path)).text
