"""The points in time that a phrase names: days, months, quarters, halves, years, each with its first and last day.

Everything here reads the *plain* form of a phrase (lower case, no marks, see ``folding.plain``).
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

_MONTH_WORDS = {
    "muoi mot": 11, "muoi hai": 12, "gieng": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "sau": 6, "bay": 7, "tam": 8,
    "chin": 9, "muoi": 10, "chap": 12,
}  # fmt: skip
_QUARTER_WORDS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "nhat": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4}
_PARTS = {"dau": 3, "giua": 6, "cuoi": 12, "het": 12}

_JOIN = r"\s*(?:,|-|/|\+|&|;|va|den|den\s+het|hoac)\s*"
_MONTH = r"(?:\d{1,2}(?!\d)|muoi\s+mot|muoi\s+hai|gieng|mot|hai|ba|tu|sau|bay|tam|chin|muoi|chap)\b"
_QUARTER = r"(?:viii|vii|vi|iv|v|iii|ii|i|\d{1,2}(?!\d)|nhat|mot|hai|ba|tu)\b"
_YEAR = r"(?:19|20)\d\d"
_POINT = re.compile(
    rf"""
      (?<!\d)(?P<iso>(?P<iso_y>{_YEAR})[-/.](?P<iso_m>\d{{1,2}})[-/.](?P<iso_d>\d{{1,2}}))(?!\d)
    | (?<!\d)(?P<day>(?P<d>\d{{1,2}})\s?(?P<sign>[/.-])\s?(?P<m>\d{{1,2}})\s?(?P=sign)\s?(?P<y>{_YEAR}))(?!\d)
    | (?<![\d/])(?P<short>(?P<sd>\d{{1,2}})/(?P<sm>\d{{1,2}})/(?P<sy>\d\d))(?![\d/])
    | (?<![\d/.-])(?P<spoken>(?P<wd>\d{{1,2}})\s+thang\s+(?P<wm>\d{{1,2}})(?!\d))
    | (?<!\d)(?P<span>(?P<from_y>{_YEAR})\s?-\s?(?P<to_y>\d\d))(?![\d/.-])
    | (?<!\d)(?P<reversed>(?P<ry>{_YEAR})[-/.](?P<rm>0[1-9]|1[0-2]))(?!\d)
    | (?:\bt(?:hang|h)?\.?\s*)?(?<!\d)(?P<month>(?P<mm>\d{{1,2}})\s?[/.-]\s?(?P<my>{_YEAR}))(?!\d)
    | \b(?P<quarters>(?:quy|q)\.?\s?(?P<qs>{_QUARTER}(?:{_JOIN}(?:quy\s*)?{_QUARTER})*))
    | \b(?P<months>thang\s*(?P<ms>{_MONTH}(?:{_JOIN}(?:thang\s*)?{_MONTH}(?!\s?/\s?\d{{1,2}}\b))*))
    | \b(?P<half>(?:0?6|sau)\s+thang\s+(?P<which>dau|cuoi)|nua\s+(?P<which2>dau|cuoi))(?:\s+nam)?
    | \b(?P<nine>0?9\s+thang)(?:\s+dau)?(?:\s+nam)?(?=\s*{_YEAR})
    | \b(?P<part>(?P<which3>dau|giua|cuoi|het)\s+nam)\b
    | (?<![\d/.-])(?P<bare_day>(?P<bd>\d{{1,2}})/(?P<bm>\d{{1,2}}))(?![\d/])
    | \b(?:nam\s*)?(?<!\d)(?P<year>{_YEAR})(?!\d)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Point:
    """One named point: its place in the phrase, first and last day; both None for what no calendar has."""

    start: int
    end: int
    first: date | None
    last: date | None
    needs_year: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """A point whose year may still stand elsewhere in the phrase."""

    start: int
    end: int
    unit: str
    number: int
    day: int = 0
    year: int | None = None


def points_of(plain_phrase: str) -> list[Point]:
    """Every point in ``plain_phrase`` in its order.

    Points without a year take the next year named ("tháng 6, 7 năm 2025"), else the one before ("năm 2025 (quý IV)");
    a year that only completes others is no point of its own.
    """
    found = [item for match in _POINT.finditer(plain_phrase) for item in _read(match)]
    lent: set[int] = set()
    complete: list[_Found] = []
    for place, item in enumerate(found):
        lender = _year_for(found, place) if item.year is None else None
        if lender is not None:
            lent.update({lender} if found[lender].unit == "year" else set())
            item = replace(item, year=found[lender].year)
        complete.append(item)
    return [_point(item) for place, item in enumerate(complete) if place not in lent]


def _year_for(found: list[_Found], place: int) -> int | None:
    after = (i for i in range(place + 1, len(found)) if found[i].year is not None)
    before = (i for i in range(place - 1, -1, -1) if found[i].year is not None)
    return next(after, next(before, None))


def _read(match: re.Match[str]) -> Iterator[_Found]:
    start, end = match.span()

    def item(unit: str, number: int, day: int = 0, year: str | int | None = None) -> _Found:
        return _Found(start, end, unit, number, day, int(year) if year is not None else None)

    def listed(unit: str, group: str, word: str, numbers: dict[str, int]) -> Iterator[_Found]:
        for count, part in enumerate(re.finditer(word, match[group])):
            offset = match.start(group)
            number = numbers.get(part[0], int(part[0]) if part[0].isdecimal() else 0)
            yield _Found(start if count == 0 else offset + part.start(), offset + part.end(), unit, number)

    if match["iso"]:
        yield item("day", int(match["iso_m"]), int(match["iso_d"]), match["iso_y"])
    elif match["day"]:
        yield item("day", int(match["m"]), int(match["d"]), match["y"])
    elif match["short"]:
        yield item("day", int(match["sm"]), int(match["sd"]), 2000 + int(match["sy"]))
    elif match["spoken"]:
        yield item("day", int(match["wm"]), int(match["wd"]))
    elif match["span"]:
        year = int(match["from_y"])
        last = year // 100 * 100 + int(match["to_y"])
        yield item("year", 0, year=last if last > year else year)
    elif match["reversed"]:
        yield item("month", int(match["rm"]), year=match["ry"])
    elif match["month"]:
        yield item("month", int(match["mm"]), year=match["my"])
    elif match["quarters"]:
        yield from listed("quarter", "qs", _QUARTER, _QUARTER_WORDS)
    elif match["months"]:
        yield from listed("month", "ms", _MONTH, _MONTH_WORDS)
    elif match["half"]:
        yield item("half", 1 if "dau" in (match["which"], match["which2"]) else 2)
    elif match["nine"]:
        yield item("month", 9)
    elif match["part"]:
        yield item("month", _PARTS[match["which3"]])
    elif match["bare_day"]:
        yield item("day", int(match["bm"]), int(match["bd"]))
    else:
        yield item("year", 0, year=match["year"])


def _point(item: _Found) -> Point:
    if item.year is None:
        return Point(item.start, item.end, None, None, needs_year=True)
    first, last = _days(item.unit, item.number, item.day, item.year)
    return Point(item.start, item.end, first, last)


def _days(unit: str, number: int, day: int, year: int) -> tuple[date | None, date | None]:
    match unit:
        case "day":
            if not 1 <= number <= 12 or not 1 <= day <= calendar.monthrange(year, number)[1]:
                return None, None
            return date(year, number, day), date(year, number, day)
        case "month":
            return _months(year, number, number) if 1 <= number <= 12 else (None, None)
        case "quarter":
            return _months(year, 3 * number - 2, 3 * number) if 1 <= number <= 4 else (None, None)
        case "half":
            return _months(year, 6 * number - 5, 6 * number)
        case _:
            return _months(year, 1, 12)


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def day_before(day: date) -> date:
    """The day before ``day``."""
    return day - timedelta(days=1)
