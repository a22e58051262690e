"""How new the night's look at open work is: an empty board says nothing where the look did not happen."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import clock
from app.db import fetch_one
from app.tasks.nightly import HOUR, MINUTE
from app.text import Text

JOB = "flags"
OLD_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Freshness:
    """The last finished look (its day and when it ended), whether it is old, and whether a later one failed."""

    day: date | None
    finished_at: datetime | None
    old: bool
    failed_at: datetime | None = None

    @property
    def sound(self) -> bool:
        """Whether the board may be taken at its word."""
        return not self.old and self.failed_at is None

    @property
    def words(self) -> Text:
        """What is wrong with it; only where something is."""
        if self.failed_at is not None:
            return Text(
                "Lần tính đêm gần nhất bị lỗi và sẽ được chạy lại: danh sách trống lúc này chưa có nghĩa là không có việc.",
                "The last nightly look failed and will be tried again: an empty list does not mean that there is nothing.",
            )
        if self.day is None:
            return Text(
                "Chưa có lần tính hằng đêm nào: lần chậm chính thức chưa được ghi; danh sách trống chưa có nghĩa là không có việc.",
                "No nightly look yet: latenesses are not written down; an empty list does not mean that there is nothing.",
            )
        return Text(
            f"Lần tính gần nhất đã quá 24 giờ (cho ngày {self.day:%d/%m/%Y}): số lần chậm chính thức có thể chưa đủ.",
            f"The last nightly look is over 24 hours old (for {self.day:%d/%m/%Y}): recorded latenesses may be incomplete.",
        )


async def board_freshness(now: datetime) -> Freshness:
    """How the night's look stands at this moment of the product's clock."""
    done = await fetch_one(
        "SELECT key, finished_at FROM job_run WHERE key LIKE {} AND finished_at IS NOT NULL"
        " ORDER BY key DESC LIMIT 1",
        f"{JOB}:%",
    )
    failed = await fetch_one(
        "SELECT failed_at FROM job_run WHERE key > {} AND key LIKE {} AND failed_at IS NOT NULL"
        " AND finished_at IS NULL ORDER BY key DESC LIMIT 1",
        done["key"] if done else "",
        f"{JOB}:%",
    )
    failed_at = failed["failed_at"] if failed else None
    if done is None:
        return Freshness(None, None, old=True, failed_at=failed_at)
    day = date.fromisoformat(done["key"].partition(":")[2])
    old = now - clock.at(day, HOUR, MINUTE) > OLD_AFTER
    return Freshness(day, done["finished_at"], old, failed_at)
