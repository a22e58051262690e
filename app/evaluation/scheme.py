"""What a scheme of evaluation is made of: criteria, thresholds, settings, each with its legal basis.

Only record types stand here; the schemes themselves are data (``decree_335.py``) and are found through
``criteria.py``. Points are integer hundredths where a form prints them, exact fractions where they are
computed.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from fractions import Fraction

from app.text import Text


class Level(Enum):
    """The four levels of points (Art. 20.1–20.4.a). A month has a level of points, never a rank."""

    EXCELLENT = "excellent"
    GOOD = "good"
    COMPLETED = "completed"
    NOT_COMPLETED = "not_completed"

    @property
    def title(self) -> Text:
        """The decree's name of the level."""
        return _LEVEL_TITLES[self]

    @property
    def label(self) -> Text:
        """How a month's sheet calls it: "mức điểm tương ứng" (Art. 15.3.a), because ranks are yearly (Art. 3.5)."""
        title = self.title
        return Text(f"mức điểm tương ứng: {title.vi}", f"level of points: {title.en}")


_LEVEL_TITLES = {
    Level.EXCELLENT: Text("Hoàn thành xuất sắc nhiệm vụ", "Excellent completion of duties"),
    Level.GOOD: Text("Hoàn thành tốt nhiệm vụ", "Good completion of duties"),
    Level.COMPLETED: Text("Hoàn thành nhiệm vụ", "Completion of duties"),
    Level.NOT_COMPLETED: Text("Không hoàn thành nhiệm vụ", "Non-completion of duties"),
}


class Origin(StrEnum):
    """How an item of work came to a person; it decides whether the item is part of the assigned total."""

    ORDINARY = "ordinary"
    TAKEN_OVER = "taken_over"
    SUDDEN = "sudden"


class HandOverReason(StrEnum):
    """Why work left a person, as the assigner upheld it. What was not upheld is ``CANNOT``."""

    CANNOT = "cannot"
    ABSENCE = "absence"
    MOVED_BY_HEAD = "moved"
    NOT_AUTHORITY_UPHELD = "not_authority"
    LACKS_PAPERS_UPHELD = "lacks_papers"
    WITHDRAWN = "withdrawn"


class RatioCap(StrEnum):
    """Whether a, b and c are each cut at 100 % before the mean is taken."""

    NONE = "none"
    EACH = "each"


class DeductionShape(StrEnum):
    """How several deductions on one item add up."""

    LINEAR = "linear"
    COMPOUNDING = "compounding"


class CarryOver(StrEnum):
    """In which months an item stands that was not submitted in the month of its deadline."""

    UNTIL_SUBMITTED = "until_submitted"
    DUE_MONTH_ONLY = "due_month_only"


class LatenessDate(StrEnum):
    """By which date a lateness is judged where an extension was agreed before the date ran out."""

    EXTENDED = "extended"
    ORIGINAL = "original"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One general criterion. ``max_hundredths`` is the highest number of points, in hundredths (250 = 2,5)."""

    code: str
    title: Text
    max_hundredths: int


@dataclass(frozen=True, slots=True)
class CriterionGroup:
    """A group of general criteria as the official form prints it."""

    code: str
    title: Text
    criteria: tuple[Criterion, ...]

    @property
    def max_hundredths(self) -> int:
        """The group's highest number of points, in hundredths."""
        return sum(criterion.max_hundredths for criterion in self.criteria)


@dataclass(frozen=True, slots=True)
class Threshold:
    """The level reached from ``at_least`` points. Crossing it needs a written reason where ``guarded``."""

    level: Level
    at_least: Fraction
    guarded: bool
    basis: Text


@dataclass(frozen=True, slots=True)
class Option:
    """One value that a setting may take."""

    value: str
    title: Text


@dataclass(frozen=True, slots=True)
class Setting:
    """A gap of the law and how it was closed. ``options`` are all the readings that the engine can follow."""

    code: str
    title: Text
    value: str
    options: tuple[Option, ...]
    reason: Text
    basis: Text

    @property
    def decided(self) -> Text:
        """The chosen reading in words."""
        return next(option.title for option in self.options if option.value == self.value)


@dataclass(frozen=True, slots=True)
class NumberSetting:
    """A gap of the law that was closed by a number, in ``unit``."""

    code: str
    title: Text
    value: int
    unit: Text
    reason: Text
    basis: Text

    @property
    def decided(self) -> Text:
        """The chosen number in words."""
        return Text(f"{self.value} {self.unit.vi}", f"{self.value} {self.unit.en}")


@dataclass(frozen=True, slots=True)
class HandOverRule:
    """What a reason for handing work over does to the giver's total and to the taker's."""

    reason: HandOverReason
    title: Text
    stays_with_giver: bool
    for_taker: Origin | None
    basis: Text


@dataclass(frozen=True, slots=True)
class Scheme:
    """A dated way of evaluating, with its legal basis. Nothing in it ever changes; a new way is a new scheme.

    ``deduction`` is the share of an item's own points that one failed check or one lateness costs,
    ``leader_values`` are the only values of d, đ and e, ``general_max_hundredths`` and ``result_max`` the
    two ceilings. ``unconverted_factor`` stands in for the factor of work without a catalogue entry.
    """

    code: str
    title: Text
    basis: Text
    covers: Text
    valid_from: date
    groups: tuple[CriterionGroup, ...]
    thresholds: tuple[Threshold, ...]
    lowest_level: Level
    leader_level: Level
    leader_values: tuple[Fraction, Fraction]
    result_max: int
    deduction: Fraction
    unconverted_factor: Fraction
    max_catalogue_groups: int
    hand_overs: tuple[HandOverRule, ...]
    settings: tuple[Setting, ...]
    number_settings: tuple[NumberSetting, ...]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """All general criteria in the order of the form."""
        return tuple(criterion for group in self.groups for criterion in group.criteria)

    @property
    def general_max_hundredths(self) -> int:
        """The ceiling of the general part, in hundredths of a point (Art. 12.2)."""
        return sum(group.max_hundredths for group in self.groups)

    @property
    def general_max(self) -> Fraction:
        """The ceiling of the general part, in points."""
        return Fraction(self.general_max_hundredths, 100)

    @property
    def ratio_cap(self) -> RatioCap:
        """Whether a, b, c are each cut at 100 %."""
        return RatioCap(self.setting("ratio_cap").value)

    @property
    def deduction_shape(self) -> DeductionShape:
        """How several deductions on one item add up."""
        return DeductionShape(self.setting("deduction_shape").value)

    @property
    def carry_over(self) -> CarryOver:
        """In which months an unsubmitted item stands."""
        return CarryOver(self.setting("carry_over").value)

    @property
    def lateness_date(self) -> LatenessDate:
        """By which date a lateness is judged where an extension was agreed."""
        return LatenessDate(self.setting("lateness_date").value)

    def criterion(self, code: str) -> Criterion:
        """The criterion with this code ("II.3"); ``KeyError`` where the scheme has none."""
        return {criterion.code: criterion for criterion in self.criteria}[code]

    def setting(self, code: str) -> Setting:
        """The setting with this code; ``KeyError`` where the scheme has none."""
        return {setting.code: setting for setting in self.settings}[code]

    def number(self, code: str) -> int:
        """The value of the number setting with this code; ``KeyError`` where the scheme has none."""
        return {setting.code: setting.value for setting in self.number_settings}[code]

    def hand_over(self, reason: HandOverReason) -> HandOverRule:
        """What handing work over for this reason does to both totals (Art. 18.1.d)."""
        return {rule.reason: rule for rule in self.hand_overs}[reason]

    def at_least(self, level: Level) -> Fraction:
        """The fewest points of ``level``; 0 for the lowest one."""
        return next((step.at_least for step in self.thresholds if step.level is level), Fraction(0))
