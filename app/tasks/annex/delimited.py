"""Reading .csv: UTF-8 or UTF-16, separated by comma, semicolon or tab, whichever fits best."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice

from app.errors import Refused
from app.tasks.annex import refusals
from app.tasks.annex.folding import tidy
from app.tasks.annex.grid import MAX_COLUMNS, MAX_ROWS, GridRow, Table

_DELIMITERS = (",", ";", "\t")
_LINES_LOOKED_AT = 60


def decoded(content: bytes) -> str:
    """The text of the file. Raises ``Refused`` where it is neither UTF-8 nor marked UTF-16."""
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        raise refusals.wrong_encoding() from None


def read_delimited(text: str) -> Table:
    """The records of ``text`` as one table; a first line "sep=;" names the separator, as Excel has it."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return Table(name="", rows=_rows(rest, first.strip()[-1], first_number=2))
    best = max(_DELIMITERS, key=lambda delimiter: _fit(text, delimiter))
    return Table(name="", rows=_rows(text, best, first_number=1))


def _fit(text: str, delimiter: str) -> int:
    """How many of the first records have as many fields as the most frequent width above one."""
    try:
        widths = [len(record) for record in islice(_records(text, delimiter), _LINES_LOOKED_AT)]
    except Refused:
        return 0
    usual = max(set(widths), key=lambda w: (widths.count(w) if w > 1 else 0, w), default=1)
    return widths.count(usual) * min(usual, 12) if usual > 1 else 0


def _rows(text: str, delimiter: str, first_number: int) -> tuple[GridRow, ...]:
    rows: list[GridRow] = []
    for number, record in enumerate(_records(text, delimiter), first_number):
        cells = tuple(tidy(field) for field in record[:MAX_COLUMNS])
        if len(record) > MAX_COLUMNS and any(map(str.strip, record[MAX_COLUMNS:])):
            raise refusals.too_many_columns(len(record))
        if number <= MAX_ROWS:
            rows.append(GridRow(number, cells))
        elif any(cells):
            raise refusals.too_many_rows(number)
    return tuple(rows)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from reader
    except csv.Error:
        raise refusals.unreadable() from None
