"""The first page's blocks that belong to other domains: each puts its provider into ``BLOCKS``.

A provider answers None where it has nothing to say to this viewer. One that fails is shown as such and
leaves the rest of the page standing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from app.people.viewer import Viewer
from app.text import Text


@dataclass(frozen=True, slots=True)
class BlockRow:
    """One line of a block: it leads to where the thing is dealt with."""

    title: Text
    href: str
    why: Text | None = None
    button: Text | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the first page. ``decide``: it waits for the viewer and counts among what is to be decided."""

    title: Text
    rows: tuple[BlockRow, ...]
    total: int
    href: str
    decide: bool = False


Provider = Callable[[Viewer, date], Awaitable[Block | None]]

BLOCKS: list[Provider] = []


def block(provider: Provider) -> Provider:
    """Register a provider; used as a decorator, once for each provider."""
    if provider not in BLOCKS:
        BLOCKS.append(provider)
    return provider
