"""``python -m app import-events FILE --profile permits``: replay a log; its figures as one JSON object.

Standard output holds the object and nothing else; what is wrong with the file, and what was passed over, goes
to standard error.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from app import clock
from app.db import fetch_one
from app.errors import Refused
from app.people.queries import officer_with_code
from app.replay.event_log import figures
from app.replay.profiles import PROFILES, Profile
from app.replay.reading import Log, UnreadableLog, read_log
from app.replay.writing import Imported, import_log
from app.text import Text

UNREADABLE = 2  # exit status
SHOWN = 10  # so many cases are named in a remark
PASSED_BY = "Việc từ nhật ký đi qua, không xét 3 rõ vì nhật ký không ghi sản phẩm."


@dataclass(frozen=True, slots=True)
class Opened:
    """A log that could be read, with the profile by which it was."""

    log: Log
    profile: Profile

    def print_figures(self) -> None:
        """The one JSON object of standard output."""
        print(json.dumps(figures(self.log.cases).named()))


def open_log(path: Path, profile: str) -> Opened | None:
    """The log in ``path``; None where it cannot be read, with every fault on standard error."""
    try:
        log = read_log(path.read_bytes(), PROFILES[profile], _reading)
    except OSError as error:
        _say(f"{path}: không mở được tệp ({error.strerror}).")
        return None
    except UnreadableLog as unreadable:
        for fault in unreadable.faults:
            _say(f"{path}: dòng {fault.line}: {fault.words}")
        _say(f"Có {len(unreadable.faults)} lỗi; chưa ghi gì.")
        return None
    _say_passed_over(log)
    return Opened(log, PROFILES[profile])


async def write_log(opened: Opened, staff_code: str | None) -> None:
    """Write the cases into the open database and say on standard error what became of them."""
    by = await _importer(staff_code)
    done = await import_log(opened.log, opened.profile, by=by, now=clock.now(), progress=_writing)
    _say(PASSED_BY)
    _say_done(done)
    if by is None:
        _say("Hệ thống chưa có quản trị viên: chưa ai xem được các việc này trên trang.")


async def _importer(staff_code: str | None) -> int | None:
    """Who imports: the person named, or the first administrator; who reads that person's unit sees the tasks."""
    if staff_code is not None:
        found = await officer_with_code(staff_code)
        if found is None:
            raise Refused(
                Text(f"Không có cán bộ mã {staff_code}.", f"There is no officer with code {staff_code}.")
            )
        return found
    first = await fetch_one(
        "SELECT g.officer FROM role_grant g JOIN officer o ON o.id = g.officer"
        " WHERE g.role = 'administrator' AND g.to_date IS NULL AND o.active = true ORDER BY g.id LIMIT 1"
    )
    return int(first["officer"]) if first else None


def _say_passed_over(log: Log) -> None:
    remarks = (
        (log.repeated, "dòng lặp lại y nguyên, chỉ tính một lần."),
        (log.without_holder, "bước không ghi người làm: coi như người giữ không đổi."),
        (log.without_offset, "dòng có thời điểm không ghi múi giờ: hiểu là UTC."),
        (sum(case.deadline is None for case in log.cases), "hồ sơ không ghi hạn: không xét chậm."),
    )
    for count, words in remarks:
        if count:
            _say(f"{count} {words}")


def _say_done(done: Imported) -> None:
    _say(f"Đã ghi {done.new} hồ sơ mới; {done.known} hồ sơ đã có, giữ nguyên.")
    if done.changed:
        more = " …" if len(done.changed) > SHOWN else ""
        _say(
            f"{len(done.changed)} hồ sơ đã nhập trước đây nay có nội dung khác; lịch sử không sửa được nên giữ "
            f"như đã nhập: {', '.join(done.changed[:SHOWN])}{more}"
        )


def _reading(rows: int) -> None:
    _say(f"Đã đọc {rows} dòng …")


def _writing(done: int, total: int) -> None:
    _say(f"Đã ghi {done}/{total} hồ sơ …")


def _say(words: str) -> None:
    print(words, file=sys.stderr)
