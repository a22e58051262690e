"""How Vietnamese words are compared: by what they say, not by how they were typed.

Two keys exist. The *marked* key keeps the letters and tones but not the case, the place of the tone
mark ("hoà" and "hòa") nor the choice of i or y ("quản lí" and "quản lý"). The *bare* key drops every
mark, for heads of columns and for texts that were typed without marks.
"""

import re
import unicodedata
from functools import lru_cache

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_MARKS = re.compile("[\u0300-\u036f]")
_LONE_Y = re.compile(r"^([bcdđghklmnpqrstvx]+)y$")
_SPACES = re.compile(r"[^\S\n]+")
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_NOT_WORDS = re.compile(r"[^0-9a-z]+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | {"∕": "/", "⁄": "/"})


@lru_cache(maxsize=20_000)
def fold_word(word: str) -> str:
    """The marked key of one word: lower case, tone moved to the end, lone y as i."""
    letters = unicodedata.normalize("NFD", word.lower())
    tones = "".join(c for c in letters if c in _TONES)
    base = unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES))
    return _LONE_Y.sub(r"\1i", base) + tones


def strip_marks(text: str) -> str:
    """``text`` in lower case without Vietnamese marks; everything else stays where it is."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFD", text.lower())).replace("đ", "d")


def bare(text: str) -> str:
    """The bare key of a text: lower case, no marks, every run of other signs one space."""
    return _NOT_WORDS.sub(" ", strip_marks(text)).strip()


def plain(text: str) -> str:
    """Lower case, no marks, one kind of dash and slash, single spaces: what phrases are read from."""
    return " ".join(strip_marks(text).translate(_DASHES).split())


def tidy(text: str) -> str:
    """A cell as people see it: NFC, no invisible signs, single spaces, no empty lines, trimmed."""
    composed = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    lines = _LINE_ENDS.sub("\n", composed).split("\n")
    trimmed = (_SPACES.sub(" ", line).strip() for line in lines)
    return "\n".join(line for line in trimmed if line)


def one_line(text: str) -> str:
    """``text`` with every run of white space as one space."""
    return " ".join(text.split())


MAX_PHRASE = 1_000
"""Letters of a lead or deadline phrase that are read; the longest real ones have about 250."""


def has_letters(text: str) -> bool:
    """Whether ``text`` holds a letter at all."""
    return any(c.isalpha() for c in text)
