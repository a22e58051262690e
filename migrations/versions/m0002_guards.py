"""What Piccolo's columns cannot say on both databases: unique pairs, covering indexes, triggers."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.db import fetch, on_postgres

ID = "2026-11-22T11:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "unique pairs, indexes of the hot questions, history that cannot be rewritten"

UNIQUE = {
    "role_grant_once": "role_grant (officer, role, unit, from_date)",
    "posting_once": "posting (officer, from_date)",
    "officer_email": "officer (email) WHERE email IS NOT NULL",
    "task_row_once": "task_row (directive, row_key)",
    "lateness_once": "lateness (task, due_on)",
    "flag_fact_once": "flag_fact (task, flag, since)",
    "holding_open_once": "holding (task) WHERE ended_at IS NULL",
    "submission_open_once": "submission (task) WHERE decision = ''",
    "sheet_once": "sheet (officer, month)",
    "sheet_point_once": "sheet_point (sheet, criterion)",
    "sheet_part_once": "sheet_part (sheet, part)",
    "catalogue_item_once": "catalogue_item (catalogue, code)",
    "evidence_once": "evidence (subject_type, subject_id, sha256)",
}

INDEXES = {
    "unit_path": "unit (path)",
    "posting_unit": "posting (unit, from_date)",
    "sign_in_account": "sign_in (account)",
    "task_unit_due": "task (unit, state, due_on)",
    "task_owner_due": "task (owner, state, due_on)",
    "task_lead": "task (lead, state)",
    "task_state_due": "task (state, due_on)",
    "task_directive": "task (directive)",
    "task_created": "task (created_at)",
    "task_author": "task (created_by)",
    "task_assigner": "task (assigner)",
    "coordination_unit": "coordination (unit)",
    "lateness_due": "lateness (due_on)",
    "lateness_officer": "lateness (officer, due_on)",
    "submission_officer_day": "submission (officer, day)",
    "hand_over_at": "hand_over (at)",
    "hand_over_from": "hand_over (from_officer)",
    "holding_officer_given": "holding (officer, given_at)",
    "history_subject": "history (subject_type, subject_id, seq)",
    "history_at": "history (at)",
    "evidence_subject": "evidence (subject_type, subject_id)",
    "incident_officer": "incident (officer, happened_on)",
    "incident_unit": "incident (unit, happened_on)",
    "sheet_month": "sheet (month, unit)",
}

REFUSAL = "history is append-only"


async def _sqlite_triggers() -> None:
    for act in ("UPDATE", "DELETE"):
        await fetch(
            f"CREATE TRIGGER history_no_{act.lower()} BEFORE {act} ON history"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


async def _postgres_triggers() -> None:
    await fetch(
        "CREATE FUNCTION history_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    await fetch(
        "CREATE TRIGGER history_no_change BEFORE UPDATE OR DELETE ON history"
        " FOR EACH ROW EXECUTE FUNCTION history_refuse()"
    )
    await fetch(
        "CREATE TRIGGER history_no_truncate BEFORE TRUNCATE ON history"
        " FOR EACH STATEMENT EXECUTE FUNCTION history_refuse()"
    )


async def _run() -> None:
    for name, columns in UNIQUE.items():
        await fetch(f"CREATE UNIQUE INDEX {name} ON {columns}")
    for name, columns in INDEXES.items():
        await fetch(f"CREATE INDEX {name} ON {columns}")
    await (_postgres_triggers() if on_postgres() else _sqlite_triggers())


async def forwards() -> MigrationManager:
    """Piccolo runs this once on each database."""
    manager = MigrationManager(migration_id=ID, app_name="xuyen_suot", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager
