"""A few tasks lived through at random: whatever people try, what must always hold holds (``lives.py``).

That the machine would notice is shown too: each fault that is planted here, on purpose, is found.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.db import fetch, write
from app.errors import DomainError
from app.history import record
from app.tasks import (
    appointing,
    assigning,
    causes,
    commands,
    deciding,
    extending,
    handing,
    holder_queries,
    leads,
    moving,
    nightly,
    offering,
    pausing,
    rules,
    working,
    writing,
)
from app.tasks.nightly import notice_day
from app.tasks.reasons import End, Origin, Reason
from app.tasks.rules import Act, Line, State, Who
from tests.conftest import KINDS
from tests.property import life_following
from tests.property.conftest import TABLES
from tests.property.life_world import home_of
from tests.property.lives import TaskLife

#: Lives of one round, how many rounds at least, at most while something was not reached, and steps of a life:
#: long lives on PostgreSQL, where each needs a database of its own.
ROUNDS = {"sqlite": (50, 2, 10, 25), "postgres": (8, 1, 12, 60)}
MOST_LIVES = 200  # in which a planted fault has to be found


def live(home, count, steps=25, **changes):
    """So many lives of this home."""

    class Here(TaskLife):
        pass

    Here.home = home
    how = settings(
        max_examples=count,
        stateful_step_count=steps,
        deadline=None,
        derandomize=False,  # CI's own default would make every round the same lives
        suppress_health_check=list(HealthCheck),
        **changes,
    )
    run_state_machine_as_test(Here, settings=how)


@pytest.mark.parametrize("kind", KINDS)
def test_tasks_lived_through_at_random_keep_what_must_hold_and_reach_what_the_table_admits(
    kind, templates, tmp_path
):
    """Every pair of state and act on SQLite; on PostgreSQL, where each life needs a database, every act."""
    count, least, most, steps = ROUNDS[kind]
    with home_of(templates[kind], tmp_path) as home:
        missing = home.pairs_not_reached if kind == "sqlite" else home.acts_not_reached
        for done in range(most):
            if done >= least and not missing():
                break
            live(home, count, steps)
    TABLES.append(home.table())
    print(home.table())
    assert not missing()


# --- planted faults ----------------------------------------------------------------------------


def deletes_latenesses(plant, name, *, when=lambda given: True):
    """After that act the task has no lateness."""
    honest = getattr(commands, name)

    async def act(*, version, **given):
        task = given.get("task")
        if task is None:
            (row,) = await fetch("SELECT task FROM extension WHERE id = {}", given["extension"]) or [
                {"task": 0}
            ]
            task = row["task"]
        done = await honest(version=version, **given)
        if when(given):
            async with write():
                await fetch("DELETE FROM cause_claim WHERE task = {}", task)
                await fetch("DELETE FROM lateness WHERE task = {}", task)
                await fetch("UPDATE task SET lateness_count = 0 WHERE id = {}", task)
        return done

    plant.setattr(commands, name, act)


def a_lateness_deleted_on_submission(plant, home):
    deletes_latenesses(plant, "submit_result")


def a_lateness_deleted_by_a_late_extension(plant, home):
    deletes_latenesses(plant, "decide_extension", when=lambda given: given["granted"])


def a_late_submission_without_a_lateness(plant, home):
    plant.setattr(working, "note_lateness", nothing_noted)


def a_late_move_without_a_lateness(plant, home):
    plant.setattr(moving, "note_lateness", nothing_noted)


def a_late_extension_without_a_lateness(plant, home):
    plant.setattr(extending, "note_lateness", nothing_noted)


async def nothing_noted(row, now):
    return int(row["lateness_count"])


def a_lateness_charged_to_the_first_holder(plant, home):
    for module in (nightly, writing):
        plant.setattr(
            module, "holder_at_end_of", lambda day, holders: holders[0]["officer"] if holders else None
        )


def a_late_extension_that_moves_the_date_that_counts(plant, home):
    plant.setattr(extending, "dates_after", lambda deadline, due_on, new, decided_on, calendar: (new, new))


async def left_open(task, now, reason):
    """Instead of ending the holding."""


def a_holding_left_open_on_acceptance(plant, home):
    plant.setattr(deciding, "end_holding", left_open)


def two_holders_after_a_move(plant, home):
    home.broken = ("DROP INDEX holding_open_once",)
    plant.setattr(moving, "end_holding", left_open)


def a_result_held_by_who_handed_it_in(plant, home):
    plant.setattr(holder_queries, "holder", lambda facts: facts.owner or facts.author)


def an_offer_that_moves_the_owner_at_once(plant, home):
    honest = moving.offer

    async def offer(row, taker, *given):
        paper = await honest(row, taker, *given)
        await fetch("UPDATE task SET owner = {} WHERE id = {}", taker.id, row["id"])
        await fetch(
            "UPDATE holding SET officer = {} WHERE task = {} AND ended_at IS NULL", taker.id, row["id"]
        )
        return paper

    plant.setattr(handing, "offer", offer)


def an_offer_that_begins_a_holding(plant, home):
    honest = moving.offer

    async def offer(row, taker, leaving, by, now):
        paper = await honest(row, taker, leaving, by, now)
        await writing.end_holding(row["id"], now, End.MOVED)
        await writing.open_holding(row["id"], row["owner"], Origin.TAKEN_OVER, now + timedelta(minutes=1))
        return paper

    plant.setattr(handing, "offer", offer)


def an_offer_that_a_submission_leaves_waiting(plant, home):
    async def forgotten(task, now):
        return None

    plant.setattr(working, "settle_offers", forgotten)


def an_offer_that_silence_does_not_take(plant, home):
    async def nothing(day):
        return ""

    plant.setattr(commands, "take_silent_offers", nothing)


def a_taken_offer_whose_reason_is_forgotten(plant, home):
    """Work that the giver could not do leaves the total as if the head had moved it."""
    honest = offering.Leaving
    plant.setattr(offering, "Leaving", lambda reason, upheld, words: honest(Reason.MOVED, True, words))


def an_accepted_task_reopened_by_a_report(plant, home):
    line = Line(Act.REPORT, frozenset({State.DONE}), (Who.OWNER,))
    plant.setattr(rules, "TABLE", (*rules.TABLE, line))


def an_original_deadline_overwritten(plant, module):
    honest = module.change

    async def change(row, **values):
        if "deadline" in values:
            values["original_deadline"] = values["deadline"]
        await honest(row, **values)

    plant.setattr(module, "change", change)


def an_original_deadline_overwritten_by_a_working_one(plant, home):
    an_original_deadline_overwritten(plant, assigning)


def an_original_deadline_overwritten_by_a_pause(plant, home):
    an_original_deadline_overwritten(plant, pausing)


def an_original_deadline_overwritten_by_an_extension(plant, home):
    an_original_deadline_overwritten(plant, extending)


def moves_the_lead(plant, lead):
    """Where the work moves, the lead does too."""
    for module in (handing, offering, appointing):
        honest = module.change

        async def change(row, honest=honest, **values):
            moved = {"lead": lead(values)} if values.get("owner") else {}
            await honest(row, **values, **moved)

        plant.setattr(module, "change", change)


def a_lead_lost_when_the_work_moves(plant, home):
    moves_the_lead(plant, lambda values: None)


def a_lead_that_moves_with_the_work(plant, home):
    moves_the_lead(plant, lambda values: values["owner"])


def a_lead_that_changes_as_soon_as_it_is_asked(plant, home):
    honest = leads.change

    async def change(row, **values):
        (asked,) = await fetch(
            "SELECT to_lead FROM lead_change WHERE task = {} ORDER BY id DESC LIMIT 1", row["id"]
        )
        await honest(row, **values | {"lead": asked["to_lead"]})

    plant.setattr(leads, "change", change)


def a_lead_approved_by_anybody(plant, home):
    async def anybody(*given):
        return True

    plant.setattr(leads, "may_decide", anybody)


def an_owner_who_lifts_a_lateness_of_their_own(plant, home):
    honest = causes.cause_facts

    async def unconcerned(*given, **named):
        return replace(await honest(*given, **named), concerned=False)

    plant.setattr(causes, "cause_facts", unconcerned)
    home.broken = (
        "INSERT INTO role_grant (officer, role, unit, from_date)"
        f" SELECT officer, 'unit_head', unit, from_date FROM posting WHERE officer = {home.ids['KT003']}",
    )


def a_late_answer_that_undoes_the_silence(plant, home):
    honest = commands.answer_opinion

    async def answer(*, opinion, outcome, **given):
        await honest(opinion=opinion, outcome=outcome, **given)
        async with write():
            await fetch("UPDATE opinion SET outcome = {} WHERE id = {}", str(outcome), opinion)

    plant.setattr(commands, "answer_opinion", answer)


def pauses_without_a_cap(plant, home):
    async def none(task, calendar):
        return 0

    plant.setattr(pausing, "_used", none)
    home.broken = ("UPDATE pause SET from_date = '2026-10-05', to_date = '2026-10-30', ended_at = at",)


def an_act_without_its_row_in_the_history(plant, home):
    async def skipping(kind, subject, **given):
        if kind != "task.progress":
            await record(kind, subject, **given)

    plant.setattr(working, "record", skipping)


def an_act_with_two_rows_in_the_history(plant, home):
    async def twice(kind, subject, **given):
        await record(kind, subject, **given)
        await record(kind, subject, **given)

    plant.setattr(deciding, "record", twice)


def a_refused_act_that_leaves_a_row(plant, home):
    honest = commands.hand_back

    async def hand_back(*, task, by, now, **given):
        try:
            return await honest(task=task, by=by, now=now, **given)
        except DomainError:
            await record("task.handed_back", ("task", task), by=by.officer_id, now=now)
            raise

    plant.setattr(commands, "hand_back", hand_back)


def overload_that_leaves_the_total(plant, home):
    plant.setattr(moving, "end_of_holding", lambda reason, *, upheld: End.MOVED)


def a_night_that_breaks_the_chain(plant, home):
    async def night(day):
        await notice_day(day)
        await fetch(
            "INSERT INTO history (seq, at, actor, kind, subject_type, subject_id, facts, prev_hash, hash)"
            " SELECT MAX(seq) + 1, '', NULL, 'tasks.noticed', 'night', 0, '{{}}', '', '' FROM history"
        )

    plant.setattr(life_following, "notice_day", night)


ROWS = "an act has not exactly its rows in the history"
NIGHT = life_following.NIGHT

#: Each fault, what people try in its lives, and what is said when it is found.
FAULTS = [
    (
        a_lateness_deleted_on_submission,
        {"submit"},
        {"a lateness disappeared", "a late submission has no lateness", "a passed date is no lateness"},
    ),
    (
        a_lateness_deleted_by_a_late_extension,
        {"decide_extension"},
        {"a lateness disappeared", "a passed date is no lateness"},
    ),
    (
        a_late_submission_without_a_lateness,
        {"submit"},
        {"a late submission has no lateness", "a passed date is no lateness"},
    ),
    (a_late_move_without_a_lateness, {"reassign", "appoint", "take"}, {"a passed date is no lateness"}),
    (
        a_late_extension_without_a_lateness,
        {"extend", "ask_extension", "decide_extension"},
        {"a passed date is no lateness"},
    ),
    (
        a_lateness_charged_to_the_first_holder,
        {"reassign", "appoint", "take", "decide"},
        {"a lateness of another"},
    ),
    (
        a_late_extension_that_moves_the_date_that_counts,
        {"extend", "ask_extension", "decide_extension"},
        {"the date that counts moved when it had passed"},
    ),
    (a_holding_left_open_on_acceptance, {"accept"}, {"not exactly one holder"}),
    (two_holders_after_a_move, {"reassign", "take"}, {"not exactly one holder"}),
    (a_result_held_by_who_handed_it_in, {"submit"}, {"who handed it in decides on it"}),
    (an_offer_that_moves_the_owner_at_once, {"reassign"}, {"an offer moved the work"}),
    (an_offer_that_begins_a_holding, {"reassign"}, {"an offer moved the work", "an assigned total fell"}),
    (
        an_offer_that_a_submission_leaves_waiting,
        {"submit", "reassign"},
        {"a hand-over waits unseen", "an offer moved the work"},
    ),
    (an_offer_that_silence_does_not_take, {"reassign"}, {NIGHT}),
    (a_taken_offer_whose_reason_is_forgotten, {"reassign", "take"}, {"an assigned total fell"}),
    (
        an_accepted_task_reopened_by_a_report,
        {"report", "accept"},
        {"not exactly one holder", "what was over goes on"},
    ),
    (an_original_deadline_overwritten_by_a_working_one, {"name_an_owner"}, {"another original deadline"}),
    (an_original_deadline_overwritten_by_a_pause, {"pause"}, {"another original deadline"}),
    (an_original_deadline_overwritten_by_an_extension, {"extend"}, {"another original deadline"}),
    (a_lead_lost_when_the_work_moves, {"reassign", "take", "appoint"}, {"no lead", "another lead"}),
    (a_lead_that_moves_with_the_work, {"reassign", "take", "appoint"}, {"another lead"}),
    (a_lead_that_changes_as_soon_as_it_is_asked, {"ask_lead"}, {"another lead"}),
    (a_lead_approved_by_anybody, {"ask_lead", "decide_lead"}, {"another lead", ROWS}),
    (
        an_owner_who_lifts_a_lateness_of_their_own,
        {"confirm_cause", "decide_cause"},
        {"somebody lifted a lateness of their own"},
    ),
    (
        a_late_answer_that_undoes_the_silence,
        {"answer_opinion", "ask_opinion"},
        {"what was decided is decided otherwise"},
    ),
    (pauses_without_a_cap, {"pause"}, {"a clock stands too long"}),
    (an_act_without_its_row_in_the_history, {"report"}, {ROWS}),
    (an_act_with_two_rows_in_the_history, {"accept", "give_back"}, {ROWS}),
    (a_refused_act_that_leaves_a_row, {"hand_back"}, {"a refused act left something behind"}),
    (overload_that_leaves_the_total, {"decide", "take", "reassign"}, {"an assigned total fell"}),
    (a_night_that_breaks_the_chain, {"report"}, {"the chain is broken", NIGHT}),
]


@pytest.mark.parametrize(("plant", "tried", "said"), FAULTS, ids=[fault[0].__name__ for fault in FAULTS])
def test_a_planted_fault_is_found(plant, tried, said, templates, tmp_path, monkeypatch):
    found = ""
    with home_of(templates["sqlite"], tmp_path) as home:
        home.only = frozenset(tried)
        plant(monkeypatch, home)
        while not found and home.runs < MOST_LIVES:
            try:
                live(home, 20, phases=[Phase.generate], report_multiple_bugs=False, database=None)
            except AssertionError as error:
                found = str(error)
    assert found in said, f"{home.runs} lives of {home.steps} steps"
