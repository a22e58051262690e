"""Tables of people and units."""

from typing import Any

from piccolo.columns import (
    BigInt,
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


class Unit(Table, tablename="unit"):
    """Đơn vị: a node of the tree, or a body outside it (``outside``) that directives name."""

    id: Serial
    code = Varchar(length=40, unique=True)
    name = Varchar(length=300)
    search_key = Varchar(length=300)  # folded name: search without marks
    sort_key = Varchar(length=600)
    parent: ForeignKey[Any] = ForeignKey("self", null=True, default=None, on_delete=OnDelete.restrict)
    path = Varchar(length=200)  # "/1/4/": the ids from the root to this unit; "" for outside bodies
    outside = Boolean(default=False)
    active_from = Date()
    active_to = Date(null=True, default=None)
    version = Integer(default=1)


class UnitAlias(Table, tablename="unit_alias"):
    """Tên gọi khác của đơn vị: another name by which documents call a unit."""

    id: Serial
    unit = ForeignKey(Unit, null=False, on_delete=OnDelete.restrict)
    name = Varchar(length=300)
    search_key = Varchar(length=300, unique=True)


class Officer(Table, tablename="officer"):
    """Cán bộ, công chức: known by the staff code, because names repeat."""

    id: Serial
    staff_code = Varchar(length=30, unique=True)
    full_name = Varchar(length=120)
    search_key = Varchar(length=120)
    sort_key = Varchar(length=300)  # Vietnamese order: given name, family name, middle names
    email = Varchar(length=200, null=True, default=None)
    regime = Varchar(length=30, default="cong_chuc")  # cong_chuc, vien_chuc, hop_dong…: Decree 335 Art. 2
    active = Boolean(default=True)
    version = Integer(default=1)


class Posting(Table, tablename="posting"):
    """Vị trí công tác: unit and post of an officer, with effective dates."""

    id: Serial
    officer = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    unit = ForeignKey(Unit, null=False, on_delete=OnDelete.restrict)
    title = Varchar(length=200)
    rank = Varchar(length=20)  # head, deputy, staff
    from_date = Date()
    to_date = Date(null=True, default=None)  # last day in the post
    basis = Varchar(length=300, default="")


class RoleGrant(Table, tablename="role_grant"):
    """Vai trò được giao: a role over a unit and all below it, with dates and the deciding document."""

    id: Serial
    officer = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    role = Varchar(length=30)
    unit = ForeignKey(Unit, null=False, on_delete=OnDelete.restrict)
    from_date = Date()
    to_date = Date(null=True, default=None)
    basis = Varchar(length=300, default="")


class Account(Table, tablename="account"):
    """Tài khoản đăng nhập của một cán bộ."""

    id: Serial
    officer = ForeignKey(Officer, null=False, unique=True, on_delete=OnDelete.restrict)
    password_hash = Varchar(length=300)
    must_change = Boolean(default=False)  # a first password given by somebody else
    disabled_at = Timestamptz(null=True, default=None)
    shortcuts = Boolean(default=False)  # WCAG 2.1.4: single-key shortcuts are off until chosen


class SignIn(Table, tablename="sign_in"):
    """Phiên đăng nhập: ends at once when revoked, whatever the token says."""

    id = Varchar(length=64, primary_key=True)  # the token's jti
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict)
    created_at = Timestamptz()  # real time, like the token's
    expires_at = Timestamptz()
    revoked_at = Timestamptz(null=True, default=None)


class SignInFailure(Table, tablename="sign_in_failure"):
    """Lần đăng nhập sai: slows guessing of one account from one address."""

    id: Serial
    login_key = Varchar(length=200, index=True)  # folded login and address
    at = Timestamptz()


class Absence(Table, tablename="absence"):
    """Nghỉ phép, đi học, ốm…: days on which an officer is away."""

    id: Serial
    officer = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    from_date = Date()
    to_date = Date()
    reason = Varchar(length=200)


class CalendarDay(Table, tablename="calendar_day"):
    """Ngày làm việc riêng của cơ quan: an exception on top of the public calendar."""

    id: Serial
    day = Date(unique=True)
    working = Boolean()
    basis = Varchar(length=300)


class OfficeSetting(Table, tablename="office_setting"):
    """Quy định riêng của cơ quan: the value of one office rule from a day on, with its basis."""

    id: Serial
    code = Varchar(length=40, index=True)  # of the register office_rules.py
    value = Varchar(length=200)
    basis = Varchar(length=500)
    from_date = Date()
    set_by = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    set_at = Timestamptz()


class Delegation(Table, tablename="delegation"):
    """Ủy quyền: what a head lets a deputy do in the head's place, from day to day, by which document."""

    id: Serial
    giver = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict, index=True)
    deputy = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict, index=True)
    unit = ForeignKey(Unit, null=False, on_delete=OnDelete.restrict)
    scope = Varchar(length=20)  # of the register delegation.py
    document = Varchar(length=200)
    document_date = Date()
    from_date = Date()
    to_date = Date()
    with_backlog = Boolean(default=False)  # also what waited before the period began
    recorded_by = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    recorded_at = Timestamptz()
    revoked_at = Timestamptz(null=True, default=None)
    revoked_by = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    revoked_words = Text(default="")


class SavedFilter(Table, tablename="saved_filter"):
    """Bộ lọc đã lưu: a list's address under a name of one's own."""

    id: Serial
    officer = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    path = Varchar(length=100)
    name = Varchar(length=100)  # unique with officer and path
    query = Varchar(length=1000)
    at = Timestamptz()


class FormPress(Table, tablename="form_press"):
    """Một lần bấm nút: the one-time key of a form, so that a double press is one act."""

    key = Varchar(length=64, primary_key=True)
    officer = Integer()
    body_hash = Varchar(length=64)
    location = Varchar(length=500)
    at = Timestamptz()


class JobRun(Table, tablename="job_run"):
    """Lượt chạy của tác vụ định kỳ: each slot is claimed and finished once, whoever runs it."""

    key = Varchar(length=80, primary_key=True)  # "<job>:<slot>"
    owner = Varchar(length=80)
    lease_until = Timestamptz()
    finished_at = Timestamptz(null=True, default=None)
    result = Text(default="")
    started_at = Timestamptz(null=True, default=None)
    failed_at = Timestamptz(null=True, default=None)  # the last try broke off here; the slot stays open
    failure = Text(default="")


class LongWork(Table, tablename="long_work"):
    """Việc chạy lâu: import, monthly run; its progress is shown while it runs."""

    id: Serial
    kind = Varchar(length=40)
    officer = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    done = BigInt(default=0)
    total = BigInt(default=0)
    state = Varchar(length=20, default="running")  # running, finished, failed
    words = Text(default="")
    location = Varchar(length=300, default="")  # where its result is shown
    started_at = Timestamptz()
    finished_at = Timestamptz(null=True, default=None)
