"""The world from which lives are copied: a task in every state, and one with everything that can wait on it."""

import asyncio
import secrets
import shutil
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app import clock
from app.db import bind, engine, fetch, make_engine
from app.people.queries import viewer_of_officer
from app.tasks import commands, rules
from app.tasks.cause_rules import Ground
from app.tasks.initiative_rules import Advice, InitiativeEntry
from app.tasks.rules import Act, State
from tests.databases import Template, create, drop, name_of, sibling, without_waiting_for_the_disk

START = date(2026, 11, 2)
BEFORE = date(2026, 10, 29)  # when the task was given that is late from the start

#: The acts of the table that the machine tries, and by name what it tries beside the table.
IN_THE_MACHINE: set[Act] = set()
BESIDE: set[str] = set()


@dataclass
class Home:
    """Where lives are copied from, and what they reached: (state, act) as often as it was done."""

    kind: str
    source: str
    ids: dict[str, int]
    folder: Path
    runs: int = 0
    steps: int = 0
    reached: Counter = field(default_factory=Counter)
    refused: Counter = field(default_factory=Counter)
    broken: tuple[str, ...] = ()  # SQL that plants a fault in every copy
    only: frozenset[str] = frozenset()  # the rules that are tried; none named: all

    def tries(self, method: Any) -> bool:
        """Whether people try this here; nights pass in every home."""
        return not self.only or method.__name__ in self.only

    def wanted(self) -> set:
        """What the table admits, of the acts that the machine knows."""
        return {
            (state, line.act) for line in rules.TABLE if line.act in IN_THE_MACHINE for state in line.states
        }

    def pairs_not_reached(self) -> list[tuple[str, str]]:
        pairs = sorted(
            (state.value, act.value) for state, act in self.wanted() if not self.reached[(state, act)]
        )
        return pairs + [("beside", name) for name in self._beside_not_reached()]

    def acts_not_reached(self) -> list[str]:
        acts = {each[1] for each in self.reached if isinstance(each, tuple)}
        return sorted(act.value for act in IN_THE_MACHINE - acts) + self._beside_not_reached()

    def _beside_not_reached(self) -> list[str]:
        return sorted(name for name in BESIDE if not self.reached[name])

    def table(self) -> str:
        """How often each act was done in each state; "." where the table does not admit it."""
        states = [state for state in State if state is not State.WITHDRAWN]
        lines = [
            f"{self.kind}: {self.runs} lives, {self.steps} steps; done by (state, act), refused in the last column"
        ]
        lines.append(
            f"{'':<18}" + "".join(f"{state.value[:11]:>12}" for state in states) + f"{'refused':>10}"
        )
        wanted = self.wanted()
        for act in Act:
            cells = [str(self.reached[(s, act)]) if (s, act) in wanted else "." for s in states]
            lines.append(
                f"{act.value:<18}" + "".join(f"{cell:>12}" for cell in cells) + f"{self.refused[act]:>10}"
            )
        lines.append("beside the table, done and refused:")
        lines += [f"{name:<30}{self.reached[name]:>12}{self.refused[name]:>10}" for name in sorted(BESIDE)]
        absent = sorted(act.value for act in Act if act not in IN_THE_MACHINE)
        return "\n".join([*lines, f"not in the machine: {', '.join(absent) or 'none'}"])


def lead_of(owner: str) -> str:
    """Somebody else than the owner, so that the two cannot be mistaken for each other."""
    return "KT001" if owner in ("KT003", "KT004") else "TL001"


def entry_of(ids: dict[str, int], owner: str, deadline: date, *, in_plan: bool = True) -> commands.TaskEntry:
    return commands.TaskEntry(
        title="Rà soát điểm ngập",
        product="Báo cáo kết quả",
        owner=ids[owner],
        lead=ids[lead_of(owner)],
        deadline=deadline,
        in_plan=in_plan,
        sudden_reason="" if in_plan else "Mưa lớn",
        unit=ids[owner[:2]],
    )


def proposal_of(ids: dict[str, int], today: date) -> InitiativeEntry:
    return InitiativeEntry(
        proposal="Thử nghiệm báo ngập qua tin nhắn",
        document="15/QĐ-UBND",
        document_date=today,
        approver="Chủ tịch UBND phường",
        from_date=today,
        to_date=today + timedelta(days=6),
        decided_by=ids["TL002"],
        advisers=(Advice(ids["KT002"], "Nên làm thử ở hai tổ dân phố"),),
    )


class Planting:
    """Plants tasks of the same owner, each due on another day."""

    def __init__(self, ids: dict[str, int], head: Any, owner: Any, taker: Any, lead: Any) -> None:
        self.ids, self.head, self.owner, self.taker, self.lead = ids, head, owner, taker, lead
        self.now, self.ahead = clock.at(START, 8), 0

    def entry(self) -> commands.TaskEntry:
        self.ahead = self.ahead % 8 + 1
        return entry_of(self.ids, "KT003", START + timedelta(days=self.ahead))

    async def on(self, task: int, command: Any, by: Any, **values: Any) -> Any:
        (row,) = await fetch("SELECT version FROM task WHERE id = {}", task)
        return await command(task=task, version=row["version"], by=by, now=self.now, **values)

    async def given(self) -> int:
        return await commands.assign_task(entry=self.entry(), by=self.head, now=self.now)

    async def under_way(self) -> int:
        task = await self.given()
        await self.on(task, commands.receive_task, self.owner)
        return task

    async def hand_back(self, task: int) -> None:
        await self.on(
            task, commands.hand_back, self.owner, reason="overload", words="Quá nhiều việc cùng lúc"
        )

    async def offer(self, task: int) -> None:
        said = {"reason": "moved", "words": "Phân công lại", "to_officer": self.ids["KT004"]}
        await self.on(task, commands.reassign, self.head, **said)

    async def returned(self, task: int) -> None:
        await self.offer(task)
        (paper,) = await fetch("SELECT id FROM hand_over WHERE task = {}", task)
        said = {"reason": "overload", "words": "Quá nhiều việc cùng lúc"}
        await commands.return_offer(hand_over=paper["id"], by=self.taker, now=self.now, **said)

    async def extension(self, task: int) -> None:
        said = {"reason": "more_work", "words": "Phát sinh thêm", "asked_due": START + timedelta(days=11)}
        await self.on(task, commands.ask_extension, self.owner, **said)

    async def pause(self, task: int) -> None:
        days = {"from_date": START, "to_date": START + timedelta(days=2)}
        await self.on(task, commands.pause_task, self.head, reason="superior", words="Chờ quyết định", **days)

    async def questions(self, task: int) -> None:
        asked = {"unit": self.ids["VX"], "answerer": None, "question": "Có điểm ngập nào ở trường học không?"}
        await self.on(task, commands.ask_opinion, self.owner, due_on=START + timedelta(days=2), **asked)
        new = {"to_lead": self.ids["KT002"], "words": "Đổi người theo dõi"}
        await self.on(task, commands.ask_lead_change, self.lead, **new)
        await self.on(task, commands.record_initiative, self.head, entry=proposal_of(self.ids, START))

    async def late_with_a_claim(self) -> None:
        self.now = clock.at(BEFORE, 8)
        entry = entry_of(self.ids, "KT003", BEFORE + timedelta(days=1))
        task = await commands.assign_task(entry=entry, by=self.head, now=self.now)
        self.now = clock.at(START, 8)
        await self.on(task, commands.submit_result, self.owner, words="Báo cáo số 10/BC")
        (late,) = await fetch("SELECT id FROM lateness WHERE task = {}", task)
        said = {"words": "Mất điện", "ground": Ground(number="12/TB-ĐL", dated=BEFORE)}
        await commands.claim_cause(lateness=late["id"], by=self.owner, now=self.now, **said)

    async def submitted(self) -> int:
        task = await self.given()
        await self.on(task, commands.submit_result, self.owner, words="Báo cáo số 11/BC")
        return task


async def plant(ids: dict[str, int]) -> None:
    """A task in each state, and in each state one with everything that can wait on it."""
    codes = ("TL001", "KT003", "KT004", "KT001")
    head, owner, taker, lead = [await viewer_of_officer(ids[code], today=START) for code in codes]
    these = Planting(ids, head, owner, taker, lead)
    await these.late_with_a_claim()
    for _ in range(2):
        await commands.save_draft(entry=these.entry(), by=head, now=these.now)
        await commands.give_to_unit(entry=these.entry(), by=head, now=these.now)
    for begin in (these.given, these.under_way):
        await begin()
        for wait in (these.hand_back, these.offer, these.returned, these.extension, these.pause):
            await wait(await begin())
    await these.questions(await these.under_way())
    await these.submitted()
    await these.submitted()
    await these.on(await these.submitted(), commands.accept_result, head)


@contextmanager
def home_of(template: Template, folder: Path):
    """A planted copy of the template, from which each life is copied; removed at the end."""
    home = Home(template.kind, template.name, template.ids, folder)
    with asyncio.Runner() as runner:
        url = runner.run(copy_of(home))
        bind(make_engine(url))

        async def fill() -> None:
            await engine().open()
            try:
                await plant(template.ids)
            finally:
                await engine().close()

        runner.run(fill())
    home.source = url.removeprefix("sqlite:///")
    try:
        yield home
    finally:
        asyncio.run(remove(home, url))


async def copy_of(home: Home) -> str:
    """A fresh copy of the home's source; answers its address."""
    if home.kind == "sqlite":
        path = home.folder / f"life-{secrets.token_hex(6)}.sqlite"
        shutil.copyfile(home.source, path)
        return f"sqlite:///{path}"
    url = sibling(home.source, f"{name_of(home.source).split('_life')[0]}_life{secrets.token_hex(6)}")
    await create(url, name_of(home.source))
    await without_waiting_for_the_disk(url)
    return url


async def remove(home: Home, url: str) -> None:
    if home.kind == "sqlite":
        path = Path(url.removeprefix("sqlite:///"))
        for each in path.parent.glob(path.name + "*"):
            each.unlink()
    else:
        await drop(url)
