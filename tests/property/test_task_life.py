"""A few tasks lived through at random: whatever people try, what must always hold holds (``lives.py``).

That the machine would notice is shown too: each fault that is planted here, on purpose, is found.
"""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.db import fetch, write
from app.errors import DomainError
from app.history import record
from app.tasks import assigning, commands, deciding, handing, rules, working
from app.tasks.nightly import notice_day
from app.tasks.reasons import End
from app.tasks.rules import Act, Line, State, Who
from tests.conftest import KINDS
from tests.property import life_following
from tests.property.conftest import TABLES
from tests.property.life_world import home_of
from tests.property.lives import TaskLife

#: Lives of one round, and how many rounds: at least, and at most while something was not reached.
ROUNDS = {"sqlite": (60, 2, 8), "postgres": (25, 1, 6)}
STEPS = 20
MOST_LIVES = 400  # in which a planted fault has to be found


def live(home, count, **changes):
    """So many lives of this home."""

    class Here(TaskLife):
        pass

    Here.home = home
    how = settings(
        max_examples=count,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        **changes,
    )
    run_state_machine_as_test(Here, settings=how)


@pytest.mark.parametrize("kind", KINDS)
def test_tasks_lived_through_at_random_keep_what_must_hold_and_reach_what_the_table_admits(
    kind, templates, tmp_path
):
    """Every pair of state and act on SQLite; on PostgreSQL, where each life needs a database, every act."""
    count, least, most = ROUNDS[kind]
    with home_of(templates[kind], tmp_path) as home:
        missing = home.pairs_not_reached if kind == "sqlite" else home.acts_not_reached
        for done in range(most):
            if done >= least and not missing():
                break
            live(home, count)
    TABLES.append(home.table())
    print(home.table())
    assert not missing()


# --- planted faults ----------------------------------------------------------------------------


def a_lateness_deleted_on_submission(plant, home):
    honest = commands.submit_result

    async def submit(*, task, **given):
        done = await honest(task=task, **given)
        async with write():
            await fetch("DELETE FROM lateness WHERE task = {}", task)
            await fetch("UPDATE task SET lateness_count = 0 WHERE id = {}", task)
        return done

    plant.setattr(commands, "submit_result", submit)


def a_late_submission_without_a_lateness(plant, home):
    async def nothing_noted(row, now):
        return int(row["lateness_count"])

    plant.setattr(working, "note_lateness", nothing_noted)


async def left_open(task, now, reason):
    """Instead of ending the holding."""


def a_holding_left_open_on_acceptance(plant, home):
    plant.setattr(deciding, "end_holding", left_open)


def two_holders_after_a_move(plant, home):
    home.broken = ("DROP INDEX holding_open_once",)
    plant.setattr(handing, "end_holding", left_open)


def an_accepted_task_reopened_by_a_report(plant, home):
    line = Line(Act.REPORT, frozenset({State.DONE}), (Who.OWNER,))
    plant.setattr(rules, "TABLE", (*rules.TABLE, line))


def an_original_deadline_overwritten_by_a_working_one(plant, home):
    honest = assigning.change

    async def change(row, **values):
        await honest(row, **{**values, "original_deadline": values["deadline"]})

    plant.setattr(assigning, "change", change)


def a_lead_lost_when_the_work_moves(plant, home):
    honest = handing.change

    async def change(row, **values):
        await honest(row, **values, **({"lead": None} if "owner" in values else {}))

    plant.setattr(handing, "change", change)


def a_lead_that_moves_with_the_work(plant, home):
    honest = handing.change

    async def change(row, **values):
        await honest(row, **values, **({"lead": values["owner"]} if values.get("owner") else {}))

    plant.setattr(handing, "change", change)


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
    plant.setattr(handing, "end_of_holding", lambda reason, *, upheld: End.MOVED)


def a_night_that_breaks_the_chain(plant, home):
    async def night(day):
        await notice_day(day)
        await fetch(
            "INSERT INTO history (seq, at, actor, kind, subject_type, subject_id, facts, prev_hash, hash)"
            " SELECT MAX(seq) + 1, '', NULL, 'tasks.noticed', 'night', 0, '{{}}', '', '' FROM history"
        )

    plant.setattr(life_following, "notice_day", night)


#: Each fault with what is said when it is found.
FAULTS = [
    (a_lateness_deleted_on_submission, {"a lateness disappeared", "a late submission has no lateness"}),
    (a_late_submission_without_a_lateness, {"a late submission has no lateness"}),
    (a_holding_left_open_on_acceptance, {"not exactly one holder"}),
    (two_holders_after_a_move, {"not exactly one holder"}),
    (an_accepted_task_reopened_by_a_report, {"not exactly one holder", "what was over goes on"}),
    (an_original_deadline_overwritten_by_a_working_one, {"another original deadline"}),
    (a_lead_lost_when_the_work_moves, {"no lead", "another lead"}),
    (a_lead_that_moves_with_the_work, {"another lead"}),
    (an_act_without_its_row_in_the_history, {"an act has not exactly its rows in the history"}),
    (an_act_with_two_rows_in_the_history, {"an act has not exactly its rows in the history"}),
    (a_refused_act_that_leaves_a_row, {"a refused act left something behind"}),
    (overload_that_leaves_the_total, {"an assigned total fell"}),
    (
        a_night_that_breaks_the_chain,
        {"the chain is broken", "a night has not exactly its row in the history"},
    ),
]


@pytest.mark.parametrize(("plant", "said"), FAULTS, ids=[plant.__name__ for plant, _ in FAULTS])
def test_a_planted_fault_is_found(plant, said, templates, tmp_path, monkeypatch):
    found = ""
    with home_of(templates["sqlite"], tmp_path) as home:
        plant(monkeypatch, home)
        while not found and home.runs < MOST_LIVES:
            try:
                live(home, 40, phases=[Phase.generate], report_multiple_bugs=False, database=None)
            except AssertionError as error:
                found = str(error)
    assert found in said, f"{home.runs} lives of {home.steps} steps"
