"""Work that is followed: a campaign whose rest was reminded, and a task reminded of again and again in vain."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from functools import partial

from app import clock
from app.db import fetch_one
from app.demo.catalogue import PRODUCTS
from app.demo.stage import HEADS, Job, Stage, Story
from app.tasks.campaign_reminding import remind_rest
from app.tasks.campaigns import CampaignEntry, DirectEntry, begin_campaign
from app.tasks.commands import TaskEntry

UNITS = ("VP", "KT", "VX", "HC")
TITLE = "Rà soát, lập danh sách nhà văn hóa, điểm sinh hoạt cộng đồng cần sửa chữa"
PRODUCT = "Danh sách kèm hiện trạng và đề xuất"
# unit, whom its head names, working days before the last one of the result; VP only reports, KT has named nobody
NAMED = (("VP", "VP004", None), ("VX", "VX003", 5), ("HC", "HC004", 4))
GIVEN, DUE, REMINDED = 11, 3, 1


def followed(stage: Stage) -> None:
    """Put them on the stage; days count back from the last working day before today."""
    last = stage.calendar.add(stage.today, -1)

    def back(days: int) -> date:
        return stage.calendar.add(last, -days) if days else last

    made: list[int] = []
    entry = DirectEntry(
        TITLE,
        CampaignEntry(tuple(stage.ids[unit] for unit in UNITS), PRODUCT, back(DUE)),
        basis="Kết luận giao ban tuần của Chủ tịch UBND phường (hư cấu)",
    )
    stage.at(clock.at(back(GIVEN), 8, 20), partial(_begin, stage, entry, back(GIVEN), made))
    for unit, owner, days in NAMED:
        work = Job(stage, HEADS[unit], HEADS[unit], TaskEntry(TITLE, PRODUCT))
        begun = _part_of_unit(work, made, unit, owner, back(GIVEN))
        stage.begin(_reported(begun, work, back(0)) if days is None else _finished(begun, work, back(days)))
    stage.at(clock.at(back(REMINDED), 8, 5), partial(_remind, stage, back(REMINDED), made))
    stage.begin(_in_vain(stage, back(19), back(13), [back(days) for days in (11, 10, 9, 8)]))


async def _begin(stage: Stage, entry: DirectEntry, day: date, made: list[int]) -> None:
    by = stage.viewers["TL001"]
    made.append(await begin_campaign(entry=entry, by=by, now=clock.at(day, 8, 20)))


async def _remind(stage: Stage, day: date, made: list[int]) -> None:
    await remind_rest(
        campaign=made[0],
        whom="both",
        words="Các đơn vị còn lại gửi danh sách trong tuần này.",
        by=stage.viewers["TL001"],
        now=clock.at(day, 8, 5),
    )


def _at(work: Job, day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of that day, asked of nobody, never before this job's act before it."""
    work.last = max(clock.at(day, hour, minute), work.last + timedelta(minutes=6))
    return work.last


def _part_of_unit(work: Job, made: list[int], unit: str, owner: str, given: date) -> Story:
    """The unit's head names an owner, who receives the work."""
    at = _at(work, work.stage.working_day(given, 1), 9, 10)
    yield at, partial(_found, work, made, unit, partial(work.name_owner, at, HEADS[unit], owner))
    at = _at(work, work.stage.working_day(given, 2), 8, 15)
    yield at, partial(work.receive, at)


def _finished(begun: Story, work: Job, day: date) -> Story:
    yield from begun
    at = _at(work, day, 15, 20)
    yield at, partial(work.submit, at, PRODUCT)
    at = _at(work, day, 16, 30)
    yield at, partial(work.accept, at)


def _reported(begun: Story, work: Job, day: date) -> Story:
    """Late; the reminder is answered by a report."""
    yield from begun
    at = _at(work, day, 9, 25)
    yield at, partial(work.report, at, 60, "Còn hai tổ dân phố chưa gửi hiện trạng, gửi đủ trong tuần.")


async def _found(work: Job, made: list[int], unit: str, act: Callable[[], Awaitable[None]]) -> None:
    row = await fetch_one(
        "SELECT id FROM task WHERE campaign = {} AND unit = {}", made[0], work.stage.ids[unit]
    )
    assert row is not None
    work.id = row["id"]
    await act()


def _in_vain(stage: Stage, given: date, deadline: date, reminded: list[date]) -> Story:
    """Received, late, reminded of on four days; nobody has done anything since."""
    ids = stage.ids
    entry = TaskEntry(
        title="Kiểm tra hành lang an toàn giao thông đường số 12, lập biên bản các hộ lấn chiếm",
        product="Biên bản kiểm tra kèm ảnh hiện trạng",
        owner=ids["KT003"],
        lead=ids["KT001"],
        deadline=deadline,
        catalogue_item=stage.items[next(n for n, each in enumerate(PRODUCTS) if each.unit == "KT")],
        basis="Kế hoạch trật tự đô thị (hư cấu)",
    )
    work = Job(stage, "KT003", "KT001", entry)
    at = _at(work, given, 9, 40)
    yield at, partial(work.assign, at)
    at = _at(work, stage.working_day(given, 1), 10, 5)
    yield at, partial(work.receive, at)
    for day in reminded:
        at = _at(work, day, 8, 50)
        yield at, partial(work.remind, at, "Đề nghị báo cáo tiến độ.")
