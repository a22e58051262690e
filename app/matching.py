"""What people type into a search, and how well a record answers it; pure, the same on every database.

Words are compared without marks (``text.fold``): every word must occur, in whatever order. What answers is
put in this order: the exact code, the whole phrase in the title, every word in the title, the whole phrase
anywhere, every word anywhere. Letters that mean something to LIKE are taken as they are typed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.text import Locale, Text, clean, fold

MOST_LETTERS = 200  # of one search
MOST_WORDS = 12
MOST_CANDIDATES = 500  # rows without a folded column that one kind looks through, newest first

ESCAPE = " ESCAPE '!'"
_SPECIAL = re.compile(r"[!%_]")
_ENDS = "\"'“”‘’«»()[]{}.,;:?…"
_CODE = re.compile(r"(?:([a-z]{1,4})[\s-]*)?(?:(\d{4})[\s-]+)?0*(\d{1,9})")
_WHOLE_CODE = re.compile(r"([a-z]{1,4})-(\d{4})-(\d+)")
# Letters that may carry a mark in Vietnamese: one letter each once the words are kept as NFC.
_MARKABLE = frozenset("aeiouyd")

EXACT_CODE, TITLE_PHRASE, TITLE_WORDS, PHRASE, WORDS = range(5)


@dataclass(frozen=True, slots=True)
class Typed:
    """One search as typed: its words without marks, as a phrase, and the code that it may be."""

    text: str
    words: tuple[str, ...]
    phrase: str
    cut: bool = False  # more was typed than is looked for

    @classmethod
    def read(cls, text: str) -> "Typed":
        """The search of a query string; whatever was sent, it is bounded."""
        whole = " ".join(clean(text).split())
        shown = whole[:MOST_LETTERS]
        words = [word.strip(_ENDS) or word for word in fold(shown).split()]
        kept = tuple(words[:MOST_WORDS])
        return cls(shown, kept, " ".join(kept), len(whole) > len(shown) or len(words) > len(kept))

    def code_like(self, letters: str) -> str | None:
        """The pattern of the code that was meant ("412", "nv 412", "NV-2026-00412"), where it may be one."""
        meant = _CODE.fullmatch(self.phrase)
        if meant is None or meant[1] not in (None, letters.lower()):
            return None
        return f"{letters.upper()}-{meant[2] or '%'}-{meant[3].zfill(5)}"

    def is_code(self, code: str) -> bool:
        """Whether the search is this code, with or without its letters, year and zeros."""
        code = fold(code)
        if self.phrase == code:
            return True
        meant, whole = _CODE.fullmatch(self.phrase), _WHOLE_CODE.fullmatch(code)
        return (
            meant is not None
            and whole is not None
            and meant[1] in (None, whole[1])
            and meant[2] in (None, whole[2])
            and int(meant[3]) == int(whole[3])
        )

    def rank(self, title: str, more: str = "", code: str = "") -> int | None:
        """How well folded words answer the search, best first; None where a word is missing."""
        if code and self.is_code(code):
            return EXACT_CODE
        if self.phrase in title:
            return TITLE_PHRASE
        if all(word in title for word in self.words):
            return TITLE_WORDS
        whole = f"{title}\n{more}\n{fold(code)}"
        if self.phrase in whole:
            return PHRASE
        return WORDS if all(word in whole for word in self.words) else None


def contains(words: str) -> str:
    """The LIKE pattern of folded words somewhere in a folded column; goes with ``ESCAPE``."""
    return "%" + _SPECIAL.sub(r"!\g<0>", words) + "%"


def somewhere(text: str, *, folded: Sequence[str], codes: Sequence[str] = ()) -> tuple[str, list[str]]:
    """A condition of a list's filter: what was typed stands in a folded column, or in a column of capitals.

    SQL with ``{}`` and its arguments; codes, numbers of papers and addresses are compared as capitals.
    """
    sql = " OR ".join(f"{column} LIKE {{}}{ESCAPE}" for column in (*folded, *codes))
    words, capitals = contains(fold(text)), contains(text.strip().upper())
    return f"({sql})", [words] * len(folded) + [capitals] * len(codes)


def loosely(word: str) -> str:
    """The LIKE pattern of a folded word in words kept with their marks: finds too much, never too little.

    Each letter that may carry a mark stands for any letter. Words are kept as NFC (``text.clean``), so
    that such a letter is one letter.
    """
    return "%" + "".join("_" if each in _MARKABLE else _SPECIAL.sub(r"!\g<0>", each) for each in word) + "%"


def every_word(typed: Typed, column: str) -> tuple[str, tuple[str, ...]]:
    """A condition that a folded column has every word: SQL with ``{}`` and its arguments."""
    sql = " AND ".join(f"{column} LIKE {{}}{ESCAPE}" for _ in typed.words)
    return f"({sql or '1 = 0'})", tuple(contains(word) for word in typed.words)


def every_word_loosely(typed: Typed, words: str) -> tuple[str, tuple[str, ...]]:
    """A condition that keeps what may have every word; ``words`` is SQL of words with their marks."""
    sql = " AND ".join(f"LOWER({words}) LIKE {{}}{ESCAPE}" for _ in typed.words)
    return f"({sql or '1 = 0'})", tuple(loosely(word) for word in typed.words)


# --- what was found ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that answers: where it is, and what tells it from others."""

    title: str
    href: str
    code: str = ""
    meta: tuple[Text | str, ...] = ()
    tags: tuple[tuple[Text | str, str], ...] = ()
    why: str = ""

    def meta_in(self, locale: Locale) -> list[str]:
        return [_said(each, locale) for each in self.meta if each]

    def tags_in(self, locale: Locale) -> list[tuple[str, str]]:
        return [(_said(words, locale), tone) for words, tone in self.tags]


def _said(words: Text | str, locale: Locale) -> str:
    return words.in_(locale) if isinstance(words, Text) else words


@dataclass(frozen=True, slots=True)
class Found:
    """What one kind found: one page of it, and how many there are. ``more``: older ones were not looked at."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    more: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record to be judged: its words as kept, and the hit that it makes."""

    hit: Hit
    more: str = ""
    open: bool = True  # what is still to be done stands before what is over
    code: str = ""  # by which it may be asked for; the hit's own where empty


@dataclass(frozen=True, slots=True)
class Narrow:
    """What a search is narrowed to, and which page of each kind is wanted."""

    unit: int | None = None
    unit_path: str | None = None
    state: str = ""
    limit: int = 5
    offset: int = 0


NOTHING = Found()


def best(typed: Typed, candidates: Sequence[Candidate], narrow: Narrow) -> Found:
    """The candidates that answer, best first; those that answer alike keep the order in which they came."""
    judged = []
    for number, each in enumerate(candidates):
        rank = typed.rank(fold(each.hit.title), fold(each.more), each.code or each.hit.code)
        if rank is not None:
            judged.append((rank, not each.open, number, each.hit))
    judged.sort(key=lambda one: one[:3])
    hits = tuple(hit for *_, hit in judged[narrow.offset : narrow.offset + narrow.limit])
    return Found(hits, len(judged), len(candidates) >= MOST_CANDIDATES)
