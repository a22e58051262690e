"""Whatever an annex holds: no row is dropped, and only rows that are clear for a unit become tasks."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.tasks.annex.annex import Annex, AnnexRow
from app.tasks.annex.grid import FileKind
from app.tasks.import_plan import DRAFT, OUTSIDE, BodyKind, UnitBook, UnitRef, plan

TODAY = date(2026, 11, 22)
TREE = UnitBook(
    [
        UnitRef(1, "UBND phường Trúc Lâm", "/1/", False, ("UBND phường Trúc Lâm",)),
        UnitRef(2, "Văn phòng", "/1/2/", False, ("Văn phòng",)),
        UnitRef(3, "Phòng Kinh tế", "/1/3/", False, ("Phòng Kinh tế",)),
        UnitRef(4, "Bộ Y tế", "", True, ("Bộ Y tế",)),
    ]
)
NAMES = [
    "Văn phòng",
    "Phòng Kinh tế",
    "Bộ Y tế",
    "Bộ Tài chính",
    "Tổ Hoa Mai",
    "các địa phương",
    "Các phòng, ban",
]
LEADS = st.lists(st.sampled_from(NAMES), max_size=3).map("; ".join) | st.text(max_size=30)
PHRASES = st.sampled_from(
    ["", "Báo cáo", "Kế hoạch", "không", "Thường xuyên", "31/12/2026", "2025", "31/02/2026"]
)


@st.composite
def annexes(draw):
    rows = tuple(
        AnnexRow(
            row_number=number + 2,
            key=str(number),
            tt=str(number),
            section="",
            content=draw(st.sampled_from(["", "Rà soát thủ tục", "Lập kế hoạch"])),
            lead_phrase=draw(LEADS),
            coordinating_phrase=draw(LEADS),
            outcome_phrase=draw(PHRASES),
            deadline_phrase=draw(PHRASES),
        )
        for number in range(draw(st.integers(0, 6)))
    )
    return Annex(FileKind.CSV, "", (), None, {}, rows, (), ())


@given(annexes(), st.sampled_from([OUTSIDE, "3"]), st.sampled_from([DRAFT, "2"]))
def test_every_row_is_judged_once_and_a_task_has_one_lead_a_date_and_a_product(annex, unknown, collective):
    answers = {
        asked.field: collective if asked.kind is BodyKind.COLLECTIVE else unknown
        for asked in plan(annex, TREE, {}, TODAY, ["/1/"]).questions
    }
    judged = plan(annex, TREE, answers, TODAY, ["/1/"])
    assert [each.row for each in judged.rows] == list(annex.rows)
    assert not any(asked.open for asked in judged.questions)
    for each in judged.rows:
        if each.is_task:
            assert (each.unit is None) != (each.body == "")
            assert each.deadline.day is not None
            assert each.row.outcome_phrase
            assert each.row.content
        else:
            assert each.reasons


@given(annexes())
def test_a_row_led_by_a_unit_out_of_reach_never_becomes_a_task_of_it(annex):
    judged = plan(annex, TREE, {}, TODAY, ["/1/3/"])
    assert {each.unit for each in judged.rows if each.is_task} <= {3, 4, None}


@given(annexes())
def test_a_unit_never_coordinates_with_itself(annex):
    for each in plan(annex, TREE, {}, TODAY, ["/1/"]).rows:
        assert each.unit is None or each.unit not in each.coordinating
        assert len(set(each.coordinating)) == len(each.coordinating)
