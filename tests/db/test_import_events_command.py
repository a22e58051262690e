"""python -m app import-events, as a script calls it."""

import json
import sqlite3

from tests.conftest import shared_file
from tests.db.test_command_line import app
from tests.unit.test_event_log import HEADER, REAL


def imported(folder, *words):
    return app("import-events", *words, "--profile", "permits", folder=folder)


def rows_of(folder, table):
    with sqlite3.connect(folder / "office.sqlite") as database:
        return database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]


def test_the_real_log_prints_its_figures_and_nothing_else_and_twice_the_same(tmp_path):
    file = str(shared_file("data/permit-events-a.csv"))
    first = imported(tmp_path, file)
    assert first.returncode == 0, first.stderr
    assert list(json.loads(first.stdout).items()) == list(REAL.items())
    assert "đi qua, không xét 3 rõ vì nhật ký không ghi sản phẩm" in first.stderr
    assert (rows_of(tmp_path, "task"), rows_of(tmp_path, "hand_over")) == (717, 599)
    again = imported(tmp_path, file)
    assert (again.returncode, again.stdout) == (0, first.stdout)
    assert "0 hồ sơ mới; 717 hồ sơ đã có" in again.stderr
    assert rows_of(tmp_path, "task") == 717
    assert "nguyên vẹn" in app("verify-history", folder=tmp_path).stdout


def test_a_dry_run_counts_and_touches_no_database(tmp_path):
    file = tmp_path / "log.csv"
    file.write_text(HEADER + "\na,A,2012-01-01T08:00:00Z,,\n")
    done = imported(tmp_path, str(file), "--dry-run")
    assert (done.returncode, json.loads(done.stdout)["cases"]) == (0, 1)
    assert not (tmp_path / "office.sqlite").exists()


def test_a_bad_file_names_every_fault_and_writes_nothing(tmp_path):
    file = tmp_path / "log.csv"
    file.write_text(HEADER + "\na,A,yesterday,,\nb,B,2012-01-01T08:00:00Z,soon,\n,C,2012-01-01T08:00:00Z,,\n")
    done = imported(tmp_path, str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert [f"dòng {line}" in done.stderr for line in (2, 3, 4)] == [True] * 3
    assert "Có 3 lỗi; chưa ghi gì" in done.stderr
    assert not (tmp_path / "office.sqlite").exists()


def test_an_office_whose_only_officers_are_those_of_a_log_can_still_be_begun(tmp_path):
    file = tmp_path / "log.csv"
    file.write_text(HEADER + "\na,A,2012-01-01T08:00:00Z,,\n")
    assert imported(tmp_path, str(file)).returncode == 0
    words = ("create-admin", "--unit", "UBND phường Giả Định", "--code", "GD001", "--name", "Người Quản Trị")
    made = app(*words, "--password", "cau-may-song-nui", folder=tmp_path)
    assert made.returncode == 0, made.stderr


def test_an_importer_who_is_no_officer_and_a_profile_that_is_none_are_refused(tmp_path):
    file = tmp_path / "log.csv"
    file.write_text(HEADER + "\na,A,2012-01-01T08:00:00Z,,\n")
    unknown = imported(tmp_path, str(file), "--by", "XX999")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "Không có cán bộ mã XX999" in unknown.stderr
    assert rows_of(tmp_path, "task") == 0
    assert app("import-events", str(file), "--profile", "other", folder=tmp_path).returncode == 2
    assert imported(tmp_path, str(tmp_path / "none.csv")).returncode == 2
