"""The messaging service (Zalo OA or another): it is told how many of which kind, never what about.

A POST of JSON {ref, kind, count, link, at} with three headers: X-Notice-Id (the same for the same message),
X-Notice-Time (seconds since 1970) and X-Notice-Signature: ``sha256=`` and the HMAC over "time.body".
"""

import hashlib
from datetime import datetime
from itertools import groupby
from typing import Protocol

import httpx

from app.db import Row
from app.notices import waiting
from app.notices.kinds import BY_CODE
from app.notices.letters import Letterhead, payload, signature
from app.settings import Settings

SECONDS = 10.0


class Counts(Protocol):
    """Where the outcome is counted."""

    sent: int
    failed: int


class MessagingService:
    """The one address outside that is told; redirects are not followed."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.webhook_url
        self._secret = settings.webhook_secret
        self._head = Letterhead("", settings.public_url)

    async def tell(self, rows: list[Row], now: datetime, outcome: Counts) -> None:
        """One message for what one moment told a person of one kind."""
        ordered = sorted(rows, key=_moment)
        async with httpx.AsyncClient(timeout=SECONDS, follow_redirects=False) as client:
            for _, group in groupby(ordered, key=_moment):
                same = list(group)
                fault = await self._post(client, same, now)
                if fault:
                    await waiting.mark_failed(same, fault, now)
                    outcome.failed += 1
                else:
                    await waiting.mark_sent(same, now)
                    outcome.sent += 1

    async def _post(self, client: httpx.AsyncClient, rows: list[Row], now: datetime) -> str:
        """Send; answers what went wrong, "" for nothing."""
        first = rows[0]
        body = payload(
            ref=first["ref"], kind=BY_CODE[first["kind"]], count=len(rows), head=self._head, now=now
        )
        moment = int(now.timestamp())
        name = hashlib.sha256(f"{first['event']}:{first['officer']}".encode()).hexdigest()[:32]
        headers = {
            "Content-Type": "application/json",
            "X-Notice-Id": name,
            "X-Notice-Time": str(moment),
            "X-Notice-Signature": f"sha256={signature(body, moment, self._secret)}",
        }
        try:
            answer = await client.post(self._url, content=body, headers=headers)
        except httpx.HTTPError as error:
            return f"{type(error).__name__}: {error}"
        return "" if answer.is_success else f"máy chủ trả lời {answer.status_code}"


def _moment(row: Row) -> tuple[int, str, datetime]:
    return row["officer"], row["kind"], row["at"]
