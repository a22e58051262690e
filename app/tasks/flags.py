"""The register of flags: facts beside a task's state, each with its ground and the day since when.

A flag states a fact and never a verdict. To add one: an entry in ``FLAGS`` with its predicate, and its row
in the tests.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.tasks import flag_grounds, flag_moves
from app.tasks.flag_grounds import (
    AWAITING_PERSON_DAYS,
    DUE_SOON_DAYS,
    NOT_RECEIVED_DAYS,
    SILENT_DAYS,
    Ground,
    HandOverFact,
    Predicate,
    TaskFacts,
)
from app.text import Text
from app.workdays import Calendar

__all__ = ["FLAGS", "Flag", "Ground", "HandOverFact", "Raised", "TaskFacts", "Tone", "flag", "raised"]

Tone = Literal["red", "amber", "purple", "grey"]


@dataclass(frozen=True, slots=True)
class Flag:
    """One entry of the register. ``scored``: it lowers a part of the monthly score by itself."""

    code: str
    label: Text
    tone: Tone
    scored: bool
    meaning: Text
    predicate: Predicate


@dataclass(frozen=True, slots=True)
class Raised:
    """A flag on one task."""

    flag: Flag
    ground: Text
    since: date


# In the order of display: what is wrong first, what is over last.
FLAGS = (
    Flag(
        "late",
        Text("Quá hạn", "Late"),
        "red",
        True,
        Text(
            "Hết ngày cuối của thời hạn mà chưa nộp kết quả; tính từ ngày hôm sau.",
            "The last day of the deadline ended without a submission; counted from the next day.",
        ),
        flag_grounds.late,
    ),
    Flag(
        "late_on_import",
        Text("Quá hạn khi nhập", "Late on import"),
        "amber",
        False,
        Text(
            "Hạn trong phụ lục đã qua khi nhập; không ai bị tính chậm cho những ngày trước khi được giao.",
            "The annex's date had passed when imported; nobody is charged for days before it was theirs.",
        ),
        flag_grounds.late_on_import,
    ),
    Flag(
        "unclear",
        Text("Chưa rõ", "Unclear"),
        "amber",
        False,
        Text(
            "Còn thiếu ít nhất một điều phải rõ trước khi giao.", "Something that must be clear is missing."
        ),
        flag_grounds.unclear,
    ),
    Flag(
        "awaiting_person",
        Text("Chờ người quá lâu", "Long without an owner"),
        "amber",
        False,
        Text(
            f"Việc đã giao đơn vị nhưng người đứng đầu chưa giao cho ai trong {AWAITING_PERSON_DAYS} ngày làm việc.",
            f"Given to the unit, whose head has named no owner within {AWAITING_PERSON_DAYS} working days.",
        ),
        flag_grounds.awaiting_person,
    ),
    Flag(
        "ping_pong",
        Text("Quay vòng", "Ping-pong"),
        "purple",
        False,
        Text(
            "Việc được chuyển đi rồi quay lại cùng một người (A → B → A).",
            "The work was passed on and came back to the same person (A → B → A).",
        ),
        flag_moves.ping_pong,
    ),
    Flag(
        "unit_ping_pong",
        Text("Quay vòng giữa đơn vị", "Ping-pong of units"),
        "purple",
        False,
        Text(
            "Việc được chuyển sang đơn vị khác rồi quay lại (A → B → A), dù qua những người khác nhau.",
            "The work went to another unit and came back (A → B → A), whoever held it there.",
        ),
        flag_moves.unit_ping_pong,
    ),
    Flag(
        "handed_on_twice",
        Text("Chuyển từ 2 lần", "Handed on twice"),
        "purple",
        False,
        Text(
            "Bị chuyển trả, trả lại hoặc chuyển sang đơn vị khác từ hai lần trở lên.",
            "Handed back, given back or sent on between units two times or more.",
        ),
        flag_moves.handed_on_twice,
    ),
    Flag(
        "second_papers",
        Text("Đòi hồ sơ lần hai", "Papers asked twice"),
        "purple",
        False,
        Text(
            "Trả lại vì thiếu hồ sơ từ lần thứ hai: yêu cầu bổ sung chỉ nên nêu một lần, đầy đủ.",
            "Came back for lacking papers a second time: what is lacking should be named once, in full.",
        ),
        flag_moves.second_papers,
    ),
    Flag(
        "moved_near_deadline",
        Text("Chuyển sát hạn", "Moved near its date"),
        "amber",
        False,
        Text(
            f"Chuyển trả hoặc chuyển người khi hạn chỉ còn {flag_moves.NEAR_DEADLINE_DAYS} ngày làm việc hoặc ít hơn.",
            f"Handed back or moved with {flag_moves.NEAR_DEADLINE_DAYS} working days left or fewer.",
        ),
        flag_moves.moved_near_deadline,
    ),
    Flag(
        "bounced",
        Text("Bị chuyển trả", "Bounced"),
        "purple",
        False,
        Text(
            "Người giữ đã trả lại hoặc chuyển đi, hoặc việc được chuyển giữa các đơn vị. Kết quả bị trả để làm "
            "lại không phải là chuyển trả.",
            "Handed back or on by its holder, or sent on between units. A result returned for rework is no bounce.",
        ),
        flag_moves.bounced,
    ),
    Flag(
        "silent",
        Text("Lâu chưa báo cáo", "Silent"),
        "amber",
        False,
        Text(
            f"Người giữ việc không báo cáo trong {SILENT_DAYS} ngày làm việc.",
            f"No report by its holder for {SILENT_DAYS} working days.",
        ),
        flag_grounds.silent,
    ),
    Flag(
        "not_received",
        Text("Chưa nhận việc", "Not received"),
        "amber",
        False,
        Text(
            f"Chưa xác nhận đã nhận việc trong {NOT_RECEIVED_DAYS} ngày làm việc.",
            f"Not confirmed as received within {NOT_RECEIVED_DAYS} working days.",
        ),
        flag_grounds.not_received,
    ),
    Flag(
        "due_soon",
        Text("Sắp đến hạn", "Due soon"),
        "amber",
        False,
        Text(
            f"Còn {DUE_SOON_DAYS} ngày làm việc hoặc ít hơn.", f"{DUE_SOON_DAYS} working days left or fewer."
        ),
        flag_grounds.due_soon,
    ),
    Flag(
        "paused",
        Text("Tạm dừng", "Paused"),
        "grey",
        False,
        Text(
            "Đồng hồ của việc đang dừng, có lý do và ngày kết thúc; hạn gốc không đổi.",
            "The clocks of the task stand, with a reason and an end; the original date stays.",
        ),
        flag_grounds.paused,
    ),
    Flag(
        "extended",
        Text("Đã gia hạn", "Extended"),
        "grey",
        False,
        Text(
            "Người giao đã đồng ý hoặc đặt hạn mới; hạn gốc vẫn được giữ.",
            "Another date was agreed or set; the original one is kept.",
        ),
        flag_grounds.extended,
    ),
    Flag(
        "asked_late",
        Text("Xin gia hạn muộn", "Asked late"),
        "amber",
        False,
        Text(
            "Gia hạn được xin hoặc được đặt khi hạn đã qua; lần chậm đã ghi thì ở lại.",
            "More time was asked for or given after the date; the recorded lateness stays.",
        ),
        flag_grounds.asked_late,
    ),
    Flag(
        "late_before",
        Text("Từng quá hạn", "Late before"),
        "grey",
        True,
        Text(
            "Đã có lần chậm được ghi nhận; hạn mới hay làm lại không xóa lần chậm đó.",
            "A lateness was recorded; a new date or rework does not undo it.",
        ),
        flag_grounds.late_before,
    ),
    Flag(
        "late_when_done",
        Text("Nộp chậm", "Submitted late"),
        "grey",
        True,
        Text(
            "Kết quả nộp sau hạn, hoặc đã có lần chậm trước khi nộp.",
            "Submitted late, or after a recorded lateness.",
        ),
        flag_grounds.late_when_done,
    ),
    Flag(
        "waiting_opinion",
        Text("Chờ ý kiến", "Waits for opinions"),
        "grey",
        False,
        Text(
            "Đã hỏi ý kiến đơn vị khác, chưa có trả lời.",
            "Another unit was asked for its opinion and has not answered yet.",
        ),
        flag_grounds.waiting_opinion,
    ),
    Flag(
        "protected",
        Text("Đề xuất được bảo vệ", "Protected initiative"),
        "grey",
        False,
        Text(
            "Việc thực hiện một đề xuất đổi mới đã được phê duyệt (Nghị định 73/2023/NĐ-CP); tự nó không thêm, bớt điểm.",
            "The work carries out an approved proposal (Decree 73/2023); by itself it changes no score.",
        ),
        flag_grounds.protected,
    ),
)

_BY_CODE = {entry.code: entry for entry in FLAGS}


def flag(code: str) -> Flag:
    """The entry with this code; ``KeyError`` where the register has none."""
    return _BY_CODE[code]


def raised(facts: TaskFacts, calendar: Calendar) -> tuple[Raised, ...]:
    """Every flag that the facts raise, in the order of the register."""
    grounds = ((entry, entry.predicate(facts, calendar)) for entry in FLAGS)
    return tuple(Raised(entry, ground.text, ground.since) for entry, ground in grounds if ground is not None)
