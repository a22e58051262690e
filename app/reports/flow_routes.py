"""The page of who sends work to whom: a sentence, a heat map, the same as a table with links, and a file."""

from litestar import get

from app import clock, formats
from app.evaluation.months import Month
from app.people.permissions import Permission as P
from app.reports import flow_chart, report_files
from app.reports.flow_queries import flows_of
from app.reports.flows import Span, conclusion, fault_in
from app.web import versions
from app.web.forms import Form
from app.web.pages import Answer, Asked, blank, locale_of, page, viewer_of

USUAL_MONTHS = 3  # this month and the two before it, where no other are asked for
NOTHING_DRAWN = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def _usual(today: Month) -> Span:
    first = today
    for _ in range(USUAL_MONTHS - 1):
        first = first.previous
    return Span(first, today)


def _span(request: Asked) -> tuple[Form, Span]:
    """The months asked for; what cannot be read is named at its field and the usual ones are shown."""
    asked, today = dict(request.query_params), Month.of(clock.today())
    usual = _usual(today)
    values = {name: asked[name] if asked.get(name) else str(month) for name, month in _ends(usual)}
    form = blank(request, {name: _typed(value) for name, value in values.items()})
    found: dict[str, Month] = {}
    for name, value in values.items():
        month = formats.parse_month(value)
        if isinstance(month, str):
            found[name] = Month.parse(month)
        else:
            form.mistake(name, month)
    if len(found) < len(values):
        return form, usual
    span = Span(found["from"], found["to"])
    fault = fault_in(span, today)
    if fault is not None:
        form.mistake("to", fault)
        return form, usual
    return form, span


def _ends(span: Span) -> tuple[tuple[str, Month], ...]:
    return ("from", span.first), ("to", span.last)


def _typed(value: str) -> str:
    """A month of an address as people type it: 11/2026."""
    month = formats.parse_month(value)
    return f"{month[5:]}/{month[:4]}" if isinstance(month, str) else value


@get("/reports/flows", permission=P.REPORT_READ)
async def show_flows(request: Asked) -> Answer:
    """Units × units: how often work went from one to the other."""
    viewer, locale = viewer_of(request), locale_of(request)
    form, span = _span(request)
    flows = await flows_of(viewer, span)
    query = f"?from={span.first}&to={span.last}"
    return page(
        request,
        "reports/flows.html",
        form=form,
        span=span,
        flows=flows,
        sentence=conclusion(flows),
        chart=f"/reports/flows/chart.svg{query}&v={flow_chart.chart_key(flows, locale)[:8]}",
        size=flow_chart.size_of(flows),
        export=f"/reports/flows/export.xlsx{query}",
        now=clock.now(),
    )


@get("/reports/flows/chart.svg", permission=P.REPORT_READ)
@versions.by_version
async def show_flow_chart(request: Asked) -> Answer:
    """The heat map."""
    _, span = _span(request)
    flows = await flows_of(viewer_of(request), span)
    drawn = await flow_chart.flow_chart(flows, locale_of(request)) if flows.units else NOTHING_DRAWN
    return versions.drawing(drawn)


@get("/reports/flows/export.xlsx", permission=P.REPORT_READ)
@versions.by_version
async def export_flows(request: Asked) -> Answer:
    """The same numbers as a workbook."""
    _, span = _span(request)
    return await versions.workbook(report_files.flows_file, viewer_of(request), span, locale_of(request))


handlers = [show_flows, show_flow_chart, export_flows]
