"""The catalogue of conduct rules."""

from datetime import date

import pytest

from app.evaluation.criteria import PRESET
from app.incidents.conduct import (
    CERTAINTY_MEANINGS,
    CONDUCT_RULES,
    INSTRUMENTS,
    Certainty,
    conduct_groups,
    conduct_rule,
)


def test_every_code_of_the_catalogue_is_there_once():
    expected = [
        *(f"CQ-{n:02}" for n in range(1, 18)),
        *(f"DN-{n:02}" for n in range(1, 11)),
        *("KD-01", "KD-02", "NC-01", "NC-02"),
        *(f"CC-{n:02}" for n in range(1, 15)),
        *(f"CC-D{n}" for n in range(1, 8)),
    ]
    assert [rule.code for rule in CONDUCT_RULES] == expected


def test_a_rule_is_found_by_its_code():
    rule = conduct_rule("DN-02")
    assert "sách nhiễu" in rule.text.vi
    assert rule.instrument.number == "522/QĐ-UBND"


def test_an_unknown_code_is_an_error():
    with pytest.raises(KeyError):
        conduct_rule("XX-99")


def test_every_rule_is_shown_beside_a_general_criterion_of_decree_335():
    general = {criterion.code for group in PRESET.groups for criterion in group.criteria}
    assert {rule.criterion for rule in CONDUCT_RULES} == {"I.1", "I.2", "II.4"} <= general


def test_house_rules_are_discipline_service_is_attitude_and_probity_is_morals():
    """Decree 335/2025/NĐ-CP, Annex I."""
    assert [conduct_rule(code).criterion for code in ("CQ-01", "DN-06", "DN-02", "DN-05")] == [
        *("I.2", "II.4", "I.1", "I.1"),
    ]


def test_every_rule_has_words_in_both_languages_and_a_known_instrument():
    for rule in CONDUCT_RULES:
        assert rule.text.vi, rule.code
        assert rule.text.en, rule.code
        assert rule.place.vi, rule.code
        assert {rule.instrument, *rule.also} <= set(INSTRUMENTS), rule.code


def test_a_rule_known_from_the_draft_alone_says_so():
    assert [rule.code for rule in CONDUCT_RULES if rule.draft_only] == [
        "CQ-05",
        "CQ-06",
        "CQ-10",
        "CQ-11",
        "CQ-12",
    ]
    assert not conduct_rule("CQ-07").draft_only, "the Prime Minister's directive has it too"


def test_every_mark_of_certainty_is_explained():
    assert set(CERTAINTY_MEANINGS) == set(Certainty)
    assert all(rule.certainty for rule in CONDUCT_RULES)


def test_the_select_groups_the_rules_by_place_and_loses_none():
    groups = conduct_groups()
    assert [(group.prefix, len(group.rules)) for group in groups] == [
        *(("CQ", 17), ("DN", 10), ("KD", 2), ("NC", 2), ("CC-D", 7), ("CC", 14)),
    ]
    assert {rule.code for group in groups for rule in group.rules} == {rule.code for rule in CONDUCT_RULES}


def test_an_act_is_judged_by_the_rules_of_its_day():
    codes = {rule.code for group in conduct_groups(date(2017, 2, 1)) for rule in group.rules}
    assert "CQ-02" in codes
    assert "CC-01" not in codes, "the code for public places came into force on 10 March 2017"
    assert "DN-07" not in codes
    assert conduct_groups(date(2016, 1, 1)) == ()


def test_a_rule_of_two_instruments_holds_from_the_earlier_one():
    assert conduct_rule("CQ-01").active_from == date(2016, 12, 31)
    assert conduct_rule("CQ-02").active_from == date(2017, 1, 25)
