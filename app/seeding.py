"""What an empty database is filled with on the first start, and what is said at every start."""

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from app import clock, demo
from app.demo.cast import PASSWORD, PEOPLE
from app.people.permissions import role
from app.people.queries import people_count
from app.settings import Settings

EMPTY = """
  Cơ sở dữ liệu còn trống. Tạo quản trị viên đầu tiên bằng lệnh:

    .venv/bin/python -m app create-admin --unit "UBND phường …" --code CB001 --name "Họ và tên"
"""


async def seed_if_empty(settings: Settings) -> int:
    """Plant the demonstration in an empty database, or say how to begin without it; keeps what is there.

    Whenever the database holds the demonstration, its accounts are printed.
    """
    if not await people_count():
        if settings.seed == "none":
            print(EMPTY)
            return 0
        await _plant(settings)
    if await demo.is_demo():
        print_accounts()
    return 0


async def _plant(settings: Settings) -> None:
    """Plant with a bar that says which day is being written; without a terminal only its end is shown."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=Console(),
    ) as bar:
        work = bar.add_task("Tạo dữ liệu minh họa", total=None)

        def report(done: int, total: int, words: str) -> None:
            bar.update(work, completed=done, total=total, description=words)

        await demo.plant(today=clock.today(), report=report, files=settings.files_dir)
        bar.update(work, description="Đã tạo dữ liệu minh họa")


def print_accounts() -> None:
    """The demonstration's accounts: invented people, one password that everybody may know."""
    table = Table(title="Tài khoản minh họa (người và việc đều là hư cấu)", title_justify="left")
    for name in ("Mã cán bộ", "Họ và tên", "Vai trò", "Mật khẩu"):
        table.add_column(name, no_wrap=name != "Vai trò")
    for member in PEOPLE:
        roles = ", ".join(role(code).name.vi for code, _ in member.roles)
        table.add_row(member.code, member.name, roles, PASSWORD)
    Console().print(table)
