"""Templates: one Jinja environment per language, so that a page never asks which language it is in."""

from datetime import date, datetime
from fractions import Fraction
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app import formats
from app.settings import ROOT
from app.text import Locale, Text
from app.web.static import asset_url

LOCALES: tuple[Locale, ...] = ("vi", "en")


@cache
def environment(locale: Locale) -> Environment:
    """The templates in one language; autoescape always on, an unknown name is an error."""
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals.update(_globals(locale))
    return env


def _globals(locale: Locale) -> dict[str, Any]:
    def number(value: int | Fraction, decimals: int | None = None) -> str:
        return formats.format_number(value, decimals, locale)

    return {
        "lang": locale,
        "t": (lambda vi, en: en) if locale == "en" else (lambda vi, en: vi),
        "say": lambda text: text.in_(locale) if isinstance(text, Text) else (text or ""),
        "date": lambda day: formats.format_date(day, locale) if day else "",
        "long_date": lambda day: formats.format_long_date(day, locale) if day else "",
        "document_date": lambda day: formats.format_document_date(day),
        "when": lambda instant: formats.format_when(instant, locale) if instant else "",
        "iso": lambda moment: moment.isoformat() if isinstance(moment, date | datetime) else "",
        "number": number,
        "points": lambda hundredths: (
            formats.format_points(hundredths, locale) if hundredths is not None else ""
        ),
        "asset": asset_url,
    }


def render(template: str, locale: Locale, **context: Any) -> str:
    """The page as text."""
    return environment(locale).get_template(template).render(**context)
