"""Questions about ủy quyền: who stands in for whom on a day."""

from collections.abc import Iterable
from datetime import date

from app.db import fetch

_IN_FORCE = "d.from_date <= {} AND d.to_date >= {} AND d.revoked_at IS NULL"


async def deputies_on(givers: Iterable[int], day: date) -> dict[int, int]:
    """For each of these officers who has one on ``day``, the officer that stands in by delegation."""
    wanted = sorted(set(givers))
    if not wanted:
        return {}
    marks = ", ".join("{}" for _ in wanted)
    rows = await fetch(
        f"SELECT d.giver, d.deputy FROM delegation d WHERE {_IN_FORCE} AND d.giver IN ({marks}) ORDER BY d.id",
        day,
        day,
        *wanted,
    )
    return {row["giver"]: row["deputy"] for row in rows}
