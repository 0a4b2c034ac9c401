"""`routage:` -> ordered routes. What is wrong is reported and the route left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.definition import condition, schema
from engine.definition.process import Route

if TYPE_CHECKING:
    from engine.definition.build import Reader


def read(reader: Reader, written: list[Any], named: Mapping[str, condition.Condition]) -> tuple[Route, ...]:
    found = []
    for index, entry in enumerate(written):
        path = ("routage", index)
        route = reader.where.shaped(path, entry, schema.ROUTE)
        if not isinstance(entry, Mapping) or len(route) < len(entry):
            continue  # what is wrong has been reported
        if wrong := route_mistake(route):
            reader.where.report(path, "route-forme", *wrong)
            continue
        unit = route.get("sinon") or route["vers"]
        when = condition.parse(route["si"], (*path, "si"), reader.scope(named)) if "si" in route else None
        if "si" in route and when is None:
            continue
        found.append(Route(index + 1, unit, when, route.get("priorite", "normale"), route.get("motif", "")))
    return tuple(found)


def route_mistake(route: Mapping[str, Any]) -> tuple[str, str] | None:
    """What is wrong in the keys of a route, and how to correct it."""
    match ("si" in route, "vers" in route, "sinon" in route):
        case (True, True, False) | (False, False, True):
            return None
        case (_, _, True):
            return "« sinon » ne va ni avec « si » ni avec « vers ».", "Gardez « si » et « vers », ou « sinon » seul."
        case (_, False, _):
            return "Cette route ne dit pas à quel service va la demande.", "Ajoutez « vers: … »."
    help = f"Ajoutez « si: … », ou écrivez « sinon: {route['vers']} » si c’est la dernière."
    return "Cette route n’a pas de condition.", help
