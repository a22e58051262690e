"""Pages of a directive and of work given to many units at once."""

from litestar import Router, get, post
from litestar.params import FromPath

from app import clock
from app.db import Row
from app.errors import NotFound
from app.people.permissions import Permission as P
from app.people.queries import unit_tree
from app.tasks import campaigns, directives, lists
from app.tasks.labels import STATES, state_label, state_tone
from app.tasks.list_files import IN_ORDER, directive_file
from app.tasks.list_routes import marks_of_today
from app.text import Text
from app.web import versions
from app.web.forms import Form
from app.web.pages import Answer, Asked, act, blank, form_of, locale_of, page, viewer_of
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


@get("/campaigns/new", permission=P.TASK_DRAFT)
async def show_new_campaign(request: Asked) -> Answer:
    """Choose the units to which a draft is given."""
    task = request.query_params.get("task", "")
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


async def _form_page(request: Asked, row: Row, form: Form) -> Answer:
    units = await unit_tree(viewer_of(request).paths(P.TASK_DRAFT))
    options = [(each.id, each.name) for each in units]
    return page(request, "directives/campaign_form.html", form=form, row=row, options=options)


@post("/campaigns/new", permission=P.TASK_DRAFT)
async def start_campaign(request: Asked) -> Answer:
    """Give the draft to the units chosen."""
    viewer, now = viewer_of(request), clock.now()
    form = await form_of(request)
    task = form.number_of("task", required=Text("Chọn bản nháp.", "Choose a draft.")) or 0
    chosen = tuple(
        int(each) for each in form.all("units") if each.isascii() and each.isdigit() and len(each) < 10
    )
    entry = campaigns.CampaignEntry(chosen, form.text("product"), form.date("deadline"))

    async def do() -> tuple[str, Text | None]:
        made = await campaigns.fan_out(
            task=task, entry=entry, by=viewer, now=now, version=form.opened_version
        )
        count = len(set(entry.units))
        told = Text(f"Đã giao cho {count} đơn vị.", f"Given to {count} units.")
        return f"/campaigns/{made}", told

    async def again(refused: Form) -> Answer:
        row = await campaigns.open_origin(task, viewer, now)
        return await _form_page(request, row, refused)

    return await act(request, form, do, again=again)


@get("/campaigns/{campaign:int}", permission=P.TASK_READ)
async def show_campaign(request: Asked, campaign: FromPath[int]) -> Answer:
    """How far each unit is."""
    locale = locale_of(request)
    found, rows = await campaigns.campaign_seen(campaign, viewer_of(request), clock.today())
    done = sum(row["state"] == "done" for row in rows)
    tags = {row["id"]: (state_label(row["state"]).in_(locale), state_tone(row["state"])) for row in rows}
    return page(request, "directives/campaign.html", campaign=found, rows=rows, done=done, tags=tags)


router = Router(
    "/",
    route_handlers=[
        show_directive,
        export_directive,
        show_new_campaign,
        start_campaign,
        show_campaign,
    ],
)
