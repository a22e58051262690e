"""What is written in a message: the mail of one notice, the morning's summary, the webhook's few values.

A mail names what happened, the task's code and title where its reader may see them, and an address of ours: no
people, no files, nothing of an incident. The webhook leaves the office: a number, a kind, an address, no words.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from app.formats import format_date
from app.notices.kinds import SECTIONS, NoticeKind

MOST_LINES = 30  # of one section; the rest is behind the address
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes, and where our pages are."""

    sender: str
    public_url: str

    def address(self, path: str) -> str:
        """A page of ours as people type it."""
        return self.public_url.rstrip("/") + path

    def message_id(self, name: str) -> str:
        """The same for the same message however often it is sent, so that a second copy is known as one."""
        return f"<{name}@{urlsplit(self.public_url).hostname}>"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is told: its kind, what it is about ("" where its reader may not see it), and where it is."""

    kind: NoticeKind
    about: str
    path: str
    due_on: date | None = None


def about_task(code: str, title: str) -> str:
    """A task in one line: its code and title, shortened where it is long."""
    words = " ".join(title.split())
    shown = words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1] + "…"
    return f"{code}: {shown}"


def _mail(
    head: Letterhead, to: str, name: str, subject: str, lines: Iterable[str], now: datetime
) -> EmailMessage:
    """A plain text mail. A line end in a header's value is refused by the library, never sent."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = head.sender
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = head.message_id(name)
    mail["Auto-Submitted"] = "auto-generated"
    end = f"--\nThư tự động của hệ thống Xuyên Suốt. Đổi cách nhận thông báo: {head.address('/profile')}"
    mail.set_content("\n".join([*lines, "", end, ""]), charset="utf-8", cte="base64")
    return mail


def letter(head: Letterhead, *, to: str, event: int, officer: int, line: Line, now: datetime) -> EmailMessage:
    """The mail of one notice that is sent at once."""
    lines = [f"{line.kind.words.vi}.", *([line.about] if line.about else []), head.address(line.path)]
    subject = f"[Xuyên Suốt] {line.kind.words.vi}"
    return _mail(head, to, f"notice-{event}-{officer}", subject, lines, now)


def summary(
    head: Letterhead, *, to: str, day: date, officer: int, lines: Sequence[Line], now: datetime
) -> EmailMessage:
    """The mail of one morning: everything that waited for it, by sections."""
    written: list[str] = []
    for section, title in SECTIONS.items():
        here = [line for line in lines if line.kind.section == section]
        if not here:
            continue
        written += [f"{title.vi.upper()} ({len(here)})"]
        for line in here[:MOST_LINES]:
            written += _entry(head, line)
        if len(here) > MOST_LINES:
            written += [f"… và {len(here) - MOST_LINES} mục khác: {head.address('/notices')}"]
        written += [""]
    subject = f"[Xuyên Suốt] Tổng hợp ngày {format_date(day)}: {len(lines)} mục"
    return _mail(head, to, f"digest-{day.isoformat()}-{officer}", subject, written[:-1], now)


def _entry(head: Letterhead, line: Line) -> list[str]:
    words = f"Hạn {format_date(line.due_on)}" if line.due_on else line.kind.words.vi
    about = f": {line.about}" if line.about else ""
    return [f"- {words}{about}", f"  {head.address(line.path)}"]


def payload(*, ref: str, kind: NoticeKind, count: int, head: Letterhead, now: datetime) -> bytes:
    """What the messaging service gets: the person's number there, how many, which kind, when, and our list."""
    values = {
        "ref": ref,
        "kind": kind.code,
        "count": count,
        "link": head.address("/notices"),
        "at": now.isoformat(timespec="seconds"),
    }
    return json.dumps(values, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()


def signature(body: bytes, moment: int, secret: str) -> str:
    """HMAC-SHA256 over the time and the raw body: a receiver recomputes it and refuses old times."""
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
