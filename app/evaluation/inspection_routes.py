"""The inspector's desk on a month's confirmed sheets: the queue by reason, and the random sample."""

from urllib.parse import urlencode

from litestar import get
from litestar.params import FromPath

from app import apart
from app.errors import NotAllowed, NotFound
from app.evaluation.inspection_exports import findings_file, rows_of, sample_file
from app.evaluation.inspection_flags import FLAGS
from app.evaluation.inspection_queries import drawn, findings
from app.evaluation.inspection_sample import ErrorRate, error_rate
from app.evaluation.months import Month
from app.formats import parse_whole
from app.people.permissions import Permission as P
from app.people.queries import UnitRow, unit_tree
from app.people.viewer import Viewer, refusal
from app.text import Text
from app.web import versions
from app.web.forms import Form
from app.web.pages import Answer, Asked, blank, locale_of, page, viewer_of
from app.web.paging import pager

LONGEST_SEED = 100
MOST_LINKS = 6  # of the sheets of one finding; the rest is a number

_WHOLE = Text("Ghi số nguyên không âm.", "Enter a whole number, not negative.")
_TOO_MANY = Text(
    "Số phiếu sai không được lớn hơn số phiếu đã xem, số đã xem không lớn hơn số phiếu của tháng.",
    "Faulty sheets may not be more than reviewed ones, nor those more than the month has.",
)


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise NotFound from None


def _inspector(request: Asked) -> Viewer:
    """Who reads both the history and the sheets of a scope; nobody changes a score here."""
    viewer = viewer_of(request)
    if not (viewer.can(P.HISTORY_READ) and viewer.can(P.SHEET_READ)):
        raise NotAllowed(refusal(P.HISTORY_READ))
    return viewer


def _chosen(form: Form, units: list[UnitRow]) -> tuple[UnitRow | None, str]:
    unit = form.choice("unit", [str(each.id) for each in units])
    code = form.choice("flag", [entry.code for entry in FLAGS])
    return next((each for each in units if str(each.id) == unit), None), code


def _href(path: str, unit: UnitRow | None, code: str) -> str:
    said = {"unit": str(unit.id) if unit else "", "flag": code}
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{path}?{query}" if query else path


@get("/inspections/{month:str}", permission=P.HISTORY_READ)
async def show_desk(request: Asked, month: FromPath[str]) -> Answer:
    """What the flags find on the month's confirmed sheets, by reason."""
    viewer, opened, locale = _inspector(request), _month(month), locale_of(request)
    units = await unit_tree(viewer.paths(P.SHEET_READ))
    form = blank(request, dict(request.query_params))
    unit, code = _chosen(form, units)
    path = f"/inspections/{opened}"
    found = await apart.asked(findings, opened, viewer.paths(P.SHEET_READ), unit.path if unit else "")
    counts = [
        (entry, sum(each == entry.code for each, _ in found), _href(path, unit, entry.code))
        for entry in FLAGS
    ]
    listed = [each for each in found if code in ("", each[0])]
    shown = pager(request, len(listed))
    chips = [(unit.name, _href(path, None, code))] if unit else []
    if code:
        chips.append((next(e.label.in_(locale) for e in FLAGS if e.code == code), _href(path, unit, "")))
    return page(
        request,
        "inspections/month.html",
        month=opened,
        rows=await rows_of(listed[shown.offset : shown.offset + shown.per_page]),
        total=len(listed),
        pager=shown,
        counts=counts,
        form=form,
        units=[(str(each.id), "– " * each.depth + each.name) for each in units],
        flags=[(entry.code, entry.label.in_(locale)) for entry in FLAGS],
        chips=chips,
        path=path,
        export=_href(f"{path}/export.xlsx", unit, code),
        most_links=MOST_LINKS,
    )


@get("/inspections/{month:str}/export.xlsx", permission=P.HISTORY_READ)
@versions.by_version
async def export_desk(request: Asked, month: FromPath[str]) -> Answer:
    """The queue as a workbook, with the same filters."""
    viewer, opened = _inspector(request), _month(month)
    units = await unit_tree(viewer.paths(P.SHEET_READ))
    unit, code = _chosen(blank(request, dict(request.query_params)), units)
    asked = (opened, viewer.paths(P.SHEET_READ), unit.path if unit else "", code, locale_of(request))
    return await versions.workbook(findings_file, *asked)


def _seed(form: Form) -> str:
    return form.text("seed", longest=LONGEST_SEED)


def _rate(form: Form, sheets: int) -> ErrorRate | None:
    """The error rate of what was typed; None while nothing was."""
    typed = {name: form.value(name).strip() for name in ("reviewed", "faulty")}
    if not any(typed.values()):
        return None
    counts = {name: parse_whole(value or "0") for name, value in typed.items()}
    for name, value in counts.items():
        if isinstance(value, Text) or value < 0:
            form.mistake(name, _WHOLE)
    if form.errors:
        return None
    reviewed, faulty = (int(counts[name]) for name in ("reviewed", "faulty"))  # type: ignore[arg-type]
    if not faulty <= reviewed <= sheets:
        form.mistake("faulty", _TOO_MANY)
        return None
    return error_rate(sheets, reviewed, faulty)


@get("/inspections/{month:str}/sample", permission=P.HISTORY_READ)
async def show_sample(request: Asked, month: FromPath[str]) -> Answer:
    """The sheets that a published seed draws, and what the faults found among them say of all."""
    viewer, opened = _inspector(request), _month(month)
    form = blank(request, dict(request.query_params))
    seed = _seed(form)
    sample = await drawn(opened, viewer.paths(P.SHEET_READ), seed)
    path = f"/inspections/{opened}"
    return page(
        request,
        "inspections/sample.html",
        month=opened,
        form=form,
        sample=sample,
        rate=_rate(form, sample.among),
        path=path,
        export=f"{path}/sample/export.xlsx?{urlencode({'seed': seed})}",
    )


@get("/inspections/{month:str}/sample/export.xlsx", permission=P.HISTORY_READ)
@versions.by_version
async def export_sample(request: Asked, month: FromPath[str]) -> Answer:
    """The drawn list as a workbook."""
    viewer, opened = _inspector(request), _month(month)
    seed = _seed(blank(request, dict(request.query_params)))
    if not seed:
        raise NotFound
    return await versions.workbook(sample_file, opened, viewer.paths(P.SHEET_READ), seed, locale_of(request))


HANDLERS = (show_desk, export_desk, show_sample, export_sample)
