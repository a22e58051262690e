"""A look through the XML of a workbook before the reader of cells gets it.

The reader lays a sheet out as one dense block: two cells far apart would make it ask for terabytes and
take the whole process down. So the outermost cells, their number and their text are counted here first.
The same pass notes which cells show a month ("6/2025") although a full date is stored in them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from app.tasks.annex import refusals
from app.tasks.annex.grid import MAX_COLUMNS, MAX_ROWS, MAX_TEXT

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MONTH_AND_YEAR = 17
"""The built-in number format mmm-yy, which a spreadsheet gives to a typed "6/2025"."""
_FORMAT_NOISE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_VALUES = frozenset({"v", "is", "f"})

_Start = Callable[[str, dict[str, str]], None]
_Words = Callable[[str], None]

Place = tuple[int, int]
"""Row and column of a cell, both from 0."""


@dataclass(slots=True)
class _Sheet:
    styles: dict[Place, int] = field(default_factory=dict)
    """The style of every cell that holds a number."""


def month_cells(parts: dict[str, bytes]) -> dict[str, frozenset[Place]]:
    """Per sheet name the cells that show only month and year. Raises ``Refused`` for a hostile workbook."""
    shared = [
        length for name, part in parts.items() if b"sst" in part[:4096] for length in _string_lengths(part)
    ]
    sheets = {name: _survey(part, shared) for name, part in parts.items() if name.endswith(".xml")}
    month_styles = _month_styles(parts.get("xl/styles.xml", b""))
    return {
        sheet: frozenset(p for p, style in sheets[part].styles.items() if style in month_styles)
        for sheet, part in _sheet_parts(parts)
        if part in sheets
    }


def _survey(part: bytes, shared: list[int]) -> _Sheet:
    """Walk one part; raise ``Refused`` when a cell with content lies too far out or holds too much."""
    sheet = _Sheet()
    row, column, letters = -1, -1, 0
    attributes: dict[str, str] = {}
    index: list[str] | None = None

    def start(name: str, given: dict[str, str]) -> None:
        nonlocal row, column, attributes, index
        match _local(name):
            case "row":
                row = int(given["r"]) - 1 if given.get("r", "").isdecimal() else row + 1
                column = -1
            case "c":
                attributes = given
                place = _REFERENCE.fullmatch(given.get("r", ""))
                if place:
                    row, column = int(place[2]) - 1, _column_number(place[1])
                else:
                    column += 1
            case local if local in _VALUES and row >= 0:
                _check_place(row, column)
                if attributes.get("t") == "s":
                    index = []
                elif attributes.get("t") in (None, "n") and attributes.get("s", "").isdecimal():
                    sheet.styles[row, column] = int(attributes["s"])

    def end(name: str) -> None:
        nonlocal index, letters
        if index is not None and _local(name) == "v":
            number = "".join(index).strip()
            index = None
            if number.isdecimal() and int(number) < len(shared):
                letters += shared[int(number)]
                if letters > MAX_TEXT:
                    raise refusals.too_much_text()

    def text(piece: str) -> None:
        if index is not None:
            index.append(piece)

    _walk(part, start, end, text)
    return sheet


def _check_place(row: int, column: int) -> None:
    if row >= MAX_ROWS:
        raise refusals.too_many_rows(row + 1)
    if column >= MAX_COLUMNS:
        raise refusals.too_many_columns(column + 1)


def _string_lengths(part: bytes) -> Iterator[int]:
    lengths: list[int] = []
    inside = False

    def start(name: str, _given: dict[str, str]) -> None:
        nonlocal inside
        local = _local(name)
        if local == "si":
            lengths.append(0)
        inside = local == "t"

    def end(_name: str) -> None:
        nonlocal inside
        inside = False

    def text(piece: str) -> None:
        if inside and lengths:
            lengths[-1] += len(piece)

    _walk(part, start, end, text)
    yield from lengths


def _month_styles(styles: bytes) -> frozenset[int]:
    """The numbers of the cell styles that show month and year without a day."""
    codes: dict[int, str] = {}
    used: list[int] = []
    in_cell_formats = False

    def start(name: str, given: dict[str, str]) -> None:
        nonlocal in_cell_formats
        local = _local(name)
        if local == "numFmt" and given.get("numFmtId", "").isdecimal():
            codes[int(given["numFmtId"])] = given.get("formatCode", "")
        elif local == "cellXfs":
            in_cell_formats = True
        elif local == "xf" and in_cell_formats:
            number = given.get("numFmtId", "0")
            used.append(int(number) if number.isdecimal() else 0)

    def end(name: str) -> None:
        nonlocal in_cell_formats
        if _local(name) == "cellXfs":
            in_cell_formats = False

    if styles:
        _walk(styles, start, end, lambda _piece: None)
    return frozenset(
        style
        for style, code in enumerate(used)
        if code == _MONTH_AND_YEAR or _shows_month(codes.get(code, ""))
    )


def _shows_month(code: str) -> bool:
    letters = _FORMAT_NOISE.sub("", code.lower())
    return "m" in letters and "y" in letters and "d" not in letters


def _sheet_parts(parts: dict[str, bytes]) -> list[tuple[str, str]]:
    """The name of every sheet with the name of its part."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(name: str, given: dict[str, str]) -> None:
        if _local(name) == "Relationship":
            target = given.get("Target", "")
            targets[given.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"

    def sheet(name: str, given: dict[str, str]) -> None:
        if _local(name) == "sheet":
            reference = next((v for k, v in given.items() if _local(k) == "id" and ":" in k), "")
            sheets.append((given.get("name", ""), reference))

    for part, start in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        if part in parts:
            _walk(parts[part], start, lambda _name: None, lambda _piece: None)
    return [(name, targets[reference]) for name, reference in sheets if reference in targets]


def _walk(part: bytes, start: _Start, end: _Words, text: _Words) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, UnicodeDecodeError):
        raise refusals.unreadable() from None


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
