"""What a confirmed sheet keeps for ever: evidence, rule and result as canonical JSON with its SHA-256.

A confirmed sheet is read from here alone, so that later changes of data never change it. Exact numbers are
kept as "numerator/denominator".
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from app.canonical import canonical
from app.evaluation.criteria import PRESET, Scheme
from app.evaluation.item_facts import ItemState, Mark
from app.evaluation.scoring import Insufficient, ProductLine, Scored
from app.evaluation.sheet_rules import SheetItem
from app.text import Text

FORMAT = 1
ENGINE = "1"
"""Version of the formula's code; it rises when a result could come out otherwise for equal facts."""


def scheme_mark(scheme: Scheme = PRESET) -> str:
    """What tells two versions of a scheme apart: a hash of all its settings."""
    told = [f"{one.code}={one.value}" for one in scheme.settings]
    told += [f"{one.code}={one.value}" for one in scheme.number_settings]
    return hashlib.sha256("\n".join([scheme.code, str(scheme.valid_from), *told]).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Ground:
    """A piece of evidence beside a criterion or a part, with the address where it can be read."""

    criterion: str
    text: Text
    href: str


def packed(content: Mapping[str, Any]) -> tuple[str, str]:
    """The snapshot's text and its SHA-256."""
    text = canonical(content)
    return text, hashlib.sha256(text.encode()).hexdigest()


def unpacked(text: str) -> dict[str, Any]:
    """The snapshot's content."""
    content: dict[str, Any] = json.loads(text)
    return content


def is_sound(text: str, digest: str) -> bool:
    """Whether the kept text is the one that was hashed."""
    return hashlib.sha256(text.encode()).hexdigest() == digest


def facts_hash(items: Iterable[SheetItem]) -> str:
    """One number for all that enters the formula, to see whether the facts changed since."""
    told = [_line(item) | {"task": item.task_id} for item in items]
    return hashlib.sha256(canonical({"lines": told}).encode()).hexdigest()


def fraction_text(value: Fraction) -> str:
    """An exact number as text."""
    return f"{value.numerator}/{value.denominator}"


def text_of(value: Text) -> dict[str, str]:
    """Words in both languages."""
    return {"vi": value.vi, "en": value.en}


def read_text(kept: Mapping[str, str]) -> Text:
    """The words back."""
    return Text(kept["vi"], kept["en"])


def _line(item: SheetItem) -> dict[str, Any]:
    line = item.line
    return {
        "factor": fraction_text(line.factor),
        "assigned": line.assigned,
        "finished": line.finished,
        "failed_checks": line.failed_checks,
        "late": line.late,
        "objective_quality": line.objective_quality,
        "objective_progress": line.objective_progress,
    }


def item_content(item: SheetItem) -> dict[str, Any]:
    """A row of table II as it is kept."""
    return {
        "task": item.task_id,
        "code": item.code,
        "title": item.title,
        "deadline": item.deadline.isoformat(),
        "state": item.state.value,
        "marks": sorted(mark.value for mark in item.marks),
        "reasons": [text_of(reason) for reason in item.reasons],
        **_line(item),
    }


def read_item(kept: Mapping[str, Any]) -> SheetItem:
    """The row back."""
    return SheetItem(
        kept["task"],
        kept["code"],
        kept["title"],
        date.fromisoformat(kept["deadline"]),
        ProductLine(
            Fraction(kept["factor"]),
            kept["assigned"],
            kept["finished"],
            kept["failed_checks"],
            kept["late"],
            kept["objective_quality"],
            kept["objective_progress"],
        ),
        ItemState(kept["state"]),
        frozenset(Mark(mark) for mark in kept["marks"]),
        tuple(read_text(reason) for reason in kept["reasons"]),
    )


def ground_content(ground: Ground) -> dict[str, Any]:
    """A piece of evidence as it is kept."""
    return {"criterion": ground.criterion, "text": text_of(ground.text), "href": ground.href}


def read_ground(kept: Mapping[str, Any]) -> Ground:
    """The piece of evidence back."""
    return Ground(kept["criterion"], read_text(kept["text"]), kept["href"])


def result_content(result: Scored | Insufficient) -> dict[str, Any]:
    """The result as it is kept, exact."""
    if isinstance(result, Insufficient):
        return {"state": "insufficient", "general": fraction_text(result.general)}
    return {
        "state": "scored",
        "general": fraction_text(result.general),
        "parts": {part.code: fraction_text(part.value) for part in result.parts},
        "r": fraction_text(result.r),
        "result": fraction_text(result.result),
        "total": fraction_text(result.total),
        "level": result.grade.value,
    }


def result_columns(result: Scored | Insufficient) -> dict[str, Any]:
    """What lists read of a result; the total is exact, its hundredths are for display only."""
    if isinstance(result, Insufficient):
        blank = {"total_numerator": "", "total_denominator": "", "total_hundredths": None, "level": ""}
        return {"result": "insufficient", **blank}
    return {
        "result": "scored",
        "total_numerator": str(result.total.numerator),
        "total_denominator": str(result.total.denominator),
        "total_hundredths": (result.total * 100 + Fraction(1, 2)).__floor__(),
        "level": result.grade.value,
    }
