"""Whether a row names its product."""

from app.tasks.annex.folding import bare

_PLACEHOLDERS = frozenset({"", "khong", "khong co", "chua co", "chua xac dinh", "n a", "x", "nt"})


def states_outcome(phrase: str) -> bool:
    """Whether ``phrase`` names an outcome: anything but nothing, dashes, dots or "không"."""
    return bare(phrase) not in _PLACEHOLDERS
