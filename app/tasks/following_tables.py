"""Tables of following work to its end: dates that move, questions between units, repetition, reminders.

Like the others they keep what happened; a decision fills the empty columns of its request once.
"""

from piccolo.columns import Boolean, Date, ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from app.people.tables import Officer, Unit
from app.tasks.tables import CatalogueItem, Evidence, Lateness, Submission, Task


class LeadChange(Table, tablename="lead_change"):
    """Thay đầu mối xuyên suốt: asked by one person, approved by the common superior of both leads."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.restrict, index=True)
    from_lead = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    to_lead = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    words = Text()
    asked_by = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    asked_at = Timestamptz()
    approved = Boolean(null=True, default=None)  # null: not decided yet; one open request a task
    decided_by = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    decided_at = Timestamptz(null=True, default=None)
    decision_words = Text(default="")


class Pause(Table, tablename="pause"):
    """Tạm dừng đồng hồ: days on which the finishing clock stands, with a reason and an end."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.restrict, index=True)
    from_date = Date()
    to_date = Date()  # the last day that stands, as decided
    reason = Varchar(length=30)
    words = Text()
    by = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    at = Timestamptz()
    working_days = Integer()  # by how many the date to keep moved
    ended_on = Date(null=True, default=None)  # the last day that stood, where it was ended early
    ended_by = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    ended_at = Timestamptz(null=True, default=None)


class Extension(Table, tablename="extension"):
    """Gia hạn: a request for another date and the decision on it. The original date never changes."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.restrict, index=True)
    number = Integer()  # the how-manieth request for this task
    old_due = Date()
    asked_due = Date()
    reason = Varchar(length=30)
    words = Text()
    asked_by = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    asked_at = Timestamptz()
    after_deadline = Boolean(default=False)  # asked when the date had passed: the lateness stays
    granted = Boolean(null=True, default=None)  # null: not decided yet; one open request a task
    new_due = Date(null=True, default=None)  # as granted, which may differ from what was asked
    decided_by = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    decided_at = Timestamptz(null=True, default=None)
    decision_words = Text(default="")


class Initiative(Table, tablename="initiative"):
    """Đề xuất đổi mới được bảo vệ (Decree 73/2023): the approved proposal that a task carries out."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.restrict, index=True)
    proposal = Text()
    document = Varchar(length=200)  # number of the approving document
    document_date = Date()
    approver = Varchar(length=300)  # who approved: name and post, or the body
    from_date = Date()
    to_date = Date()
    decided_by = ForeignKey(
        Officer, null=False, on_delete=OnDelete.restrict
    )  # who decides and answers for it
    recorded_by = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    recorded_at = Timestamptz()
    ended_on = Date(null=True, default=None)
    ended_by = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    ended_words = Text(default="")


class InitiativeAdviser(Table, tablename="initiative_adviser"):
    """Người tham mưu, góp ý cho đề xuất: recorded apart from who decides."""

    id: Serial
    initiative = ForeignKey(Initiative, null=False, on_delete=OnDelete.restrict, index=True)
    officer = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    advice = Text()


class CauseClaim(Table, tablename="cause_claim"):
    """Đề nghị công nhận nguyên nhân khách quan (Art. 14.2): claimed by the owner, confirmed by the head."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.restrict, index=True)
    lateness = ForeignKey(Lateness, null=True, default=None, on_delete=OnDelete.restrict)
    submission = ForeignKey(Submission, null=True, default=None, on_delete=OnDelete.restrict)
    words = Text()
    document = Varchar(length=300, default="")  # number and date of a paper that shows it
    evidence = ForeignKey(Evidence, null=True, default=None, on_delete=OnDelete.restrict)
    initiative = ForeignKey(Initiative, null=True, default=None, on_delete=OnDelete.restrict)
    claimed_by = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    claimed_at = Timestamptz()
    confirmed = Boolean(null=True, default=None)  # null: not decided yet
    decided_by = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    decided_at = Timestamptz(null=True, default=None)
    decision_words = Text(default="")


class Opinion(Table, tablename="opinion"):
    """Xin ý kiến: a question to another unit, a named answerer, a date; silence is an outcome."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.restrict, index=True)
    unit = ForeignKey(Unit, null=False, on_delete=OnDelete.restrict)
    answerer = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict, index=True)
    question = Text()
    asked_by = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    asked_at = Timestamptz()
    due_on = Date()
    outcome = Varchar(length=20, default="")  # "", agree, agree_with_comments, disagree, silent, withdrawn
    words = Text(default="")
    answered_by = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    answered_at = Timestamptz(null=True, default=None)
    counts_as_agreement = Boolean(default=False)  # silence, where the office's rules say so


class Recurrence(Table, tablename="recurrence"):
    """Việc định kỳ: a duty that comes back by a rule; each instance is a task with its own date."""

    id: Serial
    title = Text()
    product = Text()
    unit = ForeignKey(Unit, null=False, on_delete=OnDelete.restrict, index=True)
    owner = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    lead = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    catalogue_item = ForeignKey(CatalogueItem, null=True, default=None, on_delete=OnDelete.restrict)
    basis = Varchar(length=300, default="")
    frequency = Varchar(length=20)  # daily, weekly, monthly, quarterly, half_yearly, yearly
    day_rule = Varchar(length=20)  # weekday, month_day, working_day (the n-th), last_working_day
    day_number = Integer(default=1)  # weekday 1 to 7, day of the month, or which working day
    month = Integer(default=1)  # the month within the quarter, half-year or year
    shift = Varchar(length=10, default="after")  # before, after: where the day is a day off
    ahead_days = Integer(default=5)  # working days before its date on which the task is given
    from_date = Date()
    to_date = Date(null=True, default=None)
    created_by = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    created_at = Timestamptz()
    stopped_at = Timestamptz(null=True, default=None)
    stopped_words = Text(default="")
    version = Integer(default=1)


class RecurrenceTask(Table, tablename="recurrence_task"):
    """Lượt của việc định kỳ: which task carries out which date; one for each date."""

    id: Serial
    recurrence = ForeignKey(Recurrence, null=False, on_delete=OnDelete.restrict)
    day = Date()  # the date of the rule, unique with the recurrence
    task = ForeignKey(Task, null=False, on_delete=OnDelete.restrict, index=True)


class Reminder(Table, tablename="reminder"):
    """Lần đôn đốc: by a person, for a campaign, or one step of the escalation ladder. Counted, never undone."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=20)  # manual, campaign, escalation
    level = Integer(default=0)  # 0: the holder; 1: the direct head; and so on upwards
    to_officer = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict, index=True)
    by = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)  # null: the ladder
    at = Timestamptz()
    day = Date()  # the local day of ``at``: at most one a day for a person and task
    due_on = Date(null=True, default=None)  # the date it is about
    words = Text(default="")
    passed_over = Text(default="")  # JSON: who was absent and so passed over
    answered_at = Timestamptz(null=True, default=None)  # the first act on the task after it
    answered_by = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)


class InspectionItem(Table, tablename="inspection_item"):
    """Danh sách tuần của thanh tra: work that was reminded of too often without any act."""

    id: Serial
    week = Date()  # its Monday; unique with the task
    task = ForeignKey(Task, null=False, on_delete=OnDelete.restrict, index=True)
    reminders = Integer()
    noticed_at = Timestamptz()
