"""The office's own values of the rules that the law leaves to it: asked and set."""

from datetime import date, datetime

from app.clock import local_day
from app.db import Row, fetch, write
from app.errors import Refused
from app.history import record
from app.people.administration import require_whole_office
from app.people.office_rules import OfficeRules, fault_together, faults_of_setting, office_rule
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


_SETTINGS = (
    "SELECT s.code, s.value, s.basis, s.from_date, s.set_at, o.full_name AS set_name FROM office_setting s"
    " LEFT JOIN officer o ON o.id = s.set_by"
)
_NEWEST_FIRST = " ORDER BY s.from_date DESC, s.id DESC"


async def settings_of(code: str) -> list[Row]:
    """Every value that the rule was ever given, the newest first, with its basis and who set it."""
    return await fetch(f"{_SETTINGS} WHERE s.code = {{}}{_NEWEST_FIRST}", code)


async def all_settings() -> dict[str, list[Row]]:
    """The same for every rule that was ever set."""
    found: dict[str, list[Row]] = {}
    for row in await fetch(_SETTINGS + _NEWEST_FIRST):
        found.setdefault(row["code"], []).append(row)
    return found


async def set_office_rule(
    *, code: str, value: str, basis: str, from_date: date | None, by: Viewer, now: datetime
) -> None:
    """Give the rule another value from ``from_date`` on (today or later), with the document it rests on."""
    await require_whole_office(by, P.PEOPLE_MANAGE)
    rule, value, basis = office_rule(code), "".join(value.split()), clean(basis)
    faults = faults_of_setting(rule, value, basis, from_date, local_day(now))
    if from_date is not None and "value" not in faults:
        together = fault_together(code, value, await office_rules(from_date))
        if together:
            faults["value"] = together
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
