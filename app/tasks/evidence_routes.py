"""Download of evidence: only by who may see the task that it stands beside, and only as a file to save."""

import asyncio
from urllib.parse import quote

from litestar import Response, get
from litestar.params import FromPath

from app import clock
from app.errors import NotFound
from app.formats import slug
from app.people.permissions import Permission as P
from app.tasks.evidence import evidence_file, stored_path
from app.tasks.queries import task_seen
from app.web.pages import Answer, Asked, settings_of, viewer_of


@get("/evidence/{evidence:int}", permission=P.SIGNED_IN)
async def download_evidence(request: Asked, evidence: FromPath[int]) -> Answer:
    """One file of evidence, to be saved."""
    file = await evidence_file(evidence)
    if file.subject_type != "task":
        raise NotFound
    await task_seen(viewer_of(request), file.subject_id, clock.today())
    path = stored_path(settings_of(request).files_dir, file.sha256)
    try:
        body = await asyncio.to_thread(path.read_bytes)
    except FileNotFoundError as error:
        raise NotFound from error
    stem, _, ending = file.file_name.rpartition(".")
    plain = f"{slug(stem)}.{slug(ending)}"
    return Response(
        body,
        media_type=file.media_type,
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.file_name)}"
        },
    )


handlers = [download_evidence]
