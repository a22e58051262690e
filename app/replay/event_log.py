"""What a log of events says of its cases: who held each when, which ended, which late.

The holder is who did the latest event. An event that does not say who did it changes no holder. Days are
those of the file's own UTC offsets: a case is late when the written day of its end lies after the written
day of its deadline.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a case; ``holder`` is "" where the log does not say who did it."""

    at: datetime
    holder: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """From ``since`` on this holder had the case."""

    holder: str
    since: datetime


@dataclass(frozen=True)
class Case:
    """One case: its events in the order of time, and what every row of it repeats."""

    key: str
    events: tuple[Event, ...]
    start: datetime | None = None
    deadline: datetime | None = None
    end: datetime | None = None
    responsible: str = ""

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """The holders in the order of time; nobody follows himself."""
        found: list[Stretch] = []
        for event in self.events:
            if event.holder and (not found or found[-1].holder != event.holder):
                found.append(Stretch(event.holder, event.at))
        return tuple(found)

    @property
    def began_at(self) -> datetime:
        """The written start, or the first event where that is earlier or no start is written."""
        first = self.events[0].at
        return min(self.start, first) if self.start else first

    @property
    def is_finished(self) -> bool:
        """Whether the log says when it ended."""
        return self.end is not None

    @property
    def is_late(self) -> bool:
        """Whether it ended on a later day than its deadline's, each day as written."""
        return self.end is not None and self.deadline is not None and self.end.date() > self.deadline.date()

    @property
    def changes(self) -> int:
        """How often it changed hands."""
        return max(len(self.stretches) - 1, 0)

    @property
    def came_straight_back(self) -> bool:
        """Whether it went from one holder to another and straight back."""
        names = [stretch.holder for stretch in self.stretches]
        return any(first == third for first, third in zip(names, names[2:], strict=False))

    def holder_on(self, day: date) -> str:
        """Who had it when ``day`` ended, as written; "" where nobody is known to have had it."""
        return next((each.holder for each in reversed(self.stretches) if each.since.date() <= day), "")


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted of a log; the names are those of the printed answer, in their order."""

    cases: int = 0
    finished: int = 0
    late_finished: int = 0
    open: int = 0
    handed_over: int = 0
    ping_pong: int = 0
    handovers: int = 0
    max_handovers: int = 0

    def named(self) -> dict[str, int]:
        """The figures by name."""
        return asdict(self)


def figures(cases: Iterable[Case]) -> Figures:
    """Count the cases."""
    seen = list(cases)
    changes = [case.changes for case in seen]
    finished = sum(case.is_finished for case in seen)
    return Figures(
        cases=len(seen),
        finished=finished,
        late_finished=sum(case.is_late for case in seen),
        open=len(seen) - finished,
        handed_over=sum(change > 0 for change in changes),
        ping_pong=sum(case.came_straight_back for case in seen),
        handovers=sum(changes),
        max_handovers=max(changes, default=0),
    )
