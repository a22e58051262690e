"""The list of incidents, on a page and as a workbook."""

from urllib.parse import urlencode

from litestar import get

from app import apart, clock, formats
from app.incidents import queries
from app.incidents.conduct import CONDUCT_RULES
from app.incidents.exports import incidents_workbook
from app.incidents.form_routes import rule_options
from app.incidents.queries import Filters
from app.incidents.rules import STATE_TONES, STATES, State
from app.people.permissions import Permission as P
from app.people.queries import UnitRow, unit_tree
from app.people.viewer import Viewer
from app.text import Text
from app.web import versions
from app.web.forms import Form
from app.web.pages import Answer, Asked, blank, download, locale_of, page, viewer_of
from app.web.paging import pager
from app.workbooks import MEDIA_TYPE


async def _filters(request: Asked, viewer: Viewer) -> tuple[Form, Filters, list[UnitRow]]:
    """What the address asks for; a value that says nothing is named at its field and narrows nothing."""
    form = blank(request, dict(request.query_params))
    units = await unit_tree(viewer.paths(P.INCIDENT_READ))
    unit = form.choice("unit", [str(each.id) for each in units])
    month = formats.parse_month(form.value("month")) if form.value("month").strip() else ""
    if isinstance(month, Text):
        form.mistake("month", month)
        month = ""
    return (
        form,
        Filters(
            state=form.choice("state", [state.value for state in State]),
            unit_path=next((each.path for each in units if str(each.id) == unit), ""),
            rule_code=form.choice("rule", [rule.code for rule in CONDUCT_RULES]),
            month=month,
            search=form.text("q", longest=100)[:100],
        ),
        units,
    )


def _chips(request: Asked, form: Form, filters: Filters, units: list[UnitRow]) -> list[tuple[str, str]]:
    """The filters in use, each with the address of the list without it."""
    locale = locale_of(request)
    unit = next((each.name for each in units if each.path == filters.unit_path), "")
    chosen = {
        "state": STATES[State(filters.state)].in_(locale) if filters.state else "",
        "unit": unit,
        "rule": filters.rule_code,
        "month": formats.format_month(filters.month, locale) if filters.month else "",
        "q": filters.search,
    }
    kept = {name: form.value(name) for name, words in chosen.items() if words}
    return [
        (words, "/incidents?" + urlencode({other: kept[other] for other in kept if other != name}))
        for name, words in chosen.items()
        if words
    ]


@get("/incidents", permission=P.INCIDENT_RECORD)
async def show_incidents(request: Asked) -> Answer:
    """The incidents the viewer may know of."""
    viewer = viewer_of(request)
    form, filters, units = await _filters(request, viewer)
    paging = pager(request, await queries.count_incidents(viewer, filters))
    return page(
        request,
        "incidents/list.html",
        form=form,
        rows=await queries.incident_list(viewer, filters, offset=paging.offset),
        pager=paging,
        filtered=filters != Filters(),
        export_href=f"/incidents.xlsx?{request.url.query}" if viewer.can(P.INCIDENT_READ) else None,
        units=[(str(each.id), each.name) for each in units],
        rules=rule_options(locale_of(request)),
        chips=_chips(request, form, filters, units),
        states=[(state.value, words.in_(locale_of(request))) for state, words in STATES.items()],
        tags=STATES,
        tones=STATE_TONES,
        viewer=viewer,
    )


@get("/incidents.xlsx", permission=P.INCIDENT_READ)
@versions.by_version
async def export_incidents(request: Asked) -> Answer:
    """The list as a workbook, with the same filters."""
    viewer = viewer_of(request)
    _, filters, _ = await _filters(request, viewer)
    rows = await queries.incidents_to_export(viewer, filters)
    body = await apart.computed(incidents_workbook, rows, now=clock.now(), unit_name=viewer.unit_name)
    name = formats.file_name("vu-viec", filters.month or clock.today().isoformat()[:7], extension="xlsx")
    return download(body, name, MEDIA_TYPE)
