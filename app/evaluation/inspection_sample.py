"""The inspector's random sample: how many sheets, which ones, and what the faults found say of the rest.

Everything is exact: whole numbers and fractions. Whoever has the published seed and the list of sheets can draw
the same sample again: the sheets in the order of the SHA-256 of seed, month and staff code, the first n of them.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, comb

CONFIDENCE = Fraction(95, 100)
FAULTY_SHARE = Fraction(5, 100)


def sample_size(sheets: int, faulty: Fraction = FAULTY_SHARE, confidence: Fraction = CONFIDENCE) -> int:
    """The fewest sheets among which a faulty one is met with ``confidence`` where the share ``faulty`` is.

    Hypergeometric: drawn without replacement. 0 where there is no sheet.
    """
    if sheets <= 0:
        return 0
    bad = ceil(sheets * faulty)
    return next(
        size
        for size in range(1, sheets + 1)
        if Fraction(comb(sheets - bad, size), comb(sheets, size)) <= 1 - confidence
    )


def place(seed: str, month: str, staff_code: str) -> str:
    """Where a sheet stands in the draw: the lower, the sooner it is taken."""
    return hashlib.sha256(f"{seed}\n{month}\n{staff_code}".encode()).hexdigest()


def draw(seed: str, month: str, staff_codes: Iterable[str], size: int) -> list[str]:
    """The sample, in the order of the draw; the order in which the codes are given does not matter."""
    return sorted(set(staff_codes), key=lambda code: (place(seed, month, code), code))[:size]


def list_hash(seed: str, month: str, staff_codes: Iterable[str]) -> str:
    """The SHA-256 that freezes a list of sheets: any other list, seed or month has another one."""
    return hashlib.sha256("\n".join([seed, month, *sorted(set(staff_codes))]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """Faults of a simple random sample, and between which numbers of all sheets the faulty ones lie."""

    sheets: int
    reviewed: int
    faulty: int
    fewest: int
    most: int

    @property
    def rate(self) -> Fraction | None:
        """The sample's own share; None while nothing was reviewed."""
        return Fraction(self.faulty, self.reviewed) if self.reviewed else None

    @property
    def lower(self) -> Fraction | None:
        return Fraction(self.fewest, self.sheets) if self.reviewed else None

    @property
    def upper(self) -> Fraction | None:
        return Fraction(self.most, self.sheets) if self.reviewed else None


def error_rate(sheets: int, reviewed: int, faulty: int, confidence: Fraction = CONFIDENCE) -> ErrorRate:
    """How many of all ``sheets`` can be faulty when ``faulty`` of ``reviewed`` drawn ones are.

    Every number of faulty sheets is kept under which neither so many nor so few faults would be rarer than half
    of what ``confidence`` leaves: the exact interval of a draw without replacement. Raises ``ValueError`` for
    counts that no draw can have.
    """
    if not 0 <= faulty <= reviewed <= sheets:
        raise ValueError(f"{faulty} faulty of {reviewed} reviewed of {sheets} sheets")
    half = (1 - confidence) / 2
    possible = range(faulty, sheets - (reviewed - faulty) + 1)
    # More faulty sheets make many faults likelier and few faults rarer, so each end is found by halving.
    fewest = possible[
        bisect_right(possible, half, key=lambda bad: _chance(sheets, reviewed, bad, faulty, reviewed))
    ]
    most = possible[
        bisect_left(possible, -half, key=lambda bad: -_chance(sheets, reviewed, bad, 0, faulty)) - 1
    ]
    return ErrorRate(sheets, reviewed, faulty, fewest, most)


def _chance(sheets: int, reviewed: int, bad: int, at_least: int, at_most: int) -> Fraction:
    """The chance of so many faults among the reviewed when ``bad`` of all sheets are faulty."""
    ways = sum(
        comb(bad, found) * comb(sheets - bad, reviewed - found) for found in range(at_least, at_most + 1)
    )
    return Fraction(ways, comb(sheets, reviewed))
