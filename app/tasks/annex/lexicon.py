"""Words of a phrase and the names known among them: the longest name wins, however it was typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from app.tasks.annex.body_names import ABBREVIATIONS, common_names
from app.tasks.annex.folding import fold_word, strip_marks

UnitKey = int | str
"""Whatever the unit tree uses as the key of a unit."""

_TOKEN = re.compile(
    r"(?P<paren>\([^()]*\)|\[[^\[\]]*\])|(?P<word>[^\W_]+(?:&[^\W_]+)*)|(?P<sign>[,;:/&+\n]|[-–—]|[()\[\]])"
)
_PLACE = re.compile(
    r"\s(?:[Xx]ã|[Pp]hường|[Tt]hị trấn|[Tt]hị xã|[Tt]hành phố|[Tt]ỉnh|[Hh]uyện|[Qq]uận|[Đđ]ặc khu)\s+[^\W\d_a-zđ][^,;-]*$"
)
_SIGNS = {",": "comma", ";": "semicolon", ":": "colon", "/": "slash", "&": "and", "+": "and", "\n": "line"}


class Kind(StrEnum):
    """The kinds of token."""

    WORD = "word"
    COMMA = "comma"
    SEMICOLON = "semicolon"
    COLON = "colon"
    SLASH = "slash"
    DASH = "dash"
    AND = "and"
    LINE = "line"
    PAREN = "paren"


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign with its place in the phrase; an abbreviation gives one token for each of its words."""

    kind: Kind
    start: int
    end: int
    key: str = ""
    capital: bool = False
    acronym: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a name: the unit of the tree, or None for a body of the common table."""

    unit_key: UnitKey | None = None
    in_tree: bool = False


def tokens_of(phrase: str, marked: bool) -> list[Token]:
    """The tokens of ``phrase``; ``marked`` says whether its keys keep the Vietnamese marks."""
    tokens: list[Token] = []
    # A phrase wholly in capitals ("BỘ TÀI CHÍNH") holds no acronyms that could be told from words.
    shouted = phrase.isupper() and not phrase.isascii()
    for match in _TOKEN.finditer(phrase):
        start, end = match.span()
        if match["paren"]:
            tokens.append(Token(Kind.PAREN, start, end, strip_marks(match["paren"])))
        elif match["sign"]:
            sign = match["sign"]
            if sign not in "()[]":
                tokens.append(Token(Kind(_SIGNS.get(sign, "dash")), start, end))
        else:
            tokens.extend(_word_tokens(match["word"], start, end, marked, shouted))
    return tokens


def _word_tokens(word: str, start: int, end: int, marked: bool, shouted: bool) -> list[Token]:
    key = fold_word(word) if marked else strip_marks(word)
    if key in _key_of("và"):
        return [Token(Kind.AND, start, end)]
    capital = word[0].isupper()
    acronym = not shouted and len(word) > 1 and word.isupper() and word.isalpha()
    spelled = _spelled_out(marked).get(key, (key,))
    return [Token(Kind.WORD, start, end, part, capital, acronym and len(spelled) == 1) for part in spelled]


@lru_cache(maxsize=64)
def _key_of(word: str) -> frozenset[str]:
    return frozenset({fold_word(word), strip_marks(word)})


@lru_cache(maxsize=2)
def _spelled_out(marked: bool) -> dict[str, tuple[str, ...]]:
    make = fold_word if marked else strip_marks
    return {make(short): tuple(make(word) for word in long.split()) for short, long in ABBREVIATIONS.items()}


def keys_of(name: str, marked: bool) -> tuple[str, ...]:
    """The words of a name as they are compared: without signs and without "và"."""
    return tuple(token.key for token in tokens_of(name, marked) if token.kind is Kind.WORD)


@dataclass(slots=True)
class _Node:
    next: dict[str, "_Node"] = field(default_factory=dict)
    entry: Entry | None = None
    ambiguous: bool = False


class _Names:
    """A trie of names by their words."""

    def __init__(self) -> None:
        self.root = _Node()

    def add(self, keys: tuple[str, ...], entry: Entry) -> None:
        node = self.root
        for key in keys:
            node = node.next.setdefault(key, _Node())
        if node.entry is not None and node.entry.in_tree and entry.in_tree:
            node.ambiguous = node.ambiguous or node.entry.unit_key != entry.unit_key
        else:
            node.entry = entry

    def longest(self, tokens: list[Token], at: int, before: tuple[str, ...] = ()) -> tuple[int, Entry] | None:
        """End and entry of the longest name that begins at ``at``, ``before`` being its first words."""
        node: _Node | None = self.root
        for key in before:
            node = node.next.get(key) if node is not None else None
        best: tuple[int, Entry] | None = None
        while node is not None and at < len(tokens):
            token = tokens[at]
            if token.kind is Kind.WORD:
                node = node.next.get(token.key)
                if node is not None and node.entry is not None:
                    entry = Entry(None, in_tree=True) if node.ambiguous else node.entry
                    best = at + 1, entry
            elif token.kind not in (Kind.COMMA, Kind.AND, Kind.DASH, Kind.LINE):
                break
            at += 1
        return best


class KnownBodies:
    """The names that a lead phrase is read with: the caller's units and aliases over the common table."""

    def __init__(self, marked: _Names, bare: _Names) -> None:
        self._marked, self._bare = marked, bare

    @classmethod
    def of(cls, units: Iterable[tuple[UnitKey, str]] = ()) -> "KnownBodies":
        """From (unit key, name or alias) pairs. A name that two units bear is known, but gives no key."""
        names = list(units)
        return cls(_build(names, marked=True), _build(names, marked=False))

    def longest(
        self, tokens: list[Token], at: int, marked: bool, before: tuple[str, ...] = ()
    ) -> tuple[int, Entry] | None:
        """End (exclusive) and entry of the longest known name at ``at``, None where there is none."""
        return (self._marked if marked else self._bare).longest(tokens, at, before)


def _build(units: list[tuple[UnitKey, str]], marked: bool) -> _Names:
    names = _Names()
    for keys in _common_keys(marked):
        names.add(keys, Entry())
    full = {keys: unit_key for unit_key, name in units if (keys := keys_of(name, marked))}
    for unit_key, name in units:
        keys, short = keys_of(name, marked), _without_place(name, marked)
        if keys:
            names.add(keys, Entry(unit_key, in_tree=True))
        if short and short not in full:
            names.add(short, Entry(unit_key, in_tree=True))
    return names


def _without_place(name: str, marked: bool) -> tuple[str, ...]:
    """ "UBND phường Hoa Sen" as annexes of that ward write it: "UBND". Empty for names without a place."""
    place = _PLACE.search(name)
    return keys_of(name[: place.start()], marked) if place else ()


@lru_cache(maxsize=2)
def _common_keys(marked: bool) -> tuple[tuple[str, ...], ...]:
    return tuple(keys for name in common_names() if (keys := keys_of(name, marked)))


def phrase_in(tokens: list[Token], at: int, phrases: frozenset[tuple[str, ...]]) -> int:
    """How many tokens the longest of ``phrases`` covers at ``at``, commas between its words allowed; 0 for none."""
    best = 0
    words: list[str] = []
    for step, token in enumerate(tokens[at : at + 12], 1):
        if token.kind is Kind.WORD:
            words.append(token.key)
            if tuple(words) in phrases:
                best = step
        elif token.kind not in (Kind.COMMA, Kind.AND, Kind.DASH, Kind.SLASH, Kind.LINE):
            break
    return best
