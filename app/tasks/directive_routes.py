"""The page of a directive, and its annex given back as a workbook."""

from litestar import Router, get
from litestar.params import FromPath

from app.people.permissions import Permission as P
from app.tasks import directives, lists
from app.tasks.labels import STATES, state_label
from app.tasks.list_files import IN_ORDER, directive_file
from app.tasks.list_routes import marks_of_today
from app.web import versions
from app.web.pages import Answer, Asked, locale_of, page, viewer_of
from app.web.paging import pager


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
@versions.by_version
async def export_directive(request: Asked, directive: FromPath[int]) -> Answer:
    """The annex back as a workbook, with who does each row and how it stands."""
    viewer, locale = viewer_of(request), locale_of(request)
    await directives.directive_seen(directive, viewer, await marks_of_today())
    return await versions.workbook(directive_file, viewer, directive, locale)


router = Router("/", route_handlers=[show_directive, export_directive])
