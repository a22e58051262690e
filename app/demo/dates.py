"""Dates that moved: pauses, and extensions that were asked for in time and late, granted, refused and waiting."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from app.demo.stage import Job, Stage, Story
from app.demo.stories import accepted, begun, handed_in, job

DATA = "Hai đơn vị chưa gửi số liệu, đề nghị lùi hạn để tổng hợp đủ."
GROWN = "Phát sinh thêm ba tổ dân phố phải khảo sát theo chỉ đạo tại giao ban."


@dataclass(frozen=True, slots=True)
class Asked:
    """A request in working days back from the last one: when given, due, asked, decided, and for how much more."""

    given: int
    due: int  # below zero: still to come
    asked: int
    more: int
    reason: str
    words: str
    decided: int | None = None
    granted: bool = True
    answer: str = ""
    ended: int | None = None  # handed in so many working days back


REQUESTS = (
    ("KT004", Asked(8, -3, 0, 5, "waits_for_others", DATA)),
    ("HC002", Asked(9, -1, 1, 4, "more_work", GROWN)),
    (
        "VX003",
        Asked(10, 2, 0, 6, "urgent_work", "Phải trực phòng chống mưa lũ ba ngày, chưa kịp hoàn thiện."),
    ),
    ("VP004", Asked(14, 4, 7, 8, "more_work", GROWN, decided=6)),
    ("KT005", Asked(15, 6, 8, 3, "waits_for_others", DATA, decided=7, ended=4)),
    ("HC003", Asked(13, 3, 6, 5, "away", "Đi tập huấn bốn ngày theo quyết định cử.", decided=1)),
    (
        "VX002",
        Asked(
            12,
            -2,
            5,
            6,
            "more_work",
            GROWN,
            decided=4,
            granted=False,
            answer="Khối lượng trong kế hoạch, giữ hạn.",
        ),
    ),
)


def moved_dates(stage: Stage) -> None:
    """Put them on the stage; days count back from the last working day before today."""
    for owner, asked in REQUESTS:
        work = job(stage, owner, _back(stage, asked.due), boss=_head_of(owner))
        stage.begin(_asked(work, asked))
    stage.begin(_paused(job(stage, "VX004", _back(stage, -7), boss="VX001"), 8, 2, -3))
    stage.begin(_paused(job(stage, "HC004", _back(stage, -4), boss="HC001"), 12, 8, 2, ended=5))
    stage.begin(_extended_at_once(job(stage, "KT003", _back(stage, 5), boss="KT001")))


def _head_of(owner: str) -> str:
    return f"{owner[:2]}001"


def _back(stage: Stage, days: int) -> date:
    """The working day so many before the last one; below zero after it."""
    last = stage.calendar.add(stage.today, -1)
    return stage.calendar.add(last, -days)


def _asked(work: Job, asked: Asked) -> Story:
    stage = work.stage
    yield from begun(work, _back(stage, asked.given), until=_back(stage, asked.asked), reports=1)
    until = stage.calendar.add(_back(stage, asked.due), asked.more)
    at = work.on(_back(stage, asked.asked))
    yield at, partial(work.ask_extension, at, until, asked.reason, asked.words)
    if asked.decided is None:
        return
    at = work.on(_back(stage, asked.decided))
    yield at, partial(work.decide_extension, at, asked.granted, asked.answer)
    if asked.ended is not None:
        yield from handed_in(work, _back(stage, asked.ended))
        yield from accepted(work, _back(stage, asked.ended), within=1)


def _paused(work: Job, given: int, first: int, last: int, ended: int | None = None) -> Story:
    """Waits for a superior; where ``ended`` is given, the answer came early."""
    stage = work.stage
    yield from begun(work, _back(stage, given), until=_back(stage, first + 1), reports=1)
    at = work.on(_back(stage, first))
    words = "Chờ văn bản trả lời của cấp trên về phương án (hư cấu)."
    begins, ends = _back(stage, first), _back(stage, last)
    yield at, partial(work.pause, at, begins, ends, "superior", words)
    if ended is not None:
        at = work.on(_back(stage, ended))
        yield at, partial(work.resume, at)


def _extended_at_once(work: Job) -> Story:
    """The head moves the date for more urgent work; kept by the new date, not by the original."""
    stage = work.stage
    yield from begun(work, _back(stage, 14), until=_back(stage, 9), reports=1)
    at = work.on(_back(stage, 8))
    until = _back(stage, 2)
    yield at, partial(work.extend, at, until, "urgent_work", "Ưu tiên xử lý ngập úng sau mưa lớn.")
    yield from handed_in(work, _back(stage, 3))
    yield from accepted(work, _back(stage, 3), within=1)
