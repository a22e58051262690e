"""What a workbook says about its sheets: their names, their shared texts, which styles show dates."""

import re
from dataclasses import dataclass

from app.tasks.annex.xml_walk import number, walk

_FORMAT_NOISE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|[_*].')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BUILT_IN_DATES = frozenset({14, 15, 16, 22, *range(27, 32), 36, *range(50, 59)})
_BUILT_IN_TIMES = frozenset({18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47})
_BUILT_IN_MONTH = 17
"""mmm-yy, which a spreadsheet gives to a typed "6/2025"."""


@dataclass(frozen=True, slots=True)
class Styles:
    """The numbers of the cell styles that show a day, only a month with its year, or only a time."""

    days: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    times: frozenset[int] = frozenset()


def visible_sheets(parts: dict[str, bytes]) -> list[tuple[str, str]]:
    """Name and part of every worksheet that is not hidden, in the workbook's order."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(name: str, given: dict[str, str]) -> None:
        if name == "Relationship" and given.get("Type", "").endswith("/worksheet"):
            target = given.get("Target", "")
            targets[given.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"

    def sheet(name: str, given: dict[str, str]) -> None:
        if name == "sheet" and given.get("state", "visible") == "visible":
            reference = next((v for k, v in given.items() if k.endswith(":id")), "")
            sheets.append((given.get("name", ""), reference))

    walk(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), relation)
    walk(parts["xl/workbook.xml"], sheet)
    return [(name, targets[reference]) for name, reference in sheets if targets.get(reference) in parts]


def counts_from_1904(parts: dict[str, bytes]) -> bool:
    """Whether the workbook counts its days from 1904, as old Macintosh files do."""
    found: list[bool] = []

    def properties(name: str, given: dict[str, str]) -> None:
        if name == "workbookPr":
            found.append(given.get("date1904") in ("1", "true"))

    walk(parts["xl/workbook.xml"], properties)
    return any(found)


def shared_texts(parts: dict[str, bytes]) -> list[str]:
    """The texts that cells refer to by their place."""
    texts: list[str] = []
    pieces: list[str] = []
    inside: list[str] = []

    def start(name: str, _given: dict[str, str]) -> None:
        inside.append(name)
        if name == "si":
            pieces.clear()

    def end(name: str) -> None:
        inside.pop()
        if name == "si":
            texts.append(unescaped("".join(pieces)))

    def text(piece: str) -> None:
        if inside[-1] == "t" and "rPh" not in inside:
            pieces.append(piece)

    shared = next((name for name in parts if name.lower() == "xl/sharedstrings.xml"), None)
    if shared is not None:
        walk(parts[shared], start, end, text)
    return texts


def unescaped(text: str) -> str:
    """A text with the signs that spreadsheets write as "_x000D_"."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def cell_styles(parts: dict[str, bytes]) -> Styles:
    """The styles by what their number format shows."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    inside: list[str] = []

    def start(name: str, given: dict[str, str]) -> None:
        if name == "numFmt":
            codes[number(given.get("numFmtId"))] = given.get("formatCode", "")
        elif name == "xf" and "cellXfs" in inside:
            formats.append(number(given.get("numFmtId")))
        inside.append(name)

    def end(_name: str) -> None:
        inside.pop()

    walk(parts.get("xl/styles.xml", b"<none/>"), start, end)
    shown = [_shown(code, codes.get(code, "")) for code in formats]
    return Styles(
        days=frozenset(style for style, what in enumerate(shown) if what == "day"),
        months=frozenset(style for style, what in enumerate(shown) if what == "month"),
        times=frozenset(style for style, what in enumerate(shown) if what == "time"),
    )


def _shown(built_in: int, code: str) -> str:
    """What a number format shows: "day", "month", "time" or, as most do, a number."""
    letters = _FORMAT_NOISE.sub("", code.lower()).partition(";")[0]
    if not code:
        if built_in == _BUILT_IN_MONTH:
            return "month"
        return "day" if built_in in _BUILT_IN_DATES else "time" if built_in in _BUILT_IN_TIMES else "number"
    if letters == "general":
        return "number"
    if "y" in letters and "m" in letters and "d" not in letters:
        return "month"
    if "y" in letters or "d" in letters:
        return "day"
    return "time" if "h" in letters or "s" in letters else "day" if "m" in letters else "number"
