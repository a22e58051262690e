"""The list of a month's sheets: everyone on the page with totals and what is in the way, in a few statements."""

from collections import Counter
from collections.abc import Iterable
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
    CHUNK,
    Person,
    Scorer,
    Unsettled,
    Wanted,
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
    """Some hundred people at a time: what was read of them is let go before the next are read."""
    scoring = await scorers(found, today)
    leaders = [one for one in found if one.is_leader and one.is_covered and one.state is not State.CONFIRMED]
    below = OpenBelow(
        await unsettled_under(month, tuple(one.unit_path for one in leaders)) if leaders else []
    )
    lines = []
    for start in range(0, len(found), CHUNK):
        some = found[start : start + CHUNK]
        live = [one.officer_id for one in some if one.is_covered and one.state is not State.CONFIRMED]
        facts = await months_of(live, month, today=today)
        points = await points_of_sheets(
            [one.sheet_id for one in some if one.sheet_id and one.officer_id in facts]
        )
        lines += [
            _line(
                one,
                scoring[one.officer_id],
                facts.get(one.officer_id, MonthFacts()),
                points.get(one.sheet_id or 0, {}),
                below.of(one) if one.is_leader else 0,
            )
            for one in some
        ]
    return lines


class OpenBelow:
    """How many sheets below each leader are not confirmed, counted once for all leaders of a month."""

    def __init__(self, unconfirmed: Iterable[Unsettled]) -> None:
        self._in_or_below: Counter[str] = Counter()
        self._leading: Counter[str] = Counter()  # heads and deputies of the unit itself
        self._own = {(one.path, one.officer_id): one.rank for one in unconfirmed}
        for path, _ in self._own:
            pieces = path.strip("/").split("/")
            for last in range(1, len(pieces) + 1):
                self._in_or_below[f"/{'/'.join(pieces[:last])}/"] += 1
        for (path, _), rank in self._own.items():
            self._leading[path] += rank != "staff"

    def of(self, leader: Person) -> int:
        """A head's are all below and in the unit but the head's own; a deputy's without those who lead the unit."""
        path, own = leader.unit_path, self._own.get((leader.unit_path, leader.officer_id))
        found = self._in_or_below[path]
        if leader.rank == "head":
            return found - (own is not None)
        return found - self._leading[path] - (own == "staff")


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
