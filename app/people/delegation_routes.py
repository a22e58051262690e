"""Ủy quyền: the list, its file, one delegation, giving and revoking."""

import io
from urllib.parse import urlencode

from litestar import get, post
from litestar.params import FromPath

from app import apart, clock
from app.db import Row
from app.formats import format_date
from app.people import delegation_lists as lists
from app.people.admin_queries import pager
from app.people.delegating import give_delegation, may_revoke, revoke_delegation
from app.people.delegation import NOT_DELEGATED, SCOPES, STANDINGS, Ground, Proposed, faults_of
from app.people.delegation_lists import DelegationFilter
from app.people.delegation_queries import heads_of
from app.people.permissions import Permission as P
from app.people.queries import officers_under, unit_tree
from app.text import Locale, Text
from app.web import versions
from app.web.forms import Form
from app.web.pages import Answer, Asked, act, blank, download, form_of, locale_of, page, viewer_of
from app.workbooks import MEDIA_TYPE, open_workbook

WHOSE = {
    "given": Text("Do tôi ủy quyền", "Given by me"),
    "received": Text("Tôi được ủy quyền", "Received by me"),
}


def _filter(request: Asked) -> tuple[dict[str, str], DelegationFilter]:
    """What was asked in the address; a value that does not exist narrows nothing."""
    allowed: dict[str, set[str]] = {"whose": set(WHOSE), "standing": {each.value for each in STANDINGS}}
    asked = {
        name: value
        for name in ("whose", "standing", "search")
        if (value := request.query_params.get(name, "").strip()[:200])
        and (name == "search" or value in allowed[name])
    }
    return asked, DelegationFilter(**asked)


def _page_number(request: Asked) -> int:
    asked = request.query_params.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def _without(asked: dict[str, str], name: str) -> str:
    rest = urlencode({each: value for each, value in asked.items() if each != name})
    return f"/delegations?{rest}" if rest else "/delegations"


def _chips(asked: dict[str, str], locale: Locale) -> list[tuple[str, str]]:
    words = {
        "whose": WHOSE[asked["whose"]].in_(locale) if "whose" in asked else "",
        "standing": {code.value: name.in_(locale) for code, name in STANDINGS.items()}.get(
            asked.get("standing", ""), ""
        ),
        "search": f"“{asked.get('search', '')}”",
    }
    return [(words[name], _without(asked, name)) for name in asked]


@get("/delegations", permission=P.SIGNED_IN)
async def show_delegations(request: Asked) -> Answer:
    """Delegations given, received, and of the units that one heads, administers or inspects."""
    viewer, today, locale = viewer_of(request), clock.today(), locale_of(request)
    asked, wanted = _filter(request)
    total = await lists.count_delegations(viewer, wanted, today)
    pages = pager("/delegations", asked, _page_number(request), total)
    return page(
        request,
        "people/delegations.html",
        rows=await lists.delegations(viewer, wanted, today, page=pages.page),
        pager=pages,
        form=blank(request, asked),
        chips=_chips(asked, locale),
        whose=[(code, name.in_(locale)) for code, name in WHOSE.items()],
        standings=[(code.value, name.in_(locale)) for code, name in STANDINGS.items()],
        standing_names=STANDINGS,
        file_href=f"/delegations.xlsx?{urlencode(asked)}",
        gives=viewer.can(P.DELEGATE),
    )


@get("/delegations.xlsx", permission=P.SIGNED_IN)
@versions.by_version
async def export_delegations(request: Asked) -> Answer:
    """The filtered list as a workbook."""
    viewer, today, locale = viewer_of(request), clock.today(), locale_of(request)
    _, wanted = _filter(request)
    rows = await lists.delegations(viewer, wanted, today, whole=True)
    body = await apart.computed(_workbook, rows, locale)
    return download(body, f"uy-quyen-{today.isoformat()}.xlsx", MEDIA_TYPE)


def _workbook(rows: list[Row], locale: Locale) -> bytes:
    heads = (
        (Text("Người ủy quyền", "Giver"), 28),
        (Text("Người được ủy quyền", "Deputy"), 28),
        (Text("Đơn vị", "Unit"), 36),
        (Text("Phạm vi", "Scope"), 44),
        (Text("Văn bản", "Document"), 22),
        (Text("Ngày văn bản", "Document date"), 14),
        (Text("Từ ngày", "From"), 12),
        (Text("Đến ngày", "To"), 12),
        (Text("Gồm việc tồn", "With backlog"), 12),
        (Text("Tình trạng", "Standing"), 20),
        (Text("Lý do thu hồi", "Why revoked"), 40),
    )
    file = io.BytesIO()
    book = open_workbook(file)
    sheet, bold = book.add_worksheet("Ủy quyền"), book.add_format({"bold": True, "bottom": 1})
    for column, (name, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name.in_(locale), bold)
    for number, row in enumerate(rows, 1):
        values = (
            f"{row['giver_name']} ({row['giver_code']})",
            f"{row['deputy_name']} ({row['deputy_code']})",
            row["unit_name"],
            row["scope"].label.in_(locale),
            row["document"],
            *(format_date(row[name], locale) for name in ("document_date", "from_date", "to_date")),
            (Text("có", "yes") if row["with_backlog"] else Text("không", "no")).in_(locale),
            STANDINGS[row["standing"]].in_(locale),
            row["revoked_words"],
        )
        for column, value in enumerate(values):
            sheet.write_string(number, column, value)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    book.close()
    return file.getvalue()


# Giving --------------------------------------------------------------------------------------------


async def _new_page(request: Asked, form: Form) -> Answer:
    viewer, today, locale = viewer_of(request), clock.today(), locale_of(request)
    units = await unit_tree(viewer.paths(P.DELEGATE))
    administers = bool(viewer.paths(P.PEOPLE_MANAGE))
    heads = await heads_of(viewer.paths(P.PEOPLE_MANAGE), today) if administers else []
    people = await officers_under(("/",), today)
    return page(
        request,
        "people/delegation_new.html",
        form=form,
        units=[(each.id, "– " * each.depth + each.name) for each in units],
        administers=administers,
        givers=[(row["id"], f"{row['name']} ({row['staff_code']})") for row in heads],
        deputies=[
            (each.id, f"{each.name} ({each.title}, {each.unit_name})")
            for each in people
            if administers or each.id != viewer.officer_id
        ],
        scopes=[(each.code, each.label.in_(locale)) for each in SCOPES],
        not_delegated=NOT_DELEGATED,
    )


@get("/delegations/new", permission=P.DELEGATE)
async def show_new_delegation(request: Asked) -> Answer:
    """The form; no date is filled in, because it is the document's."""
    return await _new_page(request, blank(request, {"scope": SCOPES[0].code}))


@post("/delegations/new", permission=P.DELEGATE)
async def add_delegation(request: Asked) -> Answer:
    """Give the delegation, or record one that was given on paper."""
    form = await form_of(request)
    viewer = viewer_of(request)
    administers = bool(viewer.paths(P.PEOPLE_MANAGE))
    asked = Proposed(
        giver=form.number_of("giver") if administers else viewer.officer_id,
        deputy=form.number_of("deputy"),
        unit=form.number_of("unit"),
        scope=form.value("scope"),
        document=form.text("document"),
        document_date=form.date("document_date"),
        from_date=form.date("from_date"),
        to_date=form.date("to_date"),
    )

    if form.errors:  # with what cannot be read, say what is wrong with the rest: all mistakes at once
        unasked = Ground(giver_heads=True, deputy_posted=True)
        for name, text in faults_of(asked, unasked, clock.today()).items():
            form.mistake(name, text)

    async def do() -> tuple[str, Text | None]:
        made = await give_delegation(
            asked=asked, with_backlog=form.ticked("with_backlog"), by=viewer, now=clock.now()
        )
        return f"/delegations/{made}", Text("Đã ghi ủy quyền.", "The delegation was recorded.")

    return await act(request, form, do, again=lambda refused: _new_page(request, refused))


# One delegation ------------------------------------------------------------------------------------


async def _delegation_page(request: Asked, delegation: int, form: Form) -> Answer:
    viewer = viewer_of(request)
    row = await lists.delegation_seen(viewer, delegation, clock.today())
    revocable = row["standing"].value in ("coming", "running")
    return page(
        request,
        "people/delegation.html",
        row=row,
        form=form,
        standing=STANDINGS[row["standing"]],
        may_revoke=revocable and viewer.can(P.DELEGATE) and may_revoke(viewer, row),
        not_delegated=NOT_DELEGATED,
    )


@get("/delegations/{delegation:int}", permission=P.SIGNED_IN)
async def show_delegation(request: Asked, delegation: FromPath[int]) -> Answer:
    """Who stands in for whom, in what, for which days, by which document."""
    return await _delegation_page(request, delegation, blank(request))


@post("/delegations/{delegation:int}/revocation", permission=P.DELEGATE)
async def revoke(request: Asked, delegation: FromPath[int]) -> Answer:
    """Take it back from now on."""
    form = await form_of(request)
    await lists.delegation_seen(viewer_of(request), delegation, clock.today())
    words = form.text("words")

    async def do() -> tuple[str, Text | None]:
        await revoke_delegation(delegation=delegation, words=words, by=viewer_of(request), now=clock.now())
        return f"/delegations/{delegation}", Text("Đã thu hồi ủy quyền.", "The delegation was revoked.")

    return await act(request, form, do, again=lambda refused: _delegation_page(request, delegation, refused))


handlers = [
    show_delegations,
    export_delegations,
    show_new_delegation,
    add_delegation,
    show_delegation,
    revoke,
]
