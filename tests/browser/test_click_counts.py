"""How many clicks the everyday jobs take: the head's 1 to 7 and the staff's 1 to 7, from the first page, signed in.

A click is a press on a link, on a button or on something that folds; writing, ticking, choosing a radio button and
moving with the keyboard are filling in (docs/decisions/0026). A page counts when another one has to be opened
before the job can be done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Desk

HEAD, STAFF = "KT001", "KT003"


@dataclass
class Hand:
    """A person's hand on the mouse: it counts what it presses and which pages it has to open."""

    page: Page
    clicks: int = 0
    pages: int = 0

    def press(self, what: Locator) -> None:
        before = urlsplit(self.page.url).path
        is_link = what.evaluate("node => node.tagName === 'A'")
        what.click()
        self.clicks += 1
        self.page.wait_for_load_state()
        self.pages += bool(is_link) and urlsplit(self.page.url).path != before

    @property
    def effort(self) -> tuple[int, int]:
        """Pages and clicks."""
        return self.pages, self.clicks


def at_home(desk: Desk) -> Hand:
    return Hand(desk.open("/"))


def row_of(page: Page, title: str) -> Locator:
    """The row of the first page in which the task's act stands."""
    return page.locator("#todo .work-row", has_text=title)


def give(desk: Desk, title: str) -> tuple[int, int]:
    """The quick line, filled with the keyboard and sent with its button."""
    hand = at_home(desk)
    page = hand.page
    page.fill("#f-quick_title", title)
    page.fill("#f-quick_product", "Báo cáo kết quả")
    page.fill("#f-quick_owner", STAFF)
    page.fill("#f-quick_deadline", "10/12/2026")
    hand.press(page.locator("form[action='/tasks/quick'] button"))
    expect(page.locator(".banner-success")).to_contain_text("Đã giao cho")
    return hand.effort


def test_the_everyday_jobs_take_as_few_clicks_as_can_be_thought_of(sit: Callable[..., Desk]):
    head, staff = sit(HEAD), sit(STAFF)

    # Head 1: what needs me now.
    hand = at_home(head)
    expect(hand.page.locator("#todo h2")).to_contain_text("Việc phải làm")
    assert hand.effort == (0, 0)

    # Head 2: give a task.
    titles = [f"Đếm số lần bấm, việc thứ {number}" for number in ("nhất", "hai", "ba", "tư", "năm", "sáu")]
    assert {give(head, title) for title in titles} == {(0, 1)}

    # Staff 1: my work, most urgent first.
    hand = at_home(staff)
    expect(row_of(hand.page, titles[0])).to_be_visible()
    assert hand.effort == (0, 0)

    # Staff 2: confirm receipt, of one and of all that is new.
    hand.press(row_of(hand.page, titles[0]).get_by_role("button", name="Đã nhận"))
    assert hand.effort == (0, 1)
    hand = at_home(staff)
    hand.press(hand.page.get_by_role("button", name="Nhận tất cả việc mới"))
    expect(hand.page.locator(".banner-success")).to_contain_text("Đã xác nhận nhận")
    assert hand.effort == (0, 1)

    # Staff 3: update progress.
    hand = at_home(staff)
    row = row_of(hand.page, titles[0])
    hand.press(row.locator("summary", has_text="Cập nhật"))
    row.locator("[name=percent]").fill("40")
    row.locator("[name=progress_words]").fill("Đã xong phần một")
    hand.press(row.get_by_role("button", name="Gửi cập nhật"))
    assert hand.effort == (0, 2)

    # Staff 4: submit the result; two of them, for the head's job 4.
    for title in titles[:2]:
        hand = at_home(staff)
        row = row_of(hand.page, title)
        hand.press(row.locator("summary", has_text="Nộp"))
        row.locator("[name=submit_words]").fill("Báo cáo số 12/BC-KT ngày 30/11/2026")
        hand.press(row.get_by_role("button", name="Nộp kết quả"))
        expect(hand.page.locator(".banner-success")).to_contain_text("Đã nộp kết quả")
        assert hand.effort == (0, 2)

    # Staff 5: ask for more time.
    hand = at_home(staff)
    hand.press(row_of(hand.page, titles[2]).get_by_role("link", name="Xin gia hạn"))
    form = hand.page.locator("form[action$='/extensions']")
    form.locator("[name=ask_due]").fill("17/12/2026")
    form.locator("[type=radio]").first.check(force=True)
    form.locator("textarea").first.fill("Chờ số liệu của tổ dân phố")
    hand.press(form.locator("button[type=submit]"))
    expect(hand.page.locator(".banner-success")).to_be_visible()
    assert hand.effort == (1, 2)

    # Staff 6: "not mine", hand it back.
    hand = at_home(staff)
    hand.press(row_of(hand.page, titles[3]).get_by_role("link", name="Chuyển trả"))
    form = hand.page.locator("form[action$='/hand-backs']")
    form.locator("[name=back_reason][value=not_authority]").check(force=True)
    form.locator("[name=back_words]").fill("Thuộc phòng Văn hóa - Xã hội")
    hand.press(form.get_by_role("button", name="Chuyển trả"))
    expect(hand.page.locator(".banner-success")).to_contain_text("Đã chuyển trả")
    assert hand.effort == (1, 2)

    # Staff 7: ask another unit.
    hand = at_home(staff)
    hand.press(row_of(hand.page, titles[4]).get_by_role("link", name="Xin ý kiến"))
    form = hand.page.locator("form[action$='/opinions']")
    form.locator("select").first.select_option(index=1)
    form.locator("textarea").first.fill("Đơn vị có ý kiến gì về phương án?")
    form.locator("[name=opinion_due]").fill("03/12/2026")
    hand.press(form.locator("button[type=submit]"))
    expect(hand.page.locator(".banner-success")).to_be_visible()
    assert hand.effort == (1, 2)

    # Head 4: accept finished work, and return it.
    hand = at_home(head)
    hand.press(row_of(hand.page, titles[0]).get_by_role("button", name="Duyệt"))
    expect(hand.page.locator(".banner-success")).to_contain_text("Đã duyệt")
    assert hand.effort == (0, 1)
    hand = at_home(head)
    row = row_of(hand.page, titles[1])
    hand.press(row.locator("summary", has_text="Trả lại"))
    row.locator("[name=return_words]").fill("Thiếu phụ lục")
    hand.press(row.get_by_role("button", name="Trả lại để làm lại"))
    expect(hand.page.locator(".banner-success")).to_contain_text("Đã trả lại")
    assert hand.effort == (0, 2)

    # Head 5: decide an extension.
    hand = at_home(head)
    hand.press(row_of(hand.page, titles[2]).get_by_role("button", name="Đồng ý"))
    expect(hand.page.locator(".banner-success")).to_be_visible()
    assert hand.effort == (0, 1)

    # Head 6: move a task to another person.
    hand = at_home(head)
    hand.press(hand.page.locator("a.button", has_text="Chuyển").first)
    form = hand.page.locator("form[action$='/reassignment']")
    form.locator("[name=to_officer]").select_option(index=1)
    form.locator("[name=move_words]").fill("Chia bớt việc")
    hand.press(form.locator("button[type=submit]"))
    expect(hand.page.locator(".banner-success")).to_be_visible()
    assert hand.effort == (1, 2)

    # Head 7: who holds what.
    hand = at_home(head)
    hand.press(hand.page.get_by_role("link", name="Ai đang giữ việc gì"))
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Ai đang giữ việc gì")
    assert hand.effort == (1, 1)


def test_the_same_work_goes_to_every_unit_in_two_clicks_and_its_rest_is_reminded_in_one(
    sit: Callable[..., Desk],
):
    hand = at_home(sit("TL001"))
    page = hand.page
    page.fill("#f-quick_title", "Đếm số lần bấm khi giao mọi đơn vị")
    page.fill("#f-quick_product", "Báo cáo kết quả")
    page.fill("#f-quick_deadline", "10/12/2026")
    hand.press(page.locator("form[action='/tasks/quick'] summary"))
    page.check("#f-quick_every_unit")
    hand.press(page.locator("form[action='/tasks/quick'] button"))
    expect(page.locator(".banner-success")).to_contain_text("Đã giao cho 4 đơn vị.")
    assert hand.effort == (0, 2)

    hand.press(page.get_by_role("button", name="Nhắc các đơn vị còn lại"))
    expect(page.locator(".banner-success")).to_contain_text("Đã nhắc 4 đơn vị.")
    assert hand.effort == (0, 3)
