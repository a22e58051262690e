"""Static files from memory under hashed names: one style sheet, one script, the pictures; compressed once."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache

from app.settings import ROOT

FOLDER = ROOT / "static"
LEAST = 1_000  # bytes; what is shorter does not gain by compression
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served."""

    hashed_name: str
    body: bytes
    media_type: str
    packed: bytes | None  # the same by gzip, where that is shorter


def _joined(suffix: str) -> bytes:
    files = sorted((FOLDER / suffix).glob(f"*.{suffix}"))
    return b"\n".join(file.read_bytes() for file in files)


def _asset(name: str, body: bytes) -> Asset:
    stem, suffix = name.rsplit(".", 1)
    digest = hashlib.sha256(body).hexdigest()[:12]
    return Asset(f"{stem}-{digest}.{suffix}", body, TYPES["." + suffix], _packed(body))


def _packed(body: bytes) -> bytes | None:
    if len(body) < LEAST:
        return None
    packed = gzip.compress(body, compresslevel=9, mtime=0)
    return packed if len(packed) < len(body) * 0.9 else None


@cache
def assets() -> dict[str, Asset]:
    """Every asset by its plain name: app.css, app.js and each picture."""
    found = {"app.css": _asset("app.css", _joined("css")), "app.js": _asset("app.js", _joined("js"))}
    for file in sorted((FOLDER / "img").iterdir()):
        if file.suffix in TYPES and not file.is_symlink():
            found[file.name] = _asset(file.name, file.read_bytes())
    return found


@cache
def by_hashed_name() -> dict[str, Asset]:
    return {asset.hashed_name: asset for asset in assets().values()}


def asset_url(name: str) -> str:
    """The address of an asset, which changes with its content."""
    return f"/static/{assets()[name].hashed_name}"


def find(hashed_name: str) -> Asset | None:
    """The asset of that hashed name, or None."""
    return by_hashed_name().get(hashed_name)
