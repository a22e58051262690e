"""Extensions: the owner asks for another date, the assigner decides; or the assigner sets one at once.

The original date never changes. What was late stays late: a lateness is noted before anything moves.
"""

from datetime import date, datetime
from typing import Any

from app.clock import local_day
from app.db import Row, fetch, fetch_one, write
from app.errors import Conflict, NotFound, Refused
from app.history import record
from app.people.office_settings import office_rules
from app.people.queries import office_calendar
from app.people.viewer import Viewer
from app.tasks.date_moves import open_extension
from app.tasks.date_rules import (
    UNKNOWN_REASON,
    ExtensionReason,
    dates_after,
    is_in_time,
    new_date_fault,
    request_fault,
)
from app.tasks.entry import Faults
from app.tasks.following_tables import Extension
from app.tasks.rules import Act
from app.tasks.writing import begin, change, changes, note_lateness, refuse, required, too_long
from app.text import Text, clean

WHY = Text("Nêu lý do cụ thể.", "Give the reason in words.")


async def ask_extension(
    *,
    task: int,
    asked_due: date | None,
    reason: str,
    words: str,
    by: Viewer,
    now: datetime,
    version: int,
) -> int:
    """The owner asks for a later date; answers the request's id. Until it is decided the present date holds.

    Refused where the office's rules ``extension_most`` and ``extension_after_deadline`` say so. Asked when the
    date had passed, its lateness is noted first and stays.
    """
    async with write():
        row = await begin(Act.ASK_EXTENSION, task, by, now, version)
        number, after = await _next_number(row, asked_due, reason, words, now)
        latenesses = await note_lateness(row, now)
        made = Extension(
            task=task,
            number=number,
            old_due=row["due_on"],
            asked_due=asked_due,
            reason=reason,
            words=clean(words),
            asked_by=by.officer_id,
            asked_at=now,
            after_deadline=after,
        )
        await made.save()
        await change(row, lateness_count=latenesses)
        facts = {
            "extension": made.id,
            "number": number,
            "asked": [row["due_on"], asked_due],
            "reason": reason,
            "words": clean(words),
            "after_deadline": after,
        }
        await record("task.extension_asked", ("task", task), by=by.officer_id, now=now, facts=facts)
    return int(made.id)


async def decide_extension(
    *,
    extension: int,
    granted: bool,
    new_due: date | None = None,
    words: str = "",
    by: Viewer,
    now: datetime,
    version: int,
) -> None:
    """Grant the date that was asked for or ``new_due``, or refuse. Words are required for all but a plain yes.

    Agreed when the date had passed, also where it was asked before, it undoes no lateness and moves only the
    date to keep, never the one that counts.
    """
    async with write():
        request = await fetch_one("SELECT * FROM extension WHERE id = {}", extension)
        if request is None:
            raise NotFound
        row = await begin(Act.DECIDE_EXTENSION, request["task"], by, now, version)
        if request["granted"] is not None:
            raise Conflict
        new = (new_due or request["asked_due"]) if granted else None
        refuse(_faults_of_decision(request, row, new, words, local_day(now)))
        await _close(request["id"], granted=granted, new_due=new, words=words, by=by.officer_id, now=now)
        latenesses = await note_lateness(row, now)
        moved = await _moved(row, new, now) if new else {}
        await change(row, lateness_count=latenesses, **moved)
        facts = {
            "extension": extension,
            "granted": granted,
            "in_time": is_in_time(request["old_due"], local_day(now), await office_calendar()),
            "asked_by": request["asked_by"],
            "words": clean(words),
            **_dates(row, moved),
        }
        kind, subject = "task.extension_decided", ("task", row["id"])
        await record(kind, subject, by=by.officer_id, now=now, facts=facts)


async def extend_deadline(
    *,
    task: int,
    new_due: date | None,
    reason: str,
    words: str,
    by: Viewer,
    now: datetime,
    version: int,
) -> int:
    """The assigner sets a later date without a request: both in one; answers the extension's id."""
    async with write():
        row = await begin(Act.EXTEND, task, by, now, version)
        number, after = await _next_number(row, new_due, reason, words, now, field="new_due")
        assert new_due is not None
        latenesses = await note_lateness(row, now)
        made = Extension(
            task=task,
            number=number,
            old_due=row["due_on"],
            asked_due=new_due,
            reason=reason,
            words=clean(words),
            asked_by=by.officer_id,
            asked_at=now,
            after_deadline=after,
            granted=True,
            new_due=new_due,
            decided_by=by.officer_id,
            decided_at=now,
        )
        await made.save()
        moved = await _moved(row, new_due, now)
        await change(row, lateness_count=latenesses, **moved)
        facts = {
            "extension": made.id,
            "number": number,
            "reason": reason,
            "words": clean(words),
            "in_time": not after,
            **_dates(row, moved),
        }
        await record("task.extended", ("task", task), by=by.officer_id, now=now, facts=facts)
    return int(made.id)


async def withdraw_request(row: Row, by: Viewer, now: datetime) -> None:
    """A submission takes back a request that waits: the work is done. Belongs inside ``write()``."""
    waiting = await open_extension(row["id"])
    if waiting is None:
        return
    words = "Kết quả đã được nộp trước khi đề nghị được quyết định."
    await _close(waiting["id"], granted=False, new_due=None, words=words, by=None, now=now)
    facts = {"extension": waiting["id"], "by_submitting": True}
    subject = ("task", row["id"])
    await record("task.extension_withdrawn", subject, by=by.officer_id, now=now, facts=facts)


# --- parts -------------------------------------------------------------------------------------


async def _next_number(
    row: Row, new: date | None, reason: str, words: str, now: datetime, *, field: str = "asked_due"
) -> tuple[int, bool]:
    """The how-manieth extension it is and whether the date has passed, once nothing stands against it."""
    today, calendar = local_day(now), await office_calendar()
    rules = await office_rules(today)
    counted = await fetch(
        "SELECT COUNT(*) AS n, SUM(CASE WHEN decided_at IS NOT NULL AND decided_by IS NULL THEN 1 ELSE 0 END)"
        " AS withdrawn FROM extension WHERE task = {}",
        row["id"],
    )
    number, withdrawn = int(counted[0]["n"]), int(counted[0]["withdrawn"] or 0)
    after = calendar.is_past(row["due_on"], today)
    never = request_fault(
        number - withdrawn, rules.whole("extension_most"), after, rules.yes("extension_after_deadline")
    )
    if never:
        raise Refused(never)
    faults = required("words", words, WHY)
    wrong = new_date_fault(new, row["due_on"], today)
    if wrong:
        faults[field] = wrong
    if reason not in list(ExtensionReason):
        faults["reason"] = UNKNOWN_REASON
    refuse(faults)
    return number + 1, after


def _faults_of_decision(request: Row, row: Row, new: date | None, words: str, today: date) -> Faults:
    if new is None:
        return required("words", words, Text("Nêu lý do không đồng ý.", "Say why it is refused."))
    faults = too_long("words", words)
    if new != request["asked_due"]:
        why = Text("Nêu lý do cho ngày khác với ngày được xin.", "Say why another date than the asked one.")
        faults |= required("words", words, why)
    wrong = new_date_fault(new, row["due_on"], today)
    if row["due_on"] != request["old_due"]:
        wrong = Text(
            "Hạn đã thay đổi từ khi xin: chọn “Không” cho đề nghị này, rồi gia hạn trực tiếp nếu cần.",
            "The date has changed since the request: refuse it, then set another date where one is needed.",
        )
    if wrong:
        faults["new_due"] = wrong
    return faults


async def _moved(row: Row, new: date, now: datetime) -> dict[str, Any]:
    """The task's columns after an extension to ``new``."""
    calendar = await office_calendar()
    counts = row["deadline"] or row["due_on"]
    deadline, due_on = dates_after(counts, row["due_on"], new, local_day(now), calendar)
    return {"deadline": deadline, "due_on": due_on, "extension_count": row["extension_count"] + 1}


def _dates(row: Row, moved: dict[str, Any]) -> dict[str, Any]:
    """From and to of the dates that moved."""
    return changes(row, **{name: moved[name] for name in ("deadline", "due_on") if name in moved})


async def _close(
    extension: int, *, granted: bool, new_due: date | None, words: str, by: int | None, now: datetime
) -> None:
    decision: dict[Any, Any] = {
        "granted": granted,
        "new_due": new_due,
        "decided_by": by,
        "decided_at": now,
        "decision_words": clean(words),
    }
    await Extension.update(decision).where(Extension.id == extension)
