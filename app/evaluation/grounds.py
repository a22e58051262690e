"""The words under each number of an item's line: why it stands in the month, why 0, what was deducted."""

from collections.abc import Sequence
from datetime import date

from app.evaluation.criteria import HandOverRule, Origin
from app.formats import format_date
from app.text import Text

OUTSIDE_TOTAL = {
    Origin.TAKEN_OVER: Text(
        "việc đảm nhận thêm từ người khác: tính ngoài tổng được giao (Điều 18.1.d)",
        "taken over from another person: outside the assigned total (Art. 18.1.d)",
    ),
    Origin.SUDDEN: Text(
        "việc đột xuất ngoài kế hoạch: tính ngoài tổng được giao (Điều 18.1.d)",
        "sudden work outside the plan: outside the assigned total (Art. 18.1.d)",
    ),
}
"""Why an item is not in the assigned total, by its origin."""

NOT_SUBMITTED = Text("chưa nộp", "not submitted")


def due_this_month(deadline: date) -> Text:
    """The deadline lies in the month."""
    return Text(f"đến hạn ngày {_vi(deadline)}", f"due on {_en(deadline)}")


def carried_over(deadline: date) -> Text:
    """The deadline passed before the month, or before the item came to this person."""
    return Text(
        f"hạn ngày {_vi(deadline)} đã qua, đầu tháng chưa nộp: chuyển sang tháng này",
        f"due on {_en(deadline)}, not submitted when the month began: carried over",
    )


def submitted_early(submitted: date, deadline: date) -> Text:
    """Submitted in a month before that of the deadline."""
    return Text(
        f"nộp ngày {_vi(submitted)}, trước tháng đến hạn ({_vi(deadline)}): chỉ tính vào tháng này",
        f"submitted on {_en(submitted)}, before the month of its deadline ({_en(deadline)}): counts in this month alone",
    )


def left_total(on: date, rule: HandOverRule) -> Text:
    """The item left the assigned total."""
    return Text(
        f"rời tổng được giao từ ngày {_vi(on)}: {rule.title.vi} ({rule.basis.vi})",
        f"left the assigned total on {_en(on)}: {rule.title.en} ({rule.basis.en})",
    )


def given_up(on: date, rule: HandOverRule) -> Text:
    """Its owner could not do it: it is never finished for them, and stays in the total it was part of."""
    return Text(
        f"{rule.title.vi}, báo ngày {_vi(on)}: không tính vào kết quả hoàn thành ({rule.basis.vi})",
        f"{rule.title.en}, reported on {_en(on)}: never counts as finished ({rule.basis.en})",
    )


def handed_on(on: date, rule: HandOverRule) -> Text:
    """This person did not finish it, because it went to somebody else or was withdrawn."""
    return Text(
        f"không còn do người này thực hiện từ ngày {_vi(on)}: {rule.title.vi} ({rule.basis.vi})",
        f"no longer with this person since {_en(on)}: {rule.title.en} ({rule.basis.en})",
    )


def waiting(submitted: date) -> Text:
    """Submitted, neither accepted nor returned."""
    return Text(
        f"đã nộp ngày {_vi(submitted)}, chờ duyệt", f"submitted on {_en(submitted)}, awaiting acceptance"
    )


def submitted_later(submitted: date) -> Text:
    """Submitted after the month."""
    return Text(
        f"nộp ngày {_vi(submitted)}, sau tháng này", f"submitted on {_en(submitted)}, after this month"
    )


def returned(submitted: date) -> Text:
    """The last submission was returned and nothing came after it."""
    return Text(
        f"kết quả nộp ngày {_vi(submitted)} đã bị trả lại, chưa nộp lại",
        f"what was submitted on {_en(submitted)} was returned and not submitted again",
    )


def quality(charged: int, lifted: int) -> Text | None:
    """The failed checks; None where there is none."""
    return _joined(
        (
            charged,
            f"{charged} lần kiểm tra chưa đạt do sai sót lớn về nội dung (Điều 14.2.b)",
            f"{_times(charged, 'failed check')} for a major error of content (Art. 14.2.b)",
        ),
        (
            lifted,
            f"{lifted} lần chưa đạt được xác nhận do nguyên nhân khách quan, không trừ",
            f"{_times(lifted, 'failed check')} confirmed as of objective cause, nothing deducted",
        ),
    )


def progress(charged: Sequence[date], lifted: Sequence[date], by_original: date | None = None) -> Text | None:
    """The latenesses with the dates that were missed; None where there is none.

    ``by_original``: the one of them that an extension had moved and that the scheme charges nevertheless.
    """
    return _joined(
        (
            len(charged),
            f"{len(charged)} lần chậm, quá hạn ngày {', '.join(map(_vi, charged))} (Điều 14.2.c)",
            f"{_times(len(charged), 'time')} late, missed {', '.join(map(_en, charged))} (Art. 14.2.c)",
        ),
        (
            len(lifted),
            f"{len(lifted)} lần chậm được xác nhận do nguyên nhân khách quan, không trừ (hạn {', '.join(map(_vi, lifted))})",
            f"{_times(len(lifted), 'time')} late, confirmed as of objective cause, nothing deducted (missed {', '.join(map(_en, lifted))})",
        ),
        (
            int(by_original is not None),
            f"hạn {_vi(by_original)} đã được gia hạn, vẫn tính theo quy tắc “hạn trước khi gia hạn”"
            if by_original
            else "",
            f"{_en(by_original)} had been extended and is charged by the rule of the original date"
            if by_original
            else "",
        ),
    )


def _joined(*clauses: tuple[int, str, str]) -> Text | None:
    present = [(vi, en) for times, vi, en in clauses if times]
    if not present:
        return None
    return Text("; ".join(vi for vi, _ in present), "; ".join(en for _, en in present))


def _times(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _vi(day: date) -> str:
    return format_date(day)


def _en(day: date) -> str:
    return format_date(day, "en")
