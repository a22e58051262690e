"""Reading annexes never fails on any text, and keeps what it read."""

from contextlib import suppress
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Refused
from app.tasks.annex.bodies import OwnerKind, read_lead
from app.tasks.annex.directive import guess_directive
from app.tasks.annex.folding import tidy
from app.tasks.annex.keys import own_keys
from app.tasks.annex.lexicon import KnownBodies
from app.tasks.annex.phrases import DeadlineKind, read_deadline
from app.tasks.annex.reader import read_annex
from tests.unit.annex_files import HEAD, as_csv, as_xlsx

KNOWN = KnownBodies.of([(1, "Phòng Kinh tế"), (2, "Văn phòng HĐND và UBND")])

WORDS = st.sampled_from(
    ["Bộ", "Sở", "Phòng", "UBND", "các", "xã", "phường", "và", ",", ";", "/", "-", "–", "(", ")", ":", "\n", "Tài", "chính", "Nội", "vụ", "Kinh", "tế", "Văn", "phòng", "HĐND", "địa", "phương", "liên", "quan", "chủ", "trì", "phối", "hợp", "với", "trước", "ngày", "tháng", "năm", "quý", "6", "30", "31", "2025", "2026", "13", "II", "hằng", "thường", "xuyên", "từ", "đến", "những", "tiếp", "theo", "6/2025", "30/6/2025", ".", "…", "VNPT", "TTXVN", "12"]
)  # fmt: skip
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=50)
PHRASES = st.one_of(
    TEXTS, st.lists(WORDS, max_size=14).map(" ".join), st.lists(WORDS, max_size=6).map("".join)
)
WORKBOOK = as_xlsx([HEAD, ["1", "Lập sổ", "Văn phòng", "", "Sổ", "6/2026"]])
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))


@given(PHRASES)
def test_every_phrase_has_a_deadline_reading_with_a_day_only_for_dates(phrase: str) -> None:
    read = read_deadline(phrase)
    assert (read.day is not None) == (read.kind is DeadlineKind.DATE)
    assert read.written == phrase.strip()


@given(PHRASES)
def test_every_phrase_has_a_lead_reading_that_fits_its_kind(phrase: str) -> None:
    read = read_lead(phrase, KNOWN)
    bodies, collectives = len(read.bodies), len(read.collectives)
    assert {
        OwnerKind.NONE: bodies == collectives == 0,
        OwnerKind.COLLECTIVE: bodies == 0 < collectives,
        OwnerKind.SINGLE: (bodies, collectives) == (1, 0),
        OwnerKind.SEVERAL: bodies + collectives > 1 and bodies > 0,
    }[read.kind]


@given(PHRASES)
def test_white_space_changes_no_deadline(phrase: str) -> None:
    spaced = read_deadline("  " + "   ".join(phrase.split(" ")) + "\n")
    again = read_deadline(" ".join(phrase.split()))
    assert (spaced.kind, spaced.day) == (again.kind, again.day)


@given(PHRASES)
def test_spaces_change_no_lead(phrase: str) -> None:
    clean = " ".join(phrase.split(" "))
    first, again = read_lead(clean, KNOWN), read_lead(f"  {clean.replace(' ', '  ')} ", KNOWN)
    assert (first.kind, first.bodies, first.collectives) == (again.kind, again.bodies, again.collectives)


@given(
    DAYS,
    st.sampled_from(
        [
            "{d}/{m}/{y}",
            "{d:02d}/{m:02d}/{y}",
            "ngày {d} tháng {m} năm {y}",
            "đến ngày {d}/{m}/{y}",
            "chậm nhất {d}-{m}-{y}",
            "{y}-{m:02d}-{d:02d}",
        ]
    ),
)
def test_a_written_day_is_read_back(day: date, form: str) -> None:
    assert read_deadline(form.format(d=day.day, m=day.month, y=day.year)).day == day


@given(DAYS)
def test_before_a_day_is_the_day_before(day: date) -> None:
    assert read_deadline(f"trước ngày {day:%d/%m/%Y}").day == day - timedelta(days=1)


@given(
    st.integers(1, 12),
    st.integers(2000, 2099),
    st.sampled_from(
        ["{m}/{y}", "{m:02d}/{y}", "tháng {m}/{y}", "Tháng {m} năm {y}", "trong tháng {m:02d}/{y}"]
    ),
)
def test_a_month_is_read_as_its_own_last_day(month: int, year: int, form: str) -> None:
    day = read_deadline(form.format(m=month, y=year)).day
    assert day is not None
    assert (day.month, day.year) == (month, year)
    assert (day + timedelta(days=1)).day == 1


@given(st.integers(13, 99), st.integers(2000, 2099))
def test_a_month_that_does_not_exist_is_never_a_date(month: int, year: int) -> None:
    assert read_deadline(f"{month}/{year}").kind is DeadlineKind.NONE


ROWS = st.lists(st.tuples(TEXTS, PHRASES, PHRASES), min_size=1, max_size=8)


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_numbered_rows_keep_their_order_and_count(rows: list[tuple[str, str, str]]) -> None:
    table = [
        HEAD,
        *(
            [f"{n}.", f"Việc {n} {tidy(content)}", "Văn phòng", "", "Sổ", deadline]
            for n, (content, _, deadline) in enumerate(rows, 1)
        ),
    ]
    read = read_annex(as_csv(table), "a.csv")
    assert [row.tt for row in read.rows] == [str(n) for n in range(1, len(rows) + 1)]
    numbers = [row.row_number for row in read.rows]
    assert numbers == sorted(numbers)


@given(st.lists(st.lists(st.one_of(TEXTS, PHRASES), min_size=6, max_size=6), max_size=8))
@settings(max_examples=60, deadline=None)
def test_any_cells_below_a_head_are_read_or_refused_and_no_row_is_made_up(rows: list[list[str]]) -> None:
    table = [HEAD, *(row for row in rows)]
    read = read_annex(as_csv(table), "a.csv")
    assert len(read.rows) + len(read.sections) <= len(rows)
    assert len({row.key for row in read.rows}) == len(read.rows)


@given(ROWS)
@settings(max_examples=25, deadline=None)
def test_a_spreadsheet_and_a_csv_of_the_same_rows_read_alike(rows: list[tuple[str, str, str]]) -> None:
    clean = [[tidy(cell).replace("=", "").lstrip("{") for cell in row] for row in rows]
    table = [
        HEAD,
        *(
            [f"{n}", f"Việc {content}", lead, "", "Sổ", deadline]
            for n, (content, lead, deadline) in enumerate(clean, 1)
        ),
    ]
    first, second = (
        read_annex(as_csv(table), "a.csv"),
        read_annex(as_xlsx([[str(cell) for cell in row] for row in table]), "a.xlsx"),
    )
    assert [(r.key, r.content, r.lead_phrase, r.deadline_phrase) for r in first.rows] == [
        (r.key, r.content, r.lead_phrase, r.deadline_phrase) for r in second.rows
    ]


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.docx", "a"]))
def test_any_bytes_are_refused_or_read(content: bytes, name: str) -> None:
    for start in (b"", b"PK\x03\x04", b"\xff\xfe", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        with suppress(Refused):
            assert read_annex(start + content, name).columns


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_workbook_is_refused_or_read_and_never_brings_the_process_down(data: st.DataObject) -> None:
    content = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Refused):
        assert read_annex(bytes(content), "a.xlsx").columns


@given(st.lists(st.text(max_size=80), max_size=6))
def test_any_title_lines_give_a_guess_or_none(lines: list[str]) -> None:
    guess = guess_directive([*lines, "kèm theo Quyết định số"])
    assert guess is None or guess.number or guess.issued_on or guess.issuer


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(1, 9).map(str)),
            st.sampled_from(["", "I", "II"]),
            st.sampled_from("abc"),
        )
    )
)
def test_the_keys_of_one_annex_are_all_different(rows: list[tuple[str | None, str, str]]) -> None:
    assert len(set(own_keys(rows))) == len(rows)
