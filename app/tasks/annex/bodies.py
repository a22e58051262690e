"""Reading a lead phrase: which bodies it names, and whether one, several or nobody in particular answers.

Names of bodies hold commas and "và" ("Bộ Văn hóa, Thể thao và Du lịch"), stand side by side without a sign
("Bộ Tài chính Bộ Công Thương"), leave the kind out after the first ("Các Sở: Tài chính, Nội vụ") and are broken over
lines. So a phrase is not split at signs: known names are found first, the longest one wins, and a sign ends a
name only where another name, a collective or a post begins after it. A name that nobody knows is still one
body; whether it is a unit, an outside body or a typing error is asked on the check page.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.tasks.annex.body_parser import Parser
from app.tasks.annex.folding import MAX_PHRASE, has_letters, one_line, strip_marks, tidy
from app.tasks.annex.lexicon import KnownBodies, UnitKey, tokens_of


class OwnerKind(StrEnum):
    """Who answers for a row, by its lead phrase."""

    SINGLE = "single"
    SEVERAL = "several"
    COLLECTIVE = "collective"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class BodyMention:
    """One named body. ``known``: in the unit tree, its aliases or the common table; ``unit_key`` only for the tree."""

    text: str
    known: bool
    unit_key: UnitKey | None = None


@dataclass(frozen=True, slots=True)
class LeadPhrase:
    """What a lead phrase says: two bodies, or a body with a collective, are *several*."""

    kind: OwnerKind
    bodies: tuple[BodyMention, ...]
    collectives: tuple[str, ...]
    written: str


def read_lead(phrase: str, known: KnownBodies) -> LeadPhrase:
    """The bodies and collectives that ``phrase`` puts in the lead; bodies said to coordinate are left out."""
    written = tidy(phrase)
    inner = written[:MAX_PHRASE]
    if inner.startswith("(") and inner.endswith(")"):
        inner = inner[1:-1]
    if not has_letters(inner):
        return LeadPhrase(OwnerKind.NONE, (), (), written)
    marked = strip_marks(inner) != inner.lower()
    parser = Parser(inner, tokens_of(inner, marked), known, marked)
    bodies: dict[str, BodyMention] = {}
    collectives: dict[str, None] = {}
    for mention in parser.mentions():
        text = one_line(mention.text)
        if mention.collective:
            collectives.setdefault(text)
        else:
            entry = mention.entry
            found = BodyMention(text, entry is not None, entry.unit_key if entry is not None else None)
            bodies.setdefault(strip_marks(text), found)
    return LeadPhrase(
        _kind(len(bodies), len(collectives)), tuple(bodies.values()), tuple(collectives), written
    )


def _kind(bodies: int, collectives: int) -> OwnerKind:
    if bodies == 0:
        return OwnerKind.COLLECTIVE if collectives else OwnerKind.NONE
    return OwnerKind.SINGLE if bodies == 1 and not collectives else OwnerKind.SEVERAL
