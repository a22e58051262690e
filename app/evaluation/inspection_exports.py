"""What the inspector's desk finds and draws, as rows for a page and as workbooks."""

from dataclasses import dataclass

from app import clock
from app.apart import FileMade
from app.db import fetch
from app.evaluation.inspection_flags import Flag, flag
from app.evaluation.inspection_queries import Finding, drawn, findings
from app.evaluation.months import Month
from app.evaluation.roster import by_chunks
from app.formats import file_name, format_when
from app.tasks.export import Cell, Column, workbook
from app.text import Locale, Text


@dataclass(frozen=True, slots=True)
class SheetLink:
    """A sheet that a finding is about."""

    staff_code: str
    name: str
    unit_name: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding as a reader sees it."""

    flag: Flag
    words: Text
    sheets: tuple[SheetLink, ...]
    task_id: int | None


async def rows_of(found: list[Finding]) -> list[FindingRow]:
    """The findings with the people whose sheets they are about; one question for some hundred sheets."""
    links: dict[int, SheetLink] = {}
    for ids in by_chunks(sorted({sheet for _, each in found for sheet in each.sheets})):
        marks = ", ".join("{}" for _ in ids)
        rows = await fetch(
            "SELECT s.id, o.staff_code, o.full_name AS name, u.name AS unit_name FROM sheet s"
            f" JOIN officer o ON o.id = s.officer JOIN unit u ON u.id = s.unit WHERE s.id IN ({marks})",
            *ids,
        )
        links |= {row["id"]: SheetLink(row["staff_code"], row["name"], row["unit_name"]) for row in rows}
    return [
        FindingRow(flag(code), each.words, tuple(links[sheet] for sheet in each.sheets), each.task_id)
        for code, each in found
    ]


_FINDINGS = (
    Column(Text("STT", "No."), 6),
    Column(Text("Lý do", "Reason"), 30),
    Column(Text("Quy tắc", "Rule"), 60),
    Column(Text("Con số", "Number"), 60),
    Column(Text("Phiếu", "Sheets"), 60),
    Column(Text("Đơn vị", "Unit"), 30),
)


async def findings_file(
    month: Month, paths: tuple[str, ...], unit_path: str, code: str, locale: Locale
) -> FileMade:
    """The whole queue of a month, of one unit and one reason where they are chosen."""
    found = [each for each in await findings(month, paths, unit_path) if code in ("", each[0])]
    cells: list[list[Cell]] = [
        [
            place,
            row.flag.label.in_(locale),
            row.flag.rule.in_(locale),
            row.words.in_(locale),
            ", ".join(f"{sheet.name} ({sheet.staff_code})" for sheet in row.sheets),
            ", ".join(sorted({sheet.unit_name for sheet in row.sheets})),
        ]
        for place, row in enumerate(await rows_of(found), 1)
    ]
    return _file("hau-kiem", month, _about(month, locale), _FINDINGS, cells, locale)


_SAMPLE = (
    Column(Text("STT", "No."), 6),
    Column(Text("Mã cán bộ", "Staff code"), 12),
    Column(Text("Họ và tên", "Name"), 30),
    Column(Text("Đơn vị", "Unit"), 40),
)


async def sample_file(month: Month, paths: tuple[str, ...], seed: str, locale: Locale) -> FileMade:
    """The drawn list, with the seed and the hash by which anybody can draw and compare it again."""
    sample = await drawn(month, paths, seed)
    about = [
        *_about(month, locale),
        Text(f"Chuỗi gieo: {seed}", f"Seed: {seed}").in_(locale),
        Text(f"Mã băm của danh sách: {sample.hash}", f"Hash of the list: {sample.hash}").in_(locale),
    ]
    cells: list[list[Cell]] = [
        [place, one.staff_code, one.name, one.unit_name] for place, one in enumerate(sample.people, 1)
    ]
    return _file("mau-hau-kiem", month, about, _SAMPLE, cells, locale)


def _about(month: Month, locale: Locale) -> list[str]:
    now = clock.now()
    as_of = Text(f"Số liệu đến {format_when(now)}", f"As of {format_when(now, 'en')}")
    return [month.label.in_(locale), as_of.in_(locale)]


def _file(
    name: str,
    month: Month,
    about: list[str],
    columns: tuple[Column, ...],
    cells: list[list[Cell]],
    locale: Locale,
) -> FileMade:
    title = Text("Hậu kiểm phiếu tháng", "Inspection of monthly sheets").in_(locale)
    body = workbook(title=title, about=about, columns=columns, rows=cells, locale=locale)
    return FileMade(body, file_name(name, str(month), extension="xlsx"))
