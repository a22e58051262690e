"""The map of who sends work to whom as .xlsx."""

import io
from datetime import datetime

from app.formats import format_when
from app.reports.flows import FlowMap, Span
from app.text import Locale, Text
from app.workbooks import open_workbook

TITLE = Text("Ai chuyển việc cho ai", "Who sends work to whom")
PAIRS = (
    Text("Từ đơn vị", "From the unit"),
    Text("Đến đơn vị", "To the unit"),
    Text("Chuyển đã nhận", "Moves taken"),
    Text("Chuyển trả", "Handed back"),
    Text("Cộng", "Sum"),
)


def workbook(unit: str, span: Span, flows: FlowMap, *, now: datetime, locale: Locale) -> bytes:
    """The map and its pairs; plain computing, in a process apart."""
    kept = io.BytesIO()
    book = open_workbook(kept)
    sheet = book.add_worksheet(Text("Ma trận", "Matrix").in_(locale))
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True})
    about = Text(
        f"{TITLE.vi}, {span.label.vi}; số liệu lúc {format_when(now)}",
        f"{TITLE.en}, {span.label.en}; as of {format_when(now, 'en')}",
    )
    sheet.write_string(0, 0, unit, bold)
    sheet.write_string(1, 0, about.in_(locale))
    sheet.write_string(3, 0, Text("Từ \\ đến", "From \\ to").in_(locale), head)
    for place, (_, name) in enumerate(flows.units, 1):
        sheet.write_string(3, place, name, head)
        sheet.write_string(3 + place, 0, name, bold)
        for across, times in enumerate(flows.grid[place - 1], 1):
            sheet.write_number(3 + place, across, times)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, max(len(flows.units), 1), 16)
    sheet.freeze_panes(4, 1)
    pairs = book.add_worksheet(Text("Từng cặp", "Pairs").in_(locale))
    names = dict(flows.units)
    for place, title in enumerate(PAIRS):
        pairs.write_string(0, place, title.in_(locale), head)
    for down, flow in enumerate(flows.flows.values(), 1):
        pairs.write_string(down, 0, names[flow.giver])
        pairs.write_string(down, 1, names[flow.taker])
        for place, number in enumerate((flow.moved, flow.handed_back, flow.times), 2):
            pairs.write_number(down, place, number)
    pairs.set_column(0, 1, 34)
    pairs.set_column(2, 4, 14)
    pairs.freeze_panes(1, 0)
    book.close()
    return kept.getvalue()
