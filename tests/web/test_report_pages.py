"""The report of a unit's month: one sentence, a chart, the same numbers as a table and a file."""

import io
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from app import apart
from app.evaluation.months import Month
from app.people.queries import unit
from app.reports import charts
from app.reports.queries import month_of
from app.reports.weeks import Totals, conclusion, totals, weeks_of
from tests.conftest import World
from tests.page import readable
from tests.sheet_world import hand_back, submission, work

REPORT = "/reports/2026-11"


async def plant(world: World) -> None:
    """Kept on 3 and 10 November, missed on the 13th (submitted later), handed back on the 17th; one of another unit."""
    ids = world.ids
    await work(ids, "KT003", submitted=date(2026, 11, 3))
    await work(ids, "KT004", submitted=date(2026, 11, 10))
    await work(ids, "KT003", submitted=date(2026, 11, 16), late=True)
    await hand_back(ids, await work(ids, "KT005"), "KT005", date(2026, 11, 17))
    await work(ids, "VX002", submitted=date(2026, 11, 10))


def test_the_weeks_of_a_month_are_calendar_weeks_cut_at_its_ends() -> None:
    weeks = weeks_of(Month(2026, 11), {}, {}, {})
    assert [(week.first.day, week.last.day) for week in weeks] == [
        (1, 1),
        (2, 8),
        (9, 15),
        (16, 22),
        (23, 29),
        (30, 30),
    ]


async def test_a_week_counts_dates_kept_dates_missed_and_work_handed_back(world: World) -> None:
    await plant(world)
    weeks = await month_of(await unit(world.ids["KT"]), Month(2026, 11))
    told = [(week.on_time, week.late, week.bounced) for week in weeks]
    assert told == [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 0, 1), (0, 0, 0), (0, 0, 0)]
    above = totals(await month_of(await unit(world.ids["TL"]), Month(2026, 11)))
    assert above == Totals(on_time=3, late=1, bounced=1)


async def test_a_second_submission_for_the_same_date_is_one_date_kept(world: World) -> None:
    task = await work(world.ids, "KT003", submitted=date(2026, 11, 3), decision="returned")
    await submission(world.ids, task, "KT003", date(2026, 11, 5))
    assert totals(await month_of(await unit(world.ids["KT"]), Month(2026, 11))).on_time == 1


def test_the_sentence_compares_with_the_month_before() -> None:
    said = conclusion(Totals(9, 1, 2), Totals(8, 2, 0)).vi
    assert said == (
        "Đúng hạn 90,0 % (9 trên 10 hạn), cao hơn tháng trước 10,0 điểm %; 1 lần chậm, 2 lần chuyển trả, chuyển giao."
    )
    assert "Chưa có hạn nào" in conclusion(Totals(0, 0, 1), Totals(8, 2, 0)).vi


@pytest.mark.parametrize(
    ("code", "status"),
    [("TL001", 200), ("TL002", 200), ("TL003", 200), ("KT001", 200), ("KT003", 403), ("VP002", 403)],
)
async def test_each_role_meets_the_report_as_permissions_say(
    world: World, visit: Any, code: str, status: int
) -> None:
    await plant(world)
    visitor = await visit(code)
    for path in (REPORT, REPORT + "/chart.svg", REPORT + "/export.xlsx"):
        await visitor.get(path, status=status)


async def test_the_page_has_the_sentence_the_chart_and_the_same_numbers(world: World, visit: Any) -> None:
    await plant(world)
    page = await (await visit("KT001")).get(REPORT)
    text = readable(page.text)
    assert "Đúng hạn 66,7 % (2 trên 3 hạn)" in text
    assert "09/11/2026 – 15/11/2026 1 1 0" in text
    assert f"/reports/2026-11/chart.svg?unit={world.ids['KT']}" in page.text


async def test_the_chart_is_an_svg_without_text_elements_and_is_drawn_once(
    world: World, visit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plant(world)
    drawn: list[object] = []
    computed = apart.computed

    async def counted(*args: Any) -> bytes:
        drawn.append(args)
        return await computed(*args)

    monkeypatch.setattr("app.reports.charts.apart.computed", counted)
    charts._kept.clear()
    visitor = await visit("KT001")
    first = await visitor.get(REPORT + "/chart.svg")
    again = await visitor.get(REPORT + "/chart.svg")
    assert first.headers["content-type"].startswith("image/svg+xml")
    assert "<svg" in first.text
    assert "<text" not in first.text
    assert first.content == again.content
    assert len(drawn) == 1


async def test_an_empty_month_says_so_and_draws_nothing(world: World, visit: Any) -> None:
    page = await (await visit("KT001")).get("/reports/2026-02")
    assert "Chưa có số liệu" in readable(page.text)
    assert "chart.svg" not in page.text


@pytest.mark.parametrize(
    "path", ["/reports/2026-12", "/reports/xyz", "/reports/2026-11?unit=999999", "/reports/2026-11?unit=x"]
)
async def test_a_month_to_come_and_an_unknown_unit_are_not_found(world: World, visit: Any, path: str) -> None:
    await (await visit("TL001")).get(path, status=404)


async def test_a_unit_out_of_scope_is_not_found(world: World, visit: Any) -> None:
    visitor = await visit("KT001")
    for path in (REPORT, REPORT + "/chart.svg", REPORT + "/export.xlsx"):
        await visitor.get(f"{path}?unit={world.ids['VX']}", status=404)


async def test_the_first_address_leads_to_this_month(world: World, visit: Any) -> None:
    answer = await (await visit("KT001")).get("/reports", status=303)
    assert answer.headers["location"] == "/reports/2026-11"


async def test_the_file_has_the_same_numbers(world: World, visit: Any) -> None:
    await plant(world)
    answer = await (await visit("KT001")).get(REPORT + "/export.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[-1][3:6] == [2, 1, 1]
    assert rows[6][1] == date(2026, 11, 9)
