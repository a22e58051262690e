"""The office's own values of the rules that the law leaves to it: asked and set."""

from datetime import date, datetime

from app.clock import local_day
from app.db import Row, fetch, write
from app.errors import Refused
from app.history import record
from app.people.administration import require_whole_office
from app.people.office_rules import OfficeRules, fault_in, office_rule
from app.people.permissions import Permission as P
from app.people.tables import OfficeSetting
from app.people.viewer import Viewer
from app.text import Text, clean

SUMMARY = Text("Có nội dung cần sửa.", "Some entries need correcting.")


async def office_rules(day: date) -> OfficeRules:
    """The values in force on ``day``; of two for the same day the one set later holds."""
    rows = await fetch(
        "SELECT code, value FROM office_setting WHERE from_date <= {} ORDER BY from_date, id", day
    )
    return OfficeRules({row["code"]: row["value"] for row in rows})


async def settings_of(code: str) -> list[Row]:
    """Every value that the rule was ever given, the newest first, with its basis and who set it."""
    return await fetch(
        "SELECT s.value, s.basis, s.from_date, s.set_at, o.full_name AS set_name FROM office_setting s"
        " LEFT JOIN officer o ON o.id = s.set_by WHERE s.code = {} ORDER BY s.from_date DESC, s.id DESC",
        code,
    )


async def set_office_rule(
    *, code: str, value: str, basis: str, from_date: date | None, by: Viewer, now: datetime
) -> None:
    """Give the rule another value from ``from_date`` on (today or later), with the document it rests on."""
    await require_whole_office(by, P.PEOPLE_MANAGE)
    rule, value, basis = office_rule(code), "".join(value.split()), clean(basis)
    faults: dict[str, Text] = {}
    fault = fault_in(rule, value)
    if fault:
        faults["value"] = fault
    if not basis or len(basis) > 500:
        faults["basis"] = Text(
            "Nêu văn bản căn cứ (tối đa 500 ký tự).", "Name the basis (at most 500 characters)."
        )
    if from_date is None or from_date < local_day(now):
        faults["from_date"] = Text(
            "Nhập ngày áp dụng, từ hôm nay trở đi.", "Enter the day from which it holds, today or later."
        )
    if faults:
        raise Refused(SUMMARY, faults)
    assert from_date is not None
    async with write():
        made = OfficeSetting(
            code=code, value=value, basis=basis, from_date=from_date, set_by=by.officer_id, set_at=now
        )
        await made.save()
        facts = {"code": code, "value": value, "basis": basis, "from_date": from_date}
        await record("office_rule.set", ("office_setting", made.id), by=by.officer_id, now=now, facts=facts)
