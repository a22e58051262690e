"""People on both databases: dated posts and roles, the last administrator, versions."""

from datetime import date, timedelta

import pytest

from app import clock
from app.db import fetch_one
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.people import administration as acts
from app.people import office
from app.people.admin_queries import PeopleFilter, count_people, pager, people, special_days
from app.people.permissions import Permission as P
from app.people.queries import post_on, viewer_of_officer


async def test_a_future_post_does_not_bite_before_its_day(world):
    admin, officer = await world.viewer("VP003"), world.ids["VX002"]
    start = world.today + timedelta(days=9)
    await acts.move_person(
        officer=officer,
        unit=world.ids["KT"],
        title="Công chức tổng hợp",
        rank="staff",
        from_date=start,
        basis="20/QĐ-UBND",
        by=admin,
        now=world.now,
        version="1",
    )
    assert (await post_on(officer, world.today)).unit_id == world.ids["VX"]
    assert (await post_on(officer, start - timedelta(days=1))).unit_id == world.ids["VX"]
    assert (await post_on(officer, start)).unit_id == world.ids["KT"]


async def test_a_role_bites_from_its_first_to_its_last_day(world):
    admin, officer = await world.viewer("VP003"), world.ids["HC002"]
    first, last = world.today + timedelta(days=2), world.today + timedelta(days=4)
    await acts.give_role(
        officer=officer,
        role="deputy",
        unit=world.ids["HC"],
        from_date=first,
        to_date=last,
        basis="22/QĐ-UBND",
        by=admin,
        now=world.now,
    )
    can = [
        (await viewer_of_officer(officer, today=first + timedelta(days=n))).can(P.TASK_ASSIGN)
        for n in (-1, 0, 2, 3)
    ]
    assert can == [False, True, True, False]


async def test_a_role_already_held_and_a_backward_time_are_named_at_once(world):
    admin = await world.viewer("VP003")
    with pytest.raises(Refused) as refused:
        await acts.give_role(
            officer=world.ids["HC002"],
            role="staff",
            unit=world.ids["HC"],
            from_date=world.today,
            to_date=world.today - timedelta(days=1),
            basis="x",
            by=admin,
            now=world.now,
        )
    assert set(refused.value.fields) == {"role", "to_date"}
    with pytest.raises(Refused) as refused:
        await acts.give_role(
            officer=world.ids["HC002"],
            role="staff",
            unit=world.ids["HC"],
            from_date=world.today,
            to_date=None,
            basis="x",
            by=admin,
            now=world.now,
        )
    assert set(refused.value.fields) == {"role"}


async def test_an_ended_role_cannot_be_ended_again(world):
    admin, officer = await world.viewer("VP003"), world.ids["KT002"]
    grant = (await fetch_one("SELECT id FROM role_grant WHERE officer = {}", officer))["id"]
    yesterday = world.today - timedelta(days=1)
    await acts.take_role(officer=officer, grant=grant, last_day=yesterday, by=admin, now=world.now)
    with pytest.raises(Conflict):
        await acts.take_role(officer=officer, grant=grant, last_day=world.today, by=admin, now=world.now)


async def test_an_administrator_who_leaves_soon_is_no_second_one(world):
    admin = await world.viewer("VP003")
    await acts.give_role(
        officer=world.ids["VP004"],
        role="administrator",
        unit=world.ids["TL"],
        from_date=world.today,
        to_date=world.today + timedelta(days=5),
        basis="x",
        by=admin,
        now=world.now,
    )
    grant = (
        await fetch_one(
            "SELECT id FROM role_grant WHERE officer = {} AND role = {}", world.ids["VP003"], "administrator"
        )
    )["id"]
    with pytest.raises(Refused):
        await acts.take_role(
            officer=world.ids["VP003"],
            grant=grant,
            last_day=world.today + timedelta(days=5),
            by=admin,
            now=world.now,
        )
    await acts.take_role(
        officer=world.ids["VP003"],
        grant=grant,
        last_day=world.today + timedelta(days=1),
        by=admin,
        now=world.now,
    )


async def test_a_head_administers_nobody(world):
    head = await world.viewer("TL001")
    with pytest.raises(NotAllowed):
        await office.close_account(officer=world.ids["VP004"], by=head, now=world.now)
    with pytest.raises(NotAllowed):
        await office.set_own_day(day=world.today, working=True, basis="x", by=head, now=world.now)


async def test_an_unknown_officer_is_not_found(world):
    admin = await world.viewer("VP003")
    with pytest.raises(NotFound):
        await office.close_account(officer=99_999, by=admin, now=world.now)


async def test_a_stale_correction_is_a_conflict_and_writes_nothing(world):
    admin, officer = await world.viewer("VP003"), world.ids["VX002"]
    entries = {
        "officer": officer,
        "email": "",
        "regime": "cong_chuc",
        "active": True,
        "by": admin,
        "now": world.now,
    }
    await acts.correct_person(**entries, full_name="Nguyễn Thị Ánh Nguyệt", version="1")
    with pytest.raises(Conflict):
        await acts.correct_person(**entries, full_name="Nguyễn Thị Khác", version="1")
    row = await fetch_one("SELECT full_name, version FROM officer WHERE id = {}", officer)
    assert (row["full_name"], row["version"]) == ("Nguyễn Thị Ánh Nguyệt", 2)


async def test_the_list_counts_what_it_shows(world):
    admin = await world.viewer("VP003")
    for wanted in (PeopleFilter(), PeopleFilter(role="staff"), PeopleFilter(search="tran")):
        rows = await people(admin, wanted, world.today)
        assert len(rows) == await count_people(admin, wanted, world.today)
        assert rows


def test_a_pager_stays_within_its_pages():
    pages = pager("/x", {"q": "a b"}, 99, 120)
    assert (pages.page, pages.pages, pages.next_href) == (3, 3, None)
    assert pages.prev_href == "/x?q=a+b&page=2"


async def test_an_own_day_is_marked_with_its_basis(world):
    admin = await world.viewer("VP003")
    day = date(2026, 11, 28)
    await office.set_own_day(day=day, working=True, basis="30/TB-UBND", by=admin, now=clock.now())
    days, provisional = await special_days(2026)
    own = [each for each in days if each.own]
    assert [(each.day, each.working, each.basis.vi) for each in own] == [(day, True, "30/TB-UBND")]
    assert not provisional
