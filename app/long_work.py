"""Long work beside the pages: it runs in the background and the page shows how far it is.

The work itself is one transaction, so its steps cannot be told through the database while it runs: they
are kept in memory, and the row says whether it runs, finished or failed.
"""

import asyncio
import contextvars
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import clock
from app.db import fetch, fetch_one, write
from app.errors import DomainError
from app.people.tables import LongWork
from app.text import Text

log = logging.getLogger("xuyen_suot")

LONGEST = timedelta(minutes=10)  # after which another process's work is given up for dead

BROKEN = Text(
    "Tiến trình đã dừng giữa chừng; chưa có gì được lưu. Vui lòng thực hiện lại.",
    "The process stopped half way; nothing was saved. Please try again.",
)

Progress = Callable[[int, int], None]

_steps: dict[int, tuple[int, int]] = {}
_running: set[asyncio.Task[None]] = set()


@dataclass(frozen=True, slots=True)
class Running:
    """The latest work of one place: ``state`` is running, finished or failed."""

    id: int
    state: str
    done: int
    total: int
    words: str

    @property
    def percent(self) -> int:
        """How much is done, 0 to 100."""
        return 100 * self.done // self.total if self.total else 0


async def open_work(*, kind: str, officer: int, total: int, location: str, now: datetime) -> int:
    """Note that work begins; ``location`` is the page that shows it."""
    work = LongWork(kind=kind, officer=officer, total=total, location=location, started_at=now)
    async with write():
        await work.save()
    return int(work.id)


def start(work: int, total: int, run: Callable[[Progress], Awaitable[object]]) -> None:
    """Run the work in the background, outside of any transaction of the caller.

    ``run`` marks the row as finished in its own transaction; a failure marks it as failed.
    """
    _steps[work] = (0, total)

    def told(done: int, of: int) -> None:
        _steps[work] = (done, of)

    async def whole() -> None:
        try:
            await run(told)
        except DomainError as error:
            await _fail(work, error.text.vi)
        except Exception:
            log.exception("long work %d failed", work)
            await _fail(work, BROKEN.vi)
        finally:
            _steps.pop(work, None)

    task = asyncio.get_running_loop().create_task(whole(), context=contextvars.Context())
    _running.add(task)
    task.add_done_callback(_running.discard)


async def all_ended() -> None:
    """Wait until nothing runs in this process."""
    while _running:
        await asyncio.gather(*_running, return_exceptions=True)


async def latest(kind: str, location: str, *, alone: bool, now: datetime) -> Running | None:
    """The latest work of that kind and place. ``alone``: only this process runs work.

    Work that nobody runs any more is marked as failed.
    """
    row = await fetch_one(
        "SELECT id, state, done, total, words, started_at FROM long_work"
        " WHERE kind = {} AND location = {} ORDER BY id DESC LIMIT 1",
        kind,
        location,
    )
    if row is None:
        return None
    steps = _steps.get(row["id"])
    if row["state"] == "running" and steps is None and (alone or row["started_at"] < now - LONGEST):
        await _fail(row["id"], BROKEN.vi)
        return await latest(kind, location, alone=alone, now=now)
    done, total = steps or (row["done"], row["total"])
    return Running(row["id"], row["state"], done, total, row["words"])


async def _fail(work: int, words: str) -> None:
    async with write():
        await fetch(
            "UPDATE long_work SET state = 'failed', words = {}, finished_at = {}"
            " WHERE id = {} AND state = 'running'",
            words,
            clock.now(),
            work,
        )
