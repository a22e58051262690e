"""The first minutes of an empty database."""

from datetime import datetime

from app import clock
from app.db import write
from app.errors import Refused
from app.people.commands import create_account, create_officer, create_unit, grant_role
from app.people.queries import people_count
from app.text import Text


async def first_administrator(
    *, unit_name: str, staff_code: str, full_name: str, password: str, now: datetime
) -> int:
    """Make the office's root unit and its administrator; refused once there are people."""
    if await people_count():
        raise Refused(
            Text(
                "Hệ thống đã có cán bộ; quản trị viên hiện có tạo thêm tài khoản trên trang Quản trị.",
                "There are officers already; the present administrator adds accounts on the Administration page.",
            )
        )
    today = clock.local_day(now)
    async with write():
        unit = await create_unit(code="CQ", name=unit_name, parent=None, by=None, now=now, on=today)
        officer = await create_officer(
            staff_code=staff_code,
            full_name=full_name,
            unit=unit,
            title="Quản trị hệ thống",
            rank="staff",
            from_date=today,
            by=None,
            now=now,
        )
        await grant_role(officer=officer, role="administrator", unit=unit, from_date=today, by=None, now=now)
        await create_account(officer=officer, password=password, by=None, now=now, must_change=False)
    return officer
