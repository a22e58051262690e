"""The findings about an annex, each with its sentence."""

from collections.abc import Sequence

from app.tasks.annex.annex import AnnexRow, Finding, FindingKind
from app.tasks.annex.cells import is_broken_off
from app.tasks.annex.folding import one_line
from app.tasks.annex.header import COLUMN_NAMES, Column, Header
from app.text import Text

LONG_CONTENT = 1_500
LONG_PHRASE = 500
_SHOWN = 60


class Findings:
    """Collects findings; every method adds one kind. Rows are numbered as in the file."""

    def __init__(self, header: Header) -> None:
        self._header = header
        self._all: list[Finding] = []

    def by_row(self) -> tuple[Finding, ...]:
        """All findings, those about the whole file first, then by row."""
        return tuple(sorted(self._all, key=lambda finding: finding.row_number or 0))

    def about_file(self, numbers: Sequence[str | None]) -> None:
        """Columns that the table does not have, and tasks without numbers."""
        for column in Column:
            if column not in self._header.columns:
                name = COLUMN_NAMES[column]
                self._add(
                    FindingKind.MISSING_COLUMN,
                    None,
                    column,
                    f"Bảng không có cột “{name.vi}”.",
                    f"The table has no column “{name.en}”.",
                )
        if numbers and not any(numbers) and Column.TT in self._header.columns:
            self._add(
                FindingKind.NO_NUMBERS,
                None,
                Column.TT,
                "Các nhiệm vụ không được đánh số; khi nhập lại, từng dòng được nhận ra theo nội dung.",
                "The tasks are not numbered; when imported again each row is recognised by its content.",
            )

    def cut_row_joined(self, row: int, column: Column | None, first_row: int, tt: str | None) -> None:
        which, which_en = _task(tt, first_row)
        self._add(
            FindingKind.CUT_ROW_JOINED,
            row,
            column,
            f"Dòng {row} không có TT, là phần tiếp của {which}; đã ghép vào dòng {first_row}.",
            f"Row {row} has no number and goes on with {which_en}; it was joined to row {first_row}.",
        )

    def joined_to_section(self, row: int, text: str) -> None:
        self._add(
            FindingKind.CUT_ROW_JOINED,
            row,
            Column.CONTENT,
            f"Dòng {row} là phần tiếp của tên mục ở trên: “{_short(text)}”.",
            f"Row {row} goes on with the title of the section above: “{_short(text)}”.",
        )

    def text_moved(self, row: int, column: Column, text: str, tt: str | None, is_there: bool) -> None:
        which, which_en = _task(tt, None)
        done, done_en = (
            ("ô của nhiệm vụ đó đã có sẵn chữ này", "whose cell has these words already")
            if is_there
            else ("đã ghép vào nhiệm vụ đó", "to which it was joined")
        )
        self._add(
            FindingKind.TEXT_MOVED,
            row,
            column,
            f"Dòng tên mục {row} có chữ “{_short(text)}” ở cột “{self._header.title(column)}”, là phần bị cắt của {which}; {done}.",
            f"The section row {row} holds “{_short(text)}” in the column “{self._header.title(column)}”: the cut end of {which_en}, {done_en}.",
        )

    def text_without_task(self, row: int, column: Column, text: str) -> None:
        self._add(
            FindingKind.TEXT_WITHOUT_TASK,
            row,
            column,
            f"Chữ “{_short(text)}” ở cột “{self._header.title(column)}” không thuộc nhiệm vụ nào; không nhập.",
            f"The text “{_short(text)}” in the column “{self._header.title(column)}” belongs to no task and is not imported.",
        )

    def missing_number(self, row: int) -> None:
        self._add(
            FindingKind.MISSING_TT,
            row,
            Column.TT,
            f"Nhiệm vụ ở dòng {row} không có TT.",
            f"The task in row {row} has no number.",
        )

    def duplicate_number(self, row: int, tt: str) -> None:
        self._add(
            FindingKind.DUPLICATE_TT,
            row,
            Column.TT,
            f"TT {tt} ở dòng {row} đã dùng cho một dòng phía trên.",
            f"The number {tt} of row {row} was used for a row above.",
        )

    def same_as_above(self, row: int, column: Column, text: str) -> None:
        self._add(
            FindingKind.SAME_AS_ABOVE,
            row,
            column,
            f"Dòng {row} ghi “như trên” ở cột “{self._header.title(column)}”; đọc là “{_short(text)}”.",
            f"Row {row} says “as above” in the column “{self._header.title(column)}”; read as “{_short(text)}”.",
        )

    def empty_row(self, row: int, tt: str) -> None:
        self._add(
            FindingKind.EMPTY_ROW,
            row,
            Column.TT,
            f"Dòng {row} chỉ có TT “{tt}”, không có nội dung; bỏ qua.",
            f"Row {row} holds only the number “{tt}” and is left out.",
        )

    def row_not_read(self, row: int, text: str) -> None:
        self._add(
            FindingKind.ROW_NOT_READ,
            row,
            None,
            f"Dòng {row} là ghi chú ngoài bảng, không nhập: “{_short(text)}”.",
            f"Row {row} is a remark outside the tasks and is not imported: “{_short(text)}”.",
        )

    def about_cells(self, row: AnnexRow) -> None:
        """Cells that are very long, and texts that stop in the middle."""
        texts = {
            Column.CONTENT: row.content,
            Column.LEAD: row.lead_phrase,
            Column.COORDINATING: row.coordinating_phrase,
            Column.OUTCOME: row.outcome_phrase,
            Column.DEADLINE: row.deadline_phrase,
        }
        for column, text in texts.items():
            title = self._header.title(column)
            if len(text) > (LONG_CONTENT if column is Column.CONTENT else LONG_PHRASE):
                self._add(
                    FindingKind.LONG_CELL,
                    row.row_number,
                    column,
                    f"Ô “{title}” ở dòng {row.row_number} dài {len(text)} ký tự: có thể gồm nhiều nhiệm vụ.",
                    f"The cell “{title}” of row {row.row_number} has {len(text)} characters: it may hold several tasks.",
                )
            if is_broken_off(text):
                self._add(
                    FindingKind.BROKEN_OFF,
                    row.row_number,
                    column,
                    f"Ô “{title}” ở dòng {row.row_number} có vẻ bị đứt đoạn: “…{_tail(text)}”.",
                    f"The cell “{title}” of row {row.row_number} seems to break off: “…{_tail(text)}”.",
                )

    def _add(self, kind: FindingKind, row: int | None, column: Column | None, vi: str, en: str) -> None:
        self._all.append(Finding(kind, row, column, Text(vi, en)))


def table_not_read(name: str, rows: int) -> Finding:
    """A further table with the head of an annex that was left aside."""
    return Finding(
        FindingKind.TABLE_NOT_READ,
        None,
        None,
        Text(
            f"Tệp còn một bảng nhiệm vụ khác (“{name}”, {rows} dòng) chưa được đọc: hãy tách thành tệp riêng để nhập.",
            f"The file holds another table of tasks (“{name}”, {rows} rows) that was not read: put it into a file of its own.",
        ),
    )


def _task(tt: str | None, row: int | None) -> tuple[str, str]:
    if tt is not None:
        return f"nhiệm vụ TT {tt}", f"task {tt}"
    return (
        (f"nhiệm vụ ở dòng {row}", f"the task of row {row}")
        if row is not None
        else ("nhiệm vụ phía trên", "the task above")
    )


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _tail(text: str) -> str:
    return one_line(text)[-40:]
