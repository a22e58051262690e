"""Walking through the XML of a spreadsheet part by part, without building it in memory."""

from collections.abc import Callable
from xml.parsers import expat

from app.tasks.annex import refusals

Start = Callable[[str, dict[str, str]], None]
Words = Callable[[str], None]

MAX_DEPTH = 50
"""Elements inside one another; a cell's text lies seven deep."""


def walk(part: bytes, start: Start, end: Words | None = None, text: Words | None = None) -> None:
    """Call ``start`` (local name, attributes), ``end`` (local name) and ``text`` for all of ``part`` in order.

    Raises ``Refused`` for XML that is not well formed or is nested without end. Document types were refused
    before, with the container.
    """
    depth = 0

    def open_element(name: str, given: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise refusals.unsafe_container()
        start(name.rpartition(":")[2], given)

    def close_element(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name.rpartition(":")[2])

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = open_element
    parser.EndElementHandler = close_element
    parser.CharacterDataHandler = text
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, UnicodeError, ValueError, LookupError):
        raise refusals.unreadable() from None


def number(text: str | None, default: int = 0) -> int:
    """A whole number as attributes hold it; ``default`` for anything else, absurdly large ones among it."""
    return (
        int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 10 else default
    )
