"""Work on files from outside in a process of its own: what kills the reader does not kill the server."""

import asyncio
import multiprocessing
import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from app.errors import Refused
from app.text import Text

T = TypeVar("T")

MOST_MEMORY = 3 * 1024**3  # bytes of address space; a reader of ten megabytes needs a fraction of it
MOST_SECONDS = 60  # of processor time

TOO_MUCH = Text(
    "Không đọc được tệp này: tệp hỏng hoặc nội dung bung ra quá lớn.",
    "This file cannot be read: it is damaged or unfolds to far too much.",
)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


async def in_child(work: Callable[[bytes], T | Text], content: bytes) -> T:
    """``work(content)`` in a child with bounded memory and time; a ``Text`` it returns is a refusal.

    Raises ``Refused`` too when the child dies of the file.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=_limit) as pool:
        try:
            found = await asyncio.get_running_loop().run_in_executor(pool, work, content)
        except (BrokenProcessPool, MemoryError) as death:
            raise Refused(TOO_MUCH) from death
    if isinstance(found, Text):
        raise Refused(found)
    return found
