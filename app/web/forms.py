"""Forms: what was typed is kept, and all mistakes are collected before anything is refused."""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from litestar.datastructures import UploadFile
from litestar.datastructures.multi_dicts import FormMultiDict

from app import formats
from app.errors import Refused
from app.text import Locale, Text, clean

T = TypeVar("T")

MOST_FIELDS = 2_000
OWN_FIELDS = ("_csrf_token", "form_key", "version")
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")  # as the pages write it; anything else is no key of ours
_VERSION = re.compile(r"[0-9]{1,9}")
SUMMARY = Text("Có nội dung cần sửa.", "Some entries need correcting.")


def refuse_too_many_fields(count: int) -> None:
    """Refuse a form with more fields than any page has."""
    if count > MOST_FIELDS:
        raise Refused(Text("Biểu mẫu có quá nhiều trường.", "The form has too many fields."))


class Form:
    """One form: typed texts, mistakes by field, the one-time key, the version it was opened with."""

    def __init__(
        self,
        typed: dict[str, list[str]] | None = None,
        *,
        locale: Locale = "vi",
        files: dict[str, list[UploadFile]] | None = None,
        version: int | str = "",
    ) -> None:
        self._typed = typed or {}
        self._files = files or {}
        self._mistakes: dict[str, Text] = {}
        self.locale = locale
        sent_key = self.value("form_key")
        self.key = sent_key if _KEY.fullmatch(sent_key) else secrets.token_urlsafe(18)
        sent_version = self.value("version")
        self.version = sent_version if _VERSION.fullmatch(sent_version) else str(version)

    @classmethod
    def read(cls, sent: FormMultiDict, locale: Locale) -> "Form":
        """The form as it was sent."""
        typed: dict[str, list[str]] = {}
        files: dict[str, list[UploadFile]] = {}
        items = list(sent.multi_items())
        refuse_too_many_fields(len(items))
        for name, value in items:
            if isinstance(value, UploadFile):
                files.setdefault(name, []).append(value)
            else:
                typed.setdefault(name, []).append(_readable(str(value)))
        return cls(typed, locale=locale, files=files)

    @classmethod
    def of(cls, values: dict[str, Any], *, locale: Locale, version: int | str = "") -> "Form":
        """An unsent form filled with present values."""
        typed = {
            name: [str(each) for each in value] if isinstance(value, list | tuple) else [_as_typed(value)]
            for name, value in values.items()
        }
        return cls(typed, locale=locale, version=version)

    # What templates ask ------------------------------------------------------------------------

    def value(self, name: str) -> str:
        return self._typed.get(name, [""])[0]

    def all(self, name: str) -> list[str]:
        return self._typed.get(name, [])

    def error(self, name: str) -> str | None:
        mistake = self._mistakes.get(name)
        return mistake.in_(self.locale) if mistake else None

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [(name, mistake.in_(self.locale)) for name, mistake in self._mistakes.items()]

    @property
    def names(self) -> list[str]:
        """The fields that were typed into, without the form's own."""
        return [name for name in self._typed if name not in OWN_FIELDS]

    @property
    def body_hash(self) -> str:
        """What was sent, in one number, to tell a second press from another form under the same key."""
        typed = sorted((name, self._typed[name]) for name in self._typed if name != "_csrf_token")
        return hashlib.sha256(repr(typed).encode()).hexdigest()

    # What handlers read ------------------------------------------------------------------------

    def mistake(self, name: str, text: Text) -> None:
        """Note a mistake at a field; the first one of each field stays."""
        self._mistakes.setdefault(name, text)

    def refuse(self, refusal: Refused) -> None:
        """Take over what a rule refused: at the fields it names, or for the form as a whole."""
        for name, text in refusal.fields.items():
            self.mistake(name, text)
        if not refusal.fields:
            self.mistake("form", refusal.text)

    def check(self) -> None:
        """Raise ``Refused`` when any field read so far was wrong."""
        if self._mistakes:
            raise Refused(SUMMARY, dict(self._mistakes))

    def text(self, name: str, *, required: Text | None = None, longest: int = 4_000) -> str:
        """Cleaned words; ``required`` is the sentence shown when there are none."""
        words = clean(self.value(name))
        if not words and required:
            self.mistake(name, required)
        if len(words) > longest:
            self.mistake(
                name,
                Text(
                    f"Tối đa {longest} ký tự, hiện có {len(words)}.",
                    f"At most {longest} characters; there are {len(words)}.",
                ),
            )
        return words

    def whole(
        self, name: str, *, required: Text | None = None, least: int = 0, most: int = 10**9
    ) -> int | None:
        """A whole number within bounds."""
        return self._parsed(name, formats.parse_whole, required, self._within(least, most))

    def decimal(
        self, name: str, *, required: Text | None = None, least: int = 0, most: int = 10**9
    ) -> Decimal | None:
        """A decimal number as Vietnamese write it."""
        return self._parsed(name, formats.parse_decimal, required, self._within(least, most))

    def date(self, name: str, *, required: Text | None = None) -> date | None:
        """A day typed dd/mm/yyyy."""
        return self._parsed(name, formats.parse_date, required)

    def choice(self, name: str, allowed: Iterable[str], *, required: Text | None = None) -> str:
        """One of the allowed values; anything else is a mistake, nothing is guessed."""
        value = self.value(name)
        if value in set(allowed):
            return value
        if value or required:
            self.mistake(
                name, required or Text("Chọn một giá trị trong danh sách.", "Choose a value from the list.")
            )
        return ""

    def number_of(self, name: str, *, required: Text | None = None) -> int | None:
        """The id chosen in a select; None when nothing was chosen."""
        value = self.value(name).strip()
        if value.isascii() and value.isdigit() and len(value) < 10:
            return int(value)
        if value or required:
            self.mistake(
                name, required or Text("Chọn một giá trị trong danh sách.", "Choose a value from the list.")
            )
        return None

    def ticked(self, name: str) -> bool:
        return self.value(name) in ("1", "on", "true")

    def files(self, name: str) -> list[UploadFile]:
        """The files really chosen."""
        return [file for file in self._files.get(name, []) if file.filename]

    @property
    def opened_version(self) -> int:
        """The version of the record when the form was opened; 0 when it carries none."""
        return int(self.version) if _VERSION.fullmatch(self.version) else 0

    @staticmethod
    def _within(least: int, most: int) -> Callable[[Any], Text | None]:
        def check(value: Any) -> Text | None:
            if least <= value <= most:
                return None
            return Text(f"Nhập số từ {least} đến {most}.", f"Enter a number from {least} to {most}.")

        return check

    def _parsed(
        self,
        name: str,
        parse: Callable[[str], T | Text],
        required: Text | None,
        check: Callable[[T], Text | None] = lambda _: None,
    ) -> T | None:
        typed = self.value(name).strip()
        if not typed:
            if required:
                self.mistake(name, required)
            return None
        value = parse(typed)
        if isinstance(value, Text):
            self.mistake(name, value)
            return None
        fault = check(value)
        if fault:
            self.mistake(name, fault)
            return None
        return value


def _readable(text: str) -> str:
    """``text`` without what no database keeps: NUL and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def _as_typed(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return formats.format_date(value, "vi")
    return str(value)
