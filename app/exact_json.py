"""JSON read without losing anything: exact decimals, doubled keys kept in sight, no number that is none."""

import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

MAX_DIGITS = 1000
"""Longest number that is read, in digits before or after the point; beyond it arithmetic would only burn time."""


@dataclass(frozen=True, slots=True)
class NoNumber:
    """Stands where a number was written that cannot be used: NaN, Infinity, or one of endless length."""

    written: str
    endless: bool


class Object(dict[str, Any]):
    """A JSON object; ``doubled`` holds the keys that were written more than once."""

    doubled: tuple[str, ...] = ()


class NotJson(ValueError):
    """The text is no JSON. ``line`` and ``column`` count from 1; 0 where no place can be given."""

    def __init__(self, line: int = 0, column: int = 0) -> None:
        super().__init__(f"no JSON at {line}:{column}")
        self.line = line
        self.column = column


def read_json(text: str) -> Any:
    """The value of ``text``: numbers as ``int`` or ``Fraction``, objects as ``Object``. Raises ``NotJson``."""
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_decimal,
            parse_constant=lambda written: NoNumber(written, endless=False),
        )
    except json.JSONDecodeError as error:
        raise NotJson(error.lineno, error.colno) from error
    except RecursionError as error:
        raise NotJson from error


def _object(pairs: list[tuple[str, Any]]) -> Object:
    read = Object(pairs)
    read.doubled = tuple(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
    return read


def _whole(written: str) -> int | NoNumber:
    if len(written) > MAX_DIGITS:
        return NoNumber(written, endless=True)
    return int(written)


def _decimal(written: str) -> Fraction | NoNumber:
    if len(written) > MAX_DIGITS:
        return NoNumber(written, endless=True)
    try:
        value = Decimal(written)
    except InvalidOperation:
        return NoNumber(written, endless=True)
    if value and abs(value.adjusted()) > MAX_DIGITS:
        return NoNumber(written, endless=True)
    return Fraction(value) if value else Fraction(0)
