"""What the map of the city shows: the outlines of its sectors, and the background that the city has chosen, if any."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from engine.web.page import office

FOR_A_WHILE = "public, max-age=600"


async def town_map(request: Request) -> JSONResponse:
    """GET /carte.json, asked only when someone opens a map."""
    here = office(request)
    drawn = [
        {"type": "Feature", "properties": {"nom": one.name}, "geometry": one.outline.drawing}
        for one in here.city.districts.values()
        if one.outline is not None
    ]
    background = {"adresse": here.settings.tiles, "credit": here.settings.tiles_credit}
    content = {"secteurs": {"type": "FeatureCollection", "features": drawn}, "fond": background}
    return JSONResponse(content, headers={"cache-control": FOR_A_WHILE})
