"""Thay đầu mối xuyên suốt: whose approval it needs.

The lead answers for the work from its first to its last day (Art. 18.1.b of Decree 335/2025/NĐ-CP asks for
one person who is answerable), so that neither the old nor the new lead, nor who merely gives the work on,
changes the lead alone. Pure: paths of units in, the answer out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.tasks.holders import UnitHead

ROOT = "/"


def common_path(a: str, b: str) -> str:
    """The path of the lowest unit that contains both units; ``/`` where nothing does."""
    shared = []
    for one, other in zip(a.strip("/").split("/"), b.strip("/").split("/"), strict=False):
        if one != other or not one:
            break
        shared.append(one)
    return ROOT + "".join(f"{piece}/" for piece in shared)


def approving_path(common: str, heads: Mapping[int, UnitHead], leads: tuple[int, int]) -> str:
    """The unit at which the change is decided on: the common one, or the one above where a lead heads it.

    The root has none above: there another person who may assign decides.
    """
    path = common
    while path.count("/") > 2 and _head_of(path, heads) in leads:
        path = path[: path.rstrip("/").rindex("/") + 1]
    return path


def _head_of(path: str, heads: Mapping[int, UnitHead]) -> int | None:
    unit = heads.get(int(path.rstrip("/").rsplit("/", 1)[1]))
    return unit.head if unit else None


@dataclass(frozen=True, slots=True)
class ApprovalFacts:
    """What the asking person is to a change of lead: may assign at the approving unit, is one of the two."""

    may_assign_there: bool
    is_old_lead: bool
    is_new_lead: bool


def may_approve(facts: ApprovalFacts) -> bool:
    """Whether the person decides on the change: the common superior, who is neither of the two."""
    return facts.may_assign_there and not (facts.is_old_lead or facts.is_new_lead)
