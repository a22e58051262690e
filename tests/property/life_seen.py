"""What the machine of ``lives.py`` looks at after every step: the whole database, by task."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

from app.db import fetch
from app.evaluation.counting import count_item
from app.evaluation.facts import item_facts
from app.evaluation.months import Month

Row = dict[str, Any]


@dataclass
class Waits:
    """What waits on one task for somebody's answer, each a row or None."""

    hand_back: Row | None = None
    offer: Row | None = None
    returned: Row | None = None
    lead_change: Row | None = None
    extension: Row | None = None
    opinion: Row | None = None
    pause: Row | None = None
    initiative: Row | None = None

    @property
    def move(self) -> Row | None:
        """The hand-back, the offer or the returned offer that waits."""
        return self.hand_back or self.offer or self.returned


@dataclass
class Seen:
    """The database after a step."""

    tasks: dict[int, Row]
    holdings: dict[int, list[Row]]
    moves: list[Row]
    latenesses: list[Row]
    submissions: list[Row]
    lead_changes: list[Row]
    extensions: list[Row]
    pauses: list[Row]
    opinions: list[Row]
    claims: list[Row]
    reminders: list[Row]
    waits: dict[int, Waits] = field(default_factory=dict)

    def holders(self, task: int) -> list[int]:
        """Who holds the task by its open holdings."""
        return [each["officer"] for each in self.holdings.get(task, []) if each["ended_at"] is None]

    def missed(self, task: int) -> set[tuple[date, int | None]]:
        """The dates of the task that passed, with whom they are charged to."""
        return {(each["due_on"], each["officer"]) for each in self.latenesses if each["task"] == task}


def is_offer(move: Row) -> bool:
    """An offer that nobody has answered and nothing has settled."""
    answers = (move["taken_at"], move["returned_at"], move["settled_at"])
    return move["offered_until"] is not None and answers == (None, None, None)


def is_returned(move: Row) -> bool:
    """A returned offer on which nobody has decided anew."""
    return move["returned_at"] is not None and move["settled_at"] is None


def is_hand_back(move: Row) -> bool:
    """A hand-back on which nobody has decided."""
    return move["kind"] == "hand_back" and move["decided_at"] is None


async def look(today: date) -> Seen:
    """Everything that the laws look at, in a few statements."""
    holdings = defaultdict(list)
    for row in await fetch("SELECT * FROM holding ORDER BY id"):
        holdings[row["task"]].append(row)
    seen = Seen(
        tasks={row["id"]: row for row in await fetch("SELECT * FROM task ORDER BY id")},
        holdings=holdings,
        moves=await fetch("SELECT * FROM hand_over ORDER BY id"),
        latenesses=await fetch("SELECT * FROM lateness ORDER BY id"),
        submissions=await fetch("SELECT * FROM submission ORDER BY id"),
        lead_changes=await fetch("SELECT * FROM lead_change ORDER BY id"),
        extensions=await fetch("SELECT * FROM extension ORDER BY id"),
        pauses=await fetch("SELECT * FROM pause ORDER BY id"),
        opinions=await fetch("SELECT * FROM opinion ORDER BY id"),
        claims=await fetch("SELECT * FROM cause_claim ORDER BY id"),
        reminders=await fetch("SELECT * FROM reminder ORDER BY id"),
    )
    seen.waits = {task: Waits() for task in seen.tasks}
    initiatives = await fetch("SELECT * FROM initiative WHERE ended_on IS NULL ORDER BY id")
    for name, rows in (
        ("hand_back", filter(is_hand_back, seen.moves)),
        ("offer", filter(is_offer, seen.moves)),
        ("returned", filter(is_returned, seen.moves)),
        ("lead_change", (row for row in seen.lead_changes if row["approved"] is None)),
        ("extension", (row for row in seen.extensions if row["granted"] is None)),
        ("opinion", (row for row in seen.opinions if row["answered_at"] is None)),
        ("pause", (row for row in seen.pauses if row["ended_at"] is None and row["to_date"] >= today)),
        ("initiative", initiatives),
    ):
        for row in rows:
            setattr(seen.waits[row["task"]], name, row)
    return seen


@dataclass
class Counted:
    """By officer, which (task, how-manieth holding) counts in some month: as assigned, and as late."""

    assigned: dict[int, set[tuple[int, int]]]
    late: dict[int, set[tuple[int, int]]]


async def counted(officers: Iterable[int], first: date, last: date, today: date) -> Counted:
    """What the months from that of ``first`` to the one after ``last`` count for these officers."""
    months = [Month.of(first)]
    while months[-1] <= Month.of(last):
        months.append(months[-1].next)
    all_of_it: Any = SimpleNamespace(first=months[0].first, next=months[-1].next)
    found = Counted({}, {})
    for officer, items in (await item_facts(list(officers), all_of_it, today)).items():
        times: Counter = Counter()
        found.assigned[officer], found.late[officer] = set(), set()
        for facts in items:
            times[facts.task_id] += 1
            item = (facts.task_id, times[facts.task_id])
            lines = [each.line for each in (count_item(facts, month) for month in months) if each is not None]
            if any(line.assigned for line in lines):
                found.assigned[officer].add(item)
            if any(line.late for line in lines):
                found.late[officer].add(item)
    return found
