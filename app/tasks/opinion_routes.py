"""Xin ý kiến: asking, answering and withdrawing on a task's page, and the list of questions."""

from litestar import get, post
from litestar.params import FromPath

from app import apart, clock
from app.clock import local_day
from app.db import fetch_one
from app.errors import NotFound
from app.formats import file_name, format_when
from app.people.naming import people_like
from app.people.permissions import Permission as P
from app.tasks import commands
from app.tasks import opinion_queries as queries
from app.tasks.act_routes import press
from app.tasks.export import Cell, Column, workbook
from app.tasks.list_routes import marks_of_today
from app.tasks.lists import MOST_EXPORTED
from app.tasks.opinion_queries import SIDES, STATES, OpinionFilter
from app.tasks.opinion_rules import ANSWERS, OUTCOME_NAMES
from app.text import Locale, Text
from app.web import versions
from app.web.forms import Form
from app.web.pages import Answer, Asked, blank, download, form_of, locale_of, page, viewer_of
from app.web.paging import pager
from app.workbooks import MEDIA_TYPE


async def person_typed(form: Form, field: str, unit: int | None = None) -> int | None:
    """The one person meant at ``field``, posted in ``unit`` where one is given; else a mistake at the field."""
    typed = form.text(field, longest=200)
    if not typed:
        return None
    found = await people_like(typed, clock.today())
    meant = [each for each in found if unit is None or each.unit_id == unit] or found
    if len(meant) == 1:
        return meant[0].id
    if meant:
        fault = Text(
            f"Có {len(meant)} người khớp: gõ mã cán bộ, ví dụ {meant[0].staff_code}.",
            f"{len(meant)} people match: type the staff code, for example {meant[0].staff_code}.",
        )
    else:
        fault = Text(
            "Không có ai khớp: gõ mã cán bộ hoặc họ tên.", "Nobody matches: type a staff code or a name."
        )
    form.mistake(field, fault)
    return None


@post("/tasks/{task:int}/opinions", permission=P.OWN_WORK)
async def ask(request: Asked, task: FromPath[int]) -> Answer:
    """Ask another unit for its opinion."""
    form = await form_of(request)

    async def do() -> Text:
        unit = form.number_of("opinion_unit")
        answerer = await person_typed(form, "opinion_answerer", unit)
        await commands.ask_opinion(
            task=task,
            unit=unit,
            answerer=answerer,
            question=form.text("opinion_question"),
            due_on=form.date("opinion_due"),
            by=viewer_of(request),
            now=clock.now(),
            version=form.opened_version,
        )
        form.check()
        return Text("Đã gửi câu hỏi ý kiến.", "The question was sent.")

    fields = {name: f"opinion_{name}" for name in ("unit", "answerer", "question")} | {
        "due_on": "opinion_due"
    }
    return await press(request, form, task, "ask_opinion", do, fields)


async def _task_of(opinion: int) -> int:
    found = await fetch_one("SELECT task FROM opinion WHERE id = {}", opinion)
    if found is None:
        raise NotFound
    return int(found["task"])


@post("/opinions/{opinion:int}/answer", permission=P.OWN_WORK)
async def answer(request: Asked, opinion: FromPath[int]) -> Answer:
    """Answer a question; the fields end with its id, because several stand on one page."""
    form, task = await form_of(request), await _task_of(opinion)
    outcome, words = f"answer_outcome_{opinion}", f"answer_words_{opinion}"

    async def do() -> Text:
        await commands.answer_opinion(
            opinion=opinion,
            outcome=form.choice(outcome, [each.value for each in ANSWERS]),
            words=form.text(words),
            by=viewer_of(request),
            now=clock.now(),
        )
        form.check()
        return Text("Đã trả lời ý kiến.", "The opinion was given.")

    return await press(request, form, task, f"opinion_{opinion}", do, {"outcome": outcome, "words": words})


@post("/opinions/{opinion:int}/withdrawal", permission=P.OWN_WORK)
async def withdraw(request: Asked, opinion: FromPath[int]) -> Answer:
    """Who asked takes the question back."""
    form, task = await form_of(request), await _task_of(opinion)

    async def do() -> Text:
        await commands.withdraw_opinion(opinion=opinion, by=viewer_of(request), now=clock.now())
        return Text("Đã rút câu hỏi ý kiến.", "The question was withdrawn.")

    return await press(request, form, task, f"opinion_withdrawal_{opinion}", do)


# --- the list ----------------------------------------------------------------------------------


@get("/opinions", permission=P.OWN_WORK)
async def show_opinions(request: Asked) -> Answer:
    """Questions asked of and by the viewer and the units that the viewer reads."""
    viewer, locale, marks = viewer_of(request), locale_of(request), await marks_of_today()
    chosen = OpinionFilter.read(request.query_params)
    shown = pager(request, await queries.count_opinions(viewer, chosen, marks))
    return page(
        request,
        "tasks/opinions.html",
        rows=await queries.opinion_list(viewer, chosen, marks, limit=shown.per_page, offset=shown.offset),
        pager=shown,
        form=blank(request, {"state": chosen.state, "side": chosen.side}),
        states=[(code, words.in_(locale)) for code, (words, _) in STATES.items()],
        sides=[(code, words.in_(locale)) for code, words in SIDES.items()],
        chips=_chips(chosen, locale),
        filtered=chosen != OpinionFilter(),
        export=chosen.href("/opinions.xlsx"),
    )


def _chips(chosen: OpinionFilter, locale: Locale) -> list[tuple[str, str]]:
    chips = []
    if chosen.state:
        chips.append((STATES[chosen.state][0].in_(locale), chosen.href("/opinions", state="")))
    if chosen.side:
        chips.append((SIDES[chosen.side].in_(locale), chosen.href("/opinions", side="")))
    return chips


COLUMNS = (
    Column(Text("STT", "No."), 6),
    Column(Text("Mã nhiệm vụ", "Task"), 15),
    Column(Text("Nhiệm vụ", "Work"), 45),
    Column(Text("Đơn vị chủ trì", "Lead unit"), 26),
    Column(Text("Người hỏi", "Asked by"), 22),
    Column(Text("Nội dung hỏi", "Question"), 45),
    Column(Text("Đơn vị được hỏi", "Unit asked"), 26),
    Column(Text("Người được hỏi", "Person asked"), 22),
    Column(Text("Ngày hỏi", "Asked on"), 12),
    Column(Text("Hạn trả lời", "To answer by"), 12),
    Column(Text("Kết quả", "Outcome"), 22),
    Column(Text("Tính là đồng ý", "Counts as agreement"), 12),
    Column(Text("Nội dung trả lời", "Answer"), 45),
)


@get("/opinions.xlsx", permission=P.OWN_WORK)
@versions.by_version
async def download_opinions(request: Asked) -> Answer:
    """The same list as a workbook."""
    viewer, locale, marks = viewer_of(request), locale_of(request), await marks_of_today()
    chosen = OpinionFilter.read(request.query_params)
    rows = await queries.opinion_list(viewer, chosen, marks, limit=MOST_EXPORTED)
    about = [viewer.unit_name, Text("Số liệu đến ", "As of ").in_(locale) + format_when(clock.now(), locale)]
    about += [words for words, _ in _chips(chosen, locale)]
    cells = [_cells(place, row, locale) for place, row in enumerate(rows, 1)]
    title = Text("Ý kiến giữa các đơn vị", "Opinions between units").in_(locale)
    body = await apart.computed(
        workbook, title=title, about=about, columns=COLUMNS, rows=cells, locale=locale
    )
    name = file_name("y-kien", f"{marks.today:%Y-%m-%d}", viewer.unit_name, extension="xlsx")
    return download(body, name, MEDIA_TYPE)


def _cells(place: int, row: dict[str, object], locale: Locale) -> list[Cell]:
    agrees = Text("Có", "Yes").in_(locale) if row["counts_as_agreement"] else ""
    return [
        place,
        str(row["code"]),
        str(row["title"]),
        str(row["task_unit_name"] or ""),
        str(row["asker_name"]),
        str(row["question"]),
        str(row["unit_name"]),
        str(row["answerer_name"]),
        local_day(row["asked_at"]),  # type: ignore[arg-type]
        row["due_on"],  # type: ignore[list-item]
        OUTCOME_NAMES[str(row["outcome"])][0].in_(locale),
        agrees,
        str(row["words"]),
    ]


handlers = [ask, answer, withdraw, show_opinions, download_opinions]
