"""Search among incidents that the viewer may know of: what everybody sees who sees the incident at all.

Source, recorder, statement and conclusion are hidden from some of those, so nobody finds anything by them.
"""

import asyncio

from app.db import Row, fetch
from app.formats import format_date
from app.incidents.queries import in_sight
from app.incidents.rules import STATE_TONES, STATES, State
from app.matching import MOST_CANDIDATES, Candidate, Found, Hit, Narrow, Typed, best, every_word_loosely
from app.people.viewer import Viewer
from app.text import Text

_WORDS = "(i.code || ' ' || o.full_name || ' ' || o.staff_code || ' ' || i.place || ' ' || i.facts || ' ' || i.rule_code)"


async def incidents_found(viewer: Viewer, typed: Typed, narrow: Narrow) -> Found:
    """Incidents by code, person named, rule, place or facts; open ones first, newest first."""
    sight, sight_args = in_sight(viewer)
    words, args = every_word_loosely(typed, _WORDS)
    unit, unit_args = ("", ()) if narrow.unit is None else (" AND u.path LIKE {}", (_below(narrow),))
    rows = await fetch(
        "SELECT i.id, i.code, i.state, i.rule_code, i.happened_on, i.place, i.facts, o.full_name AS name,"
        " o.staff_code, u.name AS unit_name FROM incident i JOIN officer o ON o.id = i.officer"
        f" JOIN unit u ON u.id = i.unit WHERE {sight} AND {words}{unit}"
        f" ORDER BY i.recorded_at DESC, i.id DESC LIMIT {MOST_CANDIDATES}",
        *sight_args,
        *args,
        *unit_args,
    )
    return await asyncio.to_thread(best, typed, list(map(_candidate, rows)), narrow)


def _below(narrow: Narrow) -> str:
    return (narrow.unit_path or "?") + "%"


def _candidate(row: Row) -> Candidate:
    state = State(row["state"])
    day = row["happened_on"]
    return Candidate(
        Hit(
            f"{row['name']} ({row['staff_code']}), {row['rule_code']}",
            f"/incidents/{row['id']}",
            row["code"],
            (row["unit_name"], row["place"], Text(format_date(day), format_date(day, "en"))),
            ((STATES[state], STATE_TONES[state]),),
        ),
        more=f"{row['place']} {row['facts']}",
        open=state is State.RECORDED,
    )
