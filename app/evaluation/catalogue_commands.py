"""Importing a work catalogue: one approved version, whole or not at all, and never changed afterwards."""

from datetime import date, datetime, timedelta

from app.db import fetch, fetch_one, insert_many, write
from app.errors import Refused
from app.evaluation.catalogue_file import CatalogueFile, CatalogueRow, parse_workbook, read_catalogue
from app.formats import format_date
from app.history import record
from app.isolated import in_child
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks.annex.containers import read_parts
from app.tasks.tables import CatalogueVersion
from app.text import Text, clean, fold

MOST_BYTES = 10 * 1024 * 1024

NOT_A_WORKBOOK = Text(
    "Danh mục phải là tệp Excel .xlsx. Hãy lưu lại tệp ở dạng .xlsx rồi tải lại.",
    "The catalogue must be an Excel .xlsx file. Save it as .xlsx and send it again.",
)
TOO_LARGE = Text("Tệp lớn hơn 10 MB.", "The file is larger than 10 MB.")
FAULTY = Text(
    "Danh mục còn lỗi: sửa các dòng được nêu trong tệp rồi tải lại.",
    "The catalogue has faults: correct the rows named and send the file again.",
)


def open_catalogue(content: bytes) -> CatalogueFile:
    """The catalogue in a file with all its findings. Raises ``Refused`` for what is no safe .xlsx file."""
    if len(content) > MOST_BYTES:
        raise Refused(TOO_LARGE)
    if not content.startswith(b"PK\x03\x04"):
        raise Refused(NOT_A_WORKBOOK)
    parts = read_parts(content)
    if "xl/workbook.xml" not in parts:
        raise Refused(NOT_A_WORKBOOK)
    return read_catalogue(parse_workbook(content))


def _opened(content: bytes) -> CatalogueFile | Text:
    try:
        return open_catalogue(content)
    except Refused as refusal:
        return refusal.text


async def open_safely(content: bytes) -> CatalogueFile:
    """``open_catalogue`` in a process of its own: some forged files make the workbook reader abort."""
    return await in_child(_opened, content)


async def import_catalogue(
    *,
    read: CatalogueFile,
    title: str,
    decision: str,
    decided_on: date,
    valid_from: date,
    sha256: str,
    by: Viewer,
    now: datetime,
) -> int:
    """Save the file's items as the version in force from ``valid_from``; returns its id.

    The version before it ends the day before. Refused while the file has faults, when the file was
    imported before, or when ``valid_from`` is not after the latest version's.
    """
    by.require(P.CATALOGUE_MANAGE)
    if read.faults:
        raise Refused(FAULTY)
    async with write():
        await _refuse_known(sha256)
        last = await fetch_one(
            "SELECT id, valid_from FROM catalogue_version ORDER BY valid_from DESC, id DESC LIMIT 1"
        )
        if last and last["valid_from"] >= valid_from:
            raise _too_early(last["valid_from"])
        if last:
            await fetch(
                "UPDATE catalogue_version SET valid_to = {} WHERE id = {}",
                valid_from - timedelta(days=1),
                last["id"],
            )
        version = CatalogueVersion(
            title=clean(title),
            decision=f"{clean(decision)} ngày {format_date(decided_on)}",
            valid_from=valid_from,
            standard_points=int(read.standard_points * 100),
            file_sha256=sha256,
            created_at=now,
            created_by=by.officer_id,
        )
        await version.save()
        await insert_many(
            'INSERT INTO catalogue_item (catalogue, code, unit_name, "group", task, detail, product,'
            " points_hundredths, factor_milli, note, search_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [_values(version.id, item) for item in read.items],
        )
        await record(
            "catalogue.imported",
            ("catalogue", version.id),
            by=by.officer_id,
            now=now,
            facts={
                "title": version.title,
                "decision": version.decision,
                "valid_from": valid_from,
                "items": len(read.items),
                "sha256": sha256,
            },
        )
    return int(version.id)


async def _refuse_known(sha256: str) -> None:
    known = await fetch_one("SELECT title FROM catalogue_version WHERE file_sha256 = {}", sha256)
    if known:
        raise Refused(
            Text(
                f"Tệp này đã được nhập thành danh mục “{known['title']}”.",
                f"This file was imported already as “{known['title']}”.",
            )
        )


def _too_early(last: date) -> Refused:
    words = Text(
        f"Chọn ngày sau {format_date(last)}, ngày bắt đầu của danh mục gần nhất.",
        f"Choose a day after {format_date(last, 'en')}, when the latest version began.",
    )
    return Refused(words, {"valid_from": words})


def _values(catalogue: int, item: CatalogueRow) -> tuple[object, ...]:
    words = (item.code, item.unit_name or "", item.task, item.detail, item.product)
    return (
        catalogue,
        item.code,
        item.unit_name or "",
        item.group or "",
        item.task,
        item.detail,
        item.product,
        item.points_hundredths,
        item.factor_milli,
        item.note,
        fold(" ".join(words)),
    )
