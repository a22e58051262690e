"""The list of a month's sheets: everyone on the page with totals and what is in the way, in a few statements."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.db import fetch
from app.evaluation.criteria import Level
from app.evaluation.facts import MonthFacts, months_of
from app.evaluation.item_facts import Mark
from app.evaluation.months import Month
from app.evaluation.queries import Point, points_of_sheets
from app.evaluation.roster import (
    Person,
    Scorer,
    Unsettled,
    Wanted,
    by_chunks,
    people,
    scorers,
    unsettled_under,
)
from app.evaluation.scoring import Scored
from app.evaluation.sheet_rules import State, covered, evaluate, general_of
from app.people.permissions import Permission
from app.people.viewer import Viewer
from app.text import Text


@dataclass(frozen=True, slots=True)
class Line:
    """One person's sheet in the list. ``proposed`` is the self-score's total, None where there is none yet."""

    person: Person
    scorer: Scorer | None
    own_general: Fraction | None
    proposed: Fraction | None
    confirmed: Fraction | None
    level: Level | None
    in_the_way: tuple[Text, ...]
    why_none: Text | None

    @property
    def ready(self) -> bool:
        """Whether the scoring authority can confirm it now."""
        return self.person.state is State.SELF_SCORED and not self.in_the_way


async def lines(
    month: Month, wanted: Wanted, *, today: date, page: int = 1, whole: bool = False
) -> list[Line]:
    """The list of ``wanted``, one page of it or the ``whole``; the number of statements does not grow with people."""
    return await _lines(month, await people(month, wanted, page=page, all_of_them=whole), today)


async def _lines(month: Month, found: list[Person], today: date) -> list[Line]:
    live = [one for one in found if one.is_covered and one.state is not State.CONFIRMED]
    facts = await months_of([one.officer_id for one in live], month, today=today)
    sheets = [one.sheet_id for one in live if one.sheet_id is not None]
    points: dict[int, dict[str, Point]] = {}
    for ids in by_chunks(sheets):
        points |= await points_of_sheets(ids)
    scoring = await scorers(found, today)
    leaders = [one for one in live if one.is_leader]
    unconfirmed = await unsettled_under(month, tuple(one.unit_path for one in leaders)) if leaders else []
    return [
        _line(
            one,
            scoring[one.officer_id],
            facts.get(one.officer_id, MonthFacts()),
            points.get(one.sheet_id or 0, {}),
            _open_below(one, unconfirmed),
        )
        for one in found
    ]


def _open_below(one: Person, unconfirmed: list[Unsettled]) -> int:
    if not one.is_leader:
        return 0
    return sum(
        other.path.startswith(one.unit_path)
        and other.officer_id != one.officer_id
        and (one.rank == "head" or other.path != one.unit_path or other.rank == "staff")
        for other in unconfirmed
    )


def _line(
    one: Person, scorer: Scorer | None, facts: MonthFacts, points: dict[str, Point], open_below: int
) -> Line:
    why_none = covered(one.regime)
    level = Level(one.level) if one.level else None
    general = general_of({code: point.own for code, point in points.items()})
    if why_none or one.state is State.CONFIRMED:
        return Line(one, scorer, general, None, one.total, level, (), why_none)
    assigned = any(item.line.assigned for item in facts.items)
    result = evaluate(general or Fraction(0), facts.items)
    waits_for_parts = one.is_leader and assigned
    shown = general is not None and isinstance(result, Scored) and not waits_for_parts
    return Line(
        one,
        scorer,
        general,
        result.total if shown and isinstance(result, Scored) else None,
        None,
        None,
        _in_the_way(one, facts, open_below if waits_for_parts else 0),
        None,
    )


def _in_the_way(one: Person, facts: MonthFacts, open_below: int) -> tuple[Text, ...]:
    waiting = sum(Mark.WAITING in item.marks for item in facts.items)
    unconverted = sum(Mark.UNCONVERTED in item.marks for item in facts.items)
    told = []
    if one.state is State.OPEN:
        told.append(Text("chưa tự chấm", "not self-scored"))
    if waiting:
        told.append(Text(f"{waiting} kết quả chờ duyệt", f"{waiting} results await acceptance"))
    if unconverted:
        told.append(Text(f"{unconverted} việc chưa quy đổi", f"{unconverted} items not converted"))
    if open_below:
        told.append(
            Text(f"{open_below} phiếu cấp dưới chưa xác nhận", f"{open_below} sheets below not confirmed")
        )
    return tuple(told)


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A self-scored sheet that waits for one scoring authority."""

    month: Month
    staff_code: str
    name: str
    unit_name: str


async def waiting_for(viewer: Viewer, today: date) -> list[ToConfirm]:
    """The self-scored sheets whose scoring authority the viewer is, oldest month first."""
    paths = viewer.paths(Permission.SHEET_CONFIRM)
    if not paths:
        return []
    months = await fetch("SELECT DISTINCT month FROM sheet WHERE state = 'self_scored' ORDER BY month")
    found = []
    for row in months:
        month = Month.parse(row["month"])
        scored = await people(month, Wanted(paths, state=State.SELF_SCORED.value), all_of_them=True)
        scoring = await scorers(scored, today)
        for one in scored:
            scorer = scoring[one.officer_id]
            if scorer is not None and scorer.officer_id == viewer.officer_id:
                found.append(ToConfirm(month, one.staff_code, one.name, one.unit_name))
    return found
