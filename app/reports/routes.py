"""Pages of reports: a unit's month by weeks, as a sentence, a chart, a table and a file."""

from litestar import get
from litestar.params import FromPath

from app import clock
from app.errors import NotFound
from app.evaluation.months import Month
from app.evaluation.routes import months_back
from app.people.permissions import Permission as P
from app.people.queries import UnitRow, unit, unit_tree
from app.people.viewer import Viewer
from app.reports import charts, report_files
from app.reports.queries import month_of
from app.reports.weeks import conclusion, totals
from app.tasks.freshness import board_freshness
from app.web import versions
from app.web.pages import Answer, Asked, blank, locale_of, page, redirect, viewer_of


def _month(text: str) -> Month:
    try:
        month = Month.parse(text)
    except ValueError:
        raise NotFound from None
    if month.first > clock.today():
        raise NotFound
    return month


async def _unit(request: Asked, viewer: Viewer) -> UnitRow:
    """The unit asked for where it may be read; without one the topmost of the viewer's scope."""
    asked = request.query_params.get("unit", "")
    if not asked:
        units = await unit_tree(viewer.paths(P.REPORT_READ))
        if not units:
            raise NotFound
        return units[0]
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        raise NotFound
    found = await unit(int(asked))
    if found.outside or not viewer.covers(P.REPORT_READ, found.path):
        raise NotFound
    return found


@get("/reports", permission=P.REPORT_READ)
async def show_reports(request: Asked) -> Answer:
    """The report of this month."""
    return redirect(request, f"/reports/{Month.of(clock.today())}")


@get("/reports/{month:str}", permission=P.REPORT_READ)
async def show_report(request: Asked, month: FromPath[str]) -> Answer:
    """A unit's month."""
    viewer, asked, locale = viewer_of(request), _month(month), locale_of(request)
    chosen = await _unit(request, viewer)
    weeks = await month_of(chosen, asked)
    before = totals(await month_of(chosen, asked.previous))
    return page(
        request,
        "reports/month.html",
        month=asked,
        months=[(str(each), each.label.in_(locale)) for each in months_back(clock.today())],
        unit=chosen,
        units=[(each.id, each.name) for each in await unit_tree(viewer.paths(P.REPORT_READ))],
        form=blank(request, {"unit": chosen.id}),
        weeks=weeks,
        totals=totals(weeks),
        sentence=conclusion(totals(weeks), before),
        chart=f"/reports/{asked}/chart.svg?unit={chosen.id}&v={charts.chart_key(weeks, locale)[:8]}",
        size=(charts.WIDTH, charts.HEIGHT),
        now=clock.now(),
        freshness=await board_freshness(clock.now()),
        running=clock.today() <= asked.last,
    )


@get("/reports/{month:str}/chart.svg", permission=P.REPORT_READ)
@versions.by_version
async def show_chart(request: Asked, month: FromPath[str]) -> Answer:
    """The chart of a unit's month."""
    asked = _month(month)
    weeks = await month_of(await _unit(request, viewer_of(request)), asked)
    return versions.drawing(await charts.month_chart(weeks, locale_of(request)))


@get("/reports/{month:str}/export.xlsx", permission=P.REPORT_READ)
@versions.by_version
async def export_report(request: Asked, month: FromPath[str]) -> Answer:
    """The same numbers as a workbook."""
    asked = _month(month)
    chosen = await _unit(request, viewer_of(request))
    return await versions.workbook(report_files.month_file, chosen, asked, locale_of(request))


handlers = [show_reports, show_report, show_chart, export_report]
