"""Marking notices as read: one by opening it, all by a button. What is read is a mark of its reader, no act."""

from datetime import datetime

from app.db import Row, fetch, write
from app.people.viewer import Viewer


async def mark_read(*, row: Row, by: Viewer, now: datetime) -> None:
    """The notice was opened: on the page, or from the mail that told the same."""
    async with write():
        await fetch(
            "UPDATE notice SET read_at = {} WHERE officer = {} AND event = {} AND channel = 'page'"
            " AND read_at IS NULL",
            now,
            by.officer_id,
            row["event"],
        )


async def mark_all_read(*, by: Viewer, now: datetime) -> None:
    """Everything that the viewer had been told up to now."""
    async with write():
        await fetch(
            "UPDATE notice SET read_at = {} WHERE officer = {} AND channel = 'page' AND read_at IS NULL AND at <= {}",
            now,
            by.officer_id,
            now,
        )
