"""What Piccolo needs to know to migrate: the tables of every domain, in order."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from app.evaluation import tables as evaluation
from app.history import History
from app.incidents import tables as incidents
from app.notices import tables as notices
from app.people import tables as people
from app.tasks import following_tables as following
from app.tasks import tables as tasks

TABLES = [
    people.Unit,
    people.UnitAlias,
    people.Officer,
    people.Posting,
    people.RoleGrant,
    people.Account,
    people.SignIn,
    people.SignInFailure,
    people.Absence,
    people.CalendarDay,
    people.OfficeSetting,
    people.Delegation,
    people.SavedFilter,
    people.FormPress,
    people.JobRun,
    people.LongWork,
    History,
    tasks.Directive,
    tasks.Campaign,
    tasks.CatalogueVersion,
    tasks.CatalogueItem,
    tasks.Task,
    tasks.TaskRow,
    tasks.Coordination,
    tasks.Holding,
    tasks.HandOver,
    tasks.ProgressEntry,
    tasks.Submission,
    tasks.Lateness,
    tasks.FlagFact,
    tasks.Evidence,
    tasks.AnnexUpload,
    following.LeadChange,
    following.Pause,
    following.Extension,
    following.Initiative,
    following.InitiativeAdviser,
    following.CauseClaim,
    following.Opinion,
    following.Recurrence,
    following.RecurrenceTask,
    following.Reminder,
    following.InspectionItem,
    notices.Notice,
    notices.NoticeChoice,
    notices.CalendarFeed,
    incidents.Incident,
    evaluation.Sheet,
    evaluation.SheetPoint,
    evaluation.SheetPart,
]

APP_CONFIG = AppConfig(
    app_name="xuyen_suot",
    migrations_folder_path=str(Path(__file__).parent / "versions"),
    table_classes=TABLES,
)
