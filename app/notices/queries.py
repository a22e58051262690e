"""Questions about notices: how many wait, which they are, what they are about as far as their reader may see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.db import Row, fetch, fetch_one
from app.errors import NotFound
from app.notices.kinds import BY_CODE, NOTICES, NoticeKind
from app.people.viewer import Viewer
from app.tasks.sight import FROM, visible

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty narrows nothing."""

    unread: bool = False
    section: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What a notice is about: "" and the list itself where its reader may not see it."""

    code: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line of the list."""

    id: int
    kind: NoticeKind
    at: datetime
    read: bool
    about: About


async def unread_count(officer: int) -> int:
    """How many notices wait to be read: one statement, over an index of unread ones only."""
    row = await fetch_one(
        "SELECT COUNT(*) AS n FROM notice WHERE officer = {} AND channel = 'page' AND read_at IS NULL",
        officer,
    )
    return int(row["n"]) if row else 0


def _narrowed(viewer: Viewer, filters: Filters) -> tuple[str, list[object]]:
    sql, args = "officer = {} AND channel = 'page'", list[object]([viewer.officer_id])
    if filters.unread:
        sql += " AND read_at IS NULL"
    if filters.section:
        codes = [each.code for each in NOTICES if each.section == filters.section]
        sql += f" AND kind IN ({', '.join('{}' for _ in codes)})"
        args += codes
    return sql, args


async def count_notices(viewer: Viewer, filters: Filters) -> int:
    """How many notices of the viewer there are under these filters."""
    sql, args = _narrowed(viewer, filters)
    row = await fetch_one(f"SELECT COUNT(*) AS n FROM notice WHERE {sql}", *args)
    return int(row["n"]) if row else 0


async def notice_list(viewer: Viewer, filters: Filters, today: date, *, offset: int = 0) -> list[NoticeRow]:
    """One page of the viewer's notices: unread first, the newest of each first."""
    sql, args = _narrowed(viewer, filters)
    rows = await fetch(
        f"SELECT id, kind, at, read_at, subject_type, subject_id FROM notice WHERE {sql}"
        " ORDER BY CASE WHEN read_at IS NULL THEN 0 ELSE 1 END, at DESC, id DESC LIMIT {} OFFSET {}",
        *args,
        PAGE_SIZE,
        offset,
    )
    known = await about(viewer, rows, today)
    return [
        NoticeRow(
            row["id"], BY_CODE[row["kind"]], row["at"], row["read_at"] is not None, about_of(row, known)
        )
        for row in rows
        if row["kind"] in BY_CODE
    ]


async def notice_of(viewer: Viewer, notice: int) -> Row:
    """A notice of the viewer, over whatever channel; ``NotFound`` for everybody else."""
    row = await fetch_one(
        "SELECT id, event, officer, kind, subject_type, subject_id FROM notice WHERE id = {} AND officer = {}",
        notice,
        viewer.officer_id,
    )
    if row is None:
        raise NotFound
    return row


Known = dict[tuple[str, int], About]
_FIXED = {"annex": "/tasks?state=awaiting_person", "delegation": "/delegations"}


async def about(viewer: Viewer, rows: Sequence[Row], today: date) -> Known:
    """What these rows are about, as far as the viewer may see it today: one question a kind of record."""
    known: Known = {
        ("day", day): About("", "", f"/tasks?owner={viewer.officer_id}") for day in _ids_of(rows, "day")
    }
    tasks = _ids_of(rows, "task")
    if tasks:
        seen = visible(viewer, today)
        found = await fetch(
            f"SELECT t.id, t.code, t.title{FROM}WHERE t.id IN ({', '.join('{}' for _ in tasks)}) AND ({seen.sql})",
            *tasks,
            *seen.args,
        )
        known |= {
            ("task", row["id"]): About(row["code"], row["title"], f"/tasks/{row['id']}") for row in found
        }
    sheets = _ids_of(rows, "sheet")
    if sheets:
        found = await fetch(
            "SELECT s.id, s.month FROM sheet s"
            f" WHERE s.officer = {{}} AND s.id IN ({', '.join('{}' for _ in sheets)})",
            viewer.officer_id,
            *sheets,
        )
        known |= {
            ("sheet", row["id"]): About("", "", f"/evaluations/{row['month']}/{viewer.staff_code}")
            for row in found
        }
    return known


def about_of(row: Row, known: Known) -> About:
    """What the row is about; the list of notices where there is nothing else that its reader may see."""
    subject = (row["subject_type"], row["subject_id"])
    if subject[0] == "incident":
        return About("", "", f"/incidents/{subject[1]}")
    return known.get(subject) or About("", "", _FIXED.get(subject[0], "/notices"))


def _ids_of(rows: Iterable[Row], record: str) -> list[int]:
    return sorted({row["subject_id"] for row in rows if row["subject_type"] == record})
