"""The numbers that Word writes by itself: a TT column made with automatic numbering holds no text."""

from typing import Any

from docx.oxml.ns import qn

_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_LEVELS = 9
_PROPERTIES, _NUMBERED, _STYLE, _VALUE = qn("w:pPr"), qn("w:numPr"), qn("w:pStyle"), qn("w:val")

Level = tuple[str, str, int]
"""Kind of number, its pattern ("%1.") and the number it starts with."""


class WordNumbers:
    """Counts the numbered paragraphs of one document in their order and says each one's label."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        self._lists = _read_lists(numbering) if numbering is not None else {}
        self._of_style = _read_styles(styles) if styles is not None else {}
        self._counts: dict[str, dict[int, int]] = {}

    def label(self, paragraph: Any) -> str:
        """The label that Word shows before ``paragraph``, empty for none; call it once for each in order."""
        found = self._list_of(paragraph)
        if found is None:
            return ""
        levels, level = self._lists.get(found[0], {}), found[1]
        if level not in levels:
            return ""
        counts = self._counts.setdefault(found[0], {})
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in range(level + 1, _LEVELS):
            counts.pop(deeper, None)
        text = levels[level][1]
        for step in range(level + 1):
            kind, _, first = levels.get(step, ("decimal", "", 1))
            text = text.replace(f"%{step + 1}", _written(counts.get(step, first), kind))
        return text if levels[level][0] != "bullet" else ""

    def _list_of(self, paragraph: Any) -> tuple[str, int] | None:
        properties = paragraph.find(_PROPERTIES)
        if properties is None:
            return None
        own = _number_properties(properties)
        if own is not None:
            return own
        style = properties.find(_STYLE)
        return self._of_style.get(style.get(_VALUE, "")) if style is not None else None


def _number_properties(properties: Any) -> tuple[str, int] | None:
    numbered = properties.find(_NUMBERED)
    if numbered is None:
        return None
    number, level = numbered.find(qn("w:numId")), numbered.find(qn("w:ilvl"))
    if number is None:
        return None
    depth = level.get(_VALUE, "0") if level is not None else "0"
    return number.get(_VALUE, ""), int(depth) if depth.isdecimal() else 0


def _read_styles(styles: Any) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for style in styles.iterchildren(qn("w:style")):
        properties = style.find(_PROPERTIES)
        numbered = _number_properties(properties) if properties is not None else None
        if numbered is not None:
            found[style.get(qn("w:styleId"), "")] = numbered
    return found


def _read_lists(numbering: Any) -> dict[str, dict[int, Level]]:
    """The levels of every list by its number."""
    abstract = {
        kind.get(qn("w:abstractNumId")): _read_levels(kind)
        for kind in numbering.iterchildren(qn("w:abstractNum"))
    }
    lists: dict[str, dict[int, Level]] = {}
    for number in numbering.iterchildren(qn("w:num")):
        kind = number.find(qn("w:abstractNumId"))
        if kind is not None:
            lists[number.get(qn("w:numId"), "")] = abstract.get(kind.get(_VALUE), {})
    return lists


def _read_levels(kind: Any) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for level in kind.iterchildren(qn("w:lvl")):
        depth, start = level.get(qn("w:ilvl"), ""), _value(level, "w:start", "1")
        if depth.isdecimal():
            first = int(start) if start.isdecimal() and len(start) < 6 else 1
            levels[int(depth)] = (_value(level, "w:numFmt", "decimal"), _value(level, "w:lvlText", ""), first)
    return levels


def _value(parent: Any, tag: str, default: str) -> str:
    child = parent.find(qn(tag))
    return str(child.get(_VALUE, default)) if child is not None else default


def _written(number: int, kind: str) -> str:
    match kind:
        case "upperRoman":
            return _roman(number)
        case "lowerRoman":
            return _roman(number).lower()
        case "upperLetter":
            return _letter(number).upper()
        case "lowerLetter":
            return _letter(number)
        case "decimalZero":
            return f"{number:02d}"
        case _:
            return str(number)


def _roman(number: int) -> str:
    if not 0 < number < 400:
        return str(number)
    text = ""
    for worth, letters in _ROMAN:
        while number >= worth:
            text += letters
            number -= worth
    return text


def _letter(number: int) -> str:
    """a … z, aa, bb …: as Word goes on after z."""
    if number < 1:
        return str(number)
    turn, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * min(turn + 1, 10)
