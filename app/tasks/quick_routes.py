"""The first page's shortest ways: one line gives a task, one press receives all that is new."""

from litestar import Response, get, post
from litestar.enums import MediaType
from markupsafe import escape

from app import clock
from app.errors import Refused
from app.formats import format_date
from app.people.permissions import Permission as P
from app.people.queries import OfficerRow, officers_under
from app.people.viewer import Viewer
from app.tasks import commands
from app.tasks.commands import TaskEntry
from app.tasks.desk import MOST_RECEIVED
from app.tasks.today_routes import today_page
from app.text import Text, fold
from app.web.forms import SUMMARY, Form
from app.web.pages import Answer, Asked, act, form_of, viewer_of

MOST_OFFERED = 12  # people offered while typing
FIELDS = {
    "title": "quick_title",
    "product": "quick_product",
    "owner": "quick_owner",
    "deadline": "quick_deadline",
}

NOBODY = Text(
    "Nhập tên hoặc mã cán bộ của đúng một người.", "Enter the name or staff code of exactly one person."
)


def label_of(person: OfficerRow) -> str:
    """A person as the line offers and reads it: the code makes the name unmistakable."""
    return f"{person.name} · {person.staff_code}"


async def people_typed(viewer: Viewer, typed: str) -> list[OfficerRow]:
    """Who is meant by what was typed: the one with that code, else everybody of exactly that name."""
    code = typed.rsplit("·", 1)[-1].strip().upper()
    people = await officers_under(viewer.paths(P.TASK_ASSIGN), clock.today())
    by_code = [each for each in people if each.staff_code == code]
    return by_code or [each for each in people if fold(each.name) == fold(typed)]


def fault_of(typed: str, people: list[OfficerRow]) -> Text | None:
    """Why what was typed does not mean one person."""
    if not typed.strip():
        return NOBODY
    if not people:
        return Text(
            f"Không có ai tên hoặc mã “{typed}” trong phạm vi ông/bà giao việc.",
            f"Nobody called “{typed}” is within the units to which you assign.",
        )
    if len(people) > 1:
        codes = ", ".join(each.staff_code for each in people)
        return Text(
            f"Có {len(people)} người tên {typed}: ghi mã cán bộ ({codes}).",
            f"{len(people)} people are called {typed}: enter the staff code ({codes}).",
        )
    return None


@get("/tasks/people", permission=P.TASK_ASSIGN)
async def offer_people(request: Asked) -> Answer:
    """Whom the line offers while a name is typed, with or without marks."""
    typed = request.query_params.get("q", "")[:100]
    paths = viewer_of(request).paths(P.TASK_ASSIGN)
    people = await officers_under(paths, clock.today(), search=typed) if typed.strip() else []
    options = "".join(
        f'<option value="{escape(label_of(each))}">{escape(each.unit_name)}</option>'
        for each in people[:MOST_OFFERED]
    )
    return Response(options, media_type=MediaType.HTML)


@post("/tasks/quick", permission=P.TASK_ASSIGN)
async def give_in_one_line(request: Asked) -> Answer:
    """Give one task by the line; a refused line comes back with what is not clear marked and nothing lost."""
    form, viewer = await form_of(request), viewer_of(request)
    typed = form.text("quick_owner", longest=200)
    people = await people_typed(viewer, typed)
    fault = fault_of(typed, people)
    owner = people[0].id if fault is None else None
    entry = TaskEntry(
        title=form.text("quick_title"),
        product=form.text("quick_product"),
        owner=owner,
        lead=owner,
        deadline=form.date("quick_deadline"),
    )

    async def do() -> tuple[str, Text | None]:
        await commands.assign_task(entry=entry, by=viewer, now=clock.now())
        assert entry.deadline is not None
        return "/", Text(
            f"Đã giao cho {people[0].name}, hạn {format_date(entry.deadline)}.",
            f"Given to {people[0].name}, due {format_date(entry.deadline, 'en')}.",
        )

    _note_all(form, entry, fault)
    return await act(request, form, do, again=lambda refused: today_page(request, refused))


def _note_all(form: Form, entry: TaskEntry, fault: Text | None) -> None:
    """All mistakes at once: what cannot be read, whom nobody knows, and what the gate would say."""
    faults = commands.faults_for_person(entry, clock.today())
    if fault is not None:
        faults["owner"] = fault
    faults.pop("lead", None)  # the line's owner is its lead
    named = {FIELDS.get(name, "quick_title"): words for name, words in faults.items()}
    if named:
        form.refuse(Refused(SUMMARY, named))


@post("/my-tasks/receipts", permission=P.OWN_WORK)
async def receive_all(request: Asked) -> Answer:
    """Receive everything new that the page showed; what came or changed since is left for the next look."""
    form, viewer = await form_of(request), viewer_of(request)
    shown = [_shown(each) for each in form.all("task")[:MOST_RECEIVED]]

    async def do() -> tuple[str, Text | None]:
        count = await commands.receive_tasks(
            tasks=[each for each in shown if each], by=viewer, now=clock.now()
        )
        back = form.value("back")
        return (back if back in ("/", "/my-tasks", "/tasks") else "/"), Text(
            f"Đã xác nhận nhận {count} việc.", f"{count} tasks were received."
        )

    return await act(request, form, do, again=lambda refused: today_page(request, refused))


def _shown(pair: str) -> tuple[int, int] | None:
    """A task's id and version as the page wrote them."""
    task, _, version = pair.partition(":")
    readable = all(part.isascii() and part.isdigit() and len(part) < 10 for part in (task, version))
    return (int(task), int(version)) if readable else None


handlers = [offer_people, give_in_one_line, receive_all]
