"""What the lines above a catalogue's table say: its title, the decision it belongs to, the standard unit."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.evaluation.catalogue_columns import Header, cell_text
from app.evaluation.catalogue_workbook import SheetCells
from app.formats import format_date
from app.text import fold

_DECISION = re.compile(
    r"(Quyết định|Nghị quyết)\s+số\s*:?\s*(\d+)\s*/\s*([\w-]+(?:/[\w-]+)*)\s*,?\s*"
    r"ngày\s+(\d{1,2})(?:\s+tháng\s+|[/.-])(\d{1,2})(?:\s+năm\s+|[/.-])(\d{4})"
    r"(?:\s+của\s+([^()]+))?",
    re.IGNORECASE,
)
_STANDARD = re.compile(r"(?:san pham|cong viec|san pham/cong viec) chuan\s*=\s*(\d+(?:,\d+)?)\s*diem")


@dataclass(frozen=True, slots=True)
class DecisionGuess:
    """The decision named in the file; a person confirms it on the check page."""

    kind: str
    number: str
    issued_on: date
    issuer: str

    @property
    def label(self) -> str:
        """As it is cited: Quyết định số 283/QĐ-UBND ngày 31/05/2026 của …"""
        by = f" của {self.issuer}" if self.issuer else ""
        return f"{self.kind} số {self.number} ngày {format_date(self.issued_on)}{by}"


def lines_above(sheet: SheetCells, header: Header) -> list[str]:
    """Every text above the table and in its header."""
    rows = sheet.rows[: header.last_row + 1]
    return [words for row in rows for cell in row if (words := cell_text(cell))]


def title_in(lines: Iterable[str]) -> str:
    """The line that names the catalogue; empty where none does."""
    return next((line for line in lines if fold(line).find("danh muc") >= 0), "")


def decision_in(lines: Iterable[str]) -> DecisionGuess | None:
    """The first decision with a number and a date that exists."""
    for line in lines:
        for kind, number, symbol, day, month, year, issuer in _DECISION.findall(line):
            try:
                issued_on = date(int(year), int(month), int(day))
            except ValueError:
                continue
            return DecisionGuess(kind, f"{number}/{symbol}", issued_on, issuer.strip(" .;,"))
    return None


def standards_in(lines: Iterable[str]) -> set[Fraction]:
    """The points of the standard unit, as "Sản phẩm chuẩn = 5 điểm" states them."""
    found = (match for line in lines for match in _STANDARD.findall(fold(line)))
    return {points for match in found if (points := Fraction(match.replace(",", "."))) > 0}
