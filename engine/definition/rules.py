"""What a shape cannot say of a démarche: one function per rule, each a generator of reports.

A rule sees the built démarche, the city, and where each part is written; it reports through `built.where`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from engine.calendar import Calendar, Duration
from engine.definition import coverage, schema
from engine.definition.build import Built
from engine.definition.city import City
from engine.definition.condition import CONTEXT, Condition, covers
from engine.definition.located import Path
from engine.definition.process import Route
from engine.definition.quoting import texts_can_be_filled
from engine.errors import WARNING
from engine.names import fold

Rule = Callable[[Built, City], None]


def check(built: Built, city: City, *, city_sound: bool = True) -> None:
    """With a city that cannot be read, its mistakes come first: nobody is told that what it should say is missing."""
    for rule in (*RULES, *(CITY_RULES if city_sound else ())):
        rule(built, city)


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


def sources_stand_above(built: Built, city: City) -> None:
    """A condition looks only at questions asked before: so no cycle can exist."""
    above: set[str] = set(CONTEXT)
    group = ""
    for page in built.process.pages:
        if group and group != (page.group.id if page.group else ""):
            above.add(group)  # the number of instances is known once its pages are behind
        group = page.group.id if page.group else ""
        report_forward(built, (*built.page_paths[page.id], "si"), page.when, above)
        for question in page.questions:
            report_forward(built, (*built.question_paths[question.id], "si"), question.when, above)
            above.add(question.id)


def report_forward(built: Built, path: Path, when: Condition | None, above: set[str]) -> None:
    for source in sorted(when.sources - above) if when else ():
        place = built.question_paths.get(source) or built.group_paths[source]
        line = built.where.spot((*place, "id" if source in built.question_paths else "repeter")).line
        sentence = f"Cette condition regarde « {source} », qui n’est posée qu’après (ligne {line})."
        help = "Déplacez la question plus haut, ou changez la condition."
        if path[:-1] == place:
            sentence, help = f"« {source} » dépend de sa propre réponse.", "Retirez-la de cette condition."
        built.where.report(path, "reference-en-avant", sentence, help)


def conditions_are_used(built: Built, city: City) -> None:
    """Told once nothing else is wrong: a use that could not be read would not be counted."""
    if any(problem.blocks for problem in built.problems):
        return
    own = built.where.spot(()).file
    for name in built.process.conditions:
        path = ("conditions", name)
        if name not in built.used and built.where.spot(path, key=True).file == own:
            built.where.report(
                path,
                "condition-inutile",
                f"La condition « {name} » ne sert nulle part.",
                "Retirez-la, ou utilisez-la avec « si: ».",
                key=True,
                level=WARNING,
            )


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


def reachable_by_people(built: Built, city: City) -> None:
    """At least two channels, one of them human: nobody is left with a screen only (CRPA L112-8 and our promise)."""
    channels = built.process.channels
    if channels and (len(channels) < 2 or not set(channels) & set(schema.HUMAN_CHANNELS)):
        built.where.report(
            ("canaux",),
            "canaux",
            "Il faut au moins deux façons de faire cette démarche, dont une avec une personne.",
            f"Ajoutez par exemple {' ou '.join(schema.HUMAN_CHANNELS[:2])}.",
            key=True,
        )


def email_is_never_required(built: Built, city: City) -> None:
    """An e-mail may be asked of those who chose it as their way of contact, never of everyone."""
    for page in built.process.pages:
        for question in page.questions:
            places = (built.page_paths[page.id], built.question_paths[question.id])
            conditional = any((*place, "si") in built.where.spots for place in places)
            if question.type.name == "courriel" and question.required and question.about_self and not conditional:
                built.where.report(
                    built.question_paths[question.id],
                    "courriel-obligatoire",
                    f"« {question.id} » oblige à avoir une adresse électronique.",
                    "Ajoutez « facultatif: oui », ou posez la question seulement si la personne choisit d’être jointe par courriel.",
                )


def silence_says_why(built: Built, city: City) -> None:
    silence, path = built.process.silence, ("silence",)
    if silence and silence.regime != "aucun":
        absent = [key for key in ("delai", "fondement") if (*path, key) not in built.where.spots]
        if absent:
            built.where.report(
                path,
                "silence-sans-fondement",
                f"Quand le silence vaut {silence.regime}, il faut écrire {' et '.join(f'« {key} »' for key in absent)}.",
                "Par exemple « delai: 2 mois », et le texte de loi dans « fondement ».",
                key=True,
            )


def sensitive_numbers_have_a_basis(built: Built, city: City) -> None:
    """The social security number and the tax number are asked only where a text of law allows it."""
    for question in built.process.questions():
        if question.type.legal_basis and not question.basis:
            built.where.report(
                (*built.question_paths[question.id], "type"),
                "fondement-manquant",
                f"« {question.type.name} » ne peut être demandé que si un texte de loi le permet.",
                "Ajoutez « fondement: » avec ce texte, ou retirez la question.",
            )


RULES: Iterable[Rule] = (
    services_exist,
    last_route_is_otherwise,
    sources_stand_above,
    texts_can_be_filled,
    answer_is_promised,
    rungs_come_in_time,
    reachable_by_people,
    email_is_never_required,
    silence_says_why,
    sensitive_numbers_have_a_basis,
    routes_are_reached,
    conditions_are_used,
)
CITY_RULES: Iterable[Rule] = (coverage.sectors_exist, coverage.no_sector_is_forgotten, rungs_have_someone)
"""Those that need to know what the city really is."""
