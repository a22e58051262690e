"""Questions about work given to many units: how far each unit is, and how far all of them are."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from app.db import Row, fetch, fetch_one
from app.errors import NotFound
from app.matching import Typed, every_word
from app.people.viewer import Viewer
from app.tasks.flag_sql import OPEN, Marks, late
from app.tasks.lines import marks_for
from app.tasks.lists import count
from app.tasks.sight import EVERYTHING, FROM, Condition, visible
from app.text import Text

SHOWN: dict[str, Text] = {
    "not_confirmed": Text("Chưa xác nhận đã nhận", "Not confirmed yet"),
    "late": Text("Quá hạn", "Late"),
    "done": Text("Hoàn thành", "Done"),
}
STATES = ("open", "not_confirmed", "late", "finished")
BY_UNIT = "u.sort_key, t.id"

_GIVEN = "t.unit_given_at IS NOT NULL"  # the draft that was fanned out stays linked, and is no unit's task
_CONFIRMED = "(t.received_at IS NOT NULL OR t.state IN ('submitted', 'done'))"


@dataclass(frozen=True, slots=True)
class Figures:
    """How far the units are that were given the work and still have it."""

    units: int = 0
    confirmed: int = 0
    late: int = 0
    done: int = 0


def of_campaign(campaign: int, viewer: Viewer, today: date) -> Condition:
    """The campaign's tasks that the viewer sees."""
    return Condition(f"t.campaign = {{}} AND {_GIVEN}", (campaign,)) & visible(viewer, today)


def standing(show: str, marks: Marks) -> Condition:
    """Which of its tasks: not confirmed yet, late, done; all of them for anything else."""
    match show:
        case "not_confirmed":
            return Condition(f"{OPEN} AND NOT {_CONFIRMED}")
        case "late":
            return late(marks)
        case "done":
            return Condition("t.state = 'done'")
    return EVERYTHING


async def campaign_seen(campaign: int, viewer: Viewer, marks: Marks) -> tuple[Row, Figures]:
    """The campaign and how far its units are; ``NotFound`` where the viewer neither began it nor sees a task of it."""
    found = await fetch_one(
        "SELECT c.id, c.title, c.created_at, c.created_by, c.directive, d.number, o.full_name AS by_name"
        " FROM campaign c JOIN officer o ON o.id = c.created_by LEFT JOIN directive d ON d.id = c.directive"
        " WHERE c.id = {}",
        campaign,
    )
    if found is None:
        raise NotFound
    where = of_campaign(campaign, viewer, marks.today)
    if found["created_by"] != viewer.officer_id and not await count(where):
        raise NotFound
    figures = await _figures(where, marks)
    return found, figures.get(campaign, Figures())


async def _figures(where: Condition, marks: Marks) -> dict[int, Figures]:
    is_late = late(marks)
    rows = await fetch(
        "SELECT t.campaign, COUNT(*) AS units,"
        f" SUM(CASE WHEN {_CONFIRMED} THEN 1 ELSE 0 END) AS confirmed,"
        f" SUM(CASE WHEN {is_late.sql} THEN 1 ELSE 0 END) AS late,"
        f" SUM(CASE WHEN t.state = 'done' THEN 1 ELSE 0 END) AS done {FROM}"
        f" WHERE t.state <> 'withdrawn' AND ({where.sql}) GROUP BY t.campaign",
        *is_late.args,
        *where.args,
    )
    return {
        row["campaign"]: Figures(*(int(row[name]) for name in ("units", "confirmed", "late", "done")))
        for row in rows
    }


# --- the list ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CampaignFilter:
    """What the address of the list asks for; what it does not know it passes over."""

    state: str = ""
    q: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Self:
        """The filter of a query string."""
        state = params.get("state", "")
        return cls(state if state in STATES else "", Typed.read(params.get("q", "")).text)


def _listed(chosen: CampaignFilter, viewer: Viewer, marks: Marks) -> Condition:
    seen = visible(viewer, marks.today)
    inside = f"SELECT 1 {FROM} WHERE t.campaign = c.id AND {_GIVEN}"
    where = Condition("c.created_by = {}", (viewer.officer_id,)) | Condition(
        f"EXISTS ({inside} AND ({seen.sql}))", seen.args
    )
    match chosen.state:
        case "open":
            where = where & Condition(f"EXISTS ({inside} AND t.state NOT IN ('done', 'withdrawn'))")
        case "finished":
            where = where & Condition(f"NOT EXISTS ({inside} AND t.state NOT IN ('done', 'withdrawn'))")
        case "late" | "not_confirmed":
            part = standing(chosen.state, marks)
            where = where & Condition(f"EXISTS ({inside} AND ({part.sql}))", part.args)
    if chosen.q:
        sql, args = every_word(Typed.read(chosen.q), "t.search_key")
        where = where & Condition(f"EXISTS ({inside} AND {sql})", args)
    return where


async def campaign_count(chosen: CampaignFilter, viewer: Viewer, marks: Marks) -> int:
    """How many campaigns the filter keeps of those the viewer may know of."""
    where = _listed(chosen, viewer, marks)
    row = await fetch_one(f"SELECT COUNT(*) AS n FROM campaign c WHERE {where.sql}", *where.args)
    return int(row["n"]) if row else 0


async def campaign_list(
    chosen: CampaignFilter, viewer: Viewer, marks: Marks, limit: int, offset: int
) -> list[tuple[Row, Figures]]:
    """One page of campaigns, the newest first, each with how far its units are."""
    where = _listed(chosen, viewer, marks)
    rows = await fetch(
        "SELECT c.id, c.title, c.created_at, d.number, o.full_name AS by_name FROM campaign c"
        " JOIN officer o ON o.id = c.created_by LEFT JOIN directive d ON d.id = c.directive"
        f" WHERE {where.sql} ORDER BY c.id DESC LIMIT {{}} OFFSET {{}}",
        *where.args,
        limit,
        offset,
    )
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    of_these = Condition(f"t.campaign IN ({marks_for(ids)}) AND {_GIVEN}", tuple(ids))
    figures = await _figures(of_these & visible(viewer, marks.today), marks)
    return [(row, figures.get(row["id"], Figures())) for row in rows]


# --- the last round of reminders ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Round:
    """The last time that the rest were reminded: by whom, how many, and which units were not and why."""

    at: datetime
    by_name: str
    reminded: int
    skipped: tuple[tuple[Row, str], ...]


async def last_round(campaign: int, viewer: Viewer, today: date) -> Round | None:
    """What came of the last press of "remind the rest"; of the units not reminded those in sight."""
    row = await fetch_one(
        "SELECT h.at, h.facts, o.full_name AS by_name FROM history h LEFT JOIN officer o ON o.id = h.actor"
        " WHERE h.subject_type = 'campaign' AND h.subject_id = {} AND h.kind = 'campaign.reminded'"
        " ORDER BY h.seq DESC LIMIT 1",
        campaign,
    )
    if row is None:
        return None
    facts: dict[str, Any] = json.loads(row["facts"])
    why: dict[int, str] = dict(facts["skipped"])
    where = of_campaign(campaign, viewer, today)
    rows = await fetch(
        f"SELECT t.id, t.code, u.name AS unit_name {FROM} WHERE {where.sql} ORDER BY {BY_UNIT}", *where.args
    )
    return Round(
        datetime.fromisoformat(row["at"]),
        row["by_name"] or "",
        len(facts["reminded"]),
        tuple((each, why[each["id"]]) for each in rows if each["id"] in why),
    )
