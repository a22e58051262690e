"""The floor: the same rows read with plain SQL and rendered with the leanest template, behind a bare handler.

What the stack can do at all on this machine, at this moment: every page is printed as a ratio to it.
"""

import os
import sqlite3
from typing import Any

import asyncpg
from jinja2 import Environment
from litestar import Litestar, MediaType, Response, get, post

DATABASE = os.environ.get("BENCH_FLOOR_DB", "")
UNIT = int(os.environ.get("BENCH_FLOOR_UNIT", "0"))
TASK = int(os.environ.get("BENCH_FLOOR_TASK", "0"))
OWNER = int(os.environ.get("BENCH_FLOOR_OWNER", "0"))
TODAY = os.environ.get("BENCH_FLOOR_TODAY", "2026-01-01")

_PAGE = Environment(autoescape=True).from_string(
    "<!doctype html><html lang=vi><title>x</title><table>"
    "{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table></html>"
)

_COLUMNS = (
    "SELECT t.id, t.code, t.title, t.state, t.due_on, u.name, o.full_name, t.percent FROM task t"
    " LEFT JOIN unit u ON u.id = t.unit LEFT JOIN officer o ON o.id = t.owner "
)
_OPEN = "t.state IN ('awaiting_person', 'given', 'in_progress', 'submitted')"
_IN_UNIT = f"WHERE t.unit = {UNIT} AND {_OPEN}"

#: The page's name: the statements that read the same rows.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "list": (
        f"{_COLUMNS}{_IN_UNIT} ORDER BY t.due_on, t.id LIMIT 50",
        f"SELECT COUNT(*) FROM task t {_IN_UNIT}",
    ),
    "owner": (
        f"{_COLUMNS}{_IN_UNIT} ORDER BY o.sort_key, t.due_on, t.id LIMIT 50",
        f"SELECT COUNT(*) FROM task t {_IN_UNIT}",
    ),
    "task": (
        f"{_COLUMNS}WHERE t.id = {TASK}",
        f"SELECT seq, at, kind, facts FROM history WHERE subject_type = 'task' AND subject_id = {TASK} ORDER BY seq DESC",
        f"SELECT officer, given_at, ended_at FROM holding WHERE task = {TASK}",
    ),
    "home": (
        f"{_COLUMNS}WHERE t.unit = {UNIT} AND t.state = 'submitted' ORDER BY t.due_on, t.id LIMIT 20",
        f"{_COLUMNS}WHERE t.unit = {UNIT} AND t.state IN ('given', 'in_progress') AND t.due_on < '{TODAY}'"
        " ORDER BY t.due_on, t.id LIMIT 5",
        f"SELECT t.owner, COUNT(*) FROM task t {_IN_UNIT} GROUP BY t.owner",
    ),
    "late": (
        f"{_COLUMNS}WHERE t.state IN ('awaiting_person', 'given', 'in_progress') AND t.due_on < '{TODAY}'"
        " ORDER BY t.due_on, t.id LIMIT 50",
        f"SELECT COUNT(*) FROM task t WHERE t.state IN ('awaiting_person', 'given', 'in_progress') AND t.due_on < '{TODAY}'",
    ),
    "report": (
        f"SELECT t.due_on, COUNT(*), SUM(CASE WHEN t.lateness_count > 0 THEN 1 ELSE 0 END) FROM task t"
        f" WHERE t.unit = {UNIT} AND t.due_on >= '{TODAY[:8]}01' AND t.due_on <= '{TODAY[:8]}28' GROUP BY t.due_on",
    ),
    "search": (
        f"{_COLUMNS}WHERE t.unit = {UNIT} AND t.search_key LIKE '%cay xanh%' ORDER BY t.id DESC LIMIT 50",
    ),
}

_kept: dict[str, Any] = {}


async def _rows(sql: str) -> list[tuple[Any, ...]]:
    if DATABASE.startswith("sqlite:///"):
        if "sqlite" not in _kept:
            _kept["sqlite"] = sqlite3.connect(DATABASE.removeprefix("sqlite:///"), check_same_thread=False)
        return _kept["sqlite"].execute(sql).fetchall()  # type: ignore[no-any-return]
    if "pool" not in _kept:
        _kept["pool"] = await asyncpg.create_pool(DATABASE, min_size=1, max_size=8)
    return [tuple(row) for row in await _kept["pool"].fetch(sql)]


@get("/floor/{name:str}", media_type=MediaType.HTML)
async def show(name: str) -> Response[str]:
    """The rows of one page in a bare table."""
    rows = [row for sql in QUESTIONS[name] for row in await _rows(sql)]
    return Response(_PAGE.render(rows=rows), media_type=MediaType.HTML)


@post("/floor/assign")
async def assign() -> Response[str]:
    """The bare write beside which assigning is measured: one row in one durable transaction."""
    if DATABASE.startswith("sqlite:///"):
        if "writer" not in _kept:
            writer = sqlite3.connect(
                DATABASE.removeprefix("sqlite:///"), check_same_thread=False, isolation_level=None
            )
            writer.executescript(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000;"
            )
            _kept["writer"] = writer
        writer = _kept["writer"]
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("CREATE TABLE IF NOT EXISTS bench_floor (id INTEGER PRIMARY KEY, words TEXT)")
        writer.execute("INSERT INTO bench_floor (words) VALUES ('x')")
        writer.execute("COMMIT")
    else:
        await _rows("SELECT 1")
        async with _kept["pool"].acquire() as connection, connection.transaction():
            await connection.execute(
                "CREATE TABLE IF NOT EXISTS bench_floor (id SERIAL PRIMARY KEY, words TEXT)"
            )
            await connection.execute("INSERT INTO bench_floor (words) VALUES ('x')")
    return Response("", status_code=303, headers={"Location": "/"})


def create_app() -> Litestar:
    """The floor's own server."""
    return Litestar([show, assign], openapi_config=None, logging_config=None)
