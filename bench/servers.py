"""The product's server and the floor's, each as its own processes, and what they cost."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Server:
    """A running server and its worker processes."""

    process: "subprocess.Popen[bytes]"
    port: int
    started: float  # seconds from start to the first answer

    def workers(self) -> list[int]:
        """The processes that answer: those below the first one with a listening loop, else itself."""
        children = _children(self.process.pid)
        serving = [pid for pid in children if "resource_tracker" not in _command(pid)]
        return serving or [self.process.pid]

    def cpu_seconds(self) -> float:
        """Processor time of the server and everything below it so far."""
        return sum(_cpu(pid) for pid in [self.process.pid, *_children(self.process.pid)])

    def worker_megabytes(self) -> float:
        """Proportional memory of the largest worker."""
        return max(_pss_kilobytes(pid) for pid in self.workers()) / 1024

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def start(arguments: list[str], environment: dict[str, str], port: int, probe: str) -> Server:
    """Start a server and wait for its first answer."""
    begun = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own words
        arguments,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while True:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped with {process.returncode}: {' '.join(arguments)}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as tried:
                tried.sendall(f"GET {probe} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode())
                if tried.recv(12).split()[1:2]:
                    return Server(process, port, time.perf_counter() - begun)
        except OSError:
            time.sleep(0.02)
        if time.perf_counter() - begun > 120:
            process.kill()
            raise RuntimeError("no answer within two minutes")


def product(database: str, files: Path, workers: int) -> Server:
    """The product as ``make run`` serves it, with so many workers and no timetable beside the measures."""
    port = free_port()
    environment = {
        "DATABASE_URL": database,
        "PORT": str(port),
        "WORKERS": str(workers),
        "SECRET": "a secret of the measurement, long enough to be taken",
        "FILES_DIR": str(files),
        "SEED": "none",
        "JOBS": "off",
    }
    return start([sys.executable, "-m", "app", "serve"], environment, port, "/health")


def floor(environment: dict[str, str], workers: int) -> Server:
    """The floor behind the same server program with as many workers."""
    port = free_port()
    arguments = [
        *(sys.executable, "-m", "uvicorn", "--factory", "bench.floor:create_app", "--host", "127.0.0.1"),
        *("--port", str(port), "--workers", str(workers), "--log-level", "warning", "--no-access-log"),
    ]
    return start(arguments, environment, port, "/floor/list")


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *_children(int(child))]
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def _pss_kilobytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return float(line.split()[1])
    return 0.0
