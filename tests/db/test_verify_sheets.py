"""Confirmed sheets are computed again from their snapshots; whatever was changed in the database is named."""

import hashlib
import json
from datetime import date

import pytest

from app.canonical import canonical
from app.db import fetch, fetch_one, write
from app.evaluation.verifying_queries import verify_sheets
from tests.sheet_world import confirmed, work


async def sheets(world) -> None:
    """Two people's confirmed sheets, one of them with nothing to score."""
    await work(world.ids, "KT003", submitted=date(2026, 11, 10))
    await work(world.ids, "KT003", submitted=date(2026, 11, 12))
    await confirmed(world.ids, "KT003", "KT001")
    await confirmed(world.ids, "KT004", "KT001")


async def of(code: str, world):
    return await fetch_one("SELECT * FROM sheet WHERE officer = {} AND state = 'confirmed'", world.ids[code])


async def put(sheet: int, **values) -> None:
    async with write():
        for name, value in values.items():
            await fetch(f"UPDATE sheet SET {name} = {{}} WHERE id = {{}}", value, sheet)


def with_hash(content) -> dict[str, str]:
    text = canonical(content)
    return {"snapshot": text, "snapshot_hash": hashlib.sha256(text.encode()).hexdigest()}


async def words() -> list[str]:
    return [fault.words.en for fault in (await verify_sheets()).faults]


async def test_sheets_as_they_were_confirmed_are_sound(world):
    await sheets(world)
    told: list[int] = []
    verdict = await verify_sheets(told.append)
    assert (verdict.sheets, verdict.faults, told) == (2, (), [2])
    assert (await of("KT004", world))["result"] == "insufficient"


async def test_where_nothing_is_confirmed_there_is_nothing_to_differ(world):
    verdict = await verify_sheets()
    assert (verdict.sheets, verdict.faults) == (0, ())


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("total_numerator", "99"),
        ("level", "completed"),
        ("total_hundredths", 9_999),
        ("result", "insufficient"),
    ],
)
async def test_a_figure_of_the_lists_that_was_changed_is_named(world, column, value):
    await sheets(world)
    row = await of("KT003", world)
    assert row[column] != value
    await put(row["id"], **{column: value})
    (fault,) = (await verify_sheets()).faults
    assert (fault.month, fault.staff_code) == ("2026-11", "KT003")
    assert fault.words.en == "the points or level of the list differ from the snapshot"


async def test_points_changed_in_the_snapshot_are_named_with_and_without_a_new_hash(world):
    await sheets(world)
    row = await of("KT003", world)
    kept = json.loads(row["snapshot"])
    kept["points"][0]["confirmed"] -= 100
    forged = with_hash(kept)
    await put(row["id"], snapshot=forged["snapshot"])
    assert await words() == [
        "the snapshot does not have the hash that was kept",
        "computed again, the result differs from the snapshot's",
        "the points or level of the list differ from the snapshot",
    ]
    await put(row["id"], **forged)
    assert await words() == [
        "the hash is not the one that the history has of the confirmation",
        "computed again, the result differs from the snapshot's",
        "the points or level of the list differ from the snapshot",
    ]


async def test_a_forged_result_that_adds_up_is_still_not_what_was_confirmed(world):
    """Points, result, columns and hash changed together: only the history knows."""
    await sheets(world)
    one, other = await of("KT003", world), await of("KT004", world)
    await put(
        other["id"],
        **{name: one[name] for name in ("snapshot", "snapshot_hash", "result", "total_numerator")},
    )
    await put(other["id"], **{name: one[name] for name in ("total_denominator", "total_hundredths", "level")})
    assert await words() == ["the hash is not the one that the history has of the confirmation"]


async def test_a_sheet_of_another_version_of_the_rule_is_not_judged_by_this_one(world):
    await sheets(world)
    row = await of("KT003", world)
    kept = json.loads(row["snapshot"])
    kept["scheme"]["mark"] = "0" * 12
    await put(row["id"], **with_hash(kept))
    assert (await words())[-1].startswith("computed by rule ND335-2025 version 000000000000")


@pytest.mark.parametrize("snapshot", ["", "{}", '{"engine": "1"}', "[]"])
async def test_a_snapshot_that_cannot_be_read_is_named_and_the_others_are_still_judged(world, snapshot):
    await sheets(world)
    await put((await of("KT003", world))["id"], snapshot=snapshot)
    verdict = await verify_sheets()
    assert verdict.sheets == 2
    assert verdict.faults[-1].words.en == "the snapshot cannot be read"
    assert {fault.staff_code for fault in verdict.faults} == {"KT003"}
