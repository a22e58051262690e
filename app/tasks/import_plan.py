"""What each row of an annex becomes: a task that waits at a unit, or a draft that says what is missing. Pure.

A named body is a unit of the tree, an outside body, or unknown and asked about. The importer may also say
that a body of another level, or a collective ("các địa phương"), stands for a unit of the tree in this
annex: then that unit does its part of the row, whoever else is named beside it.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.tasks.annex.annex import Annex, AnnexRow
from app.tasks.annex.bodies import BodyMention, LeadPhrase, read_lead
from app.tasks.annex.lexicon import KnownBodies
from app.tasks.annex.phrases import DeadlinePhrase, read_deadline
from app.tasks.clarity import ClarityLine, ClearFor, DraftFacts, judge
from app.text import Text, fold

OUTSIDE = "outside"  # the answer: a body outside the tree, kept by its name
DRAFT = "draft"  # the answer: nobody in particular, its rows stay drafts
NEW = "new"  # the answer: a unit that the tree lacks


_OF_ANOTHER_LEVEL = re.compile(
    r"^(?:bo(?! phan)|so|cuc|tong cuc|vtv|vov|ttxvn) ?\b|\b(?:chinh phu|quoc hoi|trung uong|viet nam|nha nuoc|tinh|thanh pho)\b"
)


class BodyKind(StrEnum):
    """What is asked about a name."""

    UNKNOWN = "unknown"  # not in the tree nor among the common bodies
    OUTSIDE = "outside"  # a ministry, a department of the city…
    COLLECTIVE = "collective"  # "các bộ, ngành, địa phương"


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit or outside body that documents can name; ``names`` are its own name and its aliases."""

    id: int
    name: str
    path: str
    outside: bool
    names: tuple[str, ...] = ()


class UnitBook:
    """The units as lead phrases are read with them."""

    def __init__(self, units: Iterable[UnitRef]) -> None:
        self.by_id = {unit.id: unit for unit in units}
        names = [(unit.id, name) for unit in self.by_id.values() for name in unit.names]
        self.known = KnownBodies.of(names)
        self._folded = {fold(name) for _, name in names}

    @property
    def tree(self) -> list[UnitRef]:
        """The units of the tree."""
        return [unit for unit in self.by_id.values() if not unit.outside]

    def unit_of(self, mention: BodyMention) -> UnitRef | None:
        """The unit or outside body that the name certainly means."""
        return self.by_id.get(mention.unit_key) if isinstance(mention.unit_key, int) else None

    def is_unknown(self, mention: BodyMention) -> bool:
        """Whether a person has to say who this is.

        A common name of another level ("Bộ Tài chính") is an outside body; one that may well be a unit of
        ours by another name ("Phòng Kinh tế - Hạ tầng"), or that two units bear, is asked about.
        """
        if mention.unit_key is not None:
            return False
        folded = fold(mention.text)
        return not mention.known or folded in self._folded or not _OF_ANOTHER_LEVEL.search(folded)


@dataclass(frozen=True, slots=True)
class BodyQuestion:
    """A name that is no unit of the tree. ``field`` is its field of the form, ``answer`` what holds now."""

    field: str
    text: str
    kind: BodyKind
    rows: int
    answer: str

    @property
    def open(self) -> bool:
        """Whether nobody has said yet who this is."""
        return not self.answer


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row and what it becomes. ``body``: field of the outside or new body that leads, "" for none."""

    row: AnnexRow
    lead: LeadPhrase
    deadline: DeadlinePhrase
    unit: int | None
    body: str
    lines: tuple[ClarityLine, ...]
    others: tuple[Text, ...]  # what else makes it a draft
    late: bool
    coordinating: tuple[int, ...]

    @property
    def is_task(self) -> bool:
        """Whether the row is clear for a unit."""
        return not self.others and all(line.met for line in self.lines)

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of the rules that are not met."""
        return tuple(line.rule.code for line in self.lines if not line.met)

    @property
    def reasons(self) -> tuple[Text, ...]:
        """Why the row becomes a draft."""
        return tuple(line.reason for line in self.lines if not line.met) + self.others

    def reason(self, code: str) -> Text | None:
        """Why the rule of that code is not met; None where it is."""
        return next((line.reason for line in self.lines if line.rule.code == code and not line.met), None)


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole annex judged."""

    rows: tuple[RowPlan, ...]
    questions: tuple[BodyQuestion, ...]

    @property
    def tasks(self) -> int:
        """How many rows become tasks that wait for an owner."""
        return sum(row.is_task for row in self.rows)

    @property
    def missing(self) -> Counter[str]:
        """How many rows lack each rõ."""
        return Counter(code for row in self.rows for code in row.missing)

    @property
    def kinds(self) -> Counter[str]:
        """How many rows name one lead body, several, a collective, none: as written in the file."""
        return Counter(row.lead.kind.value for row in self.rows)


def plan(
    annex: Annex,
    book: UnitBook,
    answers: Mapping[str, str],
    today: date,
    may_give: Iterable[str],
) -> Plan:
    """Judge every row with the answers given so far.

    ``may_give``: the unit paths to which the importer may give work; a row led by another unit becomes a
    draft of that unit.
    """
    return _Planner(book, answers, today, tuple(may_give)).plan(annex)


class _Planner:
    """Judges rows one after another and remembers what it has read: phrases repeat from row to row."""

    def __init__(
        self, book: UnitBook, answers: Mapping[str, str], today: date, may_give: tuple[str, ...]
    ) -> None:
        self._book, self._answers, self._today, self._may_give = book, answers, today, may_give
        self._leads: dict[str, LeadPhrase] = {}
        self._asked: dict[str, BodyQuestion] = {}
        self._counts: Counter[str] = Counter()

    def plan(self, annex: Annex) -> Plan:
        rows = tuple(self._row(row) for row in annex.rows)
        questions = tuple(
            BodyQuestion(asked.field, asked.text, asked.kind, self._counts[asked.field], asked.answer)
            for asked in self._asked.values()
        )
        return Plan(rows, questions)

    def _row(self, row: AnnexRow) -> RowPlan:
        lead, deadline = self._lead(row.lead_phrase), read_deadline(row.deadline_phrase)
        leads, collectives = self._leads_of(lead)
        facts = DraftFacts(
            work=row.content,
            outcome=row.outcome_phrase,
            deadline=deadline.day,
            deadline_text=row.deadline_phrase,
            imported=True,
            lead_bodies=len(leads) + bool(leads and collectives),
            collective=collectives and not leads,
        )
        single = leads[0] if len(leads) == 1 and not collectives else ""
        unit = self._book.by_id.get(int(single)) if single.isdigit() else None
        return RowPlan(
            row=row,
            lead=lead,
            deadline=deadline,
            unit=unit.id if unit else None,
            body="" if unit else single,
            lines=judge(facts, self._today, ClearFor.UNIT),
            others=tuple(self._other_reasons(row, unit)),
            late=deadline.day is not None and deadline.day < self._today,
            coordinating=self._coordinating(row, unit),
        )

    def _leads_of(self, lead: LeadPhrase) -> tuple[list[str], bool]:
        """Who leads, each once: a unit's id or the field of a body; and whether a collective leads beside."""
        leads: dict[str, None] = {}
        standing_in: dict[str, None] = {}
        collectives = False
        for mention in lead.bodies:
            unit = self._book.unit_of(mention)
            if unit and not unit.outside:
                leads.setdefault(str(unit.id))
                continue
            asked = self._ask(unit.name if unit else mention.text, self._kind_of(mention))
            if asked.answer.isdigit():
                (leads if asked.kind is BodyKind.UNKNOWN else standing_in).setdefault(asked.answer)
            else:
                leads.setdefault(asked.field)
        for text in lead.collectives:
            asked = self._ask(text, BodyKind.COLLECTIVE)
            if asked.answer.isdigit():
                standing_in.setdefault(asked.answer)
            else:
                collectives = True
        if standing_in:
            ours = {**standing_in, **{each: None for each in leads if each.isdigit()}}
            return list(ours), False
        return list(leads), collectives

    def _kind_of(self, mention: BodyMention) -> BodyKind:
        return BodyKind.UNKNOWN if self._book.is_unknown(mention) else BodyKind.OUTSIDE

    def _ask(self, text: str, kind: BodyKind) -> BodyQuestion:
        field = field_of(text, kind)
        self._counts[field] += 1
        if field not in self._asked:
            usual = {BodyKind.UNKNOWN: "", BodyKind.OUTSIDE: OUTSIDE, BodyKind.COLLECTIVE: DRAFT}[kind]
            answer = self._answers.get(field) or usual
            self._asked[field] = BodyQuestion(field, text, kind, 0, answer)
        return self._asked[field]

    def _other_reasons(self, row: AnnexRow, unit: UnitRef | None) -> Iterable[Text]:
        if not row.content.strip():
            yield Text("Chưa nêu việc phải làm.", "The work is not described.")
        if unit and not unit.outside and not unit.path.startswith(self._may_give or ("?",)):
            yield Text(
                f"{unit.name} ngoài phạm vi giao việc của người nhập.",
                f"{unit.name} is outside the units to which the importer may give work.",
            )

    def _coordinating(self, row: AnnexRow, lead: UnitRef | None) -> tuple[int, ...]:
        found: dict[int, None] = {}
        for mention in self._lead(row.coordinating_phrase).bodies:
            unit = self._book.unit_of(mention)
            if unit and not unit.outside and unit != lead:
                found.setdefault(unit.id)
        return tuple(found)

    def _lead(self, phrase: str) -> LeadPhrase:
        if phrase not in self._leads:
            self._leads[phrase] = read_lead(phrase, self._book.known)
        return self._leads[phrase]


def field_of(text: str, kind: BodyKind) -> str:
    """The form's field for a name, the same however the name is typed."""
    digest = hashlib.sha256(f"{kind.value}|{fold(text)}".encode()).hexdigest()
    return f"body_{digest[:12]}"
