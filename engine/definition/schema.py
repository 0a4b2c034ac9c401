"""The shape of every file of the city, as Cerberus reads it: this page is the table of contents of the manual.

Keys are the canonical ones; what a shape cannot say stands in `rules.py`. All scalars are strings.
"""

from __future__ import annotations

from typing import Any

from engine.fields.base import FieldType

Shape = dict[str, Any]

TEXT: Shape = {"type": "string", "empty": False}
ANY_TEXT: Shape = {"type": "string"}
WORDS: Shape = {"type": ["list", "string"], "schema": TEXT}
CONDITION: Shape = {"type": ["string", "dict"], "empty": False}
IDENTIFIER: Shape = {"type": "string", "regex": r"[a-z][a-z0-9_]{0,59}"}

AUDIENCES = ("particulier", "entreprise", "association")
CHANNELS = ("web", "terminal", "telephone", "guichet", "courriel", "courrier")
HUMAN_CHANNELS = ("telephone", "guichet", "courrier")
PRIORITIES = ("normale", "haute", "urgente")
ROLES = ("referent", "suppleant", "responsable")
PAUSE_REASONS = ("attente-usager",)
REGIMES = ("acceptation", "rejet", "aucun")


def one_of(allowed: tuple[str, ...]) -> Shape:
    return {"type": "string", "allowed": list(allowed)}


def some_of(allowed: tuple[str, ...]) -> Shape:
    return {"type": "list", "minlength": 1, "schema": one_of(allowed)}


def one_or_some_of(allowed: tuple[str, ...]) -> Shape:
    return {"type": ["list", "string"], "allowed": list(allowed)}


def required(shape: Shape) -> Shape:
    return {**shape, "required": True}


PROCESS: Shape = {
    "titre": required(TEXT),
    "resume": required(TEXT),
    "famille": required(TEXT),
    "mots": WORDS,
    "pour": required(some_of(AUDIENCES)),
    "canaux": required(some_of(CHANNELS)),
    "service": required(TEXT),
    "duree": TEXT,
    "cout": TEXT,
    "preparer": WORDS,
    "donnees_personnelles": required({"type": "dict"}),
    "silence": {"type": "dict"},
    "recours": TEXT,
    "conditions": {"type": "dict"},
    "formulaire": required({"type": "list", "minlength": 1}),
    "routage": required({"type": "list", "minlength": 1}),
    "delais": required({"type": "dict", "minlength": 1}),
    "messages": {"type": "dict"},
    "scenarios": required({"type": "list", "minlength": 1}),
}

PERSONAL_DATA: Shape = {
    "finalite": required(TEXT),
    "base": required(TEXT),
    "conservation": required(TEXT),
    "destinataires": WORDS,
}

SILENCE: Shape = {"regime": required(one_of(REGIMES)), "delai": TEXT, "fondement": TEXT}

PAGE: Shape = {
    "page": required(TEXT),
    "id": {"type": "string", "regex": r"[a-z0-9][a-z0-9-]{0,59}"},
    "texte": TEXT,
    "si": CONDITION,
    "questions": required({"type": "list", "minlength": 1, "schema": {"type": "dict"}}),
}

QUESTION: Shape = {
    "id": required(IDENTIFIER),
    "type": required(TEXT),
    "question": required(TEXT),
    "aide": TEXT,
    "facultatif": ANY_TEXT,
    "si": CONDITION,
    "si_vide": TEXT,
    "concerne": one_of(("moi", "autre")),
}

ROUTE: Shape = {
    "si": CONDITION,
    "vers": TEXT,
    "sinon": TEXT,
    "priorite": one_of(PRIORITIES),
    "motif": TEXT,
}

DEADLINE: Shape = {
    "objectif": required(TEXT),
    "suspendu_pendant": some_of(PAUSE_REASONS),
    "reprise": one_of(("continuer", "recommencer")),
    "paliers": {"type": "list", "schema": {"type": "dict"}},
}

RUNG: Shape = {
    "a": required(TEXT),
    "relancer": one_or_some_of(ROLES),
    "escalader": one_or_some_of(ROLES),
    "prevenir": one_or_some_of(("usager",)),
}

MESSAGE: Shape = {"objet": required(TEXT), "texte": required(TEXT)}

SCENARIO: Shape = {
    "nom": required(TEXT),
    "depose": required(TEXT),
    "canal": one_of(CHANNELS),
    "reponses": required({"type": "dict"}),
    "attendu": required({"type": "dict", "minlength": 1}),
}

EXPECTED: Shape = {
    "vers": TEXT,
    "priorite": one_of(PRIORITIES),
    "referent": TEXT,
    "reponse_avant": TEXT,
    "pages": {"type": "list", "schema": TEXT},
    "relances": {"type": "list", "schema": TEXT},
    "messages": {"type": "list", "schema": TEXT},
}

BLOCK: Shape = {
    "titre": required(TEXT),
    "texte": TEXT,
    "questions": required({"type": "list", "minlength": 1, "schema": {"type": "dict"}}),
    "conditions": {"type": "dict"},
}

ORGANISATION: Shape = {
    "ville": required({"type": "dict"}),
    "services": required({"type": "dict", "minlength": 1, "valuesrules": {"type": "dict"}}),
    "personnes": required({"type": "dict", "minlength": 1, "valuesrules": {"type": "dict"}}),
    "horaires": required({"type": "dict", "minlength": 1}),
    "fermetures": {"type": "list"},
    "secteurs": {"type": "dict", "valuesrules": {"type": "dict"}},
}

CITY: Shape = {
    "nom": required(TEXT),
    "telephone": required(TEXT),
    "horaires_telephone": TEXT,
    "accueil": TEXT,
    "courriel": TEXT,
    "site": TEXT,
    "delegue_donnees": TEXT,
}

UNIT: Shape = {
    "nom": required(TEXT),
    "dans": TEXT,
    "adresse": TEXT,
    "telephone": TEXT,
    "courriel": TEXT,
    "horaires": TEXT,
    "referent": TEXT,
    "suppleants": WORDS,
    "responsable": TEXT,
}

PERSON: Shape = {"nom": required(TEXT), "courriel": required(TEXT), "fonction": TEXT}

CLOSURE: Shape = {"du": required(TEXT), "au": TEXT, "motif": TEXT}

DISTRICT: Shape = {"nom": required(TEXT), "codes_postaux": required({"type": "list", "minlength": 1, "schema": TEXT})}

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
HOURS: Shape = {day: {"type": ["list", "string"], "schema": TEXT} for day in DAYS}

_QUESTION_SHAPES: dict[str, Shape] = {}


def question_shape(kind: FieldType) -> Shape:
    """The keys of a question of this type: the common ones and its own. Built once, since shapes are cached by identity."""
    if kind.name not in _QUESTION_SHAPES:
        own = {"autocomplete": TEXT} if kind.stores else {}
        _QUESTION_SHAPES[kind.name] = {**QUESTION, **own, **kind.options}
    return _QUESTION_SHAPES[kind.name]
