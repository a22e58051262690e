"""The machine that lives tasks through at random, on a copy of a database of either kind.

It starts from a world with a task in every state. A rule tries one act: mostly on a task whose state admits
it and by somebody who may, else on any task by anybody. What is done must leave exactly its rows in the
history, what is refused none; after every step the whole database is looked at.

To add an act (its line in ``rules.TABLE`` says in which states and by whom):

    @does(Act.TAKE)
    def take(self, chance):
        self.act(Act.TAKE, chance, "task.taken", lambda on: commands.take(**on.versioned))

``prefer=`` picks among the tasks, ``also=`` names further rows that it writes, ``leaves=`` says when
counting-rules let the work leave the giver's total, ``new_lead=True`` that it names the lead anew. A task that
must be there from the start, so that the act has something to act on, goes into ``plant``.
"""

import asyncio
import secrets
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app import clock
from app.db import bind, engine, fetch, make_engine
from app.errors import DomainError
from app.evaluation.counting import count_item
from app.evaluation.facts import item_facts
from app.evaluation.months import Month
from app.history import verify
from app.people.queries import office_calendar, viewer_of_officer
from app.tasks import commands, rules
from app.tasks.nightly import notice_day
from app.tasks.reasons import HAND_BACK_REASONS, Reason
from app.tasks.rules import Act, State, Who
from tests.conftest import Template, _postgres, _postgres_do

START = date(2026, 11, 2)
HELD = ("given", "in_progress", "submitted")
MOST_TASKS = 16
#: Reasons, once upheld, for which work leaves its giver's total (counting rules, Art. 18.1.d).
LEAVE = {Reason.ABSENCE, Reason.MOVED, Reason.NOT_AUTHORITY, Reason.LACKS_PAPERS}

Row = dict[str, Any]


@dataclass(frozen=True)
class Chance:
    """Which task and who, before it is known which there are; ``who`` "" stands for one who may."""

    place: int
    who: str


@dataclass(frozen=True)
class Attempt:
    """One act about to be tried. ``paper``: the hand-back that waits on the task."""

    row: Row
    by: Any
    now: datetime
    paper: Row | None

    @property
    def person(self) -> dict[str, Any]:
        return {"by": self.by, "now": self.now}

    @property
    def versioned(self) -> dict[str, Any]:
        return {"task": self.row["id"], "version": self.row["version"], **self.person}


@dataclass
class Seen:
    """The database after a step, by task."""

    tasks: dict[int, Row]
    holders: dict[int, list[int]]
    latenesses: dict[int, set[Any]]
    submissions: list[Row]
    papers: dict[int, Row]
    undecided: set[int]


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

    def wanted(self) -> set:
        """What the table admits, of the acts that the machine knows."""
        return {
            (state, line.act) for line in rules.TABLE if line.act in IN_THE_MACHINE for state in line.states
        }

    def pairs_not_reached(self) -> list[tuple[str, str]]:
        return sorted((state.value, act.value) for state, act in self.wanted() - set(self.reached))

    def acts_not_reached(self) -> list[str]:
        return sorted(act.value for act in IN_THE_MACHINE - {act for _, act in self.reached})

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
        absent = sorted(act.value for act in Act if act not in IN_THE_MACHINE)
        return "\n".join([*lines, f"not in the machine: {', '.join(absent) or 'none'}"])


people = ["TL001", "KT001", "KT002", "KT003", "KT004", "VP002", "VX002"]
chances = st.builds(Chance, st.integers(0, 499), st.sampled_from([""] * 12 + people))
owners = st.sampled_from(["KT001", "KT003", "KT004", "VX002"])
days_ahead = st.integers(-1, 9)


IN_THE_MACHINE: set[Act] = set()


def does(*acts: Act, **drawn: Any) -> Callable[[Any], Any]:
    """A rule that tries one of these acts while there is a task whose state admits it."""
    IN_THE_MACHINE.update(acts)

    def there_is_one(life: "TaskLife") -> bool:
        states = {state for line in rules.TABLE if line.act in acts for state in line.states}
        return any(row["state"] in states for row in life.seen.tasks.values())

    return lambda method: precondition(there_is_one)(rule(chance=chances, **drawn)(method))


def lead_of(owner: str) -> str:
    """Somebody else than the owner, so that the two cannot be mistaken for each other."""
    return "KT001" if owner in ("KT003", "KT004") else "TL001"


class TaskLife(RuleBasedStateMachine):
    """People act on a few tasks and nights pass."""

    home: ClassVar[Home]

    @initialize()
    def begin(self) -> None:
        self.home.runs += 1
        self.runner = asyncio.Runner()
        self.url = self.run(copy_of(self.home))
        bind(make_engine(self.url))
        self.run(engine().open())
        for sql in self.home.broken:
            self.rows(sql)
        self.ids = self.home.ids
        self.codes = {number: code for code, number in self.ids.items() if code in people}
        self.now: datetime = clock.at(START, 12)
        self.calendar = self.run(office_calendar())
        self.files = 0
        self.originals: dict[int, date] = {}
        self.leads: dict[int, int] = {}
        self.over: dict[int, tuple[Any, ...]] = {}
        self.missed: dict[int, set[Any]] = {}
        self.totals: dict[int, set[Any]] = {}
        self.may_leave: set[int] = set()
        self._seen: Seen | None = None

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.get_loop().run_until_complete(work)

    def teardown(self) -> None:
        if hasattr(self, "url"):
            self.run(engine().close())
            self.run(remove(self.home, self.url))
        if hasattr(self, "runner"):
            self.runner.close()

    # --- acting ----------------------------------------------------------------------------

    @property
    def today(self) -> date:
        return clock.local_day(self.now)

    def rows(self, sql: str, *args: Any) -> list[Row]:
        return self.run(fetch(sql, *args))

    @property
    def seen(self) -> Seen:
        """The database as it is; read once after each step."""
        if self._seen is None:
            self._seen = self.run(look())
        return self._seen

    def choose(self, act: Act, place: int, prefer: Callable[[Row], bool]) -> Row:
        """Mostly a task whose state admits the act, each such state alike; else any task."""
        place, anyhow = divmod(place, 5)
        admitted = {state for line in rules.TABLE if line.act is act for state in line.states}
        fit = [row for row in self.seen.tasks.values() if row["state"] in admitted]
        fit = [row for row in fit if prefer(row)] or fit
        if anyhow == 4 or not fit:
            rows = list(self.seen.tasks.values())
            return rows[place % len(rows)]
        states = sorted({row["state"] for row in fit})
        place, which = divmod(place, len(states))
        rows = [row for row in fit if row["state"] == states[which]]
        return rows[place % len(rows)]

    def actor(self, act: Act, row: Row, who: str) -> Any:
        """One who may by the table, where the chance names nobody."""
        lines = [line for line in rules.TABLE if line.act is act]
        here = [line for line in lines if row["state"] in line.states] or lines
        owner = self.codes.get(row["owner"], "KT003")
        code = who or (owner if here[0].who[0] is Who.OWNER else "TL001")
        return self.run(viewer_of_officer(self.ids[code], today=self.today))

    def act(
        self,
        act: Act,
        chance: Chance,
        kind: str,
        command: Callable[[Attempt], Coroutine[Any, Any, Any]],
        *,
        prefer: Callable[[Row], bool] = lambda row: True,
        also: Callable[[Attempt], tuple[str, ...]] = lambda on: (),
        leaves: Callable[[Attempt], bool] = lambda on: False,
        new_lead: bool = False,
    ) -> None:
        """Try it; what is done leaves its rows in the history, ``also`` before ``kind``; what is refused none."""
        row = self.choose(act, chance.place, prefer)
        self.now += timedelta(minutes=7)
        on = Attempt(row, self.actor(act, row, chance.who), self.now, self.seen.papers.get(row["id"]))
        if self.attempt((*also(on), kind), lambda: command(on)):
            self.home.reached[(State(row["state"]), act)] += 1
            if leaves(on):
                self.may_leave.add(row["id"])
            if new_lead:
                self.leads.pop(row["id"], None)
        else:
            self.home.refused[act] += 1

    def attempt(self, kinds: tuple[str, ...], command: Callable[[], Coroutine[Any, Any, Any]]) -> bool:
        """Whether it was done and not refused."""
        before = self.written()
        self._seen = None
        try:
            self.run(command())
        except DomainError:
            assert self.written() == before, "a refused act left something behind"
            return False
        new = self.rows("SELECT kind FROM history WHERE seq > {} ORDER BY seq", before[0])
        assert tuple(row["kind"] for row in new) == kinds, "an act has not exactly its rows in the history"
        return True

    def written(self) -> tuple[int, int]:
        """The number of the last row of the history, and the sum of the tasks' versions."""
        (row,) = self.rows(
            "SELECT (SELECT COALESCE(MAX(seq), 0) FROM history) AS seq,"
            " (SELECT COALESCE(SUM(version), 0) FROM task) AS versions"
        )
        return int(row["seq"]), int(row["versions"])

    def entry(self, owner: str, ahead: int, *, in_plan: bool) -> commands.TaskEntry:
        return entry_of(self.ids, owner, self.today + timedelta(days=ahead), in_plan=in_plan)

    def waits(self, row: Row) -> bool:
        return row["id"] in self.seen.papers

    # --- the acts --------------------------------------------------------------------------

    @rule(
        who=st.sampled_from(["TL001", *people]),
        owner=owners,
        ahead=days_ahead,
        plan=st.booleans(),
        how=st.integers(0, 2),
    )
    def begin_another(self, who: str, owner: str, ahead: int, plan: bool, how: int) -> None:
        if len(self.seen.tasks) < MOST_TASKS:
            by = self.run(viewer_of_officer(self.ids[who], today=self.today))
            self.now += timedelta(minutes=7)
            _, kind, command = BEGINNINGS[how]
            entry = self.entry(owner, ahead, in_plan=plan)
            self.attempt((kind,), lambda: command(entry=entry, by=by, now=self.now))

    @does(Act.ASSIGN, owner=owners, ahead=days_ahead, plan=st.booleans())
    def assign(self, chance: Chance, owner: str, ahead: int, plan: bool) -> None:
        self.go_on_with_a_draft(0, chance, self.entry(owner, ahead, in_plan=plan))

    @does(Act.GIVE_TO_UNIT, owner=owners, ahead=days_ahead)
    def give_to_unit(self, chance: Chance, owner: str, ahead: int) -> None:
        self.go_on_with_a_draft(1, chance, self.entry(owner, ahead, in_plan=True))

    @does(Act.SAVE, owner=owners, ahead=days_ahead)
    def save(self, chance: Chance, owner: str, ahead: int) -> None:
        self.go_on_with_a_draft(2, chance, self.entry(owner, ahead, in_plan=True))

    def go_on_with_a_draft(self, how: int, chance: Chance, entry: commands.TaskEntry) -> None:
        act, kind, command = BEGINNINGS[how]
        self.act(act, chance, kind, lambda on: command(entry=entry, **on.versioned), new_lead=True)

    @does(Act.NAME_OWNER, owner=owners, ahead=st.none() | days_ahead)
    def name_an_owner(self, chance: Chance, owner: str, ahead: int | None) -> None:
        named = {
            "owner": self.ids[owner],
            "lead": self.ids[lead_of(owner)],
            "working_deadline": None if ahead is None else self.today + timedelta(days=ahead),
        }
        self.act(
            Act.NAME_OWNER,
            chance,
            "task.owner_named",
            lambda on: commands.name_owner(**on.versioned, **named),
            new_lead=True,
        )

    @does(Act.RECEIVE)
    def receive(self, chance: Chance) -> None:
        self.act(Act.RECEIVE, chance, "task.received", lambda on: commands.receive_task(**on.versioned))

    @does(Act.REPORT, percent=st.integers(0, 100))
    def report(self, chance: Chance, percent: int) -> None:
        self.act(
            Act.REPORT,
            chance,
            "task.progress",
            lambda on: commands.report_progress(**on.versioned, percent=percent, words="Đã làm một phần"),
            also=receives,
        )

    @does(Act.ATTACH)
    def attach(self, chance: Chance) -> None:
        self.files += 1
        body = f"%PDF-1.4\n%{self.files}\n".encode()
        self.act(
            Act.ATTACH,
            chance,
            "task.evidence_added",
            lambda on: commands.keep_file(
                subject=("task", on.row["id"]),
                upload_name="bao-cao.pdf",
                body=body,
                folder=self.home.folder,
                **on.person,
            ),
        )

    @does(Act.SUBMIT)
    def submit(self, chance: Chance) -> None:
        self.act(
            Act.SUBMIT,
            chance,
            "task.submitted",
            lambda on: commands.submit_result(**on.versioned, words="Báo cáo số 12/BC"),
            also=lambda on: (*receives(on), *(("task.hand_back_taken_back",) if on.paper else ())),
        )

    @does(Act.ACCEPT)
    def accept(self, chance: Chance) -> None:
        self.act(Act.ACCEPT, chance, "task.accepted", lambda on: commands.accept_result(**on.versioned))

    @does(Act.RETURN, failed=st.booleans(), ahead=st.none() | days_ahead)
    def give_back(self, chance: Chance, failed: bool, ahead: int | None) -> None:
        due = None if ahead is None else self.today + timedelta(days=ahead)
        said = {"words": "Làm lại", "failed_check": failed, "rework_due": due}
        self.act(
            Act.RETURN, chance, "task.returned", lambda on: commands.return_result(**on.versioned, **said)
        )

    @does(Act.HAND_BACK, reason=st.sampled_from(HAND_BACK_REASONS))
    def hand_back(self, chance: Chance, reason: Reason) -> None:
        self.act(
            Act.HAND_BACK,
            chance,
            "task.handed_back",
            lambda on: commands.hand_back(**on.versioned, reason=reason, words="Nêu lý do"),
            prefer=lambda row: not self.waits(row),
        )

    @does(Act.DECIDE_HAND_BACK, upheld=st.booleans(), to=st.none() | owners)
    def decide(self, chance: Chance, upheld: bool, to: str | None) -> None:
        said = {"upheld": upheld, "to_officer": self.ids[to] if to else None, "words": "Đã xem xét"}
        self.act(
            Act.DECIDE_HAND_BACK,
            chance,
            "task.hand_back_decided",
            lambda on: commands.decide_hand_back(
                hand_over=on.paper["id"] if on.paper else 0, **said, **on.person
            ),
            prefer=self.waits,
            leaves=lambda on: upheld and on.paper is not None and on.paper["reason"] in LEAVE,
        )

    @does(Act.REASSIGN, to=owners, reason=st.sampled_from(list(Reason)))
    def reassign(self, chance: Chance, to: str, reason: Reason) -> None:
        self.act(
            Act.REASSIGN,
            chance,
            "task.reassigned",
            lambda on: commands.reassign(
                **on.versioned, to_officer=self.ids[to], reason=reason, words="Phân công lại"
            ),
            prefer=lambda row: not self.waits(row),
            leaves=lambda on: reason in LEAVE,
        )

    @does(Act.WITHDRAW)
    def withdraw(self, chance: Chance) -> None:
        self.act(
            Act.WITHDRAW,
            chance,
            "task.withdrawn",
            lambda on: commands.withdraw_task(**on.versioned, reason="Không còn cần"),
            prefer=lambda row: not self.waits(row),
            leaves=lambda on: True,
        )

    @does(Act.CONVERT)
    def convert(self, chance: Chance) -> None:
        self.act(
            Act.CONVERT,
            chance,
            "task.converted",
            lambda on: commands.convert_task(
                **on.versioned, catalogue_item=None, words="Tương đương một sản phẩm"
            ),
            prefer=lambda row: row["factor_milli"] is None,
        )

    @rule(days=st.integers(1, 4), looked_at=st.booleans())
    def nights_pass(self, days: int, looked_at: bool) -> None:
        """Some nights are missed; the next look makes up for what passed."""
        self._seen = None
        for _ in range(days):
            day = self.today + timedelta(days=1)
            self.now = clock.at(day, 8)
            if looked_at:
                before = self.written()
                self.run(notice_day(day))
                kinds = [
                    row["kind"] for row in self.rows("SELECT kind FROM history WHERE seq > {}", before[0])
                ]
                assert kinds in ([], ["tasks.noticed"]), "a night has not exactly its row in the history"

    # --- what always holds -----------------------------------------------------------------

    @invariant()
    def work_that_was_given_has_one_holder_and_one_lead_until_it_is_over(self) -> None:
        self.home.steps += 1
        for task in self.seen.tasks.values():
            held = task["state"] in HELD
            holders = self.seen.holders.get(task["id"], [])
            assert holders == ([task["owner"]] if held else []), "not exactly one holder"
            if held:
                assert task["owner"] is not None, "no holder"
                assert task["lead"] is not None, "no lead"

    @invariant()
    def the_lead_stays_whoever_holds_the_work(self) -> None:
        for task in self.seen.tasks.values():
            if task["state"] in (*HELD, State.DONE):
                assert self.leads.setdefault(task["id"], task["lead"]) == task["lead"], "another lead"

    @invariant()
    def what_is_over_stays_over(self) -> None:
        for task in self.seen.tasks.values():
            now = (task["state"], task["accepted_at"], task["withdrawn_at"])
            if task["state"] in (State.DONE, State.WITHDRAWN) or task["id"] in self.over:
                assert self.over.setdefault(task["id"], now) == now, "what was over goes on"

    @invariant()
    def the_original_deadline_never_changes_once_given(self) -> None:
        for task in self.seen.tasks.values():
            original = task["original_deadline"]
            if task["state"] not in (State.DRAFT, State.WITHDRAWN):
                assert self.originals.setdefault(task["id"], original) == original, (
                    "another original deadline"
                )

    @invariant()
    def latenesses_are_never_lost_and_always_counted(self) -> None:
        for task in self.seen.tasks.values():
            now = self.seen.latenesses.get(task["id"], set())
            assert now >= self.missed.get(task["id"], set()), "a lateness disappeared"
            assert len(now) == task["lateness_count"], "latenesses are not counted"
            self.missed[task["id"]] = now
        for one in self.seen.submissions:
            if one["day"] > self.calendar.effective_day(one["due_on"]):
                dates = {due_on for due_on, _ in self.missed.get(one["task"], set())}
                assert one["due_on"] in dates, "a late submission has no lateness"

    @invariant()
    def what_waits_for_a_decision_waits_in_the_state_for_it(self) -> None:
        waiting = Counter(one["task"] for one in self.seen.submissions if one["decision"] == "")
        for task in self.seen.tasks.values():
            assert waiting[task["id"]] == (task["state"] == State.SUBMITTED), "a submission waits unseen"
            if task["id"] in self.seen.undecided:
                assert task["state"] in ("given", "in_progress"), "a hand-over waits unseen"

    @invariant()
    def no_work_leaves_a_total_except_for_a_reason_that_lets_it(self) -> None:
        last = max([self.today, *(task["deadline"] for task in self.seen.tasks.values() if task["deadline"])])
        now = self.run(assigned([self.ids[code] for code in people], Month.of(last).next))
        for officer, items in now.items():
            gone = {task for task, _ in self.totals.get(officer, set()) - items}
            assert gone <= self.may_leave, "an assigned total fell"
        self.totals, self.may_leave = now, set()

    @invariant()
    def the_chain_of_the_history_is_sound(self) -> None:
        assert self.run(verify()).sound, "the chain is broken"


BEGINNINGS: tuple[tuple[Act, str, Callable[..., Any]], ...] = (
    (Act.ASSIGN, "task.assigned", lambda **words: commands.assign_task(**words)),
    (Act.GIVE_TO_UNIT, "task.given_to_unit", lambda **words: commands.give_to_unit(**words)),
    (Act.SAVE, "task.draft_saved", lambda **words: commands.save_draft(**words)),
)


def receives(on: Attempt) -> tuple[str, ...]:
    """Who reports or submits has received."""
    return ("task.received",) if on.row["state"] == State.GIVEN else ()


# --- looking -----------------------------------------------------------------------------------


async def look() -> Seen:
    """Everything that the invariants look at, in a few statements."""
    holders, latenesses = defaultdict(list), defaultdict(set)
    for row in await fetch("SELECT task, officer FROM holding WHERE ended_at IS NULL ORDER BY id"):
        holders[row["task"]].append(row["officer"])
    for row in await fetch("SELECT task, due_on, officer FROM lateness"):
        latenesses[row["task"]].add((row["due_on"], row["officer"]))
    undecided = await fetch("SELECT * FROM hand_over WHERE decided_at IS NULL ORDER BY id")
    return Seen(
        tasks={row["id"]: row for row in await fetch("SELECT * FROM task ORDER BY id")},
        holders=holders,
        latenesses=latenesses,
        submissions=await fetch("SELECT task, day, due_on, decision FROM submission ORDER BY id"),
        papers={row["task"]: row for row in undecided if row["kind"] == "hand_back"},
        undecided={row["task"] for row in undecided},
    )


async def assigned(officers: list[int], last: Month) -> dict[int, set[tuple[int, int]]]:
    """By officer, which (task, how-manieth holding) stands in the assigned total of some month up to ``last``."""
    months = [Month.of(START)]
    while months[-1] < last:
        months.append(months[-1].next)
    all_of_it: Any = SimpleNamespace(first=months[0].first, next=last.next)
    found: dict[int, set[tuple[int, int]]] = {}
    for officer, items in (await item_facts(officers, all_of_it)).items():
        times: Counter = Counter()
        found[officer] = set()
        for facts in items:
            times[facts.task_id] += 1
            lines = (count_item(facts, month) for month in months)
            if any(each is not None and each.line.assigned for each in lines):
                found[officer].add((facts.task_id, times[facts.task_id]))
    return found


# --- the world they start from -----------------------------------------------------------------


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


async def plant(ids: dict[str, int]) -> None:
    """A task in each state, and one with a hand-back that waits in each state in which it can."""
    now = clock.at(START, 8)
    head = await viewer_of_officer(ids["TL001"], today=START)
    owner = await viewer_of_officer(ids["KT003"], today=START)

    async def on(task: int, command: Any, by: Any, **values: Any) -> None:
        (row,) = await fetch("SELECT version FROM task WHERE id = {}", task)
        await command(task=task, version=row["version"], by=by, now=now, **values)

    def entry(ahead: int) -> commands.TaskEntry:
        return entry_of(ids, "KT003", START + timedelta(days=ahead))

    for ahead in (5, 6, 7):
        await commands.save_draft(entry=entry(ahead), by=head, now=now)
        await commands.give_to_unit(entry=entry(ahead), by=head, now=now)
    given = [
        await commands.assign_task(entry=entry(ahead), by=head, now=now) for ahead in (1, 2, 3, 4, 5, 6, 8)
    ]
    for task in given[2:]:
        await on(task, commands.receive_task, owner)
    for task in (given[1], given[3]):
        await on(task, commands.hand_back, owner, reason="overload", words="Quá nhiều việc cùng lúc")
    for task in given[4:]:
        await on(task, commands.submit_result, owner, words="Báo cáo số 11/BC")
    await on(given[6], commands.accept_result, head)


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
    home.source = url.removeprefix("sqlite:///") if home.kind == "sqlite" else url.rsplit("/", 1)[1]
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
    name = f"{home.source.split('_life')[0]}_life{secrets.token_hex(6)}"
    await _postgres_do(f'CREATE DATABASE "{name}" TEMPLATE "{home.source}"')
    await _postgres_do(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    return _postgres(name)


async def remove(home: Home, url: str) -> None:
    if home.kind == "sqlite":
        path = Path(url.removeprefix("sqlite:///"))
        for each in path.parent.glob(path.name + "*"):
            each.unlink()
    else:
        await _postgres_do(f'DROP DATABASE IF EXISTS "{url.rsplit("/", 1)[1]}" WITH (FORCE)')
