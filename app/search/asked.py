"""What an address asks of the search: words, kind, unit, state; what it does not know it passes over."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from app.matching import Typed
from app.search.kinds import kind_of
from app.tasks.lists import TaskFilter


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """One search with what narrows it."""

    q: str = ""
    kind: str = ""
    unit: int | None = None
    state: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Self:
        """The search of a query string; unit and state as the lists of tasks know them."""
        as_list = TaskFilter.read({name: params.get(name, "") for name in ("unit", "state")})
        return cls(
            q=Typed.read(params.get("q", "")).text,
            kind=params.get("kind", "") if kind_of(params.get("kind", "")) else "",
            unit=as_list.unit,
            state=as_list.state,
        )

    def query(self) -> str:
        """The query string of this search."""
        said = {"q": self.q, "kind": self.kind, "unit": self.unit, "state": self.state}
        return urlencode({name: value for name, value in said.items() if value})

    def href(self, **changes: object) -> str:
        """The address of this search with some parts changed."""
        query = replace(self, **changes).query()  # type: ignore[arg-type]
        return f"/search?{query}" if query else "/search"
