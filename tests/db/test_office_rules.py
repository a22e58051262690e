"""The office's own values on both databases: from their day on, in their order, refused without a trace."""

from datetime import date, timedelta

import pytest

from app.db import fetch_one
from app.errors import NotAllowed, Refused
from app.people.office_settings import all_settings, office_rules, set_office_rule, settings_of


async def put(world, value, from_date, code="offer_days", by="VP003", basis="12/QĐ-UBND"):
    await set_office_rule(
        code=code,
        value=value,
        basis=basis,
        from_date=from_date,
        by=await world.viewer(by),
        now=world.now,
    )


async def test_a_value_holds_from_its_day_on_and_not_before(world):
    start = world.today + timedelta(days=3)
    await put(world, "3", start)
    for days, value in ((-1, 1), (0, 3), (40, 3)):
        assert (await office_rules(start + timedelta(days=days))).whole("offer_days") == value


async def test_of_two_values_for_one_day_the_later_set_one_holds(world):
    await put(world, "3", world.today)
    await put(world, "2", world.today)
    assert (await office_rules(world.today)).whole("offer_days") == 2
    assert [row["value"] for row in await settings_of("offer_days")] == ["2", "3"]
    assert [row["value"] for row in (await all_settings())["offer_days"]] == ["2", "3"]
    assert (await settings_of("offer_days"))[0]["set_name"] == "Hoàng Gia Bảo"


async def test_blanks_in_a_value_are_nothing(world):
    await put(world, " 08:00 - 12:00, 13:00-17:00 ", world.today, code="working_hours")
    assert (await office_rules(world.today)).text("working_hours") == "08:00-12:00,13:00-17:00"


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"value": "9"}, {"value"}),
        ({"from_date": date(2026, 11, 21)}, {"from_date"}),
        ({"from_date": None, "basis": ""}, {"from_date", "basis"}),
        ({"basis": "x" * 501}, {"basis"}),
        ({"code": "opinion_least_days", "value": "6"}, {"value"}),
        ({"code": "opinion_most_days", "value": "1"}, {"value"}),
    ],
)
async def test_a_faulty_setting_names_its_fields_and_leaves_nothing(world, changes, fields):
    before = await written()
    with pytest.raises(Refused) as refused:
        await put(world, **{"value": "2", "from_date": world.today, **changes})
    assert set(refused.value.fields) == fields
    assert await written() == before


async def written() -> list[int]:
    rows = [await fetch_one(f"SELECT COUNT(*) AS n FROM {name}") for name in ("office_setting", "history")]
    return [row["n"] for row in rows]


@pytest.mark.parametrize("by", ["TL001", "KT001", "TL003", "KT003"])
async def test_only_an_administrator_of_the_whole_office_sets_a_rule(world, by):
    with pytest.raises(NotAllowed):
        await put(world, "2", world.today, by=by)
    assert (await fetch_one("SELECT COUNT(*) AS n FROM office_setting"))["n"] == 0
