"""Questions about one task. ``viewer`` comes first; a task out of sight is ``NotFound``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.db import Row, fetch, fetch_one
from app.errors import NotFound
from app.history import ON_BEHALF, givers_of, of_subject
from app.people.delegation_queries import names_of_deputies_on
from app.people.queries import OfficerRow, absences_between, officers_under
from app.people.viewer import Viewer
from app.tasks.cautions import OwnerFacts
from app.tasks.facts import act_facts
from app.tasks.flag_sql import Marks, late
from app.tasks.lines import COLUMNS, JOINS, TaskLine, task_lines
from app.tasks.rules import Act, why_not
from app.tasks.sight import FROM, visible

_MORE = (
    ", t.catalogue_item, t.sudden_reason, t.taken_over, t.section, t.coordinating_phrase, t.basis, t.campaign,"
    " t.withdrawn_at, t.withdrawn_reason, t.first_given_at, t.first_received_at, u.parent AS unit_parent, d.number AS directive_number,"
    " d.issued_on AS directive_date, d.title AS directive_title, d.issuer AS directive_issuer,"
    " i.code AS item_code, i.product AS item_product, i.task AS item_task"
)
_MORE_JOINS = (
    " LEFT JOIN directive d ON d.id = t.directive LEFT JOIN catalogue_item i ON i.id = t.catalogue_item "
)


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Everything that the page of one task shows."""

    row: Row
    line: TaskLine
    acts: frozenset[Act]
    reports: list[Row]
    submissions: list[Row]
    files: list[Row]
    holdings: list[Row]
    hand_overs: list[Row]
    coordinations: list[Row]
    latenesses: list[Row]
    events: list[Row]

    @property
    def waiting_hand_back(self) -> Row | None:
        """The hand-back that nobody has decided on."""
        return next(
            (row for row in self.hand_overs if row["kind"] == "hand_back" and row["decided_at"] is None),
            None,
        )

    @property
    def reason_that_waits(self) -> str | None:
        """For what reason the work was offered to who gave it back, until that is decided on anew."""
        for row in self.hand_overs:
            if row["returned_at"] is not None and row["settled_at"] is None:
                return str(row["reason"])
        return None

    @property
    def waiting_submission(self) -> Row | None:
        """The submission that nobody has decided on."""
        return next((row for row in self.submissions if row["decision"] == ""), None)

    @property
    def last_submission(self) -> Row | None:
        """The latest result handed in, whatever was decided on it."""
        return max(self.submissions, key=lambda row: row["id"], default=None)


async def task_seen(viewer: Viewer, task: int, today: date) -> Row:
    """The task's row with the names beside it."""
    seen = visible(viewer, today)
    row = await fetch_one(
        f"{COLUMNS}{_MORE}{FROM}{JOINS}{_MORE_JOINS}WHERE t.id = {{}} AND ({seen.sql})", task, *seen.args
    )
    if row is None:
        raise NotFound
    return row


async def task_page(viewer: Viewer, task: int, marks: Marks) -> TaskPage:
    """One task with all that happened to it, and what the viewer may do now."""
    row = await task_seen(viewer, task, marks.today)
    facts = await act_facts(row, viewer, marks.today)
    events = await of_subject(("task", task))
    givers = await givers_of(event["facts"] for event in events)
    found = TaskPage(
        row=row,
        line=(await task_lines([row], marks.calendar, marks.today))[0],
        acts=frozenset(act for act in Act if why_not(act, facts) is None),
        reports=await _of_task(
            "SELECT r.at, r.percent, r.words, o.full_name AS name FROM progress_entry r"
            " JOIN officer o ON o.id = r.officer WHERE r.task = {} ORDER BY r.id DESC LIMIT 5",
            task,
        ),
        submissions=await _of_task(
            "SELECT s.*, o.full_name AS name, b.full_name AS decided_name FROM submission s"
            " JOIN officer o ON o.id = s.officer LEFT JOIN officer b ON b.id = s.decided_by"
            " WHERE s.task = {} ORDER BY s.id DESC",
            task,
        ),
        files=await _of_task(
            "SELECT e.id, e.file_name, e.media_type, e.size, e.sha256, e.at, o.full_name AS name"
            " FROM evidence e JOIN officer o ON o.id = e.officer"
            " WHERE e.subject_type = 'task' AND e.subject_id = {} ORDER BY e.id",
            task,
        ),
        holdings=await _of_task(
            "SELECT h.given_at, h.ended_at, h.end_reason, h.origin, o.full_name AS name FROM holding h"
            " JOIN officer o ON o.id = h.officer WHERE h.task = {} ORDER BY h.id",
            task,
        ),
        hand_overs=await _of_task(
            "SELECT h.*, f.full_name AS from_name, g.full_name AS to_name FROM hand_over h"
            " LEFT JOIN officer f ON f.id = h.from_officer LEFT JOIN officer g ON g.id = h.to_officer"
            " WHERE h.task = {} ORDER BY h.id DESC",
            task,
        ),
        coordinations=await _of_task(
            "SELECT c.unit, c.part, c.due_on, cu.name FROM coordination c JOIN unit cu ON cu.id = c.unit"
            " WHERE c.task = {} ORDER BY c.id",
            task,
        ),
        latenesses=await _of_task(
            "SELECT y.id, y.due_on, y.officer, y.objective_at, y.objective_words, o.full_name AS name,"
            " b.full_name AS confirmed_name FROM lateness y LEFT JOIN officer o ON o.id = y.officer"
            " LEFT JOIN officer b ON b.id = y.objective_by WHERE y.task = {} ORDER BY y.id",
            task,
        ),
        events=events,
    )
    for each in found.submissions:
        each["decided_for"] = _giver_at(each["decided_at"], events, givers)
    return found


def _giver_at(decided_at: datetime | None, events: list[Row], givers: dict[int, str]) -> str | None:
    """In whose place the decision of that moment was made."""
    at = (event for event in events if decided_at is not None and event["at"] == decided_at)
    return next((givers[event["facts"][ON_BEHALF]] for event in at if ON_BEHALF in event["facts"]), None)


async def _of_task(sql: str, task: int) -> list[Row]:
    return await fetch(sql, task)


# --- people to choose from ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person to choose, with what lies on the desk."""

    officer: OfficerRow
    facts: OwnerFacts


async def candidates(paths: tuple[str, ...], marks: Marks, until: date | None = None) -> list[Candidate]:
    """Everybody in the units of ``paths`` in Vietnamese order, with open and late work and days away.

    Days away are looked at up to ``until``, at least ten working days ahead; who stands in by delegation
    meanwhile is named. Four statements whatever their number.
    """
    people = await officers_under(paths, marks.today)
    if not people:
        return []
    loads = await _loads([each.id for each in people], marks)
    last = max(until or marks.today, marks.calendar.add(marks.today, 10))
    away = await absences_between([each.id for each in people], marks.today, last)
    deputies = await names_of_deputies_on(away, marks.calendar.next_working(marks.today))
    return [
        Candidate(
            each, _owner_facts(each, loads.get(each.id), away.get(each.id, []), deputies.get(each.id, ""))
        )
        for each in people
    ]


def _owner_facts(officer: OfficerRow, load: Row | None, absences: list[Row], deputy: str) -> OwnerFacts:
    return OwnerFacts(
        name=officer.name,
        open_tasks=int(load["open_count"]) if load else 0,
        late_tasks=int(load["late_count"] or 0) if load else 0,
        factor_milli=int(load["factors"] or 0) if load else 0,
        leave=tuple((each["from_date"], each["to_date"]) for each in absences),
        deputy=deputy,
    )


async def _loads(owners: Sequence[int], marks: Marks) -> dict[int, Row]:
    """Open work of these owners; what has no entry in the catalogue counts as factor 1."""
    is_late = late(marks)
    rows = await fetch(
        "SELECT t.owner, COUNT(*) AS open_count,"
        f" SUM(CASE WHEN {is_late.sql} THEN 1 ELSE 0 END) AS late_count,"
        " SUM(COALESCE(t.factor_milli, 1000)) AS factors FROM task t"
        f" WHERE t.state IN ('given', 'in_progress') AND t.owner IN ({', '.join('{}' for _ in owners)})"
        " GROUP BY t.owner",
        *is_late.args,
        *owners,
    )
    return {row["owner"]: row for row in rows}


async def coordinations_of(task: int) -> list[Row]:
    """The coordinating units of a draft, for its form."""
    return await fetch("SELECT unit, part, due_on FROM coordination WHERE task = {} ORDER BY id", task)


async def other_units() -> list[tuple[int, str]]:
    """Every unit and outside body that can take part, in the order of their names."""
    rows = await fetch("SELECT id, name FROM unit ORDER BY sort_key, id")
    return [(row["id"], row["name"]) for row in rows]
