"""Nhắc: the act in a row or on a task's page, its answer, and where both are shown."""

import json
from dataclasses import dataclass
from typing import Any

from litestar import post
from litestar.params import FromPath

from app import clock
from app.db import Row, fetch
from app.people.permissions import Permission as P
from app.people.queries import post_on
from app.people.viewer import Viewer
from app.tasks.act_routes import press
from app.tasks.flag_sql import Marks
from app.tasks.labels import REMINDER_KINDS
from app.tasks.panels import panel
from app.tasks.queries import TaskPage
from app.tasks.reminder_queries import reminders_of, unanswered, unanswered_count
from app.tasks.reminding import answer_reminder, receivers_of, remind
from app.tasks.rules import Act
from app.tasks.todo import Waiting, obligation
from app.text import Locale, Text
from app.web.pages import Answer, Asked, form_of, viewer_of


@post("/tasks/{task:int}/reminders", permission=P.OWN_WORK)
async def remind_holder(request: Asked, task: FromPath[int]) -> Answer:
    """Remind whom the task waits for."""
    form = await form_of(request)
    words = form.text("remind_words", longest=500)

    async def do() -> Text:
        now = clock.now()
        to = await remind(
            task=task, words=words, by=viewer_of(request), now=now, version=form.opened_version or None
        )
        person = await post_on(to, clock.local_day(now))
        name = person.name if person else ""
        return Text(f"Đã nhắc {name}.", f"{name} was reminded.")

    return await press(request, form, task, "reminder", do, {"words": "remind_words"})


@post("/tasks/{task:int}/reminder-answers", permission=P.OWN_WORK)
async def answer(request: Asked, task: FromPath[int]) -> Answer:
    """Answer the reminders of the task in one line."""
    form = await form_of(request)
    words = form.text("answer_words", longest=500)

    async def do() -> Text:
        await answer_reminder(task=task, words=words, by=viewer_of(request), now=clock.now())
        return Text("Đã trả lời đôn đốc.", "The reminder was answered.")

    return await press(request, form, task, "reminder_answer", do, {"words": "answer_words"})


# --- on the task's page ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """One reminder in words."""

    row: Row
    kind: str
    passed_over: str


@dataclass(frozen=True, slots=True)
class Reminders:
    """What the panel shows: every reminder, whether the viewer may remind now, and whether one waits for the viewer."""

    lines: tuple[ReminderLine, ...]
    may: bool
    today: bool
    waits_for_me: bool


@panel("reminders", order=60, side=True)
async def reminders_panel(viewer: Viewer, found: TaskPage, marks: Marks, locale: Locale) -> Reminders | None:
    """How often the task was reminded of, by whom, and what came of it."""
    rows = await reminders_of(found.row["id"])
    to = await _receiver(viewer, found, marks)
    open_now = found.row["state"] in ("awaiting_person", "given", "in_progress")
    waits = open_now and any(
        row["to_officer"] == viewer.officer_id and row["answered_at"] is None for row in rows
    )
    if not rows and to is None:
        return None
    names = await _names(rows)
    lines = tuple(ReminderLine(row, _kind(row, locale), _passed_over(row, names, locale)) for row in rows)
    today = any(row["to_officer"] == to and row["day"] == marks.today for row in rows)
    return Reminders(lines, to is not None and not today, to is not None and today, waits)


async def _receiver(viewer: Viewer, found: TaskPage, marks: Marks) -> int | None:
    """Whom the viewer could remind; nobody where the viewer may not, or would be the one."""
    if Act.REMIND not in found.acts:
        return None
    to = (await receivers_of([found.row], marks.today))[found.row["id"]]
    return None if to == viewer.officer_id else to


def _kind(row: Row, locale: Locale) -> str:
    words = REMINDER_KINDS[row["kind"]].in_(locale)
    if not row["level"]:
        return words
    level = Text(f"cấp {row['level']}", f"level {row['level']}").in_(locale)
    return f"{words}, {level}"


async def _names(rows: list[Row]) -> dict[int, str]:
    wanted = sorted({each["officer"] for row in rows for each in _over(row) if each["officer"]})
    if not wanted:
        return {}
    marks = ", ".join("{}" for _ in wanted)
    return {
        row["id"]: row["full_name"]
        for row in await fetch(f"SELECT id, full_name FROM officer WHERE id IN ({marks})", *wanted)
    }


def _over(row: Row) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(row["passed_over"] or "[]")
    return found


def _passed_over(row: Row, names: dict[int, str], locale: Locale) -> str:
    """Whom the ladder passed over, and why."""
    said = []
    for each in _over(row):
        if each["officer"] is None:
            said.append(
                Text(f"cấp {each['level']} chưa có người đứng đầu", f"level {each['level']} has no head").in_(
                    locale
                )
            )
        else:
            name = names.get(each["officer"], "?")
            said.append(Text(f"{name} vắng mặt", f"{name} was away").in_(locale))
    return ", ".join(said)


# --- among what a person has to do -------------------------------------------------------------


@obligation(
    "reminder",
    order=80,
    title=Text("Được nhắc, chưa trả lời", "Reminders not answered yet"),
    more="/tasks?state=open",
)
async def reminders_to_me(viewer: Viewer, marks: Marks) -> Waiting | None:
    """The reminders and escalations that reached the viewer and after which the viewer has not acted."""
    rows = await unanswered(viewer, marks)
    if not rows:
        return None
    return Waiting(tuple(rows), await unanswered_count(viewer, marks.today))


handlers = [remind_holder, answer]
