"""One row of a catalogue after another: what it gives as an item, and what is wrong with it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from app.evaluation.catalogue_columns import Field, Header, cell_band, cell_group, cell_number
from app.evaluation.catalogue_rows import TableRow
from app.formats import format_number
from app.text import Text, fold

MAX_CODE = 40
MAX_UNIT_NAME = 300
MAX_POINTS = 100_000
"""Beyond any catalogue; a slip of the keyboard stops here."""

ROUNDING = Fraction(1, 200)
"""A factor printed with two decimals may differ from the exact quotient by half of the last one."""

Band = tuple[Fraction, Fraction]


class Severity(StrEnum):
    """A fault bars the import; a notice is only shown."""

    FAULT = "fault"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the file: ``row`` counts from 1 as the office's program shows it, ``column`` is its title."""

    severity: Severity
    sheet: str
    row: int | None
    column: str
    text: Text

    @property
    def place(self) -> Text:
        """Where it was found; empty for the whole file."""
        vi = [f"trang “{self.sheet}”"] if self.sheet else []
        en = [f"sheet “{self.sheet}”"] if self.sheet else []
        if self.row is not None:
            vi.append(f"dòng {self.row}")
            en.append(f"row {self.row}")
        if self.column:
            vi.append(f"cột “{self.column}”")
            en.append(f"column “{self.column}”")
        return Text(", ".join(vi), ", ".join(en))


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """An item of a catalogue: ``points`` exact, ``factor_milli`` its factor in thousandths of a standard unit."""

    sheet: str
    row_number: int
    code: str
    unit_name: str | None
    group: str | None
    task: str
    detail: str
    product: str
    points: Fraction
    factor_milli: int
    note: str

    @property
    def points_hundredths(self) -> int:
        """The points in hundredths; the reader lets no finer ones pass."""
        return int(self.points * 100)


def bands_of(rows: Iterable[TableRow]) -> dict[str, Band]:
    """The band of each group: what most of its rows write, so that one slip does not accuse the others."""
    written: dict[str, Counter[Band]] = {}
    for row in rows:
        group, band = cell_group(row.cells.get(Field.GROUP)), cell_band(row.cells.get(Field.BAND))
        if group is not None and band is not None and not isinstance(band, Text):
            written.setdefault(group, Counter())[band] += 1
    return {group: bands.most_common(1)[0][0] for group, bands in written.items()}


@dataclass(slots=True)
class Judge:
    """Looks at all rows in turn and remembers what it saw: codes, groups, findings.

    ``bands`` is the band of each group as most of its rows write it.
    """

    standard_points: Fraction
    bands: dict[str, Band]
    findings: list[Finding] = field(default_factory=list)
    _codes: dict[str, TableRow] = field(default_factory=dict)
    _groups: set[str] = field(default_factory=set)

    def columns(self, sheet: str, header: Header) -> None:
        """Which columns the sheet lacks."""
        has = header.columns.keys()
        lacking = []
        if Field.CODE not in has:
            lacking.append(Text("mã công việc", "code"))
        if not has & {Field.POINTS, Field.FACTOR}:
            lacking.append(Text("điểm chấm hoặc hệ số quy đổi", "points or factor"))
        for column in lacking:
            text = Text(f"Thiếu cột {column.vi}.", f"The column {column.en} is missing.")
            self.findings.append(Finding(Severity.FAULT, sheet, header.last_row + 1, "", text))

    def row(self, row: TableRow) -> CatalogueRow | None:
        """The item in this row; None where it has a fault."""
        before = len(self.findings)
        code = self._code(row)
        unit_name = self._unit_name(row)
        group = self._group(row)
        points, factor = self._points(row), self._factor(row)
        if points is None and factor is not None and not row.has_column(Field.POINTS):
            points = self._storable_points(row, factor * self.standard_points)
        self._check_band(row, group, points)
        if points is not None:
            factor = self._checked_factor(row, points, factor)
        task, detail = self._words(row)
        faulty = any(finding.severity is Severity.FAULT for finding in self.findings[before:])
        if faulty or not code or points is None or factor is None:
            return None
        return CatalogueRow(
            sheet=row.sheet,
            row_number=row.number,
            code=code,
            unit_name=unit_name or None,
            group=group,
            task=task,
            detail=detail,
            product=row.text(Field.PRODUCT),
            points=points,
            factor_milli=self._milli(row, factor),
            note=row.text(Field.NOTE),
        )

    def close(self, max_groups: int) -> None:
        """After the last row: whether there are more groups than the law allows (Art. 13.1.a: at most five)."""
        used = sorted(self._groups)
        if len(used) > max_groups:
            names = ", ".join(used)
            text = Text(
                f"Danh mục có {len(used)} nhóm ({names}); tối đa {max_groups} nhóm (Điều 13.1.a).",
                f"The catalogue has {len(used)} groups ({names}); at most {max_groups} (Art. 13.1.a).",
            )
            self.findings.append(Finding(Severity.FAULT, "", None, "", text))

    def _code(self, row: TableRow) -> str:
        code = row.text(Field.CODE)
        if not row.has_column(Field.CODE):
            return ""  # said once for the sheet
        if not code:
            self._fault(row, Field.CODE, "Thiếu mã công việc.", "The code is missing.")
        elif len(code) > MAX_CODE:
            self._fault(
                row, Field.CODE, f"Mã dài quá {MAX_CODE} ký tự.", f"The code has over {MAX_CODE} letters."
            )
        elif (first := self._codes.setdefault(fold(code), row)) is not row:
            self._fault(
                row,
                Field.CODE,
                f"Mã “{code}” trùng với dòng {first.number}, trang “{first.sheet}”.",
                f"The code “{code}” is that of row {first.number}, sheet “{first.sheet}”.",
            )
        return code

    def _unit_name(self, row: TableRow) -> str:
        name = row.text(Field.UNIT)
        if len(name) > MAX_UNIT_NAME:
            self._fault(
                row,
                Field.UNIT,
                f"Tên đơn vị dài quá {MAX_UNIT_NAME} ký tự.",
                f"The unit's name has over {MAX_UNIT_NAME} letters.",
            )
        return name

    def _group(self, row: TableRow) -> str | None:
        if not row.has_column(Field.GROUP):
            return None
        group = cell_group(row.cells.get(Field.GROUP))
        if group is None:
            words = row.text(Field.GROUP)
            self._fault(
                row,
                Field.GROUP,
                f"Không rõ nhóm “{words}”: ghi N1, N2…" if words else "Thiếu nhóm.",
                f"Unknown group “{words}”: write N1, N2…" if words else "The group is missing.",
            )
        else:
            self._groups.add(group)
        return group

    def _points(self, row: TableRow) -> Fraction | None:
        if not row.has_column(Field.POINTS):
            return None
        if not row.text(Field.POINTS):
            self._fault(row, Field.POINTS, "Thiếu điểm.", "The points are missing.")
            return None
        points = cell_number(row.cells[Field.POINTS])
        if isinstance(points, Text):
            self._fault(row, Field.POINTS, points.vi, points.en)
            return None
        return self._storable_points(row, points)

    def _storable_points(self, row: TableRow, points: Fraction) -> Fraction | None:
        column = Field.POINTS if row.has_column(Field.POINTS) else Field.FACTOR
        if not 0 < points <= MAX_POINTS:
            limit = format_number(MAX_POINTS)
            self._fault(
                row,
                column,
                f"Điểm phải lớn hơn 0 và không quá {limit}.",
                f"The points must be above 0 and at most {limit}.",
            )
            return None
        if (points * 100).denominator != 1:
            self._fault(
                row,
                column,
                "Điểm có nhiều hơn hai chữ số thập phân.",
                "The points have more than two decimals.",
            )
            return None
        return points

    def _factor(self, row: TableRow) -> Fraction | None:
        """The factor in the file; None where the cell is empty, as it is for a formula without a stored value."""
        if not row.text(Field.FACTOR):
            if not row.has_column(Field.POINTS) and row.has_column(Field.FACTOR):
                self._fault(row, Field.FACTOR, "Thiếu hệ số quy đổi.", "The factor is missing.")
            return None
        factor = cell_number(row.cells[Field.FACTOR])
        if isinstance(factor, Text):
            self._fault(row, Field.FACTOR, factor.vi, factor.en)
            return None
        if factor * 1000 < 1:
            self._fault(row, Field.FACTOR, "Hệ số phải lớn hơn 0.", "The factor must be above 0.")
            return None
        return factor

    def _checked_factor(self, row: TableRow, points: Fraction, factor: Fraction | None) -> Fraction:
        expected = points / self.standard_points
        if factor is None:
            return expected
        if abs(factor - expected) > ROUNDING:
            quotient = f"{format_number(points)} / {format_number(self.standard_points)}"
            self._fault(
                row,
                Field.FACTOR,
                f"Hệ số {format_number(factor, 2)} khác điểm chia cho điểm của sản phẩm chuẩn: {quotient} = {format_number(expected, 2)}.",
                f"The factor {format_number(factor, 2)} is not the points over those of the standard unit: {quotient} = {format_number(expected, 2)}.",
            )
        return factor

    def _milli(self, row: TableRow, factor: Fraction) -> int:
        exact = factor * 1000
        milli = (exact + Fraction(1, 2)).__floor__()
        if exact != milli:
            self._notice(
                row,
                Field.FACTOR,
                f"Hệ số được làm tròn đến ba chữ số thập phân: {format_number(Fraction(milli, 1000), 3)}.",
                f"The factor was rounded to three decimals: {format_number(Fraction(milli, 1000), 3)}.",
            )
        return milli

    def _check_band(self, row: TableRow, group: str | None, points: Fraction | None) -> None:
        written = cell_band(row.cells.get(Field.BAND))
        if isinstance(written, Text):
            self._fault(row, Field.BAND, written.vi, written.en)
            return
        of_group = self.bands.get(group) if group else None
        bands = [band for band in (of_group, written) if band is not None]
        if of_group is not None and written is not None and of_group != written:
            self._fault(
                row,
                Field.BAND,
                f"Khung {_shown(written)} khác khung {_shown(of_group)} của nhóm {group}.",
                f"The band {_shown(written)} is not {_shown(of_group)}, that of group {group}.",
            )
        if points is None or not bands:
            return
        if not any(lowest <= points <= highest for lowest, highest in bands):
            self._fault(
                row,
                Field.POINTS if row.has_column(Field.POINTS) else Field.FACTOR,
                f"Điểm {format_number(points)} nằm ngoài khung {_shown(bands[0])} của nhóm.",
                f"{format_number(points)} points lie outside the group's band {_shown(bands[0])}.",
            )

    def _words(self, row: TableRow) -> tuple[str, str]:
        """The task and its detail; the product or the detail stands in for a task that has no column."""
        task, detail, product = (row.text(one) for one in (Field.TASK, Field.DETAIL, Field.PRODUCT))
        if not product:
            self._notice(
                row,
                Field.PRODUCT,
                "Chưa ghi sản phẩm đầu ra (Điều 13.1.a yêu cầu rõ kết quả đầu ra).",
                "No product is stated (Art. 13.1.a asks for a clear output).",
            )
        if task:
            return task, detail
        if detail:
            return detail, ""
        if not product:
            self._fault(row, Field.TASK, "Thiếu nội dung công việc.", "The work is not described.")
        return product, ""

    def _fault(self, row: TableRow, column: Field, vi: str, en: str) -> None:
        self._found(Severity.FAULT, row, column, Text(vi, en))

    def _notice(self, row: TableRow, column: Field, vi: str, en: str) -> None:
        self._found(Severity.NOTICE, row, column, Text(vi, en))

    def _found(self, severity: Severity, row: TableRow, column: Field, text: Text) -> None:
        title = row.header.titles.get(column, "")
        self.findings.append(Finding(severity, row.sheet, row.number, title, text))


def _shown(band: Band) -> str:
    return f"{format_number(band[0])}–{format_number(band[1])}"
