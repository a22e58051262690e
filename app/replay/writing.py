"""Cases of a log as tasks with their holders, moves, latenesses and history: readable, charged to nobody.

The work belongs to a body outside the tree, and the log's resources become officers without a post, an
account or a sheet (docs/decisions/0025-replayed-logs.md). Everything is written in one transaction, in a few
statements for each batch of cases.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any

from app.canonical import canonical
from app.clock import local_day
from app.db import fetch, fetch_one, write
from app.history import record, record_all
from app.replay.event_log import Case, figures
from app.replay.place import Act, Place, directive_key, insert, prepare
from app.replay.profiles import Profile
from app.replay.reading import Log
from app.tasks.entry import LONGEST_LINE, search_key
from app.tasks.reasons import End, Origin, Reason
from app.tasks.rules import MOST_PERCENT, State
from app.tasks.writing import next_codes

BATCH = 500
LONGEST_KEY = 100
WORDS = "Theo nhật ký, người khác thực hiện bước tiếp theo; nhật ký không ghi lý do."

_TASK = (
    *("code", "state", "title", "search_key", "unit", "owner", "lead", "created_by", "deadline_phrase"),
    *(
        "original_deadline",
        "deadline",
        "due_on",
        "late_on_import",
        "taken_over",
        "directive",
        "directive_row",
    ),
    *("basis", "percent", "hand_over_count", "lateness_count", "created_at", "first_given_at"),
    *("first_received_at", "assigned_at", "received_at", "last_entry_at", "submitted_at", "accepted_at"),
)
_HAND_OVER = (
    *("task", "kind", "from_officer", "to_officer", "from_unit", "to_unit", "reason", "words", "at"),
    *("upheld", "decided_at", "taken_at"),
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made: how many cases are new, and which were known but say something else now."""

    new: int
    known: int
    changed: tuple[str, ...]


async def import_log(
    log: Log,
    profile: Profile,
    *,
    by: int | None,
    now: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Imported:
    """Write the cases that are not there yet; one that is there stays as it was written.

    ``by``: the officer in whose name it is done, who also keeps it in sight; None for an office without people.
    """
    async with write():
        kept = await _kept(profile)
        marks = {case.key: fingerprint(case) for case in log.cases}
        new = [case for case in log.cases if _row_key(case.key) not in kept]
        changed = [
            key for key, mark in marks.items() if _row_key(key) in kept and kept[_row_key(key)] != mark
        ]
        if new:
            place = await prepare(profile, _names(new), by, now)
            codes = await next_codes(local_day(now).year, len(new))
            for start in range(0, len(new), BATCH):
                await _write(new[start : start + BATCH], codes[start : start + BATCH], marks, place, by, now)
                progress(min(start + BATCH, len(new)), len(new))
            facts = {"log": profile.code, **figures(new).named()}
            await record("event_log.imported", ("directive", place.directive), by=by, now=now, facts=facts)
    return Imported(len(new), len(log.cases) - len(new), tuple(changed))


def fingerprint(case: Case) -> str:
    """The same for the same case, in whatever order its rows stand."""
    said = {
        "events": sorted([event.at.isoformat(), event.holder] for event in case.events),
        "start": case.start,
        "deadline": case.deadline,
        "end": case.end,
        "responsible": case.responsible,
    }
    return sha256(canonical(said).encode()).hexdigest()


async def _kept(profile: Profile) -> dict[str, str]:
    """The fingerprint of each case that was imported before, by its key."""
    rows = await fetch(
        "SELECT r.row_key, r.content_hash FROM task_row r JOIN directive d ON d.id = r.directive WHERE d.key = {}",
        directive_key(profile),
    )
    return {row["row_key"]: row["content_hash"] for row in rows}


def _names(cases: Sequence[Case]) -> set[str]:
    held = {stretch.holder for case in cases for stretch in case.stretches}
    return held | {case.responsible for case in cases if case.responsible}


def _row_key(key: str) -> str:
    return key if len(key) <= LONGEST_KEY else sha256(key.encode()).hexdigest()


# --- one batch ---------------------------------------------------------------------------------


async def _write(
    cases: Sequence[Case],
    codes: Sequence[str],
    marks: Mapping[str, str],
    place: Place,
    by: int | None,
    now: datetime,
) -> None:
    """One batch: tasks, then what lies beside them, then their history."""
    newest = await fetch_one("SELECT id FROM task ORDER BY id DESC LIMIT 1")
    await insert("task", _TASK, [_task(case, code, place) for case, code in zip(cases, codes, strict=True)])
    found = await fetch("SELECT id, code FROM task WHERE id > {}", newest["id"] if newest else 0)
    by_code = {row["code"]: row["id"] for row in found}
    written = [(by_code[code], case) for case, code in zip(cases, codes, strict=True)]
    await insert(
        "task_row",
        ("directive", "row_key", "content_hash", "task"),
        [(place.directive, _row_key(case.key), marks[case.key], task) for task, case in written],
    )
    await insert(
        "holding",
        ("task", "officer", "origin", "given_at", "ended_at", "end_reason"),
        [row for task, case in written for row in _holdings(task, case, place)],
    )
    await insert("hand_over", _HAND_OVER, [row for each in written for row in _moves(*each, place)])
    await insert(
        "lateness",
        ("task", "officer", "due_on", "noticed_at"),
        [_lateness(task, case, place) for task, case in written if case.is_late],
    )
    await record_all([act for each in written for act in _acts(*each, place)], by=by, now=now)


def _task(case: Case, code: str, place: Place) -> tuple[Any, ...]:
    """The task's row. Its present holder has it in this record since the import, so that a date which passed
    before counts against nobody (``rules.is_late``); when it came to the holder in truth stands in the holding.
    """
    title = f"Hồ sơ {case.key}"[:LONGEST_LINE]
    deadline = case.deadline.date() if case.deadline else None
    holder = place.officer(case.stretches[-1].holder) if case.stretches else None
    began, last = _utc(case.began_at), _utc(case.events[-1].at)
    end = _utc(case.end) if case.end else None
    return (
        *(code, state_of(case).value, title, search_key(title, "", code, place.profile.code), place.unit),
        *(holder, place.officer(case.responsible) or holder, place.author),
        *(case.deadline.isoformat(" ") if case.deadline else "", deadline, deadline, deadline),
        *(deadline is not None and deadline < local_day(place.now), case.changes > 0),
        *(place.directive, case.key[:40], f"Nhật ký sự kiện “{place.profile.code}”"),
        *(MOST_PERCENT if end else 0, case.changes, int(case.is_late), place.now, began),
        *(_utc(case.events[0].at), place.now if holder else None, place.now if holder else None, last),
        *(end, end),
    )


def state_of(case: Case) -> State:
    """An open case is under way with its holder; without any it waits for one."""
    if case.is_finished:
        return State.DONE
    return State.IN_PROGRESS if case.stretches else State.AWAITING_PERSON


def _holdings(task: int, case: Case, place: Place) -> list[tuple[Any, ...]]:
    """One for each stretch, end to end. The last of a finished case ends with it, or with its last event
    where the log goes on after the end.
    """
    stretches = case.stretches
    rows: list[tuple[Any, ...]] = []
    for number, stretch in enumerate(stretches):
        since = _utc(stretch.since if number else min(case.began_at, stretch.since))
        origin = Origin.TAKEN_OVER if number else Origin.ORDINARY
        until, reason = None, ""
        if number + 1 < len(stretches):
            until, reason = _utc(stretches[number + 1].since), End.MOVED.value
        elif case.end is not None:
            until = max(_utc(case.end), _utc(case.events[-1].at))
        rows.append((task, place.officer(stretch.holder), origin.value, since, until, reason))
    return rows


def _moves(task: int, case: Case, place: Place) -> list[tuple[Any, ...]]:
    rows = []
    for giver, taker in pairwise(case.stretches):
        at = _utc(taker.since)
        people = (place.officer(giver.holder), place.officer(taker.holder))
        rows.append(
            (task, "hand_over", *people, place.unit, place.unit, Reason.OTHER.value, WORDS, at, True, at, at)
        )
    return rows


def _lateness(task: int, case: Case, place: Place) -> tuple[Any, ...]:
    assert case.deadline is not None
    assert case.end is not None
    due_on: date = case.deadline.date()
    return (task, place.officer(case.holder_on(due_on)), due_on, _utc(case.end))


def _acts(task: int, case: Case, place: Place) -> list[Act]:
    """The history: the case began, each move, and its end; each with the log's own instant."""
    subject = ("task", task)
    first = place.officer(case.stretches[0].holder) if case.stretches else None
    began = {
        "log": place.profile.code,
        "case": case.key,
        "owner": [None, first],
        "deadline": case.deadline.date() if case.deadline else None,
        "state": state_of(case).value,
        **_logged(case.began_at),
    }
    acts: list[Act] = [("task.log_imported", subject, began)]
    for giver, taker in pairwise(case.stretches):
        owner = [place.officer(giver.holder), place.officer(taker.holder)]
        acts.append(("task.log_handed_over", subject, {"owner": owner, **_logged(taker.since)}))
    if case.end is not None:
        acts.append(("task.log_finished", subject, {"late": case.is_late, **_logged(case.end)}))
    return acts


def _logged(at: datetime) -> dict[str, Any]:
    return {"logged_on": at.date(), "logged_at": at.isoformat()}


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
