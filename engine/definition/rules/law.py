"""What the law asks of a démarche: channels, e-mail, silence, sensitive numbers."""

from __future__ import annotations

from engine.definition import schema
from engine.definition.build import Built
from engine.definition.city import City


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
