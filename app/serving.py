"""Starting the web server: migrate and seed once, say where it is, then serve."""

import uvicorn

from app.settings import Settings


def run(settings: Settings) -> int:
    """Serve until stopped; several workers share one address."""
    from app.cli import with_database
    from app.seeding import seed_if_empty

    status = with_database(seed_if_empty)
    if status:
        return status
    print(f"\n  Xuyên Suốt: {settings.public_url}\n", flush=True)
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        log_level="info" if settings.debug else "warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
    )
    return 0
