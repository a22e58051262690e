"""Every key of the table of keys does what it says, only for who wants it, and never while somebody writes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SIZES, Desk, Office
from tests.browser.test_every_page import overflow, violations

Sit = Callable[..., Desk]
HEAD = "KT001"


def switch(desk: Desk, on: bool) -> Page:
    page = desk.open("/profile")
    box = page.get_by_label("Bật phím tắt một phím")
    box.set_checked(on)
    page.get_by_role("button", name="Lưu lựa chọn").click()
    expect(page.get_by_text("Đã lưu lựa chọn phím tắt.")).to_be_visible()
    return page


@pytest.fixture
def quick(sit: Sit) -> Desk:
    """A head who turned the keys on."""
    desk = sit(HEAD)
    switch(desk, True)
    return desk


def path(page: Page) -> str:
    return re.sub(r"^https?://[^/]+", "", page.url)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.textContent"))


def test_single_keys_are_off_until_somebody_turns_them_on(sit: Sit):
    desk = sit("VX002")
    page = switch(desk, False)
    page = desk.open("/tasks")
    for key in ("g", "h", "c", "/", "?", "j", "x"):
        page.keyboard.press(key)
    assert path(page) == "/tasks"
    assert page.locator("dialog").count() == 0
    assert focused(page) != "find"
    assert page.locator(".find kbd").count() == 0, "no hint at a key that does nothing"


@pytest.mark.parametrize(
    ("keys", "address"), [("gh", "/"), ("gn", "/tasks"), ("gv", "/my-tasks"), ("c", "/tasks/new")]
)
def test_keys_lead_to_the_pages(quick: Desk, keys: str, address: str):
    page = quick.open("/evaluations")
    for key in keys:
        page.keyboard.press(key)
    expect(page).to_have_url(quick.office.url + address)


def test_the_slash_goes_to_the_search_and_escape_leaves_it(quick: Desk):
    page = quick.open("/tasks")
    page.keyboard.press("/")
    assert focused(page) == "find"
    assert page.input_value("#find") == "", "the key itself is not written"
    page.keyboard.type("gn c x ? bao cao")
    assert page.input_value("#find") == "gn c x ? bao cao"
    page.keyboard.press("Escape")
    assert focused(page) != "find"
    page.keyboard.press("/")
    page.fill("#find", "báo cáo")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=b"))


def test_rows_are_walked_opened_and_ticked(quick: Desk):
    page = quick.open("/tasks")
    rows = page.locator("[data-row]")
    names = [rows.nth(place).text_content() for place in range(3)]
    for key, expected in (("j", 0), ("j", 1), ("ArrowDown", 2), ("k", 1), ("ArrowUp", 0), ("k", 0)):
        page.keyboard.press(key)
        assert focused(page) == names[expected], key
    box = page.locator("[data-tick]").first
    page.keyboard.press("x")
    expect(box).to_be_checked()
    assert focused(page) == names[0]
    page.keyboard.press("x")
    expect(box).not_to_be_checked()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/tasks/\d+$"))


def test_one_box_ticks_the_page_and_the_preview_is_reached_with_the_keyboard(quick: Desk):
    page = quick.open("/tasks?state=given")
    count = page.locator("[data-tick]").count()
    assert count > 1
    page.get_by_label("Chọn tất cả trên trang này").check()
    assert page.locator("[data-tick]:checked").count() == count
    page.locator("[data-tick]").first.uncheck()
    expect(page.get_by_label("Chọn tất cả trên trang này")).not_to_be_checked()
    page.locator("#bulk-act").select_option("withdraw")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Thu hồi")).to_be_visible()
    expect(page.locator("input[name=task]")).to_have_count(count - 1)


def test_the_question_mark_shows_all_keys_and_escape_closes_them(quick: Desk):
    page = quick.open("/tasks")
    page.keyboard.press("?")
    table = page.locator("dialog[data-keys]")
    expect(table).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("h")
    assert path(page) == "/tasks", "behind the table no key acts"
    page.keyboard.press("Escape")
    expect(table).to_be_hidden()
    page = quick.open("/help#keys")
    expect(page.locator("#keys kbd").first).to_be_visible()


def test_control_enter_sends_the_form_and_plain_keys_are_written(quick: Desk):
    page = quick.open("/tasks/new")
    page.locator("[name=title]").fill("")
    page.keyboard.type("gn c / x ?")
    assert path(page) == "/tasks/new"
    assert page.locator("[name=title]").input_value() == "gn c / x ?"
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Có nội dung cần sửa")).to_be_visible()
    assert page.locator("[name=title]").input_value().strip() == "gn c / x ?"


@pytest.mark.parametrize(
    "extra", ["{isComposing: true}", "{keyCode: 229}", "{ctrlKey: true}", "{altKey: true}"]
)
def test_keys_of_an_input_method_or_with_a_modifier_do_nothing(quick: Desk, extra: str):
    page = quick.open("/tasks")
    page.evaluate(
        f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{key: 'c', bubbles: true, ...{extra}}}))"
    )
    page.wait_for_timeout(200)
    assert path(page) == "/tasks"


def test_no_hint_at_a_key_is_shown_where_fingers_type(browser: Browser, office: Office, quick: Desk):
    expect(quick.open("/tasks").locator(".find kbd")).to_be_visible()
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True, locale="vi-VN"
    )
    try:
        page = Desk(context.new_page(), office).sign_in(HEAD).open("/tasks")
        expect(page.locator("#find")).to_be_visible()
        expect(page.locator(".find kbd")).to_be_hidden()
    finally:
        context.close()


@pytest.mark.parametrize("size", SIZES)
def test_pages_of_search_filters_and_many_tasks_are_whole(sit: Sit, size: str):
    desk = sit(HEAD, size=size)
    page = desk.open("/tasks?state=given" if size == "desk" else "/tasks?state=open")
    page.get_by_text("Lưu bộ lọc này").click()
    page.get_by_label("Tên bộ lọc").fill(f"Việc mới, {size}")
    page.get_by_role("button", name="Lưu", exact=True).click()
    wrong = []
    for address in (
        "/tasks?state=given",
        "/late",
        "/search",
        "/search?q=bao+cao",
        "/search?q=xyz",
        "/saved-filters",
    ):
        page = desk.open(address)
        wrong += [f"{address}: {each}" for each in violations(page)]
        wrong += [f"{address}: {overflow(page)} px too wide"] * (overflow(page) > 0)
    page = desk.open("/tasks?state=given")
    page.get_by_label("Chọn tất cả trên trang này").check()
    page.locator("#bulk-act").select_option("reassign")
    page.get_by_role("button", name="Xem trước").click()
    wrong += [f"preview: {each}" for each in violations(page)]
    wrong += [f"preview: {overflow(page)} px too wide"] * (overflow(page) > 0)
    assert not wrong, "\n".join(wrong)
