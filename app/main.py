"""create_app(): the only place where the parts meet."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, Response, Router, get
from litestar.config.allowed_hosts import AllowedHostsConfig
from litestar.config.app import AppConfig
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app import apart, clock
from app import settings as settings_module
from app.db import bind, engine, make_engine
from app.demo import is_demo
from app.history import listener
from app.jobs import Timetable
from app.people.permissions import Permission
from app.schema import migrate
from app.settings import Settings
from app.web import static
from app.web.errors import EXCEPTION_HANDLERS
from app.web.requests import BoundedRequest
from app.web.security import (
    add_headers,
    csrf,
    guard,
    jwt_auth,
    refuse_cross_site,
    refuse_impossible_ids,
)

MOST_BYTES = 12 * 1024 * 1024  # a file of 10 MB and the form around it
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
#: Compressed already, or once and for all: to do it again would only keep the pages waiting.
COMPRESSED = [r"\.xlsx$", r"/export$", r"^/evidence/", r"^/incidents/\d+/files/", r"^/static/"]


@get("/static/{name:str}", permission=Permission.PUBLIC, anonymous=True)
async def serve_static(request: BoundedRequest, name: FromPath[str]) -> Response[bytes]:
    """A static file; its name changes with its content, so it may be kept for ever."""
    asset = static.find(name)
    if asset is None:
        raise NotFoundException
    if asset.packed is None:
        return Response(asset.body, media_type=asset.media_type, headers=FOR_EVER)
    headers = {**FOR_EVER, "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(asset.body, media_type=asset.media_type, headers=headers)
    return Response(
        asset.packed, media_type=asset.media_type, headers={**headers, "Content-Encoding": "gzip"}
    )


@get("/health", permission=Permission.PUBLIC, anonymous=True)
async def health() -> dict[str, str]:
    """Whether the server answers."""
    return {"state": "ok"}


def routers() -> list[Router]:
    """The routes of every domain."""
    from app.evaluation.catalogue_routes import router as catalogues
    from app.evaluation.routes import router as evaluations
    from app.incidents.routes import router as incidents
    from app.notices.routes import router as notices
    from app.people.admin_routes import router as administration
    from app.people.routes import router as people
    from app.reports.router import router as reports
    from app.search.routes import router as search
    from app.tasks.directive_routes import router as directives
    from app.tasks.import_routes import router as imports
    from app.tasks.routes import router as tasks

    return [
        *(people, tasks, administration, imports, directives),
        *(incidents, catalogues, evaluations, reports, search, notices),
    ]


def create_app(settings: Settings | None = None) -> Litestar:
    """The application for these settings (the environment's where none are given)."""
    settings = settings or settings_module.load()
    clock.set_clock(settings.clock)

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        bind(make_engine(settings.database_url))
        await engine().open()
        await migrate()
        app.state.demo = await is_demo()
        timetable = Timetable()
        if settings.jobs:
            timetable.start()
        try:
            yield
        finally:
            await timetable.stop()
            apart.stop()
            await engine().close()

    return build(settings, lifespan=lifespan)


def build(settings: Settings, *, lifespan: object | None = None) -> Litestar:
    """The application around a database that is already open (tests), or opened by ``lifespan``."""
    from app.notices.outbox import put_out

    listener(put_out)
    auth = jwt_auth(settings)

    def on_app_init(config: AppConfig) -> AppConfig:
        return auth.on_app_init(config)

    return Litestar(
        route_handlers=[serve_static, health, *routers()],
        on_app_init=[on_app_init],
        guards=[refuse_cross_site, guard, refuse_impossible_ids],
        csrf_config=csrf(settings),
        exception_handlers=EXCEPTION_HANDLERS,
        before_send=[add_headers],
        compression_config=CompressionConfig(
            backend="gzip", gzip_compress_level=5, minimum_size=1_000, exclude=COMPRESSED
        ),
        allowed_hosts=_allowed_hosts(settings),
        request_class=BoundedRequest,
        request_max_body_size=MOST_BYTES,
        openapi_config=None,
        logging_config=None,
        debug=settings.debug,
        state=State({"settings": settings, "demo": False}),
        lifespan=[lifespan] if lifespan else [],  # type: ignore[list-item]
    )


def _allowed_hosts(settings: Settings) -> AllowedHostsConfig | None:
    """Only production knows its public name; elsewhere the listener itself is local."""
    if not settings.production:
        return None
    host = settings.public_url.split("://", 1)[1].split("/", 1)[0]
    return AllowedHostsConfig(allowed_hosts=[host, "127.0.0.1", f"127.0.0.1:{settings.port}"])
