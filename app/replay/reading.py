"""From the bytes of a .csv file to the cases of a log, or every fault of the file with its line.

The order of columns and rows, the separator (comma, semicolon, tab), quoting, a byte order mark, unknown
columns and repeated rows make no difference. A cell that may be empty: who did the step, the end, the
deadline, the start, who is responsible.
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b

from app.replay.event_log import Case, Event
from app.replay.profiles import Profile
from app.text import clean

SEPARATORS = (",", ";", "\t")
LONGEST_CELL = 1_000_000
ROWS_BETWEEN_REPORTS = 50_000

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

_name = lru_cache(maxsize=100_000)(lambda cell: " ".join(clean(cell).split()))

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one line of the file."""

    line: int
    words: str


class UnreadableLog(Exception):
    """The file is no log of the profile; ``faults`` are all of its faults, in the order of lines."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))


@dataclass(frozen=True, slots=True)
class Log:
    """The cases by their first event, and what was passed over on the way."""

    cases: tuple[Case, ...]
    rows: int  # that hold an event
    repeated: int  # rows that say the same as an earlier one, in every cell
    without_offset: int  # rows with an instant that names no UTC offset: taken as UTC
    without_holder: int  # events that do not say who did them


@dataclass(slots=True)
class _Gathered:
    """One case while its rows are read; each repeated value with the line that gave it first."""

    events: list[Event] = field(default_factory=list)
    instants: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    responsible: str = ""


def read_log(content: bytes, profile: Profile, progress: Progress = lambda rows: None) -> Log:
    """The log in ``content``; raises ``UnreadableLog`` with every fault where there is one."""
    return _Reading(profile, progress).read(_decoded(content))


def _decoded(content: bytes) -> str:
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableLog([Fault(line, "tệp không phải UTF-8: lưu lại dưới dạng CSV UTF-8.")]) from None


def _separator(header: str, profile: Profile) -> str:
    """The separator that finds most of the profile's columns in the first line."""

    def found(separator: str) -> int:
        try:
            cells = next(csv.reader([header.strip("\r\n")], delimiter=separator), [])
        except csv.Error:
            return 0
        return len(set(map(_column, cells)) & set(profile.known))

    return max(SEPARATORS, key=found)


def _column(cell: str) -> str:
    return _name(cell).lower()


def _digest(cells: list[str]) -> bytes:
    """A row in few bytes, so that a long file does not stay in memory twice."""
    return blake2b("\0".join(cells).encode(errors="surrogatepass"), digest_size=16).digest()


@lru_cache(maxsize=50_000)
def _instant(cell: str) -> datetime | None:
    """An ISO 8601 instant in its own offset; without one as written, as if it were UTC. None: unreadable."""
    try:
        moment = datetime.fromisoformat(cell)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment


@lru_cache(maxsize=50_000)
def _names_no_offset(cell: str) -> bool:
    return datetime.fromisoformat(cell).tzinfo is None


class _Reading:
    """One pass over a file: gathers cases and faults."""

    def __init__(self, profile: Profile, progress: Progress) -> None:
        self.profile = profile
        self.progress = progress
        self.faults: list[Fault] = []
        self.cases: dict[str, _Gathered] = {}
        self.places: dict[str, int] = {}
        self.width = 0
        self.repeated = self.without_offset = self.rows = 0

    def read(self, text: str) -> Log:
        rows = self._rows(text)
        self._header(next(rows, None))
        seen: set[bytes] = set()
        for line, cells in rows:
            key = _digest(cells)
            if key in seen:
                self.repeated += 1
                continue
            seen.add(key)
            self._row(line, cells)
            self.rows += 1
            if self.rows % ROWS_BETWEEN_REPORTS == 0:
                self.progress(self.rows)
        if not self.rows and not self.faults:
            self.faults.append(Fault(1, "tệp không có sự kiện nào dưới dòng tiêu đề."))
        if self.faults:
            raise UnreadableLog(self.faults)
        return self._log()

    def _rows(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Each row that is not empty, with the line on which it begins."""
        lines = (found.group() for found in _LINE.finditer(text))
        header = next((line for line in lines if line.strip()), "")
        lines = (found.group() for found in _LINE.finditer(text))
        csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(lines, delimiter=_separator(header, self.profile), strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error:
                words = "dấu ngoặc kép không khép đúng, hoặc ô quá dài; không đọc tiếp được từ đây."
                self.faults.append(Fault(line, words))
                return
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield line, cells

    def _header(self, first: tuple[int, list[str]] | None) -> None:
        """Find the columns; without all that are needed no row can be read."""
        if first is None:
            raise UnreadableLog(self.faults or [Fault(1, "tệp trống.")])
        line, cells = first
        names = [_column(cell) for cell in cells]
        self.width = len(names)
        self.places = {name: place for place, name in enumerate(names)}
        for name in self.profile.needed:
            if name not in self.places:
                self.faults.append(Fault(line, f"thiếu cột “{name}”."))
        for name in self.profile.known:
            if names.count(name) > 1:
                self.faults.append(Fault(line, f"cột “{name}” có {names.count(name)} lần."))
        if self.faults:
            raise UnreadableLog(self.faults)

    def _row(self, line: int, cells: list[str]) -> None:
        if len(cells) != self.width:
            self._fault(line, f"có {len(cells)} ô, dòng tiêu đề có {self.width} cột.")
            return
        key = _name(self._cell(cells, self.profile.case))
        at = self._read_instant(line, cells, self.profile.at)
        if not key:
            self._fault(line, f"cột “{self.profile.case}” trống: không rõ hồ sơ nào.")
        if not self._cell(cells, self.profile.at):
            self._fault(line, f"cột “{self.profile.at}” trống: không rõ khi nào.")
        case = self.cases.setdefault(key, _Gathered())
        for name in (self.profile.deadline, self.profile.end, self.profile.start):
            self._repeat(line, cells, name, key, case)
        if at is not None:
            case.events.append(Event(at, _name(self._cell(cells, self.profile.holder))))
        if not case.responsible:
            case.responsible = _name(self._cell(cells, self.profile.responsible))
        self.without_offset += self._names_no_offset(cells)

    def _repeat(self, line: int, cells: list[str], name: str, key: str, case: _Gathered) -> None:
        """What every row of a case repeats: the first row that has it counts, no other may differ."""
        moment = self._read_instant(line, cells, name)
        if moment is None:
            return
        first, given_in = case.instants.setdefault(name, (moment, line))
        if (first, first.date()) != (moment, moment.date()):
            self._fault(line, f"cột “{name}” của hồ sơ “{key}” khác với dòng {given_in}.")

    def _read_instant(self, line: int, cells: list[str], name: str) -> datetime | None:
        cell = self._cell(cells, name)
        moment = _instant(cell) if cell else None
        if cell and moment is None:
            self._fault(line, f"cột “{name}”: “{cell[:60]}” không phải thời điểm theo ISO 8601.")
        return moment

    def _names_no_offset(self, cells: list[str]) -> bool:
        profile = self.profile
        instants = (self._cell(cells, name) for name in (profile.at, profile.deadline, profile.end))
        return any(cell and _instant(cell) and _names_no_offset(cell) for cell in instants)

    def _cell(self, cells: list[str], name: str) -> str:
        place = self.places.get(name)
        return cells[place].strip() if place is not None else ""

    def _fault(self, line: int, words: str) -> None:
        self.faults.append(Fault(line, words))

    def _log(self) -> Log:
        cases = [self._case(key, gathered) for key, gathered in self.cases.items()]
        cases.sort(key=lambda case: case.events[0].at)
        nameless = sum(not event.holder for case in cases for event in case.events)
        return Log(tuple(cases), self.rows, self.repeated, self.without_offset, nameless)

    def _case(self, key: str, gathered: _Gathered) -> Case:
        """Events in the order of time; those of one instant stay in the order of the file."""
        moments = {name: moment for name, (moment, _) in gathered.instants.items()}
        return Case(
            key=key,
            events=tuple(sorted(gathered.events, key=lambda event: event.at)),
            start=moments.get(self.profile.start),
            deadline=moments.get(self.profile.deadline),
            end=moments.get(self.profile.end),
            responsible=gathered.responsible,
        )
