"""What may begin at a word of a lead phrase: a known name, a kind of body, a collective, a post."""

from dataclasses import dataclass

from app.tasks.annex.body_grammar import CENTRAL_RANK, DEFAULT_RANK, Phrases, grammar
from app.tasks.annex.lexicon import Entry, Kind, KnownBodies, Token, phrase_in

SEPARATORS = frozenset({Kind.COMMA, Kind.AND, Kind.SLASH, Kind.LINE, Kind.DASH, Kind.COLON, Kind.SEMICOLON})
LISTING = frozenset({Kind.COMMA, Kind.AND, Kind.SLASH, Kind.LINE})


@dataclass(frozen=True, slots=True)
class NameKind:
    """The kind that a name begins with ("Sở"), as keys and as written."""

    keys: tuple[str, ...] = ()
    written: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """How a name begins: where its certain part ends, and what may follow it.

    ``complete`` names are known in full; after ``listed`` kinds ("các Sở: …") every capital begins a new name.
    """

    end: int
    kind: NameKind = NameKind()
    rank: int = DEFAULT_RANK
    entry: Entry | None = None
    complete: bool = False
    listed: bool = False
    person: bool = False


class Heads:
    """The tokens of one phrase and the questions about a place in them. Every place may lie past the end."""

    def __init__(self, phrase: str, tokens: list[Token], known: KnownBodies, marked: bool) -> None:
        self.tokens, self.size = tokens, len(tokens)
        self.grammar = grammar(marked)
        self._phrase, self._known, self._marked = phrase, known, marked

    # --- places -----------------------------------------------------------------------------------

    def kind(self, at: int) -> Kind | None:
        """The kind of token at ``at``, None past the end."""
        return self.tokens[at].kind if 0 <= at < self.size else None

    def key(self, at: int) -> str:
        """The key of the word at ``at``, empty for signs."""
        return self.tokens[at].key if self.kind(at) is Kind.WORD else ""

    def covers(self, at: int, phrases: Phrases) -> int:
        """How many tokens one of ``phrases`` covers at ``at``."""
        return phrase_in(self.tokens, at, phrases) if self.kind(at) is Kind.WORD else 0

    def is_capital(self, at: int) -> bool:
        """Whether the word at ``at`` is written with a capital."""
        return self.kind(at) is Kind.WORD and self.tokens[at].capital

    def is_pair(self, at: int, pair: tuple[str, ...]) -> bool:
        """Whether two given words stand at ``at``."""
        return (self.key(at), self.key(at + 1)) == pair

    def skip_signs(self, at: int) -> int:
        """The first word at or after ``at``."""
        while at < self.size and self.kind(at) is not Kind.WORD:
            at += 1
        return at

    def text(self, start: int, end: int) -> str:
        """The phrase from one place to another, as written, without signs at its ends."""
        while end > start + 1 and self.kind(end - 1) in SEPARATORS:
            end -= 1
        return self._phrase[self.tokens[start].start : self.tokens[end - 1].end]

    def kind_of_name(self, at: int, length: int) -> NameKind:
        """The kind of body that ``length`` words at ``at`` are."""
        if not length:
            return NameKind()
        return NameKind(
            tuple(t.key for t in self.tokens[at : at + length]), self.text(at, at + length).capitalize()
        )

    # --- names ------------------------------------------------------------------------------------

    def head(self, at: int) -> Head | None:
        """The beginning of a named body at ``at``, None where no body is named there."""
        if self.kind(at) is not Kind.WORD:
            return None
        person = self.covers(at, self.grammar.persons)
        if person and self.is_capital(at):
            return Head(at + person, person=True)
        length = self.kind_length(at, self.grammar.organisations)
        known = self.known_name(at)
        if known is not None:
            end, entry = known
            return Head(end, self.kind_of_name(at, length), self.rank(at, end), entry, complete=True)
        if length and not self._lacks_name(at, length):
            return Head(at + length, self.kind_of_name(at, length))
        weak = self.kind_length(at, self.grammar.needing_a_name)
        is_place = weak > 0 and self.covers(at, self.grammar.places) == weak
        if weak and (is_place or self.is_capital(at)) and self._has_name(at + weak):
            return Head(at + weak, self.kind_of_name(at, weak), complete=is_place)
        return None

    def head_of(self, kind: NameKind, at: int) -> Head:
        """The head of a name at ``at`` whose kind was left out."""
        known = self.known_after(kind, at)
        if known is None:
            return Head(at, kind, listed=True)
        return Head(known[0], kind, entry=known[1], complete=True, listed=True)

    def known_after(self, kind: NameKind, at: int) -> tuple[int, Entry] | None:
        """The known name that the words at ``at`` make together with ``kind`` before them."""
        return self._known.longest(self.tokens, at, self._marked, kind.keys) if at < self.size else None

    def known_name(self, at: int) -> tuple[int, Entry] | None:
        """The known name at ``at``; one without a capital only where it says what kind of body it is."""
        known = self._known.longest(self.tokens, at, self._marked) if self.kind(at) is Kind.WORD else None
        if known is None or self.is_capital(at):
            return known
        return known if known[0] - at > 1 and self.covers(at, self.grammar.organisations) else None

    def rank(self, start: int, end: int) -> int:
        """How high in the state the named body stands: what is below another belongs to it."""
        words = tuple(t.key for t in self.tokens[start:end] if t.kind is Kind.WORD)
        if words[-2:] in self.grammar.central_endings:
            return CENTRAL_RANK
        ranks = self.grammar.ranks
        return ranks.get(" ".join(words[:2]), ranks.get(words[0], DEFAULT_RANK))

    def kind_length(self, at: int, kinds: Phrases) -> int:
        """How many tokens a kind of body covers at ``at``; none in a word that only looks like it ("xã hội")."""
        length = self.covers(at, kinds)
        return length if self.covers(at, self.grammar.no_organisations) <= length else 0

    def _lacks_name(self, at: int, length: int) -> bool:
        """Whether a kind of body stands without a name of its own: "sở, ngành", "phòng chuyên môn"."""
        after = at + length
        if self.covers(at, self.grammar.whole) == length:
            return not self.is_capital(at) and not self.covers(after, self.grammar.levels)
        return self.kind(after) is not Kind.WORD or self.covers(after, self.grammar.nameless_tails) > 0

    def _has_name(self, at: int) -> bool:
        if self.covers(at, self.grammar.nameless_tails):
            return False
        return self.is_capital(at) or self.key(at).isdecimal() or self.known_name(at) is not None

    # --- groups -----------------------------------------------------------------------------------

    def post(self, at: int) -> int:
        """How many tokens a post covers at ``at`` ("Chủ tịch"; of "Trưởng phòng" only "Trưởng")."""
        return self.covers(at, self.grammar.posts) if self.is_capital(at) else 0

    def quantifier(self, at: int) -> int:
        """How many tokens "các", "một số" … cover at ``at``."""
        length = self.covers(at, self.grammar.quantifiers)
        return length if at + length < self.size else 0

    def is_counted_group(self, at: int) -> bool:
        """ "12 xã, phường": a number before a level of government or a kind of body."""
        return self.key(at).isdecimal() and (
            self.covers(at + 1, self.grammar.levels) > 0 or self.is_nameless(at + 1)
        )

    def is_nameless(self, at: int) -> bool:
        """Whether a group without a name begins at ``at``: "địa phương", "sở, ngành", "doanh nghiệp"."""
        kinds = (self.grammar.needing_a_name, self.grammar.organisations)
        return self.covers(at, self.grammar.nameless) > 0 or any(
            self.kind_length(at, words) for words in kinds
        )

    def is_group_of(self, head: Head) -> bool:
        """Whether a name goes on into a group: "UBND các xã", "Công an cấp xã", "UBND xã, phường"."""
        at = head.end
        while self.kind(at) in (Kind.PAREN, Kind.LINE):
            at += 1
        if head.kind.keys[:1] != (self.grammar.ministry,):
            many = self.quantifier(at) or int(self.key(at).isdecimal())
            if many and self.covers(at + many, self.grammar.levels):
                return True
        if self.key(at) == self.grammar.grade and self.covers(at + 1, self.grammar.levels):
            return True
        if self._is_list_of_levels(at) or (head.complete and self._is_list_of_levels(head.end - 1)):
            return True
        return not (head.complete or head.person) and self._goes_on_over_places(at)

    def _goes_on_over_places(self, at: int) -> bool:
        """ "Tổ công nghệ số cộng đồng các thôn": one of a kind in each of many places."""
        while self.kind(at) is Kind.WORD and self.key(at) not in self.grammar.links:
            many = self.quantifier(at)
            if many and self.covers(at + many, self.grammar.places):
                return True
            at += 1
        return False

    def _is_list_of_levels(self, at: int) -> bool:
        """ "xã, phường", "tỉnh, thành phố": two levels of government of which none is named."""
        sign = at + self.covers(at, self.grammar.levels)
        if sign == at or self.kind(sign) not in LISTING | {Kind.DASH}:
            return False
        second = self.skip_signs(sign)
        length = self.covers(second, self.grammar.levels)
        return length > 0 and not self.is_capital(second + length)

    def starts(self, at: int) -> bool:
        """Whether a body, a collective or a post begins at ``at``."""
        head = self.head(at)
        if head is not None:
            return self.is_capital(at) or head.complete
        return bool(self.quantifier(at) or self.is_counted_group(at) or self.post(at) or self.is_nameless(at))
