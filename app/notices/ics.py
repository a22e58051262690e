"""The calendar file of a person's own dates: a code and the word "hạn", no titles, no names. Facts in, bytes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

PRODUCT = "-//Xuyen Suot//Han viec//VI"
EVERY = timedelta(hours=1)
BEFORE = timedelta(days=-1)


@dataclass(frozen=True, slots=True)
class DatedWork:
    """One task as the calendar shows it."""

    code: str
    due_on: date
    version: int
    withdrawn: bool


def calendar_file(work: Iterable[DatedWork], *, host: str, now: datetime) -> bytes:
    """An all-day entry for each date: stable UID, SEQUENCE from the task's version, cancelled when withdrawn."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Xuyên Suốt: hạn việc")
    calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for each in work:
        calendar.add_component(_entry(each, host, now))
    return bytes(calendar.to_ical())


def _entry(each: DatedWork, host: str, now: datetime) -> Event:
    words = f"{each.code}: hạn"
    event = Event()
    event.add("uid", f"{each.code.lower()}@{host}")
    event.add("sequence", each.version)
    event.add("dtstamp", now)
    event.add("dtstart", each.due_on)
    event.add("dtend", each.due_on + timedelta(days=1))
    event.add("summary", words)
    event.add("status", "CANCELLED" if each.withdrawn else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if not each.withdrawn:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", words)
        alarm.add("trigger", BEFORE)
        event.add_component(alarm)
    return event
