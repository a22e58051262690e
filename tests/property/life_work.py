"""Acts of the machine of ``lives.py``: giving work, doing it, deciding on it."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.tasks import commands
from app.tasks.rules import Act, State
from tests.property.life_stage import Attempt, Chance, Stage, beside, days_ahead, does, owners, people
from tests.property.life_world import lead_of, proposal_of

MOST_TASKS = 26

BEGINNINGS: tuple[tuple[Act, str, Any], ...] = (
    (Act.ASSIGN, "task.assigned", lambda **words: commands.assign_task(**words)),
    (Act.GIVE_TO_UNIT, "task.given_to_unit", lambda **words: commands.give_to_unit(**words)),
    (Act.SAVE, "task.draft_saved", lambda **words: commands.save_draft(**words)),
)


def receives(on: Attempt) -> tuple[str, ...]:
    """Who reports or submits has received."""
    return ("task.received",) if on.row["state"] == State.GIVEN else ()


def ends_what_waits(on: Attempt) -> tuple[str, ...]:
    """A submission receives, and ends a hand-back, a request and a pause that wait."""
    return (
        *receives(on),
        *(["task.hand_back_taken_back"] if on.waits.hand_back else []),
        *(["task.extension_withdrawn"] if on.waits.extension else []),
        *(["task.resumed"] if on.waits.pause else []),
    )


class Working(Stage):
    """Work is given, done, judged."""

    @precondition(lambda life: not life.home.only and len(life.seen.tasks) < MOST_TASKS)
    @rule(
        who=st.sampled_from(["TL001", *people]),
        owner=owners,
        ahead=days_ahead,
        plan=st.booleans(),
        how=st.integers(0, 2),
    )
    def begin_another(self, who: str, owner: str, ahead: int, plan: bool, how: int) -> None:
        by = self.viewer(self.ids[who])
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
        self.act(act, chance, kind, lambda on: command(entry=entry, **on.versioned))

    @does(Act.NAME_OWNER, owner=owners, ahead=st.none() | days_ahead, other_lead=st.integers(0, 4))
    def name_an_owner(self, chance: Chance, owner: str, ahead: int | None, other_lead: int) -> None:
        deadline = None if ahead is None else self.today + timedelta(days=ahead)

        def named(on: Attempt) -> dict[str, Any]:
            stays = on.row["lead"] if other_lead else None
            return {"owner": self.ids[owner], "lead": stays or self.ids[lead_of(owner)]}

        self.act(
            Act.NAME_OWNER,
            chance,
            "task.owner_named",
            lambda on: commands.name_owner(**on.versioned, **named(on), working_deadline=deadline),
        )

    @does(Act.RECEIVE)
    def receive(self, chance: Chance) -> None:
        self.act(Act.RECEIVE, chance, "task.received", lambda on: commands.receive_task(**on.versioned))

    @beside("receive many at once", lambda life: True, owner=owners)
    def receive_many(self, chance: Chance, owner: str) -> None:
        """What is not new, not theirs or changed meanwhile is passed over."""
        by = self.viewer(self.ids[chance.who or owner])
        self.now += timedelta(minutes=7)
        tasks = [(row["id"], row["version"]) for row in list(self.seen.tasks.values())[chance.place % 3 :: 2]]
        new = [
            task
            for task, _ in tasks
            if self.seen.tasks[task]["owner"] == by.officer_id
            and self.seen.tasks[task]["state"] == State.GIVEN
        ]
        kinds = ("task.received",) * len(new)
        self.try_beside(
            "receive many at once", kinds, lambda: commands.receive_tasks(tasks=tasks, by=by, now=self.now)
        )

    @does(Act.REPORT, percent=st.integers(0, 100))
    def report(self, chance: Chance, percent: int) -> None:
        self.act(
            Act.REPORT,
            chance,
            "task.progress",
            lambda on: commands.report_progress(**on.versioned, percent=percent, words="Đã làm một phần"),
            before=receives,
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
            prefer=lambda row: chance.quality % 2 or self.late_unkept(row),
            before=ends_what_waits,
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

    @does(Act.WITHDRAW)
    def withdraw(self, chance: Chance) -> None:
        self.act(
            Act.WITHDRAW,
            chance,
            "task.withdrawn",
            lambda on: commands.withdraw_task(**on.versioned, reason="Không còn cần"),
            prefer=lambda row: not self.waits(row).hand_back,
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

    @does(Act.PROTECT)
    def protect(self, chance: Chance) -> None:
        self.act(
            Act.PROTECT,
            chance,
            "task.protected",
            lambda on: commands.record_initiative(**on.versioned, entry=proposal_of(self.ids, self.today)),
            prefer=lambda row: not self.waits(row).initiative,
        )

    @beside("end a protection", lambda life: life.waiting("initiative"))
    def end_protection(self, chance: Chance) -> None:
        these = self.waiting("initiative")
        initiative = these[chance.place % len(these)]
        row = self.seen.tasks[initiative["task"]]
        by = self.actor(Act.PROTECT, row, chance)
        self.now += timedelta(minutes=7)
        self.try_beside(
            "end a protection",
            ("task.protection_ended",),
            lambda: commands.end_initiative(
                initiative=initiative["id"], words="Đã thử xong", by=by, now=self.now
            ),
        )
