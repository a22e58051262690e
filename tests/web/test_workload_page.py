"""Who holds what: one row a person, each number leading to its list."""

from datetime import date

import pytest

from app import clock
from tests.db.work import given, submitted

BEFORE = clock.at(date(2026, 11, 2), 8)


async def test_one_row_a_person_says_what_lies_there_and_since_when(visit, world):
    await given(world, now=BEFORE, deadline=date(2026, 11, 12))
    await given(world, title="Việc khác")
    await submitted(world, title="Đã nộp")
    page = (await (await visit("KT001")).get("/workload")).text
    owner = world.ids["KT003"]
    assert f'<a href="/tasks?owner={owner}&amp;state=open">2</a>' in page
    assert f'<a href="/late?owner={owner}&amp;kind=late">1</a>' in page
    assert f'<a href="/tasks?owner={owner}&amp;state=submitted">1</a>' in page
    assert "từ 02/11/2026" in page


async def test_the_rows_are_sorted_by_any_head_and_the_unit_narrows_them(visit, world):
    await given(world, owner="KT004")
    head = await visit("KT001")
    page = (await head.get("/workload?sort=open&down=1")).text
    first = page.index("data-row")
    assert f"owner={world.ids['KT004']}" in page[first - 200 : first]
    everybody = (await (await visit("TL001")).get("/workload")).text.count("data-row")
    unit = (await (await visit("TL001")).get(f"/workload?unit={world.ids['KT']}")).text.count("data-row")
    assert 0 < unit < everybody
    assert "Không có ai trong đơn vị này" in (await head.get("/workload?unit=999999")).text


async def test_the_workbook_is_made_from_the_same_rows(visit):
    answer = await (await visit("KT001")).client.get("/workload.xlsx?sort=late&down=1")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"


@pytest.mark.parametrize(("code", "status"), [("KT003", 403), ("TL003", 200), ("KT002", 200), ("VP003", 403)])
async def test_who_reads_no_unit_has_no_such_page(visit, code, status):
    await (await visit(code)).get("/workload", status=status)
