"""A request whose form is read within bounds, before anybody is known to have sent it.

The framework reads the form to find its token, so this stands before sign-in. It also remembers the last
thousand bodies as they came, passwords among them: here nothing is remembered.
"""

from typing import Any
from urllib.parse import parse_qsl

from litestar import Request
from litestar.datastructures import State, UploadFile
from litestar.datastructures.multi_dicts import FormMultiDict, MultiDict
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException, HTTPException
from litestar.types import Empty
from litestar.utils.scope.state import ScopeState

from app.web.forms import refuse_too_many_fields

MOST_TYPED_BYTES = 2 * 1024 * 1024  # of a form without files: every box of the longest page filled to its end


class BoundedRequest(Request[Any, Any, State]):
    """The application's requests."""

    @property
    def query_params(self) -> MultiDict[Any]:
        """The questions of the address, without NUL: no database keeps it, so nothing can be found by it."""
        asked = super().query_params
        if "%00" not in self.url.query:
            return asked
        return MultiDict([(name, value.replace("\x00", "")) for name, value in asked.multi_items()])

    async def form(self) -> FormMultiDict:
        """The form as it was sent; 413 over the size, 400 where it is no UTF-8, ``Refused`` over the fields."""
        kept = ScopeState.from_scope(self.scope)
        if kept.form is Empty and self.content_type[0] == RequestEncodingType.URL_ENCODED:
            body = await self.body()
            if len(body) > MOST_TYPED_BYTES:
                raise HTTPException(status_code=413)
            refuse_too_many_fields(body.count(b"&") + 1)
            kept.form = _read(body)
        try:
            return await super().form()
        except UnicodeDecodeError as error:
            raise ClientException from error


def _read(body: bytes) -> dict[str, str | list[str] | UploadFile]:
    """The fields as the framework keeps them: a text, or a list where a name stands more than once."""
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(body.decode("latin-1"), keep_blank_values=True):
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}
