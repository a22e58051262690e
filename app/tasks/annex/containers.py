"""The zip container of .xlsx and .docx, looked at before anything in it is opened.

A container may lie about its sizes, unpack to gigabytes, name parts outside itself or carry entities
that grow without end. All of that is refused here; behind this module only plain, bounded parts exist.
"""

import io
import zipfile

from app.errors import Refused
from app.tasks.annex import refusals

MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 100
MAX_PARTS = 200
MAX_MEDIA_PARTS = 1_000

_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))


def read_parts(content: bytes) -> dict[str, bytes]:
    """The XML parts of the container by name, all of them bounded and free of document types.

    Raises ``Refused`` for a damaged, locked or hostile container.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_directory(entries, len(content))
            parts = {e.filename: archive.read(e) for e in entries if _is_xml(e.filename)}
    except Refused:
        raise
    except Exception:  # a damaged directory makes zipfile fail in a dozen ways
        raise refusals.unreadable() from None
    if any(doctype in part for part in parts.values() for doctype in _DOCTYPES):
        raise refusals.unsafe_container()
    return parts


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _check_directory(entries: list[zipfile.ZipInfo], packed_bytes: int) -> None:
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise refusals.locked()
    unpacked = sum(entry.file_size for entry in entries)
    names = [entry.filename for entry in entries]
    media = sum("/media/" in name for name in names)
    hostile = (
        unpacked > MAX_UNPACKED
        or unpacked > MAX_RATIO * packed_bytes
        or len(names) - media > MAX_PARTS
        or media > MAX_MEDIA_PARTS
        or len(set(names)) < len(names)
        or any(_leads_outside(name) for name in names)
        or any(entry.compress_type not in _PLAIN_METHODS for entry in entries)
    )
    if hostile:
        raise refusals.unsafe_container()


def _leads_outside(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")
