"""Acts on the chain of holders: take or return an offer, decide anew, appoint, ask for and approve a lead."""

from litestar import post
from litestar.params import FromPath

from app import clock
from app.db import fetch_one
from app.errors import NotFound
from app.people.permissions import Permission as P
from app.tasks import commands, holder_duties, holder_panels
from app.tasks.act_routes import press
from app.text import Text
from app.web.pages import Answer, Asked, form_of, viewer_of

#: Imported so that the page of a task and the first page know these parts.
REGISTERED = (holder_panels, holder_duties)


async def _task_of(hand_over: int) -> int:
    paper = await fetch_one("SELECT task FROM hand_over WHERE id = {}", hand_over)
    if paper is None:
        raise NotFound
    return int(paper["task"])


@post("/hand-overs/{hand_over:int}/receipt", permission=P.OWN_WORK)
async def take(request: Asked, hand_over: FromPath[int]) -> Answer:
    """The person takes the work that was passed on."""
    form, task = await form_of(request), await _task_of(hand_over)

    async def do() -> Text:
        await commands.take_offer(hand_over=hand_over, by=viewer_of(request), now=clock.now())
        return Text("Đã nhận việc; từ lúc này việc do anh/chị giữ.", "Taken: from now on it is yours.")

    return await press(request, form, task, "take", do)


@post("/hand-overs/{hand_over:int}/return", permission=P.OWN_WORK)
async def give_back(request: Asked, hand_over: FromPath[int]) -> Answer:
    """The person gives the offer back with a reason."""
    form, task = await form_of(request), await _task_of(hand_over)
    words = form.text("offer_words")

    async def do() -> Text:
        await commands.return_offer(
            hand_over=hand_over,
            reason=form.value("offer_reason"),
            words=words,
            by=viewer_of(request),
            now=clock.now(),
        )
        return Text(
            "Đã trả lại; người giao sẽ quyết định, việc vẫn ở người đang giữ.",
            "Given back: the assigner decides, the work stays with its holder.",
        )

    fields = {"words": "offer_words", "reason": "offer_reason"}
    return await press(request, form, task, "return_offer", do, fields)


@post("/hand-overs/{hand_over:int}/anew", permission=P.TASK_ASSIGN)
async def decide_anew(request: Asked, hand_over: FromPath[int]) -> Answer:
    """After a return: pass it on to somebody else, or leave it with its holder."""
    form, task = await form_of(request), await _task_of(hand_over)
    taker, words = form.number_of("anew_to"), form.text("anew_words")

    async def do() -> Text:
        await commands.decide_offer_anew(
            hand_over=hand_over, to_officer=taker, words=words, by=viewer_of(request), now=clock.now()
        )
        return Text("Đã quyết định về việc bị trả lại.", "The returned work was decided on.")

    return await press(request, form, task, "anew", do, {"words": "anew_words", "to_officer": "anew_to"})


@post("/tasks/{task:int}/appointment", permission=P.TASK_ASSIGN)
async def appoint(request: Asked, task: FromPath[int]) -> Answer:
    """Order one person to hold the work from now on."""
    form = await form_of(request)
    taker, words = form.number_of("appoint_to"), form.text("appoint_words")
    upheld = form.choice("appoint_upheld", ("yes", "no"))

    async def do() -> Text:
        await commands.appoint(
            task=task,
            to_officer=taker,
            words=words,
            upheld=upheld == "yes" if upheld else None,
            by=viewer_of(request),
            now=clock.now(),
            version=form.opened_version,
        )
        return Text(
            "Đã chỉ định đầu mối: việc ở người được chỉ định từ lúc này, hạn không đổi.",
            "Settled by order: the work is with the person named from now on, the deadline stays.",
        )

    fields = {"words": "appoint_words", "to_officer": "appoint_to", "upheld": "appoint_upheld"}
    return await press(request, form, task, "appointment", do, fields)


@post("/tasks/{task:int}/lead-changes", permission=P.OWN_WORK)
async def ask_lead(request: Asked, task: FromPath[int]) -> Answer:
    """Ask for another through-line lead."""
    form = await form_of(request)
    lead, words = form.number_of("new_lead"), form.text("lead_words")

    async def do() -> Text:
        await commands.ask_lead_change(
            task=task,
            to_lead=lead,
            words=words,
            by=viewer_of(request),
            now=clock.now(),
            version=form.opened_version,
        )
        return Text(
            "Đã ghi đề nghị thay đầu mối; đầu mối chỉ đổi khi được duyệt.",
            "Recorded: the lead changes once it is approved.",
        )

    return await press(request, form, task, "lead", do, {"words": "lead_words", "to_lead": "new_lead"})


@post("/lead-changes/{change:int}/decision", permission=P.TASK_ASSIGN)
async def decide_lead(request: Asked, change: FromPath[int]) -> Answer:
    """The common superior approves the new lead or refuses it."""
    form = await form_of(request)
    paper = await fetch_one("SELECT task FROM lead_change WHERE id = {}", change)
    if paper is None:
        raise NotFound
    approved = form.choice(
        "lead_approved", ("yes", "no"), required=Text("Chọn duyệt hay không.", "Choose one.")
    )
    words = form.text("lead_decision_words")

    async def do() -> Text:
        await commands.decide_lead_change(
            change_id=change,
            approved=approved == "yes",
            words=words,
            by=viewer_of(request),
            now=clock.now(),
        )
        return Text("Đã quyết định về thay đầu mối.", "The change of lead was decided.")

    fields = {"words": "lead_decision_words", "approved": "lead_approved"}
    return await press(request, form, paper["task"], "lead_decision", do, fields)


handlers = [take, give_back, decide_anew, appoint, ask_lead, decide_lead]
