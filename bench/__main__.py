"""``make bench``: one line per measure, ``name value unit``; progress on standard error.

Sizes and seconds are parameters (``python -m bench --help``). ``BENCH_DB=postgresql://…`` measures PostgreSQL:
databases of its own are made beside the named one and dropped at the end.
"""

import argparse
import asyncio
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import asyncpg

from app import clock
from app.db import bind, engine, make_engine
from app.evaluation.months import Month
from app.schema import migrate
from bench import servers
from bench.city import PASSWORD, City, Size, Writers, city_of, plant_people, plant_tasks, settle, writers_of
from bench.client import Connection, Measured, measure, measure_posts, sign_in
from bench.loop import beside_making
from bench.telling import say, tell
from bench.writers import WRITERS, people, quick_line, write_together

CONNECTIONS = (1, 16)
PARTS = ("pages", "writers", "loop", "nights", "rows", "month")


def arguments() -> argparse.Namespace:
    """The parameters, each with the default of the ordinary run."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    add = parser.add_argument
    add(
        "--parts", nargs="+", choices=PARTS, default=PARTS, help="what is measured; all of it where not named"
    )
    add("--tasks", type=int, default=100_000)
    add("--officers", type=int, default=200)
    add("--units", type=int, default=20)
    add("--history", type=int, default=3, help="history rows a task")
    add("--seconds", type=float, default=3.0, help="of each measure")
    add("--workers", type=int, default=2)
    add("--grown", type=int, default=0, help="measure the pages again with so many tasks, as ratios")
    add("--touched", type=int, default=500, help="tasks that somebody works on between the two nights")
    add("--rows", type=int, default=10_000, help="of the annexes, and events of the log, that are imported")
    add(
        "--people",
        type=int,
        default=1_000,
        help="whose month of 30 tasks each is computed; then twice as many",
    )
    return parser.parse_args()


@asynccontextmanager
async def database(folder: Path, name: str) -> AsyncIterator[str]:
    """A fresh database that is gone afterwards; its address."""
    base = os.environ.get("BENCH_DB", "")
    if not base:
        path = folder / f"{name}.sqlite"
        yield f"sqlite:///{path}"
        for each in path.parent.glob(f"{path.name}*"):
            each.unlink()
        return
    made = f"xs_bench_{secrets.token_hex(4)}"
    connection = await asyncpg.connect(base)
    await connection.execute(f'CREATE DATABASE "{made}"')
    try:
        yield base.rsplit("/", 1)[0] + "/" + made
    finally:
        await connection.execute(f'DROP DATABASE IF EXISTS "{made}" WITH (FORCE)')
        await connection.close()


async def plant(url: str, size: Size, today: date) -> tuple[City, Writers]:
    """Fill the database; answers whom and what to ask for, and who can write."""
    bind(make_engine(url))
    await engine().open()
    try:
        await migrate()
        begun = time.perf_counter()
        await plant_people(size, today)
        await plant_tasks(size, today, tell)
        await settle()
        say(f"planted.{size.tasks}", size.tasks / (time.perf_counter() - begun), "tasks/s")
        return await city_of(size), await writers_of()
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


async def all_pages(
    args: argparse.Namespace, server: servers.Server, url: str, city: City, today: date, *, full: bool
) -> dict[str, float]:
    """Every page and assigning; ``full`` also beside the floor. Answers requests a second at 16 connections."""
    rates: dict[str, float] = {}
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
        tell("assigning")
        found = await measure_posts(
            *(server.port, "/", "/tasks/quick", cookies[city.unit_head]),
            quick_line(f"CB{city.owner:05}", today),
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
        bare.stop()
    return rates


async def all_writers(args: argparse.Namespace, server: servers.Server, found: Writers, today: date) -> None:
    """Sixteen people who write at once."""
    tell(f"{WRITERS} người cùng ghi")
    done = await write_together(server.port, people(found, today), args.seconds)
    say(f"writers.{WRITERS}", done.per_second, "acts/s")
    say(f"writers.{WRITERS}.p50", done.percentile(0.5) * 1000, "ms")
    say(f"writers.{WRITERS}.p99", done.percentile(0.99) * 1000, "ms")
    say(f"writers.{WRITERS}.errors", done.errors, f"of {len(done.times)}")


async def the_loop(args: argparse.Namespace, url: str, files: Path, city: City, today: date) -> None:
    """A page calm and beside a chart and a workbook, with one worker."""
    server = servers.product(url, files, 1)
    try:
        cookies = await sign_in(server.port, city.root_head, PASSWORD)
        months = [Month.of(today)]
        while len(months) < 12:
            months.append(months[-1].previous)
        sorts = ("due", "owner", "title", "state")
        makers = {  # more charts than are kept, so that each is drawn
            "chart": tuple(
                f"/reports/{month}/chart.svg?unit={unit}"
                for month in months
                for unit in range(2, args.units + 2)
            ),
            "workbook": tuple(f"/tasks.xlsx?unit={city.unit}&state=open&sort={sort}" for sort in sorts),
        }
        for name, path in {"task": f"/tasks/{city.task}", "profile": "/profile", "health": "/health"}.items():
            tell(f"{name} trong khi vẽ biểu đồ và xuất bảng tính")
            calm, busy, made = await beside_making(server.port, path, cookies, makers, max(args.seconds, 5))
            for told, found in (("calm", calm), ("busy", busy)):
                say(f"loop.{name}.{told}.p50", found.percentile(0.5) * 1000, "ms")
                say(f"loop.{name}.{told}.p99", found.percentile(0.99) * 1000, "ms")
            say(f"loop.{name}.held", (busy.percentile(0.99) - calm.percentile(0.99)) * 1000, "ms more at p99")
            say(f"loop.{name}.made", sum(made.values()), ", ".join(f"{n} {k}" for k, n in made.items()))
    finally:
        server.stop()


def apart(module: str, *args: object) -> dict[str, float]:
    """Run a measure as a process of its own, so that its memory is its own; its lines are printed and answered."""
    command = [sys.executable, "-m", f"bench.{module}", *map(str, args)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, cwd=servers.ROOT)  # noqa: S603
    print(done.stdout, end="", flush=True)
    lines = [line.split() for line in done.stdout.splitlines()]
    return {name: float(value) for name, value, *_ in lines}


async def one_city(
    args: argparse.Namespace, folder: Path, size: Size, today: date, *, full: bool
) -> dict[str, float]:
    """Plant, serve, measure; answers the rates of the pages."""
    rates: dict[str, float] = {}
    async with database(folder, f"city{size.tasks}") as url:
        city, writers = await plant(url, size, today)
        if {"pages", "writers"} & set(args.parts):
            server = servers.product(url, folder / "files", args.workers)
            try:
                if "pages" in args.parts:
                    rates = await all_pages(args, server, url, city, today, full=full)
                if full and "writers" in args.parts:
                    await all_writers(args, server, writers, today)
            finally:
                server.stop()
        if full and "loop" in args.parts:
            await the_loop(args, url, folder / "files", city, today)
        if "nights" in args.parts:
            apart("nights", url, args.touched)
        if full and "rows" in args.parts:
            apart("rows", url, args.rows)
    return rates


async def months(args: argparse.Namespace, folder: Path) -> None:
    """A month for so many people and for twice as many."""
    taken = []
    for count in (args.people, 2 * args.people):
        tell(f"tháng của {count} người")
        async with database(folder, f"month{count}") as url:
            found = apart("month", url, count)
            taken.append(found[f"month.{count}.open"] + found[f"month.{count}.compute"])
    say("month.growth", taken[1] / taken[0], "times as long for twice the people")


async def run(args: argparse.Namespace) -> None:
    """The whole measurement."""
    today = clock.today()
    with tempfile.TemporaryDirectory() as folder:
        if set(args.parts) != {"month"}:
            size = Size(args.units, args.officers, args.tasks, args.history)
            rates = await one_city(args, Path(folder), size, today, full=True)
        if args.grown:
            grown = Size(args.units, args.officers, args.grown, args.history)
            print(f"# {args.grown} tasks")
            larger = await one_city(args, Path(folder), grown, today, full=False)
            for name, rate in rates.items():
                say(f"{name}.growth", rate / larger[name], f"times slower with {args.grown} tasks")
        if "month" in args.parts:
            await months(args, Path(folder))
    tell("")


if __name__ == "__main__":
    asyncio.run(run(arguments()))
