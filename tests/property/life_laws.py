"""What must hold after every step of the machine of ``lives.py``, whatever people tried."""

from collections import Counter
from datetime import date

from hypothesis.stateful import invariant

from app import clock
from app.db import fetch
from app.history import verify
from app.tasks.flag_sql import BOUNCE, Marks
from app.tasks.holder_queries import stays_of
from app.tasks.rules import FINISHED, State
from tests.property.life_moves import superiors
from tests.property.life_seen import Row, counted
from tests.property.life_stage import Stage, people
from tests.property.life_world import BEFORE

STARTED = ("given", "in_progress", "submitted")
HELD = ("given", "in_progress")
OPEN = ("awaiting_person", *HELD)
MOST_PAUSED = 20  # working days, the office's rule ``pause_cap_days``


class Laws(Stage):
    """The invariants."""

    # --- holder and lead -------------------------------------------------------------------

    @invariant()
    def work_that_was_given_has_one_holder_and_one_lead_until_it_is_over(self) -> None:
        self.home.steps += 1
        for task in self.seen.tasks.values():
            held = task["state"] in STARTED
            assert self.seen.holders(task["id"]) == ([task["owner"]] if held else []), (
                "not exactly one holder"
            )
            if held:
                assert task["owner"] is not None, "no holder"
                assert task["lead"] is not None, "no lead"

    @invariant()
    def exactly_one_person_holds_every_unfinished_task(self) -> None:
        """As the page and the board say it."""
        rows = list(self.seen.tasks.values())
        stays = self.run(stays_of(rows, Marks(self.today, self.calendar), self.now))
        for task in rows:
            stay = stays.get(task["id"])
            assert (stay is None) == (task["state"] in FINISHED), "nobody holds it, or somebody what is over"
            if stay is not None:
                assert stay.minutes >= 0, "held for less than no time"
                if task["state"] in HELD:
                    assert stay.officer == task["owner"], "another holder than the owner"
                if task["state"] == State.SUBMITTED:
                    assert stay.officer != task["owner"], "who handed it in decides on it"

    @invariant()
    def the_lead_changes_only_as_the_common_superior_approved(self) -> None:
        fresh = {row["id"]: row for row in self.seen.lead_changes if row["approved"]}
        new = [row for number, row in fresh.items() if number not in self.approved]
        for task in self.seen.tasks.values():
            if task["state"] == State.DRAFT or (task["lead"] is None and task["id"] not in self.leads):
                continue
            before = self.leads.get(task["id"], task["lead"])
            if task["lead"] != before:
                assert any(self.approves(row, task["id"], before, task["lead"]) for row in new), (
                    "another lead"
                )
            self.leads[task["id"]] = task["lead"]
        self.approved = set(fresh)

    def approves(self, row: Row, task: int, old: int, new: int | None) -> bool:
        """Whether this change was approved by one who may."""
        if (row["task"], row["from_lead"], row["to_lead"]) != (task, old, new):
            return False
        return self.codes[row["decided_by"]] in superiors(self.codes[old], self.codes[new])

    @invariant()
    def an_offer_leaves_everything_with_its_giver_until_it_is_taken(self) -> None:
        for offer in self.waiting("offer"):
            task = self.seen.tasks[offer["task"]]
            giver = (offer["from_officer"], offer["from_unit"])
            assert (task["owner"], task["unit"]) == giver, "an offer moved the work"
            holding = self.seen.holdings[task["id"]][-1]
            assert holding["officer"] == giver[0], "an offer moved the work"
            assert holding["given_at"] <= offer["at"], "an offer moved the work"

    # --- the end ---------------------------------------------------------------------------

    @invariant()
    def what_is_over_stays_over(self) -> None:
        for task in self.seen.tasks.values():
            now = (task["state"], task["accepted_at"], task["withdrawn_at"], task["owner"], task["due_on"])
            if task["state"] in (State.DONE, State.WITHDRAWN) or task["id"] in self.over:
                assert self.over.setdefault(task["id"], now) == now, "what was over goes on"

    @invariant()
    def nobody_decides_on_work_of_their_own(self) -> None:
        for one in self.seen.submissions:
            assert one["decided_by"] != one["officer"], "somebody decided on work of their own"
        for move in self.seen.moves:
            if move["kind"] == "hand_back" and move["upheld"]:
                assert move["decided_by"] != move["from_officer"], "somebody decided on work of their own"
        for fact in (*self.seen.latenesses, *self.seen.submissions):
            if fact["objective_by"] is not None:
                assert fact["objective_by"] != fact["officer"], "somebody lifted a lateness of their own"

    # --- dates -----------------------------------------------------------------------------

    @invariant()
    def the_original_deadline_never_changes_once_given(self) -> None:
        for task in self.seen.tasks.values():
            original = task["original_deadline"]
            if task["state"] not in (State.DRAFT, State.WITHDRAWN):
                assert self.originals.setdefault(task["id"], original) == original, (
                    "another original deadline"
                )

    @invariant()
    def every_bounce_is_counted_on_its_task(self) -> None:
        """Lists look for bounces only where one is counted."""
        unseen = self.run(fetch(f"SELECT t.id FROM task t WHERE t.hand_over_count = 0 AND {BOUNCE}"))
        assert not unseen, "a bounce is not counted"

    @invariant()
    def latenesses_are_never_lost_and_always_counted(self) -> None:
        for task in self.seen.tasks.values():
            now = self.seen.missed(task["id"])
            assert now >= self.missed.get(task["id"], set()), "a lateness disappeared"
            assert len(now) == task["lateness_count"], "latenesses are not counted"
            self.missed[task["id"]] = now
        for one in self.seen.submissions:
            if one["day"] > self.calendar.effective_day(one["due_on"]):
                dates = {due_on for due_on, _ in self.missed.get(one["task"], set())}
                assert one["due_on"] in dates, "a late submission has no lateness"

    @invariant()
    def a_lateness_is_charged_to_who_held_the_work_at_the_end_of_its_day(self) -> None:
        for one in self.seen.latenesses:
            if one["id"] not in self.charged:
                day = self.calendar.effective_day(one["due_on"])
                assert one["officer"] == self.held_at_end_of(day, one["task"]), "a lateness of another"
                self.charged.add(one["id"])

    def held_at_end_of(self, day: date, task: int) -> int | None:
        for holding in self.seen.holdings.get(task, []):
            ended = holding["ended_at"]
            if clock.local_day(holding["given_at"]) <= day and (not ended or clock.local_day(ended) > day):
                return holding["officer"]
        return None

    @invariant()
    def a_date_that_passed_is_a_lateness_and_counts_for_good(self) -> None:
        """Whatever moves or hides the date: another date, another holder, a submission, a withdrawal."""
        for number, task in self.seen.tasks.items():
            before = self.before.get(number)
            if before is None or not before["due_on"] or before["state"] not in (*OPEN, State.SUBMITTED):
                continue
            if before["state"] in OPEN and self.is_past(before["due_on"]):
                now = tuple(task[name] for name in ("due_on", "owner", "state"))
                kept = now[:2] == (before["due_on"], before["owner"]) and task["state"] in OPEN
                dates = {due_on for due_on, _ in self.seen.missed(number)}
                assert kept or before["due_on"] in dates, "a passed date is no lateness"
            if before["state"] in STARTED and self.is_past(before["deadline"]):
                assert task["deadline"] == before["deadline"], "the date that counts moved when it had passed"
        self.before = self.seen.tasks

    def is_past(self, day: date | None) -> bool:
        return day is not None and self.calendar.effective_day(day) < self.today

    @invariant()
    def no_clock_stands_longer_than_the_office_allows(self) -> None:
        stood: Counter = Counter()
        for pause in self.seen.pauses:
            last = pause["ended_on"] or pause["to_date"]
            before = pause["from_date"].fromordinal(pause["from_date"].toordinal() - 1)
            stood[pause["task"]] += max(0, self.calendar.between(before, last))
        assert all(days <= MOST_PAUSED for days in stood.values()), "a clock stands too long"

    # --- what waits, and what was answered -------------------------------------------------

    @invariant()
    def what_waits_for_a_decision_waits_in_the_state_for_it(self) -> None:
        waiting = Counter(one["task"] for one in self.seen.submissions if one["decision"] == "")
        for task in self.seen.tasks.values():
            assert waiting[task["id"]] == (task["state"] == State.SUBMITTED), "a submission waits unseen"
            waits = self.waits(task)
            if waits.move is not None:
                assert task["state"] in HELD, "a hand-over waits unseen"
            if waits.extension is not None or waits.pause is not None:
                assert task["state"] not in (State.SUBMITTED, State.DONE), "a date waits unseen"
            moves = (waits.hand_back, waits.offer, waits.returned)
            assert len([move for move in moves if move is not None]) <= 1, "two hand-overs wait"

    @invariant()
    def of_each_kind_at_most_one_waits_on_a_task(self) -> None:
        seen = self.seen
        for rows in (
            [each for each in seen.lead_changes if each["approved"] is None],
            [each for each in seen.extensions if each["granted"] is None],
            [each for each in seen.pauses if each["ended_at"] is None and each["to_date"] >= self.today],
        ):
            assert len({row["task"] for row in rows}) == len(rows), "two of a kind wait"

    @invariant()
    def what_was_decided_stays_decided(self) -> None:
        """An answer, a silence, a confirmed cause, a granted date."""
        answers = {
            "opinion": ("outcome", self.seen.opinions),
            "claim": ("confirmed", self.seen.claims),
            "extension": ("granted", self.seen.extensions),
            "lead": ("approved", self.seen.lead_changes),
            "move": ("upheld", self.seen.moves),
            "lateness": ("objective_at", self.seen.latenesses),
            "submission": ("decision", self.seen.submissions),
        }
        for kind, (column, rows) in answers.items():
            now = {(kind, row["id"]): row[column] for row in rows if row[column] not in (None, "")}
            gone = [key for key in self.settled if key[0] == kind and now.get(key) != self.settled[key]]
            assert not gone, "what was decided is decided otherwise"
            self.settled |= now

    # --- counts and the chain --------------------------------------------------------------

    @invariant()
    def nothing_leaves_a_total_except_for_a_reason_that_lets_it(self) -> None:
        """Neither work from the assigned total nor a lateness from what is counted."""
        last = max([self.today, *(task["deadline"] for task in self.seen.tasks.values() if task["deadline"])])
        now = self.run(counted([self.ids[code] for code in people], BEFORE, last, self.today))
        for officer in now.assigned:
            gone = self.totals.assigned.get(officer, set()) - now.assigned[officer]
            assert {task for task, _ in gone} <= self.may_leave, "an assigned total fell"
            gone = self.totals.late.get(officer, set()) - now.late[officer]
            assert {task for task, _ in gone} <= self.may_leave, "a counted lateness disappeared"
        self.totals, self.may_leave = now, set()

    @invariant()
    def the_chain_of_the_history_is_sound(self) -> None:
        assert self.run(verify()).sound, "the chain is broken"
