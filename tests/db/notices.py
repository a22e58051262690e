"""A mail server and a messaging service on this machine, for the tests of notices."""

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP

from app.db import fetch
from app.settings import Settings, load


@dataclass
class MailServer:
    """What a real SMTP server was given; ``answers`` are given first, then everything is taken."""

    answers: list[str] = field(default_factory=list)
    taken: list[tuple[list[str], bytes]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answers:
            return self.answers.pop(0)
        self.taken.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"

    async def handle_AUTH(self, *_: Any) -> Any:
        self.commands.append("AUTH")

    @property
    def mails(self) -> list[EmailMessage]:
        return [
            email.message_from_bytes(content, policy=email.policy.default)  # type: ignore[misc]
            for _, content in self.taken
        ]

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]


@asynccontextmanager
async def mail_server(*answers: str) -> AsyncIterator[MailServer]:
    """A server on a free port of this machine."""
    kept = MailServer(list(answers))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(kept, hostname="mail.example"), "127.0.0.1", 0)
    kept.port = server.sockets[0].getsockname()[1]
    try:
        yield kept
    finally:
        server.close()


@dataclass
class Messages:
    """What a messaging service was told; ``answers`` are its first statuses."""

    answers: list[str] = field(default_factory=list)
    told: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0


@asynccontextmanager
async def messaging_service(*answers: str) -> AsyncIterator[Messages]:
    """An HTTP server on a free port of this machine."""
    kept = Messages(list(answers))

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        body = await reader.readexactly(int(headers["content-length"]))
        kept.told.append((headers, body))
        status = kept.answers.pop(0) if kept.answers else "200 OK"
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    kept.port = server.sockets[0].getsockname()[1]
    try:
        yield kept
    finally:
        server.close()


def sending_settings(*, smtp: int = 0, webhook: int = 0, **changes: Any) -> Settings:
    """Settings that send to the servers on these ports."""
    environ = {"SECRET": "x" * 40, "PUBLIC_URL": "https://office.example"}
    if smtp:
        environ |= {"SMTP_URL": f"smtp://127.0.0.1:{smtp}", "MAIL_FROM": "xuyen-suot@office.example"}
    if webhook:
        environ |= {"WEBHOOK_URL": f"http://127.0.0.1:{webhook}/messages", "WEBHOOK_SECRET": "k" * 32}
    return replace(load(environ), **changes)


async def notices() -> list[tuple[int, str, str]]:
    """(officer, channel, kind) of every notice, in order."""
    rows = await fetch("SELECT officer, channel, kind FROM notice ORDER BY event, officer, id")
    return [(row["officer"], row["channel"], row["kind"]) for row in rows]


def words_of(mail: EmailMessage) -> str:
    return str(mail.get_content())
