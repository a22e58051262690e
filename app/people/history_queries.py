"""Lịch sử as a page: who did what, found by kind, person, days and record."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app import clock
from app.db import Row, fetch, fetch_one
from app.history import ON_BEHALF, givers_of
from app.matching import somewhere
from app.people.admin_queries import PAGE
from app.people.history_words import words_of_kind
from app.people.permissions import Permission as P
from app.people.viewer import Viewer

# Which record a person means by a code, where its page is, and who opens such pages.
SUBJECTS = {
    "task": ("SELECT id FROM task WHERE code = {}", "/tasks/{}", P.TASK_READ),
    "incident": ("SELECT id FROM incident WHERE code = {}", "/incidents/{}", P.INCIDENT_READ),
    "officer": ("SELECT id FROM officer WHERE staff_code = {}", "/admin/people/{}", P.PEOPLE_MANAGE),
    "delegation": ("SELECT id FROM delegation WHERE document = {}", "/delegations/{}", P.HISTORY_READ),
    "recurrence": ("SELECT id FROM recurrence WHERE title = {}", "/recurrences/{}", P.TASK_READ),
    "unit": ("SELECT id FROM unit WHERE code = {}", "/admin/units/{}", P.PEOPLE_MANAGE),
}


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What the history is narrowed to."""

    kind: str = ""
    person: str = ""  # name without marks or staff code of the actor
    first: date | None = None
    last: date | None = None
    subject: str = ""  # code of a task, incident, officer or unit


async def _where(asked: HistoryFilter) -> tuple[str, list[Any]]:
    parts: list[str] = []
    args: list[Any] = []
    if asked.kind:
        parts.append("h.kind = {}")
        args.append(asked.kind)
    if asked.person:
        named, words = somewhere(asked.person, folded=["search_key"], codes=["staff_code"])
        parts.append(f"h.actor IN (SELECT id FROM officer WHERE {named})")
        args += words
    if asked.first:
        parts.append("h.at >= {}")
        args.append(clock.at(asked.first).isoformat())
    if asked.last:
        parts.append("h.at < {}")
        args.append(clock.at(asked.last + timedelta(days=1)).isoformat())
    if asked.subject:
        found = await _records(asked.subject)
        alternatives = ["(h.subject_type = {} AND h.subject_id = {})" for _ in found]
        parts.append("(" + " OR ".join(alternatives) + ")" if found else "1 = 0")
        args += [piece for record in found for piece in record]
    return (" WHERE " + " AND ".join(parts) if parts else ""), args


async def _records(code: str) -> list[tuple[str, int]]:
    """The records that carry the code: a unit and an officer may share one."""
    found = []
    for subject, (question, _, _) in SUBJECTS.items():
        row = await fetch_one(question, code.strip().upper())
        if row:
            found.append((subject, int(row["id"])))
    return found


async def count_acts(asked: HistoryFilter) -> int:
    """How many acts the filters leave."""
    where, args = await _where(asked)
    row = await fetch_one("SELECT COUNT(*) AS n FROM history h" + where, *args)
    return int(row["n"]) if row else 0


async def acts(viewer: Viewer, asked: HistoryFilter, page: int) -> list[Row]:
    """One page of acts, newest first, readable, with links to the pages that the viewer opens."""
    where, args = await _where(asked)
    rows = await fetch(
        "SELECT h.seq, h.at, h.kind, h.subject_type, h.subject_id, h.facts, h.hash, o.full_name AS actor_name,"
        " o.staff_code AS actor_code FROM history h LEFT JOIN officer o ON o.id = h.actor"
        + where
        + " ORDER BY h.seq DESC LIMIT {} OFFSET {}",
        *args,
        PAGE,
        (page - 1) * PAGE,
    )
    facts = [json.loads(row["facts"]) for row in rows]
    givers = await givers_of(facts)
    for row, told in zip(rows, facts, strict=True):
        row["giver_name"] = givers.get(told.pop(ON_BEHALF, None))
        row["at"] = datetime.fromisoformat(row["at"])
        row["words"] = words_of_kind(row["kind"])
        row["facts"] = _lines(told)
        known = SUBJECTS.get(row["subject_type"])
        row["href"] = known[1].format(row["subject_id"]) if known and viewer.can(known[2]) else None
    return rows


def _lines(facts: dict[str, Any]) -> list[str]:
    """Facts as they were written, one a line; nothing is left out."""
    return [
        f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in facts.items()
        if value not in (None, "")
    ]
