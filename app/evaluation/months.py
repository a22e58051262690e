"""The calendar month, the period of evaluation (Art. 17.1)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self

from app.formats import format_month
from app.text import Text

_TEXT = re.compile(r"(2[01]\d{2})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year. ``str`` gives '2026-11', the form used in addresses and the database."""

    year: int
    number: int

    def __post_init__(self) -> None:
        date(self.year, self.number, 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The month written 'YYYY-MM', of the years 2000 to 2199; ``ValueError`` for anything else."""
        match = _TEXT.fullmatch(text)
        if match is None:
            raise ValueError(f"not a month: {text!r}")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that ``day`` lies in."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def label(self) -> Text:
        """The month in words."""
        return Text(format_month(str(self)), format_month(str(self), "en"))

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def next(self) -> "Month":
        """The month after this one."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> "Month":
        """The month before this one."""
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    def __contains__(self, day: date) -> bool:
        return (day.year, day.month) == (self.year, self.number)
