"""Quy định của cơ quan: what the law leaves to each office, as a register with defaults and their reasons.

A rule's value may be changed from a day on, with its basis (``office_setting``); what happened before
that day stays under the value of its own day. To add a rule: an entry in ``RULES``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal

from app.text import Text

Kind = Literal["whole", "yes_no", "hours", "time"]

LONGEST_BASIS = 500

_HOURS = re.compile(r"\d\d:\d\d-\d\d:\d\d(,\d\d:\d\d-\d\d:\d\d)*", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class OfficeRule:
    """One rule: what it is called, its default, in what it counts, and why the default is what it is."""

    code: str
    label: Text
    kind: Kind
    default: str
    unit: Text
    reason: Text
    least: int = 0
    most: int = 365


_WORKING_DAYS = Text("ngày làm việc", "working days")
_TIMES = Text("lần", "times")
_YES_NO = Text("có hoặc không", "yes or no")

RULES: tuple[OfficeRule, ...] = (
    OfficeRule(
        "working_hours",
        Text("Giờ làm việc", "Working hours"),
        "hours",
        "07:30-11:30,13:30-17:00",
        Text("giờ trong ngày", "hours of the day"),
        Text(
            "Giờ hành chính thường dùng; Bộ luật Lao động 2019, Điều 105: không quá 8 giờ một ngày.",
            "Usual office hours; Labour Code 2019, Art. 105: at most 8 hours a day.",
        ),
    ),
    OfficeRule(
        "offer_days",
        Text(
            "Việc được chuyển đến mà không trả lời thì coi là đã nhận sau",
            "An unanswered hand-over counts as taken after",
        ),
        "whole",
        "1",
        _WORKING_DAYS,
        Text(
            "Văn bản được chuyển trong ngày, chậm nhất ngày làm việc tiếp theo (Nghị định 30/2020/NĐ-CP, Điều 22 đến 24).",
            "Papers are passed on the same day, at the latest the next working day (Decree 30/2020, Art. 22–24).",
        ),
        least=1,
        most=5,
    ),
    OfficeRule(
        "pause_cap_days",
        Text("Tạm dừng đồng hồ của một việc nhiều nhất", "One task's clock stands for at most"),
        "whole",
        "20",
        _WORKING_DAYS,
        Text("Không có trong luật; một tháng làm việc.", "Not in the law; one working month."),
        most=120,
    ),
    OfficeRule(
        "extension_after_deadline",
        Text("Cho xin gia hạn khi hạn đã qua", "An extension may be asked when the date has passed"),
        "yes_no",
        "yes",
        _YES_NO,
        Text(
            "Xin muộn vẫn hơn im lặng; lần chậm đã ghi thì ở lại và việc xin muộn được gắn dấu hiệu.",
            "Asking late is better than silence; the recorded lateness stays and the late request is flagged.",
        ),
    ),
    OfficeRule(
        "extension_most",
        Text("Số lần xin gia hạn nhiều nhất cho một việc", "Requests for another date for one task, at most"),
        "whole",
        "3",
        _TIMES,
        Text(
            "Không có trong luật; để một thời hạn vẫn là thời hạn.",
            "Not in the law; so that a date stays a date.",
        ),
        least=1,
        most=20,
    ),
    OfficeRule(
        "opinion_least_days",
        Text("Thời hạn xin ý kiến ngắn nhất", "An opinion is asked for within at least"),
        "whole",
        "2",
        _WORKING_DAYS,
        Text(
            "Theo mẫu Nghị định 191/2026/NĐ-CP: 2 đến 5 ngày làm việc.",
            "After Decree 191/2026: 2 to 5 working days.",
        ),
        least=1,
        most=30,
    ),
    OfficeRule(
        "opinion_most_days",
        Text("Thời hạn xin ý kiến dài nhất", "An opinion is asked for within at most"),
        "whole",
        "5",
        _WORKING_DAYS,
        Text(
            "Theo mẫu Nghị định 191/2026/NĐ-CP: 2 đến 5 ngày làm việc.",
            "After Decree 191/2026: 2 to 5 working days.",
        ),
        least=1,
        most=60,
    ),
    OfficeRule(
        "opinion_silence_agrees",
        Text("Quá hạn không trả lời thì coi là đồng ý", "Silence after the date counts as agreement"),
        "yes_no",
        "no",
        _YES_NO,
        Text(
            "Nghị định 191/2026/NĐ-CP coi im lặng là đồng ý đối với Chính phủ; cơ quan khác phải tự quy định.",
            "Decree 191/2026 takes silence as agreement for the Government; other bodies must say so themselves.",
        ),
    ),
    OfficeRule(
        "escalation_grace_days",
        Text("Báo lên người đứng đầu trực tiếp khi việc chậm", "A late task reaches the direct head after"),
        "whole",
        "3",
        _WORKING_DAYS,
        Text(
            "Không có trong luật; cho người giữ việc thời gian báo cáo trước.",
            "Not in the law; the holder has time to report first.",
        ),
        least=1,
        most=60,
    ),
    OfficeRule(
        "escalation_step_days",
        Text("Rồi lên thêm một cấp sau mỗi", "Then one level higher after every"),
        "whole",
        "3",
        _WORKING_DAYS,
        Text("Không có trong luật.", "Not in the law."),
        least=1,
        most=60,
    ),
    OfficeRule(
        "reminders_to_inspector",
        Text(
            "Vào danh sách tuần của thanh tra khi đôn đốc không ai trả lời quá",
            "Reaches the inspector's weekly list after unanswered reminders, more than",
        ),
        "whole",
        "3",
        _TIMES,
        Text("Không có trong luật.", "Not in the law."),
        least=1,
        most=50,
    ),
    OfficeRule(
        "digest_time",
        Text("Giờ gửi thư tổng hợp ngày làm việc", "The working day's summary is sent at"),
        "time",
        "07:30",
        Text("giờ", "time"),
        Text(
            "Đầu giờ làm việc, một thư thay cho nhiều thư.", "When work begins; one message instead of many."
        ),
    ),
    OfficeRule(
        "inspection_group",
        Text("Hậu kiểm chỉ so sánh nhóm từ", "Inspection compares only groups of at least"),
        "whole",
        "5",
        Text("phiếu", "sheets"),
        Text(
            "Không có trong luật; nhóm ít người thì so sánh không nói lên gì và dễ lộ từng người.",
            "Not in the law; a comparison of few people tells nothing and points at single persons.",
        ),
        least=3,
        most=50,
    ),
    OfficeRule(
        "inspection_distance",
        Text("Điểm được coi là xa người cùng nhóm khi cách trung vị từ", "A score is far from peers from"),
        "whole",
        "5",
        Text("điểm", "points"),
        Text(
            "Không có trong luật; khi mọi người gần bằng nhau, lệch rất ít cũng vượt ngưỡng thống kê.",
            "Not in the law; where everybody is almost equal, the least deviation passes the statistical limit.",
        ),
        least=1,
        most=50,
    ),
)

_BY_CODE = {rule.code: rule for rule in RULES}


def office_rule(code: str) -> OfficeRule:
    """The rule of that code; ``KeyError`` where the register has none."""
    return _BY_CODE[code]


def fault_in(rule: OfficeRule, value: str) -> Text | None:
    """Why ``value`` cannot be the rule's value; None where it can."""
    match rule.kind:
        case "whole":
            if (
                value.isascii()
                and value.isdigit()
                and len(value) < 6
                and rule.least <= int(value) <= rule.most
            ):
                return None
            return Text(
                f"Nhập số từ {rule.least} đến {rule.most}.",
                f"Enter a number from {rule.least} to {rule.most}.",
            )
        case "yes_no":
            return None if value in ("yes", "no") else Text("Chọn có hoặc không.", "Choose yes or no.")
        case "time":
            return (
                None
                if _TIME.fullmatch(value)
                else Text("Nhập giờ, ví dụ 07:30.", "Enter a time, e.g. 07:30.")
            )
        case "hours":
            return (
                None
                if _are_hours(value)
                else Text(
                    "Nhập các khoảng giờ theo thứ tự, ví dụ 07:30-11:30,13:30-17:00.",
                    "Enter spans in order, e.g. 07:30-11:30,13:30-17:00.",
                )
            )


def faults_of_setting(
    rule: OfficeRule, value: str, basis: str, from_date: date | None, today: date
) -> dict[str, Text]:
    """What stands against giving the rule this value from that day on, each at its field."""
    faults: dict[str, Text] = {}
    fault = fault_in(rule, value)
    if fault:
        faults["value"] = fault
    if not basis or len(basis) > LONGEST_BASIS:
        faults["basis"] = Text(
            f"Nêu văn bản căn cứ (tối đa {LONGEST_BASIS} ký tự).",
            f"Name the basis (at most {LONGEST_BASIS} characters).",
        )
    if from_date is None or from_date < today:
        faults["from_date"] = Text(
            "Nhập ngày áp dụng, từ hôm nay trở đi.", "Enter the day from which it holds, today or later."
        )
    return faults


def fault_together(code: str, value: str, others: "OfficeRules") -> Text | None:
    """Why the value does not go with the other rules of its day; None where it does."""
    if code not in ("opinion_least_days", "opinion_most_days"):
        return None
    days = {each: others.whole(each) for each in ("opinion_least_days", "opinion_most_days")}
    days[code] = int(value)
    if days["opinion_least_days"] <= days["opinion_most_days"]:
        return None
    return Text(
        "Thời hạn xin ý kiến ngắn nhất không được dài hơn thời hạn dài nhất.",
        "The least number of days for an opinion may not exceed the most.",
    )


def told(rule: OfficeRule, value: str) -> Text:
    """The value as people read it."""
    match rule.kind:
        case "whole":
            return Text(f"{value} {rule.unit.vi}", f"{value} {rule.unit.en}")
        case "yes_no":
            return Text("có", "yes") if value == "yes" else Text("không", "no")
        case "hours":
            spans = value.replace("-", "–").replace(",", ", ")
            return Text(spans, spans)
        case "time":
            return Text(value, value)


def _are_hours(value: str) -> bool:
    if not _HOURS.fullmatch(value):
        return False
    ends = re.split("[-,]", value)
    return all(_TIME.fullmatch(end) for end in ends) and ends == sorted(set(ends))


@dataclass(frozen=True, slots=True)
class OfficeRules:
    """The values in force on one day; a rule that was never set has its default."""

    values: Mapping[str, str] = field(default_factory=dict)

    def text(self, code: str) -> str:
        """The value as it is kept."""
        return self.values.get(code, _BY_CODE[code].default)

    def whole(self, code: str) -> int:
        """The value of a rule that counts something."""
        return int(self.text(code))

    def yes(self, code: str) -> bool:
        """Whether a yes-or-no rule says yes."""
        return self.text(code) == "yes"

    def time_of_day(self, code: str) -> time:
        """The time of day."""
        return time.fromisoformat(self.text(code))

    def spans(self, code: str = "working_hours") -> tuple[tuple[time, time], ...]:
        """The spans of the working day, in order."""
        pairs = (span.split("-") for span in self.text(code).split(","))
        return tuple((time.fromisoformat(first), time.fromisoformat(last)) for first, last in pairs)
