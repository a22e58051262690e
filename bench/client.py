"""A small HTTP client that costs little beside the server it measures: kept connections, raw bytes."""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

_TOKEN = re.compile(rb'name="_csrf_token" value="([^"]+)"')
_KEY = re.compile(rb'name="form_key" value="([^"]+)"')
_VERSION = re.compile(rb'name="version" value="([0-9]+)"')


@dataclass(slots=True)
class Answer:
    """Status, headers (lower case) and body of one answer."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


class Connection:
    """One kept connection with its cookies."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.cookies = dict(cookies or {})

    async def open(self) -> "Connection":
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    def close(self) -> None:
        self.writer.close()

    def request(self, method: str, path: str, body: bytes = b"") -> bytes:
        """The bytes of a request, to be sent as often as wanted."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if body:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + body

    async def send(self, raw: bytes) -> Answer:
        self.writer.write(raw)
        head = await self.reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")[:-2]
        headers = [(line.split(":", 1)[0].lower(), line.split(":", 1)[1].strip()) for line in lines]
        length = next((int(value) for name, value in headers if name == "content-length"), 0)
        body = await self.reader.readexactly(length) if length else b""
        return Answer(int(first.split()[1]), headers, body)

    async def get(self, path: str) -> Answer:
        return self._kept(await self.send(self.request("GET", path)))

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self._kept(await self.send(self.request("POST", path, urlencode(fields).encode())))

    def _kept(self, answer: Answer) -> Answer:
        for name, value in answer.headers:
            if name == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";", 1)[0]
        return answer

    async def form(self, path: str) -> dict[str, str]:
        """The token, one-time key and version of the page's first form."""
        page = await self.get(path)
        token, key = _TOKEN.search(page.body), _KEY.search(page.body)
        version = _VERSION.search(page.body)
        if page.status != 200 or token is None:
            raise RuntimeError(f"{path}: {page.status}, no form")
        return {
            "_csrf_token": unescape(token.group(1).decode()),
            "form_key": unescape(key.group(1).decode()) if key else "",
            "version": version.group(1).decode() if version else "",
        }


async def sign_in(port: int, code: str, password: str) -> dict[str, str]:
    """The cookies of a real sign-in."""
    connection = await Connection(port).open()
    form = await connection.form("/sign-in")
    answer = await connection.post("/sign-in", {**form, "login": code, "password": password, "next": "/"})
    connection.close()
    if answer.status != 303:
        raise RuntimeError(f"sign-in of {code}: {answer.status}")
    return connection.cookies


@dataclass(slots=True)
class Measured:
    """What one measure found; times in seconds."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    errors: int = 0

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


async def measure(
    port: int,
    path: str,
    cookies: dict[str, str],
    *,
    connections: int,
    seconds: float,
    expected: int = 200,
) -> Measured:
    """Ask for ``path`` over so many connections for so long."""
    found = Measured()

    async def one() -> None:
        connection = await Connection(port, cookies).open()
        raw = connection.request("GET", path)
        while (now := time.perf_counter()) < end:
            answer = await connection.send(raw)
            found.times.append(time.perf_counter() - now)
            found.errors += answer.status != expected
        connection.close()

    begun = time.perf_counter()
    end = begun + seconds
    await asyncio.gather(*(one() for _ in range(connections)))
    found.seconds = time.perf_counter() - begun
    return found


async def measure_posts(
    port: int,
    page: str,
    path: str,
    cookies: dict[str, str],
    fields: Callable[[int], dict[str, str]],
    *,
    connections: int,
    seconds: float,
) -> Measured:
    """Fill and send a form over so many connections for so long; only the sending is timed."""
    found, number = Measured(), 0

    async def one() -> None:
        nonlocal number
        connection = await Connection(port, cookies).open()
        form = await connection.form(page)
        while time.perf_counter() < end:
            number += 1
            sent = {**form, "form_key": f"bench-{id(connection)}-{number}", **fields(number)}
            raw = connection.request("POST", path, urlencode(sent).encode())
            now = time.perf_counter()
            answer = await connection.send(raw)
            found.times.append(time.perf_counter() - now)
            found.errors += answer.status != 303
        connection.close()

    begun = time.perf_counter()
    end = begun + seconds
    await asyncio.gather(*(one() for _ in range(connections)))
    found.seconds = time.perf_counter() - begun
    return found
