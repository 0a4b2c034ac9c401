"""Deadlines and their rungs: promised, in time, and reaching someone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from engine.calendar import Calendar, Duration
from engine.definition.build import Built
from engine.definition.city import City
from engine.definition.located import Path
from engine.names import fold


def answer_is_promised(built: Built, city: City) -> None:
    written = built.where.data.get("delais")
    if isinstance(written, Mapping) and written and not any(fold(name) == "reponse" for name in written):
        built.where.report(
            ("delais",),
            "delai-manquant",
            f"Il manque le délai de réponse promis : il y a seulement {', '.join(written)}.",
            built.where.nearest(next(iter(written)), ["reponse"])
            or "Ajoutez « reponse: » sous « delais: », avec son objectif.",
            key=True,
        )


def rungs_have_someone(built: Built, city: City) -> None:
    """A rung that reaches nobody would be silent: every service that may get the case needs the person named."""
    units = sorted({built.process.unit, *(route.unit for route in built.process.routes)} & set(city.units))
    for deadline in built.process.deadlines:
        told: set[str] = set()
        for rung in deadline.rungs:
            path = ("delais", deadline.name, "paliers", rung.position - 1)
            roles = {*rung.remind, *rung.escalate} - told
            report_nobody(built, city, units, sorted(roles), path)
            told |= roles


def report_nobody(built: Built, city: City, units: Iterable[str], roles: Iterable[str], path: Path) -> None:
    for role in roles:
        without = [unit for unit in units if not city.who(unit, role)]
        if without:
            one = len(without) == 1
            built.where.report(
                path,
                "service-sans-personne",
                f"{'Le service' if one else 'Les services'} {', '.join(f'« {unit} »' for unit in without)} "
                f"{'n’a' if one else 'n’ont'} pas de {ROLE_WORDS[role]} : ce palier n’atteindrait personne.",
                f"Ajoutez « {ROLE_KEYS[role]}: » à {'ce service' if one else 'ces services'} "
                "dans processes/_organisation.yaml.",
            )


ROLE_WORDS = {"referent": "référent", "suppleant": "suppléant", "responsable": "responsable"}
ROLE_KEYS = {"referent": "referent", "suppleant": "suppleants", "responsable": "responsable"}


def rungs_come_in_time(built: Built, city: City) -> None:
    """A reminder longer before the deadline than the deadline itself would fall before the filing."""
    for deadline in built.process.deadlines:
        for rung in deadline.rungs:
            path = ("delais", deadline.name, "paliers", rung.position - 1, "a")
            if rung.moment.before and too_long_before(rung.moment.before, deadline.target, city.calendar):
                built.where.report(
                    path,
                    "palier-avant-depot",
                    f"« {rung.moment.text} » tombe avant le dépôt : le délai est de {deadline.target}.",
                    "Choisissez une durée plus courte.",
                )


def too_long_before(before: Duration, target: Duration, calendar: Calendar) -> bool:
    if before.unit == target.unit:
        return before.amount >= target.amount
    if before.exact or target.exact:
        return False
    return calendar.subtract(calendar.add(ANY_DAY, target), before) < ANY_DAY


ANY_DAY = date(2026, 3, 2)
"""Durations of different units are compared from a day without holidays around."""
