"""Two clocks of a task, receiving and finishing, in working days and hours. Pure.

Both run from the moment at which the work was first given and never restart when it moves: they belong to the
task, not to its holder. Days of a pause do not count, wherever they lie. The day of the event is not counted
(Civil Code 2015, Art. 147.2).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.tasks.date_rules import PausedDays
from app.tasks.flag_grounds import NOT_RECEIVED_DAYS
from app.working_hours import WorkingHours


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant with the day in Vietnam on which it lies."""

    at: datetime
    day: date


@dataclass(frozen=True, slots=True)
class Standing:
    """A pause as days, and as the instants at which its first day begins and its last day ends."""

    days: PausedDays
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """What a clock shows. ``stopped``: the moment that ended it, None while it runs.

    ``left`` is negative where the limit is exceeded, None where there is no limit or the clock has stopped.
    """

    began: Moment
    stopped: Moment | None
    days: int
    minutes: int
    paused_days: int
    left: int | None
    limit: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether more days ran than the limit allows."""
        return self.limit is not None and self.days > self.limit


def receiving_clock(
    given: Moment, received: Moment | None, now: Moment, pauses: Iterable[Standing], hours: WorkingHours
) -> Clock:
    """From the first giving to the first receipt; two working days are its limit, as the flag has it."""
    stands = tuple(pauses)
    end = received or now
    days, minutes, paused = _ran(given, end, stands, hours)
    left = None if received else NOT_RECEIVED_DAYS - days
    return Clock(given, received, days, minutes, paused, left, NOT_RECEIVED_DAYS)


def finishing_clock(
    given: Moment,
    submitted: Moment | None,
    due: date | None,
    now: Moment,
    pauses: Iterable[Standing],
    hours: WorkingHours,
) -> Clock:
    """From the first giving to the latest submission that was not returned; it ends with the date to keep."""
    stands = tuple(pauses)
    days, minutes, paused = _ran(given, submitted or now, stands, hours)
    left = None if submitted or due is None else _left(due, now.day, stands, hours)
    return Clock(given, submitted, days, minutes, paused, left)


def _left(due: date, today: date, stands: tuple[Standing, ...], hours: WorkingHours) -> int:
    """Running working days after today to the end of the date; below zero by as many as it is late."""
    calendar = hours.calendar
    effective = calendar.effective_day(due)
    if today > effective:
        return -calendar.working_days_late(due, today)
    ahead = PausedDays(today, effective)
    still = sum(
        each.days.within(ahead.first, ahead.last).working_days(calendar)
        - each.days.within(today, today).working_days(calendar)
        for each in stands
    )
    return max(0, calendar.between(today, effective) - still)


def _ran(
    start: Moment, end: Moment, stands: tuple[Standing, ...], hours: WorkingHours
) -> tuple[int, int, int]:
    """Working days and minutes from start to end without those that stood, and how many days stood."""
    calendar = hours.calendar
    whole = max(0, calendar.between(start.day, end.day))
    stood = sum(
        each.days.within(start.day, end.day).working_days(calendar)
        - each.days.within(start.day, start.day).working_days(calendar)
        for each in stands
    )
    minutes = hours.minutes_between(start.at, end.at)
    for each in stands:
        begins, ends = max(each.begins, start.at), min(each.ends, end.at)
        if begins < ends:
            minutes -= hours.minutes_between(begins, ends)
    return max(0, whole - stood), max(0, minutes), stood
