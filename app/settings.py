"""Every setting with its default and its environment variable, in one frozen record.

``load()`` refuses a start that would be unsafe and names every reason at once.
"""

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII)


class UnsafeStart(SystemExit):
    """The settings would make an unsafe server; the message names every reason."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("Không khởi động được:\n" + "\n".join(f"  - {reason}" for reason in reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Settings:
    """What an office can choose; the variable is the field's name in capitals."""

    database_url: str  # sqlite:///path or postgresql://…
    host: str  # the address to listen on
    port: int
    public_url: str  # the address people type
    env: str  # development or production
    debug: bool
    secret: str  # signs tokens, form notices and checkpoints
    clock: datetime | None  # demonstrations and tests only
    seed: str  # demo or none: what an empty database is filled with
    files_dir: Path  # evidence, by content hash
    session_hours: int  # absolute life of a sign-in
    workers: int  # web processes
    jobs: bool  # whether this process runs the timetable
    smtp_url: str = field(
        default="", repr=False
    )  # smtp://user:password@host:port or smtps://…; empty: no mail
    mail_from: str = ""  # the address that mail comes from
    webhook_url: str = ""  # a messaging service; empty: none
    webhook_secret: str = field(default="", repr=False)  # signs what is sent there
    trusted_proxies: tuple[
        str, ...
    ] = ()  # whose word is taken on where a request comes from; never everybody's

    @property
    def production(self) -> bool:
        return self.env == "production"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from ``environ``; raises ``UnsafeStart`` naming every fault at once."""
    env = os.environ if environ is None else environ
    faults: list[str] = []
    port = _whole(env, "PORT", 8000, faults)
    settings = Settings(
        database_url=env.get("DATABASE_URL") or f"sqlite:///{ROOT / 'var' / 'xuyen-suot.sqlite'}",
        host=env.get("HOST", "127.0.0.1"),
        port=port,
        public_url=env.get("PUBLIC_URL") or f"http://127.0.0.1:{port}",
        env=env.get("ENV", "development"),
        debug=env.get("DEBUG", "") not in ("", "0", "false"),
        secret=env.get("SECRET", ""),
        clock=_moment(env, "CLOCK", faults),
        seed=env.get("SEED", "none" if env.get("ENV") == "production" else "demo"),
        files_dir=Path(env.get("FILES_DIR") or ROOT / "var" / "files"),
        session_hours=_whole(env, "SESSION_HOURS", 8, faults),
        workers=_whole(env, "WORKERS", 1, faults),
        jobs=env.get("JOBS", "on") != "off",
        smtp_url=env.get("SMTP_URL", ""),
        mail_from=env.get("MAIL_FROM", ""),
        webhook_url=env.get("WEBHOOK_URL", ""),
        webhook_secret=env.get("WEBHOOK_SECRET", ""),
        trusted_proxies=tuple(
            each.strip() for each in env.get("TRUSTED_PROXIES", "").split(",") if each.strip()
        ),
    )
    faults += _plain_faults(settings) + _message_faults(settings)
    faults += _production_faults(settings) if settings.production else []
    if faults:
        raise UnsafeStart(faults)
    if settings.secret:
        return settings
    return _with_local_secret(settings)


def _plain_faults(settings: Settings) -> list[str]:
    faults = []
    if settings.env not in ("development", "production"):
        faults.append(f"ENV={settings.env!r}: chỉ nhận development hoặc production.")
    if not settings.database_url.startswith(("sqlite:///", "postgresql://", "postgres://")):
        faults.append("DATABASE_URL phải bắt đầu bằng sqlite:/// hoặc postgresql://.")
    if settings.seed not in ("demo", "none"):
        faults.append(f"SEED={settings.seed!r}: chỉ nhận demo hoặc none.")
    if settings.secret and len(settings.secret.encode()) < SHORTEST_SECRET:
        faults.append(f"SECRET ngắn hơn {SHORTEST_SECRET} byte.")
    faults += [
        f"TRUSTED_PROXIES={each!r}: ghi địa chỉ IP hoặc dải địa chỉ của chính máy proxy."
        for each in settings.trusted_proxies
        if not _is_network(each)
    ]
    return faults


def _is_network(text: str) -> bool:
    """One address or a range of them; the range of all addresses is none."""
    try:
        return ipaddress.ip_network(text).prefixlen > 0
    except ValueError:
        return False


def _message_faults(settings: Settings) -> list[str]:
    """What would send messages nowhere, or in clear where others can read them."""
    faults = []
    if settings.smtp_url:
        if not _is_url(settings.smtp_url, ("smtp", "smtps")):
            faults.append("SMTP_URL phải có dạng smtp://tài-khoản:mật-khẩu@máy-chủ:cổng hoặc smtps://…")
        if not is_address(settings.mail_from):
            faults.append("MAIL_FROM phải là một địa chỉ thư khi có SMTP_URL.")
    if settings.webhook_url:
        local = _is_url(settings.webhook_url, ("http",)) and is_local(
            urlsplit(settings.webhook_url).hostname or ""
        )
        if not local and not _is_url(settings.webhook_url, ("https",)):
            faults.append("WEBHOOK_URL phải bắt đầu bằng https:// (http:// chỉ dùng trên cùng máy).")
        if len(settings.webhook_secret.encode()) < SHORTEST_SECRET:
            faults.append(
                f"WEBHOOK_SECRET (ít nhất {SHORTEST_SECRET} byte) phải được đặt khi có WEBHOOK_URL."
            )
    return faults


def _is_url(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def is_address(text: str | None) -> bool:
    """Whether mail can be sent there: one plain address, nothing that could end a header's line."""
    return bool(text) and len(text or "") <= 200 and _ADDRESS.fullmatch(text or "") is not None


def is_local(host: str) -> bool:
    """Whether a host is this machine, by its address or by the name that always means it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _production_faults(settings: Settings) -> list[str]:
    faults = []
    if settings.clock is not None:
        faults.append("CLOCK không được đặt khi ENV=production.")
    if settings.seed == "demo":
        faults.append("SEED=demo không dùng khi ENV=production: tài khoản minh họa có mật khẩu ai cũng biết.")
    if settings.debug:
        faults.append("DEBUG không được bật khi ENV=production.")
    if not settings.secret:
        faults.append(f"SECRET (ít nhất {SHORTEST_SECRET} byte) phải được đặt khi ENV=production.")
    if urlsplit(settings.public_url).scheme != "https":
        faults.append("PUBLIC_URL phải bắt đầu bằng https:// khi ENV=production.")
    return faults


def _whole(env: Mapping[str, str], name: str, default: int, faults: list[str]) -> int:
    text = env.get(name, "")
    if not text:
        return default
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    faults.append(f"{name}={text!r} không phải số nguyên dương.")
    return default


def _moment(env: Mapping[str, str], name: str, faults: list[str]) -> datetime | None:
    text = env.get(name, "")
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        faults.append(f"{name}={text!r} không phải thời điểm, ví dụ 2026-11-22T08:00.")
        return None


def _with_local_secret(settings: Settings) -> Settings:
    """Development keeps a random secret beside the data, so that a restart signs nobody out."""
    path = ROOT / "var" / "secret"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return replace(settings, secret=path.read_text().strip())
