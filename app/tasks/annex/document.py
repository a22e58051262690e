"""Reading .docx: every table of the body with the paragraphs that stand before it."""

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from app.tasks.annex import refusals
from app.tasks.annex.folding import tidy
from app.tasks.annex.grid import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, GridRow, Table
from app.tasks.annex.word_numbers import WordNumbers

_PARAGRAPH = qn("w:p")
_TABLE = qn("w:tbl")
_ROW = qn("w:tr")
_CELL = qn("w:tc")
_TEXT = qn("w:t")
_CELL_PROPERTIES = qn("w:tcPr")
_ACROSS = qn("w:gridSpan")
_DOWN = qn("w:vMerge")
_VALUE = qn("w:val")
_CONTAINERS = (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins"))
_BREAKS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_SKIPPED = (qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"), qn("w:pPr"), qn("w:rPr"))
_DELETED_ROW = f"{qn('w:trPr')}/{qn('w:del')}"


def read_document(content: bytes) -> tuple[Table, ...]:
    """The tables of the body in their order. Raises ``Refused`` where the document cannot be read."""
    try:
        document = docx.Document(io.BytesIO(content))
        body, part = document.element.body, document.part
        numbers = WordNumbers(
            part.numbering_part.element if _has_numbering(part) else None, document.styles.element
        )
    except Exception:  # python-docx raises whatever its parsers raise
        raise refusals.unreadable() from None
    return tuple(_tables(body, numbers))


def _has_numbering(part: Any) -> bool:
    return any(relation.reltype.endswith("/numbering") for relation in part.rels.values())


def _tables(body: Any, numbers: WordNumbers) -> Iterator[Table]:
    heading: list[str] = []
    count = 0
    for block in _blocks(body):
        if block.tag == _TABLE:
            count += 1
            yield Table(name=f"{count}", rows=_rows(block, numbers), heading=tuple(heading))
            heading = []
        else:
            label = numbers.label(block)
            text = tidy(_paragraph_text(block))
            heading.extend(f"{label} {line}".strip() for line in text.split("\n") if line)


def _blocks(parent: Any) -> Iterator[Any]:
    for child in parent.iterchildren():
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
        elif child.tag in _CONTAINERS:
            yield from _blocks(child)


def _children(parent: Any, tag: str) -> Iterator[Any]:
    for child in parent.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag in _CONTAINERS:
            yield from _children(child, tag)


def _rows(table: Any, numbers: WordNumbers) -> tuple[GridRow, ...]:
    rows: list[GridRow] = []
    letters = 0
    above: dict[int, str] = {}
    for number, row in enumerate(_children(table, _ROW), 1):
        if number > MAX_ROWS:
            raise refusals.too_many_rows(number)
        if row.find(_DELETED_ROW) is not None:
            continue
        read, above = _row(row, number, above, numbers)
        letters += sum(map(len, read.cells))
        if letters > MAX_TEXT:
            raise refusals.too_much_text()
        rows.append(read)
    return tuple(rows)


def _row(
    row: Any, number: int, above: dict[int, str], numbers: WordNumbers
) -> tuple[GridRow, dict[int, str]]:
    """One row; ``above`` holds the text of the cells of the row before, for cells merged downwards."""
    cells: list[str] = [""] * _skipped_columns(row)
    merged: dict[int, str] = {}
    from_above: set[int] = set()
    widest = 1
    for cell in _children(row, _CELL):
        column, span, continues = len(cells), *_spans(cell)
        text = above.get(column, "") if continues else tidy(_cell_text(cell, numbers))
        if continues:
            from_above.add(column)
        merged[column] = text
        widest = max(widest, span)
        cells.extend([text] + [""] * (span - 1))
        if len(cells) > MAX_COLUMNS:
            raise refusals.too_many_columns(len(cells))
    wide = widest > 2 and widest * 2 >= len(cells)
    return GridRow(number, tuple(cells), frozenset(from_above), wide), merged


def _skipped_columns(row: Any) -> int:
    before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return _bounded(before.get(_VALUE, "0")) if before is not None else 0


def _spans(cell: Any) -> tuple[int, bool]:
    """Over how many columns the cell goes, and whether it continues the cell above."""
    properties = cell.find(_CELL_PROPERTIES)
    if properties is None:
        return 1, False
    across, down = properties.find(_ACROSS), properties.find(_DOWN)
    span = max(1, _bounded(across.get(_VALUE, "1"))) if across is not None else 1
    return span, down is not None and down.get(_VALUE, "continue") == "continue"


def _bounded(number: str) -> int:
    return min(int(number[:6]), MAX_COLUMNS) if number.isdecimal() else 0


def _cell_text(cell: Any, numbers: WordNumbers) -> str:
    paragraphs = [(numbers.label(p), _paragraph_text(p)) for p in _paragraphs(cell)]
    text = "\n".join(written for _, written in paragraphs)
    return text if text.strip() else "\n".join(label for label, _ in paragraphs)


def _paragraphs(cell: Any) -> Iterator[Any]:
    """The paragraphs of a cell, those of a table inside it among them."""
    for block in _blocks(cell):
        if block.tag == _PARAGRAPH:
            yield block
        else:
            for row in _children(block, _ROW):
                for inner in _children(row, _CELL):
                    yield from _paragraphs(inner)


def _paragraph_text(paragraph: Any) -> str:
    return "".join(_pieces(paragraph))


def _pieces(element: Any) -> Iterator[str]:
    for child in element.iterchildren():
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in _SKIPPED:
            yield from _pieces(child)
