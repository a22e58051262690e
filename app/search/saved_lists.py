"""The register of lists whose filters can be saved.

A saved address is never what was sent: each list reads it as it reads its own, and writes it again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from app.people.permissions import Permission as P
from app.search.asked import SearchFilter
from app.tasks.lists import TaskFilter
from app.text import Text


@dataclass(frozen=True, slots=True)
class SavableList:
    """A list by its address: who has it, and the query string that it makes of what was chosen."""

    path: str
    title: Text
    permission: P
    written: Callable[[Mapping[str, str]], str]

    def canonical(self, query: str) -> str:
        """The query string as the list itself writes it; empty where nothing narrows the list."""
        return self.written(dict(parse_qsl(query[:4_000])))


LISTS: tuple[SavableList, ...] = (
    SavableList("/tasks", Text("Nhiệm vụ", "Tasks"), P.OWN_WORK, lambda said: TaskFilter.read(said).query()),
    SavableList(
        "/late",
        Text("Quá hạn & chuyển trả", "Late & bounced"),
        P.TASK_READ,
        lambda said: TaskFilter.read(said).query(),
    ),
    SavableList(
        "/search", Text("Tìm kiếm", "Search"), P.SIGNED_IN, lambda said: SearchFilter.read(said).query()
    ),
)

_BY_PATH = {each.path: each for each in LISTS}


def list_of(path: str) -> SavableList | None:
    """The list of that address."""
    return _BY_PATH.get(path)
