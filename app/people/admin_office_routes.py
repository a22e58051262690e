"""Quản trị: units, the year's days, the history, and what runs by itself."""

import asyncio
import json
from dataclasses import asdict
from typing import Any

from litestar import get, post
from litestar.params import FromPath

from app import clock, history
from app.db import fetch_one, write
from app.errors import NotAllowed, NotFound
from app.jobs import timetable
from app.people import admin_queries as q
from app.people import administration as acts
from app.people import history_queries, office
from app.people.history_words import KINDS
from app.people.job_queries import job_runs
from app.people.permissions import Permission as P
from app.people.tables import LongWork
from app.people.viewer import refusal
from app.text import Text
from app.web.forms import Form
from app.web.pages import Answer, Asked, act, blank, form_of, locale_of, page, viewer_of

WAIT_SECONDS = 2.0  # a short history is verified while the person waits
CHECK = "history_check"
_running: set[asyncio.Task[None]] = set()


def _page_number(request: Asked) -> int:
    asked = request.query_params.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


@get("/admin", permission=P.SIGNED_IN)
async def show_administration(request: Asked) -> Answer:
    """What this person may administer, and the state of the timetable."""
    viewer = viewer_of(request)
    if not any(viewer.can(each) for each in (P.PEOPLE_MANAGE, P.CATALOGUE_MANAGE, P.HISTORY_READ)):
        raise NotAllowed(refusal(P.PEOPLE_MANAGE))
    return page(
        request,
        "admin/index.html",
        people=viewer.can(P.PEOPLE_MANAGE),
        catalogues=viewer.can(P.CATALOGUE_MANAGE),
        history=viewer.can(P.HISTORY_READ),
        job_names={job.name: job.title for job in timetable()},
        runs=await job_runs() if viewer.can(P.HISTORY_READ) else [],
        now=clock.real_now(),
    )


# Units ---------------------------------------------------------------------------------------------


@get("/admin/units", permission=P.PEOPLE_MANAGE)
async def show_units(request: Asked) -> Answer:
    """The tree of units, their other names, and bodies outside it."""
    return page(
        request,
        "admin/units.html",
        units=await q.units_with_people(viewer_of(request), clock.today()),
        outside=await q.outside_bodies(),
    )


async def _new_unit_page(request: Asked, form: Form) -> Answer:
    return page(request, "admin/unit_new.html", form=form, units=await q.unit_choices(viewer_of(request)))


@get("/admin/units/new", permission=P.PEOPLE_MANAGE)
async def show_new_unit(request: Asked) -> Answer:
    """The form of a new unit."""
    kind = "outside" if request.query_params.get("kind") == "outside" else "inside"
    return await _new_unit_page(
        request, blank(request, {"kind": kind, "parent": request.query_params.get("parent", "")})
    )


@post("/admin/units/new", permission=P.PEOPLE_MANAGE)
async def add_unit(request: Asked) -> Answer:
    """Add the unit or outside body."""
    form = await form_of(request)
    kind = form.choice(
        "kind", ("inside", "outside"), required=Text("Chọn loại đơn vị.", "Choose the kind of unit.")
    )
    code = form.text("code", required=Text("Nhập mã đơn vị.", "Enter the unit code."), longest=40)
    name = form.text("name", required=Text("Nhập tên đơn vị.", "Enter the unit's name."), longest=300)
    needed = None if kind == "outside" else Text("Chọn đơn vị cấp trên.", "Choose the unit above.")
    parent = form.number_of("parent", required=needed)
    on = form.date("on", required=Text("Nhập ngày thành lập theo quyết định.", "Enter the founding day."))

    async def do() -> tuple[str, Text | None]:
        assert on is not None
        unit = await office.add_unit(
            code=code,
            name=name,
            parent=parent,
            outside=kind == "outside",
            on=on,
            by=viewer_of(request),
            now=clock.now(),
        )
        return f"/admin/units/{unit}", Text("Đã thêm đơn vị.", "The unit was added.")

    return await act(request, form, do, again=lambda refused: _new_unit_page(request, refused))


async def _unit_page(request: Asked, unit: int, form: Form) -> Answer:
    row = await acts.unit_in_scope(viewer_of(request), unit)
    return page(request, "admin/unit.html", unit=row, aliases=await q.aliases_of(unit), form=form)


@get("/admin/units/{unit:int}", permission=P.PEOPLE_MANAGE)
async def show_unit(request: Asked, unit: FromPath[int]) -> Answer:
    """One unit and the names by which documents call it."""
    return await _unit_page(request, unit, blank(request))


@post("/admin/units/{unit:int}/names", permission=P.PEOPLE_MANAGE)
async def add_unit_name(request: Asked, unit: FromPath[int]) -> Answer:
    """Add another name of the unit."""
    form = await form_of(request)
    name = form.text("name", required=Text("Nhập tên gọi khác.", "Enter the other name."), longest=300)

    async def do() -> tuple[str, Text | None]:
        await office.add_unit_name(unit=unit, name=name, by=viewer_of(request), now=clock.now())
        return f"/admin/units/{unit}", Text("Đã thêm tên gọi.", "The name was added.")

    return await act(request, form, do, again=lambda refused: _unit_page(request, unit, refused))


# Days ----------------------------------------------------------------------------------------------


async def _calendar_page(request: Asked, form: Form) -> Answer:
    asked = request.query_params.get("year", "")
    year = int(asked) if len(asked) == 4 and asked.isascii() and asked.isdigit() else 0
    if not 2000 <= year <= 2100:
        year = clock.today().year
    days, provisional = await q.special_days(year)
    return page(request, "admin/calendar.html", form=form, year=year, days=days, provisional=provisional)


@get("/admin/calendar", permission=P.PEOPLE_MANAGE)
async def show_calendar(request: Asked) -> Answer:
    """The year's days off and worked, each with its basis."""
    return await _calendar_page(request, blank(request))


@post("/admin/calendar", permission=P.PEOPLE_MANAGE)
async def set_own_day(request: Asked) -> Answer:
    """Set a day of this office; setting it again replaces it."""
    form = await form_of(request)
    day = form.date("day", required=Text("Nhập ngày.", "Enter the day."))
    kind = form.choice(
        "kind",
        ("off", "work"),
        required=Text("Chọn nghỉ hay làm việc.", "Choose whether the day is off or worked."),
    )
    basis = form.text("basis", required=Text("Nhập văn bản căn cứ.", "Enter the basis."), longest=300)

    async def do() -> tuple[str, Text | None]:
        assert day is not None
        await office.set_own_day(
            day=day, working=kind == "work", basis=basis, by=viewer_of(request), now=clock.now()
        )
        return f"/admin/calendar?year={day.year}", Text("Đã ghi ngày này.", "The day was recorded.")

    return await act(request, form, do, again=lambda refused: _calendar_page(request, refused))


# History -------------------------------------------------------------------------------------------


@get("/admin/history", permission=P.HISTORY_READ)
async def show_history(request: Asked) -> Answer:
    """Who did what, newest first."""
    viewer = viewer_of(request)
    await acts.require_whole_office(viewer, P.HISTORY_READ)
    asked = {
        name: value
        for name in ("kind", "person", "first", "last", "subject")
        if (value := request.query_params.get(name, "").strip()[:200])
    }
    form = blank(request, asked)
    wanted = history_queries.HistoryFilter(
        asked.get("kind", ""),
        asked.get("person", ""),
        form.date("first"),
        form.date("last"),
        asked.get("subject", ""),
    )
    total = await history_queries.count_acts(wanted)
    pages = q.pager("/admin/history", asked, _page_number(request), total)
    locale = locale_of(request)
    kinds = sorted(((kind, name.in_(locale)) for kind, name in KINDS.items()), key=lambda pair: pair[1])
    return page(
        request,
        "admin/history.html",
        form=form,
        rows=await history_queries.acts(viewer, wanted, pages.page),
        pager=pages,
        kinds=kinds,
        narrowed=bool(asked),
        check=blank(request),
    )


@post("/admin/history/checks", permission=P.HISTORY_READ)
async def check_history(request: Asked) -> Answer:
    """Verify the whole chain; a long one goes on in the background and shows its end on its own page."""
    viewer = viewer_of(request)
    await acts.require_whole_office(viewer, P.HISTORY_READ)
    form = await form_of(request)
    begun: list[int] = []

    async def do() -> tuple[str, Text | None]:
        work = LongWork(kind=CHECK, officer=viewer.officer_id, started_at=clock.real_now())
        await work.save()
        begun.append(work.id)
        return f"/admin/history/checks/{work.id}", None

    async def again(refused: Form) -> Answer:
        return await show_history.fn(request)  # type: ignore[no-any-return]

    answer = await act(request, form, do, again=again)
    if begun:
        task = asyncio.get_running_loop().create_task(_verify(begun[0], viewer.officer_id))
        _running.add(task)
        task.add_done_callback(_running.discard)
        await asyncio.wait({task}, timeout=WAIT_SECONDS)
    return answer


async def _verify(work: int, officer: int) -> None:
    state, words = "failed", "{}"
    try:
        verdict = await history.verify()
        state, words = "finished", json.dumps(asdict(verdict), ensure_ascii=False)
    finally:
        async with write():
            await LongWork.update(
                {LongWork.state: state, LongWork.words: words, LongWork.finished_at: clock.real_now()}
            ).where(LongWork.id == work)
            if state == "finished":
                found = json.loads(words)
                await history.record(
                    "history.verified",
                    ("long_work", work),
                    by=officer,
                    now=clock.now(),
                    facts={"rows": found["rows"], "head": found["head"], "faults": len(found["faults"])},
                )


@get("/admin/history/checks/{check:int}", permission=P.HISTORY_READ)
async def show_check(request: Asked, check: FromPath[int]) -> Answer:
    """The verdict, or that it is being worked out."""
    await acts.require_whole_office(viewer_of(request), P.HISTORY_READ)
    row: dict[str, Any] | None = await fetch_one(
        "SELECT id, state, words, started_at, finished_at FROM long_work WHERE id = {} AND kind = {}",
        check,
        CHECK,
    )
    if row is None:
        raise NotFound
    verdict = json.loads(row["words"]) if row["state"] == "finished" else None
    return page(request, "admin/history_check.html", check=row, verdict=verdict)


OFFICE_HANDLERS = [
    show_administration,
    show_units,
    show_new_unit,
    add_unit,
    show_unit,
    add_unit_name,
    show_calendar,
    set_own_day,
    show_history,
    check_history,
    show_check,
]
