"""Charts and workbooks by the version of the data: who has it already is told so (304) and nothing is made.

The history's head is the version: every change of what they show is a row of it in the same transaction.
Besides it counts who asks with which rights, for what, in which language, on which day, and the program itself.
"""

import hashlib
from collections.abc import Awaitable, Callable
from functools import cache, wraps
from typing import Any

from litestar import Response

from app import apart, clock
from app.apart import FileMade
from app.db import fetch_one
from app.settings import ROOT
from app.web.pages import Answer, Asked, download, locale_of, viewer_of
from app.workbooks import MEDIA_TYPE

SVG = "image/svg+xml"
# The drawing's own styles only; everything else stays refused.
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
ASK_AGAIN = "private, no-cache"  # kept by this browser alone, which asks each time whether it still holds
NOT_MODIFIED = 304


Handler = Callable[..., Awaitable[Answer]]


def by_version(handler: Handler) -> Handler:
    """A handler whose answer is named by the version of the data. The version is asked first: what changes
    meanwhile is told at the next asking.
    """

    @wraps(handler)
    async def answered(request: Asked, **named: Any) -> Answer:
        headers = {"etag": await _version(request), "vary": "Cookie"}
        if headers["etag"].removeprefix("W/") in _had(request):
            return Response(None, status_code=NOT_MODIFIED, headers=headers)
        answer = await handler(request, **named)
        answer.headers.update(headers)
        return answer

    return answered


def drawing(drawn: bytes) -> Answer:
    """A chart: the browser keeps it and asks each time whether it still holds."""
    return Response(
        drawn, media_type=SVG, headers={"content-security-policy": SVG_POLICY, "cache-control": ASK_AGAIN}
    )


async def workbook(make: Callable[..., Awaitable[FileMade]], *args: Any) -> Answer:
    """A workbook that ``make(*args)`` asks and writes apart; no browser keeps it, a program may ask by version."""
    file = await apart.asked(make, *args)
    return download(file.body, file.name, MEDIA_TYPE)


def _had(request: Asked) -> set[str]:
    asked = request.headers.get("if-none-match", "")
    return {tag.strip().removeprefix("W/") for tag in asked.split(",")}


async def _version(request: Asked) -> str:
    head = await fetch_one("SELECT seq, hash FROM history ORDER BY seq DESC LIMIT 1")
    viewer = viewer_of(request)
    shown = (
        *(head and (head["seq"], head["hash"]), viewer.officer_id, viewer.grants, viewer.unit_name),
        *(request.url.path, request.url.query, locale_of(request), clock.today(), _program()),
    )
    return f'W/"{hashlib.sha256(repr(shown).encode()).hexdigest()[:32]}"'


@cache
def _program() -> str:
    """What this version of the program is: another one may write the same data otherwise."""
    digest = hashlib.sha256()
    for file in sorted((ROOT / "app").rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
