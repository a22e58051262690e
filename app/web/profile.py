"""The sections of the profile page that belong to other domains: each adds its own without touching the page.

A section answers what its template shows. Its template is ``templates/people/profile/<name>.html`` with one macro,
``section(what)``; its form is ``forms["<name>"]``, after a refusal the one with everything typed.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from app.people.viewer import Viewer
from app.web.forms import Form
from app.web.pages import Asked

Find = Callable[[Asked, Viewer], Awaitable[tuple[Any, Form]]]


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its question answers what is shown and a fresh form."""

    name: str
    order: int
    find: Find


SECTIONS: list[Section] = []


def section(name: str, *, order: int) -> Callable[[Find], Find]:
    """Register a section; used as a decorator on its question, once for each name."""

    def register(find: Find) -> Find:
        if all(each.name != name for each in SECTIONS):
            SECTIONS.append(Section(name, order, find))
            SECTIONS.sort(key=lambda each: each.order)
        return find

    return register
