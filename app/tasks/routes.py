"""Every route of tasks, in one router."""

from litestar import Router

from app.tasks import (
    act_routes,
    assign_routes,
    bulk_routes,
    campaign_routes,
    cause_routes,
    date_routes,
    evidence_routes,
    holder_routes,
    initiative_routes,
    inspection_routes,
    late_routes,
    list_routes,
    opinion_routes,
    quick_routes,
    recurrence_list_routes,
    recurrence_routes,
    reminder_routes,
    task_routes,
    today_routes,
    workload_routes,
)

router = Router(
    "/",
    route_handlers=[
        *today_routes.handlers,
        *quick_routes.handlers,
        *list_routes.handlers,
        *late_routes.handlers,
        *assign_routes.handlers,
        *task_routes.handlers,
        *act_routes.handlers,
        *date_routes.handlers,
        *holder_routes.handlers,
        *evidence_routes.handlers,
        *workload_routes.handlers,
        *bulk_routes.handlers,
        *campaign_routes.handlers,
        *cause_routes.handlers,
        *initiative_routes.handlers,
        *inspection_routes.handlers,
        *opinion_routes.handlers,
        *recurrence_list_routes.handlers,
        *recurrence_routes.handlers,
        *reminder_routes.handlers,
    ],
)
