"""What is known of one person's items of work, and what a month's count makes of them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from app.evaluation.criteria import HandOverReason, Origin
from app.evaluation.months import Month
from app.evaluation.scoring import ProductLine
from app.text import Text


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """One submission by this person. ``accepted`` is None while it waits, False once it was returned.

    ``failed_check``: the return was marked as a major error of content (Art. 14.2.b); ``failed_objective``:
    the competent person confirmed an objective cause for it.
    """

    on: date
    accepted: bool | None
    failed_check: bool = False
    failed_objective: bool = False


@dataclass(frozen=True, slots=True)
class LatenessFacts:
    """A date to be kept that passed without a submission: the deadline, or a date set for rework."""

    due: date
    objective: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """The day on which the item left this person, and the reason that the assigner upheld."""

    on: date
    reason: HandOverReason


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One item of work in one person's hands.

    ``deadline`` is the date that counts: after extensions agreed before it, and as it stood when the item left
    this person; for an imported task that was already late, the working deadline where one was set.
    ``missed_before_extension`` is the date as it stood before the first extension, where that extension was agreed
    in time and the date then passed without a submission: late by the original date, not by the extended one.
    ``given_on`` is the day it was given to this person. ``factor`` None means that it was not converted yet.
    """

    task_id: int
    code: str
    title: str
    factor: Fraction | None
    deadline: date
    given_on: date
    origin: Origin = Origin.ORDINARY
    ended: Ended | None = None
    submissions: tuple[SubmissionFacts, ...] = ()
    latenesses: tuple[LatenessFacts, ...] = ()
    missed_before_extension: date | None = None


class ItemState(StrEnum):
    """What an item is in a month."""

    FINISHED = "finished"
    WAITING = "waiting"
    UNFINISHED = "unfinished"
    GIVEN_UP = "given_up"
    LEFT = "left"


class Mark(StrEnum):
    """What the head has to settle before the sheet is confirmed."""

    UNCONVERTED = "unconverted"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class CountedItem:
    """An item's line in a month with the ground of every number in it."""

    facts: ItemFacts
    line: ProductLine
    state: ItemState
    marks: frozenset[Mark]
    why_here: Text
    why_assigned: Text | None
    why_finished: Text | None
    about_quality: Text | None
    about_progress: Text | None

    @property
    def reasons(self) -> tuple[Text, ...]:
        """All grounds, in the order of the columns."""
        grounds = (
            self.why_here,
            self.why_assigned,
            self.why_finished,
            self.about_quality,
            self.about_progress,
        )
        return tuple(ground for ground in grounds if ground is not None)


@dataclass(frozen=True, slots=True)
class MonthCount:
    """All items of one person's month. ``lines[i]`` is the line of ``counted[i]``."""

    month: Month
    counted: tuple[CountedItem, ...]

    @property
    def lines(self) -> tuple[ProductLine, ...]:
        """What the formula takes."""
        return tuple(item.line for item in self.counted)

    @property
    def waiting(self) -> tuple[CountedItem, ...]:
        """Submitted, neither accepted nor returned: to be settled before the sheet is confirmed."""
        return tuple(item for item in self.counted if Mark.WAITING in item.marks)

    @property
    def unconverted(self) -> tuple[CountedItem, ...]:
        """Without a factor of their own: to be settled before the sheet is confirmed (Art. 13.3)."""
        return tuple(item for item in self.counted if Mark.UNCONVERTED in item.marks)

    @property
    def left(self) -> tuple[CountedItem, ...]:
        """What left the assigned total in this month."""
        return tuple(item for item in self.counted if item.state is ItemState.LEFT)

    @property
    def extra_finished(self) -> tuple[CountedItem, ...]:
        """Finished work outside the assigned total (Art. 18.1.d)."""
        return tuple(item for item in self.counted if item.line.finished > item.line.assigned)

    @property
    def settled(self) -> bool:
        """Whether nothing waits for the head."""
        return not self.waiting and not self.unconverted
