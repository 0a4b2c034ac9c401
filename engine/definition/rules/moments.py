"""The moments of life a démarche belongs to are those of the city. A city that declares none does not show them."""

from __future__ import annotations

from engine.definition.build import Built
from engine.definition.city import City


def moments_are_known(built: Built, city: City) -> None:
    """Nothing is said in a city without moments: a démarche borrowed from another one goes live as it is."""
    known = {event.id: event for event in city.portal.events}
    written = built.where.data.get("moments")
    for position, moment in enumerate(built.process.moments):
        if known and moment not in known:
            built.where.report(
                ("moments", position) if isinstance(written, list) else ("moments",),
                "moment-inconnu",
                f"« {moment} » n’est pas un moment de la vie déclaré par la ville.",
                built.where.nearest(moment, known) or "Ajoutez-le dans processes/_portail.yaml.",
            )
