"""A visitor without scripts: follows links, fills forms, and checks the contract of every page."""

import re
import secrets
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import httpx
from litestar import Litestar

from app import clock
from app.db import fetch_one, write
from app.people.commands import OpenedSignIn
from app.people.tables import SignIn
from app.settings import Settings
from app.web.security import TOKEN_COOKIE, token_cookie

BASE = "https://office.example"


class Forms(HTMLParser):
    """The forms, ids, headings and controls of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self.ids: list[str] = []
        self.h1 = 0
        self.lang = ""
        self.labelled: set[str] = set()
        self.controls: list[dict[str, str | None]] = []
        self._select: str | None = None
        self._textarea: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "html":
            self.lang = given.get("lang") or ""
        elif tag == "h1":
            self.h1 += 1
        elif tag == "label" and given.get("for"):
            self.labelled.add(str(given["for"]))
        elif tag == "form":
            self.forms.append(
                {"action": given.get("action"), "method": given.get("method", "get"), "fields": {}}
            )
        elif tag in ("input", "select", "textarea"):
            self.controls.append({"tag": tag, **given})
            self._field(tag, given)
        elif tag == "option" and self._select and "selected" in given and self.forms:
            self.forms[-1]["fields"][self._select] = [given.get("value") or ""]

    def _field(self, tag: str, given: dict[str, str | None]) -> None:
        name = given.get("name")
        if not name or not self.forms:
            return
        fields: dict[str, list[str]] = self.forms[-1]["fields"]
        if tag == "select":
            self._select = name
            fields.setdefault(name, [""])
        elif tag == "textarea":
            self._textarea = name
            fields.setdefault(name, [""])
        elif given.get("type") in ("checkbox", "radio"):
            if "checked" in given:
                fields.setdefault(name, []).append(given.get("value") or "on")
        elif given.get("type") not in ("file", "submit"):
            fields.setdefault(name, []).append(given.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self._textarea and self.forms:
            self.forms[-1]["fields"][self._textarea][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None


def check_contract(answer: httpx.Response) -> None:
    """What every page promises: one h1, a title, a language, labels, tokens, no id twice, no inline script or style."""
    text = answer.text
    seen = Forms(text)
    where = f"{answer.request.method} {answer.request.url}"
    assert seen.h1 == 1, f"{where}: {seen.h1} h1"
    assert re.search(r"<title>[^<]+ – Xuyên Suốt</title>", text), f"{where}: no title"
    assert seen.lang in ("vi", "en"), where
    assert len(seen.ids) == len(set(seen.ids)), (
        f"{where}: doubled ids {[i for i in seen.ids if seen.ids.count(i) > 1]}"
    )
    for form in seen.forms:
        if form["method"].lower() == "post":
            assert form["fields"].get("_csrf_token", [""])[0], f"{where}: form {form['action']} has no token"
    for control in seen.controls:
        if control["tag"] == "input" and control.get("type") in ("hidden", "submit"):
            continue
        named = (
            control.get("aria-label") or control.get("aria-labelledby") or control.get("id") in seen.labelled
        )
        assert named, f"{where}: {control} has no label"
    assert not re.search(r"\sstyle=|<style|\son\w+=\"|<script(?![^>]*\ssrc=)", text), (
        f"{where}: inline style or script"
    )


class Visitor:
    """One person's browser without scripts."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.last: httpx.Response | None = None

    @classmethod
    async def open(cls, app: Litestar, settings: Settings, officer: int | None) -> "Visitor":
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url=BASE)
        visitor = cls(client)
        if officer is not None:
            account = await fetch_one("SELECT id FROM account WHERE officer = {}", officer)
            assert account
            opened = OpenedSignIn(secrets.token_urlsafe(12), officer, clock.real_now() + timedelta(hours=1))
            async with write():
                await SignIn(
                    id=opened.id,
                    account=account["id"],
                    created_at=clock.real_now(),
                    expires_at=opened.expires_at,
                ).save()
            client.cookies.set(
                TOKEN_COOKIE, str(token_cookie(opened, settings).value), domain="office.example"
            )
        return visitor

    async def close(self) -> None:
        await self.client.aclose()

    async def get(self, path: str, *, status: int = 200, follow: bool = False) -> httpx.Response:
        """Open a page and check its contract; ``status`` is what is expected."""
        answer = await self.client.get(path, follow_redirects=follow)
        assert answer.status_code == status, (
            f"GET {path}: {answer.status_code}\n{readable(answer.text)[:1500]}"
        )
        if "text/html" in answer.headers.get("content-type", "") and "<html" in answer.text:
            check_contract(answer)
            self.last = answer
        return answer

    def form(self, action: str) -> dict[str, list[str]]:
        """The fields of the form on the last page that posts to ``action``, as the page filled them."""
        assert self.last is not None
        for form in Forms(self.last.text).forms:
            if form["action"] == action:
                fields: dict[str, list[str]] = form["fields"]
                return fields
        raise AssertionError(
            f"no form to {action} on {self.last.request.url}: {[f['action'] for f in Forms(self.last.text).forms]}"
        )

    async def submit(
        self,
        action: str,
        fields: dict[str, Any] | None = None,
        *,
        status: int = 303,
        files: Any = None,
        on: str | None = None,
    ) -> httpx.Response:
        """Fill the form of the last page (or of the page ``on``) and press its button."""
        if on:
            await self.get(on)
        sent: dict[str, Any] = {**self.form(action)}
        for name, value in (fields or {}).items():
            sent[name] = value if isinstance(value, list) else [str(value)]
        answer = await self.client.post(action, data=sent, files=files, follow_redirects=False)
        assert answer.status_code == status, (
            f"POST {action}: {answer.status_code} {answer.headers.get('location', '')}\n{readable(answer.text)[:1500]}"
        )
        if "<html" in answer.text:
            check_contract(answer)
            self.last = answer
        return answer


def readable(text: str) -> str:
    """A page's words without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", text, flags=re.S)).strip()
