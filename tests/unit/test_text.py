"""Vietnamese text: how it is kept, searched and sorted."""

import unicodedata

import pytest

from app.text import SORT_KEY_LENGTH, TITLE_KEY_LENGTH, Text, clean, fold, sort_key, title_key


def sorted_names(*names: str) -> list[str]:
    return sorted(names, key=sort_key)


def test_a_text_answers_in_the_language_asked_for():
    text = Text("nhiệm vụ", "task")
    assert (text.in_("vi"), text.in_("en"), str(text)) == ("nhiệm vụ", "task", "nhiệm vụ")


def test_a_search_without_marks_finds_text_with_marks():
    assert fold("Đùn đẩy") == "dun day"
    assert "dau thau" in fold("Hồ sơ Đấu thầu")


def test_both_ways_of_placing_the_tone_fold_alike():
    assert fold("Thuỷ") == fold("Thủy") == "thuy"


def test_composed_and_decomposed_text_fold_alike():
    name = "Nguyễn Thị Ánh Đường"
    assert fold(unicodedata.normalize("NFD", name)) == fold(name) == "nguyen thi anh duong"


def test_folding_collapses_every_kind_of_space():
    assert fold("  Tổ\u00a0 dân\tphố\n số 2 ") == "to dan pho so 2"


def test_cleaning_keeps_lines_and_takes_away_what_nobody_can_see():
    assert clean(" Việc\u00a0một\r\nViệc\x00 hai\u200b\ud800 ") == "Việc một\nViệc hai"


def test_cleaning_composes_letters_typed_as_letter_and_mark():
    assert clean(unicodedata.normalize("NFD", "Thuế đất")) == "Thuế đất"


def test_people_are_sorted_by_given_name_then_family_name_then_middle_names():
    assert sorted_names("Trần Thị Hoa", "Nguyễn Văn Hoa", "Nguyễn Thị Hoa", "Lê Bình", "Nguyễn Hoa") == [
        "Lê Bình",
        "Nguyễn Hoa",
        "Nguyễn Thị Hoa",
        "Nguyễn Văn Hoa",
        "Trần Thị Hoa",
    ]


def test_letters_follow_the_vietnamese_alphabet():
    assert sorted_names("Ông", "Đa", "Ân", "Dạ", "Ăn", "Ơn", "An", "On", "Ê", "E", "Ưng", "Ung") == [
        *("An", "Ăn", "Ân", "Dạ", "Đa", "E", "Ê", "On", "Ông", "Ơn", "Ung", "Ưng"),
    ]


def test_tones_decide_only_between_equal_letters():
    assert sorted_names("Mạ", "Má", "Mã", "Mả", "Mà", "Ma", "Mai") == [
        *("Ma", "Mà", "Mả", "Mã", "Má", "Mạ", "Mai"),
    ]


def test_a_tone_counts_for_its_syllable_wherever_it_is_written():
    assert sort_key("Hoà") == sort_key("Hòa")
    assert sorted_names("Hoạ", "Hóa", "Hỏa", "Hòa", "Hoa") == ["Hoa", "Hòa", "Hỏa", "Hóa", "Hoạ"]


def test_the_tone_of_a_given_name_weighs_more_than_the_family_name():
    assert sorted_names("An Hoà", "Vũ Hoa") == ["Vũ Hoa", "An Hoà"]


def test_units_are_sorted_in_reading_order_with_numbers_by_value():
    titles = ["Tổ dân phố số 10", "Tổ dân phố số 2", "Phòng Tư pháp", "Phòng Tài chính - Kế hoạch", "Đội 7"]
    assert sorted(titles, key=title_key) == [
        "Đội 7",
        "Phòng Tài chính - Kế hoạch",
        "Phòng Tư pháp",
        "Tổ dân phố số 2",
        "Tổ dân phố số 10",
    ]


def test_capitals_and_punctuation_do_not_change_the_order():
    assert title_key("PHÒNG TƯ PHÁP,") == title_key("Phòng (Tư pháp)")


def test_foreign_letters_come_after_vietnamese_ones():
    assert sorted_names("Владимир", "Ý", "Zoe") == ["Ý", "Zoe", "Владимир"]


@pytest.mark.parametrize("text", ["", "   ", "-", "…"])
def test_a_name_without_letters_has_the_empty_key(text):
    assert sort_key(text) == title_key(text) == ""


def test_a_key_never_outgrows_its_column():
    assert len(sort_key("ж" * 120)) == SORT_KEY_LENGTH
    assert len(title_key("1 " * 300)) == TITLE_KEY_LENGTH


def test_a_number_too_long_to_count_still_has_a_key():
    assert title_key("9" * 5000).isdigit()
