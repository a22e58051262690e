"""The acts on a monthly sheet: the person's self-score and the authority's confirmation."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app import clock
from app.db import fetch, insert_many, write
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.evaluation.criteria import PRESET
from app.evaluation.months import Month
from app.evaluation.opening import open_sheet
from app.evaluation.queries import Sheet, load, may_read
from app.evaluation.roster import Person, person_of_officer, scorers
from app.evaluation.sheet_keeping import content_of
from app.evaluation.sheet_rules import (
    PARTS,
    Decision,
    State,
    covered,
    decision_faults,
    evaluate,
    field,
    general_of,
    leader_parts,
    month_fault,
    point_faults,
)
from app.evaluation.sheet_snapshot import packed, result_columns, result_content
from app.history import record
from app.people.permissions import Permission
from app.people.viewer import Viewer
from app.text import Text, clean

FAULTY = Text("Có nội dung cần sửa.", "Some entries need correcting.")

STALE = Text(
    "Căn cứ của phiếu đã thay đổi sau khi ông/bà mở trang. Xem lại các căn cứ mới rồi xác nhận.",
    "The evidence of this sheet changed since you opened it. Read the new evidence, then confirm.",
)


async def self_score(
    *,
    officer: int,
    month: Month | str,
    points: Mapping[str, int | None],
    strengths: str,
    weaknesses: str,
    by: Viewer,
    now: datetime,
    version: int = 0,
    words: Mapping[str, str] | None = None,
) -> int:
    """The person's own points (hundredths by criterion, Art. 17.2); returns the sheet's id.

    May be repeated until the sheet is confirmed. ``version`` 0: no sheet was there when the form was opened.
    """
    by.require(Permission.SHEET_OWN)
    if by.officer_id != officer:
        raise NotAllowed(Text("Chỉ chính công chức được tự chấm.", "Only the person may score themselves."))
    month = _month(month)
    said = {code: clean(text) for code, text in (words or {}).items()}
    faults = _self_faults(points, said)
    async with write():
        one = await person_of_officer(month, officer)
        _refuse_uncovered(one, month, clock.local_day(now))
        _refuse_confirmed(one)
        if faults:
            raise Refused(FAULTY, faults)
        _check_version(one, version)
        sheet = one.sheet_id or await open_sheet(one, month, scorer=None, by=officer, now=now)
        if sheet is None:
            raise Conflict
        await _keep_own_points(sheet, points, said)
        scorer = (await scorers([one], clock.local_day(now)))[officer]
        await _stamp(
            sheet,
            one,
            version,
            {
                "state": State.SELF_SCORED.value,
                "scorer": scorer.officer_id if scorer else None,
                "strengths": clean(strengths),
                "weaknesses": clean(weaknesses),
                "self_scored_at": now,
            },
        )
        await record(
            "sheet.self_scored",
            ("sheet", sheet),
            by=by.officer_id,
            now=now,
            facts={"month": str(month), "officer": officer, "points": dict(points), "words": said},
        )
    return sheet


def _month(month: Month | str) -> Month:
    return Month.parse(month) if isinstance(month, str) else month


def _self_faults(points: Mapping[str, int | None], words: Mapping[str, str]) -> dict[str, Text]:
    known = {criterion.code for criterion in PRESET.criteria}
    faults = point_faults(points)
    for code in sorted({*points, *words} - known):
        faults[field("p", code)] = Text(
            f"Phiếu không có tiêu chí {code}.", f"The sheet has no criterion {code}."
        )
    return faults


def _refuse_uncovered(one: Person, month: Month, today: date) -> None:
    """No sheet for people outside Art. 2, nor for a month that has none."""
    why = covered(one.regime) or month_fault(month, today)
    if why:
        raise Refused(why)


def _refuse_confirmed(one: Person) -> None:
    if one.state is State.CONFIRMED:
        raise Conflict(
            Text(
                "Phiếu đã được xác nhận nên không đổi được nữa.",
                "The sheet has been confirmed and does not change any more.",
            )
        )


def _check_version(one: Person, version: int) -> None:
    """A form opened before there was a sheet may fill one that was opened since, not one that was scored."""
    if version == 0 and one.state is not State.OPEN:
        raise Conflict
    if version and version != one.version:
        raise Conflict


async def _keep_own_points(sheet: int, points: Mapping[str, int | None], words: Mapping[str, str]) -> None:
    await insert_many(
        "INSERT INTO sheet_point (sheet, criterion, self_hundredths, self_words, reason) VALUES (?, ?, ?, ?, '')"
        " ON CONFLICT (sheet, criterion) DO UPDATE SET self_hundredths = excluded.self_hundredths,"
        " self_words = excluded.self_words",
        [(sheet, code, points[code], words.get(code, "")) for code in sorted(points)],
    )


async def _stamp(sheet: int, one: Person, version: int, values: dict[str, Any]) -> None:
    """Write the columns with the unit and post of the month; ``Conflict`` where another version stands there."""
    values |= {"unit": one.unit_id, "post_title": one.post_title, "is_leader": one.is_leader}
    columns = ", ".join(f"{name} = {{}}" for name in values)
    changed = await fetch(
        f"UPDATE sheet SET {columns}, version = version + 1 WHERE id = {{}} AND version = {{}}"
        " AND state <> 'confirmed' RETURNING id",
        *values.values(),
        sheet,
        version or one.version or 1,
    )
    if not changed:
        raise Conflict


async def confirm(
    *,
    sheet: int,
    points: Mapping[str, int | None],
    reasons: Mapping[str, str],
    parts: Mapping[str, int],
    part_reasons: Mapping[str, str],
    comment: str,
    reason: str,
    by: Viewer,
    now: datetime,
    version: int,
    seen: str = "",
) -> None:
    """The scoring authority's confirmation (Art. 10.1, 17.2); from then on the sheet is its snapshot.

    ``parts`` are d, dd, e in percent, for leaders with a score only. ``seen`` is the hash of the facts that the
    form was opened with; other facts since then are a ``Conflict``.
    """
    by.require(Permission.SHEET_CONFIRM)
    decision = Decision(
        points,
        {code: clean(text) for code, text in reasons.items()},
        parts,
        {part: clean(text) for part, text in part_reasons.items()},
        clean(comment),
        clean(reason),
    )
    today = clock.local_day(now)
    async with write():
        opened = await _sheet_for_scoring(sheet, by, today)
        if version != opened.person.version:
            raise Conflict
        if seen and seen != opened.facts_hash:
            raise Conflict(STALE)
        _refuse_blocked(opened)
        _refuse_faulty(opened, decision)
        await _write_confirmation(sheet, opened, decision, by=by, now=now)


async def _sheet_for_scoring(sheet: int, by: Viewer, today: date) -> Sheet:
    """The sheet, where ``by`` is the one who scores it."""
    rows = await fetch("SELECT officer, month FROM sheet WHERE id = {}", sheet)
    if not rows:
        raise NotFound
    month = Month.parse(rows[0]["month"])
    one = await person_of_officer(month, rows[0]["officer"])
    if not may_read(by, one):
        raise NotFound
    if by.officer_id == one.officer_id:
        raise NotAllowed(
            Text(
                "Không ai được tự xác nhận phiếu của mình (Điều 10.1).",
                "Nobody confirms the own sheet (Art. 10.1).",
            )
        )
    _refuse_confirmed(one)
    _refuse_uncovered(one, month, today)
    opened = await load(one, month, today=today)
    if opened.scorer is None or opened.scorer.officer_id != by.officer_id:
        raise NotAllowed(who_scores(opened))
    if not by.covers(Permission.SHEET_CONFIRM, one.unit_path):
        raise NotAllowed(who_scores(opened))
    return opened


def who_scores(opened: Sheet) -> Text:
    """The sentence that says whose confirmation a sheet needs."""
    if opened.scorer is None:
        return Text(
            "Phiếu này do cấp trên của cơ quan đánh giá (Điều 10.1.a).",
            "This sheet is scored by the authority above this body (Art. 10.1.a).",
        )
    name, post = opened.scorer.name, opened.scorer.post_title
    return Text(
        f"Người có thẩm quyền xác nhận phiếu này là {name}, {post} (Điều 10.1).",
        f"The authority that confirms this sheet is {name}, {post} (Art. 10.1).",
    )


def _refuse_blocked(opened: Sheet) -> None:
    if opened.blocks:
        raise Refused(FAULTY, {f"block_{block.code}": block.text for block in opened.blocks})


def decision_faults_of(opened: Sheet, decision: Decision) -> dict[str, Text]:
    """Everything that is wrong with a decision on this sheet, by field."""
    return decision_faults(
        decision,
        own_points={code: point.own for code, point in opened.points.items()},
        items=opened.items,
        leader=opened.person.is_leader,
        proposed={part: choice.proposed for part, choice in opened.parts.items()},
    )


def _refuse_faulty(opened: Sheet, decision: Decision) -> None:
    faults = decision_faults_of(opened, decision)
    if faults:
        raise Refused(FAULTY, faults)


async def _write_confirmation(
    sheet: int, opened: Sheet, decision: Decision, *, by: Viewer, now: datetime
) -> None:
    percents = _percents(opened, decision)
    general = general_of(decision.points)
    assert general is not None, "a faulty decision was refused before"
    result = evaluate(general, opened.items, leader_parts(percents))
    text, digest = packed(content_of(opened, decision, percents, result, by=by, now=now))
    await _stamp(
        sheet,
        opened.person,
        opened.person.version,
        {
            "state": State.CONFIRMED.value,
            "scorer": by.officer_id,
            "comment": decision.comment,
            "confirmed_by": by.officer_id,
            "confirmed_at": now,
            "snapshot": text,
            "snapshot_hash": digest,
            **result_columns(result),
        },
    )
    await insert_many(
        "UPDATE sheet_point SET confirmed_hundredths = ?, reason = ? WHERE sheet = ? AND criterion = ?",
        [
            (decision.points[code], decision.reasons.get(code, ""), sheet, code)
            for code in sorted(opened.points)
        ],
    )
    await insert_many(
        "INSERT INTO sheet_part (sheet, part, percent, reason) VALUES (?, ?, ?, ?)",
        [(sheet, part, percents[part], decision.part_reasons.get(part, "")) for part in sorted(percents)],
    )
    await record(
        "sheet.confirmed",
        ("sheet", sheet),
        by=by.officer_id,
        now=now,
        facts={
            "month": str(opened.month),
            "officer": opened.person.officer_id,
            "points": dict(decision.points),
            "parts": percents,
            "reason": decision.reason,
            "snapshot": digest,
            **result_content(result),
        },
    )


def _percents(opened: Sheet, decision: Decision) -> dict[str, int]:
    """d, đ, e as decided; none where they do not enter a score."""
    scored = any(item.line.assigned for item in opened.items)
    if not opened.person.is_leader or not scored:
        return {}
    return {part: decision.parts[part] for part in PARTS}
