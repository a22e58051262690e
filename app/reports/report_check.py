"""A report's printed figures as a JSON file: read it naming every fault with its place, and answer in JSON."""

import json
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.json_reader import BAD_INPUT, Fault, Reader, printable, read_with, told
from app.reports.printed_figures import (
    FIGURES,
    RATES,
    BrokenIdentity,
    Figures,
    PrintedRate,
    Problem,
    problems,
)

MOST_DECIMALS = 6
_RATE = ("name", "printed", "decimals")


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """What a report prints."""

    title: str
    figures: Figures
    rates: tuple[PrintedRate, ...]


def run(content: str | bytes) -> tuple[int, str, str]:
    """Check the file's content: exit status, standard output, standard error (Vietnamese; no final newline)."""
    report = read(content)
    if isinstance(report, PrintedReport):
        found = problems(report.figures, report.rates)
        answer = {"consistent": not found, "problems": [told_of(problem) for problem in found]}
        return 0, json.dumps(answer), ""
    return BAD_INPUT, "", told("Không đối chiếu được", report)


def read(content: str | bytes) -> PrintedReport | list[Fault]:
    """The report in the file's content, or every fault it has."""
    return read_with(content, lambda written, faults: _Reader(faults).report(written))


def told_of(problem: Problem) -> dict[str, Any]:
    """One problem in the terms of the format."""
    if isinstance(problem, BrokenIdentity):
        return {
            "rule": problem.rule,
            "left": problem.left,
            "right": problem.right,
            "difference": problem.difference,
        }
    return {"rate": problem.rate, "printed": float(problem.printed), "computed": float(problem.computed)}


class _Reader(Reader):
    """The fields of a report."""

    def report(self, written: Any) -> PrintedReport:
        fields = self.fields(written, "", required=("figures",), optional=("title", "rates"))
        title = fields.get("title", "")
        if not isinstance(title, str):
            self.fault("title", "phải là chữ", "must be text")
            title = ""
        figures = self.figures(fields["figures"]) if "figures" in fields else {}
        entries = enumerate(self.items(fields.get("rates", []), "rates"))
        rates = [self.rate(entry, f"rates[{index}]") for index, entry in entries]
        return PrintedReport(title, figures, tuple(rate for rate in rates if rate is not None))

    def figures(self, written: Any) -> Figures:
        fields = self.fields(written, "figures", required=(), optional=FIGURES)
        counts = {name: self.count(fields[name], f"figures.{name}") for name in FIGURES if name in fields}
        return {name: count for name, count in counts.items() if count is not None}

    def rate(self, written: Any, place: str) -> PrintedRate | None:
        fields = self.fields(written, place, required=_RATE)
        name, printed, decimals = fields.get("name"), None, None
        if "name" in fields and (not isinstance(name, str) or name not in RATES):
            known = ", ".join(RATES)
            shown = f"“{printable(name)}”" if isinstance(name, str) else "…"
            self.fault(
                f"{place}.name", f"không có tỷ lệ {shown}; có: {known}", f"no rate {shown}; known: {known}"
            )
        if "printed" in fields:
            printed = self.printed(fields["printed"], f"{place}.printed")
        if "decimals" in fields:
            decimals = self.decimals(fields["decimals"], f"{place}.decimals")
        if isinstance(name, str) and name in RATES and printed is not None and decimals is not None:
            return PrintedRate(name, printed, decimals)
        return None

    def count(self, written: Any, place: str) -> int | None:
        value = self.whole(written, place)
        if value is not None and value < 0:
            self.fault(place, "phải là số nguyên không âm", "must be a whole number, not negative")
            return None
        return value

    def printed(self, written: Any, place: str) -> Fraction | None:
        value = self.number(written, place)
        if value is not None and value < 0:
            self.fault(place, "không được âm", "must not be negative")
            return None
        return value

    def decimals(self, written: Any, place: str) -> int | None:
        value = self.whole(written, place)
        if value is not None and not 0 <= value <= MOST_DECIMALS:
            self.fault(
                place,
                f"phải là số nguyên từ 0 đến {MOST_DECIMALS}",
                f"must be a whole number from 0 to {MOST_DECIMALS}",
            )
            return None
        return value
