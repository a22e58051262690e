"""What a typed search means, and in which order records answer it."""

import re
import unicodedata

import pytest

from app.matching import (
    EXACT_CODE,
    MOST_LETTERS,
    MOST_WORDS,
    PHRASE,
    TITLE_PHRASE,
    TITLE_WORDS,
    WORDS,
    Candidate,
    Hit,
    Narrow,
    Typed,
    best,
    contains,
    every_word,
    loosely,
    somewhere,
)
from app.text import fold

ROAD = fold("Báo cáo hiện trạng đường Trần Phú")


@pytest.mark.parametrize(
    "typed",
    [
        "bao cao duong",
        "Báo cáo đường",
        "BÁO CÁO ĐƯỜNG",
        "đường, báo cáo",
        "  duong   bao\tcao ",
        unicodedata.normalize("NFD", "Báo cáo đường"),
        "“báo cáo” (đường)",
    ],
)
def test_words_are_found_without_marks_in_any_order_case_and_unicode_form(typed):
    assert Typed.read(typed).rank(ROAD) is not None


def test_both_placements_of_the_tone_are_the_same_word():
    for one, other in (("hoà", "hòa"), ("thuỷ", "thủy"), ("khoẻ", "khỏe"), ("tuý", "túy")):
        assert Typed.read(one).words == Typed.read(other).words


def test_every_word_must_occur():
    assert Typed.read("báo cáo cầu").rank(ROAD) is None


def test_answers_are_ranked_code_then_title_then_the_rest_phrases_before_words():
    def rank(typed: str) -> int | None:
        return Typed.read(typed).rank("bao cao duong", "danh sach diem ngap", "NV-2026-00412")

    assert rank("NV-2026-00412") == rank("412") == rank("nv 412") == EXACT_CODE
    assert rank("cao duong") == TITLE_PHRASE
    assert rank("duong bao") == TITLE_WORDS
    assert rank("diem ngap") == PHRASE
    assert rank("ngap duong") == WORDS
    assert rank("lut") is None


@pytest.mark.parametrize(
    "typed", ["412", "00412", "nv 412", "NV412", "NV-2026-00412", "2026-412", "nv-2026-412"]
)
def test_a_code_is_known_with_and_without_letters_year_and_zeros(typed):
    assert Typed.read(typed).is_code("NV-2026-00412")


@pytest.mark.parametrize("typed", ["41", "4120", "vv 412", "NV-2025-00412", "412a"])
def test_what_is_not_that_code_is_not_taken_for_it(typed):
    assert not Typed.read(typed).is_code("NV-2026-00412")


def test_letters_of_like_are_taken_as_typed():
    assert contains("100%_a!") == "%100!%!_a!!%"
    assert loosely("50%") == "%50!%%"
    assert loosely("duong") == "%___ng%"


def test_a_search_is_bounded():
    typed = Typed.read("từ " * 500)
    assert len(typed.text) <= MOST_LETTERS
    assert len(typed.words) == MOST_WORDS
    assert typed.cut
    assert not Typed.read("báo cáo").cut


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "\u0301", "\u200b"])
def test_nothing_typed_finds_nothing_and_not_everything(typed):
    assert Typed.read(typed).words == ()
    assert every_word(Typed.read(typed), "x") == ("(1 = 0)", ())


def test_marks_alone_are_words_where_nothing_else_was_typed():
    assert Typed.read("% _").words == ("%", "_")


def test_what_is_open_stands_before_what_is_over_and_else_the_order_stays():
    candidates = [
        Candidate(Hit("báo cáo tháng", "/1"), open=False),
        Candidate(Hit("tháng báo cáo", "/2")),
        Candidate(Hit("báo cáo tháng", "/3")),
        Candidate(Hit("báo cáo tháng", "/4")),
        Candidate(Hit("khác", "/5")),
    ]
    found = best(Typed.read("bao cao thang"), candidates, Narrow(limit=3))
    assert [hit.href for hit in found.hits] == ["/3", "/4", "/1"]
    assert found.total == 4
    later = best(Typed.read("bao cao thang"), candidates, Narrow(limit=3, offset=3))
    assert [hit.href for hit in later.hits] == ["/2"]


def test_a_loose_pattern_finds_what_the_marks_hide():
    pattern = re.compile("^" + loosely("duong").replace("%", ".*").replace("_", ".") + "$", re.DOTALL)
    assert pattern.match("sửa đường".lower())


def test_a_lists_filter_takes_letters_of_like_as_they_are_typed():
    sql, args = somewhere(" 5%_đ! ", folded=["o.search_key"], codes=["o.staff_code"])
    assert sql == "(o.search_key LIKE {} ESCAPE '!' OR o.staff_code LIKE {} ESCAPE '!')"
    assert args == ["%5!%!_d!!%", "%5!%!_Đ!!%"]
