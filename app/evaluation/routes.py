"""Pages of the monthly evaluation: months, the list of a month, a sheet, its print, the two acts."""

from collections.abc import Awaitable, Callable
from datetime import date

from litestar import Router, get, post
from litestar.params import FromPath

import app.evaluation.home_routes  # noqa: F401 - puts its blocks on the first page
from app import clock, history
from app.errors import NotFound
from app.evaluation import board, commands, exports, inspection_routes, opening, roster
from app.evaluation.commands import decision_faults_of
from app.evaluation.criteria import PRESET
from app.evaluation.months import Month
from app.evaluation.queries import Sheet, load, may_read, own_states, unit_chain
from app.evaluation.roster import Person, Wanted
from app.evaluation.sheet_page import (
    events,
    exact,
    groups,
    has_total,
    part_rows,
    ratio_tables,
    sums,
    total_line,
)
from app.evaluation.sheet_rules import (
    LONGEST_WORDS,
    PARTS,
    Decision,
    State,
    covered,
    field,
    month_fault,
    point_faults,
)
from app.formats import format_points
from app.people.permissions import Permission as P
from app.people.queries import unit, unit_tree
from app.people.viewer import Viewer
from app.text import Locale, Text
from app.web import versions
from app.web.forms import Form
from app.web.pages import (
    Answer,
    Asked,
    act,
    blank,
    form_of,
    fragment,
    locale_of,
    page,
    viewer_of,
)
from app.web.paging import pager
from app.web.render import environment

MONTHS_SHOWN = 12
LONGEST_REASON = 1_000


def _month(text: str) -> Month:
    """The month of an address; 404 for what is none."""
    try:
        return Month.parse(text)
    except ValueError:
        raise NotFound from None


def months_back(today: date) -> list[Month]:
    """This month and those before it that have sheets, newest first."""
    months = [Month.of(today)]
    while len(months) < MONTHS_SHOWN and months[-1].previous.last >= PRESET.valid_from:
        months.append(months[-1].previous)
    return months


@get("/evaluations", permission=P.SHEET_OWN)
async def show_months(request: Asked) -> Answer:
    """The months: the own sheets, and for who reads others' the board of this month and the last."""
    viewer, today = viewer_of(request), clock.today()
    months = months_back(today)
    paths = viewer.paths(P.SHEET_READ)
    boards = [
        (month, await roster.counts_by_state(month, Wanted(paths))) for month in (months[:2] if paths else ())
    ]
    return page(
        request,
        "evaluations/months.html",
        months=months,
        own=await own_states(viewer.officer_id, months),
        boards=boards,
        to_confirm=await board.waiting_for(viewer, today),
        may_list=viewer.can(P.SHEET_READ),
        states=State,
    )


async def _wanted(request: Asked, viewer: Viewer) -> tuple[Wanted, Form]:
    """The list's filters as they were asked for; an unknown unit or state filters nothing."""
    asked = request.query_params
    paths = viewer.paths(P.SHEET_READ)
    form = blank(request, {name: asked.get(name, "") for name in ("unit", "state", "q")})
    unit_path = ""
    chosen = form.value("unit")
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 10:
        unit_path = (await unit(int(chosen))).path
        if not viewer.covers(P.SHEET_READ, unit_path):
            raise NotFound
    state = form.value("state")
    known = {*State, "not_covered"}
    return Wanted(paths, unit_path, state if state in known else "", form.text("q", longest=100)), form


def _state_options(locale: Locale) -> list[tuple[str, str]]:
    known = [(state.value, state.label.in_(locale)) for state in State]
    outside = Text("không thuộc diện đánh giá", "not covered")
    return [*known, ("not_covered", outside.in_(locale))]


@get("/evaluations/{month:str}", permission=P.SHEET_READ)
async def show_list(request: Asked, month: FromPath[str]) -> Answer:
    """The sheets of a month in the viewer's scope."""
    viewer, today, asked = viewer_of(request), clock.today(), _month(month)
    wanted, form = await _wanted(request, viewer)
    found = pager(request, await roster.count(asked, wanted))
    return page(
        request,
        "evaluations/list.html",
        month=asked,
        fault=month_fault(asked, today),
        form=form,
        options_units=[(each.id, each.name) for each in await unit_tree(wanted.paths)],
        state_options=_state_options(locale_of(request)),
        lines=await board.lines(asked, wanted, today=today, page=found.page),
        counts=await roster.counts_by_state(asked, Wanted(wanted.paths, wanted.unit_path)),
        pager=found,
        filtered=bool(wanted.unit_path or wanted.state or wanted.words),
        export_query=request.url.query,
        viewer_id=viewer.officer_id,
        inspects=viewer.can(P.HISTORY_READ),
        states=State,
        running=await opening.running(asked),
        month_over=today > asked.last,
        now=clock.now(),
    )


@get("/evaluations/{month:str}/opening", permission=P.SHEET_READ)
async def show_opening(request: Asked, month: FromPath[str]) -> Answer:
    """How far the opening of the month's sheets is."""
    asked = _month(month)
    return fragment(request, "evaluations/opening.html", month=asked, running=await opening.running(asked))


@get("/evaluations/{month:str}/export.xlsx", permission=P.SHEET_READ)
@versions.by_version
async def export_list(request: Asked, month: FromPath[str]) -> Answer:
    """The unit's table of the month, as filtered."""
    viewer, asked = viewer_of(request), _month(month)
    wanted, _ = await _wanted(request, viewer)
    return await versions.workbook(exports.month_file, viewer.unit_name, asked, wanted, locale_of(request))


async def _person(viewer: Viewer, month: Month, staff_code: str) -> Person:
    one = await roster.person(month, staff_code)
    if not may_read(viewer, one):
        raise NotFound
    return one


@get("/evaluations/{month:str}/{staff_code:str}", permission=P.SHEET_OWN)
async def show_sheet(request: Asked, month: FromPath[str], staff_code: FromPath[str]) -> Answer:
    """One person's sheet."""
    asked = _month(month)
    one = await _person(viewer_of(request), asked, staff_code)
    why_none = covered(one.regime) or month_fault(asked, clock.today())
    if why_none:
        return page(
            request, "evaluations/none.html", month=asked, one=one, why=why_none, may_list=_may_list(request)
        )
    sheet = await load(one, asked, today=clock.today())
    return await _sheet_page(request, sheet, _filled(request, sheet))


def _may_list(request: Asked) -> bool:
    return viewer_of(request).can(P.SHEET_READ)


def _filled(request: Asked, sheet: Sheet) -> Form:
    """The form that the viewer may fill: own points never pre-filled, confirmed ones with the self-score."""
    values: dict[str, object] = {"strengths": sheet.strengths, "weaknesses": sheet.weaknesses}
    for code, point in sheet.points.items():
        own = format_points(point.own) if point.own is not None else ""
        values[field("p", code)] = own
        values[field("w", code)] = point.words
    for part, choice in sheet.parts.items():
        values[f"part_{part}"] = choice.proposed
    values["seen"] = sheet.facts_hash
    return blank(request, values, version=sheet.person.version or "")


async def _sheet_page(request: Asked, sheet: Sheet, form: Form) -> Answer:
    viewer, locale = viewer_of(request), locale_of(request)
    one = sheet.person
    table = groups(sheet)
    acts = await history.of_subject(("sheet", one.sheet_id)) if one.sheet_id else []
    own = viewer.officer_id == one.officer_id
    scores = sheet.scorer is not None and sheet.scorer.officer_id == viewer.officer_id
    open_still = one.state is not State.CONFIRMED
    return page(
        request,
        "evaluations/sheet.html",
        sheet=sheet,
        one=one,
        month=sheet.month,
        address=f"/evaluations/{sheet.month}/{one.staff_code}",
        form=form,
        groups=table,
        sums=sums(table),
        total=total_line(sheet, locale),
        ratios=ratio_tables(sheet.result, sheet.items, locale),
        parts=part_rows(sheet),
        needs_parts=one.is_leader and any(item.line.assigned for item in sheet.items),
        events=events(acts, locale),
        fills_own=own and open_still,
        confirms=scores and not own and one.state is State.SELF_SCORED and viewer.can(P.SHEET_CONFIRM),
        who_scores=commands.who_scores(sheet),
        month_over=clock.today() > sheet.month.last,
        may_list=viewer.can(P.SHEET_READ),
        states=State,
        scheme=PRESET,
        longest=LONGEST_WORDS,
    )


def _points(form: Form) -> dict[str, int | None]:
    """The points typed for each criterion, in hundredths; unreadable ones are mistakes of the form."""
    found: dict[str, int | None] = {}
    for criterion in PRESET.criteria:
        typed = form.decimal(field("p", criterion.code))
        found[criterion.code] = int(typed * 100) if typed is not None else None
    return found


def _words(form: Form, prefix: str) -> dict[str, str]:
    return {
        criterion.code: form.text(field(prefix, criterion.code), longest=LONGEST_REASON)
        for criterion in PRESET.criteria
    }


@post("/evaluations/{month:str}/{staff_code:str}/self-score", permission=P.SHEET_OWN)
async def self_score(request: Asked, month: FromPath[str], staff_code: FromPath[str]) -> Answer:
    """Send the own points."""
    asked, viewer, form = _month(month), viewer_of(request), await form_of(request)
    one = await _person(viewer, asked, staff_code)
    points, words = _points(form), _words(form, "w")
    strengths = form.text("strengths", longest=LONGEST_WORDS)
    weaknesses = form.text("weaknesses", longest=LONGEST_WORDS)

    async def do() -> tuple[str, Text | None]:
        await commands.self_score(
            officer=one.officer_id,
            month=asked,
            points=points,
            words=words,
            strengths=strengths,
            weaknesses=weaknesses,
            by=viewer,
            now=clock.now(),
            version=form.opened_version,
        )
        return f"/evaluations/{asked}/{one.staff_code}", Text(
            "Đã gửi điểm tự chấm tới người có thẩm quyền.", "Your self-score was sent to the authority."
        )

    return await _act(request, form, do, one, asked, lambda _: point_faults(points))


@post("/evaluations/{month:str}/{staff_code:str}/confirmation", permission=P.SHEET_CONFIRM)
async def confirm(request: Asked, month: FromPath[str], staff_code: FromPath[str]) -> Answer:
    """Confirm a sheet."""
    asked, viewer, form = _month(month), viewer_of(request), await form_of(request)
    one = await _person(viewer, asked, staff_code)
    if one.sheet_id is None:
        raise NotFound
    sheet, points, reasons = one.sheet_id, _points(form), _words(form, "r")
    parts = {part: int(form.choice(f"part_{part}", ("100", "50")) or 0) for part in PARTS}
    part_reasons = {part: form.text(f"part_reason_{part}", longest=LONGEST_REASON) for part in PARTS}
    comment = form.text("comment", longest=LONGEST_WORDS)
    reason = form.text("reason", longest=LONGEST_REASON)

    async def do() -> tuple[str, Text | None]:
        await commands.confirm(
            sheet=sheet,
            points=points,
            reasons=reasons,
            parts=parts,
            part_reasons=part_reasons,
            comment=comment,
            reason=reason,
            by=viewer,
            now=clock.now(),
            version=form.opened_version,
            seen=form.value("seen"),
        )
        return f"/evaluations/{asked}/{one.staff_code}", Text(
            f"Đã xác nhận phiếu {asked.label.vi} của {one.name}.",
            f"The sheet of {one.name} for {asked.label.en} is confirmed.",
        )

    def rest(opened: Sheet) -> dict[str, Text]:
        decision = Decision(points, reasons, parts, part_reasons, comment, reason)
        blocked = {f"block_{block.code}": block.text for block in opened.blocks}
        return blocked | decision_faults_of(opened, decision)

    return await _act(request, form, do, one, asked, rest)


async def _act(
    request: Asked,
    form: Form,
    do: Callable[[], Awaitable[tuple[str, Text | None]]],
    one: Person,
    month: Month,
    rest: Callable[[Sheet], dict[str, Text]],
) -> Answer:
    """One act on a sheet; a refusal names the unreadable fields and everything else that is wrong with them."""

    async def again(refused: Form) -> Answer:
        now_one = await roster.person_of_officer(month, one.officer_id)
        sheet = await load(now_one, month, today=clock.today())
        for name, text in rest(sheet).items():
            refused.mistake(name, text)
        return await _sheet_page(request, sheet, refused)

    return await act(request, form, do, again=again)


@get("/evaluations/{month:str}/{staff_code:str}/print", permission=P.SHEET_OWN)
async def print_sheet(request: Asked, month: FromPath[str], staff_code: FromPath[str]) -> Answer:
    """The sheet in the look of Form 01, with what the form has no column for in an annex."""
    asked = _month(month)
    one = await _person(viewer_of(request), asked, staff_code)
    if covered(one.regime) or month_fault(asked, clock.today()):
        raise NotFound
    sheet = await load(one, asked, today=clock.today())
    units = await unit_chain(one.unit_path)
    table = groups(sheet)
    return page(
        request,
        "evaluations/print.html",
        sheet=sheet,
        one=one,
        month=asked,
        agencies=units,
        groups=table,
        sums=sums(table),
        ratios=ratio_tables(sheet.result, sheet.items, "vi"),
        parts=part_rows(sheet),
        result=sheet.result if has_total(sheet) else None,
        exact=lambda value: exact(value, "vi"),
        vi=environment("vi").globals,
        local_day=clock.local_day,
        scheme=PRESET,
        now=clock.now(),
        states=State,
    )


router = Router(
    "/",
    route_handlers=[
        show_months,
        show_list,
        show_opening,
        export_list,
        show_sheet,
        self_score,
        confirm,
        print_sheet,
        *inspection_routes.HANDLERS,
    ],
)
