"""Việc định kỳ: the list of duties and its workbook."""

import asyncio

from litestar import get

from app import clock
from app.db import Row
from app.formats import file_name, format_when
from app.people.permissions import Permission as P
from app.people.queries import unit_tree
from app.tasks import recurrence_queries as queries
from app.tasks.export import Cell, Column, workbook
from app.tasks.list_routes import marks_of_today
from app.tasks.lists import MOST_EXPORTED, unit_path
from app.tasks.recurrence import giving_paths
from app.tasks.recurrence_queries import RecurrenceFilter
from app.tasks.recurrence_rules import Frequency
from app.tasks.recurrence_words import FREQUENCIES, STANDINGS
from app.text import Locale, Text
from app.web.pages import Answer, Asked, blank, download, locale_of, page, viewer_of
from app.web.paging import pager
from app.workbooks import MEDIA_TYPE


@get("/recurrences", permission=P.OWN_WORK)
async def show_recurrences(request: Asked) -> Answer:
    """Duties that come back: of the units that the viewer reads, and those that name the viewer."""
    viewer, locale, marks = viewer_of(request), locale_of(request), await marks_of_today()
    chosen = RecurrenceFilter.read(request.query_params)
    path = await unit_path(chosen.unit)
    shown = pager(request, await queries.count_recurrences(viewer, chosen, path, marks.today))
    units = [(each.id, "– " * each.depth + each.name) for each in await unit_tree(viewer.reach(P.TASK_READ))]
    return page(
        request,
        "recurrences/list.html",
        rows=await queries.recurrences(
            viewer, chosen, path, marks, limit=shown.per_page, offset=shown.offset
        ),
        pager=shown,
        form=blank(
            request, {"unit": chosen.unit, "frequency": chosen.frequency, "standing": chosen.standing}
        ),
        units=units,
        frequencies=[(code.value, words.in_(locale)) for code, words in FREQUENCIES.items()],
        standings=[(code, words.in_(locale)) for code, words in STANDINGS.items()],
        standing_names=STANDINGS,
        chips=_chips(chosen, dict(units), locale),
        export=chosen.href("/recurrences.xlsx"),
        may_create=bool(giving_paths(viewer)),
    )


def _chips(chosen: RecurrenceFilter, units: dict[int, str], locale: Locale) -> list[tuple[str, str]]:
    chips = []
    if chosen.unit is not None:
        chips.append((units.get(chosen.unit, "?").lstrip("– "), chosen.href("/recurrences", unit=None)))
    if chosen.frequency:
        words = FREQUENCIES[Frequency(chosen.frequency)].in_(locale)
        chips.append((words, chosen.href("/recurrences", frequency="")))
    if chosen.standing:
        chips.append((STANDINGS[chosen.standing].in_(locale), chosen.href("/recurrences", standing="")))
    return chips


COLUMNS = (
    Column(Text("STT", "No."), 6),
    Column(Text("Việc", "Work"), 50),
    Column(Text("Kết quả phải có", "Outcome"), 35),
    Column(Text("Đơn vị", "Unit"), 28),
    Column(Text("Người chịu trách nhiệm chính", "Owner"), 24),
    Column(Text("Đầu mối xuyên suốt", "Through-line lead"), 24),
    Column(Text("Quy tắc", "Rule"), 45),
    Column(Text("Giao trước (ngày làm việc)", "Given ahead (working days)"), 12),
    Column(Text("Từ ngày", "From"), 12),
    Column(Text("Đến ngày", "Until"), 12),
    Column(Text("Số lượt đã giao", "Times given"), 10, total=True),
    Column(Text("Hạn của lượt tới", "Next date"), 12),
    Column(Text("Tình trạng", "Standing"), 16),
    Column(Text("Lý do dừng", "Why stopped"), 40),
)


@get("/recurrences.xlsx", permission=P.OWN_WORK)
async def download_recurrences(request: Asked) -> Answer:
    """The same list as a workbook."""
    viewer, locale, marks = viewer_of(request), locale_of(request), await marks_of_today()
    chosen = RecurrenceFilter.read(request.query_params)
    rows = await queries.recurrences(viewer, chosen, await unit_path(chosen.unit), marks, limit=MOST_EXPORTED)
    units = {each.id: each.name for each in await unit_tree(viewer.reach(P.TASK_READ))}
    about = [viewer.unit_name, Text("Số liệu đến ", "As of ").in_(locale) + format_when(clock.now(), locale)]
    about += [words for words, _ in _chips(chosen, units, locale)]
    body = await asyncio.to_thread(
        workbook,
        title=Text("Việc định kỳ", "Recurring duties").in_(locale),
        about=about,
        columns=COLUMNS,
        rows=[_cells(place, row, locale) for place, row in enumerate(rows, 1)],
        locale=locale,
    )
    name = file_name("viec-dinh-ky", f"{marks.today:%Y-%m-%d}", viewer.unit_name, extension="xlsx")
    return download(body, name, MEDIA_TYPE)


def _cells(place: int, row: Row, locale: Locale) -> list[Cell]:
    return [
        place,
        row["title"],
        row["product"],
        row["unit_name"],
        row["owner_name"],
        row["lead_name"],
        row["rule_words"].in_(locale),
        row["ahead_days"],
        row["from_date"],
        row["to_date"],
        row["given_count"],
        row["next"][0].due if row["next"] else None,
        STANDINGS[row["standing"]].in_(locale),
        row["stopped_words"],
    ]


handlers = [show_recurrences, download_recurrences]
