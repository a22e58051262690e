"""What the asking person is to each of these tasks: for one page's acts, or a whole list's.

The same few statements whatever the number of tasks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.db import Row, fetch
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks.move_sql import given_back, offered
from app.tasks.rules import ActFacts, State


@dataclass(frozen=True, slots=True)
class _Around:
    """What lies around the tasks: what waits, heads and units above, posts of authors."""

    waiting: dict[int, Row]
    heads: dict[int, int]
    above: dict[int, str]
    author_paths: dict[int, str]


async def act_facts_of(rows: Sequence[Mapping[str, Any]], by: Viewer, today: date) -> dict[int, ActFacts]:
    """By the task's id what ``rules.refusal`` asks for; rows need their unit's ``unit_path``.

    A draft that names no unit yet, or work of a body outside the tree, belongs to the unit of who wrote it.
    """
    around = await _around(rows, today)
    return {row["id"]: _facts(row, by, around) for row in rows}


def _facts(row: Mapping[str, Any], by: Viewer, around: _Around) -> ActFacts:
    path = row["unit_path"] or around.author_paths.get(row["created_by"])
    may_assign = by.covers(P.TASK_ASSIGN, path)
    is_owner = row["owner"] == by.officer_id
    waits, works = around.waiting[row["id"]], by.can(P.OWN_WORK)
    return ActFacts(
        state=State(row["state"]),
        is_author=row["created_by"] == by.officer_id,
        may_draft=by.covers(P.TASK_DRAFT, path),
        may_assign=may_assign,
        is_owner=is_owner and works,
        is_above=may_assign and not is_owner and _is_above_head(row, by, around),
        is_taker=waits["offered_to"] == by.officer_id and works,
        is_lead=row["lead"] == by.officer_id and works,
        hand_back_waits=bool(waits["hand_back"]),
        offer_waits=waits["offered_to"] is not None,
        offer_returned=bool(waits["returned"]),
        lead_change_waits=bool(waits["lead_change"]),
        paused=bool(waits["paused"]),
        extension_waits=bool(waits["extension"]),
    )


def _is_above_head(row: Mapping[str, Any], by: Viewer, around: _Around) -> bool:
    """A head's own work is decided on in the unit above; the root has none, there another assigner does."""
    unit = row["unit"]
    if row["owner"] is None or unit is None or around.heads.get(unit) != row["owner"]:
        return True
    above = around.above.get(unit)
    return above is None or by.covers(P.TASK_ASSIGN, above)


async def _around(rows: Sequence[Mapping[str, Any]], today: date) -> _Around:
    units = sorted({row["unit"] for row in rows if row["unit"] is not None})
    authors = sorted({row["created_by"] for row in rows if not row["unit_path"]})
    heads = await _asked(
        "SELECT p.unit, o.id, a.path FROM posting p JOIN officer o ON o.id = p.officer JOIN unit u ON u.id = p.unit"
        " LEFT JOIN unit a ON a.id = u.parent WHERE p.rank = 'head' AND o.active = true AND p.from_date <= {}"
        " AND (p.to_date IS NULL OR p.to_date >= {}) AND p.unit IN",
        units,
        today,
        today,
    )
    posts = await _asked(
        "SELECT p.officer, u.path, p.from_date FROM posting p JOIN unit u ON u.id = p.unit"
        " WHERE p.from_date <= {} AND (p.to_date IS NULL OR p.to_date >= {}) AND p.officer IN",
        authors,
        today,
        today,
    )
    return _Around(
        waiting=await _waiting([row["id"] for row in rows], today),
        heads={row["unit"]: row["id"] for row in heads},
        above={row["unit"]: row["path"] for row in heads if row["path"]},
        author_paths={
            row["officer"]: row["path"] for row in sorted(posts, key=lambda post: post["from_date"])
        },
    )


async def _waiting(tasks: Sequence[int], today: date) -> dict[int, Row]:
    """What lies before each task's next act: a hand-back, an offer and to whom, a pause, requests."""
    rows = await _asked(
        "SELECT t.id, EXISTS (SELECT 1 FROM hand_over h WHERE h.task = t.id AND h.kind = 'hand_back'"
        " AND h.decided_at IS NULL) AS hand_back,"
        f" (SELECT MAX(h.to_officer) FROM hand_over h WHERE h.task = t.id AND {offered('h')}) AS offered_to,"
        f" EXISTS (SELECT 1 FROM hand_over h WHERE h.task = t.id AND {given_back('h')}) AS returned,"
        " EXISTS (SELECT 1 FROM lead_change c WHERE c.task = t.id AND c.approved IS NULL) AS lead_change,"
        " EXISTS (SELECT 1 FROM extension x WHERE x.task = t.id AND x.granted IS NULL) AS extension,"
        " EXISTS (SELECT 1 FROM pause z WHERE z.task = t.id AND z.ended_at IS NULL AND z.to_date >= {}) AS paused"
        " FROM task t WHERE t.id IN",
        tasks,
        today,
    )
    return {row["id"]: row for row in rows}


async def _asked(sql: str, ids: Sequence[int], *args: object) -> list[Row]:
    """The rows of a statement that ends with IN; none where there is nothing to ask for."""
    return await fetch(f"{sql} ({', '.join('{}' for _ in ids)})", *args, *ids) if ids else []
