"""The map of who sends work to whom: numbers, links to the tasks behind them, months, roles, the file."""

import io
import re

import pytest
from python_calamine import CalamineWorkbook

from app.clock import at
from app.evaluation.months import Month
from app.reports.flow_queries import flows_of
from app.reports.flows import Span
from app.tasks.commands import hand_back, return_offer
from tests.db.work import MONDAY, given, offered, taken, version_of
from tests.page import readable

PAGE = "/reports/flows?from=11/2026&to=11/2026"
NOVEMBER = Span(Month(2026, 11), Month(2026, 11))


async def plant(world) -> dict[str, int]:
    """KT → VX taken twice, KT → HC offered and returned, within KT once, handed back to TL and to KT."""
    ids = {}
    for name in ("a", "b"):
        ids[name] = await given(world, title=f"Sang phòng khác {name}")
        await offered(world, ids[name], "VX002", world.now, by="TL001")
        await taken(ids[name], world.now)
    ids["returned"] = await given(world, title="Bị trả lại")
    offer = await offered(world, ids["returned"], "HC002", world.now, by="TL001")
    taker = await world.viewer("HC002")
    await return_offer(hand_over=offer, reason="overload", words="x", by=taker, now=world.now)
    ids["within"] = await given(world, title="Trong phòng")
    await offered(world, ids["within"], "KT004", world.now)
    await taken(ids["within"], world.now)
    for name, by in (("up", "TL001"), ("room", "KT001")):
        ids[name] = await given(world, title=f"Chuyển trả {name}", by=by)
        await hand_back(
            task=ids[name],
            reason="overload",
            words="x",
            by=await world.viewer("KT003"),
            now=world.now,
            version=await version_of(ids[name]),
        )
    return ids


async def pairs(world, code: str, span: Span = NOVEMBER) -> dict[tuple[str, str], tuple[int, int]]:
    flows = (await flows_of(await world.viewer(code), span)).flows
    unit = {world.ids[code]: code for code in ("TL", "VP", "KT", "VX", "HC")}
    return {(unit[flow.giver], unit[flow.taker]): (flow.moved, flow.handed_back) for flow in flows.values()}


async def test_moves_that_were_taken_and_hand_backs_are_counted_by_units(world):
    await plant(world)
    assert await pairs(world, "TL001") == {
        ("KT", "VX"): (2, 0),
        ("KT", "KT"): (1, 1),
        ("KT", "TL"): (0, 1),  # an offer that was given back is no move
    }
    assert await pairs(world, "VX001") == {("KT", "VX"): (2, 0)}  # what concerns the own units
    assert await pairs(world, "HC001") == {}
    assert await pairs(world, "TL001", Span(Month(2026, 10), Month(2026, 10))) == {}


async def test_a_number_leads_to_the_tasks_behind_it(visit, world):
    ids = await plant(world)
    head = await visit("TL001")
    page = await head.get(PAGE)
    assert "3 lần giữa các đơn vị, 2 lần trong nội bộ đơn vị." in page.text
    links = re.findall(r'href="(/tasks\?moved=[^"]+)">(\d+)<', page.text)
    assert len(links) == 3
    kt, vx = world.ids["KT"], world.ids["VX"]
    for link, number in links:
        shown = await head.get(link.replace("&amp;", "&"))
        assert len(re.findall(r"data-row", shown.text)) == int(number)
    shown = await head.get(f"/tasks?moved={kt}-{vx}&moved_in=2026-11_2026-11")
    assert {f"/tasks/{ids[name]}" in shown.text for name in ("a", "b")} == {True}
    assert "Chuyển từ" in readable(shown.text)
    assert "Chuyển trong 11/2026–11/2026" in readable(shown.text)
    assert (
        "Không có nhiệm vụ nào khớp bộ lọc"
        in (await head.get(f"/tasks?moved={kt}-{vx}&moved_in=2026-10_2026-10")).text
    )


async def test_the_page_has_its_drawing_and_the_file_the_same_numbers(visit, world):
    await plant(world)
    head = await visit("TL001")
    page = await head.get(PAGE)
    source = re.search(r'<img src="(/reports/flows/chart\.svg[^"]+)" alt=""', page.text)[1]
    drawn = await head.client.get(source.replace("&amp;", "&"))
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert "default-src 'none'" in drawn.headers["content-security-policy"]
    answer = await head.client.get("/reports/flows/export.xlsx?from=2026-11&to=2026-11")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_index(1).to_python()
    assert sorted(row[2:5] for row in rows[1:]) == [[0.0, 1.0, 1.0], [1.0, 1.0, 2.0], [2.0, 0.0, 2.0]]
    matrix = book.get_sheet_by_index(0).to_python()
    assert sum(sum(row[1:]) for row in matrix[4:]) == 5


@pytest.mark.parametrize(
    ("code", "status"),
    [("TL001", 200), ("TL002", 200), ("TL003", 200), ("KT001", 200), ("KT003", 403), ("VP002", 403)],
)
async def test_each_role_meets_the_map_as_permissions_say(visit, world, code, status):
    visitor = await visit(code)
    for path in ("/reports/flows", "/reports/flows/chart.svg", "/reports/flows/export.xlsx"):
        await visitor.get(path, status=status)


async def test_months_that_cannot_be_read_are_named_and_kept(visit, world):
    head = await visit("TL001")
    page = await head.get("/reports/flows?from=tháng+mười&to=13/2026")
    assert "Nhập tháng và năm" in page.text
    assert 'value="tháng mười"' in page.text
    assert 'value="13/2026"' in page.text
    page = await head.get("/reports/flows?from=11/2026&to=10/2026")
    assert "Tháng cuối không được trước tháng đầu." in page.text


async def test_an_empty_map_says_so_and_late_work_and_reports_lead_to_it(visit, world):
    head = await visit("KT001")
    assert "Không có lần chuyển việc nào" in (await head.get("/reports/flows")).text
    for path in ("/late", "/reports/2026-11"):
        assert 'href="/reports/flows"' in (await head.get(path)).text


async def test_a_month_begins_and_ends_at_midnight_in_vietnam(world):
    task = await given(world, now=at(MONDAY.replace(month=10), 9), deadline=MONDAY)
    await offered(world, task, "KT004", at(MONDAY.replace(day=1), 0, 0))
    await taken(task, at(MONDAY.replace(day=30), 23, 59))
    assert await pairs(world, "KT001") == {("KT", "KT"): (1, 0)}
    assert await pairs(world, "KT001", Span(Month(2026, 12), Month(2026, 12))) == {}
