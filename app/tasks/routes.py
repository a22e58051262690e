"""Every route of tasks, in one router."""

from litestar import Router

from app.tasks import (
    act_routes,
    assign_routes,
    evidence_routes,
    list_routes,
    reminder_routes,
    task_routes,
    today_routes,
)

router = Router(
    "/",
    route_handlers=[
        *today_routes.handlers,
        *list_routes.handlers,
        *assign_routes.handlers,
        *task_routes.handlers,
        *act_routes.handlers,
        *evidence_routes.handlers,
        *reminder_routes.handlers,
    ],
)
