"""Each of the inspector's flags: what raises it, and the nearest thing that does not."""

from dataclasses import replace
from datetime import date
from fractions import Fraction as F

import pytest

from app.evaluation.inspection_facts import (
    BouncedTask,
    CriterionFacts,
    ItemFacts,
    LateEvidence,
    Limits,
    MonthFacts,
    MovedDeadline,
    SheetFacts,
)
from app.evaluation.inspection_flags import FLAGS, flag, raised

OPEN = CriterionFacts("I.1", 500, 450, 475, told=False, grounds=0, incidents=0)
ITEM = ItemFacts(task_id=7, code="NV-2026-00007", assigned=1, finished=1, late=0)
FIVE = (F(60), F(65), F(70), F(75), F(80))


def sheet(number=1, total=F(75), **values):
    given = {
        "sheet_id": number,
        "staff_code": f"KT{number:03}",
        "name": f"Người {number}",
        "unit_id": 3,
        "unit_name": "Phòng Kinh tế",
        "duty": "staff",
        "scorer_id": 9,
        "total": total,
        "criteria": (OPEN,),
        "items": (),
        "comment": f"Nhận xét riêng của người thứ {number}.",
    }
    return SheetFacts(**given | values)


def sheets(totals=FIVE, **values):
    return tuple(sheet(number, total, **values) for number, total in enumerate(totals, 1))


def month(found=(), **values):
    return MonthFacts("2026-11", date(2026, 11, 30), tuple(found), **values)


def found(facts, code, limits=None):
    """The sheets of each finding of that flag, and the words of the first."""
    findings = [one.found for one in raised(facts, limits or Limits()) if one.flag is flag(code)]
    return [one.sheets for one in findings], findings[0].words.vi if findings else ""


def criterion(**values):
    return (replace(CriterionFacts("III.1", 250, 250, 250, told=False, grounds=0, incidents=0), **values),)


BAD = criterion(code="I.2", grounds=1, incidents=1)
LONG = "Hoàn thành tốt các nhiệm vụ được giao trong tháng."
LATE_FILE = LateEvidence(7, "NV-2026-00007", "bien-ban.pdf", date(2026, 12, 2))
MOVED = MovedDeadline(7, "NV-2026-00007", date(2026, 11, 10), date(2026, 11, 20), date(2026, 11, 12))
BOUNCED = BouncedTask(7, "NV-2026-00007", 3, "Phòng Kinh tế", on_sheets=0)

#: The flag, what raises it, on which sheets, what its words say, and the nearest that does not.
CASES = [
    (
        "equal_scores",
        month(sheets([F(80), F(801, 10), F(802, 10), F(805, 10), F(8099, 100)])),
        [(1, 2, 3, 4, 5)],
        "5 phiếu cách nhau 0,99 điểm",
        month(sheets([F(80), F(80), F(80), F(80), F(81)])),
    ),
    (
        "all_as_self",
        month(sheets(criteria=(replace(OPEN, confirmed=450),))),
        [(1, 2, 3, 4, 5)],
        "5 trên 5 phiếu",
        month((*sheets(FIVE[:4], criteria=(replace(OPEN, confirmed=450),)), sheet(5))),
    ),
    (
        "high_with_late",
        month([sheet(total=F(90), items=(replace(ITEM, late=2),))]),
        [(1,)],
        "90,00 điểm, 2 lần chậm",
        month([sheet(total=F(8999, 100), items=(replace(ITEM, late=2),)), sheet(2, F(95), items=(ITEM,))]),
    ),
    (
        "far_from_peers",
        month(sheets([F(80), F(81), F(79), F(80), F(60)])),
        [(5,)],
        "60,00 điểm, trung vị 80,00, được lệch đến 5,19 (5 phiếu)",
        month(sheets([F(80), F(80), F(80), F(80), F(75)])),  # MAD 0: near in points is not far
    ),
    (
        "no_evidence",
        month([sheet(criteria=criterion())]),
        [(1,)],
        "tiêu chí III.1",
        month(
            [
                sheet(criteria=criterion(told=True)),
                sheet(2, criteria=criterion(grounds=1)),
                sheet(3, criteria=criterion(confirmed=240)),
                sheet(4, criteria=criterion(code="I.1")),
            ]
        ),
    ),
    (
        "evidence_after",
        month([sheet(items=(ITEM,))], late_evidence=(LATE_FILE,)),
        [(1,)],
        "NV-2026-00007: tệp “bien-ban.pdf” thêm ngày 02/12/2026",
        month([sheet(items=(replace(ITEM, task_id=8),))], late_evidence=(LATE_FILE,)),
    ),
    (
        "deadline_moved",
        month([sheet(items=(ITEM,))], moved_deadlines=(MOVED,)),
        [(1,)],
        "NV-2026-00007: hạn 10/11/2026 dời đến 20/11/2026 vào ngày 12/11/2026",
        month([sheet(items=(replace(ITEM, task_id=8),))], moved_deadlines=(MOVED,)),
    ),
    (
        "bounced_for_nobody",
        month(bounced=(BOUNCED,)),
        [()],
        "NV-2026-00007 đã được duyệt, không tính xong ở phiếu nào",
        month(bounced=(replace(BOUNCED, on_sheets=1), replace(BOUNCED, missing=1))),
    ),
    (
        "bounced_twice",
        month([sheet(items=(ITEM,)), sheet(2, items=(ITEM,))]),
        [(1, 2)],
        "NV-2026-00007: Người 1, Người 2",
        month([sheet(items=(ITEM,)), sheet(2, items=(replace(ITEM, finished=0),))]),
    ),
    (
        "copied_comments",
        month(sheets(comment=LONG)),
        [(1, 2, 3, 4, 5)],
        f"5 phiếu: “{LONG}”",
        month((*sheets(FIVE[:4], comment=LONG), sheet(5, comment=LONG, scorer_id=8))),
    ),
    (
        "head_above_unit",
        month((*sheets(), sheet(6, F(90), duty="head"))),
        [(6,)],
        "90,00 điểm, trung bình đơn vị 70,00 (5 phiếu)",
        month((*sheets(), sheet(6, F(89), duty="head"))),
    ),
    (
        "incident_not_reflected",
        month([sheet(criteria=BAD, total=None), sheet(2)]),
        [(1,)],
        "tiêu chí I.2: 1 vụ việc, điểm tối đa",
        month([sheet(criteria=criterion(code="I.2", grounds=1, incidents=1, told=True))]),
    ),
    (
        "above_cap",
        month(sheets([F(91), F(92), F(75), F(70), F(60)])),
        [(1, 2)],
        "2 phiếu từ 90 điểm, nhiều nhất 0",
        month(sheets([F(91), F(72), F(75), F(70), F(71), F(89)])),
    ),
]


@pytest.mark.parametrize(("code", "facts", "on", "words", "near"), CASES, ids=[case[0] for case in CASES])
def test_a_flag_states_its_number_and_the_nearest_other_case_raises_none(code, facts, on, words, near):
    assert found(facts, code) == (on, words)
    assert found(near, code) == ([], "")


def test_every_flag_has_a_case():
    assert {case[0] for case in CASES} == {entry.code for entry in FLAGS}
    assert len({entry.code for entry in FLAGS}) == len(FLAGS)


@pytest.mark.parametrize("entry", [entry for entry in FLAGS if entry.compares], ids=lambda entry: entry.code)
def test_a_comparison_is_silent_below_the_smallest_group(entry):
    """The case that raises it, looked at by an office whose smallest group is larger."""
    (facts,) = [case[1] for case in CASES if case[0] == entry.code]
    assert found(facts, entry.code, Limits(smallest_group=len(facts.sheets) + 1)) == ([], "")


def test_equal_comments_are_equal_without_marks_and_spaces_and_short_ones_are_no_copies():
    mixed = [sheet(n, comment=LONG if n % 2 else f"  {LONG.upper()} ") for n in range(1, 6)]
    assert found(month(mixed), "copied_comments")[0] == [(1, 2, 3, 4, 5)]
    assert found(month(sheets(comment="Nhất trí.")), "copied_comments") == ([], "")
