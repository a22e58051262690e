"""Uploaded files that wait on a check page, kept under the hash of their content."""

import hashlib
import os
import re
from pathlib import Path

from app.errors import NotFound

_HASH = re.compile(r"[0-9a-f]{64}")


def keep(folder: Path, body: bytes) -> str:
    """Keep the content in ``folder``; returns its SHA-256. The same content twice is one file."""
    sha256 = hashlib.sha256(body).hexdigest()
    path = folder / sha256
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(f".{os.getpid()}")
        half.write_bytes(body)
        half.replace(path)
    return sha256


def kept(folder: Path, sha256: str) -> bytes:
    """The content with that hash; ``NotFound`` where there is none."""
    path = folder / sha256
    if not _HASH.fullmatch(sha256) or not path.is_file():
        raise NotFound
    return path.read_bytes()
