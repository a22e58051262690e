"""Tables of tasks. What happened is kept as dated rows; a task's own columns are its present state."""

from piccolo.columns import (
    Boolean,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from app.people.tables import Officer, Unit


class Directive(Table, tablename="directive"):
    """Văn bản giao việc: issuer, number and date are its key."""

    id: Serial
    issuer = Varchar(length=300)
    number = Varchar(length=100)
    issued_on = Date()
    title = Text(default="")
    key = Varchar(length=500, unique=True)  # folded issuer|number|date
    created_at = Timestamptz()
    created_by = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)


class Campaign(Table, tablename="campaign"):
    """Việc giao đồng loạt: one row of a directive given to many units, one task each."""

    id: Serial
    directive = ForeignKey(Directive, null=True, default=None, on_delete=OnDelete.restrict)
    title = Text()
    created_at = Timestamptz()
    created_by = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)


class CatalogueVersion(Table, tablename="catalogue_version"):
    """Danh mục sản phẩm, công việc quy đổi: one approved version (Decree 335 Art. 13)."""

    id: Serial
    title = Varchar(length=300)
    decision = Varchar(length=200)  # number and date of the approving decision
    valid_from = Date()
    valid_to = Date(null=True, default=None)
    standard_points = Integer(default=500)  # hundredths of a point of the standard unit
    file_sha256 = Varchar(length=64, default="")
    created_at = Timestamptz()
    created_by = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)


class CatalogueItem(Table, tablename="catalogue_item"):
    """Sản phẩm, công việc trong danh mục, với hệ số quy đổi."""

    id: Serial
    catalogue = ForeignKey(CatalogueVersion, null=False, on_delete=OnDelete.restrict)
    code = Varchar(length=40)
    unit_name = Varchar(length=300, default="")
    group = Varchar(length=20, default="")
    task = Text()
    detail = Text(default="")
    product = Text(default="")
    points_hundredths = Integer()
    factor_milli = Integer()  # points / points of the standard unit, in thousandths
    note = Text(default="")
    search_key = Text(default="")


class Task(Table, tablename="task"):
    """Nhiệm vụ."""

    id: Serial
    code = Varchar(length=30, unique=True)  # NV-2026-00412
    state = Varchar(length=20, index=True)  # rules.State
    title = Text()
    product = Text(default="")  # kết quả phải có
    search_key = Text(default="")
    catalogue_item = ForeignKey(CatalogueItem, null=True, default=None, on_delete=OnDelete.restrict)
    factor_milli = Integer(null=True, default=None)  # null: chưa quy đổi
    unit = ForeignKey(Unit, null=True, default=None, on_delete=OnDelete.restrict)  # cơ quan, đơn vị chủ trì
    owner = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    lead = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)  # đầu mối xuyên suốt
    assigner = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    created_by = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    deadline_phrase = Varchar(length=300, default="")  # as written in the document
    original_deadline = Date(null=True, default=None)  # never changes once given
    deadline = Date(null=True, default=None)  # the date that counts: the working deadline or an extended one
    due_on = Date(null=True, default=None)  # what the owner has to keep now: the deadline or the rework date
    late_on_import = Boolean(default=False)  # quá hạn khi nhập
    in_plan = Boolean(default=True)
    sudden_reason = Text(default="")
    taken_over = Boolean(default=False)  # the present owner took it from somebody else
    priority = Varchar(length=10, default="normal")  # normal, urgent
    directive = ForeignKey(Directive, null=True, default=None, on_delete=OnDelete.restrict)
    directive_row = Varchar(length=40, default="")  # TT in the annex
    section = Text(default="")
    lead_phrase = Text(default="")  # as written: who leads
    coordinating_phrase = Text(default="")
    basis = Varchar(length=300, default="")  # căn cứ giao việc when it is no directive
    campaign = ForeignKey(Campaign, null=True, default=None, on_delete=OnDelete.restrict)
    percent = Integer(default=0)
    hand_over_count = Integer(default=0)  # chuyển trả, chuyển giao
    return_count = Integer(default=0)  # kết quả bị trả lại làm tiếp
    lateness_count = Integer(default=0)
    extension_count = Integer(default=0)  # how often another date was agreed or set
    created_at = Timestamptz()
    unit_given_at = Timestamptz(null=True, default=None)
    first_given_at = Timestamptz(null=True, default=None)  # both clocks run from here and never restart
    first_received_at = Timestamptz(null=True, default=None)  # here the receiving clock stopped
    assigned_at = Timestamptz(null=True, default=None)  # to the present owner
    received_at = Timestamptz(null=True, default=None)
    last_entry_at = Timestamptz(null=True, default=None)
    submitted_at = Timestamptz(null=True, default=None)  # the latest submission that was not returned
    accepted_at = Timestamptz(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    withdrawn_reason = Text(default="")
    version = Integer(default=1)


class TaskRow(Table, tablename="task_row"):
    """Dòng phụ lục đã nhập: makes importing the same annex again change nothing."""

    id: Serial
    directive = ForeignKey(Directive, null=False, on_delete=OnDelete.restrict)
    row_key = Varchar(length=100)  # unique with the directive
    content_hash = Varchar(length=64)
    task = ForeignKey(Task, null=False, on_delete=OnDelete.restrict)


class Coordination(Table, tablename="coordination"):
    """Đơn vị phối hợp: its own part and date."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.restrict, index=True)
    unit = ForeignKey(Unit, null=False, on_delete=OnDelete.restrict)
    part = Text(default="")
    due_on = Date(null=True, default=None)


class Holding(Table, tablename="holding"):
    """Chặng giữ việc: who was the owner from when to when, how it came and how it went (Art. 18.1.d)."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.restrict, index=True)
    officer = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict, index=True)
    origin = Varchar(length=20)  # ordinary, taken_over, sudden
    given_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
    end_reason = Varchar(length=30, default="")  # rules.End; "" while held, or when the work was finished


class HandOver(Table, tablename="hand_over"):
    """Chuyển trả, chuyển giao: from whom, to whom, why, and what the assigner decided on the reason."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.restrict, index=True)
    # hand_back (to the assigner), hand_over (to another person), reassign (by the head), appointment (an order)
    kind = Varchar(length=20)
    from_officer = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    to_officer = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    from_unit = ForeignKey(Unit, null=True, default=None, on_delete=OnDelete.restrict)
    to_unit = ForeignKey(Unit, null=True, default=None, on_delete=OnDelete.restrict)
    reason = Varchar(length=30)  # not_authority, lacks_papers, overload, absence, refused, other, moved
    words = Text()
    at = Timestamptz()
    upheld = Boolean(null=True, default=None)  # null: not decided yet
    decided_by = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    decided_at = Timestamptz(null=True, default=None)
    decision_words = Text(default="")
    held_minutes = Integer(null=True, default=None)  # working minutes that the giver had held it
    offered_until = Date(null=True, default=None)  # an offer: silence to the end of this day takes it
    taken_at = Timestamptz(null=True, default=None)  # until then the giver holds the work
    taken_silently = Boolean(default=False)
    returned_at = Timestamptz(null=True, default=None)  # the taker gave the offer back
    return_reason = Varchar(length=30, default="")
    return_words = Text(default="")
    settled_at = Timestamptz(
        null=True, default=None
    )  # an offer that lapsed, or was decided on anew after a return


class ProgressEntry(Table, tablename="progress_entry"):
    """Báo cáo tiến độ: percent and one line."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.restrict, index=True)
    officer = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    at = Timestamptz()
    percent = Integer()
    words = Text()


class Submission(Table, tablename="submission"):
    """Lần nộp kết quả: the server's time, the date it had to keep, and what was decided on it."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.restrict, index=True)
    officer = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    at = Timestamptz()
    day = Date()  # the local day of ``at``
    due_on = Date()  # the date that had to be kept
    words = Text(default="")  # số, ngày, tên sản phẩm
    decision = Varchar(length=10, default="")  # "", accepted, returned
    decided_by = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    decided_at = Timestamptz(null=True, default=None)
    decision_words = Text(default="")
    failed_check = Boolean(default=False)  # sai sót lớn về nội dung (Art. 14.2.b)
    rework_due = Date(null=True, default=None)
    objective_by = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    objective_at = Timestamptz(null=True, default=None)
    objective_words = Text(default="")  # nguyên nhân khách quan, confirmed by the competent person


class Lateness(Table, tablename="lateness"):
    """Lần chậm: a date that the owner had to keep passed without a submission. Written once, never undone."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.restrict, index=True)
    # null: nobody was owner
    officer = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    due_on = Date()  # unique with the task
    noticed_at = Timestamptz()
    objective_by = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    objective_at = Timestamptz(null=True, default=None)
    objective_words = Text(default="")


class FlagFact(Table, tablename="flag_fact"):
    """Dấu hiệu đã ghi: a flag raised on a task, dated, written once."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.restrict, index=True)
    flag = Varchar(length=30)
    since = Date()  # unique with task and flag
    officer = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    ground = Text()  # JSON {"vi", "en"}
    noticed_at = Timestamptz()


class Evidence(Table, tablename="evidence"):
    """Minh chứng: a file kept by its content hash, beside a task or an incident."""

    id: Serial
    subject_type = Varchar(length=20)  # task, incident
    subject_id = Integer()
    sha256 = Varchar(length=64)
    file_name = Varchar(length=255)
    media_type = Varchar(length=100)
    size = Integer()
    officer = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    at = Timestamptz()


class AnnexUpload(Table, tablename="annex_upload"):
    """Phụ lục chờ kiểm tra: an uploaded file on its check page; nothing of it is saved as tasks yet."""

    id: Serial
    officer = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    file_name = Varchar(length=255)
    sha256 = Varchar(length=64)
    at = Timestamptz()
    imported_at = Timestamptz(null=True, default=None)
    directive = ForeignKey(Directive, null=True, default=None, on_delete=OnDelete.restrict)
    outcome = Text(default="")  # JSON: what the import made
