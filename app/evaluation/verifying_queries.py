"""All confirmed sheets, computed again from their snapshots."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from app.db import Row, fetch
from app.evaluation.verifying import faults_of
from app.text import Text

BATCH = 500


@dataclass(frozen=True, slots=True)
class SheetFault:
    """What does not hold of one sheet."""

    month: str
    staff_code: str
    words: Text


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many sheets were computed again, and what did not hold."""

    sheets: int
    faults: tuple[SheetFault, ...]


async def verify_sheets(tell: Callable[[int], None] = lambda done: None) -> Verdict:
    """Compute all confirmed sheets again, some hundred at a time; ``tell`` hears how many are done."""
    last, done, faults = 0, 0, []
    while rows := await _some(last):
        said = await _said_of({row["id"] for row in rows})
        for row in rows:
            words = faults_of(row, said.get(row["id"]))
            faults += [SheetFault(row["month"], row["staff_code"], each) for each in words]
        last, done = rows[-1]["id"], done + len(rows)
        tell(done)
    return Verdict(done, tuple(faults))


async def _some(after: int) -> list[Row]:
    return await fetch(
        "SELECT s.id, s.month, o.staff_code, s.snapshot, s.snapshot_hash, s.result, s.total_numerator,"
        " s.total_denominator, s.total_hundredths, s.level FROM sheet s JOIN officer o ON o.id = s.officer"
        " WHERE s.state = 'confirmed' AND s.id > {} ORDER BY s.id LIMIT {}",
        after,
        BATCH,
    )


async def _said_of(sheets: set[int]) -> dict[int, str]:
    """The hash that the history has of each sheet's confirmation."""
    marks = ", ".join("{}" for _ in sheets)
    rows = await fetch(
        "SELECT subject_id, facts FROM history WHERE subject_type = 'sheet' AND kind = 'sheet.confirmed'"
        f" AND subject_id IN ({marks}) ORDER BY seq",
        *sorted(sheets),
    )
    return {row["subject_id"]: json.loads(row["facts"]).get("snapshot", "") for row in rows}
