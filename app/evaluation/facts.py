"""What the records say of people's work in a month: a few statements for however many people.

Holdings, submissions and latenesses become the ``ItemFacts`` that ``counting`` judges. Nothing is typed by
the person: only what happened on the server counts.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from app import clock
from app.db import Row, fetch
from app.evaluation.counting import count_month
from app.evaluation.criteria import PRESET, HandOverReason, Origin, Scheme
from app.evaluation.item_facts import Ended, ItemFacts, LatenessFacts, SubmissionFacts
from app.evaluation.months import Month
from app.evaluation.roster import by_chunks
from app.evaluation.sheet_rules import SheetItem, counts_until, item_of
from app.people.queries import office_calendar
from app.tasks.date_rules import is_in_time
from app.workdays import Calendar

# A holding can matter for a month when the work was there by its end, and was not closed before it began:
# neither submitted for good, nor gone from this person, in an earlier month.
_HOLDINGS = """
FROM holding h JOIN task t ON t.id = h.task
WHERE h.officer IN ({officers}) AND h.given_at < {{}} AND t.deadline IS NOT NULL
AND (t.submitted_at IS NULL OR t.submitted_at >= {{}} OR h.end_reason <> '')
AND (h.end_reason = '' OR h.ended_at >= {{}} OR t.deadline >= {{}})
"""


# The first extension that was granted, and the first one after the work left this person.
_EXTENSIONS = (
    "LEFT JOIN extension x ON x.id = (SELECT MIN(e.id) FROM extension e WHERE e.task = t.id AND e.granted = true)"
    " LEFT JOIN extension y ON y.id = (SELECT MIN(e.id) FROM extension e WHERE e.task = t.id AND e.granted = true"
    " AND e.decided_at > h.ended_at)\n"
)

LONGEST_HOLIDAY = timedelta(days=14)  # how far a date on a day off can run on, with room to spare


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """One person's month: the rows that count, and what is left out because it is not due yet (December)."""

    items: tuple[SheetItem, ...] = ()
    not_due: tuple[SheetItem, ...] = ()


@dataclass(frozen=True, slots=True)
class PendingHandBack:
    """Work given back that the assigner has not decided on: it stays with its holder until then."""

    task_id: int
    code: str


async def item_facts(
    officers: list[int], month: Month, today: date | None = None
) -> dict[int, tuple[ItemFacts, ...]]:
    """Every item that may count for these officers in ``month``, by officer, in the order of deadlines.

    ``today``: the day on which is asked whether a date has passed.
    """
    asked_on = today or clock.today()
    found: dict[int, list[ItemFacts]] = defaultdict(list)
    calendar = await office_calendar()
    for ids in by_chunks(sorted(set(officers))):
        for officer, facts in await _chunk(ids, month, calendar, asked_on):
            found[officer].append(facts)
    return {officer: tuple(found.get(officer, ())) for officer in officers}


async def _chunk(
    ids: list[int], month: Month, calendar: Calendar, today: date
) -> list[tuple[int, ItemFacts]]:
    marks = ", ".join("{}" for _ in ids)
    held = _HOLDINGS.format(officers=marks)
    first, after = clock.at(month.first), clock.at(month.next.first)
    args = [*ids, after, first, first, month.first - LONGEST_HOLIDAY]
    holdings = await fetch(
        "SELECT h.officer, h.origin, h.given_at, h.ended_at, h.end_reason, t.id AS task, t.code, t.title,"
        " t.factor_milli, t.deadline, x.old_due AS first_due, x.decided_at AS first_at,"
        " y.old_due AS later_due, y.decided_at AS later_at "
        + held.replace("WHERE", _EXTENSIONS + "WHERE", 1)
        + " ORDER BY t.deadline, t.id, h.id",
        *args,
    )
    submissions = _by_task_and_officer(
        await fetch(
            "SELECT s.task, s.officer, s.at, s.day, s.decision, s.failed_check, s.objective_by FROM submission s"
            f" WHERE s.task IN (SELECT h.task {held}) AND s.officer IN ({marks}) ORDER BY s.id",
            *args,
            *ids,
        )
    )
    latenesses = _by_task_and_officer(
        await fetch(
            "SELECT l.task, l.officer, l.due_on, l.objective_by FROM lateness l"
            f" WHERE l.task IN (SELECT h.task {held}) AND l.officer IN ({marks}) ORDER BY l.due_on",
            *args,
            *ids,
        )
    )
    return [
        (
            row["officer"],
            _facts(
                row,
                submissions.get((row["task"], row["officer"]), []),
                latenesses.get((row["task"], row["officer"]), []),
                calendar,
                today,
            ),
        )
        for row in holdings
    ]


def _by_task_and_officer(rows: Iterable[Row]) -> dict[tuple[int, int], list[Row]]:
    found: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        found[row["task"], row["officer"]].append(row)
    return found


_DECISIONS = {"": None, "accepted": True, "returned": False}


def _facts(
    holding: Row, submissions: list[Row], latenesses: list[Row], calendar: Calendar, today: date
) -> ItemFacts:
    """A date that ends on a day off runs to the end of the next working day (Civil Code, Art. 148.5)."""
    milli = holding["factor_milli"]
    return ItemFacts(
        task_id=holding["task"],
        code=holding["code"],
        title=holding["title"],
        factor=Fraction(milli, 1000) if milli is not None else None,
        deadline=calendar.effective_day(_deadline(holding, calendar)),
        given_on=clock.local_day(holding["given_at"]),
        origin=Origin(holding["origin"]),
        ended=_ended(holding),
        submissions=tuple(
            SubmissionFacts(
                on=row["day"],
                accepted=_DECISIONS[row["decision"]],
                failed_check=bool(row["failed_check"]),
                failed_objective=row["objective_by"] is not None,
            )
            for row in submissions
            if _was_held(holding, row["at"])
        ),
        latenesses=tuple(
            LatenessFacts(calendar.effective_day(row["due_on"]), row["objective_by"] is not None)
            for row in latenesses
        ),
        missed_before_extension=_missed_before_extension(holding, submissions, calendar, today),
    )


def _deadline(holding: Row, calendar: Calendar) -> date:
    """The date that counts, as it stood when the work left this person: a later extension is not theirs."""
    left = bool(holding["end_reason"]) and holding["later_due"] is not None
    if left and is_in_time(holding["later_due"], clock.local_day(holding["later_at"]), calendar):
        return min(holding["later_due"], holding["deadline"])  # type: ignore[no-any-return]
    return holding["deadline"]  # type: ignore[no-any-return]


def _missed_before_extension(
    holding: Row, submissions: list[Row], calendar: Calendar, today: date
) -> date | None:
    """The date before the first extension, agreed in time, where it has passed without a submission."""
    due = holding["first_due"]
    if due is None or not is_in_time(due, clock.local_day(holding["first_at"]), calendar):
        return None
    last = calendar.effective_day(due)
    if today <= last or any(row["day"] <= last for row in submissions):
        return None
    return last


def _was_held(holding: Row, at: datetime) -> bool:
    """Whether it was handed in during this holding: work given back and again in one day has two of that day."""
    left = holding["ended_at"] if holding["end_reason"] else None
    return bool(holding["given_at"] <= at and (left is None or at <= left))


def _ended(holding: Row) -> Ended | None:
    """How the work left this person; a holding that ended because the work was finished did not leave."""
    if not holding["end_reason"] or holding["ended_at"] is None:
        return None
    return Ended(clock.local_day(holding["ended_at"]), HandOverReason(holding["end_reason"]))


async def months_of(
    officers: list[int], month: Month, *, today: date, scheme: Scheme = PRESET
) -> dict[int, MonthFacts]:
    """The rows of everyone's table II in ``month``, as the records stand."""
    facts = await item_facts(officers, month, today)
    return {officer: month_of(items, month, today=today, scheme=scheme) for officer, items in facts.items()}


def month_of(
    items: tuple[ItemFacts, ...], month: Month, *, today: date, scheme: Scheme = PRESET
) -> MonthFacts:
    """One person's rows; in an early December what is due after ``today`` and not submitted stands apart."""
    counted = count_month(items, month, scheme).counted
    until = counts_until(month, today)
    later = [item for item in counted if until and item.facts.deadline > until and not item.facts.submissions]
    return MonthFacts(
        tuple(item_of(item) for item in counted if item not in later), tuple(item_of(item) for item in later)
    )


async def pending_hand_backs(officer: int) -> tuple[PendingHandBack, ...]:
    """What this person gave back and nobody decided on."""
    rows = await fetch(
        "SELECT t.id, t.code FROM hand_over x JOIN task t ON t.id = x.task"
        " WHERE x.from_officer = {} AND x.upheld IS NULL AND x.kind = 'hand_back' ORDER BY x.at",
        officer,
    )
    return tuple(PendingHandBack(row["id"], row["code"]) for row in rows)
