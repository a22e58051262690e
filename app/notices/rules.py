"""Over which channels somebody is told, when, and how often sending is tried. Facts in, answers out.

One event reaches a person in the page always, and by at most one message beside it: what was pushed at once is
not repeated in the summary.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.workdays import Calendar

PAGE, EMAIL, WEBHOOK, DIGEST = "page", "email", "webhook", "digest"
AT_ONCE = (EMAIL, WEBHOOK, "none")

LEASE = timedelta(minutes=10)  # a taken row is nobody else's so long; after that its sender is taken for dead
WAITS = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 240, 720))
MOST_TRIES = len(WAITS) + 1
STALE = timedelta(days=2)  # what could not be sent so long is no news any more; the page keeps it

_REF = re.compile(r"[A-Za-z0-9_-]{4,100}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose, and whether there is an address to send to; the defaults hold until chosen."""

    at_once: str = EMAIL
    digest: bool = True
    has_email: bool = True
    has_ref: bool = False


def channels(*, at_once: bool, choice: Choice) -> tuple[str, ...]:
    """The channels of one event for one person: the page, and at most one message."""
    if at_once:
        if choice.at_once == EMAIL and choice.has_email:
            return PAGE, EMAIL
        if choice.at_once == WEBHOOK and choice.has_ref:
            return PAGE, WEBHOOK
    return (PAGE, DIGEST) if choice.digest and choice.has_email else (PAGE,)


def digest_day(day: date, now_time: time, at: time, calendar: Calendar) -> date:
    """The working day whose summary carries what happens on ``day`` at ``now_time``."""
    if calendar.is_working(day) and now_time < at:
        return day
    return calendar.add(day, 1)


def next_try(now: datetime, tries: int) -> datetime:
    """When sending is tried again after ``tries`` failures."""
    return now + WAITS[min(tries, len(WAITS)) - 1]


def is_ref(text: str) -> bool:
    """Whether it can be a person's number at a messaging service: letters and digits without marks or spaces."""
    return _REF.fullmatch(text) is not None
