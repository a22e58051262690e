"""Each way of failing has its own page; nothing of the inside is told."""

import logging
import secrets
from typing import Any, cast
from urllib.parse import quote

from litestar.datastructures import FormMultiDict
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.response import Redirect
from litestar.types import Empty
from litestar.utils.scope.state import ScopeState

from app.errors import Conflict, DomainError, NotAllowed, NotFound, Refused
from app.text import Text
from app.web.forms import Form
from app.web.pages import Answer, Asked, came_from, locale_of, page
from app.web.security import MustChangePassword

log = logging.getLogger("xuyen_suot")

NOT_FOUND = Text("Không tìm thấy trang", "Page not found")
NOT_ALLOWED = Text("Ông/bà không có quyền mở trang này", "You may not open this page")
CONFLICT = Text("Nội dung đã thay đổi", "The content has changed")
REFUSED = Text("Chưa thực hiện được", "This could not be done")
TOO_LARGE = Text("Nội dung gửi lên quá lớn", "What was sent is too large")
BAD_REQUEST = Text("Yêu cầu không hợp lệ", "The request is not valid")
CRASH = Text("Hệ thống gặp lỗi", "Something went wrong")

# fields whose values are codes of our own, not words of the person's
CODED = frozenset(
    [
        "then",
        "do",
        "plan",
        "priority",
        "move_reason",
        "back_reason",
        "upheld",
        "failed_check",
        "source",
        "rule_code",
        "kind",
        "role",
        "rank",
        "regime",
        "task",
    ]
)


def _error_page(request: Asked, status: int, title: Text, words: Text, **context: Any) -> Answer:
    context = {"typed": [], "error_code": "", "back": "", **context}
    return page(request, "errors/error.html", status=status, title=title, words=words, **context)


def domain_error(request: Asked, error: DomainError) -> Answer:
    """A rule's answer that no form caught."""
    if isinstance(error, NotFound):
        return _error_page(request, 404, NOT_FOUND, error.text)
    if isinstance(error, NotAllowed):
        return _error_page(request, 403, NOT_ALLOWED, error.text)
    if isinstance(error, Conflict):
        return _error_page(request, 409, CONFLICT, error.text, typed=_typed(request), back=came_from(request))
    words = "; ".join([error.text.vi, *(text.vi for text in getattr(error, "fields", {}).values())])
    english = "; ".join([error.text.en, *(text.en for text in getattr(error, "fields", {}).values())])
    assert isinstance(error, Refused)
    return _error_page(request, 422, REFUSED, Text(words, english), typed=_typed(request))


def _typed(request: Asked) -> list[str]:
    """What the person had typed, so that no word is lost on the error page.

    An answer to an error cannot wait for the body; the handler that failed has read it before.
    """
    sent = ScopeState.from_scope(request.scope).form
    if request.method != "POST" or sent is Empty:
        return []
    form = Form.read(FormMultiDict.from_form_data(cast("dict[str, Any]", sent)), locale_of(request))
    names = [name for name in form.names if name not in CODED]
    return [words for name in names for words in form.all(name) if any(map(str.isalpha, words))]


def http_error(request: Asked, error: HTTPException) -> Answer:
    """What the framework refuses."""
    status = error.status_code
    if isinstance(error, NotAuthorizedException) or status == 401:
        if request.method == "GET":
            return Redirect(f"/sign-in?next={quote(request.url.path)}", status_code=303)
        return Redirect("/sign-in", status_code=303)
    if status in (404, 405):
        words = Text("Địa chỉ này không có trong hệ thống.", "There is no such address in the system.")
        return _error_page(request, 404 if status == 404 else 405, NOT_FOUND, words)
    if status == 403:
        words = Text(
            "Phiên làm việc của trang đã hết hạn hoặc yêu cầu đến từ nơi khác. Mở lại trang và gửi lại.",
            "The page has expired or the request came from elsewhere. Open the page again and send once more.",
        )
        return _error_page(request, 403, NOT_ALLOWED, words)
    if status == 413:
        words = Text(
            "Tệp hoặc nội dung vượt quá dung lượng cho phép.", "The file or content is over the size limit."
        )
        return _error_page(request, 413, TOO_LARGE, words)
    words = Text("Kiểm tra lại địa chỉ hoặc nội dung đã gửi.", "Check the address or what was sent.")
    return _error_page(request, status, BAD_REQUEST if status < 500 else CRASH, words)


def must_change_password(_: Asked, __: MustChangePassword) -> Answer:
    """On to the account's page, which says that the first password must be changed."""
    return Redirect("/profile", status_code=303)


def crash(request: Asked, error: Exception) -> Answer:
    """An error of ours: a code to quote, the details in the log only."""
    code = secrets.token_hex(4)
    log.exception("crash %s %s %s", code, request.method, _loggable(request), exc_info=error)
    words = Text(
        "Nội dung vừa gửi chưa được lưu. Vui lòng thử lại; nếu lỗi lặp lại, báo quản trị viên kèm mã lỗi.",
        "What you sent was not saved. Please try again; if it happens again, give the code to the administrator.",
    )
    return _error_page(request, 500, CRASH, words, error_code=code)


def _loggable(request: Asked) -> str:
    """The address for the log; one that is itself a secret is kept out of it."""
    handler = request.scope.get("route_handler")
    secret = handler is not None and handler.opt.get("secret_address")
    return str(request.scope.get("path_template", "")) if secret else request.url.path


EXCEPTION_HANDLERS: dict[Any, Any] = {
    DomainError: domain_error,
    MustChangePassword: must_change_password,
    HTTPException: http_error,
    Exception: crash,
}
