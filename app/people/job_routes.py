"""Quản trị: scheduled jobs, how each one stands, and running one now."""

import asyncio
import contextvars
import logging

from litestar import get, post
from litestar.params import FromPath

from app import clock
from app.errors import NotFound
from app.history import record
from app.jobs import Job, job_named, run_once, timetable
from app.people import administration as acts
from app.people.job_queries import job_runs, job_states, often, state_words
from app.people.permissions import Permission as P
from app.text import Text
from app.web.forms import Form
from app.web.pages import Answer, Asked, act, blank, form_of, page, viewer_of

log = logging.getLogger("xuyen_suot.jobs")

WAIT_SECONDS = 2.0  # a short job is run while the person waits
_running: set[asyncio.Task[None]] = set()


async def _jobs_page(request: Asked, form: Form) -> Answer:
    viewer = viewer_of(request)
    await acts.require_whole_office(viewer, P.HISTORY_READ)
    now = clock.real_now()
    jobs = timetable()
    states = await job_states(jobs, real_now=now, local_now=clock.local(clock.now()))
    return page(
        request,
        "admin/jobs.html",
        form=form,
        states=[(state, *state_words(state), often(state.job)) for state in states],
        runs=await job_runs(),
        job_names={job.name: job.title for job in jobs},
        may_run=viewer.can(P.PEOPLE_MANAGE),
        fresh=lambda: blank(request),
        now=now,
    )


@get("/admin/jobs", permission=P.HISTORY_READ)
async def show_jobs(request: Asked) -> Answer:
    """The last run of each job, how it went, and when it comes next."""
    return await _jobs_page(request, blank(request))


@post("/admin/jobs/{name:str}/runs", permission=P.PEOPLE_MANAGE)
async def run_now(request: Asked, name: FromPath[str]) -> Answer:
    """Run the present slot of a job now; a slot that was finished is not run again."""
    viewer = viewer_of(request)
    await acts.require_whole_office(viewer, P.PEOPLE_MANAGE)
    job = _job(name)
    form = await form_of(request)
    slot = job.slot_at(clock.local(clock.now()))
    begun: list[bool] = []

    async def do() -> tuple[str, Text | None]:
        subject = ("job", clock.today().toordinal())
        facts = {"job": job.name, "slot": slot}
        await record("job.started", subject, by=viewer.officer_id, now=clock.now(), facts=facts)
        begun.append(True)
        return f"/admin/jobs#{job.name}", Text(
            "Đã nhận yêu cầu chạy ngay; kết quả hiện ở mục của việc này. Lượt đã xong thì không chạy lại.",
            "The request was taken; the outcome stands with the job. A finished slot is not run again.",
        )

    answer = await act(request, form, do, again=lambda refused: _jobs_page(request, refused))
    if begun:
        task = asyncio.get_running_loop().create_task(_run(job, slot), context=contextvars.Context())
        _running.add(task)
        task.add_done_callback(_running.discard)
        await asyncio.wait({task}, timeout=WAIT_SECONDS)
    return answer


def _job(name: str) -> Job:
    try:
        return job_named(name)
    except KeyError:
        raise NotFound from None


async def _run(job: Job, slot: str) -> None:
    try:
        await run_once(job, slot, by_hand=True)
    except Exception:
        log.exception("job %s failed for %s when run by hand", job.name, slot)


handlers = [show_jobs, run_now]
