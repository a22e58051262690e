"""Does anything hold the event loop: a page at one connection, calm and while a chart and a workbook are made.

One worker serves, so that no other process can answer in its place.
"""

import asyncio
import time
from itertools import cycle

from bench.client import Connection, Measured

WARM = 2.0  # seconds before anything counts: templates are compiled, statements prepared
PATIENCE = 0.02  # seconds between two askings of the page: the maker's processes get their turn


async def beside_making(
    port: int,
    path: str,
    cookies: dict[str, str],
    makers: dict[str, tuple[str, ...]],
    seconds: float,
) -> tuple[Measured, Measured, dict[str, int]]:
    """The page calm, the page while everything of ``makers`` is made without a pause, and how much was made.

    ``makers``: what is made, and the addresses that make it, asked in turn so that no answer is kept.
    """
    await _page(port, path, cookies, WARM)
    calm = await _page(port, path, cookies, seconds)
    over, made = asyncio.Event(), dict.fromkeys(makers, 0)

    async def make(name: str) -> None:
        connection = await Connection(port, cookies).open()
        for address in cycle(makers[name]):
            answer = await connection.send(connection.request("GET", address))
            if answer.status != 200:
                raise RuntimeError(f"{address}: {answer.status}")
            made[name] += 1
            if over.is_set():
                break
        connection.close()

    making = [asyncio.create_task(make(name)) for name in makers]
    await asyncio.sleep(3)  # the processes apart are started and have read what they need
    busy = await _page(port, path, cookies, seconds)
    over.set()
    await asyncio.gather(*making)
    return calm, busy, made


async def _page(port: int, path: str, cookies: dict[str, str], seconds: float) -> Measured:
    found = Measured()
    connection = await Connection(port, cookies).open()
    raw = connection.request("GET", path)
    begun = time.perf_counter()
    while (now := time.perf_counter()) < begun + seconds:
        answer = await connection.send(raw)
        found.times.append(time.perf_counter() - now)
        found.errors += answer.status != 200
        await asyncio.sleep(PATIENCE)
    connection.close()
    found.seconds = time.perf_counter() - begun
    return found
