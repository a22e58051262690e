"""Which directive an annex belongs to, as far as its own title lines say."""

import re
from collections.abc import Sequence
from datetime import date

from app.tasks.annex.annex import DirectiveGuess
from app.tasks.annex.folding import one_line, plain

_KINDS = (
    "Nghị quyết", "Quyết định", "Kế hoạch", "Chỉ thị", "Công văn", "Chương trình hành động", "Chương trình", "Thông báo", "Nghị định",
    "Công điện", "Văn bản", "Hướng dẫn", "Kết luận", "Đề án", "Tờ trình", "Báo cáo", "Thông tư",
)  # fmt: skip
_LINES_READ, _LONGEST_LINE = 300, 1_000
_KIND_NAMES = {plain(kind): kind for kind in _KINDS}
_REFERENCE = re.compile(
    rf"(?:kem theo|dinh kem)\s+(?P<kind>{'|'.join(_KIND_NAMES)})\s*(?:so)?\s*:?\s*(?P<number>[\w./-]*?/[\w./-]*[\w])?"
    r"(?P<rest>.*)"
)
_DATE = re.compile(
    r"ngay\s*(?P<d>\d{1,2})\s*(?:/|\.|-|thang)\s*(?P<m>\d{1,2})\s*(?:/|\.|-|nam|,)?\s*(?:nam)?\s*(?P<y>\d{4})"
)
_ISSUER = re.compile(r"\bcua\s+(?P<issuer>[^()]+)")
_NUMBER_LINE = re.compile(r"^so\s*:?\s*(?P<number>\d+[\w]*/[\w./-]*[\w])")


def guess_directive(lines: Sequence[str]) -> DirectiveGuess | None:
    """The directive named in "(Kèm theo Nghị quyết số 03/NQ-CP ngày 09 tháng 01 năm 2025 của Chính phủ)".

    Where no line says so, a line "Số: 12/KH-UBND" with a date beside or below it is taken. None where nothing is said.
    """
    near = [one_line(line[:_LONGEST_LINE]) for line in lines[-_LINES_READ:]]
    return _from_reference(" ".join(near)) or _from_letterhead(near)


def _from_reference(text: str) -> DirectiveGuess | None:
    folded = plain(text)
    if len(folded) != len(text):
        text = folded
    match = _REFERENCE.search(folded)
    if match is None:
        return None
    number = text[match.start("number") : match.end("number")] if match["number"] else None
    issued_on = _date(match["rest"])
    issuer = _ISSUER.search(match["rest"])
    name = None
    if issuer is not None:
        offset = match.start("rest")
        name = text[offset + issuer.start("issuer") : offset + issuer.end("issuer")].strip(" .,;)") or None
    has_number = number is not None and number[0].isdecimal()
    if not has_number and issued_on is None and name is None:
        return None
    return DirectiveGuess(_KIND_NAMES[match["kind"]], number if has_number else None, issued_on, name)


def _from_letterhead(lines: Sequence[str]) -> DirectiveGuess | None:
    for place, line in enumerate(lines):
        match = _NUMBER_LINE.match(plain(line))
        if match is not None:
            dates = (_date(plain(near)) for near in lines[max(0, place - 3) : place + 4])
            number = line[match.start("number") : match.end("number")]
            return DirectiveGuess(None, number, next((day for day in dates if day is not None), None), None)
    return None


def _date(text: str) -> date | None:
    match = _DATE.search(text)
    if match is None:
        return None
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None
