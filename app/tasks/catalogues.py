"""Questions about the work catalogue (Decree 335/2025 Art. 13): versions, items, what a typed entry means."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.db import Row, fetch, fetch_one
from app.errors import NotFound
from app.matching import Typed, every_word
from app.text import Text

SEPARATOR = " · "  # between code and product where an item is offered while typing


NO_ITEM = Text(
    "Không có mục này trong danh mục đang áp dụng: chọn một mục được gợi ý hoặc để trống.",
    "There is no such item in the catalogue in force: choose a suggested one or leave it empty.",
)


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One item of a catalogue; ``factor_milli`` in thousandths, ``points_hundredths`` in hundredths of a point."""

    id: int
    code: str
    unit_name: str
    group: str
    task: str
    detail: str
    product: str
    points_hundredths: int
    factor_milli: int
    note: str

    @property
    def label(self) -> str:
        """How the item is offered while typing; ``item_typed`` reads it back."""
        return f"{self.code}{SEPARATOR}{self.product or self.task}"

    @property
    def factor(self) -> Fraction:
        """The factor, exact."""
        return Fraction(self.factor_milli, 1000)

    @property
    def factor_decimals(self) -> int | None:
        """How many decimals show the factor whole: three where two do not, else as few as needed."""
        return 3 if self.factor_milli % 10 else None


_ENTRY = (
    'SELECT i.id, i.code, i.unit_name, i."group", i.task, i.detail, i.product, i.points_hundredths,'
    " i.factor_milli, i.note FROM catalogue_item i "
)
_VERSION = (
    "SELECT v.id, v.title, v.decision, v.valid_from, v.valid_to, v.standard_points, v.file_sha256,"
    " v.created_at, o.full_name AS by_name,"
    " (SELECT COUNT(*) FROM catalogue_item i WHERE i.catalogue = v.id) AS items"
    " FROM catalogue_version v LEFT JOIN officer o ON o.id = v.created_by "
)


async def versions() -> list[Row]:
    """Every version with the number of its items, newest first."""
    return await fetch(_VERSION + "ORDER BY v.valid_from DESC, v.id DESC")


async def version(catalogue: int) -> Row:
    """One version; ``NotFound`` where there is none."""
    row = await fetch_one(_VERSION + "WHERE v.id = {}", catalogue)
    if row is None:
        raise NotFound
    return row


async def version_on(day: date) -> int | None:
    """The version in force on ``day``."""
    row = await fetch_one(
        "SELECT id FROM catalogue_version WHERE valid_from <= {} AND (valid_to IS NULL OR valid_to >= {})"
        " ORDER BY valid_from DESC, id DESC LIMIT 1",
        day,
        day,
    )
    return row["id"] if row else None


async def items_of(
    catalogue: int, *, search: str = "", group: str = "", limit: int = 50, offset: int = 0
) -> tuple[list[CatalogueEntry], int]:
    """Items of a version that hold every word of ``search``, in the file's order, and how many there are."""
    where = "WHERE i.catalogue = {}"
    bound: list[object] = [catalogue]
    if search.strip():
        words, args = every_word(Typed.read(search), "i.search_key")
        where += f" AND {words}"
        bound += args
    if group:
        where += ' AND i."group" = {}'
        bound.append(group)
    counted = await fetch_one(f"SELECT COUNT(*) AS n FROM catalogue_item i {where}", *bound)
    rows = await fetch(f"{_ENTRY}{where} ORDER BY i.id LIMIT {{}} OFFSET {{}}", *bound, limit, offset)
    return [CatalogueEntry(**row) for row in rows], int(counted["n"]) if counted else 0


async def groups_of(catalogue: int) -> list[str]:
    """The groups that occur in a version."""
    rows = await fetch(
        'SELECT DISTINCT "group" AS name FROM catalogue_item WHERE catalogue = {} ORDER BY 1', catalogue
    )
    return [row["name"] for row in rows if row["name"]]


async def current_items(day: date, search: str = "", limit: int = 20) -> list[CatalogueEntry]:
    """Items of the version in force on ``day`` that hold every word of ``search``; none without a version."""
    catalogue = await version_on(day)
    if catalogue is None:
        return []
    found, _ = await items_of(catalogue, search=search, limit=limit)
    return found


async def item_typed(day: date, typed: str) -> CatalogueEntry | None:
    """The item in force on ``day`` that was typed or chosen: its code, alone or with the words behind it."""
    catalogue = await version_on(day)
    code = typed.split(SEPARATOR.strip())[0].strip()
    if catalogue is None or not code:
        return None
    row = await fetch_one(_ENTRY + "WHERE i.catalogue = {} AND lower(i.code) = {}", catalogue, code.lower())
    return CatalogueEntry(**row) if row else None
