"""One person's month in points, exactly (Art. 14–17 of Decree 335/2025, or what another scheme says).

Everything is a ``Fraction``: nothing is rounded, and every number can be opened to the lines that sum to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from app.evaluation.criteria import PRESET, DeductionShape, Level, RatioCap, Scheme
from app.text import Text

__all__ = [
    "Insufficient",
    "LeaderParts",
    "Level",
    "LineCredit",
    "Part",
    "ProductLine",
    "Scored",
    "crosses",
    "level_of",
    "line_faults",
    "score",
]


@dataclass(frozen=True, slots=True)
class ProductLine:
    """One item of work, or several alike items without a fault, as the formula sees it.

    ``factor`` converts it into standard units (Art. 13). ``assigned`` is 0 for work taken over or sudden,
    ``finished`` 0 for work handed on or not accepted. ``failed_checks`` and ``late`` are counts of times;
    ``objective_…`` says that the competent person confirmed an objective cause, which lifts that deduction.
    """

    factor: Fraction
    assigned: int
    finished: int
    failed_checks: int = 0
    late: int = 0
    objective_quality: bool = False
    objective_progress: bool = False


@dataclass(frozen=True, slots=True)
class LeaderParts:
    """The three parts of a leader's result (Art. 15.3): d the unit's result, ``dd`` (đ) organising, e uniting."""

    d: Fraction
    dd: Fraction
    e: Fraction


@dataclass(frozen=True, slots=True)
class LineCredit:
    """What one line gives, in standard units: to the assigned total and to the numerators of a, b and c.

    ``kept_quality`` and ``kept_progress`` are the shares left after deductions (1 = nothing lost).
    """

    line: ProductLine
    kept_quality: Fraction
    kept_progress: Fraction

    @property
    def assigned(self) -> Fraction:
        """Standard units in the denominator."""
        return self.line.factor * self.line.assigned

    @property
    def a(self) -> Fraction:
        """Standard units in the numerator of a."""
        return self.line.factor * self.line.finished

    @property
    def b(self) -> Fraction:
        """Standard units in the numerator of b."""
        return self.a * self.kept_quality

    @property
    def c(self) -> Fraction:
        """Standard units in the numerator of c."""
        return self.a * self.kept_progress


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the mean: ``value``, and for a, b, c the two sums of standard units it is made of."""

    code: str
    title: Text
    value: Fraction
    numerator: Fraction | None = None
    denominator: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Insufficient:
    """Nothing was assigned: there is no denominator and no score. ``lines`` still lists the extra work."""

    reason: Text
    general: Fraction
    lines: tuple[LineCredit, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """A month's points. ``r`` is the mean of ``parts``; ``result`` is r × 70, at most 70 (Art. 12.3)."""

    general: Fraction
    parts: tuple[Part, ...]
    r: Fraction
    uncapped_result: Fraction
    result: Fraction
    total: Fraction
    grade: Level
    lines: tuple[LineCredit, ...]

    def part(self, code: str) -> Part:
        """The part with this code (a, b, c, d, dd, e); ``KeyError`` where the person is no leader."""
        return {part.code: part for part in self.parts}[code]

    @property
    def a(self) -> Fraction:
        """Quantity (Art. 14.2.a)."""
        return self.part("a").value

    @property
    def b(self) -> Fraction:
        """Quality (Art. 14.2.b)."""
        return self.part("b").value

    @property
    def c(self) -> Fraction:
        """Progress (Art. 14.2.c)."""
        return self.part("c").value

    @property
    def capped(self) -> bool:
        """Whether the ceiling of the result part took something away."""
        return self.result < self.uncapped_result


_PART_TITLES = {
    "a": Text("số lượng", "quantity"),
    "b": Text("chất lượng", "quality"),
    "c": Text("tiến độ", "progress"),
    "d": Text("kết quả hoạt động của đơn vị", "the unit's result"),
    "dd": Text("khả năng tổ chức triển khai", "organising the work"),
    "e": Text("năng lực tập hợp, đoàn kết", "uniting people"),
}

_NOTHING_ASSIGNED = Text(
    "Kỳ này chưa có việc nào trong tổng được giao nên chưa đủ dữ liệu để chấm điểm kết quả.",
    "Nothing of this period is in the assigned total, so there is insufficient data for the result part.",
)


def score(
    general: Fraction,
    lines: Iterable[ProductLine],
    leader: LeaderParts | None = None,
    scheme: Scheme = PRESET,
) -> Scored | Insufficient:
    """The points of one month: ``general`` points plus the result part of ``lines`` (Art. 16, 17.1).

    ``leader`` is given for leaders only. Raises ``ValueError`` for what no month can be: general points out of
    bounds, a faulty line (see ``line_faults``), a leader's part of another value than the scheme allows.
    """
    lines = tuple(lines)
    _refuse_the_impossible(general, lines, leader, scheme)
    credits = tuple(_credit(line, scheme) for line in lines)
    assigned = sum((credit.assigned for credit in credits), Fraction(0))
    if assigned == 0:
        return Insufficient(_NOTHING_ASSIGNED, general, credits)
    parts = (
        _ratio("a", [credit.a for credit in credits], assigned, scheme),
        _ratio("b", [credit.b for credit in credits], assigned, scheme),
        _ratio("c", [credit.c for credit in credits], assigned, scheme),
        *_leader_parts(leader),
    )
    r = sum((part.value for part in parts), Fraction(0)) / len(parts)
    uncapped = r * scheme.result_max
    result = min(uncapped, Fraction(scheme.result_max))
    total = general + result
    return Scored(general, parts, r, uncapped, result, total, level_of(total, scheme), credits)


def line_faults(line: ProductLine) -> dict[str, Text]:
    """What is wrong with a line, by field; empty where it can be scored."""
    faults = {
        field: Text("phải là số nguyên không âm", "must be a whole number, not negative")
        for field in ("assigned", "finished", "failed_checks", "late")
        if getattr(line, field) < 0
    }
    if line.factor <= 0:
        faults["factor"] = Text("phải lớn hơn 0", "must be above 0")
    if line.finished > line.assigned > 0:
        faults["finished"] = Text(
            "không được lớn hơn số được giao (trừ khi số được giao là 0)",
            "must not be above the assigned count (unless that is 0)",
        )
    for field in ("failed_checks", "late"):
        if max(line.assigned, line.finished) > 1 and getattr(line, field) > 0:
            faults[field] = Text(
                "dòng gộp nhiều sản phẩm không được có lần chưa đạt hoặc lần chậm; tách mỗi sản phẩm một dòng",
                "a line of several items must have no failed check and no lateness; give each item its own line",
            )
    return faults


def level_of(total: Fraction, scheme: Scheme = PRESET) -> Level:
    """The level that an unrounded total corresponds to (Art. 20.1–20.4.a)."""
    reached = (step.level for step in scheme.thresholds if total >= step.at_least)
    return next(reached, scheme.lowest_level)


def crosses(one: Fraction, other: Fraction, scheme: Scheme = PRESET) -> bool:
    """Whether two totals lie on different sides of a guarded threshold (50 or 90): then a reason is required."""
    return any(
        (one >= step.at_least) != (other >= step.at_least) for step in scheme.thresholds if step.guarded
    )


def _credit(line: ProductLine, scheme: Scheme) -> LineCredit:
    return LineCredit(
        line,
        _kept(0 if line.objective_quality else line.failed_checks, scheme),
        _kept(0 if line.objective_progress else line.late, scheme),
    )


def _kept(times: int, scheme: Scheme) -> Fraction:
    """The share of an item's own points that is left after ``times`` deductions, never below 0 (Art. 14.2.b, c)."""
    if scheme.deduction_shape is DeductionShape.COMPOUNDING:
        return Fraction((1 - scheme.deduction) ** times)
    return max(Fraction(0), 1 - scheme.deduction * times)


def _ratio(code: str, credits: list[Fraction], assigned: Fraction, scheme: Scheme) -> Part:
    earned = sum(credits, Fraction(0))
    value = earned / assigned
    if scheme.ratio_cap is RatioCap.EACH:
        value = min(value, Fraction(1))
    return Part(code, _PART_TITLES[code], value, earned, assigned)


def _leader_parts(leader: LeaderParts | None) -> tuple[Part, ...]:
    if leader is None:
        return ()
    values = {"d": leader.d, "dd": leader.dd, "e": leader.e}
    return tuple(Part(code, _PART_TITLES[code], value) for code, value in values.items())


def _refuse_the_impossible(
    general: Fraction, lines: tuple[ProductLine, ...], leader: LeaderParts | None, scheme: Scheme
) -> None:
    if not 0 <= general <= scheme.general_max:
        raise ValueError(f"general points {general} are outside 0 to {scheme.general_max}")
    for number, line in enumerate(lines):
        for field, text in line_faults(line).items():
            raise ValueError(f"line {number}, {field}: {text.en}")
    if leader is not None and not {leader.d, leader.dd, leader.e} <= set(scheme.leader_values):
        raise ValueError("a leader's part has another value than the scheme allows")
