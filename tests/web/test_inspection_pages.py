"""The inspector's weekly list on its page, as a workbook and on the first page."""

from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from app import clock
from app.tasks.inspection import list_week
from tests.db.test_inspection import reminded
from tests.db.test_reminders import late_task
from tests.db.work import MONDAY
from tests.page import readable

PAGE = "/inspections/weekly"


@pytest.fixture
async def week(world):
    """Two tasks of two divisions on the list of Monday the 23rd; it is that day, nine o'clock."""
    ours = await late_task(world)
    theirs = await late_task(world, owner="VX002", by="VX001")
    await reminded(world, ours)
    await reminded(world, theirs, by="VX001")
    await list_week(MONDAY)
    clock.set_clock(clock.at(MONDAY, 9))
    return ours, theirs


async def test_the_inspector_reads_task_holder_reminders_and_days_late(visit, week):
    inspector = await visit("TL003")
    page = await inspector.get(PAGE)
    words = readable(page.text)
    for said in (
        "Tuần từ 23/11/2026",
        "Ngô Văn Đức, từ 02/11/2026",
        "16/11/2026: Ngô Văn Đức (nhắc)",
        "19/11/2026: Ngô Văn Đức (nhắc)",
        "Chưa có xử lý",
        "Lập lúc 06:00",
    ):
        assert said in words, said
    assert f'href="/tasks/{week[0]}"' in page.text
    assert 'data-label="Trễ (ngày)">6' in page.text
    assert 'aria-current="page"' in page.text


async def test_it_is_narrowed_to_a_unit_and_an_earlier_week_by_its_address(visit, world, week):
    await list_week(date(2026, 11, 30))
    inspector = await visit("TL003")
    words = readable((await inspector.get(f"{PAGE}?week=2026-11-23&unit={world.ids['VX']}")).text)
    assert "Bỏ lọc" in words
    assert "Ngô Văn Đức" not in words
    empty = readable((await inspector.get(f"{PAGE}?week=2026-11-23&unit={world.ids['HC']}")).text)
    assert "Không có việc nào của đơn vị này trong tuần." in empty
    newest = readable((await inspector.get(f"{PAGE}?week=nonsense&unit=x")).text)
    assert "Tuần từ 30/11/2026" in newest


async def test_before_the_first_list_and_on_an_empty_one_the_page_says_so(visit, world):
    inspector = await visit("TL003")
    assert "Chưa lập danh sách tuần nào." in (await inspector.get(PAGE)).text
    await list_week(MONDAY)
    words = readable((await inspector.get(PAGE)).text)
    assert "Tuần này không có việc nào đôn đốc nhiều lần mà chưa xử lý." in words
    assert "Lập lúc" in words


@pytest.mark.parametrize("code", ["TL001", "KT001", "KT003", "VP002", "VP003"])
async def test_it_is_for_inspectors_alone(visit, week, code):
    visitor = await visit(code)
    await visitor.get(PAGE, status=403)
    await visitor.get(f"{PAGE}.xlsx", status=403)
    assert PAGE not in (await visitor.get("/")).text


async def test_the_workbook_has_the_whole_list(visit, world, week):
    inspector = await visit("TL003")
    answer = await inspector.client.get(f"{PAGE}.xlsx?week=2026-11-23&unit={world.ids['KT']}")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    head = next(number for number, row in enumerate(rows) if row[0] == "STT")
    line = rows[head + 1]
    assert (line[7], line[8], line[9]) == (date(2026, 11, 13), 6, 4)
    assert line[10].splitlines()[0] == "16/11/2026: Ngô Văn Đức (nhắc)"
    assert "VX" not in str(rows[head + 1 :])
    assert (await inspector.client.get(f"{PAGE}.xlsx?week=2020-01-06")).status_code == 200


async def test_the_first_page_of_the_inspector_shows_the_newest_list(visit, week):
    page = await (await visit("TL003")).get("/")
    words = readable(page.text)
    assert "Danh sách tuần từ 23/11/2026" in words
    assert "4 lần đôn đốc chưa có xử lý, trễ 6 ngày làm việc." in words
    assert f'href="{PAGE}"' in page.text
