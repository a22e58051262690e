"""The list of tasks, the list of late and bounced work, and both as workbooks."""

import asyncio
from collections.abc import Sequence

from litestar import get

from app import clock
from app.db import fetch_one
from app.formats import file_name, format_date, format_when
from app.people.permissions import Permission as P
from app.people.queries import office_calendar, officers_under, unit_tree
from app.people.viewer import Viewer
from app.tasks import lists
from app.tasks.export import REMINDED, TASK_COLUMNS, Cell, Column, task_cells, workbook
from app.tasks.flag_sql import Marks
from app.tasks.flags import flag
from app.tasks.labels import END_REASONS, LACK_NAMES, STATES, state_label
from app.tasks.lines import TaskLine
from app.tasks.lists import LIST_FLAGS, TaskFilter
from app.tasks.reminder_queries import board_reminders, reminder_counts
from app.text import Locale, Text
from app.web.pages import Answer, Asked, blank, download, locale_of, page, viewer_of
from app.web.paging import pager
from app.workbooks import MEDIA_TYPE

NEWEST_FIRST = "t.id DESC"

OPEN_STATES = Text("Chưa xong", "Not finished")
BANDS = {
    "3": Text("đến 3 ngày làm việc", "up to 3 working days"),
    "10": Text("4–10 ngày làm việc", "4–10 working days"),
    "more": Text("trên 10 ngày làm việc", "over 10 working days"),
}
KINDS = {
    "late": Text("Quá hạn", "Late"),
    "bounced": Text("Bị chuyển trả", "Bounced"),
    "ping_pong": Text("Quay vòng", "Ping-pong"),
    "late_when_done": Text("Đã nộp nhưng chậm", "Submitted late"),
}
SOURCES = {
    "directive": Text("Theo văn bản giao việc", "From directives"),
    "office": Text("Giao trực tiếp", "Given directly"),
}


async def marks_of_today() -> Marks:
    """Today as flags are compared with it."""
    return Marks(clock.today(), await office_calendar())


class Choices:
    """What the filters of one viewer's lists offer."""

    def __init__(self) -> None:
        self.units: list[tuple[int, str]] = []
        self.owners: list[tuple[int, str]] = []
        self.directives: list[tuple[int, str]] = []

    @classmethod
    async def of(cls, viewer: Viewer) -> "Choices":
        """Units, people and directives that the viewer's list may be narrowed by."""
        found = cls()
        paths = viewer.paths(P.TASK_READ)
        today = clock.today()
        found.units = [(each.id, "– " * each.depth + each.name) for each in await unit_tree(paths)]
        found.owners = [
            (each.id, f"{each.name} ({each.staff_code})") for each in await officers_under(paths, today)
        ]
        found.directives = [(row["id"], row["number"]) for row in await lists.directives_seen(viewer, today)]
        return found

    def chips(self, chosen: TaskFilter, path: str, locale: Locale) -> list[tuple[str, str]]:
        """What narrows the list, each with the address without it."""
        said: list[tuple[str, Text | str | None]] = [
            ("unit", dict(self.units).get(chosen.unit or 0, "?").lstrip("– ") if chosen.unit else None),
            ("owner", dict(self.owners).get(chosen.owner or 0, "?") if chosen.owner else None),
            ("state", self._state(chosen.state)),
            ("flag", flag(chosen.flag).label if chosen.flag else None),
            ("kind", KINDS.get(chosen.kind)),
            ("band", BANDS.get(chosen.band)),
            ("source", self._source(chosen.source)),
            ("plan", Text("Đột xuất", "Sudden") if chosen.plan else None),
            ("factor", Text("Chưa quy đổi", "Not converted") if chosen.factor else None),
            ("lacks", LACK_NAMES.get(chosen.lacks)),
            ("handed", self._handed(chosen.handed)),
            ("q", f"“{chosen.q}”" if chosen.q else None),
        ]
        return [
            (
                words.in_(locale) if isinstance(words, Text) else words,
                chosen.href(path, **{name: _none(name)}),
            )
            for name, words in said
            if words
        ]

    @staticmethod
    def _state(state: str) -> Text | None:
        if state == "open":
            return OPEN_STATES
        return state_label(state) if state else None

    def _source(self, source: str) -> Text | str | None:
        if not source or source in SOURCES:
            return SOURCES.get(source)
        return dict(self.directives).get(int(source), "?")

    @staticmethod
    def _handed(month: str) -> Text | None:
        year, _, number = month.partition("-")
        return Text(f"Nộp trong tháng {number}/{year}", f"Submitted in {month}") if month else None


def _none(name: str) -> int | str | None:
    return None if name in ("unit", "owner") else ""


def _selects(choices: Choices, locale: Locale) -> dict[str, list[tuple[object, str]]]:
    return {
        "states": [
            ("open", OPEN_STATES.in_(locale)),
            *((code, words.in_(locale)) for code, (words, _) in STATES.items()),
        ],
        "flags": [(code, flag(code).label.in_(locale)) for code in LIST_FLAGS],
        "sources": [
            *((code, words.in_(locale)) for code, words in SOURCES.items()),
            *((each, number) for each, number in choices.directives),
        ],
        "kinds": [(code, words.in_(locale)) for code, words in KINDS.items()],
        "bands": [(code, words.in_(locale)) for code, words in BANDS.items()],
    }


def _filter_form(request: Asked, chosen: TaskFilter) -> object:
    return blank(
        request,
        {
            "unit": chosen.unit,
            "owner": chosen.owner,
            "state": chosen.state,
            "flag": chosen.flag,
            "source": chosen.source,
            "kind": chosen.kind,
            "band": chosen.band,
            "q": chosen.q,
        },
    )


def _heads(chosen: TaskFilter, path: str, columns: tuple[str, ...]) -> dict[str, tuple[str, str | None]]:
    """For each sortable head: its address, and how the list is sorted by it now."""
    found: dict[str, tuple[str, str | None]] = {}
    for column in columns:
        on = chosen.sort == column
        href = chosen.href(path, sort=column, down="" if not on or chosen.down else "1")
        found[column] = (href, ("descending" if chosen.down else "ascending") if on else None)
    return found


@get("/tasks", permission=P.OWN_WORK)
async def show_tasks(request: Asked) -> Answer:
    """The list of tasks that the viewer sees."""
    viewer, locale = viewer_of(request), locale_of(request)
    chosen = TaskFilter.read(request.query_params)
    marks = await marks_of_today()
    where = lists.condition(chosen, viewer, marks, await lists.unit_path(chosen.unit))
    total = await lists.count(where)
    shown = pager(request, total)
    lines = await lists.lines_of(
        where, lists.order_of(chosen, NEWEST_FIRST), marks, shown.per_page, shown.offset
    )
    choices = await Choices.of(viewer)
    return page(
        request,
        "tasks/list.html",
        lines=lines,
        chosen=chosen,
        total=total,
        pager=shown,
        form=_filter_form(request, chosen),
        choices=choices,
        selects=_selects(choices, locale),
        chips=choices.chips(chosen, "/tasks", locale),
        heads=_heads(chosen, "/tasks", ("code", "title", "owner", "due", "state")),
        may_assign=viewer.can(P.TASK_ASSIGN) or viewer.can(P.TASK_DRAFT),
        reads_units=viewer.can(P.TASK_READ),
        export=chosen.href("/tasks.xlsx"),
    )


@get("/tasks.xlsx", permission=P.OWN_WORK)
async def download_tasks(request: Asked) -> Answer:
    """The same list as a workbook."""
    viewer = viewer_of(request)
    chosen = TaskFilter.read(request.query_params)
    marks = await marks_of_today()
    where = lists.condition(chosen, viewer, marks, await lists.unit_path(chosen.unit))
    lines = await lists.lines_of(where, lists.order_of(chosen, NEWEST_FIRST), marks)
    title = Text("Danh sách nhiệm vụ", "List of tasks")
    chips = (await Choices.of(viewer)).chips(chosen, "/tasks", locale_of(request))
    return await _workbook(request, title, "nhiem-vu", lines, marks, chips)


async def _workbook(
    request: Asked,
    title: Text,
    name: str,
    lines: list[TaskLine],
    marks: Marks,
    chips: list[tuple[str, str]],
    beside: tuple[Column, Sequence[Cell]] | None = None,
) -> Answer:
    """The lines as a workbook; ``beside``: one column more, with its cells in the order of the lines."""
    viewer, locale = viewer_of(request), locale_of(request)
    as_of = Text(f"Số liệu đến {format_when(clock.now())}", f"As of {format_when(clock.now(), 'en')}").in_(
        locale
    )
    narrowed = ", ".join(words for words, _ in chips)
    about = [viewer.unit_name, as_of]
    if narrowed:
        about.append(Text(f"Lọc theo: {narrowed}", f"Filtered by: {narrowed}").in_(locale))
    columns: tuple[Column, ...] = TASK_COLUMNS
    rows = task_cells(lines, marks.calendar, marks.today, locale)
    if beside is not None:
        columns = (*columns, beside[0])
        rows = [[*row, cell] for row, cell in zip(rows, beside[1], strict=True)]
    body = await asyncio.to_thread(
        workbook,
        title=title.in_(locale),
        about=about,
        columns=columns,
        rows=rows,
        locale=locale,
    )
    saved_as = file_name(name, f"{marks.today:%Y-%m-%d}", viewer.unit_name, extension="xlsx")
    return download(body, saved_as, MEDIA_TYPE)


# --- late and bounced --------------------------------------------------------------------------


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
        chains=_chains(await lists.chains_of([line.row["id"] for line in lines]), locale),
        days_late={line.row["id"]: days_late(line, marks) for line in lines},
        steps={line.row["id"]: _next_step(line, viewer, locale) for line in lines},
        reminders=await board_reminders(viewer, marks.today, [line.row["id"] for line in lines]),
        fresh=lambda version="": blank(request, version=version),
        back="/late",
        figures=await lists.late_figures(viewer, marks),
        computed=await _last_computed(),
        chosen=chosen,
        total=total,
        pager=shown,
        form=_filter_form(request, chosen),
        choices=choices,
        selects=_selects(choices, locale),
        chips=choices.chips(chosen, "/late", locale),
        heads=_heads(chosen, "/late", ("due", "moves", "owner")),
        export=chosen.href("/late.xlsx"),
        now=clock.now(),
    )


@get("/late.xlsx", permission=P.TASK_READ)
async def download_late(request: Asked) -> Answer:
    """The same list as a workbook."""
    viewer = viewer_of(request)
    chosen = TaskFilter.read(request.query_params)
    marks = await marks_of_today()
    where = lists.condition(chosen, viewer, marks, await lists.unit_path(chosen.unit)) & lists.late_kind(
        chosen, marks
    )
    lines = await lists.lines_of(where, lists.order_of(chosen, lists.worst_first(marks)), marks)
    title = Text("Việc quá hạn và bị chuyển trả", "Late and bounced tasks")
    chips = (await Choices.of(viewer)).chips(chosen, "/late", locale_of(request))
    counts = await reminder_counts(where)
    reminded = (REMINDED, [counts.get(line.row["id"], 0) for line in lines])
    return await _workbook(request, title, "qua-han-chuyen-tra", lines, marks, chips, reminded)


def days_late(line: TaskLine, marks: Marks) -> int | None:
    """Working days late: up to today while open, up to the submission once handed in."""
    row = line.row
    if line.has("late"):
        return marks.calendar.working_days_late(row["due_on"], marks.today)
    if line.has("late_when_done") and row["due_on"] and row["submitted_at"]:
        return marks.calendar.working_days_late(row["due_on"], clock.local_day(row["submitted_at"]))
    return None


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
        words = (
            Text("Chỉ định đầu mối", "Settle on one person")
            if line.has("bounced")
            else Text("Giao lại", "Reassign")
        )
        return words.in_(locale), f"{line.href}#next"
    return None


def _chains(
    chains: dict[int, list[dict[str, object]]], locale: Locale
) -> dict[int, list[tuple[str, str, str]]]:
    """The hands through which each task went: name, since when, why it ended."""
    found: dict[int, list[tuple[str, str, str]]] = {}
    for task, rows in chains.items():
        found[task] = [
            (
                str(row["name"]),
                Text("từ ", "since ").in_(locale) + format_date(clock.local_day(row["given_at"]), locale),  # type: ignore[arg-type]
                END_REASONS[str(row["end_reason"])].in_(locale) if row["end_reason"] in END_REASONS else "",
            )
            for row in rows
        ]
    return found


async def _last_computed() -> tuple[str, bool]:
    """The day for which flags were last written down, and whether that is more than a day ago."""
    row = await fetch_one(
        "SELECT key FROM job_run WHERE key LIKE 'flags:%' AND finished_at IS NOT NULL ORDER BY key DESC LIMIT 1"
    )
    if row is None:
        return "", True
    day = row["key"].split(":", 1)[1]
    year, month, number = (int(part) for part in day.split("-"))
    slot = clock.at(clock.today().replace(year=year, month=month, day=number), 0, 30)
    return day, (clock.now() - slot).total_seconds() > 24 * 3600


handlers = [show_tasks, download_tasks, show_late, download_late]
