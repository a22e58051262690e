"""Ai đang giữ việc gì: the page and its workbook."""

from fractions import Fraction

from litestar import get

from app import apart, clock
from app.formats import file_name, format_number, format_when
from app.people.permissions import Permission as P
from app.people.queries import unit_tree
from app.tasks import lists
from app.tasks.export import Column, workbook
from app.tasks.list_routes import marks_of_today
from app.tasks.workload import SORTS, Desk, desks, sorted_desks
from app.text import Locale, Text
from app.web import versions
from app.web.pages import Answer, Asked, blank, download, locale_of, page, viewer_of
from app.workbooks import MEDIA_TYPE

PATH = "/workload"
HEADS = {
    "name": Text("Người", "Person"),
    "open": Text("Đang làm", "Open"),
    "late": Text("Quá hạn", "Late"),
    "waiting": Text("Chờ người khác", "Waiting for others"),
    "points": Text("Khối lượng quy đổi", "Standard units"),
    "held": Text("Giữ lâu nhất (ngày làm việc)", "Longest held (working days)"),
}
COLUMNS = (
    Column(Text("STT", "No."), 6),
    Column(Text("Người", "Person"), 26),
    Column(Text("Chức danh", "Post"), 22),
    Column(Text("Đơn vị", "Unit"), 30),
    Column(HEADS["open"], 10, total=True),
    Column(HEADS["late"], 10, total=True),
    Column(HEADS["waiting"], 12, total=True),
    Column(HEADS["points"], 12),
    Column(HEADS["held"], 14),
)


async def _asked(request: Asked) -> tuple[int | None, str, bool, list[Desk]]:
    """The unit, the order and the rows that the address asks for."""
    asked = request.query_params
    unit_text = asked.get("unit", "")
    unit = int(unit_text) if unit_text.isascii() and unit_text.isdigit() and len(unit_text) < 10 else None
    by, down = asked.get("sort", ""), asked.get("down") == "1"
    path = (await lists.unit_path(unit) or "?") if unit is not None else None
    found = await desks(viewer_of(request), await marks_of_today(), path)
    return unit, by if by in SORTS else "", down, sorted_desks(found, by, down=down)


def points_of(desk: Desk, locale: Locale) -> str:
    """The units of open work as people read them."""
    return format_number(Fraction(desk.points_milli, 1000), 2, locale)


@get(PATH, permission=P.TASK_READ)
async def show_workload(request: Asked) -> Answer:
    """One row a person: open, late, waiting on others, units, the oldest; each number leads to its list."""
    unit, by, down, rows = await _asked(request)
    locale, viewer = locale_of(request), viewer_of(request)
    units = [(each.id, "– " * each.depth + each.name) for each in await unit_tree(viewer.paths(P.TASK_READ))]
    chosen = f"&unit={unit}" if unit is not None else ""
    heads = {
        name: (
            words.in_(locale),
            f"{PATH}?sort={name}{'&down=1' if _turns(name, by, down) else ''}{chosen}",
            ("descending" if down else "ascending") if by == name else None,
        )
        for name, words in HEADS.items()
    }
    return page(
        request,
        "tasks/workload.html",
        rows=rows,
        heads=heads,
        form=blank(request, {"unit": unit}),
        units=units,
        chips=[(dict(units).get(unit, "?").lstrip("– "), PATH)] if unit is not None else [],
        points=lambda desk: points_of(desk, locale),
        export=f"{PATH}.xlsx?sort={by}{'&down=1' if down else ''}{chosen}",
        now=clock.now(),
    )


def _turns(name: str, by: str, down: bool) -> bool:
    """Whether the head's next press sorts downwards: the most first, names from A."""
    if by == name:
        return not down
    return name != "name"


@get(f"{PATH}.xlsx", permission=P.TASK_READ)
@versions.by_version
async def download_workload(request: Asked) -> Answer:
    """The same rows as a workbook."""
    _, _, _, rows = await _asked(request)
    locale, viewer = locale_of(request), viewer_of(request)
    cells = [
        [
            *(place, each.name, each.title, each.unit, each.open, each.late, each.waiting),
            *(points_of(each, locale), each.held_days),
        ]
        for place, each in enumerate(rows, 1)
    ]
    as_of = Text(f"Số liệu đến {format_when(clock.now())}", f"As of {format_when(clock.now(), 'en')}")
    body = await apart.computed(
        workbook,
        title=Text("Ai đang giữ việc gì", "Who holds what").in_(locale),
        about=[viewer.unit_name, as_of.in_(locale)],
        columns=COLUMNS,
        rows=cells,
        locale=locale,
    )
    name = file_name("khoi-luong", f"{clock.today():%Y-%m-%d}", viewer.unit_name, extension="xlsx")
    return download(body, name, MEDIA_TYPE)


handlers = [show_workload, download_workload]
