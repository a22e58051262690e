"""How often an address may be asked: a count in fixed spans of time, kept in this process."""

from collections import Counter
from datetime import datetime, timedelta

SPAN = timedelta(minutes=10)
MOST_KEYS = 10_000


class Limit:
    """At most ``most`` in ten minutes for one key; what is counted is forgotten with its span."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._span = 0
        self._counts: Counter[str] = Counter()

    def passes(self, key: str, now: datetime) -> bool:
        """Count one more and say whether it is still within the limit."""
        span = int(now.timestamp() // SPAN.total_seconds())
        if span != self._span or len(self._counts) > MOST_KEYS:
            self._span = span
            self._counts.clear()
        self._counts[key] += 1
        return self._counts[key] <= self._most
