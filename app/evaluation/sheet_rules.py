"""What a monthly sheet asks of the person and of the scoring authority. Pure: facts in, faults out.

One function, ``evaluate``, stands behind the preview, the self-score, the confirmation and every export.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from app.evaluation.criteria import PRESET, Scheme
from app.evaluation.item_facts import CountedItem, ItemState, Mark
from app.evaluation.months import Month
from app.evaluation.scoring import Insufficient, LeaderParts, ProductLine, Scored, crosses, score
from app.formats import format_points
from app.text import Text

REGIME = "cong_chuc"
PARTS = ("d", "dd", "e")
LEADER_PERCENTS = (100, 50)
DECEMBER = 12
LONGEST_WORDS = 4_000


class State(StrEnum):
    """Where a sheet stands. A person without a row has an open sheet."""

    OPEN = "open"
    SELF_SCORED = "self_scored"
    CONFIRMED = "confirmed"

    @property
    def label(self) -> Text:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    State.OPEN: Text("chưa tự chấm", "not self-scored"),
    State.SELF_SCORED: Text("chờ xác nhận", "awaiting confirmation"),
    State.CONFIRMED: Text("đã xác nhận", "confirmed"),
}


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One row of table II, whether it comes from the facts of today or from a confirmed sheet's snapshot."""

    task_id: int
    code: str
    title: str
    deadline: date
    line: ProductLine
    state: ItemState
    marks: frozenset[Mark]
    reasons: tuple[Text, ...]

    @property
    def extra(self) -> bool:
        """Outside the assigned total and finished (Art. 18.1.d)."""
        return self.line.finished > self.line.assigned


def item_of(counted: CountedItem) -> SheetItem:
    """The sheet's row of an item that counts in the month."""
    facts = counted.facts
    return SheetItem(
        facts.task_id,
        facts.code,
        facts.title,
        facts.deadline,
        counted.line,
        counted.state,
        counted.marks,
        counted.reasons,
    )


def covered(regime: str) -> Text | None:
    """Why the scheme does not cover a person (Art. 2); None where it does."""
    if regime == REGIME:
        return None
    return Text(
        "Nghị định 335/2025/NĐ-CP chỉ áp dụng cho công chức (Điều 2). Người này không thuộc diện đó nên không có phiếu.",
        "Decree 335/2025 covers civil servants only (Art. 2). This person is not one, so there is no sheet.",
    )


def month_fault(month: Month, today: date, scheme: Scheme = PRESET) -> Text | None:
    """Why a month has no sheets: it has not begun, or lies before the scheme; None where it has."""
    if month.first > today:
        return Text(f"{month.label.vi.capitalize()} chưa bắt đầu.", f"{month.label.en} has not begun.")
    if month.last < scheme.valid_from:
        return Text(
            f"{scheme.title.vi} có hiệu lực từ ngày {scheme.valid_from:%d/%m/%Y}; tháng này chưa được đánh giá theo đó.",
            f"{scheme.title.en} is in force since {scheme.valid_from:%d/%m/%Y}; this month is not evaluated by it.",
        )
    return None


def counts_until(month: Month, today: date) -> date | None:
    """The day until which work must be due to count, or None for the whole month.

    December is scored early for what is due until then (setting ``december``).
    """
    if month.number == DECEMBER and today < month.last:
        return today
    return None


def evaluate(
    general: Fraction, items: Iterable[SheetItem], leader: LeaderParts | None = None, scheme: Scheme = PRESET
) -> Scored | Insufficient:
    """The points of a sheet: always this way, whichever step or page asks."""
    return score(general, (item.line for item in items), leader, scheme)


def general_of(points: Mapping[str, int | None], scheme: Scheme = PRESET) -> Fraction | None:
    """The general part in points; None while a criterion has no value."""
    values = [points.get(criterion.code) for criterion in scheme.criteria]
    given = [value for value in values if value is not None]
    return Fraction(sum(given), 100) if len(given) == len(values) else None


def leader_parts(percents: Mapping[str, int]) -> LeaderParts | None:
    """d, đ, e as the formula takes them; None while one of them was not chosen."""
    if any(part not in percents for part in PARTS):
        return None
    return LeaderParts(*(Fraction(percents[part], 100) for part in PARTS))


def field(prefix: str, code: str) -> str:
    """The name of a form field of a criterion: p_II_3 for points, w_II_3 words, r_II_3 reason."""
    return f"{prefix}_{code.replace('.', '_')}"


def point_faults(points: Mapping[str, int | None], scheme: Scheme = PRESET) -> dict[str, Text]:
    """Every criterion without a value or out of its bounds (Art. 12.2, Form 01), by field."""
    faults = {}
    for criterion in scheme.criteria:
        value = points.get(criterion.code)
        most = criterion.max_hundredths
        if value is None:
            faults[field("p", criterion.code)] = Text(
                f"Ghi điểm tiêu chí {criterion.code}, từ 0 đến {format_points(most)}.",
                f"Enter the points of criterion {criterion.code}, from 0 to {format_points(most, 'en')}.",
            )
        elif not 0 <= value <= most:
            faults[field("p", criterion.code)] = Text(
                f"Tiêu chí {criterion.code}: điểm tối đa {format_points(most)}.",
                f"Criterion {criterion.code}: at most {format_points(most, 'en')} points.",
            )
    return faults


@dataclass(frozen=True, slots=True)
class Decision:
    """What the scoring authority decided on a sheet: points, the leader's parts, and the words to each."""

    points: Mapping[str, int | None]
    reasons: Mapping[str, str]
    parts: Mapping[str, int]
    part_reasons: Mapping[str, str]
    comment: str
    reason: str


def decision_faults(
    decision: Decision,
    *,
    own_points: Mapping[str, int | None],
    items: tuple[SheetItem, ...],
    leader: bool,
    proposed: Mapping[str, int | None],
    scheme: Scheme = PRESET,
) -> dict[str, Text]:
    """Everything that keeps a confirmation from being whole, by field.

    A comment is always required (17.2, Form 01 II.6); a reason where a value differs from the self-score or
    from what the evidence proposes, and where the total crosses 50 or 90.
    """
    faults = point_faults(decision.points, scheme)
    for criterion in scheme.criteria:
        given, own = decision.points.get(criterion.code), own_points.get(criterion.code)
        if given is not None and given != own and not decision.reasons.get(criterion.code):
            faults[field("r", criterion.code)] = Text(
                f"Tiêu chí {criterion.code}: điểm xác nhận khác điểm tự chấm, ghi lý do.",
                f"Criterion {criterion.code}: confirmed and self-given points differ, write the reason.",
            )
    assigned = any(item.line.assigned for item in items)
    if leader and assigned:
        faults |= _part_faults(decision, proposed)
    if not decision.comment:
        faults["comment"] = Text(
            "Ghi ý kiến nhận xét (Điều 17.2, mục II.6 Mẫu số 01).",
            "Write the comment (Art. 17.2, II.6 of Form 01).",
        )
    if not decision.reason and _crossed(decision, own_points, items, leader, scheme):
        faults["reason"] = Text(
            "Điểm xác nhận làm tổng điểm đi qua ngưỡng 50 hoặc 90 so với tự chấm: ghi lý do.",
            "The confirmed points take the total across 50 or 90 compared with the self-score: write the reason.",
        )
    return faults


_PART_NAMES = {"d": "d", "dd": "đ", "e": "e"}


def _part_faults(decision: Decision, proposed: Mapping[str, int | None]) -> dict[str, Text]:
    faults = {}
    for part in PARTS:
        name = _PART_NAMES[part]
        if decision.parts.get(part) not in LEADER_PERCENTS:
            faults[f"part_{part}"] = Text(
                f"Chọn 100% hoặc 50% cho điểm {name}.", f"Choose 100 % or 50 % for part {name}."
            )
        elif decision.parts[part] != proposed.get(part) and not decision.part_reasons.get(part):
            faults[f"part_reason_{part}"] = Text(
                f"Điểm {name} khác đề xuất từ dữ liệu, hoặc dữ liệu không đề xuất: ghi lý do.",
                f"Part {name} differs from what the facts propose, or they propose nothing: write the reason.",
            )
    return faults


def _crossed(
    decision: Decision,
    own_points: Mapping[str, int | None],
    items: tuple[SheetItem, ...],
    leader: bool,
    scheme: Scheme,
) -> bool:
    if point_faults(decision.points, scheme) or point_faults(own_points, scheme):
        return False
    parts = leader_parts(decision.parts) if leader else None
    if leader and (parts is None or any(decision.parts[part] not in LEADER_PERCENTS for part in PARTS)):
        return False
    own, given = general_of(own_points, scheme), general_of(decision.points, scheme)
    if own is None or given is None:
        return False
    before, after = evaluate(own, items, parts, scheme), evaluate(given, items, parts, scheme)
    if isinstance(before, Insufficient) or isinstance(after, Insufficient):
        return False
    return crosses(before.total, after.total, scheme)


@dataclass(frozen=True, slots=True)
class Block:
    """What has to be settled before a sheet can be confirmed; ``links`` lead to it."""

    code: str
    text: Text
    links: tuple[tuple[str, str], ...] = ()


CONFIRMS_IN_LAST_DAYS = 10
"""A month's sheets are confirmed from its last ten days on: offices file before the month is over, some by the 23rd."""


def confirmed_from(month: Month) -> date:
    """The first day on which a sheet of the month can be confirmed; December is scored early (Art. 19.2)."""
    if month.number == DECEMBER:
        return month.first
    return month.last - timedelta(days=CONFIRMS_IN_LAST_DAYS - 1)


def _still_running(month: Month, today: date, items: tuple[SheetItem, ...]) -> list[Block]:
    """A confirmed sheet never changes, so a month is not closed over work whose date is still to come."""
    found = []
    if today < confirmed_from(month):
        day = confirmed_from(month)
        found.append(
            Block(
                "month",
                Text(
                    f"Tháng chưa kết thúc: xác nhận được từ ngày {day:%d/%m/%Y}.",
                    f"The month is not over: it can be confirmed from {day:%d/%m/%Y} on.",
                ),
            )
        )
    if month.number != DECEMBER:
        coming = tuple(
            (item.code, f"/tasks/{item.task_id}")
            for item in items
            if item.state is ItemState.UNFINISHED and item.deadline >= today
        )
        if coming:
            found.append(
                Block(
                    "coming",
                    Text(
                        f"{len(coming)} việc của tháng chưa đến hạn và chưa nộp.",
                        f"{len(coming)} items of the month are neither due nor submitted yet.",
                    ),
                    coming,
                )
            )
    return found


def blocks(
    *,
    state: State,
    month: Month,
    today: date,
    items: tuple[SheetItem, ...],
    open_subordinates: tuple[tuple[str, str], ...] = (),
    handed_back: frozenset[int] = frozenset(),
) -> tuple[Block, ...]:
    """Everything that blocks the confirmation. ``open_subordinates``: name and address of each sheet in the way.

    ``handed_back``: tasks whose hand-back nobody has decided on; whether they stay in the total hangs on that.
    """
    found = _still_running(month, today, items)
    if state is State.OPEN:
        found.append(
            Block(
                "self_score", Text("Chưa có điểm tự chấm (Điều 17.2).", "There is no self-score (Art. 17.2).")
            )
        )
    waiting = _links(items, Mark.WAITING)
    if waiting:
        found.append(
            Block(
                "waiting",
                Text(
                    f"{len(waiting)} kết quả đã nộp đang chờ duyệt hoặc trả lại.",
                    f"{len(waiting)} submitted results wait to be accepted or returned.",
                ),
                waiting,
            )
        )
    undecided = tuple((item.code, f"/tasks/{item.task_id}") for item in items if item.task_id in handed_back)
    if undecided:
        found.append(
            Block(
                "hand_back",
                Text(
                    f"{len(undecided)} việc đã chuyển trả chưa được quyết định (Điều 18.1.d).",
                    f"{len(undecided)} items handed back are not decided on (Art. 18.1.d).",
                ),
                undecided,
            )
        )
    unconverted = _links(items, Mark.UNCONVERTED)
    if unconverted:
        found.append(
            Block(
                "unconverted",
                Text(
                    f"{len(unconverted)} việc chưa quy đổi ra sản phẩm chuẩn (Điều 13.3).",
                    f"{len(unconverted)} items have no factor yet (Art. 13.3).",
                ),
                unconverted,
            )
        )
    if open_subordinates:
        found.append(
            Block(
                "subordinates",
                Text(
                    f"{len(open_subordinates)} công chức thuộc quyền chưa được xác nhận điểm: cần trước khi tính d (Điều 15.3.a).",
                    f"{len(open_subordinates)} subordinates are not confirmed yet: d needs them first (Art. 15.3.a).",
                ),
                open_subordinates,
            )
        )
    return tuple(found)


def _links(items: tuple[SheetItem, ...], mark: Mark) -> tuple[tuple[str, str], ...]:
    return tuple((item.code, f"/tasks/{item.task_id}") for item in items if mark in item.marks)
