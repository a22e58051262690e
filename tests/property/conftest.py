"""What the property tests say at the end of a run."""

import pytest

#: The (state, act) pairs that tasks lived through at random reached, one table for each kind of database.
TABLES: list[str] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for table in TABLES:
        terminalreporter.section("tasks lived through at random")
        terminalreporter.write_line(table)
