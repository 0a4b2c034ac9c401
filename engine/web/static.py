"""Static files of the theme, under an address that changes with their content: kept for ever by browsers."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from engine.web.page import theme

FOREVER = "public, max-age=31536000, immutable"


async def asset(request: Request) -> Response:
    """GET /static/{digest}/{name}: packed in advance when the browser takes gzip."""
    found = theme(request).asset(request.path_params["digest"], request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    headers = {"cache-control": FOREVER, "vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.packed, media_type=found.media_type, headers={**headers, "content-encoding": "gzip"})
    return Response(found.content, media_type=found.media_type, headers=headers)
