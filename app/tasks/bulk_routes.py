"""Acts on many tasks of a list: the preview, and the one press that does them all."""

import re
from urllib.parse import parse_qsl

from litestar import post

from app import clock
from app.errors import NotFound
from app.people.permissions import Permission as P
from app.tasks import bulk
from app.tasks.assign_routes import person_options
from app.tasks.bulk import BulkAct, Given, bulk_act, do_all, plan
from app.tasks.list_routes import marks_of_today
from app.tasks.lists import TaskFilter
from app.tasks.queries import candidates
from app.tasks.reasons import REASON_NAMES
from app.text import Text
from app.web.forms import Form
from app.web.pages import Answer, Asked, act, blank, form_of, locale_of, page, viewer_of

LISTS = ("/tasks", "/late")
MOST_NAMED = 10  # codes said after the act
_CHOSEN = re.compile(r"([0-9]{1,9})(?::([0-9]{1,9}))?")


@post("/tasks/bulk", permission=P.OWN_WORK, status_code=200)
async def preview(request: Asked) -> Answer:
    """What would happen to each task chosen; nothing is done yet."""
    form = await form_of(request)
    chosen = _act_of(request, form)
    tasks = [task for task, _ in _tasks_of(form, "on_page" if form.ticked("all") else "task")]
    if not tasks:
        form.mistake("tasks", bulk.NONE_CHOSEN)
    elif len(tasks) > bulk.MOST_AT_ONCE:
        form.mistake("tasks", bulk.TOO_MANY)
    if form.errors:
        return await _page(request, chosen, [], form, status=422)
    return await _page(request, chosen, tasks, _fresh(request, form))


@post("/tasks/bulk/acts", permission=P.OWN_WORK)
async def do(request: Asked) -> Answer:
    """Do the act to all tasks of the preview, or to none."""
    form = await form_of(request)
    chosen = _act_of(request, form)
    versions = dict(_tasks_of(form, "task"))
    if not versions:
        form.mistake("tasks", bulk.NONE_CHOSEN)
    elif len(versions) > bulk.MOST_AT_ONCE:
        form.mistake("tasks", bulk.TOO_MANY)
    given = Given(
        person=form.number_of("person") if "person" in chosen.asks else None,
        reason=form.value("reason"),
        words=form.text("words"),
    )
    marks = await marks_of_today()

    async def run() -> tuple[str, Text | None]:
        codes = await do_all(
            act=chosen, versions=versions, given=given, by=viewer_of(request), now=clock.now(), marks=marks
        )
        return _back_of(form), _told(chosen, codes)

    async def again(refused: Form) -> Answer:
        some = list(versions)[: bulk.MOST_AT_ONCE] if len(versions) <= bulk.MOST_AT_ONCE else []
        return await _page(request, chosen, some, refused, versions)

    return await act(request, form, run, again=again)


def _act_of(request: Asked, form: Form) -> BulkAct:
    """The act that was chosen; a role without it is told who has it."""
    chosen = bulk_act(form.value("bulk_act"))
    if chosen is None:
        raise NotFound
    viewer_of(request).require(chosen.permission)
    return chosen


def _tasks_of(form: Form, name: str) -> list[tuple[int, int]]:
    """The tasks that were sent, each once, with the version at which they were looked at."""
    found: dict[int, int] = {}
    for sent in form.all(name):
        said = _CHOSEN.fullmatch(sent)
        if said:
            found.setdefault(int(said[1]), int(said[2] or 0))
    return list(found.items())


def _back_of(form: Form) -> str:
    """The list from which the tasks were chosen, as that list writes its own address."""
    path, _, query = form.value("back").partition("?")
    if path == "/my-tasks":
        return path
    if path not in LISTS:
        return "/tasks"
    return TaskFilter.read(dict(parse_qsl(query[:4_000]))).href(path)[:500]


def _fresh(request: Asked, form: Form) -> Form:
    return blank(request, {"back": _back_of(form), "reason": "moved"})


async def _page(
    request: Asked,
    chosen: BulkAct,
    tasks: list[int],
    form: Form,
    versions: dict[int, int] | None = None,
    *,
    status: int = 200,
) -> Answer:
    viewer, locale, marks = viewer_of(request), locale_of(request), await marks_of_today()
    planned = await plan(viewer, chosen, tasks, marks) if tasks else []
    looked_at = versions or {}
    people = await candidates(viewer.paths(P.TASK_ASSIGN), marks) if "person" in chosen.asks else []
    return page(
        request,
        "tasks/bulk.html",
        status=status,
        form=form,
        act=chosen,
        may=[each.line for each in planned if each.no is None],
        may_not=[each for each in planned if each.no is not None],
        changed={
            each.line.row["id"]
            for each in planned
            if looked_at.get(each.line.row["id"], each.line.row["version"]) != each.line.row["version"]
        },
        people=[(each[0], f"{each[1]} – {each[2]}") for each in person_options(people, marks, locale)],
        reasons=[(each.value, words.in_(locale)) for each, words in REASON_NAMES.items()],
        back=_back_of(form),
    )


def _told(chosen: BulkAct, codes: list[str]) -> Text:
    """How many, and which."""
    count, more = len(codes), len(codes) - MOST_NAMED
    named = ", ".join(codes[:MOST_NAMED])
    return Text(
        f"{chosen.done.vi} {count} việc: {named}" + (f" và {more} việc khác." if more > 0 else "."),
        f"{chosen.done.en} {count} tasks: {named}" + (f" and {more} more." if more > 0 else "."),
    )


handlers = [preview, do]
