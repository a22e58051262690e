"""Sending what waits in the outbox: mail at once, the morning's summary, the messaging service.

Each message goes out at least once and is marked the moment it went; a server that refuses is asked again later.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from itertools import groupby
from urllib.parse import unquote, urlsplit

import aiosmtplib

from app.clock import local_day
from app.db import Row, fetch
from app.notices import queries, waiting
from app.notices.dates import dated_work, marks_of
from app.notices.kinds import BY_CODE
from app.notices.letters import Letterhead, Line, about_task, letter, summary
from app.notices.rules import DIGEST, EMAIL, WEBHOOK
from app.notices.webhook import MessagingService
from app.people.queries import viewer_of_officer
from app.settings import Settings, is_address, is_local, load
from app.tasks.flag_sql import Marks

MOST_BATCHES = 20  # at one run; what is left goes with the next
SECONDS = 20.0  # that one answer of the mail server may take
NO_ACCOUNT = "tài khoản không còn hoạt động"
NO_ADDRESS = "không có địa chỉ thư điện tử hợp lệ"


@dataclass(slots=True)
class Outcome:
    """How many messages went out and how many did not."""

    sent: int = 0
    failed: int = 0


async def send_due(now: datetime, settings: Settings | None = None) -> str:
    """Send everything whose time has come; answers in one line what was done."""
    settings = settings or load()
    await waiting.forget_stale(now)
    outcome = Outcome()
    if settings.smtp_url:
        await _in_batches(EMAIL, now, settings, outcome)
        await _in_batches(DIGEST, now, settings, outcome)
    if settings.webhook_url:
        await _in_batches(WEBHOOK, now, settings, outcome)
    return f"Gửi {outcome.sent} thông báo, {outcome.failed} chưa gửi được."


async def _in_batches(channel: str, now: datetime, settings: Settings, outcome: Outcome) -> None:
    for _ in range(MOST_BATCHES):
        rows = await waiting.take(channel, now)
        if not rows:
            return
        rows = await _of_reachable(rows, channel, outcome)
        if not rows:
            continue
        if channel == WEBHOOK:
            await MessagingService(settings).tell(rows, now, outcome)
        else:
            await _mail(rows, now, settings, outcome)


async def _of_reachable(rows: list[Row], channel: str, outcome: Outcome) -> list[Row]:
    """The rows of people who can still be reached, each with ``email`` and ``ref``; the others are given up."""
    officers = sorted({row["officer"] for row in rows})
    found = await fetch(
        "SELECT o.id, o.email, c.webhook_ref FROM officer o JOIN account a ON a.officer = o.id"
        " LEFT JOIN notice_choice c ON c.officer = o.id WHERE o.active = true AND a.disabled_at IS NULL"
        f" AND o.id IN ({', '.join('{}' for _ in officers)})",
        *officers,
    )
    people = {each["id"]: each for each in found}
    kept = []
    for row in rows:
        person = people.get(row["officer"])
        usable = person and (person["webhook_ref"] if channel == WEBHOOK else is_address(person["email"]))
        if person and usable:
            kept.append({**row, "email": person["email"], "ref": person["webhook_ref"]})
            continue
        await waiting.give_up([row], NO_ADDRESS if person else NO_ACCOUNT)
        outcome.failed += 1
    return kept


# Mail ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Ready:
    """A mail, the rows that it carries, and whether the server has answered to it."""

    mail: EmailMessage
    rows: list[Row]
    answered: bool = False


async def _mail(rows: list[Row], now: datetime, settings: Settings, outcome: Outcome) -> None:
    ready = [each async for each in _written(rows, now, settings)]
    if not ready:
        return
    try:
        async with _server(settings) as server:
            for each in ready:
                await _send(server, each, now, outcome)
    except (aiosmtplib.SMTPException, OSError) as error:
        for each in ready:
            if not each.answered:
                await waiting.mark_failed(each.rows, f"{type(error).__name__}: {error}", now)
                outcome.failed += 1


async def _send(server: aiosmtplib.SMTP, ready: _Ready, now: datetime, outcome: Outcome) -> None:
    try:
        await server.send_message(ready.mail)
    except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError):
        raise
    except (aiosmtplib.SMTPException, ValueError) as error:
        await waiting.mark_failed(ready.rows, str(error), now)
        outcome.failed += 1
    else:
        await waiting.mark_sent(ready.rows, now)
        outcome.sent += 1
    ready.answered = True


@asynccontextmanager
async def _server(settings: Settings) -> AsyncIterator[aiosmtplib.SMTP]:
    """The mail server. A password, and in production any mail, goes to another machine only inside TLS."""
    url = urlsplit(settings.smtp_url)
    host, inside = url.hostname or "", url.scheme == "smtps"
    must = (bool(url.username) or settings.production) and not is_local(host) and not inside
    server = aiosmtplib.SMTP(
        hostname=host,
        port=url.port,
        username=unquote(url.username) if url.username else None,
        password=unquote(url.password) if url.password else None,
        use_tls=inside,
        start_tls=True if must else False if inside else None,
        timeout=SECONDS,
    )
    async with server:
        yield server


async def _written(rows: list[Row], now: datetime, settings: Settings) -> AsyncIterator[_Ready]:
    """The mails of these rows: one for each notice, or one summary for a person's morning."""
    head = Letterhead(settings.mail_from, settings.public_url)
    day = local_day(now)
    marks = await marks_of(day) if any(row["channel"] == DIGEST for row in rows) else None
    for officer, own in groupby(rows, key=lambda row: row["officer"]):
        mine = list(own)
        viewer = await viewer_of_officer(officer, today=day)
        known = await queries.about(viewer, mine, day)
        if marks is None:
            for row in mine:
                line = _line(row, known)
                mail = letter(head, to=row["email"], event=row["event"], officer=officer, line=line, now=now)
                yield _Ready(mail, [row])
            continue
        for morning in sorted({row["send_from"] for row in mine}):
            that = [row for row in mine if row["send_from"] == morning]
            lines = await _news(that, known, marks)
            if not lines:
                await waiting.mark_sent(that, now)
                continue
            mail = summary(
                head, to=that[0]["email"], day=local_day(morning), officer=officer, lines=lines, now=now
            )
            yield _Ready(mail, that)


async def _news(rows: list[Row], known: queries.Known, marks: Marks) -> list[Line]:
    """The lines of one summary, without what was read or handled since; dates as they stand this morning."""
    read = await waiting.read_already(rows)
    fresh = [row for row in rows if row["id"] not in read]
    lines = [_line(row, known) for row in fresh if row["kind"] != "dates"]
    if any(row["kind"] == "dates" for row in fresh):
        lines += _dated_lines(await dated_work([rows[0]["officer"]], marks))
    return lines


def _line(row: Row, known: queries.Known) -> Line:
    about = queries.about_of(row, known)
    words = about_task(about.code, about.title) if about.code else ""
    return Line(BY_CODE[row["kind"]], words, about.path)


def _dated_lines(tasks: Iterable[Row]) -> list[Line]:
    kind = BY_CODE["dates"]
    return [
        Line(kind, about_task(task["code"], task["title"]), f"/tasks/{task['id']}", task["due_on"])
        for task in tasks
    ]
