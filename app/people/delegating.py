"""Ủy quyền: giving, recording and revoking it.

A head delegates the own right over a unit; an administrator of the unit records what a head delegated on
paper. Neither a deputy's own role nor a right used in another's place can be handed on.
"""

from datetime import date, datetime

from app.clock import local_day
from app.db import Row, fetch, fetch_one, write
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.history import record
from app.people.delegation import (
    Ground,
    Proposed,
    Standing,
    faults_of,
    revoke_faults,
    standing,
)
from app.people.delegation_queries import heads_over
from app.people.permissions import Permission as P
from app.people.queries import post_on
from app.people.tables import Delegation
from app.people.viewer import Viewer, refusal
from app.text import Text, clean

SUMMARY = Text("Có nội dung cần sửa.", "Some entries need correcting.")


async def give_delegation(*, asked: Proposed, with_backlog: bool, by: Viewer, now: datetime) -> int:
    """Give or record a delegation; answers its id.

    Raises ``Refused`` naming every field at fault, ``NotAllowed`` for who neither heads nor administers.
    """
    by.require(P.DELEGATE)
    today = local_day(now)
    async with write():
        unit = await _unit(asked.unit)
        administers = by.covers(P.PEOPLE_MANAGE, unit["path"]) if unit else bool(by.paths(P.PEOPLE_MANAGE))
        if asked.giver not in (None, by.officer_id) and not administers:
            raise NotAllowed(refusal(P.PEOPLE_MANAGE))
        faults = faults_of(asked, await _ground(asked, unit, today), today)
        if asked.unit is not None and unit is None:
            faults["unit"] = Text("Chọn đơn vị trong danh sách.", "Choose a unit from the list.")
        if faults:
            raise Refused(SUMMARY, faults)
        made = Delegation(
            giver=asked.giver,
            deputy=asked.deputy,
            unit=asked.unit,
            scope=asked.scope,
            document=clean(asked.document),
            document_date=asked.document_date,
            from_date=asked.from_date,
            to_date=asked.to_date,
            with_backlog=with_backlog,
            recorded_by=by.officer_id,
            recorded_at=now,
        )
        await made.save()
        facts = {
            "giver": asked.giver,
            "deputy": asked.deputy,
            "unit": asked.unit,
            "scope": asked.scope,
            "document": clean(asked.document),
            "document_date": asked.document_date,
            "from": asked.from_date,
            "to": asked.to_date,
            "with_backlog": with_backlog,
        }
        await record("delegation.given", ("delegation", made.id), by=by.officer_id, now=now, facts=facts)
    return int(made.id)


async def _unit(unit: int | None) -> Row | None:
    return await fetch_one("SELECT id, path FROM unit WHERE id = {} AND outside = false", unit or 0)


async def _ground(asked: Proposed, unit: Row | None, today: date) -> Ground:
    """What people, tree and other delegations say of the first day."""
    day = asked.from_date or today
    if unit is None:
        return Ground(giver_heads=True, deputy_posted=True)
    heads = await heads_over(unit["path"], [asked.giver] if asked.giver else [], day)
    others = await fetch(
        "SELECT from_date, to_date FROM delegation WHERE giver = {} AND unit = {} AND revoked_at IS NULL",
        asked.giver or 0,
        unit["id"],
    )
    return Ground(
        giver_heads=asked.giver in heads,
        deputy_posted=asked.deputy is not None and await _posted(asked.deputy, unit["path"], day),
        overlaps=tuple((row["from_date"], row["to_date"]) for row in others),
    )


async def _posted(deputy: int, unit_path: str, day: date) -> bool:
    """Whether the officer is active and has a post on ``day`` in the tree of that unit."""
    active = await fetch_one("SELECT id FROM officer WHERE id = {} AND active = true", deputy)
    post = await post_on(deputy, day) if active else None
    root = "/".join(unit_path.split("/")[:2]) + "/"
    return post is not None and post.unit_path.startswith(root)


async def revoke_delegation(*, delegation: int, words: str, by: Viewer, now: datetime) -> None:
    """Take it back, from now on: by its giver, or by an administrator of the unit."""
    async with write():
        row = await fetch_one(
            "SELECT d.*, u.path FROM delegation d JOIN unit u ON u.id = d.unit WHERE d.id = {}", delegation
        )
        if row is None:
            raise NotFound
        if not may_revoke(by, row):
            raise NotAllowed(refusal(P.DELEGATE))
        at = standing(row["from_date"], row["to_date"], local_day(now), revoked=row["revoked_at"] is not None)
        if at is Standing.REVOKED:
            raise Conflict
        faults = revoke_faults(words)
        if faults:
            raise Refused(SUMMARY, dict(faults))
        if at is Standing.PAST:
            raise Refused(Text("Ủy quyền này đã hết hạn.", "This delegation has ended."))
        await Delegation.update(
            {
                Delegation.revoked_at: now,
                Delegation.revoked_by: by.officer_id,
                Delegation.revoked_words: clean(words),
            }
        ).where(Delegation.id == delegation)
        facts = {
            "giver": row["giver"],
            "deputy": row["deputy"],
            "unit": row["unit"],
            "words": clean(words),
        }
        await record("delegation.revoked", ("delegation", delegation), by=by.officer_id, now=now, facts=facts)


def may_revoke(by: Viewer, row: Row) -> bool:
    """Whether it is this person's to take back; the row needs the unit's ``path``."""
    return row["giver"] == by.officer_id or by.covers(P.PEOPLE_MANAGE, row["path"])
