"""The list of incidents as a workbook. No recorder, no facts, no statements: a file travels further than a page."""

import io
from collections.abc import Sequence
from datetime import datetime

from app.formats import format_when
from app.incidents.queries import IncidentRow
from app.incidents.rules import STATES
from app.workbooks import open_workbook

_HEAD_ROW = 3
_COLUMNS = (
    ("STT", 6),
    ("Mã vụ việc", 15),
    ("Ngày xảy ra", 12),
    ("Giờ", 8),
    ("Mã quy tắc", 11),
    ("Quy tắc", 45),
    ("Văn bản", 18),
    ("Nơi xảy ra", 30),
    ("Mã cán bộ", 11),
    ("Họ và tên", 24),
    ("Đơn vị vào ngày xảy ra", 32),
    ("Tình trạng", 16),
    ("Đã có ý kiến của người được nêu", 18),
)


def incidents_workbook(rows: Sequence[IncidentRow], *, now: datetime, unit_name: str) -> bytes:
    """The rows as .xlsx: true dates, text kept as text (never a formula), ready to print on A4 landscape."""
    file = io.BytesIO()
    book = open_workbook(file)
    sheet = book.add_worksheet("Vụ việc")
    title = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format(
        {"bold": True, "text_wrap": True, "border": 1, "bg_color": "#E6EEEE", "valign": "top"}
    )
    cell = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "border": 1, "valign": "top", "align": "left"})
    sheet.write_string(0, 0, "Danh sách vụ việc theo các quy tắc ứng xử", title)
    sheet.write_string(1, 0, f"{unit_name}. Số liệu đến {format_when(now)}. Tổng số: {len(rows)}.")
    for column, (words, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEAD_ROW, column, words, head)
    for number, row in enumerate(rows, 1):
        line = _HEAD_ROW + number
        sheet.write_number(line, 0, number, cell)
        sheet.write_datetime(line, 2, datetime.combine(row.happened_on, datetime.min.time()), day)
        for column, words in _texts(row).items():
            sheet.write_string(line, column, words, cell)
    sheet.freeze_panes(_HEAD_ROW + 1, 2)
    sheet.autofilter(_HEAD_ROW, 0, _HEAD_ROW + max(len(rows), 1), len(_COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD_ROW)
    book.close()
    return file.getvalue()


def _texts(row: IncidentRow) -> dict[int, str]:
    return {
        1: row.code,
        3: row.happened_time,
        4: row.rule_code,
        5: row.rule.text.vi,
        6: row.rule.instrument.number,
        7: row.place,
        8: row.staff_code,
        9: row.name,
        10: row.unit_name,
        11: STATES[row.state].vi,
        12: "Có" if row.stated else "Chưa",
    }
