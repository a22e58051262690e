"""The board of late and bounced work: who holds it, how it came there, and the order that ends it."""

from typing import Any

from litestar import get

from app import clock
from app.db import Row
from app.people.permissions import Permission as P
from app.people.saved_filters import saved_of
from app.people.viewer import Viewer
from app.tasks import desk, lists
from app.tasks.bulk import bulk_acts_of
from app.tasks.flag_sql import Marks
from app.tasks.freshness import board_freshness
from app.tasks.holder_queries import moves_with_names, stays_of
from app.tasks.holder_words import move_line, stay_words
from app.tasks.lines import TaskLine
from app.tasks.list_files import late_file
from app.tasks.list_routes import (
    Choices,
    filter_form,
    heads_of,
    list_asked,
    marks_of_today,
    selects_of,
)
from app.tasks.lists import TaskFilter
from app.tasks.queries import candidates
from app.tasks.reminder_queries import board_reminders
from app.tasks.waiting import days_late, splits_of
from app.text import Locale, Text
from app.web import versions
from app.web.pages import Answer, Asked, blank, locale_of, page, viewer_of
from app.web.paging import pager

MOST_IN_A_ROW = 100  # people to choose from in a row; with more the row leads to the task's page


@get("/late", permission=P.TASK_READ)
async def show_late(request: Asked) -> Answer:
    """Late and bounced work, worst first, with who holds it and how it came there."""
    viewer, locale = viewer_of(request), locale_of(request)
    chosen = TaskFilter.read(request.query_params)
    marks = await marks_of_today()
    where = lists.condition(chosen, viewer, marks, await lists.unit_path(chosen.unit)) & lists.late_kind(
        chosen, marks
    )
    total = await lists.count(where)
    shown = pager(request, total)
    order = lists.order_of(chosen, lists.worst_first(marks))
    lines = await lists.lines_of(where, order, marks, shown.per_page, shown.offset)
    choices = await Choices.of(viewer)
    return page(
        request,
        "tasks/late.html",
        lines=lines,
        **await _board(viewer, lines, marks, locale),
        days_late={line.row["id"]: days_late(line, marks) for line in lines},
        splits=await splits_of(lines, marks),
        reminders=await board_reminders(viewer, marks.today, [line.row["id"] for line in lines]),
        figures=await lists.late_figures(viewer, marks),
        freshness=await board_freshness(clock.now()),
        chosen=chosen,
        total=total,
        pager=shown,
        form=filter_form(request, chosen),
        choices=choices,
        selects=selects_of(choices, locale),
        chips=choices.chips(chosen, "/late", locale),
        heads=heads_of(chosen, "/late", ("due", "moves", "owner")),
        export=chosen.href("/late.xlsx"),
        saved=await saved_of(viewer.officer_id, "/late"),
        bulk_acts=bulk_acts_of(viewer),
        now=clock.now(),
        reads_reports=viewer.can(P.REPORT_READ),
        fresh=lambda version="": blank(request, version=version),
        back="/late",
    )


@get("/late.xlsx", permission=P.TASK_READ)
@versions.by_version
async def download_late(request: Asked) -> Answer:
    """The same list as a workbook."""
    return await versions.workbook(late_file, await list_asked(request, "/late"))


async def _board(viewer: Viewer, lines: list[TaskLine], marks: Marks, locale: Locale) -> dict[str, Any]:
    """Who holds each task and how it came there, and what the viewer can do about it in the row.

    The same few statements whatever the number of rows.
    """
    ids = [line.row["id"] for line in lines]
    moves = await moves_with_names(ids)
    stays = await stays_of([line.row for line in lines], marks, clock.now())
    decides = await desk.decided_by(viewer, ids, marks.today)
    settle = [line for line in lines if line.row["id"] in decides and _goes_round(line)]
    people = await candidates(viewer.reach(P.TASK_ASSIGN), marks) if settle else []
    in_row = {line.row["id"] for line in settle} if len(people) <= MOST_IN_A_ROW else set()
    return {
        "stays": {task: stay_words(stay) for task, stay in stays.items()},
        "chains": {task: [move_line(row) for row in rows] for task, rows in moves.items()},
        "given_back": {task for task, rows in moves.items() if any(_undecided(row) for row in rows)},
        "appoints": in_row,
        "people": [(each.officer.id, f"{each.officer.name} ({each.officer.title})") for each in people],
        "steps": {line.row["id"]: _next_step(line, viewer, locale) for line in lines},
    }


def _goes_round(line: TaskLine) -> bool:
    return line.row["state"] in ("given", "in_progress") and line.has("bounced")


def _undecided(row: Row) -> bool:
    return row["kind"] == "hand_back" and row["decided_at"] is None


def _next_step(line: TaskLine, viewer: Viewer, locale: Locale) -> tuple[str, str] | None:
    """What the viewer can do about it, as (words, address)."""
    row = line.row
    if not viewer.covers(P.TASK_ASSIGN, row["unit_path"]) or row["owner"] == viewer.officer_id:
        return None
    if row["state"] == "awaiting_person":
        return Text("Giao người", "Name an owner").in_(locale), f"{line.href}#next"
    if row["state"] == "submitted":
        return Text("Duyệt hoặc trả", "Decide").in_(locale), f"{line.href}#next"
    if row["state"] in ("given", "in_progress"):
        words, anchor = Text("Giao lại", "Reassign"), "reassign"
        if line.has("bounced"):
            words, anchor = Text("Chỉ định đầu mối", "Settle on one person"), "appoint"
        return words.in_(locale), f"{line.href}#{anchor}"
    return None


handlers = [show_late, download_late]
