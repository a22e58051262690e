"""Dates and numbers as officials write and read them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from app.formats import (
    file_name,
    format_date,
    format_document_date,
    format_long_date,
    format_month,
    format_number,
    format_points,
    format_when,
    parse_date,
    parse_decimal,
    parse_month,
    parse_whole,
    slug,
)
from app.text import Text


def refusal(answer: object) -> str:
    """The Vietnamese words of a refusal; the test fails when the value was accepted."""
    assert isinstance(answer, Text), f"{answer!r} was accepted"
    return answer.vi


# --- out ---------------------------------------------------------------------------------------


def test_a_date_on_the_screen_has_two_digits_for_day_and_month():
    assert format_date(date(2027, 3, 7)) == "07/03/2027"
    assert format_date(date(2027, 3, 7), "en") == "7 March 2027"


def test_a_long_date_names_the_weekday():
    assert format_long_date(date(2026, 11, 23)) == "Thứ Hai, 23/11/2026"
    assert format_long_date(date(2026, 11, 22)) == "Chủ nhật, 22/11/2026"
    assert format_long_date(date(2026, 11, 23), "en") == "Monday, 23 November 2026"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 8, 5), "ngày 05 tháng 8 năm 2026"),
        (date(2026, 1, 15), "ngày 15 tháng 01 năm 2026"),
        (date(2026, 2, 9), "ngày 09 tháng 02 năm 2026"),
        (date(2026, 3, 10), "ngày 10 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_a_document_pads_days_under_ten_and_the_months_one_and_two_only(day, written):
    """Decree 30/2020/NĐ-CP, Annex I."""
    assert format_document_date(day) == written


def test_an_instant_is_shown_as_wall_time_in_vietnam():
    assert format_when(datetime(2026, 11, 23, 7, 5, tzinfo=UTC)) == "14:05, 23/11/2026"
    assert format_when(datetime(2026, 11, 22, 17, 0, tzinfo=UTC), "en") == "00:00, 23 November 2026"


def test_an_instant_without_a_zone_is_never_guessed():
    with pytest.raises(ValueError, match="zone"):
        format_when(datetime(2026, 11, 23, 7, 5))  # noqa: DTZ001


def test_a_month_is_written_in_words():
    assert (format_month("2026-02"), format_month("2026-02", "en")) == ("tháng 02/2026", "February 2026")


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (1107196, None, "1.107.196", "1,107,196"),
        (Decimal("1234.5"), None, "1.234,5", "1,234.5"),
        (Decimal("1234.5"), 2, "1.234,50", "1,234.50"),
        (Fraction(22, 38), 4, "0,5789", "0.5789"),
        (Fraction(1, 3), None, "0,33", "0.33"),
        (Fraction(-5, 2), 0, "-3", "-3"),
        (Fraction(-1, 1000), 2, "0,00", "0.00"),
        (0, None, "0", "0"),
    ],
)
def test_numbers_are_grouped_by_points_in_vietnamese_and_commas_in_english(value, decimals, vi, en):
    assert format_number(value, decimals) == vi
    assert format_number(value, decimals, "en") == en


def test_a_half_is_rounded_up_and_not_to_the_even_neighbour():
    assert [format_number(Fraction(n, 1000), 2) for n in (765, 775, 785)] == ["0,77", "0,78", "0,79"]


@pytest.mark.parametrize(
    ("hundredths", "vi"), [(250, "2,5"), (7658, "76,58"), (2700, "27"), (0, "0"), (5, "0,05")]
)
def test_points_show_the_decimals_that_they_have(hundredths, vi):
    assert format_points(hundredths) == vi


# --- dates in ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["27/3/2027", "27/03/2027", "27-03-2027", "27.3.2027", "2027-03-27", " 27/3/2027\u00a0"]
)
def test_a_date_may_be_typed_in_every_usual_way(typed):
    assert parse_date(typed) == date(2027, 3, 27)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Nhập ngày"),
        ("31/02/2027", "tháng 2/2027 có 28 ngày"),
        ("0/5/2027", "tháng 5/2027 có 31 ngày"),
        ("1/13/2027", "tháng phải từ 1 đến 12"),
        ("2027-00-05", "tháng phải từ 1 đến 12"),
        ("27/3/27", "bốn chữ số"),
        ("27/3/0027", "năm phải từ 1900 đến 2100"),
        ("27/3-2027", "không phải là ngày"),
        ("mai", "không phải là ngày"),
        ("3/2027", "không phải là ngày"),
    ],
)
def test_an_impossible_date_is_refused_with_the_reason(typed, why):
    assert why in refusal(parse_date(typed))


def test_the_last_of_february_exists_in_leap_years():
    assert parse_date("29/2/2028") == date(2028, 2, 29)


def test_a_refusal_repeats_no_more_than_a_line_of_what_was_typed():
    assert len(refusal(parse_date("x" * 10_000))) < 140


@pytest.mark.parametrize("typed", ["2026-11", "11/2026", "tháng 11/2026", "Tháng 11/2026", "11-2026"])
def test_a_month_may_be_typed_in_every_usual_way(typed):
    assert parse_month(typed) == "2026-11"


@pytest.mark.parametrize("typed", ["", "2026", "13/2026", "2026-00", "11/26", "1/11/2026", "11/1800"])
def test_what_is_no_month_is_refused(typed):
    assert refusal(parse_month(typed))


# --- numbers in --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1.234,5", "1234.5"),
        ("1234,5", "1234.5"),
        ("2,5", "2.5"),
        ("2,50", "2.50"),
        ("1.107.196", "1107196"),
        ("1.234", "1234"),
        ("0", "0"),
        ("-0", "0"),
    ],
)
def test_a_number_is_read_in_vietnamese_writing(typed, number):
    assert parse_decimal(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["1,234.5", "1.23", "0.5", "0.500", "12.34.567", "1.2345", "1 234", ",5", "5,"]
)
def test_an_unclear_number_is_refused_and_never_guessed(typed):
    assert "không rõ" in refusal(parse_decimal(typed))


@pytest.mark.parametrize("typed", ["hai", "2x", "--2", "1e3", ".,.", "٣"])
def test_what_is_no_number_is_refused(typed):
    assert "không phải là số" in refusal(parse_decimal(typed))


def test_too_many_decimals_are_refused_rather_than_rounded():
    assert "nhiều nhất 2 chữ số" in refusal(parse_decimal("2,555"))
    assert parse_decimal("2,555", 3) == Decimal("2.555")


def test_a_number_below_zero_is_read_only_where_it_is_asked_for():
    assert "không nhận số âm" in refusal(parse_decimal("-2,5"))
    assert parse_decimal("-2,5", negative=True) == parse_decimal("−2,5", negative=True) == Decimal("-2.5")


def test_a_number_of_absurd_length_is_refused():
    assert "quá lớn" in refusal(parse_decimal("9" * 5000))


def test_an_empty_number_asks_for_one():
    assert refusal(parse_decimal(" ")) == "Nhập một số."


def test_a_whole_number_has_no_decimals():
    assert (parse_whole("1.107.196"), parse_whole("007")) == (1107196, 7)
    assert "số nguyên" in refusal(parse_whole("2,5"))
    assert parse_whole("-3", negative=True) == -3


# --- names of files ----------------------------------------------------------------------------


def test_an_exported_file_is_named_without_marks():
    assert (
        file_name("nhiem-vu", "2026-11", "Phòng Tư pháp", extension="xlsx")
        == "nhiem-vu_2026-11_phong-tu-phap.xlsx"
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [("Đội 1 & 2", "doi-1-2"), ("../etc/passwd", "etc-passwd"), ("…", "khong-ten"), ("a" * 100, "a" * 60)],
)
def test_a_slug_is_safe_and_never_empty(text, name):
    assert slug(text) == name
