"""A step without new facts changes no score: one function computes every step, and the snapshot gives it back."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.evaluation.criteria import PRESET
from app.evaluation.item_facts import ItemState
from app.evaluation.scoring import Insufficient, LeaderParts, ProductLine, Scored
from app.evaluation.sheet_rules import (
    Decision,
    SheetItem,
    decision_faults,
    evaluate,
    general_of,
    leader_parts,
)
from app.evaluation.sheet_snapshot import (
    facts_hash,
    is_sound,
    item_content,
    packed,
    read_item,
    result_content,
    unpacked,
)
from app.text import Text


@st.composite
def lines(draw: st.DrawFn) -> ProductLine:
    assigned = draw(st.integers(0, 1))
    return ProductLine(
        Fraction(draw(st.integers(1, 20_000)), 1000),
        assigned,
        draw(st.integers(0, 1)),
        draw(st.integers(0, 6)),
        draw(st.integers(0, 6)),
        draw(st.booleans()),
        draw(st.booleans()),
    )


@st.composite
def sheet_items(draw: st.DrawFn) -> SheetItem:
    return SheetItem(
        draw(st.integers(1, 10_000)),
        draw(st.text(max_size=10)),
        draw(st.text(max_size=20)),
        draw(st.dates(date(2026, 1, 1), date(2026, 12, 31))),
        draw(lines()),
        draw(st.sampled_from(ItemState)),
        frozenset(),
        (Text(draw(st.text(max_size=10)), "x"),),
    )


many = st.lists(sheet_items(), max_size=8).map(tuple)
values = st.fixed_dictionaries(
    {criterion.code: st.integers(0, criterion.max_hundredths) for criterion in PRESET.criteria}
)
percents = st.none() | st.fixed_dictionaries({part: st.sampled_from((50, 100)) for part in ("d", "dd", "e")})


def outcome(
    points: dict[str, int], items: tuple[SheetItem, ...], chosen: dict[str, int] | None
) -> Scored | Insufficient:
    general = general_of(points)
    assert general is not None
    parts: LeaderParts | None = leader_parts(chosen or {})
    return evaluate(general, items, parts)


@given(values, many, percents)
def test_confirming_the_self_score_without_new_facts_leaves_the_score_as_it_was(
    points: dict[str, int], items: tuple[SheetItem, ...], chosen: dict[str, int] | None
) -> None:
    decision = Decision(
        points, {}, chosen or {}, dict.fromkeys(("d", "dd", "e"), "lý do"), "Nhất trí.", reason=""
    )
    faults = decision_faults(decision, own_points=points, items=items, leader=chosen is not None, proposed={})
    assert faults == {}, "equal points never ask for a reason"
    assert outcome(points, items, chosen) == outcome(dict(decision.points), items, chosen)  # type: ignore[arg-type]


@given(values, many, percents)
def test_the_snapshot_gives_back_the_same_result(
    points: dict[str, int], items: tuple[SheetItem, ...], chosen: dict[str, int] | None
) -> None:
    text, digest = packed({"items": [item_content(item) for item in items]})
    back = tuple(read_item(item) for item in unpacked(text)["items"])
    assert back == items
    assert facts_hash(back) == facts_hash(items)
    assert result_content(outcome(points, back, chosen)) == result_content(outcome(points, items, chosen))
    assert is_sound(text, digest)
    assert not is_sound(text + " ", digest)


@given(values, many, percents)
def test_no_sheet_passes_a_hundred_and_none_is_below_its_general_part(
    points: dict[str, int], items: tuple[SheetItem, ...], chosen: dict[str, int] | None
) -> None:
    result = outcome(points, items, chosen)
    if isinstance(result, Insufficient):
        assert sum(item.line.assigned for item in items) == 0
    else:
        assert result.general <= result.total <= 100


@given(many, sheet_items())
def test_new_facts_change_the_hash_that_a_form_was_opened_with(
    items: tuple[SheetItem, ...], more: SheetItem
) -> None:
    assert facts_hash(items) != facts_hash((*items, more))
