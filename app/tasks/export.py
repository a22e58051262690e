"""Lists as .xlsx workbooks: true dates, frozen heads, text that never becomes a formula."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter

from app.tasks.date_rules import kept
from app.tasks.flag_sql import Marks
from app.tasks.labels import state_label
from app.tasks.lines import TaskLine, words_of
from app.tasks.opinion_rules import LatenessSplit
from app.text import Locale, Text
from app.workbooks import open_workbook

Cell = str | int | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a workbook: its head and its width in characters; ``total`` sums it at the foot."""

    head: Text
    width: int
    total: bool = False


TASK_COLUMNS = (
    Column(Text("STT", "No."), 6),
    Column(Text("Mã", "Code"), 15),
    Column(Text("Nhiệm vụ", "Task"), 50),
    Column(Text("Kết quả phải có", "Outcome"), 35),
    Column(Text("Đơn vị", "Unit"), 28),
    Column(Text("Người chịu trách nhiệm chính", "Owner"), 24),
    Column(Text("Đầu mối xuyên suốt", "Through-line lead"), 24),
    Column(Text("Trạng thái", "State"), 14),
    Column(Text("Dấu hiệu", "Flags"), 34),
    Column(Text("Hạn gốc", "Original deadline"), 12),
    Column(Text("Hạn phải giữ", "Date to keep"), 12),
    Column(Text("Theo hạn gốc", "By the original date"), 12),
    Column(Text("Theo hạn đã dời", "By the moved date"), 12),
    Column(Text("Số lần gia hạn", "Extensions"), 9, total=True),
    Column(Text("Trễ (ngày làm việc)", "Late (working days)"), 11),
    Column(Text("Trong đó chờ ý kiến", "Of which waiting"), 11),
    Column(Text("Số lần chuyển", "Times moved"), 9, total=True),
    Column(Text("Số lần chậm", "Latenesses"), 9, total=True),
    Column(Text("Tiến độ (%)", "Progress (%)"), 9),
)

REMINDED = Column(Text("Số lần đôn đốc", "Reminders"), 9, total=True)


def task_cells(
    lines: Sequence[TaskLine],
    handed: Mapping[int, date],
    splits: Mapping[int, LatenessSplit],
    marks: Marks,
    locale: Locale,
) -> list[list[Cell]]:
    """The rows of ``TASK_COLUMNS``.

    ``handed``: the day on which each task was first handed in; ``splits``: whose days the lateness of each late
    task is.
    """
    return [
        _cells(place, line, handed.get(line.row["id"]), splits.get(line.row["id"]), marks, locale)
        for place, line in enumerate(lines, 1)
    ]


def _cells(
    place: int,
    line: TaskLine,
    handed: date | None,
    split: LatenessSplit | None,
    marks: Marks,
    locale: Locale,
) -> list[Cell]:
    row = line.row
    judged = kept(row["original_deadline"], line.extended_to, handed, marks.calendar)
    late = line.has("late")
    return [
        place,
        row["code"],
        row["title"],
        row["product"],
        row["unit_name"] or "",
        row["owner_name"] or "",
        row["lead_name"] or "",
        state_label(row["state"]).in_(locale),
        ", ".join(words_of(each, locale) for each in line.flags),
        row["original_deadline"],
        row["due_on"] or row["deadline"],
        _verdict(judged.by_original, locale),
        _verdict(judged.by_extended, locale),
        row["extension_count"],
        marks.calendar.working_days_late(row["due_on"], marks.today) if late else None,
        split.waiting if split and late else None,
        row["hand_over_count"],
        row["lateness_count"],
        row["percent"],
    ]


def _verdict(on_time: bool | None, locale: Locale) -> str:
    if on_time is None:
        return ""
    return (Text("đúng hạn", "on time") if on_time else Text("chậm", "late")).in_(locale)


def workbook(
    *,
    title: str,
    about: Sequence[str],
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    locale: Locale,
) -> bytes:
    """A workbook of one sheet: title rows, a frozen head, the rows, a line of totals. Run it in a thread."""
    kept = io.BytesIO()
    book = open_workbook(kept)
    sheet = book.add_worksheet(title[:31].translate(str.maketrans("[]:*?/\\", "       ")))
    bold = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "text_wrap": True, "bottom": 2, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
    foot = book.add_format({"bold": True, "top": 2})
    sheet.write_string(0, 0, title, bold)
    for place, words in enumerate(about, 1):
        sheet.write_string(place, 0, words)
    first = len(about) + 2
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(first, number, column.head.in_(locale), head)
    for down, row in enumerate(rows, first + 1):
        for number, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(down, number, cell, day)
            elif isinstance(cell, int):
                sheet.write_number(down, number, cell, plain)
            elif cell:
                sheet.write_string(down, number, cell, plain)
    _totals(sheet, columns, rows, first + 1 + len(rows), foot, locale)
    sheet.freeze_panes(first + 1, 0)
    sheet.repeat_rows(first)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return kept.getvalue()


def _totals(
    sheet: "xlsxwriter.workbook.Worksheet",
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    down: int,
    foot: object,
    locale: Locale,
) -> None:
    words = Text(f"Cộng: {len(rows)} dòng", f"Total: {len(rows)} rows")
    sheet.write_string(down, 0, words.in_(locale), foot)
    for number, column in enumerate(columns):
        if column.total:
            values = [row[number] for row in rows]
            sheet.write_number(down, number, sum(each for each in values if isinstance(each, int)), foot)
