"""What a task's page and the first page show of dates: two clocks, pauses, extensions, requests to decide."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app import clock
from app.db import Row, fetch, fetch_one
from app.formats import format_date
from app.people.office_settings import office_rules
from app.people.viewer import Viewer
from app.tasks.clocks import Clock, Moment, finishing_clock, receiving_clock
from app.tasks.date_moves import agreed_of, days_of, extensions_of, pauses_of, standing_of
from app.tasks.date_rules import (
    DATE_REASONS,
    ExtensionReason,
    Kept,
    PauseReason,
    extended_to,
    is_in_time,
    kept,
)
from app.tasks.deciders import decides_next
from app.tasks.flag_sql import Marks
from app.tasks.lines import COLUMNS, JOINS, TaskLine, task_lines
from app.tasks.panels import panel
from app.tasks.queries import TaskPage
from app.tasks.reckoning import Step, days_off, sentences, steps
from app.tasks.rules import Act
from app.tasks.sight import FROM
from app.tasks.todo import MOST_ROWS, Waiting, obligation
from app.text import Locale, Text
from app.working_hours import WorkingHours

NOT_FINISHED = ("awaiting_person", "given", "in_progress")
LOOK_AHEAD = timedelta(days=60)  # how far ahead the days off are named where another date is chosen


# --- clocks ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClocksShown:
    """Both clocks, how the date is reckoned, and which date was kept."""

    clocks: tuple[tuple[Text, Clock, Text, Text], ...]  # name, clock, its running time in hours, what is left
    steps: list[Step]
    sentences: list[Text]
    original: date | None
    extended: date | None
    kept: Kept
    submitted: bool


@panel("clocks", order=20)
async def clocks_panel(viewer: Viewer, found: TaskPage, marks: Marks, locale: Locale) -> ClocksShown | None:
    """The two clocks of work that was given."""
    row = found.row
    if row["first_given_at"] is None:
        return None
    pauses = await pauses_of(row["id"])
    hours = WorkingHours(marks.calendar, (await office_rules(marks.today)).spans())
    given, now = _moment(row["first_given_at"]), _moment(_end(row) or clock.now())
    stands = [standing_of(each) for each in pauses]
    received = _moment(row["first_received_at"]) if row["first_received_at"] else None
    submitted = _moment(row["submitted_at"]) if row["submitted_at"] else None
    due = row["due_on"] or row["deadline"]
    still = row["state"] in NOT_FINISHED
    clocks = (
        (Text("Nhận việc", "Receiving"), receiving_clock(given, received, now, stands, hours)),
        (Text("Hoàn thành", "Finishing"), finishing_clock(given, submitted, due, now, stands, hours)),
    )
    first = min((each["day"] for each in found.submissions), default=None)
    extended = extended_to(row["deadline"], agreed_of(await extensions_of(row["id"])), marks.calendar)
    return ClocksShown(
        clocks=tuple(
            (name, each, hours_words(each.minutes), _left_words(each, still)) for name, each in clocks
        ),
        steps=steps(
            row["deadline_phrase"], row["original_deadline"], row["first_given_at"], reversed(found.events)
        ),
        sentences=sentences(
            due, marks.today, marks.calendar, is_open=still, pauses=[days_of(each) for each in pauses]
        )
        if due
        else [],
        original=row["original_deadline"],
        extended=extended,
        kept=kept(row["original_deadline"], extended, first or marks.today, marks.calendar),
        submitted=first is not None,
    )


def _moment(at: datetime) -> Moment:
    return Moment(at, clock.local_day(at))


def _end(row: Row) -> datetime | None:
    """When work that will never be handed in stopped counting."""
    at: datetime | None = row["withdrawn_at"]
    return at


def hours_words(minutes: int) -> Text:
    """Working minutes as people say them."""
    whole, rest = divmod(minutes, 60)
    if not rest:
        return Text(f"{whole} giờ làm việc", f"{whole} working hours")
    return Text(f"{whole} giờ {rest} phút làm việc", f"{whole} h {rest} min of working time")


def _left_words(shown: Clock, still: bool) -> Text:
    if shown.stopped is not None:
        day = shown.stopped.day
        return Text(f"đã dừng ngày {format_date(day)}", f"stopped on {format_date(day, 'en')}")
    if not still or shown.left is None:
        return Text("–", "–")
    if shown.left == 0:
        return Text("đến hết hôm nay", "until the end of today")
    if shown.left < 0:
        return Text(f"quá {-shown.left} ngày làm việc", f"{-shown.left} working days over")
    return Text(f"còn {shown.left} ngày làm việc", f"{shown.left} working days left")


# --- pauses ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PausesShown:
    """The pauses of a task; ``left``: working days for which it may still be paused."""

    pauses: list[Row]
    reasons: list[tuple[str, str]]
    may_pause: bool
    may_resume: bool
    cap: int
    left: int


@panel("pauses", order=30)
async def pauses_panel(viewer: Viewer, found: TaskPage, marks: Marks, locale: Locale) -> PausesShown | None:
    """The pauses there were, and the form where the viewer may pause."""
    due = found.row["due_on"]
    may_pause = Act.PAUSE in found.acts and due is not None and not marks.calendar.is_past(due, marks.today)
    pauses = await pauses_of(found.row["id"])
    if not pauses and not may_pause:
        return None
    for each in pauses:
        days = days_of(each)
        each["last"], each["days"] = days.last, days.working_days(marks.calendar)
        each["reason_name"] = DATE_REASONS[each["reason"]]
        each["cancelled"] = days.last < days.first
    cap = (await office_rules(marks.today)).whole("pause_cap_days")
    return PausesShown(
        pauses,
        _choices(PauseReason, locale),
        may_pause,
        Act.RESUME in found.acts,
        cap,
        max(0, cap - sum(each["days"] for each in pauses)),
    )


def _choices(register: type[PauseReason] | type[ExtensionReason], locale: Locale) -> list[tuple[str, str]]:
    return [(each.value, DATE_REASONS[each].in_(locale)) for each in register]


# --- extensions --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExtensionsShown:
    """The extensions of a task and what the viewer may do about them."""

    extensions: list[Row]
    waiting: Row | None
    reasons: list[tuple[str, str]]
    may_ask: bool
    may_decide: bool
    may_extend: bool
    is_past: bool
    after_allowed: bool
    most: int
    days_off: list[Text]
    effective: date | None

    @property
    def never(self) -> bool:
        """Whether the office's rules admit no further date."""
        counted = [each for each in self.extensions if not each["taken_back"]]
        return len(counted) >= self.most or (self.is_past and not self.after_allowed)


@panel("extension", order=10)
async def extension_panel(
    viewer: Viewer, found: TaskPage, marks: Marks, locale: Locale
) -> ExtensionsShown | None:
    """Every request with its decision; the form to ask, to decide, or to set another date."""
    asks, decides, extends = (
        act in found.acts for act in (Act.ASK_EXTENSION, Act.DECIDE_EXTENSION, Act.EXTEND)
    )
    extensions = await extensions_of(found.row["id"])
    if not extensions and not (asks or decides or extends):
        return None
    calendar, due = marks.calendar, found.row["due_on"]
    for each in extensions:
        each["reason_name"] = DATE_REASONS[each["reason"]]
        each["taken_back"] = each["decided_at"] is not None and each["decided_by"] is None
        each["set_at_once"] = each["decided_at"] is not None and each["asked_at"] == each["decided_at"]
        each["too_late"] = bool(each["granted"]) and not is_in_time(
            each["old_due"], clock.local_day(each["decided_at"]), calendar
        )
    rules = await office_rules(marks.today)
    return ExtensionsShown(
        extensions=extensions,
        waiting=next((each for each in extensions if each["granted"] is None), None),
        reasons=_choices(ExtensionReason, locale),
        may_ask=asks,
        may_decide=decides,
        may_extend=extends,
        is_past=due is not None and calendar.is_past(due, marks.today),
        after_allowed=rules.yes("extension_after_deadline"),
        most=rules.whole("extension_most"),
        days_off=days_off(marks.today, max(due or marks.today, marks.today) + LOOK_AHEAD, calendar),
        effective=calendar.effective_day(due) if due else None,
    )


# --- requests that wait ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request for another date on the first page of who decides on it."""

    line: TaskLine
    extension: int
    old_due: date
    asked_due: date
    before: int
    reason: Text
    words: str
    asked_by: str
    asked_at: datetime
    after_deadline: bool
    passed: bool  # the date ran out while the request waited: agreeing undoes no lateness


@obligation(
    "extension", order=40, title=Text("Đề nghị gia hạn chờ quyết định", "Requests for more time to decide")
)
async def requests_waiting(viewer: Viewer, marks: Marks) -> Waiting | None:
    """The requests on which the viewer decides next, the oldest date first."""
    where = decides_next(viewer, marks.today)
    waiting = f"{FROM}{{}}JOIN extension x ON x.task = t.id JOIN officer q ON q.id = x.asked_by"
    held = f" WHERE x.granted IS NULL AND t.state IN ('given', 'in_progress') AND ({where.sql})"
    counted = await fetch_one("SELECT COUNT(*) AS n" + waiting.replace("{}", "") + held, *where.args)
    total = int(counted["n"]) if counted else 0
    if not total:
        return None
    rows = await fetch(
        f"{COLUMNS}, x.id AS extension, x.old_due, x.asked_due, x.number, x.reason, x.words, x.asked_at,"
        f" x.after_deadline, q.full_name AS asked_name{waiting.replace('{}', JOINS)}{held}"
        " ORDER BY x.old_due, x.id LIMIT {}",
        *where.args,
        MOST_ROWS,
    )
    lines = await task_lines(rows, marks.calendar, marks.today)
    return Waiting(tuple(_request(line, line.row, marks) for line in lines), total)


def _request(line: TaskLine, row: dict[str, Any], marks: Marks) -> RequestRow:
    return RequestRow(
        line=line,
        extension=row["extension"],
        old_due=row["old_due"],
        asked_due=row["asked_due"],
        before=row["number"] - 1,
        reason=DATE_REASONS[row["reason"]],
        words=row["words"],
        asked_by=row["asked_name"],
        asked_at=row["asked_at"],
        after_deadline=row["after_deadline"],
        passed=marks.calendar.is_past(row["old_due"], marks.today),
    )
