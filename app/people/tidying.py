"""Dọn dẹp: what served its purpose and is no record of anybody's act."""

from datetime import date, timedelta

from app import clock
from app.db import fetch, insert_many, write

HOUR, MINUTE = 1, 0
PRESSES_KEPT = timedelta(days=7)  # a form left open over a week is opened anew
DAYS_KEPT = timedelta(days=90)  # runs of daily jobs: longer than missed days are made up
MINUTES_KEPT = timedelta(days=2)  # runs of jobs that run often


async def tidy(day: date) -> str:
    """Everything that is tidied at night; answers in one line."""
    return f"{await forget_presses(day)} {await forget_runs(day)}"


async def forget_presses(day: date) -> str:
    """Forget the one-time keys of forms sent more than a week before ``day``; answers in one line."""
    async with write():
        gone = await fetch("DELETE FROM form_press WHERE at < {} RETURNING key", clock.at(day - PRESSES_KEPT))
    return f"Bỏ {len(gone)} khóa biểu mẫu cũ."


async def forget_runs(day: date) -> str:
    """Forget the claims of slots long past; the last finished slot of each job stays. Answers in one line."""
    async with write():
        rows = await fetch("SELECT key, finished_at FROM job_run ORDER BY key")
        last = {row["key"].partition(":")[0]: row["key"] for row in rows if row["finished_at"] is not None}
        old = [row["key"] for row in rows if _is_old(row["key"], day) and row["key"] not in last.values()]
        await insert_many("DELETE FROM job_run WHERE key = ?", [(key,) for key in old])
    return f"Bỏ {len(old)} lượt chạy cũ."


def _is_old(key: str, day: date) -> bool:
    slot = key.partition(":")[2]
    kept = MINUTES_KEPT if "T" in slot else DAYS_KEPT
    return date.fromisoformat(slot[:10]) < day - kept
