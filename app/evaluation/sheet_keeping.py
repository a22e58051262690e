"""What goes into the snapshot of a sheet that is being confirmed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.evaluation.criteria import PRESET
from app.evaluation.queries import Sheet
from app.evaluation.scoring import Insufficient, Scored
from app.evaluation.sheet_rules import PARTS, Decision
from app.evaluation.sheet_snapshot import (
    ENGINE,
    FORMAT,
    ground_content,
    item_content,
    result_content,
    scheme_mark,
    text_of,
)
from app.people.viewer import Viewer


def content_of(
    opened: Sheet,
    decision: Decision,
    percents: Mapping[str, int],
    result: Scored | Insufficient,
    *,
    by: Viewer,
    now: datetime,
) -> dict[str, Any]:
    """Everything that a later reader needs to see how the sheet came to its number."""
    one = opened.person
    return {
        "format": FORMAT,
        "engine": ENGINE,
        "scheme": {
            "code": PRESET.code,
            "title": text_of(PRESET.title),
            "basis": text_of(PRESET.basis),
            "valid_from": PRESET.valid_from.isoformat(),
            "mark": scheme_mark(),
            "settings": {one.code: one.value for one in PRESET.settings},
            "numbers": {one.code: one.value for one in PRESET.number_settings},
        },
        "month": str(opened.month),
        "officer": {
            "id": one.officer_id,
            "staff_code": one.staff_code,
            "name": one.name,
            "post_title": one.post_title,
            "unit": one.unit_name,
            "leader": one.is_leader,
        },
        "scorer": {"id": by.officer_id, "name": by.name, "post_title": by.post_title},
        "confirmed_at": now.isoformat(),
        "strengths": opened.strengths,
        "weaknesses": opened.weaknesses,
        "comment": decision.comment,
        "crossing_reason": decision.reason,
        "points": [
            {
                "criterion": code,
                "max": PRESET.criterion(code).max_hundredths,
                "self": point.own,
                "words": point.words,
                "confirmed": decision.points[code],
                "reason": decision.reasons.get(code, ""),
            }
            for code, point in opened.points.items()
        ],
        "parts": [
            {
                "part": part,
                "proposed": opened.parts[part].proposed,
                "ground": text_of(opened.parts[part].ground),
                "percent": percents[part],
                "reason": decision.part_reasons.get(part, ""),
            }
            for part in PARTS
            if part in percents
        ],
        "items": [item_content(item) for item in opened.items],
        "not_due": [item_content(item) for item in opened.not_due],
        "grounds": [ground_content(ground) for ground in opened.grounds],
        "result": result_content(result),
    }
