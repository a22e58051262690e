"""Danh sách tuần của thanh tra: the page, its workbook, and its block on the inspector's first page."""

import asyncio
from datetime import date
from urllib.parse import urlencode

from litestar import get

from app import clock
from app.errors import NotAllowed
from app.formats import file_name, format_date, format_when
from app.people.permissions import Permission as P
from app.people.queries import UnitRow, unit_tree
from app.people.viewer import Viewer, refusal
from app.tasks import lists
from app.tasks.export import REMINDED, Cell, Column, workbook
from app.tasks.flag_sql import Marks
from app.tasks.holder_queries import Stay, moves_with_names, stays_of
from app.tasks.holder_words import MoveLine, move_line, stay_words
from app.tasks.inspection_queries import Listed, Week, WeekFilter, listed_in, of_week, weeks_made
from app.tasks.labels import state_label
from app.tasks.list_routes import marks_of_today
from app.tasks.reminder_routes import KINDS
from app.tasks.sight import Condition
from app.tasks.waiting import days_late
from app.text import Locale, Text
from app.web.home import Block, BlockRow, block
from app.web.pages import Answer, Asked, blank, download, locale_of, page, viewer_of
from app.web.paging import pager
from app.workbooks import MEDIA_TYPE

PATH = "/inspections/weekly"
MOST_ROWS = 5  # on the first page
COLUMNS = (
    Column(Text("STT", "No."), 6),
    Column(Text("Mã", "Code"), 15),
    Column(Text("Nhiệm vụ", "Task"), 50),
    Column(Text("Đơn vị", "Unit"), 28),
    Column(Text("Chặng", "Holder"), 36),
    Column(Text("Trạng thái", "State"), 14),
    Column(Text("Hạn phải giữ", "Date to keep"), 12),
    Column(Text("Trễ (ngày làm việc)", "Late (working days)"), 11),
    REMINDED,
    Column(Text("Các lần đôn đốc", "The reminders"), 60),
    Column(Text("Số lần chuyển", "Times moved"), 9, total=True),
    Column(Text("Có xử lý sau đó", "Acted on since"), 14),
)


def inspects(viewer: Viewer) -> bool:
    """Whether the page is for this person: who reads both the history and the tasks of a scope."""
    return viewer.can(P.HISTORY_READ) and viewer.can(P.TASK_READ)


class _Shown:
    """What the address asks for: which week, which unit, and what may be chosen."""

    def __init__(self, asked: WeekFilter, weeks: list[Week], units: list[UnitRow]) -> None:
        self.weeks, self.units = weeks, units
        self.week = next((each for each in weeks if each.monday == asked.week), weeks[0] if weeks else None)
        self.unit = next((each for each in units if each.id == asked.unit), None)

    @classmethod
    async def of(cls, request: Asked) -> "_Shown":
        viewer = viewer_of(request)
        if not inspects(viewer):
            raise NotAllowed(refusal(P.TASK_READ))
        units = await unit_tree(viewer.paths(P.TASK_READ))
        return cls(WeekFilter.read(request.query_params), await weeks_made(), units)

    def where(self, viewer: Viewer, marks: Marks) -> Condition:
        assert self.week is not None
        return of_week(self.week.monday, viewer, marks.today, self.unit.path if self.unit else None)

    def href(self, path: str, *, unit: bool = True) -> str:
        """The address of this week, and of this unit unless it is left out."""
        said: dict[str, object] = {"week": self.week.monday.isoformat()} if self.week else {}
        if unit and self.unit:
            said["unit"] = self.unit.id
        return f"{path}?{urlencode(said)}" if said else path


@get(PATH, permission=P.HISTORY_READ)
async def show_weekly_list(request: Asked) -> Answer:
    """What was reminded of too often without any act, week by week."""
    viewer, locale, marks = viewer_of(request), locale_of(request), await marks_of_today()
    asked = await _Shown.of(request)
    where = asked.where(viewer, marks) if asked.week else None
    shown = pager(request, await lists.count(where) if where else 0)
    rows: list[Listed] = []
    if where and asked.week:
        rows = await listed_in(asked.week.monday, where, marks, shown.per_page, shown.offset)
    return page(
        request,
        "inspections/weekly.html",
        week=asked.week,
        rows=rows,
        pager=shown,
        stays=await _stays(rows, marks),
        chains=await _chains(rows),
        days_late={each.line.row["id"]: days_late(each.line, marks) for each in rows},
        said={each.line.row["id"]: _reminders(each, locale) for each in rows},
        form=blank(
            request,
            {
                "week": asked.week.monday.isoformat() if asked.week else "",
                "unit": asked.unit and asked.unit.id,
            },
        ),
        weeks=[(each.monday.isoformat(), _week_words(each.monday, locale)) for each in asked.weeks],
        units=[(each.id, "– " * each.depth + each.name) for each in asked.units],
        chips=[(asked.unit.name, asked.href(PATH, unit=False))] if asked.unit else [],
        clear=asked.href(PATH, unit=False),
        export=asked.href(f"{PATH}.xlsx"),
        path=PATH,
    )


async def _stays(rows: list[Listed], marks: Marks) -> dict[int, Text]:
    found: dict[int, Stay] = await stays_of([each.line.row for each in rows], marks, clock.now())
    return {task: stay_words(stay) for task, stay in found.items()}


async def _chains(rows: list[Listed]) -> dict[int, list[MoveLine]]:
    moves = await moves_with_names([each.line.row["id"] for each in rows])
    return {task: [move_line(row) for row in some] for task, some in moves.items()}


def _week_words(monday: date, locale: Locale) -> str:
    day = format_date(monday, locale)
    return Text(f"Tuần từ {day}", f"Week of {day}").in_(locale)


def _reminders(each: Listed, locale: Locale) -> list[str]:
    """Each reminder in one line: when, to whom, of which kind."""
    return [
        f"{format_date(row['day'], locale)}: {row['to_name']} ({KINDS[row['kind']].in_(locale).lower()})"
        for row in each.reminders
    ]


@get(f"{PATH}.xlsx", permission=P.HISTORY_READ)
async def download_weekly_list(request: Asked) -> Answer:
    """The whole list of the week as a workbook."""
    viewer, locale, marks = viewer_of(request), locale_of(request), await marks_of_today()
    asked = await _Shown.of(request)
    rows = await listed_in(asked.week.monday, asked.where(viewer, marks), marks) if asked.week else []
    stays = await _stays(rows, marks)
    as_of = Text(f"Số liệu đến {format_when(clock.now())}", f"As of {format_when(clock.now(), 'en')}")
    about: list[str] = [as_of.in_(locale)]
    if asked.week:
        about.insert(0, _week_words(asked.week.monday, locale))
    if asked.unit:
        about.append(asked.unit.name)
    body = await asyncio.to_thread(
        workbook,
        title=Text("Danh sách tuần của thanh tra", "Inspector's weekly list").in_(locale),
        about=about,
        columns=COLUMNS,
        rows=[_cells(place, each, stays, marks, locale) for place, each in enumerate(rows, 1)],
        locale=locale,
    )
    name = file_name(
        "thanh-tra-tuan", f"{asked.week.monday:%Y-%m-%d}" if asked.week else "", extension="xlsx"
    )
    return download(body, name, MEDIA_TYPE)


def _cells(place: int, each: Listed, stays: dict[int, Text], marks: Marks, locale: Locale) -> list[Cell]:
    row = each.line.row
    stay = stays.get(row["id"])
    return [
        place,
        row["code"],
        row["title"],
        row["unit_name"] or "",
        stay.in_(locale) if stay else "",
        state_label(row["state"]).in_(locale),
        row["due_on"],
        days_late(each.line, marks),
        row["reminder_count"],
        "\n".join(_reminders(each, locale)),
        row["hand_over_count"],
        clock.local_day(each.acted_at) if each.acted_at else None,
    ]


@block
async def weekly_list_block(viewer: Viewer, today: date) -> Block | None:
    """The newest list on the first page of who inspects."""
    weeks = await weeks_made() if inspects(viewer) else []
    if not weeks:
        return None
    marks, monday = await marks_of_today(), weeks[0].monday
    where = of_week(monday, viewer, today)
    total = await lists.count(where)
    if not total:
        return None
    rows = await listed_in(monday, where, marks, MOST_ROWS)
    return Block(
        Text(f"Danh sách tuần từ {format_date(monday)}", f"List of the week of {format_date(monday, 'en')}"),
        tuple(_block_row(each, days_late(each.line, marks)) for each in rows),
        total,
        PATH,
    )


def _block_row(each: Listed, late: int | None) -> BlockRow:
    row, count = each.line.row, each.line.row["reminder_count"]
    vi, en = f"{count} lần đôn đốc chưa có xử lý", f"{count} reminders without an act"
    if late:
        vi, en = f"{vi}, trễ {late} ngày làm việc", f"{en}, {late} working days late"
    title = f"{row['code']} – {row['title']}"
    return BlockRow(Text(title, title), each.line.href, Text(f"{vi}.", f"{en}."))


handlers = [show_weekly_list, download_weekly_list]
