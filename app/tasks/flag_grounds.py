"""What raises a flag: the facts of a task and one predicate for each flag of ``flags.py``.

A predicate gives the ground in words and the day since when. That day depends on the facts alone, never
on the day of asking, so that a nightly job and a page find the same dated fact however often they look.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from app.formats import format_date
from app.tasks.clarity import clarity_rule
from app.tasks.date_rules import PausedDays
from app.text import Text
from app.workdays import Calendar

# Thresholds in working days. Each is over at the end of its last day: the flag is raised from the next.
AWAITING_PERSON_DAYS = 2  # a unit's head names the owner within two (counting rules of the scheme)
DUE_SOON_DAYS = 3  # the block "đến hạn trong 3 ngày làm việc" of the head's page
SILENT_DAYS = 5  # one working week without a word
NOT_RECEIVED_DAYS = 2  # papers are passed on by the next working day (Decree 30/2020); one more for a day out

# A task's states, as its row keeps them.
DRAFT = "draft"
AWAITING_PERSON = "awaiting_person"
GIVEN = "given"
HELD = frozenset({GIVEN, "in_progress"})
OPEN = HELD | {AWAITING_PERSON}
HANDED_IN = frozenset({"submitted", "done"})
LACKS_PAPERS = "lacks_papers"

_NEXT_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HandOverFact:
    """One move of the work, in the order of time; ids are those of officers and units."""

    on: date
    kind: (
        str  # hand_back (to the assigner), hand_over (to another person), reassign, appointment (by the head)
    )
    from_officer: int | None = None
    to_officer: int | None = None
    from_unit: int | None = None
    to_unit: int | None = None
    reason: str = ""
    taken: bool = True  # at once, or when the offer was taken
    returned: bool = False  # the offer was given back
    return_reason: str = ""

    @property
    def moved(self) -> bool:
        """Whether the work went to another holder; who hands it back still holds it."""
        return self.kind != "hand_back" and self.taken

    @property
    def between_units(self) -> bool:
        """Whether it leads from one unit to another."""
        return None not in (self.from_unit, self.to_unit) and self.from_unit != self.to_unit

    @property
    def is_bounce(self) -> bool:
        """Handed back or on by its holder, given back by who it was offered to, or sent on between units.

        Moved inside a unit by its head is none, nor is an offer that waits.
        """
        return self.kind in ("hand_back", "hand_over") or self.returned or (self.moved and self.between_units)

    @property
    def asks_for_papers(self) -> bool:
        """Whether the work came back because papers were lacking."""
        if self.returned:
            return self.return_reason == LACKS_PAPERS
        return self.kind == "hand_back" and self.reason == LACKS_PAPERS


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What the flags look at; days are days in Vietnam."""

    state: str
    today: date
    created_on: date
    deadline: date | None = None  # the date that counts: the working deadline, or an extended one
    due_on: date | None = None  # what the owner has to keep now: the deadline or the date of rework
    given_on: date | None = None  # to the unit
    assigned_on: date | None = None  # to the present owner
    received_on: date | None = None
    submitted_on: date | None = None  # the latest submission that was not returned
    accepted_on: date | None = None
    last_entry_on: date | None = None  # the latest report, or the day a result came back for rework
    hand_overs: tuple[HandOverFact, ...] = ()
    lateness_count: int = 0  # recorded latenesses: they never go away
    last_missed_on: date | None = None  # the latest date that passed without a submission
    missing: tuple[str, ...] = ()  # codes of the clarity rules that are not met
    imported_late: bool = False  # its date had passed when the annex was imported
    pauses: tuple[PausedDays, ...] = ()
    extended_on: tuple[date, ...] = ()  # the days on which another date was agreed
    asked_late_on: tuple[date, ...] = ()  # the days on which one was asked for after the date had passed
    open_opinions: int = 0  # questions to other units that wait for an answer
    opinions_since: date | None = None  # the day the first of them was asked
    protected_from: date | None = None  # the period of the protected initiative that it carries out
    protected_to: date | None = None

    @property
    def due(self) -> date | None:
        """The date to keep."""
        return self.due_on or self.deadline


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a flag is raised, and since which day."""

    text: Text
    since: date


Predicate = Callable[[TaskFacts, Calendar], Ground | None]


# --- lateness ----------------------------------------------------------------------------------


def late(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    due = facts.due
    if facts.state not in OPEN or due is None or not calendar.is_past(due, facts.today):
        return None
    if _was_past_when_given(facts, due):
        return None
    days = calendar.working_days_late(due, facts.today)
    since = calendar.effective_day(due) + _NEXT_DAY
    if days == 0:
        return Ground(
            Text(f"Quá hạn từ {format_date(since)}", f"Late since {format_date(since, 'en')}"), since
        )
    return Ground(Text(f"Quá hạn {days} ngày làm việc", f"{_working_days(days)} late"), since)


def _was_past_when_given(facts: TaskFacts, due: date) -> bool:
    """An imported row keeps its old date, but nobody is charged for days before it was theirs."""
    return facts.imported_late and (facts.assigned_on is None or due < facts.assigned_on)


def late_on_import(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    if not facts.imported_late or facts.state not in OPEN | {DRAFT}:
        return None
    when = format_date(facts.created_on), format_date(facts.created_on, "en")
    return Ground(
        Text(f"Hạn đã qua khi nhập ngày {when[0]}", f"The date had passed when imported on {when[1]}"),
        facts.created_on,
    )


def late_before(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    if facts.lateness_count == 0 or facts.state in HANDED_IN or late(facts, calendar):
        return None
    missed = facts.last_missed_on or facts.deadline or facts.created_on
    return Ground(_recorded(facts.lateness_count), calendar.effective_day(missed) + _NEXT_DAY)


def late_when_done(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    if facts.state not in HANDED_IN or facts.submitted_on is None:
        return None
    due = facts.due
    if due is None or not calendar.is_past(due, facts.submitted_on) or _was_past_when_given(facts, due):
        return Ground(_recorded(facts.lateness_count), facts.submitted_on) if facts.lateness_count else None
    days = calendar.working_days_late(due, facts.submitted_on)
    on_vi, on_en = format_date(facts.submitted_on), format_date(facts.submitted_on, "en")
    if days == 0:
        return Ground(Text(f"Nộp ngày {on_vi}, sau hạn", f"Submitted on {on_en}, late"), facts.submitted_on)
    return Ground(
        Text(
            f"Nộp ngày {on_vi}, chậm {days} ngày làm việc",
            f"Submitted on {on_en}, {_working_days(days)} late",
        ),
        facts.submitted_on,
    )


def _recorded(count: int) -> Text:
    return Text(f"Đã ghi nhận {count} lần chậm", f"{count} recorded lateness{'es' if count > 1 else ''}")


# --- clarity and waiting -----------------------------------------------------------------------


def unclear(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    if not facts.missing or facts.state not in OPEN | {DRAFT}:
        return None
    labels = [clarity_rule(code).label for code in facts.missing]
    vi = ", ".join(label.vi.lower() for label in labels)
    en = ", ".join(label.en.lower() for label in labels)
    return Ground(Text(f"Thiếu: {vi}", f"Missing: {en}"), facts.created_on)


def awaiting_person(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    if facts.state != AWAITING_PERSON:
        return None
    since = _day_after(facts.given_on or facts.created_on, AWAITING_PERSON_DAYS, calendar)
    text = Text(
        f"Chưa có người nhận việc sau {AWAITING_PERSON_DAYS} ngày làm việc",
        f"Nobody named as owner after {_working_days(AWAITING_PERSON_DAYS)}",
    )
    return Ground(text, since) if facts.today >= since else None


def not_received(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    if facts.state != GIVEN or facts.assigned_on is None or facts.received_on is not None:
        return None
    since = _day_after(_or_paused(facts, facts.assigned_on), NOT_RECEIVED_DAYS, calendar)
    text = Text(
        f"Chưa xác nhận nhận việc sau {NOT_RECEIVED_DAYS} ngày làm việc",
        f"Not received after {_working_days(NOT_RECEIVED_DAYS)}",
    )
    return Ground(text, since) if facts.today >= since else None


def silent(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    words = [day for day in (facts.assigned_on, facts.received_on, facts.last_entry_on) if day]
    if facts.state not in HELD or not words:
        return None
    last = max(words)
    since = _day_after(_or_paused(facts, last), SILENT_DAYS, calendar)
    text = Text(
        f"Không có báo cáo từ {format_date(last)} (quá {SILENT_DAYS} ngày làm việc)",
        f"No report since {format_date(last, 'en')} (over {_working_days(SILENT_DAYS)})",
    )
    return Ground(text, since) if facts.today >= since else None


def due_soon(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    due = facts.due
    if facts.state not in OPEN or due is None or calendar.is_past(due, facts.today):
        return None
    left = calendar.working_days_left(due, facts.today)
    if left > DUE_SOON_DAYS:
        return None
    first = calendar.add(calendar.effective_day(due), -DUE_SOON_DAYS)
    since = max(first, facts.assigned_on or facts.given_on or facts.created_on)
    if left == 0:
        return Ground(Text("Hết hạn hôm nay", "Due today"), since)
    return Ground(Text(f"Còn {left} ngày làm việc", f"{_working_days(left)} left"), since)


def _or_paused(facts: TaskFacts, last: date) -> date:
    """That day, or the last one of a pause that has begun: nobody waits for a word while the clocks stand."""
    return max([last, *(each.last for each in facts.pauses if each.first <= min(each.last, facts.today))])


def waiting_opinion(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    if not facts.open_opinions or facts.opinions_since is None or facts.state not in HELD | {"submitted"}:
        return None
    count = facts.open_opinions
    return Ground(
        Text(f"Chờ ý kiến: {count}", f"Waits for opinions: {count}"),
        facts.opinions_since,
    )


def protected(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    first, last = facts.protected_from, facts.protected_to
    if first is None or last is None or not first <= facts.today <= last or facts.state == "withdrawn":
        return None
    return Ground(
        Text(
            f"Đề xuất được bảo vệ từ {format_date(first)} đến {format_date(last)} (Nghị định 73/2023/NĐ-CP)",
            f"Protected initiative from {format_date(first, 'en')} to {format_date(last, 'en')} (Decree 73/2023)",
        ),
        first,
    )


def _day_after(start: date, days: int, calendar: Calendar) -> date:
    return calendar.add(start, days) + _NEXT_DAY


def _working_days(count: int) -> str:
    return f"{count} working day{'s' if count != 1 else ''}"


# --- dates that moved --------------------------------------------------------------------------


def paused(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    stands = [each for each in facts.pauses if each.covers(facts.today)]
    if facts.state not in OPEN or not stands:
        return None
    last = stands[-1].last
    return Ground(
        Text(f"Tạm dừng đến hết {format_date(last)}", f"Paused until the end of {format_date(last, 'en')}"),
        stands[-1].first,
    )


def extended(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    if not facts.extended_on:
        return None
    times = len(facts.extended_on)
    text = Text(f"Đã gia hạn {times} lần", f"Extended {times} time{'s' if times > 1 else ''}")
    return Ground(text, facts.extended_on[0])


def asked_late(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    if not facts.asked_late_on:
        return None
    first = facts.asked_late_on[0]
    return Ground(
        Text(
            f"Gia hạn được đặt ra ngày {format_date(first)}, khi hạn đã qua",
            f"More time was asked for on {format_date(first, 'en')}, after the date",
        ),
        first,
    )
