"""Whom an act means: people whom its facts name, and people who stand in a role to a record. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Fact:
    """A person (or several) that the act's facts name; ``place`` of a pair from–to."""

    name: str
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person who stands in ``role`` to a record: the act's subject, or the record whose id the fact ``by`` holds."""

    record: str
    role: str
    by: str = ""


class Act(Protocol):
    """What the register needs of an act of the history."""

    @property
    def kind(self) -> str: ...
    @property
    def subject(self) -> tuple[str, int]: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...
    @property
    def by(self) -> int | None: ...


#: What is known of people beside records: (record, id) to role to officer.
People = Mapping[tuple[str, int], Mapping[str, int | None]]

#: The records whose people may be told, and in which roles they stand to them. Who recorded an incident is
#: not among them: nothing that leaves the office's own tables may lead to that person.
RECORDS: Mapping[str, tuple[str, ...]] = {
    "task": ("owner", "lead", "assigner", "head"),
    "incident": ("officer",),
    "lateness": ("officer",),
    "submission": ("officer",),
    "cause_claim": ("claimed_by",),
    "hand_over": ("from_officer",),
    "extension": ("asked_by",),
    "opinion": ("asked_by",),
}


def meant(whom: Fact | Person, act: Act, people: People) -> list[int]:
    """The officers whom ``whom`` stands for; none where the facts or the records do not say."""
    if isinstance(whom, Person):
        ids = numbers(act.facts.get(whom.by)) if whom.by else [act.subject[1]]
        if not whom.by and act.subject[0] != whom.record:
            return []
        known = [people.get((whom.record, id_), {}).get(whom.role) for id_ in ids]
        return [officer for officer in known if officer is not None]
    value = act.facts.get(whom.name)
    if whom.place is None:
        return numbers(value)
    is_pair = isinstance(value, list | tuple) and len(value) == 2
    return numbers(value[whom.place]) if is_pair and value is not None else []


def numbers(value: Any) -> list[int]:
    """The ids in a fact that holds one, several or none; anything else is no id."""
    each = value if isinstance(value, list | tuple) else [value]
    return [one for one in each if isinstance(one, int) and not isinstance(one, bool)]
