"""The bell of the frame: how many notices wait to be read. Who counts is registered: the frame knows no domain."""

from collections.abc import Awaitable, Callable

Counter = Callable[[int], Awaitable[int]]

COUNTERS: list[Counter] = []


def counter(count: Counter) -> Counter:
    """Register who counts what waits for an officer; used as a decorator."""
    if count not in COUNTERS:
        COUNTERS.append(count)
    return count


async def waiting_for(officer: int) -> int:
    """How many notices the officer has not read."""
    return sum([await count(officer) for count in COUNTERS])
