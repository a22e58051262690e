"""A month by weeks: dates kept, dates missed, work handed back. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from app.evaluation.months import Month
from app.formats import format_number
from app.text import Locale, Text

SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Week:
    """A calendar week (Monday to Sunday) as far as it lies in the month, with what happened in it."""

    first: date
    last: date
    on_time: int = 0
    late: int = 0
    bounced: int = 0

    @property
    def label(self) -> str:
        """02–08/11"""
        return f"{self.first:%d}–{self.last:%d/%m}"


Days = Mapping[date, int]


def weeks_of(month: Month, on_time: Days, late: Days, bounced: Days) -> tuple[Week, ...]:
    """The weeks of the month with the sums of the days in each."""
    weeks = []
    first = month.first
    while first <= month.last:
        last = min(first + timedelta(days=SUNDAY - first.weekday()), month.last)
        weeks.append(
            Week(
                first,
                last,
                _within(on_time, first, last),
                _within(late, first, last),
                _within(bounced, first, last),
            )
        )
        first = last + timedelta(days=1)
    return tuple(weeks)


def _within(days: Days, first: date, last: date) -> int:
    return sum(number for day, number in days.items() if first <= day <= last)


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a month."""

    on_time: int
    late: int
    bounced: int

    @property
    def due(self) -> int:
        """How many dates had to be kept and are decided: kept or missed."""
        return self.on_time + self.late

    @property
    def empty(self) -> bool:
        return not (self.on_time or self.late or self.bounced)


def totals(weeks: tuple[Week, ...]) -> Totals:
    """The month's sums."""
    return Totals(
        sum(week.on_time for week in weeks),
        sum(week.late for week in weeks),
        sum(week.bounced for week in weeks),
    )


def conclusion(now: Totals, before: Totals) -> Text:
    """The month in one sentence, compared with the month before."""
    if not now.due:
        return Text(
            f"Chưa có hạn nào phải giữ trong tháng; {now.bounced} lần chuyển trả, chuyển giao.",
            f"No date had to be kept in the month; work was handed back or on {now.bounced} times.",
        )
    share = Text(_percent(now, "vi"), _percent(now, "en"))
    change = _change(now, before)
    return Text(
        f"Đúng hạn {share.vi} ({now.on_time} trên {now.due} hạn){change.vi};"
        f" {now.late} lần chậm, {now.bounced} lần chuyển trả, chuyển giao.",
        f"On time {share.en} ({now.on_time} of {now.due} dates){change.en};"
        f" {now.late} missed, handed back or on {now.bounced} times.",
    )


def _share(of: Totals) -> Fraction:
    return Fraction(100 * of.on_time, of.due)


def _percent(of: Totals, locale: Locale) -> str:
    return f"{format_number(_share(of), 1, locale)} %"


def _change(now: Totals, before: Totals) -> Text:
    """How far from the month before, in points of percent; nothing where that has no figure."""
    if not before.due:
        return Text("", "")
    moved = _share(now) - _share(before)
    points = Text(format_number(abs(moved), 1), format_number(abs(moved), 1, "en"))
    if moved == 0:
        return Text(", bằng tháng trước", ", as in the month before")
    if moved > 0:
        return Text(
            f", cao hơn tháng trước {points.vi} điểm %", f", {points.en} points above the month before"
        )
    return Text(f", thấp hơn tháng trước {points.vi} điểm %", f", {points.en} points below the month before")
