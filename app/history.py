"""Lịch sử: the append-only record of who did what, each row chained to the one before by SHA-256.

A row is written in the same transaction as the change it tells of. Triggers refuse update and
delete on both databases; ``verify()`` finds and locates what somebody with database rights did
all the same. A checkpoint kept outside the database also shows a cut tail or a chain hashed anew.
"""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.columns import BigInt, Integer, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from app.canonical import canonical
from app.db import fetch, fetch_one, insert_many, transaction_notes, write
from app.text import Text

GENESIS = "0" * 64
BATCH = 2_000


class History(Table, tablename="history"):
    """Lịch sử: one act, in the order in which acts happened."""

    seq = BigInt(primary_key=True)
    at = Varchar(length=40)  # UTC, ISO 8601: text, because it is part of what is hashed
    actor = Integer(null=True, default=None)  # officer id; none: the system itself
    kind = Varchar(length=60)
    subject_type = Varchar(length=30)
    subject_id = Integer()
    facts = LongText()  # canonical JSON
    prev_hash = Varchar(length=64)
    hash = Varchar(length=64)


#: Among the facts of an act: the officer in whose place it was done, by delegation.
ON_BEHALF = "on_behalf"


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain is broken, and how."""

    seq: int
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What ``verify()`` found: how many rows, the head, and the first faults."""

    rows: int
    head: str
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True)
class ActRecorded:
    """One act as it was just written, for who listens."""

    seq: int
    kind: str
    subject: tuple[str, int]
    facts: Mapping[str, Any]
    by: int | None
    now: datetime


Listener = Callable[[Sequence[ActRecorded]], Awaitable[None]]

LISTENERS: list[Listener] = []


def listener(listen: Listener) -> Listener:
    """Register who is told of every act inside its own transaction; used as a decorator.

    What a listener writes is written with the act or not at all. Acts of one moment come together, so
    that an import of thousands is told once.
    """
    if listen not in LISTENERS:
        LISTENERS.append(listen)
    return listen


def row_hash(row: Mapping[str, Any]) -> str:
    """SHA-256 over the row's content and the hash before it (0x00 keeps leaves apart from later trees)."""
    content = canonical(
        {
            name: row[name]
            for name in ("seq", "at", "actor", "kind", "subject_type", "subject_id", "facts", "prev_hash")
        }
    )
    return hashlib.sha256(b"\x00" + content.encode()).hexdigest()


def in_place_of(giver: int | None, *, by: int, subject: tuple[str, int]) -> None:
    """From here to the end of the running transaction, what ``by`` does to ``subject`` is done in this place.

    None: in the person's own right again. Each row then carries ``ON_BEHALF``; rows of other people and on
    other records do not, and nothing outlives the transaction.
    """
    notes = transaction_notes()
    if notes is None:  # only looked at: nothing is being written
        return
    if giver is None:
        notes.pop((by, subject), None)
    else:
        notes[(by, subject)] = giver


async def record(
    kind: str,
    subject: tuple[str, int],
    *,
    by: int | None,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> int:
    """Append one act inside the running write transaction; returns its number.

    ``by`` is the officer's id, None for the system. ``facts`` holds plain values only.
    """
    return await record_all([(kind, subject, facts or {})], by=by, now=now)


async def record_all(
    acts: Sequence[tuple[str, tuple[str, int], Mapping[str, Any]]], *, by: int | None, now: datetime
) -> int:
    """Append many acts of one moment, each (kind, subject, facts), in one statement; returns the last number."""
    async with write():
        acts = [(kind, subject, _with_giver(by, subject, facts)) for kind, subject, facts in acts]
        head = await fetch_one("SELECT seq, hash FROM history ORDER BY seq DESC LIMIT 1")
        seq, prev = (head["seq"], head["hash"]) if head else (0, GENESIS)
        rows: list[tuple[Any, ...]] = []
        for kind, subject, facts in acts:
            seq += 1
            row = {
                "seq": seq,
                "at": now.isoformat(),
                "actor": by,
                "kind": kind,
                "subject_type": subject[0],
                "subject_id": subject[1],
                "facts": canonical(facts),
                "prev_hash": prev,
            }
            prev = row_hash(row)
            rows.append((*row.values(), prev))
        await insert_many(
            "INSERT INTO history (seq, at, actor, kind, subject_type, subject_id, facts, prev_hash, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        recorded = _as_recorded(acts, int(seq), by, now)
        for listen in LISTENERS:
            await listen(recorded)
    return int(seq)


def _with_giver(by: int | None, subject: tuple[str, int], facts: Mapping[str, Any]) -> Mapping[str, Any]:
    giver = (transaction_notes() or {}).get((by, subject))
    return facts if giver is None else {**facts, ON_BEHALF: giver}


def _as_recorded(
    acts: Sequence[tuple[str, tuple[str, int], Mapping[str, Any]]], last: int, by: int | None, now: datetime
) -> list[ActRecorded]:
    first = last - len(acts) + 1
    return [
        ActRecorded(first + place, kind, subject, facts, by, now)
        for place, (kind, subject, facts) in enumerate(acts)
    ]


async def of_subject(subject: tuple[str, int], limit: int = 200) -> list[dict[str, Any]]:
    """The acts on one record, newest first, with the actor's name and the facts read back."""
    rows = await fetch(
        "SELECT h.seq, h.at, h.kind, h.facts, h.actor, o.full_name AS actor_name FROM history h"
        " LEFT JOIN officer o ON o.id = h.actor WHERE h.subject_type = {} AND h.subject_id = {}"
        " ORDER BY h.seq DESC LIMIT {}",
        subject[0],
        subject[1],
        limit,
    )
    for row in rows:
        row["at"] = datetime.fromisoformat(row["at"])
        row["facts"] = json.loads(row["facts"])
    return rows


def done_by(name: str, giver: str | None) -> Text:
    """Who did it, and in whose place: as every page that shows an act says it."""
    if giver is None:
        return Text(name, name)
    return Text(f"{name}, thay mặt {giver}", f"{name}, on behalf of {giver}")


async def givers_of(all_facts: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """The names of those in whose place these acts were done; no question where there are none."""
    officers = sorted({facts[ON_BEHALF] for facts in all_facts if ON_BEHALF in facts})
    if not officers:
        return {}
    marks = ", ".join("{}" for _ in officers)
    rows = await fetch(f"SELECT id, full_name FROM officer WHERE id IN ({marks})", *officers)
    return {row["id"]: row["full_name"] for row in rows}


async def _all_rows() -> AsyncIterator[dict[str, Any]]:
    last = -1
    while True:
        rows = await fetch("SELECT * FROM history WHERE seq > {} ORDER BY seq LIMIT {}", last, BATCH)
        for row in rows:
            yield row
        if len(rows) < BATCH:
            return
        last = rows[-1]["seq"]


async def verify(checkpoints: list[dict[str, Any]] | None = None, secret: str = "") -> Verdict:
    """Walk the whole chain; name each gap, changed row and broken link, at most fifty."""
    faults: list[Fault] = []
    expected_seq, prev, count = 1, GENESIS, 0
    marks = {mark["seq"]: mark for mark in checkpoints or []}
    faults += [fault for mark in marks.values() if (fault := _checkpoint_fault(mark, secret))]
    async for row in _all_rows():
        count += 1
        faults += _row_faults(row, expected_seq, prev)
        mark = marks.pop(row["seq"], None)
        if mark and mark["hash"] != row["hash"]:
            faults.append(Fault(row["seq"], "khác với điểm đối chiếu: chuỗi đã được băm lại"))
        expected_seq, prev = row["seq"] + 1, row["hash"]
        if len(faults) >= 50:
            break
    else:
        faults += [
            Fault(seq, "có trong điểm đối chiếu nhưng không còn trong lịch sử: phần cuối đã bị cắt")
            for seq in sorted(marks)
            if seq > 0
        ]
    return Verdict(count, prev, tuple(faults))


def _row_faults(row: Mapping[str, Any], expected_seq: int, prev: str) -> list[Fault]:
    faults = []
    if row["seq"] != expected_seq:
        faults.append(Fault(row["seq"], f"thiếu dòng {expected_seq} đến {row['seq'] - 1}"))
    elif row["prev_hash"] != prev:
        faults.append(Fault(row["seq"], "không nối với dòng trước"))
    if row_hash(row) != row["hash"]:
        faults.append(Fault(row["seq"], "nội dung không khớp mã băm: dòng đã bị sửa"))
    return faults


def _signature(seq: int, hash_: str, at: str, secret: str) -> str:
    return hmac.new(secret.encode(), f"{seq}\n{hash_}\n{at}".encode(), hashlib.sha256).hexdigest()


def _checkpoint_fault(mark: Mapping[str, Any], secret: str) -> Fault | None:
    signed = _signature(mark["seq"], mark["hash"], mark["at"], secret)
    if hmac.compare_digest(signed, str(mark.get("signature", ""))):
        return None
    return Fault(mark["seq"], "điểm đối chiếu không mang chữ ký của hệ thống này")


async def checkpoint(*, now: datetime, secret: str) -> dict[str, Any]:
    """The head of the chain, signed; to be kept outside the database."""
    head = await fetch_one("SELECT seq, hash FROM history ORDER BY seq DESC LIMIT 1")
    seq, hash_ = (head["seq"], head["hash"]) if head else (0, GENESIS)
    at = now.isoformat()
    return {"seq": seq, "hash": hash_, "at": at, "signature": _signature(seq, hash_, at, secret)}
