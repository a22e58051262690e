"""Questions about opinions: those of one task, those a person has to answer, and the list for heads."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from app.db import Row, fetch, fetch_one
from app.people.office_settings import office_rules
from app.people.permissions import Permission as P
from app.people.queries import unit_tree
from app.people.viewer import Viewer
from app.tasks.flag_sql import Marks
from app.tasks.opinion_rules import (
    ANSWERS,
    OUTCOME_NAMES,
    DateRange,
    LatenessSplit,
    dates_allowed,
    is_silent,
    refusal_of_answer,
)
from app.tasks.opinion_words import agreement_words
from app.tasks.opinions import answer_facts
from app.tasks.panels import panel
from app.tasks.queries import TaskPage
from app.tasks.rules import Act
from app.tasks.sight import Condition, visible
from app.tasks.todo import MOST_ROWS, Waiting, obligation
from app.tasks.waiting import splits_of
from app.text import Locale, Text

_OPINIONS = (
    "SELECT op.*, ou.name AS unit_name, ou.path AS asked_path, a.full_name AS answerer_name,"
    " k.full_name AS asker_name, b.full_name AS answered_name, t.code, t.title, t.owner, t.state,"
    " t.version, u.name AS task_unit_name"
)
_FROM = (
    " FROM opinion op JOIN unit ou ON ou.id = op.unit JOIN officer a ON a.id = op.answerer"
    " JOIN officer k ON k.id = op.asked_by LEFT JOIN officer b ON b.id = op.answered_by"
    " JOIN task t ON t.id = op.task LEFT JOIN unit u ON u.id = t.unit "
)


def _named(rows: list[Row]) -> list[Row]:
    """The rows with the words of their outcome, of what a silence counts as, and of the answers there are."""
    for row in rows:
        row["outcome_name"], row["outcome_tone"] = OUTCOME_NAMES[row["outcome"]]
        row["agreement"] = agreement_words(counts=bool(row["counts_as_agreement"]))
        row["answers"] = [(each.value, OUTCOME_NAMES[each][0]) for each in ANSWERS]
    return rows


# --- one task ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """One question on the task's page, and what the viewer may do about it."""

    row: Row
    may_answer: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class OpinionPanel:
    """The part of a task's page about other units' opinions. ``units``: whom the viewer may ask."""

    opinions: tuple[OpinionRow, ...]
    units: tuple[tuple[int, str], ...]
    allowed: DateRange | None
    split: LatenessSplit | None


@panel("opinions", order=40)
async def opinions_panel(
    viewer: Viewer, found: TaskPage, marks: Marks, locale: Locale
) -> OpinionPanel | None:
    """The task's questions with their answers, and the form to ask where the viewer may."""
    may_ask = Act.ASK_OPINION in found.acts
    rows = await fetch(f"{_OPINIONS}{_FROM}WHERE op.task = {{}} ORDER BY op.id", found.row["id"])
    if not rows and not may_ask:
        return None
    opinions = [await _opinion_row(viewer, row, found.row, marks) for row in _named(rows)]
    units = await unit_tree() if may_ask else []
    return OpinionPanel(
        tuple(opinions),
        tuple((each.id, "– " * each.depth + each.name) for each in units if each.id != found.row["unit"]),
        dates_allowed(marks.today, await office_rules(marks.today), marks.calendar) if may_ask else None,
        (await splits_of([found.line], marks)).get(found.row["id"]) if rows else None,
    )


async def _opinion_row(viewer: Viewer, row: Row, task: Row, marks: Marks) -> OpinionRow:
    facts = await answer_facts(row, task, viewer)
    runs = row["outcome"] == "" and not is_silent(row["due_on"], marks.today, marks.calendar)
    return OpinionRow(row, refusal_of_answer(facts) is None, runs and row["asked_by"] == viewer.officer_id)


# --- what has to be answered -------------------------------------------------------------------


@obligation(
    "opinion",
    order=60,
    title=Text("Đơn vị khác hỏi ý kiến", "Other units ask for your opinion"),
    more="/opinions?state=open&side=mine",
)
async def opinions_to_answer(viewer: Viewer, marks: Marks) -> Waiting | None:
    """Questions that name the viewer and wait for an answer, the earliest date first."""
    where = (
        "WHERE op.answerer = {} AND op.outcome = '' AND op.answered_at IS NULL AND op.asked_by <> {}"
        " AND t.state <> 'withdrawn' AND (t.owner IS NULL OR t.owner <> {})"
    )
    me = (viewer.officer_id,) * 3
    counted = await fetch_one(f"SELECT COUNT(*) AS n{_FROM}{where}", *me)
    total = int(counted["n"]) if counted else 0
    if not total:
        return None
    rows = await fetch(f"{_OPINIONS}{_FROM}{where} ORDER BY op.due_on, op.id LIMIT {{}}", *me, MOST_ROWS)
    return Waiting(tuple(_named(rows)), total)


# --- the list ----------------------------------------------------------------------------------

STATES: dict[str, tuple[Text, str]] = {
    "open": (Text("Chờ trả lời", "Open"), "op.outcome = ''"),
    "silent": (Text("Không trả lời đúng hạn", "Silent"), "op.outcome = 'silent'"),
    "answered": (
        Text("Đã trả lời", "Answered"),
        "op.outcome IN ('agree', 'agree_with_comments', 'disagree')",
    ),
    "withdrawn": (Text("Đã rút câu hỏi", "Withdrawn"), "op.outcome = 'withdrawn'"),
}
SIDES: dict[str, Text] = {
    "of": Text("Hỏi đơn vị của tôi", "Asked of my units"),
    "by": Text("Đơn vị của tôi hỏi", "Asked by my units"),
    "mine": Text("Hỏi chính tôi", "Asked of me"),
}


@dataclass(frozen=True, slots=True)
class OpinionFilter:
    """What an address asks of the list; what it does not know it passes over."""

    state: str = ""
    side: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Self:
        """The filter of a query string."""
        state, side = params.get("state", ""), params.get("side", "")
        return cls(state if state in STATES else "", side if side in SIDES else "")

    def href(self, path: str, **changes: Any) -> str:
        """The address of a list with some parts of this filter changed."""
        changed = replace(self, **changes)
        said = {"state": changed.state, "side": changed.side}
        query = urlencode({name: value for name, value in said.items() if value})
        return f"{path}?{query}" if query else path


def _condition(viewer: Viewer, chosen: OpinionFilter, marks: Marks) -> Condition:
    """The questions asked of or by the viewer or units that the viewer reads, about work in sight."""
    paths = tuple(path + "%" for path in viewer.paths(P.TASK_READ))
    me = (viewer.officer_id,)
    of = Condition(" OR ".join(["op.answerer = {}", *("ou.path LIKE {}" for _ in paths)]), (*me, *paths))
    by = Condition(" OR ".join(["op.asked_by = {}", *("u.path LIKE {}" for _ in paths)]), (*me, *paths))
    sides = {"of": of, "by": by, "mine": Condition("op.answerer = {}", me)}
    where = sides.get(chosen.side, of | by) & visible(viewer, marks.today)
    return where & Condition(STATES[chosen.state][1]) if chosen.state else where


async def count_opinions(viewer: Viewer, chosen: OpinionFilter, marks: Marks) -> int:
    """How many questions the filter keeps."""
    where = _condition(viewer, chosen, marks)
    row = await fetch_one(f"SELECT COUNT(*) AS n{_FROM}WHERE {where.sql}", *where.args)
    return int(row["n"]) if row else 0


async def opinion_list(
    viewer: Viewer, chosen: OpinionFilter, marks: Marks, *, limit: int, offset: int = 0
) -> list[Row]:
    """One page of questions, what was asked last first."""
    where = _condition(viewer, chosen, marks)
    rows = await fetch(
        f"{_OPINIONS}{_FROM}WHERE {where.sql} ORDER BY op.id DESC LIMIT {{}} OFFSET {{}}",
        *where.args,
        limit,
        offset,
    )
    return _named(rows)
