"""Putting an annex together from the rows of its table: tasks, sections, and what was mended on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.tasks.annex.annex import AnnexRow, Finding, Section
from app.tasks.annex.cells import (
    OTHERS,
    Cells,
    cells_of,
    is_broken_off,
    is_numbering_row,
    is_same_as_above,
    starts_small,
    with_other,
)
from app.tasks.annex.findings import Findings
from app.tasks.annex.folding import one_line, strip_marks
from app.tasks.annex.grid import GridRow
from app.tasks.annex.header import Column, Header
from app.tasks.annex.keys import own_keys, repeated_numbers
from app.tasks.annex.labels import LabelKind, is_below, section_paths, split_labelled, split_numbered
from app.tasks.annex.shapes import Above, Shape, Shapes


@dataclass(slots=True)
class _Task:
    """A task while rows may still add to it."""

    row_number: int
    tt: str | None
    section: int
    content: str
    others: dict[Column, str]
    extras: list[tuple[str, str]] = field(default_factory=list)
    parent: str = ""
    """The number above a lettered task: a) of 3 is 3.a."""


class Assembly:
    """Takes the rows below the head in their order; ``rows``, ``sections`` and ``findings`` are its result."""

    def __init__(self, header: Header, rows: Sequence[GridRow]) -> None:
        self._header = header
        body = [row for row in rows if not header.is_repeated_by(row) and not is_numbering_row(row)]
        self._cells = [
            cells
            for row in body
            if any((cells := cells_of(row, header)).others.values()) or cells.content or cells.label.text
        ]
        self._numbered = any(cells.label.kind is LabelKind.NUMBER for cells in self._cells)
        self._shapes = Shapes(self._numbered)
        self._tasks: list[_Task] = []
        self._sections: list[Section] = []
        self._section = -1
        self._number = ""
        self._last_is_section = False
        self._findings = Findings(header)
        self._assemble()

    @property
    def rows(self) -> tuple[AnnexRow, ...]:
        """The tasks, each with a key of its own."""
        keys = own_keys(self._numbers())
        return tuple(
            AnnexRow(
                row_number=task.row_number,
                key=key,
                tt=task.tt,
                section=str(self._sections[task.section]) if task.section >= 0 else "",
                content=task.content,
                lead_phrase=task.others[Column.LEAD],
                coordinating_phrase=task.others[Column.COORDINATING],
                outcome_phrase=task.others[Column.OUTCOME],
                deadline_phrase=task.others[Column.DEADLINE],
                extras=tuple(task.extras),
            )
            for key, task in zip(keys, self._tasks, strict=True)
        )

    @property
    def sections(self) -> tuple[Section, ...]:
        """The headings in their order."""
        return tuple(self._sections)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, by row."""
        return self._findings.by_row()

    def _numbers(self) -> list[tuple[str | None, str, str]]:
        paths = ["", *section_paths([section.label for section in self._sections])]
        return [
            (f"{task.parent}.{task.tt}" if task.parent else task.tt, paths[task.section + 1], task.content)
            for task in self._tasks
        ]

    # --- row by row -------------------------------------------------------------------------------

    def _assemble(self) -> None:
        for place, read in enumerate(self._cells):
            cells = self._without_dittos(read)
            match self._shapes.shape(cells, self._above(), self._cells[place + 1 : place + 2]):
                case Shape.TASK:
                    self._add_task(cells)
                case Shape.SECTION:
                    self._add_section(cells)
                case Shape.REST:
                    self._add_rest(cells)
                case Shape.NOTE:
                    self._findings.row_not_read(cells.number, cells.content)
                case Shape.EMPTY:
                    self._findings.empty_row(cells.number, cells.label.text)
                case Shape.END:
                    for left in self._cells[place:]:
                        self._findings.row_not_read(
                            left.number, left.content or " ".join(filter(None, left.others.values()))
                        )
                    break
        self._drop_closing_remark()
        self._findings.about_file([task.tt for task in self._tasks])
        for index in repeated_numbers(self._numbers()):
            self._findings.duplicate_number(self._tasks[index].row_number, self._tasks[index].tt or "")
        for row in self.rows:
            self._findings.about_cells(row)

    def _above(self) -> Above:
        section = self._sections[-1] if self._sections else None
        title, label = (section.title, section.label) if section is not None else ("", "")
        if not self._tasks:
            return Above(last_is_section=self._last_is_section, section_title=title, section_label=label)
        task = self._tasks[-1]
        return Above(
            tt=task.tt or "",
            content=task.content,
            lead=task.others[Column.LEAD],
            deadline=task.others[Column.DEADLINE],
            has_task=True,
            last_is_section=self._last_is_section,
            section_title=title,
            section_label=label,
        )

    def _without_dittos(self, cells: Cells) -> Cells:
        for column, text in cells.others.items():
            if self._tasks and is_same_as_above(text):
                cells = with_other(cells, column, self._tasks[-1].others[column])
                self._findings.same_as_above(cells.number, column, self._tasks[-1].others[column])
        return cells

    def _add_task(self, cells: Cells) -> None:
        tt, content = cells.label.text or None, cells.content
        if cells.label.kind is LabelKind.BULLET:
            tt = None
        if tt is None and not self._numbered:
            numbered = split_numbered(content)
            tt, content = numbered if numbered is not None else (None, content)
        elif tt is None:
            self._findings.missing_number(cells.number)
        if cells.label.kind is LabelKind.NUMBER:
            self._leave_numbered_section(cells)
            self._number = cells.label.text
        self._tasks.append(
            _Task(
                row_number=cells.number,
                tt=tt,
                section=self._section,
                content=content,
                others=dict(cells.others),
                extras=list(cells.extras),
                parent=self._number if cells.label.kind is LabelKind.LOWER else "",
            )
        )
        self._last_is_section = False

    def _leave_numbered_section(self, cells: Cells) -> None:
        """After 1, 1.1, 1.2 the number 2 stands no longer under 1."""
        above = self._sections[self._section].label if self._section >= 0 else ""
        last = self._tasks[-1] if self._tasks else None
        had_parts = (
            last is not None
            and last.section == self._section
            and (last.parent or is_below(last.tt or "", above))
        )
        if above[:1].isdecimal() and had_parts and not is_below(cells.label.text, above):
            before = range(self._section - 1, -1, -1)
            self._section = next((i for i in before if not self._sections[i].label[:1].isdecimal()), -1)

    def _add_section(self, cells: Cells) -> None:
        """A heading; the same one again after a page break is no new one. Text in its other cells goes to the task above."""
        label = cells.label.text if cells.label.kind is not LabelKind.BULLET else ""
        title = one_line(cells.content)
        if not label:
            label, title = split_labelled(title)
        section = Section(cells.number, label, title)
        open_section = self._sections[-1] if self._sections else None
        is_again = open_section is not None and (open_section.label, _key(open_section.title)) == (
            label,
            _key(section.title),
        )
        if not is_again:
            self._sections.append(section)
            self._section = len(self._sections) - 1
            self._number = label if cells.label.kind is LabelKind.NUMBER else ""
        self._move_to_task(cells, from_section=True)
        self._last_is_section = True

    def _add_rest(self, cells: Cells) -> None:
        """The second half of a row that a page break has cut."""
        only_title = cells.is_lone_text and self._last_is_section
        if only_title:
            cut = self._sections[-1]
            title = one_line(f"{cut.title} {cells.content}")
            self._sections[-1] = Section(cut.row_number, cut.label, title)
            self._findings.joined_to_section(cells.number, cells.content)
            return
        if not self._tasks:
            if cells.content:
                self._add_task(cells)
            else:
                self._move_to_task(cells, from_section=False)
            return
        task = self._tasks[-1]
        added = [column for column in OTHERS if cells.of(column)]
        content = (
            f"{cells.label.text}) {cells.content}" if cells.label.kind is LabelKind.LOWER else cells.content
        )
        if content and not _ends_with(task.content, content):
            is_point = cells.label.kind is LabelKind.LOWER
            task.content = f"{task.content}\n{content}" if is_point else _joined(task.content, content)
        for column in added:
            if not _ends_with(task.others[column], cells.of(column)):
                task.others[column] = _joined(task.others[column], cells.of(column))
        task.extras.extend(extra for extra in cells.extras if extra not in task.extras)
        first = Column.CONTENT if cells.content else (added[0] if added else None)
        self._findings.cut_row_joined(cells.number, first, task.row_number, task.tt)
        self._last_is_section = False

    def _move_to_task(self, cells: Cells, from_section: bool) -> None:
        """Text in the cells of a section row is the rest of the last task before it, cut by a page break."""
        for column, text in cells.others.items():
            if not text:
                continue
            if not self._tasks:
                self._findings.text_without_task(cells.number, column, text)
                continue
            task = self._tasks[-1]
            is_there = _ends_with(task.others[column], text)
            if not is_there:
                task.others[column] = _joined(task.others[column], text)
            if from_section:
                self._findings.text_moved(cells.number, column, text, task.tt, is_there)

    def _drop_closing_remark(self) -> None:
        """A line without a label after the last task heads nothing: it is a remark."""
        while (
            self._sections
            and self._tasks
            and not self._sections[-1].label
            and self._tasks[-1].section < len(self._sections) - 1
        ):
            remark = self._sections.pop()
            self._findings.row_not_read(remark.row_number, remark.title)


def _key(text: str) -> str:
    return strip_marks(one_line(text)).strip(" .:")


def _ends_with(text: str, end: str) -> bool:
    return one_line(text).casefold().endswith(one_line(end).casefold())


def _joined(text: str, rest: str) -> str:
    """Two halves of a cell: one line where the second goes on with the first, else a new line."""
    if not text:
        return rest
    if text.endswith("/") or rest[:1] in "/,.;:)":
        return f"{text}{rest}"
    return f"{text} {rest}" if starts_small(rest) or is_broken_off(text) else f"{text}\n{rest}"
