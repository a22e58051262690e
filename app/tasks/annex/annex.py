"""An annex as read: its tasks, its sections, and everything a person should look at before importing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.tasks.annex.grid import FileKind
from app.tasks.annex.header import Column
from app.text import Text


class FindingKind(StrEnum):
    """What was found in the file besides its tasks."""

    CUT_ROW_JOINED = "cut_row_joined"
    TEXT_MOVED = "text_moved"
    TEXT_WITHOUT_TASK = "text_without_task"
    MISSING_TT = "missing_tt"
    DUPLICATE_TT = "duplicate_tt"
    NO_NUMBERS = "no_numbers"
    MISSING_COLUMN = "missing_column"
    SAME_AS_ABOVE = "same_as_above"
    BROKEN_OFF = "broken_off"
    LONG_CELL = "long_cell"
    EMPTY_ROW = "empty_row"
    ROW_NOT_READ = "row_not_read"
    TABLE_NOT_READ = "table_not_read"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at; ``row_number`` as in the file, None for the file as a whole."""

    kind: FindingKind
    row_number: int | None
    column: Column | None
    text: Text


@dataclass(frozen=True, slots=True)
class Section:
    """A heading between the tasks; ``label`` ("II", "A") is empty where it has none."""

    row_number: int
    label: str
    title: str

    def __str__(self) -> str:
        return f"{self.label}. {self.title}" if self.label else self.title


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One task, its phrases as written.

    ``key`` tells it from the other rows of the same directive, whatever the format of the file: its TT, where
    numbers start again in every section the section's label and its TT, without a TT a hash of its content.
    ``extras`` are the other columns of the file (head, text), so that nothing is dropped.
    """

    row_number: int
    key: str
    tt: str | None
    section: str
    content: str
    lead_phrase: str
    coordinating_phrase: str
    outcome_phrase: str
    deadline_phrase: str
    extras: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DirectiveGuess:
    """What the file itself says about its directive; a person confirms it. ``number`` is None where left blank."""

    kind: str | None
    number: str | None
    issued_on: date | None
    issuer: str | None


@dataclass(frozen=True, slots=True)
class Annex:
    """The annex of one directive. ``columns`` are the heads of the columns found, as the file words them."""

    file_kind: FileKind
    table_name: str
    title_lines: tuple[str, ...]
    directive_guess: DirectiveGuess | None
    columns: Mapping[Column, str]
    rows: tuple[AnnexRow, ...]
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]
