"""The flags of ``flags.py`` as conditions of SQL, for counting and filtering long lists.

A deadline is past when its effective day lies before today; because every day that follows a worked day
up to the next worked one has that next one as its effective day, comparing with one worked day is enough.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import clock
from app.tasks.flag_grounds import (
    AWAITING_PERSON_DAYS,
    DUE_SOON_DAYS,
    NOT_RECEIVED_DAYS,
    SILENT_DAYS,
)
from app.tasks.flag_moves import HANDED_ON_TIMES, NEAR_DEADLINE_DAYS, PAPERS_TIMES
from app.tasks.move_sql import bounced, came_back, moved
from app.tasks.sight import NOTHING, Condition
from app.workdays import Calendar

OPEN = "t.state IN ('awaiting_person', 'given', 'in_progress')"
HELD = "t.state IN ('given', 'in_progress')"
# What a task's flags also look at: its open questions to other units and its protected initiative, beside ``t``.
BESIDE = (
    ", (SELECT COUNT(*) FROM opinion po WHERE po.task = t.id AND po.outcome = '') AS open_opinions,"
    " wo.asked_at AS opinion_asked_at, pi.from_date AS protected_from, pi.to_date AS protected_to"
)
BESIDE_JOINS = (
    " LEFT JOIN opinion wo ON wo.id = (SELECT MIN(po.id) FROM opinion po WHERE po.task = t.id AND po.outcome = '')"
    " LEFT JOIN initiative pi ON pi.id ="
    " (SELECT MAX(pj.id) FROM initiative pj WHERE pj.task = t.id AND pj.ended_on IS NULL) "
)
NOTHING_BESIDE = {
    "open_opinions": 0,
    "opinion_asked_at": None,
    "protected_from": None,
    "protected_to": None,
}
BOUNCE = f"EXISTS (SELECT 1 FROM hand_over fh WHERE fh.task = t.id AND {bounced('fh')})"
#: Every bounce is counted on its task: most tasks have none, and nothing has to be looked up for them.
WAS_MOVED = "t.hand_over_count > 0"
NO_PERSON_YET = "(t.assigned_at IS NULL OR t.due_on = t.original_deadline)"

LATE_BANDS: dict[str, tuple[int, int | None]] = {"3": (0, 3), "10": (4, 10), "more": (11, None)}


@dataclass(frozen=True, slots=True)
class Marks:
    """The days and instants that flags are compared with today."""

    today: date
    calendar: Calendar

    @property
    def last_past(self) -> date:
        """Deadlines up to this day have run out."""
        return self.calendar.add(self.today, -1)

    @property
    def soon_until(self) -> date:
        """Deadlines up to this day have at most ``DUE_SOON_DAYS`` working days left."""
        return self.calendar.add(self.today, DUE_SOON_DAYS)

    def late_by(self, days: int) -> date:
        """Deadlines up to this day are late by at least ``days`` working days."""
        worked = self.today if self.calendar.is_working(self.today) else self.last_past
        return min(self.calendar.add(worked, -days), self.last_past)

    def waited(self, days: int) -> datetime:
        """What began before this instant has waited for more than ``days`` whole working days."""
        day = self.calendar.add(self.today, -days - 1)
        while self.calendar.add(day + timedelta(days=1), days) < self.today:
            day += timedelta(days=1)
        return clock.at(day + timedelta(days=1))


def late(marks: Marks, band: str = "") -> Condition:
    """Open work whose date has run out; ``band`` of LATE_BANDS narrows by working days late."""
    least, most = LATE_BANDS.get(band, (0, None))
    until = marks.last_past if least == 0 else marks.late_by(least)
    sql = f"{OPEN} AND t.due_on <= {{}} AND NOT (t.late_on_import = true AND {NO_PERSON_YET})"
    if most is None:
        return Condition(sql, (until,))
    return Condition(sql + " AND t.due_on > {}", (until, marks.late_by(most + 1)))


def flagged(code: str, marks: Marks) -> Condition:
    """The tasks with the flag of that code; none for a code that the register does not have."""
    match code:
        case "late":
            return late(marks)
        case "due_soon":
            return Condition(
                f"{OPEN} AND t.due_on > {{}} AND t.due_on <= {{}}", (marks.last_past, marks.soon_until)
            )
        case "silent":
            before = marks.waited(SILENT_DAYS)
            quiet = Condition(
                f"{HELD} AND t.assigned_at < {{}} AND (t.received_at IS NULL OR t.received_at < {{}})"
                " AND (t.last_entry_at IS NULL OR t.last_entry_at < {})",
                (before, before, before),
            )
            return quiet & _not_paused_since(before, marks)
        case "not_received":
            before = marks.waited(NOT_RECEIVED_DAYS)
            waits = Condition("t.state = 'given' AND t.received_at IS NULL AND t.assigned_at < {}", (before,))
            return waits & _not_paused_since(before, marks)
        case "paused":
            days = (marks.today, marks.today)
            return Condition(
                f"{OPEN} AND EXISTS (SELECT 1 FROM pause fz WHERE fz.task = t.id AND fz.from_date <= {{}}"
                " AND COALESCE(fz.ended_on, fz.to_date) >= {})",
                days,
            )
        case "awaiting_person":
            before = marks.waited(AWAITING_PERSON_DAYS)
            return Condition(
                "t.state = 'awaiting_person' AND COALESCE(t.unit_given_at, t.created_at) < {}", (before,)
            )
        case "unclear":
            return unclear(marks.today)
        case "protected":
            return Condition(
                "t.state <> 'withdrawn' AND EXISTS (SELECT 1 FROM initiative fi WHERE fi.task = t.id"
                " AND fi.ended_on IS NULL AND fi.from_date <= {} AND fi.to_date >= {})",
                (marks.today, marks.today),
            )
        case "moved_near_deadline":
            return _moved_near_deadline(marks)
    return Condition(_PLAIN[code]) if code in _PLAIN else NOTHING


def _not_paused_since(before: datetime, marks: Marks) -> Condition:
    """No pause that has begun had a day after ``before``: nobody waits for a word while the clocks stand."""
    return Condition(
        "NOT EXISTS (SELECT 1 FROM pause fz WHERE fz.task = t.id AND fz.from_date <= {}"
        " AND COALESCE(fz.ended_on, fz.to_date) >= fz.from_date AND COALESCE(fz.ended_on, fz.to_date) >= {})",
        (marks.today, clock.local_day(before)),
    )


def _moved_near_deadline(marks: Marks) -> Condition:
    """Kept as a fact on the night after the move; the moves of today are looked at with the date of today."""
    today = clock.at(marks.today)
    return Condition(
        "EXISTS (SELECT 1 FROM flag_fact fm WHERE fm.task = t.id AND fm.flag = 'moved_near_deadline')"
        " OR (t.due_on > {} AND t.due_on <= {} AND EXISTS (SELECT 1 FROM hand_over fh WHERE fh.task = t.id"
        f" AND ((fh.kind = 'hand_back' AND fh.at >= {{}}) OR ({moved('fh')} AND fh.from_officer <> fh.to_officer"
        " AND COALESCE(fh.taken_at, fh.at) >= {}))))",
        (
            marks.last_past,
            marks.calendar.add(marks.today, NEAR_DEADLINE_DAYS),
            today,
            today,
        ),
    )


# An annex's row without an owner is judged for a unit, every other draft for a person.
OF_UNIT = "(t.owner IS NULL AND t.directive_row <> '')"
LACKS = {
    "owner": f"((t.owner IS NULL AND NOT {OF_UNIT}) OR ({OF_UNIT} AND t.unit IS NULL))",
    "deadline": "(t.deadline IS NULL OR (t.directive_row = '' AND t.deadline < {}))",
    "outcome": "t.product = ''",
    "lead": f"(t.lead IS NULL AND NOT {OF_UNIT})",
}


def unclear(today: date) -> Condition:
    """Drafts that lack at least one of the four."""
    return Condition(f"t.state = 'draft' AND ({' OR '.join(LACKS.values())})", (today,))


def lacking(code: str, today: date) -> Condition:
    """Drafts that lack this one of the four; ``code`` is one of LACKS."""
    sql = LACKS[code]
    return Condition(f"t.state = 'draft' AND {sql}", (today,) if "{}" in sql else ())


_PLAIN = {
    "late_on_import": f"t.late_on_import = true AND ({OPEN} OR t.state = 'draft')",
    "bounced": f"{WAS_MOVED} AND {BOUNCE}",
    "ping_pong": f"{WAS_MOVED} AND {came_back('officer')}",
    "unit_ping_pong": f"{WAS_MOVED} AND {came_back('unit')}",
    "handed_on_twice": (
        f"{WAS_MOVED} AND (SELECT COUNT(*) FROM hand_over fh WHERE fh.task = t.id AND {bounced('fh')}) >= {HANDED_ON_TIMES}"
    ),
    "second_papers": (
        "(SELECT COUNT(*) FROM hand_over fh WHERE fh.task = t.id AND (fh.return_reason = 'lacks_papers' OR"
        f" (fh.kind = 'hand_back' AND fh.reason = 'lacks_papers'))) >= {PAPERS_TIMES}"
    ),
    "extended": "t.extension_count > 0",
    "asked_late": "EXISTS (SELECT 1 FROM extension fx WHERE fx.task = t.id AND fx.after_deadline = true)",
    "waiting_opinion": (
        "t.state IN ('given', 'in_progress', 'submitted') AND EXISTS"
        " (SELECT 1 FROM opinion fo WHERE fo.task = t.id AND fo.outcome = '')"
    ),
    "late_when_done": "t.lateness_count > 0 AND t.state IN ('submitted', 'done')",
}
