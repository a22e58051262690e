"""What an empty database is filled with on the first start."""

from app import clock
from app.people.queries import people_count
from app.settings import Settings

EMPTY = """
  Cơ sở dữ liệu còn trống. Tạo quản trị viên đầu tiên bằng lệnh:

    .venv/bin/python -m app create-admin --unit "UBND phường …" --code CB001 --name "Họ và tên"
"""


async def seed_if_empty(settings: Settings) -> int:
    """Plant the demonstration in an empty database, or say how to begin without it; keeps what is there."""
    if await people_count():
        return 0
    if settings.seed == "none":
        print(EMPTY)
        return 0
    from app.demo import plant

    await plant(today=clock.today())
    return 0
