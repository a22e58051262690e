"""A work catalogue in an .xlsx file (Art. 13): its items, and everything that is wrong with them at once.

Nothing is saved here. A faulty row gives findings and no item; a row that is none (heading, total, signature)
is listed as skipped, so that nothing of the file vanishes without a word.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.evaluation.catalogue_columns import Field, Header, cell_number, find_header, is_general_criteria
from app.evaluation.catalogue_judge import (
    CatalogueRow,
    Finding,
    Judge,
    Severity,
    bands_of,
)
from app.evaluation.catalogue_rows import SkippedRow, TableRow, table_rows
from app.evaluation.catalogue_titles import (
    DecisionGuess,
    decision_in,
    lines_above,
    standards_in,
    title_in,
)
from app.evaluation.catalogue_workbook import SheetCells, parse_workbook
from app.evaluation.criteria import PRESET
from app.formats import format_number
from app.text import Text

__all__ = [
    "CatalogueFile",
    "CatalogueRow",
    "DecisionGuess",
    "Finding",
    "Severity",
    "SheetKind",
    "SheetSummary",
    "SkippedRow",
    "parse_workbook",
    "read_catalogue",
]

USUAL_STANDARD = Fraction(5)
"""Points of the standard unit where the file neither states them nor shows them by its own factors."""

_FEWEST_FACTORS = 3


class SheetKind(StrEnum):
    """What a sheet of the file holds."""

    CATALOGUE = "catalogue"
    GENERAL_CRITERIA = "general_criteria"
    OTHER = "other"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class SheetSummary:
    """One sheet, what it was taken for, and how many rows of it should be items."""

    name: str
    kind: SheetKind
    item_rows: int


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """A file as read: the faultless ``items``, all ``findings``, and the ``skipped`` rows."""

    title: str
    decision: DecisionGuess | None
    standard_points: Fraction
    sheets: tuple[SheetSummary, ...]
    items: tuple[CatalogueRow, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[SkippedRow, ...]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The findings that bar the import."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.FAULT)

    @property
    def groups(self) -> dict[str, int]:
        """How many items each group has, in the order of the groups."""
        counts = Counter(item.group for item in self.items if item.group)
        return dict(sorted(counts.items(), key=lambda entry: int(entry[0][1:])))


@dataclass(frozen=True, slots=True)
class _Table:
    sheet: SheetCells
    header: Header
    rows: list[TableRow]
    skipped: list[SkippedRow]


def read_catalogue(
    sheets: Iterable[SheetCells], max_groups: int = PRESET.max_catalogue_groups
) -> CatalogueFile:
    """The catalogue in a parsed workbook, with all its faults; see ``parse_workbook`` for the file itself."""
    sheets = tuple(sheets)
    tables = [_table(sheet, header) for sheet in sheets if (header := _header(sheet)) is not None]
    lines = [line for table in tables for line in lines_above(table.sheet, table.header)]
    rows = [row for table in tables for row in table.rows]
    stated = standards_in(lines)
    standard = _standard_points(stated, rows)
    judge = Judge(standard, bands_of(rows))
    for table in tables:
        judge.columns(table.sheet.name, table.header)
    items = [item for row in rows if (item := judge.row(row)) is not None]
    judge.close(max_groups)
    findings = [*_about_the_file(sheets, tables, rows, stated), *judge.findings]
    return CatalogueFile(
        title=title_in(lines),
        decision=decision_in(lines),
        standard_points=standard,
        sheets=tuple(_summary(sheet, tables) for sheet in sheets),
        items=tuple(items),
        findings=tuple(findings),
        skipped=tuple(row for table in tables for row in table.skipped),
    )


def _header(sheet: SheetCells) -> Header | None:
    return None if sheet.hidden else find_header(sheet)


def _table(sheet: SheetCells, header: Header) -> _Table:
    read = table_rows(sheet, header)
    return _Table(
        sheet,
        header,
        [row for row in read if isinstance(row, TableRow)],
        [row for row in read if isinstance(row, SkippedRow)],
    )


def _standard_points(stated: set[Fraction], rows: list[TableRow]) -> Fraction:
    """As the file states them; else as most of its own factors show them; else the usual five."""
    if stated:
        return min(stated)
    shown = Counter(ratio for row in rows if (ratio := _shown_standard(row)) is not None)
    if not shown:
        return USUAL_STANDARD
    ratio, times = shown.most_common(1)[0]
    clear = times >= _FEWEST_FACTORS and 2 * times > shown.total()
    return ratio if clear else USUAL_STANDARD


def _shown_standard(row: TableRow) -> Fraction | None:
    points, factor = cell_number(row.cells.get(Field.POINTS)), cell_number(row.cells.get(Field.FACTOR))
    if isinstance(points, Text) or isinstance(factor, Text) or points <= 0 or factor <= 0:
        return None
    return points / factor


def _summary(sheet: SheetCells, tables: list[_Table]) -> SheetSummary:
    for table in tables:
        if table.sheet is sheet:
            return SheetSummary(sheet.name, SheetKind.CATALOGUE, len(table.rows))
    if sheet.hidden:
        return SheetSummary(sheet.name, SheetKind.HIDDEN, 0)
    kind = SheetKind.GENERAL_CRITERIA if is_general_criteria(sheet) else SheetKind.OTHER
    return SheetSummary(sheet.name, kind, 0)


_LEFT_ASIDE = {
    SheetKind.GENERAL_CRITERIA: Text(
        "Trang này là các tiêu chí chung (30 điểm), không phải danh mục sản phẩm/công việc; bỏ qua.",
        "This sheet holds the general criteria (30 points), no work catalogue; left aside.",
    ),
    SheetKind.HIDDEN: Text("Trang ẩn; bỏ qua.", "A hidden sheet; left aside."),
    SheetKind.OTHER: Text(
        "Không thấy bảng danh mục ở trang này (không có dòng tiêu đề cột); bỏ qua.",
        "No catalogue on this sheet (no row of column titles); left aside.",
    ),
}


def _about_the_file(
    sheets: tuple[SheetCells, ...], tables: list[_Table], rows: list[TableRow], stated: set[Fraction]
) -> Iterable[Finding]:
    for sheet in sheets:
        kind = _summary(sheet, tables).kind
        if kind in _LEFT_ASIDE:
            yield Finding(Severity.NOTICE, sheet.name, None, "", _LEFT_ASIDE[kind])
    if not rows:
        yield Finding(
            Severity.FAULT,
            "",
            None,
            "",
            Text("Tệp không có mục nào của danh mục.", "The file has no item of a catalogue."),
        )
    if len(stated) > 1:
        values = ", ".join(format_number(points) for points in sorted(stated))
        yield Finding(
            Severity.FAULT,
            "",
            None,
            "",
            Text(
                f"Tệp nêu nhiều mức điểm khác nhau của sản phẩm chuẩn: {values}.",
                f"The file states several values for the standard unit: {values}.",
            ),
        )
