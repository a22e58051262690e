"""One row of the table seen through its head, and the questions about the text of its cells."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.tasks.annex.folding import bare, one_line
from app.tasks.annex.grid import GridRow
from app.tasks.annex.header import Column, Header
from app.tasks.annex.labels import Label, LabelKind, read_label

OTHERS = (Column.LEAD, Column.COORDINATING, Column.OUTCOME, Column.DEADLINE)

_UNFINISHED = frozenset(
    {"và", "hoặc", "của", "các", "những", "cho", "với", "về", "từ", "đến", "trong", "để", "do", "bởi", "giữa", "kỹ", "nhằm",
     "như", "gồm", "phù", "trước", "bao"}
)  # fmt: skip
_UNFINISHED_UNLESS = {
    "theo": {"tiếp", "kèm"},
    "cùng": {"cuối"},
    "thuộc": {"trực", "phụ"},
    "tháng": {"hằng", "hàng", "mỗi", "từng"},
    "quý": {"hằng", "hàng", "mỗi", "từng"},
    "ngày": {"hằng", "hàng", "mỗi", "từng"},
}
_OPEN_ENDS = (",", "/", "-", "–", "(", "“", "&", "+")
_STARTS_LATER = re.compile(r"[,.;:)\]/…”&]")
_SAME_AS_ABOVE = frozenset({'"', "″", "”", "''", "//", "〃", ",,"})
_NUMBERING = re.compile(r"\(?(\d{1,2})\)?")
_SIGNATURE = re.compile(r"(?:TM|KT|TL|TUQ|Q)\.\s*\w{2}")
_NOTE = re.compile(r"(?:ghi chú|tổng cộng|tổng số|cộng\s*(?::|$)|nơi nhận|lưu ý|người lập|chú thích)|\(?\*")


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one row by what they say. ``tt_from_above``: its TT cell is merged with the row before."""

    number: int
    label: Label
    content: str
    others: Mapping[Column, str]
    extras: tuple[tuple[str, str], ...]
    tt_from_above: bool
    wide: bool

    def of(self, column: Column) -> str:
        """The text of one of the four other columns."""
        return self.others.get(column, "")

    @property
    def is_lone_text(self) -> bool:
        """Whether the row says nothing besides its content."""
        return bool(self.content) and not any(self.others.values())


def cells_of(row: GridRow, header: Header) -> Cells:
    """``row`` by the columns of ``header``; text merged over the whole row counts as its content."""
    columns = header.columns
    tt, content = row.cell(columns.get(Column.TT)), row.cell(columns[Column.CONTENT])
    others = {column: row.cell(columns.get(column)) for column in OTHERS}
    extras = tuple(
        (title, row.cell(i))
        for i, title in enumerate(header.titles)
        if i not in columns.values() and row.cell(i)
    )
    filled = [text for text in (content, *others.values()) if text]
    if len(filled) >= 3 and len(set(filled)) == 1:
        content, others = filled[0], dict.fromkeys(OTHERS, "")
        tt = "" if tt == content else tt
    from_above = columns.get(Column.TT) in row.from_above
    label = read_label("" if from_above else tt)
    if label.kind is LabelKind.TEXT and (not content or tt == content):
        label, content = Label(LabelKind.NONE, ""), tt
    return Cells(row.number, label, content, others, extras, from_above, row.wide)


def with_other(cells: Cells, column: Column, text: str) -> Cells:
    """The same row with another text in ``column``."""
    return replace(cells, others={**cells.others, column: text})


def is_numbering_row(row: GridRow) -> bool:
    """The row "(1) (2) (3) …" under a head."""
    numbers = [_NUMBERING.fullmatch(text.strip()) for text in row.cells if text]
    return len(numbers) >= 3 and [int(n[1]) for n in numbers if n] == list(range(1, len(numbers) + 1))


def is_broken_off(text: str) -> bool:
    """Whether a text stops in the middle: on a word or sign that something must follow, or in an open bracket."""
    line = one_line(text)
    if not any(c.isalnum() for c in line):
        return False
    words = line.lower().split(" ")
    before, last = (words[-2] if len(words) > 1 else ""), words[-1]
    return (
        line.endswith(_OPEN_ENDS)
        or last in _UNFINISHED
        or (last in _UNFINISHED_UNLESS and before not in _UNFINISHED_UNLESS[last])
        or line.count("(") > line.count(")")
        or line.count("“") > line.count("”")
    )


def goes_on(text: str, above: str) -> bool:
    """Whether ``text`` reads as the rest of ``above``: a small letter or a sign begins it, or ``above`` broke off."""
    return starts_small(text) or is_broken_off(above)


def starts_small(text: str) -> bool:
    """Whether a text begins as no sentence does."""
    first = text.lstrip("\"'“‘(")[:1]
    return first.islower() or _STARTS_LATER.match(text) is not None


def is_same_as_above(text: str) -> bool:
    """Ditto marks, "nt", "như trên"."""
    return len(text) <= 12 and (text.strip() in _SAME_AS_ABOVE or bare(text) in {"nt", "nhu tren"})


def is_note(text: str) -> bool:
    """A remark or sum below the tasks."""
    return _NOTE.match(text.lower()) is not None


def ends_table(cells: Cells) -> bool:
    """The block of signature and recipients that follows a table."""
    return cells.label.kind is LabelKind.NONE and any(
        (text.isupper() and _SIGNATURE.match(text)) or bare(text[:20]).startswith("noi nhan")
        for text in (cells.content, *cells.others.values())
    )
