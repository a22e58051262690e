"""python -m app …, as a script or a newcomer calls it."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, shared_file

#: assigned, finished, failed checks, late, by factor: the checked example of the score format.
ROWS = [(1, 4, 4, 0, 0), (5, 1, 1, 0, 1), (5, 1, 1, 0, 0), (16, 1, 1, 2, 0), (8, 1, 0, 0, 0)]
NAMES = ("factor", "assigned", "finished", "failed_checks", "late")
EXAMPLE = {"general": 27, "leader": None, "products": [dict(zip(NAMES, row, strict=True)) for row in ROWS]}


def app(*words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {
        **{name: value for name, value in os.environ.items() if name not in ("CLOCK", "SEED", "ENV")},
        "DATABASE_URL": f"sqlite:///{folder / 'office.sqlite'}",
        "FILES_DIR": str(folder / "files"),
        "SECRET": "a secret of the command line's tests, long enough",
        **environment,
    }
    return subprocess.run(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_without_a_command_all_are_listed(tmp_path):
    done = app(folder=tmp_path)
    assert done.returncode == 0
    for command in ("serve", "check-report", "verify-sheets", "run-job"):
        assert command in done.stdout


def test_the_checked_example_comes_out_of_score(tmp_path):
    file = tmp_path / "month.json"
    file.write_text(json.dumps(EXAMPLE))
    done = app("score", str(file), folder=tmp_path)
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert answer["state"] == "scored"
    assert answer["total"] == pytest.approx(76.5833333333)
    assert answer["grade"] == "good"


def test_a_report_is_checked_from_the_terminal(tmp_path):
    file = tmp_path / "report.json"
    file.write_text('{"figures": {"pending": 10, "pending_in_time": 4, "pending_late": 5}}')
    done = app("check-report", str(file), folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["problems"] == [
        {"rule": "backlog", "left": 10, "right": 9, "difference": 1}
    ]


def test_score_names_every_fault_and_prints_nothing_else(tmp_path):
    file = tmp_path / "month.json"
    file.write_text(
        json.dumps({"general": 31, "products": [{"factor": 0, "assigned": -1, "finished": "x"}], "more": 1})
    )
    done = app("score", str(file), folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    for place in ("general", "products[0].factor", "products[0].assigned", "products[0].finished", "more"):
        assert place in done.stderr


@pytest.mark.parametrize("ending", ["csv", "xlsx", "docx"])
def test_the_real_annex_is_judged_alike_in_all_three_formats(tmp_path, ending):
    done = app("check-annex", str(shared_file(f"data/annex-nq03.{ending}")), "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "rows": 140,
        "sections": 7,
        "owner": {"single": 99, "several": 12, "collective": 29, "none": 0},
        "deadline": {"date": 120, "recurring": 3, "continuous": 13, "open_ended": 3, "none": 1},
        "outcome": {"stated": 131, "missing": 9},
        "clear": 88,
    }


def test_an_empty_office_is_told_how_to_begin_and_begins(tmp_path):
    begun = app("seed", folder=tmp_path, SEED="none")
    assert "create-admin" in begun.stdout
    words = ("create-admin", "--unit", "UBND phường Giả Định", "--code", "GD001", "--name", "Người Quản Trị")
    weak = app(*words, "--password", "123", folder=tmp_path)
    assert weak.returncode == 2
    assert "ít nhất 10 ký tự" in weak.stderr
    made = app(*words, "--password", "cau-may-song-nui", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    again = app(*words, "--password", "cau-may-song-nui", folder=tmp_path)
    assert again.returncode == 2
    assert "Hệ thống đã có cán bộ" in again.stderr


def test_history_is_verified_and_tampering_found_from_the_terminal(tmp_path):
    app(
        "create-admin",
        "--unit",
        "A",
        "--code",
        "A1",
        "--name",
        "B",
        "--password",
        "cau-may-song-nui",
        folder=tmp_path,
    )
    marks = tmp_path / "marks.jsonl"
    assert app("checkpoint", str(marks), folder=tmp_path).returncode == 0
    sound = app("verify-history", "--checkpoint", str(marks), folder=tmp_path)
    assert (sound.returncode, "nguyên vẹn" in sound.stdout) == (0, True)
    with sqlite3.connect(tmp_path / "office.sqlite") as database:
        database.execute("DROP TRIGGER history_no_update")
        database.execute("UPDATE history SET facts = '{}' WHERE seq = 2")
    broken = app("verify-history", folder=tmp_path)
    assert broken.returncode == 1
    assert "dòng 2" in broken.stderr


def test_a_backup_is_a_whole_database(tmp_path):
    app(
        "create-admin",
        "--unit",
        "A",
        "--code",
        "A1",
        "--name",
        "B",
        "--password",
        "cau-may-song-nui",
        folder=tmp_path,
    )
    copy = tmp_path / "copy.sqlite"
    assert app("backup", str(copy), folder=tmp_path).returncode == 0
    with sqlite3.connect(copy) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT staff_code FROM officer").fetchall() == [("A1",)]


def test_an_unsafe_production_start_is_refused(tmp_path):
    done = app("serve", folder=tmp_path, ENV="production", CLOCK="2026-11-22T08:00")
    assert done.returncode != 0
    assert "CLOCK" in done.stderr
    assert "PUBLIC_URL" in done.stderr


def test_an_unreadable_file_is_refused_in_words(tmp_path):
    done = app("score", str(tmp_path / "none.json"), folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Không đọc được tệp" in done.stderr


def test_a_job_is_run_for_a_day_and_repeating_it_does_nothing_more(tmp_path):
    begun = {"CLOCK": "2026-11-22T08:00"}
    first = app("run-job", "flags", "--for", "2026-11-21", folder=tmp_path, **begun)
    assert (first.returncode, first.stdout) == (0, "Ghi 0 lần chậm, 0 dấu hiệu.\n"), first.stderr
    again = app("run-job", "flags", "--day", "21/11/2026", folder=tmp_path, **begun)
    assert again.returncode == 0
    assert "Lượt này đã chạy xong" in again.stdout
    with sqlite3.connect(tmp_path / "office.sqlite") as database:
        assert database.execute("SELECT key FROM job_run").fetchall() == [("flags:2026-11-21",)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nights",), "Không có tác vụ “nights”. Các tác vụ: silent-offers, flags, "),
        (("flags", "--for", "31/02/2026"), "31/02/2026"),
        (("flags", "--for", "hôm qua"), "không phải là ngày"),
        (("flags", "--for", "2026-11-23"), "chưa đến ngày này (hôm nay là 22/11/2026)"),
    ],
)
def test_a_job_that_cannot_be_run_is_told_why(tmp_path, words, told):
    done = app("run-job", *words, folder=tmp_path, CLOCK="2026-11-22T08:00")
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_job_that_fails_says_so_with_its_status_and_is_tried_again_at_once(tmp_path):
    begun = {"CLOCK": "2026-11-22T08:00"}
    assert app("migrate", folder=tmp_path, **begun).returncode == 0
    with sqlite3.connect(tmp_path / "office.sqlite") as database:
        database.execute("ALTER TABLE flag_fact RENAME TO flag_fact_elsewhere")
    broken = app("run-job", "flags", folder=tmp_path, **begun)
    assert broken.returncode == 1
    assert "Việc “flags” chưa làm xong" in broken.stderr
    with sqlite3.connect(tmp_path / "office.sqlite") as database:
        (failure,) = database.execute("SELECT failure FROM job_run").fetchone()
        assert "flag_fact" in failure
        database.execute("ALTER TABLE flag_fact_elsewhere RENAME TO flag_fact")
    mended = app("run-job", "flags", folder=tmp_path, **begun)
    assert mended.returncode == 0, mended.stderr
