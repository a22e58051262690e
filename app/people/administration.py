"""Quản trị: what an administrator does to people, accounts, units and days off.

Each act checks that the administrator's role covers the person or unit; what lies outside is not found.
The last administrator keeps the role and the account, or nobody could open the door again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from app import clock
from app.db import Row, fetch, fetch_one, write
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.history import record
from app.people import commands
from app.people.permissions import Permission as P
from app.people.tables import Officer
from app.people.viewer import Viewer, refusal
from app.text import Text, clean, fold, sort_key

LAST_ADMINISTRATOR = Text(
    "Đây là quản trị viên cuối cùng còn đăng nhập được. Giao vai trò quản trị cho người khác trước.",
    "This is the last administrator who can sign in. Give the role to somebody else first.",
)
FORMER_DATE = Text("Chọn ngày không trước ngày bắt đầu.", "Choose a day not before the beginning.")

# Where an officer stands for the administrator: today's post, else the first one to come.
CURRENT_POST = (
    "COALESCE((SELECT p2.id FROM posting p2 WHERE p2.officer = o.id AND p2.from_date <= {}"
    " ORDER BY p2.from_date DESC LIMIT 1),"
    " (SELECT p3.id FROM posting p3 WHERE p3.officer = o.id ORDER BY p3.from_date LIMIT 1))"
)


async def person_in_scope(by: Viewer, officer: int, today: date) -> Row:
    """The officer's row with the unit path; ``NotFound`` outside the administrator's units."""
    row = await fetch_one(
        "SELECT o.id, o.staff_code, o.full_name, o.email, o.regime, o.active, o.version, u.path"
        f" FROM officer o JOIN posting p ON p.id = {CURRENT_POST} JOIN unit u ON u.id = p.unit"
        " WHERE o.id = {}",
        today,
        officer,
    )
    if row is None or not by.covers(P.PEOPLE_MANAGE, row["path"]):
        raise NotFound
    return row


async def unit_in_scope(by: Viewer, unit: int) -> Row:
    """The unit's row; outside bodies are open to every administrator."""
    row = await fetch_one("SELECT id, code, name, path, outside FROM unit WHERE id = {}", unit)
    if row is None or not (row["outside"] or by.covers(P.PEOPLE_MANAGE, row["path"])):
        raise NotFound
    return row


async def working_unit(by: Viewer, unit: int | None, field: str) -> dict[str, Text]:
    """The fault of a unit that cannot be given a post or a role, at its field."""
    row = await fetch_one("SELECT path, outside FROM unit WHERE id = {}", unit) if unit else None
    if row and not row["outside"] and by.covers(P.PEOPLE_MANAGE, row["path"]):
        return {}
    return {field: Text("Chọn một đơn vị trong danh sách.", "Choose a unit from the list.")}


def refuse(faults: dict[str, Text]) -> None:
    if faults:
        raise Refused(Text("Có nội dung cần sửa.", "Some entries need correcting."), faults)


@contextmanager
def fields_named(prefix: str) -> Iterator[None]:
    """Turn the faults of a command to the fields of a form whose names carry ``prefix``."""
    try:
        yield
    except Refused as refusal_:
        fields = {prefix + name: text for name, text in refusal_.fields.items()}
        raise Refused(refusal_.text, fields) from refusal_


async def _bump(officer: int, version: str) -> None:
    """Take the officer's next version; somebody else's change since the page was opened is a conflict."""
    seen = int(version) if version.isascii() and version.isdigit() else 0
    taken = await fetch(
        "UPDATE officer SET version = version + 1 WHERE id = {} AND version = {} RETURNING id", officer, seen
    )
    if not taken:
        raise Conflict


# People --------------------------------------------------------------------------------------------


async def faults_of_identity(staff_code: str, email: str, *, officer: int | None = None) -> dict[str, Text]:
    """Which of staff code and e-mail another officer has already, or is no e-mail at all."""
    faults: dict[str, Text] = {}
    staff_code, email = clean(staff_code).upper(), clean(email).lower()
    if staff_code and await fetch_one(
        "SELECT id FROM officer WHERE staff_code = {} AND id <> {}", staff_code, officer or 0
    ):
        faults["staff_code"] = Text("Mã cán bộ này đã có.", "This staff code is already taken.")
    if email and ("@" not in email.strip("@") or " " in email):
        faults["email"] = Text(
            "Ghi thư điện tử đầy đủ, ví dụ ten@donvi.gov.vn.", "Write the whole e-mail, with its @."
        )
    elif email and await fetch_one(
        "SELECT id FROM officer WHERE email = {} AND id <> {}", email, officer or 0
    ):
        faults["email"] = Text("Thư điện tử này đã có.", "This e-mail is already taken.")
    return faults


async def add_person(
    *,
    staff_code: str,
    full_name: str,
    email: str,
    regime: str,
    unit: int | None,
    title: str,
    rank: str,
    from_date: date,
    by: Viewer,
    now: datetime,
) -> int:
    """Add an officer with the first post in a unit of the administrator."""
    by.require(P.PEOPLE_MANAGE)
    async with write():
        faults = await faults_of_identity(staff_code, email)
        refuse({**faults, **await working_unit(by, unit, "unit")})
        assert unit is not None
        return await commands.create_officer(
            staff_code=staff_code,
            full_name=full_name,
            unit=unit,
            title=title,
            rank=rank,
            from_date=from_date,
            by=by.officer_id,
            now=now,
            email=email or None,
            regime=regime,
        )


async def correct_person(
    *,
    officer: int,
    full_name: str,
    email: str,
    regime: str,
    active: bool,
    by: Viewer,
    now: datetime,
    version: str,
) -> None:
    """Correct name, e-mail and regime, or mark that the person has left; every sign-in of a leaver ends."""
    by.require(P.PEOPLE_MANAGE)
    today = clock.local_day(now)
    full_name, email = clean(full_name), clean(email).lower()
    async with write():
        row = await person_in_scope(by, officer, today)
        refuse(await faults_of_identity("", email, officer=officer))
        if row["active"] and not active:
            await keep_an_administrator(officer, today)
        await _bump(officer, version)
        await Officer.update(
            {
                Officer.full_name: full_name,
                Officer.search_key: fold(full_name),
                Officer.sort_key: sort_key(full_name),
                Officer.email: email or None,
                Officer.regime: regime,
                Officer.active: active,
            }
        ).where(Officer.id == officer)
        if not active:
            await commands.end_sign_ins(officer=officer, by=by.officer_id, now=now)
        new = {"full_name": full_name, "email": email or None, "regime": regime, "active": active}
        await record(
            "officer.corrected",
            ("officer", officer),
            by=by.officer_id,
            now=now,
            facts={
                name: {"old": row[name], "new": value} for name, value in new.items() if row[name] != value
            },
        )


async def move_person(
    *,
    officer: int,
    unit: int | None,
    title: str,
    rank: str,
    from_date: date,
    basis: str,
    by: Viewer,
    now: datetime,
    version: str,
) -> None:
    """Give the officer a new post; the one before ends the day before."""
    by.require(P.PEOPLE_MANAGE)
    async with write():
        await person_in_scope(by, officer, clock.local_day(now))
        refuse(await working_unit(by, unit, "unit"))
        assert unit is not None
        await commands.move_officer(
            officer=officer,
            unit=unit,
            title=title,
            rank=rank,
            from_date=from_date,
            by=by.officer_id,
            now=now,
            basis=basis,
        )
        await _bump(officer, version)


async def note_absence(
    *, officer: int, from_date: date, to_date: date, reason: str, by: Viewer, now: datetime
) -> None:
    """Record days on which an officer of the administrator's units is away."""
    by.require(P.PEOPLE_MANAGE)
    async with write():
        await person_in_scope(by, officer, clock.local_day(now))
        await commands.add_absence(
            officer=officer, from_date=from_date, to_date=to_date, reason=reason, by=by.officer_id, now=now
        )


# Roles ---------------------------------------------------------------------------------------------


async def give_role(
    *,
    officer: int,
    role: str,
    unit: int | None,
    from_date: date,
    to_date: date | None,
    basis: str,
    by: Viewer,
    now: datetime,
) -> None:
    """Give a role over a unit of the administrator and all below it; the deciding document is named."""
    by.require(P.PEOPLE_MANAGE)
    async with write():
        await person_in_scope(by, officer, clock.local_day(now))
        faults = await working_unit(by, unit, "unit")
        if to_date and to_date < from_date:
            faults["to_date"] = FORMER_DATE
        held = await fetch_one(
            "SELECT id FROM role_grant WHERE officer = {} AND role = {} AND unit = {}"
            " AND (to_date IS NULL OR to_date >= {}) AND from_date <= {}",
            officer,
            role,
            unit or 0,
            from_date,
            to_date or date.max,
        )
        if held:
            faults["role"] = Text(
                "Người này đã có vai trò đó trong thời gian này.", "The person holds this role in that time."
            )
        refuse(faults)
        assert unit is not None
        await commands.grant_role(
            officer=officer,
            role=role,
            unit=unit,
            from_date=from_date,
            to_date=to_date,
            basis=basis,
            by=by.officer_id,
            now=now,
        )


async def grant_in_scope(by: Viewer, officer: int, grant: int) -> Row:
    """A role as it was granted; ``NotFound`` when it is not this officer's or lies outside the scope."""
    row = await fetch_one(
        "SELECT g.id, g.role, g.from_date, g.to_date, g.basis, u.name AS unit_name, u.path FROM role_grant g"
        " JOIN unit u ON u.id = g.unit WHERE g.id = {} AND g.officer = {}",
        grant,
        officer,
    )
    if row is None or not by.covers(P.PEOPLE_MANAGE, row["path"]):
        raise NotFound
    return row


async def take_role(*, officer: int, grant: int, last_day: date, by: Viewer, now: datetime) -> None:
    """End a role after ``last_day``; one that has ended already cannot be ended again."""
    by.require(P.PEOPLE_MANAGE)
    today = clock.local_day(now)
    async with write():
        await person_in_scope(by, officer, today)
        row = await grant_in_scope(by, officer, grant)
        if row["to_date"] and row["to_date"] < today:
            raise Conflict(Text("Vai trò này đã kết thúc.", "This role has already ended."))
        if last_day < row["from_date"]:
            refuse({"last_day": FORMER_DATE})
        if row["role"] == "administrator":
            await keep_an_administrator(officer, max(today, last_day), grant=grant, over=row["path"])
        await commands.end_role(grant=grant, last_day=last_day, by=by.officer_id, now=now)


async def keep_an_administrator(
    officer: int, day: date, *, grant: int | None = None, over: str | None = None
) -> None:
    """Refuse when nobody else would administer what ``officer`` administers after ``day``."""
    paths = [over] if over else [row["path"] for row in await _administered(officer, day)]
    others = await fetch(
        "SELECT g.id, u.path FROM role_grant g JOIN unit u ON u.id = g.unit JOIN officer o ON o.id = g.officer"
        " JOIN account a ON a.officer = o.id WHERE g.role = 'administrator' AND o.active = true"
        " AND a.disabled_at IS NULL AND g.from_date <= {} AND (g.to_date IS NULL OR g.to_date > {})"
        " AND (g.officer <> {} OR (g.id <> {} AND {} <> 0))",
        day,
        day,
        officer,
        grant or 0,
        grant or 0,
    )
    if any(not any(path.startswith(other["path"]) for other in others) for path in paths):
        raise Refused(LAST_ADMINISTRATOR)


async def _administered(officer: int, day: date) -> list[Row]:
    return await fetch(
        "SELECT u.path FROM role_grant g JOIN unit u ON u.id = g.unit WHERE g.officer = {}"
        " AND g.role = 'administrator' AND g.from_date <= {} AND (g.to_date IS NULL OR g.to_date >= {})",
        officer,
        day,
        day,
    )


async def require_whole_office(by: Viewer, permission: P) -> None:
    """The calendar and the history are one for the office: only a role over every root opens them."""
    by.require(permission)
    roots = await fetch("SELECT path FROM unit WHERE parent IS NULL AND outside = false")
    if not all(by.covers(permission, root["path"]) for root in roots):
        raise NotAllowed(refusal(permission))
