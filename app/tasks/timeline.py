"""The history of a task in words: what was done, from what to what, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.db import Row, fetch
from app.formats import format_date
from app.history import ON_BEHALF, done_by, givers_of
from app.tasks.date_rules import DATE_REASONS
from app.tasks.labels import EVENTS
from app.tasks.opinion_words import opinion_words
from app.tasks.reasons import REASON_NAMES, Reason
from app.tasks.recurrence_words import given_words
from app.text import Locale, Text

SYSTEM = Text("hệ thống", "the system")
_PEOPLE = {
    "owner": Text("Người chính", "Owner"),
    "lead": Text("Đầu mối", "Lead"),
    "suggested": Text("Đề xuất giao", "Suggested"),
    "answerer": Text("Người được hỏi", "Asked"),
    "decided_by": Text("Người quyết định", "Decision-maker"),
    "offered_to": Text("Chuyển đến", "Offered to"),
    "new_lead": Text("Đầu mối đề nghị", "Lead asked for"),
    "to": Text("Gửi đến", "To"),
}
_DAYS = {
    "deadline": Text("Hạn", "Deadline"),
    "due_on": Text("Hạn phải giữ", "Date to keep"),
    "asked": Text("Xin dời hạn", "Asked to move the date"),
    "logged_on": Text("Theo nhật ký: ngày", "By the log: on"),
    "offered_until": Text("Không trả lời thì coi là đã nhận hết ngày", "Silence takes it at the end of"),
}
_SAID = ("question", "words", "document", "sudden_reason", "file")


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One act as ``parts.timeline`` shows it."""

    title: str
    at: datetime
    by: str
    words: list[str]


def event_name(kind: str) -> Text:
    """What an act is called; the bare kind where it has no name."""
    return EVENTS.get(kind, Text(kind, kind))


async def timeline(rows: list[Row], locale: Locale) -> list[TimelineItem]:
    """Rows of the history as items, in their order; one statement for the names in them."""
    names = await _names(_people_in(row["facts"] for row in rows))
    givers = await givers_of(row["facts"] for row in rows)
    return [
        TimelineItem(
            event_name(row["kind"]).in_(locale),
            row["at"],
            _actor(row, givers).in_(locale),
            [words.in_(locale) for words in _words(row["facts"], names)],
        )
        for row in rows
    ]


def _actor(row: Row, givers: Mapping[int, str]) -> Text:
    if not row["actor_name"]:
        return SYSTEM
    return done_by(row["actor_name"], givers.get(row["facts"].get(ON_BEHALF)))


def _people_in(all_facts: Iterable[Mapping[str, Any]]) -> set[int]:
    found: set[int] = set()
    for facts in all_facts:
        for name in _PEOPLE:
            value = facts.get(name)
            found |= {
                each for each in (value if isinstance(value, list) else [value]) if isinstance(each, int)
            }
    return found


async def _names(officers: set[int]) -> dict[int, str]:
    if not officers:
        return {}
    marks = ", ".join("{}" for _ in officers)
    rows = await fetch(f"SELECT id, full_name FROM officer WHERE id IN ({marks})", *sorted(officers))
    return {row["id"]: row["full_name"] for row in rows}


def _words(facts: Mapping[str, Any], names: Mapping[int, str]) -> list[Text]:
    """What the facts of one act say, the reason first."""
    found: list[Text] = []
    if isinstance(facts.get("upheld"), bool):
        found.append(
            Text("Công nhận lý do.", "The reason was upheld.")
            if facts["upheld"]
            else Text("Không công nhận lý do.", "The reason was not upheld.")
        )
    if isinstance(facts.get("approved"), bool):
        found.append(
            Text("Duyệt thay đầu mối.", "The change was approved.")
            if facts["approved"]
            else Text("Không duyệt thay đầu mối.", "The change was not approved.")
        )
    if facts.get("silently") is True:
        found.append(
            Text(
                "Hết ngày không trả lời: coi là đã nhận (không tính là đã xác nhận nhận việc).",
                "No answer by the end of the day: taken by silence (not a receipt).",
            )
        )
    if facts.get("settled_offer"):
        found.append(
            Text("Lần chuyển việc đang chờ không còn hiệu lực.", "The hand-over that was waiting has lapsed.")
        )
    if "recurrence" in facts:
        found += given_words(facts)
    reason = facts.get("reason")
    if reason:
        known = reason_name(reason)
        found.append(Text(f"Lý do: {known.vi}", f"Reason: {known.en}"))
    found += _about_dates(facts)
    if facts.get("failed_check") is True:
        found.append(
            Text(
                "Sai sót lớn về nội dung (điểm b khoản 2 Điều 14).",
                "A major error of content (Art. 14.2.b).",
            )
        )
    if facts.get("late") is True:
        found.append(Text("Nộp sau hạn: đã ghi một lần chậm.", "After the date: a lateness was recorded."))
    if isinstance(facts.get("level"), int):
        found.append(Text(f"Cấp {facts['level']}.", f"Level {facts['level']}."))
    found += [_moved(label, facts[name], names) for name, label in _PEOPLE.items() if facts.get(name)]
    if "opinion" in facts:
        return found + opinion_words(facts) + [Text(each, each) for each in _quoted(facts)]
    days = {name: facts[name] for name in _DAYS if _is_day(facts.get(name))}
    if days.get("due_on") == days.get("deadline"):
        days.pop("due_on", None)
    found += [_day(_DAYS[name], value) for name, value in days.items()]
    percent = facts.get("percent")
    if isinstance(percent, list):
        said = f"{percent[0] or 0} % → {percent[1]} %"
        found.append(Text(f"Tiến độ {said}", f"Progress {said}"))
    return found + [Text(each, each) for each in _quoted(facts)]


def reason_name(code: str) -> Text:
    """What a reason of any act is called; the bare code where no register has it."""
    if code in list(Reason):
        return REASON_NAMES[Reason(code)]
    return DATE_REASONS.get(code, Text(code, code))


def _about_dates(facts: Mapping[str, Any]) -> list[Text]:
    """What a pause or an extension says beside the dates that moved."""
    found = []
    if facts.get("pause") and facts.get("from") and facts.get("to"):
        first, last = str(facts["from"]), str(facts["to"])
        found.append(
            Text(
                f"Từ {_written(first, 'vi')} đến hết {_written(last, 'vi')}",
                f"From {_written(first, 'en')} until the end of {_written(last, 'en')}",
            )
        )
    if isinstance(facts.get("granted"), bool):
        found.append(Text("Đồng ý.", "Agreed.") if facts["granted"] else Text("Không đồng ý.", "Refused."))
    if facts.get("after_deadline") is True:
        found.append(Text("Xin khi hạn đã qua.", "Asked after the date."))
    if facts.get("in_time") is False and facts.get("granted") is not False:
        found.append(
            Text(
                "Đồng ý khi hạn đã qua: lần chậm đã ghi thì ở lại.",
                "Agreed after the date: the recorded lateness stays.",
            )
        )
    return found


def _quoted(facts: Mapping[str, Any]) -> list[str]:
    said = []
    for name in _SAID:
        value = facts.get(name)
        value = value[-1] if isinstance(value, list) and value else value
        if isinstance(value, str) and value:
            said.append(value)
    return said


def _moved(label: Text, value: Any, names: Mapping[int, str]) -> Text:
    ends: list[Any] = value if isinstance(value, list) else [None, value]
    before, after = ends[0], ends[-1]
    nobody = Text("chưa có người", "nobody")
    old = Text(*[names[before]] * 2) if before in names else nobody
    new = Text(*[names[after]] * 2) if after in names else nobody
    if before is None:
        return Text(f"{label.vi}: {new.vi}", f"{label.en}: {new.en}")
    return Text(f"{label.vi}: {old.vi} → {new.vi}", f"{label.en}: {old.en} → {new.en}")


def _is_day(value: Any) -> bool:
    return bool(value) and (isinstance(value, str) or (isinstance(value, list) and any(value)))


def _day(label: Text, value: Any) -> Text:
    ends: list[Any] = value if isinstance(value, list) else [None, value]
    before, after = ends[0], ends[-1]
    if before and after and before != after:
        return Text(
            f"{label.vi} {_written(before, 'vi')} → {_written(after, 'vi')}",
            f"{label.en} {_written(before, 'en')} → {_written(after, 'en')}",
        )
    return Text(
        f"{label.vi} {_written(after or before, 'vi')}", f"{label.en} {_written(after or before, 'en')}"
    )


def _written(day: str, locale: Locale) -> str:
    try:
        return format_date(date.fromisoformat(day), locale)
    except ValueError:
        return day
