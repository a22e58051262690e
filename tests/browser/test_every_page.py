"""Every page that each role can reach: accessible, fits a phone, runs no foreign script, breaks nowhere."""

import re
from collections import deque
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import SIZES

ROLES = {
    "head": "TL001",
    "unit head": "KT001",
    "staff": "KT003",
    "inspector": "TL003",
    "clerk": "VP002",
    "administrator": "VP003",
}
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
MOST_PAGES = 60  # a role reaches fewer kinds of pages than that
NOT_PAGES = re.compile(r"^/(static|sign-out|language|evidence)|\.(xlsx|svg|png|docx)(\?|$)")


@dataclass
class Seen:
    """What the crawls found so far, over all roles."""

    judged: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def seen() -> Seen:
    return Seen()


def kind_of(path: str) -> str:
    """The page's kind: its address without the particulars."""
    plain = path.split("#")[0].split("?")[0]
    plain = re.sub(r"/\d{4}-\d{2}(?=/|$)", "/{month}", plain)
    plain = re.sub(r"/[A-Z]{2}\d{3}(?=/|$)", "/{code}", plain)
    return re.sub(r"/\d+(?=/|$)", "/{id}", plain)


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=WCAG).response["violations"]
    return [f"{each['id']}: {[node['target'] for node in each['nodes']][:3]}" for each in found]


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_the_role_is_whole(sit, seen, role):
    desk = sit(ROLES[role])
    page = desk.page
    complaints: list[str] = []
    page.on(
        "console",
        lambda m: (
            complaints.append(f"{page.url}: {m.text}") if m.type == "error" and "404" not in m.text else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    waiting, kinds, wrong = deque(["/", "/no-such-page"]), set(), []
    while waiting and len(kinds) < MOST_PAGES:
        path = waiting.popleft()
        if kind_of(path) in kinds:
            continue
        kinds.add(kind_of(path))
        answer = page.goto(desk.office.url + path)
        status = answer.status if answer else 0
        if status != (404 if path == "/no-such-page" else 200):
            wrong.append(f"{path}: {status}")
            continue
        wrong += judge(page, path, role, seen)
        links = page.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.getAttribute('href'))")
        waiting.extend(link for link in links if not NOT_PAGES.search(link))
    assert not wrong, "\n".join(wrong)
    assert not complaints, "\n".join(complaints)
    assert len(kinds) >= 4, kinds


def judge(page: Page, path: str, role: str, seen: Seen) -> list[str]:
    """Reflow at phone width always; axe at both widths the first time this kind of page is seen."""
    wrong = []
    first_time = kind_of(path) not in seen.judged or path == "/"
    seen.judged.add(kind_of(path))
    for size in ("phone", "desk"):
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        if overflow(page) > 0:
            wrong.append(f"{role} {path} at {width}: {overflow(page)} px too wide")
        if first_time:
            wrong += [f"{role} {path} at {width}: {each}" for each in violations(page)]
    return wrong
