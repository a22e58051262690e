"""What every page carries around its own content, and how a handler answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import jwt
from litestar import Request, Response
from litestar.datastructures import Cookie, State
from litestar.enums import MediaType
from litestar.response import Redirect
from litestar.routes import HTTPRoute
from litestar.utils.scope.state import ScopeState

from app import clock
from app.db import fetch_one, write
from app.errors import Conflict, Refused
from app.formats import format_when
from app.people.permissions import Permission as P
from app.people.tables import FormPress
from app.people.viewer import Viewer
from app.settings import Settings
from app.text import Locale, Text
from app.web.forms import Form
from app.web.render import render

Asked = Request[Any, Any, State]
Answer = Response[Any]

LANGUAGE_COOKIE = "lang"
FLASH_COOKIE = "__Host-flash"


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the service navigation."""

    label: str
    href: str
    current: bool
    badge: int | None = None
    badge_words: str = ""


@dataclass(frozen=True, slots=True)
class Flash:
    """What the last act did, told on the next page."""

    kind: str
    title: str
    words: str
    link_href: str | None = None
    link_words: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The frame around a page's own content."""

    path: str
    viewer: Viewer | None
    nav: tuple[NavItem, ...]
    csrf: str
    flash: Flash | None
    lang_switch_href: str
    demo: bool
    clock_note: str | None
    shortcuts: bool
    today: Any
    unread: int  # notices, for the bell


# Label, address, permissions of which one is enough; of those in brackets all are needed. Who reads a unit's work
# finds the own work on the first page.
NAVIGATION: tuple[tuple[Text, str, tuple[P | tuple[P, ...], ...]], ...] = (
    (Text("Hôm nay", "Today"), "/", (P.SIGNED_IN,)),
    (Text("Việc của tôi", "My tasks"), "/my-tasks", (P.OWN_WORK,)),
    (Text("Nhiệm vụ", "Tasks"), "/tasks", (P.TASK_READ, P.OWN_WORK)),
    (Text("Quá hạn & chuyển trả", "Late & bounced"), "/late", (P.TASK_READ,)),
    (Text("Nhập phụ lục", "Import"), "/imports", (P.TASK_IMPORT,)),
    (Text("Thanh tra", "Inspection"), "/inspections/weekly", ((P.HISTORY_READ, P.TASK_READ),)),
    (Text("Vụ việc", "Incidents"), "/incidents", (P.INCIDENT_READ, P.INCIDENT_RECORD)),
    (Text("Đánh giá tháng", "Monthly evaluation"), "/evaluations", (P.SHEET_OWN, P.SHEET_READ)),
    (Text("Báo cáo", "Reports"), "/reports", (P.REPORT_READ,)),
    (Text("Quản trị", "Administration"), "/admin", (P.PEOPLE_MANAGE, P.CATALOGUE_MANAGE, P.HISTORY_READ)),
)


def settings_of(request: Asked) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def locale_of(request: Asked) -> Locale:
    """The language chosen by the switch; Vietnamese otherwise."""
    return "en" if request.cookies.get(LANGUAGE_COOKIE) == "en" else "vi"


def viewer_of(request: Asked) -> Viewer:
    """The signed-in person."""
    viewer: Viewer = request.user
    return viewer


def viewer_or_none(request: Asked) -> Viewer | None:
    user = request.scope.get("user")
    return user if isinstance(user, Viewer) else None


def page(request: Asked, template: str, *, status: int = 200, **context: Any) -> Answer:
    """Answer with a page of the person's language."""
    locale = locale_of(request)
    flash = _flash(request)
    frame = _frame(request, locale, flash)
    body = render(template, locale, page=frame, **context)
    answer: Answer = Response(body, media_type=MediaType.HTML, status_code=status)
    if flash:
        # Browsers take a __Host- cookie, its end too, only with Secure.
        answer.set_cookie(
            Cookie(FLASH_COOKIE, value="", secure=True, httponly=True, samesite="lax", path="/", max_age=0)
        )
    return answer


def fragment(request: Asked, template: str, **context: Any) -> Answer:
    """Answer with a piece of a page."""
    body = render(template, locale_of(request), **context)
    return Response(body, media_type=MediaType.HTML)


def download(body: bytes, name: str, media_type: str) -> Answer:
    """Answer with a file that is saved, never shown in our origin."""
    return Response(
        body, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def redirect(
    request: Asked, location: str, flash: Text | None = None, *, title: Text | None = None
) -> Answer:
    """Go on to another page after an act, telling there what was done."""
    answer: Answer = Redirect(location, status_code=303)
    if flash:
        title = title or Text("Thành công", "Done")
        told = {"kind": "success", "title": [title.vi, title.en], "words": [flash.vi, flash.en]}
        token = jwt.encode(told, settings_of(request).secret, algorithm="HS256")
        answer.set_cookie(
            Cookie(
                FLASH_COOKIE, value=token, secure=True, httponly=True, samesite="lax", path="/", max_age=60
            )
        )
    return answer


def _flash(request: Asked) -> Flash | None:
    token = request.cookies.get(FLASH_COOKIE)
    if not token:
        return None
    try:
        told = jwt.decode(token, settings_of(request).secret, algorithms=["HS256"])
        which = 1 if locale_of(request) == "en" else 0
        return Flash(told["kind"], told["title"][which], told["words"][which])
    except (jwt.PyJWTError, KeyError, IndexError, TypeError):
        return None


def _frame(request: Asked, locale: Locale, flash: Flash | None) -> Page:
    viewer = viewer_or_none(request)
    path = request.url.path
    return Page(
        path=path,
        viewer=viewer,
        nav=_nav(viewer, path, locale) if viewer else (),
        csrf=csrf_token(request),
        flash=flash,
        lang_switch_href=f"/language?to={'vi' if locale == 'en' else 'en'}&back={quote(_here(request), safe='/')}",
        demo=bool(getattr(request.app.state, "demo", False)),
        clock_note=_clock_note(locale),
        shortcuts=viewer.shortcuts if viewer else False,
        today=clock.today(),
        unread=getattr(request.state, "unread", 0) if viewer else 0,
    )


def came_from(request: Asked) -> str:
    """The page of ours on which the button was pressed; nothing where the act's own address answered it."""
    referer = urlsplit(request.headers.get("referer", ""))
    itself = referer.path == request.url.path
    if referer.netloc != request.url.netloc or (itself and not _shows_itself(request)):
        return ""
    return f"{referer.path}?{referer.query}" if referer.query else referer.path


def _shows_itself(request: Asked) -> bool:
    """Whether the address that took the form also shows a page."""
    taken_by = request.scope["route_handler"]
    return any(
        "GET" in route.methods
        for route in request.app.routes
        if isinstance(route, HTTPRoute) and taken_by in route.route_handlers
    )


def _here(request: Asked) -> str:
    """The address that shows this page again: what only takes a form has none of its own."""
    if request.method != "GET":
        return came_from(request) or "/"
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def csrf_token(request: Asked) -> str:
    """The token that this page's forms must carry."""
    token = ScopeState.from_scope(request.scope).csrf_token
    return token if isinstance(token, str) else ""


def _nav(viewer: Viewer, path: str, locale: Locale) -> tuple[NavItem, ...]:
    return tuple(
        NavItem(label.in_(locale), href, path == href or (href != "/" and path.startswith(href + "/")))
        for label, href, needs in NAVIGATION
        if any(_has(viewer, need) for need in needs) and not (href == "/my-tasks" and viewer.can(P.TASK_READ))
    )


def _has(viewer: Viewer, need: P | tuple[P, ...]) -> bool:
    return all(viewer.can(each) for each in ((need,) if isinstance(need, P) else need))


def _clock_note(locale: Locale) -> str | None:
    if not clock.is_set():
        return None
    note = Text(
        f"Đồng hồ minh họa: {format_when(clock.now(), 'vi')}",
        f"Demonstration clock: {format_when(clock.now(), 'en')}",
    )
    return note.in_(locale)


async def form_of(request: Asked) -> Form:
    """The form that was sent."""
    return Form.read(await request.form(), locale_of(request))


def blank(request: Asked, values: dict[str, Any] | None = None, *, version: int | str = "") -> Form:
    """A form not sent yet."""
    return Form.of(values or {}, locale=locale_of(request), version=version)


async def act(
    request: Asked,
    form: Form,
    do: Callable[[], Awaitable[tuple[str, Text | None]]],
    *,
    again: Callable[[Form], Awaitable[Answer]],
) -> Answer:
    """Do one act for one press of a button.

    ``do`` returns where to go and what to tell there. The same press again goes where the first
    one went; a refusal shows the form ``again`` with every mistake and everything that was typed.
    """
    try:
        form.check()
        location, told = await _once(viewer_of(request).officer_id, form, do)
    except Refused as refusal:
        form.refuse(refusal)
        answer = await again(form)
        answer.status_code = 422
        return answer
    return redirect(request, location, told)


async def _once(
    officer: int, form: Form, do: Callable[[], Awaitable[tuple[str, Text | None]]]
) -> tuple[str, Text | None]:
    async with write():
        earlier = await fetch_one(
            "SELECT officer, body_hash, location FROM form_press WHERE key = {}", form.key
        )
        if earlier:
            if earlier["officer"] != officer or earlier["body_hash"] != form.body_hash:
                raise Conflict(
                    Text(
                        "Biểu mẫu này đã được gửi với nội dung khác. Mở lại trang để gửi nội dung mới.",
                        "This form was already sent with other content. Open the page again to send a new one.",
                    )
                )
            return earlier["location"], None
        location, told = await do()
        await FormPress(
            key=form.key[:64],
            officer=officer,
            body_hash=form.body_hash,
            location=location[:500],
            at=clock.now(),
        ).save()
    return location, told
