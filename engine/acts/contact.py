"""Contact: who the person is and how to tell them things, read once from their answers at filing.

The ids are those of the shared blocks `identite`, `contact` and `entreprise`; a démarche without these blocks
is read by the types of its questions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.definition.process import Process, Question

MODES = {
    "courriel": "courriel",
    "telephone": "appel",
    "sms": "sms",
    "courrier": "lettre",
    "accueil": "relais",
}
"""Answer to `mode_contact` -> channel. Any other answer: nothing is sent, the tracking page says it all."""

ON_PAGE = "suivi"


@dataclass(frozen=True)
class Contact:
    name: str
    email: str
    phone: str
    address: str
    mode: str


def read(process: Process, answers: Mapping[str, Any]) -> Contact:
    alone = {id: value for id, value in answers.items() if id not in process.groups}
    answered = {id: value for id, value in alone.items() if value not in (None, "", {}, [])}
    questions = [process.question(id) for id in answered]
    email = _first(questions, answered, "courriel", "courriel")
    phone = _first(questions, answered, "telephone", "telephone")
    address = _first(questions, answered, "adresse_courrier", "adresse")
    name = _name(answered)
    return Contact(name[:200], email[:254], phone[:40], address, _mode(answered, email, phone, address))


def _first(questions: Sequence[Question], answered: Mapping[str, Any], id: str, type_name: str) -> str:
    """The answer to `id`, else the first one of that type that is about the person."""
    for question in sorted(questions, key=lambda question: question.id != id):
        if question.id == id or (question.type.name == type_name and question.about_self):
            return _shown(question, answered[question.id])
    return ""


def _shown(question: Question, value: Any) -> str:
    if isinstance(value, Mapping) and value.get("sans_adresse"):
        return ""
    return question.type.show(question, value)


def _name(answered: Mapping[str, Any]) -> str:
    """The whole name the person asked to be called by, else first name and name; an organisation stands in for nobody."""
    person = " ".join(str(answered[part]) for part in ("prenom", "nom") if answered.get(part))
    return str(answered.get("nom_usage") or person or answered.get("organisme_nom", ""))


def _mode(answered: Mapping[str, Any], email: str, phone: str, address: str) -> str:
    """What was chosen, when it can be done; else what is known of the person."""
    reachable = {"courriel": email, "sms": phone, "appel": phone, "lettre": address, "relais": "oui"}
    if "mode_contact" in answered:
        chosen = MODES.get(answered["mode_contact"], ON_PAGE)
        return chosen if reachable.get(chosen, "") else ON_PAGE
    return next((mode for mode in ("courriel", "appel", "lettre") if reachable[mode]), ON_PAGE)
