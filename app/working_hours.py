"""Working time in minutes: the spans of the working day on the days that the calendar works.

A span is wall time in Vietnam. Minutes outside every span, on days off and over lunch do not count
(Labour Code 2019, Art. 105: the hours of a working day; Art. 112: the days that are none).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.clock import at, local
from app.workdays import Calendar

Span = tuple[time, time]

_ONE_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The working time of one office: its calendar and the spans of its working day, in order."""

    calendar: Calendar
    spans: tuple[Span, ...]

    @property
    def minutes_of_day(self) -> int:
        """Minutes of one whole working day."""
        return sum(_minute(last) - _minute(first) for first, last in self.spans)

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes from ``start`` to ``end``; below zero when ``end`` is earlier."""
        if end < start:
            return -self.minutes_between(end, start)
        first, last = local(start).date(), local(end).date()
        if first == last:
            return self._within(first, start, end)
        whole_days = self.calendar.between(first, last - _ONE_DAY)
        morning, evening = self._within(first, start, None), self._within(last, None, end)
        return morning + whole_days * self.minutes_of_day + evening

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """The instant at which ``minutes`` working minutes (zero or more) after ``start`` are over.

        It never lies at the beginning of a span when it could lie at the end of the one before it; zero
        gives ``start`` itself.
        """
        if minutes < 0:
            raise ValueError("working minutes are only added")
        if minutes == 0:
            return start
        if self.minutes_of_day == 0:
            raise ValueError("the working day has no hours")
        day, left = local(start).date(), minutes
        today = self._within(day, start, None)
        if left > today:
            left -= today
            days, rest = divmod(left - 1, self.minutes_of_day)
            day, left = self.calendar.add(day, days + 1), rest + 1
            start = at(day)
        return self._reached(day, start, left)

    def _within(self, day: date, start: datetime | None, end: datetime | None) -> int:
        """Working minutes of ``day`` after ``start`` and before ``end``; the whole day where they are None."""
        if not self.calendar.is_working(day):
            return 0
        found = timedelta()
        for first, last in self.spans:
            begins = at(day, first.hour, first.minute)
            ends = at(day, last.hour, last.minute)
            begins = max(begins, start) if start else begins
            ends = min(ends, end) if end else ends
            found += max(timedelta(), ends - begins)
        return found // _MINUTE

    def _reached(self, day: date, start: datetime, minutes: int) -> datetime:
        """The instant of ``day`` at which ``minutes`` of its working time after ``start`` are over."""
        left = timedelta(minutes=minutes)
        for first, last in self.spans:
            begins = max(at(day, first.hour, first.minute), start)
            length = max(timedelta(), at(day, last.hour, last.minute) - begins)
            if left <= length:
                return begins + left
            left -= length
        raise AssertionError("the day has fewer minutes than were left")


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute
