"""The panels of a task's page: each concern of following work adds its own part without touching the page.

A panel answers what its template shows, or None where it has nothing to show to this viewer. Its template is
``templates/tasks/panels/<name>.html`` with one macro, ``panel(what)``; the page's context (``row``, ``forms``,
``opened``, ``page`` …) is at hand there. The macro's forms are ``forms["<kind>"]``: after a refusal the
form of that kind comes back with everything typed, and ``opened`` names it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from app.people.viewer import Viewer
from app.tasks.flag_sql import Marks
from app.tasks.queries import TaskPage
from app.text import Locale

Find = Callable[[Viewer, TaskPage, Marks, Locale], Awaitable[Any | None]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of the page. ``side``: in the narrower column. Lower ``order`` stands higher."""

    name: str
    order: int
    side: bool
    find: Find


@dataclass(frozen=True, slots=True)
class Shown:
    """A panel with what it found."""

    name: str
    side: bool
    what: Any


PANELS: list[Panel] = []


def panel(name: str, *, order: int, side: bool = False) -> Callable[[Find], Find]:
    """Register a panel; used as a decorator on its question, once for each name."""

    def register(find: Find) -> Find:
        if all(each.name != name for each in PANELS):
            PANELS.append(Panel(name, order, side, find))
            PANELS.sort(key=lambda each: each.order)
        return find

    return register


async def panels_of(viewer: Viewer, found: TaskPage, marks: Marks, locale: Locale) -> list[Shown]:
    """Every panel that has something to show, in its place."""
    shown = []
    for each in PANELS:
        what = await each.find(viewer, found, marks, locale)
        if what is not None:
            shown.append(Shown(each.name, each.side, what))
    return shown
