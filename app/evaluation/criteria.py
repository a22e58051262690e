"""The register of evaluation schemes: look one up by its code.

A new scheme is one more dated record in ``SCHEMES``; the engine reads everything it needs from the record.
"""

from app.evaluation.decree_335 import ND335_2025
from app.evaluation.scheme import (
    CarryOver,
    Criterion,
    CriterionGroup,
    DeductionShape,
    HandOverReason,
    HandOverRule,
    LatenessDate,
    Level,
    NumberSetting,
    Option,
    Origin,
    RatioCap,
    Scheme,
    Setting,
    Threshold,
)

__all__ = [
    "ND335_2025",
    "PRESET",
    "SCHEMES",
    "CarryOver",
    "Criterion",
    "CriterionGroup",
    "DeductionShape",
    "HandOverReason",
    "HandOverRule",
    "LatenessDate",
    "Level",
    "NumberSetting",
    "Option",
    "Origin",
    "RatioCap",
    "Scheme",
    "Setting",
    "Threshold",
    "scheme",
]

SCHEMES = (ND335_2025,)
"""Every scheme there is, oldest first. Non-leader and leader are parts of one formula (Art. 16), not two schemes."""

PRESET = ND335_2025
"""What is used where nothing else was chosen."""


def scheme(code: str) -> Scheme:
    """The scheme with this code ("ND335-2025"); ``KeyError`` where the register has none."""
    return {entry.code: entry for entry in SCHEMES}[code]
