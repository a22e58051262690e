"""Whoever changes history is found, and where."""

import asyncio

import pytest

from app.db import fetch, fetch_one, insert_many, on_postgres, write
from app.history import GENESIS, checkpoint, record, record_all, row_hash, verify

SECRET = "a secret for signing checkpoints, long enough"


async def forty_acts(world) -> None:
    async with write():
        for number in range(40):
            await record(
                "test.act", ("unit", number), by=world.ids["VP001"], now=world.now, facts={"số": number}
            )


async def without_guard(sql: str, *args: object) -> None:
    """What somebody with database rights would do: take the triggers away, change, put them back."""
    async with write():
        if on_postgres():
            await fetch("ALTER TABLE history DISABLE TRIGGER USER")
            await fetch(sql, *args)
            await fetch("ALTER TABLE history ENABLE TRIGGER USER")
            return
        triggers = await fetch(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'history'"
        )
        for trigger in triggers:
            await fetch(f"DROP TRIGGER {trigger['name']}")
        await fetch(sql, *args)
        for trigger in triggers:
            await fetch(trigger["sql"])


async def test_an_untouched_chain_is_sound(world):
    await forty_acts(world)
    verdict = await verify()
    assert verdict.sound
    assert verdict.rows >= 40


CHANGES = {
    "changed words": "UPDATE history SET facts = '{}' WHERE seq = {at}",
    "changed actor": "UPDATE history SET actor = NULL WHERE seq = {at}",
    "deleted row": "DELETE FROM history WHERE seq = {at}",
    "swapped time": "UPDATE history SET at = '2020-01-01T00:00:00+00:00' WHERE seq = {at}",
}


@pytest.mark.parametrize("change", CHANGES, ids=list(CHANGES))
async def test_any_change_is_found_and_located(world, change):
    await forty_acts(world)
    rows = await fetch("SELECT seq FROM history WHERE kind = 'test.act' ORDER BY seq")
    place = rows[17]["seq"]
    await without_guard(CHANGES[change].replace("{at}", str(place)).replace("'{}'", "'[]'"))
    verdict = await verify()
    assert not verdict.sound
    assert min(fault.seq for fault in verdict.faults) in (place, place + 1)


async def test_a_cut_tail_is_found_with_a_checkpoint_only(world):
    await forty_acts(world)
    mark = await checkpoint(now=world.now, secret=SECRET)
    await without_guard("DELETE FROM history WHERE seq > {}", mark["seq"] - 5)
    assert (await verify()).sound
    verdict = await verify([mark], SECRET)
    assert [fault.seq for fault in verdict.faults] == [mark["seq"]]
    assert "cắt" in verdict.faults[0].words


async def test_a_chain_hashed_anew_is_found_with_a_checkpoint_only(world):
    await forty_acts(world)
    mark = await checkpoint(now=world.now, secret=SECRET)
    rows = await fetch("SELECT * FROM history ORDER BY seq")
    await without_guard("DELETE FROM history")
    prev = GENESIS
    forged = []
    for row in rows:
        row["facts"], row["prev_hash"] = '{"giả":1}', prev
        prev = row["hash"] = row_hash(row)
        forged.append(tuple(row.values()))
    async with write():
        await insert_many(
            f"INSERT INTO history ({', '.join(rows[0])}) VALUES ({', '.join('?' * len(rows[0]))})", forged
        )
    assert (await verify()).sound
    verdict = await verify([mark], SECRET)
    assert not verdict.sound
    assert verdict.faults[0].seq == mark["seq"]


async def test_a_checkpoint_that_this_system_did_not_sign_is_refused(world):
    await forty_acts(world)
    mark = await checkpoint(now=world.now, secret=SECRET)
    assert not (await verify([{**mark, "signature": "0" * 64}], SECRET)).sound
    assert not (await verify([mark], "another secret, just as long as the first")).sound


async def test_twenty_writers_at_once_keep_one_chain(world):
    await asyncio.gather(*(record("test.act", ("unit", n), by=None, now=world.now) for n in range(20)))
    assert (await verify()).sound


async def test_who_listens_is_told_of_every_act_inside_its_own_transaction(world, monkeypatch):
    heard = []

    async def listen(acts):
        heard.extend((act.seq, act.kind, act.subject, dict(act.facts)) for act in acts)

    monkeypatch.setattr("app.history.LISTENERS", [listen])
    last = await record_all(
        [("x.one", ("unit", 1), {"a": 1}), ("x.two", ("unit", 2), {})], by=None, now=world.now
    )
    assert heard == [(last - 1, "x.one", ("unit", 1), {"a": 1}), (last, "x.two", ("unit", 2), {})]


async def test_a_listener_that_fails_undoes_the_act(world, monkeypatch):
    async def listen(acts):
        raise RuntimeError("cannot tell")

    before = await fetch_one("SELECT COUNT(*) AS n FROM history")
    monkeypatch.setattr("app.history.LISTENERS", [listen])
    with pytest.raises(RuntimeError, match="cannot tell"):
        await record("x.one", ("unit", 1), by=None, now=world.now)
    assert await fetch_one("SELECT COUNT(*) AS n FROM history") == before
