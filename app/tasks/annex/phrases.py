"""Reading a deadline phrase: the day it ends on, or why it names none.

The rules are those of the counting rules, "From phrase to day": a month, a quarter and a year end on their last
day; a span on the last day of its last year; "đến ngày D" on D; "trước ngày D" on the day before D, and "trước tháng
6/2025" on 31 May. Decided here beside them:

- "trước 17 giờ ngày D" ends on D, for the hour lies in that day.
- Several dates in one cell: the latest counts, for the work is done when its last part is; the note says so.
- "đầu năm" ends with the first quarter, "giữa năm" with June, "cuối năm" with the year; "đầu tháng" and the like with the month.
- "từ 2025" and "sau 2025" name a beginning and no end: open-ended, unless an end follows ("từ 2025 đến 2027").
- "tầm nhìn 2045" and the dates of documents that a cell quotes are no deadlines.
- "30 ngày kể từ ngày ký" depends on an event that the file does not tell: none, with the reason.
- "hằng năm" and the like make it recurring even beside a date, "thường xuyên" makes it continuous, unless the
  cell says by when it is to be finished ("thường xuyên; hoàn thành trước 31/12/2025").
- A date that no calendar has ("31/02/2025") is none with the reason, never the month or year around it.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from app.tasks.annex.folding import MAX_PHRASE, has_letters, one_line, plain
from app.tasks.annex.periods import Point, day_before, points_of
from app.text import Text


class DeadlineKind(StrEnum):
    """What a deadline phrase comes to."""

    DATE = "date"
    RECURRING = "recurring"
    CONTINUOUS = "continuous"
    OPEN_ENDED = "open_ended"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class DeadlinePhrase:
    """``day`` is the last day, for DATE only; a day off is not moved here. ``note`` tells a person what to look at."""

    kind: DeadlineKind
    day: date | None
    written: str
    note: Text | None = None


_DOCUMENT_KINDS = r"nghi quyet|quyet dinh|ke hoach|chi thi|cong van|nghi dinh|luat|thong bao|van ban|ket luan|chuong trinh|de an|thong tu|cong dien|huong dan|to trinh"
_QUOTED = re.compile(
    rf"(?:\b(?:{_DOCUMENT_KINDS})\s+)(?:so\s*\d[\w/.-]*|\d+(?:/\d{{4}})?[/-][a-z][\w/-]*)(?:\s*,?\s*ngay\s+\d{{1,2}}(?:\s*/\s*|\s+thang\s+)\d{{1,2}}(?:\s*/\s*|\s+nam\s+)\d{{4}})?"
    r"|\b\d+(?:/\d{4})?/[a-z]{2,}[\w-]*|\b\d+-[a-z]{2,}/[a-z]{2,}\b"
    r"|\b(?:tam nhin|dinh huong)\b.*"
)
_RECURRING = re.compile(
    r"\bhang (?:nam|quy|thang|tuan|ngay|ky|nua nam)\b|\bdinh ky\b|\bthuong (?:ky|nien)\b|\b(?:moi|tung) (?:\d+ )?(?:nam|quy|thang|tuan|ngay|ky)\b"
    r"|\bcac nam\b(?! (?:tiep|sau|ke|toi|tu|truoc|\d))|\b(?:nam|quy|thang|tuan|ngay)\s*/\s*(?:\d+ )?(?:lan|ky)\b|\blan\s*/|\blan trong (?:nam|quy|thang|tuan)\b|\b(?:nam|quy|thang|tuan) (?:mot|\d+) lan\b"
)
_CONTINUOUS = re.compile(
    r"\bthuong xuyen\b|\blien tuc\b|\bthuong truc\b|\blau dai\b|\b(?:suot|quanh|ca) nam\b(?!\s*(?:hoc\s*)?\d)"
)
_OPEN = re.compile(
    r"\b(?:cac|nhung) nam (?:tiep theo|tiep|sau|ke tiep|toi)\b|\bnam tiep theo\b|\btro di\b|\bve sau\b|\bden khi\b|\bcac (?:quy|thang) (?:tiep theo|sau)\b"
)
_RELATIVE = re.compile(
    r"\b\d+\s*(?:ngay|tuan|thang|nam|gio)\b(?: lam viec)?(?: ke)? (?:tu|sau)\b|\btrong (?:vong|thoi gian|thoi han)\s*\d+\s*(?:ngay|tuan|thang|nam|gio)\b|\bngay sau khi\b"
)
_FINISHED_BY = re.compile(r"\b(?:hoan thanh|hoan tat|ket thuc|xong)\b[^;]*$")
_BEFORE = re.compile(r"\btruoc(?: (?:thoi (?:diem|han|gian)|moc|han))?(?: ngay)?\s*:?\s*$")
_FROM = re.compile(r"\b(?:tu|bat dau)(?: ngay| dau| nay| thoi diem)?\s*$")
_TO = re.compile(
    r"[\s/]*(?:nam\s*)?(?:(?:19|20)\d\d)?\s*(?:-|(?:den|toi)(?: het| cuoi)?(?: ngay| nam| thang| quy)?)\s*(?:thang|quy)?\s*"
)
_AFTER = re.compile(r"\bsau(?: ngay)?\s*$")


def read_deadline(phrase: str) -> DeadlinePhrase:
    """What ``phrase`` says about the deadline. Never fails: what cannot be read is NONE with a note."""
    written = phrase.strip()
    text = _QUOTED.sub(" ", plain(phrase[:MAX_PHRASE]))
    points = points_of(text)
    if _is_blank(text):
        return DeadlinePhrase(
            DeadlineKind.NONE, None, written, _unread(written) if has_letters(written) else None
        )
    endless = _endless_kind(text)
    if endless is not None:
        points = [p for p in points if not p.needs_year and _FINISHED_BY.search(text[: p.start])]
        if not points:
            return DeadlinePhrase(endless, None, written)
    elif _OPEN.search(text) or _only_begins(text, points):
        return DeadlinePhrase(DeadlineKind.OPEN_ENDED, None, written)
    if _RELATIVE.search(text):
        return DeadlinePhrase(DeadlineKind.NONE, None, written, _RELATIVE_NOTE)
    return _from_points(text, points, written)


def _endless_kind(text: str) -> DeadlineKind | None:
    if _RECURRING.search(text):
        return DeadlineKind.RECURRING
    return DeadlineKind.CONTINUOUS if _CONTINUOUS.search(text) else None


def _from_points(text: str, points: list[Point], written: str) -> DeadlinePhrase:
    if not points:
        return DeadlinePhrase(DeadlineKind.NONE, None, written, _unread(written))
    days: list[date] = []
    for point in points:
        if point.needs_year:
            return DeadlinePhrase(DeadlineKind.NONE, None, written, _NO_YEAR_NOTE)
        if point.last is None:
            return DeadlinePhrase(DeadlineKind.NONE, None, written, _impossible(written))
        days.append(
            day_before(point.first) if point.first and _BEFORE.search(text[: point.start]) else point.last
        )
    note = _SEVERAL_NOTE if len(set(days)) > 1 and not _is_span(text, points) else None
    return DeadlinePhrase(DeadlineKind.DATE, max(days), written, note)


def _only_begins(text: str, points: list[Point]) -> bool:
    """Whether the last point named is a beginning ("từ 2025", "sau 30/6/2025")."""
    if not points:
        return False
    before = text[: points[-1].start]
    return _AFTER.search(before) is not None or _FROM.search(before) is not None


def _is_span(text: str, points: list[Point]) -> bool:
    """Whether the points are the ends of one stretch: "2025 - 2026", "từ tháng 6 đến tháng 9/2025"."""
    return all(_TO.fullmatch(text[a.end : b.start]) is not None for a, b in pairwise(points))


def _is_blank(text: str) -> bool:
    return not any(c.isalnum() for c in text) or text.strip(" .-/") in {
        "khong",
        "khong co",
        "chua co",
        "x",
        "nt",
    }


def _unread(written: str) -> Text:
    shown = one_line(written)[:60]
    return Text(
        f"Không đọc được thời hạn “{shown}”: hãy ghi ngày, tháng, quý hoặc năm.",
        f"The deadline “{shown}” cannot be read: give a day, month, quarter or year.",
    )


def _impossible(written: str) -> Text:
    shown = one_line(written)[:60]
    return Text(f"Thời hạn “{shown}” không có trong lịch.", f"No calendar has the date “{shown}”.")


_NO_YEAR_NOTE = Text("Thời hạn không nêu năm.", "The deadline names no year.")
_SEVERAL_NOTE = Text(
    "Ô ghi nhiều mốc thời gian; lấy mốc muộn nhất.", "The cell names several dates; the latest one is taken."
)
_RELATIVE_NOTE = Text(
    "Thời hạn tính từ một sự kiện chưa rõ ngày: hãy ghi ngày cụ thể.",
    "The deadline counts from an event without a date: give the day itself.",
)
