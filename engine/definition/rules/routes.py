"""Who receives: the services exist, the last route is « sinon », each route is reached."""

from __future__ import annotations

from engine.definition.build import Built
from engine.definition.city import City
from engine.definition.condition import covers
from engine.definition.located import Path
from engine.definition.process import Route


def services_exist(built: Built, city: City) -> None:
    process = built.process
    named: list[tuple[Path, str]] = [(("service",), process.unit)]
    named += [(route.path, route.unit) for route in process.routes]
    for path, unit in named:
        if unit and unit not in city.units and city.units:
            built.where.report(
                path,
                "service-inconnu",
                f"« {unit} » n’est pas un service de la ville.",
                built.where.nearest(unit, city.units) or "Ajoutez-le dans processes/_organisation.yaml.",
            )


def last_route_is_otherwise(built: Built, city: City) -> None:
    routes, written = built.process.routes, built.where.data.get("routage")
    if not isinstance(written, list) or len({route.position for route in routes}) < len(written):
        return  # some could not be read
    for route in routes[:-1]:
        if route.when is None:
            built.where.report(
                ("routage", route.position - 1),
                "route-jamais-atteinte",
                "Les routes écrites après « sinon » ne servent jamais.",
                "Mettez « sinon » en dernier.",
            )
    if routes and routes[-1].when is not None:
        built.where.report(
            ("routage",),
            "route-sans-sinon",
            "Il manque la dernière route : une demande pourrait n’arriver dans aucun service.",
            f"Ajoutez à la fin : - {{sinon: {built.process.unit or 'service'}}}",
            key=True,
        )


def routes_are_reached(built: Built, city: City) -> None:
    """A route under another that already takes all its requests never serves."""
    if any(problem.blocks for problem in built.problems):
        return  # a condition read in part would seem to take more than it does
    above: list[Route] = []
    for route in built.process.routes[:MOST_ROUTES]:
        taken = next((other for other in above if takes_all(other, route)), None)
        if taken is None:
            above.append(route)
            continue
        line = built.where.spot(("routage", taken.position - 1)).line
        built.where.report(
            route.path if route.row is not None else ("routage", route.position - 1, "si"),
            "route-jamais-atteinte",
            f"Cette route ne sert jamais : celle de la ligne {line} prend déjà toutes ses demandes.",
            "Mettez la route la plus précise au-dessus, ou retirez celle-ci.",
        )


def takes_all(above: Route, route: Route) -> bool:
    if above.when is None or route.when is None or above.when.weight * route.when.weight > MOST_COMPARISONS:
        return False
    return covers(above.when, route.when)


MOST_ROUTES, MOST_COMPARISONS = 200, 10_000
"""Routes are compared two by two: beyond that, the time would be felt."""
