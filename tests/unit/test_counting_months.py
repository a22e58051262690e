"""The month as the period of evaluation."""

from datetime import date

import pytest

from app.evaluation.months import Month


def test_a_month_is_written_as_in_addresses():
    assert str(Month.parse("2026-02")) == "2026-02"
    assert str(Month(2026, 11)) == "2026-11"


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-0", "2026-00", "2026-13", "26-11", "2026-11-01", " 2026-11", "2026-1１", "0000-01"],
)
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        Month.parse(text)


def test_a_month_that_does_not_exist_cannot_be_made():
    with pytest.raises(ValueError, match="month"):
        Month(2026, 13)


def test_a_month_knows_its_days():
    month = Month.of(date(2028, 2, 11))
    assert (month.first, month.last) == (date(2028, 2, 1), date(2028, 2, 29))
    assert date(2028, 2, 29) in month
    assert date(2028, 3, 1) not in month
    assert date(2027, 2, 1) not in month


def test_months_follow_each_other_over_the_new_year():
    assert Month(2026, 12).next == Month(2027, 1)
    assert Month(2027, 1).previous == Month(2026, 12)
    assert Month(2026, 5).next.previous == Month(2026, 5)
    assert Month(2026, 12) < Month(2027, 1)


def test_a_month_in_words():
    assert Month(2026, 11).label.vi == "tháng 11/2026"
    assert Month(2026, 11).label.en == "November 2026"
