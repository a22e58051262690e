"""Objective causes on a task's page: the owner claims, the competent head confirms or refuses."""

from litestar import post
from litestar.params import FromPath

import app.tasks.cause_queries  # noqa: F401 - puts its panel and its obligation in their places
from app import clock
from app.db import fetch_one
from app.errors import NotFound
from app.people.permissions import Permission as P
from app.tasks import commands
from app.tasks.act_routes import press
from app.tasks.cause_rules import Ground
from app.text import Text
from app.web.forms import Form
from app.web.pages import Answer, Asked, form_of, viewer_of


def _ground(form: Form, key: str) -> Ground:
    """What shows the cause, as typed."""
    return Ground(
        evidence=form.number_of(f"cause_evidence_{key}"),
        number=form.text(f"cause_number_{key}"),
        dated=form.date(f"cause_dated_{key}"),
        initiative=form.number_of(f"cause_initiative_{key}"),
    )


def _fields(key: str) -> dict[str, str]:
    return {name: f"cause_{name}_{key}" for name in ("words", "number", "dated", "evidence", "initiative")}


async def _subject(form: Form, task: int) -> tuple[int | None, int | None, str]:
    """Which lateness or submission of this task the form is about, and the key of its fields."""
    lateness, submission = form.number_of("lateness"), form.number_of("submission")
    if (lateness is None) == (submission is None):
        raise NotFound
    table, number = ("lateness", lateness) if lateness is not None else ("submission", submission)
    found = await fetch_one(f"SELECT id FROM {table} WHERE id = {{}} AND task = {{}}", number, task)
    if found is None:
        raise NotFound
    return lateness, submission, f"{table[0]}{number}"


@post("/tasks/{task:int}/cause-claims", permission=P.OWN_WORK)
async def claim_cause(request: Asked, task: FromPath[int]) -> Answer:
    """Claim that a lateness or a failed check had an objective cause."""
    form = await form_of(request)
    lateness, submission, key = await _subject(form, task)

    async def do() -> Text:
        await commands.claim_cause(
            lateness=lateness,
            submission=submission,
            words=form.text(f"cause_words_{key}"),
            ground=_ground(form, key),
            by=viewer_of(request),
            now=clock.now(),
        )
        form.check()
        return Text(
            "Đã gửi đề nghị; người có thẩm quyền sẽ quyết định.",
            "The claim was sent; the competent person decides.",
        )

    return await press(request, form, task, key, do, _fields(key))


@post("/tasks/{task:int}/causes", permission=P.SHEET_CONFIRM)
async def confirm_cause(request: Asked, task: FromPath[int]) -> Answer:
    """Confirm without a claim that a lateness or a failed check had an objective cause."""
    form = await form_of(request)
    lateness, submission, key = await _subject(form, task)

    async def do() -> Text:
        await commands.confirm_objective_cause(
            lateness=lateness,
            submission=submission,
            words=form.text(f"cause_words_{key}"),
            ground=_ground(form, key),
            by=viewer_of(request),
            now=clock.now(),
        )
        form.check()
        return Text("Đã xác nhận nguyên nhân khách quan.", "The objective cause was confirmed.")

    return await press(request, form, task, key, do, _fields(key))


@post("/cause-claims/{claim:int}/decision", permission=P.SHEET_CONFIRM)
async def decide(request: Asked, claim: FromPath[int]) -> Answer:
    """Confirm or refuse a claim; the fields end with its id, because several stand on one page."""
    form = await form_of(request)
    found = await fetch_one("SELECT task FROM cause_claim WHERE id = {}", claim)
    if found is None:
        raise NotFound
    chosen, words = f"claim_confirmed_{claim}", f"claim_words_{claim}"

    async def do() -> Text:
        confirmed = form.choice(
            chosen, ("yes", "no"), required=Text("Chọn xác nhận hay không.", "Choose one.")
        )
        await commands.decide_cause(
            claim=claim,
            confirmed=confirmed == "yes",
            words=form.text(words),
            by=viewer_of(request),
            now=clock.now(),
        )
        form.check()
        if confirmed == "yes":
            return Text("Đã xác nhận nguyên nhân khách quan.", "The objective cause was confirmed.")
        return Text("Đã trả lời là không công nhận.", "The claim was refused.")

    return await press(request, form, found["task"], f"c{claim}", do, {"words": words})


handlers = [claim_cause, confirm_cause, decide]
