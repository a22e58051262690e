"""One person's month as a JSON file: read it naming every fault with its place, and answer in JSON.

The format: ``general`` points, ``leader`` (null or d, dd, e) and ``products``. Places are written as a
program would reach them: ``products[3].finished`` is the fourth product.
"""

import json
import sys
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.evaluation.criteria import PRESET
from app.evaluation.exact_json import NoNumber, NotJson, Object, read_json
from app.evaluation.scoring import (
    Insufficient,
    LeaderParts,
    ProductLine,
    Scored,
    line_faults,
    score,
)
from app.text import Text

BAD_INPUT = 2
"""Exit status of the command where the file cannot be used."""

_COUNTS = ("assigned", "finished", "failed_checks", "late")
_FLAGS = ("objective_quality", "objective_progress")
_LEADER = ("d", "dd", "e")


@dataclass(frozen=True, slots=True)
class Request:
    """A month to be scored, as the file asks."""

    general: Fraction
    leader: LeaderParts | None
    products: tuple[ProductLine, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of the file."""

    place: str
    text: Text

    def __str__(self) -> str:
        return f"{self.place}: {self.text.vi}" if self.place else self.text.vi


def run(content: str | bytes) -> tuple[int, str, str]:
    """Score the file's content: exit status, standard output, standard error (Vietnamese; no final newline)."""
    request = read(content)
    if isinstance(request, Request):
        result = score(request.general, request.products, request.leader)
        return 0, json.dumps(answer(result), allow_nan=False), ""
    lines = [f"Không chấm được, tệp có {len(request)} lỗi:", *(f"- {fault}" for fault in request)]
    return BAD_INPUT, "", "\n".join(lines)


def read(content: str | bytes) -> Request | list[Fault]:
    """The request in the file's content, or every fault it has."""
    try:
        text = content.decode("utf-8") if isinstance(content, bytes) else content
        written = read_json(text.removeprefix("\ufeff"))
    except UnicodeDecodeError:
        return [Fault("", Text("Tệp không phải văn bản UTF-8.", "The file is not UTF-8 text."))]
    except NotJson as error:
        return [_no_json(error)]
    reader = _Reader([])
    request = reader.request(written)
    return reader.faults or request


def answer(result: Scored | Insufficient) -> dict[str, Any]:
    """The result in the terms of the format: floats without any rounding beyond the float itself."""
    if isinstance(result, Insufficient):
        return {"state": "insufficient"}
    numbers = {
        "a": result.a,
        "b": result.b,
        "c": result.c,
        "r": result.r,
        "result": result.result,
        "total": result.total,
    }
    return {
        "state": "scored",
        **{name: _nearest_float(value) for name, value in numbers.items()},
        "grade": result.grade.value,
    }


def _nearest_float(value: Fraction) -> float:
    """JSON knows no infinity, so a ratio beyond every float is the greatest float."""
    try:
        return float(value)
    except OverflowError:
        return sys.float_info.max


def _no_json(error: NotJson) -> Fault:
    where = f"dòng {error.line}, cột {error.column}" if error.line else ""
    return Fault(where, Text("không phải JSON hợp lệ", "not valid JSON"))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Collects every fault; what it returns is a request only where ``faults`` stays empty."""

    faults: list[Fault]

    def request(self, written: Any) -> Request:
        fields = self.fields(written, "", required=("general", "products"), optional=("leader",))
        general = self.general(fields) if "general" in fields else Fraction(0)
        leader = self.leader(fields.get("leader"))
        products = self.products(fields["products"]) if "products" in fields else ()
        return Request(general, leader, products)

    def general(self, fields: Object) -> Fraction:
        value = self.number(fields["general"], "general")
        if value is not None and not 0 <= value <= PRESET.general_max:
            self.fault(
                "general",
                f"phải từ 0 đến {PRESET.general_max}",
                f"must be from 0 to {PRESET.general_max}",
            )
        return value or Fraction(0)

    def leader(self, written: Any) -> LeaderParts | None:
        if written is None:
            return None
        fields = self.fields(written, "leader", required=_LEADER)
        values = [self.leader_part(fields[key], f"leader.{key}") for key in _LEADER if key in fields]
        return LeaderParts(*values) if len(values) == len(_LEADER) else None

    def leader_part(self, written: Any, place: str) -> Fraction:
        value = self.number(written, place)
        if value is not None and value not in PRESET.leader_values:
            allowed = [f"{float(one):g}" for one in PRESET.leader_values]
            self.fault(place, f"phải là {' hoặc '.join(allowed)}", f"must be {' or '.join(allowed)}")
        return value or Fraction(0)

    def products(self, written: Any) -> tuple[ProductLine, ...]:
        if not isinstance(written, list):
            self.fault("products", "phải là danh sách [ … ]", "must be a list [ … ]")
            return ()
        lines = (self.product(entry, f"products[{index}]") for index, entry in enumerate(written))
        return tuple(line for line in lines if line is not None)

    def product(self, written: Any, place: str) -> ProductLine | None:
        fields = self.fields(written, place, required=("factor", *_COUNTS), optional=_FLAGS)
        factor = self.factor(fields, place)
        counts = {key: self.count(fields[key], f"{place}.{key}") for key in _COUNTS if key in fields}
        flags = {key: self.flag(fields.get(key, False), f"{place}.{key}") for key in _FLAGS}
        # What is missing or unreadable has its own fault; the rest of the line is judged with a blank in its place.
        known = {key: value for key, value in counts.items() if value is not None}
        line = ProductLine(factor or Fraction(1), **{**_BLANK, **known}, **flags)
        self.faults.extend(Fault(f"{place}.{field}", text) for field, text in line_faults(line).items())
        return line

    def factor(self, fields: Object, place: str) -> Fraction | None:
        if "factor" not in fields:
            return None
        value = self.number(fields["factor"], f"{place}.factor")
        if value is not None and value <= 0:
            self.fault(f"{place}.factor", "phải lớn hơn 0", "must be above 0")
            return None
        return value

    def count(self, written: Any, place: str) -> int | None:
        value = self.number(written, place)
        if value is None:
            return None
        if value.denominator != 1:
            self.fault(place, "phải là số nguyên không âm", "must be a whole number, not negative")
            return None
        return int(value)

    def flag(self, written: Any, place: str) -> bool:
        if not isinstance(written, bool):
            self.fault(place, "phải là true hoặc false", "must be true or false")
            return False
        return written

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
            self.fault(f"{prefix}{_printable(key)}", "khóa bị lặp lại", "this key is written more than once")
        for key in written:
            if key not in (*required, *optional):
                self.fault(f"{prefix}{_printable(key)}", "định dạng không có khóa này", "unknown key")
        for key in required:
            if key not in written:
                self.fault(f"{prefix}{key}", "thiếu", "missing")
        return written

    def fault(self, place: str, vi: str, en: str) -> None:
        self.faults.append(Fault(place, Text(vi, en)))


_BLANK: dict[str, Any] = {"assigned": 0, "finished": 0, "failed_checks": 0, "late": 0}


def _shown(written: Any) -> str:
    if isinstance(written, NoNumber):
        return written.written
    if isinstance(written, dict):
        return "{ … }"
    if isinstance(written, list):
        return "[ … ]"
    if isinstance(written, str):
        return f"“{_printable(written)}”"
    return json.dumps(written)


def _printable(text: str) -> str:
    """Foreign text as a terminal may show it: short, one line, nothing invisible."""
    short = text if len(text) <= 40 else f"{text[:39]}…"
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in short)
