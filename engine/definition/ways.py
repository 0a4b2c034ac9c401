"""The questions by which a person says how to be told things, and their answers: the ids of the block `contact`.

The one home of these words: acts read the answers by them, the checker judges démarches by them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WAY, NEEDS, RELAY, TONGUE = "mode_contact", "besoins", "point_accueil", "langue_echange"

WAYS = {
    "courriel": "courriel",
    "telephone": "appel",
    "sms": "sms",
    "courrier": "lettre",
    "accueil": "relais",
    "aucun": "suivi",
}
"""Answer to `mode_contact` -> channel."""
ADDRESSES = {"courriel": "courriel", "telephone": "telephone", "sms": "telephone", "courrier": "adresse"}
"""The type of the question that each way of being told cannot do without."""

LARGE, ALOUD, SIMPLE, SIGNS, HELP = "gros_caracteres", "lecture", "simple", "lsf", "accompagnement"
INTERPRETER = "interprete"
NEEDS_IN_SHORT = {
    SIGNS: "Langue des signes",
    LARGE: "Gros caractères",
    ALOUD: "Lecture à voix haute",
    SIMPLE: "Mots simples",
    HELP: "Accompagnement",
    INTERPRETER: "Interprète",
}
"""What the engine does something about; any other need is shown to agents as it was said."""

TONGUES = {"francais": "fr", "anglais": "en", "espagnol": "es", "arabe": "ar"}
"""Answer to `langue_echange` -> the languages that we write."""


def needs(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Health data: given freely, read from the answers only, copied nowhere."""
    said = answers.get(NEEDS)
    return tuple(one for one in said if isinstance(one, str)) if isinstance(said, list) else ()
