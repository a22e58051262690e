"""Fixtures: a fresh database of either kind with the cast in it, and people who are signed in."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.datastructures import State

from app import clock
from app.db import bind, engine, make_engine
from app.notices.outbox import put_out
from app.people.queries import viewer_of_officer
from app.people.viewer import Viewer
from app.settings import Settings, load
from app.tasks.reminding import answered_by_acting
from tests.databases import KeptCopy, Template, copied, create, drop, fill, sibling
from tests.page import Visitor

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
CI = os.environ.get("CI") == "true"
POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "")

#: Sunday 22 November 2026, 08:00 in Vietnam: when every test's world begins.
MOMENT = datetime(2026, 11, 22, 1, 0, tzinfo=clock.UTC)

SECRET = "a secret of the tests, long enough to be taken"

KINDS = ["sqlite", *(["postgres"] if POSTGRES_URL else [])]


def pytest_report_header() -> str:
    if POSTGRES_URL:
        return "databases: SQLite and PostgreSQL"
    return "databases: SQLite only (set TEST_POSTGRES_URL for PostgreSQL)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser comes last: while it is open, its own event loop runs and no other can be begun."""
    if CI and not POSTGRES_URL:
        raise pytest.UsageError(
            "CI=true needs TEST_POSTGRES_URL: a missing database is a failure, never a skip"
        )
    items.sort(key=lambda item: "browser" in item.path.parts)


def shared_file(name: str) -> Path:
    """A file of real input beside the project; skipped with a word where absent, a failure under CI=true."""
    path = SHARED / name
    if not path.exists():
        if CI:
            pytest.fail(f"../shared/{name} is absent under CI=true")
        pytest.skip(f"../shared is absent: {name}")
    return path


# Databases ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Template]]:
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    made = {"sqlite": Template("sqlite", str(path), asyncio.run(fill(f"sqlite:///{path}", MOMENT)))}
    if POSTGRES_URL:
        url = sibling(POSTGRES_URL, f"xs_test_{secrets.token_hex(4)}")
        asyncio.run(create(url))
        made["postgres"] = Template("postgres", url, asyncio.run(fill(url, MOMENT)))
    yield made
    if POSTGRES_URL:
        asyncio.run(drop(url))


@pytest.fixture(scope="session")
def kept_copy(templates: dict[str, Template]) -> Iterator[KeptCopy]:
    copy = KeptCopy(templates["postgres"].name)
    yield copy
    asyncio.run(copy.gone())


@dataclass
class World:
    """The database of one test: ids of the cast by code, and the test's clock."""

    kind: str
    url: str
    ids: dict[str, int]
    now: datetime

    @property
    def today(self) -> Any:
        return clock.local_day(self.now)

    async def viewer(self, code: str) -> Viewer:
        """A member of the cast, as who asks."""
        return await viewer_of_officer(self.ids[code], today=clock.today())


@pytest.fixture(autouse=True)
def listeners(monkeypatch: pytest.MonkeyPatch) -> None:
    """Acts are listened to as in the running product, whatever ran before in this process."""
    monkeypatch.setattr("app.history.LISTENERS", [answered_by_acting, put_out])


@pytest.fixture(params=KINDS)
async def world(
    request: pytest.FixtureRequest, templates: dict[str, Template], tmp_path: Path
) -> AsyncIterator[World]:
    """A fresh copy of the cast's database, on each kind of database in turn."""
    template = templates[request.param]
    if request.param == "sqlite":
        url = copied(template, tmp_path)
    else:
        url = await request.getfixturevalue("kept_copy").fresh()
    bind(make_engine(url))
    await engine().open()
    clock.set_clock(MOMENT)
    try:
        yield World(request.param, url, template.ids, MOMENT)
    finally:
        clock.set_clock(None)
        await engine().close()


# Pages -------------------------------------------------------------------------------------------


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({"SECRET": SECRET, "FILES_DIR": str(tmp_path / "files")})


@pytest.fixture(scope="session")
def application() -> Litestar:
    """Built once for all: building takes longer than most tests, and nothing but its state is a test's own."""
    from app.main import build

    return build(load({"SECRET": SECRET}))


@pytest.fixture
async def visit(world: World, settings: Settings, application: Litestar) -> AsyncIterator[Any]:
    """``await visit("VP001")``: that person's browser without scripts; ``visit(None)`` is nobody's."""
    application.state = State({"settings": settings, "demo": False})
    opened: list[Visitor] = []

    async def open_for(code: str | None) -> Visitor:
        visitor = await Visitor.open(application, settings, world.ids[code] if code else None)
        opened.append(visitor)
        return visitor

    yield open_for
    for visitor in opened:
        await visitor.close()
