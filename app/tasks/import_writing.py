"""Writing many tasks at once: the same rows and history as one by one, in a few statements."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.clock import local_day
from app.db import fetch, fetch_one, insert_many
from app.history import record_all
from app.tasks.entry import LONGEST_LINE, search_key
from app.tasks.rules import State
from app.tasks.writing import next_codes

BATCH = 500
LONGEST_TT = 40

_COLUMNS = (
    *("code", "state", "title", "product", "search_key", "unit", "assigner", "created_by"),
    *("deadline_phrase", "original_deadline", "deadline", "due_on", "late_on_import"),
    *("directive", "directive_row", "section", "lead_phrase", "coordinating_phrase", "basis", "campaign"),
    *("created_at", "unit_given_at", "first_given_at"),
)
_INSERT = f"INSERT INTO task ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' for _ in _COLUMNS)})"


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task or draft to be written; ``key`` is that of its row in the annex, "" for none."""

    is_task: bool
    title: str
    product: str
    unit: int | None
    deadline: date | None
    key: str = ""
    content_hash: str = ""
    original_deadline: date | None = None  # where it differs from the deadline
    deadline_phrase: str = ""
    late: bool = False
    tt: str = ""
    section: str = ""
    lead_phrase: str = ""
    coordinating_phrase: str = ""
    coordinating: tuple[int, ...] = ()
    row_number: int = 0
    missing: tuple[str, ...] = ()
    extras: tuple[tuple[str, str], ...] = ()
    basis: str = ""


async def write_tasks(
    tasks: Sequence[NewTask],
    *,
    directive: int | None,
    number: str,
    by: int,
    now: datetime,
    upload: int | None = None,
    campaign: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[int]:
    """Write tasks that wait for an owner and drafts, inside the running transaction; answers their ids.

    ``number`` is the directive's, for the search. Each gets its row in the history.
    """
    codes = await next_codes(local_day(now).year, len(tasks)) if tasks else []
    ids: list[int] = []
    newest = await fetch_one("SELECT id FROM task ORDER BY id DESC LIMIT 1")
    last = newest["id"] if newest else 0
    for start in range(0, len(tasks), BATCH):
        some, named = tasks[start : start + BATCH], codes[start : start + BATCH]
        await insert_many(
            _INSERT,
            [
                _values(task, code, number, directive, campaign, by, now)
                for task, code in zip(some, named, strict=True)
            ],
        )
        found = await fetch("SELECT id, code FROM task WHERE id > {}", last)
        by_code = {row["code"]: row["id"] for row in found}
        written = [(by_code[code], task) for task, code in zip(some, named, strict=True)]
        await _write_beside(written, directive)
        await record_all(list(_acts(written, upload, campaign)), by=by, now=now)
        ids += [task_id for task_id, _ in written]
        last = max(ids)
        progress(start + len(some), len(tasks))
    return ids


def _values(
    task: NewTask,
    code: str,
    number: str,
    directive: int | None,
    campaign: int | None,
    by: int,
    now: datetime,
) -> tuple[Any, ...]:
    state = State.AWAITING_PERSON if task.is_task else State.DRAFT
    tt, basis = task.tt[:LONGEST_TT], task.basis[:LONGEST_LINE]
    key = search_key(task.title, task.product, code, number, tt, basis)
    given = now if task.is_task else None
    return (
        *(code, state.value, task.title, task.product, key),
        *(task.unit, by if task.is_task else None, by),
        *(_cut(task.deadline_phrase), task.original_deadline or task.deadline, task.deadline),
        *(task.deadline if task.is_task else None, task.late),
        *(directive, tt, task.section, task.lead_phrase, task.coordinating_phrase),
        *(basis, campaign, now, given, given),
    )


def _cut(phrase: str) -> str:
    """A phrase as long as its column holds; the whole of it stays in the kept file."""
    return phrase if len(phrase) <= LONGEST_LINE else phrase[: LONGEST_LINE - 1] + "…"


async def _write_beside(written: Sequence[tuple[int, NewTask]], directive: int | None) -> None:
    """The rows of the annex they came from, and the units that take part."""
    await insert_many(
        "INSERT INTO task_row (directive, row_key, content_hash, task) VALUES (?, ?, ?, ?)",
        [(directive, task.key, task.content_hash, task_id) for task_id, task in written if task.key],
    )
    await insert_many(
        "INSERT INTO coordination (task, unit, part) VALUES (?, ?, ?)",
        [(task_id, unit, "") for task_id, task in written for unit in task.coordinating],
    )


def _acts(
    written: Sequence[tuple[int, NewTask]], upload: int | None, campaign: int | None
) -> Iterator[tuple[str, tuple[str, int], dict[str, Any]]]:
    for task_id, task in written:
        facts: dict[str, Any] = {"state": "awaiting_person" if task.is_task else "draft", "unit": task.unit}
        facts["deadline"] = task.deadline
        if upload is not None:
            facts |= {"annex": upload, "row": task.row_number, "tt": task.tt, "missing": list(task.missing)}
        if task.extras:
            facts["extras"] = dict(task.extras)
        if campaign is not None:
            facts["campaign"] = campaign
        yield ("task.imported" if upload is not None else "task.given_to_unit", ("task", task_id), facts)
