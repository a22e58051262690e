"""A real server with the demonstration, and a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.demo.cast import PASSWORD
from tests.conftest import CI, ROOT

#: Monday 30 November 2026, 08:00 in Vietnam: the working day on which a month is scored.
MOMENT = "2026-11-30T08:00"
SIZES = {"desk": (1280, 800), "phone": (320, 640)}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """The installed Chromium; skipped in words where there is none, a failure under CI=true."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        (pytest.fail if CI else pytest.skip)("no Chromium: install the package chromium")
    return str(found)


@dataclass
class Office:
    """A running server."""

    url: str


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    chromium()
    folder = tmp_path_factory.mktemp("office")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'office.sqlite'}",
        "FILES_DIR": str(folder / "files"),
        "SECRET": "a secret of the browser tests, long enough",
        "CLOCK": MOMENT,
        "PORT": str(port),
        "SEED": "demo",
    }
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "app", "serve"], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, server, folder / "server.log")
        yield Office(url)
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def _wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            pytest.fail(f"the server stopped: {log.read_text()[-2000:]}")
        try:
            if httpx.get(url + "/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    pytest.fail(f"the server did not answer: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield launched
        launched.close()


@dataclass
class Desk:
    """A person at a browser."""

    page: Page
    office: Office

    def open(self, path: str) -> Page:
        self.page.goto(self.office.url + path)
        return self.page

    def sign_in(self, code: str) -> "Desk":
        self.open("/sign-in")
        self.page.get_by_label("Mã cán bộ hoặc thư điện tử").fill(code)
        self.page.get_by_label("Mật khẩu").fill(PASSWORD)
        self.page.get_by_role("button", name="Đăng nhập").click()
        return self


@pytest.fixture
def sit(browser: Browser, office: Office) -> Iterator[Callable[..., Desk]]:
    """``sit("KT001", size="phone", scripts=False)``: that person, signed in, at a browser of that size."""
    contexts: list[BrowserContext] = []

    def sit_down(code: str | None, *, size: str = "desk", scripts: bool = True) -> Desk:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        desk = Desk(context.new_page(), office)
        return desk.sign_in(code) if code else desk

    yield sit_down
    for context in contexts:
        context.close()
