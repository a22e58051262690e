"""A sheet as it is read: from the facts of today until it is confirmed, from its snapshot ever after."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from app import clock
from app.db import fetch, fetch_one
from app.errors import NotFound
from app.evaluation.criteria import PRESET
from app.evaluation.facts import PendingHandBack, months_of, pending_hand_backs
from app.evaluation.months import Month
from app.evaluation.roster import Person, Scorer, person, scorers
from app.evaluation.scoring import Insufficient, Scored
from app.evaluation.sheet_evidence import LeaderEvidence, grounds_of, leader_evidence
from app.evaluation.sheet_rules import (
    PARTS,
    Block,
    SheetItem,
    State,
    blocks,
    evaluate,
    general_of,
    leader_parts,
)
from app.evaluation.sheet_snapshot import (
    Ground,
    facts_hash,
    is_sound,
    read_ground,
    read_item,
    read_text,
    unpacked,
)
from app.people.permissions import Permission
from app.people.viewer import Viewer
from app.text import Text


@dataclass(frozen=True, slots=True)
class Point:
    """One criterion's values on a sheet, in hundredths; None where nobody gave any."""

    own: int | None = None
    confirmed: int | None = None
    words: str = ""
    reason: str = ""

    @property
    def differs(self) -> bool:
        return self.confirmed is not None and self.confirmed != self.own


@dataclass(frozen=True, slots=True)
class PartChoice:
    """A leader's part: what the facts propose on which ground, and what was chosen with which reason."""

    code: str
    proposed: int | None
    ground: Text
    percent: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a sheet's page, print and export show."""

    person: Person
    month: Month
    scorer: Scorer | None
    points: dict[str, Point]
    items: tuple[SheetItem, ...]
    not_due: tuple[SheetItem, ...]
    grounds: tuple[Ground, ...]
    parts: dict[str, PartChoice]
    blocks: tuple[Block, ...]
    pending: tuple[PendingHandBack, ...]
    strengths: str
    weaknesses: str
    comment: str
    crossing_reason: str
    confirmed_by: str
    own_result: Scored | Insufficient
    confirmed_result: Scored | Insufficient | None
    scheme_mark: str
    snapshot_hash: str
    changed_since: bool
    damaged: bool

    @property
    def facts_hash(self) -> str:
        return facts_hash(self.items)

    @property
    def self_general(self) -> Fraction | None:
        """The general part as the person scored it; None while it is not scored."""
        return general_of({code: point.own for code, point in self.points.items()})

    @property
    def result(self) -> Scored | Insufficient:
        """What the page opens with: the confirmed result, else the one of the self-score."""
        return self.confirmed_result or self.own_result

    @property
    def parts_pending(self) -> bool:
        """Whether d, đ, e are still to be chosen, so that a leader has no total yet."""
        return self.person.is_leader and any(self.parts[part].percent is None for part in PARTS)


async def sheet_of(viewer: Viewer, month: Month, staff_code: str, *, today: date) -> Sheet:
    """The sheet as ``viewer`` may see it: the own one, or of the units over which sheets may be read."""
    one = await person(month, staff_code)
    if not may_read(viewer, one):
        raise NotFound
    return await load(one, month, today=today)


def may_read(viewer: Viewer, one: Person) -> bool:
    """Whether the viewer may see this person's sheet; else it does not exist for them."""
    return viewer.officer_id == one.officer_id or viewer.covers(Permission.SHEET_READ, one.unit_path)


async def load(one: Person, month: Month, *, today: date) -> Sheet:
    """The whole sheet of a person whom the scheme covers."""
    row = await _row(one)
    as_of = clock.local_day(one.confirmed_at) if one.confirmed_at else today
    facts = (await months_of([one.officer_id], month, today=as_of))[one.officer_id]
    if one.state is State.CONFIRMED and row is not None:
        return _confirmed(one, month, row, live=facts.items)
    points = await points_of(one)
    scorer = (await scorers([one], today))[one.officer_id]
    evidence = await leader_evidence(one, month, today=today) if one.is_leader else None
    parts = _proposed_parts(evidence)
    counted = {item.task_id for item in facts.items}
    pending = tuple(back for back in await pending_hand_backs(one.officer_id) if back.task_id in counted)
    return Sheet(
        person=one,
        month=month,
        scorer=scorer,
        points=points,
        items=facts.items,
        not_due=facts.not_due,
        grounds=await grounds_of(one.officer_id, month, facts.items),
        parts=parts,
        blocks=blocks(
            state=one.state,
            month=month,
            today=today,
            items=facts.items,
            open_subordinates=_in_the_way(facts.items, evidence),
            handed_back=frozenset(back.task_id for back in pending),
        ),
        pending=pending,
        strengths=row["strengths"] if row else "",
        weaknesses=row["weaknesses"] if row else "",
        comment="",
        crossing_reason="",
        confirmed_by="",
        own_result=_own_result(points, facts.items, {}),
        confirmed_result=None,
        scheme_mark="",
        snapshot_hash="",
        changed_since=False,
        damaged=False,
    )


def _in_the_way(items: tuple[SheetItem, ...], evidence: LeaderEvidence | None) -> tuple[tuple[str, str], ...]:
    """Subordinates' sheets block a leader's only where d enters a score at all."""
    if evidence is None or not any(item.line.assigned for item in items):
        return ()
    return evidence.open_subordinates


def _proposed_parts(evidence: LeaderEvidence | None) -> dict[str, PartChoice]:
    if evidence is None:
        return {}
    return {
        part: PartChoice(part, evidence.percents[part], evidence.proposals[part].ground) for part in PARTS
    }


def _own_result(
    points: dict[str, Point], items: tuple[SheetItem, ...], percents: dict[str, int]
) -> Scored | Insufficient:
    """The result of the self-score; its general part is 0 while there is none, so only its result part is shown."""
    general = general_of({code: point.own for code, point in points.items()})
    return evaluate(general or Fraction(0), items, leader_parts(percents))


async def _row(one: Person) -> dict[str, Any] | None:
    if one.sheet_id is None:
        return None
    return await fetch_one(
        "SELECT s.strengths, s.weaknesses, s.comment, s.snapshot, s.snapshot_hash, c.full_name AS confirmed_by,"
        " c.id AS confirmed_by_id, s.confirmed_at FROM sheet s LEFT JOIN officer c ON c.id = s.confirmed_by"
        " WHERE s.id = {}",
        one.sheet_id,
    )


async def points_of(one: Person) -> dict[str, Point]:
    """The values of every criterion, in the order of the form."""
    return (await points_of_sheets([one.sheet_id] if one.sheet_id else [])).get(one.sheet_id or 0) or _blank()


def _blank() -> dict[str, Point]:
    return {criterion.code: Point() for criterion in PRESET.criteria}


async def points_of_sheets(sheets: list[int]) -> dict[int, dict[str, Point]]:
    """The same for many sheets in one statement."""
    found = {sheet: _blank() for sheet in sheets}
    if not sheets:
        return found
    marks = ", ".join("{}" for _ in sheets)
    rows = await fetch(
        "SELECT sheet, criterion, self_hundredths, confirmed_hundredths, self_words, reason FROM sheet_point"
        f" WHERE sheet IN ({marks})",
        *sheets,
    )
    for row in rows:
        found[row["sheet"]][row["criterion"]] = Point(
            row["self_hundredths"], row["confirmed_hundredths"], row["self_words"], row["reason"]
        )
    return found


def _confirmed(one: Person, month: Month, row: dict[str, Any], *, live: tuple[SheetItem, ...]) -> Sheet:
    """From the snapshot alone; the live facts only say whether anything changed since."""
    kept = unpacked(row["snapshot"])
    items = tuple(read_item(item) for item in kept["items"])
    points = {
        point["criterion"]: Point(point["self"], point["confirmed"], point["words"], point["reason"])
        for point in kept["points"]
    }
    percents = {part["part"]: part["percent"] for part in kept["parts"]}
    general = general_of({code: point.confirmed for code, point in points.items()})
    return Sheet(
        person=one,
        month=month,
        scorer=Scorer(row["confirmed_by_id"], row["confirmed_by"], kept["scorer"]["post_title"]),
        points=points,
        items=items,
        not_due=tuple(read_item(item) for item in kept["not_due"]),
        grounds=tuple(read_ground(ground) for ground in kept["grounds"]),
        parts={
            part["part"]: PartChoice(
                part["part"], part["proposed"], read_text(part["ground"]), part["percent"], part["reason"]
            )
            for part in kept["parts"]
        },
        blocks=(),
        pending=(),
        strengths=kept["strengths"],
        weaknesses=kept["weaknesses"],
        comment=kept["comment"],
        crossing_reason=kept["crossing_reason"],
        confirmed_by=row["confirmed_by"],
        own_result=_own_result(points, items, percents),
        confirmed_result=evaluate(general or Fraction(0), items, leader_parts(percents)),
        scheme_mark=kept["scheme"]["mark"],
        snapshot_hash=row["snapshot_hash"],
        changed_since=facts_hash(live) != facts_hash(items),
        damaged=not is_sound(row["snapshot"], row["snapshot_hash"]),
    )


async def own_states(officer: int, months: list[Month]) -> dict[Month, tuple[State, int | None, str]]:
    """State, confirmed hundredths and level of the own sheet in each of these months."""
    marks = ", ".join("{}" for _ in months)
    rows = await fetch(
        f"SELECT month, state, total_hundredths, level FROM sheet WHERE officer = {{}} AND month IN ({marks})",
        officer,
        *map(str, months),
    )
    found = {
        Month.parse(row["month"]): (State(row["state"]), row["total_hundredths"], row["level"])
        for row in rows
    }
    return {month: found.get(month, (State.OPEN, None, "")) for month in months}


async def unit_chain(path: str) -> list[str]:
    """The names of the units on the way to this one, from the root down."""
    ids = [int(piece) for piece in path.strip("/").split("/") if piece]
    marks = ", ".join("{}" for _ in ids)
    rows = await fetch(f"SELECT id, name FROM unit WHERE id IN ({marks})", *ids)
    names = {row["id"]: row["name"] for row in rows}
    return [names[each] for each in ids]
