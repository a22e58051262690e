"""Đề xuất được bảo vệ: the page on which it is recorded, and its end on the task's page."""

from typing import Any

from litestar import get, post
from litestar.params import FromPath

import app.tasks.initiative_panel  # noqa: F401 - puts its panel on the task's page
from app import clock
from app.db import Row, fetch_one
from app.errors import NotAllowed, NotFound, Refused
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks import commands
from app.tasks.act_routes import press
from app.tasks.facts import act_facts
from app.tasks.initiative_rules import Advice, InitiativeEntry
from app.tasks.opinion_routes import person_typed
from app.tasks.queries import task_seen
from app.tasks.rules import Act, why_not
from app.text import Text
from app.web.forms import Form
from app.web.pages import Answer, Asked, act, blank, form_of, page, viewer_of

SLOTS = 4  # advisers that the form offers


async def _task(viewer: Viewer, task: int) -> Row:
    """The task on which this viewer may record an initiative now."""
    row = await task_seen(viewer, task, clock.today())
    why = why_not(Act.PROTECT, await act_facts(row, viewer, clock.today()))
    if why is not None:
        raise NotAllowed(why)
    return row


def _shown(request: Asked, row: Row, form: Form) -> Answer:
    return page(request, "tasks/initiative.html", row=row, form=form, slots=range(1, SLOTS + 1))


@get("/tasks/{task:int}/initiatives/new", permission=P.TASK_ASSIGN)
async def show_new(request: Asked, task: FromPath[int]) -> Answer:
    """The form by which an approved proposal is recorded."""
    row = await _task(viewer_of(request), task)
    return _shown(request, row, blank(request, version=row["version"]))


@post("/tasks/{task:int}/initiatives", permission=P.TASK_ASSIGN)
async def record(request: Asked, task: FromPath[int]) -> Answer:
    """Record that the task carries out an approved proposal."""
    form = await form_of(request)

    async def do() -> tuple[str, Text]:
        entry, places = await _entry(form)
        try:
            await commands.record_initiative(
                task=task, entry=entry, by=viewer_of(request), now=clock.now(), version=form.opened_version
            )
        except Refused as refusal:
            named = {_at_slot(name, places): words for name, words in refusal.fields.items()}
            raise Refused(refusal.text, named) from refusal
        form.check()
        return f"/tasks/{task}", Text("Đã ghi đề xuất được bảo vệ.", "The protected initiative was recorded.")

    async def again(refused: Form) -> Answer:
        return _shown(request, await _task(viewer_of(request), task), refused)

    return await act(request, form, do, again=again)


def _at_slot(name: str, places: list[int]) -> str:
    """The n-th adviser's field under the number of the row of the form in which he or she was typed."""
    kind, _, number = name.partition("_")
    return f"{kind}_{places[int(number) - 1]}" if kind in ("adviser", "advice") else name


async def _entry(form: Form) -> tuple[InitiativeEntry, list[int]]:
    """The entry as typed, and in which rows the advisers stand: a row with nothing in it is no adviser."""
    advisers, places = [], []
    for place in range(1, SLOTS + 1):
        officer = await person_typed(form, f"adviser_{place}")
        words = form.text(f"advice_{place}")
        if form.value(f"adviser_{place}").strip() or words:
            advisers.append(Advice(officer, words))
            places.append(place)
    values: dict[str, Any] = {name: form.date(name) for name in ("document_date", "from_date", "to_date")}
    entry = InitiativeEntry(
        proposal=form.text("proposal"),
        document=form.text("document"),
        approver=form.text("approver"),
        decided_by=await person_typed(form, "decided_by"),
        advisers=tuple(advisers),
        **values,
    )
    return entry, places


@post("/initiatives/{initiative:int}/end", permission=P.TASK_ASSIGN)
async def end(request: Asked, initiative: FromPath[int]) -> Answer:
    """End the protection with a reason."""
    form = await form_of(request)
    found = await fetch_one("SELECT task FROM initiative WHERE id = {}", initiative)
    if found is None:
        raise NotFound
    field = f"end_words_{initiative}"

    async def do() -> Text:
        await commands.end_initiative(
            initiative=initiative, words=form.text(field), by=viewer_of(request), now=clock.now()
        )
        form.check()
        return Text("Đã kết thúc bảo vệ đề xuất.", "The protection has ended.")

    return await press(request, form, found["task"], f"initiative_{initiative}", do, {"words": field})


handlers = [show_new, record, end]
