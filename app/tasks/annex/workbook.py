"""Reading .xlsx: every visible sheet as a table of text, as an officer would read the cells."""

import io
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.tasks.annex import refusals
from app.tasks.annex.containers import packed
from app.tasks.annex.folding import tidy
from app.tasks.annex.grid import GridRow, Table
from app.tasks.annex.sheet_survey import Place, month_cells

Merges = list[tuple[Place, Place]]


def read_workbook(parts: dict[str, bytes]) -> tuple[Table, ...]:
    """The visible sheets of the workbook made of ``parts``. Raises ``Refused`` where it cannot be read."""
    months = month_cells(parts)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(packed(parts)))
        sheets = [
            (sheet.name, sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or [])
            for about in workbook.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible
            for sheet in [workbook.get_sheet_by_name(about.name)]
        ]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the reader is no Exception, and means the same: unreadable
        raise refusals.unreadable() from None
    return tuple(
        _table(name, values, merges, months.get(name, frozenset())) for name, values, merges in sheets
    )


def _table(name: str, values: list[list[Any]], merges: Merges, months: frozenset[Place]) -> Table:
    cells = [
        [_as_read(value, (row, column) in months) for column, value in enumerate(line)]
        for row, line in enumerate(values)
    ]
    from_above, wide = _spread_merges(cells, merges)
    return Table(
        name=name,
        rows=tuple(
            GridRow(row + 1, tuple(line), frozenset(from_above[row]), row in wide)
            for row, line in enumerate(cells)
        ),
    )


def _as_read(value: Any, shows_month: bool) -> str:
    """The text of a cell as it stands on the sheet.

    A spreadsheet turns a typed "6/2025" into 1 June 2025 shown as "Jun-25": where the cell's format
    shows no day, the month is what was meant, and "6/2025" is what is given back.
    """
    match value:
        case str():
            return tidy(value)
        case bool():
            return "Có" if value else "Không"
        case datetime() | date():
            if shows_month:
                return f"{value.month}/{value.year}"
            day = f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
            at = value.time() if isinstance(value, datetime) else time()
            return f"{at.hour:02d}:{at.minute:02d} ngày {day}" if at != time() else day
        case float():
            return str(int(value)) if value.is_integer() else f"{value:.10g}"
        case time() | timedelta() | int():
            return str(value)
        case _:
            return ""


def _spread_merges(cells: list[list[str]], merges: Merges) -> tuple[list[set[int]], set[int]]:
    """Write the text of cells merged downwards into every row they cover, and find the wide rows.

    Ranges of a sound sheet never overlap, so together they cannot cover more than the sheet: a file
    whose ranges do is read without the rest of them.
    """
    from_above: list[set[int]] = [set() for _ in cells]
    wide: set[int] = set()
    left = sum(map(len, cells))
    for (top, first), (bottom, last) in merges:
        bottom = min(bottom, len(cells) - 1)
        if top > bottom or first >= len(cells[top]):
            continue
        left -= bottom - top + 1
        if left < 0:
            break
        if (last - first + 1) * 2 >= len(cells[top]) and last - first >= 2:
            wide.add(top)
        for row in range(top + 1, bottom + 1):
            from_above[row].add(first)
            cells[row][first] = cells[row][first] or cells[top][first]
    return from_above, wide
