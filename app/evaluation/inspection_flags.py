"""The register of the inspector's flags: each states its rule and its number, never a verdict.

To add one: an entry in ``FLAGS`` with its predicate in ``inspection_grounds.py``, and its row in the tests.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.evaluation import inspection_grounds as grounds
from app.evaluation.inspection_facts import Limits, MonthFacts
from app.evaluation.inspection_grounds import Found
from app.text import Text

__all__ = ["FLAGS", "Flag", "Found", "Raised", "flag", "raised"]

Predicate = Callable[[MonthFacts, Limits], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class Flag:
    """One entry of the register. ``compares``: it needs a group of the smallest size before it says anything."""

    code: str
    label: Text
    rule: Text
    compares: bool
    predicate: Predicate


@dataclass(frozen=True, slots=True)
class Raised:
    """A flag on one sheet, unit or task."""

    flag: Flag
    found: Found


FLAGS = (
    Flag(
        "equal_scores",
        Text("Điểm gần như bằng nhau", "Scores almost equal"),
        Text(
            "Điểm cao nhất và thấp nhất của đơn vị cách nhau chưa tới 1 điểm.",
            "The highest and lowest totals of the unit are less than 1 point apart.",
        ),
        True,
        grounds.equal_scores,
    ),
    Flag(
        "all_as_self",
        Text("Xác nhận đúng như tự chấm", "Confirmed exactly as self-scored"),
        Text(
            "Ở mọi phiếu của đơn vị, mọi tiêu chí được xác nhận đúng bằng điểm tự chấm.",
            "On every sheet of the unit, every criterion was confirmed as self-scored.",
        ),
        True,
        grounds.all_as_self,
    ),
    Flag(
        "high_with_late",
        Text("Từ 90 điểm mà có việc chậm", "90 or more with late work"),
        Text(
            "Tổng điểm từ 90 trở lên, có ít nhất một lần chậm.",
            "A total of 90 or more with at least one lateness.",
        ),
        False,
        grounds.high_with_late,
    ),
    Flag(
        "far_from_peers",
        Text("Xa người cùng nhóm", "Far from peers"),
        Text(
            "Cách trung vị của người cùng đơn vị, cùng nhóm nhiệm vụ quá 3,5 × 1,4826 × MAD.",
            "Further than 3.5 × 1.4826 × MAD from the median of the same unit and duty.",
        ),
        True,
        grounds.far_from_peers,
    ),
    Flag(
        "no_evidence",
        Text("Điểm không có căn cứ", "Points without evidence"),
        Text(
            "Tiêu chí nhóm III được chấm tối đa mà không có căn cứ nào, không ai ghi lời nào.",
            "A criterion of group III at its maximum with no evidence and not a word beside it.",
        ),
        False,
        grounds.no_evidence,
    ),
    Flag(
        "evidence_after",
        Text("Minh chứng bổ sung sau khi hết tháng", "Evidence added after the month"),
        Text(
            "Tệp minh chứng của việc trên phiếu được thêm sau ngày cuối tháng.",
            "A file of a task on the sheet was added after the month's last day.",
        ),
        False,
        grounds.evidence_after,
    ),
    Flag(
        "deadline_moved",
        Text("Hạn được dời khi đã qua", "Deadline moved after it passed"),
        Text(
            "Hạn của việc trên phiếu được dời sau khi hạn cũ đã qua.",
            "The deadline of a task on the sheet was moved when it had passed.",
        ),
        False,
        grounds.deadline_moved,
    ),
    Flag(
        "bounced_for_nobody",
        Text("Việc bị chuyển, không tính cho ai", "Bounced work scored for nobody"),
        Text(
            "Việc bị chuyển trả hoặc chuyển tiếp đã được duyệt trong tháng nhưng không tính xong ở phiếu nào.",
            "Bounced work was accepted in the month and is finished on no sheet.",
        ),
        False,
        grounds.bounced_for_nobody,
    ),
    Flag(
        "bounced_twice",
        Text("Một việc tính cho hai người", "One task scored twice"),
        Text(
            "Một việc được tính xong trên từ hai phiếu trở lên.",
            "One task counts as finished on two sheets or more.",
        ),
        False,
        grounds.scored_twice,
    ),
    Flag(
        "copied_comments",
        Text("Nhận xét giống nhau", "Copied comments"),
        Text(
            "Cùng một người xác nhận ghi nhận xét giống hệt nhau trên nhiều phiếu.",
            "One scoring authority wrote the very same comment on several sheets.",
        ),
        True,
        grounds.copied_comments,
    ),
    Flag(
        "head_above_unit",
        Text("Người đứng đầu cao hơn đơn vị", "Head above the unit"),
        Text(
            "Mức điểm của người đứng đầu cao hơn mức của điểm trung bình các phiếu trong đơn vị.",
            "The head's level of points is above the level of the unit's mean.",
        ),
        True,
        grounds.head_above_unit,
    ),
    Flag(
        "incident_not_reflected",
        Text("Vụ việc chưa thể hiện trên phiếu", "Incident not reflected"),
        Text(
            "Có vụ việc được xác nhận bên cạnh tiêu chí vẫn được điểm tối đa mà không ai ghi lý do.",
            "A confirmed incident stands beside a criterion that has full points and no reason.",
        ),
        False,
        grounds.incident_not_reflected,
    ),
    Flag(
        "above_cap",
        Text("Vượt tỷ lệ xuất sắc", "Above the cap of excellent"),
        Text(
            "Số phiếu từ 90 điểm vượt 20% số được xếp mức tốt nếu tính như cuối năm (Điều 20.5.a).",
            "More sheets of 90 and above than 20 % of those ranked good, counted as at the year's end (Art. 20.5.a).",
        ),
        True,
        grounds.above_cap,
    ),
)


def flag(code: str) -> Flag:
    """The entry with this code; ``KeyError`` where the register has none."""
    return {entry.code: entry for entry in FLAGS}[code]


def raised(facts: MonthFacts, limits: Limits) -> list[Raised]:
    """Every flag of the month, in the order of the register."""
    return [Raised(entry, found) for entry in FLAGS for found in entry.predicate(facts, limits)]
