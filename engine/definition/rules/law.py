"""What the law asks of a démarche: channels, e-mail, silence, sensitive numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.definition import schema
from engine.definition.build import Built
from engine.definition.city import City
from engine.definition.process import Page, Question
from engine.errors import ADVICE
from engine.names import fold


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


def links_hold_nothing_personal(built: Built, city: City) -> None:
    """An address is kept by browsers and servers: it never holds what tells of a person (RGPD 5)."""
    for page in built.process.pages:
        for question in page.questions:
            if question.from_link and not question.type.linkable:
                built.where.report(
                    (*built.question_paths[question.id], "depuis_le_lien"),
                    "lien-personnel",
                    f"« {question.id} » ne peut pas venir d’un lien : une adresse reste dans les navigateurs.",
                    "Retirez « depuis_le_lien ». Il sert aux choix, aux oui-non, aux nombres et aux listes.",
                    key=True,
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
        told = (*built.question_paths[question.id], "fondement") in built.where.spots  # that it is empty
        if question.type.legal_basis and not question.basis and not told:
            built.where.report(
                (*built.question_paths[question.id], "type"),
                "fondement-manquant",
                f"« {question.type.name} » ne peut être demandé que si un texte de loi le permet.",
                "Ajoutez « fondement: » avec ce texte, ou retirez la question.",
            )


def remedies_are_told(built: Built, city: City) -> None:
    """When silence means no, the receipt gives the remedies and their delays (CRPA R112-11-1)."""
    silence = built.process.silence
    if silence and silence.regime == "rejet" and silence.delay and silence.basis and not built.process.remedies:
        built.where.report(
            ("silence",),
            "recours-manquant",
            "Quand le silence vaut rejet, il faut dire ce que la personne peut faire alors.",
            "Ajoutez « recours: » avec les délais, par exemple : Vous pouvez saisir le tribunal administratif dans les deux mois.",
            key=True,
        )


def asked(built: Built) -> Iterator[tuple[Page, Question]]:
    """Every question that wants an answer, with its page."""
    for page in built.process.pages:
        yield from ((page, question) for question in page.questions if question.type.stores)


def is_document(question: Question) -> bool:
    """A type whose answer is a document to bring, which may be declared indispensable."""
    return "indispensable" in question.type.options


def wording_of(question: Question) -> str:
    """The question and its hint, without accents nor capitals."""
    return fold(f"{question.label} {question.hint}").replace("’", "'")


_PROOF_OF_ADDRESS = re.compile(
    r"(?:justificatifs?|preuves?|attestations?) (?:de|d'un) (?:domicile|residence|adresse)|quittance de loyer"
)
_HELD = re.compile(
    r"avis d'(?:imposition|impot)|avis de non[- ]imposition|casier judiciaire|extrait k-?bis|\bkbis\b|acte de naissance"
    r"|attestation (?:de la )?(?:caf|cpam|france travail|pole emploi|vitale)|quotient familial"
)
_SEX = re.compile(r"\b(?:votre|son|leur|le) sexe\b|^sexe\b|\bcivilite\b")
_SECOND = re.compile(r"\b(?:deuxieme|second|seconde|autre) (?:parent|responsable|representant)")
_SECOND_ID = re.compile(r"(?:parent|responsable)_?(?:2|deux)|(?:deuxieme|second|autre)_?(?:parent|responsable)")


def proof_of_address_is_lawful(built: Built, city: City) -> None:
    """No proof of address outside the list of the law (CRPA R113-5 to R113-8): the declaration is enough."""
    for _, question in asked(built):
        if is_document(question) and not question.basis and _PROOF_OF_ADDRESS.search(wording_of(question)):
            built.where.report(
                built.question_paths[question.id],
                "justificatif-de-domicile",
                f"« {question.id} » demande un justificatif de domicile : la loi l’interdit presque partout.",
                "Retirez la question, ou ajoutez « fondement: » avec le texte qui l’autorise.",
            )


def nothing_already_held_is_asked(built: Built, city: City) -> None:
    """An administration does not ask what another one holds and can send it (CRPA L113-12 and L113-13)."""
    for _, question in asked(built):
        match = _HELD.search(wording_of(question)) if is_document(question) and not question.basis else None
        if match:
            built.where.report(
                built.question_paths[question.id],
                "document-deja-detenu",
                f"« {question.id} » demande un document qu’une autre administration détient déjà.",
                "Demandez-le à cette administration, ou écrivez dans « fondement » pourquoi c’est impossible.",
                level=ADVICE,
            )


def sex_has_a_basis(built: Built, city: City) -> None:
    """Neither the sex nor a form of address without a text of law (RGPD 5, CJUE C-394/23)."""
    for _, question in asked(built):
        options = {fold(str(getattr(one, "label", ""))).rstrip(".") for one in question.options.get("options") or ()}
        both = ({"madame", "monsieur"}, {"mme", "m"}, {"homme", "femme"}, {"masculin", "feminin"})
        named = question.id in ("sexe", "civilite") or _SEX.search(fold(question.label))
        if not question.basis and (named or any(pair <= options for pair in both)):
            built.where.report(
                built.question_paths[question.id],
                "sexe-sans-fondement",
                f"« {question.id} » demande le sexe ou la civilité, sans texte de loi.",
                "Retirez la question, ou ajoutez « fondement: » avec le texte qui l’exige.",
            )


def second_parent_is_never_required(built: Built, city: City) -> None:
    """Many children have one parent: the second is never required, unless one has said that there is one."""
    for page, question in asked(built):
        named = _SECOND_ID.search(question.id) or _SECOND.search(fold(question.label))
        if named and question.required and question.when is None and page.when is None:
            built.where.report(
                built.question_paths[question.id],
                "second-parent-obligatoire",
                f"« {question.id} » oblige à nommer un deuxième parent : tous les enfants n’en ont pas deux.",
                "Ajoutez « facultatif: oui », ou posez-la à qui a répondu qu’il y en a un.",
            )
