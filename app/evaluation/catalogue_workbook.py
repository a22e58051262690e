"""The cells of an .xlsx workbook, read as they stand: nothing of the catalogue is known here."""

import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.errors import Refused
from app.text import Text

Cell = str | int | float | bool | date | datetime | time | timedelta | None

MAX_CELLS = 2_000_000
"""A sheet is laid out as a full rectangle in memory, so two far cells would take it all: refuse such a sheet first."""

_SHEET = "sheetData"
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_CELL = re.compile(rb"<(?:\w+:)?c\b")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{0,3})(\d{1,9})\s*["']""")


_UNREADABLE = (
    CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
)
"""What the two readers raise for damaged, encrypted or foreign files."""


@dataclass(frozen=True, slots=True)
class MergedArea:
    """Cells joined into one; rows and columns count from 0, both ends belong to it."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class SheetCells:
    """One sheet: ``rows[i]`` is row i + 1 of the file. A formula stands as its stored value, or empty."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[MergedArea, ...] = ()
    hidden: bool = False


def parse_workbook(content: bytes) -> tuple[SheetCells, ...]:
    """The worksheets of an .xlsx file, in its order. Raises ``Refused`` for what is none.

    The caller has checked size and compression before; here only sheets of absurd extent are refused.
    """
    try:
        _refuse_absurd_extent(content)
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        return tuple(
            _sheet(workbook, entry.name, hidden=entry.visible != SheetVisibleEnum.Visible)
            for entry in workbook.sheets_metadata
            if entry.typ == SheetTypeEnum.WorkSheet
        )
    except _UNREADABLE as error:
        raise Refused(
            Text(
                "Tệp này không đọc được như một bảng tính .xlsx (tệp hỏng, có mật khẩu hoặc thuộc loại khác).",
                "This file cannot be read as an .xlsx workbook (damaged, protected by a password, or of another type).",
            )
        ) from error


def _sheet(workbook: CalamineWorkbook, name: str, *, hidden: bool) -> SheetCells:
    sheet = workbook.get_sheet_by_name(name)
    rows = tuple(tuple(row) for row in sheet.to_python(skip_empty_area=False))
    merged = (MergedArea(*first, *last) for first, last in sheet.merged_cell_ranges or ())
    return SheetCells(name, rows, tuple(merged), hidden)


def _refuse_absurd_extent(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        # Any part may be a sheet, whatever its name: the workbook's own relations decide.
        parts = (archive.read(entry) for entry in archive.infolist())
        if any(_is_absurd(part) for part in parts):
            raise Refused(
                Text(
                    "Bảng tính trải quá rộng (có ô nằm rất xa bảng chính). Xóa các ô thừa rồi gửi lại.",
                    "The sheet reaches too far (some cells lie very far off). Delete the stray cells and send it again.",
                )
            )


def _is_absurd(part: bytes) -> bool:
    if any(_SHEET.encode(encoding) in part for encoding in ("utf-16-le", "utf-16-be")):
        return True  # no office program writes sheets so, and their extent could not be seen below
    if _SHEET.encode() not in part:
        return False
    rows, columns = _extent(part)
    return rows * columns > MAX_CELLS


def _extent(part: bytes) -> tuple[int, int]:
    """How many rows and columns a sheet could span; never fewer than it does."""
    rows = columns = 0
    for letters, digits in _REFERENCE.findall(part):
        rows = max(rows, int(digits))
        columns = max(columns, _column_number(letters.upper()))
    per_row = _ROW.split(part)
    rows = max(rows, len(per_row) - 1)
    columns = max(columns, *(len(_CELL.findall(row)) for row in per_row))
    return rows, columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
