"""Words for people: every text exists in Vietnamese (the source) and in English."""

from dataclasses import dataclass
from typing import Literal

Locale = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in both languages of the pages."""

    vi: str
    en: str

    def in_(self, locale: Locale) -> str:
        """The words in ``locale``."""
        return self.en if locale == "en" else self.vi

    def __str__(self) -> str:
        return self.vi
