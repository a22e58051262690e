"""Every route of reports, in one router."""

from litestar import Router

from app.reports import flow_routes, routes

router = Router("/", route_handlers=[*routes.handlers, *flow_routes.handlers])
