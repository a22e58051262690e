"""The outbox: notices are written in the transaction of the act they tell of, or not at all.

A listener of the history. Whatever the number of acts, the people are found by one question, what they chose by
another, and their notices are written by one statement. An act on a record also marks as read what its doer had
been told of that record: handled is read.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.clock import at, local, local_day
from app.db import Row, fetch, insert_many
from app.history import ActRecorded
from app.notices import kinds
from app.notices.dates import DATED, marks_of, owners_with_dates
from app.notices.kinds import BY_CODE, CONCERNED, NoticeKind
from app.notices.recipients import RECORDS, People
from app.notices.rules import DIGEST, Choice, channels, digest_day
from app.people.office_settings import office_rules
from app.people.queries import office_calendar
from app.settings import is_address

SUBJECTS = ("task", "incident", "sheet", "delegation", "annex")  # what notices are about


@dataclass(frozen=True, slots=True)
class Told:
    """One person who is told of one act."""

    act: ActRecorded
    officer: int
    kind: NoticeKind


async def put_out(acts: Sequence[ActRecorded]) -> None:
    """Write what these acts have to tell, and note what they have settled."""
    if not acts:
        return
    await _settle(acts)
    await write_notices([*await _told_by_register(acts), *await _told_by_question(acts)])


async def write_notices(told: Sequence[Told]) -> None:
    """Write each person's notices over the channels the person chose."""
    if not told:
        return
    choices = await choices_of({each.officer for each in told})
    moment = told[0].act.now
    rows = [
        (each, channel)
        for each in told
        if each.officer in choices
        for channel in channels(at_once=each.kind.at_once, choice=choices[each.officer])
    ]
    morning = await next_morning(moment) if any(channel == DIGEST for _, channel in rows) else moment
    await insert_many(
        "INSERT INTO notice (event, officer, channel, kind, subject_type, subject_id, at, send_from)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [
            (
                *(each.act.seq, each.officer, channel, each.kind.code),
                *(*each.act.subject, moment, morning if channel == DIGEST else moment),
            )
            for each, channel in rows
        ],
    )


async def next_morning(now: datetime) -> datetime:
    """When the summary goes out that carries what happens now."""
    day, wall = local_day(now), local(now).time()
    time = (await office_rules(day)).time_of_day("digest_time")
    return at(digest_day(day, wall, time, await office_calendar()), time.hour, time.minute)


async def choices_of(officers: Iterable[int]) -> dict[int, Choice]:
    """What each of these people chose; who no longer works here or has no account is not among them."""
    wanted = sorted(officers)
    marks = ", ".join("{}" for _ in wanted)
    rows = await fetch(
        "SELECT o.id, o.email, c.at_once, c.digest, c.webhook_ref FROM officer o JOIN account a ON a.officer = o.id"
        " LEFT JOIN notice_choice c ON c.officer = o.id"
        f" WHERE o.id IN ({marks}) AND o.active = true AND a.disabled_at IS NULL",
        *wanted,
    )
    return {row["id"]: choice_of(row) for row in rows}


def choice_of(row: Row) -> Choice:
    """The choice in a row of officer and notice_choice; the defaults where nothing was chosen."""
    address = is_address(row["email"])
    if row["at_once"] is None:
        return Choice(has_email=address)
    return Choice(row["at_once"], bool(row["digest"]), address, bool(row["webhook_ref"]))


async def _told_by_register(acts: Sequence[ActRecorded]) -> list[Told]:
    telling = [act for act in acts if act.kind in CONCERNED]
    if not telling:
        return []
    people = await _people(acts, kinds.references(telling))
    return [
        Told(act, officer, kind) for act in telling for officer, kind in kinds.told_of(act, people).items()
    ]


# Who is told --------------------------------------------------------------------------------------

_OF_ACTS = "SELECT subject_id FROM history WHERE seq >= {} AND seq <= {} AND subject_type = "
#: A draft is not given to anybody yet: whom it names does not hear of it, also when it is thrown away.
_GIVEN = "t.state <> 'draft' AND (t.state <> 'withdrawn' OR t.unit_given_at IS NOT NULL OR t.assigned_at IS NOT NULL)"
_HEAD = (
    "(SELECT MIN(p.officer) FROM posting p JOIN officer ho ON ho.id = p.officer WHERE p.unit = t.unit"
    " AND p.rank = 'head' AND ho.active = true AND p.from_date <= {} AND (p.to_date IS NULL OR p.to_date >= {}))"
)
#: In the order of RECORDS["task"].
_OF_TASK = (
    f"SELECT 'task' AS record, t.id AS id, t.owner AS one, t.lead AS two, t.assigner AS three, {_HEAD} AS four"
    f" FROM task t WHERE t.id IN ({_OF_ACTS} 'task') AND {_GIVEN}"
)
_NOBODY = "CAST(NULL AS INTEGER)"


async def _people(acts: Sequence[ActRecorded], beside: Mapping[str, set[int]]) -> People:
    """The people of every record that the acts are about: one question, whatever their number."""
    span, day = (acts[0].seq, acts[-1].seq), local_day(acts[0].now)
    parts, args = [_OF_TASK], [day, day, *span]
    parts.append(
        f"SELECT 'incident', id, officer, {_NOBODY}, {_NOBODY}, {_NOBODY} FROM incident"
        f" WHERE id IN ({_OF_ACTS} 'incident')"
    )
    args += span
    for record, ids in sorted(beside.items()):
        marks = ", ".join("{}" for _ in ids)
        parts.append(
            f"SELECT '{record}', id, {RECORDS[record][0]}, {_NOBODY}, {_NOBODY}, {_NOBODY} FROM {record}"
            f" WHERE id IN ({marks})"
        )
        args += sorted(ids)
    rows = await fetch(" UNION ALL ".join(parts), *args)
    return {
        (row["record"], row["id"]): dict(
            zip(RECORDS[row["record"]], (row["one"], row["two"], row["three"], row["four"]), strict=False)
        )
        for row in rows
    }


async def _heads_of_annex(act: ActRecorded) -> list[int]:
    """The heads of the units that an annex gave work to, each told once however many rows it had."""
    day = local_day(act.now)
    rows = await fetch(
        f"SELECT DISTINCT {_HEAD} AS officer FROM (SELECT DISTINCT unit FROM task WHERE directive = {{}}"
        " AND unit_given_at = {} AND state = 'awaiting_person') t",
        day,
        day,
        act.facts.get("directive"),
        act.now,
    )
    return [row["officer"] for row in rows if row["officer"] not in (None, act.by)]


async def _owners_with_dates(act: ActRecorded) -> list[int]:
    return await owners_with_dates(await marks_of(local_day(act.now)))


#: Acts that concern people whom neither the facts nor the subject name: who is told, and of what.
_ASKED: Mapping[str, tuple[Callable[[ActRecorded], Awaitable[list[int]]], NoticeKind]] = {
    "annex.imported": (_heads_of_annex, BY_CODE["units_given"]),
    DATED: (_owners_with_dates, BY_CODE["dates"]),
}


async def _told_by_question(acts: Sequence[ActRecorded]) -> list[Told]:
    found: list[Told] = []
    for act in acts:
        if act.kind in _ASKED:
            ask, kind = _ASKED[act.kind]
            found += [Told(act, officer, kind) for officer in await ask(act)]
    return found


# What is settled ----------------------------------------------------------------------------------


async def _settle(acts: Sequence[ActRecorded]) -> None:
    """Mark as read what the doer had been told of the records that these acts are about."""
    by, now = acts[0].by, acts[0].now
    if any(act.kind == DATED for act in acts):
        await fetch(
            "UPDATE notice SET read_at = {} WHERE kind = 'dates' AND channel = 'page' AND read_at IS NULL",
            now,
        )
    if by is None or not any(act.subject[0] in SUBJECTS for act in acts):
        return
    await fetch(
        "UPDATE notice SET read_at = {} WHERE officer = {} AND channel = 'page' AND read_at IS NULL AND EXISTS"
        " (SELECT 1 FROM history h WHERE h.seq >= {} AND h.seq <= {} AND h.subject_type = notice.subject_type"
        " AND h.subject_id = notice.subject_id)",
        now,
        by,
        acts[0].seq,
        acts[-1].seq,
    )
