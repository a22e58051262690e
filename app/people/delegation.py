"""Ủy quyền: what a head may let another decide in the head's place, for which days, by which document.

The law leaves the giver answerable: the right stays the giver's and is used in the giver's name, within the
content, the scope and the days that the document names, and is not handed on. What Decree 335/2025/NĐ-CP gives
to the head in person (Art. 10: confirming sheets; so too concluding incidents and confirming objective causes,
Art. 14.2) stands in no scope. Nothing here reads a database or a clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.people.permissions import ROLES
from app.people.permissions import Permission as P
from app.text import Text, clean

LONGEST = timedelta(days=366)  # house rule: a paper without a near end is a change of posts, not a delegation
LONGEST_DOCUMENT = 200
LONGEST_WORDS = 4_000

#: Roles whose holder decides over a unit and may let somebody else do so. A deputy's own role is none of them.
HEAD_ROLES = tuple(role.code for role in ROLES if {P.TASK_ASSIGN, P.DELEGATE} <= role.permissions)


@dataclass(frozen=True, slots=True)
class Scope:
    """How much is delegated. ``gives``: also giving, moving and withdrawing work, not only deciding on it."""

    code: str
    label: Text
    permissions: frozenset[P]
    gives: bool


SCOPES: tuple[Scope, ...] = (
    Scope(
        "all",
        Text("Giao việc và quyết định", "Giving work and deciding on it"),
        frozenset({P.TASK_READ, P.TASK_ASSIGN, P.TASK_DRAFT}),
        gives=True,
    ),
    Scope(
        "decide",
        Text(
            "Chỉ quyết định về kết quả, chuyển trả, gia hạn",
            "Only deciding on results, hand-backs and extensions",
        ),
        frozenset({P.TASK_READ, P.TASK_ASSIGN}),
        gives=False,
    ),
)

_BY_CODE = {scope.code: scope for scope in SCOPES}

NOT_DELEGATED = Text(
    "Không ủy quyền được: xác nhận phiếu đánh giá (Điều 10 Nghị định 335/2025/NĐ-CP giao cho người đứng đầu), "
    "kết luận vụ việc, xác nhận nguyên nhân khách quan. Những việc này chờ người đứng đầu.",
    "Never delegated: confirming sheets (Art. 10 of Decree 335/2025 names the head), concluding incidents, "
    "confirming objective causes. These wait for the head.",
)


def scope_of(code: str) -> Scope:
    """The scope of that code; ``KeyError`` when there is none."""
    return _BY_CODE[code]


class Standing(StrEnum):
    """Where a delegation stands on a day."""

    COMING = "coming"
    RUNNING = "running"
    PAST = "past"
    REVOKED = "revoked"


STANDINGS: dict[Standing, Text] = {
    Standing.RUNNING: Text("Đang có hiệu lực", "In force"),
    Standing.COMING: Text("Sắp có hiệu lực", "To come"),
    Standing.PAST: Text("Đã hết hạn", "Ended"),
    Standing.REVOKED: Text("Đã thu hồi", "Revoked"),
}


def standing(first: date, last: date, day: date, *, revoked: bool) -> Standing:
    """How a delegation of these days stands on ``day``."""
    if revoked:
        return Standing.REVOKED
    if day < first:
        return Standing.COMING
    return Standing.RUNNING if day <= last else Standing.PAST


def overlap(first: date, last: date, other_first: date, other_last: date) -> bool:
    """Whether two spans of days, their ends included, share a day."""
    return first <= other_last and other_first <= last


@dataclass(frozen=True, slots=True)
class Proposed:
    """A delegation as it is about to be given; None where nothing usable was entered."""

    giver: int | None
    deputy: int | None
    unit: int | None
    scope: str
    document: str
    document_date: date | None
    from_date: date | None
    to_date: date | None


@dataclass(frozen=True, slots=True)
class Ground:
    """What the people and the tree say about it.

    ``giver_heads``: the giver heads the unit in the giver's own right on the first day; ``deputy_posted``: the
    deputy has a post in the same tree on that day; ``overlaps``: the days of the giver's other delegations of
    the unit that are not revoked.
    """

    giver_heads: bool
    deputy_posted: bool
    overlaps: tuple[tuple[date, date], ...] = ()


def faults_of(asked: Proposed, ground: Ground, today: date) -> dict[str, Text]:
    """Everything that stands against it, each at its field; empty where nothing does."""
    found: dict[str, Text] = {}
    if asked.unit is None:
        found["unit"] = Text("Chọn đơn vị.", "Choose the unit.")
    if asked.giver is None:
        found["giver"] = Text("Chọn người ủy quyền.", "Choose who delegates.")
    elif asked.unit is not None and not ground.giver_heads:
        found["giver"] = Text(
            "Người này không có quyền của người đứng đầu đối với đơn vị vào ngày bắt đầu.",
            "This person does not hold the head's right over the unit on the first day.",
        )
    found |= _deputy_faults(asked, ground)
    if asked.scope not in _BY_CODE:
        found["scope"] = Text("Chọn phạm vi ủy quyền.", "Choose the scope.")
    return found | _document_faults(asked) | _day_faults(asked, ground, today)


def _deputy_faults(asked: Proposed, ground: Ground) -> dict[str, Text]:
    if asked.deputy is None:
        return {"deputy": Text("Chọn người được ủy quyền.", "Choose who stands in.")}
    if asked.deputy == asked.giver:
        return {"deputy": Text("Không ai ủy quyền cho chính mình.", "Nobody delegates to themselves.")}
    if not ground.deputy_posted:
        return {
            "deputy": Text(
                "Người này không có vị trí công tác trong cơ quan vào ngày bắt đầu.",
                "This person has no post in the office on the first day.",
            )
        }
    return {}


def _document_faults(asked: Proposed) -> dict[str, Text]:
    found: dict[str, Text] = {}
    document = clean(asked.document)
    if not document:
        found["document"] = Text("Nhập số văn bản ủy quyền.", "Enter the number of the document.")
    elif len(document) > LONGEST_DOCUMENT:
        found["document"] = Text(
            f"Tối đa {LONGEST_DOCUMENT} ký tự.", f"At most {LONGEST_DOCUMENT} characters."
        )
    if asked.document_date is None:
        found["document_date"] = Text("Nhập ngày của văn bản.", "Enter the document's date.")
    elif asked.from_date is not None and asked.document_date > asked.from_date:
        found["document_date"] = Text(
            "Văn bản phải có trước hoặc trong ngày bắt đầu.",
            "The document's date may not be after the first day.",
        )
    return found


def _day_faults(asked: Proposed, ground: Ground, today: date) -> dict[str, Text]:
    first, last = asked.from_date, asked.to_date
    found: dict[str, Text] = {}
    if first is None:
        found["from_date"] = Text("Nhập ngày bắt đầu.", "Enter the first day.")
    elif first < today:
        found["from_date"] = Text(
            "Ngày bắt đầu từ hôm nay trở đi: không ủy quyền lùi ngày.",
            "The first day is today or later: nothing is delegated backwards.",
        )
    if last is None:
        found["to_date"] = Text("Nhập ngày kết thúc.", "Enter the last day.")
    elif first is not None and last < first:
        found["to_date"] = Text("Chọn ngày không trước ngày bắt đầu.", "Choose a day not before the first.")
    elif first is not None and last - first > LONGEST:
        found["to_date"] = Text("Nhiều nhất một năm.", "One year at most.")
    elif first is not None and any(overlap(first, last, *other) for other in ground.overlaps):
        found["from_date"] = Text(
            "Người ủy quyền đã có ủy quyền khác cho đơn vị này trong thời gian đó: thu hồi trước, hoặc chọn ngày khác.",
            "The giver has another delegation of this unit in that time: revoke it first or choose other days.",
        )
    return found


def revoke_faults(words: str) -> Mapping[str, Text]:
    """What stands against revoking with these words."""
    if not clean(words):
        return {"words": Text("Nêu lý do thu hồi ủy quyền.", "Say why the delegation is revoked.")}
    if len(clean(words)) > LONGEST_WORDS:
        return {"words": Text(f"Tối đa {LONGEST_WORDS} ký tự.", f"At most {LONGEST_WORDS} characters.")}
    return {}
