"""What a shape cannot say of a démarche: one function per rule, each a code of the manual, grouped by what they judge.

References, then graph, then language, then law. A rule sees the built démarche, the city, and where each part is
written; it reports through `built.where`. Whoever adds a rule adds it to one of the two lists below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.definition import coverage, quoting, step_rules, verifications
from engine.definition.build import Built
from engine.definition.city import City
from engine.definition.rules import contact, graph, language, law, moments, promise, reach, routes
from engine.definition.rules.ignored import silence

__all__ = ["check", "silence"]

Rule = Callable[[Built, City], None]

RULES: Iterable[Rule] = (
    routes.services_exist,
    routes.last_route_is_otherwise,
    graph.sources_stand_above,
    graph.groups_are_looked_at_from_inside,
    quoting.texts_can_be_filled,
    verifications.checks_name_their_page,
    promise.answer_is_promised,
    promise.rungs_come_in_time,
    law.reachable_by_people,
    law.email_is_never_required,
    law.links_hold_nothing_personal,
    law.silence_says_why,
    law.remedies_are_told,
    law.proof_of_address_is_lawful,
    law.nothing_already_held_is_asked,
    law.sex_has_a_basis,
    law.second_parent_is_never_required,
    law.sensitive_numbers_have_a_basis,
    contact.ways_are_known,
    contact.ways_have_their_address,
    contact.needs_are_never_required,
    routes.routes_are_reached,
    graph.conditions_are_used,
    step_rules.life_cycle,
    language.texts_are_plain,
)
CITY_RULES: Iterable[Rule] = (
    contact.relay_places_exist,
    moments.moments_are_known,
    coverage.sectors_exist,
    coverage.no_sector_is_forgotten,
    promise.rungs_have_someone,
    promise.services_have_a_deputy,
    promise.rungs_are_in_order,
    promise.retention_outlives_the_deadline,
    step_rules.people_can_act,
    reach.everything_can_happen,
)
"""Those that need to know what the city really is."""


def check(built: Built, city: City, *, city_sound: bool = True) -> None:
    """With a city that cannot be read, its mistakes come first: nobody is told that what it should say is missing."""
    for rule in (*RULES, *(CITY_RULES if city_sound else ())):
        rule(built, city)
