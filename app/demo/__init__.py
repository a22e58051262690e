"""Dữ liệu minh họa: an invented ward, its people and a year of their work.

The cast is both what the demonstration starts with and the world of the tests. Every name, unit and
document here is made up; none stands for a real person or office.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

PLANTED = "demo.planted"  # the history's row that says so
MONTHS = 12


async def plant(
    *,
    today: date,
    report: Callable[[int, int, str], None] | None = None,
    months_back: int = MONTHS,
    files: Path | None = None,
) -> None:
    """Fill an empty database with the cast and ``months_back`` months of its work, ending before ``today``.

    The same ``today`` gives the same work. All of it is one transaction: an interrupted planting leaves the
    database empty. ``report(done, total, words)`` hears of every day; ``files`` is where evidence is kept,
    None for a demonstration without files.
    """
    from app.demo.year import plant_year  # the cast alone needs none of the domains

    await plant_year(today=today, report=report, months_back=months_back, files=files)


async def is_demo() -> bool:
    """Whether this database holds the demonstration."""
    from app.db import fetch_one

    return await fetch_one("SELECT seq FROM history WHERE kind = {} LIMIT 1", PLANTED) is not None
