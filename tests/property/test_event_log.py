"""Any log, written in any way: the figures are those of a slow count that shares no code with the fast one."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.replay.event_log import figures
from app.replay.profiles import PERMITS
from app.replay.reading import read_log

#: Whole files are drawn: slow where the machine is busy, which says nothing of the code.
files = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

BEGIN = datetime(2011, 3, 1, tzinfo=UTC)
offsets = st.sampled_from([timezone(timedelta(hours=hours)) for hours in (-5, 0, 1, 2, 7)])
people = st.sampled_from(["", "A", "B", "C", "Đỗ “An”; thư ký"])


@dataclass(frozen=True)
class Written:
    """A case as it is written: minutes since the beginning, each with an offset."""

    steps: tuple[tuple[int, timezone, str], ...]
    deadline: tuple[int, timezone] | None
    end: tuple[int, timezone] | None


def instant(minutes: int, offset: timezone) -> datetime:
    return (BEGIN + timedelta(minutes=minutes)).astimezone(offset)


moments = st.tuples(st.integers(0, 20_000), offsets)
written_cases = st.builds(
    Written,
    steps=st.lists(
        st.tuples(st.integers(0, 20_000), offsets, people),
        min_size=1,
        max_size=8,
        unique_by=lambda step: step[0],
    ).map(tuple),
    deadline=st.none() | moments,
    end=st.none() | moments,
)
logs = st.lists(written_cases, min_size=1, max_size=8)


def as_file(log, *, separator=",", columns=None, order=None, mark=b"", twice=False) -> bytes:
    rows = [
        {
            "case:concept:name": f"hồ sơ {number}",
            "org:resource": who,
            "time:timestamp": instant(minutes, offset).isoformat(" "),
            "case:deadline": instant(*case.deadline).isoformat() if case.deadline else "",
            "case:enddate": instant(*case.end).isoformat() if case.end else "",
            "more": f"{separator} \" '",
        }
        for number, case in enumerate(log)
        for minutes, offset, who in case.steps
    ]
    rows = [rows[place] for place in order] if order else rows
    out = io.StringIO()
    writer = csv.DictWriter(out, columns or list(rows[0]), delimiter=separator, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows + (rows if twice else []))
    return mark + out.getvalue().encode()


def slow_count(log) -> dict[str, int]:
    """By the words of the task, over the steps as they were invented."""
    found = dict.fromkeys(
        (
            "cases",
            "finished",
            "late_finished",
            "open",
            "handed_over",
            "ping_pong",
            "handovers",
            "max_handovers",
        ),
        0,
    )
    for case in log:
        known = [who for _, _, who in sorted(case.steps, key=lambda step: step[0]) if who]
        moves = [(known[n], known[n + 1]) for n in range(len(known) - 1) if known[n] != known[n + 1]]
        found["cases"] += 1
        found["finished" if case.end else "open"] += 1
        if case.end and case.deadline:
            end, deadline = instant(*case.end), instant(*case.deadline)
            found["late_finished"] += (end.year, end.month, end.day) > (
                deadline.year,
                deadline.month,
                deadline.day,
            )
        found["handed_over"] += bool(moves)
        found["ping_pong"] += any(moves[n] == moves[n + 1][::-1] for n in range(len(moves) - 1))
        found["handovers"] += len(moves)
        found["max_handovers"] = max(found["max_handovers"], len(moves))
    return found


@files
@given(log=logs)
def test_the_figures_are_those_of_a_slow_independent_count(log):
    assert figures(read_log(as_file(log), PERMITS).cases).named() == slow_count(log)


@files
@given(log=logs, data=st.data())
def test_the_way_a_log_is_written_makes_no_difference(log, data):
    steps = sum(len(case.steps) for case in log)
    columns = ["case:concept:name", "org:resource", "time:timestamp", "case:deadline", "case:enddate", "more"]
    written = as_file(
        log,
        separator=data.draw(st.sampled_from([",", ";", "\t"])),
        columns=data.draw(st.permutations(columns)),
        order=data.draw(st.permutations(range(steps))),
        mark=data.draw(st.sampled_from([b"", b"\xef\xbb\xbf"])),
        twice=data.draw(st.booleans()),
    )
    again = read_log(written, PERMITS)
    assert figures(again.cases).named() == slow_count(log)
    assert {case.key: case for case in again.cases} == {
        case.key: case for case in read_log(as_file(log), PERMITS).cases
    }


@files
@given(log=logs)
def test_the_figures_hang_together(log):
    cases = read_log(as_file(log), PERMITS).cases
    counted = figures(cases)
    assert counted.finished + counted.open == counted.cases
    assert counted.late_finished <= counted.finished
    assert counted.ping_pong <= counted.handed_over <= counted.handovers
    assert sum(len(case.stretches) for case in cases) == counted.handovers + sum(
        map(bool, (c.stretches for c in cases))
    )
    assert figures(reversed(cases)) == counted
