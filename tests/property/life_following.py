"""Acts of the machine of ``lives.py``: dates that move, questions, reminders, causes; and the nights."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from app import clock
from app.tasks import commands
from app.tasks.cause_rules import Ground
from app.tasks.date_rules import ExtensionReason, PauseReason
from app.tasks.escalation import escalate_day
from app.tasks.nightly import notice_day
from app.tasks.opinion_rules import ANSWERS, Outcome
from app.tasks.opinions import note_silence
from app.tasks.rules import Act, State
from tests.property.life_seen import Row
from tests.property.life_stage import Attempt, Chance, Stage, beside, does, lets_go, number_of
from tests.property.life_world import BESIDE

#: What nights do beside the acts of people.
NIGHTS = ("a night takes an offer", "a night keeps a silence", "a morning takes late work up")
BESIDE.update(NIGHTS)

PAPER = Ground(number="12/TB-ĐL", dated=date(2026, 11, 2))


class Following(Stage):
    """Work is followed to its end."""

    # --- dates -----------------------------------------------------------------------------

    @does(
        Act.PAUSE,
        reason=st.sampled_from(list(PauseReason)),
        first=st.sampled_from([0, 0, 0, 1, 2, -1]),
        days=st.integers(-1, 5),
    )
    def pause(self, chance: Chance, reason: PauseReason, first: int, days: int) -> None:
        from_date = self.today + timedelta(days=first)
        said = {"from_date": from_date, "to_date": from_date + timedelta(days=days), "words": "Chờ ý kiến"}

        def may(row: Row) -> bool:
            waits = self.waits(row)
            return not (waits.pause or waits.extension or self.passed(row))

        self.act(
            Act.PAUSE,
            chance,
            "task.paused",
            lambda on: commands.pause_task(**on.versioned, reason=reason, **said),
            prefer=may,
        )

    @does(Act.RESUME)
    def resume(self, chance: Chance) -> None:
        self.act(
            Act.RESUME,
            chance,
            "task.resumed",
            lambda on: commands.resume_task(**on.versioned),
            prefer=lambda row: self.waits(row).pause,
        )

    def later(self, on: Attempt, ahead: int) -> date:
        """A date after the one to keep and not before today, for most of ``ahead``."""
        return max(on.row["due_on"] or self.today, self.today) + timedelta(days=ahead)

    @does(Act.ASK_EXTENSION, reason=st.sampled_from(list(ExtensionReason)), ahead=st.integers(0, 6))
    def ask_extension(self, chance: Chance, reason: ExtensionReason, ahead: int) -> None:
        self.act(
            Act.ASK_EXTENSION,
            chance,
            "task.extension_asked",
            lambda on: commands.ask_extension(
                **on.versioned, asked_due=self.later(on, ahead), reason=reason, words="Nêu lý do"
            ),
            prefer=lambda row: not self.waits(row).extension,
        )

    @does(Act.DECIDE_EXTENSION, granted=st.booleans(), ahead=st.none() | st.integers(0, 6))
    def decide_extension(self, chance: Chance, granted: bool, ahead: int | None) -> None:
        self.act(
            Act.DECIDE_EXTENSION,
            chance,
            "task.extension_decided",
            lambda on: commands.decide_extension(
                extension=number_of(on.waits.extension),
                granted=granted,
                new_due=None if ahead is None else self.later(on, ahead),
                words="Đã xem xét",
                version=on.row["version"],
                **on.person,
            ),
            prefer=lambda row: self.waits(row).extension,
        )

    @does(Act.EXTEND, reason=st.sampled_from(list(ExtensionReason)), ahead=st.integers(0, 6))
    def extend(self, chance: Chance, reason: ExtensionReason, ahead: int) -> None:
        self.act(
            Act.EXTEND,
            chance,
            "task.extended",
            lambda on: commands.extend_deadline(
                **on.versioned, new_due=self.later(on, ahead), reason=reason, words="Nêu lý do"
            ),
            prefer=lambda row: not self.waits(row).extension,
        )

    # --- questions to other units ----------------------------------------------------------

    @does(
        Act.ASK_OPINION,
        unit=st.sampled_from(["VX", "VP", "KT"]),
        answerer=st.sampled_from([None, None, "VX002", "KT002"]),
        ahead=st.integers(1, 7),
    )
    def ask_opinion(self, chance: Chance, unit: str, answerer: str | None, ahead: int) -> None:
        asked = {
            "unit": self.ids[unit],
            "answerer": self.ids[answerer] if answerer else None,
            "question": "Có ý kiến gì không?",
            "due_on": self.today + timedelta(days=ahead),
        }
        self.act(
            Act.ASK_OPINION,
            chance,
            "task.opinion_asked",
            lambda on: commands.ask_opinion(**on.versioned, **asked),
            prefer=lambda row: not self.waits(row).opinion,
        )

    @beside("answer a question", lambda life: life.waiting("opinion"), outcome=st.sampled_from(ANSWERS))
    def answer_opinion(self, chance: Chance, outcome: Outcome) -> None:
        """What comes after its date is kept beside the silence."""
        found = self.waiting("opinion")
        opinion = found[chance.place % len(found)]
        by = self.viewer(self.ids[chance.who] if chance.who else opinion["answerer"])
        self.now += timedelta(minutes=7)
        falls_silent = opinion["outcome"] == "" and self.calendar.is_past(opinion["due_on"], self.today)
        self.try_beside(
            "answer a question",
            (*(["task.opinion_silent"] if falls_silent else []), "task.opinion_answered"),
            lambda: commands.answer_opinion(
                opinion=opinion["id"], outcome=outcome, words="Góp ý", by=by, now=self.now
            ),
        )

    @beside("withdraw a question", lambda life: life.waiting("opinion"))
    def withdraw_opinion(self, chance: Chance) -> None:
        found = self.waiting("opinion")
        opinion = found[chance.place % len(found)]
        by = self.viewer(self.ids[chance.who] if chance.who else opinion["asked_by"])
        self.now += timedelta(minutes=7)
        self.try_beside(
            "withdraw a question",
            ("task.opinion_withdrawn",),
            lambda: commands.withdraw_opinion(opinion=opinion["id"], by=by, now=self.now),
        )

    # --- reminders -------------------------------------------------------------------------

    @does(Act.REMIND)
    def remind(self, chance: Chance) -> None:
        self.act(
            Act.REMIND,
            chance,
            "task.reminded",
            lambda on: commands.remind(**on.versioned, words="Đề nghị báo cáo"),
        )

    @beside("answer a reminder", lambda life: life.reminders())
    def answer_reminder(self, chance: Chance) -> None:
        found = self.reminders()
        reminder = found[chance.place % len(found)]
        by = self.viewer(self.ids[chance.who] if chance.who else reminder["to_officer"])
        self.now += timedelta(minutes=7)
        self.try_beside(
            "answer a reminder",
            ("task.reminder_answered",),
            lambda: commands.answer_reminder(task=reminder["task"], words="Đang làm", by=by, now=self.now),
        )

    def reminders(self) -> list[Row]:
        return [each for each in self.seen.reminders if each["answered_at"] is None]

    # --- objective causes ------------------------------------------------------------------

    def causes(self) -> list[tuple[str, Row]]:
        """Latenesses and failed checks for which no cause is confirmed, with what they are."""
        failed = (("submission", each) for each in self.seen.submissions if each["failed_check"])
        found = [*(("lateness", each) for each in self.seen.latenesses), *failed]
        return [(kind, each) for kind, each in found if each["objective_at"] is None]

    def competent(self, chance: Chance, concerned: int | None) -> Any:
        """A head, or the person concerned, who may not even where he is a head."""
        heads = [self.ids["TL001"], self.ids["KT001"], concerned or self.ids["KT003"]]
        return self.viewer(self.ids[chance.who] if chance.who else heads[chance.quality % 3])

    @beside("claim a cause", lambda life: life.causes())
    def claim_cause(self, chance: Chance) -> None:
        found = self.causes()
        kind, fact = found[chance.place % len(found)]
        by = self.viewer(self.ids[chance.who] if chance.who else fact["officer"] or self.ids["KT003"])
        self.now += timedelta(minutes=7)
        self.try_beside(
            "claim a cause",
            ("task.cause_claimed",),
            lambda: commands.claim_cause(
                **{kind: fact["id"]}, words="Mất điện", ground=PAPER, by=by, now=self.now
            ),
        )

    @beside("confirm a cause unasked", lambda life: life.causes())
    def confirm_cause(self, chance: Chance) -> None:
        found = self.causes()
        kind, fact = found[chance.place % len(found)]
        by = self.competent(chance, fact["officer"])
        self.now += timedelta(minutes=7)
        self.try_beside(
            "confirm a cause unasked",
            ("task.objective_confirmed",),
            lambda: commands.confirm_objective_cause(
                **{kind: fact["id"]}, words="Mất điện", ground=PAPER, by=by, now=self.now
            ),
        )

    @beside("decide on a claim", lambda life: life.seen.claims, confirmed=st.booleans())
    def decide_cause(self, chance: Chance, confirmed: bool) -> None:
        claims = [each for each in self.seen.claims if each["confirmed"] is None] or self.seen.claims
        claim = claims[chance.place % len(claims)]
        by = self.competent(chance, claim["claimed_by"])
        self.now += timedelta(minutes=7)
        self.try_beside(
            "decide on a claim",
            ("task.objective_confirmed" if confirmed else "task.cause_refused",),
            lambda: commands.decide_cause(
                claim=claim["id"], confirmed=confirmed, words="Đã xem xét", by=by, now=self.now
            ),
        )

    # --- nights ----------------------------------------------------------------------------

    @rule(days=st.integers(1, 4), looked_at=st.booleans(), twice=st.booleans())
    def nights_pass(self, days: int, looked_at: bool, twice: bool) -> None:
        """Some nights are missed; the next look makes up for what passed. A night may be looked at twice."""
        for _ in range(days):
            day = self.today + timedelta(days=1)
            self.now = clock.at(day, 8)
            self._seen = None
            if looked_at:
                self.night(day)
                if twice:
                    before = self.written()
                    self.run(every_job(day))
                    assert self.written() == before, "a night that was looked at twice wrote twice"

    def night(self, day: date) -> None:
        """The jobs of one night in their order, each with exactly its rows in the history."""
        silent = [paper for paper in self.waiting("offer") if paper["offered_until"] < day]
        self.may_leave.update(paper["task"] for paper in silent if lets_go(paper))
        self.job(commands.take_silent_offers(day), [("task.taken",) * len(silent)])
        self.home.reached[NIGHTS[0]] += len(silent)
        self.job(notice_day(day), [(), ("tasks.noticed",)])
        unanswered = [each for each in self.seen.opinions if each["outcome"] == ""]
        over = [each for each in unanswered if self.state_of(each) == State.WITHDRAWN]
        fallen = [
            each for each in unanswered if each not in over and self.calendar.is_past(each["due_on"], day)
        ]
        kinds = ("task.opinion_withdrawn",) * len(over) + ("task.opinion_silent",) * len(fallen)
        self.job(note_silence(day), [kinds])
        self.home.reached[NIGHTS[1]] += len(fallen)
        before = self.written()
        self.run(escalate_day(day))
        new = self.written()["n_reminder"] - before["n_reminder"]
        assert self.new_kinds(before) == ("task.escalated",) * new, NIGHT
        self.home.reached[NIGHTS[2]] += new
        self._seen = None

    def state_of(self, row: Row) -> str:
        return self.seen.tasks[row["task"]]["state"]

    def job(self, work, allowed: list[tuple[str, ...]]) -> None:
        before = self.written()
        self.run(work)
        self._seen = None
        assert self.new_kinds(before) in allowed, NIGHT


NIGHT = "a night has not exactly its rows in the history"


async def every_job(day: date) -> None:
    """The jobs of one night."""
    await commands.take_silent_offers(day)
    await notice_day(day)
    await note_silence(day)
    await escalate_day(day)
