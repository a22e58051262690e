"""What a file really is, by its own first bytes: a name or a browser's word for it proves nothing."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from app.text import Text, clean

MOST_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 200
MOST_UNPACKED = 200 * 1024 * 1024  # what a document of Office may unpack to
_FEWEST_PRINTABLE = 0.9  # share of printable characters in a file that calls itself text


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of evidence that is kept."""

    media_type: str
    endings: tuple[str, ...]


PDF = FileType("application/pdf", ("pdf",))
PNG = FileType("image/png", ("png",))
JPEG = FileType("image/jpeg", ("jpg", "jpeg"))
DOCX = FileType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",))
XLSX = FileType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",))
TEXT = FileType("text/plain", ("txt",))
CSV = FileType("text/csv", ("csv",))

_BY_MAGIC = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_BY_PART = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX))
TYPES = (PDF, DOCX, XLSX, PNG, JPEG, TEXT, CSV)
ACCEPTED = "." + ",.".join(ending for each in TYPES for ending in each.endings)


def kept_name(upload_name: str) -> str:
    """The file's own name as it is kept: no folders, no unseen characters, not endless; "" where none is left."""
    name = PurePosixPath(clean(upload_name).replace("\\", "/").replace("\n", " ")).name.strip(". ")
    stem, dot, ending = name.rpartition(".")
    if len(name) <= LONGEST_NAME or not dot:
        return name[:LONGEST_NAME]
    return stem[: LONGEST_NAME - len(ending) - 1] + dot + ending


def real_type(name: str, body: bytes) -> FileType | None:
    """The type that the content has, where the name agrees with it; None for anything else."""
    ending = name.rpartition(".")[2].lower()
    found = _by_content(body, ending)
    return found if found and ending in found.endings else None


def _by_content(body: bytes, ending: str) -> FileType | None:
    for magic, file_type in _BY_MAGIC:
        if body.startswith(magic):
            return file_type
    if body.startswith(b"PK\x03\x04"):
        return _of_office(body)
    if ending in (*TEXT.endings, *CSV.endings) and _is_text(body):
        return TEXT if ending in TEXT.endings else CSV
    return None


def _of_office(body: bytes) -> FileType | None:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                return None
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    return next((file_type for part, file_type in _BY_PART if part in names), None)


def _is_text(body: bytes) -> bool:
    if b"\x00" in body:
        return False
    try:
        words = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    seen = sum(char.isprintable() or char.isspace() for char in words)
    return seen >= _FEWEST_PRINTABLE * len(words)


def why_not_kept(name: str, body: bytes) -> Text | None:
    """Why this file is not taken as evidence; None where it is."""
    if not name or not body:
        return Text("Tệp trống hoặc không có tên.", "The file is empty or has no name.")
    if len(body) > MOST_BYTES:
        return Text("Tệp lớn hơn 10 MB.", "The file is larger than 10 MB.")
    if real_type(name, body) is None:
        return Text(
            f"“{name}” không phải tệp PDF, DOCX, XLSX, PNG, JPG, TXT hoặc CSV (UTF-8), hoặc nội dung không đúng "
            "với đuôi tệp.",
            f"“{name}” is no PDF, DOCX, XLSX, PNG, JPG, TXT or CSV (UTF-8) file, or its content does not match "
            "its name.",
        )
    return None
