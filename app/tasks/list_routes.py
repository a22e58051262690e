"""The list of tasks and what every list of tasks offers: filters, sorting, a workbook."""

from litestar import get

from app import clock
from app.people.permissions import Permission as P
from app.people.queries import office_calendar, officers_under, unit_tree
from app.people.saved_filters import saved_of
from app.people.viewer import Viewer
from app.tasks import lists
from app.tasks.bulk import bulk_acts_of
from app.tasks.desk import own_new
from app.tasks.flag_sql import Marks
from app.tasks.flags import flag
from app.tasks.labels import LACK_NAMES, STATES, state_label
from app.tasks.list_files import NEWEST_FIRST, ListAsked, tasks_file
from app.tasks.lists import LIST_FLAGS, TaskFilter
from app.text import Locale, Text
from app.web import versions
from app.web.pages import Answer, Asked, blank, locale_of, page, viewer_of
from app.web.paging import pager

MOVED_DATES = ("extended", "asked_late", "paused")  # filters under which a list shows how dates moved

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
        paths = viewer.reach(P.TASK_READ)
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
            ("waits", Text("Chờ quyết định", "Awaiting a decision") if chosen.waits else None),
            ("handed", self._handed(chosen.handed)),
            ("moved", self._moved(chosen.moved)),
            ("moved_in", self._moved_in(chosen.moved_in)),
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

    def _moved(self, pair: str) -> Text | None:
        """From which unit to which; a unit outside the viewer's own is not named."""
        if not pair:
            return None
        names = {unit: name.lstrip("– ") for unit, name in self.units}
        giver, taker = (names.get(int(unit), "…") for unit in pair.split("-"))
        return Text(f"Chuyển từ {giver} đến {taker}", f"Passed from {giver} to {taker}")

    @staticmethod
    def _moved_in(months: str) -> Text | None:
        if not months:
            return None
        first, last = months.split("_")
        vi = [f"{month[5:]}/{month[:4]}" for month in (first, last)]
        return Text(f"Chuyển trong {vi[0]}–{vi[1]}", f"Passed on in {first} to {last}")

    @staticmethod
    def _handed(month: str) -> Text | None:
        year, _, number = month.partition("-")
        return Text(f"Nộp trong tháng {number}/{year}", f"Submitted in {month}") if month else None


def _none(name: str) -> int | str | None:
    return None if name in ("unit", "owner") else ""


def selects_of(choices: Choices, locale: Locale) -> dict[str, list[tuple[object, str]]]:
    """What the selects of the filters offer."""
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


def filter_form(request: Asked, chosen: TaskFilter) -> object:
    """The filters as a form, filled as the address asks."""
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


def heads_of(chosen: TaskFilter, path: str, columns: tuple[str, ...]) -> dict[str, tuple[str, str | None]]:
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
        form=filter_form(request, chosen),
        choices=choices,
        selects=selects_of(choices, locale),
        chips=choices.chips(chosen, "/tasks", locale),
        heads=heads_of(chosen, "/tasks", ("code", "title", "owner", "due", "extensions", "state")),
        moved_dates=chosen.flag in MOVED_DATES,
        may_assign=viewer.can(P.TASK_DRAFT),
        reads_units=viewer.can(P.TASK_READ),
        export=chosen.href("/tasks.xlsx"),
        saved=await saved_of(viewer.officer_id, "/tasks"),
        bulk_acts=bulk_acts_of(viewer),
        receivable=await own_new(viewer.officer_id) if viewer.can(P.OWN_WORK) else [],
        fresh=lambda version="": blank(request, version=version),
        back="/tasks",
    )


@get("/tasks.xlsx", permission=P.OWN_WORK)
@versions.by_version
async def download_tasks(request: Asked) -> Answer:
    """The same list as a workbook."""
    return await versions.workbook(tasks_file, await list_asked(request, "/tasks"))


async def list_asked(request: Asked, path: str) -> ListAsked:
    """The list at that address, to be made into a workbook."""
    viewer, locale = viewer_of(request), locale_of(request)
    chosen = TaskFilter.read(request.query_params)
    chips = (await Choices.of(viewer)).chips(chosen, path, locale)
    return ListAsked(viewer, chosen, tuple(words for words, _ in chips), locale)


handlers = [show_tasks, download_tasks]
