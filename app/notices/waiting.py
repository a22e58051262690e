"""The rows of the outbox that wait to be sent: taken by one sender, marked when sent, tried again when not.

A taken row is leased: where its sender dies before it is marked, another takes it after the lease and sends the
same message, under the same Message-ID, again. Nothing is ever sent that no row asked for.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.db import Row, fetch, write
from app.notices.rules import LEASE, MOST_TRIES, STALE, next_try

MOST_PEOPLE = 50  # whose rows are taken at a time
LONGEST_FAILURE = 300
_DUE = (
    "sent_at IS NULL AND channel = {} AND send_from <= {} AND send_from > {} AND tries < {}"
    " AND (next_try_at IS NULL OR next_try_at <= {})"
)


async def take(channel: str, now: datetime, *, lease: timedelta = LEASE) -> list[Row]:
    """Take what is due on this channel for some people, all of each person's together, in the order of the acts."""
    due = (channel, now, now - STALE, MOST_TRIES, now)
    async with write():
        rows = await fetch(
            "UPDATE notice SET tries = tries + 1, next_try_at = {} WHERE "
            f"{_DUE} AND officer IN (SELECT officer FROM notice WHERE {_DUE} GROUP BY officer"
            " ORDER BY MIN(send_from), officer LIMIT {}) RETURNING id, event, officer, channel, kind,"
            " subject_type, subject_id, at, send_from, tries",
            now + lease,
            *due,
            *due,
            MOST_PEOPLE,
        )
    return sorted(rows, key=lambda row: (row["officer"], row["event"], row["id"]))


async def mark_sent(rows: Sequence[Row], now: datetime) -> None:
    """These went out."""
    async with write():
        await fetch(
            f"UPDATE notice SET sent_at = {{}}, failure = '' WHERE id IN ({_marks(rows)})", now, *_ids(rows)
        )


async def mark_failed(rows: Sequence[Row], why: str, now: datetime) -> None:
    """These did not go out: tried again later, each time after a longer wait."""
    again = next_try(now, min(row["tries"] for row in rows))
    async with write():
        await fetch(
            f"UPDATE notice SET failure = {{}}, next_try_at = {{}} WHERE id IN ({_marks(rows)})",
            why[:LONGEST_FAILURE],
            again,
            *_ids(rows),
        )


async def give_up(rows: Sequence[Row], why: str) -> None:
    """These can never go out: they are not tried again; the page has them."""
    async with write():
        await fetch(
            f"UPDATE notice SET failure = {{}}, tries = {{}} WHERE id IN ({_marks(rows)})",
            why[:LONGEST_FAILURE],
            MOST_TRIES,
            *_ids(rows),
        )


async def forget_stale(now: datetime) -> None:
    """Drop messages that nobody tried to send while they were news; the page keeps what they would have said."""
    stale = (now - STALE,)
    sql = "FROM notice WHERE sent_at IS NULL AND channel <> 'page' AND tries = 0 AND send_from <= {}"
    if await fetch(f"SELECT 1 AS found {sql} LIMIT 1", *stale):
        async with write():
            await fetch(f"DELETE {sql}", *stale)


async def read_already(rows: Sequence[Row]) -> set[int]:
    """Which of these rows tell what their person has read or handled in the meantime."""
    found = await fetch(
        "SELECT d.id FROM notice d JOIN notice p ON p.event = d.event AND p.officer = d.officer"
        f" AND p.channel = 'page' WHERE d.id IN ({_marks(rows)}) AND p.read_at IS NOT NULL",
        *_ids(rows),
    )
    return {row["id"] for row in found}


def _marks(rows: Sequence[Row]) -> str:
    return ", ".join("{}" for _ in rows)


def _ids(rows: Sequence[Row]) -> list[int]:
    return [row["id"] for row in rows]
