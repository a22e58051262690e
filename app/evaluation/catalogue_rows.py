"""The rows of a catalogue's table: which are items, and which only headings, totals or signatures."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from app.evaluation.catalogue_columns import Field, Header, cell_text, header_of
from app.evaluation.catalogue_workbook import Cell, SheetCells
from app.text import Text, fold

# Down these columns an office joins cells: the words of the first hold for all.
_JOINED = (Field.UNIT, Field.TASK, Field.GROUP, Field.BAND)
_DECISIVE = (Field.CODE, Field.POINTS, Field.FACTOR, Field.GROUP)
_TOTAL = re.compile(r"(tong|cong|tong cong|tong so|tong diem)\W*")
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2})\)?")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row that should be an item. ``number`` is the row of the file, from 1."""

    sheet: str
    number: int
    header: Header
    cells: dict[Field, Cell]

    def text(self, field: Field) -> str:
        """The words of a cell; empty where the sheet has no such column."""
        return cell_text(self.cells.get(field))

    def has_column(self, field: Field) -> bool:
        """Whether the sheet has such a column."""
        return field in self.header.columns


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row below the header that is no item, with its words."""

    sheet: str
    number: int
    words: str

    @property
    def place(self) -> Text:
        """Where it stands."""
        return Text(f"trang “{self.sheet}”, dòng {self.number}", f"sheet “{self.sheet}”, row {self.number}")


def table_rows(sheet: SheetCells, header: Header) -> list[TableRow | SkippedRow]:
    """The rows below the header, empty ones left out."""
    joined = _joined_cells(sheet, header)
    read: list[TableRow | SkippedRow] = []
    for index, row in enumerate(sheet.rows):
        words = [cell_text(cell) for cell in row]
        if index <= header.last_row or not any(words):
            continue
        cells = {
            field: joined.get((index, column), row[column] if column < len(row) else None)
            for field, column in header.columns.items()
        }
        if _is_item(row, words, cells, header):
            read.append(TableRow(sheet.name, index + 1, header, cells))
        else:
            read.append(SkippedRow(sheet.name, index + 1, " · ".join(filter(None, words))))
    return read


def _is_item(row: Iterable[Cell], words: list[str], cells: dict[Field, Cell], header: Header) -> bool:
    if header_of(row, 0) is not None or _numbers_the_columns(words):
        return False
    has = {field for field in cells if cell_text(cells[field])}
    own = [word for number, word in enumerate(words) if word and number != header.columns.get(Field.NUMBER)]
    if len(own) <= 1:
        return False
    if Field.CODE not in has and any(_TOTAL.fullmatch(fold(word)) for word in words):
        return False
    if has & set(_DECISIVE):
        return True
    return {Field.NUMBER, Field.PRODUCT} <= has and bool(has & {Field.TASK, Field.DETAIL})


def _numbers_the_columns(words: list[str]) -> bool:
    """Whether the row only counts the columns: (1), (2), (3)…"""
    found = [_COLUMN_NUMBER.fullmatch(word) for word in words if word]
    numbers = [int(match[1]) for match in found if match is not None]
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    return len(numbers) == len(found) > 1 and all(step == 1 for step in steps)


def _joined_cells(sheet: SheetCells, header: Header) -> dict[tuple[int, int], Cell]:
    """The words of cells joined downwards, by row and column."""
    columns = {header.columns[field] for field in _JOINED if field in header.columns}
    joined: dict[tuple[int, int], Cell] = {}
    for area in sheet.merged:
        column = area.first_column
        if column not in columns or column != area.last_column or area.first_row >= len(sheet.rows):
            continue
        first = sheet.rows[area.first_row]
        for row in range(area.first_row, min(area.last_row + 1, len(sheet.rows))):
            joined[row, column] = first[column] if column < len(first) else None
    return joined
