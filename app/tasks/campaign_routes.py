"""Pages of work given to many units at once: the list, the form, the one page, its workbook, "remind the rest"."""

from urllib.parse import urlencode

from litestar import get, post
from litestar.params import FromPath

from app import clock
from app.db import Row
from app.errors import NotFound, Refused
from app.people.permissions import Permission as P
from app.people.queries import unit_tree
from app.people.viewer import Viewer
from app.tasks import campaigns, lists
from app.tasks.campaign_files import campaign_file
from app.tasks.campaign_queries import (
    BY_UNIT,
    SHOWN,
    CampaignFilter,
    Figures,
    campaign_count,
    campaign_list,
    campaign_seen,
    last_round,
    of_campaign,
    standing,
)
from app.tasks.campaign_reminding import WHOM, WHY_NOT, remind_rest
from app.tasks.flag_sql import Marks
from app.tasks.list_routes import marks_of_today
from app.tasks.reminder_queries import board_reminders, may_be_reminded_by
from app.tasks.waiting import days_late
from app.text import Locale, Text
from app.web import versions
from app.web.forms import Form
from app.web.pages import Answer, Asked, act, blank, form_of, locale_of, page, viewer_of
from app.web.paging import pager

STATE_WORDS = {
    "open": Text("Còn đơn vị chưa xong", "Some units not finished"),
    "not_confirmed": Text("Còn đơn vị chưa xác nhận", "Some units not confirmed"),
    "late": Text("Có đơn vị quá hạn", "Some units late"),
    "finished": Text("Mọi đơn vị đã xong", "All units finished"),
}
WHOM_WORDS = {
    "both": Text("Đơn vị chưa xác nhận hoặc quá hạn", "Units not confirmed or late"),
    "not_confirmed": Text("Chỉ đơn vị chưa xác nhận", "Only those not confirmed"),
    "late": Text("Chỉ đơn vị quá hạn", "Only those that are late"),
}


@get("/campaigns", permission=P.TASK_READ)
async def show_campaigns(request: Asked) -> Answer:
    """The campaigns that the viewer may know of, the newest first."""
    viewer, locale, marks = viewer_of(request), locale_of(request), await marks_of_today()
    chosen = CampaignFilter.read(request.query_params)
    shown = pager(request, await campaign_count(chosen, viewer, marks))
    said = {"state": STATE_WORDS[chosen.state].in_(locale) if chosen.state else "", "q": chosen.q}
    kept = {"state": chosen.state, "q": chosen.q}
    return page(
        request,
        "directives/campaigns.html",
        rows=await campaign_list(chosen, viewer, marks, shown.per_page, shown.offset),
        pager=shown,
        form=blank(request, kept),
        states=[(code, words.in_(locale)) for code, words in STATE_WORDS.items()],
        chips=[
            (words, "/campaigns?" + urlencode({each: kept[each] for each in kept if each != name}))
            for name, words in said.items()
            if words
        ],
        filtered=chosen != CampaignFilter(),
        may_begin=viewer.can(P.TASK_DRAFT),
    )


# --- to begin one ------------------------------------------------------------------------------


@get("/campaigns/new", permission=P.TASK_DRAFT)
async def show_new_campaign(request: Asked) -> Answer:
    """Choose the units to which a draft, or work typed here, is given."""
    if "task" not in request.query_params:
        return await _form_page(request, None, blank(request))
    task = request.query_params["task"]
    if not (task.isascii() and task.isdigit() and len(task) < 10):
        raise NotFound
    row = await campaigns.open_origin(int(task), viewer_of(request), clock.now())
    deadline = row["deadline"] if row["deadline"] and row["deadline"] >= clock.today() else None
    form = blank(
        request,
        {"product": row["product"], "deadline": deadline, "task": row["id"]},
        version=row["version"],
    )
    return await _form_page(request, row, form)


async def _form_page(request: Asked, row: Row | None, form: Form) -> Answer:
    viewer = viewer_of(request)
    units = await unit_tree(viewer.paths(P.TASK_DRAFT))
    below = await campaigns.units_below(viewer)
    directives = [] if row else await lists.directives_seen(viewer, clock.today())
    return page(
        request,
        "directives/campaign_form.html",
        form=form,
        row=row,
        options=[(each.id, each.name) for each in units],
        below=len(below),
        directives=[(each["id"], each["number"]) for each in directives],
    )


@post("/campaigns/new", permission=P.TASK_DRAFT)
async def start_campaign(request: Asked) -> Answer:
    """Give the draft, or what was typed, to the units chosen."""
    viewer, now = viewer_of(request), clock.now()
    form = await form_of(request)
    task = form.number_of("task")
    entry = campaigns.CampaignEntry(
        await units_typed(form, viewer), form.text("product"), form.date("deadline")
    )
    typed = campaigns.DirectEntry(
        form.text("title"), entry, form.number_of("directive"), form.text("basis", longest=300)
    )

    async def do() -> tuple[str, Text | None]:
        if task is None:
            made = await campaigns.begin_campaign(entry=typed, by=viewer, now=now)
        else:
            made = await campaigns.fan_out(
                task=task, entry=entry, by=viewer, now=now, version=form.opened_version
            )
        return f"/campaigns/{made}", told_of(entry.units)

    async def again(refused: Form) -> Answer:
        row = await campaigns.open_origin(task, viewer, now) if task else None
        return await _form_page(request, row, refused)

    if form.errors:
        await _note_all(form, typed, task, viewer)
    return await act(request, form, do, again=again)


async def units_typed(
    form: Form, viewer: Viewer, one: str = "units", every: str = "every_unit"
) -> tuple[int, ...]:
    """The units ticked in the field ``one``, or every unit directly below where ``every`` is ticked."""
    if form.ticked(every):
        return tuple(each.id for each in await campaigns.units_below(viewer))
    return tuple(int(each) for each in form.all(one) if each.isascii() and each.isdigit() and len(each) < 10)


def told_of(units: tuple[int, ...]) -> Text:
    """What the campaign's page says first."""
    count = len(set(units))
    return Text(f"Đã giao cho {count} đơn vị.", f"Given to {count} units.")


async def _note_all(form: Form, typed: campaigns.DirectEntry, task: int | None, viewer: Viewer) -> None:
    """Where something could not be read, say with it what the gate would say: all mistakes at once."""
    faults = await campaigns.faults_of(typed, viewer, clock.today())
    if task is not None:
        faults.pop("title", None)
    if faults:
        form.refuse(Refused(campaigns.SUMMARY, faults))


# --- the one page ------------------------------------------------------------------------------


@get("/campaigns/{campaign:int}", permission=P.TASK_READ)
async def show_campaign(request: Asked, campaign: FromPath[int]) -> Answer:
    """How far each unit is, and who still has to be reminded."""
    return await _campaign_page(request, campaign)


async def _campaign_page(request: Asked, campaign: int, refused: Form | None = None) -> Answer:
    viewer, locale, marks = viewer_of(request), locale_of(request), await marks_of_today()
    found, figures = await campaign_seen(campaign, viewer, marks)
    show = _asked_for(request)
    where = of_campaign(campaign, viewer, marks.today) & standing(show, marks)
    shown = pager(request, await lists.count(where))
    lines = await lists.lines_of(where, BY_UNIT, marks, shown.per_page, shown.offset)
    path = f"/campaigns/{campaign}"
    may = await _may_remind(found, viewer, marks)
    last = await last_round(campaign, viewer, marks.today)
    return page(
        request,
        "directives/campaign.html",
        campaign=found,
        figures=figures,
        bars=_bars(figures, path, locale),
        lines=lines,
        days_late={line.row["id"]: days_late(line, marks) for line in lines},
        reminders=await board_reminders(viewer, marks.today, [line.row["id"] for line in lines]),
        last=last,
        skipped=[(row, WHY_NOT[why].in_(locale)) for row, why in last.skipped] if last else [],
        may_remind=may,
        form=refused or blank(request, {"whom": "both"}),
        whom=[(code, WHOM_WORDS[code].in_(locale)) for code in WHOM],
        pager=shown,
        filter_form=blank(request, {"show": show}),
        shown=[(code, words.in_(locale)) for code, words in SHOWN.items()],
        chips=[(SHOWN[show].in_(locale), path)] if show else [],
        export=f"{path}/export.xlsx?show={show}" if show else f"{path}/export.xlsx",
        path=path,
    )


def _asked_for(request: Asked) -> str:
    show: str = request.query_params.get("show", "")
    return show if show in SHOWN else ""


async def _may_remind(found: Row, viewer: Viewer, marks: Marks) -> bool:
    """Whether somebody is left whom the viewer may remind."""
    left = standing("not_confirmed", marks) | standing("late", marks)
    where = of_campaign(found["id"], viewer, marks.today) & left
    if found["created_by"] == viewer.officer_id:
        return await lists.count(where) > 0
    return (
        viewer.can(P.TASK_ASSIGN) and await lists.count(where & may_be_reminded_by(viewer, marks.today)) > 0
    )


def _bars(figures: Figures, path: str, locale: Locale) -> list[tuple[str, int, str, str | None]]:
    """Each figure as a bar with its words beside it."""
    of = Text("trên", "of").in_(locale)
    rows = (
        (Text("Đã xác nhận", "Confirmed"), figures.confirmed, None),
        (SHOWN["late"], figures.late, f"{path}?show=late"),
        (SHOWN["done"], figures.done, f"{path}?show=done"),
    )
    return [(label.in_(locale), value, f"{value} {of} {figures.units}", href) for label, value, href in rows]


@post("/campaigns/{campaign:int}/reminders", permission=P.TASK_READ)
async def remind_units(request: Asked, campaign: FromPath[int]) -> Answer:
    """Remind everybody who has not confirmed, is late, or either."""
    form = await form_of(request)
    whom = form.choice("whom", WHOM, required=Text("Chọn nhắc ai.", "Choose whom to remind."))
    words = form.text("words", longest=500)

    async def do() -> tuple[str, Text | None]:
        rest = await remind_rest(
            campaign=campaign, whom=whom, words=words, by=viewer_of(request), now=clock.now()
        )
        return f"/campaigns/{campaign}#reminded", _told(len(rest.reminded), len(rest.skipped))

    async def again(refused: Form) -> Answer:
        return await _campaign_page(request, campaign, refused)

    return await act(request, form, do, again=again)


def _told(reminded: int, skipped: int) -> Text:
    done = Text(f"Đã nhắc {reminded} đơn vị.", f"{reminded} units were reminded.")
    if not skipped:
        return done
    return Text(
        f"{done.vi} {skipped} đơn vị không được nhắc; lý do ở mục “Lần nhắc gần nhất”.",
        f"{done.en} {skipped} were not; the reasons are under “The last reminders”.",
    )


@get("/campaigns/{campaign:int}/export.xlsx", permission=P.TASK_READ)
@versions.by_version
async def export_campaign(request: Asked, campaign: FromPath[int]) -> Answer:
    """The same rows as a workbook."""
    viewer, locale, show = viewer_of(request), locale_of(request), _asked_for(request)
    await campaign_seen(campaign, viewer, await marks_of_today())
    return await versions.workbook(campaign_file, viewer, campaign, show, locale)


handlers = [
    *(show_campaigns, show_new_campaign, start_campaign),
    *(show_campaign, remind_units, export_campaign),
]
