"""A sheet made ready to be shown: every number as text with the rows that sum to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.evaluation.criteria import PRESET, Level
from app.evaluation.item_facts import Mark
from app.evaluation.queries import PartChoice, Point, Sheet
from app.evaluation.scoring import Insufficient, LineCredit, Part, Scored
from app.evaluation.sheet_rules import PARTS, SheetItem, State, evaluate, field, leader_parts
from app.evaluation.sheet_snapshot import Ground
from app.formats import format_number, format_points
from app.text import Locale, Text

LETTERS = {"a": "a", "b": "b", "c": "c", "d": "d", "dd": "đ", "e": "e"}
RATIOS = ("a", "b", "c")


def exact(value: Fraction, locale: Locale, places: int = 4) -> str:
    """A number with the decimals that it needs, ``places`` at most."""
    text = format_number(value, places, locale)
    mark = "." if locale == "en" else ","
    return text.rstrip("0").rstrip(mark) if mark in text else text


def level_range(level: Level) -> Text:
    """From how many points a level reaches to how many, with the article."""
    steps = PRESET.thresholds
    place = next((number for number, step in enumerate(steps) if step.level is level), len(steps))
    if place == len(steps):
        lowest = steps[-1].at_least
        return Text(f"dưới {lowest} điểm, Điều 20.4", f"under {lowest} points, Art. 20.4")
    step = steps[place]
    if place == 0:
        return Text(
            f"từ {step.at_least} điểm trở lên, {step.basis.vi}",
            f"{step.at_least} points or more, {step.basis.en}",
        )
    above = steps[place - 1].at_least
    return Text(
        f"từ {step.at_least} đến dưới {above} điểm, {step.basis.vi}",
        f"from {step.at_least} to under {above} points, {step.basis.en}",
    )


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A general criterion with its values and evidence."""

    code: str
    number: str
    title: Text
    most: int
    point: Point
    grounds: tuple[Ground, ...]
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group of criteria with its sums in hundredths; None while a value is missing."""

    code: str
    title: Text
    most: int
    own: int | None
    confirmed: int | None
    rows: tuple[CriterionRow, ...]


def groups(sheet: Sheet) -> tuple[GroupRow, ...]:
    """Table I in the order of the form."""
    return tuple(
        GroupRow(
            group.code,
            group.title,
            group.max_hundredths,
            _sum([sheet.points[criterion.code].own for criterion in group.criteria]),
            _sum([sheet.points[criterion.code].confirmed for criterion in group.criteria]),
            tuple(
                CriterionRow(
                    criterion.code,
                    criterion.code.split(".")[1],
                    criterion.title,
                    criterion.max_hundredths,
                    sheet.points[criterion.code],
                    tuple(ground for ground in sheet.grounds if ground.criterion == criterion.code),
                    {prefix: field(prefix, criterion.code) for prefix in ("p", "w", "r")},
                )
                for criterion in group.criteria
            ),
        )
        for group in PRESET.groups
    )


def _sum(values: Sequence[int | None]) -> int | None:
    given = [value for value in values if value is not None]
    return sum(given) if len(given) == len(values) else None


def sums(table: Sequence[GroupRow]) -> tuple[int | None, int | None]:
    """The foot of table I: own and confirmed."""
    return _sum([group.own for group in table]), _sum([group.confirmed for group in table])


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One item's share in one part, as text."""

    item: SheetItem
    factor: str
    assigned: str
    finished: str
    times: int
    lifted: bool
    how: str
    value: str
    marks: tuple[tuple[Text, str], ...]


@dataclass(frozen=True, slots=True)
class RatioTable:
    """a, b or c: the fraction in words and the rows that sum to it."""

    code: str
    title: Text
    numerator: str
    denominator: str
    value: str
    rows: tuple[WorkRow, ...]


def ratio_tables(
    result: Scored | Insufficient, items: Sequence[SheetItem], locale: Locale
) -> list[RatioTable]:
    """The three ratios of Art. 14.2; none where nothing is in the assigned total."""
    if isinstance(result, Insufficient):
        return []
    tables = []
    for code in RATIOS:
        part = result.part(code)
        rows = [_row(code, item, credit, locale) for item, credit in zip(items, result.lines, strict=True)]
        tables.append(_table(code, part, rows, locale))
    return tables


def _table(code: str, part: Part, rows: list[WorkRow], locale: Locale) -> RatioTable:
    top, bottom = part.numerator or Fraction(0), part.denominator or Fraction(1)
    return RatioTable(
        code,
        part.title,
        exact(top, locale, 5),
        exact(bottom, locale, 5),
        exact(part.value, locale),
        tuple(rows),
    )


_MARKS = {
    Mark.WAITING: (Text("chờ duyệt", "awaiting acceptance"), "amber"),
    Mark.UNCONVERTED: (Text("chưa quy đổi", "not converted"), "amber"),
}


def _row(code: str, item: SheetItem, credit: LineCredit, locale: Locale) -> WorkRow:
    line = item.line
    times, lifted = {
        "a": (0, False),
        "b": (line.failed_checks, line.objective_quality),
        "c": (line.late, line.objective_progress),
    }[code]
    value = {"a": credit.a, "b": credit.b, "c": credit.c}[code]
    factor = exact(line.factor, locale, 3)
    return WorkRow(
        item,
        factor,
        exact(credit.assigned, locale, 3),
        exact(credit.a, locale, 3),
        times,
        lifted,
        _how(line.finished, factor, 0 if lifted else times, value, locale),
        exact(value, locale, 5),
        tuple(_MARKS[mark] for mark in sorted(item.marks)),
    )


def _how(finished: int, factor: str, times: int, value: Fraction, locale: Locale) -> str:
    """How an item's number came about: 4 × (1 − 0,25 × 1) = 3."""
    told = exact(value, locale, 5)
    if not finished:
        return Text("chưa hoàn thành: 0", "not finished: 0").in_(locale)
    if not times:
        return f"{factor} × 1 = {told}"
    share = exact(PRESET.deduction, locale)
    if PRESET.deduction * times >= 1:
        return Text(f"{factor} × 0 = 0 (đã trừ hết)", f"{factor} × 0 = 0 (all deducted)").in_(locale)
    return f"{factor} × (1 − {share} × {times}) = {told}"


@dataclass(frozen=True, slots=True)
class PartRow:
    """d, đ or e with what the facts propose and what was chosen."""

    code: str
    letter: str
    title: Text
    choice: PartChoice


_PART_TITLES = {
    "d": Text("Kết quả hoạt động của đơn vị", "The unit's result"),
    "dd": Text("Khả năng tổ chức triển khai thực hiện nhiệm vụ", "Organising the work"),
    "e": Text("Năng lực tập hợp, đoàn kết công chức", "Uniting people"),
}


def part_rows(sheet: Sheet) -> list[PartRow]:
    """The leader's three parts (Art. 15.3); none for others."""
    return [
        PartRow(part, LETTERS[part], _PART_TITLES[part], sheet.parts[part])
        for part in PARTS
        if part in sheet.parts
    ]


@dataclass(frozen=True, slots=True)
class Total:
    """The total line: figure, level and ground; ``figure`` is empty where there is no total to show."""

    figure: str
    level: Text
    ground: Text
    note: str


def total_line(sheet: Sheet, locale: Locale) -> Total:
    """What stands at the top of the sheet: the total, or in words why there is none."""
    result = sheet.result
    if isinstance(result, Insufficient):
        return Total("", Text("chưa đủ dữ liệu", "insufficient data"), result.reason, "")
    if sheet.person.state is State.OPEN:
        words = Text(
            "Chưa có điểm tự chấm nên chưa có tổng điểm.", "There is no self-score yet, so there is no total."
        )
        return Total("", Text("chưa tự chấm", "not self-scored"), words, _result_note(sheet, result, locale))
    if sheet.parts_pending:
        return _pending(sheet, locale)
    ground = level_range(result.grade)
    about = Text(
        f"{ground.vi} Nghị định 335/2025/NĐ-CP; so trên số chưa làm tròn.",
        f"{ground.en} of Decree 335/2025; compared unrounded.",
    )
    return Total(
        format_number(result.total, 2, locale), result.grade.label, about, _result_note(sheet, result, locale)
    )


def _result_note(sheet: Sheet, result: Scored, locale: Locale) -> str:
    points = format_number(result.result, 2, locale)
    ratio = exact(result.r, locale)
    general = format_number(result.general, 2, locale)
    capped = (
        Text(" (đã áp mức tối đa 70, Điều 12.3)", " (cut at the ceiling of 70, Art. 12.3)")
        if result.capped
        else Text("", "")
    )
    if sheet.parts_pending or sheet.person.state is State.OPEN:
        if sheet.person.is_leader:
            return ""
        return Text(
            f"Kết quả nhiệm vụ đến lúc này {ratio} × 70 = {points}{capped.vi}",
            f"Results so far {ratio} × 70 = {points}{capped.en}",
        ).in_(locale)
    return Text(
        f"Tiêu chí chung {general} + kết quả nhiệm vụ {ratio} × 70 = {points}{capped.vi}",
        f"General criteria {general} + results {ratio} × 70 = {points}{capped.en}",
    ).in_(locale)


def _pending(sheet: Sheet, locale: Locale) -> Total:
    """A leader's total before d, đ, e are chosen: only the range that the proposals leave."""
    low, high = (_with_parts(sheet, percent, locale) for percent in (50, 100))
    ground = Text(
        f"Điểm d, đ, e do cấp có thẩm quyền chọn khi xác nhận (Điều 15.3); theo các đề xuất hiện có, tổng từ {low} đến {high}.",
        f"The authority chooses d, đ, e when confirming (Art. 15.3); by the present proposals the total is from {low} to {high}.",
    )
    return Total("", Text("chờ d, đ, e", "d, đ, e pending"), ground, "")


def _with_parts(sheet: Sheet, percent: int, locale: Locale) -> str:
    percents = {part: sheet.parts[part].proposed or percent for part in PARTS}
    result = evaluate(sheet.self_general or Fraction(0), sheet.items, leader_parts(percents))
    return format_number(result.total, 2, locale) if isinstance(result, Scored) else ""


_EVENTS = {
    "sheet.opened": Text("Mở phiếu", "Opened"),
    "sheet.self_scored": Text("Tự chấm", "Self-scored"),
    "sheet.confirmed": Text("Xác nhận", "Confirmed"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One item of the sheet's history."""

    title: str
    at: object
    by: str
    words: tuple[str, ...]


def events(rows: list[dict[str, object]], locale: Locale) -> list[Event]:
    """The history of a sheet for the timeline, newest first."""
    return [_event(row, locale) for row in rows]


def _event(row: dict[str, object], locale: Locale) -> Event:
    facts = row["facts"]
    assert isinstance(facts, dict)
    title = _EVENTS.get(str(row["kind"]), Text(str(row["kind"]), str(row["kind"])))
    words = []
    if row["kind"] == "sheet.self_scored":
        points = format_points(sum(facts["points"].values()), locale)
        words.append(Text(f"Tiêu chí chung tự chấm: {points}", f"General criteria: {points}").in_(locale))
    if row["kind"] == "sheet.confirmed" and facts.get("total"):
        total = format_number(Fraction(facts["total"]), 2, locale)
        words.append(Text(f"Tổng điểm xác nhận: {total}", f"Confirmed total: {total}").in_(locale))
    if facts.get("reason"):
        words.append(Text(f"Lý do: {facts['reason']}", f"Reason: {facts['reason']}").in_(locale))
    by = row["actor_name"] or Text("hệ thống", "the system").in_(locale)
    return Event(title.in_(locale), row["at"], str(by), tuple(words))


def has_total(sheet: Sheet) -> bool:
    """Whether the sheet has a total to print: scored by the person, d, đ, e chosen, data sufficient."""
    return (
        isinstance(sheet.result, Scored) and sheet.person.state is not State.OPEN and not sheet.parts_pending
    )
