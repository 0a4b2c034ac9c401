"""The kit: every question type in every state, and the parts of a page, for whoever designs or checks a face.

Shows invented examples only; knows no case and no person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from engine.definition.process import Question
from engine.fields import TYPES
from engine.web.form import OPTIONAL, FieldView, FormView, field_view
from engine.web.page import page

STATES = {
    "vide": "Sans réponse",
    "rempli": "Avec une réponse",
    "erreur": "Avec une erreur",
    "facultatif": "Facultative",
}


@dataclass(frozen=True)
class Attachment:
    id: str
    name: str
    size: int


@dataclass(frozen=True)
class Example:
    """One invented question: what is asked, what is typed, what goes wrong."""

    label: str
    filled: Any
    wrong: Any
    error: str
    hint: str = ""
    options: Mapping[str, Any] | None = None


DAYS = {
    "lundi": "Lundi",
    "mercredi": {"libelle": "Mercredi", "aide": "Le matin seulement"},
    "samedi": "Samedi",
}
NO_ADDRESS = {"voie": "", "complement": "", "code_postal": "", "commune": "", "pays": "", "precision": ""}
AN_ADDRESS = {
    "voie": "12 rue Sainte-Catherine",
    "code_postal": "33000",
    "commune": "Bordeaux",
    "sans_adresse": "",
}

EXAMPLES = {
    "texte": Example(
        "Quel est votre nom d’usage ?",
        "Zoé d’Àlvares",
        "",
        "Écrivez votre nom d’usage.",
        hint="Le nom que vous utilisez tous les jours.",
        options={"autocomplete": "family-name"},
    ),
    "texte-long": Example(
        "Que voulez-vous nous dire ?",
        "Le banc du square est cassé.\nUn enfant s’est blessé.",
        "",
        "Écrivez votre message.",
        options={"lignes": "5"},
    ),
    "courriel": Example(
        "Quelle est votre adresse électronique ?",
        "camille.roux@exemple.fr",
        "camille.roux@",
        "« camille.roux@ » n’est pas une adresse complète : écrivez-la sous la forme nom@exemple.fr.",
        hint="Pour vous envoyer la réponse.",
    ),
    "telephone": Example(
        "Quel est votre numéro de téléphone ?",
        "06 39 98 12 34",
        "12",
        "« 12 » n’est pas un numéro complet : écrivez par exemple 06 12 34 56 78.",
    ),
    "nombre": Example(
        "Quelle est la longueur de l’échafaudage ?",
        "12",
        "douze",
        "« douze » n’est pas un nombre : écrivez-le en chiffres, par exemple 12.",
        options={"unite": "mètres"},
    ),
    "montant": Example(
        "Quel est votre loyer ?",
        "612,50",
        "cher",
        "« cher » n’est pas un montant : écrivez-le en chiffres, par exemple 12,50.",
        hint="Sans les charges.",
    ),
    "date": Example(
        "Quelle est la date de naissance de l’enfant ?",
        {"jour": "27", "mois": "mars", "annee": "2019"},
        {"jour": "27", "mois": "", "annee": "2019"},
        "« Date de naissance de l’enfant » : il manque le mois.",
    ),
    "oui-non": Example(
        "Y a-t-il un danger immédiat ?",
        "oui",
        "",
        "Répondez par oui ou par non à la question « Y a-t-il un danger immédiat ? ».",
    ),
    "choix": Example(
        "Quel jour préférez-vous ?",
        "mercredi",
        "",
        "Choisissez un jour.",
        options={"options": DAYS},
    ),
    "choix-multiple": Example(
        "Quels jours pouvez-vous venir ?",
        ["lundi", "samedi"],
        [],
        "Choisissez au moins un jour.",
        hint="Plusieurs réponses sont possibles.",
        options={"options": DAYS},
    ),
    "accord": Example(
        "Règlement de la terrasse",
        "oui",
        "",
        "Cochez la case pour continuer.",
        options={"texte": "J’ai lu le règlement des terrasses et je le respecte."},
    ),
    "adresse": Example(
        "Où habitez-vous ?",
        {**NO_ADDRESS, **AN_ADDRESS},
        {**NO_ADDRESS, **AN_ADDRESS, "commune": ""},
        "Complétez l’adresse : il manque la commune.",
    ),
    "fichier": Example(
        "Avez-vous un plan de l’installation ?",
        {"documents": ["1"], "absent": ""},
        {"documents": [], "absent": ""},
        "Le fichier « plan.exe » n’est pas accepté : envoyez un PDF, un JPG ou un PNG.",
        hint="Une photo nette suffit.",
        options={"formats": ["pdf", "jpg", "png"], "taille": "5 Mo", "plusieurs": "oui"},
    ),
    "siret": Example(
        "Quel est le numéro SIRET ?",
        "732 829 320 00074",
        "1234",
        "« 1234 » n’est pas un numéro SIRET : vérifiez ses 14 chiffres.",
        hint="14 chiffres, sur vos factures ou votre extrait Kbis.",
    ),
    "information": Example(
        "Ce qui change cette année",
        "",
        "",
        "",
        options={"texte": "Les terrasses ferment à 23 h.\n\nLe règlement est affiché en mairie."},
    ),
}


def question(type_name: str, id: str = "") -> Question:
    """The invented question of a type."""
    example, kind = EXAMPLES[type_name], TYPES[type_name]
    options = kind.coerce_options(example.options or {})
    return Question(id or type_name.replace("-", "_"), kind, example.label, example.hint, options=options)


def in_state(type_name: str, state: str) -> FieldView:
    """A question as it looks `vide`, `rempli`, `erreur` or `facultatif`."""
    example = EXAMPLES[type_name]
    asked = question(type_name, f"{type_name.replace('-', '_')}_{state}")
    if state == "rempli":
        documents = (Attachment("1", "plan-terrasse.pdf", 1_240_000),) if type_name == "fichier" else ()
        return field_view(asked, example.filled, documents=documents)
    if state == "erreur":
        return field_view(asked, example.wrong, error=example.error)
    if state == "facultatif":
        return field_view(replace(asked, required=False), mark=OPTIONAL)
    return field_view(asked)


def gallery() -> Iterator[tuple[str, str, list[tuple[str, FieldView]]]]:
    """(type, its title, [(state in French, field)…]) for every type."""
    for name, kind in TYPES.items():
        states = STATES if kind.stores else {"vide": "Toujours"}
        yield name, kind.title, [(words, in_state(name, state)) for state, words in states.items()]


def alone(type_name: str, *, wrong: bool = False) -> FormView:
    """A page with a single question, whose label is then the h1."""
    example = EXAMPLES[type_name]
    error = example.error if wrong else ""
    raw = example.wrong if wrong else None
    return FormView((field_view(question(type_name), raw, error=error, alone=True),))


async def kit(request: Request) -> Response:
    """GET /-/kit, and /-/kit?seul=choix[&etat=erreur] for one question alone on its page."""
    type_name = request.query_params.get("seul", "")
    if type_name not in EXAMPLES:
        return page(request, "kit.html", {"gallery": list(gallery()), "form": None})
    form = alone(type_name, wrong=request.query_params.get("etat") == "erreur")
    return page(request, "kit.html", {"form": form, "errors": form.errors})
