"""Pages about the case that a person follows: behind its code, as those of the desk are behind a password."""

from __future__ import annotations

from functools import wraps

from starlette.requests import Request
from starlette.responses import Response

from engine.web import visit
from engine.web.page import Handler, now, see


def followed(handler: Handler) -> Handler:
    """Runs the handler with `request.state.case`, or goes back to where the code is typed."""

    @wraps(handler)
    async def opened(request: Request) -> Response:
        found = await visit.followed_case(request, now(request))
        if found is None:
            return see(request, visit.TRACKING_PATH)
        request.state.case = found
        return await handler(request)

    return opened
