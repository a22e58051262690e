"""Lists of tasks as workbooks: everything that a list shows, asked and written apart from the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app import clock
from app.apart import FileMade
from app.db import Row
from app.formats import file_name, format_date, format_when
from app.people.queries import office_calendar
from app.people.viewer import Viewer
from app.tasks import directives, lists
from app.tasks.export import REMINDED, TASK_COLUMNS, Cell, Column, task_cells, workbook
from app.tasks.flag_sql import Marks
from app.tasks.lines import TaskLine
from app.tasks.lists import TaskFilter
from app.tasks.reminder_queries import reminder_counts
from app.tasks.waiting import splits_of
from app.text import Locale, Text

NEWEST_FIRST = "t.id DESC"
IN_ORDER = "t.id"
SOME = 500  # ids in one statement's list


@dataclass(frozen=True, slots=True)
class ListAsked:
    """Whose list, narrowed how, and the words that say so."""

    viewer: Viewer
    chosen: TaskFilter
    narrowed: tuple[str, ...]
    locale: Locale


async def tasks_file(asked: ListAsked) -> FileMade:
    """The list of tasks that the viewer sees."""
    marks = await _marks()
    where = lists.condition(asked.chosen, asked.viewer, marks, await lists.unit_path(asked.chosen.unit))
    lines = await lists.lines_of(where, lists.order_of(asked.chosen, NEWEST_FIRST), marks)
    handed = await lists.first_handed_in(where)
    return await _file(asked, Text("Danh sách nhiệm vụ", "List of tasks"), "nhiem-vu", lines, marks, handed)


async def late_file(asked: ListAsked) -> FileMade:
    """The board of late and bounced work."""
    marks, chosen = await _marks(), asked.chosen
    where = lists.condition(chosen, asked.viewer, marks, await lists.unit_path(chosen.unit))
    where = where & lists.late_kind(chosen, marks)
    lines = await lists.lines_of(where, lists.order_of(chosen, lists.worst_first(marks)), marks)
    handed = await lists.first_handed_in(where)
    counts = await reminder_counts(where)
    title = Text("Việc quá hạn và bị chuyển trả", "Late and bounced tasks")
    reminded = (REMINDED, [counts.get(line.row["id"], 0) for line in lines])
    return await _file(asked, title, "qua-han-chuyen-tra", lines, marks, handed, reminded)


async def directive_file(viewer: Viewer, directive: int, locale: Locale) -> FileMade:
    """The annex back, with who does each row and how it stands."""
    marks = await _marks()
    row = (await directives.directive_seen(directive, viewer, marks)).row
    lines = await lists.lines_of(directives.of_directive(directive, viewer, marks.today), IN_ORDER, marks)
    written: dict[int, Row] = {}
    ids = [line.row["id"] for line in lines]
    for start in range(0, len(ids), SOME):
        written |= await directives.written_of(ids[start : start + SOME])
    body = workbook(
        title=Text("Phụ lục nhiệm vụ", "Annex of tasks").in_(locale),
        about=[f"{row['number']}, {format_date(row['issued_on'], locale)}, {row['issuer']}", _as_of(locale)],
        columns=directives.EXPORT_COLUMNS,
        rows=[directives.export_cells(line, written[line.row["id"]], locale) for line in lines],
        locale=locale,
    )
    return FileMade(body, file_name("phu-luc", row["number"], extension="xlsx"))


async def _file(
    asked: ListAsked,
    title: Text,
    name: str,
    lines: list[TaskLine],
    marks: Marks,
    handed: Mapping[int, date],
    beside: tuple[Column, Sequence[Cell]] | None = None,
) -> FileMade:
    """Lines of a list, saying by what it is narrowed.

    ``beside``: one column more, with its cells in the order of the lines.
    """
    locale, unit_name = asked.locale, asked.viewer.unit_name
    about = [unit_name, _as_of(locale)]
    if asked.narrowed:
        words = ", ".join(asked.narrowed)
        about.append(Text(f"Lọc theo: {words}", f"Filtered by: {words}").in_(locale))
    columns: tuple[Column, ...] = TASK_COLUMNS
    rows = task_cells(lines, handed, await splits_of(lines, marks), marks, locale)
    if beside is not None:
        columns = (*columns, beside[0])
        rows = [[*row, cell] for row, cell in zip(rows, beside[1], strict=True)]
    body = workbook(title=title.in_(locale), about=about, columns=columns, rows=rows, locale=locale)
    return FileMade(body, file_name(name, f"{marks.today:%Y-%m-%d}", unit_name, extension="xlsx"))


async def _marks() -> Marks:
    return Marks(clock.today(), await office_calendar())


def _as_of(locale: Locale) -> str:
    now = clock.now()
    return Text(f"Số liệu đến {format_when(now)}", f"As of {format_when(now, 'en')}").in_(locale)
