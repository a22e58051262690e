"""Báo lên cấp trên: which heads a late task has to reach on a day, and who of them is passed over.

No law sets this ladder; the office does (rules ``escalation_grace_days`` and ``escalation_step_days``,
docs/decisions/0020-reminders-and-the-ladder.md). Facts in, answers out.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

AWAY = "away"
VACANT = "vacant"


@dataclass(frozen=True, slots=True)
class Rung:
    """One unit on the way up: its head of the day, whether away, and who then stands in by delegation."""

    unit: int
    head: int | None
    away: bool = False
    deputy: int | None = None

    def reached_by(self, owner: int | None) -> int | None:
        """Who is told at this rung: never somebody absent, never the person whose work it is."""
        person = self.deputy if self.away else self.head
        return None if person == owner else person


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A level that nobody could be told at, and why: its head is away, or it has none."""

    level: int
    unit: int
    officer: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody to be told now; ``passed_over``: the levels below that could not be told."""

    level: int
    unit: int
    to: int
    passed_over: tuple[PassedOver, ...] = ()


def levels_due(days_late: int, grace: int, step: int) -> int:
    """How many levels a task has to have reached: the first after ``grace`` working days, one more each ``step``."""
    return 0 if days_late < grace else 1 + (days_late - grace) // step


def rungs_for(owner: int | None, way_up: Sequence[Rung]) -> tuple[Rung, ...]:
    """The ladder of one task: where its owner heads a unit, that unit's rung falls away and the head above is first."""
    return tuple(rung for rung in way_up if owner is None or rung.head != owner)


def steps_due(
    rungs: Sequence[Rung],
    due: int,
    reached: Collection[int],
    told: Collection[int],
    owner: int | None = None,
) -> tuple[Step, ...]:
    """Who is to be told now, lowest level first.

    ``reached``: the levels that were told of this date before; ``told``: the people who need not be told
    again. A due level with nobody to tell passes upward until somebody is found or was told before; it stays
    due itself, so that its head hears of it when back.
    """
    found: list[Step] = []
    known = set(told)
    passed: list[PassedOver] = []
    for level, rung in enumerate(rungs, 1):
        if level > due and not passed:
            break
        person = rung.reached_by(owner)
        if level in reached or person in known:
            passed = []
        elif person is None:
            passed.append(PassedOver(level, rung.unit, rung.head, VACANT if rung.head is None else AWAY))
        else:
            found.append(Step(level, rung.unit, person, tuple(passed)))
            known.add(person)
            passed = []
    return tuple(found)
