"""The terminal: serve, seed, migrate, people, and the checks that a script can call.

Each command says in one line what it does; ``python -m app`` alone lists them.
"""

import argparse
import asyncio
import getpass
import json
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from app import clock, history
from app.db import OfficeEngine, bind, engine, make_engine
from app.errors import DomainError
from app.formats import parse_date
from app.schema import migrate
from app.settings import Settings, load
from app.text import Text


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[None]:
    """The database of the settings, open and migrated; what is done here is told like what pages do."""
    from app.notices.outbox import put_out

    history.listener(put_out)
    clock.set_clock(settings.clock)
    bind(make_engine(settings.database_url))
    await engine().open()
    try:
        await migrate()
        yield
    finally:
        await engine().close()


def with_database(work: Callable[[Settings], Awaitable[int]]) -> int:
    """Run ``work`` on the open, migrated database of the environment's settings; answers its exit status."""
    settings = load()

    async def run() -> int:
        async with database(settings):
            return await work(settings)

    return asyncio.run(run())


def serve(_: argparse.Namespace) -> int:
    """Serve the pages."""
    from app.serving import run

    return run(load())


def do_migrate(_: argparse.Namespace) -> int:
    """Bring the database to the newest schema."""

    async def work(_: Settings) -> int:
        print("Cơ sở dữ liệu đã ở phiên bản mới nhất.")
        return 0

    return with_database(work)


def create_admin(args: argparse.Namespace) -> int:
    """Create the first unit and administrator of an empty database."""
    password = args.password or getpass.getpass("Mật khẩu: ")

    async def work(_: Settings) -> int:
        from app.people.setup import first_administrator

        await first_administrator(
            unit_name=args.unit, staff_code=args.code, full_name=args.name, password=password, now=clock.now()
        )
        print(
            f"Đã tạo quản trị viên {args.name} ({args.code}). Đăng nhập bằng mã cán bộ và mật khẩu vừa đặt."
        )
        return 0

    return with_database(work)


def check_annex(args: argparse.Namespace) -> int:
    """Judge an annex: how many rows are clear, and what the others lack."""
    from app.tasks.annex.command import check_file

    return check_file(Path(args.file), as_json=args.json)


def score(args: argparse.Namespace) -> int:
    """Compute one person's month from a JSON file."""
    from app.evaluation.score_file import run

    return _answered(args.file, run)


def check_report(args: argparse.Namespace) -> int:
    """Say which printed figures of a report do not agree with each other, and what they should be."""
    from app.reports.report_check import run

    return _answered(args.file, run)


def _answered(file: str, run: Callable[[bytes], tuple[int, str, str]]) -> int:
    """Answer a file: what was found on standard output, what is wrong with the file on standard error."""
    try:
        content = Path(file).read_bytes()
    except OSError as error:
        print(f"Không đọc được tệp: {error}", file=sys.stderr)
        return 2
    status, out, err = run(content)
    if out:
        print(out)
    if err:
        print(err, file=sys.stderr)
    return status


def verify_history(args: argparse.Namespace) -> int:
    """Walk the whole history and name every break in its chain."""

    async def work(settings: Settings) -> int:
        marks = _checkpoints(Path(args.checkpoint)) if args.checkpoint else []
        verdict = await history.verify(marks, settings.secret)
        for fault in verdict.faults:
            print(f"dòng {fault.seq}: {fault.words}", file=sys.stderr)
        compared = f", đối chiếu {len(marks)} điểm" if marks else ""
        print(f"{verdict.rows} dòng{compared}: {'nguyên vẹn' if verdict.sound else 'CÓ SAI LỆCH'}")
        return 0 if verdict.sound else 1

    return with_database(work)


def verify_sheets(args: argparse.Namespace) -> int:
    """Compute every confirmed sheet again from its snapshot and name those that differ."""

    async def work(_: Settings) -> int:
        from app.evaluation.verifying_queries import verify_sheets

        verdict = await verify_sheets()
        for fault in verdict.faults:
            print(f"{fault.month} {fault.staff_code}: {fault.words.vi}", file=sys.stderr)
        print(f"{verdict.sheets} phiếu: {'CÓ SAI LỆCH' if verdict.faults else 'nguyên vẹn'}")
        return 1 if verdict.faults else 0

    return with_database(work)


def _checkpoints(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]


def checkpoint(args: argparse.Namespace) -> int:
    """Append a signed mark of the history's head to a file kept outside the database."""

    async def work(settings: Settings) -> int:
        mark = await history.checkpoint(now=clock.now(), secret=settings.secret)
        with Path(args.file).open("a", encoding="utf-8") as file:
            file.write(json.dumps(mark) + "\n")
        print(f"Đã ghi điểm đối chiếu tại dòng {mark['seq']}.")
        return 0

    return with_database(work)


def backup(args: argparse.Namespace) -> int:
    """Copy the SQLite database consistently while it is in use."""

    async def work(_: Settings) -> int:
        current = engine()
        if not isinstance(current, OfficeEngine):
            print("PostgreSQL: dùng pg_dump hoặc pg_basebackup (docs/deploy.md).", file=sys.stderr)
            return 2
        await current.writer.backup_to(Path(args.file))
        print(f"Đã sao lưu vào {args.file}.")
        return 0

    return with_database(work)


def run_job(args: argparse.Namespace) -> int:
    """Run a job of the timetable now, for today or the day given; repeating it does nothing more."""
    from app.jobs import run_once, timetable

    jobs = {job.name: job for job in timetable()}
    job = jobs.get(args.job)
    if job is None:
        print(f"Không có tác vụ “{args.job}”. Các tác vụ: {', '.join(jobs)}.", file=sys.stderr)
        return 2
    day = parse_date(args.day) if args.day else None
    if isinstance(day, Text):
        print(day.vi, file=sys.stderr)
        return 2

    async def work(_: Settings) -> int:
        today = clock.today()
        if day is not None and (day > today or (job.every_minutes and day != today)):
            why = (
                f"việc này chạy {job.every_minutes} phút một lần, không có lượt của ngày khác"
                if job.every_minutes
                else f"chưa đến ngày này (hôm nay là {today:%d/%m/%Y})"
            )
            print(f"Không chạy cho ngày {day:%d/%m/%Y}: {why}.", file=sys.stderr)
            return 2
        slot = job.slot_at(clock.local(clock.now())) if job.every_minutes else (day or today)
        try:
            said = await run_once(job, slot, by_hand=True)
        except Exception as error:  # whatever went wrong is told, and kept beside the slot
            print(f"Việc “{job.name}” chưa làm xong: {type(error).__name__}: {error}", file=sys.stderr)
            return 1
        print(said if said is not None else "Lượt này đã chạy xong hoặc đang chạy ở tiến trình khác.")
        return 0

    return with_database(work)


def import_events(args: argparse.Namespace) -> int:
    """Replay a log of events of another system; its figures as one JSON object."""
    from app.replay.command import UNREADABLE, open_log, write_log

    opened = open_log(Path(args.file), args.profile)
    if opened is None:
        return UNREADABLE

    async def work(_: Settings) -> int:
        await write_log(opened, args.by)
        return 0

    status = 0 if args.dry_run else with_database(work)
    opened.print_figures()
    return status


def seed(_: argparse.Namespace) -> int:
    """Fill an empty database with the demonstration, or leave it empty with SEED=none."""
    from app.seeding import seed_if_empty

    return with_database(seed_if_empty)


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments."""
    from app.replay.profiles import PROFILES

    top = argparse.ArgumentParser(prog="python -m app", description="Xuyên Suốt")
    commands = top.add_subparsers(required=True, metavar="LỆNH")

    def add(name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
        command.set_defaults(run=run)
        return command

    add("serve", serve)
    add("migrate", do_migrate)
    add("seed", seed)
    admin = add("create-admin", create_admin)
    admin.add_argument("--unit", required=True, help="tên cơ quan")
    admin.add_argument("--code", required=True, help="mã cán bộ")
    admin.add_argument("--name", required=True, help="họ và tên")
    admin.add_argument("--password", help="mật khẩu (không ghi thì được hỏi)")
    annex = add("check-annex", check_annex)
    annex.add_argument("file")
    annex.add_argument("--json", action="store_true", help="in đúng một đối tượng JSON")
    add("score", score).add_argument("file")
    add("check-report", check_report).add_argument("file")
    verify = add("verify-history", verify_history)
    verify.add_argument("--checkpoint", metavar="FILE", help="tệp điểm đối chiếu giữ ngoài cơ sở dữ liệu")
    add("verify-sheets", verify_sheets)
    add("checkpoint", checkpoint).add_argument("file")
    add("backup", backup).add_argument("file")
    events = add("import-events", import_events)
    events.add_argument("file")
    events.add_argument("--profile", required=True, choices=sorted(PROFILES), help="loại nhật ký")
    events.add_argument(
        "--by", metavar="MÃ", help="mã cán bộ của người nhập (mặc định: quản trị viên đầu tiên)"
    )
    events.add_argument("--dry-run", action="store_true", help="chỉ đếm, không ghi vào cơ sở dữ liệu")
    job = add("run-job", run_job)
    job.add_argument("job", help="tên việc, ví dụ flags")
    job.add_argument("--for", "--day", dest="day", metavar="NGÀY", help="YYYY-MM-DD hoặc dd/mm/yyyy")
    return top


def main() -> None:
    """The way in; without a command, what there is."""
    if len(sys.argv) == 1:
        parser().print_help()
        raise SystemExit(0)
    args = parser().parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        raise SystemExit(args.run(args))
    except DomainError as error:
        print(error.text.vi, file=sys.stderr)
        for field, text in getattr(error, "fields", {}).items():
            print(f"  {field}: {text.vi}", file=sys.stderr)
        raise SystemExit(2) from None
