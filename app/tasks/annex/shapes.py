"""What a row of the table is: a task, a section, the rest of the row above, a remark, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.tasks.annex.bodies import OwnerKind, read_lead
from app.tasks.annex.cells import Cells, ends_table, goes_on, is_broken_off, is_note, starts_small
from app.tasks.annex.header import Column
from app.tasks.annex.labels import LabelKind, is_below, leads_a_section
from app.tasks.annex.lexicon import KnownBodies
from app.tasks.annex.phrases import DeadlineKind, read_deadline


class Shape(StrEnum):
    """What to do with a row."""

    TASK = "task"
    SECTION = "section"
    REST = "rest"
    NOTE = "note"
    EMPTY = "empty"
    END = "end"


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above a row: the last task's texts and whether a section follows it; empty at the beginning."""

    tt: str = ""
    content: str = ""
    lead: str = ""
    deadline: str = ""
    has_task: bool = False
    last_is_section: bool = False
    section_title: str = ""
    section_label: str = ""


class Shapes:
    """Tells the shapes of rows. ``numbered``: the annex numbers its tasks, so a row without a number is suspect."""

    def __init__(self, numbered: bool) -> None:
        self._numbered = numbered
        self._known = KnownBodies.of()

    def shape(self, cells: Cells, above: Above, following: Sequence[Cells]) -> Shape:
        """The shape of a row, given what stands above it and the row below it."""
        if ends_table(cells):
            return Shape.END
        if not cells.content and not any(cells.others.values()):
            return Shape.EMPTY
        match cells.label.kind:
            case LabelKind.SECTION:
                return Shape.TASK if self._has_own(cells, above) else Shape.SECTION
            case LabelKind.NUMBER | LabelKind.TEXT:
                return self._numbered_row(cells, above, following)
            case LabelKind.LOWER:
                return self._lettered(cells, above)
            case _:
                return self._unlabelled(cells, above)

    def _numbered_row(self, cells: Cells, above: Above, following: Sequence[Cells]) -> Shape:
        is_again = above.has_task and not above.last_is_section and cells.label.text == above.tt
        if is_again and goes_on(cells.content or "…", above.content):
            return Shape.REST
        if not cells.is_lone_text:
            return Shape.TASK
        heads_others = cells.wide or any(self._is_part(cells, row) for row in following[:1])
        return Shape.SECTION if heads_others else Shape.TASK

    def _is_part(self, cells: Cells, below: Cells) -> bool:
        if below.label.kind is LabelKind.NUMBER:
            return is_below(below.label.text, cells.label.text)
        has_own = bool(below.of(Column.LEAD) or below.of(Column.DEADLINE))
        return below.label.kind in (LabelKind.LOWER, LabelKind.BULLET) and has_own

    def _lettered(self, cells: Cells, above: Above) -> Shape:
        """a), b), c): tasks where they have a lead or date, else headings or points of the task above."""
        if self._has_own(cells, above):
            return Shape.TASK
        if not cells.is_lone_text:
            return Shape.REST
        before = above.section_label
        is_next = len(before) == len(cells.label.text) == 1 and ord(cells.label.text) == ord(before) + 1
        return Shape.SECTION if is_next or above.last_is_section or not above.has_task else Shape.REST

    def _unlabelled(self, cells: Cells, above: Above) -> Shape:
        if cells.tt_from_above and above.has_task:
            return Shape.REST
        if cells.is_lone_text:
            return self._lone_text(cells, above)
        if not cells.content:
            return Shape.REST
        if not self._numbered or cells.label.kind is LabelKind.BULLET:
            is_rest = goes_on(cells.content, above.content) or not self._has_own(cells, above)
            return Shape.REST if is_rest and above.has_task else Shape.TASK
        return Shape.TASK if self._is_whole(cells, above) else Shape.REST

    def _lone_text(self, cells: Cells, above: Above) -> Shape:
        text = cells.content
        if is_note(text):
            return Shape.NOTE
        shouts = text.isupper() and " " in text
        if cells.wide or leads_a_section(text) or shouts:
            return Shape.SECTION
        before = above.section_title if above.last_is_section else above.content
        if cells.label.kind is LabelKind.BULLET or text[:1] in "-–+•*" or goes_on(text, before):
            return Shape.REST
        is_unfinished = above.has_task and not above.last_is_section and not (above.lead or above.deadline)
        return Shape.REST if is_unfinished and self._numbered else Shape.SECTION

    def _is_whole(self, cells: Cells, above: Above) -> bool:
        """Whether a row without a number is a task of its own rather than the rest of the one above."""
        if goes_on(cells.content, above.content) and above.has_task:
            return False
        lead, deadline = cells.of(Column.LEAD), cells.of(Column.DEADLINE)
        if not self._has_own(cells, above) or (lead and not self._own_lead(cells, above)):
            return False
        fills_the_gaps = not (lead and above.lead) and not (deadline and above.deadline)
        return not (above.has_task and not above.last_is_section and fills_the_gaps)

    # --- a lead or date of its own ----------------------------------------------------------------

    def _has_own(self, cells: Cells, above: Above) -> bool:
        return self._own_lead(cells, above) or self._own_date(cells, above)

    def _own_lead(self, cells: Cells, above: Above) -> bool:
        """Whether the lead cell names somebody, and is not the rest of the lead above ("Công nghệ")."""
        text = cells.of(Column.LEAD)
        if not text or is_broken_off(above.lead):
            return False
        lead = read_lead(text, self._known)
        if starts_small(text):
            return lead.kind is OwnerKind.COLLECTIVE or any(body.known for body in lead.bodies)
        return lead.kind is not OwnerKind.NONE

    def _own_date(self, cells: Cells, above: Above) -> bool:
        """Whether the deadline cell says when, and is not the rest of the one above ("năm tiếp theo")."""
        text = cells.of(Column.DEADLINE)
        if not text or is_broken_off(above.deadline):
            return False
        kind = read_deadline(text).kind
        if kind is DeadlineKind.OPEN_ENDED:
            return any(c.isdecimal() for c in text)
        return kind is not DeadlineKind.NONE
