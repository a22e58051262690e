"""Việc phải làm: the register of what a person has to do now, one list in the order of obligation.

Each kind of obligation is one entry: its question answers the rows that wait for this viewer and how many there
are. Its row is ``templates/today/kinds/<code>.html`` with one macro, ``row(item)``, which carries the act; the
page's context (``fresh``, ``back``, ``options`` …) is at hand there. To add one: an entry and its template.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from app.people.viewer import Viewer
from app.tasks.flag_sql import Marks
from app.text import Text

log = logging.getLogger("xuyen_suot.home")

MOST_ROWS = 20  # rows of one kind on the first page; the rest is behind the link


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one kind found: rows ready for its template, and how many there are in all."""

    rows: tuple[Any, ...]
    total: int


Find = Callable[[Viewer, Marks], Awaitable[Waiting | None]]


@dataclass(frozen=True, slots=True)
class Obligation:
    """One kind of obligation. ``more``: the address of the whole list. Lower ``order`` comes first."""

    code: str
    order: int
    title: Text
    more: str
    find: Find


@dataclass(frozen=True, slots=True)
class Block:
    """One kind as the page shows it; ``waiting`` is None where it could not be read."""

    obligation: Obligation
    waiting: Waiting | None


OBLIGATIONS: list[Obligation] = []


def obligation(code: str, *, order: int, title: Text, more: str = "/tasks") -> Callable[[Find], Find]:
    """Register a kind of obligation; used as a decorator on its question, once for each code."""

    def register(find: Find) -> Find:
        if all(each.code != code for each in OBLIGATIONS):
            OBLIGATIONS.append(Obligation(code, order, title, more, find))
            OBLIGATIONS.sort(key=lambda each: each.order)
        return find

    return register


async def blocks_of(viewer: Viewer, marks: Marks) -> list[Block]:
    """Every kind that has something for this viewer, in order; one that fails leaves the rest standing."""
    blocks = []
    for each in OBLIGATIONS:
        try:
            waiting = await each.find(viewer, marks)
        except Exception:
            log.exception("the obligations %s could not be read", each.code)
            blocks.append(Block(each, None))
            continue
        if waiting is not None and waiting.total:
            blocks.append(Block(each, waiting))
    return blocks


def count_of(blocks: list[Block]) -> int:
    """How many things there are to do."""
    return sum(each.waiting.total for each in blocks if each.waiting)
