"""What the law leaves to each office: the register, its values, what is refused."""

from datetime import time

import pytest

from app.people.office_rules import RULES, OfficeRules, fault_in, fault_together, office_rule, told


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_default_is_a_value_that_the_rule_itself_admits(rule):
    assert fault_in(rule, rule.default) is None
    assert rule.reason.vi
    assert rule.reason.en


def test_codes_are_unique():
    assert len({rule.code for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("offer_days", "0"),
        ("offer_days", "6"),
        ("offer_days", "một"),
        ("offer_days", "³"),
        ("extension_after_deadline", "maybe"),
        ("digest_time", "24:00"),
        ("working_hours", "07:30"),
        ("working_hours", "13:30-17:00,07:30-11:30"),
        ("working_hours", "07:30-07:30"),
        ("working_hours", "07:30-25:00"),
    ],
)
def test_a_value_that_the_rule_does_not_admit_is_named(code, value):
    assert fault_in(office_rule(code), value) is not None


def test_a_rule_that_was_never_set_has_its_default():
    rules = OfficeRules({"offer_days": "2"})
    assert rules.whole("offer_days") == 2
    assert rules.whole("opinion_most_days") == 5
    assert rules.yes("opinion_silence_agrees") is False
    assert rules.time_of_day("digest_time") == time(7, 30)
    assert rules.spans() == ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0)))


def test_the_shortest_time_for_an_opinion_is_not_longer_than_the_longest():
    """After Decree 191/2026: 2 to 5 working days."""
    assert fault_together("opinion_least_days", "6", OfficeRules()) is not None
    assert fault_together("opinion_most_days", "1", OfficeRules()) is not None
    assert fault_together("opinion_least_days", "5", OfficeRules()) is None
    assert fault_together("offer_days", "5", OfficeRules()) is None


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("offer_days", "2", "2 ngày làm việc"),
        ("opinion_silence_agrees", "no", "không"),
        ("digest_time", "07:30", "07:30"),
        ("working_hours", "07:30-11:30,13:30-17:00", "07:30–11:30, 13:30–17:00"),
    ],
)
def test_a_value_is_told_as_people_read_it(code, value, words):
    assert told(office_rule(code), value).vi == words
