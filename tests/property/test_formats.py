"""What is shown can be typed back."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.formats import (
    FIRST_YEAR,
    LAST_YEAR,
    format_date,
    format_month,
    format_number,
    format_points,
    parse_date,
    parse_decimal,
    parse_month,
    parse_whole,
    slug,
)
from app.text import Text

days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))


@given(days)
def test_a_date_shown_is_read_back(day):
    assert parse_date(format_date(day)) == parse_date(day.isoformat()) == day
    assert parse_date(f"{day.day}.{day.month}.{day.year}") == day


@given(days)
def test_a_month_shown_is_read_back(day):
    month = f"{day:%Y-%m}"
    assert parse_month(format_month(month)) == parse_month(month) == month


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_number_shown_is_read_back(number):
    assert parse_decimal(format_number(number), negative=True) == number
    assert parse_decimal(format_number(number, 2), negative=True) == number


@given(st.integers(0, 10**14))
def test_a_whole_number_shown_is_read_back(number):
    assert parse_whole(format_number(number)) == parse_whole(str(number)) == number


@given(st.integers(0, 10_000))
def test_points_shown_are_read_back(hundredths):
    assert parse_decimal(format_points(hundredths)) == Decimal(hundredths) / 100


@given(st.fractions(), st.integers(0, 6))
def test_display_is_off_by_half_a_last_place_at_most(value, decimals):
    shown = Fraction(format_number(value, decimals, "en").replace(",", ""))
    assert abs(shown - value) <= Fraction(1, 2 * 10**decimals)


@given(st.fractions(), st.integers(0, 4))
def test_the_two_languages_differ_in_their_separators_alone(value, decimals):
    swapped = format_number(value, decimals, "vi").translate(str.maketrans(".,", ",."))
    assert swapped == format_number(value, decimals, "en")


@given(st.text())
def test_reading_never_fails_whatever_is_typed(text):
    assert isinstance(parse_date(text), date | Text)
    assert isinstance(parse_month(text), str | Text)
    assert isinstance(parse_decimal(text), Decimal | Text)
    assert isinstance(parse_whole(text), int | Text)


@given(st.from_regex(r"[0-9.,/-]{1,12}", fullmatch=True))
def test_reading_never_fails_on_what_looks_like_a_date_or_number(text):
    assert isinstance(parse_date(text), date | Text)
    assert isinstance(parse_decimal(text, negative=True), Decimal | Text)


@given(st.text())
def test_a_slug_holds_small_letters_digits_and_hyphens(text):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(text))
