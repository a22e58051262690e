"""When a date may move: pauses and extensions, and which date was kept. Pure.

The original date never changes. A last day that is a day off runs to the end of the next working day
(Civil Code 2015, Art. 148.5), so dates are moved from that day on. The law names neither a longest pause nor
a number of extensions: both are rules of the office.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.formats import format_date
from app.tasks.entry import Faults
from app.text import Text
from app.workdays import Calendar

_ONE_DAY = timedelta(days=1)


class PauseReason(StrEnum):
    """Why the clock of a task may stand."""

    OTHER_BODY = "other_body"
    CITIZEN_PAPERS = "citizen_papers"
    FORCE_MAJEURE = "force_majeure"
    SUPERIOR = "superior"
    OTHER = "other_pause"


class ExtensionReason(StrEnum):
    """Why another date is asked for or set."""

    MORE_WORK = "more_work"
    WAITS_FOR_OTHERS = "waits_for_others"
    AWAY = "away"
    URGENT_WORK = "urgent_work"
    OTHER = "other_extension"


DATE_REASONS: dict[str, Text] = {
    PauseReason.OTHER_BODY: Text("Chờ cơ quan, đơn vị khác", "Waiting for another body"),
    PauseReason.CITIZEN_PAPERS: Text(
        "Chờ tổ chức, công dân bổ sung hồ sơ", "Waiting for papers of a citizen or organisation"
    ),
    PauseReason.FORCE_MAJEURE: Text("Sự kiện bất khả kháng", "Force majeure"),
    PauseReason.SUPERIOR: Text("Chờ cấp trên quyết định", "Waiting for a superior’s decision"),
    PauseReason.OTHER: Text("Lý do tạm dừng khác", "Another reason for the pause"),
    ExtensionReason.MORE_WORK: Text("Phát sinh thêm nội dung, khối lượng", "The work grew"),
    ExtensionReason.WAITS_FOR_OTHERS: Text(
        "Chờ số liệu, ý kiến của đơn vị khác", "Data or opinions of others are missing"
    ),
    ExtensionReason.AWAY: Text("Nghỉ, công tác, học tập", "Leave, travel or training"),
    ExtensionReason.URGENT_WORK: Text("Phải làm việc đột xuất khác", "Other sudden work came first"),
    ExtensionReason.OTHER: Text("Lý do gia hạn khác", "Another reason for more time"),
}

UNKNOWN_REASON = Text("Chọn lý do trong danh sách.", "Choose a reason from the list.")
PASSED = Text(
    "Hạn đã qua nên không tạm dừng được nữa; lần chậm đã ghi thì ở lại.",
    "The date has passed, so it cannot be paused any more; the recorded lateness stays.",
)


# --- pauses ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PausedDays:
    """Days on which a task's clocks stand, the first and the last included; none where the last lies before."""

    first: date
    last: date

    def working_days(self, calendar: Calendar) -> int:
        """How many working days they are."""
        return max(0, calendar.between(self.first - _ONE_DAY, self.last))

    def within(self, first: date, last: date) -> "PausedDays":
        """Those of them that lie between two days, both included."""
        return PausedDays(max(self.first, first), min(self.last, last))

    def covers(self, day: date) -> bool:
        """Whether the clocks stand on that day."""
        return self.first <= day <= self.last


def moved_on(due: date, days: int, calendar: Calendar) -> date:
    """The date to keep after ``days`` working days on which the clock stands."""
    return calendar.add(calendar.effective_day(due), days) if days else due


def moved_back(due: date, unused: int, today: date, calendar: Calendar) -> date:
    """The date to keep after a pause ended ``unused`` working days early: never before today."""
    if not unused:
        return due
    return max(calendar.add(calendar.effective_day(due), -unused), today)


def pause_faults(
    first: date | None, last: date | None, due: date, today: date, left: int, calendar: Calendar
) -> Faults:
    """What stands against a pause, by field. ``left``: working days of the office's cap not used yet."""
    faults: Faults = {}
    effective = calendar.effective_day(due)
    if first is None:
        faults["from_date"] = Text("Nhập ngày bắt đầu tạm dừng.", "Enter the first day of the pause.")
    elif first < today:
        faults["from_date"] = Text(
            "Ngày bắt đầu không được trước hôm nay.", "The first day may not be before today."
        )
    elif first > effective:
        faults["from_date"] = Text(
            f"Ngày bắt đầu phải trong thời hạn (đến hết {format_date(effective)}).",
            f"The first day must lie within the time given (until {format_date(effective, 'en')}).",
        )
    if last is None:
        faults["to_date"] = Text(
            "Nhập ngày cuối: tạm dừng luôn có ngày kết thúc.",
            "Enter the last day: a pause always has an end.",
        )
    elif first is not None and last < first:
        faults["to_date"] = Text(
            "Ngày cuối không được trước ngày bắt đầu.", "The last day may not be before the first."
        )
    if faults or first is None or last is None:
        return faults
    days = PausedDays(first, last).working_days(calendar)
    if days == 0:
        faults["to_date"] = Text("Khoảng này không có ngày làm việc nào.", "There is no working day in it.")
    elif days > left:
        faults["to_date"] = Text(
            f"Khoảng này có {days} ngày làm việc; theo quy định của cơ quan việc này còn được tạm dừng nhiều nhất {left} ngày làm việc.",
            f"These are {days} working days; by the office’s rule this task may be paused for {left} more at most.",
        )
    return faults


# --- extensions --------------------------------------------------------------------------------


def is_in_time(old_due: date, decided_on: date, calendar: Calendar) -> bool:
    """Whether an extension was agreed before its date ran out.

    Only such a one moves the date that counts. What was asked before and agreed after moves the date to keep
    and undoes no lateness (counting rules; Decree 335/2025/NĐ-CP, Art. 14.2.c).
    """
    return not calendar.is_past(old_due, decided_on)


def new_date_fault(new: date | None, due: date, today: date) -> Text | None:
    """What is wrong with another date; None where nothing is."""
    if new is None:
        return Text("Nhập ngày hạn mới.", "Enter the new date.")
    if new <= due:
        return Text(
            f"Hạn mới phải sau hạn hiện tại ({format_date(due)}).",
            f"The new date must be after the present one ({format_date(due, 'en')}).",
        )
    if new < today:
        return Text("Hạn mới không được trước hôm nay.", "The new date may not be before today.")
    return None


def request_fault(asked_before: int, most: int, is_past: bool, after_allowed: bool) -> Text | None:
    """Why no other date may be asked for at all, by the office's rules; None where it may."""
    if asked_before >= most:
        return Text(
            f"Việc này đã có {asked_before} lần gia hạn hoặc xin gia hạn; quy định của cơ quan cho nhiều nhất {most} lần.",
            f"Another date was asked for or set {asked_before} times; the office’s rule allows {most} at most.",
        )
    if is_past and not after_allowed:
        return Text(
            "Hạn đã qua; quy định của cơ quan không cho gia hạn sau hạn.",
            "The date has passed; the office’s rule allows no extension after it.",
        )
    return None


def dates_after(
    deadline: date, due_on: date, new: date, decided_on: date, calendar: Calendar
) -> tuple[date, date]:
    """The date that counts and the date to keep after an extension to ``new``.

    Agreed before the deadline it moves both. Once the deadline has passed only the date to keep moves, be it a
    date of rework or one that was agreed late. A later date of rework stays.
    """
    counts = max(deadline, new) if is_in_time(deadline, decided_on, calendar) else deadline
    return counts, max(due_on, new)


@dataclass(frozen=True, slots=True)
class Agreed:
    """An extension that was granted: from which date to which, and on which day."""

    old_due: date
    new_due: date
    on: date


def extended_to(deadline: date | None, agreed: Sequence[Agreed], calendar: Calendar) -> date | None:
    """The date after all extensions: the one that counts, or a later one that was agreed too late to count."""
    if any(not is_in_time(each.old_due, each.on, calendar) for each in agreed):
        return agreed[-1].new_due
    return deadline


# --- which date was kept -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """Whether the result came by the original and by the extended date; None where that is not known."""

    by_original: bool | None
    by_extended: bool | None


def kept(original: date | None, extended: date | None, submitted_on: date | None, calendar: Calendar) -> Kept:
    """Judge the first day on which the result was handed in by both dates; both verdicts are kept and shown."""

    def by(day: date | None) -> bool | None:
        if day is None or submitted_on is None:
            return None
        return not calendar.is_past(day, submitted_on)

    return Kept(by(original), by(extended))
