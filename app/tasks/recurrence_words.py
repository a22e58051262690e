"""Việc định kỳ in words: what a rule says, and what a task's history says of the rule behind it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.formats import format_date, weekday_name
from app.tasks.recurrence_rules import DayRule, Frequency, Rule, Shift, WhyUnit
from app.text import Text

FREQUENCIES = {
    Frequency.DAILY: Text("Mỗi ngày làm việc", "Every working day"),
    Frequency.WEEKLY: Text("Hằng tuần", "Weekly"),
    Frequency.MONTHLY: Text("Hằng tháng", "Monthly"),
    Frequency.QUARTERLY: Text("Hằng quý", "Quarterly"),
    Frequency.HALF_YEARLY: Text("Sáu tháng một lần", "Half-yearly"),
    Frequency.YEARLY: Text("Hằng năm", "Yearly"),
}
DAY_RULES = {
    DayRule.MONTH_DAY: Text(
        "Ngày trong tháng (31 là ngày cuối tháng)", "Day of the month (31: the last day)"
    ),
    DayRule.WORKING_DAY: Text("Ngày làm việc thứ mấy của tháng", "The n-th working day of the month"),
    DayRule.LAST_WORKING_DAY: Text("Ngày làm việc cuối tháng", "The last working day of the month"),
}
SHIFTS = {
    Shift.AFTER: Text("Ngày làm việc liền sau", "The next working day"),
    Shift.BEFORE: Text("Ngày làm việc liền trước", "The working day before"),
}
WEEKDAYS = {number: weekday_name(date.fromordinal(number)) for number in range(1, 8)}
STANDINGS = {
    "running": Text("Đang chạy", "Running"),
    "ended": Text("Đã hết thời hạn", "Ended"),
    "stopped": Text("Đã dừng", "Stopped"),
}
_WHYS = {
    WhyUnit.OWNER_GONE: Text(
        "Người được giao theo quy tắc không còn công tác tại đơn vị: chờ người đứng đầu giao người.",
        "The person of the rule no longer works in the unit: its head names somebody.",
    ),
    WhyUnit.LEAD_GONE: Text(
        "Đầu mối theo quy tắc không còn công tác: chờ người đứng đầu giao người.",
        "The lead of the rule is no longer at work: the unit's head names somebody.",
    ),
    WhyUnit.PASSED: Text(
        "Lượt này được giao bù sau khi hệ thống ngừng chạy, hạn đã qua: không tính chậm cho ai,"
        " người đứng đầu đặt hạn làm việc mới.",
        "Made up after the system had stopped, its date has passed: charged to nobody,"
        " the unit's head sets a working date.",
    ),
}


def rule_words(rule: Rule) -> Text:
    """The rule in one line, as lists and pages show it."""
    rule = rule.settled()
    if rule.frequency == Frequency.DAILY:
        return FREQUENCIES[Frequency.DAILY]
    day = _day_words(rule)
    shift = _shift_words(rule)
    return Text(f"{day.vi}{shift.vi}", f"{day.en}{shift.en}")


def _day_words(rule: Rule) -> Text:
    if rule.frequency == Frequency.WEEKLY:
        name = WEEKDAYS[rule.day_number]
        return Text(f"{name.vi} hằng tuần", f"Every {name.en}")
    day = {
        DayRule.MONTH_DAY: Text(f"Ngày {rule.day_number}", f"Day {rule.day_number}"),
        DayRule.WORKING_DAY: Text(
            f"Ngày làm việc thứ {rule.day_number}", f"Working day no. {rule.day_number}"
        ),
        DayRule.LAST_WORKING_DAY: Text("Ngày làm việc cuối cùng", "The last working day"),
    }[DayRule(rule.day_rule)]
    month = {
        Frequency.MONTHLY: Text("hằng tháng", "of each month"),
        Frequency.QUARTERLY: Text(
            f"của tháng thứ {rule.month} mỗi quý", f"of month {rule.month} of each quarter"
        ),
        Frequency.HALF_YEARLY: Text(
            f"của tháng thứ {rule.month} mỗi nửa năm", f"of month {rule.month} of each half-year"
        ),
        Frequency.YEARLY: Text(f"của tháng {rule.month} hằng năm", f"of month {rule.month} of each year"),
    }[Frequency(rule.frequency)]
    return Text(f"{day.vi} {month.vi}", f"{day.en} {month.en}")


def _shift_words(rule: Rule) -> Text:
    if rule.day_rule not in (DayRule.WEEKDAY, DayRule.MONTH_DAY):
        return Text("", "")
    moved = SHIFTS[Shift(rule.shift)]
    return Text(
        f"; gặp ngày nghỉ thì lấy {moved.vi[0].lower()}{moved.vi[1:]}",
        f"; a day off moves to {moved.en[0].lower()}{moved.en[1:]}",
    )


def given_words(facts: Mapping[str, Any]) -> list[Text]:
    """What the history of an instance says beside people and dates."""
    found = [Text("Giao tự động theo việc định kỳ.", "Given by the rule of a recurring duty.")]
    if facts.get("why") in list(WhyUnit):
        found.append(_WHYS[WhyUnit(facts["why"])])
    if facts.get("away"):
        first, last = (date.fromisoformat(day) for day in facts["away"])
        found.append(
            Text(
                f"Lưu ý: người chịu trách nhiệm chính vắng {format_date(first)} – {format_date(last)}.",
                f"Note: the owner is away {format_date(first, 'en')} – {format_date(last, 'en')}.",
            )
        )
    return found
