"""Unique pairs and indexes of following work; what the moves and dates before it were in the new columns."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.db import fetch

ID = "2026-11-25T02:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "guards of following work; offers and clocks of the work that there was"

UNIQUE = {
    "hand_over_offer_once": "hand_over (task) WHERE offered_until IS NOT NULL AND taken_at IS NULL"
    " AND returned_at IS NULL AND settled_at IS NULL",
    "lead_change_open_once": "lead_change (task) WHERE approved IS NULL",
    "extension_open_once": "extension (task) WHERE granted IS NULL",
    "cause_claim_lateness_open_once": "cause_claim (lateness) WHERE confirmed IS NULL AND lateness IS NOT NULL",
    "cause_claim_submission_open_once": "cause_claim (submission) WHERE confirmed IS NULL AND submission IS NOT NULL",
    "recurrence_task_once": "recurrence_task (recurrence, day)",
    "reminder_person_once": "reminder (task, to_officer, day)",
    "reminder_step_once": "reminder (task, due_on, level) WHERE kind = 'escalation'",
    "inspection_item_once": "inspection_item (week, task)",
    "notice_once": "notice (event, officer, channel)",
    "notice_message_once": "notice (event, officer) WHERE channel <> 'page'",
    "saved_filter_once": "saved_filter (officer, path, name)",
}

INDEXES = {
    "hand_over_to": "hand_over (to_officer)",
    "opinion_open": "opinion (outcome, due_on)",
    "opinion_unit": "opinion (unit, asked_at)",
    "reminder_open": "reminder (to_officer, answered_at)",
    "notice_waiting": "notice (send_from) WHERE sent_at IS NULL AND channel <> 'page'",
    "notice_officer": "notice (officer, at)",
    "notice_unread": "notice (officer) WHERE channel = 'page' AND read_at IS NULL",
    "delegation_period": "delegation (deputy, from_date, to_date)",
    "office_setting_day": "office_setting (code, from_date)",
    "task_campaign": "task (campaign)",
    "pause_days": "pause (from_date, to_date)",
}

FILLED = (
    "UPDATE hand_over SET taken_at = at WHERE kind <> 'hand_back'",
    "UPDATE task SET first_given_at = COALESCE((SELECT MIN(h.given_at) FROM holding h WHERE h.task = task.id),"
    " unit_given_at, assigned_at), first_received_at = received_at WHERE state <> 'draft'",
)


async def _run() -> None:
    for sql in FILLED:
        await fetch(sql)
    for name, columns in UNIQUE.items():
        await fetch(f"CREATE UNIQUE INDEX {name} ON {columns}")
    for name, columns in INDEXES.items():
        await fetch(f"CREATE INDEX {name} ON {columns}")


async def forwards() -> MigrationManager:
    """Piccolo runs this once on each database."""
    manager = MigrationManager(migration_id=ID, app_name="xuyen_suot", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager
