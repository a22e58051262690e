"""Soft warnings beside the clarity gate: worth a second look, never a refusal.

They are shown while a task is being assigned, each with its ground in words; the assigner decides.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from app.formats import format_date, format_long_date, format_number
from app.tasks.clarity import DraftFacts
from app.text import Text, clean, fold
from app.workdays import Calendar

# House settings, not law: each says what it is for.
NEAR_WORKING_DAYS = 1  # due today or the next working day: no time is left for a return and a second try
LEAVE_WORKING_DAYS = 2  # who is away in the last two working days cannot finish or hand over in order
OVERLOAD_OPEN = 10  # ten open tasks are two working weeks at one a day
OVERLOAD_LATE = 2  # one late task happens; two say that there is no room for a third

VAGUE_WORDS = (
    *("tăng cường", "đẩy mạnh", "phối hợp thực hiện", "phối hợp", "theo dõi", "nắm tình hình"),
    *("quan tâm", "nâng cao", "thường xuyên", "thực hiện tốt", "làm tốt", "chú trọng", "chủ động"),
    *("tích cực", "quyết liệt", "tiếp tục", "đôn đốc", "quán triệt", "phát huy", "tập trung"),
    *("từng bước", "bảo đảm", "đảm bảo", "chăm lo", "hỗ trợ", "triển khai thực hiện", "chỉ đạo"),
)
PRODUCT_NOUNS = (
    *("văn bản", "quyết định", "kế hoạch", "báo cáo", "tờ trình", "đề án", "dự án", "công văn"),
    *("nghị quyết", "nghị định", "thông tư", "chỉ thị", "kết luận", "danh sách", "danh mục", "số liệu"),
    *("hồ sơ", "biên bản", "chương trình", "dự thảo", "quy chế", "quy định", "quy trình", "hướng dẫn"),
    *("phương án", "hợp đồng", "dữ liệu", "phần mềm", "nền tảng", "hệ thống", "ứng dụng", "bản đồ"),
    *("giấy phép", "thông báo", "tài liệu", "tiêu chí", "tiêu chuẩn", "quy chuẩn", "công trình"),
    *("bài viết", "tin bài", "hội nghị", "lớp tập huấn", "cuộc họp", "buổi làm việc", "sản phẩm"),
)
# One syllable without its marks would be too many other words ("bản" is not "bàn").
SHORT_PRODUCT_NOUNS = frozenset(
    {"luật", "bảng", "biểu", "bản", "phiếu", "sổ", "tệp", "giấy", "video", "website"}
)
_MEASURED = re.compile(r"\d\s*%|\b(?:dat|du|it nhat|toi thieu)\s+\d")


@dataclass(frozen=True, slots=True)
class Caution:
    """One soft warning."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class OwnerFacts:
    """What lies on the desk of the person about to be chosen."""

    name: str
    open_tasks: int = 0
    late_tasks: int = 0
    factor_milli: int = 0  # sum of the factors of the open tasks, in thousandths
    leave: tuple[tuple[date, date], ...] = ()  # first and last day of each absence
    deputy: str = ""  # who stands in by delegation while the person is away


def warnings(
    facts: DraftFacts,
    today: date,
    calendar: Calendar,
    owner: OwnerFacts | None = None,
    lead: OwnerFacts | None = None,
) -> tuple[Caution, ...]:
    """Everything about the draft that deserves a second look, in the order of the form.

    ``lead``: where another person than the owner follows the work through.
    """
    found = [_vague_outcome(facts.outcome)]
    if owner is not None:
        found.append(_overloaded(owner))
    if facts.deadline is not None and facts.deadline >= today:
        found += [_day_off(facts.deadline, calendar), _near(facts.deadline, today, calendar)]
        if owner is not None:
            found.append(_away("owner", owner, facts.deadline, today, calendar))
        if lead is not None:
            found.append(_away("lead", lead, facts.deadline, today, calendar))
    return tuple(caution for caution in found if caution is not None)


def load(owner: OwnerFacts) -> Text:
    """What stands beside a name while choosing: đang có 7 việc, 1 quá hạn, hệ số 12,5."""
    factor = Fraction(owner.factor_milli, 1000)
    return Text(
        f"đang có {owner.open_tasks} việc, {owner.late_tasks} quá hạn, hệ số {format_number(factor)}",
        f"{owner.open_tasks} open, {owner.late_tasks} late, factors {format_number(factor, None, 'en')}",
    )


# --- wording -----------------------------------------------------------------------------------


def vague_words(outcome: str) -> tuple[str, ...]:
    """The words of the outcome that name an effort and nothing that can be handed in."""
    found: list[str] = []
    rest = f" {_plain(outcome)} "
    for word in sorted(VAGUE_WORDS, key=len, reverse=True):  # "phối hợp thực hiện" before "phối hợp"
        if f" {fold(word)} " in rest:
            rest = rest.replace(f" {fold(word)} ", " | ")
            found.append(word)
    return tuple(word for word in VAGUE_WORDS if word in found)


def names_product(outcome: str) -> bool:
    """Whether a product noun or a measure ("đạt 98 %", "ít nhất 10 …") stands in the outcome."""
    plain = f" {_plain(outcome)} "
    if any(f" {fold(noun)} " in plain for noun in PRODUCT_NOUNS):
        return True
    syllables = re.findall(r"\w+", clean(outcome).casefold())
    return not SHORT_PRODUCT_NOUNS.isdisjoint(syllables) or bool(_MEASURED.search(fold(outcome)))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def _vague_outcome(outcome: str) -> Caution | None:
    words = vague_words(outcome)
    if not words or names_product(outcome):
        return None
    listed = ", ".join(words)
    return Caution(
        "vague_outcome",
        Text(
            f"“{listed}” chưa phải là kết quả: nêu thêm thứ nộp được (văn bản, số liệu, hồ sơ…).",
            f"“{listed}” is not yet a result: add what can be handed in (a document, figures, a file…).",
        ),
    )


# --- dates and people --------------------------------------------------------------------------


def _day_off(deadline: date, calendar: Calendar) -> Caution | None:
    why = calendar.why_off(deadline)
    if why is None:
        return None
    effective = calendar.effective_day(deadline)
    return Caution(
        "day_off",
        Text(
            f"Hạn {format_date(deadline)} là ngày nghỉ ({why.vi}): tính đến hết {format_long_date(effective)} "
            "(khoản 5 Điều 148 Bộ luật Dân sự).",
            f"The deadline {format_date(deadline, 'en')} is a day off ({why.en}): it runs to the end of "
            f"{format_long_date(effective, 'en')} (Civil Code, Art. 148.5).",
        ),
    )


def _near(deadline: date, today: date, calendar: Calendar) -> Caution | None:
    left = calendar.working_days_left(deadline, today)
    if left > NEAR_WORKING_DAYS:
        return None
    if left == 0:
        return Caution("deadline_near", Text("Hạn là ngay hôm nay.", "The deadline is today."))
    return Caution(
        "deadline_near",
        Text(
            f"Hạn rất gần: chỉ còn {left} ngày làm việc.",
            f"The deadline is very near: only {left} working day left.",
        ),
    )


def _away(who: str, person: OwnerFacts, deadline: date, today: date, calendar: Calendar) -> Caution | None:
    """Leave that covers all the days of the work, else leave at its end."""
    last = calendar.effective_day(deadline)
    until = _away_until(person, today, calendar)
    if until is not None and until >= last:
        return Caution(f"{who}_away", _away_throughout(person, until))
    first = calendar.add(last, 1 - LEAVE_WORKING_DAYS)
    absences = [(start, end) for start, end in person.leave if start <= last and end >= first]
    if not absences:
        return None
    start, end = min(absences)
    return Caution(
        f"{who}_on_leave",
        Text(
            f"{person.name} nghỉ từ {format_date(start)} đến {format_date(end)}: chọn người khác hoặc dời hạn.",
            f"{person.name} is away from {format_date(start, 'en')} to {format_date(end, 'en')}: choose "
            "somebody else or another date.",
        ),
    )


def _away_until(person: OwnerFacts, today: date, calendar: Calendar) -> date | None:
    """The last day of the leave that takes up every working day from today on; None where today is worked."""
    until, day = None, calendar.next_working(today)
    for start, end in sorted(person.leave):
        if start <= day <= end:
            until, day = end, calendar.next_working(end + timedelta(days=1))
    return until


def _away_throughout(person: OwnerFacts, until: date) -> Text:
    said = Text(
        f"{person.name} nghỉ đến hết {format_date(until)}, tức là suốt thời gian thực hiện.",
        f"{person.name} is away until {format_date(until, 'en')}, all the time of this work.",
    )
    if not person.deputy:
        return Text(
            f"{said.vi} Chọn người khác hoặc dời hạn.", f"{said.en} Choose somebody else or another date."
        )
    return Text(
        f"{said.vi} Theo văn bản ủy quyền, {person.deputy} thay mặt: chọn {person.deputy} hoặc dời hạn.",
        f"{said.en} By delegation {person.deputy} stands in: choose {person.deputy} or another date.",
    )


def _overloaded(owner: OwnerFacts) -> Caution | None:
    if owner.open_tasks < OVERLOAD_OPEN and owner.late_tasks < OVERLOAD_LATE:
        return None
    words = load(owner)
    return Caution(
        "owner_overloaded",
        Text(
            f"{owner.name} {words.vi}: cân nhắc giao người khác.",
            f"{owner.name} has {words.en}: consider somebody else.",
        ),
    )
