"""Which column of a sheet is what: the header words that offices write, and what their cells hold."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.evaluation.catalogue_workbook import Cell, SheetCells
from app.formats import parse_decimal
from app.text import Text, clean, fold

HEADER_WITHIN = 40
"""The header stands in the first so many rows of a sheet; above it are only titles."""


class Field(StrEnum):
    """What a column can hold."""

    NUMBER = "number"
    CODE = "code"
    UNIT = "unit"
    MEASURE = "measure"
    TASK = "task"
    DETAIL = "detail"
    PRODUCT = "product"
    GROUP = "group"
    BAND = "band"
    POINTS = "points"
    FACTOR = "factor"
    NOTE = "note"


# Folded beginnings of header words; the longest that fits decides ("don vi tinh" before "don vi").
_WORDS = {
    Field.NUMBER: ("stt", "tt", "so tt", "so thu tu"),
    Field.CODE: ("ma",),
    Field.UNIT: ("phong", "don vi", "bo phan", "co quan"),
    Field.MEASURE: ("don vi tinh", "dvt"),
    Field.TASK: (
        "nhiem vu",
        "ten nhiem vu",
        "noi dung nhiem vu",
        "nhom nhiem vu",
        "linh vuc",
        "ten cong viec",
    ),
    Field.DETAIL: ("cong viec", "chi tiet", "noi dung", "mo ta"),
    Field.PRODUCT: ("san pham", "ten san pham", "ket qua", "dau ra"),
    Field.GROUP: ("nhom", "phan nhom", "muc do phuc tap", "cap do phuc tap"),
    Field.BAND: ("khung",),
    Field.POINTS: ("diem", "so diem"),
    Field.FACTOR: ("he so", "k"),
    Field.NOTE: ("ghi chu", "can cu", "san pham chuan"),
}

_CONTENT = {Field.TASK, Field.DETAIL, Field.PRODUCT}
_MEASURED = {Field.CODE, Field.GROUP, Field.POINTS, Field.FACTOR}
_FEWEST_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Header:
    """Where a sheet's table begins. ``columns`` maps what was recognised to column numbers from 0."""

    last_row: int
    columns: dict[Field, int]
    titles: dict[Field, str]


def find_header(sheet: SheetCells) -> Header | None:
    """The header of a catalogue's table, of one row or of two; None where the sheet holds no catalogue."""
    top = sheet.rows[:HEADER_WITHIN]
    for index, row in enumerate(top):
        header = header_of(row, index)
        if header is None:
            continue
        below = top[index + 1] if index + 1 < len(top) else ()
        both = header_of(_overlaid(row, below), index + 1)
        return both if both is not None and len(both.columns) > len(header.columns) else header
    return None


def header_of(row: Iterable[Cell], index: int) -> Header | None:
    """The header that this row is, or None."""
    columns: dict[Field, int] = {}
    titles: dict[Field, str] = {}
    for number, cell in enumerate(row):
        field = field_of(cell_text(cell))
        if field is not None and field not in columns:
            columns[field] = number
            titles[field] = cell_text(cell)
    known = columns.keys() - {Field.NUMBER, Field.NOTE, Field.MEASURE}
    if len(known) < _FEWEST_COLUMNS or not known & _CONTENT or not known & _MEASURED:
        return None
    return Header(index, columns, titles)


def field_of(words: str) -> Field | None:
    """What a column with this header holds; None for words that no catalogue uses."""
    plain = " ".join(re.sub(r"\([^)]*\)|[^\w\s]", " ", fold(words)).split())
    fitting = [
        (len(word), field)
        for field, starts in _WORDS.items()
        for word in starts
        if plain == word or plain.startswith(f"{word} ")
    ]
    return max(fitting)[1] if fitting else None


def is_general_criteria(sheet: SheetCells) -> bool:
    """Whether the sheet is the list of the ten general criteria, which is no catalogue."""
    words = (fold(cell_text(cell)) for row in sheet.rows[:HEADER_WITHIN] for cell in row)
    return any("tieu chi cham diem" in word or "tieu chi chung" in word for word in words)


def cell_text(cell: Cell) -> str:
    """A cell as one line of text; whole numbers without a decimal point, dates as they are written."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    return " ".join(clean(str(cell)).split())


def cell_number(cell: Cell) -> Fraction | Text:
    """A cell's exact number, or what is wrong with it. Fifteen digits count, as in the program that wrote it."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return _no_number(cell)
    if isinstance(cell, str):
        read = parse_decimal(cell, places=6)
        return read if isinstance(read, Text) else Fraction(read)
    written = Decimal(format(cell, ".15g"))
    return Fraction(written) if written.is_finite() else _no_number(cell)


def _no_number(cell: Cell) -> Text:
    words = cell_text(cell)
    return Text(f"“{words}” không phải là số.", f"“{words}” is not a number.")


def cell_group(cell: Cell) -> str | None:
    """The group of complexity as "N1", "N2"…, written as N2, Nhóm 2, 2 or II; None for anything else."""
    found = re.fullmatch(r"(?:nhom )?n? ?([1-9]\d?|[ivx]+)", fold(cell_text(cell)))
    if found is None:
        return None
    number = found[1] if found[1].isdigit() else _ROMAN.get(found[1])
    return None if number is None else f"N{number}"


_ROMAN = {
    word: str(number)
    for number, word in enumerate(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"], 1)
}


def cell_band(cell: Cell) -> tuple[Fraction, Fraction] | Text | None:
    """The lowest and highest number of points of a group ("11-50", "từ 11 đến 50"); None for an empty cell."""
    words = cell_text(cell)
    if not words:
        return None
    numbers = [Fraction(found.replace(",", ".")) for found in re.findall(r"\d+(?:,\d+)?", words)]
    if isinstance(cell, datetime | date) or len(numbers) != 2 or numbers[0] > numbers[1]:
        return Text(
            f"“{words}” không phải là khung điểm: ghi hai số dạng văn bản, ví dụ 11-50.",
            f"“{words}” is no band of points: write two numbers as text, such as 11-50.",
        )
    return numbers[0], numbers[1]


def _overlaid(upper: tuple[Cell, ...], lower: tuple[Cell, ...]) -> list[Cell]:
    """Two rows of a header read as one: the lower word counts where it has one."""
    width = max(len(upper), len(lower))
    pairs = zip(_padded(upper, width), _padded(lower, width), strict=True)
    return [below if cell_text(below) else above for above, below in pairs]


def _padded(row: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    return row + (None,) * (width - len(row))
