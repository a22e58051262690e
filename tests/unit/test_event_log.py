"""Reading a log of events: what makes no difference, what is passed over, and every fault with its line."""

import pytest

from app.replay.event_log import figures
from app.replay.profiles import PERMITS
from app.replay.reading import Log, UnreadableLog, read_log
from tests.conftest import shared_file

HEADER = "case:concept:name,org:resource,time:timestamp,case:deadline,case:enddate"
REAL = {
    "cases": 717,
    "finished": 657,
    "late_finished": 145,
    "open": 60,
    "handed_over": 274,
    "ping_pong": 53,
    "handovers": 599,
    "max_handovers": 9,
}


def read(*rows: str, header: str = HEADER) -> Log:
    return read_log("\n".join((header, *rows)).encode(), PERMITS)


def holders(log: Log, case: int = 0) -> list[str]:
    return [stretch.holder for stretch in log.cases[case].stretches]


def faults(content: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(UnreadableLog) as unreadable:
        read_log(content.encode() if isinstance(content, str) else content, PERMITS)
    return [(fault.line, fault.words) for fault in unreadable.value.faults]


def test_the_figures_of_the_real_log_are_those_counted_by_hand():
    log = read_log(shared_file("data/permit-events-a.csv").read_bytes(), PERMITS)
    found = figures(log.cases).named()
    assert found == REAL
    assert list(found) == list(REAL)
    assert (log.rows, log.repeated, log.without_offset, log.without_holder) == (4279, 0, 0, 0)


def test_a_change_of_holder_is_counted_over_consecutive_events():
    log = read(*(f"a,{who},2012-01-0{day} 08:00:00+01:00,," for day, who in enumerate("AABBAC", 1)))
    assert holders(log) == ["A", "B", "A", "C"]
    counted = figures(log.cases)
    assert (counted.handovers, counted.handed_over, counted.ping_pong, counted.max_handovers) == (3, 1, 1, 3)


def test_there_and_back_over_a_third_person_is_no_ping_pong():
    log = read(*(f"a,{who},2012-01-0{day} 08:00:00+01:00,," for day, who in enumerate("ABCA", 1)))
    assert figures(log.cases).ping_pong == 0


def test_an_event_that_does_not_say_who_did_it_changes_no_holder():
    log = read(
        *(f"a,{who},2012-01-0{day} 08:00:00+01:00,," for day, who in enumerate(["", "A", " ", "A"], 1))
    )
    assert holders(log) == ["A"]
    assert log.without_holder == 2
    assert log.cases[0].holder_on(log.cases[0].events[0].at.date()) == ""


def test_late_is_by_the_written_days_each_in_its_own_offset():
    on_the_day = read("a,A,2012-01-01T08:00:00+01:00,2012-01-10T00:00:00+01:00,2012-01-10T23:59:59+01:00")
    after_midnight = read("a,A,2012-01-01T08:00:00+01:00,2012-01-10T23:30:00-05:00,2012-01-11T00:10:00+07:00")
    earlier_instant = after_midnight.cases[0]
    assert not on_the_day.cases[0].is_late
    assert earlier_instant.end < earlier_instant.deadline
    assert earlier_instant.is_late


def test_without_a_deadline_or_an_end_nothing_is_late():
    log = read(
        "a,A,2012-01-01T08:00:00Z,,2012-01-11T00:00:00Z", "b,A,2012-01-01T08:00:00Z,2012-01-02T00:00:00Z,"
    )
    counted = figures(log.cases)
    assert (counted.cases, counted.finished, counted.open, counted.late_finished) == (2, 1, 1, 0)


def test_an_end_that_stands_on_one_row_only_counts_for_the_case():
    log = read("a,A,2012-01-01T08:00:00Z,,", "a,A,2012-01-02T08:00:00Z,,2012-01-03T00:00:00Z")
    assert log.cases[0].is_finished


def test_rows_out_of_order_and_repeated_rows_make_no_difference():
    rows = [f"a,{who},2012-01-0{day} 08:00:00+01:00,," for day, who in enumerate("ABA", 1)]
    shuffled = read(rows[2], rows[0], rows[1], rows[0], rows[2])
    assert shuffled.cases == read(*rows).cases
    assert shuffled.repeated == 2


def test_events_of_one_instant_stay_in_the_order_of_the_file():
    assert holders(read(*(f"a,{who},2012-01-01T08:00:00Z,," for who in "CAB"))) == ["C", "A", "B"]


def test_instants_are_compared_across_offsets():
    log = read(
        "a,B,2012-01-01T09:00:00+01:00,,",
        "a,A,2012-01-01T08:30:00+01:00,,",
        "a,C,2012-01-01T05:00:00-05:00,,",
    )
    assert holders(log) == ["A", "B", "C"]


def test_separator_quotes_byte_order_mark_column_order_and_unknown_columns_make_no_difference():
    plain = read('"h, 1",A,2012-01-01T08:00:00Z,2012-01-02T00:00:00Z,2012-01-03T00:00:00Z')
    written = (
        "\ufeff\r\nmore;case:enddate;TIME:timestamp;case:deadline; org:resource ;case:concept:name\r\n"
        'x;2012-01-03T00:00:00Z;"2012-01-01T08:00:00Z";2012-01-02T00:00:00Z;A;"h, 1"\r\n\r\n'
    )
    assert read_log(written.encode(), PERMITS).cases == plain.cases
    assert read_log(written.removeprefix("\ufeff").encode("utf-16"), PERMITS).cases == plain.cases
    assert read_log(written.replace(";", "\t").encode(), PERMITS).cases == plain.cases


def test_an_instant_without_an_offset_is_taken_as_written_and_said():
    log = read("a,A,2012-01-01 08:00:00,2012-01-02,2012-01-02 23:59:59")
    assert log.without_offset == 1
    assert not log.cases[0].is_late


def test_every_fault_is_named_at_once_with_its_line():
    content = "\n".join(
        (
            HEADER,
            "a,A,2012-13-01,x,y",
            ",A,2012-01-01T08:00:00Z,,",
            "b,A,,,",
            "c,A",
            "d,A,2012-01-01T08:00:00Z,2012-01-05T00:00:00Z,",
            "",
            "d,A,2012-01-02T08:00:00Z,2012-01-06T00:00:00Z,",
            '"e,A',
        )
    )
    found = faults(content)
    assert [line for line, _ in found] == [2, 2, 2, 3, 4, 5, 8, 9]
    assert "“2012-13-01” không phải thời điểm" in found[0][1]
    assert "không rõ hồ sơ nào" in found[3][1]
    assert "không rõ khi nào" in found[4][1]
    assert "có 2 ô, dòng tiêu đề có 5 cột" in found[5][1]
    assert "khác với dòng 6" in found[6][1]
    assert "dấu ngoặc kép" in found[7][1]


def test_a_row_that_runs_over_lines_is_named_by_its_first():
    assert [line for line, _ in faults(HEADER + '\n"a\nb\nc",A,2012-01-01T08:00:00Z,,\nd,A,no,,')] == [5]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "tệp trống"),
        (HEADER.encode(), "không có sự kiện nào"),
        (b"a,b\n1,2", "thiếu cột"),
        (HEADER.encode() + b",org:resource\n", "có 2 lần"),
        (HEADER.encode() + b"\n\xff\xfe,A,,,", "không phải UTF-8"),
    ],
    ids=["empty", "no event", "other columns", "a column twice", "not UTF-8"],
)
def test_what_is_no_log_is_said_to_be_none(content, words):
    assert any(words in each for _, each in faults(content))


def test_all_missing_columns_are_named():
    assert len(faults("a;b\n1;2")) == 5


def test_dates_that_no_calendar_holds_are_faults_and_no_crash():
    assert [
        line for line, _ in faults(HEADER + "\na,A,0001-01-01T00:00:00+14:00,,9999-12-31T23:59:59-12:00")
    ] == [2, 2]
