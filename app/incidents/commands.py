"""Acts on incidents: record, state, conclude. Each is one transaction with its row in the history.

The history says that an incident was recorded, never by whom or about whom: the rows of the history are
read beyond the unit. What it keeps instead is a hash of the record, so that a later change shows.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from app.canonical import canonical
from app.clock import local, local_day
from app.db import fetch, fetch_one, write
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.history import record
from app.incidents.conduct import conduct_rule
from app.incidents.queries import IncidentPage, concluders, incident_page
from app.incidents.rules import (
    MOST_FILES,
    IncidentEntry,
    Sight,
    State,
    competent,
    conclusion_faults,
    conclusion_wait,
    entry_faults,
    nearest,
    statement_faults,
)
from app.incidents.tables import Incident
from app.people.permissions import Permission as P
from app.people.queries import office_calendar, post_on
from app.people.viewer import Viewer
from app.tasks.evidence import keep_file
from app.tasks.file_types import kept_name, why_not_kept
from app.text import Text, clean

SUMMARY = Text("Có nội dung cần sửa.", "Some entries need correcting.")

#: An uploaded file: its name and its bytes.
Upload = tuple[str, bytes]


def faults_of_uploads(uploads: Sequence[Upload]) -> dict[str, Text]:
    """The fault of the first file that cannot be kept, at the field of the files."""
    if len(uploads) > MOST_FILES:
        return {"evidence": Text(f"Gửi tối đa {MOST_FILES} tệp.", f"Send at most {MOST_FILES} files.")}
    found = (why_not_kept(kept_name(name), body) for name, body in uploads)
    return next(({"evidence": fault} for fault in found if fault), {})


async def faults_of_entry(
    entry: IncidentEntry, uploads: Sequence[Upload], *, by: Viewer, now: datetime
) -> dict[str, Text]:
    """Every fault by field: of what was written, of the person's post on that day, of the files."""
    today = local_day(now)
    faults = entry_faults(entry, recorder=by.officer_id, today=today, now_time=local(now).strftime("%H:%M"))
    known = entry.officer is not None and entry.happened_on is not None and entry.happened_on <= today
    if known and "person" not in faults and await post_on(entry.officer, entry.happened_on) is None:  # type: ignore[arg-type]
        faults["person"] = Text(
            "Người này không giữ vị trí công tác nào vào ngày xảy ra.",
            "This person held no post on the day it happened.",
        )
    return faults | faults_of_uploads(uploads)


async def record_incident(
    *, entry: IncidentEntry, uploads: Sequence[Upload] = (), by: Viewer, now: datetime, folder: Path
) -> int:
    """Record an alleged breach with its evidence files; returns the incident's id.

    The unit is the person's on the day of the act (Decree 335/2025 Art. 11.3.c). Refuses with every field
    at fault at once; then nothing is kept, no file either.
    """
    by.require(P.INCIDENT_RECORD)
    async with write():
        faults = await faults_of_entry(entry, uploads, by=by, now=now)
        if faults:
            raise Refused(SUMMARY, faults)
        assert entry.officer is not None
        assert entry.happened_on is not None
        post = await post_on(entry.officer, entry.happened_on)
        assert post is not None
        code = await _next_code(local_day(now).year)
        incident = Incident(
            code=code,
            officer=entry.officer,
            unit=post.unit_id,
            rule_code=entry.rule_code,
            happened_on=entry.happened_on,
            happened_time=entry.happened_time,
            place=clean(entry.place),
            facts=clean(entry.facts),
            source=entry.source,
            recorded_by=by.officer_id,
            recorded_at=now,
            state=State.RECORDED.value,
        )
        await incident.save()
        await _keep_files(int(incident.id), uploads, by=by, now=now, folder=folder)
        await record(
            "incident.recorded",
            ("incident", incident.id),
            by=None,
            now=now,
            facts={"code": code, "rule": entry.rule_code, "sha256": await _fingerprint(incident.id)},
        )
    return int(incident.id)


async def _next_code(year: int) -> str:
    """Write transactions come one at a time, so the next number is free."""
    last = await fetch_one(
        "SELECT code FROM incident WHERE code LIKE {} ORDER BY LENGTH(code) DESC, code DESC LIMIT 1",
        f"VV-{year}-%",
    )
    number = int(last["code"].rsplit("-", 1)[1]) + 1 if last else 1
    return f"VV-{year}-{number:04}"


async def _keep_files(
    incident: int, uploads: Sequence[Upload], *, by: Viewer, now: datetime, folder: Path
) -> None:
    for name, body in uploads:
        await keep_file(
            subject=("incident", incident), upload_name=name, body=body, by=by, now=now, folder=folder
        )


async def _fingerprint(incident: int) -> str:
    """SHA-256 of what is kept of the incident, but for who recorded it.

    History is read by people who may be named in an incident. They know the rest of it: with the recorder in
    the hash they would only have to try the names of the office.
    """
    row = await fetch_one(
        "SELECT code, officer, unit, rule_code, happened_on, happened_time, place, facts, statement, conclusion,"
        " state FROM incident WHERE id = {}",
        incident,
    )
    return hashlib.sha256(canonical(row or {}).encode()).hexdigest()


async def give_statement(
    *,
    incident: int,
    words: str,
    uploads: Sequence[Upload] = (),
    by: Viewer,
    now: datetime,
    folder: Path,
    version: int,
) -> None:
    """The person named states an opinion, once, at any time before the conclusion."""
    async with write():
        page = await incident_page(by, incident)
        require_named(page)
        _require_open(page)
        if page.row.stated:
            raise Conflict(Text("Ý kiến đã được gửi trước đó.", "The statement was already given."))
        faults = statement_faults(clean(words)) | faults_of_uploads(uploads)
        if faults:
            raise Refused(SUMMARY, faults)
        await _changed(
            "UPDATE incident SET statement = {}, statement_at = {}, version = version + 1"
            " WHERE id = {} AND version = {} RETURNING id",
            clean(words),
            now,
            incident,
            version,
        )
        await _keep_files(incident, uploads, by=by, now=now, folder=folder)
        await record(
            "incident.stated",
            ("incident", incident),
            by=None,
            now=now,
            facts={"code": page.row.code, "sha256": await _fingerprint(incident)},
        )


async def conclude_incident(
    *,
    incident: int,
    result: str,
    words: str,
    house_rule: str = "",
    by: Viewer,
    now: datetime,
    version: int,
) -> None:
    """Confirm or reject, by the competent head and only after the other side could have its say.

    A conclusion stands: there is no second one. The ground in the office's own rules, where the rule is
    known from a draft only, becomes the first line of the conclusion.
    """
    async with write():
        page = await incident_page(by, incident)
        await require_competence(page, by, local_day(now))
        _require_open(page)
        if page.version != version:
            raise Conflict
        await _refuse_early_or_incomplete(page, result, clean(words), clean(house_rule), now)
        state = State(result)
        await _changed(
            "UPDATE incident SET state = {}, conclusion = {}, concluded_by = {}, concluded_at = {},"
            " version = version + 1 WHERE id = {} AND version = {} RETURNING id",
            state.value,
            _conclusion(clean(words), clean(house_rule)),
            by.officer_id,
            now,
            incident,
            version,
        )
        await record(
            f"incident.{state.value}",
            ("incident", incident),
            by=by.officer_id,
            now=now,
            facts={
                "code": page.row.code,
                "stated": page.row.stated,
                "sha256": await _fingerprint(incident),
            },
        )


def _conclusion(words: str, house_rule: str) -> str:
    return f"Căn cứ nội quy, quy chế của cơ quan: {house_rule}\n{words}" if house_rule else words


async def _refuse_early_or_incomplete(
    page: IncidentPage, result: str, words: str, house_rule: str, now: datetime
) -> None:
    faults = conclusion_faults(
        result=result, words=words, house_rule=house_rule, rule=conduct_rule(page.row.rule_code)
    )
    wait = conclusion_wait(page.row.case, today=local_day(now), calendar=await office_calendar())
    if wait:
        faults = {"form": wait, **faults}
    if faults:
        raise Refused(wait or SUMMARY, faults)


def require_named(page: IncidentPage) -> None:
    """Raise ``NotAllowed`` unless the viewer is the person named."""
    if page.sight is not Sight.NAMED:
        raise NotAllowed(
            Text(
                "Chỉ người được nêu trong vụ việc được gửi ý kiến ở đây.",
                "Only the person named in the incident may state an opinion here.",
            )
        )


async def require_competence(page: IncidentPage, by: Viewer, today: date) -> None:
    """Raise ``NotAllowed``, naming who is competent, unless the viewer may conclude this incident."""
    if page.sight is Sight.OWN_RECORD:
        raise NotFound
    holders = await concluders(today)
    if by.officer_id in {holder.officer_id for holder in competent(page.row.case, holders)}:
        return
    names = ", ".join(f"{each.name} ({each.unit_name})" for each in nearest(page.row.case, holders))
    if not names:
        raise NotAllowed(
            Text(
                "Vụ việc này do cơ quan cấp trên kết luận.",
                "This incident is concluded by the authority above the office.",
            )
        )
    raise NotAllowed(Text(f"Người có thẩm quyền kết luận: {names}.", f"Competent to conclude: {names}."))


def _require_open(page: IncidentPage) -> None:
    if page.row.state is not State.RECORDED:
        raise Conflict(Text("Vụ việc này đã được kết luận.", "This incident has already been concluded."))


async def _changed(sql: str, *args: object) -> None:
    if not await fetch(sql, *args):
        raise Conflict
