"""One person's month as a JSON file: the checked examples come out, every fault is named with its place."""

import json
import math
from fractions import Fraction as F

import pytest

from app.evaluation.score_file import Request, answer, read, run
from app.evaluation.scoring import LeaderParts, ProductLine, score


def product(**changes):
    return {"factor": 1, "assigned": 1, "finished": 1, "failed_checks": 0, "late": 0} | changes


EXAMPLE = {
    "general": 27,
    "leader": None,
    "products": [
        *[product() for _ in range(4)],
        product(factor=5, late=1),
        product(factor=5),
        product(factor=16, failed_checks=2),
        product(factor=8, finished=0),
    ],
}


def request(**changes) -> str:
    return json.dumps({"general": 27, "products": [product()]} | changes)


def asked(text) -> Request:
    answered = read(text)
    assert isinstance(answered, Request), answered
    return answered


def places(text) -> list[str]:
    """The places of all faults; the test fails where the file was accepted."""
    answered = read(text)
    assert isinstance(answered, list)
    assert answered
    return [fault.place for fault in answered]


def test_the_checked_example_comes_out():
    status, out, err = run(json.dumps(EXAMPLE))
    assert (status, err) == (0, "")
    result = json.loads(out)
    assert list(result) == ["state", "a", "b", "c", "r", "result", "total", "grade"]
    assert result == {
        "state": "scored",
        "a": 30 / 38,
        "b": 22 / 38,
        "c": 28.75 / 38,
        "r": pytest.approx(0.7083333333, abs=1e-10),
        "result": pytest.approx(49.5833333333, abs=1e-10),
        "total": pytest.approx(76.5833333333, abs=1e-10),
        "grade": "good",
    }


def test_the_same_person_as_a_leader_comes_out():
    status, out, _ = run(json.dumps(EXAMPLE | {"leader": {"d": 1, "dd": 0.5, "e": 1}}))
    result = json.loads(out)
    assert status == 0
    assert result["r"] == pytest.approx(0.7708333333, abs=1e-10)
    assert result["total"] == pytest.approx(80.9583333333, abs=1e-10)
    assert result["grade"] == "good"


def test_the_example_with_sudden_work_stops_at_a_hundred():
    products = [product(factor=38), product(factor=16, assigned=0)]
    result = json.loads(run(request(general=30, products=products))[1])
    assert result["a"] == result["b"] == result["c"] == 54 / 38
    assert result["result"] == 70.0
    assert result["total"] == 100.0
    assert result["grade"] == "excellent"


@pytest.mark.parametrize(
    ("general", "grade"),
    [(20, "excellent"), (19.99, "good"), (0, "good")],
)
def test_grades_are_judged_on_exact_numbers(general, grade):
    assert json.loads(run(request(general=general))[1])["grade"] == grade


def test_the_lower_grades_have_their_words():
    half = [product(), product(finished=0)]
    assert json.loads(run(request(general=15, products=half))[1])["grade"] == "completed"
    assert json.loads(run(request(general=14, products=half))[1])["grade"] == "not_completed"


@pytest.mark.parametrize("products", [[], [product(assigned=0)], [product(assigned=0, finished=0)]])
def test_nothing_assigned_is_insufficient_and_no_error(products):
    assert run(request(products=products)) == (0, '{"state": "insufficient"}', "")


def test_a_gathered_line_counts_like_single_ones():
    gathered = request(products=[product(assigned=3, finished=2)])
    single = request(products=[product(), product(), product(finished=0)])
    assert run(gathered) == run(single)


def test_decimals_are_read_exactly():
    read_request = asked(request(general=0.1, products=[product(factor=1.6)]))
    assert read_request.general == F(1, 10)
    assert read_request.products[0].factor == F(8, 5)


def test_what_may_be_left_out_is_false_or_null():
    assert asked(request()) == Request(F(27), None, (ProductLine(F(1), 1, 1),))


def test_everything_in_the_format_is_read():
    written = product(factor=2.5, failed_checks=1, late=2, objective_quality=True, objective_progress=True)
    read_request = asked(request(leader={"d": 0.5, "dd": 1.0, "e": 1}, products=[written]))
    assert read_request.leader == LeaderParts(F(1, 2), F(1), F(1))
    assert read_request.products == (ProductLine(F(5, 2), 1, 1, 1, 2, True, True),)


def test_a_whole_number_may_be_written_with_decimals():
    assert asked(request(products=[product(assigned=1.0)])).products[0].assigned == 1


def test_huge_numbers_are_fine():
    products = [product(factor=10**30), product(assigned=10**30, finished=0)]
    assert json.loads(run(request(products=products))[1])["a"] == 0.5


def test_a_ratio_beyond_every_float_is_the_greatest_float():
    text = request(products=[product(finished=0), product(assigned=0)]).replace(
        '"factor": 1, "assigned": 0', '"factor": 1e500, "assigned": 0'
    )
    result = json.loads(run(text)[1])
    assert math.isfinite(result["a"])
    assert result["a"] > 1e308
    assert result["result"] == 70.0


def test_bytes_are_read_with_or_without_a_mark_at_their_beginning():
    text = request()
    assert run(text.encode()) == run(text) == run("\ufeff" + text) == run(text.encode("utf-8-sig"))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"general": -0.01}, "general"),
        ({"general": 30.01}, "general"),
        ({"general": "27"}, "general"),
        ({"general": None}, "general"),
        ({"general": True}, "general"),
        ({"general": [27]}, "general"),
        ({"leader": []}, "leader"),
        ({"leader": 1}, "leader"),
        ({"leader": False}, "leader"),
        ({"leader": {"d": 1, "dd": 1}}, "leader.e"),
        ({"leader": {"d": 0.75, "dd": 1, "e": 1}}, "leader.d"),
        ({"leader": {"d": 1, "dd": 0, "e": 1}}, "leader.dd"),
        ({"leader": {"d": 1, "dd": 1, "e": "1"}}, "leader.e"),
        ({"leader": {"d": 1, "dd": 1, "e": True}}, "leader.e"),
        ({"leader": {"d": 1, "dd": 1, "e": 1, "đ": 1}}, "leader.đ"),
        ({"products": None}, "products"),
        ({"products": {}}, "products"),
        ({"products": "none"}, "products"),
        ({"products": [1]}, "products[0]"),
        ({"products": [product(), None]}, "products[1]"),
        ({"products": [product(), product(factor=0)]}, "products[1].factor"),
        ({"products": [product(factor=-1)]}, "products[0].factor"),
        ({"products": [product(factor="5")]}, "products[0].factor"),
        ({"products": [product(factor=True)]}, "products[0].factor"),
        ({"products": [product(assigned=-1)]}, "products[0].assigned"),
        ({"products": [product(assigned=1.5)]}, "products[0].assigned"),
        ({"products": [product(assigned=True)]}, "products[0].assigned"),
        ({"products": [product(finished=2)]}, "products[0].finished"),
        ({"products": [product(finished="1")]}, "products[0].finished"),
        ({"products": [product(failed_checks=-1)]}, "products[0].failed_checks"),
        ({"products": [product(late=None)]}, "products[0].late"),
        ({"products": [product(assigned=2, finished=2, late=1)]}, "products[0].late"),
        ({"products": [product(assigned=2, finished=0, failed_checks=1)]}, "products[0].failed_checks"),
        ({"products": [product(assigned=0, finished=2, late=1)]}, "products[0].late"),
        ({"products": [product(objective_quality=1)]}, "products[0].objective_quality"),
        ({"products": [product(objective_progress="true")]}, "products[0].objective_progress"),
        ({"products": [product(objective_progress=None)]}, "products[0].objective_progress"),
        ({"products": [product(note="x")]}, "products[0].note"),
        ({"officer": "Trần Văn Thử"}, "officer"),
    ],
)
def test_a_fault_is_named_with_its_place(change, place):
    assert places(request(**change)) == [place]


@pytest.mark.parametrize("key", ["factor", "assigned", "finished", "failed_checks", "late"])
def test_a_missing_field_is_named(key):
    written = product()
    del written[key]
    assert places(request(products=[written])) == [f"products[0].{key}"]


@pytest.mark.parametrize("key", ["general", "products"])
def test_a_missing_part_of_the_file_is_named(key):
    written = json.loads(request())
    del written[key]
    assert places(json.dumps(written)) == [key]


def test_finished_may_exceed_assigned_only_where_nothing_was_assigned():
    assert asked(request(products=[product(assigned=0, finished=3)]))
    assert places(request(products=[product(assigned=1, finished=3)])) == ["products[0].finished"]


def test_all_faults_are_named_at_once():
    text = """{
      "general": 31, "general": "x", "colour": 1,
      "leader": {"d": 2, "e": "a"},
      "products": [
        {"factor": 0, "assigned": 1, "finished": 2, "failed_checks": -1, "late": 1.5, "objective_quality": 1},
        5,
        {"factor": 1, "assigned": 2, "finished": 1, "failed_checks": 1, "late": 0, "late": 0}
      ]}"""
    assert sorted(places(text)) == sorted(
        [
            "general",
            "general",
            "colour",
            "leader.dd",
            "leader.d",
            "leader.e",
            "products[0].factor",
            "products[0].late",
            "products[0].objective_quality",
            "products[0].failed_checks",
            "products[0].finished",
            "products[1]",
            "products[2].late",
            "products[2].failed_checks",
        ]
    )


def test_bad_input_ends_with_status_2_and_nothing_on_standard_output():
    status, out, err = run(request(general=31, products=[product(late=-1)]))
    assert status == 2
    assert out == ""
    assert "general: phải từ 0 đến 30" in err
    assert "products[0].late: phải là số nguyên không âm" in err
    assert "2 lỗi" in err


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(number):
    assert places(request().replace("27", number)) == ["general"]


@pytest.mark.parametrize(
    "number", ["1e999999999", "1e-999999999", "9" * 5000, "1." + "9" * 5000, "1e" + "9" * 40]
)
def test_a_number_of_endless_length_is_refused_and_not_computed(number):
    text = request(products=[product(factor=7)]).replace('"factor": 7', f'"factor": {number}')
    assert places(text) == ["products[0].factor"]


@pytest.mark.parametrize("number", ["9" * 1000, "1." + "9" * 998, "1e1000", "1e-1000"])
def test_a_number_of_a_thousand_digits_is_still_read(number):
    text = request(products=[product(factor=7)]).replace('"factor": 7', f'"factor": {number}')
    assert asked(text).products[0].factor == F(number)


def test_a_line_with_a_missing_count_is_judged_by_the_others():
    written = product(finished=-1, late=-1)
    del written["assigned"]
    assert places(request(products=[written])) == [
        "products[0].assigned",
        "products[0].finished",
        "products[0].late",
    ]


def test_zero_with_an_endless_exponent_is_zero():
    assert asked(request().replace("27", "0e999999999")).general == 0


@pytest.mark.parametrize("text", ["", "  ", "{", "[1", '{"general": 1,}', "{'general': 1}", "general: 27"])
def test_what_is_no_json_is_refused_with_its_line(text):
    status, out, err = run(text)
    assert (status, out) == (2, "")
    assert "JSON" in err
    assert "dòng 1" in err


@pytest.mark.parametrize("text", ["[]", "null", "27", '"general"', "true"])
def test_json_that_is_no_object_is_refused(text):
    status, out, err = run(text)
    assert (status, out) == (2, "")
    assert "đối tượng" in err


def test_endless_nesting_is_refused():
    assert run("[" * 200_000)[0] == 2


def test_bytes_that_are_no_text_are_refused():
    status, out, err = run(b"\xff\xfe\x00")
    assert (status, out) == (2, "")
    assert "UTF-8" in err


def test_foreign_text_cannot_disturb_the_terminal():
    err = run(request(**{"\u001b[31m\u202e\n" + "x" * 100: 1}))[2]
    assert "\u001b" not in err
    assert "\u202e" not in err
    assert len(err.splitlines()) == 2
    assert "…" in err


def test_only_long_foreign_text_is_shortened():
    assert places(request(**{"x" * 40: 1})) == ["x" * 40]
    assert places(request(**{"x" * 41: 1})) == ["x" * 39 + "…"]


def test_a_lone_surrogate_can_be_printed():
    err = run(request().replace("27", '"\\ud800"'))[2]
    assert err.encode("utf-8")


def test_the_answer_holds_floats_without_further_rounding():
    result = score(F(10), [ProductLine(F(3), 1, 1), ProductLine(F(4), 1, 0)])
    assert answer(result)["a"] == 3 / 7
    assert all(isinstance(answer(result)[key], float) for key in ("a", "b", "c", "r", "result", "total"))
