"""Pauses: the assigner lets the clocks of a task stand for some days, with a reason and an end."""

from datetime import date, datetime, timedelta
from typing import Any

from app.clock import local_day
from app.db import Row, fetch, write
from app.errors import Conflict, Refused
from app.history import record
from app.people.office_settings import office_rules
from app.people.queries import office_calendar
from app.people.viewer import Viewer
from app.tasks.date_moves import days_of, open_pause
from app.tasks.date_rules import (
    PASSED,
    UNKNOWN_REASON,
    PausedDays,
    PauseReason,
    moved_back,
    moved_on,
    pause_faults,
)
from app.tasks.following_tables import Pause
from app.tasks.rules import Act
from app.tasks.writing import begin, change, changes, refuse, required
from app.text import Text, clean
from app.workdays import Calendar

_ONE_DAY = timedelta(days=1)


async def pause_task(
    *,
    task: int,
    reason: str,
    words: str,
    from_date: date | None,
    to_date: date | None,
    by: Viewer,
    now: datetime,
    version: int,
) -> int:
    """Let the clocks stand from ``from_date`` (today or later) to ``to_date``; answers the pause's id.

    The date to keep moves by the working days in between; the original date does not. Refused once the date
    has passed, and beyond the working days that the office's rule ``pause_cap_days`` leaves to this task.
    """
    async with write():
        row = await begin(Act.PAUSE, task, by, now, version)
        today, calendar = local_day(now), await office_calendar()
        if calendar.is_past(row["due_on"], today):
            raise Refused(PASSED)
        cap = (await office_rules(today)).whole("pause_cap_days")
        left = max(0, cap - await _used(task, calendar))
        faults = pause_faults(from_date, to_date, row["due_on"], today, left, calendar)
        if reason not in list(PauseReason):
            faults["reason"] = UNKNOWN_REASON
        why = Text("Nêu cụ thể đang chờ ai, chờ việc gì.", "Say for whom or what the work waits.")
        refuse(faults | required("words", words, why))
        assert from_date is not None
        assert to_date is not None
        days = PausedDays(from_date, to_date).working_days(calendar)
        values = _moved(row, moved_on(row["due_on"], days, calendar))
        made = Pause(
            task=task,
            from_date=from_date,
            to_date=to_date,
            reason=reason,
            words=clean(words),
            by=by.officer_id,
            at=now,
            working_days=days,
        )
        await made.save()
        await change(row, **values)
        facts = {
            "pause": made.id,
            "from": from_date,
            "to": to_date,
            "reason": reason,
            "words": clean(words),
            "working_days": days,
            **changes(row, **values),
        }
        await record("task.paused", ("task", task), by=by.officer_id, now=now, facts=facts)
    return int(made.id)


async def resume_task(*, task: int, by: Viewer, now: datetime, version: int) -> None:
    """End the pause early: the clocks run again from today, and the days not used go back."""
    async with write():
        row = await begin(Act.RESUME, task, by, now, version)
        values = await end_pause(row, by, now)
        if not values:
            raise Conflict
        await change(row, **values)


async def end_pause(row: Row, by: Viewer, now: datetime, **more: Any) -> dict[str, Any]:
    """End the pause that stands or is to come, where there is one; answers the task's dates after it.

    Today's day runs already. ``more`` are further facts for the history. Belongs inside ``write()``.
    """
    today = local_day(now)
    pause = await open_pause(row["id"], today)
    if pause is None:
        return {}
    calendar = await office_calendar()
    last = max(today, pause["from_date"]) - _ONE_DAY
    unused = PausedDays(last + _ONE_DAY, pause["to_date"]).working_days(calendar)
    values = _moved(row, moved_back(row["due_on"], unused, today, calendar))
    ended: dict[Any, Any] = {"ended_on": last, "ended_by": by.officer_id, "ended_at": now}
    await Pause.update(ended).where(Pause.id == pause["id"])
    facts = {"pause": pause["id"], "unused_days": unused, **changes(row, **values), **more}
    await record("task.resumed", ("task", row["id"]), by=by.officer_id, now=now, facts=facts)
    return values


def _moved(row: Row, due_on: date) -> dict[str, Any]:
    """The date to keep, and with it the date that counts where that is the same one and not one of rework."""
    same = row["deadline"] == row["due_on"]
    return {"due_on": due_on, "deadline": due_on if same else row["deadline"]}


async def _used(task: int, calendar: Calendar) -> int:
    """Working days for which the task's clocks have stood or will stand."""
    rows = await fetch("SELECT from_date, to_date, ended_on FROM pause WHERE task = {}", task)
    return sum(days_of(row).working_days(calendar) for row in rows)
