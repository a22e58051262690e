"""Bộ lọc đã lưu: addresses of lists under names of one's own. Nobody else sees or changes them."""

from dataclasses import dataclass
from datetime import datetime

from app.db import Row, fetch, fetch_one, write
from app.errors import NotFound, Refused
from app.history import record
from app.people.tables import SavedFilter
from app.people.viewer import Viewer
from app.text import Text, clean, fold

MOST_SAVED = 30  # of one person
LONGEST_NAME = 100
LONGEST_QUERY = 1_000

NOTHING_CHOSEN = Text(
    "Danh sách chưa được lọc: chọn ít nhất một điều kiện rồi lưu.",
    "The list is not filtered: choose at least one filter, then save.",
)


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved filter."""

    id: int
    path: str
    name: str
    query: str

    @property
    def href(self) -> str:
        return f"{self.path}?{self.query}"


async def saved_of(officer: int, path: str | None = None) -> list[Saved]:
    """The person's saved filters, of one list or of all, in the order in which they were saved."""
    which, args = (" AND path = {}", (path,)) if path else ("", ())
    rows = await fetch(
        f"SELECT id, path, name, query FROM saved_filter WHERE officer = {{}}{which} ORDER BY path, id",
        officer,
        *args,
    )
    return [Saved(**row) for row in rows]


async def save_filter(*, path: str, query: str, name: str, by: Viewer, now: datetime) -> int:
    """Keep a list's address; ``query`` is already what the list itself makes of it. Answers its id."""
    async with write():
        kept = await saved_of(by.officer_id)
        name = " ".join(clean(name).split())
        faults = _faults_of_name(name, path, kept)
        if not query:
            faults["query"] = NOTHING_CHOSEN
        elif len(query) > LONGEST_QUERY:
            faults["query"] = Text("Bộ lọc quá dài.", "The filter is too long.")
        if len(kept) >= MOST_SAVED:
            faults["name"] = Text(
                f"Mỗi người lưu tối đa {MOST_SAVED} bộ lọc; xóa bớt rồi lưu lại.",
                f"Each person keeps at most {MOST_SAVED} filters; delete one, then save again.",
            )
        _refuse(faults)
        made = SavedFilter(officer=by.officer_id, path=path, name=name, query=query, at=now)
        await made.save()
        facts = {"path": path, "name": name, "query": query}
        await record("filter.saved", ("saved_filter", made.id), by=by.officer_id, now=now, facts=facts)
    return int(made.id)


async def rename_filter(*, saved: int, name: str, by: Viewer, now: datetime) -> None:
    """Call one of one's own saved filters by another name."""
    async with write():
        row = await _own(saved, by)
        name = " ".join(clean(name).split())
        others = [each for each in await saved_of(by.officer_id) if each.id != saved]
        _refuse(_faults_of_name(name, row["path"], others))
        if name == row["name"]:
            return
        await SavedFilter.update(name=name).where(SavedFilter.id == saved)
        facts = {"name": [row["name"], name]}
        await record("filter.renamed", ("saved_filter", saved), by=by.officer_id, now=now, facts=facts)


async def delete_filter(*, saved: int, by: Viewer, now: datetime) -> None:
    """Delete one of one's own saved filters; the list itself stays as it is."""
    async with write():
        row = await _own(saved, by)
        await SavedFilter.delete().where(SavedFilter.id == saved)
        facts = {"path": row["path"], "name": row["name"]}
        await record("filter.deleted", ("saved_filter", saved), by=by.officer_id, now=now, facts=facts)


async def _own(saved: int, by: Viewer) -> Row:
    row = await fetch_one("SELECT * FROM saved_filter WHERE id = {} AND officer = {}", saved, by.officer_id)
    if row is None:
        raise NotFound
    return row


def _faults_of_name(name: str, path: str, others: list[Saved]) -> dict[str, Text]:
    if not name:
        return {"name": Text("Đặt tên cho bộ lọc.", "Give the filter a name.")}
    if len(name) > LONGEST_NAME:
        return {"name": Text(f"Tối đa {LONGEST_NAME} ký tự.", f"At most {LONGEST_NAME} characters.")}
    if any(each.path == path and fold(each.name) == fold(name) for each in others):
        return {
            "name": Text(
                "Anh/chị đã có bộ lọc mang tên này ở danh sách này.",
                "You have a filter of this name for this list.",
            )
        }
    return {}


def _refuse(faults: dict[str, Text]) -> None:
    if faults:
        raise Refused(Text("Có nội dung cần sửa.", "Some entries need correcting."), faults)
