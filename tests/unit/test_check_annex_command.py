"""check-annex prints exactly the figures, and tells on standard error what it cannot read."""

import json

import pytest

from app.tasks.annex.command import check_file
from tests.conftest import shared_file

HEAD = "TT,Nhiệm vụ,Cơ quan chủ trì,Kết quả,Thời gian hoàn thành\n"
INVENTED = HEAD + (
    "I,Cải cách thủ tục,,,\n"
    "1,Rà soát thủ tục nội bộ,Phòng Văn hóa - Xã hội,Báo cáo,30/6/2027\n"
    "2,Tuyên truyền chuyển đổi số,Các đơn vị,,Thường xuyên\n"
)
EXPECTED = {
    "rows": 140,
    "sections": 7,
    "owner": {"single": 99, "several": 12, "collective": 29, "none": 0},
    "deadline": {"date": 120, "recurring": 3, "continuous": 13, "open_ended": 3, "none": 1},
    "outcome": {"stated": 131, "missing": 9},
    "clear": 88,
}


@pytest.mark.parametrize("ending", ["csv", "docx", "xlsx"])
def test_the_real_annex_gives_the_known_figures_in_every_format(ending, capsys):
    assert check_file(shared_file(f"data/annex-nq03.{ending}"), as_json=True) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == EXPECTED
    assert list(json.loads(told.out)) == list(EXPECTED)
    assert told.err == ""


def test_an_annex_never_seen_before_is_judged_too(tmp_path, capsys):
    path = tmp_path / "phu-luc.csv"
    path.write_text(INVENTED, encoding="utf-8")
    assert check_file(path, as_json=True) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["rows"], figures["sections"], figures["clear"]) == (2, 1, 1)
    assert figures["owner"] == {"single": 1, "several": 0, "collective": 1, "none": 0}


def test_without_json_people_read_a_table(tmp_path, capsys):
    path = tmp_path / "phu-luc.csv"
    path.write_text(INVENTED, encoding="utf-8")
    assert check_file(path, as_json=False) == 0
    told = capsys.readouterr().out
    assert told.startswith("2 nhiệm vụ trong 1 mục; 1 đủ rõ cho đơn vị.")
    assert "thường xuyên" in told


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 broken", "Tên,Tuổi\nAn,3\n".encode()])
def test_a_file_that_is_no_annex_is_refused_in_vietnamese_on_standard_error(content, tmp_path, capsys):
    path = tmp_path / "tep.csv"
    path.write_bytes(content)
    assert check_file(path, as_json=True) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "tep.csv" in told.err
    assert "ệp" in told.err or "bảng" in told.err


def test_a_file_that_is_not_there_is_told_without_a_traceback(tmp_path, capsys):
    assert check_file(tmp_path / "khong-co.csv", as_json=True) == 2
    assert "không mở được tệp" in capsys.readouterr().err
