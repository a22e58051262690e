"""What the asking person is to each of these tasks: for one page's acts, or a whole list's.

The same few statements whatever the number of tasks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.clock import local_day
from app.db import Row, fetch
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks.in_place import Period, Times, falls_to_deputy
from app.tasks.move_sql import given_back, offered
from app.tasks.rules import ActFacts, InPlace, State


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
    above = _above_head(row, around)
    waits, works = around.waiting[row["id"]], by.can(P.OWN_WORK)
    lies_before: dict[str, Any] = {
        "hand_back_waits": waits["hand_back_at"] is not None,
        "offer_waits": waits["offered_to"] is not None,
        "offer_returned": bool(waits["returned"]),
        "lead_change_waits": bool(waits["lead_change"]),
        "paused": bool(waits["paused"]),
        "extension_waits": waits["extension_at"] is not None,
    }
    return ActFacts(
        state=State(row["state"]),
        is_author=row["created_by"] == by.officer_id,
        may_draft=by.covers(P.TASK_DRAFT, path),
        may_assign=may_assign,
        is_owner=is_owner and works,
        is_above=may_assign and not is_owner and (above is None or by.covers(P.TASK_ASSIGN, above)),
        is_taker=waits["offered_to"] == by.officer_id and works,
        is_lead=row["lead"] == by.officer_id and works,
        **lies_before,
        in_place=_in_place(row, by, above, waits, lies_before),
    )


def _above_head(row: Mapping[str, Any], around: _Around) -> str | None:
    """The path of the unit above where the work is its head's own and decided on there; else None.

    The root has no unit above: there another assigner decides.
    """
    unit = row["unit"]
    if row["owner"] is None or unit is None or around.heads.get(unit) != row["owner"]:
        return None
    return around.above.get(unit)


def _in_place(
    row: Mapping[str, Any], by: Viewer, above: str | None, waits: Row, lies_before: dict[str, Any]
) -> tuple[InPlace, ...]:
    """What the viewer is to the task by delegation: where it falls into the delegated days, or is a draft that
    the viewer wrote to give it.

    Neither the deputy nor the giver decides on work of their own.
    """
    own_draft = row["state"] == State.DRAFT and row["created_by"] == by.officer_id
    path, is_owner = row["unit_path"], row["owner"] == by.officer_id
    found = []
    for each in by.in_place:
        period = each.in_place_of
        reached = path.startswith(each.unit_path) if path else own_draft
        if period is None or row["owner"] == each.for_officer or not reached:
            continue
        days = Period(period.first, period.last, period.with_backlog)
        if not (own_draft and each.gives) and not falls_to_deputy(days, _times(row, waits)):
            continue
        instead = ActFacts(
            state=State(row["state"]),
            may_draft=each.gives,
            may_assign=True,
            is_above=not is_owner and (above is None or above.startswith(each.unit_path)),
            **lies_before,
        )
        found.append(InPlace(period.officer, each.gives, instead))
    return tuple(found)


def _times(row: Mapping[str, Any], waits: Row) -> Times:
    return Times(
        State(row["state"]),
        row["due_on"],
        _day(row["submitted_at"]),
        _day(waits["hand_back_at"]),
        _day(waits["extension_at"]),
        _day(row["unit_given_at"]),
    )


def _day(instant: datetime | str | None) -> date | None:
    """The local day of an instant, which an aggregate answers as text on SQLite."""
    if instant is None:
        return None
    return local_day(datetime.fromisoformat(instant) if isinstance(instant, str) else instant)


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
        "SELECT t.id, (SELECT MIN(h.at) FROM hand_over h WHERE h.task = t.id AND h.kind = 'hand_back'"
        " AND h.decided_at IS NULL) AS hand_back_at,"
        f" (SELECT MAX(h.to_officer) FROM hand_over h WHERE h.task = t.id AND {offered('h')}) AS offered_to,"
        f" EXISTS (SELECT 1 FROM hand_over h WHERE h.task = t.id AND {given_back('h')}) AS returned,"
        " EXISTS (SELECT 1 FROM lead_change c WHERE c.task = t.id AND c.approved IS NULL) AS lead_change,"
        " (SELECT MIN(x.asked_at) FROM extension x WHERE x.task = t.id AND x.granted IS NULL) AS extension_at,"
        " EXISTS (SELECT 1 FROM pause z WHERE z.task = t.id AND z.ended_at IS NULL AND z.to_date >= {}) AS paused"
        " FROM task t WHERE t.id IN",
        tasks,
        today,
    )
    return {row["id"]: row for row in rows}


async def _asked(sql: str, ids: Sequence[int], *args: object) -> list[Row]:
    """The rows of a statement that ends with IN; none where there is nothing to ask for."""
    return await fetch(f"{sql} ({', '.join('{}' for _ in ids)})", *args, *ids) if ids else []
