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
from app.evaluation.scoring import (
    Insufficient,
    LeaderParts,
    ProductLine,
    Scored,
    line_faults,
    score,
)
from app.exact_json import Object
from app.json_reader import BAD_INPUT, Fault, Reader, read_with, told

_COUNTS = ("assigned", "finished", "failed_checks", "late")
_FLAGS = ("objective_quality", "objective_progress")
_LEADER = ("d", "dd", "e")


@dataclass(frozen=True, slots=True)
class Request:
    """A month to be scored, as the file asks."""

    general: Fraction
    leader: LeaderParts | None
    products: tuple[ProductLine, ...]


def run(content: str | bytes) -> tuple[int, str, str]:
    """Score the file's content: exit status, standard output, standard error (Vietnamese; no final newline)."""
    request = read(content)
    if isinstance(request, Request):
        result = score(request.general, request.products, request.leader)
        return 0, json.dumps(answer(result), allow_nan=False), ""
    return BAD_INPUT, "", told("Không chấm được", request)


def read(content: str | bytes) -> Request | list[Fault]:
    """The request in the file's content, or every fault it has."""
    return read_with(content, lambda written, faults: _Reader(faults).request(written))


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


class _Reader(Reader):
    """The fields of a month; what it returns is a request only where ``faults`` stays empty."""

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
        entries = enumerate(self.items(written, "products"))
        lines = (self.product(entry, f"products[{index}]") for index, entry in entries)
        return tuple(line for line in lines if line is not None)

    def product(self, written: Any, place: str) -> ProductLine | None:
        fields = self.fields(written, place, required=("factor", *_COUNTS), optional=_FLAGS)
        factor = self.factor(fields, place)
        counts = {key: self.whole(fields[key], f"{place}.{key}") for key in _COUNTS if key in fields}
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

    def flag(self, written: Any, place: str) -> bool:
        if not isinstance(written, bool):
            self.fault(place, "phải là true hoặc false", "must be true or false")
            return False
        return written


_BLANK: dict[str, Any] = {"assigned": 0, "finished": 0, "failed_checks": 0, "late": 0}
