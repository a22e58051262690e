"""Danh sách tuần của thanh tra: the page, its workbook, and its block on the inspector's first page."""

from datetime import date, timedelta
from urllib.parse import urlencode

from litestar import get

from app import clock
from app.errors import NotAllowed
from app.formats import format_date
from app.people.permissions import Permission as P
from app.people.queries import UnitRow, unit_tree
from app.people.viewer import Viewer, refusal
from app.tasks import lists
from app.tasks.flag_sql import Marks
from app.tasks.holder_queries import Stay, moves_with_names, stays_of
from app.tasks.holder_words import MoveLine, move_line, stay_words
from app.tasks.inspection_files import reminder_lines, week_words, weekly_file
from app.tasks.inspection_queries import Listed, Week, WeekFilter, listed_in, of_week, weeks_made
from app.tasks.list_routes import marks_of_today
from app.tasks.sight import Condition
from app.tasks.waiting import days_late
from app.text import Text
from app.web import versions
from app.web.home import Block, BlockRow, block
from app.web.pages import Answer, Asked, blank, locale_of, page, viewer_of
from app.web.paging import pager

PATH = "/inspections/weekly"
MOST_ROWS = 5  # on the first page


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
        said={each.line.row["id"]: reminder_lines(each, locale) for each in rows},
        form=blank(
            request,
            {
                "week": asked.week.monday.isoformat() if asked.week else "",
                "unit": asked.unit and asked.unit.id,
            },
        ),
        weeks=[(each.monday.isoformat(), week_words(each.monday, locale)) for each in asked.weeks],
        units=[(each.id, "– " * each.depth + each.name) for each in asked.units],
        chips=[(asked.unit.name, asked.href(PATH, unit=False))] if asked.unit else [],
        clear=asked.href(PATH, unit=False),
        export=asked.href(f"{PATH}.xlsx"),
        path=PATH,
        sheets_href=f"/inspections/{marks.today.replace(day=1) - timedelta(days=1):%Y-%m}",
    )


async def _stays(rows: list[Listed], marks: Marks) -> dict[int, Text]:
    found: dict[int, Stay] = await stays_of([each.line.row for each in rows], marks, clock.now())
    return {task: stay_words(stay) for task, stay in found.items()}


async def _chains(rows: list[Listed]) -> dict[int, list[MoveLine]]:
    moves = await moves_with_names([each.line.row["id"] for each in rows])
    return {task: [move_line(row) for row in some] for task, some in moves.items()}


@get(f"{PATH}.xlsx", permission=P.HISTORY_READ)
@versions.by_version
async def download_weekly_list(request: Asked) -> Answer:
    """The whole list of the week as a workbook."""
    asked = await _Shown.of(request)
    return await versions.workbook(
        weekly_file,
        viewer_of(request),
        asked.week.monday if asked.week else None,
        asked.unit.id if asked.unit else None,
        locale_of(request),
    )


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
