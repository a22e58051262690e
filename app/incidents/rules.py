"""What an incident needs to be recorded and concluded; no law gives it points, so neither do we.

Due process, as far as the first form goes: the person named sees the allegation and may state an opinion
before the conclusion; nobody concludes a case about oneself or about one's own superior; only a confirmed
incident is shown as evidence, beside a criterion where a person decides what it means.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.formats import format_date
from app.incidents.conduct import CONDUCT_RULES, ConductRule
from app.text import Text, clean
from app.workdays import Calendar

#: Working days in which the person named may state an opinion before a conclusion without it. No law
#: fixes the number for a case that is not yet a disciplinary one: it is the product's own setting.
STATEMENT_WORKING_DAYS = 3

LONGEST_PLACE = 300
LONGEST_WORDS = 4_000
MOST_FILES = 5

_CLOCK_TIME = re.compile(r"([0-9]{1,2})\s*(?::|\.|h|g|gio)\s*([0-9]{2})?(?:\s*(?:phut|p))?")


class State(StrEnum):
    """Where an incident stands."""

    RECORDED = "recorded"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Sight(StrEnum):
    """What a viewer sees of an incident."""

    WHOLE = "whole"  # holders of INCIDENT_READ over the unit of the day of the act
    NAMED = "named"  # the person named: everything but the recorder and the source
    OWN_RECORD = "own_record"  # the recorder: what was recorded and the state, not what others said
    NONE = "none"  # nobody else may know of it


#: What a list or a page says of an incident in one word, and the colour of its tag.
STATE_TONES: Mapping[State, str] = {
    State.RECORDED: "grey",
    State.CONFIRMED: "amber",
    State.REJECTED: "done",
}

STATES: Mapping[State, Text] = {
    State.RECORDED: Text("Chờ kết luận", "Awaiting conclusion"),
    State.CONFIRMED: Text("Đã xác nhận", "Confirmed"),
    State.REJECTED: Text("Không xác nhận", "Not confirmed"),
}

SOURCES: Mapping[str, Text] = {
    "inspection": Text("Kiểm tra, giám sát", "Inspection"),
    "citizen": Text("Người dân, doanh nghiệp phản ánh", "Citizens or businesses"),
    "colleague": Text("Đồng nghiệp phản ánh", "Colleagues"),
    "camera": Text("Camera, hình ảnh", "Camera, pictures"),
    "other": Text("Nguồn khác", "Another source"),
}

_RULES: Mapping[str, ConductRule] = {rule.code: rule for rule in CONDUCT_RULES}


#: What is said at a field that must not be empty.
MISSING: Mapping[str, Text] = {
    "rule_code": Text("Chọn quy tắc trong danh mục.", "Choose a rule of the catalogue."),
    "happened_on": Text("Ghi ngày xảy ra, không sau hôm nay.", "Give the day it happened, not after today."),
    "place": Text("Ghi nơi xảy ra.", "Say where it happened."),
    "facts": Text(
        "Ghi việc đã xảy ra: ai làm gì, nói gì; không ghi nhận xét.",
        "Say what happened: who did or said what, without judging.",
    ),
    "person": Text("Ghi đúng một người được nêu.", "Name exactly one person."),
    "source": Text("Chọn nguồn thông tin.", "Choose where it comes from."),
}


@dataclass(frozen=True, slots=True)
class IncidentEntry:
    """What a recorder wrote: a day without a zone, "HH:MM" or no time, an officer's id."""

    rule_code: str
    officer: int | None
    happened_on: date | None
    happened_time: str
    place: str
    facts: str
    source: str


def entry_faults(entry: IncidentEntry, *, recorder: int, today: date, now_time: str) -> dict[str, Text]:
    """Every fault of an entry by field; empty when it may be recorded. ``now_time`` is "HH:MM" of today."""
    rule = _RULES.get(entry.rule_code)
    there = {
        "rule_code": rule is not None,
        "happened_on": entry.happened_on is not None,
        "place": bool(entry.place),
        "facts": bool(entry.facts),
        "person": entry.officer is not None,
        "source": entry.source in SOURCES,
    }
    faults = {name: MISSING[name] for name, filled in there.items() if not filled}
    if entry.happened_on is not None:
        faults |= _day_faults(entry.happened_on, entry.happened_time, rule, today, now_time)
    for name, words, longest in (
        ("place", entry.place, LONGEST_PLACE),
        ("facts", entry.facts, LONGEST_WORDS),
    ):
        if len(words) > longest:
            faults[name] = _too_long(words, longest)
    if entry.officer == recorder:
        faults["person"] = Text(
            "Không tự ghi vụ việc về chính mình; hãy báo cáo thủ trưởng đơn vị.",
            "You cannot record an incident about yourself; tell the head of your unit.",
        )
    return faults


def _too_long(words: str, longest: int) -> Text:
    return Text(
        f"Tối đa {longest} ký tự, hiện có {len(words)}.",
        f"At most {longest} characters; there are {len(words)}.",
    )


def _day_faults(
    day: date, time: str, rule: ConductRule | None, today: date, now_time: str
) -> dict[str, Text]:
    if day > today:
        return {"happened_on": Text("Ngày xảy ra không được sau hôm nay.", "The day cannot lie after today.")}
    if day == today and time > now_time:
        return {"happened_time": Text("Giờ xảy ra không được sau bây giờ.", "The time cannot lie after now.")}
    if rule and day < rule.active_from:
        since = rule.active_from
        return {
            "rule_code": Text(
                f"Ngày xảy ra trước khi quy tắc này được áp dụng ({format_date(since)}).",
                f"It happened before this rule held ({format_date(since, 'en')}).",
            )
        }
    return {}


def parse_time(text: str) -> str | Text:
    """The time of day typed as 14:05, 14.05, 14h05, 14h or "14 giờ 05 phút", as "14:05"; else what is wrong."""
    typed = clean(text).casefold().replace("giờ", "gio").replace("phút", "phut")
    found = _CLOCK_TIME.fullmatch(typed)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 99)
    if hour > 23 or minute > 59:
        return Text("Ghi giờ và phút, ví dụ 14:05.", "Write hours and minutes, for example 14:05.")
    return f"{hour:02}:{minute:02}"


# Who concludes ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Concluder:
    """A person who holds the right to conclude over the unit of ``path`` and those below it."""

    officer_id: int
    name: str
    unit_name: str
    path: str


@dataclass(frozen=True, slots=True)
class Case:
    """What decides on an incident's conclusion."""

    officer: int  # the person named
    unit_path: str  # of the unit on the day of the act
    was_head: bool  # whether the person headed that unit on that day
    state: State
    recorded_on: date
    stated: bool  # whether the person gave a statement


def competent(case: Case, holders: Iterable[Concluder]) -> tuple[Concluder, ...]:
    """Who may conclude: over the unit of the act, and in no conflict of interest.

    Not the person named; and where that person heads a unit, today or on the day of the act, nobody whose
    right lies in that unit or below it: the head named in it is concluded by the unit above.
    """
    everybody = tuple(holders)
    headed = {holder.path for holder in everybody if holder.officer_id == case.officer}
    if case.was_head:
        headed.add(case.unit_path)
    return tuple(
        holder
        for holder in everybody
        if holder.officer_id != case.officer
        and case.unit_path.startswith(holder.path)
        and not holder.path.startswith(tuple(headed))
    )


def nearest(case: Case, holders: Iterable[Concluder]) -> tuple[Concluder, ...]:
    """Of those who may conclude, the ones nearest to the unit: whose work list shows the incident."""
    able = competent(case, holders)
    depth = max((len(holder.path) for holder in able), default=0)
    return tuple(holder for holder in able if len(holder.path) == depth)


def statement_last_day(recorded_on: date, calendar: Calendar) -> date:
    """The last day on which a conclusion must still wait for the statement of the person named."""
    return calendar.add(recorded_on, STATEMENT_WORKING_DAYS)


def conclusion_wait(case: Case, *, today: date, calendar: Calendar) -> Text | None:
    """Why a conclusion is still too early, or None: a statement is there, or the days for it have passed.

    The same for everybody, also for a head who recorded the incident: that is allowed, because heads see
    most breaches themselves, but never without the other side having had its say.
    """
    last = statement_last_day(case.recorded_on, calendar)
    if case.stated or today > last:
        return None
    return Text(
        f"Chưa kết luận được: người được nêu còn được nêu ý kiến đến hết ngày {format_date(last)}.",
        f"Too early to conclude: the person named may state an opinion until {format_date(last, 'en')}.",
    )


def conclusion_faults(
    *, result: str, words: str, house_rule: str, rule: ConductRule | None
) -> dict[str, Text]:
    """Every fault of a conclusion by field."""
    faults: dict[str, Text] = {}
    if result not in (State.CONFIRMED, State.REJECTED):
        faults["result"] = Text("Chọn xác nhận hoặc không xác nhận.", "Choose confirmed or not confirmed.")
    if not words:
        faults["words"] = Text("Ghi lý do và căn cứ kết luận.", "Give the reason and the ground.")
    if result == State.CONFIRMED and rule and rule.draft_only and not house_rule:
        faults["house_rule"] = Text(
            "Quy tắc này chỉ thấy trong dự thảo: ghi nội quy, quy chế của cơ quan làm căn cứ.",
            "This rule is known from a draft only: name the office's own rule as the ground.",
        )
    return faults


def statement_faults(words: str) -> dict[str, Text]:
    """Every fault of a statement by field."""
    if words:
        return {}
    return {"words": Text("Ghi ý kiến của anh/chị.", "Write your statement.")}
