"""Sign-in tokens, permissions on every route, cross-site refusal, and the headers of every answer."""

from datetime import timedelta
from typing import Any

import jwt
from litestar.config.csrf import CSRFConfig
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.security.jwt import JWTCookieAuth, Token
from litestar.types import Message, Scope

from app import clock
from app.people.commands import OpenedSignIn
from app.people.permissions import Permission
from app.people.queries import viewer_of_sign_in
from app.people.viewer import Viewer
from app.settings import Settings
from app.web.bell import waiting_for

TOKEN_COOKIE = "__Host-token"  # noqa: S105
CSRF_COOKIE = "__Host-csrf"
AUDIENCE = "xuyen-suot"
ISSUER = "xuyen-suot"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
HIGHEST_ID = 2**31 - 1  # what an id's column holds on PostgreSQL
PASSWORD_FIRST = ("/profile", "/profile/password", "/sign-out")  # open before a first password is changed

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self';"
        " font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), microphone=()",
}


class MustChangePassword(PermissionDeniedException):
    """The person still has the first password that somebody else gave: choosing one's own comes first."""


async def _viewer(token: Token, connection: ASGIConnection[Any, Any, Any, Any]) -> Viewer | None:
    """The person of the token; a revoked sign-in or a closed account ends at once."""
    viewer = await viewer_of_sign_in(str(token.jti or ""), real_now=clock.real_now(), today=clock.today())
    if viewer is not None:
        connection.state.unread = await waiting_for(viewer.officer_id)
    return viewer


def jwt_auth(settings: Settings) -> JWTCookieAuth[Viewer | None, Token]:
    """Litestar's JWT cookie authentication with every setting that is unsafe by default set."""
    return JWTCookieAuth[Viewer | None, Token](
        key=TOKEN_COOKIE,
        token_secret=settings.secret,
        retrieve_user_handler=_viewer,
        algorithm="HS256",
        accepted_audiences=[AUDIENCE],
        accepted_issuers=[ISSUER],
        require_claims=["exp", "iat", "sub", "aud", "iss", "jti"],
        exclude_opt_key="anonymous",
        exclude_http_methods=["OPTIONS"],
        default_token_expiration=timedelta(hours=settings.session_hours),
        secure=True,
        samesite="lax",
        path="/",
    )


def token_cookie(opened: OpenedSignIn, settings: Settings) -> Cookie:
    """The cookie of a new sign-in; the token itself appears nowhere else."""
    claims = {
        "sub": str(opened.officer_id),
        "jti": opened.id,
        "iat": clock.real_now(),
        "exp": opened.expires_at,
        "aud": AUDIENCE,
        "iss": ISSUER,
    }
    return Cookie(
        TOKEN_COOKIE,
        value=jwt.encode(claims, settings.secret, algorithm="HS256"),
        secure=True,
        httponly=True,
        samesite="lax",
        path="/",
        max_age=settings.session_hours * 3600,
    )


def csrf(settings: Settings) -> CSRFConfig:
    """A token in every form, bound to a cookie that scripts cannot read."""
    return CSRFConfig(
        secret=settings.secret,
        cookie_name=CSRF_COOKIE,
        cookie_secure=True,
        cookie_httponly=True,
        cookie_samesite="strict",
    )


def refuse_impossible_ids(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """An id or a code that no record can have is an address that does not exist; no database is asked for it."""
    for value in connection.path_params.values():
        if isinstance(value, int) and not 0 <= value <= HIGHEST_ID:
            raise NotFoundException
        if isinstance(value, str) and "\x00" in value:
            raise NotFoundException


def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Closed by default: a route without ``permission=`` answers 403, and so does a role without it."""
    wanted = handler.opt.get("permission")
    if wanted is None:
        raise PermissionDeniedException("this route names no permission")
    if wanted == Permission.PUBLIC:
        return
    viewer: Viewer = connection.user
    if viewer.must_change_password and connection.url.path not in PASSWORD_FIRST:
        raise MustChangePassword
    viewer.require(wanted)


def refuse_cross_site(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Refuse an unsafe method that a browser says comes from another site."""
    scope: Scope = connection.scope
    if scope.get("method") in SAFE_METHODS:
        return
    site = connection.headers.get("sec-fetch-site")
    if site not in (None, "same-origin", "none"):
        raise PermissionDeniedException("cross-site request")
    origin = connection.headers.get("origin")
    if origin and origin.split("://", 1)[-1] != connection.headers.get("host"):
        raise PermissionDeniedException("foreign origin")


async def add_headers(message: Message, scope: Scope) -> None:
    """Put the safety headers on every answer, errors and files among them."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("cache-control", "no-store")  # an asset that is found says otherwise itself
    settings: Settings = scope["litestar_app"].state.settings
    if settings.production:
        headers.setdefault("strict-transport-security", "max-age=31536000; includeSubDomains")
