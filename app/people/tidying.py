"""Dọn dẹp: what served its purpose and is no record of anybody's act."""

from datetime import date, timedelta

from app import clock
from app.db import fetch, write

HOUR, MINUTE = 1, 0
PRESSES_KEPT = timedelta(days=7)  # a form left open over a week is opened anew


async def forget_presses(day: date) -> str:
    """Forget the one-time keys of forms sent more than a week before ``day``; answers in one line."""
    async with write():
        gone = await fetch("DELETE FROM form_press WHERE at < {} RETURNING key", clock.at(day - PRESSES_KEPT))
    return f"Bỏ {len(gone)} khóa biểu mẫu cũ."
