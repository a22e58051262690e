"""Sign-in, language, password, profile."""

from litestar import Router, get, post
from litestar.datastructures import Cookie
from litestar.response import Redirect

from app import clock
from app.errors import Refused
from app.people import commands, delegation_routes
from app.people.delegation_lists import own_delegations
from app.people.permissions import Permission as P
from app.text import Text
from app.web.forms import Form
from app.web.pages import (
    LANGUAGE_COOKIE,
    Answer,
    Asked,
    act,
    blank,
    form_of,
    page,
    redirect,
    settings_of,
    viewer_of,
)
from app.web.profile import SECTIONS
from app.web.security import TOKEN_COOKIE, token_cookie

LANGUAGE_DAYS = 365


def _inside(address: str) -> str:
    """An address of our own only: an outside one, or one that browsers read as such, becomes the home page."""
    if address.startswith("/") and not address.startswith(("//", "/\\")) and "\n" not in address:
        return address
    return "/"


@get("/sign-in", permission=P.PUBLIC, anonymous=True)
async def show_sign_in(request: Asked) -> Answer:
    """The sign-in page."""
    form = blank(request, {"next": _inside(request.query_params.get("next", "/"))})
    return page(request, "people/sign_in.html", form=form)


@post("/sign-in", permission=P.PUBLIC, anonymous=True)
async def sign_in(request: Asked) -> Answer:
    """Open a sign-in; both fields' mistakes at once."""
    form = await form_of(request)
    login = form.text(
        "login",
        required=Text("Nhập mã cán bộ hoặc thư điện tử.", "Enter the staff code or e-mail."),
        longest=200,
    )
    password = form.value("password")
    if not password:
        form.mistake("password", Text("Nhập mật khẩu.", "Enter the password."))
    try:
        form.check()
        settings = settings_of(request)
        opened = await commands.sign_in(
            login=login,
            password=password,
            address=request.client.host if request.client else "",
            hours=settings.session_hours,
            now=clock.now(),
            real_now=clock.real_now(),
        )
    except Refused as refusal:
        if not refusal.fields:
            form.mistake("login", refusal.text)
        form.refuse(refusal) if refusal.fields else None
        return page(request, "people/sign_in.html", status=422, form=form)
    answer = Redirect(_inside(form.value("next")), status_code=303)
    answer.set_cookie(token_cookie(opened, settings))
    return answer


@post("/sign-out", permission=P.SIGNED_IN)
async def sign_out(request: Asked) -> Answer:
    """End the sign-in at once."""
    viewer = viewer_of(request)
    await commands.sign_out(
        sign_in_id=viewer.sign_in_id, officer=viewer.officer_id, now=clock.now(), real_now=clock.real_now()
    )
    answer = Redirect("/sign-in", status_code=303)
    answer.set_cookie(
        Cookie(TOKEN_COOKIE, value="", secure=True, httponly=True, samesite="lax", path="/", max_age=0)
    )
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@get("/language", permission=P.PUBLIC, anonymous=True)
async def switch_language(request: Asked) -> Answer:
    """Show the pages in the other language from now on."""
    answer = Redirect(_inside(request.query_params.get("back", "/")), status_code=303)
    chosen = "en" if request.query_params.get("to") == "en" else "vi"
    answer.set_cookie(
        Cookie(
            LANGUAGE_COOKIE,
            value=chosen,
            secure=True,
            samesite="lax",
            path="/",
            max_age=LANGUAGE_DAYS * 86_400,
        )
    )
    return answer


@get("/profile", permission=P.SIGNED_IN)
async def show_profile(request: Asked) -> Answer:
    """The person's own account."""
    return await profile_page(request)


async def profile_page(
    request: Asked, own: Form | None = None, *, refused: tuple[str, Form] | None = None, **more: object
) -> Answer:
    """The page with the sections of other domains. ``own``: the page's own form after a refusal;
    ``refused``: a section's form after one; ``more``: what one answer alone shows."""
    viewer = viewer_of(request)
    shown, forms = {}, {}
    if not viewer.must_change_password:
        for each in SECTIONS:
            shown[each.name], forms[each.name] = await each.find(request, viewer)
    forms |= dict([refused] if refused else [])
    own = own or blank(request, {"shortcuts": "1" if viewer.shortcuts else ""})
    return page(
        request,
        "people/profile.html",
        status=422 if own.errors or refused else 200,
        form=refused[1] if refused else own,
        own=own,
        viewer=viewer,
        delegations=await own_delegations(viewer, clock.today()),
        sections=shown,
        forms=forms,
        more=more,
    )


@post("/profile/password", permission=P.SIGNED_IN)
async def change_password(request: Asked) -> Answer:
    """Change the own password; every sign-in ends, so one signs in anew."""
    form = await form_of(request)
    old, new, again = form.value("old_password"), form.value("new_password"), form.value("new_password_again")
    if not old:
        form.mistake("old_password", Text("Nhập mật khẩu hiện tại.", "Enter the present password."))
    if not new:
        form.mistake("new_password", Text("Nhập mật khẩu mới.", "Enter the new password."))
    elif new != again:
        form.mistake(
            "new_password_again",
            Text("Hai lần nhập mật khẩu mới khác nhau.", "The two new passwords differ."),
        )
    try:
        form.check()
        await commands.change_password(
            officer=viewer_of(request).officer_id, old=old, new=new, now=clock.now()
        )
    except Refused as refusal:
        fields = {
            ("new_password" if name == "password" else name): text for name, text in refusal.fields.items()
        }
        form.refuse(Refused(refusal.text, fields))
        return await profile_page(request, form)
    return redirect(
        request,
        "/sign-in",
        Text("Đã đổi mật khẩu. Mời đăng nhập lại.", "The password was changed. Please sign in again."),
    )


@post("/profile/shortcuts", permission=P.SIGNED_IN)
async def choose_shortcuts(request: Asked) -> Answer:
    """Switch the single-key shortcuts on or off."""
    form = await form_of(request)

    async def do() -> tuple[str, Text | None]:
        await commands.set_shortcuts(
            officer=viewer_of(request).officer_id, on=form.ticked("shortcuts"), now=clock.now()
        )
        return "/profile", Text("Đã lưu lựa chọn phím tắt.", "Your choice of shortcuts was saved.")

    async def again(refused: Form) -> Answer:
        return await profile_page(request, refused)

    return await act(request, form, do, again=again)


router = Router(
    "/",
    route_handlers=[
        show_sign_in,
        sign_in,
        sign_out,
        switch_language,
        show_profile,
        change_password,
        choose_shortcuts,
        *delegation_routes.handlers,
    ],
)
