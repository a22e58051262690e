"""Acts on people, units and sign-ins. Each is one transaction with its row in the history."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.db import fetch, fetch_one, write
from app.errors import Conflict, Refused
from app.history import record
from app.people import passwords
from app.people.permissions import role as role_named
from app.people.tables import (
    Absence,
    Account,
    CalendarDay,
    Officer,
    Posting,
    RoleGrant,
    SignIn,
    Unit,
    UnitAlias,
)
from app.text import Text, clean, fold, sort_key, title_key

GUESSES = 5  # wrong tries of one account from one address before waiting
GUESS_WINDOW = timedelta(minutes=15)

WRONG = Text(
    "Mã cán bộ (hoặc thư điện tử) hoặc mật khẩu không đúng.",
    "The staff code (or e-mail) or password is wrong.",
)
WAIT = Text(
    "Đã nhập sai nhiều lần. Vui lòng chờ 15 phút rồi thử lại.",
    "Too many wrong tries. Please wait 15 minutes and try again.",
)


@dataclass(frozen=True, slots=True)
class OpenedSignIn:
    """A new sign-in: the id the token carries, and when it ends at the latest (real time)."""

    id: str
    officer_id: int
    expires_at: datetime


async def create_unit(
    *,
    code: str,
    name: str,
    parent: int | None,
    by: int | None,
    now: datetime,
    on: date,
    outside: bool = False,
) -> int:
    """Add a unit under ``parent`` (None: a root, or an outside body); returns its id."""
    name = clean(name)
    async with write():
        if await fetch_one("SELECT id FROM unit WHERE code = {}", code):
            raise Refused(
                Text("Mã đơn vị đã có.", "The unit code is already taken."),
                {"code": Text("Mã này đã được dùng.", "This code is already taken.")},
            )
        above = await fetch_one("SELECT path FROM unit WHERE id = {}", parent) if parent else None
        unit = Unit(
            code=code,
            name=name,
            search_key=fold(name),
            sort_key=title_key(name),
            parent=parent,
            path="",
            outside=outside,
            active_from=on,
        )
        await unit.save()
        if not outside:
            path = (above["path"] if above else "/") + f"{unit.id}/"
            await Unit.update({Unit.path: path}).where(Unit.id == unit.id)
        await record("unit.created", ("unit", unit.id), by=by, now=now, facts={"code": code, "name": name})
    return int(unit.id)


async def add_alias(*, unit: int, name: str, by: int | None, now: datetime) -> None:
    """Let documents call the unit by another name too; an alias already known stays as it is."""
    name = clean(name)
    async with write():
        if await fetch_one("SELECT id FROM unit_alias WHERE search_key = {}", fold(name)):
            return
        await UnitAlias(unit=unit, name=name, search_key=fold(name)).save()
        await record("unit.alias_added", ("unit", unit), by=by, now=now, facts={"name": name})


async def create_officer(
    *,
    staff_code: str,
    full_name: str,
    unit: int,
    title: str,
    rank: str,
    from_date: date,
    by: int | None,
    now: datetime,
    email: str | None = None,
    regime: str = "cong_chuc",
) -> int:
    """Add an officer with the first post; returns the id. Names every field at fault at once."""
    full_name, staff_code = clean(full_name), clean(staff_code).upper()
    email = clean(email).lower() if email else None
    async with write():
        faults: dict[str, Text] = {}
        if await fetch_one("SELECT id FROM officer WHERE staff_code = {}", staff_code):
            faults["staff_code"] = Text("Mã cán bộ đã có.", "The staff code is already taken.")
        if email and await fetch_one("SELECT id FROM officer WHERE email = {}", email):
            faults["email"] = Text("Thư điện tử đã có.", "The e-mail is already taken.")
        if faults:
            raise Refused(Text("Có nội dung cần sửa.", "Some entries need correcting."), faults)
        officer = Officer(
            staff_code=staff_code,
            full_name=full_name,
            search_key=fold(full_name),
            sort_key=sort_key(full_name),
            email=email,
            regime=regime,
        )
        await officer.save()
        await Posting(officer=officer.id, unit=unit, title=title, rank=rank, from_date=from_date).save()
        await record(
            "officer.created",
            ("officer", officer.id),
            by=by,
            now=now,
            facts={"staff_code": staff_code, "unit": unit, "title": title, "rank": rank, "from": from_date},
        )
    return int(officer.id)


async def move_officer(
    *,
    officer: int,
    unit: int,
    title: str,
    rank: str,
    from_date: date,
    by: int | None,
    now: datetime,
    basis: str,
) -> None:
    """Give the officer a new post from ``from_date``; the old one ends the day before."""
    async with write():
        current = await fetch_one(
            "SELECT id, from_date FROM posting WHERE officer = {} ORDER BY from_date DESC LIMIT 1", officer
        )
        if current and current["from_date"] >= from_date:
            raise Refused(
                Text(
                    "Ngày bắt đầu phải sau ngày nhận vị trí hiện tại.",
                    "The new post must start after the present one.",
                ),
                {"from_date": Text("Chọn ngày muộn hơn.", "Choose a later day.")},
            )
        if current:
            await Posting.update({Posting.to_date: from_date - timedelta(days=1)}).where(
                Posting.id == current["id"]
            )
        await Posting(
            officer=officer, unit=unit, title=title, rank=rank, from_date=from_date, basis=basis
        ).save()
        await record(
            "officer.moved",
            ("officer", officer),
            by=by,
            now=now,
            facts={"unit": unit, "title": title, "rank": rank, "from": from_date, "basis": basis},
        )


async def grant_role(
    *,
    officer: int,
    role: str,
    unit: int,
    from_date: date,
    by: int | None,
    now: datetime,
    basis: str = "",
    to_date: date | None = None,
) -> None:
    """Give a role over a unit and all below it."""
    role_named(role)
    async with write():
        if await fetch_one(
            "SELECT id FROM role_grant WHERE officer = {} AND role = {} AND unit = {} AND from_date = {}",
            officer,
            role,
            unit,
            from_date,
        ):
            return
        await RoleGrant(
            officer=officer, role=role, unit=unit, from_date=from_date, to_date=to_date, basis=basis
        ).save()
        await record(
            "role.granted",
            ("officer", officer),
            by=by,
            now=now,
            facts={"role": role, "unit": unit, "from": from_date, "to": to_date, "basis": basis},
        )


async def end_role(*, grant: int, last_day: date, by: int | None, now: datetime) -> None:
    """End a role; it bites on the next request after ``last_day``."""
    async with write():
        row = await fetch_one("SELECT officer, role, unit FROM role_grant WHERE id = {}", grant)
        if row is None:
            raise Conflict
        await RoleGrant.update({RoleGrant.to_date: last_day}).where(RoleGrant.id == grant)
        await record(
            "role.ended",
            ("officer", row["officer"]),
            by=by,
            now=now,
            facts={"role": row["role"], "unit": row["unit"], "to": last_day},
        )


async def create_account(
    *, officer: int, password: str, by: int | None, now: datetime, must_change: bool = True
) -> None:
    """Let the officer sign in. The first password must be changed unless the person chose it."""
    fault = passwords.fault(password)
    if fault:
        raise Refused(fault, {"password": fault})
    password_hash = await passwords.hashed(password)
    async with write():
        if await fetch_one("SELECT id FROM account WHERE officer = {}", officer):
            raise Refused(Text("Người này đã có tài khoản.", "This person already has an account."))
        await Account(officer=officer, password_hash=password_hash, must_change=must_change).save()
        await record("account.created", ("officer", officer), by=by, now=now)


async def set_password(
    *, officer: int, password: str, by: int | None, now: datetime, must_change: bool
) -> None:
    """Set a new password and end every sign-in of the account."""
    fault = passwords.fault(password)
    if fault:
        raise Refused(fault, {"password": fault})
    password_hash = await passwords.hashed(password)
    async with write():
        await Account.update({Account.password_hash: password_hash, Account.must_change: must_change}).where(
            Account.officer == officer
        )
        await _revoke_all(officer, now)
        await record("account.password_set", ("officer", officer), by=by, now=now)


async def change_password(*, officer: int, old: str, new: str, now: datetime) -> None:
    """A person's own change: the old password is asked for."""
    row = await fetch_one("SELECT password_hash FROM account WHERE officer = {}", officer)
    if not await passwords.matches(old, row["password_hash"] if row else None):
        wrong = Text("Mật khẩu hiện tại không đúng.", "The present password is wrong.")
        raise Refused(wrong, {"old_password": wrong})
    await set_password(officer=officer, password=new, by=officer, now=now, must_change=False)


async def disable_account(*, officer: int, by: int, now: datetime) -> None:
    """Close the account; every sign-in of it ends at once."""
    async with write():
        await Account.update({Account.disabled_at: now}).where(Account.officer == officer)
        await _revoke_all(officer, now)
        await record("account.disabled", ("officer", officer), by=by, now=now)


async def enable_account(*, officer: int, by: int, now: datetime) -> None:
    """Open a closed account again."""
    async with write():
        await Account.update({Account.disabled_at: None}).where(Account.officer == officer)
        await record("account.enabled", ("officer", officer), by=by, now=now)


async def end_sign_ins(*, officer: int, by: int, now: datetime) -> None:
    """End every sign-in of the officer at once; the account stays open."""
    async with write():
        await _revoke_all(officer, now)
        await record("account.sign_ins_ended", ("officer", officer), by=by, now=now)


async def _revoke_all(officer: int, now: datetime) -> None:
    await fetch(
        "UPDATE sign_in SET revoked_at = {} WHERE revoked_at IS NULL"
        " AND account IN (SELECT id FROM account WHERE officer = {})",
        now,
        officer,
    )


async def sign_in(
    *, login: str, password: str, address: str, hours: int, now: datetime, real_now: datetime
) -> OpenedSignIn:
    """Open a sign-in by staff code or e-mail; unknown and known accounts fail alike, guessing is slowed."""
    login = clean(login)
    login_key = f"{fold(login)}|{address}"[:200]
    await _begin_guess(login_key, real_now)
    account = await fetch_one(
        "SELECT a.id, a.password_hash, a.disabled_at, o.id AS officer, o.active FROM account a"
        " JOIN officer o ON o.id = a.officer WHERE o.staff_code = {} OR o.email = {}",
        login.upper(),
        login.lower(),
    )
    right = await passwords.matches(password, account["password_hash"] if account else None)
    if account is None or not right or account["disabled_at"] is not None or not account["active"]:
        await _note_failure(account["officer"] if account else None, now)
        raise Refused(WRONG)
    expires_at = real_now + timedelta(hours=hours)
    opened = OpenedSignIn(secrets.token_urlsafe(24), account["officer"], expires_at)
    async with write():
        await SignIn(id=opened.id, account=account["id"], created_at=real_now, expires_at=expires_at).save()
        await fetch("DELETE FROM sign_in_failure WHERE login_key = {}", login_key)
        await record("account.signed_in", ("officer", account["officer"]), by=account["officer"], now=now)
    return opened


async def _begin_guess(login_key: str, real_now: datetime) -> None:
    """Count this try as a wrong one before the password is looked at: of many tries sent at once, to whatever
    process, no more pass than of as many one after the other. A right one takes all of them back.
    """
    recent = (login_key, real_now - GUESS_WINDOW)
    count = "SELECT COUNT(*) AS n FROM sign_in_failure WHERE login_key = {} AND at > {}"
    if (await fetch(count, *recent))[0]["n"] >= GUESSES:
        raise Refused(WAIT)  # without waiting for those who write
    async with write():
        if (await fetch(count, *recent))[0]["n"] >= GUESSES:
            raise Refused(WAIT)
        await fetch("DELETE FROM sign_in_failure WHERE at < {}", real_now - GUESS_WINDOW)
        await fetch("INSERT INTO sign_in_failure (login_key, at) VALUES ({}, {})", login_key, real_now)


async def _note_failure(officer: int | None, now: datetime) -> None:
    if officer is None:
        return
    async with write():
        await record("account.sign_in_failed", ("officer", officer), by=None, now=now)


async def sign_out(*, sign_in_id: str, officer: int, now: datetime, real_now: datetime) -> None:
    """End this sign-in at once."""
    async with write():
        await SignIn.update({SignIn.revoked_at: real_now}).where(SignIn.id == sign_in_id)
        await record("account.signed_out", ("officer", officer), by=officer, now=now)


async def add_absence(
    *, officer: int, from_date: date, to_date: date, reason: str, by: int | None, now: datetime
) -> None:
    """Record days on which an officer is away."""
    if to_date < from_date:
        raise Refused(
            Text("Ngày kết thúc trước ngày bắt đầu.", "The end lies before the beginning."),
            {
                "to_date": Text(
                    "Chọn ngày không trước ngày bắt đầu.", "Choose a day not before the beginning."
                )
            },
        )
    async with write():
        await Absence(officer=officer, from_date=from_date, to_date=to_date, reason=clean(reason)).save()
        await record(
            "officer.absent",
            ("officer", officer),
            by=by,
            now=now,
            facts={"from": from_date, "to": to_date, "reason": reason},
        )


async def set_calendar_day(*, day: date, working: bool, basis: str, by: int | None, now: datetime) -> None:
    """Make a day worked or free for this office, with the document that says so; setting it again replaces it."""
    async with write():
        await fetch("DELETE FROM calendar_day WHERE day = {}", day)
        await CalendarDay(day=day, working=working, basis=clean(basis)).save()
        await record(
            "calendar.day_set",
            ("calendar", day.toordinal()),
            by=by,
            now=now,
            facts={"day": day, "working": working, "basis": basis},
        )


async def set_shortcuts(*, officer: int, on: bool, now: datetime) -> None:
    """Switch the single-key shortcuts of one person (WCAG 2.1.4)."""
    async with write():
        await Account.update({Account.shortcuts: on}).where(Account.officer == officer)
        await record("account.shortcuts", ("officer", officer), by=officer, now=now, facts={"on": on})
