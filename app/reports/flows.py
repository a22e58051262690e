"""Who sends work to whom: how often work went from one unit to another in some months. Pure.

Handing back is sending work to the unit of who gave it; what stays within a unit stands on the diagonal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.evaluation.months import Month
from app.text import Text

MOST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Span:
    """From one month to another, both included."""

    first: Month
    last: Month

    def __str__(self) -> str:
        return f"{self.first}_{self.last}"

    @property
    def label(self) -> Text:
        """The months in words."""
        if self.first == self.last:
            return self.first.label
        first, last = self.first.label, self.last.label
        return Text(f"{first.vi} đến {last.vi}", f"{first.en} to {last.en}")


def fault_in(span: Span, today: Month) -> Text | None:
    """Why these months cannot be asked for; None where they can."""
    if span.last < span.first:
        return Text("Tháng cuối không được trước tháng đầu.", "The last month may not be before the first.")
    if span.last > today:
        return Text("Tháng cuối chưa đến.", "The last month is not here yet.")
    months = (span.last.year - span.first.year) * 12 + span.last.number - span.first.number + 1
    if months > MOST_MONTHS:
        return Text(f"Chọn tối đa {MOST_MONTHS} tháng.", f"Choose at most {MOST_MONTHS} months.")
    return None


@dataclass(frozen=True, slots=True)
class Flow:
    """How often work went from one unit to another: moves that were taken, and hand-backs."""

    giver: int
    taker: int
    moved: int
    handed_back: int

    @property
    def times(self) -> int:
        """Both together."""
        return self.moved + self.handed_back


@dataclass(frozen=True, slots=True)
class FlowMap:
    """Units × units; ``units`` are those that sent or got anything, in the order of the tree."""

    units: tuple[tuple[int, str], ...]
    flows: Mapping[tuple[int, int], Flow]

    def times(self, giver: int, taker: int) -> int:
        """How often work went this way."""
        flow = self.flows.get((giver, taker))
        return flow.times if flow else 0

    def sent(self, unit: int) -> int:
        """How often the unit sent work to others."""
        return sum(flow.times for flow in self.flows.values() if flow.giver == unit != flow.taker)

    def got(self, unit: int) -> int:
        """How often others sent work to the unit."""
        return sum(flow.times for flow in self.flows.values() if flow.taker == unit != flow.giver)

    @property
    def between(self) -> int:
        """How often work went between different units."""
        return sum(flow.times for flow in self.flows.values() if flow.giver != flow.taker)

    @property
    def within(self) -> int:
        """How often it changed hands inside a unit."""
        return sum(flow.times for flow in self.flows.values() if flow.giver == flow.taker)

    @property
    def busiest(self) -> Flow | None:
        """The way between two units that work went most often; the first in order of equals."""
        ways = [flow for flow in self.flows.values() if flow.giver != flow.taker]
        return max(ways, key=lambda flow: (flow.times, -flow.giver, -flow.taker)) if ways else None

    @property
    def grid(self) -> tuple[tuple[int, ...], ...]:
        """The counts, a row for each giver."""
        return tuple(tuple(self.times(giver, taker) for taker, _ in self.units) for giver, _ in self.units)


def flow_map(flows: Iterable[Flow], units: Iterable[tuple[int, str]]) -> FlowMap:
    """The map of these flows; ``units`` names every unit in the order of the tree."""
    found = {(flow.giver, flow.taker): flow for flow in flows}
    met = {unit for pair in found for unit in pair}
    return FlowMap(tuple(unit for unit in units if unit[0] in met), found)


def conclusion(flows: FlowMap) -> Text:
    """The map in one sentence."""
    said = Text(
        f"{flows.between} lần giữa các đơn vị, {flows.within} lần trong nội bộ đơn vị.",
        f"{flows.between} times between units, {flows.within} times inside one unit.",
    )
    most, names = flows.busiest, dict(flows.units)
    if most is None:
        return said
    giver, taker = names[most.giver], names[most.taker]
    return Text(
        f"{said.vi} Nhiều nhất: {giver} → {taker}, {most.times} lần.",
        f"{said.en} Most often: {giver} → {taker}, {most.times} times.",
    )
