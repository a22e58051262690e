"""Printed figures of a report: the checked example comes out, each identity is a case, every fault has its place."""

import json
from decimal import Decimal

import pytest

from app.reports.printed_figures import IDENTITIES, percent
from app.reports.report_check import run

EXAMPLE = {
    "title": "Báo cáo (số liệu minh họa)",
    "figures": {
        "requested": 443740,
        "resolved": 438755,
        "resolved_on_time": 438598,
        "resolved_late": 157,
        "pending": 4985,
        "pending_in_time": 4968,
        "pending_late": 17,
    },
    "rates": [{"name": "on_time", "printed": 99.95, "decimals": 2}],
}


def checked(figures, rates=()):
    status, out, err = run(json.dumps({"figures": figures, "rates": list(rates)}))
    assert (status, err) == (0, "")
    answer = json.loads(out)
    assert answer["consistent"] is (answer["problems"] == [])
    return answer["problems"]


def rate(name, printed, decimals=2):
    return {"name": name, "printed": printed, "decimals": decimals}


def test_the_example_of_the_format_comes_out_word_for_word():
    assert run(json.dumps(EXAMPLE)) == (
        0,
        '{"consistent": false, "problems": [{"rate": "on_time", "printed": 99.95, "computed": 99.96}]}',
        "",
    )


def test_where_all_agrees_it_says_so():
    right = EXAMPLE | {"rates": [rate("on_time", 99.96), rate("resolved", 98.88)]}
    assert run(json.dumps(right)) == (0, '{"consistent": true, "problems": []}', "")


#: Each identity with figures that break it, and what is said.
BROKEN = {
    "intake": ({"requested": 10, "carried_over": 2, "received": 7}, 10, 9),
    "outcome": ({"resolved": 10, "resolved_early": 1, "resolved_on_time": 6, "resolved_late": 4}, 10, 11),
    "backlog": ({"pending": 10, "pending_in_time": 4, "pending_late": 5}, 10, 9),
    "balance": ({"requested": 10, "resolved": 6, "pending": 5}, 10, 11),
}


@pytest.mark.parametrize("rule", [rule for rule, *_ in IDENTITIES])
def test_a_broken_identity_names_both_sides_and_their_difference(rule):
    figures, left, right = BROKEN[rule]
    assert checked(figures) == [{"rule": rule, "left": left, "right": right, "difference": left - right}]


@pytest.mark.parametrize("rule", [rule for rule, *_ in IDENTITIES])
def test_an_identity_is_not_checked_where_a_figure_of_it_is_missing(rule):
    (_, _, _, optional) = next(each for each in IDENTITIES if each[0] == rule)
    figures, _, _ = BROKEN[rule]
    for name in figures:
        if name not in optional:
            assert checked({each: count for each, count in figures.items() if each != name}) == []


def test_work_done_early_counts_as_on_time_and_may_be_left_out():
    figures = {"resolved": 10, "resolved_on_time": 6, "resolved_late": 4}
    assert checked(figures, [rate("on_time", 60)]) == []
    early = figures | {"resolved_early": 2, "resolved_on_time": 4}
    assert checked(early, [rate("on_time", 60)]) == []
    assert checked(early, [rate("on_time", 40)]) == [{"rate": "on_time", "printed": 40.0, "computed": 60.0}]


def test_a_rate_without_its_figures_or_of_nothing_is_not_computed():
    assert checked({"resolved": 10}, [rate("on_time", 1), rate("resolved", 1)]) == []
    assert checked({"resolved": 0, "resolved_on_time": 0}, [rate("on_time", 50)]) == []


@pytest.mark.parametrize(
    ("part", "whole", "decimals", "printed"),
    [
        (1, 8, 1, "12.5"),
        (1, 8, 0, "13"),  # half up
        (1, 3, 2, "33.33"),
        (99_996, 100_000, 2, "99.99"),  # 99.996 is not all
        (99_996, 100_000, 0, "99"),
        (5, 5, 2, "100.00"),
        (6, 5, 1, "120.0"),  # a count that cannot be is still computed: the identity says so
        (0, 5, 2, "0.00"),
    ],
)
def test_rates_are_rounded_half_up_and_100_is_only_exactly_all(part, whole, decimals, printed):
    assert percent(part, whole, decimals) == Decimal(printed)


def test_every_fault_is_named_with_its_place_and_nothing_is_printed():
    bad = {
        "figures": {"resolved": -1, "pending": 1.5, "requested": "10", "done": 3},
        "rates": [rate("speed", "fast", 9), 3, {"name": "on_time"}],
        "note": 1,
    }
    status, out, err = run(json.dumps(bad))
    assert (status, out) == (2, "")
    places = [line.removeprefix("- ").split(":")[0] for line in err.splitlines()[1:]]
    assert places == [
        *("note", "figures.done", "figures.requested", "figures.resolved", "figures.pending"),
        *("rates[0].name", "rates[0].printed", "rates[0].decimals", "rates[1]"),
        *("rates[2].printed", "rates[2].decimals"),
    ]


@pytest.mark.parametrize(
    "content", ["", "[1, 2", "[]", '{"figures": []}', b"\xff", "{}", '{"figures": {"pending": NaN}}']
)
def test_what_is_no_report_is_refused(content):
    status, out, err = run(content)
    assert (status, out) == (2, "")
    assert "lỗi" in err
