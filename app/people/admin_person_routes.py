"""Quản trị: one officer's posts, roles, account and days away."""

from datetime import date
from typing import Any

from litestar import get, post
from litestar.params import FromPath

from app import clock
from app.people import admin_queries as q
from app.people import administration as acts
from app.people import office
from app.people.permissions import ROLES
from app.people.permissions import Permission as P
from app.people.permissions import role as role_named
from app.text import Locale, Text
from app.web.forms import Form
from app.web.pages import Answer, Asked, act, blank, form_of, locale_of, page, viewer_of

CHOOSE_UNIT = Text("Chọn đơn vị.", "Choose the unit.")
CHOOSE_RANK = Text("Chọn nhóm chức vụ.", "Choose the kind of post.")
NAME = Text("Nhập họ và tên.", "Enter the name.")
TITLE = Text("Nhập chức vụ, chức danh.", "Enter the post.")
FROM = Text("Nhập ngày bắt đầu theo quyết định.", "Enter the first day, as the decision says.")
BASIS = Text("Nhập số, ngày của quyết định.", "Enter the number and date of the decision.")


def choices(names: dict[str, Text], locale: Locale) -> list[tuple[str, str]]:
    return [(code, name.in_(locale)) for code, name in names.items()]


def role_choices(locale: Locale) -> list[tuple[str, str]]:
    return [(each.code, each.name.in_(locale)) for each in ROLES]


# One person ----------------------------------------------------------------------------------------

FORMS = ("details", "posts", "roles", "password", "absences", "closing", "opening", "sign_outs")


async def _person_page(request: Asked, officer: int, failed: tuple[str, Form] | None = None) -> Answer:
    viewer, today, locale = viewer_of(request), clock.today(), locale_of(request)
    row = await acts.person_in_scope(viewer, officer, today)
    forms = {name: blank(request, {}, version=row["version"]) for name in FORMS}
    forms["details"] = blank(
        request,
        {
            "full_name": row["full_name"],
            "email": row["email"],
            "regime": row["regime"],
            "active": "1" if row["active"] else "",
        },
        version=row["version"],
    )
    if failed:
        forms[failed[0]] = failed[1]
    posts = await q.posts_of(officer)
    return page(
        request,
        "admin/person.html",
        person=row,
        posts=posts,
        post=_present(posts, today),
        grants=await q.grants_of(officer),
        absences=await q.absences_of(officer),
        account=await q.account_of(officer, clock.real_now()),
        forms=forms,
        form=failed[1] if failed else None,
        failed=failed[0] if failed else "",
        units=await q.unit_choices(viewer),
        ranks=choices(q.RANKS, locale),
        rank_names=q.RANKS,
        regimes=choices(q.REGIMES, locale),
        roles=role_choices(locale),
        today=today,
    )


def _present(posts: list[dict[str, Any]], today: date) -> dict[str, Any]:
    """The post of today, else the one to come or the last one."""
    begun = [post for post in posts if post["from_date"] <= today]
    return begun[0] if begun else posts[-1]


@get("/admin/people/{officer:int}", permission=P.PEOPLE_MANAGE)
async def show_person(request: Asked, officer: FromPath[int]) -> Answer:
    """An officer: posts, roles, account, days away."""
    return await _person_page(request, officer)


def _again(request: Asked, officer: int, name: str) -> Any:
    async def again(refused: Form) -> Answer:
        return await _person_page(request, officer, (name, refused))

    return again


@post("/admin/people/{officer:int}/details", permission=P.PEOPLE_MANAGE)
async def correct_person(request: Asked, officer: FromPath[int]) -> Answer:
    """Correct name, e-mail, regime; mark who has left."""
    form = await form_of(request)
    full_name = form.text("full_name", required=NAME, longest=120)
    email = form.text("email", longest=200)
    regime = form.choice("regime", q.REGIMES, required=Text("Chọn chế độ.", "Choose the regime."))
    for name, text in (await acts.faults_of_identity("", email, officer=officer)).items():
        form.mistake(name, text)

    async def do() -> tuple[str, Text | None]:
        await acts.correct_person(
            officer=officer,
            full_name=full_name,
            email=email,
            regime=regime,
            active=form.ticked("active"),
            by=viewer_of(request),
            now=clock.now(),
            version=form.version,
        )
        return f"/admin/people/{officer}", Text("Đã sửa thông tin.", "The entries were corrected.")

    return await act(request, form, do, again=_again(request, officer, "details"))


@post("/admin/people/{officer:int}/posts", permission=P.PEOPLE_MANAGE)
async def move_person(request: Asked, officer: FromPath[int]) -> Answer:
    """Give a new post from the decision's day."""
    form = await form_of(request)
    unit = form.number_of("post_unit", required=CHOOSE_UNIT)
    title = form.text("post_title", required=TITLE, longest=200)
    rank = form.choice("post_rank", q.RANKS, required=CHOOSE_RANK)
    from_date = form.date("post_from_date", required=FROM)
    basis = form.text("post_basis", required=BASIS, longest=300)

    async def do() -> tuple[str, Text | None]:
        assert from_date is not None
        with acts.fields_named("post_"):
            await acts.move_person(
                officer=officer,
                unit=unit,
                title=title,
                rank=rank,
                from_date=from_date,
                basis=basis,
                by=viewer_of(request),
                now=clock.now(),
                version=form.version,
            )
        return f"/admin/people/{officer}", Text("Đã ghi vị trí mới.", "The new post was recorded.")

    return await act(request, form, do, again=_again(request, officer, "posts"))


@post("/admin/people/{officer:int}/roles", permission=P.PEOPLE_MANAGE)
async def give_role(request: Asked, officer: FromPath[int]) -> Answer:
    """Give a role over a unit and all below it."""
    form = await form_of(request)
    role = form.choice(
        "role_role", [each.code for each in ROLES], required=Text("Chọn vai trò.", "Choose the role.")
    )
    unit = form.number_of("role_unit", required=CHOOSE_UNIT)
    from_date = form.date("role_from_date", required=FROM)
    to_date = form.date("role_to_date")
    basis = form.text("role_basis", required=BASIS, longest=300)
    if from_date and to_date and to_date < from_date:
        form.mistake("role_to_date", acts.FORMER_DATE)

    async def do() -> tuple[str, Text | None]:
        assert from_date is not None
        with acts.fields_named("role_"):
            await acts.give_role(
                officer=officer,
                role=role,
                unit=unit,
                from_date=from_date,
                to_date=to_date,
                basis=basis,
                by=viewer_of(request),
                now=clock.now(),
            )
        return f"/admin/people/{officer}", Text("Đã giao vai trò.", "The role was given.")

    return await act(request, form, do, again=_again(request, officer, "roles"))


async def _role_page(request: Asked, officer: int, grant: int, form: Form) -> Answer:
    viewer = viewer_of(request)
    return page(
        request,
        "admin/role_end.html",
        person=await acts.person_in_scope(viewer, officer, clock.today()),
        grant=await acts.grant_in_scope(viewer, officer, grant),
        role_named=role_named,
        form=form,
    )


@get("/admin/people/{officer:int}/roles/{grant:int}", permission=P.PEOPLE_MANAGE)
async def show_role(request: Asked, officer: FromPath[int], grant: FromPath[int]) -> Answer:
    """Ending a role asks for its last day."""
    return await _role_page(request, officer, grant, blank(request))


@post("/admin/people/{officer:int}/roles/{grant:int}", permission=P.PEOPLE_MANAGE)
async def take_role(request: Asked, officer: FromPath[int], grant: FromPath[int]) -> Answer:
    """End a role."""
    form = await form_of(request)
    last_day = form.date("last_day", required=Text("Nhập ngày cuối giữ vai trò.", "Enter the last day."))

    async def do() -> tuple[str, Text | None]:
        assert last_day is not None
        await acts.take_role(
            officer=officer, grant=grant, last_day=last_day, by=viewer_of(request), now=clock.now()
        )
        return f"/admin/people/{officer}", Text("Đã kết thúc vai trò.", "The role was ended.")

    return await act(request, form, do, again=lambda refused: _role_page(request, officer, grant, refused))


@post("/admin/people/{officer:int}/password", permission=P.PEOPLE_MANAGE)
async def give_password(request: Asked, officer: FromPath[int]) -> Answer:
    """Open the account or reset its password; the person changes it at the next sign-in."""
    form = await form_of(request)
    password, repeated = form.value("password"), form.value("password_again")
    for name, text in office.password_fault(password, repeated).items():
        form.mistake(name, text)

    async def do() -> tuple[str, Text | None]:
        await office.give_password(
            officer=officer, password=password, again=repeated, by=viewer_of(request), now=clock.now()
        )
        return f"/admin/people/{officer}", Text(
            "Đã đặt mật khẩu ban đầu; người dùng phải đổi khi đăng nhập.",
            "The first password was set; it must be changed at the next sign-in.",
        )

    return await act(request, form, do, again=_again(request, officer, "password"))


@post("/admin/people/{officer:int}/closing", permission=P.PEOPLE_MANAGE)
async def close_account(request: Asked, officer: FromPath[int]) -> Answer:
    """Disable the account."""
    form = await form_of(request)

    async def do() -> tuple[str, Text | None]:
        await office.close_account(officer=officer, by=viewer_of(request), now=clock.now())
        return f"/admin/people/{officer}", Text("Đã khóa tài khoản.", "The account was disabled.")

    return await act(request, form, do, again=_again(request, officer, "closing"))


@post("/admin/people/{officer:int}/opening", permission=P.PEOPLE_MANAGE)
async def open_account(request: Asked, officer: FromPath[int]) -> Answer:
    """Enable the account again."""
    form = await form_of(request)

    async def do() -> tuple[str, Text | None]:
        await office.open_account_again(officer=officer, by=viewer_of(request), now=clock.now())
        return f"/admin/people/{officer}", Text("Đã mở lại tài khoản.", "The account was enabled.")

    return await act(request, form, do, again=_again(request, officer, "opening"))


@post("/admin/people/{officer:int}/sign-outs", permission=P.PEOPLE_MANAGE)
async def end_sign_ins(request: Asked, officer: FromPath[int]) -> Answer:
    """End every sign-in of the person."""
    form = await form_of(request)

    async def do() -> tuple[str, Text | None]:
        await office.end_sign_ins(officer=officer, by=viewer_of(request), now=clock.now())
        return f"/admin/people/{officer}", Text(
            "Đã kết thúc mọi phiên đăng nhập.", "Every sign-in was ended."
        )

    return await act(request, form, do, again=_again(request, officer, "sign_outs"))


@post("/admin/people/{officer:int}/absences", permission=P.PEOPLE_MANAGE)
async def note_absence(request: Asked, officer: FromPath[int]) -> Answer:
    """Record days away."""
    form = await form_of(request)
    first = form.date("away_from_date", required=Text("Nhập ngày bắt đầu nghỉ.", "Enter the first day away."))
    last = form.date("away_to_date", required=Text("Nhập ngày cuối nghỉ.", "Enter the last day away."))
    reason = form.text("away_reason", required=Text("Nhập lý do.", "Enter the reason."), longest=200)
    if first and last and last < first:
        form.mistake("away_to_date", acts.FORMER_DATE)

    async def do() -> tuple[str, Text | None]:
        assert first is not None
        assert last is not None
        await acts.note_absence(
            officer=officer,
            from_date=first,
            to_date=last,
            reason=reason,
            by=viewer_of(request),
            now=clock.now(),
        )
        return f"/admin/people/{officer}", Text("Đã ghi ngày vắng mặt.", "The absence was recorded.")

    return await act(request, form, do, again=_again(request, officer, "absences"))


PERSON_HANDLERS = [
    show_person,
    correct_person,
    move_person,
    give_role,
    show_role,
    take_role,
    give_password,
    close_account,
    open_account,
    end_sign_ins,
    note_absence,
]
