"""The annex of a real resolution in three formats, against the figures checked by hand."""

import os
from datetime import date
from pathlib import Path

import pytest

from app.tasks.annex.annex import Annex, FindingKind
from app.tasks.annex.header import Column
from app.tasks.annex.keys import content_hash, row_key
from app.tasks.annex.lexicon import KnownBodies
from app.tasks.annex.reader import read_annex
from app.tasks.annex.summary import summarise

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
FORMATS = ["csv", "xlsx", "docx"]


def real(ending: str) -> Annex:
    path = DATA / f"annex-nq03.{ending}"
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"../shared is absent: {path.name}")
        pytest.skip(f"../shared is absent: {path.name}")
    return read_annex(path.read_bytes(), path.name)


@pytest.mark.parametrize("ending", FORMATS)
def test_the_figures_of_resolution_03_are_those_counted_by_hand(ending: str) -> None:
    assert summarise(real(ending), KnownBodies.of()) == {
        "rows": 140,
        "sections": 7,
        "owner": {"single": 99, "several": 12, "collective": 29, "none": 0},
        "deadline": {"date": 120, "recurring": 3, "continuous": 13, "open_ended": 3, "none": 1},
        "outcome": {"stated": 131, "missing": 9},
        "clear": 88,
    }


def test_the_same_annex_has_the_same_rows_in_every_format() -> None:
    csv, xlsx, docx = (
        [(row_key("03/NQ-CP", row.key), content_hash(row), row.section) for row in real(e).rows]
        for e in FORMATS
    )
    assert csv == xlsx == docx
    assert len({key for key, _, _ in csv}) == 140


@pytest.mark.parametrize("ending", ["csv", "docx"])
def test_the_words_in_the_row_of_section_four_belong_to_task_76(ending: str) -> None:
    read = real(ending)
    assert next(row for row in read.rows if row.tt == "76").deadline_phrase == "2025 và những năm tiếp theo"
    assert [(f.row_number, f.column) for f in read.findings if f.kind is FindingKind.TEXT_MOVED] == [
        (81, Column.DEADLINE)
    ]


def test_task_3_is_named_as_breaking_off() -> None:
    read = real("xlsx")
    row = read.rows[2]
    assert (row.tt, row.row_number) == ("3", 9)
    assert (FindingKind.BROKEN_OFF, 9) in [(f.kind, f.row_number) for f in read.findings]


def test_the_spreadsheet_says_which_directive_it_is() -> None:
    guess = real("xlsx").directive_guess
    assert guess is not None
    assert (guess.kind, guess.number, guess.issued_on, guess.issuer) == (
        "Nghị quyết",
        "03/NQ-CP",
        date(2025, 1, 9),
        "Chính phủ",
    )
    assert real("csv").directive_guess is None
