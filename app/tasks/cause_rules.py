"""Nguyên nhân khách quan: who claims and confirms, and what a claim rests on (Decree 335/2025, Art. 14.2.b–c).

A lateness or a failed check is not deducted where the competent person confirms an objective cause. Nobody
confirms for work of their own, and no confirmation stands without a ground that others can read. Pure.
"""

from dataclasses import dataclass
from datetime import date

from app.formats import format_date
from app.tasks.entry import Faults
from app.text import Text, clean

LONGEST_NUMBER = 250  # the document's column holds 300, its date with it


@dataclass(frozen=True, slots=True)
class No:
    """Why not. ``for_others``: other people may do it, this person may not."""

    text: Text
    for_others: bool


@dataclass(frozen=True, slots=True)
class CauseFacts:
    """A lateness or failed check, and what a person is to it.

    ``concerned``: it is charged to the person, or the person owns the work now, or made the claim.
    """

    concerned: bool
    competent: bool  # confirms sheets over the work's unit
    confirmed: bool
    claim_waits: bool
    counts: bool = True  # a lateness, or a submission marked as a major error of content


NOT_A_FAILED_CHECK = Text(
    "Lần nộp này không bị đánh giá là sai sót lớn về nội dung.",
    "This submission was not marked as a major error of content.",
)
CONFIRMED = Text("Nguyên nhân khách quan đã được xác nhận.", "An objective cause has been confirmed.")
WAITS = Text(
    "Đã có đề nghị chờ người có thẩm quyền quyết định.", "A claim already waits for the competent person."
)
OWN_WORK = Text(
    "Không ai tự xác nhận nguyên nhân khách quan cho việc của chính mình.",
    "Nobody confirms an objective cause for work of their own.",
)
FOR_THE_CONCERNED = Text(
    "Việc này dành cho: người chịu trách nhiệm chính, hoặc người giữ việc khi đó.",
    "This is for: the owner, or who held the work then.",
)
FOR_THE_COMPETENT = Text(
    "Việc này dành cho: người xác nhận phiếu đánh giá của đơn vị.",
    "This is for: who confirms the sheets of the unit.",
)


def refusal_of_claim(facts: CauseFacts) -> No | None:
    """Why this person may not claim an objective cause; None where it is allowed."""
    if not facts.concerned:
        return No(FOR_THE_CONCERNED, for_others=True)
    return _settled(facts)


def refusal_of_confirmation(facts: CauseFacts) -> No | None:
    """Why this person may not confirm without a claim; None where it is allowed."""
    no = refusal_of_decision(facts)
    return no or _settled(facts)


def refusal_of_decision(facts: CauseFacts) -> No | None:
    """Why this person may not decide on a claim, whatever its state; None where it is allowed."""
    if not facts.competent:
        return No(FOR_THE_COMPETENT, for_others=True)
    return No(OWN_WORK, for_others=True) if facts.concerned else None


def _settled(facts: CauseFacts) -> No | None:
    if not facts.counts:
        return No(NOT_A_FAILED_CHECK, for_others=False)
    if facts.confirmed:
        return No(CONFIRMED, for_others=False)
    return No(WAITS, for_others=False) if facts.claim_waits else None


# --- the ground --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ground:
    """What shows the cause: a file beside the task, a paper's number and date, a protected initiative."""

    evidence: int | None = None
    number: str = ""
    dated: date | None = None
    initiative: int | None = None

    @property
    def document(self) -> str:
        """The paper as it is kept: its number with its date."""
        number = clean(self.number)
        return f"{number} ({format_date(self.dated)})" if number and self.dated else number


def faults_of_ground(ground: Ground, today: date) -> Faults:
    """At least one ground; a paper has both number and date, and was not written tomorrow."""
    faults: Faults = {}
    number = clean(ground.number)
    if number and ground.dated is None:
        faults["dated"] = Text("Nhập ngày của văn bản.", "Enter the paper's date.")
    if ground.dated is not None and not number:
        faults["number"] = Text("Nhập số của văn bản.", "Enter the paper's number.")
    if ground.dated is not None and ground.dated > today:
        faults["dated"] = Text("Ngày của văn bản chưa đến.", "The paper's date has not come yet.")
    if len(number) > LONGEST_NUMBER:
        faults["number"] = Text(f"Tối đa {LONGEST_NUMBER} ký tự.", f"At most {LONGEST_NUMBER} characters.")
    if not number and ground.dated is None and ground.evidence is None and ground.initiative is None:
        faults["number"] = Text(
            "Nêu ít nhất một căn cứ: tệp đã có của nhiệm vụ, số và ngày văn bản, hoặc đề xuất được bảo vệ.",
            "Name at least one ground: a file of the task, a paper's number and date, or a protected initiative.",
        )
    return faults
