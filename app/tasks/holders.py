"""Chặng: who holds a piece of work now. At every moment of an unfinished task's life exactly one person does.

Decree 335/2025/NĐ-CP, Art. 18.1.d lets the person who gives work decide who has it; until that decision it
stays where it is. Pure: facts in, the holder out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.tasks.rules import FINISHED, HELD, State


@dataclass(frozen=True, slots=True)
class HolderFacts:
    """Who stands to the task in which quality; ids of officers, None where there is nobody.

    ``unit_head``: the head in office of the unit that has to name an owner. ``given_by``: who gave it to the
    unit or to the owner. ``given_by_decides``: that person may still decide on it. ``head_above``: the head in
    office who stands above the owner; above the head of the root another person who may assign there.
    """

    state: State
    author: int
    owner: int | None = None
    unit_head: int | None = None
    given_by: int | None = None
    given_by_decides: bool = False
    head_above: int | None = None


def holder(facts: HolderFacts) -> int | None:
    """The one person who holds the task: who has to make the next step; None once it is finished."""
    if facts.state in FINISHED:
        return None
    if facts.state in HELD and facts.owner is not None:
        return facts.owner
    if facts.state is State.AWAITING_PERSON:
        return facts.unit_head or facts.given_by or facts.author
    if facts.state is State.SUBMITTED:
        if facts.given_by is not None and facts.given_by_decides:
            return facts.given_by
        return facts.head_above or facts.author
    return facts.author


@dataclass(frozen=True, slots=True)
class UnitHead:
    """A unit with the one above it and its head in office."""

    parent: int | None
    head: int | None


def head_above(units: Mapping[int, UnitHead], unit: int | None, owner: int | None) -> int | None:
    """The nearest head in office at or above ``unit`` who is not the owner: nobody decides on own work."""
    passed: set[int] = set()
    while unit is not None and unit in units and unit not in passed:
        passed.add(unit)
        head = units[unit].head
        if head is not None and head != owner:
            return head
        unit = units[unit].parent
    return None
