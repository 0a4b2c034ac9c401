"""A small town built by hand: two services, five people, one démarche. What acts are tested on."""

from datetime import date, time, timedelta

from engine.acts import draft as drafts
from engine.acts.office import Office
from engine.acts.submit import submit
from engine.calendar import Calendar
from engine.definition.city import City, Person, Unit
from engine.definition.process import Deadline, Moment, Page, Process, Question, Route, Rung, Silence
from engine.duration import Duration
from engine.fields import TYPES
from engine.records import Agent, Edition

MORNING, AFTERNOON = (time(9), time(12)), (time(14), time(17))
WEEK = dict.fromkeys(range(5), (MORNING, AFTERNOON))


def person(id, name):
    return Person(id, name, f"{id}@ville.example", "instructrice")


PEOPLE = {
    one.id: one
    for one in (
        person("louise", "Louise Martin"),
        person("hugo", "Hugo Nguyen"),
        person("awa", "Awa Diallo"),
        person("pierre", "Pierre Lacoste"),
        person("nadia", "Nadia Roux"),
    )
}

UNITS = {
    "direction": Unit(
        "direction", "Direction générale", "1 place de la Mairie", "05 56 00 00 00", "dgs@ville.example",
        manager="nadia",
    ),
    "voirie": Unit(
        "voirie", "Voirie", "2 rue du Pont", "05 56 00 00 01", "voirie@ville.example",
        parent="direction", referent="louise", deputies=("hugo",), manager="awa",
    ),
    "proprete": Unit(
        "proprete", "Propreté", "3 rue du Lac", "05 56 00 00 02", "proprete@ville.example",
        parent="direction", referent="pierre",
    ),
    "orphelin": Unit(
        "orphelin", "Service sans personne", "4 rue Vide", "05 56 00 00 03", "orphelin@ville.example"
    ),
}  # fmt: skip

CITY = City(
    name="Villeneuve",
    calendar=Calendar({date(2026, 12, 24): "fermeture"}, WEEK),
    units=UNITS,
    people=PEOPLE,
    phone="05 56 10 20 30",
    site="https://demarches.ville.example",
)


def question(id, kind="texte", required=False, **options):
    type_ = TYPES[kind]
    return Question(id, type_, id.capitalize(), required=required, options=type_.coerce_options(options))


DEADLINE = Deadline(
    "reponse",
    Duration.parse("15 jours ouvrés"),
    frozenset({"attente-usager"}),
    rungs=(
        Rung(1, Moment("50 %", percent=50), remind=("referent",)),
        Rung(
            2,
            Moment("3 jours ouvrés avant", before=Duration.parse("3 jours ouvrés")),
            remind=("referent", "suppleant"),
        ),
        Rung(3, Moment("échéance"), escalate=("responsable",), warn_citizen=True),
    ),
)

PROCESS = Process(
    slug="trou",
    title="Signaler un trou",
    summary="Un trou dans la chaussée.",
    family="rue",
    unit="voirie",
    audiences=("particulier",),
    channels=("web", "telephone"),
    pages=(
        Page(
            "vous",
            "Vous",
            questions=(
                question("nom", required=True),
                question("prenom"),
                question("mode_contact"),
                question("courriel", "courriel"),
                question("telephone", "telephone"),
                question("adresse_courrier", "adresse"),
                question("photo", "fichier"),
            ),
        ),
    ),
    silence=Silence("rejet", Duration.parse("2 mois"), "CRPA L231-4"),
    routes=(Route(1, "voirie", reason="Le trou est dans la rue."),),
    deadlines=(DEADLINE,),
    sources={"processes/trou.yaml": "titre: Signaler un trou\n"},
    fingerprint="f" * 64,
)

ANSWERS = {
    "nom": "Ferreira",
    "prenom": "Ana",
    "mode_contact": "courriel",
    "courriel": "ana@example.org",
    "telephone": None,
    "adresse_courrier": None,
    "photo": None,
}


class Speaker:
    """Says every word it is given, one per line: enough to see what a notice would hold."""

    def speaking(self, code):
        return self

    def render_notice(self, name, process, words, answers=None):
        lines = [f"{word}: {value}" for word, value in sorted(words.items())]
        return f"{name} {words.get('reference', '')}", "\n".join(lines) + "\n"

    def render_short(self, name, process, words, answers=None):
        return f"{name} {words['reference']} {words['lien_suivi']}"


async def office(settings, now, theme=None, process=PROCESS):
    made = Office(CITY, theme or Speaker(), settings)
    edition, _ = await Edition.get_or_create(
        slug=process.slug,
        fingerprint=process.fingerprint,
        defaults={"sources": dict(process.sources), "live": True, "created_at": now},
    )
    made.put_in_force(edition, process)
    return made


async def draft(office, now, **answers):
    """A draft ready to be sent."""
    made, _ = await drafts.start(office, "trou", now - timedelta(minutes=5))
    return await drafts.save(made, {**ANSWERS, **answers}, now - timedelta(minutes=1))


async def case(office, now, **answers):
    """A case filed just now."""
    return await submit(office, await draft(office, now, **answers), "web", now)


async def agent(now, login="louise", units=("voirie",), role="agent"):
    known = PEOPLE.get(login)
    return await Agent.create(
        login=login,
        name=known.name if known else login,
        email=f"{login}@ville.example",
        password_hash="x",
        role=role,
        units=list(units),
        created_at=now,
    )
