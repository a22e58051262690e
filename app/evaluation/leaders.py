"""The three parts of a leader's result (Art. 15.3): what the facts propose, each with its ground.

d follows from the subordinates' points. đ and e are proposals: the scoring authority decides, with a reason
where the decision differs. A deputy is judged on the same parts within the field in charge (Art. 15.4).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from app.evaluation.criteria import PRESET, Scheme
from app.formats import format_number
from app.text import Text

_NAMED = 5
"""So many of the worst items a ground names; the rest is a number."""


@dataclass(frozen=True, slots=True)
class Subordinate:
    """A civil servant under management and the total of the same month; ``why_no_total`` says why there is none."""

    officer_id: int
    name: str
    total: Fraction | None
    why_no_total: Text | None = None


@dataclass(frozen=True, slots=True)
class UnitResult:
    """Part d. ``value`` is None while nobody has a score: the sheet then waits for the head above."""

    value: Fraction | None
    ground: Text
    counted: tuple[Subordinate, ...]
    below: tuple[Subordinate, ...]
    left_out: tuple[Subordinate, ...]


@dataclass(frozen=True, slots=True)
class PlanItem:
    """An item of the unit's plan and how many working days late it is (0: on time, or not due yet)."""

    task_id: int
    code: str
    title: str
    working_days_late: int


@dataclass(frozen=True, slots=True)
class Complaint:
    """Feedback, a complaint or a petition about prolonged internal conflict that arose in the period."""

    reference: str
    words: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed value with its ground. ``value`` None: the facts propose nothing, a person has to choose."""

    value: Fraction | None
    ground: Text


def unit_result(subordinates: Iterable[Subordinate], scheme: Scheme = PRESET) -> UnitResult:
    """Part d (Art. 15.3.a): full where everyone with a score reaches the level of completion, else half.

    The totals must be those of the same period; only civil servants are given.
    """
    everyone = tuple(subordinates)
    needed = scheme.at_least(scheme.leader_level)
    counted = tuple(one for one in everyone if one.total is not None)
    below = tuple(one for one in counted if one.total is not None and one.total < needed)
    left_out = tuple(one for one in everyone if one.total is None)
    value = _unit_value(counted, below, scheme)
    return UnitResult(value, _unit_ground(counted, below, left_out, needed), counted, below, left_out)


def propose_organising(plan: Iterable[PlanItem], scheme: Scheme = PRESET) -> Proposal:
    """Part đ (Art. 15.3.b): half where an item of the plan is late beyond the setting.

    The full value is never proposed: it also asks for quality and initiative, which no date shows.
    """
    limit = scheme.number("prolonged_delay_working_days")
    prolonged = sorted(
        (item for item in plan if item.working_days_late > limit), key=lambda item: -item.working_days_late
    )
    if not prolonged:
        return Proposal(
            None,
            Text(
                f"Không có việc nào trong kế hoạch chậm quá {limit} ngày làm việc. Mức 100% còn đòi hỏi chất lượng và sáng kiến: ông/bà chọn và ghi lý do (Điều 15.3.b).",
                f"No item of the plan is more than {limit} working days late. 100 % also asks for quality and initiative: choose and write the reason (Art. 15.3.b).",
            ),
        )
    return Proposal(
        scheme.leader_values[1],
        Text(
            f"Chậm trễ kéo dài, quá {limit} ngày làm việc: {_listed(prolonged, 'chậm {} ngày', 'và {} việc khác')} (Điều 15.3.b).",
            f"Prolonged delay, over {limit} working days: {_listed(prolonged, '{} days late', 'and {} more')} (Art. 15.3.b).",
        ),
    )


def propose_uniting(complaints: Iterable[Complaint], scheme: Scheme = PRESET) -> Proposal:
    """Part e (Art. 15.3.c): full unless somebody recorded that a complaint arose, settled or not."""
    recorded = tuple(complaints)
    full, half = scheme.leader_values
    if not recorded:
        return Proposal(
            full,
            Text(
                "Không có phản ánh, khiếu nại, kiến nghị nào về mâu thuẫn nội bộ kéo dài được ghi nhận trong kỳ (Điều 15.3.c).",
                "No feedback, complaint or petition about prolonged internal conflict is on record for the period (Art. 15.3.c).",
            ),
        )
    references = ", ".join(one.reference for one in recorded)
    return Proposal(
        half,
        Text(
            f"Trong kỳ phát sinh phản ánh, khiếu nại, kiến nghị về mâu thuẫn nội bộ kéo dài: {references} (Điều 15.3.c).",
            f"Feedback, a complaint or a petition about prolonged internal conflict arose in the period: {references} (Art. 15.3.c).",
        ),
    )


def _unit_value(
    counted: tuple[Subordinate, ...], below: tuple[Subordinate, ...], scheme: Scheme
) -> Fraction | None:
    full, half = scheme.leader_values
    if not counted:
        return None
    return half if below else full


def _unit_ground(
    counted: tuple[Subordinate, ...],
    below: tuple[Subordinate, ...],
    left_out: tuple[Subordinate, ...],
    needed: Fraction,
) -> Text:
    points = format_number(needed)
    if not counted:
        said = Text(
            "Chưa có công chức nào thuộc quyền có điểm trong kỳ: chưa đủ dữ liệu, chờ cấp trên quyết định",
            "No subordinate has a score for the period: insufficient data, waiting for the head above",
        )
    elif below:
        said = Text(
            f"{len(below)} trong {len(counted)} công chức có điểm dưới {points}: {_named(below)}",
            f"{len(below)} of {len(counted)} civil servants with a score are below {points}: {_named(below)}",
        )
    else:
        said = Text(
            f"Cả {len(counted)} công chức có điểm đều đạt từ {points} điểm trở lên",
            f"All {len(counted)} civil servants with a score have {points} points or more",
        )
    vi, en = f"{said.vi} (Điều 15.3.a).", f"{said.en} (Art. 15.3.a)."
    if left_out:
        vi += f" Không tính {len(left_out)} người chưa có điểm: {_named(left_out)}."
        en += f" Left out, without a score: {_named(left_out)}."
    return Text(vi, en)


def _named(people: tuple[Subordinate, ...]) -> str:
    return ", ".join(one.name for one in people)


def _listed(items: list[PlanItem], words: str, more: str) -> str:
    named = [f"{item.code} ({words.format(item.working_days_late)})" for item in items[:_NAMED]]
    unnamed = len(items) - len(named)
    return "; ".join([*named, more.format(unnamed)] if unnamed else named)
