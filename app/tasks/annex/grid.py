"""The tables of a file before anybody has understood them: rows of text, numbered as in the file."""

from dataclasses import dataclass
from enum import StrEnum

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 100
MAX_TEXT = 20_000_000
"""Characters of all cells together; the largest annexes seen have about 60,000."""


class FileKind(StrEnum):
    """The three kinds of file an annex comes in."""

    XLSX = "xlsx"
    DOCX = "docx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row. ``number`` is 1-based: spreadsheet row, row of the Word table, record of the .csv.

    ``from_above`` are the columns whose text belongs to a cell merged with the row above;
    ``wide`` says that one cell is merged across most of the row, as titles of sections are.
    """

    number: int
    cells: tuple[str, ...]
    from_above: frozenset[int] = frozenset()
    wide: bool = False

    def cell(self, column: int | None) -> str:
        """The text in ``column``, empty where the row is shorter or there is no such column."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: a sheet, a Word table, the whole .csv; ``heading`` are the lines of text before it."""

    name: str
    rows: tuple[GridRow, ...]
    heading: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileTables:
    """Every table of one file, in the file's order."""

    kind: FileKind
    tables: tuple[Table, ...]
