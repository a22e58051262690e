"""``python -m app check-annex FILE [--json]``: how clear an annex is, without any database."""

import json
import sys
from pathlib import Path

from app.errors import Refused
from app.tasks.annex.annex import Annex
from app.tasks.annex.lexicon import KnownBodies
from app.tasks.annex.reader import read_annex
from app.tasks.annex.summary import Summary, summarise

UNREADABLE = 2  # exit status

_OWNER = {
    "single": "một cơ quan",
    "several": "nhiều cơ quan",
    "collective": "ghi chung, không nêu tên",
    "none": "không ghi",
}
_DEADLINE = {
    "date": "có ngày",
    "recurring": "định kỳ",
    "continuous": "thường xuyên",
    "open_ended": "không có điểm cuối",
    "none": "không ghi hoặc không đọc được",
}
_OUTCOME = {"stated": "có nêu", "missing": "không nêu"}


def check_file(path: Path, as_json: bool) -> int:
    """Print the figures of the annex in ``path``; answers the exit status: 0, or 2 where it cannot be read.

    With ``as_json`` standard output holds one JSON object and nothing else. What is wrong with the file
    goes to standard error.
    """
    try:
        annex = read_annex(path.read_bytes(), path.name)
    except Refused as refusal:
        print(f"{path}: {refusal.text.vi}", file=sys.stderr)
        return UNREADABLE
    except OSError as error:
        print(f"{path}: không mở được tệp ({error.strerror}).", file=sys.stderr)
        return UNREADABLE
    figures = summarise(annex, KnownBodies.of())
    print(json.dumps(figures, ensure_ascii=False) if as_json else _table(annex, figures))
    return 0


def _table(annex: Annex, figures: Summary) -> str:
    lines = [
        f"{figures['rows']} nhiệm vụ trong {figures['sections']} mục; {figures['clear']} đủ rõ cho đơn vị."
    ]
    parts = (
        ("Cơ quan chủ trì", _OWNER, figures["owner"]),
        ("Thời hạn", _DEADLINE, figures["deadline"]),
        ("Kết quả", _OUTCOME, figures["outcome"]),
    )
    for title, words, counts in parts:
        lines += ["", title, *(f"  {words[name]:<32}{count:>6}" for name, count in counts.items())]
    if annex.findings:
        lines += ["", f"Điều cần xem trong tệp ({len(annex.findings)})"]
        lines += [f"  - {finding.text.vi}" for finding in annex.findings]
    return "\n".join(lines)
