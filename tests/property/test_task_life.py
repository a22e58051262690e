"""A few tasks lived through at random: whatever people try, what must always hold holds."""

import asyncio
import shutil
from collections.abc import Coroutine
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app import clock
from app.db import bind, engine, fetch, make_engine
from app.errors import DomainError
from app.history import verify
from app.people.queries import viewer_of_officer
from app.tasks import commands
from app.tasks.flag_sql import Marks
from app.tasks.holder_queries import stays_of
from app.tasks.nightly import notice_day
from app.tasks.rules import HAND_BACK_REASONS, Reason, State
from app.workdays import Calendar

START = date(2026, 11, 2)
FINISHED = ("done", "withdrawn")
HELD = ("given", "in_progress", "submitted")

places = st.integers(0, 11)
# Who stands above everybody comes up more often, so that the lives get somewhere.
actors = st.sampled_from(
    ["TL001", "TL001", "TL001", "TL001", "KT001", "KT002", "KT003", "KT004", "VP002", "VX002"]
)
above = st.sampled_from(["TL001", "TL001", "TL001", "TL002", "KT001", "KT003", "VX001"])
owners = st.sampled_from(["KT001", "KT003", "KT004", "VX002"])
days_ahead = st.integers(-1, 9)
mostly = st.integers(0, 5).map(lambda n: n < 5)


class TaskLife(RuleBasedStateMachine):
    """People act on up to six tasks; nights pass; after each step the database is looked at whole."""

    template: ClassVar[Any]
    folder: ClassVar[Path]
    runs: ClassVar[int] = 0

    @initialize()
    def begin(self) -> None:
        TaskLife.runs += 1
        path = self.folder / f"life-{TaskLife.runs}.sqlite"
        shutil.copyfile(self.template.name, path)
        self.runner = asyncio.Runner()
        bind(make_engine(f"sqlite:///{path}"))
        self.run(engine().open())
        self.ids = self.template.ids
        self.now: datetime = clock.at(START, 8)
        self.originals: dict[int, date] = {}
        self.latenesses: dict[int, set[Any]] = {}
        self.leads: dict[int, int] = {}
        for owner, ahead in (("KT003", 3), ("KT001", 6), ("VX002", 8)):
            self.begin_one("TL001", owner, ahead, in_plan=True, whom=0)
        self.begin_one("TL001", "KT004", 5, in_plan=True, whom=1)
        for place, to in ((0, "KT004"), (2, "KT003")):
            self.reassign("TL001", place, to, Reason.MOVED)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.get_loop().run_until_complete(work)

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.run(engine().close())
            self.runner.close()

    # --- acting ----------------------------------------------------------------------------

    @property
    def today(self) -> date:
        return clock.local_day(self.now)

    def rows(self, sql: str, *args: Any) -> list[dict[str, Any]]:
        return self.run(fetch(sql, *args))

    def task(self, place: int, *states: str) -> dict[str, Any] | None:
        """A task in one of the states where there is one and the place is even, else any."""
        rows = self.rows("SELECT * FROM task ORDER BY id")
        fit = [row for row in rows if row["state"] in states] if place % 2 == 0 else []
        rows = fit or rows
        return rows[place // 2 % len(rows)] if rows else None

    def viewer(self, code: str) -> Any:
        return self.run(viewer_of_officer(self.ids[code], today=self.today))

    def acts(self) -> int:
        return int(self.rows("SELECT COUNT(*) AS n FROM history")[0]["n"])

    def attempt(self, command: Any, by: str, **values: Any) -> None:
        """Try it: what is done leaves rows in the history, what is refused leaves none."""
        before, self.now = self.acts(), self.now + timedelta(minutes=7)
        try:
            self.run(command(by=self.viewer(by), now=self.now, **values))
        except DomainError:
            assert self.acts() == before
        else:
            assert self.acts() > before

    def on_task(self, command: Any, by: str, place: int, *states: str, **values: Any) -> None:
        row = self.task(place, *states)
        if row is not None:
            self.attempt(command, by, task=row["id"], version=row["version"], **values)

    @rule(by=actors, owner=owners, ahead=days_ahead, in_plan=st.booleans(), whom=st.integers(0, 2))
    def begin_another(self, by: str, owner: str, ahead: int, in_plan: bool, whom: int) -> None:
        if len(self.rows("SELECT id FROM task")) < 7:
            self.begin_one(by, owner, ahead, in_plan=in_plan, whom=whom)

    def begin_one(self, by: str, owner: str, ahead: int, *, in_plan: bool, whom: int) -> None:
        entry = commands.TaskEntry(
            title="Rà soát điểm ngập",
            product="Báo cáo kết quả",
            owner=self.ids[owner],
            lead=self.ids[owner],
            deadline=self.today + timedelta(days=ahead),
            in_plan=in_plan,
            sudden_reason="" if in_plan else "Mưa lớn",
            unit=self.ids[owner[:2]],
        )
        command = (commands.assign_task, commands.give_to_unit, commands.save_draft)[whom]
        self.attempt(command, by, entry=entry)

    @rule(by=actors, place=places, owner=owners, ahead=st.none() | days_ahead)
    def name_an_owner(self, by: str, place: int, owner: str, ahead: int | None) -> None:
        working = None if ahead is None else self.today + timedelta(days=ahead)
        people = {"owner": self.ids[owner], "lead": self.ids[owner]}
        self.on_task(commands.name_owner, by, place, "awaiting_person", working_deadline=working, **people)

    def owner_or(self, by: str, place: int, owner_acts: bool) -> str:
        """Mostly the owner, so that the lives get somewhere; else anybody."""
        row = self.task(place, "given", "in_progress")
        codes = {self.ids[code]: code for code in ("KT001", "KT003", "KT004", "VX002")}
        return codes.get(row["owner"], by) if row and owner_acts else by

    @rule(by=actors, place=places, owner_acts=mostly, percent=st.none() | st.integers(0, 100))
    def receive_or_report(self, by: str, place: int, owner_acts: bool, percent: int | None) -> None:
        by = self.owner_or(by, place, owner_acts)
        if percent is None:
            self.on_task(commands.receive_task, by, place, "given", "in_progress")
        else:
            self.on_task(
                commands.report_progress,
                by,
                place,
                "given",
                "in_progress",
                percent=percent,
                words="Đã làm một phần",
            )

    @rule(by=actors, place=places, owner_acts=mostly)
    def submit(self, by: str, place: int, owner_acts: bool) -> None:
        by = self.owner_or(by, place, owner_acts)
        self.on_task(commands.submit_result, by, place, "given", "in_progress", words="Báo cáo 12")

    @rule(by=actors, place=places)
    def accept(self, by: str, place: int) -> None:
        self.on_task(commands.accept_result, by, place, "submitted")

    @rule(by=actors, place=places, failed=st.booleans(), ahead=st.none() | days_ahead)
    def give_back(self, by: str, place: int, failed: bool, ahead: int | None) -> None:
        due = None if ahead is None else self.today + timedelta(days=ahead)
        self.on_task(
            commands.return_result,
            by,
            place,
            "submitted",
            words="Làm lại",
            failed_check=failed,
            rework_due=due,
        )

    @rule(by=actors, place=places, owner_acts=mostly, reason=st.sampled_from(HAND_BACK_REASONS))
    def hand_back(self, by: str, place: int, owner_acts: bool, reason: Reason) -> None:
        by = self.owner_or(by, place, owner_acts)
        self.on_task(
            commands.hand_back,
            by,
            place,
            "given",
            "in_progress",
            reason=reason,
            words="Nêu lý do",
            suggested=None,
        )

    @rule(by=above, place=places, upheld=st.booleans(), to=st.none() | owners)
    def decide(self, by: str, place: int, upheld: bool, to: str | None) -> None:
        papers = self.rows(
            "SELECT id FROM hand_over WHERE kind = 'hand_back' ORDER BY decided_at IS NULL DESC"
        )
        if papers:
            paper = papers[place // 3 % len(papers)]["id"]
            taker = self.ids[to] if to else None
            self.attempt(
                commands.decide_hand_back,
                by,
                hand_over=paper,
                upheld=upheld,
                to_officer=taker,
                words="Đã xem xét",
            )

    @rule(by=above, place=places, to=owners, reason=st.sampled_from(list(Reason)))
    def reassign(self, by: str, place: int, to: str, reason: Reason) -> None:
        self.on_task(
            commands.reassign,
            by,
            place,
            "given",
            "in_progress",
            to_officer=self.ids[to],
            reason=reason,
            words="Phân công lại",
        )

    def offer(self, place: int, answered: str) -> dict[str, Any] | None:
        """An offer that waits, or one that came back, where there is one."""
        rows = self.rows(
            "SELECT * FROM hand_over WHERE offered_until IS NOT NULL AND settled_at IS NULL"
            f" AND taken_at IS NULL AND returned_at IS {answered} ORDER BY id"
        )
        return rows[place % len(rows)] if rows else None

    def code_of(self, officer: int) -> str:
        return next(code for code, each in self.ids.items() if each == officer and len(code) == 5)

    @rule(by=actors, place=places, taker_acts=mostly, reason=st.none() | st.sampled_from(HAND_BACK_REASONS))
    def answer_an_offer(self, by: str, place: int, taker_acts: bool, reason: Reason | None) -> None:
        paper = self.offer(place, "NULL")
        if paper is None:
            return
        by = self.code_of(paper["to_officer"]) if taker_acts else by
        if reason is None:
            self.attempt(commands.take_offer, by, hand_over=paper["id"])
        else:
            self.attempt(
                commands.return_offer, by, hand_over=paper["id"], reason=reason, words="Đang giữ việc khác"
            )

    @rule(by=above, place=places, to=st.none() | owners)
    def decide_on_a_return(self, by: str, place: int, to: str | None) -> None:
        paper = self.offer(place, "NOT NULL")
        if paper is not None:
            taker = self.ids[to] if to else None
            self.attempt(
                commands.decide_offer_anew, by, hand_over=paper["id"], to_officer=taker, words="Đã xem"
            )

    @rule(by=above, place=places, to=owners, upheld=st.none() | st.booleans())
    def appoint(self, by: str, place: int, to: str, upheld: bool | None) -> None:
        self.on_task(
            commands.appoint,
            by,
            place,
            "given",
            "in_progress",
            to_officer=self.ids[to],
            words="Làm đến cùng",
            upheld=upheld,
        )

    @rule(by=actors, place=places, to=owners)
    def ask_for_another_lead(self, by: str, place: int, to: str) -> None:
        self.on_task(
            commands.ask_lead_change,
            by,
            place,
            "given",
            "in_progress",
            "submitted",
            to_lead=self.ids[to],
            words="Chuyển công tác",
        )

    @rule(by=above, place=places, approved=st.booleans())
    def decide_on_a_lead(self, by: str, place: int, approved: bool) -> None:
        changes = self.rows("SELECT id FROM lead_change ORDER BY approved IS NULL DESC, id")
        if changes:
            change = changes[place // 3 % len(changes)]["id"]
            self.attempt(commands.decide_lead_change, by, change_id=change, approved=approved, words="Đã xem")

    @rule(by=actors, place=places, really=st.integers(0, 5))
    def withdraw(self, by: str, place: int, really: int) -> None:
        if really == 5:
            self.on_task(commands.withdraw_task, by, place, reason="Không còn cần")

    @rule(days=st.integers(1, 4), looked_at=st.booleans())
    def nights_pass(self, days: int, looked_at: bool) -> None:
        """Some nights are missed; the next look makes up for what passed."""
        for _ in range(days):
            day = self.today + timedelta(days=1)
            self.now = clock.at(day, 8)
            if looked_at:
                self.run(commands.take_silent_offers(day))
                self.run(notice_day(day))

    # --- what always holds -----------------------------------------------------------------

    @invariant()
    def there_is_one_holder_exactly_while_somebody_owns_unfinished_work(self) -> None:
        for task in self.rows("SELECT * FROM task") if hasattr(self, "runner") else []:
            holders = self.rows(
                "SELECT officer FROM holding WHERE task = {} AND ended_at IS NULL", task["id"]
            )
            held = task["state"] in HELD
            assert [row["officer"] for row in holders] == ([task["owner"]] if held else []), task
            assert (task["owner"] is not None) or not held

    @invariant()
    def exactly_one_person_holds_every_unfinished_task(self) -> None:
        rows = self.rows("SELECT * FROM task") if hasattr(self, "runner") else []
        stays = self.run(stays_of(rows, Marks(self.today, Calendar()), self.now)) if rows else {}
        for task in rows:
            assert (task["id"] in stays) == (task["state"] not in FINISHED), task
            if task["state"] in ("given", "in_progress"):
                assert stays[task["id"]].officer == task["owner"]
            assert task["state"] in FINISHED or stays[task["id"]].minutes >= 0

    @invariant()
    def what_is_offered_is_with_its_giver_and_at_most_one_answer_waits(self) -> None:
        waiting = (
            self.rows(
                "SELECT h.task, h.from_officer, t.owner, t.state FROM hand_over h JOIN task t ON t.id = h.task"
                " WHERE (h.kind = 'hand_back' AND h.decided_at IS NULL) OR (h.offered_until IS NOT NULL"
                " AND h.taken_at IS NULL AND h.settled_at IS NULL)"
            )
            if hasattr(self, "runner")
            else []
        )
        assert len({row["task"] for row in waiting}) == len(waiting)
        for row in waiting:
            assert (row["from_officer"], row["state"] in ("given", "in_progress")) == (row["owner"], True)

    @invariant()
    def the_lead_changes_by_an_approved_change_only(self) -> None:
        for task in self.rows("SELECT * FROM task") if hasattr(self, "runner") else []:
            last = self.rows(
                "SELECT to_lead FROM lead_change WHERE task = {} AND approved = true ORDER BY decided_at DESC, id"
                " DESC LIMIT 1",
                task["id"],
            )
            if task["assigned_at"] is not None:
                first = self.leads.setdefault(task["id"], task["lead"])
                assert task["lead"] == (last[0]["to_lead"] if last else first)

    @invariant()
    def the_original_deadline_never_changes_once_given(self) -> None:
        for task in self.rows("SELECT * FROM task") if hasattr(self, "runner") else []:
            if task["state"] != State.DRAFT and task["original_deadline"]:
                assert (
                    self.originals.setdefault(task["id"], task["original_deadline"])
                    == (task["original_deadline"])
                )

    @invariant()
    def latenesses_are_never_lost_and_always_counted(self) -> None:
        for task in self.rows("SELECT * FROM task") if hasattr(self, "runner") else []:
            rows = self.rows("SELECT due_on, officer FROM lateness WHERE task = {}", task["id"])
            now = {(row["due_on"], row["officer"]) for row in rows}
            assert now >= self.latenesses.get(task["id"], set())
            assert len(now) == task["lateness_count"]
            self.latenesses[task["id"]] = now

    @invariant()
    def a_submission_waits_exactly_while_the_state_says_so(self) -> None:
        for task in self.rows("SELECT * FROM task") if hasattr(self, "runner") else []:
            waiting = self.rows("SELECT id FROM submission WHERE task = {} AND decision = ''", task["id"])
            assert len(waiting) == (task["state"] == State.SUBMITTED)
            undecided = self.rows(
                "SELECT id FROM hand_over WHERE task = {} AND decided_at IS NULL", task["id"]
            )
            assert not undecided or task["state"] in ("given", "in_progress")

    @invariant()
    def the_chain_of_the_history_is_sound(self) -> None:
        if hasattr(self, "runner"):
            assert self.run(verify()).sound


def test_tasks_lived_through_at_random_keep_what_must_hold(templates, tmp_path_factory):
    TaskLife.template = templates["sqlite"]
    TaskLife.folder = tmp_path_factory.mktemp("lives")
    run_state_machine_as_test(
        TaskLife,
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
