"""From what happened to an item of work to its line in one person's month (Art. 14.2, 18.1).

The facts are one person's: the same task gives the giver and the taker an ``ItemFacts`` each, and one that
was given back and given again gives the same person two. What the law leaves open here stands in the
scheme's settings ``carry_over``, ``given_up_months``, ``lateness``, ``lateness_date``, ``failed_check`` and ``extra_work``.
"""

from collections.abc import Iterable
from datetime import date

from app.evaluation import grounds
from app.evaluation.criteria import PRESET, CarryOver, HandOverReason, LatenessDate, Origin, Scheme
from app.evaluation.item_facts import (
    CountedItem,
    Ended,
    ItemFacts,
    ItemState,
    LatenessFacts,
    Mark,
    MonthCount,
    SubmissionFacts,
)
from app.evaluation.months import Month
from app.evaluation.scoring import ProductLine
from app.text import Text

__all__ = [
    "CountedItem",
    "Ended",
    "HandOverReason",
    "ItemFacts",
    "ItemState",
    "LatenessFacts",
    "Mark",
    "Month",
    "MonthCount",
    "Origin",
    "SubmissionFacts",
    "count_item",
    "count_month",
    "lateness_due",
]


def lateness_due(due: date, by: date) -> bool:
    """Whether the date ``due`` was missed: submitted, or still open, on day ``by``. Late from the next day."""
    return by > due


def count_month(items: Iterable[ItemFacts], month: Month, scheme: Scheme = PRESET) -> MonthCount:
    """The lines of one person's month, in the order of ``items``; what does not stand in it is left out."""
    counted = (count_item(facts, month, scheme) for facts in items)
    return MonthCount(month, tuple(item for item in counted if item is not None))


def count_item(facts: ItemFacts, month: Month, scheme: Scheme = PRESET) -> CountedItem | None:
    """The item's line in ``month``; None where it does not stand in that month.

    An item stands in the month of its deadline; or, submitted in an earlier month, in that one alone; or, past
    its deadline, in each month until it was submitted, and never before the month in which it was given.
    """
    why_here = _why_here(facts, month, scheme)
    if why_here is None:
        return None
    state = _state(facts, month, scheme)
    submission = _effective_submission(facts)
    assigned = int(facts.origin is Origin.ORDINARY and state is not ItemState.LEFT)
    failed, failed_objective = _failed_checks(facts, month)
    late, late_objective = _latenesses(facts, month, scheme)
    line = ProductLine(
        factor=scheme.unconverted_factor if facts.factor is None else facts.factor,
        assigned=assigned,
        finished=int(state is ItemState.FINISHED),
        failed_checks=len(failed) or len(failed_objective),
        late=len(late) or len(late_objective),
        objective_quality=bool(failed_objective and not failed),
        objective_progress=bool(late_objective and not late),
    )
    return CountedItem(
        facts=facts,
        line=line,
        state=state,
        marks=_marks(facts, state),
        why_here=why_here,
        why_assigned=_why_not_assigned(facts, state, scheme),
        why_finished=_why_not_finished(facts, month, state, submission, scheme),
        about_quality=grounds.quality(len(failed), len(failed_objective)),
        about_progress=grounds.progress(late, late_objective, _by_original(facts, late, scheme)),
    )


def _effective_submission(facts: ItemFacts) -> SubmissionFacts | None:
    """The last submission that was not returned.

    One that was still waiting when the item left this person went with it; an accepted one stays theirs.
    """
    standing = {True, None} if facts.ended is None else {True}
    own = [one for one in facts.submissions if _held_on(facts, one.on) and one.accepted in standing]
    return sorted(own, key=lambda one: one.on)[-1] if own else None


def _held_on(facts: ItemFacts, day: date) -> bool:
    return facts.given_on <= day and (facts.ended is None or day <= facts.ended.on)


def _why_here(facts: ItemFacts, month: Month, scheme: Scheme) -> Text | None:
    """Why the item stands in ``month``; None where it does not."""
    if month < Month.of(facts.given_on):
        return None
    closed = _closed_in(facts, scheme)
    if closed is not None and closed < month:
        return None
    due = Month.of(facts.deadline)
    if due == month:
        return grounds.due_this_month(facts.deadline)
    if due < month:
        late_arrival = due < Month.of(facts.given_on) == month
        if late_arrival or scheme.carry_over is CarryOver.UNTIL_SUBMITTED:
            return grounds.carried_over(facts.deadline)
        return None
    submission = _effective_submission(facts)
    if submission is not None and submission.on in month:
        return grounds.submitted_early(submission.on, facts.deadline)
    return None


def _closed_in(facts: ItemFacts, scheme: Scheme) -> Month | None:
    """The last month in which the item can stand: when it was submitted, or left this person for good.

    Work that its owner could not do stays in the total (Art. 18.1.d) as unfinished work does: in the month of
    its deadline, or, past that, up to the month of the report. It is not carried further, because who reports
    at once, as the article demands, must not fare worse than who says nothing.
    """
    submission = _effective_submission(facts)
    if submission is not None:
        return Month.of(submission.on)
    if facts.ended is None:
        return None
    left = Month.of(facts.ended.on)
    if scheme.hand_over(facts.ended.reason).stays_with_giver:
        return max(left, Month.of(facts.deadline))
    return left


def _state(facts: ItemFacts, month: Month, scheme: Scheme) -> ItemState:
    submission = _effective_submission(facts)
    if submission is not None:
        if submission.on not in month:
            return ItemState.UNFINISHED
        return ItemState.FINISHED if submission.accepted else ItemState.WAITING
    if facts.ended is None or Month.of(facts.ended.on) > month:
        return ItemState.UNFINISHED
    if scheme.hand_over(facts.ended.reason).stays_with_giver:
        return ItemState.GIVEN_UP
    return ItemState.LEFT


def _failed_checks(facts: ItemFacts, month: Month) -> tuple[list[date], list[date]]:
    """The days of submissions of this person that failed by the end of ``month``: charged, and lifted."""
    failed = [
        one
        for one in facts.submissions
        if one.failed_check and _held_on(facts, one.on) and one.on <= month.last
    ]
    return (
        [one.on for one in failed if not one.failed_objective],
        [one.on for one in failed if one.failed_objective],
    )


def _latenesses(facts: ItemFacts, month: Month, scheme: Scheme) -> tuple[list[date], list[date]]:
    """The dates that this person missed by the end of ``month``: charged, and lifted.

    A date passes once, however often it was set. It is this person's only when the item was theirs at the end
    of that day. Where the scheme judges by the original date, an extension takes no lateness away: the date
    before it is missed once more, and once only.
    """
    missed = facts.latenesses
    before = facts.missed_before_extension
    if scheme.lateness_date is LatenessDate.ORIGINAL and before and all(one.due != before for one in missed):
        missed = (*missed, LatenessFacts(before))
    own = [
        one
        for one in missed
        if facts.given_on <= one.due <= month.last and (facts.ended is None or one.due < facts.ended.on)
    ]
    charged = {one.due for one in own if not one.objective}
    lifted = {one.due for one in own if one.objective} - charged
    return sorted(charged), sorted(lifted)


def _by_original(facts: ItemFacts, charged: list[date], scheme: Scheme) -> date | None:
    """The date that was missed before an extension, where the scheme charges it."""
    before = facts.missed_before_extension
    recorded = {one.due for one in facts.latenesses}
    charges = scheme.lateness_date is LatenessDate.ORIGINAL and before in charged and before not in recorded
    return before if charges else None


def _marks(facts: ItemFacts, state: ItemState) -> frozenset[Mark]:
    if state is ItemState.LEFT:
        return frozenset()
    marks = {
        Mark.UNCONVERTED: facts.factor is None,
        Mark.WAITING: state is ItemState.WAITING,
    }
    return frozenset(mark for mark, applies in marks.items() if applies)


def _why_not_assigned(facts: ItemFacts, state: ItemState, scheme: Scheme) -> Text | None:
    if state is ItemState.LEFT and facts.ended is not None:
        return grounds.left_total(facts.ended.on, scheme.hand_over(facts.ended.reason))
    return grounds.OUTSIDE_TOTAL.get(facts.origin)


def _why_not_finished(
    facts: ItemFacts, month: Month, state: ItemState, submission: SubmissionFacts | None, scheme: Scheme
) -> Text | None:
    if state is ItemState.FINISHED:
        return None
    if state is ItemState.WAITING and submission is not None:
        return grounds.waiting(submission.on)
    if state is ItemState.GIVEN_UP and facts.ended is not None:
        return grounds.given_up(facts.ended.on, scheme.hand_over(facts.ended.reason))
    if state is ItemState.LEFT and facts.ended is not None:
        return grounds.handed_on(facts.ended.on, scheme.hand_over(facts.ended.reason))
    if submission is not None:
        return grounds.submitted_later(submission.on)
    own = [one for one in facts.submissions if _held_on(facts, one.on) and one.on <= month.last]
    returned = [one.on for one in own if one.accepted is False]
    return grounds.returned(max(returned)) if returned else grounds.NOT_SUBMITTED
