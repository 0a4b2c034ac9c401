"""/sante: is this installation alive? Figures only, for monitoring; nothing about anyone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from engine.records import Document, Notice, Pulse
from engine.web.page import now, office

log = structlog.get_logger()


async def health(request: Request) -> Response:
    """GET /sante : 200 when the database answers, 503 when it does not."""
    here = office(request)
    known = {"processes": len(here.live), "definition_faults": len(here.faults)}
    try:
        return JSONResponse(
            {"status": "ok", "database": "ok", **known, **await figures(now(request), bool(here.settings.clamav))}
        )
    except Exception as error:  # whatever keeps the database from answering is the news
        log.error("database", kind=type(error).__name__)
        return JSONResponse({"status": "down", "database": "down", **known}, status_code=503)


async def figures(at: datetime, antivirus: bool) -> dict[str, Any]:
    pulse = await Pulse.all().order_by("-at").first()
    return {
        "worker_age_seconds": round((at - pulse.at).total_seconds()) if pulse else None,
        "outbox_waiting": await Notice.filter(next_at__lte=at).count(),
        "documents_to_check": await Document.filter(check_at__lte=at).count() if antivirus else 0,
        "outbox_failed": await Notice.filter(failed_at__isnull=False).count(),
    }
