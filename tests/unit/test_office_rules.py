"""What the law leaves to each office: the register, its values, what is refused."""

from datetime import time

import pytest

from app.people.office_rules import RULES, OfficeRules, fault_in, office_rule


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
