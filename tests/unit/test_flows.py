"""Who sends work to whom: the map, its sums, its sentence and its drawing."""

from hypothesis import given
from hypothesis import strategies as st

from app.evaluation.months import Month
from app.reports.flow_chart import draw, size_of
from app.reports.flows import Flow, Span, conclusion, fault_in, flow_map

UNITS = (
    (1, "Lãnh đạo UBND"),
    (2, "Phòng Kinh tế, Hạ tầng và Đô thị"),
    (3, "Phòng Văn hóa"),
    (4, "Văn phòng"),
)
FLOWS = (Flow(2, 3, 4, 1), Flow(3, 2, 0, 2), Flow(2, 2, 3, 0), Flow(3, 1, 0, 1))


def test_only_units_that_sent_or_got_anything_stand_in_the_map_in_the_order_of_the_tree():
    found = flow_map(FLOWS, UNITS)
    assert [unit for unit, _ in found.units] == [1, 2, 3]
    assert found.grid == ((0, 0, 0), (0, 3, 5), (1, 2, 0))


def test_the_sums_leave_out_what_stays_in_a_unit():
    found = flow_map(FLOWS, UNITS)
    assert (found.sent(2), found.got(2), found.sent(3), found.got(1)) == (5, 2, 3, 1)
    assert (found.between, found.within) == (8, 3)


def test_the_sentence_names_the_busiest_way():
    assert conclusion(flow_map(FLOWS, UNITS)).vi == (
        "8 lần giữa các đơn vị, 3 lần trong nội bộ đơn vị."
        " Nhiều nhất: Phòng Kinh tế, Hạ tầng và Đô thị → Phòng Văn hóa, 5 lần."
    )
    assert conclusion(flow_map([Flow(2, 2, 1, 0)], UNITS)).vi == (
        "0 lần giữa các đơn vị, 1 lần trong nội bộ đơn vị."
    )


@given(
    st.lists(st.builds(Flow, *(st.integers(1, 4) for _ in range(2)), *(st.integers(0, 9) for _ in range(2))))
)
def test_what_units_send_is_what_units_get(flows):
    found = flow_map(flows, UNITS)
    units = [unit for unit, _ in found.units]
    assert sum(map(found.sent, units)) == sum(map(found.got, units)) == found.between
    assert sum(map(sum, found.grid)) == found.between + found.within


def test_months_that_make_no_sense_are_refused_with_the_reason():
    november, today = Month(2026, 11), Month(2026, 11)
    assert fault_in(Span(Month(2026, 1), november), today) is None
    assert "trước tháng đầu" in fault_in(Span(november, Month(2026, 10)), today).vi
    assert "chưa đến" in fault_in(Span(november, Month(2026, 12)), today).vi
    assert "24 tháng" in fault_in(Span(Month(2024, 11), november), today).vi


def test_the_map_is_drawn_with_every_number_as_letters_of_its_own():
    found = flow_map(FLOWS, UNITS)
    drawn = draw(found, "vi")
    assert drawn.startswith(b"<?xml")
    assert b"<text" not in drawn  # letters are paths: no font of the reader is needed
    assert drawn == draw(found, "vi")
    assert draw(found, "en") != drawn
    assert size_of(found)[1] > size_of(flow_map(FLOWS[:1], UNITS))[1] - 1


def test_a_name_cannot_break_the_drawing():
    odd = ((1, "$x_{1}$ <b>&</b> " + "dài " * 30), (2, ""))
    assert draw(flow_map([Flow(1, 2, 1, 0)], odd), "vi").startswith(b"<?xml")
