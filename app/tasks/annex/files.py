"""From the bytes of a file to its tables: what a file is, is told by its content, never by its name."""

import codecs
from pathlib import PurePath

from app.tasks.annex import refusals
from app.tasks.annex.containers import read_parts
from app.tasks.annex.delimited import decoded, read_delimited
from app.tasks.annex.document import read_document
from app.tasks.annex.grid import MAX_FILE_BYTES, FileKind, FileTables
from app.tasks.annex.workbook import read_workbook
from app.text import Text

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MARKUP = ("<!doctype", "<html", "<?xml", "<table", "<head", "<meta", "<style", "{\\rtf")
_TEXT_ENDINGS = frozenset({".csv", ".txt", ".tsv", ""})

_PDF = Text("Đây là tệp PDF.", "This is a PDF file.")
_WEB_PAGE = Text(
    "Đây là trang web hoặc tệp đánh dấu được đổi tên, không phải tệp Excel hay Word.",
    "This is a renamed web page or markup file, not an Excel or Word file.",
)
_OTHER_CONTAINER = Text(
    "Đây là tệp nén hoặc tệp của chương trình khác, không phải Excel (.xlsx) hay Word (.docx).",
    "This is an archive or another program's file, neither Excel (.xlsx) nor Word (.docx).",
)
_NOT_TEXT = Text(
    "Nội dung tệp không phải Excel, Word hay CSV.", "The content is neither Excel, Word nor CSV."
)
_NAME_SAYS_OTHERWISE = Text(
    "Đuôi tên tệp không khớp với nội dung bên trong.",
    "The ending of the file's name does not fit its content.",
)


def read_tables(content: bytes, filename: str) -> FileTables:
    """Every table of the file. Raises ``Refused`` for what is too large, of a wrong kind, unsafe or broken.

    ``filename`` only helps to refuse text that is dressed up as Excel or Word.
    """
    if len(content) > MAX_FILE_BYTES:
        raise refusals.too_large()
    if not content.strip():
        raise refusals.empty_file()
    if content.startswith(_OLE):
        raise refusals.locked() if _ENCRYPTED_PACKAGE in content else refusals.old_office_file()
    if content.startswith(_ZIP):
        return _read_container(content)
    return _read_text(content, PurePath(filename).suffix.lower())


def _read_container(content: bytes) -> FileTables:
    parts = read_parts(content)
    if "xl/workbook.xml" in parts:
        return FileTables(FileKind.XLSX, read_workbook(parts))
    if "word/document.xml" in parts:
        return FileTables(FileKind.DOCX, read_document(content))
    raise refusals.wrong_kind(_OTHER_CONTAINER)


def _read_text(content: bytes, ending: str) -> FileTables:
    if content.startswith(b"%PDF"):
        raise refusals.wrong_kind(_PDF)
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\x00" in content and not is_utf16:
        raise refusals.wrong_kind(_NOT_TEXT)
    text = decoded(content)
    if text.lstrip().lower().startswith(_MARKUP):
        raise refusals.wrong_kind(_WEB_PAGE)
    if ending not in _TEXT_ENDINGS:
        raise refusals.wrong_kind(_NAME_SAYS_OTHERWISE)
    return FileTables(FileKind.CSV, (read_delimited(text),))
