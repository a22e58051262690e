"""What the asking person is to each of many tasks: ``facts.act_facts`` for a whole page at once.

Four statements whatever the number of tasks; a test holds both to the same answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.db import Row, fetch
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks.lines import marks_for
from app.tasks.rules import ActFacts, State


@dataclass(frozen=True, slots=True)
class _Around:
    """What lies around the tasks: hand-backs that wait, heads and units above, posts of authors."""

    waiting: frozenset[int]
    heads: dict[int, int]
    above: dict[int, str]
    author_paths: dict[int, str]


async def act_facts_of(rows: Sequence[Row], by: Viewer, today: date) -> dict[int, ActFacts]:
    """By the task's id what ``rules.refusal`` asks for; rows need their unit's ``unit_path``."""
    around = await _around(rows, today)
    return {row["id"]: _facts(row, by, around) for row in rows}


def _facts(row: Row, by: Viewer, around: _Around) -> ActFacts:
    path = row["unit_path"] or around.author_paths.get(row["created_by"])
    may_assign = by.covers(P.TASK_ASSIGN, path)
    is_owner = row["owner"] == by.officer_id
    return ActFacts(
        state=State(row["state"]),
        is_author=row["created_by"] == by.officer_id,
        may_draft=by.covers(P.TASK_DRAFT, path),
        may_assign=may_assign,
        is_owner=is_owner and by.can(P.OWN_WORK),
        is_above=may_assign and not is_owner and _is_above_head(row, by, around),
        hand_back_waits=row["id"] in around.waiting,
    )


def _is_above_head(row: Row, by: Viewer, around: _Around) -> bool:
    unit = row["unit"]
    if row["owner"] is None or unit is None or around.heads.get(unit) != row["owner"]:
        return True
    above = around.above.get(unit)
    return above is None or by.covers(P.TASK_ASSIGN, above)


async def _around(rows: Sequence[Row], today: date) -> _Around:
    ids = [row["id"] for row in rows]
    units = sorted({row["unit"] for row in rows if row["unit"] is not None})
    authors = sorted({row["created_by"] for row in rows if not row["unit_path"]})
    waiting = await _asked(
        "SELECT task FROM hand_over WHERE kind = 'hand_back' AND decided_at IS NULL AND task IN", ids
    )
    heads = await _asked(
        "SELECT p.unit, o.id FROM posting p JOIN officer o ON o.id = p.officer WHERE p.rank = 'head'"
        " AND o.active = true AND p.from_date <= {} AND (p.to_date IS NULL OR p.to_date >= {}) AND p.unit IN",
        units,
        today,
        today,
    )
    above = await _asked(
        "SELECT u.id, a.path FROM unit u JOIN unit a ON a.id = u.parent WHERE u.id IN", units
    )
    posts = await _asked(
        "SELECT p.officer, u.path, p.from_date FROM posting p JOIN unit u ON u.id = p.unit"
        " WHERE p.from_date <= {} AND (p.to_date IS NULL OR p.to_date >= {}) AND p.officer IN",
        authors,
        today,
        today,
    )
    return _Around(
        waiting=frozenset(row["task"] for row in waiting),
        heads={row["unit"]: row["id"] for row in heads},
        above={row["id"]: row["path"] for row in above},
        author_paths={
            row["officer"]: row["path"] for row in sorted(posts, key=lambda post: post["from_date"])
        },
    )


async def _asked(sql: str, ids: Sequence[int], *args: object) -> list[Row]:
    """The rows of a statement that ends with IN; none where there is nothing to ask for."""
    return await fetch(f"{sql} ({marks_for(ids)})", *args, *ids) if ids else []
