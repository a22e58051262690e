"""Importing an annex: upload, check page, import, progress."""

import asyncio
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from litestar import Router, get, post
from litestar.params import FromPath

from app import clock, long_work
from app.db import Row
from app.errors import NotFound, Refused
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks import import_queries as queries
from app.tasks import import_views as views
from app.tasks.annex.annex import Annex
from app.tasks.annex.reader import read_annex
from app.tasks.import_plan import BodyKind
from app.tasks.imports import (
    DirectiveEntry,
    Judged,
    import_annex,
    judge_annex,
    keep_upload,
    refuse_faults,
)
from app.tasks.kept_files import keep, kept
from app.text import Text
from app.web.forms import Form
from app.web.pages import (
    Answer,
    Asked,
    act,
    blank,
    form_of,
    fragment,
    locale_of,
    page,
    settings_of,
    viewer_of,
)
from app.web.paging import pager

KIND = "annex_import"
AT_ONCE = 300  # rows that are imported while the page waits

NO_ROWS = Text(
    "Bảng trong tệp chỉ có dòng tiêu đề, chưa có nhiệm vụ nào.",
    "The table in the file has a heading only, no task yet.",
)
CHOOSE_FILE = Text(
    "Chọn tệp phụ lục (.xlsx, .docx hoặc .csv).", "Choose the annex's file (.xlsx, .docx or .csv)."
)


@get("/imports", permission=P.TASK_IMPORT)
async def show_imports(request: Asked) -> Answer:
    """The uploads so far, and a new one."""
    return await _list(request, blank(request))


async def _list(request: Asked, form: Form) -> Answer:
    viewer, today = viewer_of(request), clock.today()
    pages = pager(request, await queries.upload_count(viewer, today))
    uploads = await queries.uploads(viewer, today, limit=pages.per_page, offset=pages.offset)
    return page(request, "imports/list.html", form=form, uploads=uploads, pager=pages)


@post("/imports", permission=P.TASK_IMPORT)
async def upload(request: Asked) -> Answer:
    """Take a file to its check page; nothing of it is saved as tasks."""
    form = await form_of(request)
    files = form.files("file")
    body = await files[0].read() if files else b""
    name = files[0].filename if files else ""
    if not files:
        form.mistake("file", CHOOSE_FILE)
    else:
        try:
            annex = await asyncio.to_thread(read_annex, body, name)
            if not annex.rows:
                form.mistake("file", NO_ROWS)
        except Refused as refusal:
            form.mistake("file", refusal.text)

    async def do() -> tuple[str, Text | None]:
        sha256 = keep(_folder(request), body)
        made = await keep_upload(file_name=name, sha256=sha256, by=viewer_of(request), now=clock.now())
        return f"/imports/{made}", None

    async def again(refused: Form) -> Answer:
        return await _list(request, refused)

    return await act(request, form, do, again=again)


@get("/imports/{upload_id:int}", permission=P.TASK_IMPORT)
async def show_import(request: Asked, upload_id: FromPath[int]) -> Answer:
    """The check page; while the import runs its progress; afterwards what it made."""
    viewer = viewer_of(request)
    row = await queries.upload(viewer, upload_id, clock.today())
    work = await _work(request, upload_id)
    if work and work.state == "running":
        return page(request, "imports/running.html", upload=row, work=work)
    if row["imported_at"]:
        return page(request, "imports/done.html", upload=row)
    annex = await _annex(request, row)
    guess = annex.directive_guess
    form = blank(
        request,
        {
            "issuer": (guess.issuer or "") if guess else "",
            "number": (guess.number or "") if guess else "",
            "issued_on": guess.issued_on if guess else None,
            "title": views.title_of(annex),
        },
    )
    return await _check_page(request, row, annex, form, failed=work.words if work else "")


@post("/imports/{upload_id:int}", permission=P.TASK_IMPORT)
async def import_upload(request: Asked, upload_id: FromPath[int]) -> Answer:
    """Import the checked annex; or show again what the answers chosen so far would make of it."""
    viewer, now, today = viewer_of(request), clock.now(), clock.today()
    row = await queries.upload(viewer, upload_id, today)
    annex = await _annex(request, row)
    form = await form_of(request)
    if form.value("do") == "look":
        return await _check_page(request, row, annex, form)
    heading, answers = _heading(form), _answers(form)
    judged = await judge_annex(annex, heading, answers, viewer, today)
    try:
        refuse_faults(judged, heading, viewer, today)
    except Refused as refusal:
        form.refuse(refusal)
    started: list[int] = []

    async def do() -> tuple[str, Text | None]:
        location = f"/imports/{upload_id}"
        if len(judged.new_rows) > AT_ONCE:
            total = len(judged.new_rows)
            started.append(
                await long_work.open_work(
                    kind=KIND, officer=viewer.officer_id, total=total, location=location, now=now
                )
            )
            return location, None
        outcome = await import_annex(
            upload=upload_id, annex=annex, heading=heading, answers=answers, by=viewer, now=now
        )
        return location, _told(outcome)

    async def again(refused: Form) -> Answer:
        return await _check_page(request, row, annex, refused)

    answer = await act(request, form, do, again=again)
    for work in started:
        _start(work, upload_id, annex, heading, answers, viewer)
    return answer


def _start(
    work: int,
    upload_id: int,
    annex: Annex,
    heading: DirectiveEntry,
    answers: Mapping[str, str],
    viewer: Viewer,
) -> None:
    """Run the import beside the pages."""

    async def run(progress: long_work.Progress) -> None:
        await import_annex(
            upload=upload_id,
            annex=annex,
            heading=heading,
            answers=answers,
            by=viewer,
            now=clock.now(),
            progress=progress,
            work=work,
        )

    long_work.start(work, len(annex.rows), run)


def _told(outcome: Mapping[str, object]) -> Text:
    if not outcome["given"] and not outcome["drafts"]:
        return Text(
            f"Cả {outcome['already']} dòng đã được nhập từ trước; không có gì thay đổi.",
            f"All {outcome['already']} rows were imported before; nothing has changed.",
        )
    return Text(
        f"Đã nhập {outcome['rows']} dòng: {outcome['given']} nhiệm vụ chờ người, {outcome['drafts']} bản nháp, "
        f"{outcome['already']} dòng đã có từ trước.",
        f"{outcome['rows']} rows: {outcome['given']} tasks await an owner, {outcome['drafts']} drafts, "
        f"{outcome['already']} were there before.",
    )


@get("/imports/{upload_id:int}/progress", permission=P.TASK_IMPORT)
async def show_progress(request: Asked, upload_id: FromPath[int]) -> Answer:
    """How far a running import is."""
    row = await queries.upload(viewer_of(request), upload_id, clock.today())
    work = await _work(request, upload_id)
    if work is None:
        raise NotFound
    return fragment(request, "imports/progress.html", upload=row, work=work)


# --- parts -------------------------------------------------------------------------------------


def _folder(request: Asked) -> Path:
    return settings_of(request).files_dir / "annexes"


async def _work(request: Asked, upload_id: int) -> long_work.Running | None:
    alone = settings_of(request).workers == 1
    return await long_work.latest(KIND, f"/imports/{upload_id}", alone=alone, now=clock.now())


@lru_cache(maxsize=4)
def _read(path: Path, sha256: str, file_name: str) -> Annex:
    """An annex that is being checked is read once, not for every look at its page."""
    return read_annex(kept(path, sha256), file_name)


async def _annex(request: Asked, row: Row) -> Annex:
    return await asyncio.to_thread(_read, _folder(request), row["sha256"], row["file_name"])


def _heading(form: Form) -> DirectiveEntry:
    """The directive as typed; what is missing is refused together with all other faults."""
    return DirectiveEntry(
        issuer=form.text("issuer", longest=300),
        number=form.text("number", longest=100),
        issued_on=form.date("issued_on"),
        title=form.text("title", longest=2_000),
    )


def _answers(form: Form) -> dict[str, str]:
    return {name: form.value(name) for name in form.names if name.startswith("body_")}


async def _check_page(request: Asked, row: Row, annex: Annex, form: Form, failed: str = "") -> Answer:
    viewer, locale = viewer_of(request), locale_of(request)
    judged = await judge_annex(annex, _heading(form), _answers(form), viewer, clock.today())
    rows = views.row_views(judged)
    look = [view for view in rows if views.needs_a_look(view)]
    units = [(str(unit.id), unit.name) for unit in judged.book.tree]
    may_add = viewer.can(P.PEOPLE_MANAGE)
    asked = {
        kind.value: [
            (each, views.options_of(each, units, may_add, locale))
            for each in judged.plan.questions
            if each.kind is kind
        ]
        for kind in BodyKind
    }
    return page(
        request,
        "imports/check.html",
        form=form,
        upload=row,
        annex=annex,
        judged=judged,
        counts=_counts(judged),
        asked=asked,
        look=look,
        clear=[view for view in rows if not views.needs_a_look(view)],
        most=views.MOST_ROWS,
        failed=failed,
    )


def _counts(judged: Judged) -> dict[str, int]:
    new = judged.new_rows
    return {
        "rows": len(judged.plan.rows),
        "new": len(new),
        "tasks": sum(row.is_task for row in new),
        "drafts": sum(not row.is_task for row in new),
        "late": sum(row.late for row in new),
        "already": len(judged.plan.rows) - len(new),
        "differing": len(judged.differing),
    }


router = Router(
    "/",
    route_handlers=[show_imports, upload, show_import, import_upload, show_progress],
)
