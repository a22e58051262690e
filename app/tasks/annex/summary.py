"""The figures of an annex: how many of its tasks are clear, and what the others lack."""

from collections import Counter
from typing import TypedDict

from app.tasks.annex.annex import Annex, AnnexRow
from app.tasks.annex.bodies import OwnerKind, read_lead
from app.tasks.annex.lexicon import KnownBodies
from app.tasks.annex.outcomes import states_outcome
from app.tasks.annex.phrases import DeadlineKind, read_deadline


class Summary(TypedDict):
    """The figures that ``check-annex`` prints, in this order."""

    rows: int
    sections: int
    owner: dict[str, int]
    deadline: dict[str, int]
    outcome: dict[str, int]
    clear: int


def summarise(annex: Annex, known: KnownBodies) -> Summary:
    """Count the rows of ``annex`` by owner, deadline and outcome. ``clear``: one lead body, a date, an outcome."""
    owners, deadlines, stated, clear = Counter[OwnerKind](), Counter[DeadlineKind](), 0, 0
    for row in annex.rows:
        owner, deadline, outcome = _judged(row, known)
        owners[owner] += 1
        deadlines[deadline] += 1
        stated += outcome
        clear += owner is OwnerKind.SINGLE and deadline is DeadlineKind.DATE and outcome
    return Summary(
        rows=len(annex.rows),
        sections=len(annex.sections),
        owner={kind.value: owners[kind] for kind in OwnerKind},
        deadline={kind.value: deadlines[kind] for kind in DeadlineKind},
        outcome={"stated": stated, "missing": len(annex.rows) - stated},
        clear=clear,
    )


def _judged(row: AnnexRow, known: KnownBodies) -> tuple[OwnerKind, DeadlineKind, bool]:
    lead, deadline = read_lead(row.lead_phrase, known), read_deadline(row.deadline_phrase)
    return lead.kind, deadline.kind, states_outcome(row.outcome_phrase)
