"""What the chain of holders asks of a person: to answer an offer, to decide after a return or on a lead."""

from dataclasses import dataclass

from app.db import Row, fetch, fetch_one
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks.deciders import decides_next
from app.tasks.flag_sql import Marks
from app.tasks.lead_queries import lead_changes_waiting
from app.tasks.lines import COLUMNS, JOINS, TaskLine, task_lines
from app.tasks.move_sql import given_back, offered
from app.tasks.queries import candidates
from app.tasks.reasons import REASON_NAMES, Reason
from app.tasks.sight import FROM, Condition
from app.tasks.todo import MOST_ROWS, Waiting, obligation
from app.text import Text

_OFFER = (
    ", h.id AS hand_over, h.words AS said_words, h.reason AS said_reason, h.offered_until, h.return_reason,"
    " h.return_words, h.returned_at, h.at AS said_at, hf.full_name AS giver_name, ht.full_name AS taker_name,"
    " h.to_officer AS taker"
)
_OFFER_JOINS = (
    " JOIN hand_over h ON h.task = t.id LEFT JOIN officer hf ON hf.id = h.from_officer"
    " LEFT JOIN officer ht ON ht.id = h.to_officer "
)
_HELD = "t.state IN ('given', 'in_progress')"


@dataclass(frozen=True, slots=True)
class OfferItem:
    """An offer as its row shows it. ``people``: to whom the work could go instead, (id, words)."""

    line: TaskLine
    reasons: tuple[tuple[str, Text], ...]
    people: tuple[tuple[int, str], ...] = ()


async def _offers(where: Condition, marks: Marks) -> tuple[list[TaskLine], int]:
    rows = await fetch(
        f"{COLUMNS}{_OFFER}{FROM}{JOINS}{_OFFER_JOINS}WHERE {_HELD} AND ({where.sql}) ORDER BY h.id LIMIT {{}}",
        *where.args,
        MOST_ROWS,
    )
    total = len(rows)
    if total == MOST_ROWS:
        found: Row | None = await fetch_one(
            f"SELECT COUNT(*) AS n{FROM}{_OFFER_JOINS}WHERE {_HELD} AND ({where.sql})", *where.args
        )
        total = int(found["n"]) if found else total
    return await task_lines(rows, marks.calendar, marks.today), total


@obligation(
    "offer",
    order=10,
    title=Text("Việc được chuyển đến, chờ anh/chị nhận", "Passed on to you: take or return"),
)
async def offers_to(viewer: Viewer, marks: Marks) -> Waiting | None:
    """Work offered to the viewer that waits for an answer."""
    if not viewer.can(P.OWN_WORK):
        return None
    mine = Condition("h.to_officer = {}", (viewer.officer_id,))
    lines, total = await _offers(Condition(offered("h")) & mine, marks)
    return Waiting(tuple(OfferItem(line, REASONS) for line in lines), total) if lines else None


@obligation(
    "returned_offer",
    order=35,
    title=Text("Việc chuyển đi bị trả lại, chờ ông/bà quyết định", "Returned by who it was passed on to"),
)
async def returned_offers(viewer: Viewer, marks: Marks) -> Waiting | None:
    """Offers that were given back, on which the viewer has to decide anew."""
    paths = viewer.paths(P.TASK_ASSIGN)
    if not paths:
        return None
    lines, total = await _offers(Condition(given_back("h")) & decides_next(viewer, marks.today), marks)
    if not lines:
        return None
    people = [
        (each.officer.id, f"{each.officer.name} ({each.officer.title})")
        for each in await candidates(paths, marks)
    ]
    rows = [
        OfferItem(line, REASONS, tuple(each for each in people if each[0] not in _passed(line)))
        for line in lines
    ]
    return Waiting(tuple(rows), total)


def _passed(line: TaskLine) -> tuple[int, int]:
    """Who has the work and who has just given it back."""
    return line.row["owner"], line.row["taker"]


@obligation(
    "lead_change",
    order=50,
    title=Text("Đề nghị thay đầu mối, chờ ông/bà duyệt", "Changes of lead that wait for your approval"),
)
async def lead_changes(viewer: Viewer, marks: Marks) -> Waiting | None:
    """Changes of lead on which the viewer decides as the common superior."""
    items = await lead_changes_waiting(viewer, marks.today)
    return Waiting(tuple(items[:MOST_ROWS]), len(items)) if items else None


REASONS = tuple((each.value, words) for each, words in REASON_NAMES.items() if each is not Reason.MOVED)
