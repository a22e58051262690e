"""Xin ý kiến between units: what may be asked and answered, when silence falls, whose days a lateness is.

Modelled on Decree 191/2026/NĐ-CP (an answer within 2 to 5 working days) and the counting rules ("Silence"): a
question that is not answered by its date is silent by itself, against the unit that was asked. Pure: facts
in, answers out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.formats import format_date
from app.people.office_rules import OfficeRules
from app.tasks.entry import LONGEST_TEXT, Faults
from app.text import Text, clean
from app.workdays import Calendar


class Outcome(StrEnum):
    """What became of a question; "" while it is open."""

    AGREE = "agree"
    AGREE_WITH_COMMENTS = "agree_with_comments"
    DISAGREE = "disagree"
    SILENT = "silent"
    WITHDRAWN = "withdrawn"


OUTCOME_NAMES: dict[str, tuple[Text, str]] = {
    "": (Text("Chờ trả lời", "Open"), "blue"),
    Outcome.AGREE: (Text("Đồng ý", "Agrees"), "done"),
    Outcome.AGREE_WITH_COMMENTS: (Text("Đồng ý, có góp ý", "Agrees with comments"), "done"),
    Outcome.DISAGREE: (Text("Không đồng ý", "Disagrees"), "amber"),
    Outcome.SILENT: (Text("Không trả lời đúng hạn", "Silent"), "red"),
    Outcome.WITHDRAWN: (Text("Đã rút câu hỏi", "Question withdrawn"), "grey"),
}
ANSWERS = (Outcome.AGREE, Outcome.AGREE_WITH_COMMENTS, Outcome.DISAGREE)
NEED_WORDS = frozenset({Outcome.AGREE_WITH_COMMENTS, Outcome.DISAGREE})


# --- asking ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DateRange:
    """The first and the last day that a question's date may be."""

    first: date
    last: date


def dates_allowed(today: date, rules: OfficeRules, calendar: Calendar) -> DateRange:
    """From ``opinion_least_days`` to ``opinion_most_days`` working days after today, which is not counted.

    An office whose least is above its most has one day to choose: the least.
    """
    least = rules.whole("opinion_least_days")
    most = max(least, rules.whole("opinion_most_days"))
    return DateRange(calendar.add(today, least), calendar.add(today, most))


def fault_in_date(due_on: date | None, allowed: DateRange, calendar: Calendar) -> Text | None:
    """Why the question cannot have this date; a day off counts as the next working day."""
    if due_on is not None and allowed.first <= calendar.effective_day(due_on) <= allowed.last:
        return None
    first, last = allowed.first, allowed.last
    return Text(
        f"Nhập ngày trả lời từ {format_date(first)} đến {format_date(last)}.",
        f"Enter a date from {format_date(first, 'en')} to {format_date(last, 'en')}.",
    )


# --- answering ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """What a person is to a question. ``answered``: somebody answered, be it late."""

    outcome: str
    answered: bool
    is_answerer: bool
    heads_unit: bool
    assigns_there: bool
    asked_it: bool
    owns_task: bool
    task_withdrawn: bool


@dataclass(frozen=True, slots=True)
class No:
    """Why not. ``for_others``: other people may do it, this person may not."""

    text: Text
    for_others: bool


def refusal_of_answer(facts: AnswerFacts) -> No | None:
    """Why this person may not answer now; None where it is allowed.

    Silence does not close the question: one late answer is kept beside it. Nobody answers on work of their own.
    """
    if not (facts.is_answerer or facts.heads_unit or facts.assigns_there):
        words = Text(
            "Việc này dành cho: người được hỏi ý kiến, thủ trưởng đơn vị được hỏi và người được giao việc tại đó.",
            "This is for: the person asked, the head of the unit asked, and those who assign work there.",
        )
        return No(words, for_others=True)
    if facts.asked_it or facts.owns_task:
        words = Text(
            "Người hỏi và người chịu trách nhiệm chính không tự trả lời câu hỏi này.",
            "Neither who asked nor the owner of the work answers this question.",
        )
        return No(words, for_others=True)
    if facts.task_withdrawn or facts.outcome == Outcome.WITHDRAWN:
        words = Text("Câu hỏi không còn cần trả lời.", "This question no longer needs an answer.")
        return No(words, for_others=False)
    if facts.answered:
        return No(Text("Câu hỏi này đã được trả lời.", "This question has been answered."), for_others=False)
    return None


def faults_of_answer(outcome: str, words: str) -> Faults:
    """What is wrong with an answer: comments and disagreement say what and why."""
    faults: Faults = {}
    if outcome not in ANSWERS:
        faults["outcome"] = Text("Chọn ý kiến trả lời.", "Choose an answer.")
    if outcome in NEED_WORDS and not clean(words):
        faults["words"] = Text("Nêu nội dung góp ý hoặc lý do.", "Give the comments or the reason.")
    elif len(clean(words)) > LONGEST_TEXT:
        faults["words"] = Text(f"Tối đa {LONGEST_TEXT} ký tự.", f"At most {LONGEST_TEXT} characters.")
    return faults


def late_words(outcome: str, words: str, day: date) -> str:
    """A late answer as it is kept beside the silence: that it came late and when, what it says.

    It is kept in Vietnamese, the language of the office's records.
    """
    said = f"Trả lời muộn ngày {format_date(day)}: {OUTCOME_NAMES[outcome][0].vi}."
    return f"{said} {clean(words)}".strip()


def is_silent(due_on: date, day: date, calendar: Calendar) -> bool:
    """Whether a question without an answer has fallen silent before ``day``: its last day ended."""
    return calendar.is_past(due_on, day)


# --- whose days a lateness is ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """One question was open: asked on a day, which is not counted, up to and including its last day."""

    asked_on: date
    last_day: date


def span_of(asked_on: date, due_on: date, outcome: str, answered_on: date | None, calendar: Calendar) -> Span:
    """From asking to the answer or the withdrawal; silence ends it with its date.

    A question whose date has passed waits no longer, whether or not the night has written that down.
    """
    last = calendar.effective_day(due_on)
    if outcome not in ("", Outcome.SILENT) and answered_on is not None:
        last = min(last, answered_on)
    return Span(asked_on, last)


def waiting_days(spans: Iterable[Span], until: date, calendar: Calendar) -> int:
    """Working days up to and including ``until`` on which at least one question was open, each day once."""
    found, covered = 0, date.min
    for span in sorted(spans, key=lambda each: (each.asked_on, each.last_day)):
        start, end = max(span.asked_on, covered), min(span.last_day, until)
        if end > start:
            found += calendar.between(start, end)
            covered = end
    return found


@dataclass(frozen=True, slots=True)
class LatenessSplit:
    """Working days late, parted into days spent waiting for other units and the holder's own."""

    own: int
    waiting: int

    @property
    def days(self) -> int:
        """All of them."""
        return self.own + self.waiting


def split_of(days_late: int, waited: int) -> LatenessSplit:
    """Waiting never takes away more than the lateness itself; the days stay counted either way."""
    waiting = min(max(days_late, 0), waited)
    return LatenessSplit(max(days_late, 0) - waiting, waiting)
