"""Charts and workbooks by the version of the data, static files compressed once."""

import gzip
import re
from datetime import date
from typing import Any

import pytest

from app.db import write
from app.history import record
from tests.conftest import World
from tests.sheet_world import work

CHART = "/reports/2026-11/chart.svg"
BY_VERSION = (
    *(
        "/tasks.xlsx",
        "/late.xlsx",
        "/workload.xlsx",
        "/opinions.xlsx",
        "/delegations.xlsx",
        "/incidents.xlsx",
    ),
    *(CHART, "/reports/2026-11/export.xlsx", "/reports/flows/chart.svg", "/reports/flows/export.xlsx"),
    "/evaluations/2026-10/export.xlsx",
)


async def plant(world: World) -> None:
    await work(world.ids, "KT003", submitted=date(2026, 11, 3))


@pytest.mark.parametrize("path", BY_VERSION)
async def test_who_has_the_version_is_told_so_and_gets_nothing_again(
    world: World, visit: Any, path: str
) -> None:
    await plant(world)
    visitor = await visit("KT001")
    first = await visitor.get(path)
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    again = await visitor.client.get(path, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = await visitor.client.get(path, headers={"if-none-match": f'"x", {tag}'})
    assert other.status_code == 304
    assert (await visitor.client.get(path, headers={"if-none-match": 'W/"x"'})).status_code == 200


async def test_the_next_act_makes_another_version(world: World, visit: Any) -> None:
    await plant(world)
    visitor = await visit("KT001")
    tag = (await visitor.get(CHART)).headers["etag"]
    async with write():
        await record("task.progress", ("task", 1), by=None, now=world.now)
    answer = await visitor.client.get(CHART, headers={"if-none-match": tag})
    assert answer.status_code == 200
    assert answer.headers["etag"] != tag


async def test_each_person_address_and_language_has_a_version_of_its_own(world: World, visit: Any) -> None:
    head, deputy = await visit("KT001"), await visit("TL001")
    seen = [
        (await head.get("/tasks.xlsx")).headers["etag"],
        (await head.get("/tasks.xlsx?state=open")).headers["etag"],
        (await deputy.get("/tasks.xlsx")).headers["etag"],
    ]
    assert len(set(seen)) == 3
    stolen = await deputy.client.get("/tasks.xlsx", headers={"if-none-match": seen[0]})
    assert stolen.status_code == 200


async def test_a_role_without_the_page_is_refused_whatever_version_it_names(world: World, visit: Any) -> None:
    tag = (await (await visit("KT001")).get("/late.xlsx")).headers["etag"]
    answer = await (await visit("KT003")).client.get("/late.xlsx", headers={"if-none-match": tag})
    assert answer.status_code == 403


async def test_a_chart_is_kept_by_the_browser_alone_and_a_workbook_by_nobody(
    world: World, visit: Any
) -> None:
    await plant(world)
    visitor = await visit("KT001")
    assert (await visitor.get(CHART)).headers["cache-control"] == "private, no-cache"
    assert (await visitor.get("/tasks.xlsx")).headers["cache-control"] == "no-store"


async def test_what_is_compressed_already_is_not_compressed_again(world: World, visit: Any) -> None:
    visitor = await visit("KT001")
    asked = {"accept-encoding": "gzip"}
    assert "content-encoding" not in (await visitor.client.get("/tasks.xlsx", headers=asked)).headers
    assert (await visitor.client.get("/tasks", headers=asked)).headers["content-encoding"] == "gzip"


async def test_a_style_sheet_comes_compressed_to_who_asks_and_plain_to_others(visit: Any) -> None:
    nobody = await visit(None)
    found = re.search(r'href="(/static/[^"]+\.css)"', (await nobody.get("/sign-in")).text)
    assert found
    async with nobody.client.stream("GET", found[1], headers={"accept-encoding": "gzip"}) as answer:
        packed = b"".join([piece async for piece in answer.aiter_raw()])
    plain = await nobody.client.get(found[1], headers={"accept-encoding": "identity"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(packed) == plain.content
    assert len(packed) < len(plain.content) / 3
    for each in (answer, plain):
        assert each.headers["vary"] == "Accept-Encoding"
        assert each.headers["cache-control"].endswith("immutable")
