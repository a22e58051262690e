"""Laws of cleaning, folding and sorting."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from app.text import ALPHABET, clean, fold, sort_key, title_key

LETTERS = list(ALPHABET)
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]  # ngang huyền hỏi ngã sắc nặng
VOWELS = set("aăâeêioôơuưy")


@st.composite
def syllables(draw) -> tuple[tuple[int, ...], int, str]:
    """Places of the letters in the alphabet, place of the tone, and the syllable as written."""
    places = draw(
        st.lists(st.one_of(st.integers(0, 2), st.integers(0, len(LETTERS) - 1)), min_size=1, max_size=5)
    )
    vowels = [n for n, place in enumerate(places) if LETTERS[place] in VOWELS]
    tone = draw(st.integers(0, 5)) if vowels else 0
    toned = draw(st.sampled_from(vowels)) if vowels else 0
    written = "".join(LETTERS[place] + (TONES[tone] if n == toned else "") for n, place in enumerate(places))
    return tuple(places), tone, unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), written)


names = st.lists(syllables(), min_size=1, max_size=4)


def written(name: list[tuple[tuple[int, ...], int, str]]) -> str:
    return " ".join(syllable[2] for syllable in name)


def expected(name: list[tuple[tuple[int, ...], int, str]]) -> list[tuple[tuple[int, ...], int]]:
    given_first = [name[-1], *name[:-1]]
    return [(letters, tone) for letters, tone, _ in given_first]


@given(names, names)
def test_the_key_orders_names_as_the_table_of_letters_and_tones_does(one, other):
    left, right = expected(one), expected(other)
    assert (sort_key(written(one)) < sort_key(written(other))) == (left < right)
    assert (sort_key(written(one)) == sort_key(written(other))) == (left == right)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_numbers_in_titles_are_ordered_by_value(one, other):
    assert (title_key(f"Tổ {one}") < title_key(f"Tổ {other}")) == (one < other)


@given(st.text())
def test_keys_hold_digits_only_so_that_every_collation_agrees(text):
    assert set(sort_key(text) + title_key(text)) <= set("0123456789")


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_is_blind_to_the_form_of_unicode(text):
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(st.text(st.characters()))
def test_cleaning_twice_changes_nothing_and_what_is_left_can_be_stored(text):
    once = clean(text)
    assert clean(once) == once
    assert "\x00" not in once
    assert once.encode("utf-8").decode("utf-8") == once
