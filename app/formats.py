"""Dates and numbers as officials write and read them: formatted at the edge, never rounded before.

Every function is pure. Reading a typed value answers with the value or with a ``Text`` that says what
is wrong, so that a form can show all its mistakes at once. What people type is read in Vietnamese
writing (27/3/2027, 1.234,5) on the pages of both languages; 2027-03-27 is read too.
"""

import calendar
import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

from app.text import Locale, Text, clean, fold

# Vietnam has kept UTC+7 without summer time since 1975: a fixed offset needs no table of zones.
_HANOI = timezone(timedelta(hours=7))

_WEEKDAYS = (
    Text("Thứ Hai", "Monday"),
    Text("Thứ Ba", "Tuesday"),
    Text("Thứ Tư", "Wednesday"),
    Text("Thứ Năm", "Thursday"),
    Text("Thứ Sáu", "Friday"),
    Text("Thứ Bảy", "Saturday"),
    Text("Chủ nhật", "Sunday"),
)
_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

FIRST_YEAR, LAST_YEAR = 1900, 2100  # a typed year outside is a slip of the finger
LONGEST_NUMBER = 15  # digits before the comma; more is no number of this work
_LONGEST_QUOTE = 40  # letters of a mistaken entry that its message repeats


# --- dates out ---------------------------------------------------------------------------------


def weekday_name(day: date) -> Text:
    """Thứ Hai … Chủ nhật."""
    return _WEEKDAYS[day.weekday()]


def format_date(day: date, locale: Locale = "vi") -> str:
    """27/03/2027; in English 27 March 2027."""
    if locale == "en":
        return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def format_long_date(day: date, locale: Locale = "vi") -> str:
    """With the weekday in words: Thứ Hai, 23/11/2026."""
    return f"{weekday_name(day).in_(locale)}, {format_date(day, locale)}"


def format_document_date(day: date) -> str:
    """As signed documents write it: ngày 05 tháng 8 năm 2026.

    Decree 30/2020/NĐ-CP, Annex I: a zero stands before days under 10 and before months 1 and 2 only.
    """
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def format_when(instant: datetime, locale: Locale = "vi") -> str:
    """An aware instant as wall time in Vietnam: 14:05, 23/11/2026. A naive one is a ValueError."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its zone")
    local = instant.astimezone(_HANOI)
    return f"{local:%H:%M}, {format_date(local.date(), locale)}"


def format_month(month: str, locale: Locale = "vi") -> str:
    """A month kept as 2026-11, in words: tháng 11/2026; November 2026."""
    year, number = month.split("-")
    if locale == "en":
        return f"{_MONTHS_EN[int(number) - 1]} {year}"
    return f"tháng {number}/{year}"


# --- numbers out -------------------------------------------------------------------------------


def format_number(value: int | Fraction | Decimal, decimals: int | None = None, locale: Locale = "vi") -> str:
    """1.234,5; in English 1,234.5. Rounded here only, half up (away from zero).

    With ``decimals`` None the number shows the decimals that it needs, two at most.
    """
    places = 2 if decimals is None else decimals
    scaled = _rounded_half_up(Fraction(value) * 10**places)
    sign = "-" if scaled < 0 else ""
    whole, rest = divmod(abs(scaled), 10**places)
    fraction = f"{rest:0{places}}" if places else ""
    if decimals is None:
        fraction = fraction.rstrip("0")
    english = f"{sign}{whole:,}" + (f".{fraction}" if fraction else "")
    return english if locale == "en" else english.translate(_SWAPPED_SEPARATORS)


_SWAPPED_SEPARATORS = str.maketrans(",.", ".,")


def _rounded_half_up(value: Fraction) -> int:
    magnitude = (abs(value) + Fraction(1, 2)).__floor__()
    return -magnitude if value < 0 else magnitude


def format_points(hundredths: int, locale: Locale = "vi") -> str:
    """Points kept as whole hundredths: 250 is 2,5; 7658 is 76,58; 2700 is 27."""
    return format_number(Fraction(hundredths, 100), None, locale)


# --- dates in ----------------------------------------------------------------------------------

_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{1,8})")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_MONTH = re.compile(r"(?:thang )?([0-9]{1,2})[/-]([0-9]{4})")
_ISO_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})")


def parse_date(text: str) -> date | Text:
    """The date typed as 27/3/2027, 27-03-2027, 27.3.2027 or 2027-03-27; else a Text saying what is wrong."""
    typed = clean(text)
    if not typed:
        return Text("Nhập ngày, ví dụ 27/3/2027.", "Enter a date, for example 27/3/2027.")
    if found := _DAY_FIRST.fullmatch(typed):
        day, month, year = found[1], found[3], found[4]
    elif found := _YEAR_FIRST.fullmatch(typed):
        year, month, day = found.groups()
    else:
        return Text(
            f"{_quoted(typed)} không phải là ngày: ghi ngày/tháng/năm, ví dụ 27/3/2027.",
            f"{_quoted(typed)} is not a date: write day/month/year, for example 27/3/2027.",
        )
    if len(year) != 4:
        return Text(
            f"{_quoted(typed)}: ghi năm đủ bốn chữ số, ví dụ 27/3/2027.",
            f"{_quoted(typed)}: write the year with four digits, for example 27/3/2027.",
        )
    return _existing_day(typed, int(year), int(month), int(day))


def _quoted(typed: str) -> str:
    short = typed if len(typed) <= _LONGEST_QUOTE else typed[: _LONGEST_QUOTE - 1] + "…"
    return f"“{short}”"


def _existing_day(typed: str, year: int, month: int, day: int) -> date | Text:
    if problem := _impossible_month(typed, year, month):
        return problem
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        return Text(
            f"{_quoted(typed)} không có trong lịch: tháng {month}/{year} có {days} ngày.",
            f"{_quoted(typed)} is not in the calendar: {_MONTHS_EN[month - 1]} {year} has {days} days.",
        )
    return date(year, month, day)


def _impossible_month(typed: str, year: int, month: int) -> Text | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Text(
            f"{_quoted(typed)}: năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.",
            f"{_quoted(typed)}: the year must be from {FIRST_YEAR} to {LAST_YEAR}.",
        )
    if not 1 <= month <= 12:
        return Text(
            f"{_quoted(typed)} không có trong lịch: tháng phải từ 1 đến 12.",
            f"{_quoted(typed)} is not in the calendar: the month must be from 1 to 12.",
        )
    return None


def parse_month(text: str) -> str | Text:
    """The month typed as 11/2026, tháng 11/2026 or 2026-11, as "2026-11"; else a Text saying what is wrong."""
    typed = clean(text)
    if found := _ISO_MONTH.fullmatch(typed):
        year, month = int(found[1]), int(found[2])
    elif found := _MONTH.fullmatch(fold(typed)):
        year, month = int(found[2]), int(found[1])
    else:
        return Text(
            "Nhập tháng và năm, ví dụ 11/2026.",
            "Enter the month and the year, for example 11/2026.",
        )
    return _impossible_month(typed, year, month) or f"{year:04}-{month:02}"


# --- numbers in --------------------------------------------------------------------------------

_VIETNAMESE_NUMBER = re.compile(r"(-?)([1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]+))?")
_OTHER_NUMBER = re.compile(r"-?(?=[., ]*[0-9])[0-9., ]+")


def parse_decimal(text: str, places: int = 2, *, negative: bool = False) -> Decimal | Text:
    """The number typed as 1.234,5 or 1234,5 with at most ``places`` decimals; else a Text.

    A point groups thousands and nothing else: 1,234.5 and 1.23 are refused as unclear rather than
    guessed. A number below zero is refused unless ``negative``.
    """
    typed = clean(text).replace("−", "-")
    if not typed:
        return Text("Nhập một số.", "Enter a number.")
    found = _VIETNAMESE_NUMBER.fullmatch(typed)
    if not found:
        return _unclear(typed)
    sign, whole, fraction = found[1], found[2].replace(".", ""), found[3] or ""
    if len(whole) > LONGEST_NUMBER:
        return Text(f"{_quoted(typed)} quá lớn.", f"{_quoted(typed)} is too large.")
    if len(fraction) > places:
        return _too_many_decimals(typed, places)
    number = Decimal(f"{whole}.{fraction}" if fraction else whole)
    if not sign or not number:
        return number
    return (
        -number
        if negative
        else Text(f"{_quoted(typed)}: không nhận số âm.", f"{_quoted(typed)}: must not be negative.")
    )


def _unclear(typed: str) -> Text:
    if not _OTHER_NUMBER.fullmatch(typed):
        return Text(f"{_quoted(typed)} không phải là số.", f"{_quoted(typed)} is not a number.")
    return Text(
        f"{_quoted(typed)} không rõ: ghi dấu phẩy trước phần thập phân, dấu chấm giữa hàng nghìn, ví dụ 1.234,5.",
        f"{_quoted(typed)} is unclear: write a comma before decimals, points between thousands, such as 1.234,5.",
    )


def _too_many_decimals(typed: str, places: int) -> Text:
    if places == 0:
        return Text(f"{_quoted(typed)}: nhập số nguyên.", f"{_quoted(typed)}: enter a whole number.")
    return Text(
        f"{_quoted(typed)}: nhiều nhất {places} chữ số sau dấu phẩy.",
        f"{_quoted(typed)}: at most {places} digits after the comma.",
    )


def parse_whole(text: str, *, negative: bool = False) -> int | Text:
    """The whole number typed as 1107196 or 1.107.196; else a Text saying what is wrong."""
    number = parse_decimal(text, 0, negative=negative)
    return number if isinstance(number, Text) else int(number)


# --- names of files ----------------------------------------------------------------------------

LONGEST_SLUG = 60


def slug(text: str) -> str:
    """``text`` for the name of a file or an address: Phòng Tư pháp → phong-tu-phap; never empty."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    return words[:LONGEST_SLUG].rstrip("-") or "khong-ten"


def file_name(*parts: str, extension: str) -> str:
    """The name of an exported file: nhiem-vu_2026-11_phong-tu-phap.xlsx."""
    return "_".join(map(slug, parts)) + f".{extension}"
