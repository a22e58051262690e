"""The secret address of a personal calendar: made, shown once, kept as a hash, revoked."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from app.db import Row, fetch, fetch_one, write
from app.history import record
from app.people.viewer import Viewer

TOKEN_BYTES = 32  # 256 bits
READ_AGAIN = timedelta(hours=1)  # how exactly the last reading is kept
WITHDRAWN_DAYS = timedelta(days=30)  # how long withdrawn work is told as cancelled
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def hash_of(token: str) -> str:
    """What is kept of a token: of 256 random bits a plain hash suffices."""
    return hashlib.sha256(token.encode()).hexdigest()


async def own_feed(viewer: Viewer) -> Row | None:
    """The viewer's living address: when it was made and last read; the address itself is not known any more."""
    return await fetch_one(
        "SELECT id, created_at, last_read_at FROM calendar_feed WHERE officer = {} AND revoked_at IS NULL"
        " ORDER BY id DESC LIMIT 1",
        viewer.officer_id,
    )


async def make_feed(*, by: Viewer, now: datetime) -> str:
    """A new secret address, in place of the one before; answers the token, which is nowhere else."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    async with write():
        await _revoke(by, now)
        await fetch(
            "INSERT INTO calendar_feed (officer, token_hash, created_at) VALUES ({}, {}, {})",
            by.officer_id,
            hash_of(token),
            now,
        )
        await record("calendar_feed.made", ("officer", by.officer_id), by=by.officer_id, now=now)
    return token


async def revoke_feed(*, by: Viewer, now: datetime) -> None:
    """From now on the address answers as one that never was."""
    async with write():
        if await _revoke(by, now):
            await record("calendar_feed.revoked", ("officer", by.officer_id), by=by.officer_id, now=now)


async def _revoke(by: Viewer, now: datetime) -> bool:
    ended = await fetch(
        "UPDATE calendar_feed SET revoked_at = {} WHERE officer = {} AND revoked_at IS NULL RETURNING id",
        now,
        by.officer_id,
    )
    return bool(ended)


async def reader_of(token: str, now: datetime) -> int | None:
    """Whose calendar the token opens; None for any other text, a revoked token and a closed account alike."""
    feed = await fetch_one(
        "SELECT f.id, f.officer, f.last_read_at FROM calendar_feed f JOIN officer o ON o.id = f.officer"
        " JOIN account a ON a.officer = o.id WHERE f.token_hash = {} AND f.revoked_at IS NULL"
        " AND o.active = true AND a.disabled_at IS NULL",
        hash_of(token) if _TOKEN.fullmatch(token) else "",
    )
    if feed is None:
        return None
    if feed["last_read_at"] is None or feed["last_read_at"] <= now - READ_AGAIN:
        async with write():
            await fetch("UPDATE calendar_feed SET last_read_at = {} WHERE id = {}", now, feed["id"])
    return int(feed["officer"])


async def calendar_work(officer: int, now: datetime) -> list[Row]:
    """The officer's own open work with a date, and what was withdrawn lately: code, date, version, withdrawn."""
    return await fetch(
        "SELECT code, due_on, version, state = 'withdrawn' AS withdrawn FROM task WHERE owner = {}"
        " AND due_on IS NOT NULL AND (state IN ('given', 'in_progress') OR (state = 'withdrawn'"
        " AND assigned_at IS NOT NULL AND withdrawn_at > {})) ORDER BY due_on, code",
        officer,
        now - WITHDRAWN_DAYS,
    )
