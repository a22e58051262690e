"""From what happened to an item to its line in a month: late, which month, changed hands, not converted."""

from dataclasses import replace
from datetime import date
from fractions import Fraction as F

import pytest

from app.evaluation.counting import (
    Ended,
    HandOverReason,
    ItemFacts,
    ItemState,
    LatenessFacts,
    Mark,
    Month,
    Origin,
    SubmissionFacts,
    count_item,
    count_month,
    lateness_due,
)
from app.evaluation.criteria import ND335_2025

OCTOBER, NOVEMBER, DECEMBER, JANUARY, FEBRUARY = (
    Month.parse(text) for text in ("2026-10", "2026-11", "2026-12", "2027-01", "2027-02")
)
MONTHS = (OCTOBER, NOVEMBER, DECEMBER, JANUARY, FEBRUARY)
ITEM = ItemFacts(
    task_id=1,
    code="NV-2026-00001",
    title="Báo cáo quý IV",
    factor=F(5),
    deadline=date(2026, 11, 20),
    given_on=date(2026, 10, 5),
)
LEAVING = [reason for reason in HandOverReason if reason is not HandOverReason.CANNOT]


def day(text: str) -> date:
    return date.fromisoformat(text)


def submitted(on: str, accepted: bool | None = True, **more) -> SubmissionFacts:
    return SubmissionFacts(day(on), accepted, **more)


def item(*submissions: SubmissionFacts, late: tuple[str, ...] = (), **changes) -> ItemFacts:
    latenesses = tuple(LatenessFacts(day(due)) for due in late)
    return replace(ITEM, submissions=submissions, latenesses=latenesses, **changes)


def ended(on: str, reason: HandOverReason) -> Ended:
    return Ended(day(on), reason)


def standing(facts: ItemFacts) -> dict[str, tuple[int, int]]:
    """Assigned and finished in each month in which the item stands."""
    counted = {month: count_item(facts, month) for month in MONTHS}
    return {
        str(month): (one.line.assigned, one.line.finished)
        for month, one in counted.items()
        if one is not None
    }


def counted(facts: ItemFacts, month: Month = NOVEMBER):
    found = count_item(facts, month)
    assert found is not None
    return found


# --- which month ---------------------------------------------------------------------------------


def test_an_item_counts_in_the_month_of_its_deadline():
    assert standing(item(submitted("2026-11-18"))) == {"2026-11": (1, 1)}


def test_the_last_day_of_a_month_belongs_to_it():
    facts = item(submitted("2026-11-30"), deadline=day("2026-11-30"))
    assert standing(facts) == {"2026-11": (1, 1)}


def test_an_item_submitted_before_the_month_of_its_deadline_counts_then_and_not_again():
    assert standing(item(submitted("2026-10-30"))) == {"2026-10": (1, 1)}


def test_an_item_not_submitted_is_carried_over_into_every_month_until_submitted():
    assert standing(item(submitted("2027-01-04"))) == {
        "2026-11": (1, 0),
        "2026-12": (1, 0),
        "2027-01": (1, 1),
    }


def test_an_item_never_submitted_stands_in_every_later_month():
    assert standing(item()) == {
        "2026-11": (1, 0),
        "2026-12": (1, 0),
        "2027-01": (1, 0),
        "2027-02": (1, 0),
    }


def test_a_scheme_may_count_an_item_in_the_month_of_its_deadline_only():
    settings = tuple(
        replace(one, value="due_month_only") if one.code == "carry_over" else one
        for one in ND335_2025.settings
    )
    other = replace(ND335_2025, settings=settings)
    facts = item(submitted("2026-12-02"))
    assert counted(facts, NOVEMBER).line.finished == 0
    assert count_item(facts, DECEMBER, other) is None
    old = item(given_on=day("2026-12-10"))
    assert count_item(old, DECEMBER, other) is not None
    assert count_item(old, JANUARY, other) is None


def test_an_item_is_in_no_month_before_it_was_given():
    assert standing(item(submitted("2026-12-15"), given_on=day("2026-12-03"))) == {"2026-12": (1, 1)}


def test_an_imported_item_that_was_already_late_begins_in_the_month_it_was_given():
    facts = item(deadline=day("2025-06-30"), given_on=day("2026-12-03"))
    assert standing(facts) == {"2026-12": (1, 0), "2027-01": (1, 0), "2027-02": (1, 0)}


def test_an_item_due_later_and_still_open_does_not_stand_in_this_month():
    assert count_item(item(deadline=day("2026-12-20")), NOVEMBER) is None


# --- submitted, accepted, returned ----------------------------------------------------------------


def test_a_submission_in_time_and_accepted_in_a_later_month_is_finished_in_its_own_month():
    # The day of acceptance is no fact of the count: time spent waiting is not the owner's.
    found = counted(item(submitted("2026-11-20")))
    assert (found.state, found.line.late) == (ItemState.FINISHED, 0)


def test_a_submission_that_waits_is_listed_and_not_finished():
    found = counted(item(submitted("2026-11-19", None)))
    assert found.state is ItemState.WAITING
    assert (found.line.assigned, found.line.finished) == (1, 0)
    assert found.marks == {Mark.WAITING}
    assert "chờ duyệt" in found.why_finished.vi


def test_a_submission_that_waits_is_not_carried_over():
    assert count_item(item(submitted("2026-11-19", None)), DECEMBER) is None


def test_a_returned_result_is_not_finished_and_the_item_is_carried_over():
    facts = item(submitted("2026-11-19", False))
    assert standing(facts)["2026-12"] == (1, 0)
    assert "trả lại" in counted(facts).why_finished.vi


def test_work_returned_and_submitted_again_is_finished_in_the_month_of_the_last_submission():
    facts = item(submitted("2026-11-19", False), submitted("2026-12-02"))
    assert standing(facts) == {"2026-11": (1, 0), "2026-12": (1, 1)}


def test_work_returned_and_submitted_again_in_the_same_month_is_finished_in_it():
    facts = item(submitted("2026-11-17", False), submitted("2026-11-20"))
    assert standing(facts) == {"2026-11": (1, 1)}


def test_returned_early_work_does_not_count_in_the_early_month():
    facts = item(submitted("2026-10-20", False), submitted("2026-11-10"))
    assert standing(facts) == {"2026-11": (1, 1)}


def test_the_order_in_which_submissions_are_given_does_not_matter():
    one = item(submitted("2026-11-17", False), submitted("2026-11-20"))
    assert standing(one) == standing(replace(one, submissions=one.submissions[::-1]))


def test_a_submission_made_before_the_item_was_given_is_not_this_persons():
    facts = item(submitted("2026-10-20"), given_on=day("2026-11-02"))
    assert counted(facts).state is ItemState.UNFINISHED


def test_the_day_on_which_it_was_given_is_already_this_persons():
    assert standing(item(submitted("2026-11-18"), given_on=day("2026-11-18"))) == {"2026-11": (1, 1)}


# --- late -----------------------------------------------------------------------------------------


def test_late_is_from_the_next_day():
    assert not lateness_due(day("2026-11-20"), day("2026-11-20"))
    assert lateness_due(day("2026-11-20"), day("2026-11-21"))


def test_each_missed_date_is_one_lateness_the_deadline_and_each_rework_date():
    facts = item(submitted("2026-11-27"), late=("2026-11-20", "2026-11-25"))
    found = counted(facts)
    assert (found.line.late, found.line.objective_progress) == (2, False)
    assert "20/11/2026" in found.about_progress.vi
    assert "25/11/2026" in found.about_progress.vi


def test_a_date_that_was_set_twice_passes_once():
    facts = item(submitted("2026-11-27"), late=("2026-11-20", "2026-11-20"))
    assert counted(facts).line.late == 1


def test_latenesses_accumulate_up_to_the_end_of_the_month_and_no_further():
    facts = item(submitted("2026-12-10"), late=("2026-11-20", "2026-11-30", "2026-12-04"))
    assert counted(facts, NOVEMBER).line.late == 2
    assert counted(facts, DECEMBER).line.late == 3


def test_nobody_is_charged_for_dates_before_the_item_was_given_to_them():
    facts = item(
        submitted("2026-12-20"),
        late=("2025-06-30", "2026-12-01", "2026-12-10"),
        deadline=day("2026-12-10"),
        given_on=day("2026-12-05"),
    )
    assert counted(facts, DECEMBER).line.late == 1


def test_a_date_missed_after_the_item_left_is_not_the_givers():
    facts = item(late=("2026-11-20",), ended=ended("2026-11-20", HandOverReason.CANNOT))
    assert counted(facts).line.late == 0
    assert counted(replace(facts, ended=ended("2026-11-21", HandOverReason.CANNOT))).line.late == 1


def test_an_item_given_on_the_day_it_is_due_has_to_be_submitted_that_day():
    facts = item(late=("2026-11-20",), given_on=day("2026-11-20"))
    assert counted(facts).line.late == 1


def test_an_objective_lateness_is_shown_and_lifted():
    facts = replace(item(submitted("2026-11-25")), latenesses=(LatenessFacts(day("2026-11-20"), True),))
    found = counted(facts)
    assert (found.line.late, found.line.objective_progress) == (1, True)
    assert "khách quan" in found.about_progress.vi


def test_an_objective_lateness_does_not_lift_the_others():
    latenesses = (LatenessFacts(day("2026-11-20"), True), LatenessFacts(day("2026-11-25")))
    found = counted(replace(item(submitted("2026-11-27")), latenesses=latenesses))
    assert (found.line.late, found.line.objective_progress) == (1, False)


def test_work_in_time_has_nothing_to_say_about_progress():
    assert counted(item(submitted("2026-11-18"))).about_progress is None


# --- failed checks --------------------------------------------------------------------------------


def test_a_return_for_a_major_error_of_content_is_a_failed_check():
    facts = item(submitted("2026-11-10", False, failed_check=True), submitted("2026-11-18"))
    found = counted(facts)
    assert (found.line.failed_checks, found.line.objective_quality) == (1, False)
    assert "14.2.b" in found.about_quality.vi


def test_a_return_for_form_or_typing_costs_nothing():
    found = counted(item(submitted("2026-11-10", False), submitted("2026-11-18")))
    assert found.line.failed_checks == 0
    assert found.about_quality is None


def test_failed_checks_accumulate_over_months():
    facts = item(
        submitted("2026-11-19", False, failed_check=True),
        submitted("2026-12-02", False, failed_check=True),
        submitted("2026-12-08"),
    )
    assert counted(facts, NOVEMBER).line.failed_checks == 1
    assert counted(facts, DECEMBER).line.failed_checks == 2


def test_a_check_that_failed_for_a_submission_of_the_last_day_counts_in_that_month():
    facts = item(submitted("2026-11-30", False, failed_check=True))
    assert counted(facts, NOVEMBER).line.failed_checks == 1


def test_an_objective_failed_check_is_shown_and_lifted():
    failed = submitted("2026-11-10", False, failed_check=True, failed_objective=True)
    found = counted(item(failed, submitted("2026-11-18")))
    assert (found.line.failed_checks, found.line.objective_quality) == (1, True)


def test_an_objective_failed_check_does_not_lift_the_others():
    facts = item(
        submitted("2026-11-09", False, failed_check=True, failed_objective=True),
        submitted("2026-11-12", False, failed_check=True),
        submitted("2026-11-18"),
    )
    found = counted(facts)
    assert (found.line.failed_checks, found.line.objective_quality) == (1, False)


# --- factor ---------------------------------------------------------------------------------------


def test_the_factor_is_that_of_the_catalogue():
    found = counted(item(submitted("2026-11-18")))
    assert (found.line.factor, found.marks) == (F(5), frozenset())


def test_work_without_a_catalogue_entry_counts_as_one_and_is_marked():
    found = counted(item(submitted("2026-11-18"), factor=None))
    assert (found.line.factor, found.marks) == (F(1), {Mark.UNCONVERTED})


# --- work that changes hands (Art. 18.1.d) ---------------------------------------------------------


def test_what_its_owner_cannot_do_stays_in_the_total_and_is_never_finished():
    facts = item(ended=ended("2026-11-10", HandOverReason.CANNOT))
    assert standing(facts) == {"2026-11": (1, 0)}
    found = counted(facts)
    assert found.state is ItemState.GIVEN_UP
    assert "Điều 18.1.d" in found.why_finished.vi


def test_what_was_given_up_early_stands_in_the_month_of_its_deadline():
    facts = item(ended=ended("2026-10-08", HandOverReason.CANNOT))
    assert standing(facts) == {"2026-11": (1, 0)}


def test_what_was_given_up_after_its_deadline_stands_up_to_the_month_of_the_report_and_never_later():
    facts = item(ended=ended("2027-01-05", HandOverReason.CANNOT))
    assert standing(facts) == {"2026-11": (1, 0), "2026-12": (1, 0), "2027-01": (1, 0)}
    assert counted(facts, DECEMBER).state is ItemState.UNFINISHED
    assert counted(facts, JANUARY).state is ItemState.GIVEN_UP


def test_sudden_work_that_was_given_up_never_enters_the_total():
    facts = item(origin=Origin.SUDDEN, ended=ended("2026-11-10", HandOverReason.CANNOT))
    assert standing(facts) == {"2026-11": (0, 0)}


@pytest.mark.parametrize("reason", LEAVING)
def test_other_reasons_take_the_item_out_of_the_total_from_that_day(reason):
    facts = item(ended=ended("2026-11-10", reason))
    found = counted(facts)
    assert found.state is ItemState.LEFT
    assert (found.line.assigned, found.line.finished) == (0, 0)
    assert "rời tổng được giao từ ngày 10/11/2026" in found.why_assigned.vi
    assert "không còn do người này thực hiện từ ngày 10/11/2026" in found.why_finished.vi
    assert standing(facts) == {"2026-11": (0, 0)}


@pytest.mark.parametrize("reason", LEAVING)
def test_what_left_later_was_in_the_total_of_the_months_before(reason):
    facts = item(ended=ended("2026-12-10", reason))
    assert standing(facts) == {"2026-11": (1, 0), "2026-12": (0, 0)}


@pytest.mark.parametrize("reason", LEAVING)
def test_what_left_before_the_month_of_its_deadline_is_nowhere(reason):
    assert standing(item(ended=ended("2026-10-10", reason))) == {}


@pytest.mark.parametrize("reason", list(HandOverReason))
def test_what_was_accepted_before_the_item_left_stays_finished(reason):
    for on in ("2026-11-09", "2026-11-10"):
        facts = item(submitted(on), ended=ended("2026-11-10", reason))
        assert standing(facts) == {"2026-11": (1, 1)}


@pytest.mark.parametrize("reason", list(HandOverReason))
def test_a_submission_that_waited_goes_with_the_item(reason):
    facts = item(submitted("2026-11-09", None), ended=ended("2026-11-10", reason))
    found = counted(facts)
    assert found.line.finished == 0
    assert found.state in (ItemState.LEFT, ItemState.GIVEN_UP)
    assert Mark.WAITING not in found.marks


def test_what_left_needs_no_factor():
    facts = item(factor=None, ended=ended("2026-11-10", HandOverReason.ABSENCE))
    assert counted(facts).marks == frozenset()


@pytest.mark.parametrize("origin", [Origin.TAKEN_OVER, Origin.SUDDEN])
def test_work_taken_over_or_sudden_is_outside_the_total_and_adds_when_finished(origin):
    assert standing(item(submitted("2026-11-18"), origin=origin)) == {"2026-11": (0, 1)}
    found = counted(item(origin=origin))
    assert (found.line.assigned, found.line.finished) == (0, 0)
    assert "ngoài tổng được giao" in found.why_assigned.vi


def test_extra_work_that_came_late_is_charged_for_its_own_lateness():
    facts = item(submitted("2026-11-25"), late=("2026-11-20",), origin=Origin.SUDDEN)
    assert counted(facts).line.late == 1


def test_giver_and_taker_of_one_task_are_counted_apart():
    giver = item(late=("2026-11-20",), ended=ended("2026-11-23", HandOverReason.CANNOT))
    taker = item(
        submitted("2026-11-30"),
        late=("2026-11-20", "2026-11-27"),
        given_on=day("2026-11-23"),
        deadline=day("2026-11-27"),
        origin=Origin.TAKEN_OVER,
    )
    assert (counted(giver).line.assigned, counted(giver).line.finished, counted(giver).line.late) == (1, 0, 1)
    assert (counted(taker).line.assigned, counted(taker).line.finished, counted(taker).line.late) == (0, 1, 1)


# --- grounds ---------------------------------------------------------------------------------------


def test_every_line_says_why_it_stands_in_the_month():
    assert "đến hạn ngày 20/11/2026" in counted(item()).why_here.vi
    assert "trước tháng đến hạn" in counted(item(submitted("2026-10-30")), OCTOBER).why_here.vi
    assert "chuyển sang tháng này" in counted(item(), DECEMBER).why_here.vi


def test_every_zero_has_its_ground():
    assert counted(item()).why_finished.vi == "chưa nộp"
    assert "sau tháng này" in counted(item(submitted("2026-12-02"))).why_finished.vi
    assert counted(item(submitted("2026-11-18"))).why_finished is None
    assert counted(item(submitted("2026-11-18"))).why_assigned is None


def test_a_ground_tells_only_what_had_happened_by_the_end_of_the_month():
    facts = item(submitted("2026-12-02", False))
    assert counted(facts, NOVEMBER).why_finished.vi == "chưa nộp"
    assert "02/12/2026 đã bị trả lại" in counted(facts, DECEMBER).why_finished.vi
    assert "đã bị trả lại" in counted(item(submitted("2026-11-30", False))).why_finished.vi


def test_the_grounds_come_in_the_order_of_the_columns():
    found = counted(item(late=("2026-11-20",), origin=Origin.SUDDEN))
    assert found.reasons == (found.why_here, found.why_assigned, found.why_finished, found.about_progress)


# --- a person's month --------------------------------------------------------------------------------


def test_a_month_holds_the_lines_in_order_and_lists_what_has_to_be_settled():
    items = [
        item(submitted("2026-11-18"), task_id=1),
        item(submitted("2026-11-19", None), task_id=2),
        item(submitted("2026-11-18"), task_id=3, factor=None),
        item(task_id=4, ended=ended("2026-11-02", HandOverReason.MOVED_BY_HEAD)),
        item(submitted("2026-11-18"), task_id=5, origin=Origin.SUDDEN),
        item(task_id=6, deadline=day("2026-12-20")),
    ]
    month = count_month(items, NOVEMBER)
    assert month.month == NOVEMBER
    assert [one.facts.task_id for one in month.counted] == [1, 2, 3, 4, 5]
    assert month.lines == tuple(one.line for one in month.counted)
    assert [one.facts.task_id for one in month.waiting] == [2]
    assert [one.facts.task_id for one in month.unconverted] == [3]
    assert [one.facts.task_id for one in month.left] == [4]
    assert [one.facts.task_id for one in month.extra_finished] == [5]
    assert not month.settled
    assert count_month(items[:1], NOVEMBER).settled


def test_an_item_given_back_and_given_again_is_two_items():
    first = item(ended=ended("2026-11-05", HandOverReason.LACKS_PAPERS_UPHELD))
    again = item(submitted("2026-11-19"), given_on=day("2026-11-12"))
    lines = count_month([first, again], NOVEMBER).lines
    assert (sum(line.assigned for line in lines), sum(line.finished for line in lines)) == (1, 1)


# --- extensions: by which date a lateness is judged (Art. 14.2.c) ----------------------------------


BY_ORIGINAL = replace(
    ND335_2025,
    settings=tuple(
        replace(one, value="original") if one.code == "lateness_date" else one for one in ND335_2025.settings
    ),
)
EXTENDED = replace(
    item(submitted("2026-11-24"), deadline=day("2026-11-27")), missed_before_extension=day("2026-11-20")
)


def test_article_14_2_c_an_extension_agreed_in_time_takes_the_lateness_away_by_the_preset():
    assert counted(EXTENDED).line.late == 0
    assert counted(EXTENDED).about_progress is None


def test_article_14_2_c_a_scheme_may_judge_by_the_original_date_too():
    found = count_item(EXTENDED, NOVEMBER, BY_ORIGINAL)
    assert (found.line.late, found.line.objective_progress) == (1, False)
    assert "20/11/2026" in found.about_progress.vi
    assert "đã được gia hạn" in found.about_progress.vi


def test_by_the_original_date_each_missed_date_counts_and_none_twice():
    both = replace(EXTENDED, latenesses=(LatenessFacts(day("2026-11-27")),))
    assert count_item(both, NOVEMBER, BY_ORIGINAL).line.late == 2
    assert count_item(both, NOVEMBER).line.late == 1
    same = replace(EXTENDED, latenesses=(LatenessFacts(day("2026-11-20")),))
    found = count_item(same, NOVEMBER, BY_ORIGINAL)
    assert found.line.late == 1
    assert "đã được gia hạn" not in found.about_progress.vi


def test_by_the_original_date_an_objective_cause_of_that_date_still_lifts_it():
    lifted = replace(EXTENDED, latenesses=(LatenessFacts(day("2026-11-20"), True),))
    assert count_item(lifted, NOVEMBER, BY_ORIGINAL).line.objective_progress


def test_by_the_original_date_nobody_is_charged_for_a_date_before_the_work_was_theirs():
    later = replace(EXTENDED, given_on=day("2026-11-21"))
    assert count_item(later, NOVEMBER, BY_ORIGINAL).line.late == 0


def test_work_without_an_extension_counts_alike_under_both_readings():
    late = item(submitted("2026-11-27"), late=("2026-11-20",))
    assert count_item(late, NOVEMBER, BY_ORIGINAL) == count_item(late, NOVEMBER)
