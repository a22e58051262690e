"""Work that holds the processor, in processes apart from the pages: charts, and workbooks with what they list.

A thread would not do: matplotlib, xlsxwriter and the judging of many rows hold the interpreter's lock, and
every page would wait for it. The processes start when first needed, run at a lower priority than the pages,
and end with the process that asked.
"""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from app import clock
from app.db import bind, engine, make_engine

T = TypeVar("T")

PROCESSES = 2  # so that a chart need not wait for a long workbook
NICENESS = 10


@dataclass(frozen=True, slots=True)
class FileMade:
    """A file to be saved, with its name."""

    body: bytes
    name: str


_pool: ProcessPoolExecutor | None = None


async def computed(work: Callable[..., T], *args: Any, **named: Any) -> T:
    """``work(…)``, a plain function of a module, computed apart."""
    return await _run(partial(work, *args, **named))


async def asked(work: Callable[..., Awaitable[T]], *args: Any) -> T:
    """``await work(…)``, which may ask the same database at the same clock, apart. What it raises is raised here."""
    moment = clock.now() if clock.is_set() else None
    return await _run(partial(_ask, engine().address, moment, work, args))


def stop() -> None:
    """End the processes once they are at rest; the next work starts new ones."""
    if _pool is not None:
        _forget(_pool)


async def _run(call: Callable[[], T]) -> T:
    loop, pool = asyncio.get_running_loop(), _open()
    try:
        return await loop.run_in_executor(pool, call)
    except BrokenProcessPool:  # it was killed, for want of memory for instance: once more, with a new one
        _forget(pool)
        return await loop.run_in_executor(_open(), call)


def _open() -> ProcessPoolExecutor:
    global _pool
    if _pool is None:
        context = multiprocessing.get_context("spawn")
        _pool = ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=_settle_in)
    return _pool


def _forget(pool: ProcessPoolExecutor) -> None:
    global _pool
    pool.shutdown(wait=False, cancel_futures=True)
    if pool is _pool:
        _pool = None


# In the other process ------------------------------------------------------------------------------


def _settle_in() -> None:
    """Give way to the pages, leave the keyboard to the server, and outlive nobody."""
    os.nice(NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_server, daemon=True).start()


def _end_with_the_server() -> None:
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(0)


def _ask(
    address: str, moment: datetime | None, work: Callable[..., Awaitable[T]], args: tuple[Any, ...]
) -> T:
    return asyncio.run(_with_database(address, moment, work, args))


async def _with_database(
    address: str, moment: datetime | None, work: Callable[..., Awaitable[T]], args: tuple[Any, ...]
) -> T:
    clock.set_clock(moment)
    bind(make_engine(address))
    await engine().open()
    try:
        return await work(*args)
    finally:
        await engine().close()
