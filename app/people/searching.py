"""Search among people and units of the viewer's scope, and among one's own saved filters."""

from datetime import date

from app.db import fetch
from app.matching import (
    ESCAPE,
    MOST_CANDIDATES,
    NOTHING,
    Candidate,
    Found,
    Hit,
    Narrow,
    Typed,
    best,
    contains,
    every_word,
    every_word_loosely,
)
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.text import Text

_READS = (P.TASK_READ, P.PEOPLE_MANAGE)


def _scope(viewer: Viewer, narrow: Narrow) -> tuple[str, list[object]] | None:
    """A condition on a unit's path: the viewer's units, within the chosen one; None where there is none."""
    paths = sorted({path for permission in _READS for path in viewer.paths(permission)})
    if not paths:
        return None
    sql = "(" + " OR ".join("u.path LIKE {}" for _ in paths) + ")"
    args: list[object] = [path + "%" for path in paths]
    if narrow.unit is not None:
        sql += " AND u.path LIKE {}"
        args.append((narrow.unit_path or "?") + "%")
    return sql, args


def _manages(viewer: Viewer, path: str) -> bool:
    return viewer.covers(P.PEOPLE_MANAGE, path)


async def people_found(viewer: Viewer, typed: Typed, narrow: Narrow, today: date) -> Found:
    """People of the viewer's units by name or staff code: to their work, for administrators to their page."""
    scope = _scope(viewer, narrow)
    if scope is None:
        return NOTHING
    words, args = every_word(typed, "(o.search_key || ' ' || LOWER(o.staff_code))")
    rows = await fetch(
        "SELECT o.id, o.full_name, o.staff_code, o.active, p.title, u.name AS unit_name, u.path FROM officer o"
        " JOIN posting p ON p.officer = o.id AND p.from_date <= {} AND (p.to_date IS NULL OR p.to_date >= {})"
        f" JOIN unit u ON u.id = p.unit WHERE {words} AND {scope[0]}"
        f" ORDER BY o.sort_key, o.staff_code LIMIT {MOST_CANDIDATES}",
        today,
        today,
        *args,
        *scope[1],
    )
    return best(
        typed,
        [
            Candidate(
                Hit(
                    row["full_name"],
                    f"/admin/people/{row['id']}"
                    if _manages(viewer, row["path"])
                    else f"/tasks?owner={row['id']}",
                    row["staff_code"],
                    (row["title"], row["unit_name"]),
                ),
                open=bool(row["active"]),
            )
            for row in rows
        ],
        narrow,
    )


async def units_found(viewer: Viewer, typed: Typed, narrow: Narrow) -> Found:
    """The viewer's units by any of their names or their code."""
    scope = _scope(viewer, narrow)
    if scope is None:
        return NOTHING
    named, args = every_word(typed, "(u.search_key || ' ' || LOWER(u.code))")
    other = " AND ".join(f"n.search_key LIKE {{}}{ESCAPE}" for _ in typed.words) or "1 = 0"
    rows = await fetch(
        "SELECT u.id, u.name, u.code, u.path, (SELECT MIN(n.name) FROM unit_alias n WHERE n.unit = u.id"
        f" AND {other}) AS other_name FROM unit u WHERE u.outside = false AND {scope[0]} AND ({named} OR EXISTS"
        f" (SELECT 1 FROM unit_alias n WHERE n.unit = u.id AND {other})) ORDER BY u.sort_key, u.id"
        f" LIMIT {MOST_CANDIDATES}",
        *map(contains, typed.words),
        *scope[1],
        *args,
        *map(contains, typed.words),
    )
    return best(
        typed,
        [
            Candidate(
                Hit(
                    row["name"],
                    f"/admin/units/{row['id']}"
                    if _manages(viewer, row["path"])
                    else f"/tasks?unit={row['id']}",
                    row["code"],
                    (row["other_name"] or "",),
                ),
                more=row["other_name"] or "",
            )
            for row in rows
        ],
        narrow,
    )


async def filters_found(viewer: Viewer, typed: Typed, narrow: Narrow) -> Found:
    """The viewer's own saved filters by name."""
    words, args = every_word_loosely(typed, "s.name")
    rows = await fetch(
        f"SELECT s.name, s.path, s.query FROM saved_filter s WHERE s.officer = {{}} AND {words}"
        " ORDER BY s.path, s.id",
        viewer.officer_id,
        *args,
    )
    kind = Text("bộ lọc đã lưu", "saved filter")
    return best(
        typed,
        [Candidate(Hit(row["name"], f"{row['path']}?{row['query']}", meta=(kind,))) for row in rows],
        narrow,
    )
