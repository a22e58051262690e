"""Quản trị: people, their posts, roles and accounts."""

import io
from typing import Any
from urllib.parse import urlencode

from litestar import Router, get, post

from app import apart, clock
from app.formats import format_date
from app.people import admin_queries as q
from app.people import administration as acts
from app.people import job_routes, rule_routes
from app.people.admin_office_routes import OFFICE_HANDLERS
from app.people.admin_person_routes import (
    CHOOSE_RANK,
    CHOOSE_UNIT,
    FROM,
    NAME,
    PERSON_HANDLERS,
    TITLE,
    choices,
    role_choices,
)
from app.people.permissions import ROLES
from app.people.permissions import Permission as P
from app.people.permissions import role as role_named
from app.people.queries import unit_tree
from app.text import Locale, Text
from app.web import versions
from app.web.forms import Form
from app.web.pages import Answer, Asked, act, blank, download, form_of, locale_of, page, viewer_of
from app.workbooks import MEDIA_TYPE, open_workbook

# The list ------------------------------------------------------------------------------------------


async def _filter(request: Asked) -> tuple[dict[str, str], q.PeopleFilter, list[tuple[int, str, str]]]:
    """What was asked in the address; a value that does not exist narrows nothing."""
    units = [(u.id, u.name, u.path) for u in await unit_tree(viewer_of(request).paths(P.PEOPLE_MANAGE))]
    allowed = {
        "unit": {str(unit[0]) for unit in units},
        "role": {each.code for each in ROLES},
        "regime": set(q.REGIMES),
    }
    asked = {
        name: value
        for name in ("unit", "role", "regime", "search")
        if (value := request.query_params.get(name, "").strip()[:200])
        and (name == "search" or value in allowed[name])
    }
    path = next((unit[2] for unit in units if str(unit[0]) == asked.get("unit")), "")
    wanted = q.PeopleFilter(path, asked.get("role", ""), asked.get("regime", ""), asked.get("search", ""))
    return asked, wanted, units


def page_number(request: Asked) -> int:
    """The page asked for in the address; anything that is no number is the first."""
    asked = request.query_params.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def chips(path: str, asked: dict[str, str], words: dict[str, str]) -> list[tuple[str, str]]:
    """Each chosen filter with the address that drops it."""
    return [
        (words[name], f"{path}?{urlencode({n: v for n, v in asked.items() if n != name})}") for name in asked
    ]


@get("/admin/people", permission=P.PEOPLE_MANAGE)
async def show_people(request: Asked) -> Answer:
    """The officers of the administrator's units."""
    viewer, today, locale = viewer_of(request), clock.today(), locale_of(request)
    asked, wanted, units = await _filter(request)
    pages = q.pager("/admin/people", asked, page_number(request), await q.count_people(viewer, wanted, today))
    words = {
        "unit": next((name for id_, name, _ in units if str(id_) == asked.get("unit")), ""),
        "role": role_named(asked["role"]).name.in_(locale) if "role" in asked else "",
        "regime": q.REGIMES[asked["regime"]].in_(locale) if "regime" in asked else "",
        "search": asked.get("search", ""),
    }
    return page(
        request,
        "admin/people.html",
        rows=await q.people(viewer, wanted, today, page=pages.page),
        pager=pages,
        form=blank(request, asked),
        chips=chips("/admin/people", asked, words),
        units=await q.unit_choices(viewer),
        roles=role_choices(locale),
        regimes=choices(q.REGIMES, locale),
        regime_names=q.REGIMES,
        file_href=f"/admin/people.xlsx?{urlencode(asked)}",
        today=today,
    )


@get("/admin/people.xlsx", permission=P.PEOPLE_MANAGE)
@versions.by_version
async def export_people(request: Asked) -> Answer:
    """The filtered list as a workbook."""
    viewer, today, locale = viewer_of(request), clock.today(), locale_of(request)
    _, wanted, _ = await _filter(request)
    rows = await q.people(viewer, wanted, today, whole=True)
    body = await apart.computed(_workbook, rows, locale)
    return download(body, f"can-bo-{today.isoformat()}.xlsx", MEDIA_TYPE)


def _workbook(rows: list[dict[str, Any]], locale: Locale) -> bytes:
    heads = (
        (Text("Mã cán bộ", "Staff code"), 12),
        (Text("Họ và tên", "Name"), 28),
        (Text("Đơn vị", "Unit"), 36),
        (Text("Chức vụ, chức danh", "Post"), 34),
        (Text("Từ ngày", "From"), 12),
        (Text("Chế độ", "Regime"), 20),
        (Text("Thư điện tử", "E-mail"), 30),
        (Text("Vai trò", "Roles"), 40),
        (Text("Tài khoản", "Account"), 16),
    )
    file = io.BytesIO()
    book = open_workbook(file)
    sheet, bold = book.add_worksheet("Cán bộ"), book.add_format({"bold": True, "bottom": 1})
    for column, (name, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name.in_(locale), bold)
    for number, row in enumerate(rows, 1):
        values = (
            row["staff_code"],
            row["full_name"],
            row["unit_name"],
            row["title"],
            format_date(row["from_date"]),
            q.REGIMES[row["regime"]].in_(locale) if row["regime"] in q.REGIMES else row["regime"],
            row["email"] or "",
            ", ".join(name.in_(locale) for name in row["roles"]),
            account_state(row["account"], row["disabled_at"], row["active"]).in_(locale),
        )
        for column, value in enumerate(values):
            sheet.write_string(number, column, value)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    book.close()
    return file.getvalue()


def account_state(account: int | None, disabled_at: object, active: bool) -> Text:
    """How the officer's account stands, in words."""
    if not active:
        return Text("Đã nghỉ", "Has left")
    if account is None:
        return Text("Chưa có", "None")
    return Text("Đã khóa", "Disabled") if disabled_at else Text("Đang dùng", "In use")


# A new person --------------------------------------------------------------------------------------


async def _new_page(request: Asked, form: Form) -> Answer:
    return page(
        request,
        "admin/person_new.html",
        form=form,
        units=await q.unit_choices(viewer_of(request)),
        ranks=choices(q.RANKS, locale_of(request)),
        regimes=choices(q.REGIMES, locale_of(request)),
    )


@get("/admin/people/new", permission=P.PEOPLE_MANAGE)
async def show_new_person(request: Asked) -> Answer:
    """The form of a new officer; no date is filled in, because it is the decision's."""
    return await _new_page(request, blank(request, {"regime": "cong_chuc", "rank": "staff"}))


@post("/admin/people/new", permission=P.PEOPLE_MANAGE)
async def add_person(request: Asked) -> Answer:
    """Add the officer."""
    form = await form_of(request)
    values: dict[str, Any] = {
        "staff_code": form.text(
            "staff_code", required=Text("Nhập mã cán bộ.", "Enter the staff code."), longest=30
        ),
        "full_name": form.text("full_name", required=NAME, longest=120),
        "email": form.text("email", longest=200),
        "regime": form.choice("regime", q.REGIMES, required=Text("Chọn chế độ.", "Choose the regime.")),
        "unit": form.number_of("unit", required=CHOOSE_UNIT),
        "title": form.text("title", required=TITLE, longest=200),
        "rank": form.choice("rank", q.RANKS, required=CHOOSE_RANK),
    }
    from_date = form.date("from_date", required=FROM)
    faults = await acts.faults_of_identity(values["staff_code"], values["email"])

    async def do() -> tuple[str, Text | None]:
        assert from_date is not None
        officer = await acts.add_person(**values, from_date=from_date, by=viewer_of(request), now=clock.now())
        return f"/admin/people/{officer}", Text("Đã thêm cán bộ.", "The officer was added.")

    # A second press of the same button finds its own staff code taken: the first one's answer comes first.
    if form.errors:
        for name, text in faults.items():
            form.mistake(name, text)
    return await act(request, form, do, again=lambda refused: _new_page(request, refused))


router = Router(
    "/",
    route_handlers=[
        show_people,
        export_people,
        show_new_person,
        add_person,
        *PERSON_HANDLERS,
        *OFFICE_HANDLERS,
        *job_routes.handlers,
        *rule_routes.handlers,
    ],
)
