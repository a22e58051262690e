"""Hôm nay: the first page of each role, and one's own work as on a phone."""

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from litestar import get

from app import clock
from app.formats import format_long_date
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks import desk
from app.tasks.assign_routes import person_options
from app.tasks.file_types import ACCEPTED
from app.tasks.flag_sql import Marks
from app.tasks.flags import flag
from app.tasks.freshness import board_freshness
from app.tasks.labels import LACK_NAMES
from app.tasks.lines import TaskLine
from app.tasks.list_routes import marks_of_today
from app.tasks.obligations import own_work
from app.tasks.queries import candidates
from app.tasks.reasons import REASON_NAMES, Reason
from app.tasks.task_words import size_words
from app.tasks.timeline import TimelineItem, timeline
from app.tasks.todo import Block, blocks_of, count_of
from app.text import Locale, Text
from app.web import home
from app.web.forms import Form
from app.web.pages import Answer, Asked, blank, locale_of, page, viewer_of

log = logging.getLogger("xuyen_suot.home")

SUMMARY_FLAGS = (
    "late",
    "due_soon",
    "bounced",
    "ping_pong",
    "silent",
    "not_received",
    "awaiting_person",
    "unclear",
)
STEP = 20  # rows of one's own work shown at a time
MOST_PEOPLE = 12  # who has the most late work; the rest is behind the link
CHOOSING = ("hand_back", "returned_offer")  # kinds whose rows offer the people to choose from


@dataclass(frozen=True, slots=True)
class Shown:
    """One block of another domain as the page shows it; ``rows`` is None where it could not be read."""

    block: home.Block | None


@get("/", permission=P.SIGNED_IN)
async def show_today(request: Asked) -> Answer:
    """What needs the viewer now, in the order of obligation, and beside it what the viewer follows."""
    return await today_page(request)


async def today_page(request: Asked, line: Form | None = None) -> Answer:
    """The first page; ``line`` is the quick line that was refused, with everything typed."""
    viewer, locale, marks = viewer_of(request), locale_of(request), await marks_of_today()
    blocks = await _blocks(viewer, marks.today)
    todo = await blocks_of(viewer, marks)
    total = count_of(todo) + _decided(blocks)
    _, waiting = await own_work(viewer, marks) if viewer.can(P.OWN_WORK) else ([], [])
    context: dict[str, Any] = {
        "heading": _heading(marks.today, total, locale),
        "total": total,
        "todo": todo,
        "decide_blocks": [each for each in blocks if each.block is None or each.block.decide],
        "blocks": [each for each in blocks if each.block is not None and not each.block.decide],
        "receivable": await desk.own_new(viewer.officer_id) if viewer.can(P.OWN_WORK) else [],
        "waiting": len(waiting),
        "works": viewer.can(P.OWN_WORK),
        "changes": await _changes(viewer, marks.today, locale) if viewer.can(P.OWN_WORK) else [],
        "size": lambda count: size_words(count, locale),
        "fresh": lambda version="": blank(request, version=version),
        "accepted": ACCEPTED,
        "freshness": await board_freshness(clock.now()) if viewer.can(P.TASK_READ) else None,
        "back": "/",
    }
    if viewer.can(P.TASK_ASSIGN):
        context |= await _head(request, viewer, marks, todo, locale, line)
        return page(request, "today/head.html", **context)
    reads = viewer.can(P.TASK_READ)
    counts = _flag_rows(await desk.flag_counts(viewer, marks, SUMMARY_FLAGS), locale) if reads else []
    return page(
        request,
        "today/staff.html",
        counts=counts,
        drafts=viewer.can(P.TASK_DRAFT),
        administers=viewer.can(P.PEOPLE_MANAGE),
        below=0,
        **context,
    )


def _heading(today: date, total: int, locale: Locale) -> str:
    day = format_long_date(today, locale)
    if not total:
        return day
    return Text(f"{day} – {total} việc cần xử lý", f"{day} – {total} to handle").in_(locale)


def _decided(blocks: list[Shown]) -> int:
    return sum(each.block.total for each in blocks if each.block and each.block.decide)


async def _blocks(viewer: Viewer, today: date) -> list[Shown]:
    """What other domains have to say; one that fails leaves the rest of the page standing."""
    found: list[Shown] = []
    for provider in home.BLOCKS:
        try:
            block = await provider(viewer, today)
        except Exception:
            log.exception("a block of the first page failed")
            found.append(Shown(None))
            continue
        if block is not None:
            found.append(Shown(block))
    return found


async def _changes(viewer: Viewer, today: date, locale: Locale) -> list[tuple[TimelineItem, str, str]]:
    """The latest acts with code and address of their task."""
    rows = await desk.recent_changes(viewer, today)
    items = await timeline(rows, locale)
    return [(item, row["code"], f"/tasks/{row['id']}") for item, row in zip(items, rows, strict=True)]


def _flag_rows(counts: dict[str, int], locale: Locale) -> list[tuple[str, int, str, str]]:
    return [
        (flag(code).label.in_(locale), number, str(number), f"/tasks?flag={code}")
        for code, number in counts.items()
    ]


async def _head(
    request: Asked, viewer: Viewer, marks: Marks, todo: list[Block], locale: Locale, line: Form | None
) -> dict[str, Any]:
    """What the first page of who assigns work shows beside the list."""
    lacks = await desk.draft_lacks(viewer, marks)
    late_work = await desk.short_list(desk.late_in_sight(viewer, marks), marks)
    chooses = any(each.obligation.code in CHOOSING for each in todo)
    people = await candidates(viewer.reach(P.TASK_ASSIGN), marks) if chooses else []
    return {
        "line": line or blank(request),
        "form": line,
        "below": await desk.below_count(viewer, marks),
        "late": late_work,
        "movable": await desk.decided_by(viewer, [line.row["id"] for line in late_work.lines], marks.today),
        "soon": await desk.short_list(desk.flagged_in_sight(viewer, marks, "due_soon"), marks),
        "bounced": await desk.short_list(
            desk.flagged_in_sight(viewer, marks, "bounced"), marks, "t.hand_over_count DESC, t.due_on, t.id"
        ),
        "unclear": _lack_rows(lacks, locale),
        "unclear_total": (await desk.flag_counts(viewer, marks, ("unclear",)))["unclear"],
        "people": sorted(
            await desk.people_table(viewer, marks), key=lambda each: (-each.late, -each.bounced)
        ),
        "most_people": MOST_PEOPLE,
        "options": person_options(people, marks, locale),
        "month": f"{marks.today:%Y-%m}",
        "next_due": None if todo else await desk.next_due(viewer, marks),
        "reason_names": {each.value: REASON_NAMES[each].in_(locale) for each in Reason},
        "now": clock.now(),
    }


def _lack_rows(lacks: dict[str, int], locale: Locale) -> list[tuple[str, int, str, str]]:
    return [
        (words.in_(locale), lacks[code], str(lacks[code]), f"/tasks?state=draft&lacks={code}")
        for code, words in LACK_NAMES.items()
        if lacks.get(code)
    ]


@get("/my-tasks", permission=P.OWN_WORK)
async def show_my_tasks(request: Asked) -> Answer:
    """One's own work by urgency: late, today, this week, later, waiting for others."""
    viewer, locale, marks = viewer_of(request), locale_of(request), await marks_of_today()
    to_do, waiting = await own_work(viewer, marks)
    own = to_do + waiting
    asked = request.query_params.get("show", "")
    shown = min(int(asked), len(own)) if asked.isascii() and asked.isdigit() and len(asked) < 5 else STEP
    return page(
        request,
        "tasks/mine.html",
        groups=_groups(to_do[:shown], waiting[: max(0, shown - len(to_do))], marks, locale),
        to_do=len(to_do),
        receivable=await desk.own_new(viewer.officer_id),
        more=shown + STEP if shown < len(own) else 0,
        step=STEP,
        fresh=lambda version="": blank(request, version=version),
        accepted=ACCEPTED,
        back="/my-tasks",
    )


def _groups(
    to_do: list[TaskLine], waiting: list[TaskLine], marks: Marks, locale: Locale
) -> list[tuple[str, str | None, bool, list[TaskLine]]]:
    """The groups that have rows: title, tone, whether it waits for others, rows."""
    worked = marks.calendar.next_working(marks.today)  # on a day off the week is the coming one
    week = worked + timedelta(days=6 - worked.weekday())
    kinds: dict[str, list[TaskLine]] = {"late": [], "today": [], "week": [], "later": [], "waiting": waiting}
    for line in to_do:
        kinds[_when(line, marks, week)].append(line)
    titles = {
        "late": Text("Quá hạn", "Late"),
        "today": Text("Hôm nay", "Today"),
        "week": Text("Tuần này", "This week"),
        "later": Text("Sau đó", "Later"),
        "waiting": Text("Chờ người khác", "Waiting for others"),
    }
    return [
        (titles[kind].in_(locale), "red" if kind == "late" else None, kind == "waiting", rows)
        for kind, rows in kinds.items()
        if rows
    ]


def _when(line: TaskLine, marks: Marks, week: date) -> str:
    due = line.row["due_on"]
    if line.has("late"):
        return "late"
    if due is not None and marks.calendar.effective_day(due) <= marks.today:
        return "today"
    return "week" if due is not None and due <= week else "later"


@get("/help", permission=P.SIGNED_IN)
async def show_help(request: Asked) -> Answer:
    """A short guide for the viewer's roles."""
    viewer = viewer_of(request)
    return page(
        request,
        "help/help.html",
        assigns=viewer.can(P.TASK_ASSIGN),
        works=viewer.can(P.OWN_WORK),
        drafts=viewer.can(P.TASK_IMPORT),
        inspects=viewer.can(P.HISTORY_READ) and viewer.can(P.TASK_READ),
        administers=viewer.can(P.PEOPLE_MANAGE),
    )


handlers = [show_today, show_my_tasks, show_help]
