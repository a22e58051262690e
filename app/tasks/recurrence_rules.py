"""On which days a recurring duty falls due, and which of them are to be given now.

The calendar decides what a working day is. A day of the rule that is a day off moves to the working day before
or after it, as the rule says; without such words the Civil Code 2015, Art. 148.5, moves a last day after it.
What each instance is worth in an evaluation is the task's matter (Decree 335/2025, Art. 18), not the rule's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from app.tasks.entry import LONGEST_LINE, Faults
from app.text import Text
from app.workdays import Calendar

MOST_AHEAD = 60  # working days: about a quarter
MOST_YEARS = 10  # how far a rule may reach from its first day
MADE_UP_DAYS = 31  # after a longer stop nobody is helped by older instances, as with the timetable's slots
_ONE_DAY = timedelta(days=1)


class Frequency(StrEnum):
    """How often the duty comes back; quarters and half-years are those of the calendar year."""

    DAILY = "daily"  # every working day
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


class DayRule(StrEnum):
    """Which day of the period it is."""

    WEEKDAY = "weekday"  # 1 Monday to 7 Sunday
    MONTH_DAY = "month_day"  # the last day where the month is shorter
    WORKING_DAY = "working_day"  # the n-th; the last one where the month has fewer
    LAST_WORKING_DAY = "last_working_day"


class Shift(StrEnum):
    """Where a day off moves to."""

    BEFORE = "before"
    AFTER = "after"


MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.HALF_YEARLY: 6, Frequency.YEARLY: 12}
OF_MONTHS = (DayRule.MONTH_DAY, DayRule.WORKING_DAY, DayRule.LAST_WORKING_DAY)
_MOST_NUMBER = {DayRule.WEEKDAY: 7, DayRule.MONTH_DAY: 31, DayRule.WORKING_DAY: 23}


@dataclass(frozen=True, slots=True)
class Rule:
    """When the duty falls due, and how many working days before it is given."""

    frequency: str
    day_rule: str
    day_number: int
    month: int  # the month within the quarter, half-year or year
    shift: str
    ahead_days: int
    from_date: date | None
    to_date: date | None = None

    def settled(self) -> "Rule":
        """The rule with what its frequency leaves no choice about; faults are judged on this."""
        if self.frequency == Frequency.DAILY:
            return replace(
                self, day_rule=DayRule.WORKING_DAY.value, day_number=1, month=1, shift=Shift.AFTER.value
            )
        if self.frequency == Frequency.WEEKLY:
            return replace(self, day_rule=DayRule.WEEKDAY.value, month=1)
        month = 1 if self.frequency == Frequency.MONTHLY else self.month
        if self.day_rule == DayRule.LAST_WORKING_DAY:
            return replace(self, day_number=1, month=month, shift=Shift.AFTER.value)
        if self.day_rule == DayRule.WORKING_DAY:
            return replace(self, month=month, shift=Shift.AFTER.value)
        return replace(self, month=month)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date: the ``day`` of the rule, and the working day on which the instance is due."""

    day: date
    due: date


# --- dates -------------------------------------------------------------------------------------


def period_of(frequency: str, day: date) -> int:
    """The running number of the day, week, month, quarter, half-year or year in which ``day`` lies."""
    if frequency == Frequency.DAILY:
        return day.toordinal()
    if frequency == Frequency.WEEKLY:
        return (day.toordinal() - 1) // 7  # day 1 of the calendar was a Monday
    return (day.year * 12 + day.month - 1) // MONTHS[Frequency(frequency)]


def _start_of(frequency: str, period: int) -> date:
    if frequency == Frequency.DAILY:
        return date.fromordinal(period)
    if frequency == Frequency.WEEKLY:
        return date.fromordinal(period * 7 + 1)
    return _first_of_month(period * MONTHS[Frequency(frequency)])


def _first_of_month(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)


def _day_in(rule: Rule, period: int, calendar: Calendar) -> date | None:
    """The day of the rule in that period; None where the period has no working day that could be it."""
    start = _start_of(rule.frequency, period)
    if rule.frequency == Frequency.DAILY:
        return start if calendar.is_working(start) else None
    if rule.frequency == Frequency.WEEKLY:
        return start + _ONE_DAY * (rule.day_number - 1)
    months = start.year * 12 + start.month - 1 + rule.month - 1
    first, last = _first_of_month(months), _first_of_month(months + 1) - _ONE_DAY
    if rule.day_rule == DayRule.MONTH_DAY:
        return first.replace(day=min(rule.day_number, last.day))
    last_working = last if calendar.is_working(last) else calendar.add(last, -1)
    if last_working < first:
        return None
    if rule.day_rule == DayRule.LAST_WORKING_DAY:
        return last_working
    return min(calendar.add(first - _ONE_DAY, rule.day_number), last_working)


def _moved(day: date, shift: str, calendar: Calendar) -> date:
    if calendar.is_working(day):
        return day
    return calendar.add(day, -1 if shift == Shift.BEFORE else 1)


def occurrences(rule: Rule, calendar: Calendar, first: date, last: date) -> Iterator[Occurrence]:
    """The dates of the rule that are due from ``first`` to ``last`` and within the rule's own days, in order.

    Two days of the rule that a long holiday moves to one working day are one date.
    """
    assert rule.from_date is not None
    first = max(first, rule.from_date)
    last = min(last, rule.to_date) if rule.to_date else last
    if last < first:
        return
    # A day off lies between two working days: what moves into the span lies at most that far outside it.
    begin = period_of(rule.frequency, calendar.add(first, -1)) - 1
    end = period_of(rule.frequency, calendar.add(last, 1))
    before: date | None = None
    for period in range(begin, end + 1):
        day = _day_in(rule, period, calendar)
        if day is None:
            continue
        due = _moved(day, rule.shift, calendar)
        if first <= due <= last and due != before:
            yield Occurrence(day, due)
        before = due


def to_give(
    rule: Rule, calendar: Calendar, *, today: date, since: date, last_given: date | None
) -> list[Occurrence]:
    """What has to be given by ``today``: due within ``ahead_days`` working days, not given yet.

    ``since``: the day from which the rule holds in its present words; nothing due before it is made up.
    ``last_given``: the day of the rule that was given last; its period and those before it are settled, also
    where the calendar changed afterwards.
    """
    first = max(since, today - timedelta(days=MADE_UP_DAYS))
    last = calendar.add(today, rule.ahead_days)
    return _after(rule, occurrences(rule, calendar, first, last), last_given)


def upcoming(
    rule: Rule, calendar: Calendar, start: date, count: int, last_given: date | None = None
) -> list[Occurrence]:
    """The next ``count`` dates due from ``start`` on that are not given yet."""
    assert rule.from_date is not None
    start = max(start, rule.from_date)
    found: list[Occurrence] = []
    for year in range(start.year, start.year + count + 2):
        span = (max(start, date(year, 1, 1)), date(year, 12, 31))
        found += _after(rule, occurrences(rule, calendar, *span), last_given)
        if len(found) >= count:
            break
    return found[:count]


def _after(rule: Rule, found: Iterator[Occurrence], last_given: date | None) -> list[Occurrence]:
    if last_given is None:
        return list(found)
    settled = period_of(rule.frequency, last_given)
    return [each for each in found if period_of(rule.frequency, each.day) > settled]


# --- what stands against a rule ----------------------------------------------------------------


def faults_of_rule(rule: Rule, calendar: Calendar, today: date, *, begins: bool) -> Faults:
    """Everything that stands against the rule, by field. ``begins``: it is new, so it starts today or later."""
    rule, faults = rule.settled(), Faults()
    if rule.frequency not in list(Frequency):
        faults["frequency"] = Text("Chọn chu kỳ.", "Choose how often.")
    else:
        faults |= _faults_of_day(rule)
    if not 0 <= rule.ahead_days <= MOST_AHEAD:
        faults["ahead_days"] = Text(
            f"Nhập số ngày làm việc từ 0 đến {MOST_AHEAD}.", f"Enter 0 to {MOST_AHEAD} working days."
        )
    faults |= _faults_of_span(rule, today, begins=begins)
    if not faults and not upcoming(rule, calendar, max(today, rule.from_date or today), 1):
        faults["to_date"] = Text(
            "Từ nay đến ngày kết thúc không có lượt nào: chọn ngày muộn hơn.",
            "No date falls between today and the last day: choose a later one.",
        )
    return faults


def _faults_of_day(rule: Rule) -> Faults:
    faults: Faults = {}
    allowed = OF_MONTHS if Frequency(rule.frequency) in MONTHS else (*OF_MONTHS, DayRule.WEEKDAY)
    if rule.day_rule not in allowed:
        faults["day_rule"] = Text("Chọn cách tính ngày trong tháng.", "Choose which day of the month.")
    most = _MOST_NUMBER.get(DayRule(rule.day_rule), 1) if "day_rule" not in faults else 31
    if not 1 <= rule.day_number <= most:
        faults["day_number"] = (
            Text("Chọn thứ trong tuần.", "Choose a day of the week.")
            if rule.frequency == Frequency.WEEKLY
            else Text(f"Nhập số từ 1 đến {most}.", f"Enter a number from 1 to {most}.")
        )
    months = MONTHS.get(Frequency(rule.frequency), 1)
    if not 1 <= rule.month <= months:
        faults["month"] = Text(
            f"Nhập tháng thứ mấy trong kỳ, từ 1 đến {months}.",
            f"Enter which month of the period, 1 to {months}.",
        )
    if rule.shift not in list(Shift):
        faults["shift"] = Text("Chọn ngày làm việc trước hay sau.", "Choose the working day before or after.")
    return faults


def _faults_of_span(rule: Rule, today: date, *, begins: bool) -> Faults:
    if rule.from_date is None:
        return {"from_date": Text("Nhập ngày bắt đầu.", "Enter the first day.")}
    if begins and rule.from_date < today:
        return {
            "from_date": Text(
                "Ngày bắt đầu không được trước hôm nay.", "The first day may not be before today."
            )
        }
    if rule.from_date.year > today.year + MOST_YEARS:
        return {"from_date": Text("Ngày bắt đầu quá xa.", "The first day is too far away.")}
    if rule.to_date is not None and rule.to_date < rule.from_date:
        return {
            "to_date": Text(
                "Ngày kết thúc không được trước ngày bắt đầu.", "The last day may not be before the first."
            )
        }
    if rule.to_date is not None and rule.to_date.year > rule.from_date.year + MOST_YEARS:
        return {
            "to_date": Text(
                f"Ngày kết thúc xa nhất là {MOST_YEARS} năm sau; để trống nếu không có ngày kết thúc.",
                f"The last day is at most {MOST_YEARS} years away; leave it empty where there is none.",
            )
        }
    return {}


# --- what becomes of one date ------------------------------------------------------------------


class WhyUnit(StrEnum):
    """Why an instance goes to the unit, whose head names a person, and not to the person of the rule."""

    OWNER_GONE = "owner_gone"  # no longer at work in the unit
    LEAD_GONE = "lead_gone"
    PASSED = "passed"  # its date passed while nothing ran: the head sets another beside it


def why_to_unit(due: date, today: date, *, owner_there: bool, lead_there: bool) -> WhyUnit | None:
    """Whether the instance can be given to the rule's owner; nobody is given a date that has passed."""
    if not owner_there:
        return WhyUnit.OWNER_GONE
    if not lead_there:
        return WhyUnit.LEAD_GONE
    return WhyUnit.PASSED if due < today else None


def faults_of_reason(words: str) -> Faults:
    """A rule is changed or stopped with a reason."""
    if not words:
        return {"words": Text("Nêu lý do.", "Give the reason.")}
    if len(words) > LONGEST_LINE:
        return {"words": Text(f"Tối đa {LONGEST_LINE} ký tự.", f"At most {LONGEST_LINE} characters.")}
    return {}
