"""Indexes of the reads that come with every page: who gave and wrote work, and by which date it is to be done."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.db import fetch

ID = "2026-11-25T09:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of hot reads"

REPLACED = ("task_author", "task_assigner", "task_lead", "lateness_due", "submission_task")

INDEXES = {
    "task_author": "task (created_by, state, due_on)",
    "task_assigner": "task (assigner, state, due_on)",
    "task_lead": "task (lead, state, due_on)",
    # what a late task is told by, so that late work is counted without reading it
    "task_open": "task (unit, due_on, state, late_on_import, assigned_at, original_deadline, hand_over_count)"
    " WHERE state IN ('awaiting_person', 'given', 'in_progress')",
    "task_moved": "task (unit, state) WHERE hand_over_count > 0",
    "task_owner_done": "task (owner, submitted_at) WHERE state = 'done'",
    "submission_day": "submission (day, task, due_on)",
    "submission_due": "submission (task, due_on)",
    "lateness_day": "lateness (due_on, task)",
    "hand_over_answered": "hand_over (COALESCE(returned_at, taken_at, at))",
    "cause_claim_waiting": "cause_claim (task) WHERE confirmed IS NULL",
    "hand_back_waiting": "hand_over (task) WHERE kind = 'hand_back' AND decided_at IS NULL",
}


async def _run() -> None:
    for name in REPLACED:
        await fetch(f"DROP INDEX {name}")
    for name, columns in INDEXES.items():
        await fetch(f"CREATE INDEX {name} ON {columns}")


async def forwards() -> MigrationManager:
    """Piccolo runs this once on each database."""
    manager = MigrationManager(migration_id=ID, app_name="xuyen_suot", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager
