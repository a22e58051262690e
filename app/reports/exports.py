"""The month of a unit by weeks as .xlsx."""

import io
from datetime import datetime

from app.evaluation.months import Month
from app.formats import format_when
from app.reports.weeks import Week, totals
from app.text import Locale, Text
from app.workbooks import open_workbook

HEADS = (
    Text("Tuần", "Week"),
    Text("Từ ngày", "From"),
    Text("Đến ngày", "To"),
    Text("Đúng hạn", "On time"),
    Text("Chậm", "Late"),
    Text("Chuyển trả, chuyển giao", "Handed back or on"),
)


def workbook(unit: str, month: Month, weeks: tuple[Week, ...], *, now: datetime, locale: Locale) -> bytes:
    """The workbook; plain computing, in a process apart."""
    kept = io.BytesIO()
    book = open_workbook(kept)
    sheet = book.add_worksheet(str(month))
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    foot = book.add_format({"bold": True, "top": 2})
    about = Text(
        f"Đúng hạn, chậm, chuyển trả theo tuần, {month.label.vi}; số liệu lúc {format_when(now)}",
        f"On time, late, handed back by week, {month.label.en}; as of {format_when(now, 'en')}",
    )
    sheet.write_string(0, 0, unit, bold)
    sheet.write_string(1, 0, about.in_(locale))
    for place, title in enumerate(HEADS):
        sheet.write_string(3, place, title.in_(locale), head)
    for down, week in enumerate(weeks, 1):
        sheet.write_number(3 + down, 0, down)
        sheet.write_datetime(3 + down, 1, week.first, day)
        sheet.write_datetime(3 + down, 2, week.last, day)
        for place, number in enumerate((week.on_time, week.late, week.bounced), 3):
            sheet.write_number(3 + down, place, number)
    sums = totals(weeks)
    last = 4 + len(weeks)
    sheet.write_string(last, 0, Text("Cộng", "Sum").in_(locale), foot)
    for place, number in enumerate((sums.on_time, sums.late, sums.bounced), 3):
        sheet.write_number(last, place, number, foot)
    sheet.set_column(0, 5, 14)
    sheet.freeze_panes(4, 0)
    book.close()
    return kept.getvalue()
