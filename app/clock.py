"""The only module that reads the system clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

_offset = timedelta(0)


def set_clock(moment: datetime | None) -> None:
    """Let the clock stand at ``moment`` now and run on from there; ``None`` gives real time back.

    For demonstrations and tests only; production refuses the setting. A moment without a zone is
    local time in Vietnam.
    """
    global _offset
    if moment is None:
        _offset = timedelta(0)
        return
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
    _offset = aware.astimezone(UTC) - real_now()


def is_set() -> bool:
    """Whether the clock was moved away from real time."""
    return _offset != timedelta(0)


def real_now() -> datetime:
    """The true instant (UTC), for the life of tokens only."""
    return datetime.now(UTC)


def now() -> datetime:
    """The product's instant (UTC, aware), whole microseconds."""
    return real_now() + _offset


def today() -> date:
    """The product's day in Vietnam."""
    return local_day(now())


def local_day(instant: datetime) -> date:
    """The day in Vietnam on which ``instant`` falls."""
    return instant.astimezone(ZONE).date()


def local(instant: datetime) -> datetime:
    """``instant`` as wall time in Vietnam."""
    return instant.astimezone(ZONE)


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The UTC instant of a wall time in Vietnam."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE).astimezone(UTC)
