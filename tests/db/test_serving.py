"""The server behind a proxy: whose word it takes on where a request comes from."""

import os
import socket
import subprocess
import sys
import time

import httpx
import pytest

from app.notices.routes import OF_ONE_STRANGER
from tests.conftest import ROOT


@pytest.fixture
def served(tmp_path):
    """``served(**settings)`` starts a real server on a free port; answers its address."""
    started = []

    def start(**settings: str) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{tmp_path / 'office.sqlite'}",
            "FILES_DIR": str(tmp_path / "files"),
            "SECRET": "a secret of the tests, long enough to be taken",
            "SEED": "none",
            "JOBS": "off",
            "PORT": str(port),
            **settings,
        }
        server = subprocess.Popen([sys.executable, "-m", "app", "serve"], cwd=ROOT, env=environment)
        started.append(server)
        url = f"http://127.0.0.1:{port}"
        for _ in range(300):
            assert server.poll() is None, "the server stopped"
            try:
                httpx.get(url + "/health")
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return url
        pytest.fail("the server did not answer")

    yield start
    for server in started:
        server.terminate()
        server.wait(20)


@pytest.mark.parametrize(
    ("trusted", "last"),
    [("", 429), ("127.0.0.1", 404), ("192.0.2.0/24", 429)],
    ids=["nobody", "the proxy", "another"],
)
def test_only_a_trusted_proxy_says_where_a_request_comes_from(served, trusted, last):
    """Whoever guesses at calendar addresses is stopped by their own address, whatever they claim it to be."""
    url = served(TRUSTED_PROXIES=trusted)
    with httpx.Client() as client:
        answers = [
            client.get(
                f"{url}/calendar/guess.ics", headers={"X-Forwarded-For": f"203.0.113.{number}"}
            ).status_code
            for number in range(OF_ONE_STRANGER + 1)
        ]
    assert set(answers[:-1]) == {404}
    assert answers[-1] == last
