"""Chặng in words: who holds the work and since when, and each move before with what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.clock import local_day
from app.formats import format_date
from app.tasks.holder_queries import Stay
from app.tasks.reasons import REASON_NAMES, Reason
from app.text import Text

NOBODY = Text("người giao", "the assigner")


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One move as the pages show it: from whom to whom, why, for how long it was held, what became of it."""

    way: Text
    reason: Text
    outcome: Text
    words: str


def hours_words(minutes: int) -> Text:
    """Working time as people say it: 12 giờ 30 phút."""
    hours, rest = divmod(max(minutes, 0), 60)
    vi = [f"{hours} giờ"] if hours else []
    en = [f"{hours} h"] if hours else []
    if rest or not hours:
        vi.append(f"{rest} phút")
        en.append(f"{rest} min")
    return Text(" ".join(vi), " ".join(en))


def stay_words(stay: Stay) -> Text:
    """Đang ở ai, từ bao giờ, bao nhiêu giờ làm việc."""
    since, held = local_day(stay.since), hours_words(stay.minutes)
    return Text(
        f"{stay.name}, từ {format_date(since)} ({held.vi} làm việc)",
        f"{stay.name}, since {format_date(since, 'en')} ({held.en} of working time)",
    )


def move_line(row: Mapping[str, Any]) -> MoveLine:
    """A row of ``hand_over`` with the names in it."""
    hand_back = row["kind"] == "hand_back"
    giver = row["from_name"] or "–"
    taker = NOBODY if hand_back else Text(row["to_name"] or "–", row["to_name"] or "–")
    reason = REASON_NAMES.get(Reason(row["reason"]), Text("", "")) if row["reason"] in list(Reason) else None
    why = reason or Text(row["reason"], row["reason"])
    if row["held_minutes"] is not None:
        held = hours_words(row["held_minutes"])
        why = Text(f"{why.vi}; đã giữ {held.vi} làm việc", f"{why.en}; held for {held.en} of working time")
    return MoveLine(Text(f"{giver} → {taker.vi}", f"{giver} → {taker.en}"), why, _outcome(row), row["words"])


def _outcome(row: Mapping[str, Any]) -> Text:
    if row["kind"] == "hand_back":
        return _decision(row)
    if row["returned_at"] is not None:
        return _returned(row)
    if row["taken_at"] is not None:
        return _taken(row)
    if row["settled_at"] is not None:
        return Text("không còn hiệu lực", "lapsed")
    if row["offered_until"] is not None:
        until = row["offered_until"]
        return Text(
            f"chờ nhận, không trả lời thì coi là đã nhận hết ngày {format_date(until)}",
            f"waits to be taken; silence takes it at the end of {format_date(until, 'en')}",
        )
    return _taken(row)


def _decision(row: Mapping[str, Any]) -> Text:
    if row["decided_at"] is None:
        return Text("chờ người giao quyết định", "waits for the assigner's decision")
    if row["upheld"]:
        return Text("lý do được công nhận", "the reason was upheld")
    return Text("lý do không được công nhận", "the reason was not upheld")


def _returned(row: Mapping[str, Any]) -> Text:
    on, code = local_day(row["returned_at"]), row["return_reason"]
    why = REASON_NAMES[Reason(code)] if code in list(Reason) else Text(code, code)
    return Text(
        f"trả lại {format_date(on)}: {why.vi.lower()}", f"returned {format_date(on, 'en')}: {why.en.lower()}"
    )


def _taken(row: Mapping[str, Any]) -> Text:
    on = local_day(row["taken_at"] or row["at"])
    vi, en = format_date(on), format_date(on, "en")
    if row["taken_silently"]:
        return Text(f"không trả lời, coi là đã nhận {vi}", f"no answer, taken by silence {en}")
    if row["kind"] == "appointment":
        return Text(f"theo chỉ định {vi}", f"by order {en}")
    if row["offered_until"] is not None:
        return Text(f"đã nhận {vi}", f"taken {en}")
    return Text(f"chuyển ngay {vi}", f"moved at once {en}")
