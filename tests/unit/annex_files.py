"""Small invented annexes as bytes of the three kinds of file, for the tests of their reader."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import docx
import xlsxwriter

HEAD = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm", "Thời gian hoàn thành"]

Rows = Sequence[Sequence[Any]]


def as_csv(rows: Rows, delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """The rows as .csv."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(
    rows: Rows, merges: Sequence[tuple[int, int, int, int]] = (), date_format: str = "dd/mm/yyyy"
) -> bytes:
    """The rows as .xlsx; ``merges`` are (first row, first column, last row, last column) from 0."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Phụ lục")
    dates = book.add_format({"num_format": date_format})
    merged = {(top, left): (bottom, right) for top, left, bottom, right in merges}
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if (r, c) in merged:
                sheet.merge_range(r, c, *merged[r, c], value)
            elif isinstance(value, date):
                sheet.write_datetime(r, c, value, dates)
            elif value != "":
                sheet.write(r, c, value)
    book.close()
    return buffer.getvalue()


def as_docx(
    rows: Rows,
    merges: Sequence[tuple[int, int, int, int]] = (),
    before: Sequence[str] = (),
    extra: Sequence[Rows] = (),
) -> bytes:
    """The rows as a Word table after the paragraphs ``before``; ``extra`` are further tables, one after the other."""
    document = docx.Document()
    for line in before:
        document.add_paragraph(line)
    for number, content in enumerate([rows, *extra]):
        if number:
            document.add_paragraph("")
        width = max(map(len, content))
        table = document.add_table(rows=len(content), cols=width)
        for r, row in enumerate(content):
            for c, value in enumerate(row):
                if value != "":
                    table.cell(r, c).text = str(value)
        for top, left, bottom, right in merges if number == 0 else ():
            table.cell(top, left).merge(table.cell(bottom, right))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_parts(content: bytes, changed: dict[str, bytes]) -> bytes:
    """The container with some parts replaced or added."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, part in changed.items():
            new.writestr(name, part)
    return buffer.getvalue()


def part_of(content: bytes, name: str) -> bytes:
    """One part of a container."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)
