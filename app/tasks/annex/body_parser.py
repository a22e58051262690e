"""The walk through a lead phrase that finds its bodies and collectives; why so, is told in bodies.py."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.tasks.annex.body_grammar import grammar
from app.tasks.annex.body_heads import LISTING, SEPARATORS, Head, Heads, NameKind
from app.tasks.annex.lexicon import Entry, Kind, KnownBodies, Token

_LEADS, _COORDINATES = "chu tri", "phoi hop"


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the phrase: a body with what is known of it, or a collective."""

    text: str
    collective: bool = False
    entry: Entry | None = None


class Parser:
    """Reads the tokens of one phrase once, from left to right."""

    def __init__(self, phrase: str, tokens: list[Token], known: KnownBodies, marked: bool) -> None:
        self._heads = Heads(phrase, _lead_part(tokens, marked), known, marked)
        self._grammar = self._heads.grammar

    def mentions(self) -> Iterator[Mention]:
        """Every body and collective of the phrase, those that only coordinate left out."""
        heads = self._heads
        at, found = heads.skip_signs(0), False
        implied: NameKind | None = None
        while at < heads.size:
            passed = heads.covers(at, self._grammar.passed_over)
            if passed and not heads.starts(at):
                at = heads.skip_signs(at + passed)
                continue
            is_named = implied is not None or heads.starts(at) or heads.is_capital(at) or not found
            mention, end, implied = self._mention(at, implied)
            if is_named and not self._only_coordinates(at, end) and not self._is_nobody(at, end):
                found = True
                yield mention
            at = heads.skip_signs(self._after_role(end))

    def _mention(self, at: int, implied: NameKind | None) -> tuple[Mention, int, NameKind | None]:
        """The mention that begins at ``at``, where it ends, and the kind that the next one leaves out."""
        heads = self._heads
        if implied is not None and (not heads.starts(at) or heads.known_after(implied, at)):
            return self._named(at, heads.head_of(implied, at))
        begin = at + heads.post(at)
        head = heads.head(begin)
        if heads.covers(at, self._grammar.nameless) > (begin if head is None else head.end) - at:
            return self._collective(at)
        if head is None and begin > at:
            head = Head(begin + heads.kind_length(begin, self._grammar.organisations))
            head = head if heads.is_group_of(head) else None
        if head is None and (heads.quantifier(begin) or heads.is_counted_group(begin)):
            return self._listed(begin, begin) or self._collective(at)
        if head is None and begin == at and heads.is_nameless(at):
            return self._collective(at)
        if head is not None and heads.is_group_of(head):
            return self._listed(begin, head.end) or self._collective(at)
        return self._named(at, head or Head(begin))

    def _listed(self, begin: int, at: int) -> tuple[Mention, int, NameKind | None] | None:
        """The first name of "các Sở: Tài chính, Nội vụ" or "UBND các xã Tân Lập, Hòa Bình"; None for a collective.

        ``at`` is the place of the quantifier, ``begin`` that of the body before it.
        """
        heads = self._heads
        start = at + (heads.quantifier(at) or 1)
        length = heads.covers(start, self._grammar.listed_kinds)
        named = start + length + int(heads.kind(start + length) is Kind.COLON)
        if not length or not heads.is_capital(named) or heads.covers(named, self._grammar.regions):
            return None
        kind = heads.kind_of_name(start, length)
        if begin < at:
            body = heads.text(begin, at)
            kind = NameKind(
                heads.kind_of_name(begin, at - begin).keys + kind.keys, f"{body} {kind.written.lower()}"
            )
        head = heads.head_of(kind, named)
        if head.complete:
            return self._named(named, head)
        several = any(token.kind in (Kind.COMMA, Kind.AND) for token in heads.tokens[named:])
        nameless = heads.starts(named) or heads.covers(named, self._grammar.nameless_tails)
        return self._named(named, head) if several and not nameless else None

    def _collective(self, at: int) -> tuple[Mention, int, None]:
        """The collective at ``at``: it goes on over all signs until a body with a name of its own."""
        heads, end = self._heads, at + 1
        while end < heads.size:
            sign = heads.kind(end)
            if sign not in SEPARATORS:
                end += 1
                continue
            following = heads.skip_signs(end)
            if sign is Kind.SEMICOLON or (sign is not Kind.COLON and self._names_a_body(following)):
                break
            end = following
        return Mention(heads.text(at, end), collective=True), end, None

    def _names_a_body(self, at: int) -> bool:
        heads = self._heads
        head = heads.head(at + heads.post(at))
        if head is None or heads.is_group_of(head) or not (heads.is_capital(at) or head.complete):
            return False
        committees = heads.covers(at, self._grammar.committees)
        is_placed = committees == head.end - at and heads.is_capital(head.end)
        if committees >= head.end - at and not is_placed:
            return False
        return (
            head.complete
            or head.person
            or heads.is_capital(head.end)
            or heads.covers(at, self._grammar.whole) > 0
        )

    # --- names ------------------------------------------------------------------------------------

    def _named(self, at: int, head: Head) -> tuple[Mention, int, NameKind | None]:
        end, leaves_out = self._end_of_name(head)
        end = max(end, at + 1)
        last = self._heads.tokens[end - 1]
        is_remark = last.kind is Kind.PAREN and _LEADS in last.key and end - 1 > at
        text = self._heads.text(at, end - is_remark)
        if head.listed:
            text = f"{head.kind.written} {text}"
        entry = head.entry if self._is_whole(head, end) else None
        return Mention(text, entry=entry), end, head.kind if leaves_out else None

    def _is_whole(self, head: Head, end: int) -> bool:
        """Whether the known name is the body meant, and not the beginning of a longer name.

        "Công an xã" is the tree's Công an; "Công an xã Tân Lập" may be another commune's, so it is asked about.
        """
        after = head.end
        while self._heads.kind(after) in (Kind.PAREN, Kind.LINE):
            after += 1
        if head.entry is None or after >= end:
            return head.entry is not None
        if self._heads.kind(after) in SEPARATORS:
            return False
        return not head.entry.in_tree or self._heads.covers(after, self._grammar.levels) == end - after

    def _end_of_name(self, head: Head) -> tuple[int, bool]:
        """Where the name ends, and whether the next name leaves out its kind."""
        heads, at = self._heads, head.end
        while at < heads.size:
            sign = heads.kind(at)
            if sign in SEPARATORS:
                following = heads.skip_signs(at)
                ends, leaves_out = self._ends_at(at, following, head)
                if ends:
                    return at, leaves_out
                at = following
            elif sign is Kind.WORD and (self._is_role(at) or self._is_adjacent_name(at, head)):
                return at, False
            else:
                at += 1
        return at, False

    def _ends_at(self, at: int, following: int, head: Head) -> tuple[bool, bool]:
        """Whether the sign at ``at`` ends the name, and whether the next name leaves out its kind."""
        heads, sign = self._heads, self._heads.kind(at)
        if following >= heads.size:
            return True, False
        if sign is Kind.SEMICOLON:
            return True, head.listed
        if head.person and sign in (Kind.DASH, Kind.COMMA, Kind.COLON) and heads.post(following):
            return False, False
        if sign in LISTING and self._leaves_out_kind(following, head):
            return True, True
        if heads.starts(following):
            return self._begins_anew(sign, following, head), False
        if sign not in LISTING:
            return False, False
        if not heads.is_capital(following):
            return False, False
        if head.complete and sign is not Kind.AND:
            return not self._is_long_name(following), False
        return heads.tokens[following].acronym, False

    def _begins_anew(self, sign: Kind | None, at: int, head: Head) -> bool:
        """Whether what starts at ``at`` is a body or group of its own, and not more of the name before the sign.

        A line may break inside a name ("Công an" / "tỉnh"), a dash may join its halves ("Vụ Tổ chức - Cán bộ"),
        and a name that nobody knows may itself hold words for groups.
        """
        heads = self._heads
        if heads.quantifier(at) or heads.is_counted_group(at):
            return True
        is_body = heads.head(at) is not None or heads.post(at) > 0
        if sign is Kind.LINE and not heads.is_capital(at):
            return False
        if sign is Kind.DASH or not head.complete:
            return is_body or (sign is not Kind.DASH and heads.covers(at, self._grammar.plain_groups) > 0)
        return True

    def _leaves_out_kind(self, at: int, head: Head) -> bool:
        """ "Sở Tài chính, Nội vụ": the words after the sign make a known name with the kind before."""
        heads = self._heads
        if not head.kind.keys:
            return False
        if head.listed and heads.is_capital(at):
            return True
        known = heads.known_after(head.kind, at) if not heads.quantifier(at) else None
        if known is None or heads.kind(known[0]) is Kind.WORD:
            return False
        following = heads.skip_signs(known[0])
        is_joined = heads.kind(known[0]) is Kind.AND and following < heads.size
        return not is_joined or heads.starts(following) or self._leaves_out_kind(following, head)

    def _is_long_name(self, at: int) -> bool:
        """Whether the words at ``at`` rather go on with a name: "…, Xây dựng và Môi trường"."""
        heads = self._heads
        while heads.kind(at) in (Kind.WORD, Kind.PAREN):
            at += 1
        following = heads.skip_signs(at)
        return heads.kind(at) is Kind.AND and heads.is_capital(following) and not heads.starts(following)

    def _is_adjacent_name(self, at: int, head: Head) -> bool:
        """Whether another name begins at ``at`` without any sign before it.

        "Thanh tra Bộ Tài chính" is one body, for the second stands above the first; "Bộ Tài chính Bộ Công Thương" are two.
        """
        heads = self._heads
        if head.person or not heads.is_capital(at) or heads.key(at - 1) in self._grammar.links:
            return False
        known = heads.known_name(at)
        if known is not None and head.complete:
            both_in_tree = known[1].in_tree and head.entry is not None and head.entry.in_tree
            return both_in_tree or heads.rank(at, known[0]) <= head.rank
        length = heads.covers(at, self._grammar.organisations)
        same_kind = length > 0 and heads.kind_of_name(at, length).keys == head.kind.keys
        return same_kind and at > head.end and heads.is_capital(at + length)

    # --- roles ------------------------------------------------------------------------------------

    def _is_role(self, at: int) -> bool:
        return self._heads.is_pair(at, self._grammar.lead) or self._heads.is_pair(
            at, self._grammar.coordinate
        )

    def _after_role(self, at: int) -> int:
        """Past "chủ trì …" and "phối hợp …" behind a name, up to the next sign."""
        heads = self._heads
        if self._is_role(at):
            while at < heads.size and heads.kind(at) not in SEPARATORS:
                at += 1
        return at

    def _only_coordinates(self, start: int, end: int) -> bool:
        heads = self._heads
        said = any(t.kind is Kind.PAREN and _COORDINATES in t.key for t in heads.tokens[start:end])
        return said or heads.is_pair(end, self._grammar.coordinate)

    def _is_nobody(self, start: int, end: int) -> bool:
        words = tuple(t.key for t in self._heads.tokens[start:end] if t.kind is Kind.WORD)
        return words in self._grammar.nobody or not any(letter.isalpha() for word in words for letter in word)


def _lead_part(tokens: list[Token], marked: bool) -> list[Token]:
    """The tokens between the label "chủ trì:" and a clause "phối hợp với …", where the phrase has them."""
    lead, coordinate = grammar(marked).lead, grammar(marked).coordinate
    begin, end = 0, len(tokens)
    for at in range(len(tokens) - 2):
        pair = tokens[at].key, tokens[at + 1].key
        if pair == lead and tokens[at + 2].kind is Kind.COLON:
            begin, end = at + 3, len(tokens)
        elif pair == coordinate and end == len(tokens) and _opens_coordination(tokens, at, marked):
            end = at
    return tokens[begin:end]


def _opens_coordination(tokens: list[Token], at: int, marked: bool) -> bool:
    after = tokens[at + 2]
    return after.kind is Kind.COLON or after.key in grammar(marked).coordination_links
