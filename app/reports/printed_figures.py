"""Do the figures that a report prints agree with each other? Counts are believed, sums and rates are computed.

Which identities hold between the figures of handled feedback and files is written here once. An identity is
checked where its figures are given, a rate where those are that it is computed from; what is missing is not
guessed. Rates are percentages, rounded half up to the printed decimals; 100 is computed only for exactly all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

FIGURES = (
    *("carried_over", "received", "requested"),
    *("resolved", "resolved_early", "resolved_on_time", "resolved_late"),
    *("pending", "pending_in_time", "pending_late"),
)

#: An identity: its name, the figure on the left, the figures that sum to it, and which of those may be left out.
IDENTITIES: tuple[tuple[str, str, tuple[str, ...], frozenset[str]], ...] = (
    ("intake", "requested", ("carried_over", "received"), frozenset()),
    (
        "outcome",
        "resolved",
        ("resolved_early", "resolved_on_time", "resolved_late"),
        frozenset({"resolved_early"}),  # early left out counts as part of on time
    ),
    ("backlog", "pending", ("pending_in_time", "pending_late"), frozenset()),
    ("balance", "requested", ("resolved", "pending"), frozenset()),
)

#: A rate: its name, the figures above the line and the one below it; again which may be left out.
RATES: Mapping[str, tuple[tuple[str, ...], str, frozenset[str]]] = {
    "on_time": (("resolved_early", "resolved_on_time"), "resolved", frozenset({"resolved_early"})),
    "resolved": (("resolved",), "requested", frozenset()),
}

Figures = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PrintedRate:
    """A percentage as the report prints it."""

    name: str
    printed: Fraction
    decimals: int


@dataclass(frozen=True, slots=True)
class BrokenIdentity:
    """Two sides that should be equal."""

    rule: str
    left: int
    right: int

    @property
    def difference(self) -> int:
        return self.left - self.right


@dataclass(frozen=True, slots=True)
class WrongRate:
    """A printed percentage and what the report's own counts make of it."""

    rate: str
    printed: Fraction
    computed: Decimal


Problem = BrokenIdentity | WrongRate


def problems(figures: Figures, rates: tuple[PrintedRate, ...] = ()) -> list[Problem]:
    """Everything that does not add up: identities in their order, then the rates as they were printed."""
    return [*_identities(figures), *_rates(figures, rates)]


def _identities(figures: Figures) -> list[Problem]:
    found: list[Problem] = []
    for rule, left, parts, optional in IDENTITIES:
        if left not in figures or not _given(figures, parts, optional):
            continue
        right = sum(figures.get(part, 0) for part in parts)
        if figures[left] != right:
            found.append(BrokenIdentity(rule, figures[left], right))
    return found


def _rates(figures: Figures, rates: tuple[PrintedRate, ...]) -> list[Problem]:
    found: list[Problem] = []
    for rate in rates:
        computed = computed_rate(figures, rate.name, rate.decimals)
        if computed is not None and Fraction(computed) != rate.printed:
            found.append(WrongRate(rate.name, rate.printed, computed))
    return found


def computed_rate(figures: Figures, name: str, decimals: int) -> Decimal | None:
    """The rate as it should be printed; None where a figure is missing or there is nothing to take a share of."""
    above, below, optional = RATES[name]
    whole = figures.get(below, 0)
    if not whole or not _given(figures, above, optional):
        return None
    return percent(sum(figures.get(part, 0) for part in above), whole, decimals)


def percent(part: int, whole: int, decimals: int) -> Decimal:
    """``part`` of ``whole`` in percent, rounded half up; never 100 for less than all of it."""
    scale = 10**decimals
    rounded = (200 * scale * part + whole) // (2 * whole)
    if part < whole:
        rounded = min(rounded, 100 * scale - 1)
    return Decimal(rounded).scaleb(-decimals)


def _given(figures: Figures, names: tuple[str, ...], optional: frozenset[str]) -> bool:
    return all(name in figures or name in optional for name in names)
