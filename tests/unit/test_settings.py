"""An unsafe start is refused with every reason at once."""

import pytest

from app.settings import UnsafeStart, load

SAFE = {
    "ENV": "production",
    "SECRET": "long enough to sign with, and kept outside the code",
    "PUBLIC_URL": "https://office.example",
}


def reasons(**changes: str) -> str:
    with pytest.raises(UnsafeStart) as refused:
        load({**SAFE, **changes})
    return str(refused.value)


def test_a_safe_production_start_is_taken():
    assert load(SAFE).production
    assert load(SAFE).seed == "none"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLOCK", "2026-11-22T08:00"),
        ("DEBUG", "1"),
        ("SEED", "demo"),
        ("SECRET", "short"),
        ("SECRET", ""),
        ("PUBLIC_URL", "http://office.example"),
        ("PUBLIC_URL", ""),
    ],
)
def test_production_refuses(name, value):
    assert name in reasons(**{name: value})


def test_every_reason_is_named_at_once():
    said = reasons(CLOCK="2026-11-22T08:00", DEBUG="1", SECRET="short", PUBLIC_URL="http://x")
    for name in ("CLOCK", "DEBUG", "SECRET", "PUBLIC_URL"):
        assert name in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("CLOCK", "hôm nay"),
        ("DATABASE_URL", "mysql://x"),
        ("SEED", "some"),
        ("ENV", "test"),
        ("TRUSTED_PROXIES", "*"),
        ("TRUSTED_PROXIES", "127.0.0.1, proxy.example"),
        ("TRUSTED_PROXIES", "0.0.0.0/0"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_in_words(name, value):
    with pytest.raises(UnsafeStart, match=name):
        load({"SECRET": "x" * 40, name: value})


def test_proxies_are_addresses_or_ranges_and_nobody_is_trusted_by_default():
    assert load({"SECRET": "x" * 40}).trusted_proxies == ()
    named = load({"SECRET": "x" * 40, "TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/24, ::1"})
    assert named.trusted_proxies == ("127.0.0.1", "10.0.0.0/24", "::1")


def test_the_clock_of_a_demonstration_is_local_time():
    settings = load({"SECRET": "x" * 40, "CLOCK": "2026-11-22T08:00"})
    assert settings.clock is not None
    assert (settings.clock.hour, settings.clock.tzinfo) == (8, None)
