"""The form by which work is given, as the clarity gate and its soft warnings look at it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.tasks.cautions import Caution, OwnerFacts, warnings
from app.tasks.clarity import ClearFor, judge
from app.tasks.entry import TaskEntry, draft_facts
from app.tasks.flag_sql import Marks
from app.text import Locale, Text

# beside which of the four a soft warning stands
_BESIDE = {
    "vague_outcome": "outcome",
    "day_off": "deadline",
    "deadline_near": "deadline",
    "owner_on_leave": "owner",
    "owner_away": "owner",
    "lead_on_leave": "lead",
    "lead_away": "lead",
    "owner_overloaded": "owner",
}
NOTICE = Text("Lưu ý:", "Note:")


@dataclass(frozen=True, slots=True)
class PeopleFacts:
    """What is known of the people about to be named; ``lead`` only where it is another person than the owner."""

    owner: OwnerFacts | None = None
    lead: OwnerFacts | None = None


NOBODY = PeopleFacts()


@dataclass(frozen=True, slots=True)
class ClarityBoxLine:
    """One line of the box "3 rõ, 1 xuyên suốt"."""

    met: bool
    label: str
    reason: str


def with_default_lead(entry: TaskEntry) -> TaskEntry:
    """Where only one unit takes part the owner is also the lead, unless somebody else is named."""
    if entry.lead is None and not entry.coordinations:
        return replace(entry, lead=entry.owner)
    return entry


def cautions_of(entry: TaskEntry, marks: Marks, people: PeopleFacts = NOBODY) -> tuple[Caution, ...]:
    """What deserves a second look about the entry; it stops nothing."""
    return warnings(draft_facts(entry), marks.today, marks.calendar, people.owner, people.lead)


def clarity_box(
    entry: TaskEntry, marks: Marks, people: PeopleFacts, locale: Locale, *, imported: bool = False
) -> list[ClarityBoxLine]:
    """The lines of the box: for a unit where a unit is chosen and nobody yet, for a person otherwise."""
    for_unit = entry.unit is not None and entry.owner is None
    facts = replace(draft_facts(entry), imported=imported)
    beside: dict[str, list[str]] = {}
    for caution in cautions_of(entry, marks, people):
        beside.setdefault(_BESIDE[caution.code], []).append(caution.text.in_(locale))
    return [
        ClarityBoxLine(
            line.met,
            line.rule.label.in_(locale),
            _joined(line.reason.in_(locale), beside.get(line.rule.code, ()), locale),
        )
        for line in judge(facts, marks.today, ClearFor.UNIT if for_unit else ClearFor.PERSON)
    ]


def _joined(reason: str, notices: Sequence[str], locale: Locale) -> str:
    return " ".join([reason, *(f"{NOTICE.in_(locale)} {words}" for words in notices)])


def told_with(done: Text, cautions: tuple[Caution, ...]) -> Text:
    """What is told after the act, with the warnings that were passed over."""
    if not cautions:
        return done
    return Text(
        f"{done.vi} {NOTICE.vi} " + " ".join(each.text.vi for each in cautions),
        f"{done.en} {NOTICE.en} " + " ".join(each.text.en for each in cautions),
    )
