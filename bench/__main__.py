"""``make bench``: one line per measure, ``name value unit``; progress on standard error.

Sizes and seconds are parameters (``python -m bench --help``). ``BENCH_DB=postgresql://…`` measures PostgreSQL:
a database of its own is made beside the named one and dropped at the end.
"""

import argparse
import asyncio
import os
import re
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

import asyncpg

from app import clock
from app.db import bind, engine, make_engine
from app.schema import migrate
from bench import servers
from bench.city import PASSWORD, City, Size, city_of, plant_people, plant_tasks, settle
from bench.client import Connection, Measured, measure, measure_posts, sign_in

CONNECTIONS = (1, 16)


def say(name: str, value: float, unit: str) -> None:
    """One line of the result."""
    print(f"{name} {value:.3g} {unit}" if value < 1000 else f"{name} {value:.0f} {unit}", flush=True)


def tell(words: str, done: int = 0, total: int = 0) -> None:
    """Progress, on standard error."""
    share = f" {100 * done // total} %" if total else ""
    print(f"\r\033[K… {words}{share}", end="", file=sys.stderr, flush=True)


def arguments() -> argparse.Namespace:
    """The parameters, each with the default of the ordinary run."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--officers", type=int, default=200)
    parser.add_argument("--units", type=int, default=20)
    parser.add_argument("--history", type=int, default=3, help="history rows a task")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measure")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--grown", type=int, default=0, help="measure again with so many tasks, as ratios")
    return parser.parse_args()


@asynccontextmanager
async def database(folder: Path, name: str) -> AsyncIterator[str]:
    """A fresh, migrated database that is gone afterwards; its address."""
    base = os.environ.get("BENCH_DB", "")
    if not base:
        yield f"sqlite:///{folder / f'{name}.sqlite'}"
        return
    made = f"xs_bench_{secrets.token_hex(4)}"
    connection = await asyncpg.connect(base)
    await connection.execute(f'CREATE DATABASE "{made}"')
    try:
        yield base.rsplit("/", 1)[0] + "/" + made
    finally:
        await connection.execute(f'DROP DATABASE IF EXISTS "{made}" WITH (FORCE)')
        await connection.close()


async def plant(url: str, size: Size, today: date) -> City:
    """Fill the database; answers whom and what to ask for."""
    bind(make_engine(url))
    await engine().open()
    try:
        await migrate()
        begun = time.perf_counter()
        await plant_people(size, today)
        await plant_tasks(size, today, tell)
        await settle()
        say(f"planted.{size.tasks}", size.tasks / (time.perf_counter() - begun), "tasks/s")
        return await city_of(size)
    finally:
        await engine().close()


def pages(city: City, today: date) -> dict[str, tuple[str, str, str]]:
    """Each page: who asks for it, its address, its name at the floor."""
    return {
        "list": (city.unit_head, f"/tasks?unit={city.unit}&state=open&sort=due", "list"),
        "list_by_owner": (city.unit_head, f"/tasks?unit={city.unit}&state=open&sort=owner", "owner"),
        "task": (city.unit_head, f"/tasks/{city.task}", "task"),
        "home": (city.unit_head, "/", "home"),
        "late_board": (city.root_head, "/late?kind=late", "late"),
        "month_report": (city.unit_head, f"/reports/{today:%Y-%m}", "report"),
        "search": (city.unit_head, f"/tasks?unit={city.unit}&q=cay+xanh", "search"),
    }


async def measured(
    port: int, path: str, cookies: dict[str, str], seconds: float, server: servers.Server, name: str
) -> Measured:
    """One page at 1 and at 16 connections; answers the run at 16."""
    await measure(port, path, cookies, connections=2, seconds=0.5)  # warm
    found = Measured()
    for connections in CONNECTIONS:
        tell(f"{name}, {connections}")
        cpu = server.cpu_seconds()
        found = await measure(port, path, cookies, connections=connections, seconds=seconds)
        cpu = server.cpu_seconds() - cpu
        say(f"{name}.c{connections}", found.per_second, "requests/s")
        say(f"{name}.c{connections}.p50", found.percentile(0.5) * 1000, "ms")
        say(f"{name}.c{connections}.p99", found.percentile(0.99) * 1000, "ms")
        if connections == CONNECTIONS[-1]:
            say(f"{name}.cpu", cpu / max(len(found.times), 1) * 1000, "ms/request")
        if found.errors:
            say(f"{name}.c{connections}.errors", found.errors, "answers")
    return found


async def first_page(port: int, code: str) -> None:
    """Bytes over the wire and requests of the first page, compressed as a browser asks for it."""
    cookies = await sign_in(port, code, PASSWORD)
    connection = await Connection(port, cookies).open()
    raw = connection.request("GET", "/").replace(b"\r\n\r\n", b"\r\nAccept-Encoding: gzip\r\n\r\n", 1)
    page = await connection.send(raw)
    plain = await connection.get("/")
    assets = sorted(set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', plain.body)))
    total = len(page.body)
    for asset in assets:
        sent = connection.request("GET", asset.decode()).replace(
            b"\r\n\r\n", b"\r\nAccept-Encoding: gzip\r\n\r\n", 1
        )
        total += len((await connection.send(sent)).body)
    connection.close()
    say("first_page.bytes", total / 1000, "kB")
    say("first_page.requests", 1 + len(assets), "requests")


def _line(owner: str, today: date) -> "callable":  # type: ignore[valid-type]
    due = today + timedelta(days=30)

    def fields(number: int) -> dict[str, str]:
        return {
            "quick_title": f"Kiểm tra vệ sinh môi trường lần {number}",
            "quick_product": "Biên bản kiểm tra",
            "quick_owner": owner,
            "quick_deadline": f"{due:%d/%m/%Y}",
        }

    return fields


async def one_size(
    args: argparse.Namespace, folder: Path, size: Size, today: date, *, full: bool
) -> dict[str, float]:
    """Plant, serve, measure; answers requests a second of each page at 16 connections."""
    rates: dict[str, float] = {}
    async with database(folder, f"city{size.tasks}") as url:
        city = await plant(url, size, today)
        server = servers.product(url, folder / "files", args.workers)
        bare = servers.floor(
            {
                "BENCH_FLOOR_DB": url,
                "BENCH_FLOOR_UNIT": str(city.unit),
                "BENCH_FLOOR_TASK": str(city.task),
                "BENCH_FLOOR_OWNER": str(city.owner),
                "BENCH_FLOOR_TODAY": today.isoformat(),
            },
            args.workers,
        )
        try:
            say("start", server.started, "s")
            cookies = {
                code: await sign_in(server.port, code, PASSWORD) for code in {city.root_head, city.unit_head}
            }
            for name, (code, path, at_floor) in pages(city, today).items():
                found = await measured(server.port, path, cookies[code], args.seconds, server, name)
                rates[name] = found.per_second
                if full:
                    least = await measure(
                        bare.port, f"/floor/{at_floor}", {}, connections=16, seconds=args.seconds
                    )
                    say(f"{name}.floor", least.per_second, "requests/s")
                    say(f"{name}.ratio", found.per_second / least.per_second, "of the floor")
            owner = f"CB{city.owner:05}"
            tell("assigning")
            found = await measure_posts(
                *(server.port, "/", "/tasks/quick", cookies[city.unit_head], _line(owner, today)),
                connections=16,
                seconds=args.seconds,
            )
            rates["assign"] = found.per_second
            say("assign.c16", found.per_second, "requests/s")
            say("assign.c16.p99", found.percentile(0.99) * 1000, "ms")
            say("assign.errors", found.errors, "answers")
            if full:
                await first_page(server.port, city.unit_head)
            say("worker", server.worker_megabytes(), "MB")
        finally:
            server.stop()
            bare.stop()
    return rates


async def run(args: argparse.Namespace) -> None:
    """The whole measurement."""
    today = clock.today()
    size = Size(args.units, args.officers, args.tasks, args.history)
    with tempfile.TemporaryDirectory() as folder:
        rates = await one_size(args, Path(folder), size, today, full=True)
        if args.grown:
            grown = Size(args.units, args.officers, args.grown, args.history)
            print(f"# {args.grown} tasks")
            larger = await one_size(args, Path(folder), grown, today, full=False)
            for name, rate in rates.items():
                say(f"{name}.growth", rate / larger[name], f"times slower with {args.grown} tasks")
    tell("")


if __name__ == "__main__":
    asyncio.run(run(arguments()))
