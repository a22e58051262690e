"""Finding the head of an annex's table and which of its columns holds what.

Every office words the heads its own way; a head is recognised by the word in it that comes first
("Thời gian hoàn thành nhiệm vụ" is a deadline, "Nhiệm vụ" a task), with or without marks, in any case,
on one line or on two.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.tasks.annex.folding import bare, one_line
from app.tasks.annex.grid import GridRow
from app.text import Text

_LONGEST_HEAD = 120
_ROWS_LOOKED_AT = 150


class Column(StrEnum):
    """What a column of an annex says about a task."""

    TT = "tt"
    CONTENT = "content"
    LEAD = "lead"
    COORDINATING = "coordinating"
    OUTCOME = "outcome"
    DEADLINE = "deadline"


COLUMN_NAMES: dict[Column, Text] = {
    Column.TT: Text("TT", "No."),
    Column.CONTENT: Text("Nhiệm vụ", "Task"),
    Column.LEAD: Text("Cơ quan chủ trì", "Lead body"),
    Column.COORDINATING: Text("Cơ quan phối hợp", "Coordinating bodies"),
    Column.OUTCOME: Text("Kết quả, sản phẩm", "Outcome"),
    Column.DEADLINE: Text("Thời gian hoàn thành", "Deadline"),
}

_NUMBERS = frozenset({"tt", "stt", "so tt", "s tt", "so thu tu", "thu tu", "no"})
_OTHER = re.compile(
    r"^(?:ghi chu|can cu|linh vuc|loai |ma (?:so|nhiem vu)|don vi tinh|kinh phi|nguon|dia (?:diem|ban)|lanh dao|nguoi (?:chi dao|phu trach|theo doi)|"
    r"chuyen vien|(?:don vi|co quan) (?:theo doi|don doc|giam sat|tham dinh|kiem tra|tong hop|trinh|ban hanh)|tinh trang|trang thai|ty le|ngay (?:giao|ban hanh)|"
    r"thoi gian bat dau|ngay bat dau|bat dau|muc do|kho khan|de xuat|so (?:van ban|ky hieu)|van ban)"
)
_WORDS: tuple[tuple[Column, int, str], ...] = (
    (Column.CONTENT, 3, r"ten (?:nhiem vu|cong viec|de an|chuong trinh|van ban|noi dung|dau viec)|nhiem vu|noi dung|cong viec|dau viec"),
    (Column.CONTENT, 1, r"giai phap|hoat dong|chi tieu|nhom nhiem vu|yeu cau"),
    (Column.LEAD, 3, r"(?:(?:co quan|don vi|bo phan|phong ban|to chuc|ca nhan|nguoi|dau moi)[a-z ]*)?chu tri"),
    (Column.LEAD, 2, r"(?:(?:co quan|don vi|bo phan|phong ban|to chuc|ca nhan)[a-z ]*)(?:thuc hien|duoc giao|chiu trach nhiem|tham muu|xu ly|giai quyet)"),
    (Column.LEAD, 1, r"co quan|don vi|phan cong|trach nhiem|dau moi|(?:can bo|nguoi) (?:thuc hien|duoc giao)|to chuc thuc hien|bo phan"),
    (Column.COORDINATING, 3, r"(?:(?:co quan|don vi|bo phan|phong ban|to chuc)[a-z ]*)?(?:phoi hop|tham gia)"),
    (Column.OUTCOME, 3, r"(?:ket qua|san pham)|dau ra"),
    (Column.OUTCOME, 1, r"hinh thuc van ban"),
    (Column.DEADLINE, 3, r"(?:thoi (?:gian|han|diem)|tien do|han|moc|ngay|lo trinh)[a-z ]*(?:hoan thanh|ket thuc|trinh|xong)|thoi han|han xu ly|han chot"),
    (Column.DEADLINE, 2, r"thoi gian|tien do|thoi diem|ky han|hoan thanh|ket thuc|lo trinh|moc thoi gian|han"),
)  # fmt: skip
_PATTERNS = tuple((column, weight, re.compile(rf"\b(?:{words})\b")) for column, weight, words in _WORDS)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the head stands (index of its last row) and the index of each column found in it."""

    first_row: int
    last_row: int
    columns: dict[Column, int]
    titles: tuple[str, ...]

    def title(self, column: Column) -> str:
        """The head of ``column`` as the file has it."""
        return self.titles[self.columns[column]] if column in self.columns else COLUMN_NAMES[column].vi

    def is_repeated_by(self, row: GridRow) -> bool:
        """Whether ``row`` is the head once more, as after a page break."""
        if any(len(text) > _LONGEST_HEAD for text in row.cells):
            return False
        filled = [(bare(row.cell(i)), bare(title)) for i, title in enumerate(self.titles) if row.cell(i)]
        same = sum(bool(text) and (text == title or title.startswith(f"{text} ")) for text, title in filled)
        return (same >= 2 and same == len(filled)) or (same >= 3 and same * 2 > len(filled))


def what_head_says(text: str) -> tuple[Column, int] | None:
    """The column that a head announces with how surely (3 most), None for other heads."""
    head = bare(text)
    if not head or len(head) > _LONGEST_HEAD or _OTHER.match(head):
        return (Column.TT, 3) if text.strip() == "#" else None
    if head in _NUMBERS:
        return Column.TT, 3
    found = [
        (match.start(), -weight, -len(match[0]), column)
        for column, weight, words in _PATTERNS
        if (match := words.search(head))
    ]
    if not found:
        return None
    _, weight, _, column = min(found)
    if column is Column.COORDINATING and "chu tri" in head:
        column = Column.LEAD
    return column, -weight


def find_header(rows: Sequence[GridRow]) -> Header | None:
    """The first head of an annex among ``rows``: a task column and a lead or deadline column at least."""
    for index, row in enumerate(rows[:_ROWS_LOOKED_AT]):
        if len([cell for cell in row.cells if cell]) < 2:
            continue
        two_lines = _two_lines(row, rows[index + 1]) if index + 1 < len(rows) else None
        for titles, last_row in ((two_lines, index + 1), (row.cells, index)):
            columns = _columns(titles) if titles is not None else {}
            if titles is not None and _is_enough(columns):
                return Header(index, last_row, columns, tuple(map(one_line, titles)))
    return None


def _is_enough(columns: dict[Column, int]) -> bool:
    return (
        Column.CONTENT in columns
        and len(columns) >= 3
        and bool(columns.keys() & {Column.LEAD, Column.DEADLINE})
    )


def _columns(titles: Sequence[str]) -> dict[Column, int]:
    """For every kind of column the head that says it most surely, the leftmost among equals."""
    best: dict[Column, tuple[int, int]] = {}
    for index, title in enumerate(titles):
        said = what_head_says(title)
        if said is not None and said[1] > best.get(said[0], (0, 0))[0]:
            best[said[0]] = (said[1], index)
    columns = {column: index for column, (_, index) in best.items()}
    if Column.TT not in columns and titles and not titles[0]:
        columns[Column.TT] = 0
    return columns


def _two_lines(upper: GridRow, lower: GridRow) -> list[str] | None:
    """The heads of two rows read as one, None where the lower row is no second line of a head."""
    width = max(len(upper.cells), len(lower.cells))
    own = [
        i
        for i in range(width)
        if lower.cell(i) and i not in lower.from_above and lower.cell(i) != upper.cell(i)
    ]
    if len(own) < 2 or own[0] == 0 or any(not _is_sub_head(lower.cell(i)) for i in own):
        return None
    titles: list[str] = []
    over = ""
    for i in range(width):
        over = upper.cell(i) or (over if i in own else "")
        titles.append(f"{over} {lower.cell(i)}".strip() if i in own else upper.cell(i) or lower.cell(i))
    return [
        lower.cell(i) if i in own and what_head_says(lower.cell(i)) else title
        for i, title in enumerate(titles)
    ]


def _is_sub_head(text: str) -> bool:
    head = bare(text)
    return len(head) <= 40 and (what_head_says(text) is not None or _OTHER.match(head) is not None)
