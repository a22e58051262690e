"""The unit's month as .xlsx: one row a person, true numbers, text that never becomes a formula."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from app import clock
from app.apart import FileMade
from app.db import fetch
from app.evaluation.board import Line, lines
from app.evaluation.months import Month
from app.evaluation.roster import Wanted, by_chunks
from app.evaluation.sheet_rules import State
from app.evaluation.sheet_snapshot import unpacked
from app.formats import file_name, format_when
from app.text import Locale, Text
from app.workbooks import open_workbook

Cell = str | int | Fraction | None

COLUMNS: tuple[tuple[Text, int], ...] = (
    (Text("STT", "No."), 6),
    (Text("Mã cán bộ", "Staff code"), 12),
    (Text("Họ và tên", "Name"), 26),
    (Text("Chức vụ, chức danh", "Post"), 26),
    (Text("Đơn vị", "Unit"), 32),
    (Text("Trạng thái", "State"), 18),
    (Text("Tiêu chí chung, tự chấm", "General, self"), 12),
    (Text("Tiêu chí chung, xác nhận", "General, confirmed"), 12),
    (Text("a số lượng", "a quantity"), 10),
    (Text("b chất lượng", "b quality"), 10),
    (Text("c tiến độ", "c progress"), 10),
    (Text("d", "d"), 7),
    (Text("đ", "đ"), 7),
    (Text("e", "e"), 7),
    (Text("Điểm kết quả nhiệm vụ", "Result points"), 12),
    (Text("Tổng điểm tạm tính", "Provisional total"), 12),
    (Text("Tổng điểm xác nhận", "Confirmed total"), 12),
    (Text("Mức điểm tương ứng", "Level of points"), 30),
    (Text("Ghi chú", "Note"), 40),
)


@dataclass(frozen=True, slots=True)
class Results:
    """The confirmed result of a sheet as its snapshot keeps it."""

    general: Fraction | None = None
    parts: tuple[Fraction | None, ...] = (None,) * 6
    result: Fraction | None = None
    insufficient: bool = False


async def month_file(agency: str, month: Month, wanted: Wanted, locale: Locale) -> FileMade:
    """The month's table of everyone wanted, asked and written apart from the pages."""
    found = await lines(month, wanted, today=clock.today(), whole=True)
    confirmed = [
        line.person.sheet_id
        for line in found
        if line.person.sheet_id is not None and line.person.state is State.CONFIRMED
    ]
    rows = cells(found, await results_of(confirmed), locale)
    body = workbook(month, agency, rows, now=clock.now(), locale=locale)
    return FileMade(body, file_name("danh-gia", str(month), agency, extension="xlsx"))


async def results_of(sheets: list[int]) -> dict[int, Results]:
    """The results of confirmed sheets, from their snapshots."""
    found: dict[int, Results] = {}
    for ids in by_chunks(sheets):
        marks = ", ".join("{}" for _ in ids)
        rows = await fetch(
            f"SELECT id, snapshot FROM sheet WHERE state = 'confirmed' AND id IN ({marks})", *ids
        )
        found |= {row["id"]: _results(row["snapshot"]) for row in rows}
    return found


def _results(snapshot: str) -> Results:
    kept = unpacked(snapshot)["result"]
    if kept["state"] == "insufficient":
        return Results(general=Fraction(kept["general"]), insufficient=True)
    parts = {code: Fraction(value) for code, value in kept["parts"].items()}
    return Results(
        Fraction(kept["general"]),
        tuple(parts.get(code) for code in ("a", "b", "c", "d", "dd", "e")),
        Fraction(kept["result"]),
    )


def cells(lines: Sequence[Line], results: dict[int, Results], locale: Locale) -> list[list[Cell]]:
    """The rows of ``COLUMNS``."""
    return [
        _cells(place, line, results.get(line.person.sheet_id or 0, Results()), locale)
        for place, line in enumerate(lines, 1)
    ]


def _cells(place: int, line: Line, kept: Results, locale: Locale) -> list[Cell]:
    one = line.person
    notes = [line.why_none] if line.why_none else list(line.in_the_way)
    if kept.insufficient:
        notes.append(Text("chưa đủ dữ liệu", "insufficient data"))
    return [
        place,
        one.staff_code,
        one.name,
        one.post_title,
        one.unit_name,
        "" if line.why_none else one.state.label.in_(locale),
        line.own_general if kept.general is None else None,
        kept.general,
        *kept.parts,
        kept.result,
        line.proposed,
        line.confirmed,
        line.level.title.in_(locale) if line.level else "",
        "; ".join(note.in_(locale) for note in notes),
    ]


def workbook(
    month: Month, agency: str, rows: Sequence[Sequence[Cell]], *, now: datetime, locale: Locale
) -> bytes:
    """The workbook; plain computing."""
    kept = io.BytesIO()
    book = open_workbook(kept)
    sheet = book.add_worksheet(str(month))
    head = book.add_format({"bold": True, "text_wrap": True, "bottom": 2, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    number = book.add_format({"num_format": "0.00", "valign": "top"})
    ratio = book.add_format({"num_format": "0.0000", "valign": "top"})
    title = Text(
        f"Bảng tổng hợp điểm theo dõi, đánh giá công chức {month.label.vi}",
        f"Evaluation points of civil servants, {month.label.en}",
    )
    about = Text(
        f"Số liệu lúc {format_when(now)}. Nghị định 335/2025/NĐ-CP; mức điểm theo tháng, không phải xếp loại (Điều 3.5).",
        f"As of {format_when(now, 'en')}. Decree 335/2025; a month's level of points is no rank (Art. 3.5).",
    )
    sheet.write_string(0, 0, agency, book.add_format({"bold": True}))
    sheet.write_string(1, 0, title.in_(locale), book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(2, 0, about.in_(locale))
    for place, (words, width) in enumerate(COLUMNS):
        sheet.set_column(place, place, width)
        sheet.write_string(4, place, words.in_(locale), head)
    for down, row in enumerate(rows, 5):
        for place, cell in enumerate(row):
            if isinstance(cell, Fraction):
                sheet.write_number(down, place, float(cell), ratio if 8 <= place <= 10 else number)
            elif isinstance(cell, int):
                sheet.write_number(down, place, cell, text)
            elif cell:
                sheet.write_string(down, place, cell, text)
    sheet.freeze_panes(5, 3)
    sheet.repeat_rows(4)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return kept.getvalue()
