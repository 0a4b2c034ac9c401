"""Every shape of the city's files under the words that name it, as Cerberus reads them: the table of contents of the manual.

The shapes themselves are in `shape/`, by subject: keys are the canonical ones, each with its sentence for the editor's
help. What a shape cannot say stands in `rules/`. All scalars are strings.
"""

from __future__ import annotations

from engine import names
from engine.definition.shape.case import (
    ACTION,
    ACTION_TEXT,
    AFTER,
    CITY_STEPS,
    DEADLINE,
    EVERYWHERE,
    MESSAGE,
    ROUTE,
    RUNG,
    STEP,
    STEP_MESSAGE,
)
from engine.definition.shape.case import PRIORITIES as PRIORITIES
from engine.definition.shape.case import STEP_NAME as STEP_NAME
from engine.definition.shape.city import (
    CITY,
    CLOSURE,
    DISTRICT,
    HOURS,
    LIFE_EVENT,
    ORGANISATION,
    PERSON,
    PORTAL,
    RELAY,
    UNIT,
)
from engine.definition.shape.city import DAYS as DAYS
from engine.definition.shape.form import (
    AUTOFILL,
    BLOCK,
    CHECK,
    ELSEWHERE,
    GROUP,
    INCLUDE,
    INCLUDE_INSIDE,
    OPTION,
    PAGE,
    QUESTION,
)
from engine.definition.shape.grammar import Shape, one_of
from engine.definition.shape.process import (
    EXPECTED,
    OPENING,
    PARAMETER,
    PARAMETERS,
    PERIOD,
    PERSONAL_DATA,
    PROCESS,
    SCENARIO,
    SCENARIO_ACTION,
    SET_ASIDE,
    SILENCE,
)
from engine.definition.shape.process import HUMAN_CHANNELS as HUMAN_CHANNELS
from engine.fields.base import FieldType

MEANT = {
    "obligatoire": "facultatif",
    "requis": "facultatif",
    "choix": "options",
    "reponses": "options",
    "identifiant": "id",
    "nom": "titre",
    "libelle": "question",
    "label": "question",
    "debut": "du",
    "fin": "au",
    "jusqu_au": "au",
    "minimum": "min",
    "maximum": "max",
    "condition": "si",
    "afficher_si": "si",
    "visible_si": "si",
    "service": "vers",
    "mail": "courriel",
    "email": "courriel",
    "tel": "telephone",
    "prix": "cout",
    "tarif": "cout",
    "description": "resume",
    "delai": "objectif",
}
"""Words people write for a key of another name."""
ALSO_MEANT = {
    "label": ("libelle",),
    "titre": ("nom", "libelle"),
    "texte": ("message",),
    "fin": ("jusqu_a",),
    "modele": ("message",),
    "message": ("modele", "texte"),
    "motif": ("raison",),
    "nom": ("libelle",),
    "bloque": ("bloquant",),
}
"""The same in other places: the first that may be written there."""
TYPES_MEANT = {
    "liste": "choix",
    "menu": "choix",
    "radio": "choix",
    "cases": "choix-multiple",
    "case": "accord",
    "email": "courriel",
    "mail": "courriel",
    "tel": "telephone",
    "entier": "nombre",
    "prix": "montant",
    "booleen": "oui-non",
    "piece-jointe": "fichier",
    "document": "fichier",
    "photo": "fichier",
    "paragraphe": "texte-long",
    "zone-de-texte": "texte-long",
    "message": "information",
    "horaire": "heure",
    "mois": "annee-mois",
    "lien": "url",
    "site": "url",
    "site-web": "url",
    "rib": "iban",
    "numero-de-securite-sociale": "nir",
    "securite-sociale": "nir",
    "spi": "numero-fiscal",
    "plaque": "immatriculation",
    "dates": "periode",
    "duree": "periode",
    "signature": "signature-simple",
    "attestation": "signature-simple",
}
"""Words people write for a type of question."""

THINGS: dict[str, Shape] = {
    "une démarche": PROCESS,
    "les données personnelles": PERSONAL_DATA,
    "un paramètre": PARAMETER,
    "les paramètres de la ville": PARAMETERS,
    "le silence": SILENCE,
    "l’ouverture": OPENING,
    "une période d’ouverture": PERIOD,
    "une page": PAGE,
    "un groupe répété": GROUP,
    "une ligne d’eligibilite": ELSEWHERE,
    "une vérification": CHECK,
    "une question": QUESTION,
    "une route": ROUTE,
    "un délai": DEADLINE,
    "un palier": RUNG,
    "un conseil ignoré": SET_ASIDE,
    "un message": MESSAGE,
    "le cycle de la ville": CITY_STEPS,
    "une étape": STEP,
    "les actions de toutes les étapes": EVERYWHERE,
    "une action": ACTION,
    "le texte d’une action": ACTION_TEXT,
    "ce qui arrive tout seul": AFTER,
    "le message d’une étape": STEP_MESSAGE,
    "un scénario": SCENARIO,
    "une action de scénario": SCENARIO_ACTION,
    "ce qui est attendu d’un scénario": EXPECTED,
    "un bloc": BLOCK,
    "un bloc inclus": INCLUDE,
    "un bloc inclus dans une page": INCLUDE_INSIDE,
    "une option": OPTION,
    "la ville": CITY,
    "l’organisation": ORGANISATION,
    "un service": UNIT,
    "une personne": PERSON,
    "une fermeture": CLOSURE,
    "les horaires": HOURS,
    "un secteur": DISTRICT,
    "un lieu relais": RELAY,
    "le portail": PORTAL,
    "un moment de la vie": LIFE_EVENT,
}
"""Each shape under the words that name it in a sentence."""


def thing(shape: Shape) -> str:
    """« une page »: what a mapping of this shape is."""
    own = next((words for words, known in THINGS.items() if known is shape), None)
    kind = next((kind for kind, known in _question_shapes.items() if known is shape), "")
    return own or f"une question de type {kind}"


def meant(key: str, shape: Shape) -> str | None:
    """The key of this shape that a person most likely meant."""
    word = names.fold(key)
    synonyms = (MEANT.get(word), *ALSO_MEANT.get(word, ()))
    return next((one for one in synonyms if one in shape), None) or names.nearest(key, shape)


def homes(key: str) -> list[str]:
    """The things a key belongs to, for whoever wrote it in the wrong place."""
    return [words for words, shape in THINGS.items() if key in shape]


_question_shapes: dict[str, Shape] = {}


def question_shape(kind: FieldType) -> Shape:
    """The keys of a question of this type: the common ones and its own. Built once: shapes are cached by identity."""
    if kind.name not in _question_shapes:
        own = {"autocomplete": one_of(AUTOFILL, "Ce que le navigateur peut remplir seul.")} if kind.stores else {}
        _question_shapes[kind.name] = {**QUESTION, **own, **kind.options}
    return _question_shapes[kind.name]
