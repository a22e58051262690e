"""A confirmed sheet computed again from its own snapshot, and compared with everything that was kept of it.

A sheet is sound when its snapshot is the one whose hash was kept and written into the history, when the rule it
names is the one that is computed with, and when the snapshot's evidence gives the kept result and the columns
that lists read. Whoever changes one of these in the database is found, also where the hash was changed with it.
"""

from collections.abc import Mapping
from typing import Any

from app.evaluation.criteria import Scheme, scheme
from app.evaluation.scoring import Insufficient, Scored
from app.evaluation.sheet_rules import evaluate, general_of, leader_parts
from app.evaluation.sheet_snapshot import (
    ENGINE,
    is_sound,
    read_item,
    result_columns,
    result_content,
    scheme_mark,
    unpacked,
)
from app.text import Text

_NOT_SOUND = Text("bản chụp không khớp mã băm đã lưu", "the snapshot does not have the hash that was kept")
_NOT_IN_HISTORY = Text(
    "mã băm khác với mã ghi trong lịch sử lúc xác nhận",
    "the hash is not the one that the history has of the confirmation",
)
_UNREADABLE = Text("bản chụp không đọc được", "the snapshot cannot be read")
_RESULT = Text(
    "kết quả tính lại khác kết quả trong bản chụp", "computed again, the result differs from the snapshot's"
)
_COLUMNS = Text(
    "điểm hoặc mức trong danh sách khác bản chụp", "the points or level of the list differ from the snapshot"
)


def faults_of(row: Mapping[str, Any], said: str | None) -> list[Text]:
    """What does not hold of a confirmed sheet's row; ``said`` is the hash in the history."""
    faults = []
    if not is_sound(row["snapshot"], row["snapshot_hash"]):
        faults.append(_NOT_SOUND)
    if said != row["snapshot_hash"]:
        faults.append(_NOT_IN_HISTORY)
    try:
        kept = unpacked(row["snapshot"])
        rule = scheme(kept["scheme"]["code"])
        other = _other_rule(kept, rule)
        result = recomputed(kept, rule)
    except (KeyError, TypeError, ValueError, AssertionError):
        return [*faults, _UNREADABLE]
    if other is not None:
        return [*faults, other]
    if result_content(result) != kept["result"]:
        faults.append(_RESULT)
    if any(row[name] != value for name, value in result_columns(result).items()):
        faults.append(_COLUMNS)
    return faults


def _other_rule(kept: Mapping[str, Any], rule: Scheme) -> Text | None:
    """A sheet of another version of the rule or the engine is not judged by this one."""
    if kept["engine"] == ENGINE and kept["scheme"]["mark"] == scheme_mark(rule):
        return None
    return Text(
        f"tính theo quy tắc {kept['scheme']['code']} bản {kept['scheme']['mark']}, phần mềm bản {kept['engine']}:"
        " không tính lại được bằng bản hiện nay",
        f"computed by rule {kept['scheme']['code']} version {kept['scheme']['mark']}, engine {kept['engine']}:"
        " cannot be computed again by the present one",
    )


def recomputed(kept: Mapping[str, Any], rule: Scheme) -> Scored | Insufficient:
    """The result of a snapshot's own evidence and points; ``ValueError`` where a criterion has none."""
    general = general_of({point["criterion"]: point["confirmed"] for point in kept["points"]}, rule)
    if general is None:
        raise ValueError("a confirmed sheet has points for every criterion")
    percents = {part["part"]: part["percent"] for part in kept["parts"]}
    items = [read_item(item) for item in kept["items"]]
    return evaluate(general, items, leader_parts(percents), rule)
