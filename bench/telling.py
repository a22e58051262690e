"""What a run prints: one line for each measure on standard output, progress on standard error."""

import sys


def say(name: str, value: float, unit: str) -> None:
    """One line of the result."""
    print(f"{name} {value:.3g} {unit}" if value < 1000 else f"{name} {value:.0f} {unit}", flush=True)


def tell(words: str, done: int = 0, total: int = 0) -> None:
    """Progress, on standard error."""
    share = f" {100 * done // total} %" if total else ""
    print(f"\r\033[K… {words}{share}", end="", file=sys.stderr, flush=True)
