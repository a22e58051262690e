"""Which tasks fall to a deputy: exactly what is due, or begins to wait for a decision, within the delegated days.

What lay there before the period is the giver's own and comes along only where the delegation says so; drafts
are nobody's yet. The same rule stands as a condition of SQL in ``sight.py``: a test compares them case by case.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.tasks.rules import FINISHED, HELD, State


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a delegation; ``with_backlog``: also what was there before them and is not finished."""

    first: date
    last: date
    with_backlog: bool = False


@dataclass(frozen=True, slots=True)
class Times:
    """On which days things happened to a task that matter here; None where they did not."""

    state: State
    due_on: date | None = None
    submitted_on: date | None = None  # the result that may wait for a decision
    hand_back_on: date | None = None  # the hand-back that nobody has decided on
    extension_on: date | None = None  # the request for another date that nobody has decided on
    unit_given_on: date | None = None


def falls_to_deputy(period: Period, task: Times) -> bool:
    """Whether the task is due or waits for a decision within the period (or before it, with the backlog)."""
    if task.state is State.DRAFT:
        return False
    days = [day for day in (task.due_on, *_waiting(task)) if day is not None]
    if any(period.first <= day <= period.last for day in days):
        return True
    return period.with_backlog and task.state not in FINISHED and any(day < period.first for day in days)


def _waiting(task: Times) -> Iterator[date | None]:
    """Since when something waits for a decision."""
    if task.state is State.SUBMITTED:
        yield task.submitted_on
    if task.state is State.AWAITING_PERSON:
        yield task.unit_given_on
    if task.state in HELD:
        yield task.hand_back_on
        yield task.extension_on
