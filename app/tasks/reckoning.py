"""“Hạn này được tính thế nào?”: how a task's date came about and how it is counted, in words. Pure.

A last day that is a day off runs to the end of the next working day (Civil Code 2015, Art. 148.5); the day of
the event is not counted (Art. 147.2).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.formats import format_date, format_long_date
from app.tasks.date_rules import DATE_REASONS, PausedDays
from app.tasks.labels import EVENTS
from app.text import Text
from app.workdays import Calendar

MOST_DAYS_NAMED = 120  # days ahead whose days off are named

_WEEKEND = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way to the date: what happened, when and by whom, from which day to which, and why."""

    what: Text
    at: datetime | None
    by: str
    old: date | None
    new: date | None
    about: Text


def steps(
    phrase: str, original: date | None, given_at: datetime | None, events: Iterable[Mapping[str, Any]]
) -> list[Step]:
    """How the date came about, the first step first; ``events``: the task's history in the order of time."""
    said = Text(f"văn bản ghi “{phrase}”", f"written “{phrase}”") if phrase else Text("", "")
    found = [Step(Text("Hạn gốc", "Original date"), given_at, "", None, original, said)]
    for event in events:
        facts = event["facts"]
        old, new = _days(facts.get("asked") or facts.get("due_on") or facts.get("deadline"))
        if event["kind"] not in _TELLS or (new is None and event["kind"] not in _WITHOUT_DATE):
            continue
        name = EVENTS[event["kind"]]
        found.append(Step(name, event["at"], event["actor_name"] or "", old, new, _about(facts)))
    return found


_TELLS = frozenset(
    {
        *("task.owner_named", "task.paused", "task.resumed", "task.returned"),
        *("task.extension_asked", "task.extension_decided", "task.extension_withdrawn", "task.extended"),
    }
)
_WITHOUT_DATE = frozenset({"task.extension_decided", "task.extension_withdrawn"})


def _days(value: Any) -> tuple[date | None, date | None]:
    ends = value if isinstance(value, list) and len(value) == 2 else [None, None]
    old, new = (date.fromisoformat(each) if isinstance(each, str) else each for each in ends)
    return old, new


def _about(facts: Mapping[str, Any]) -> Text:
    """Why, and by how much, in one line."""
    vi, en = [], []
    reason = DATE_REASONS.get(str(facts.get("reason")))
    if reason:
        vi.append(reason.vi)
        en.append(reason.en)
    if isinstance(facts.get("granted"), bool):
        vi.append("đồng ý" if facts["granted"] else "không đồng ý")
        en.append("agreed" if facts["granted"] else "refused")
    if facts.get("after_deadline"):
        vi.append("xin khi hạn đã qua")
        en.append("asked after the date")
    if facts.get("in_time") is False and facts.get("granted") is not False:
        vi.append("đồng ý khi hạn đã qua, không xóa lần chậm")
        en.append("agreed after the date, undoes no lateness")
    if facts.get("from") and facts.get("to"):
        first, last = date.fromisoformat(str(facts["from"])), date.fromisoformat(str(facts["to"]))
        days = facts.get("working_days")
        vi.append(f"{format_date(first)} – {format_date(last)}, {days} ngày làm việc")
        en.append(f"{format_date(first, 'en')} – {format_date(last, 'en')}, {days} working days")
    if facts.get("unused_days"):
        vi.append(f"trả lại {facts['unused_days']} ngày làm việc chưa dùng")
        en.append(f"{facts['unused_days']} unused working days given back")
    if facts.get("words"):
        vi.append(str(facts["words"]))
        en.append(str(facts["words"]))
    return Text("; ".join(vi), "; ".join(en))


# --- counting ----------------------------------------------------------------------------------


def sentences(
    due: date, today: date, calendar: Calendar, *, is_open: bool, pauses: Iterable[PausedDays] = ()
) -> list[Text]:
    """How the date is counted: its last day, from when it is late, and what lies between today and it."""
    effective = calendar.effective_day(due)
    said = [_until(due, effective, calendar), _late_from(effective + timedelta(days=1))]
    if is_open and effective >= today:
        said += _left(today, effective, calendar, tuple(pauses))
    years = [
        year
        for year in range(min(today.year, effective.year), effective.year + 1)
        if calendar.provisional(year)
    ]
    if years:
        named = ", ".join(map(str, years))
        said.append(
            Text(
                f"Lịch nghỉ năm {named} chưa được công bố: tạm tính.",
                f"The holidays of {named} are not announced yet: provisional.",
            )
        )
    return said


def _until(due: date, effective: date, calendar: Calendar) -> Text:
    why = calendar.why_off(due)
    if why:
        return Text(
            f"{format_long_date(due)} là ngày nghỉ ({why.vi}): hạn tính đến hết {format_long_date(effective)}"
            " (khoản 5 Điều 148 Bộ luật Dân sự 2015).",
            f"{format_long_date(due, 'en')} is a day off ({why.en}): the deadline runs to the end of "
            f"{format_long_date(effective, 'en')} (Civil Code 2015, Art. 148.5).",
        )
    return Text(
        f"Hạn tính đến hết {format_long_date(due)}.",
        f"The deadline runs to the end of {format_long_date(due, 'en')}.",
    )


def _late_from(day: date) -> Text:
    return Text(
        f"Nộp từ {format_date(day)} là chậm; tính theo giờ máy chủ lúc nộp, không theo lúc duyệt.",
        f"A submission from {format_date(day, 'en')} on is late, by the server's time of submitting, "
        "not of acceptance.",
    )


def _left(today: date, effective: date, calendar: Calendar, pauses: tuple[PausedDays, ...]) -> list[Text]:
    after = today + timedelta(days=1)
    stood = sum(each.within(after, effective).working_days(calendar) for each in pauses)
    left = max(0, calendar.between(today, effective) - stood)
    off = days_off(today, effective, calendar)
    vi, en = "; ".join(name.vi for name in off), "; ".join(name.en for name in off)
    said = [
        Text(
            f"Còn {left} ngày làm việc, không tính hôm nay, thứ Bảy, Chủ nhật{' và ' + vi if vi else ''}.",
            f"{left} working days left, without today, weekends{' and ' + en if en else ''}.",
        )
    ]
    if stood:
        said.append(
            Text(
                f"Trong đó đã trừ {stood} ngày làm việc tạm dừng còn lại.",
                f"The {stood} working days of the pause that are still to come are not counted.",
            )
        )
    worked = worked_weekends(today, effective, calendar)
    if worked:
        vi = "; ".join(format_long_date(day) for day in worked)
        en = "; ".join(format_long_date(day, "en") for day in worked)
        said.append(
            Text(f"Ngày làm bù được tính là ngày làm việc: {vi}.", f"Worked instead, so counted: {en}.")
        )
    return said


def days_off(after: date, until: date, calendar: Calendar) -> list[Text]:
    """The holidays and swapped days off after one day up to another, by name."""
    named = [(day, calendar.holiday_name(day)) for day in _between(after, until)]
    return [
        Text(f"{format_date(day)} {name.vi}", f"{format_date(day, 'en')} {name.en}")
        for day, name in named
        if name
    ]


def worked_weekends(after: date, until: date, calendar: Calendar) -> list[date]:
    """The Saturdays and Sundays in between on which the office works."""
    return [day for day in _between(after, until) if day.weekday() >= _WEEKEND and calendar.is_working(day)]


def _between(after: date, until: date) -> list[date]:
    return [after + timedelta(days=n) for n in range(1, min((until - after).days, MOST_DAYS_NAMED) + 1)]
