"""Pages of a long list: which one is asked for, and the addresses of the others."""

from dataclasses import dataclass
from urllib.parse import urlencode

from app.web.pages import Asked

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Pager:
    """One page of a list, as the macro ``pager`` of templates/components/parts.html shows it."""

    page: int
    total: int
    path: str
    query: tuple[tuple[str, str], ...] = ()
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        """How many pages there are; one even where the list is empty."""
        return max(1, -(-self.total // self.per_page))

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.page - 1) * self.per_page

    @property
    def prev_href(self) -> str | None:
        return self._href(self.page - 1) if self.page > 1 else None

    @property
    def next_href(self) -> str | None:
        return self._href(self.page + 1) if self.page < self.pages else None

    @property
    def pages_hrefs(self) -> list[tuple[int | None, str]]:
        """First, last and the pages around this one; None stands for a gap."""
        shown = sorted(
            {1, self.page - 1, self.page, self.page + 1, self.pages} & set(range(1, self.pages + 1))
        )
        found: list[tuple[int | None, str]] = []
        for number in shown:
            if found and number - (found[-1][0] or 0) > 1:
                found.append((None, ""))
            found.append((number, self._href(number)))
        return found

    def _href(self, number: int) -> str:
        return f"{self.path}?{urlencode([*self.query, ('page', number)])}"


def pager(request: Asked, total: int, *, per_page: int = PER_PAGE) -> Pager:
    """The page that ``?page=`` asks for, kept within the list; the other filters stay in its addresses."""
    asked = request.query_params.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    last = max(1, -(-total // per_page))
    kept = tuple(
        (name, value) for name, value in request.query_params.multi_items() if name != "page" and value
    )
    return Pager(min(max(number, 1), last), total, request.url.path, kept, per_page)
