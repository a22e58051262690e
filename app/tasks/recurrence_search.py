"""Search among recurring duties: what is not seen is not found, and not counted either."""

import asyncio
from datetime import date

from app.db import fetch
from app.matching import MOST_CANDIDATES, Candidate, Found, Hit, Narrow, Typed, best, every_word_loosely
from app.people.viewer import Viewer
from app.tasks.recurrence_giving import rule_of
from app.tasks.recurrence_queries import seen_by, standing
from app.tasks.recurrence_words import STANDINGS, rule_words


async def recurrences_found(viewer: Viewer, typed: Typed, narrow: Narrow, today: date) -> Found:
    """Duties by their work, outcome or basis; those that run before those that are over."""
    words, args = every_word_loosely(typed, "(r.title || ' ' || r.product || ' ' || r.basis)")
    seen = seen_by(viewer)
    rows = await fetch(
        "SELECT r.*, u.name AS unit_name, o.full_name AS owner_name FROM recurrence r"
        " JOIN unit u ON u.id = r.unit JOIN officer o ON o.id = r.owner"
        f" WHERE {words} AND ({seen.sql}) ORDER BY r.id DESC LIMIT {MOST_CANDIDATES}",
        *args,
        *seen.args,
    )
    candidates = []
    for row in rows:
        state = standing(row, today)
        hit = Hit(
            row["title"],
            f"/recurrences/{row['id']}",
            meta=(row["owner_name"], row["unit_name"], rule_words(rule_of(row))),
            tags=((STANDINGS[state], "blue" if state == "running" else "grey"),),
        )
        more = f"{row['product']} {row['basis']}"
        candidates.append(Candidate(hit, more=more, open=state == "running"))
    return await asyncio.to_thread(best, typed, candidates, narrow)
