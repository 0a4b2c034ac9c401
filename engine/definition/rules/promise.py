"""Deadlines and their rungs: promised, in time, and reaching someone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from engine.calendar import Calendar
from engine.definition.build import Built
from engine.definition.city import City
from engine.definition.located import Path
from engine.definition.process import Deadline, Moment
from engine.duration import Duration
from engine.errors import ADVICE, WARNING
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
    units = units_concerned(built, city)
    for deadline, place in promises(built):
        told: set[str] = set()
        for rung in deadline.rungs:
            roles = {*rung.remind, *rung.escalate} - told
            report_nobody(built, city, units, sorted(roles), (*place, "paliers", rung.position - 1))
            told |= roles


def units_concerned(built: Built, city: City) -> list[str]:
    """Services that may get a case: by its route, or by a step that passes it on to those it names."""
    written = built.process.cycle if "etapes" in built.where.data else None
    actions = [action for step in written.steps.values() for action in step.actions.values()] if written else []
    passed_on = {unit for action in actions for unit in action.services}
    return sorted({built.process.unit, *(route.unit for route in built.process.routes), *passed_on} & set(city.units))


def promises(built: Built) -> Iterator[tuple[Deadline, Path]]:
    """The deadlines of a démarche and those of the steps it writes itself, with where they are written."""
    for deadline in built.process.deadlines:
        yield deadline, ("delais", deadline.name)
    if built.process.cycle and "etapes" in built.where.data:
        for step in built.process.cycle.steps.values():
            for deadline in step.deadlines:
                yield deadline, ("etapes", step.id, "delais", deadline.name)


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
    for deadline, place in promises(built):
        for rung in deadline.rungs:
            path = (*place, "paliers", rung.position - 1, "a")
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


def services_have_a_deputy(built: Built, city: City) -> None:
    """A service that receives requests and has nobody to stand in stops at the first leave."""
    units = [unit for unit in dict.fromkeys(route.unit for route in built.process.routes) if unit in city.units]
    without = [unit for unit in units if city.who(unit, "referent") and not city.who(unit, "suppleant")]
    if without and not any(problem.code == "service-sans-personne" for problem in built.problems):
        built.where.report(
            ("routage",),
            "service-sans-suppleant",
            f"Personne ne remplace le référent de {', '.join(f'« {unit} »' for unit in without)}.",
            "Ajoutez « suppleants: » dans processes/_organisation.yaml : les demandes n’attendent pas la fin des congés.",
            key=True,
            level=WARNING,
        )


def rungs_are_in_order(built: Built, city: City) -> None:
    """Read from top to bottom, rungs tell a story: one that falls before the one above is misplaced or miswritten."""
    for deadline, place in promises(built):
        latest: tuple[date, str] | None = None
        for rung in deadline.rungs:
            falls = day_of(rung.moment, deadline.target, city.calendar)
            if falls is None or falls < ANY_DAY:
                continue  # hours, or a rung before the filing, told by another rule
            if latest and falls < latest[0]:
                built.where.report(
                    (*place, "paliers", rung.position - 1, "a"),
                    "paliers-en-desordre",
                    f"« {rung.moment.text} » tombe avant « {latest[1]} », écrit au-dessus.",
                    "Écrivez les paliers du premier au dernier.",
                    level=ADVICE,
                )
            latest = max(latest or (falls, rung.moment.text), (falls, rung.moment.text), key=lambda one: one[0])


def day_of(moment: Moment, target: Duration, calendar: Calendar) -> date | None:
    """When a rung falls for a request filed on any day; None when hours are involved."""
    if target.exact or any(one is not None and one.exact for one in (moment.before, moment.after)):
        return None
    due = calendar.add(ANY_DAY, target)
    if moment.percent is not None:
        return ANY_DAY + timedelta(days=(due - ANY_DAY).days * moment.percent // 100)
    if moment.before:
        return calendar.subtract(due, moment.before)
    return calendar.add(due, moment.after) if moment.after else due


def retention_outlives_the_deadline(built: Built, city: City) -> None:
    """What is deleted before the answer is promised cannot be answered."""
    kept = built.process.personal_data.retention if built.process.personal_data else ""
    match = re.search(r"(\d+|une?|deux|trois|quatre|six) (jours?|mois|ans?|années?)\b", kept)
    target = built.process.answer_deadline.target if built.process.answer_deadline else None
    if not match or target is None or target.exact or "clôture" in kept:
        return  # counted from the closing, it is always after the answer
    amount = {"un": "1", "une": "1", "deux": "2", "trois": "3", "quatre": "4", "six": "6"}.get(match[1], match[1])
    unit = "an" if match[2].startswith("an") else match[2].rstrip("s") if match[2] != "mois" else "mois"
    try:
        retention = Duration.parse(f"{amount} {unit}{'s' if int(amount) > 1 and unit != 'mois' else ''}")
    except ValueError:
        return
    if calendar_end(city.calendar, retention) < calendar_end(city.calendar, target):
        built.where.report(
            ("donnees_personnelles", "conservation"),
            "conservation-trop-courte",
            f"« {kept} » : les données disparaîtraient avant la réponse, promise en {target}.",
            "Gardez-les plus longtemps, ou comptez à partir de la clôture.",
            level=WARNING,
        )


def calendar_end(calendar: Calendar, duration: Duration) -> date:
    return calendar.add(ANY_DAY, duration)
