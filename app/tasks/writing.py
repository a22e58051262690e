"""What every act on a task is made of: the version check, the running number, holdings and latenesses.

All of it belongs inside ``write()``.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from piccolo.columns import Column

from app.clock import local_day
from app.db import Row, fetch, fetch_one
from app.errors import Conflict, NotAllowed, Refused
from app.history import in_place_of
from app.people.queries import OfficerRow, office_calendar, post_on
from app.people.viewer import Viewer
from app.tasks import facts
from app.tasks.entry import LONGEST_TEXT, SUMMARY, Faults
from app.tasks.reasons import End, Origin
from app.tasks.rules import Act, is_late, on_behalf, refusal, task_code
from app.tasks.tables import Holding, Lateness, Submission
from app.text import Text, clean


async def begin(act: Act, task: int, by: Viewer, now: datetime, version: int | None) -> Row:
    """The task's row, once it is sure that this person may do this to this version of it.

    Raises ``NotFound`` out of sight, ``Conflict`` for another version, ``NotAllowed`` where it is for
    others, ``Refused`` where the state does not admit it.
    """
    row = await facts.task_row(task, by, local_day(now))
    if version is not None and row["version"] != version:
        raise Conflict
    known = await facts.act_facts(row, by, local_day(now))
    no = refusal(act, known)
    if no is not None:
        raise NotAllowed(no.text) if no.for_others else Refused(no.text)
    in_place_of(on_behalf(act, known), by=by.officer_id, subject=("task", task))
    return row


async def change(row: Mapping[str, Any], **values: Any) -> None:
    """Write the task's columns and raise its version; ``Conflict`` where somebody else was first."""
    columns = ", ".join(f"{name} = {{}}" for name in values)
    written = await fetch(
        f"UPDATE task SET {columns}, version = version + 1 WHERE id = {{}} AND version = {{}} RETURNING id",
        *values.values(),
        row["id"],
        row["version"],
    )
    if not written:
        raise Conflict


def changes(row: Mapping[str, Any], **values: Any) -> dict[str, list[Any]]:
    """From and to of each value that differs, for the history."""
    return {name: [row[name], value] for name, value in values.items() if row[name] != value}


def refuse(faults: Faults) -> None:
    """Raise ``Refused`` naming every field at fault; nothing where there is none."""
    if faults:
        raise Refused(SUMMARY, faults)


def required(name: str, words: str, fault: Text, most: int = LONGEST_TEXT) -> Faults:
    """The field's fault where nothing was written, or too much."""
    return too_long(name, words, most) if clean(words) else {name: fault}


def too_long(name: str, words: str, most: int = LONGEST_TEXT) -> Faults:
    """The field's fault where more was written than is kept."""
    if len(clean(words)) <= most:
        return {}
    return {name: Text(f"Tối đa {most} ký tự.", f"At most {most} characters.")}


async def next_codes(year: int, count: int = 1) -> list[str]:
    """The next ``count`` codes of ``year``: numbered without gaps, because only one writes at a time."""
    last = await fetch_one(
        "SELECT code FROM task WHERE code LIKE {} ORDER BY id DESC LIMIT 1", f"NV-{year}-%"
    )
    first = int(last["code"].rsplit("-", 1)[1]) + 1 if last else 1
    return [task_code(year, number) for number in range(first, first + count)]


# --- holdings ----------------------------------------------------------------------------------


async def open_holding(task: int, officer: int, origin: Origin, now: datetime) -> None:
    """From now on the officer holds the work."""
    await Holding(task=task, officer=officer, origin=origin.value, given_at=now).save()


async def end_holding(task: int, now: datetime, reason: End | None) -> None:
    """End the open holding; without a reason the work was finished."""
    await fetch(
        "UPDATE holding SET ended_at = {}, end_reason = {} WHERE task = {} AND ended_at IS NULL",
        now,
        reason.value if reason else "",
        task,
    )


async def settle_submission(task: int, **values: Any) -> None:
    """Write the decision on the submission that waits for one."""
    open_one = (Submission.task == task) & (Submission.decision == "")
    columns: dict[Column | str, Any] = dict(values.items())
    await Submission.update(columns).where(open_one)


# --- latenesses --------------------------------------------------------------------------------


async def note_lateness(row: Mapping[str, Any], now: datetime) -> int:
    """Keep it when the task's present date has passed; answers how many latenesses the task then has.

    Every act that would hide the fact from the nightly look (a submission, another owner, another date)
    notes it first. It is charged to who held the work at the end of that date.
    """
    count = int(row["lateness_count"])
    calendar = await office_calendar()
    given_on = facts.day_of(row["assigned_at"]) or facts.day_of(row["unit_given_at"])
    due_on: date | None = row["due_on"]
    if not is_late(due_on, local_day(now), calendar, late_on_import=row["late_on_import"], given_on=given_on):
        return count
    if await fetch_one("SELECT id FROM lateness WHERE task = {} AND due_on = {}", row["id"], due_on):
        return count
    assert due_on is not None
    holders = await fetch("SELECT officer, given_at, ended_at FROM holding WHERE task = {}", row["id"])
    officer = holder_at_end_of(calendar.effective_day(due_on), holders)
    await Lateness(task=row["id"], officer=officer, due_on=due_on, noticed_at=now).save()
    return count + 1


def holder_at_end_of(day: date, holders: list[Row]) -> int | None:
    """Who of these held the work when ``day`` ended; None where nobody did."""
    for holder in holders:
        ended_on = facts.day_of(holder["ended_at"])
        if local_day(holder["given_at"]) <= day and (ended_on is None or ended_on > day):
            return int(holder["officer"])
    return None


# --- people ------------------------------------------------------------------------------------


async def person_today(officer: int, today: date) -> OfficerRow | None:
    """The officer with the post of today; None without a post or when no longer active."""
    active = await fetch_one("SELECT active FROM officer WHERE id = {}", officer)
    return await post_on(officer, today) if active and active["active"] else None
