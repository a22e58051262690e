"""Where the work of a log belongs: a body outside the tree, and an officer for each of the log's resources.

Such an officer has no post, no account and no sheet, and cannot be chosen for anything: the name says that
it comes from a log.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from app.clock import local_day
from app.db import fetch, fetch_one, insert_many
from app.history import record_all
from app.people.commands import create_unit
from app.replay.profiles import Profile
from app.tasks.tables import Directive
from app.text import fold, sort_key

LONGEST_NAME = 120
NOT_A_PERSON = "event_log"  # the regime of who stands for a resource: no scheme of evaluation covers it
THE_LOG_ITSELF = "nhật ký"  # the author where the office has nobody yet

Act = tuple[str, tuple[str, int], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the cases of one log go, and as whom its resources are known."""

    profile: Profile
    directive: int
    unit: int
    author: int
    now: datetime
    officers: Mapping[str, int]

    def officer(self, holder: str) -> int | None:
        """Who stands for this resource; None for an unknown one."""
        return self.officers.get(holder)


async def prepare(profile: Profile, names: set[str], by: int | None, now: datetime) -> Place:
    """Find or make the log's body, its document and who stands for each of ``names``."""
    authors = set() if by else {THE_LOG_ITSELF}
    officers = await _officers(profile, names | authors, by, now)
    author = by or officers[THE_LOG_ITSELF]
    directive = await _directive(profile, author, now)
    return Place(profile, directive, await _unit(profile, by, now), author, now, officers)


def directive_key(profile: Profile) -> str:
    """By which the log's document is known: one for each profile, however many files."""
    return f"event-log|{profile.code}"


async def insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows with these columns inside the running transaction."""
    marks = ", ".join("?" for _ in columns)
    await insert_many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


async def _unit(profile: Profile, by: int | None, now: datetime) -> int:
    code = f"NKSK-{profile.code.upper()}"
    known = await fetch_one("SELECT id FROM unit WHERE code = {}", code)
    if known:
        return int(known["id"])
    name = f"Nhật ký sự kiện “{profile.code}” (nhập từ tệp)"
    return await create_unit(
        code=code, name=name, parent=None, by=by, now=now, on=local_day(now), outside=True
    )


async def _directive(profile: Profile, author: int, now: datetime) -> int:
    key = directive_key(profile)
    known = await fetch_one("SELECT id FROM directive WHERE key = {}", key)
    if known:
        return int(known["id"])
    made = Directive(
        issuer="Nhật ký sự kiện của hệ thống khác",
        number=profile.code,
        issued_on=local_day(now),
        title=f"Việc dựng lại từ nhật ký sự kiện “{profile.code}” để tra cứu, không tính cho ai",
        key=key,
        created_at=now,
        created_by=author,
    )
    await made.save()
    return int(made.id)


async def _officers(profile: Profile, names: Iterable[str], by: int | None, now: datetime) -> dict[str, int]:
    """Who stands for each name; those not known yet are made, each with its row in the history."""
    codes = {name: _staff_code(profile, name) for name in names}
    known = await _known_officers()
    new = sorted(name for name, code in codes.items() if code not in known)
    columns = ("staff_code", "full_name", "search_key", "sort_key", "regime", "active")
    await insert("officer", columns, [_officer_row(profile, name, codes[name]) for name in new])
    known = await _known_officers() if new else known
    acts = [_made(profile, name, codes[name], known[codes[name]]) for name in new]
    if acts:
        await record_all(acts, by=by, now=now)
    return {name: known[code] for name, code in codes.items()}


def _officer_row(profile: Profile, name: str, code: str) -> tuple[Any, ...]:
    tail = f" (nhật ký {profile.code})"
    shown = name[: LONGEST_NAME - len(tail)] + tail
    return (code, shown, fold(shown)[:LONGEST_NAME], sort_key(shown), NOT_A_PERSON, False)


def _made(profile: Profile, name: str, code: str, officer: int) -> Act:
    facts = {"staff_code": code, "event_log": profile.code, "resource": name}
    return ("officer.created", ("officer", officer), facts)


def _staff_code(profile: Profile, name: str) -> str:
    return f"NKSK-{sha256(f'{profile.code}|{name}'.encode()).hexdigest()[:16].upper()}"


async def _known_officers() -> dict[str, int]:
    rows = await fetch("SELECT id, staff_code FROM officer WHERE staff_code LIKE 'NKSK-%'")
    return {row["staff_code"]: row["id"] for row in rows}
