"""For any words: the loose match of SQL loses nothing that the search would find."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from app.matching import Typed, contains, loosely
from app.text import clean, fold

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềểễệốồổỗộứừửữựýỳ ABCĐÊÔƠƯ0123456789%_!-/.,"
TEXTS = st.text(LETTERS, max_size=60)


def like(pattern: str, text: str) -> bool:
    """LIKE with ``ESCAPE '!'`` as both databases read it."""
    parts, escaped = [], False
    for char in pattern:
        if escaped or char not in "!%_":
            parts.append(re.escape(char))
            escaped = False
        elif char == "!":
            escaped = True
        else:
            parts.append(".*" if char == "%" else ".")
    return re.fullmatch("".join(parts), text, re.DOTALL) is not None


def ascii_lower(text: str) -> str:
    """LOWER as SQLite and the plain collation of PostgreSQL know it."""
    return "".join(char.lower() if char.isascii() else char for char in text)


@given(TEXTS, TEXTS)
def test_what_answers_is_never_lost_by_the_loose_match(text, typed):
    kept, search = clean(text), Typed.read(typed)
    if search.words and search.rank(fold(kept)) is not None:
        assert all(like(loosely(word), ascii_lower(kept)) for word in search.words)


@given(TEXTS, TEXTS)
def test_the_pattern_of_a_word_is_the_word_itself(text, word):
    assert like(contains(word), text) == (word in text)


@given(TEXTS)
def test_every_text_is_found_by_its_own_words_in_either_unicode_form(text):
    for form in ("NFC", "NFD"):
        typed = Typed.read(unicodedata.normalize(form, text))
        assert not typed.words or typed.rank(fold(clean(text))) is not None
