"""The four ways in which an act can fail, each with its own page."""

from typing import Any

from app.text import Text


class DomainError(Exception):
    """Base of the errors that are answers to a person, not crashes."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.vi)
        self.text = text

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors of another process come with all they say."""
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[DomainError], args: tuple[Any, ...], kept: dict[str, Any]) -> DomainError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(kept)
    return error


class Refused(DomainError):
    """A rule says no to what was asked. ``fields`` names each faulty field, all of them at once."""

    def __init__(self, text: Text, fields: dict[str, Text] | None = None) -> None:
        super().__init__(text)
        self.fields = fields or {}


class NotAllowed(DomainError):
    """The role does not have this page or act (403); the text says who has it."""


class NotFound(DomainError):
    """There is no such record, or the viewer may not know of it (404)."""

    def __init__(self, text: Text | None = None) -> None:
        super().__init__(text or Text("Không tìm thấy nội dung này.", "This record cannot be found."))


class Conflict(DomainError):
    """Somebody else changed the record since it was read (409); nothing was written."""

    def __init__(self, text: Text | None = None) -> None:
        super().__init__(
            text
            or Text(
                "Nội dung đã được người khác cập nhật sau khi ông/bà mở trang.",
                "Somebody else has changed this record since you opened it.",
            )
        )
