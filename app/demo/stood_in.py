"""Ủy quyền: a head on leave lets a colleague give and decide, who accepts a result in the head's place."""

from datetime import date
from functools import partial

from app import clock
from app.db import fetch_one
from app.demo.catalogue import PRODUCTS
from app.demo.stage import Job, Stage, Story
from app.people.commands import add_absence
from app.people.delegating import give_delegation
from app.people.delegation import Proposed
from app.people.queries import viewer_of_officer
from app.tasks import commands
from app.tasks.commands import TaskEntry

HEAD, DEPUTY, OWNER = "HC001", "HC002", "HC003"
GIVEN, RECORDED, AWAY_FROM, ACCEPTED, AWAY_TO = 9, 6, 5, 4, 3  # working days before the last one
AGAIN = (4, 6)  # and working days ahead of today, for which the next leave is recorded


def stood_in(stage: Stage) -> None:
    """Put it on the stage; days count back from the last working day before today."""
    last = stage.calendar.add(stage.today, -1)

    def back(days: int) -> date:
        return stage.calendar.add(last, -days)

    recorded = back(RECORDED)
    for first, until, number in (
        (back(AWAY_FROM), back(AWAY_TO), "11"),
        (stage.calendar.add(stage.today, AGAIN[0]), stage.calendar.add(stage.today, AGAIN[1]), "12"),
    ):
        stage.at(clock.at(recorded, 14, 10), partial(_away, stage, recorded, first, until))
        stage.at(clock.at(recorded, 14, 20), partial(_delegated, stage, recorded, first, until, number))
    entry = TaskEntry(
        title="Tổng hợp hồ sơ một cửa giải quyết trong tuần, nêu hồ sơ chậm và nguyên nhân",
        product="Bảng tổng hợp kèm danh sách hồ sơ chậm",
        owner=stage.ids[OWNER],
        lead=stage.ids[HEAD],
        deadline=back(ACCEPTED),
        catalogue_item=stage.items[next(n for n, each in enumerate(PRODUCTS) if each.unit == "HC")],
        basis="Quy chế làm việc của Trung tâm (hư cấu)",
    )
    work = Job(stage, OWNER, HEAD, entry)
    stage.begin(_story(work, back(GIVEN), back(AWAY_FROM), back(ACCEPTED)))


def _story(work: Job, given: date, submitted: date, accepted: date) -> Story:
    moment = clock.at(given, 9, 35)
    yield moment, partial(work.assign, moment)
    moment = clock.at(given, 10, 35)
    yield moment, partial(work.receive, moment)
    moment = clock.at(submitted, 15, 35)
    yield moment, partial(work.submit, moment, "Bảng tổng hợp tuần kèm danh sách 3 hồ sơ chậm")
    yield clock.at(accepted, 9, 35), partial(_accepted_in_place, work, accepted)


async def _away(stage: Stage, recorded: date, first: date, until: date) -> None:
    await add_absence(
        officer=stage.ids[HEAD],
        from_date=first,
        to_date=until,
        reason="Nghỉ phép năm",
        by=stage.ids["VP003"],
        now=clock.at(recorded, 14, 10),
    )


async def _delegated(stage: Stage, recorded: date, first: date, until: date, number: str) -> None:
    asked = Proposed(
        giver=stage.ids[HEAD],
        deputy=stage.ids[DEPUTY],
        unit=stage.ids["HC"],
        scope="all",
        document=f"{number}/UQ-TTPVHCC (hư cấu)",
        document_date=recorded,
        from_date=first,
        to_date=until,
    )
    await give_delegation(
        asked=asked, with_backlog=True, by=stage.viewers[HEAD], now=clock.at(recorded, 14, 20)
    )


async def _accepted_in_place(work: Job, day: date) -> None:
    """The deputy as of that day: the cast's own viewers know of no delegation."""
    deputy = await viewer_of_officer(work.stage.ids[DEPUTY], today=day)
    row = await fetch_one("SELECT version FROM task WHERE id = {}", work.id)
    assert row is not None
    await commands.accept_result(
        task=work.id,
        words="Đạt yêu cầu; gửi các đơn vị có hồ sơ chậm.",
        by=deputy,
        now=clock.at(day, 9, 35),
        version=row["version"],
    )
