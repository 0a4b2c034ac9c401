"""What a démarche says of the sectors of the city: those it names exist, and none is forgotten by its routes."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition.among import Among
from engine.definition.build import Built
from engine.definition.city import City
from engine.definition.condition import Combined, Compare, Condition
from engine.errors import ADVICE
from engine.fields.place import OUTSIDE, Placed
from engine.french import listed


def sectors_exist(built: Built, city: City) -> None:
    known = [*city.districts, OUTSIDE]
    for path, district in built.sectors:
        if district not in known:
            sentence = f"« {district} » n’est pas un secteur de la ville."
            help = built.where.nearest(district, known) or f"Secteurs : {', '.join(known)}."
            built.where.report(path, "secteur-inconnu", sentence, help)


def no_sector_is_forgotten(built: Built, city: City) -> None:
    """Routes that share the city between sectors leave none out; a single one set apart is a choice."""
    if any(problem.blocks for problem in built.problems):
        return  # a route that could not be read may be the one
    named = {id for route in built.process.routes for id in sectors_of(route.when)} - {OUTSIDE}
    left = [district.name for id, district in city.districts.items() if id not in named]
    if len(named) < 2 or not left or not named <= set(city.districts):
        return
    unit = built.process.routes[-1].unit
    several = len(left) > 1
    built.where.report(
        ("routage",),
        "secteur-oublie",
        f"Les routes nomment plusieurs secteurs, mais pas {listed([f'« {name} »' for name in left])}.",
        f"{'Leurs' if several else 'Ses'} demandes iront à « {unit} », avec celles de dehors : ajoutez une route si ce n’est pas voulu.",
        key=True,
        level=ADVICE,
    )


def sectors_of(when: Condition | None) -> Iterator[str]:
    if isinstance(when, Combined):
        for part in when.parts:
            yield from sectors_of(part)
    elif isinstance(when, Among):
        yield from sectors_of(when.part)
    elif isinstance(when, Compare) and when.question is not None and isinstance(when.question.type, Placed):
        yield from when.operand if isinstance(when.operand, tuple) else ()
