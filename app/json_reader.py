"""A JSON file of a fixed format, read so that every fault is named at once with its place.

Places are written as a program would reach them: ``products[3].finished`` is the fourth product. A reader of a
format is a subclass of ``Reader`` that asks for its fields; what it returns counts only where ``faults`` is empty.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

from app.exact_json import NoNumber, NotJson, Object, read_json
from app.text import Text

T = TypeVar("T")

BAD_INPUT = 2
"""Exit status of a command whose file cannot be used."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of the file."""

    place: str
    text: Text

    def __str__(self) -> str:
        return f"{self.place}: {self.text.vi}" if self.place else self.text.vi


def read_with(content: str | bytes, read: Callable[[Any, list[Fault]], T]) -> T | list[Fault]:
    """What ``read`` makes of the file's content, or every fault it has."""
    try:
        text = content.decode("utf-8") if isinstance(content, bytes) else content
        written = read_json(text.removeprefix("\ufeff"))
    except UnicodeDecodeError:
        return [Fault("", Text("Tệp không phải văn bản UTF-8.", "The file is not UTF-8 text."))]
    except NotJson as error:
        where = f"dòng {error.line}, cột {error.column}" if error.line else ""
        return [Fault(where, Text("không phải JSON hợp lệ", "not valid JSON"))]
    faults: list[Fault] = []
    made = read(written, faults)
    return faults or made


def told(what: str, faults: list[Fault]) -> str:
    """The faults for a terminal, in Vietnamese."""
    return "\n".join([f"{what}, tệp có {len(faults)} lỗi:", *(f"- {fault}" for fault in faults)])


@dataclass(frozen=True, slots=True)
class Reader:
    """Collects every fault of the fields it is asked for."""

    faults: list[Fault]

    def number(self, written: Any, place: str) -> Fraction | None:
        if isinstance(written, NoNumber) and written.endless:
            self.fault(place, "số quá dài, không đọc được", "this number is too long to be read")
        elif isinstance(written, int | Fraction) and not isinstance(written, bool):
            return Fraction(written)
        else:
            self.fault(
                place,
                f"phải là một số, không phải {_shown(written)}",
                f"must be a number, not {_shown(written)}",
            )
        return None

    def whole(self, written: Any, place: str) -> int | None:
        value = self.number(written, place)
        if value is None:
            return None
        if value.denominator != 1:
            self.fault(place, "phải là số nguyên không âm", "must be a whole number, not negative")
            return None
        return int(value)

    def items(self, written: Any, place: str) -> list[Any]:
        if isinstance(written, list):
            return written
        self.fault(place, "phải là danh sách [ … ]", "must be a list [ … ]")
        return []

    def fields(
        self, written: Any, place: str, required: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> Object:
        """The fields of an object; says which keys are doubled, unknown or missing."""
        if not isinstance(written, Object):
            subject = ("", "") if place else ("tệp ", "the file ")
            self.fault(
                place, f"{subject[0]}phải là một đối tượng {{ … }}", f"{subject[1]}must be an object {{ … }}"
            )
            return Object()
        prefix = f"{place}." if place else ""
        for key in written.doubled:
            self.fault(f"{prefix}{printable(key)}", "khóa bị lặp lại", "this key is written more than once")
        for key in written:
            if key not in (*required, *optional):
                self.fault(f"{prefix}{printable(key)}", "định dạng không có khóa này", "unknown key")
        for key in required:
            if key not in written:
                self.fault(f"{prefix}{key}", "thiếu", "missing")
        return written

    def fault(self, place: str, vi: str, en: str) -> None:
        self.faults.append(Fault(place, Text(vi, en)))


def _shown(written: Any) -> str:
    if isinstance(written, NoNumber):
        return written.written
    if isinstance(written, dict):
        return "{ … }"
    if isinstance(written, list):
        return "[ … ]"
    if isinstance(written, str):
        return f"“{printable(written)}”"
    return json.dumps(written)


def printable(text: str) -> str:
    """Foreign text as a terminal may show it: short, one line, nothing invisible."""
    short = text if len(text) <= 40 else f"{text[:39]}…"
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in short)
