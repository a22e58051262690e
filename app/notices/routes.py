"""Notices as pages: the list, opening one, reading all; and the personal calendar that programs fetch."""

from urllib.parse import urlencode, urlsplit

from litestar import Response, Router, get, post
from litestar.params import FromPath

from app import clock
from app.notices import feeds, profile_routes, queries, reading
from app.notices.ics import DatedWork, calendar_file
from app.notices.kinds import SECTIONS
from app.notices.limits import Limit
from app.notices.queries import Filters
from app.people.permissions import Permission as P
from app.text import Text
from app.web.bell import counter
from app.web.forms import Form
from app.web.pages import (
    Answer,
    Asked,
    act,
    blank,
    form_of,
    locale_of,
    page,
    redirect,
    settings_of,
    viewer_of,
)
from app.web.paging import pager

counter(queries.unread_count)

OF_ONE_FEED, OF_ONE_STRANGER = 30, 30  # readings in ten minutes


def _filters(request: Asked) -> tuple[Form, Filters]:
    form = blank(request, dict(request.query_params))
    section = form.value("section")
    return form, Filters(unread=form.value("unread") == "1", section=section if section in SECTIONS else "")


def _chips(request: Asked, filters: Filters) -> list[tuple[str, str]]:
    """The filters in use, each with the address of the list without it."""
    locale = locale_of(request)
    chosen = {
        "unread": ("1", Text("Chưa đọc", "Unread").in_(locale)) if filters.unread else None,
        "section": (filters.section, SECTIONS[filters.section].in_(locale)) if filters.section else None,
    }
    kept = {name: each[0] for name, each in chosen.items() if each}
    return [
        (each[1], "/notices?" + urlencode({other: kept[other] for other in kept if other != name}))
        for name, each in chosen.items()
        if each
    ]


@get("/notices", permission=P.SIGNED_IN)
async def show_notices(request: Asked) -> Answer:
    """Everything that the viewer was told: the list is the truth, messages only point to it."""
    viewer, locale = viewer_of(request), locale_of(request)
    form, filters = _filters(request)
    paging = pager(request, await queries.count_notices(viewer, filters), per_page=queries.PAGE_SIZE)
    return page(
        request,
        "notices/list.html",
        form=form,
        fresh=blank(request),
        rows=await queries.notice_list(viewer, filters, clock.today(), offset=paging.offset),
        pager=paging,
        filtered=filters != Filters(),
        chips=_chips(request, filters),
        sections=[(code, words.in_(locale)) for code, words in SECTIONS.items()],
    )


@get("/notices/{notice:int}", permission=P.SIGNED_IN)
async def open_notice(request: Asked, notice: FromPath[int]) -> Answer:
    """On to what the notice is about; it counts as read from then on."""
    viewer = viewer_of(request)
    row = await queries.notice_of(viewer, notice)
    await reading.mark_read(row=row, by=viewer, now=clock.now())
    known = await queries.about(viewer, [row], clock.today())
    return redirect(request, queries.about_of(row, known).path)


@post("/notices/reading", permission=P.SIGNED_IN)
async def read_all(request: Asked) -> Answer:
    """Mark everything as read."""
    form = await form_of(request)

    async def do() -> tuple[str, Text | None]:
        await reading.mark_all_read(by=viewer_of(request), now=clock.now())
        return "/notices", Text("Đã đánh dấu mọi thông báo là đã đọc.", "Every notice is marked as read.")

    async def again(refused: Form) -> Answer:
        return redirect(request, "/notices")

    return await act(request, form, do, again=again)


# The calendar -------------------------------------------------------------------------------------


def _no_calendar(status: int = 404) -> Response[bytes]:
    """The same answer for every address that opens nothing, whatever the reason."""
    words = {404: b"not found\n", 429: b"too many requests\n"}[status]
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": "600"} if status == 429 else {})
    return Response(words, media_type="text/plain", status_code=status, headers=headers)


@get("/calendar/{name:str}", permission=P.PUBLIC, anonymous=True, secret_address=True)
async def show_calendar(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """The calendar behind a secret address, for a program that cannot sign in."""
    now = clock.now()
    token = name.removesuffix(".ics")
    officer = await feeds.reader_of(token, now) if name.endswith(".ics") else None
    limits = request.app.state.setdefault("calendar_limits", (Limit(OF_ONE_FEED), Limit(OF_ONE_STRANGER)))
    if officer is None:
        stranger = request.client.host if request.client else ""
        return _no_calendar(404 if limits[1].passes(stranger, now) else 429)
    if not limits[0].passes(str(officer), now):
        return _no_calendar(429)
    work = [DatedWork(**row) for row in await feeds.calendar_work(officer, now)]
    host = urlsplit(settings_of(request).public_url).hostname or ""
    return Response(
        calendar_file(work, host=host, now=now),
        media_type="text/calendar",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": 'attachment; filename="xuyen-suot.ics"',
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex",
        },
    )


router = Router(
    "/",
    route_handlers=[show_notices, open_notice, read_all, show_calendar, *profile_routes.handlers],
)
