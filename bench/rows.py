"""Rows a second: annexes from .xlsx and the replay of an event log, beside the database's own bulk insert.

``python -m bench.rows URL ROWS``: prints ``name value unit`` lines. The floor is the same rows of the same
tables, read back and written once more into bare tables: executemany of sqlite3 into a file of its own, COPY on
PostgreSQL.
"""

import asyncio
import csv
import io
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import xlsxwriter

from app import clock
from app.db import bind, engine, fetch, fetch_one, make_engine, on_postgres
from app.people.queries import viewer_of_officer
from app.people.viewer import Viewer
from app.replay.profiles import PERMITS
from app.replay.reading import read_log
from app.replay.writing import import_log
from app.tasks.annex.grid import MAX_ROWS
from app.tasks.annex.reader import read_annex
from app.tasks.imports import DirectiveEntry, import_annex, keep_upload
from bench.city import WORKS
from bench.telling import say, tell

HEAD = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm", "Thời gian hoàn thành")
EVENTS = 4  # of one case of the log
TABLES = ("task", "task_row", "holding", "hand_over", "lateness", "history")


def annex_file(number: int, rows: int, units: list[str], today: date) -> bytes:
    """One annex of a directive: every row names a unit of the office, a product and a date."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet, dates = book.add_worksheet("Phụ lục"), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, HEAD)
    for row in range(1, rows + 1):
        work, product = WORKS[row % len(WORKS)]
        due = datetime.combine(today + timedelta(days=10 + row % 200), datetime.min.time())
        sheet.write_row(row, 0, (row, f"{work} số {row}, đợt {number}", units[row % len(units)], "", product))
        sheet.write_datetime(row, 5, due, dates)
    book.close()
    return kept.getvalue()


def log_file(cases: int) -> bytes:
    """A log of permits: every case goes through several hands; one in seven is late."""
    kept = io.StringIO(newline="")
    out = csv.writer(kept)
    out.writerow(PERMITS.known)
    begun = datetime(2025, 3, 3, 8, tzinfo=clock.ZONE)
    for case in range(cases):
        start = begun + timedelta(hours=case % 5_000)
        due, end = start + timedelta(days=30), start + timedelta(days=40 if case % 7 == 0 else 20)
        for event in range(EVENTS):
            at = start + timedelta(days=4 * event)
            holder = f"Người xử lý {(case + event) % 40}"
            out.writerow((f"hồ sơ {case}", holder, at, due, end, start, f"Người xử lý {case % 40}"))
    return kept.getvalue().encode()


async def _annexes(rows: int, by: Viewer) -> None:
    units = [row["name"] for row in await fetch("SELECT name FROM unit WHERE parent IS NOT NULL ORDER BY id")]
    today = clock.today()
    reading = writing = 0.0
    for number, first in enumerate(range(0, rows, MAX_ROWS), 1):
        here = min(MAX_ROWS, rows - first)
        body = annex_file(number, here, units, today)
        begun = time.perf_counter()
        annex = await asyncio.to_thread(read_annex, body, "phụ lục.xlsx")
        reading += time.perf_counter() - begun
        upload = await keep_upload(file_name="phụ lục.xlsx", sha256=f"{number:064}", by=by, now=clock.now())
        heading = DirectiveEntry("UBND thành phố Giả Định", f"{number}/CT-UBND", today, "Chỉ thị của phép đo")

        def told(done: int, total: int, first: int = first) -> None:
            tell("nhập phụ lục", first + done, rows)

        begun = time.perf_counter()
        outcome = await import_annex(
            upload=upload, annex=annex, heading=heading, answers={}, by=by, now=clock.now(), progress=told
        )
        writing += time.perf_counter() - begun
        if outcome["given"] != here:
            raise RuntimeError(f"{outcome} of {here} rows")
    say("import.rows", rows, f"rows in files of {MAX_ROWS}")
    say("import.read", rows / reading, "rows/s")
    say("import.write", rows / writing, "rows/s")
    say("import", rows / (reading + writing), "rows/s")


async def _replay(rows: int) -> None:
    body = log_file(rows // EVENTS)
    begun = time.perf_counter()
    log = read_log(body, PERMITS)
    reading = time.perf_counter() - begun
    begun = time.perf_counter()
    done = await import_log(
        log,
        PERMITS,
        by=None,
        now=clock.now(),
        progress=lambda done, total: tell("dựng lại nhật ký", done, total),
    )
    writing = time.perf_counter() - begun
    if done.new != rows // EVENTS:
        raise RuntimeError(f"{done.new} cases of {rows // EVENTS}")
    say("replay.events", log.rows, f"events of {done.new} cases")
    say("replay.read", log.rows / reading, "events/s")
    say("replay.write", log.rows / writing, "events/s")
    say("replay", log.rows / (reading + writing), "events/s")


async def _newest() -> dict[str, int]:
    found = {}
    for table in TABLES:
        row = await fetch_one(f"SELECT MAX({_key(table)}) AS id FROM {table}")
        found[table] = int(row["id"] or 0) if row else 0
    return found


def _key(table: str) -> str:
    return "seq" if table == "history" else "id"


async def _floor(name: str, since: dict[str, int], asked: int, url: str) -> None:
    """The rows that were written since, once more into bare tables."""
    written = {
        table: await fetch(f"SELECT * FROM {table} WHERE {_key(table)} > {{}}", since[table])
        for table in TABLES
    }
    count = sum(map(len, written.values()))
    taken = await _copied(url, written) if on_postgres() else await asyncio.to_thread(_executed, written)
    say(f"{name}.writes", count / asked, "rows of the database for each")
    say(f"{name}.floor", asked / taken, "/s with the database's own bulk insert")


def _executed(written: dict[str, list[dict[str, Any]]]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "floor.sqlite", isolation_level=None)
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        taken = 0.0
        for table, rows in _filled(written):
            marks = ", ".join("?" for _ in rows[0])
            connection.execute(f"CREATE TABLE {table} ({', '.join(rows[0])})")
            values = [[_plain(value) for value in row.values()] for row in rows]
            begun = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", values)
            connection.execute("COMMIT")
            taken += time.perf_counter() - begun
        connection.close()
    return taken


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


async def _copied(url: str, written: dict[str, list[dict[str, Any]]]) -> float:
    connection = await asyncpg.connect(url)
    try:
        taken = 0.0
        for table, rows in _filled(written):
            bare = f"bench_floor_{table}"
            await connection.execute(f"CREATE TABLE {bare} AS SELECT * FROM {table} WHERE false")
            values = [tuple(row.values()) for row in rows]
            begun = time.perf_counter()
            await connection.copy_records_to_table(bare, records=values)
            taken += time.perf_counter() - begun
            await connection.execute(f"DROP TABLE {bare}")
        return taken
    finally:
        await connection.close()


def _filled(written: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    return ((table, rows) for table, rows in written.items() if rows)


async def run(url: str, rows: int) -> None:
    """Both imports, each with its floor."""
    bind(make_engine(url))
    await engine().open()
    try:
        by = await viewer_of_officer(1, today=clock.today())
        since = await _newest()
        await _annexes(rows, by)
        await _floor("import", since, rows, url)
        since = await _newest()
        await _replay(rows)
        await _floor("replay", since, rows, url)
    finally:
        await engine().close()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], int(sys.argv[2])))
