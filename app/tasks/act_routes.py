"""Each act on one task as one form of its page."""

from collections.abc import Awaitable, Callable

from litestar import post
from litestar.params import FromPath

from app import clock
from app.db import fetch_one
from app.errors import NotFound, Refused
from app.people.permissions import Permission as P
from app.tasks import commands
from app.tasks.catalogues import NO_ITEM, item_typed
from app.tasks.task_routes import task_page_again
from app.text import Text
from app.web.forms import Form
from app.web.pages import Answer, Asked, act, form_of, settings_of, viewer_of

BACKS = ("/", "/my-tasks", "/late")

Do = Callable[[], Awaitable[Text | None]]


async def press(
    request: Asked, form: Form, task: int, kind: str, do: Do, fields: dict[str, str] | None = None
) -> Answer:
    """Do one act of the task's page; a refusal shows the page with the form opened and everything kept.

    ``fields``: what the command calls a field, and what this page calls it.
    """

    async def run() -> tuple[str, Text | None]:
        try:
            told = await do()
        except Refused as refusal:
            named = {(fields or {}).get(name, name): words for name, words in refusal.fields.items()}
            raise Refused(refusal.text, named) from refusal
        back = form.value("back")
        return (back if back in BACKS else f"/tasks/{task}"), told

    async def again(refused: Form) -> Answer:
        return await task_page_again(request, task, kind, refused)

    return await act(request, form, run, again=again)


async def _keep_files(request: Asked, form: Form, field: str, task: int) -> int:
    """Keep the files chosen at ``field`` beside the task; all of them or none."""
    files = form.files(field)
    for file in files:
        await commands.keep_file(
            subject=("task", task),
            upload_name=file.filename,
            body=await file.read(),
            by=viewer_of(request),
            now=clock.now(),
            folder=settings_of(request).files_dir,
        )
    return len(files)


@post("/tasks/{task:int}/receipt", permission=P.OWN_WORK)
async def receive(request: Asked, task: FromPath[int]) -> Answer:
    """The owner has the work."""
    form = await form_of(request)

    async def do() -> Text:
        await commands.receive_task(
            task=task, by=viewer_of(request), now=clock.now(), version=form.opened_version
        )
        return Text("Đã xác nhận nhận việc.", "The task was received.")

    return await press(request, form, task, "receipt", do)


@post("/tasks/{task:int}/progress", permission=P.OWN_WORK)
async def report(request: Asked, task: FromPath[int]) -> Answer:
    """How far the work is, in percent and one line, with files where there are some."""
    form = await form_of(request)
    percent = form.whole("percent", most=100)
    words = form.text("progress_words")

    async def do() -> Text:
        await commands.report_progress(
            task=task,
            percent=percent,
            words=words,
            by=viewer_of(request),
            now=clock.now(),
            version=form.opened_version,
        )
        await _keep_files(request, form, "progress_files", task)
        return Text("Đã cập nhật tiến độ.", "Progress was reported.")

    fields = {"words": "progress_words", "evidence": "progress_files"}
    return await press(request, form, task, "progress", do, fields)


@post("/tasks/{task:int}/submissions", permission=P.OWN_WORK)
async def submit(request: Asked, task: FromPath[int]) -> Answer:
    """Hand in the product; the server stamps the time."""
    form = await form_of(request)
    words = form.text("submit_words")

    async def do() -> Text:
        await _keep_files(request, form, "submit_files", task)
        await commands.submit_result(
            task=task, words=words, by=viewer_of(request), now=clock.now(), version=form.opened_version
        )
        return Text("Đã nộp kết quả, chờ duyệt.", "The result was submitted and waits for acceptance.")

    fields = {"words": "submit_words", "evidence": "submit_files"}
    return await press(request, form, task, "submission", do, fields)


@post("/tasks/{task:int}/evidence", permission=P.OWN_WORK)
async def add_evidence(request: Asked, task: FromPath[int]) -> Answer:
    """Add files beside the task."""
    form = await form_of(request)
    if not form.files("evidence"):
        form.mistake("evidence", Text("Chọn ít nhất một tệp.", "Choose at least one file."))

    async def do() -> Text:
        count = await _keep_files(request, form, "evidence", task)
        return Text(f"Đã thêm {count} tệp minh chứng.", f"{count} files were added.")

    return await press(request, form, task, "evidence", do)


@post("/tasks/{task:int}/acceptance", permission=P.TASK_ASSIGN)
async def accept(request: Asked, task: FromPath[int]) -> Answer:
    """Accept what was submitted."""
    form = await form_of(request)
    words = form.text("accept_words")

    async def do() -> Text:
        await commands.accept_result(
            task=task, words=words, by=viewer_of(request), now=clock.now(), version=form.opened_version
        )
        return Text("Đã duyệt kết quả.", "The result was accepted.")

    return await press(request, form, task, "acceptance", do, {"words": "accept_words"})


@post("/tasks/{task:int}/returns", permission=P.TASK_ASSIGN)
async def give_back(request: Asked, task: FromPath[int]) -> Answer:
    """Return what was submitted for rework."""
    form = await form_of(request)
    words, due = form.text("return_words"), form.date("rework_due")

    async def do() -> Text:
        await commands.return_result(
            task=task,
            words=words,
            failed_check=form.ticked("failed_check"),
            rework_due=due,
            by=viewer_of(request),
            now=clock.now(),
            version=form.opened_version,
        )
        return Text("Đã trả lại để làm lại.", "The result was returned for rework.")

    return await press(request, form, task, "return", do, {"words": "return_words"})


@post("/tasks/{task:int}/hand-backs", permission=P.OWN_WORK)
async def hand_back(request: Asked, task: FromPath[int]) -> Answer:
    """Give the work back to the assigner, who decides on the reason."""
    form = await form_of(request)
    suggested = form.number_of("suggested")
    words = form.text("back_words")

    async def do() -> Text:
        await commands.hand_back(
            task=task,
            reason=form.value("back_reason"),
            words=words,
            suggested=suggested,
            by=viewer_of(request),
            now=clock.now(),
            version=form.opened_version,
        )
        return Text(
            "Đã chuyển trả; việc vẫn ở anh/chị cho đến khi người giao quyết định.",
            "Handed back; it stays with you until the assigner decides.",
        )

    fields = {"words": "back_words", "reason": "back_reason"}
    return await press(request, form, task, "hand_back", do, fields)


@post("/hand-overs/{hand_over:int}/decision", permission=P.TASK_ASSIGN)
async def decide(request: Asked, hand_over: FromPath[int]) -> Answer:
    """Decide on a hand-back: whether the reason is upheld, and who has the work from now on."""
    form = await form_of(request)
    paper = await fetch_one("SELECT task FROM hand_over WHERE id = {}", hand_over)
    if paper is None:
        raise NotFound
    upheld = form.choice(
        "upheld", ("yes", "no"), required=Text("Chọn có công nhận lý do hay không.", "Choose one.")
    )
    taker, words = form.number_of("decide_to"), form.text("decide_words")

    async def do() -> Text:
        await commands.decide_hand_back(
            hand_over=hand_over,
            upheld=upheld == "yes",
            to_officer=taker,
            words=words,
            by=viewer_of(request),
            now=clock.now(),
        )
        return Text("Đã quyết định về việc chuyển trả.", "The hand-back was decided.")

    fields = {"words": "decide_words", "to_officer": "decide_to"}
    return await press(request, form, paper["task"], "decision", do, fields)


@post("/tasks/{task:int}/owner", permission=P.TASK_ASSIGN)
async def name_owner(request: Asked, task: FromPath[int]) -> Answer:
    """Name the person for work that was given to the unit; who is the lead already stays it."""
    form = await form_of(request)
    owner, lead = form.number_of("owner"), form.number_of("name_lead")
    kept = await fetch_one("SELECT lead FROM task WHERE id = {}", task)
    lead = lead or (kept["lead"] if kept else None) or owner
    due = form.date("working_deadline")

    async def do() -> Text:
        await commands.name_owner(
            task=task,
            owner=owner,
            lead=lead,
            working_deadline=due,
            by=viewer_of(request),
            now=clock.now(),
            version=form.opened_version,
        )
        return Text("Đã giao cho người chịu trách nhiệm chính.", "The owner was named.")

    return await press(request, form, task, "owner", do, {"lead": "name_lead"})


@post("/tasks/{task:int}/reassignment", permission=P.TASK_ASSIGN)
async def reassign(request: Asked, task: FromPath[int]) -> Answer:
    """Offer the work to another person; the deadline stays."""
    form = await form_of(request)
    taker, words = form.number_of("to_officer"), form.text("move_words")

    async def do() -> Text:
        await commands.reassign(
            task=task,
            to_officer=taker,
            reason=form.value("move_reason"),
            words=words,
            by=viewer_of(request),
            now=clock.now(),
            version=form.opened_version,
        )
        return Text(
            "Đã chuyển, hạn không đổi. Việc ở với người đang giữ cho đến khi người được chuyển nhận.",
            "Passed on, with the same deadline. It stays with its holder until the other person takes it.",
        )

    fields = {"words": "move_words", "reason": "move_reason"}
    return await press(request, form, task, "reassignment", do, fields)


@post("/tasks/{task:int}/withdrawal", permission=P.TASK_DRAFT)
async def withdraw(request: Asked, task: FromPath[int]) -> Answer:
    """Take the task back with a reason."""
    form = await form_of(request)
    reason = form.text("withdraw_reason")

    async def do() -> Text:
        await commands.withdraw_task(
            task=task, reason=reason, by=viewer_of(request), now=clock.now(), version=form.opened_version
        )
        return Text("Đã thu hồi nhiệm vụ.", "The task was withdrawn.")

    return await press(request, form, task, "withdrawal", do, {"reason": "withdraw_reason"})


@post("/tasks/{task:int}/conversion", permission=P.TASK_ASSIGN)
async def convert(request: Asked, task: FromPath[int]) -> Answer:
    """Settle the factor of work that had none: an item of the catalogue, or one unit with the reason."""
    form = await form_of(request)
    words, item = form.text("convert_words"), None
    typed = form.text("convert_item", longest=500)
    if typed:
        item = await item_typed(clock.today(), typed)
        if item is None:
            form.mistake("convert_item", NO_ITEM)

    async def do() -> Text:
        await commands.convert_task(
            task=task,
            catalogue_item=item.id if item else None,
            words=words,
            by=viewer_of(request),
            now=clock.now(),
            version=form.opened_version,
        )
        return Text("Đã quy đổi ra sản phẩm chuẩn.", "The task was converted into standard units.")

    fields = {"words": "convert_words", "catalogue_item": "convert_item"}
    return await press(request, form, task, "conversion", do, fields)


handlers = [
    *(receive, report, submit, add_evidence, accept, give_back, hand_back, decide),
    *(name_owner, reassign, withdraw, convert),
]
