"""The profile page's sections on notices: over which channels to be told, and the personal calendar's address."""

from typing import Any

from litestar import post

from app import clock
from app.notices import choices, feeds
from app.notices.rules import WEBHOOK
from app.people.permissions import Permission as P
from app.people.routes import profile_page
from app.people.viewer import Viewer
from app.text import Text
from app.web.forms import Form
from app.web.pages import Answer, Asked, act, blank, form_of, locale_of, redirect, settings_of, viewer_of
from app.web.profile import section

WAYS = {
    "email": (
        Text("Thư điện tử", "E-mail"),
        Text(
            "Một thư cho mỗi việc: điều gì đã xảy ra, mã và tên nhiệm vụ, đường dẫn. Không có tên người, không có tệp;"
            " về vụ việc thì không nêu nội dung.",
            "One mail each: what happened, the task's code and title, the address. No people, no files; of an"
            " incident nothing but the address.",
        ),
    ),
    WEBHOOK: (
        Text("Dịch vụ nhắn tin (Zalo OA hoặc dịch vụ khác của cơ quan)", "The office's messaging service"),
        Text(
            "Chỉ có mã nhận tin của anh/chị, số thông báo, loại thông báo và đường dẫn. Không có tên người, tên hay"
            " mã nhiệm vụ, vì nội dung đi ra ngoài cơ quan.",
            "Only your number there, how many, which kind and the address. No people, titles or codes, because it"
            " leaves the office.",
        ),
    ),
    "none": (
        Text("Không gửi ngay", "Nothing at once"),
        Text(
            "Mọi thông báo vẫn có trong trang Thông báo, và trong thư tổng hợp nếu anh/chị nhận thư đó.",
            "Every notice is still on the page Notices, and in the summary where you get it.",
        ),
    ),
}


@section("notices", order=10)
async def notices_section(request: Asked, viewer: Viewer) -> tuple[Any, Form]:
    """What was chosen, and what can be chosen here."""
    row, choice = await choices.own_choice(viewer)
    settings, locale = settings_of(request), locale_of(request)
    ways = [
        (code, label.in_(locale), carries.in_(locale))
        for code, (label, carries) in WAYS.items()
        if code != WEBHOOK or settings.webhook_url or choice.at_once == WEBHOOK
    ]
    shown = {
        "email": row["email"] if choice.has_email else "",
        "mail_works": bool(settings.smtp_url),
        "webhook": bool(settings.webhook_url) or choice.at_once == WEBHOOK,
        "ways": ways,
    }
    values = {
        "at_once": choice.at_once if choice.at_once != "email" or choice.has_email else "none",
        "digest": "1" if choice.digest else "",
        "webhook_ref": row["webhook_ref"],
    }
    return shown, blank(request, values, version=row["version"])


@section("calendar", order=20)
async def calendar_section(request: Asked, viewer: Viewer) -> tuple[Any, Form]:
    """Whether there is an address, and when it was last read."""
    return {"feed": await feeds.own_feed(viewer)}, blank(request)


@post("/profile/notices", permission=P.SIGNED_IN)
async def choose_channels(request: Asked) -> Answer:
    """Keep over which channels the person wants to be told."""
    form = await form_of(request)

    async def do() -> tuple[str, Text | None]:
        await choices.choose(
            at_once=form.value("at_once"),
            digest=form.ticked("digest"),
            webhook_ref=form.text("webhook_ref", longest=100),
            by=viewer_of(request),
            now=clock.now(),
            version=form.opened_version,
        )
        return "/profile", Text("Đã lưu cách nhận thông báo.", "Your way of being notified was saved.")

    async def again(refused: Form) -> Answer:
        return await profile_page(request, refused=("notices", refused))

    return await act(request, form, do, again=again)


@post("/profile/calendar", permission=P.SIGNED_IN)
async def make_calendar(request: Asked) -> Answer:
    """Make the secret address and show it, this once."""
    form = await form_of(request)
    made: list[str] = []

    async def do() -> tuple[str, Text | None]:
        made.append(await feeds.make_feed(by=viewer_of(request), now=clock.now()))
        return "/profile", None

    async def again(refused: Form) -> Answer:
        return await profile_page(request, refused=("calendar", refused))

    answer = await act(request, form, do, again=again)
    if made:
        address = f"{settings_of(request).public_url.rstrip('/')}/calendar/{made[0]}.ics"
        return await profile_page(request, calendar_address=address)
    if answer.status_code == 303:  # the same press again: the address was shown once
        return redirect(
            request,
            "/profile",
            Text(
                "Địa chỉ lịch đã được tạo và chỉ hiện một lần. Nếu chưa kịp lưu, hãy tạo địa chỉ mới.",
                "The address was made and is shown only once. If you did not keep it, make a new one.",
            ),
        )
    return answer


@post("/profile/calendar/revocation", permission=P.SIGNED_IN)
async def revoke_calendar(request: Asked) -> Answer:
    """Close the secret address at once."""
    form = await form_of(request)

    async def do() -> tuple[str, Text | None]:
        await feeds.revoke_feed(by=viewer_of(request), now=clock.now())
        return "/profile", Text("Đã thu hồi địa chỉ lịch.", "The calendar address was revoked.")

    async def again(refused: Form) -> Answer:
        return await profile_page(request, refused=("calendar", refused))

    return await act(request, form, do, again=again)


handlers = [choose_channels, make_calendar, revoke_calendar]
