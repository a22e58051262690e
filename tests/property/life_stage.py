"""How the machine of ``lives.py`` tries an act: on which task, by whom, and what it must leave in the history."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from app import clock
from app.db import bind, engine, fetch, make_engine
from app.errors import DomainError
from app.people.queries import office_calendar, viewer_of_officer
from app.tasks import commands, rules
from app.tasks.reasons import Reason
from app.tasks.rules import Act, State, Who
from tests.db.work import WRITTEN_TO
from tests.property.life_seen import Counted, Row, Seen, Waits, look
from tests.property.life_world import BESIDE, IN_THE_MACHINE, START, Home, copy_of, entry_of, remove

#: Reasons, once upheld, for which work leaves its giver's total (counting rules, Art. 18.1.d).
LEAVE = {Reason.ABSENCE, Reason.MOVED, Reason.NOT_AUTHORITY, Reason.LACKS_PAPERS}

people = ["TL001", "TL002", "KT001", "KT002", "KT003", "KT004", "VP002", "VX001", "VX002"]
owners = st.sampled_from(["KT001", "KT003", "KT004", "VX002"])
takers = st.sampled_from(["TL001", "KT001", "KT003", "KT004", "KT004", "VX002"])
days_ahead = st.integers(-1, 9)

#: Each table to which an act on a task may write.
TABLES = sorted({*WRITTEN_TO, "lead_change", "reminder"})
_WRITTEN = (
    "SELECT (SELECT COALESCE(MAX(seq), 0) FROM history) AS seq, (SELECT COALESCE(SUM(version), 0) FROM task)"
)
_WRITTEN += " AS versions, " + ", ".join(f"(SELECT COUNT(*) FROM {name}) AS n_{name}" for name in TABLES)


@dataclass(frozen=True)
class Chance:
    """Which task and who, before it is known which there are.

    ``who`` "" stands for one who may; ``quality``: in which of the qualities that the table names.
    """

    place: int
    quality: int
    who: str


@dataclass(frozen=True)
class Attempt:
    """One act about to be tried, and what waits on the task."""

    row: Row
    by: Any
    now: datetime
    waits: Waits

    @property
    def person(self) -> dict[str, Any]:
        return {"by": self.by, "now": self.now}

    @property
    def versioned(self) -> dict[str, Any]:
        return {"task": self.row["id"], "version": self.row["version"], **self.person}


chances = st.builds(Chance, st.integers(0, 499), st.integers(0, 5), st.sampled_from([""] * 14 + people))


def does(*acts: Act, **drawn: Any) -> Callable[[Any], Any]:
    """A rule that tries one of these acts while there is a task whose state admits it."""
    IN_THE_MACHINE.update(acts)

    def there_is_one(life: "Stage") -> bool:
        states = {state for line in rules.TABLE if line.act in acts for state in line.states}
        return any(row["state"] in states for row in life.seen.tasks.values())

    return _tried(there_is_one, drawn)


def beside(name: str, there: Callable[["Stage"], Any], **drawn: Any) -> Callable[[Any], Any]:
    """A rule that tries what the table does not name, while ``there`` is something to try it on."""
    BESIDE.add(name)
    return _tried(there, drawn)


def _tried(there: Callable[["Stage"], Any], drawn: dict[str, Any]) -> Callable[[Any], Any]:
    def decorated(method: Any) -> Any:
        asked = precondition(lambda life: life.home.tries(method) and bool(there(life)))
        return asked(rule(chance=chances, **drawn)(method))

    return decorated


def number_of(row: Row | None) -> int:
    """The row's id; where nothing waits one that there is not."""
    return row["id"] if row else 0


def lets_go(move: Row | None) -> bool:
    """Whether work that goes by this hand-over leaves its giver's total."""
    return move is not None and bool(move["upheld"]) and move["reason"] in LEAVE


class Stage(RuleBasedStateMachine):
    """The database of one life, the clock, and what was seen so far."""

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
        self.codes = {number: code for code, number in self.ids.items() if len(code) == len("TL001")}
        self.now: datetime = clock.at(START, 12)
        self.calendar = self.run(office_calendar())
        self.files = 0
        self.originals: dict[int, date] = {}
        self.leads: dict[int, int] = {}
        self.approved: set[int] = set()
        self.over: dict[int, tuple[Any, ...]] = {}
        self.missed: dict[int, set[Any]] = {}
        self.charged: set[int] = set()
        self.before: dict[int, Row] = {}
        self.settled: dict[tuple[str, int], Any] = {}
        self.totals = Counted({}, {})
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

    @property
    def today(self) -> date:
        return clock.local_day(self.now)

    def rows(self, sql: str, *args: Any) -> list[Row]:
        return self.run(fetch(sql, *args))

    @property
    def seen(self) -> Seen:
        """The database as it is; read once after each step."""
        if self._seen is None:
            self._seen = self.run(look(self.today))
        return self._seen

    # --- which task, and who ---------------------------------------------------------------

    def choose(self, act: Act, place: int, prefer: Callable[[Row], Any]) -> Row:
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

    def viewer(self, officer: int) -> Any:
        return self.run(viewer_of_officer(officer, today=self.today))

    def actor(self, act: Act, row: Row, chance: Chance) -> Any:
        """One who may by the table, where the chance names nobody."""
        if chance.who:
            return self.viewer(self.ids[chance.who])
        lines = [line for line in rules.TABLE if line.act is act]
        here = [line for line in lines if row["state"] in line.states] or lines
        offer = self.seen.waits[row["id"]].offer
        named = {
            Who.OWNER: row["owner"],
            Who.LEAD: row["lead"],
            Who.TAKER: offer["to_officer"] if offer else None,
        }
        return self.viewer(named.get(here[0].who[chance.quality % len(here[0].who)]) or self.head_of(row))

    def head_of(self, row: Row) -> int:
        """The chairman, or on the chairman's own work his deputy."""
        return self.ids["TL002" if row["owner"] == self.ids["TL001"] else "TL001"]

    def waits(self, row: Row) -> Waits:
        return self.seen.waits[row["id"]]

    def passed(self, row: Row) -> bool:
        """The date to keep is over."""
        return self.calendar.is_past(row["due_on"], self.today)

    def late_unkept(self, row: Row) -> bool:
        """The date is over, and no night has kept that yet: the acts have to."""
        return self.passed(row) and row["due_on"] not in {due_on for due_on, _ in self.seen.missed(row["id"])}

    def waiting(self, what: str) -> list[Row]:
        """What of that name waits, whatever the task."""
        found = (getattr(waits, what) for waits in self.seen.waits.values())
        return [each for each in found if each]

    # --- trying ----------------------------------------------------------------------------

    def act(
        self,
        act: Act,
        chance: Chance,
        kind: str | Callable[[Attempt], str],
        command: Callable[[Attempt], Coroutine[Any, Any, Any]],
        *,
        prefer: Callable[[Row], Any] = lambda row: True,
        before: Callable[[Attempt], tuple[str, ...]] = lambda on: (),
        after: Callable[[Attempt], tuple[str, ...]] = lambda on: (),
        leaves: Callable[[Attempt], Any] = lambda on: False,
    ) -> None:
        """Try it; what is done leaves its rows in the history, what is refused none."""
        row = self.choose(act, chance.place, prefer)
        self.now += timedelta(minutes=7)
        on = Attempt(row, self.actor(act, row, chance), self.now, self.waits(row))
        kinds = (*before(on), kind if isinstance(kind, str) else kind(on), *after(on))
        if self.attempt(kinds, lambda: command(on)):
            self.home.reached[(State(row["state"]), act)] += 1
            if leaves(on):
                self.may_leave.add(row["id"])
        else:
            self.home.refused[act] += 1

    def try_beside(
        self, name: str, kinds: tuple[str, ...], command: Callable[[], Coroutine[Any, Any, Any]]
    ) -> bool:
        """Try what the table does not name; whether it was done."""
        done = self.attempt(kinds, command)
        (self.home.reached if done else self.home.refused)[name] += 1
        return done

    def attempt(self, kinds: tuple[str, ...], command: Callable[[], Coroutine[Any, Any, Any]]) -> bool:
        """Whether it was done and not refused."""
        before = self.written()
        self._seen = None
        try:
            self.run(command())
        except DomainError:
            assert self.written() == before, "a refused act left something behind"
            return False
        assert self.new_kinds(before) == kinds, "an act has not exactly its rows in the history"
        return True

    def written(self) -> Row:
        """The last row of the history, the sum of the tasks' versions, how many rows each table has."""
        return self.rows(_WRITTEN)[0]

    def new_kinds(self, before: Row) -> tuple[str, ...]:
        """The kinds of what the history holds since then."""
        found = self.rows("SELECT kind FROM history WHERE seq > {} ORDER BY seq", before["seq"])
        return tuple(row["kind"] for row in found)

    def entry(self, owner: str, ahead: int, *, in_plan: bool) -> commands.TaskEntry:
        return entry_of(self.ids, owner, self.today + timedelta(days=ahead), in_plan=in_plan)
