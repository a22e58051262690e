"""What makes a row of an annex the same row when the annex comes again, in whatever format."""

import hashlib
import unicodedata
from collections.abc import Sequence

from app.tasks.annex.annex import AnnexRow
from app.tasks.annex.labels import normal_number


def row_key(directive_key: str, tt: str) -> str:
    """The key of a row across imports: its directive and the row's own part (``AnnexRow.key``, or a TT)."""
    is_number = tt[:1].isdecimal() and "~" not in tt
    return f"{directive_key}#{normal_number(tt) if is_number else tt}"


def content_hash(row: AnnexRow) -> str:
    """SHA-256 (hex) of what the row says, whatever the case and spacing. A hint that a row changed, never its key."""
    phrases = (row.content, row.lead_phrase, row.coordinating_phrase, row.outcome_phrase, row.deadline_phrase)
    return _digest("\x1f".join(phrases))


def _digest(text: str) -> str:
    words = " ".join(unicodedata.normalize("NFC", text).casefold().split(" ")).split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def own_keys(rows: Sequence[tuple[str | None, str, str]]) -> list[str]:
    """The keys of rows given as (TT, path of the section, content), all different.

    The TT is the key; where numbers start again at 1 in several sections, section and TT. A TT given twice in one section
    keeps the key for the first and adds a hash of the content for the others; without a TT the hash alone. (A number
    given twice by mistake must not change the other keys: the corrected annex would come as all new.)
    """
    numbers = [normal_number(tt) if tt else "" for tt, _, _ in rows]
    beginnings = {label for (_, label, _), number in zip(rows, numbers, strict=True) if number == "1"}
    restarts = len(beginnings) > 1
    keys: list[str] = []
    used: set[str] = set()
    for (_, label, content), number in zip(rows, numbers, strict=True):
        key = f"{label}/{number}" if number and restarts else number
        if not key or key in used:
            key = f"{key}~{_digest(content)[:16]}"
        base, count = key, 2
        while key in used:
            key, count = f"{base}-{count}", count + 1
        used.add(key)
        keys.append(key)
    return keys


def repeated_numbers(rows: Sequence[tuple[str | None, str, str]]) -> list[int]:
    """The indexes of rows whose TT was given before, in the same section where numbers start again."""
    keys = own_keys(rows)
    return [i for i, key in enumerate(keys) if rows[i][0] and "~" in key]
