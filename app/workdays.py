"""The working calendar: holidays, swapped Saturdays, the office's own days, and counting by the Civil Code.

The public holidays come from the package ``holidays`` (Labour Code 2019, Art. 112). On top lie the
corrections that it lacks and, above all, the exceptions that the office records. A later entry for a
day replaces an earlier one. Counting is by whole days: hours never matter here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate

from holidays import country_holidays

from app.formats import format_date
from app.text import Text


class DayKind(StrEnum):
    """What an exception makes of its day."""

    OFF = "off"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class CalendarException:
    """One day that is not what the public calendar says; ``basis`` is the document or reason."""

    day: date
    kind: DayKind
    basis: str
    name: Text | None = None  # how pages call the day; the basis where there is no other name


# What the package lacks. The swap is known from the press (rest from 1 to 4 January 2026); the number
# of the document was not found, so none is given.
CORRECTIONS = (
    CalendarException(
        date(2026, 1, 2),
        DayKind.OFF,
        "Chính phủ đồng ý hoán đổi ngày làm việc dịp Tết Dương lịch 2026: nghỉ 02/01, làm bù 10/01",
        Text("Nghỉ hoán đổi dịp Tết Dương lịch", "Day off swapped for the New Year"),
    ),
    CalendarException(
        date(2026, 1, 10),
        DayKind.WORK,
        "Chính phủ đồng ý hoán đổi ngày làm việc dịp Tết Dương lịch 2026: nghỉ 02/01, làm bù 10/01",
        Text("Làm bù cho ngày 02/01/2026", "Worked for 2 January 2026"),
    ),
)

LAST_ANNOUNCED_YEAR = 2026  # Tết and National Day of later years are computed, not announced yet

_AMERICAN_DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
_ONE_DAY = timedelta(days=1)
_WEEKEND = {
    5: Text("Thứ Bảy", "Saturday"),
    6: Text("Chủ nhật", "Sunday"),
}


@dataclass(frozen=True, slots=True)
class _PublicYear:
    """What the package says of one year."""

    names: dict[date, Text]
    worked_weekends: frozenset[date]


@lru_cache(maxsize=256)
def _public_year(year: int) -> _PublicYear:
    # A day off may be paid back by a Saturday of the neighbouring year, so three years are read.
    years = range(max(year - 1, 1), min(year + 1, 9998) + 1)
    vietnamese = country_holidays("VN", years=years, language="vi", expand=False)
    english = country_holidays("VN", years=years, language="en_US", expand=False)
    names = {
        day: Text(name, _in_english(english.get(day, name)))
        for day, name in vietnamese.items()
        if day.year == year
    }
    return _PublicYear(names, frozenset(day for day in vietnamese.weekend_workdays if day.year == year))


def _in_english(name: str) -> str:
    """The package writes the swapped Saturday in American order; the pages write 22 August 2026."""
    return _AMERICAN_DATE.sub(
        lambda found: format_date(date(int(found[3]), int(found[1]), int(found[2])), "en"), name
    )


class _Year:
    """One year made ready for counting: its working days, and how many there are up to each day."""

    __slots__ = ("first", "upto", "working")

    def __init__(self, year: int, exceptions: dict[date, CalendarException]) -> None:
        public = _public_year(year)
        first = date(year, 1, 1)
        days = [first + _ONE_DAY * n for n in range((date(year, 12, 31) - first).days + 1)]
        flags = [_is_working(day, public, exceptions.get(day)) for day in days]
        self.first = first.toordinal()
        self.working = tuple(day for day, works in zip(days, flags, strict=True) if works)
        self.upto = tuple(accumulate(map(int, flags)))  # including the day itself


def _is_working(day: date, public: _PublicYear, exception: CalendarException | None) -> bool:
    if exception:
        return exception.kind is DayKind.WORK
    if day in public.worked_weekends:
        return True
    return day.weekday() < 5 and day not in public.names


class Calendar:
    """The working days of one office. Years are worked out when first asked for and then kept."""

    __slots__ = ("_announced_through", "_exceptions", "_years")

    def __init__(
        self,
        exceptions: Iterable[CalendarException] = (),
        *,
        announced_through: int = LAST_ANNOUNCED_YEAR,
    ) -> None:
        self._exceptions = {entry.day: entry for entry in (*CORRECTIONS, *exceptions)}
        self._announced_through = announced_through
        self._years: dict[int, _Year] = {}

    def _year(self, year: int) -> _Year:
        found = self._years.get(year)
        if found is None:
            found = self._years[year] = _Year(year, self._exceptions)
        return found

    def _worked_upto(self, day: date) -> int:
        """Working days from 1 January of the day's year to the day itself."""
        year = self._year(day.year)
        return year.upto[day.toordinal() - year.first]

    def is_working(self, day: date) -> bool:
        """Whether the office works on ``day``: swapped Saturdays are working days."""
        year = self._year(day.year)
        place = day.toordinal() - year.first
        return year.upto[place] > (year.upto[place - 1] if place else 0)

    def working_days_in(self, year: int) -> int:
        """How many working days ``year`` has."""
        return self._year(year).upto[-1]

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; below zero when ``end`` is earlier.

        The day of the event is not counted (Civil Code 2015, Art. 147.2).
        """
        if end < start:
            return -self.between(end, start)
        whole_years = sum(self.working_days_in(year) for year in range(start.year, end.year))
        return whole_years + self._worked_upto(end) - self._worked_upto(start)

    def add(self, day: date, count: int) -> date:
        """The day that is ``count`` working days after ``day``, which itself is not counted (Art. 147.2).

        Zero gives ``day`` itself; a count below zero goes back to the working days before it.
        """
        if count == 0:
            return day
        year = day.year
        if count > 0:
            place = self._worked_upto(day) + count
        else:
            place = self._worked_upto(day) - self.is_working(day) + 1 + count
        while place > self.working_days_in(year):
            place -= self.working_days_in(year)
            year += 1
        while place < 1:
            year -= 1
            place += self.working_days_in(year)
        return self._year(year).working[place - 1]

    def next_working(self, day: date) -> date:
        """``day`` itself where it is worked, else the next working day."""
        return day if self.is_working(day) else self.add(day, 1)

    def effective_day(self, deadline: date) -> date:
        """The day at whose end the deadline runs out.

        A last day that is a day off runs to the end of the next working day (Civil Code 2015, Art. 148.5).
        """
        return self.next_working(deadline)

    def is_past(self, deadline: date, today: date) -> bool:
        """Whether the deadline has run out: from the day after its effective day."""
        return today > self.effective_day(deadline)

    def working_days_late(self, due: date, today: date) -> int:
        """Working days after the effective day of ``due`` up to and including ``today``; never below zero.

        It is 0 on days off that follow the deadline at once, although the work is late by then:
        ``is_past`` answers that.
        """
        return max(0, self.between(self.effective_day(due), today))

    def working_days_left(self, due: date, today: date) -> int:
        """Working days after ``today`` up to the effective day of ``due``: 0 on that day, never below zero."""
        return max(0, self.between(today, self.effective_day(due)))

    def holiday_name(self, day: date) -> Text | None:
        """The holiday or swapped day off that ``day`` is; None for working days and plain weekends."""
        exception = self._exceptions.get(day)
        if exception is None:
            return None if self.is_working(day) else _public_year(day.year).names.get(day)
        if exception.kind is DayKind.WORK:
            return None
        return exception.name or Text(exception.basis, exception.basis)

    def why_off(self, day: date) -> Text | None:
        """Why nobody works on ``day``: the holiday, else the weekend day; None for a working day."""
        if self.is_working(day):
            return None
        return self.holiday_name(day) or _WEEKEND[day.weekday()]

    def provisional(self, year: int) -> bool:
        """Whether the holidays of ``year`` are computed only: the Prime Minister has not announced them."""
        return year > self._announced_through
