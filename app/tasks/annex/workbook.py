"""Reading .xlsx: every visible sheet as a table of text, as an officer would read the cells.

Ready-made readers lay a sheet out as one dense block and trust the counts that a file states; two cells
far apart, or one forged count, then take the whole process down. Here cells are taken one by one as they
come, and a sheet that reaches too far is refused at the first cell that does.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from app.tasks.annex import refusals
from app.tasks.annex.folding import tidy
from app.tasks.annex.grid import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, GridRow, Table
from app.tasks.annex.workbook_parts import (
    Styles,
    cell_styles,
    counts_from_1904,
    shared_texts,
    unescaped,
    visible_sheets,
)
from app.tasks.annex.xml_walk import number, walk

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_LAST_SERIAL = 2_958_465
"""31 December 9999."""

Place = tuple[int, int]
"""Row and column of a cell, both from 0."""
ReadCell = Callable[[dict[str, str], str], str]
"""Attributes of a cell and what it holds, to the text it shows."""


def read_workbook(parts: dict[str, bytes]) -> tuple[Table, ...]:
    """The visible sheets of the workbook made of ``parts``. Raises ``Refused`` where it cannot be read."""
    shared, styles, from_1904 = shared_texts(parts), cell_styles(parts), counts_from_1904(parts)

    def read_cell(given: dict[str, str], held: str) -> str:
        match given.get("t", "n"):
            case "s":
                place = number(held.strip(), default=len(shared))
                return tidy(shared[place]) if place < len(shared) else ""
            case "n":
                return _number_text(held.strip(), number(given.get("s")), styles, from_1904)
            case "b":
                return "Có" if held.strip() == "1" else "Không"
            case "d":
                return _iso_text(held.strip())
            case "e":
                return ""
            case _:
                return tidy(unescaped(held))

    return tuple(_read_sheet(name, parts[part], read_cell) for name, part in visible_sheets(parts))


def _read_sheet(name: str, part: bytes, read_cell: ReadCell) -> Table:
    """One sheet, cell by cell."""
    cells: dict[Place, str] = {}
    merges: list[tuple[Place, Place]] = []
    inside: list[str] = []
    given: dict[str, str] = {}
    held: list[str] = []
    row, column, letters = -1, -1, 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, given
        inside.append(tag)
        if tag == "row":
            row, column = number(attributes.get("r"), default=row + 2) - 1, -1
        elif tag == "c":
            given = attributes
            held.clear()
            place = _REFERENCE.fullmatch(attributes.get("r", ""))
            row, column = (int(place[2]) - 1, _column_number(place[1])) if place else (row, column + 1)
        elif tag == "mergeCell":
            area = _RANGE.fullmatch(attributes.get("ref", ""))
            if area:
                merges.append(
                    ((int(area[2]) - 1, _column_number(area[1])), (int(area[4]) - 1, _column_number(area[3])))
                )

    def end(tag: str) -> None:
        nonlocal letters
        inside.pop()
        if tag == "c" and held:
            _check_place(row, column)
            cells[row, column] = shown = read_cell(given, "".join(held))
            letters += len(shown)
            if letters > MAX_TEXT:
                raise refusals.too_much_text()

    def text(piece: str) -> None:
        if inside[-1] in ("v", "t") and "c" in inside and "rPh" not in inside:
            held.append(piece)

    walk(part, start, end, text)
    return _table(name, {place: shown for place, shown in cells.items() if shown}, merges)


def _check_place(row: int, column: int) -> None:
    if row >= MAX_ROWS:
        raise refusals.too_many_rows(row + 1)
    if column >= MAX_COLUMNS:
        raise refusals.too_many_columns(column + 1)


def _table(name: str, cells: dict[Place, str], merges: list[tuple[Place, Place]]) -> Table:
    height = max((row for row, _ in cells), default=-1) + 1
    width = max((column for _, column in cells), default=-1) + 1
    from_above, wide = _spread_merges(cells, merges, height, width)
    return Table(
        name=name,
        rows=tuple(
            GridRow(
                number=row + 1,
                cells=tuple(cells.get((row, column), "") for column in range(width)),
                from_above=frozenset(from_above.get(row, ())),
                wide=row in wide,
            )
            for row in range(height)
        ),
    )


def _spread_merges(
    cells: dict[Place, str], merges: list[tuple[Place, Place]], height: int, width: int
) -> tuple[dict[int, set[int]], set[int]]:
    """Write the text of cells merged downwards into every row they cover, and find the wide rows.

    Ranges of a sound sheet never overlap, so together they cannot cover more than the sheet: a file
    whose ranges do is read without the rest of them.
    """
    from_above: dict[int, set[int]] = {}
    wide: set[int] = set()
    left = height * width
    for (top, first), (bottom, last) in merges:
        if top >= height or first >= width:
            continue
        if last - first >= 2 and (last - first + 1) * 2 >= width:
            wide.add(top)
        rows = range(top + 1, min(bottom + 1, height))
        left -= len(rows)
        if left < 0:
            break
        for row in rows:
            from_above.setdefault(row, set()).add(first)
            cells.setdefault((row, first), cells.get((top, first), ""))
    return from_above, wide


def _number_text(held: str, style: int, styles: Styles, from_1904: bool) -> str:
    """A number as the sheet shows it: as it is, as a day, a month or a time.

    A spreadsheet turns a typed "6/2025" into 1 June 2025 shown as "Jun-25": where the cell's format
    shows no day, the month is what was meant, and "6/2025" is what is given back.
    """
    try:
        value = float(held)
    except ValueError:
        return tidy(held)
    is_moment = 0 <= value < _LAST_SERIAL and style in styles.days | styles.months | styles.times
    if not is_moment:
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    days, minutes = divmod(round(value * 24 * 60), 24 * 60)
    clock = f"{minutes // 60:02d}:{minutes % 60:02d}"
    if days == 0 or style in styles.times:
        return clock
    day = (date(1904, 1, 1) if from_1904 else date(1899, 12, 30)) + timedelta(days=days)
    if style in styles.months:
        return f"{day.month}/{day.year}"
    return f"{clock} ngày {_day_text(day)}" if minutes else _day_text(day)


def _iso_text(held: str) -> str:
    try:
        return _day_text(date.fromisoformat(held[:10]))
    except ValueError:
        return tidy(held)


def _day_text(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def _column_number(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1
