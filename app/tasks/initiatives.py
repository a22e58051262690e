"""Ghi và kết thúc đề xuất được bảo vệ of a task (Decree 73/2023): acts of those who assign the work."""

from datetime import date, datetime
from typing import Any

from piccolo.columns import Column

from app.clock import local_day
from app.db import Row, fetch, fetch_one, write
from app.errors import Conflict, NotFound, Refused
from app.history import record
from app.people.viewer import Viewer
from app.tasks.choosing import NOT_TODAY
from app.tasks.following_tables import Initiative, InitiativeAdviser
from app.tasks.initiative_rules import MOST_ADVISERS, InitiativeEntry, faults_of_initiative, runs
from app.tasks.rules import Act
from app.tasks.writing import begin, person_today, refuse, required
from app.text import Text, clean

ONE_AT_A_TIME = Text(
    "Nhiệm vụ đang có một đề xuất được bảo vệ: kết thúc đề xuất đó trước khi ghi đề xuất khác.",
    "The task already carries a protected initiative: end that one before recording another.",
)


async def record_initiative(
    *, task: int, entry: InitiativeEntry, by: Viewer, now: datetime, version: int
) -> int:
    """Record that the task carries out an approved proposal; answers its id."""
    async with write():
        await begin(Act.PROTECT, task, by, now, version)
        today, entry = local_day(now), entry.cleaned()
        if runs(await fetch("SELECT * FROM initiative WHERE task = {}", task), today):
            raise Refused(ONE_AT_A_TIME)
        if len(entry.advisers) > MOST_ADVISERS:
            raise Refused(
                Text(f"Tối đa {MOST_ADVISERS} người tham mưu.", f"At most {MOST_ADVISERS} advisers.")
            )
        faults = faults_of_initiative(entry, today)
        for field, officer in _people(entry):
            if field not in faults and await person_today(officer, today) is None:
                faults[field] = NOT_TODAY
        refuse(faults)
        made = await _keep(task, entry, by, now)
        facts = {
            "initiative": made.id,
            "words": entry.proposal,
            "document": entry.document,
            "document_date": entry.document_date,
            "approver": entry.approver,
            "from_date": entry.from_date,
            "to_date": entry.to_date,
            "decided_by": entry.decided_by,
            "advisers": [each.officer for each in entry.advisers],
        }
        await record("task.protected", ("task", task), by=by.officer_id, now=now, facts=facts)
    return int(made.id)


def _people(entry: InitiativeEntry) -> list[tuple[str, int]]:
    people = [("decided_by", entry.decided_by)]
    people += [(f"adviser_{place}", each.officer) for place, each in enumerate(entry.advisers, 1)]
    return [(field, officer) for field, officer in people if officer is not None]


async def _keep(task: int, entry: InitiativeEntry, by: Viewer, now: datetime) -> Initiative:
    made = Initiative(
        task=task,
        proposal=entry.proposal,
        document=entry.document,
        document_date=entry.document_date,
        approver=entry.approver,
        from_date=entry.from_date,
        to_date=entry.to_date,
        decided_by=entry.decided_by,
        recorded_by=by.officer_id,
        recorded_at=now,
    )
    await made.save()
    for each in entry.advisers:
        await InitiativeAdviser(initiative=made.id, officer=each.officer, advice=each.words).save()
    return made


async def end_initiative(*, initiative: int, words: str, by: Viewer, now: datetime) -> None:
    """End the protection with a reason; it still covers the days up to this one."""
    found = await fetch_one("SELECT * FROM initiative WHERE id = {}", initiative)
    if found is None:
        raise NotFound
    async with write():
        row = await begin(Act.PROTECT, found["task"], by, now, None)
        if found["ended_on"] is not None:
            raise Conflict
        refuse(required("words", words, Text("Nêu lý do kết thúc.", "Say why it ends.")))
        values: dict[Column | str, Any] = {
            "ended_on": local_day(now),
            "ended_by": by.officer_id,
            "ended_words": clean(words),
        }
        await Initiative.update(values).where(Initiative.id == initiative)
        facts = {"initiative": initiative, "words": clean(words)}
        await record("task.protection_ended", ("task", row["id"]), by=by.officer_id, now=now, facts=facts)


# --- questions ---------------------------------------------------------------------------------


async def initiatives_of(task: int) -> list[Row]:
    """The task's initiatives, the newest first, each with its people: ``advisers`` are (name, advice)."""
    found = await fetch(
        "SELECT i.*, d.full_name AS decided_name, r.full_name AS recorded_name, e.full_name AS ended_name"
        " FROM initiative i JOIN officer d ON d.id = i.decided_by JOIN officer r ON r.id = i.recorded_by"
        " LEFT JOIN officer e ON e.id = i.ended_by WHERE i.task = {} ORDER BY i.id DESC",
        task,
    )
    advisers = await fetch(
        "SELECT a.initiative, a.advice, o.full_name AS name FROM initiative_adviser a"
        " JOIN initiative i ON i.id = a.initiative JOIN officer o ON o.id = a.officer"
        " WHERE i.task = {} ORDER BY a.id",
        task,
    )
    for row in found:
        row["advisers"] = [
            (each["name"], each["advice"]) for each in advisers if each["initiative"] == row["id"]
        ]
    return found


async def initiatives_with(officer: int, first: date, last: date) -> list[Row]:
    """Protected initiatives in force between these days that the officer decides, carries out or advises.

    ``part`` is decides, carries or advises; the officer's weightiest part in each.
    """
    rows = await fetch(
        "SELECT i.id, i.task, i.proposal, i.document, i.document_date, t.code, t.owner, i.decided_by"
        " FROM initiative i JOIN task t ON t.id = i.task WHERE i.from_date <= {} AND i.to_date >= {}"
        " AND (i.ended_on IS NULL OR i.ended_on >= {}) AND t.state <> 'withdrawn'"
        " AND (i.decided_by = {} OR t.owner = {} OR EXISTS (SELECT 1 FROM initiative_adviser a"
        " WHERE a.initiative = i.id AND a.officer = {})) ORDER BY i.id",
        last,
        first,
        first,
        officer,
        officer,
        officer,
    )
    for row in rows:
        row["part"] = (
            "decides" if row["decided_by"] == officer else "carries" if row["owner"] == officer else "advises"
        )
    return rows
