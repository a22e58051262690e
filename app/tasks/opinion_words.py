"""What the history of a task says of its questions to other units."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.formats import format_date
from app.tasks.opinion_rules import OUTCOME_NAMES
from app.text import Text


def opinion_words(facts: Mapping[str, Any]) -> list[Text]:
    """The answer, the date to answer, what a silence counts as; the question and words are quoted elsewhere."""
    found: list[Text] = []
    if facts.get("due_on"):
        day = date.fromisoformat(facts["due_on"])
        found.append(
            Text(f"Trả lời trước hết ngày {format_date(day)}", f"To be answered by {format_date(day, 'en')}")
        )
    if facts.get("outcome") in OUTCOME_NAMES:
        found.append(OUTCOME_NAMES[facts["outcome"]][0])
    if facts.get("late_answer"):
        found.append(
            Text(
                "Trả lời sau hạn: kết quả “không trả lời đúng hạn” giữ nguyên.",
                "Answered late: the silence stays on record.",
            )
        )
    if "counts_as_agreement" in facts:
        found.append(agreement_words(counts=bool(facts["counts_as_agreement"])))
    return found


def agreement_words(*, counts: bool) -> Text:
    """What a silence counts as under the office's rules."""
    if counts:
        return Text("Theo quy định của cơ quan: tính là đồng ý.", "Under the office's rules: agreement.")
    return Text("Theo quy định của cơ quan: không tính là đồng ý.", "Under the office's rules: no agreement.")
