"""Words for people: every text exists in Vietnamese (the source) and in English.

Also how Vietnamese text is kept, searched and sorted; none of it asks the database or the machine
for a locale.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Locale = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in both languages of the pages."""

    vi: str
    en: str

    def in_(self, locale: Locale) -> str:
        """The words in ``locale``."""
        return self.en if locale == "en" else self.vi

    def __str__(self) -> str:
        return self.vi


# How Vietnamese dictionaries order the letters; the Latin letters of foreign names stand where a
# reader looks for them.
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_MARKED_LETTERS = {
    ("a", "\u0306"): "ă",
    ("a", "\u0302"): "â",
    ("e", "\u0302"): "ê",
    ("o", "\u0302"): "ô",
    ("o", "\u031b"): "ơ",
    ("u", "\u031b"): "ư",
}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền hỏi ngã sắc nặng; 0: ngang
_NUMBER_CODE = "10"  # numbers stand before letters
_LETTER_CODES = {letter: str(11 + place) for place, letter in enumerate(ALPHABET)}
_FOREIGN_CODE = "99"  # other scripts stand last, by code point
_WORD = re.compile(r"\d+|(?:[^\W\d_][\u0300-\u036f]*)+")

SORT_KEY_LENGTH = 300  # enough for a person's name of 120 letters
TITLE_KEY_LENGTH = 600  # enough for a unit's name of 290 letters

_UNSEEN = frozenset({"Cc", "Cf", "Cs"})  # control, formatting and surrogate characters


def clean(text: str) -> str:
    """What a person typed or a file held, as it is kept: NFC, plain spaces, no control characters.

    Line ends become ``\\n`` and stay; other spaces (NBSP, tab…) become one plain space each. Control,
    formatting (zero width, direction) and surrogate characters go: databases refuse some of them and
    readers cannot see the others. Outer spaces are stripped, inner ones kept.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", "".join(map(_kept, lines))).strip()


def _kept(char: str) -> str:
    if char in "\n\u2028\u2029":
        return "\n"
    if char.isspace():
        return " "
    return "" if unicodedata.category(char) in _UNSEEN else char


def fold(text: str) -> str:
    """``text`` for searching without marks: "dun day" finds "Đùn đẩy", "Thuỷ" equals "Thủy".

    Marks are dropped, đ becomes d, capitals become small, spaces collapse. Folding twice changes
    nothing; NFC and NFD of the same text fold alike.
    """
    bare = "".join(char for char in _decomposed(text) if char.isspace() or not _is_dropped(char))
    return " ".join(bare.replace("đ", "d").split())


def sort_key(full_name: str) -> str:
    """The key that puts people in Vietnamese order: given name, then family name, then middle names.

    Each syllable is compared by its letters (a ă â b c d đ e ê…) and, where these are equal, by its
    tone (ngang, huyền, hỏi, ngã, sắc, nặng), as dictionaries do. A syllable has one tone, wherever
    its mark is written, so Hoà and Hòa have the same key: order by the key, then by staff code.

    The key is made of the digits 0–9 alone, two for a letter, so that SQLite's BINARY and every
    PostgreSQL collation (C, glibc, ICU without its numeric option) sort it alike: queries need no
    COLLATE. At most ``SORT_KEY_LENGTH`` characters.
    """
    words = _WORD.findall(_decomposed(full_name))
    return "".join(map(_word_key, [*words[-1:], *words[:-1]]))[:SORT_KEY_LENGTH]


def title_key(text: str) -> str:
    """The key of ``sort_key`` for names read from the left, of units or lists: Tổ 2 before Tổ 10.

    Numbers count by their value and stand before letters; punctuation is passed over. At most
    ``TITLE_KEY_LENGTH`` characters.
    """
    return "".join(map(_word_key, _WORD.findall(_decomposed(text))))[:TITLE_KEY_LENGTH]


def _decomposed(text: str) -> str:
    """Small letters with their marks apart (NFD)."""
    small = unicodedata.normalize("NFD", text).casefold()
    return unicodedata.normalize("NFD", small)


def _is_dropped(char: str) -> bool:
    category = unicodedata.category(char)
    return category == "Mn" or category in _UNSEEN


@lru_cache(maxsize=20_000)
def _word_key(word: str) -> str:
    """One number or syllable as digits. Every code is as long as any other of its kind, and what ends
    a syllable ("00" to "05", its tone) is less than any letter: so a shorter syllable goes first."""
    if word[0].isdecimal():
        value = "".join(str(unicodedata.digit(char)) for char in word).lstrip("0") or "0"
        return f"{_NUMBER_CODE}{min(len(value), 99):02}{value}"
    letters: list[str] = []
    tone = 0
    for char in word:
        if char in _TONES:
            tone = tone or _TONES[char]
        elif unicodedata.category(char) == "Mn":
            letters[-1] = _MARKED_LETTERS.get((letters[-1], char), letters[-1])
        else:
            letters.append(char)
    return "".join(map(_letter_code, letters)) + f"0{tone}"


def _letter_code(letter: str) -> str:
    return _LETTER_CODES.get(letter) or f"{_FOREIGN_CODE}{ord(letter):07}"
