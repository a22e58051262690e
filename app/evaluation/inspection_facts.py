"""What the inspector's flags are raised from: the confirmed sheets of one month and the facts about their work.

Only record types stand here. Everything comes from confirmed sheets' snapshots and from the server's records.
"""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class CriterionFacts:
    """One general criterion of a sheet, in hundredths; ``told``: somebody wrote a word or a reason beside it."""

    code: str
    most: int
    own: int | None
    confirmed: int
    told: bool
    grounds: int  # pieces of evidence beside it, whether they speak for or against
    incidents: int  # confirmed incidents among them


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """A row of table II. ``late``: latenesses that were charged."""

    task_id: int
    code: str
    assigned: int
    finished: int
    late: int


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """One confirmed sheet. ``total`` is None where there was nothing to score."""

    sheet_id: int
    staff_code: str
    name: str
    unit_id: int
    unit_name: str
    duty: str  # whose sheets may be compared: heads, deputies, staff
    scorer_id: int
    total: Fraction | None
    criteria: tuple[CriterionFacts, ...]
    items: tuple[ItemFacts, ...]
    comment: str


@dataclass(frozen=True, slots=True)
class LateEvidence:
    """A piece of evidence that was added when the month was over."""

    task_id: int
    code: str
    file_name: str
    on: date


@dataclass(frozen=True, slots=True)
class MovedDeadline:
    """A deadline that was moved when it had passed."""

    task_id: int
    code: str
    old: date
    new: date
    on: date


@dataclass(frozen=True, slots=True)
class BouncedTask:
    """Work that changed hands unwillingly and was accepted in the month, with who it counts for, by staff code."""

    task_id: int
    code: str
    unit_id: int
    unit_name: str
    on_sheets: int  # sheets of any month on which it stands as finished
    missing: int = 0  # sheets of its people that are not confirmed yet: it may still come


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """Everything about one month that the flags ask."""

    month: str
    last_day: date
    sheets: tuple[SheetFacts, ...]
    late_evidence: tuple[LateEvidence, ...] = ()
    moved_deadlines: tuple[MovedDeadline, ...] = ()
    bounced: tuple[BouncedTask, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """The office's own rules for comparing (``office_rules``), each with its reason there."""

    smallest_group: int = 5
    least_distance: Fraction = field(default=Fraction(5))
    longest_alike: int = 20  # letters from which equal comments count as copied
