"""What stands in the TT column: a number, a Roman numeral, a letter, a dash, or something else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.tasks.annex.folding import bare, one_line

_NUMBER = re.compile(r"\(?\s*(?P<path>(?:[A-ZĐ]{1,4}[.-]?)?\d{1,6}(?:[.,-]\d{1,4})*[a-zđ]?)\s*[.):/-]*")
_ROMAN = re.compile(r"\(?(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\s*[.):/-]*")
_UPPER = re.compile(r"\(?[A-ZĐ]\s*[.):/-]*")
_LOWER = re.compile(r"\(?(?:[a-zđ]|[ivx]{1,4})\s*[.):/-]*")
_BULLET = re.compile(r"[-–—+*•·○●▪►→]+")
_NAMED = re.compile(
    r"(?:phan|muc|chuong|nhom|phu luc) (?:thu )?(?:[ivx]+|[a-h]|\d{1,2}|nhat|hai|ba|tu|nam)\b"
)
_LED = re.compile(r"(?:(?:[IVXLC]{1,6}|[A-ZĐ])\s*[.):/]|[IVXLC]{1,6}\s+[-–]|[A-ZĐ]\s+[-–])\s*(?=\S)")
_NUMBERED_TEXT = re.compile(r"(?P<path>\d{1,4}(?:\.\d{1,3})*)\s*[.)/]\s+(?P<text>\S.*)", re.DOTALL)


class LabelKind(StrEnum):
    """The kinds of label, by what they may head."""

    NONE = "none"
    NUMBER = "number"
    SECTION = "section"
    """A Roman numeral, a capital letter, or "Phần I"."""
    LOWER = "lower"
    BULLET = "bullet"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Label:
    """The label with its surrounding signs taken off ("1." is "1")."""

    kind: LabelKind
    text: str


def read_label(cell: str) -> Label:
    """What the text of a TT cell is."""
    text = one_line(cell)
    if not text:
        return Label(LabelKind.NONE, "")
    number = _NUMBER.fullmatch(text)
    if number:
        return Label(LabelKind.NUMBER, number["path"])
    core = text.strip(" .():/")
    for kind, pattern in (
        (LabelKind.SECTION, _ROMAN),
        (LabelKind.SECTION, _UPPER),
        (LabelKind.LOWER, _LOWER),
        (LabelKind.BULLET, _BULLET),
    ):
        if pattern.fullmatch(text):
            return Label(kind, core.rstrip("- "))
    if _NAMED.fullmatch(bare(text)):
        return Label(LabelKind.SECTION, core)
    return Label(LabelKind.TEXT, text)


def leads_a_section(text: str) -> bool:
    """Whether a line begins as titles of sections do: "I. …", "A) …", "Phần II …"."""
    return _LED.match(text) is not None or _NAMED.match(bare(text)) is not None


def split_labelled(text: str) -> tuple[str, str]:
    """Label and title of a line that begins as titles do ("II. Hạ tầng" is "II" and "Hạ tầng")."""
    match = _LED.match(text)
    return (text[: match.end()].strip(" .):/-–"), text[match.end() :]) if match else ("", text)


def split_numbered(text: str) -> tuple[str, str] | None:
    """Number and rest of "3. Xây dựng …", for annexes that number in the task's own cell."""
    match = _NUMBERED_TEXT.fullmatch(text)
    return (match["path"], match["text"]) if match else None


def normal_number(tt: str) -> str:
    """The number as a key: no leading zeros, one kind of separator ("01." and "1" are the same)."""
    return ".".join(
        part.lstrip("0") or "0" for part in re.split(r"[.,\-]", tt.strip(" .():/")) if part
    ).lower()


def is_below(child: str, parent: str) -> bool:
    """Whether number ``child`` is a part of number ``parent``: 1.2 of 1, 3a of 3."""
    own, above = normal_number(child), normal_number(parent)
    return own != above and (
        own.startswith(f"{above}.") or re.fullmatch(re.escape(above) + "[a-z]", own) is not None
    )


def section_paths(labels: Sequence[str]) -> list[str]:
    """Each section's label below those it stands under: A, I, II, B, I give A, A/I, A/II, B, B/I.

    A section without a label is known by its place among all of them.
    """
    paths: list[str] = []
    above: list[tuple[str, str]] = []
    for place, label in enumerate(labels, 1):
        style, name = _style(label), label or f"§{place}"
        styles = [known for known, _ in above]
        above = [*(above[: styles.index(style)] if style in styles else above), (style, name)]
        paths.append("/".join(known for _, known in above))
    return paths


def _style(label: str) -> str:
    if not label:
        return "unlabelled"
    if label[0].isdecimal():
        return "number"
    is_roman = set(label.upper()) <= set("IVXLC") and (len(label) > 1 or label.upper() in "IVX")
    return f"{'roman' if is_roman else 'letter'} {'capital' if label[0].isupper() else 'small'}"
