"""The page of one task: what it is, what the viewer may do now, all that happened to it."""

from collections.abc import Callable
from typing import Any

from litestar import get
from litestar.params import FromPath

from app import clock
from app.db import Row
from app.people.permissions import Permission as P
from app.people.queries import officers_under
from app.people.viewer import Viewer
from app.tasks.assign_routes import person_options
from app.tasks.file_types import ACCEPTED
from app.tasks.flag_sql import Marks
from app.tasks.list_routes import marks_of_today
from app.tasks.panels import panels_of
from app.tasks.queries import Candidate, TaskPage, candidates, task_page
from app.tasks.reasons import HAND_BACK_REASONS, REASON_NAMES
from app.tasks.rules import Act, default_rework_due
from app.tasks.task_words import chain, facts, size_words
from app.tasks.timeline import timeline
from app.web.forms import Form
from app.web.pages import (
    Answer,
    Asked,
    blank,
    locale_of,
    page,
    viewer_of,
)


class TaskForms:
    """The forms of the page by kind: the one that was refused, with everything typed, else a fresh one."""

    def __init__(self, fresh: Callable[[str], Form], kind: str, refused: Form | None) -> None:
        self._fresh = fresh
        self._refused = {kind: refused} if refused is not None else {}

    def __getitem__(self, kind: str) -> Form:
        return self._refused.get(kind) or self._fresh(kind)


# --- the page ----------------------------------------------------------------------------------


@get("/tasks/{task:int}", permission=P.OWN_WORK)
async def show_task(request: Asked, task: FromPath[int]) -> Answer:
    """The task, what the viewer may do now, and all that happened to it; ``?act=`` opens one of its forms."""
    return await task_page_again(request, task, request.query_params.get("act", "")[:40])


async def task_page_again(request: Asked, task: int, kind: str = "", refused: Form | None = None) -> Answer:
    """The page, with the form that was refused opened and everything typed kept."""
    viewer, locale, marks = viewer_of(request), locale_of(request), await marks_of_today()
    found = await task_page(viewer, task, marks)
    row = found.row
    defaults = _defaults(found, marks)
    forms = TaskForms(lambda each: blank(request, defaults.get(each), version=row["version"]), kind, refused)
    people = await _people(viewer, found, marks)
    return page(
        request,
        "tasks/task.html",
        form=refused or blank(request),
        opened=kind,
        forms=forms,
        task=found,
        row=row,
        can={each.value: each in found.acts for each in Act},
        facts=facts(found, marks, locale),
        people=person_options(people, marks, locale),
        owners=person_options([each for each in people if _of_unit(each, row)], marks, locale),
        colleagues=await _colleagues(viewer, found),
        reasons=[(each.value, REASON_NAMES[each].in_(locale)) for each in HAND_BACK_REASONS],
        move_reasons=[(each.value, words.in_(locale)) for each, words in REASON_NAMES.items()],
        reason_names={each.value: words.in_(locale) for each, words in REASON_NAMES.items()},
        panels=await panels_of(viewer, found, marks, locale),
        chain=chain(found, locale),
        events=await timeline(found.events, locale),
        accepted=ACCEPTED,
        size=lambda count: size_words(count, locale),
        tags=found.line.tag_items(locale),
        grounds=[(each.flag.label.in_(locale), each.ground.in_(locale)) for each in found.line.flags],
    )


def _defaults(found: TaskPage, marks: Marks) -> dict[str, dict[str, Any]]:
    row = found.row
    waiting = found.waiting_hand_back
    return {
        "progress": {"percent": row["percent"] or ""},
        "return": {"rework_due": default_rework_due(row["deadline"], marks.today, marks.calendar)},
        "decision": {"decide_to": waiting["to_officer"] if waiting else None},
        "reassignment": {"move_reason": found.reason_that_waits or "moved"},
        "owner": {"name_lead": ""},
    }


async def _people(viewer: Viewer, found: TaskPage, marks: Marks) -> list[Candidate]:
    """Whom the viewer could give the task to, where there is such a choice to make."""
    if not found.acts & {Act.NAME_OWNER, Act.REASSIGN, Act.DECIDE_HAND_BACK, Act.APPOINT}:
        return []
    return await candidates(viewer.reach(P.TASK_ASSIGN), marks)


def _of_unit(person: Candidate, row: Row) -> bool:
    """Whether the person belongs to the unit the task was given to: only such a one can be its owner."""
    return person.officer.unit_path.startswith(row["unit_path"] or "")


async def _colleagues(viewer: Viewer, found: TaskPage) -> list[tuple[int, str]]:
    """Whom the owner could suggest when handing back: people of the own unit."""
    if Act.HAND_BACK not in found.acts or not viewer.unit_path:
        return []
    people = await officers_under((viewer.unit_path,), clock.today())
    return [(each.id, f"{each.name} ({each.title})") for each in people if each.id != viewer.officer_id]


handlers = [show_task]
