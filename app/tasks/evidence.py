"""Minh chứng: files beside a task or an incident, kept once by the hash of their content."""

import asyncio
import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.clock import local_day
from app.db import fetch, fetch_one, write
from app.errors import NotAllowed, NotFound, Refused
from app.history import in_place_of, record
from app.people.viewer import Viewer
from app.tasks.facts import act_facts, task_row
from app.tasks.file_types import kept_name, real_type, why_not_kept
from app.tasks.rules import Act, on_behalf, refusal
from app.tasks.tables import Evidence
from app.text import Text

MOST_FILES = 50  # beside one task
TOO_MANY = Text(f"Mỗi nhiệm vụ có tối đa {MOST_FILES} tệp.", f"A task has at most {MOST_FILES} files.")


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file as pages list it; ``subject_type`` is task or incident."""

    id: int
    subject_type: str
    subject_id: int
    sha256: str
    file_name: str
    media_type: str
    size: int
    officer: int
    officer_name: str
    at: datetime


_FILES = (
    "SELECT e.id, e.subject_type, e.subject_id, e.sha256, e.file_name, e.media_type, e.size, e.officer,"
    " o.full_name AS officer_name, e.at FROM evidence e JOIN officer o ON o.id = e.officer "
)


async def keep_file(
    *, subject: tuple[str, int], upload_name: str, body: bytes, by: Viewer, now: datetime, folder: Path
) -> int:
    """Keep a file beside ``subject`` ("task" or "incident", id); answers its id.

    The same content beside the same subject is kept once. Raises ``Refused`` (field ``evidence``) for a file
    over 10 MB, of another type than its name says or of a type that is not taken. For a task the state and
    the person are checked here; who may add to an incident is checked by the incident's own commands.
    """
    name = kept_name(upload_name)
    fault = why_not_kept(name, body)
    if fault is not None:
        raise Refused(fault, {"evidence": fault})
    file_type = real_type(name, body)
    assert file_type is not None
    sha256 = await asyncio.to_thread(lambda: hashlib.sha256(body).hexdigest())
    async with write():
        if subject[0] == "task":
            await _may_attach(subject[1], by, now)
        there = await fetch_one(
            "SELECT id FROM evidence WHERE subject_type = {} AND subject_id = {} AND sha256 = {}",
            *subject,
            sha256,
        )
        if there is not None:
            return int(there["id"])
        await asyncio.to_thread(_store, stored_path(folder, sha256), body)
        made = Evidence(
            subject_type=subject[0],
            subject_id=subject[1],
            sha256=sha256,
            file_name=name,
            media_type=file_type.media_type,
            size=len(body),
            officer=by.officer_id,
            at=now,
        )
        await made.save()
        # Who brings a file to an incident may be its reporter: history is read beyond the unit, so it keeps no
        # name and no file name there.
        about_person = subject[0] == "incident"
        facts = {"sha256": sha256, "size": len(body)} | ({} if about_person else {"file": name})
        by_id = None if about_person else by.officer_id
        await record(f"{subject[0]}.evidence_added", subject, by=by_id, now=now, facts=facts)
    return int(made.id)


async def _may_attach(task: int, by: Viewer, now: datetime) -> None:
    row = await task_row(task, by, local_day(now))
    known = await act_facts(row, by, local_day(now))
    no = refusal(Act.ATTACH, known)
    if no is not None:
        raise NotAllowed(no.text) if no.for_others else Refused(no.text, {"evidence": no.text})
    in_place_of(on_behalf(Act.ATTACH, known), by=by.officer_id, subject=("task", task))
    count = await fetch_one(
        "SELECT COUNT(*) AS n FROM evidence WHERE subject_type = 'task' AND subject_id = {}", task
    )
    if count and count["n"] >= MOST_FILES:
        raise Refused(TOO_MANY, {"evidence": TOO_MANY})


async def files_of(subject: tuple[str, int]) -> list[EvidenceFile]:
    """The files beside a subject, oldest first."""
    rows = await fetch(_FILES + "WHERE e.subject_type = {} AND e.subject_id = {} ORDER BY e.id", *subject)
    return [EvidenceFile(**row) for row in rows]


async def evidence_file(evidence: int) -> EvidenceFile:
    """One file by its id; ``NotFound`` where there is none. Whether it may be seen is its subject's question."""
    row = await fetch_one(_FILES + "WHERE e.id = {}", evidence)
    if row is None:
        raise NotFound
    return EvidenceFile(**row)


def stored_path(folder: Path, sha256: str) -> Path:
    """Where the content of that hash lies."""
    return folder / sha256[:2] / sha256


def _store(path: Path, body: bytes) -> None:
    """Write the content once and whole: half a file never carries the hash as its name."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
