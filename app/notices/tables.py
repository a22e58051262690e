"""Tables of notices: the outbox, what each person chose, the secret calendar addresses."""

from piccolo.columns import BigInt, Boolean, ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from app.people.tables import Officer


class Notice(Table, tablename="notice"):
    """Thông báo chờ gửi: one event for one person over one channel, written with the act itself."""

    id: Serial
    event = BigInt()  # history.seq; unique with officer and channel
    officer = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    channel = Varchar(length=10)  # page, email, digest, webhook
    kind = Varchar(length=40)  # of the register notices/kinds.py
    subject_type = Varchar(length=30)
    subject_id = Integer()
    at = Timestamptz()
    send_from = Timestamptz()  # not before; a digest waits for its hour
    sent_at = Timestamptz(null=True, default=None)
    tries = Integer(default=0)
    next_try_at = Timestamptz(null=True, default=None)
    failure = Text(default="")
    read_at = Timestamptz(null=True, default=None)


class NoticeChoice(Table, tablename="notice_choice"):
    """Kênh nhận thông báo mà mỗi người chọn."""

    id: Serial
    officer = ForeignKey(Officer, null=False, unique=True, on_delete=OnDelete.restrict)
    at_once = Varchar(length=10, default="email")  # email, webhook, none: for what concerns oneself
    digest = Boolean(default=True)  # the morning's summary by e-mail
    webhook_ref = Varchar(length=100, default="")  # the person's id at the messaging service, no name
    version = Integer(default=1)


class CalendarFeed(Table, tablename="calendar_feed"):
    """Lịch cá nhân .ics: a secret address, kept as a hash, that can be revoked."""

    id: Serial
    officer = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict, index=True)
    token_hash = Varchar(length=64, unique=True)
    created_at = Timestamptz()
    revoked_at = Timestamptz(null=True, default=None)
    last_read_at = Timestamptz(null=True, default=None)
