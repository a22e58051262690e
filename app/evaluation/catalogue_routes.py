"""The work catalogue: versions, items, and importing a new version from an .xlsx file."""

from html import escape
from pathlib import Path

from litestar import Response, Router, get, post
from litestar.enums import MediaType
from litestar.params import FromPath

from app import clock
from app.errors import Refused
from app.evaluation import catalogue_commands as commands
from app.evaluation.catalogue_file import CatalogueFile
from app.people.permissions import Permission as P
from app.tasks import catalogues
from app.tasks.kept_files import keep, kept
from app.text import Text
from app.web.forms import Form
from app.web.pages import Answer, Asked, act, blank, form_of, page, settings_of, viewer_of
from app.web.paging import pager

CHOOSE_FILE = Text("Chọn tệp danh mục (.xlsx).", "Choose the catalogue's file (.xlsx).")


@get("/catalogues", permission=P.SIGNED_IN)
async def show_catalogues(request: Asked) -> Answer:
    """Every version, and the upload for who manages them."""
    return await _list(request, blank(request))


async def _list(request: Asked, form: Form) -> Answer:
    return page(
        request,
        "catalogues/list.html",
        form=form,
        versions=await catalogues.versions(),
        current=await catalogues.version_on(clock.today()),
        may_import=viewer_of(request).can(P.CATALOGUE_MANAGE),
    )


@post("/catalogues", permission=P.CATALOGUE_MANAGE)
async def upload(request: Asked) -> Answer:
    """Take a file to its check page; nothing of it is saved as a catalogue."""
    form = await form_of(request)
    files = form.files("file")
    body = await files[0].read() if files else b""
    if not files:
        form.mistake("file", CHOOSE_FILE)
    else:
        try:
            await commands.open_safely(body)
        except Refused as refusal:
            form.mistake("file", refusal.text)

    async def do() -> tuple[str, Text | None]:
        sha256 = keep(_folder(request), body)
        return f"/catalogues/uploads/{sha256}", None

    async def again(refused: Form) -> Answer:
        return await _list(request, refused)

    return await act(request, form, do, again=again)


@get("/catalogues/uploads/{sha256:str}", permission=P.CATALOGUE_MANAGE)
async def check(request: Asked, sha256: FromPath[str]) -> Answer:
    """What the file holds and what is wrong with it, before anything is saved."""
    read = await _read(request, sha256)
    guess = read.decision
    form = blank(
        request,
        {
            "title": read.title.split(" - ")[0],  # the rest names one of several sheets
            "decision": f"{guess.kind} số {guess.number}" if guess else "",
            "decided_on": guess.issued_on if guess else None,
            "valid_from": None,
        },
    )
    return _check_page(request, sha256, read, form)


@post("/catalogues/uploads/{sha256:str}", permission=P.CATALOGUE_MANAGE)
async def import_catalogue(request: Asked, sha256: FromPath[str]) -> Answer:
    """Save the checked file as a version."""
    read = await _read(request, sha256)
    form = await form_of(request)
    title = form.text("title", required=Text("Nhập tên danh mục.", "Enter the title."), longest=300)
    decision = form.text(
        "decision",
        required=Text(
            "Nhập số, ký hiệu quyết định phê duyệt.", "Enter the number of the approving decision."
        ),
        longest=180,
    )
    decided_on = form.date(
        "decided_on", required=Text("Nhập ngày của quyết định.", "Enter the day of the decision.")
    )
    valid_from = form.date(
        "valid_from", required=Text("Nhập ngày bắt đầu áp dụng.", "Enter the first day of validity.")
    )

    async def do() -> tuple[str, Text | None]:
        assert decided_on
        assert valid_from
        made = await commands.import_catalogue(
            read=read,
            title=title,
            decision=decision,
            decided_on=decided_on,
            valid_from=valid_from,
            sha256=sha256,
            by=viewer_of(request),
            now=clock.now(),
        )
        number = len(read.items)
        return f"/catalogues/{made}", Text(f"Đã nhập {number} mục.", f"{number} items were imported.")

    async def again(refused: Form) -> Answer:
        return _check_page(request, sha256, read, refused)

    return await act(request, form, do, again=again)


@get("/catalogues/search", permission=P.SIGNED_IN)
async def search(request: Asked) -> Answer:
    """What is offered while typing into a catalogue field."""
    found = await catalogues.current_items(clock.today(), request.query_params.get("q", "")[:200])
    options = "".join(f'<option value="{escape(item.label)}"></option>' for item in found)
    return Response(options, media_type=MediaType.HTML)


@get("/catalogues/{catalogue:int}", permission=P.SIGNED_IN)
async def show_catalogue(request: Asked, catalogue: FromPath[int]) -> Answer:
    """The items of one version."""
    query = request.query_params
    words, group = query.get("q", "")[:200], query.get("group", "")
    version = await catalogues.version(catalogue)
    _, total = await catalogues.items_of(catalogue, search=words, group=group, limit=1)
    pages = pager(request, total)
    items, _ = await catalogues.items_of(
        catalogue, search=words, group=group, limit=pages.per_page, offset=pages.offset
    )
    return page(
        request,
        "catalogues/items.html",
        catalogue=version,
        items=items,
        pager=pages,
        form=blank(request, {"q": words, "group": group}),
        groups=[(name, name) for name in await catalogues.groups_of(catalogue)],
        filtered=bool(words or group),
    )


def _folder(request: Asked) -> Path:
    return settings_of(request).files_dir / "catalogues"


async def _read(request: Asked, sha256: str) -> CatalogueFile:
    body = kept(_folder(request), sha256)
    return await commands.open_safely(body)


def _check_page(request: Asked, sha256: str, read: CatalogueFile, form: Form) -> Answer:
    return page(request, "catalogues/check.html", sha256=sha256, read=read, form=form)


router = Router(
    "/",
    route_handlers=[
        show_catalogues,
        upload,
        check,
        import_catalogue,
        search,
        show_catalogue,
    ],
)
