"""The stage of the demonstration: who is there, what time it is, and the acts that come next.

A story is a generator of moments: it says when its next act comes and what it is, and goes on when the
act was done. The stage takes the acts of all stories in the order of time and calls the product's own
commands, so that what is planted is what real use would have written.
"""

import heapq
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from app import clock
from app.db import fetch, fetch_one
from app.demo.cast import PEOPLE
from app.people.queries import viewer_of_officer
from app.people.viewer import Viewer
from app.tasks import commands
from app.tasks.cause_rules import Ground
from app.tasks.commands import TaskEntry
from app.tasks.initiative_rules import InitiativeEntry
from app.workdays import Calendar

SEED = 335
BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)
Act = Callable[[], Awaitable[Any]]
Story = Iterator[tuple[datetime, Act]]

UNIT_OF = {member.code: member.unit for member in PEOPLE}
NAME_OF = {member.code: member.name for member in PEOPLE}
HEADS = {"TL": "TL001", "VP": "VP001", "KT": "KT001", "VX": "VX001", "HC": "HC001"}


@dataclass
class Stage:
    """Everything that the stories share."""

    ids: dict[str, int]
    viewers: dict[str, Viewer]
    items: list[int]  # ids of the catalogue's items, in the order of PRODUCTS
    calendar: Calendar
    today: date
    files: Path | None
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311 - a story, no secret
    _acts: list[tuple[datetime, int, Act, Story | None]] = field(default_factory=list)
    _count: int = 0

    def begin(self, story: Story) -> None:
        """Let a story run from its first act on."""
        following = next(story, None)
        if following is not None:
            self.at(*following, story=story)

    def at(self, moment: datetime, act: Act, story: Story | None = None) -> None:
        """Put one act on the list."""
        self._count += 1
        heapq.heappush(self._acts, (moment, self._count, act, story))

    async def play_until(self, moment: datetime) -> None:
        """Do every act that comes before ``moment``, in the order of time."""
        while self._acts and self._acts[0][0] < moment:
            _, _, act, story = heapq.heappop(self._acts)
            await act()
            if story is not None:
                self.begin(story)

    def working_day(self, day: date, count: int = 0) -> date:
        """The working day that is ``count`` working days from ``day`` (or the next one after it for 0)."""
        return self.calendar.add(self.calendar.next_working(day), count)


async def stage_of(
    ids: dict[str, int], items: list[int], calendar: Calendar, today: date, files: Path | None
) -> Stage:
    """The stage with the cast as viewers; the cast's roles do not change during the story."""
    viewers = {member.code: await viewer_of_officer(ids[member.code], today=today) for member in PEOPLE}
    return Stage(ids, viewers, items, calendar, today, files)


@dataclass
class Job:
    """One task on its way: who holds it, who decides on it, and the time of its last act."""

    stage: Stage
    owner: str
    boss: str  # who assigns and decides
    entry: TaskEntry
    last: datetime = BEFORE_ALL
    id: int = 0
    hand_over: int = 0
    extension: int = 0
    opinion: int = 0
    initiative: int = 0
    claim: int = 0
    offered: str = ""  # to whom the work is offered

    def on(self, day: date, hour: int | None = None) -> datetime:
        """A moment of office hours on that day, never before this job's act before it."""
        chance = self.stage.chance
        moment = clock.at(day, hour if hour is not None else chance.randint(8, 16), chance.randint(0, 59))
        self.last = max(moment, self.last + timedelta(minutes=chance.randint(6, 25)))
        return self.last

    async def _call(self, command: Callable[..., Awaitable[Any]], by: str, at: datetime, **words: Any) -> Any:
        row = await fetch_one("SELECT version FROM task WHERE id = {}", self.id)
        assert row is not None
        return await command(task=self.id, by=self.stage.viewers[by], now=at, version=row["version"], **words)

    async def assign(self, at: datetime) -> None:
        self.id = await commands.assign_task(entry=self.entry, by=self.stage.viewers[self.boss], now=at)

    async def give_to_unit(self, at: datetime) -> None:
        self.id = await commands.give_to_unit(entry=self.entry, by=self.stage.viewers[self.boss], now=at)

    async def save_draft(self, at: datetime, by: str) -> None:
        self.id = await commands.save_draft(entry=self.entry, by=self.stage.viewers[by], now=at)

    async def name_owner(self, at: datetime, by: str, owner: str) -> None:
        ids = self.stage.ids
        await self._call(commands.name_owner, by, at, owner=ids[owner], lead=ids[by], working_deadline=None)
        self.owner, self.boss = owner, by

    async def receive(self, at: datetime) -> None:
        await self._call(commands.receive_task, self.owner, at)

    async def report(self, at: datetime, percent: int, words: str) -> None:
        await self._call(commands.report_progress, self.owner, at, percent=percent, words=words)

    async def submit(self, at: datetime, words: str) -> None:
        await self._call(commands.submit_result, self.owner, at, words=words)

    async def accept(self, at: datetime, words: str = "Đạt yêu cầu.") -> None:
        await self._call(commands.accept_result, self.boss, at, words=words)

    async def return_(self, at: datetime, words: str, failed: bool) -> None:
        await self._call(
            commands.return_result, self.boss, at, words=words, failed_check=failed, rework_due=None
        )

    async def hand_back(self, at: datetime, reason: str, words: str) -> None:
        self.hand_over = await self._call(commands.hand_back, self.owner, at, reason=reason, words=words)

    async def decide(self, at: datetime, upheld: bool, words: str, to: str | None = None) -> None:
        await commands.decide_hand_back(
            hand_over=self.hand_over,
            upheld=upheld,
            to_officer=self.stage.ids[to] if to else None,
            words=words,
            by=self.stage.viewers[self.boss],
            now=at,
        )
        self.offered = to or ""

    def soon(self) -> datetime:
        """A moment shortly after the last act, without asking chance."""
        self.last += timedelta(minutes=9)
        return self.last

    async def take(self, at: datetime) -> None:
        """Who was offered the work takes it."""
        rows = await fetch("SELECT id FROM hand_over WHERE task = {} ORDER BY id DESC LIMIT 1", self.id)
        self.owner, self.offered = self.offered, ""
        await commands.take_offer(hand_over=rows[0]["id"], by=self.stage.viewers[self.owner], now=at)

    async def return_offer(self, at: datetime, reason: str, words: str) -> None:
        """Who was offered the work gives it back."""
        rows = await fetch("SELECT id FROM hand_over WHERE task = {} ORDER BY id DESC LIMIT 1", self.id)
        by, self.offered = self.stage.viewers[self.offered], ""
        await commands.return_offer(hand_over=rows[0]["id"], reason=reason, words=words, by=by, now=at)

    async def reassign(self, at: datetime, to: str, reason: str, words: str) -> None:
        await self._call(
            commands.reassign, self.boss, at, to_officer=self.stage.ids[to], reason=reason, words=words
        )
        self.offered = to

    async def ask_lead(self, at: datetime, to: str, words: str) -> None:
        await self._call(commands.ask_lead_change, self.owner, at, to_lead=self.stage.ids[to], words=words)

    async def remind(self, at: datetime, words: str) -> None:
        await self._call(commands.remind, self.boss, at, words=words)

    async def withdraw(self, at: datetime, reason: str) -> None:
        await self._call(commands.withdraw_task, self.boss, at, reason=reason)

    async def objective(self, at: datetime, by: str, words: str, ground: Ground) -> None:
        """The head who confirms sheets says that the last lateness had an objective cause."""
        lateness = await self._last_lateness()
        if lateness:
            await commands.confirm_objective_cause(
                lateness=lateness, words=words, ground=ground, by=self.stage.viewers[by], now=at
            )

    async def pause(self, at: datetime, first: date, last: date, reason: str, words: str) -> None:
        await self._call(
            commands.pause_task, self.boss, at, reason=reason, words=words, from_date=first, to_date=last
        )

    async def resume(self, at: datetime) -> None:
        await self._call(commands.resume_task, self.boss, at)

    async def ask_extension(self, at: datetime, until: date, reason: str, words: str) -> None:
        self.extension = await self._call(
            commands.ask_extension, self.owner, at, asked_due=until, reason=reason, words=words
        )

    async def decide_extension(self, at: datetime, granted: bool, words: str = "") -> None:
        row = await fetch_one("SELECT version FROM task WHERE id = {}", self.id)
        assert row is not None
        await commands.decide_extension(
            extension=self.extension,
            granted=granted,
            words=words,
            by=self.stage.viewers[self.boss],
            now=at,
            version=row["version"],
        )

    async def extend(self, at: datetime, until: date, reason: str, words: str) -> None:
        await self._call(commands.extend_deadline, self.boss, at, new_due=until, reason=reason, words=words)

    async def claim_cause(self, at: datetime, words: str, ground: Ground | None = None) -> None:
        """The owner says so first, resting on the task's initiative unless another ground is named."""
        lateness = await self._last_lateness()
        if lateness:
            rests_on = ground or Ground(initiative=self.initiative)
            self.claim = await commands.claim_cause(
                lateness=lateness, words=words, ground=rests_on, by=self.stage.viewers[self.owner], now=at
            )

    async def decide_cause(self, at: datetime, by: str, confirmed: bool, words: str) -> None:
        if self.claim:
            await commands.decide_cause(
                claim=self.claim, confirmed=confirmed, words=words, by=self.stage.viewers[by], now=at
            )

    async def _last_lateness(self) -> int:
        rows = await fetch("SELECT id FROM lateness WHERE task = {} ORDER BY id DESC LIMIT 1", self.id)
        return int(rows[0]["id"]) if rows else 0

    async def ask(self, at: datetime, unit: str, question: str, due_on: date) -> None:
        """Ask the head of another unit."""
        self.opinion = await self._call(
            commands.ask_opinion,
            self.owner,
            at,
            unit=self.stage.ids[unit],
            answerer=None,
            question=question,
            due_on=due_on,
        )

    async def answer(self, at: datetime, by: str, outcome: str, words: str) -> None:
        await commands.answer_opinion(
            opinion=self.opinion, outcome=outcome, words=words, by=self.stage.viewers[by], now=at
        )

    async def protect(self, at: datetime, entry: InitiativeEntry) -> None:
        self.initiative = await self._call(commands.record_initiative, self.boss, at, entry=entry)

    async def attach(self, at: datetime, name: str, body: bytes) -> None:
        """A file of evidence, where the demonstration keeps files at all."""
        if self.stage.files is not None:
            await commands.keep_file(
                subject=("task", self.id),
                upload_name=name,
                body=body,
                by=self.stage.viewers[self.owner],
                now=at,
                folder=self.stage.files,
            )
