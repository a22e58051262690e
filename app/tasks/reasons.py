"""Work that changes hands: why, how a holding ended by it, and how the work then counts (Decree 335/2025/NĐ-CP,
Art. 18.1.d; counting rules). Pure: facts in, answers out.
"""

from enum import StrEnum

from app.text import Text


class Reason(StrEnum):
    """Why work is handed back or moved."""

    NOT_AUTHORITY = "not_authority"
    LACKS_PAPERS = "lacks_papers"
    OVERLOAD = "overload"
    ABSENCE = "absence"
    REFUSED = "refused"
    OTHER = "other"
    MOVED = "moved"  # by the head only


REASON_NAMES: dict[Reason, Text] = {
    Reason.NOT_AUTHORITY: Text("Không đúng thẩm quyền", "Not within authority"),
    Reason.LACKS_PAPERS: Text("Thiếu hồ sơ, tài liệu", "Papers are lacking"),
    Reason.OVERLOAD: Text("Quá tải", "Overload"),
    Reason.ABSENCE: Text("Nghỉ, chuyển công tác, hết ủy quyền", "Leave, transfer, delegation ended"),
    Reason.REFUSED: Text("Từ chối thực hiện", "Refused"),
    Reason.OTHER: Text("Lý do khác", "Another reason"),
    Reason.MOVED: Text("Người đứng đầu điều chuyển", "Moved by the head"),
}
HAND_BACK_REASONS = tuple(reason for reason in Reason if reason is not Reason.MOVED)


class End(StrEnum):
    """How a holding ended, as the monthly count reads it; "" while it is open or finished by acceptance."""

    CANNOT = "cannot"
    ABSENCE = "absence"
    MOVED = "moved"
    NOT_AUTHORITY = "not_authority"
    LACKS_PAPERS = "lacks_papers"
    WITHDRAWN = "withdrawn"


class Origin(StrEnum):
    """How work came to a person."""

    ORDINARY = "ordinary"
    TAKEN_OVER = "taken_over"
    SUDDEN = "sudden"


_ENDS = {
    Reason.NOT_AUTHORITY: End.NOT_AUTHORITY,
    Reason.LACKS_PAPERS: End.LACKS_PAPERS,
    Reason.ABSENCE: End.ABSENCE,
    Reason.MOVED: End.MOVED,
}


def end_of_holding(reason: Reason, *, upheld: bool) -> End:
    """What leaving for ``reason`` counts as: a reason that the assigner does not uphold is "cannot do it"."""
    return _ENDS.get(reason, End.CANNOT) if upheld else End.CANNOT


def is_taken_over(end: End) -> bool:
    """Whether the next holder has the work outside the assigned total (Art. 18.1.d)."""
    return end in (End.CANNOT, End.ABSENCE, End.MOVED)


def origin_of(*, in_plan: bool, taken_over: bool) -> Origin:
    """How work counts for its new holder: sudden work that was taken over is outside the total either way."""
    if taken_over:
        return Origin.TAKEN_OVER
    return Origin.ORDINARY if in_plan else Origin.SUDDEN
