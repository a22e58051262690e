"""Take the pictures of the guides again: ``.venv/bin/python docs/pictures.py [name…]``.

A server of its own, on a free port, with the demonstration and a fixed clock; nothing of ./var is touched.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from app.demo.cast import PASSWORD  # noqa: E402 - the project's root has to be on the path first

FOLDER = ROOT / "docs" / "img"
DESK, PHONE = 1280, 390
MARGIN = 14  # kept above the place where a picture begins
ANNEX = """TT,Nhiệm vụ,Cơ quan chủ trì,Cơ quan phối hợp,Kết quả,Thời gian hoàn thành
I.,Hạ tầng,,,,
1.,Lập danh mục cây xanh cần cắt tỉa,Phòng Kinh tế,Văn phòng,Danh mục cây xanh,25/11/2026
2.,Kiểm tra bãi đỗ xe tạm,Phòng Kinh tế,,Biên bản kiểm tra,trước 30/11/2026
3.,Tăng cường vệ sinh ngõ xóm,"Các phòng, ban, đơn vị",,Báo cáo,12/2026
4.,Đẩy mạnh chỉnh trang đô thị,Phòng Kinh tế,,,Thường xuyên
"""


def today(page: Page) -> None:
    page.goto("/")


def assign(page: Page) -> None:
    page.goto("/tasks/new")
    page.get_by_label("Việc phải làm").fill("Kiểm tra bãi đỗ xe tạm ngõ 5")
    page.get_by_label("Kết quả phải có").fill("Biên bản kiểm tra kèm ảnh hiện trạng")
    page.get_by_label("Đặng Quang Huy (Công chức").check(force=True)
    page.wait_for_timeout(800)


def decide(page: Page) -> None:
    page.goto("/late?kind=bounced")
    page.locator("table a[href^='/tasks/']").first.click()


def annex(page: Page) -> None:
    page.goto("/imports")
    file = {"name": "phu-luc.csv", "mimeType": "text/csv", "buffer": ANNEX.encode()}
    page.locator("[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Kiểm tra tệp").click()
    page.get_by_role("heading", name="Kiểm tra phụ lục trước khi nhập").wait_for()


def confirm(page: Page) -> None:
    page.goto("/evaluations/2026-10/KT005")
    unfold(page, "căn cứ", "dòng việc tạo ra số c")


def own_work(page: Page) -> None:
    page.goto("/my-tasks")


def submit(page: Page) -> None:
    page.goto("/my-tasks")
    row = page.locator("li.work-row").first
    row.locator("summary", has_text="Nộp").click()
    row.locator("[name=submit_words]").fill("Báo cáo tổng hợp số 410/VP ngày 18/11/2026")
    file = {"name": "bao-cao.txt", "mimeType": "text/plain", "buffer": b"410/VP"}
    row.locator("[name=submit_files]").set_input_files(file)  # type: ignore[arg-type]


def hand_back(page: Page) -> None:
    page.goto("/my-tasks")
    page.locator("li.work-row .work-title a").nth(1).click()
    unfold(page, "Báo không làm được, chuyển trả")
    page.get_by_label("Thiếu hồ sơ, tài liệu").check(force=True)
    page.locator("[name=back_words]").fill("Chưa có số liệu của hai tổ dân phố, đã đề nghị ngày 16/11/2026.")


def self_score(page: Page) -> None:
    page.goto("/evaluations/2026-10/KT003")
    for name, points in (("p_I_1", "4,75"), ("p_I_2", "4,5")):
        page.locator(f"[name={name}]").fill(points)


def statement(page: Page) -> None:
    page.goto("/incidents")
    page.locator("main a[href^='/incidents/']:not([href$=new])").first.click()
    page.locator("textarea").first.fill(
        "Tôi trao đổi nội dung của cuộc họp với người ngồi cạnh, không nói việc riêng."
    )


def sheets(page: Page) -> None:
    page.goto("/evaluations/2026-10")


def evidence(page: Page) -> None:
    page.goto("/evaluations/2026-10/HC003")
    unfold(page, "căn cứ", "dòng việc tạo ra số c")


def late(page: Page) -> None:
    page.goto("/late?kind=bounced")
    unfold(page, "Lọc danh sách", "Chuỗi chuyển")


def check(page: Page) -> None:
    page.goto("/admin/history")
    page.get_by_role("button", name="Kiểm tra toàn bộ chuỗi").click()
    page.get_by_text("Nguyên vẹn").wait_for()


def unfold(page: Page, *words: str) -> None:
    for each in words:
        for summary in page.locator("summary", has_text=each).all():
            summary.click()


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: who looks at what, and which part of the page matters."""

    name: str
    code: str
    act: Callable[[Page], None]
    height: int  # of the part that is kept, in pixels
    width: int = DESK
    begin: str = ""  # the selector where it begins; from the top of the page where empty


PICTURES = (
    Picture("today-head", "KT001", today, 1012),
    Picture("assign-task", "KT001", assign, 916, begin="main"),
    Picture("decide-hand-back", "KT001", decide, 745, begin="main"),
    Picture("check-annex", "KT001", annex, 430, begin="h2:has-text('Dòng cần xem')"),
    Picture("confirm-sheet", "KT001", confirm, 954, begin="main"),
    Picture("my-tasks-phone", "VP004", own_work, 800, PHONE),
    Picture("submit-phone", "VP004", submit, 800, PHONE),
    Picture("hand-back-phone", "VP004", hand_back, 800, PHONE, "#hand-back"),
    Picture("self-score-phone", "KT003", self_score, 800, PHONE, "form[action$=self-score]"),
    Picture("statement-phone", "VP004", statement, 800, PHONE),
    Picture("sheets-of-month", "TL003", sheets, 1000),
    Picture("sheet-evidence", "TL003", evidence, 1175, begin="tr:has-text('II.1.')"),
    Picture("late-and-bounced", "TL003", late, 760, begin="main"),
    Picture("history-check", "TL003", check, 330, begin="main"),
)


@contextmanager
def office() -> Iterator[str]:
    """A running server with the demonstration; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder}/office.sqlite",
            "FILES_DIR": f"{folder}/files",
            "SECRET": "a secret of the pictures, long enough for all",
            "CLOCK": "2026-11-18T08:00",
            "SEED": "demo",
            "PORT": str(port),
        }
        command = [sys.executable, "-m", "app", "serve"]
        server = subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        try:
            yield wait_for(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait(20)


def wait_for(url: str) -> str:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url + "/health"):  # noqa: S310 - our own server
                return url
        except OSError:
            time.sleep(0.4)
    raise SystemExit("the server did not start")


def take(browser: Browser, url: str, picture: Picture) -> None:
    context = browser.new_context(
        base_url=url,
        viewport={"width": picture.width, "height": 800},
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("Mã cán bộ hoặc thư điện tử").fill(picture.code)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_load_state()
    picture.act(page)
    page.wait_for_load_state()
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    box = page.locator(picture.begin).first.bounding_box() if picture.begin else None
    top = max(0, box["y"] - MARGIN) if box else 0
    height = min(picture.height, page.evaluate("document.documentElement.scrollHeight") - top)
    clip = {"x": 0, "y": top, "width": picture.width, "height": height}
    shot = page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
    context.close()
    flat = Image.open(BytesIO(shot)).convert("RGB").quantize(256, kmeans=1, dither=Image.Dither.NONE)
    flat.save(FOLDER / f"{picture.name}.png", optimize=True)


def main(names: list[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    program = shutil.which("chromium")
    with office() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--lang=vi"], env={**os.environ, "LANGUAGE": "vi"}
        )
        for picture in PICTURES:
            if not names or picture.name in names:
                take(browser, url, picture)
                size = (FOLDER / f"{picture.name}.png").stat().st_size
                print(f"{picture.name}.png  {size / 1000:.0f} kB")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
