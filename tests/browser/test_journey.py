"""From a directive's annex to a confirmed sheet, as four people do it, with and without scripts."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk

HEAD, STAFF, CLERK, INSPECTOR = "KT001", "KT004", "VP002", "TL003"
MONTH = "2026-11"


def annex(number: str) -> bytes:
    """An invented directive's annex: two rows clear for a unit, three that lack something."""
    return "\n".join(
        [
            "﻿TT,Nhiệm vụ,Cơ quan chủ trì,Cơ quan phối hợp,Kết quả,Thời gian hoàn thành",
            "I.,Hạ tầng,,,,",
            f"1.,Lập danh mục cây xanh cần cắt tỉa đợt {number},Phòng Kinh tế,Văn phòng,Danh mục cây xanh,30/11/2026",
            f"2.,Tổ chức ngày hội đọc sách đợt {number},Phòng Văn hóa - Xã hội,,Báo cáo kết quả,12/2026",
            f'3.,Tăng cường vệ sinh ngõ xóm đợt {number},"Các phòng, ban, đơn vị",,Báo cáo,12/2026',
            f"4.,Đẩy mạnh tuyên truyền đợt {number},Phòng Văn hóa - Xã hội,,,Thường xuyên",
        ]
    ).encode()


def press(page: Page, action: str, fields: dict[str, str] | None = None) -> None:
    """Fill the form that posts to ``action`` and press its first button, unfolding what hides it."""
    form = page.locator(f"form[action='{action}']").first
    for summary in form.locator("xpath=ancestor::details[not(@open)]/summary").all():
        summary.click()
    for name, value in (fields or {}).items():
        field = form.locator(f"[name='{name}']").first
        kind = field.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        if kind == "select":
            field.select_option(value)
        elif kind in ("radio", "checkbox"):
            form.locator(f"[name='{name}'][value='{value}']").check(force=True)
        else:
            field.fill(value)
    form.locator("button[type=submit], button:not([type])").first.click()


def id_of(page: Page) -> str:
    found = re.search(r"/(\d+)$", page.url.split("?")[0].split("#")[0])
    assert found, page.url
    return found.group(1)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_annex_to_confirmed_sheet(sit: Callable[..., Desk], tmp_path: Path, scripts: bool):
    number = "một" if scripts else "hai"
    staff_code = STAFF if scripts else "KT005"

    # The clerk imports the annex: nothing is saved before the check page was looked at.
    clerk = sit(CLERK, scripts=scripts)
    file = tmp_path / "phu-luc.csv"
    file.write_bytes(annex(number))
    page = clerk.open("/imports")
    page.set_input_files("#f-file", file)
    page.get_by_role("button", name="Kiểm tra tệp").click()
    expect(page.get_by_text("Chưa có gì được lưu")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Nhập ")).click()
    expect(page.get_by_role("heading", name="Có nội dung cần sửa")).to_be_visible()
    page.fill("#f-issuer", "UBND thành phố Giả Định")
    page.fill("#f-number", f"15/KH-UBND-{number}")
    page.fill("#f-issued_on", "10/11/2026")
    page.get_by_role("button", name=re.compile("^Nhập ")).click()
    expect(page.locator("main")).to_contain_text("chờ")

    # The head names the owner of the row that came to the unit.
    head = sit(HEAD, scripts=scripts)
    page = head.open(f"/tasks?q=cay+xanh+can+cat+tia+dot+{'mot' if scripts else 'hai'}")
    page.get_by_role("link", name=f"Lập danh mục cây xanh cần cắt tỉa đợt {number}").click()
    task = id_of(page)
    owner = page.locator(
        f"form[action='/tasks/{task}/owner'] label",
        has_text={"KT004": "Trịnh Thị Ngân", "KT005": "Đặng Quang Huy"}[staff_code],
    )
    for summary in owner.first.locator("xpath=ancestor::details[not(@open)]/summary").all():
        summary.click()
    owner.first.click()
    press(page, f"/tasks/{task}/owner")
    expect(page.locator("main")).to_contain_text("Mới giao")

    # The officer receives, reports and submits on a phone.
    phone = sit(staff_code, size="phone", scripts=scripts)
    page = phone.open(f"/tasks/{task}")
    press(page, f"/tasks/{task}/receipt")
    page = phone.open(f"/tasks/{task}")
    press(page, f"/tasks/{task}/progress", {"percent": "60", "progress_words": "Đã rà soát sáu tuyến phố."})
    page = phone.open(f"/tasks/{task}")
    press(page, f"/tasks/{task}/submissions", {"submit_words": "Danh mục số 21/DM-KT ngày 18/11/2026"})

    # The head returns it once for a major error, then accepts.
    page = head.open(f"/tasks/{task}")
    press(page, f"/tasks/{task}/returns", {"return_words": "Thiếu tuyến phố số 7.", "failed_check": "1"})
    page = phone.open(f"/tasks/{task}")
    press(
        page,
        f"/tasks/{task}/submissions",
        {"submit_words": "Danh mục số 22/DM-KT ngày 18/11/2026, đủ bảy tuyến"},
    )
    page = head.open(f"/tasks/{task}")
    press(page, f"/tasks/{task}/acceptance")
    page = head.open(f"/tasks/{task}")
    expect(page.locator("main")).to_contain_text("Hoàn thành")
    press(page, f"/tasks/{task}/conversion", {"convert_words": "Chưa có trong danh mục, đã đề nghị bổ sung."})

    # An incident: recorded, answered by the person, concluded by the head.
    page = head.open(f"/incidents/new?q={staff_code}")
    fill_incident(page, staff_code)
    incident = id_of(page)
    page = phone.open(f"/incidents/{incident}")
    press(
        page,
        f"/incidents/{incident}/statement",
        {"words": "Tôi xin nhận khuyết điểm và đã xin lỗi công dân."},
    )
    page = head.open(f"/incidents/{incident}")
    press(
        page,
        f"/incidents/{incident}/conclusion",
        {"result": "confirmed", "words": "Người được nêu đã thừa nhận."},
    )
    expect(page.locator(f"form[action='/incidents/{incident}/conclusion']")).to_have_count(0)

    # The month: self-score, then the head's confirmation, then the printed form.
    score_the_month(phone, head, staff_code, incident)


def fill_incident(page: Page, code: str) -> None:
    page.locator("#f-rule_code").select_option("DN-04")
    page.fill("#f-happened_on", "17/11/2026")
    page.fill("#f-place", "Bộ phận một cửa")
    page.fill("#f-facts", "Nói to tiếng với công dân tại quầy số 2.")
    page.fill("#f-person", code)
    page.locator("form[action='/incidents'] input[name=source][value=inspection]").check(force=True)
    page.get_by_role("button", name="Gửi vụ việc").click()
    expect(page).to_have_url(re.compile(r"/incidents/\d+$"))


CRITERIA = ("I.1", "I.2", "II.1", "II.2", "II.3", "II.4", "III.1", "III.2", "III.3", "III.4")


def score_the_month(phone: Desk, head: Desk, code: str, incident: str) -> None:
    address = f"/evaluations/{MONTH}/{code}"
    settle_waiting_results(head, code)
    page = phone.open(address)
    form = page.locator(f"form[action='{address}/self-score']")
    points = form.locator("input[inputmode=decimal]").all()
    assert len(points) == len(CRITERIA)
    for field, criterion in zip(points, CRITERIA, strict=True):
        field.fill("4,5" if criterion.startswith("I.") else "2,25")
    form.get_by_role("button", name="Gửi tự chấm").click()
    page = head.open(address)
    expect(page.locator(f"a[href='/incidents/{incident}']").first).to_be_attached()
    page.fill("#f-comment", "Hoàn thành nhiệm vụ; cần giữ thái độ đúng mực.")
    page.get_by_role("button", name="Xác nhận phiếu").click()
    expect(page.locator("main")).to_contain_text("Đã xác nhận")
    assert re.search(r"\d{1,3},\d{2}", page.locator("main").inner_text())
    page = head.open(address + "/print")
    expect(page.locator("body")).to_contain_text("PHIẾU THEO DÕI, ĐÁNH GIÁ CÔNG CHỨC")
    expect(page.locator("body")).to_contain_text("Độc lập - Tự do - Hạnh phúc")


def settle_waiting_results(head: Desk, code: str) -> None:
    """A sheet is confirmed only when no result of the month waits: accept what does."""
    for _ in range(10):
        page = head.open("/")
        waiting = page.locator("form[action$='/acceptance'] button")
        if not waiting.count():
            return
        waiting.first.click()


def test_the_inspector_reads_every_sheet_and_changes_none(sit: Callable[..., Desk]):
    page = sit(INSPECTOR).open("/evaluations/2026-09")
    first = page.locator("main table a[href*='/evaluations/2026-09/']").first
    expect(first).to_be_visible()
    first.click()
    expect(page.locator("h1")).to_contain_text("Phiếu")
    assert page.locator("main form[action$='/confirmation'], main form[action$='/self-score']").count() == 0


def test_work_is_reported_with_the_keyboard_alone(sit: Callable[..., Desk]):
    desk = sit("VX003")
    page = desk.open("/")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(
            "document.activeElement.tagName === 'SUMMARY' && document.activeElement.textContent.includes('Cập nhật')"
        ):
            break
    else:
        pytest.fail("the update of a task cannot be reached with the keyboard")
    visible = page.evaluate(
        "(() => { const r = document.activeElement.getBoundingClientRect(); const e = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2); return document.activeElement.contains(e) || e.contains(document.activeElement) })()"
    )
    assert visible, "what has the focus is covered"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("45")
    page.keyboard.press("Tab")
    page.keyboard.type("Đã gửi phiếu khảo sát.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[role=alert], .banner").first).to_be_visible()
