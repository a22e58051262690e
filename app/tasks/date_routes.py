"""Pauses and extensions as forms of a task's page."""

from litestar import post
from litestar.params import FromPath

from app import clock
from app.db import fetch_one
from app.errors import NotFound
from app.people.permissions import Permission as P
from app.tasks import (
    commands,
    date_panels,  # noqa: F401 - registers its panels and its obligation
)
from app.tasks.act_routes import press
from app.text import Text
from app.web.pages import Answer, Asked, form_of, viewer_of


@post("/tasks/{task:int}/pauses", permission=P.TASK_ASSIGN)
async def pause(request: Asked, task: FromPath[int]) -> Answer:
    """Let the task's clocks stand for some days."""
    form = await form_of(request)
    first, last = form.date("pause_from"), form.date("pause_to")
    words = form.text("pause_words")

    async def do() -> Text:
        await commands.pause_task(
            task=task,
            reason=form.value("pause_reason"),
            words=words,
            from_date=first,
            to_date=last,
            by=viewer_of(request),
            now=clock.now(),
            version=form.opened_version,
        )
        return Text("Đã tạm dừng; hạn phải giữ đã dời theo.", "Paused; the date to keep moved with it.")

    fields = {
        "from_date": "pause_from",
        "to_date": "pause_to",
        "reason": "pause_reason",
        "words": "pause_words",
    }
    return await press(request, form, task, "pause", do, fields)


@post("/tasks/{task:int}/resumption", permission=P.TASK_ASSIGN)
async def resume(request: Asked, task: FromPath[int]) -> Answer:
    """End the pause early."""
    form = await form_of(request)

    async def do() -> Text:
        await commands.resume_task(
            task=task, by=viewer_of(request), now=clock.now(), version=form.opened_version
        )
        return Text(
            "Đã kết thúc tạm dừng; những ngày chưa dùng được trả lại.",
            "The pause ended; the days not used were given back.",
        )

    return await press(request, form, task, "resumption", do)


@post("/tasks/{task:int}/extensions", permission=P.OWN_WORK)
async def ask(request: Asked, task: FromPath[int]) -> Answer:
    """The owner asks for another date."""
    form = await form_of(request)
    asked, words = form.date("ask_due"), form.text("ask_words")

    async def do() -> Text:
        await commands.ask_extension(
            task=task,
            asked_due=asked,
            reason=form.value("ask_reason"),
            words=words,
            by=viewer_of(request),
            now=clock.now(),
            version=form.opened_version,
        )
        return Text(
            "Đã gửi đề nghị gia hạn; hạn hiện tại vẫn giữ cho đến khi được đồng ý.",
            "The request was sent; the present date holds until it is agreed.",
        )

    fields = {"asked_due": "ask_due", "reason": "ask_reason", "words": "ask_words"}
    return await press(request, form, task, "extension", do, fields)


@post("/extensions/{extension:int}/decision", permission=P.TASK_ASSIGN)
async def decide(request: Asked, extension: FromPath[int]) -> Answer:
    """Agree to the date that was asked for or to another one, or refuse."""
    form = await form_of(request)
    paper = await fetch_one("SELECT task FROM extension WHERE id = {}", extension)
    if paper is None:
        raise NotFound
    answer = form.choice(
        "answer", ("yes", "no"), required=Text("Chọn đồng ý hoặc không.", "Choose agree or refuse.")
    )
    new, words = form.date("grant_due"), form.text("grant_words")

    async def do() -> Text:
        await commands.decide_extension(
            extension=extension,
            granted=answer == "yes",
            new_due=new,
            words=words,
            by=viewer_of(request),
            now=clock.now(),
            version=form.opened_version,
        )
        if answer == "yes":
            return Text("Đã đồng ý gia hạn; hạn gốc vẫn được giữ.", "Agreed; the original date is kept.")
        return Text("Đã không đồng ý gia hạn; hạn không đổi.", "Refused; the date stays.")

    fields = {"new_due": "grant_due", "words": "grant_words"}
    return await press(request, form, paper["task"], "extension_decision", do, fields)


@post("/tasks/{task:int}/deadline", permission=P.TASK_ASSIGN)
async def extend(request: Asked, task: FromPath[int]) -> Answer:
    """Set a later date without a request."""
    form = await form_of(request)
    new, words = form.date("extend_due"), form.text("extend_words")

    async def do() -> Text:
        await commands.extend_deadline(
            task=task,
            new_due=new,
            reason=form.value("extend_reason"),
            words=words,
            by=viewer_of(request),
            now=clock.now(),
            version=form.opened_version,
        )
        return Text("Đã gia hạn; hạn gốc vẫn được giữ.", "Extended; the original date is kept.")

    fields = {"new_due": "extend_due", "reason": "extend_reason", "words": "extend_words"}
    return await press(request, form, task, "deadline", do, fields)


handlers = [pause, resume, ask, decide, extend]
