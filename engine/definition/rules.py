"""What a shape cannot say of a démarche: one function per rule, each a generator of reports.

A rule sees the built démarche, the city, and where each part is written; it reports through `built.where`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from engine.calendar import Duration
from engine.definition import schema
from engine.definition.build import Built
from engine.definition.city import City
from engine.definition.condition import CONTEXT, Condition
from engine.definition.located import Path
from engine.definition.process import Deadline
from engine.errors import WARNING

Rule = Callable[[Built, City], None]


def check(built: Built, city: City) -> None:
    for rule in RULES:
        rule(built, city)


def services_exist(built: Built, city: City) -> None:
    process = built.process
    named: list[tuple[Path, str]] = [(("service",), process.unit)]
    for route in process.routes:
        key = "vers" if route.when else "sinon"
        named.append((("routage", route.position - 1, key), route.unit))
    for path, unit in named:
        if unit and unit not in city.units:
            built.where.report(
                path,
                "service-inconnu",
                f"« {unit} » n’est pas un service de la ville.",
                built.where.nearest(unit, city.units) or "Ajoutez-le dans processes/_organisation.yaml.",
            )


def last_route_is_otherwise(built: Built, city: City) -> None:
    routes = built.process.routes
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


def sources_stand_above(built: Built, city: City) -> None:
    """A condition looks only at questions asked before: so no cycle can exist."""
    above: set[str] = set(CONTEXT)
    for page in built.process.pages:
        report_forward(built, (*built.page_paths[page.id], "si"), page.when, above)
        for question in page.questions:
            report_forward(built, (*built.question_paths[question.id], "si"), question.when, above)
            above.add(question.id)


def report_forward(built: Built, path: Path, when: Condition | None, above: set[str]) -> None:
    for source in sorted(when.sources - above) if when else ():
        line = built.where.spot((*built.question_paths[source], "id")).line
        built.where.report(
            path,
            "reference-en-avant",
            f"Cette condition regarde « {source} », qui n’est posée qu’après (ligne {line}).",
            "Déplacez la question plus haut, ou changez la condition.",
        )


def sectors_exist(built: Built, city: City) -> None:
    for path, when in conditions(built):
        for district in sorted(when.districts - set(city.districts)):
            built.where.report(
                path,
                "secteur-inconnu",
                f"« {district} » n’est pas un secteur de la ville.",
                built.where.nearest(district, city.districts) or f"Secteurs : {', '.join(city.districts)}.",
            )


def conditions(built: Built) -> Iterator[tuple[Path, Condition]]:
    """Each condition once, with the place it is written at."""
    process = built.process
    yield from ((("conditions", name), when) for name, when in process.conditions.items())
    named = list(process.conditions.values())
    written: list[tuple[Path, Condition | None]] = []
    for page in process.pages:
        written.append(((*built.page_paths[page.id], "si"), page.when))
        written += [((*built.question_paths[q.id], "si"), q.when) for q in page.questions]
    written += [(("routage", route.position - 1, "si"), route.when) for route in process.routes]
    for path, when in written:
        if when is not None and not any(when is one for one in named):
            yield path, when


def conditions_are_used(built: Built, city: City) -> None:
    used = [q.when for q in built.process.questions()] + [p.when for p in built.process.pages]
    used += [route.when for route in built.process.routes]
    text = repr(built.where.data)
    for name, when in built.process.conditions.items():
        if not any(when is one for one in used) and text.count(f"'{name}'") < 2:
            built.where.report(
                ("conditions", name),
                "condition-inutile",
                f"La condition « {name} » ne sert nulle part.",
                "Retirez-la, ou utilisez-la avec « si: ».",
                key=True,
                level=WARNING,
            )


def answer_is_promised(built: Built, city: City) -> None:
    if built.process.deadlines and built.process.answer_deadline is None:
        built.where.report(
            ("delais",),
            "delai-manquant",
            "Il manque le délai de réponse promis.",
            "Ajoutez « reponse: » sous « delais: », avec son objectif.",
            key=True,
        )


def rungs_have_someone(built: Built, city: City) -> None:
    """A rung that reaches nobody would be silent: every service that may get the case needs the person named."""
    units = {built.process.unit, *(route.unit for route in built.process.routes)} & set(city.units)
    for deadline in built.process.deadlines:
        for rung in deadline.rungs:
            path = ("delais", deadline.name, "paliers", rung.position - 1)
            if not (rung.remind or rung.escalate or rung.warn_citizen):
                built.where.report(
                    path,
                    "palier-sans-destinataire",
                    f"Le palier « {rung.moment.text} » ne prévient personne.",
                    "Ajoutez « relancer: referent ».",
                )
            for role in (*rung.remind, *rung.escalate):
                for unit in sorted(unit for unit in units if not city.who(unit, role)):
                    built.where.report(
                        path,
                        "service-sans-personne",
                        f"Le service « {unit} » n’a pas de {ROLE_WORDS[role]} pour le palier « {rung.moment.text} ».",
                        f"Ajoutez « {ROLE_KEYS[role]}: » à ce service dans processes/_organisation.yaml.",
                    )


ROLE_WORDS = {"referent": "référent", "suppleant": "suppléant", "responsable": "responsable"}
ROLE_KEYS = {"referent": "referent", "suppleant": "suppleants", "responsable": "responsable"}


def rungs_come_in_time(built: Built, city: City) -> None:
    """A reminder longer before the deadline than the deadline itself would fall before the filing."""
    for deadline in built.process.deadlines:
        for rung in deadline.rungs:
            path = ("delais", deadline.name, "paliers", rung.position - 1, "a")
            if rung.moment.percent is not None and not 0 < rung.moment.percent <= 100:
                built.where.report(
                    path,
                    "palier-moment",
                    f"« {rung.moment.text} » n’est pas entre 1 % et 100 %.",
                    "Pour relancer après l’échéance, écrivez par exemple « 2 jours ouvrés après ».",
                )
            if rung.moment.before and too_long_before(rung.moment.before, deadline):
                built.where.report(
                    path,
                    "palier-avant-depot",
                    f"« {rung.moment.text} » tombe avant le dépôt : le délai est de {deadline.target}.",
                    "Choisissez une durée plus courte.",
                )


def too_long_before(before: Duration, deadline: Deadline) -> bool:
    return before.unit == deadline.target.unit and before.amount >= deadline.target.amount


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
            asked_of_all = question.required and question.when is None and page.when is None
            if question.type.name == "courriel" and asked_of_all and question.about_self:
                built.where.report(
                    built.question_paths[question.id],
                    "courriel-obligatoire",
                    f"« {question.id} » oblige à avoir une adresse électronique.",
                    "Ajoutez « facultatif: oui », ou posez la question seulement si la personne choisit d’être jointe par courriel.",
                )


def silence_says_why(built: Built, city: City) -> None:
    silence = built.process.silence
    if silence and silence.regime != "aucun":
        for key, given in (("delai", silence.delay), ("fondement", silence.basis)):
            if not given:
                built.where.report(
                    ("silence",),
                    "silence-sans-fondement",
                    f"Quand le silence vaut {silence.regime}, il faut écrire « {key} ».",
                    "Par exemple : delai: 2 mois" if key == "delai" else "Citez le texte applicable.",
                    key=True,
                )


def pages_ask_something(built: Built, city: City) -> None:
    for page in built.process.pages:
        if not page.questions:
            built.where.report(
                built.page_paths[page.id],
                "page-vide",
                f"La page « {page.title} » ne pose aucune question.",
                "Ajoutez une question, ou retirez la page.",
            )


RULES: Iterable[Rule] = (
    services_exist,
    last_route_is_otherwise,
    sources_stand_above,
    sectors_exist,
    conditions_are_used,
    answer_is_promised,
    rungs_have_someone,
    rungs_come_in_time,
    reachable_by_people,
    email_is_never_required,
    silence_says_why,
    pages_ask_something,
)
