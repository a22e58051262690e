"""The page of a directive, and its annex given back as a workbook."""

import asyncio

from litestar import Router, get
from litestar.params import FromPath

from app import clock
from app.db import Row
from app.formats import file_name, format_date, format_when
from app.people.permissions import Permission as P
from app.tasks import directives, lists
from app.tasks.export import workbook
from app.tasks.labels import STATES, state_label
from app.tasks.list_routes import marks_of_today
from app.text import Text
from app.web.pages import Answer, Asked, download, locale_of, page, viewer_of
from app.web.paging import pager
from app.workbooks import MEDIA_TYPE

IN_ORDER = "t.id"


@get("/directives/{directive:int}", permission=P.TASK_READ)
async def show_directive(request: Asked, directive: FromPath[int]) -> Answer:
    """A directive's tasks in the order of its annex, with how they stand."""
    viewer, locale, marks = viewer_of(request), locale_of(request), await marks_of_today()
    seen = await directives.directive_seen(directive, viewer, marks)
    shown = pager(request, seen.total)
    where = directives.of_directive(directive, viewer, marks.today)
    lines = await lists.lines_of(where, IN_ORDER, marks, shown.per_page, shown.offset)
    states = [
        (state_label(code).in_(locale), code, seen.states[code]) for code in STATES if code in seen.states
    ]
    return page(
        request,
        "directives/show.html",
        directive=seen.row,
        seen=seen,
        states=states,
        lines=lines,
        written=await directives.written_of([line.row["id"] for line in lines]),
        pager=shown,
        may_draft=viewer.can(P.TASK_DRAFT),
    )


@get("/directives/{directive:int}/export", permission=P.TASK_READ)
async def export_directive(request: Asked, directive: FromPath[int]) -> Answer:
    """The annex back as a workbook, with who does each row and how it stands."""
    viewer, locale, marks = viewer_of(request), locale_of(request), await marks_of_today()
    seen = await directives.directive_seen(directive, viewer, marks)
    where = directives.of_directive(directive, viewer, marks.today)
    lines = await lists.lines_of(where, IN_ORDER, marks)
    written: dict[int, Row] = {}
    ids = [line.row["id"] for line in lines]
    for start in range(0, len(ids), 500):
        written |= await directives.written_of(ids[start : start + 500])
    row = seen.row
    as_of = Text(f"Số liệu đến {format_when(clock.now())}", f"As of {format_when(clock.now(), 'en')}")
    body = await asyncio.to_thread(
        workbook,
        title=Text("Phụ lục nhiệm vụ", "Annex of tasks").in_(locale),
        about=[
            f"{row['number']}, {format_date(row['issued_on'], locale)}, {row['issuer']}",
            as_of.in_(locale),
        ],
        columns=directives.EXPORT_COLUMNS,
        rows=[directives.export_cells(line, written[line.row["id"]], locale) for line in lines],
        locale=locale,
    )
    return download(body, file_name("phu-luc", row["number"], extension="xlsx"), MEDIA_TYPE)


router = Router("/", route_handlers=[show_directive, export_directive])
