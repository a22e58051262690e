"""One predicate for each of the inspector's flags: what was found, on which sheet, with its number in words.

A comparison says nothing about a group below the smallest size: few people tell nothing, and naming them would
tell too much. Medians and deviations are exact.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from app.evaluation.inspection_facts import Limits, MonthFacts, SheetFacts
from app.evaluation.quota import most_excellent
from app.evaluation.scoring import Level, level_of
from app.formats import format_date, format_number
from app.text import Text, fold

HIGH = Fraction(90)
GOOD = Fraction(70)
EQUAL_WITHIN = Fraction(1)
#: A deviation of 3.5 robust standard deviations; 1.4826 makes the MAD one for normally spread scores.
FAR = Fraction(35, 10) * Fraction(14826, 10000)
_ORDER = (Level.NOT_COMPLETED, Level.COMPLETED, Level.GOOD, Level.EXCELLENT)


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: the sheets it is about, the unit or task where it is about one, and its number in words."""

    words: Text
    sheets: tuple[int, ...] = ()
    unit_id: int | None = None
    task_id: int | None = None


def equal_scores(facts: MonthFacts, limits: Limits) -> Iterator[Found]:
    """All totals of a unit within one point."""
    for sheets in _units(facts, limits):
        totals = [sheet.total for sheet in sheets if sheet.total is not None]
        if len(totals) < limits.smallest_group or max(totals) - min(totals) >= EQUAL_WITHIN:
            continue
        spread, count = max(totals) - min(totals), len(totals)
        yield _of_unit(
            sheets,
            Text(
                f"{count} phiếu cách nhau {_vi(spread)} điểm",
                f"{count} sheets within {_en(spread)} points",
            ),
        )


def all_as_self(facts: MonthFacts, limits: Limits) -> Iterator[Found]:
    """Nothing was confirmed otherwise than self-scored."""
    for sheets in _units(facts, limits):
        if all(point.own == point.confirmed for sheet in sheets for point in sheet.criteria):
            count = len(sheets)
            yield _of_unit(sheets, Text(f"{count} trên {count} phiếu", f"{count} of {count} sheets"))


def high_with_late(facts: MonthFacts, limits: Limits) -> Iterator[Found]:
    """An excellent month with late work."""
    for sheet in facts.sheets:
        late = sum(item.late for item in sheet.items)
        if sheet.total is not None and sheet.total >= HIGH and late:
            yield _of_sheet(
                sheet,
                Text(
                    f"{_vi(sheet.total)} điểm, {late} lần chậm",
                    f"{_en(sheet.total)} points, late {late} times",
                ),
            )


def far_from_peers(facts: MonthFacts, limits: Limits) -> Iterator[Found]:
    """A total far from the median of the same unit and duty; never where it is near in points."""
    for group in _grouped(facts.sheets, lambda sheet: (sheet.unit_id, sheet.duty)):
        scored = [(sheet, sheet.total) for sheet in group if sheet.total is not None]
        if len(scored) < limits.smallest_group:
            continue
        middle = median(total for _, total in scored)
        deviation = median(abs(total - middle) for _, total in scored)
        furthest = max(FAR * deviation, limits.least_distance)
        for sheet, total in scored:
            if abs(total - middle) > furthest:
                yield _of_sheet(
                    sheet,
                    Text(
                        f"{_vi(total)} điểm, trung vị {_vi(middle)}, được lệch đến {_vi(furthest)} ({len(scored)} phiếu)",
                        f"{_en(total)} points, median {_en(middle)}, up to {_en(furthest)} apart ({len(scored)} sheets)",
                    ),
                )


def no_evidence(facts: MonthFacts, limits: Limits) -> Iterator[Found]:
    """The highest points for innovation with nothing beside them (group III asks for something done)."""
    for sheet in facts.sheets:
        bare = [
            point.code
            for point in sheet.criteria
            if point.code.startswith("III.")
            and point.confirmed == point.most
            and not point.grounds
            and not point.told
        ]
        if bare:
            codes = ", ".join(bare)
            yield _of_sheet(sheet, Text(f"tiêu chí {codes}", f"criteria {codes}"))


def evidence_after(facts: MonthFacts, limits: Limits) -> Iterator[Found]:
    """Files that were added when the month was over."""
    holders = _sheets_by_task(facts)
    for late in facts.late_evidence:
        for sheet in holders[late.task_id]:
            yield Found(
                Text(
                    f"{late.code}: tệp “{late.file_name}” thêm ngày {format_date(late.on)}",
                    f"{late.code}: file “{late.file_name}” added on {format_date(late.on, 'en')}",
                ),
                (sheet,),
                task_id=late.task_id,
            )


def deadline_moved(facts: MonthFacts, limits: Limits) -> Iterator[Found]:
    """Dates that were moved when they had passed."""
    holders = _sheets_by_task(facts)
    for moved in facts.moved_deadlines:
        for sheet in holders[moved.task_id]:
            yield Found(
                Text(
                    f"{moved.code}: hạn {format_date(moved.old)} dời đến {format_date(moved.new)} vào ngày {format_date(moved.on)}",
                    f"{moved.code}: {format_date(moved.old, 'en')} moved to {format_date(moved.new, 'en')} on {format_date(moved.on, 'en')}",
                ),
                (sheet,),
                task_id=moved.task_id,
            )


def bounced_for_nobody(facts: MonthFacts, limits: Limits) -> Iterator[Found]:
    """Bounced work that was done and counts for nobody; silent while a sheet may still take it."""
    for task in facts.bounced:
        if not task.on_sheets and not task.missing:
            yield Found(
                Text(
                    f"{task.code} đã được duyệt, không tính xong ở phiếu nào",
                    f"{task.code} was accepted and is finished on no sheet",
                ),
                unit_id=task.unit_id,
                task_id=task.task_id,
            )


def scored_twice(facts: MonthFacts, limits: Limits) -> Iterator[Found]:
    """One task that is finished on several sheets."""
    finished: dict[int, list[tuple[SheetFacts, str]]] = defaultdict(list)
    for sheet in facts.sheets:
        for item in sheet.items:
            if item.finished:
                finished[item.task_id].append((sheet, item.code))
    for task, found in sorted(finished.items()):
        if len(found) > 1:
            names = ", ".join(sheet.name for sheet, _ in found)
            yield Found(
                Text(f"{found[0][1]}: {names}", f"{found[0][1]}: {names}"),
                tuple(sheet.sheet_id for sheet, _ in found),
                task_id=task,
            )


def copied_comments(facts: MonthFacts, limits: Limits) -> Iterator[Found]:
    """The same words of one authority on as many sheets as the smallest group has."""
    for group in _grouped(facts.sheets, lambda sheet: (sheet.scorer_id, _told(sheet.comment))):
        if len(group) >= limits.smallest_group and len(_told(group[0].comment)) >= limits.longest_alike:
            count, words = len(group), group[0].comment
            yield Found(
                Text(f"{count} phiếu: “{words}”", f"{count} sheets: “{words}”"),
                tuple(sheet.sheet_id for sheet in group),
            )


def head_above_unit(facts: MonthFacts, limits: Limits) -> Iterator[Found]:
    """The head's level of points above the level of the mean of the unit's other sheets."""
    for sheets in _units(facts, limits):
        others = [sheet.total for sheet in sheets if sheet.duty != "head" and sheet.total is not None]
        if len(others) < limits.smallest_group:
            continue
        mean = sum(others, Fraction(0)) / len(others)
        for sheet in sheets:
            if sheet.duty == "head" and sheet.total is not None and _above(sheet.total, mean):
                yield _of_sheet(
                    sheet,
                    Text(
                        f"{_vi(sheet.total)} điểm, trung bình đơn vị {_vi(mean)} ({len(others)} phiếu)",
                        f"{_en(sheet.total)} points, unit's mean {_en(mean)} ({len(others)} sheets)",
                    ),
                )


def incident_not_reflected(facts: MonthFacts, limits: Limits) -> Iterator[Found]:
    """A confirmed incident beside full points without a word why."""
    for sheet in facts.sheets:
        for point in sheet.criteria:
            if point.incidents and point.confirmed == point.most and not point.told:
                yield _of_sheet(
                    sheet,
                    Text(
                        f"tiêu chí {point.code}: {point.incidents} vụ việc, điểm tối đa",
                        f"criterion {point.code}: {point.incidents} incidents, full points",
                    ),
                )


def above_cap(facts: MonthFacts, limits: Limits) -> Iterator[Found]:
    """More months of 90 and above than the year's cap would allow of such a list."""
    for sheets in _units(facts, limits):
        totals = [sheet.total for sheet in sheets if sheet.total is not None]
        high = [sheet for sheet in sheets if sheet.total is not None and sheet.total >= HIGH]
        good = sum(GOOD <= total < HIGH for total in totals)
        most = most_excellent(len(high), good)
        if len(totals) >= limits.smallest_group and len(high) > most:
            yield Found(
                Text(
                    f"{len(high)} phiếu từ 90 điểm, nhiều nhất {most}",
                    f"{len(high)} sheets of 90 and above, at most {most}",
                ),
                tuple(sheet.sheet_id for sheet in high),
                unit_id=sheets[0].unit_id,
            )


# Beneath -----------------------------------------------------------------------------------------


def _grouped(sheets: Iterable[SheetFacts], by: Callable[[SheetFacts], Hashable]) -> list[list[SheetFacts]]:
    groups: dict[Hashable, list[SheetFacts]] = defaultdict(list)
    for sheet in sheets:
        groups[by(sheet)].append(sheet)
    return list(groups.values())


def _units(facts: MonthFacts, limits: Limits) -> list[list[SheetFacts]]:
    """The sheets of each unit that is large enough to be looked at as one."""
    units = _grouped(facts.sheets, lambda sheet: sheet.unit_id)
    return [sheets for sheets in units if len(sheets) >= limits.smallest_group]


def _sheets_by_task(facts: MonthFacts) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for sheet in facts.sheets:
        for item in sheet.items:
            found[item.task_id].append(sheet.sheet_id)
    return found


def _of_sheet(sheet: SheetFacts, words: Text) -> Found:
    return Found(words, (sheet.sheet_id,), unit_id=sheet.unit_id)


def _of_unit(sheets: list[SheetFacts], words: Text) -> Found:
    return Found(words, tuple(sheet.sheet_id for sheet in sheets), unit_id=sheets[0].unit_id)


def _above(one: Fraction, other: Fraction) -> bool:
    return _ORDER.index(level_of(one)) > _ORDER.index(level_of(other))


def _told(comment: str) -> str:
    return " ".join(fold(comment).split())


def _vi(value: Fraction) -> str:
    return format_number(value, 2)


def _en(value: Fraction) -> str:
    return format_number(value, 2, "en")
