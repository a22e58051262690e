"""Quản trị: what an administrator does to accounts, units and the office's own days."""

from datetime import date, datetime

from app import clock
from app.db import Row, fetch_one, write
from app.errors import Conflict
from app.people import commands, passwords
from app.people.administration import (
    keep_an_administrator,
    person_in_scope,
    refuse,
    require_whole_office,
    unit_in_scope,
    working_unit,
)
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.text import Text, clean, fold

# Accounts ------------------------------------------------------------------------------------------


def password_fault(password: str, again: str) -> dict[str, Text]:
    """What is wrong with a first password, at its fields."""
    faults: dict[str, Text] = {}
    fault = passwords.fault(password)
    if not password:
        faults["password"] = Text("Nhập mật khẩu ban đầu.", "Enter the first password.")
    elif fault:
        faults["password"] = fault
    elif password != again:
        faults["password_again"] = Text("Hai lần nhập khác nhau.", "The two passwords differ.")
    return faults


async def _account(by: Viewer, officer: int, today: date) -> Row | None:
    await person_in_scope(by, officer, today)
    return await fetch_one("SELECT id, disabled_at FROM account WHERE officer = {}", officer)


async def give_password(*, officer: int, password: str, again: str, by: Viewer, now: datetime) -> None:
    """Open the account, or reset its password: the person must choose another one at the next sign-in."""
    by.require(P.PEOPLE_MANAGE)
    refuse(password_fault(password, again))
    account = await _account(by, officer, clock.local_day(now))
    give = commands.set_password if account else commands.create_account
    await give(officer=officer, password=password, by=by.officer_id, now=now, must_change=True)


async def close_account(*, officer: int, by: Viewer, now: datetime) -> None:
    """Disable the account; every sign-in of it ends at once."""
    by.require(P.PEOPLE_MANAGE)
    today = clock.local_day(now)
    async with write():
        account = await _account(by, officer, today)
        if account is None or account["disabled_at"] is not None:
            raise Conflict
        await keep_an_administrator(officer, today)
        await commands.disable_account(officer=officer, by=by.officer_id, now=now)


async def open_account_again(*, officer: int, by: Viewer, now: datetime) -> None:
    """Enable a disabled account."""
    by.require(P.PEOPLE_MANAGE)
    async with write():
        account = await _account(by, officer, clock.local_day(now))
        if account is None or account["disabled_at"] is None:
            raise Conflict
        await commands.enable_account(officer=officer, by=by.officer_id, now=now)


async def end_sign_ins(*, officer: int, by: Viewer, now: datetime) -> None:
    """End every sign-in of the person at once, wherever it was opened."""
    by.require(P.PEOPLE_MANAGE)
    async with write():
        await _account(by, officer, clock.local_day(now))
        await commands.end_sign_ins(officer=officer, by=by.officer_id, now=now)


# Units and days ------------------------------------------------------------------------------------


async def add_unit(
    *, code: str, name: str, parent: int | None, outside: bool, on: date, by: Viewer, now: datetime
) -> int:
    """Add a unit under one of the administrator's units, or a body outside the tree."""
    by.require(P.PEOPLE_MANAGE)
    code, name = clean(code).upper(), clean(name)
    async with write():
        faults = {} if outside else await working_unit(by, parent, "parent")
        if await fetch_one("SELECT id FROM unit WHERE code = {}", code):
            faults["code"] = Text("Mã này đã được dùng.", "This code is already taken.")
        faults |= await _name_fault(name)
        refuse(faults)
        return await commands.create_unit(
            code=code,
            name=name,
            parent=None if outside else parent,
            by=by.officer_id,
            now=now,
            on=on,
            outside=outside,
        )


async def _name_fault(name: str) -> dict[str, Text]:
    known = await fetch_one(
        "SELECT u.name FROM unit u WHERE u.search_key = {} UNION ALL SELECT u.name FROM unit_alias a"
        " JOIN unit u ON u.id = a.unit WHERE a.search_key = {}",
        fold(name),
        fold(name),
    )
    if known is None:
        return {}
    return {"name": Text(f"Tên này đã chỉ {known['name']}.", f"This name already means {known['name']}.")}


async def add_unit_name(*, unit: int, name: str, by: Viewer, now: datetime) -> None:
    """Let documents call the unit by another name too; a name means one unit only."""
    by.require(P.PEOPLE_MANAGE)
    async with write():
        await unit_in_scope(by, unit)
        refuse(await _name_fault(clean(name)))
        await commands.add_alias(unit=unit, name=name, by=by.officer_id, now=now)


async def set_own_day(*, day: date, working: bool, basis: str, by: Viewer, now: datetime) -> None:
    """Make a day worked or free for the whole office; for administrators of the whole office only."""
    await require_whole_office(by, P.PEOPLE_MANAGE)
    await commands.set_calendar_day(day=day, working=working, basis=basis, by=by.officer_id, now=now)
