"""Passwords: Argon2id in a thread, so that the event loop never waits for a hash."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.text import Text, fold

SHORTEST = 10
LONGEST = 128
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's Argon2id profile
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")  # each hash takes 19 MiB and a core
_DUMMY = _HASHER.hash(secrets.token_urlsafe(16))
# Words an attacker tries first in a Vietnamese office; compared folded, as parts of the password.
_COMMON = ("password", "matkhau", "123456", "qwerty", "hanoi", "ubnd", "abcdef", "congchuc", "xuyensuot")


def fault(password: str) -> Text | None:
    """Why this password cannot be chosen, or None."""
    if len(password) < SHORTEST:
        return Text(
            f"Mật khẩu cần ít nhất {SHORTEST} ký tự.", f"The password needs at least {SHORTEST} characters."
        )
    if len(password) > LONGEST:
        return Text(
            f"Mật khẩu dài nhất {LONGEST} ký tự.", f"The password may have at most {LONGEST} characters."
        )
    folded = fold(password).replace(" ", "")
    if any(word in folded for word in _COMMON) or len(set(password)) < 5:
        return Text(
            "Mật khẩu này dễ đoán: tránh các từ thông dụng và dãy ký tự lặp.",
            "This password is easy to guess: avoid common words and repeated characters.",
        )
    return None


async def hashed(password: str) -> str:
    """The Argon2id hash to store."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _HASHER.hash, password)


async def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; as slow for an unknown account as for a known one."""
    return await asyncio.get_running_loop().run_in_executor(
        _THREADS, _verify, password[: LONGEST * 4], stored
    )


def _verify(password: str, stored: str | None) -> bool:
    try:
        _HASHER.verify(stored or _DUMMY, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None
