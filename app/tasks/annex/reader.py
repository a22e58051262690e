"""Reading the annex of a directive: from the bytes of a file to its tasks, sections and findings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.tasks.annex import refusals
from app.tasks.annex.annex import Annex, Finding
from app.tasks.annex.assembly import Assembly
from app.tasks.annex.cells import cells_of
from app.tasks.annex.directive import guess_directive
from app.tasks.annex.files import read_tables
from app.tasks.annex.findings import table_not_read
from app.tasks.annex.folding import bare, one_line
from app.tasks.annex.grid import MAX_ROWS, FileKind, FileTables, GridRow, Table
from app.tasks.annex.header import Column, Header, find_header
from app.tasks.annex.labels import LabelKind, leads_a_section

_MOST_TITLE_LINES = 30
_WHOLE_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Found:
    """A table with the head of an annex; ``rows`` hold those of later tables that go on with it."""

    table: Table
    header: Header
    rows: tuple[GridRow, ...]


def read_annex(content: bytes, filename: str) -> Annex:
    """The annex in a file. Raises ``Refused`` for files that are not taken or hold no table of tasks."""
    return annex_of(read_tables(content, filename))


def annex_of(file: FileTables) -> Annex:
    """The annex among the tables of a file: the longest table with the head of one."""
    found = _candidates(file)
    if not found:
        raise refusals.no_annex_table()
    main = max(found, key=lambda candidate: len(candidate.rows))
    if len(main.rows) > MAX_ROWS:
        raise refusals.too_many_rows(len(main.rows))
    assembly = Assembly(main.header, main.rows[main.header.last_row + 1 :])
    left_aside = [_aside(candidate) for candidate in found if candidate is not main]
    lines = _title_lines(main)
    return Annex(
        file_kind=file.kind,
        table_name=main.table.name,
        title_lines=lines,
        directive_guess=guess_directive(lines) or guess_directive(main.table.heading),
        columns={column: main.header.title(column) for column in main.header.columns},
        rows=assembly.rows,
        sections=assembly.sections,
        findings=(*left_aside, *assembly.findings),
    )


def _candidates(file: FileTables) -> list[_Found]:
    """Every table with a head of its own; in Word files each page may be a table, and those are put together."""
    found: list[_Found] = []
    for table in file.tables:
        header = find_header(table.rows)
        last = found[-1] if found else None
        if file.kind is FileKind.DOCX and last is not None and _goes_on_with(last, table, header):
            found[-1] = _with_next(last, table, header)
        elif header is not None:
            found.append(_Found(table, header, table.rows))
    return found


def _goes_on_with(last: _Found, table: Table, header: Header | None) -> bool:
    """Whether ``table`` goes on with ``last``: no new annex announced, and either the next page (as wide, or its
    numbers go on) or the next section under a title of its own.
    """
    if not table.rows or any(bare(line).startswith("phu luc") for line in table.heading):
        return False
    if header is None:
        return len(table.rows[0].cells) == len(last.rows[last.header.last_row].cells)
    before, after = _numbers(last.rows, last.header), _numbers(table.rows, header)
    numbers_go_on = bool(before) and bool(after) and after[0] == before[-1] + 1
    return header.columns == last.header.columns and (numbers_go_on or _section_line(table) != "")


def _with_next(last: _Found, table: Table, header: Header | None) -> _Found:
    """``last`` with the rows of ``table``; rows are counted on. A title between the two tables is a section."""
    rows, offset = last.rows, last.rows[-1].number
    below = table.rows[header.last_row + 1 :] if header is not None else table.rows
    more = [replace(row, number=row.number + offset) for row in below]
    if header is not None and _section_line(table):
        more.insert(0, _section_row(table, header, offset + 1))
        is_first = rows is last.table.rows and _section_line(last.table)
        if is_first:
            top = last.header.last_row + 1
            rows = (*rows[:top], _section_row(last.table, last.header, rows[top - 1].number), *rows[top:])
    return replace(last, rows=(*rows, *more))


def _section_line(table: Table) -> str:
    """The line right before a table where it is the title of a section ("II. HẠ TẦNG"), else nothing."""
    line = table.heading[-1] if table.heading else ""
    return line if leads_a_section(line) and not bare(line).startswith("phu luc") else ""


def _section_row(table: Table, header: Header, number: int) -> GridRow:
    place = header.columns[Column.CONTENT]
    return GridRow(number, (*[""] * place, _section_line(table)), wide=True)


def _numbers(rows: Sequence[GridRow], header: Header) -> list[int]:
    labels = (cells_of(row, header).label for row in rows)
    return [
        int(label.text)
        for label in labels
        if label.kind is LabelKind.NUMBER and _WHOLE_NUMBER.fullmatch(label.text)
    ]


def _title_lines(found: _Found) -> tuple[str, ...]:
    """The lines before the head: of the heading those from the last "Phụ lục" on, and the rows above the head."""
    heading = list(found.table.heading)
    starts = [place for place, line in enumerate(heading) if bare(line).startswith("phu luc")]
    above = [
        one_line(" ".join(filter(None, row.cells))) for row in found.table.rows[: found.header.first_row]
    ]
    lines = heading[starts[-1] if starts else 0 :] + [line for line in above if line]
    return tuple(lines[-_MOST_TITLE_LINES:])


def _aside(found: _Found) -> Finding:
    return table_not_read(found.table.name, len(found.rows) - found.header.last_row - 1)
