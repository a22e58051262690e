"""The parts of a task's page about its holders: the chain with what waits for an answer, and the lead."""

from dataclasses import dataclass

from app import clock
from app.db import Row
from app.people.permissions import Permission as P
from app.people.queries import officers_under
from app.people.viewer import Viewer
from app.tasks.flag_sql import Marks
from app.tasks.holder_queries import moves_with_names, stays_of
from app.tasks.holder_words import MoveLine, move_line, stay_words
from app.tasks.lead_queries import lead_changes_of, superior_named
from app.tasks.leads import may_decide
from app.tasks.panels import panel
from app.tasks.queries import TaskPage
from app.tasks.rules import Act
from app.text import Locale, Text


@dataclass(frozen=True, slots=True)
class HolderPart:
    """Chặng of one task."""

    stay: Text | None
    moves: list[MoveLine]
    offer: Row | None  # waits to be taken
    returned: Row | None  # waits for the head to decide anew
    hand_back_waits: bool


@panel("holder", order=10)
async def holder_part(viewer: Viewer, found: TaskPage, marks: Marks, locale: Locale) -> HolderPart | None:
    """Who holds the work, from whom it came, and what the viewer may answer."""
    row = found.row
    stays = await stays_of([row], marks, clock.now())
    moves = (await moves_with_names([row["id"]])).get(row["id"], [])
    stay = stays.get(row["id"])
    if stay is None and not moves:
        return None
    unsettled = [each for each in moves if each["settled_at"] is None and each["offered_until"] is not None]
    return HolderPart(
        stay=stay_words(stay) if stay else None,
        moves=[move_line(each) for each in moves],
        offer=_one(unsettled, taken=False, returned=False),
        returned=_one(unsettled, taken=False, returned=True),
        hand_back_waits=found.waiting_hand_back is not None,
    )


def _one(moves: list[Row], *, taken: bool, returned: bool) -> Row | None:
    """The latest offer with such an answer."""
    fit = [
        each
        for each in moves
        if (each["taken_at"] is not None) == taken and (each["returned_at"] is not None) == returned
    ]
    return fit[-1] if fit else None


@dataclass(frozen=True, slots=True)
class LeadPart:
    """Đầu mối xuyên suốt of one task: the change that waits, those before, whom one could ask for."""

    waiting: Row | None
    decided: list[Row]
    may_decide: bool
    superior: str | None
    people: list[tuple[int, str]]


@panel("lead", order=60, side=True)
async def lead_part(viewer: Viewer, found: TaskPage, marks: Marks, locale: Locale) -> LeadPart | None:
    """The lead's part, where there is a change to show, to ask for or to decide on."""
    row, now = found.row, clock.now()
    changes = await lead_changes_of(row["id"])
    asks = Act.ASK_LEAD in found.acts
    if not changes and not asks:
        return None
    waiting = next((each for each in changes if each["approved"] is None), None)
    superior = None
    if waiting is not None:
        superior = await superior_named(
            waiting["from_lead"], waiting["to_lead"], row["unit_path"], marks.today
        )
    return LeadPart(
        waiting=waiting,
        decided=[each for each in changes if each["approved"] is not None],
        may_decide=waiting is not None
        and row["state"] not in ("done", "withdrawn")
        and await may_decide(waiting, row["unit_path"], viewer, now),
        superior=superior,
        people=await _people(viewer, row, marks) if asks else [],
    )


async def _people(viewer: Viewer, row: Row, marks: Marks) -> list[tuple[int, str]]:
    """Whom the viewer could ask for: the people of the task's unit, of one's own, and of one's scope."""
    paths = {row["unit_path"], viewer.unit_path, *viewer.paths(P.TASK_ASSIGN)} - {None, ""}
    people = await officers_under(tuple(sorted(paths)), marks.today)
    return [
        (each.id, f"{each.name} ({each.title}, {each.unit_name})")
        for each in people
        if each.id != row["lead"]
    ]
