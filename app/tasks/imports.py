"""Importing an annex: every row becomes a task of a unit or a draft, in one transaction, and only once."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from app.clock import local_day
from app.db import fetch, write
from app.errors import Refused
from app.formats import format_date
from app.history import record
from app.people.commands import add_alias, create_unit
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks import import_queries as queries
from app.tasks.annex.annex import Annex
from app.tasks.annex.keys import content_hash
from app.tasks.import_plan import NEW, OUTSIDE, BodyKind, BodyQuestion, Plan, RowPlan, UnitBook, plan
from app.tasks.import_writing import NewTask, write_tasks
from app.tasks.tables import AnnexUpload, Directive
from app.text import Text, clean, fold

MOST_QUESTIONS = 500
LONGEST_KEY = 100

Progress = Callable[[int, int], None]

SUMMARY = Text("Có nội dung cần sửa.", "Some entries need correcting.")
CHOOSE_BODY = Text("Cho biết cơ quan này là ai.", "Say which body this is.")


@dataclass(frozen=True, slots=True)
class DirectiveEntry:
    """The directive that an annex belongs to, as typed."""

    issuer: str
    number: str
    issued_on: date | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """An annex judged against what is in the database today."""

    plan: Plan
    book: UnitBook
    directive: int | None  # where the directive is known already
    earlier: Mapping[str, queries.Imported]

    @property
    def new_rows(self) -> list[RowPlan]:
        """The rows not imported before."""
        return [row for row in self.plan.rows if key_of(row) not in self.earlier]

    @property
    def differing(self) -> list[tuple[RowPlan, queries.Imported]]:
        """Rows imported before whose words are others now; the import does not touch them."""
        found = [(row, self.earlier.get(key_of(row))) for row in self.plan.rows]
        return [(row, old) for row, old in found if old and old.content_hash != content_hash(row.row)]


async def keep_upload(*, file_name: str, sha256: str, by: Viewer, now: datetime) -> int:
    """Note an uploaded annex that waits on its check page; answers its id."""
    by.require(P.TASK_DRAFT)
    async with write():
        upload = AnnexUpload(
            officer=by.officer_id, file_name=clean(file_name)[-255:] or "phụ lục", sha256=sha256, at=now
        )
        await upload.save()
        facts = {"file": upload.file_name, "sha256": sha256}
        await record("annex.uploaded", ("annex", upload.id), by=by.officer_id, now=now, facts=facts)
    return int(upload.id)


async def judge_annex(
    annex: Annex, heading: DirectiveEntry, answers: Mapping[str, str], by: Viewer, today: date
) -> Judged:
    """What the annex would become with these answers; nothing is written."""
    book = await queries.unit_book(today)
    directive = None
    if heading.issuer and heading.number and heading.issued_on:
        key = queries.directive_key(heading.issuer, heading.number, heading.issued_on)
        directive = await queries.directive_of_key(key)
    return Judged(
        await asyncio.to_thread(plan, annex, book, answers, today, by.paths(P.TASK_DRAFT)),
        book,
        directive,
        await queries.imported_rows(directive),
    )


def refuse_faults(judged: Judged, heading: DirectiveEntry, by: Viewer, today: date) -> None:
    """Raise ``Refused`` naming every field that stands against the import, all at once."""
    faults = _faults_of_heading(heading, today)
    tree = {str(unit.id) for unit in judged.book.tree}
    for asked in judged.plan.questions:
        if asked.open:
            faults[asked.field] = Text(
                f"“{_short(asked.text)}”: {CHOOSE_BODY.vi}", f"“{_short(asked.text)}”: {CHOOSE_BODY.en}"
            )
        elif asked.answer not in tree and asked.answer not in _allowed(asked, by):
            faults[asked.field] = Text("Chọn một giá trị trong danh sách.", "Choose a value from the list.")
    if len(judged.plan.questions) > MOST_QUESTIONS:
        faults = {
            "form": Text(
                f"Tệp nêu {len(judged.plan.questions)} cơ quan ngoài danh sách đơn vị, quá {MOST_QUESTIONS}: "
                "kiểm tra lại cột cơ quan chủ trì.",
                f"The file names {len(judged.plan.questions)} bodies that are no units, more than "
                f"{MOST_QUESTIONS}: check the column of lead bodies.",
            )
        }
    if faults:
        raise Refused(SUMMARY, faults)


def _allowed(asked: BodyQuestion, by: Viewer) -> set[str]:
    match asked.kind:
        case BodyKind.UNKNOWN:
            return {OUTSIDE, NEW} if by.can(P.PEOPLE_MANAGE) else {OUTSIDE}
        case BodyKind.OUTSIDE:
            return {OUTSIDE}
        case _:
            return {"draft"}


def _faults_of_heading(heading: DirectiveEntry, today: date) -> dict[str, Text]:
    faults: dict[str, Text] = {}
    if not heading.issuer:
        faults["issuer"] = Text("Nhập cơ quan ban hành.", "Enter who issued the directive.")
    if not heading.number:
        faults["number"] = Text("Nhập số, ký hiệu văn bản.", "Enter the directive's number.")
    if heading.issued_on is None:
        faults["issued_on"] = Text("Nhập ngày ban hành.", "Enter the directive's date.")
    elif heading.issued_on > today:
        faults["issued_on"] = Text(
            "Ngày ban hành không thể sau hôm nay.", "The directive's date cannot be after today."
        )
    return faults


async def import_annex(
    *,
    upload: int,
    annex: Annex,
    heading: DirectiveEntry,
    answers: Mapping[str, str],
    by: Viewer,
    now: datetime,
    progress: Progress = lambda done, total: None,
    work: int | None = None,
) -> dict[str, Any]:
    """Save every row not imported before; answers what was made, as the upload's ``outcome`` keeps it.

    Raises ``Refused`` naming all faults, ``NotAllowed`` for who imports nothing, ``NotFound`` out of sight.
    ``progress`` is told how many rows are written; ``work`` is the long work to be marked as finished.
    """
    by.require(P.TASK_DRAFT)
    today = local_day(now)
    async with write():
        await queries.upload(by, upload, today)
        judged = await judge_annex(annex, heading, answers, by, today)
        refuse_faults(judged, heading, by, today)
        bodies = await _settle_bodies(judged, by, now)
        directive = judged.directive or await _add_directive(heading, by, now)
        tasks = [_new_task(row, bodies) for row in judged.new_rows]
        await write_tasks(
            tasks,
            directive=directive,
            number=heading.number,
            by=by.officer_id,
            now=now,
            upload=upload,
            progress=progress,
        )
        outcome = _outcome(judged, tasks)
        await _close(upload, directive, outcome, by, now, work)
    return outcome


# --- parts -------------------------------------------------------------------------------------


async def _settle_bodies(judged: Judged, by: Viewer, now: datetime) -> dict[str, int]:
    """Make what the answers call for: aliases, outside bodies that lead a row, new units. Field to unit."""
    needed = {row.body for row in judged.new_rows if row.body}
    found: dict[str, int] = {}
    outside = {fold(unit.name): unit.id for unit in judged.book.by_id.values() if unit.outside}
    for asked in judged.plan.questions:
        if asked.kind is BodyKind.UNKNOWN and asked.answer.isdigit():
            await _remember(asked, judged.book, by, now)
        elif asked.field in needed and asked.answer == NEW:
            root = next(grant.unit_id for grant in by.grants if grant.unit_path in by.paths(P.PEOPLE_MANAGE))
            found[asked.field] = await _add_unit(asked.text, root, by, now)
        elif asked.field in needed:
            known = outside.get(fold(asked.text))
            found[asked.field] = known or await _add_unit(asked.text, None, by, now)
    return found


async def _remember(asked: BodyQuestion, book: UnitBook, by: Viewer, now: datetime) -> None:
    """Next time the name is known, where the importer may draft for that unit."""
    unit = book.by_id[int(asked.answer)]
    if by.covers(P.TASK_DRAFT, unit.path):
        await add_alias(unit=unit.id, name=asked.text[:300], by=by.officer_id, now=now)


async def _add_unit(name: str, parent: int | None, by: Viewer, now: datetime) -> int:
    """A unit under ``parent``, or an outside body; its code is made from the name."""
    code = ("DV-" if parent else "NGOAI-") + sha256(fold(name).encode()).hexdigest()[:10].upper()
    return await create_unit(
        code=code,
        name=name[:300],
        parent=parent,
        by=by.officer_id,
        now=now,
        on=local_day(now),
        outside=parent is None,
    )


async def _add_directive(heading: DirectiveEntry, by: Viewer, now: datetime) -> int:
    assert heading.issued_on
    directive = Directive(
        issuer=clean(heading.issuer),
        number=clean(heading.number),
        issued_on=heading.issued_on,
        title=clean(heading.title),
        key=queries.directive_key(heading.issuer, heading.number, heading.issued_on),
        created_at=now,
        created_by=by.officer_id,
    )
    await directive.save()
    facts = {"issuer": directive.issuer, "number": directive.number, "date": format_date(heading.issued_on)}
    await record("directive.added", ("directive", directive.id), by=by.officer_id, now=now, facts=facts)
    return int(directive.id)


def _new_task(row: RowPlan, bodies: Mapping[str, int]) -> NewTask:
    written = row.row
    return NewTask(
        key=key_of(row),
        content_hash=content_hash(written),
        is_task=row.is_task,
        title=written.content.strip() or f"(chưa nêu việc) dòng {written.row_number} của phụ lục",
        product=written.outcome_phrase,
        unit=row.unit or bodies.get(row.body),
        deadline=row.deadline.day,
        deadline_phrase=written.deadline_phrase,
        late=row.late,
        tt=written.tt or "",
        section=written.section,
        lead_phrase=written.lead_phrase,
        coordinating_phrase=written.coordinating_phrase,
        coordinating=row.coordinating,
        row_number=written.row_number,
        missing=row.missing,
        extras=written.extras,
    )


def _outcome(judged: Judged, tasks: list[NewTask]) -> dict[str, Any]:
    return {
        "rows": len(judged.plan.rows),
        "given": sum(task.is_task for task in tasks),
        "drafts": sum(not task.is_task for task in tasks),
        "already": len(judged.plan.rows) - len(tasks),
        "late": sum(task.late for task in tasks),
        "differing": [[row.row.row_number, old.task, old.code] for row, old in judged.differing],
    }


async def _close(
    upload: int, directive: int, outcome: dict[str, Any], by: Viewer, now: datetime, work: int | None
) -> None:
    await fetch(
        "UPDATE annex_upload SET imported_at = {}, directive = {}, outcome = {} WHERE id = {}",
        now,
        directive,
        json.dumps(outcome),
        upload,
    )
    facts = {name: value for name, value in outcome.items() if name != "differing"}
    await record(
        "annex.imported",
        ("annex", upload),
        by=by.officer_id,
        now=now,
        facts={**facts, "directive": directive, "differing": len(outcome["differing"])},
    )
    if work is not None:
        await fetch(
            "UPDATE long_work SET state = 'finished', done = total, finished_at = {} WHERE id = {}", now, work
        )


def key_of(row: RowPlan) -> str:
    """The row's key within its directive, short enough to be kept."""
    key = row.row.key
    return key if len(key) <= LONGEST_KEY else sha256(key.encode()).hexdigest()


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
