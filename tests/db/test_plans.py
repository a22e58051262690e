"""How the statements of the everyday pages are carried out: nothing reads all tasks, on either database."""

import random
import re

import pytest

from app.db import engine, fetch, on_postgres, write
from app.tasks.deciders import awaits_decision, awaits_decision_below, decides_next
from app.tasks.sight import FROM, visible, visible_in
from tests.db.test_delegation import SUNDAY, delegate, generated
from tests.db.work import given, submitted

PAGES = {
    "the list of a unit": "/tasks?unit={unit}&state=open&sort=due",
    "the same by owner": "/tasks?unit={unit}&state=open&sort=owner",
    "one task": "/tasks/{task}",
    "the first page": "/",
    "late work": "/late?kind=late",
    "bounced work": "/late?kind=bounced",
    "a search in a unit": "/tasks?unit={unit}&q=diem+ngap",
    "a month's report": "/reports/2026-11",
}


#: Of the plans: the whole table of tasks is read, row by row or along an index that nothing is looked up in. What
#: PostgreSQL does with few rows tells little; that no other way is left to it would be told.
WHOLE = {"sqlite": re.compile(r"^SCAN (t|task)( |$)"), "postgres": re.compile(r"Seq Scan on task\b")}


@pytest.fixture
def asked(world, monkeypatch):
    """The statements of what follows, with their values."""
    found: list[str] = []
    run = engine().run_querystring

    async def noted(querystring, *args, **named):
        found.append(str(querystring))
        return await run(querystring, *args, **named)

    monkeypatch.setattr(engine(), "run_querystring", noted)
    return found


async def plan_of(sql: str) -> list[str]:
    """The steps of a statement's plan. On PostgreSQL few rows are always read whole unless that is forbidden."""
    if not on_postgres():
        return [row["detail"] for row in await fetch(f"EXPLAIN QUERY PLAN {_escaped(sql)}")]
    async with write():
        await fetch("SET LOCAL enable_seqscan = off")
        return [row["QUERY PLAN"] for row in await fetch(f"EXPLAIN {_escaped(sql)}")]


def _escaped(sql: str) -> str:
    return sql.replace("{", "{{").replace("}", "}}")


@pytest.mark.parametrize("page", PAGES)
async def test_no_statement_of_an_everyday_page_reads_all_tasks(world, visit, asked, page):
    task = await given(world)
    await submitted(world, owner="KT004")
    head = await visit("KT001")
    asked.clear()
    await head.get(PAGES[page].format(unit=world.ids["KT"], task=task))
    of_tasks = [sql for sql in asked if re.search(r"\b(FROM|JOIN) task\b", sql)]
    assert of_tasks
    for sql in of_tasks:
        steps = await plan_of(sql)
        assert not [step for step in steps if WHOLE[world.kind].search(step)], f"{sql}\n{steps}"


# The ways of a condition side by side ------------------------------------------------------------


async def ids(sql: str, args: tuple[object, ...]) -> set[int]:
    return {row["id"] for row in await fetch(sql, *args)}


async def test_ways_side_by_side_find_exactly_what_the_condition_keeps(world):
    """For everybody, over tasks of every state, drafts without a unit and a deputy's days."""
    await generated(world, random.Random(7))  # noqa: S311 - test data
    await delegate(world, scope="all", with_backlog=True)
    async with write():
        await fetch("UPDATE task SET unit = NULL, state = 'draft' WHERE id <= 3")
        await fetch("UPDATE task SET lead = {} WHERE id BETWEEN 4 AND 9", world.ids["VX003"])
    several = 0
    for code in world.ids:
        if not code[-1].isdigit():
            continue  # a unit
        viewer = await world.viewer(code)
        for condition in (visible, awaits_decision, awaits_decision_below, decides_next):
            where = condition(viewer, SUNDAY)
            several += bool(where.ways)
            kept = await ids(f"SELECT t.id{FROM}WHERE {where.sql}", where.args)
            assert await ids(where.ids.sql, where.ids.args) == kept, (code, condition.__name__)
            assert await ids(f"SELECT t.id{FROM}WHERE {where.apart.sql}", where.apart.args) == kept
        inside = visible_in(viewer, SUNDAY, f"/{world.ids['TL']}/{world.ids['KT']}/")
        seen = visible(viewer, SUNDAY)
        plain = f"SELECT t.id{FROM}WHERE t.unit = {{}} AND ({seen.sql})"
        assert await ids(inside.ids.sql, inside.ids.args) == await ids(plain, (world.ids["KT"], *seen.args))
    assert several > 20
