"""The parts of a démarche said in French, for its author: deadlines, rungs, options, who is told. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine import french
from engine.definition.condition import Condition
from engine.definition.process import Deadline, Opening, Question, Route, Rung

ROLES = {
    "usager": "la personne",
    "agent": "tout agent qui voit le dossier",
    "referent": "le référent",
    "suppleant": "le suppléant",
    "responsable": "le responsable",
    "titulaire": "l’agent qui a le dossier",
    "service": "le service",
}
CHANNELS = {
    "web": "internet",
    "terminal": "un ordinateur de la ville",
    "telephone": "téléphone",
    "guichet": "guichet",
    "courriel": "courriel",
    "courrier": "lettre",
}
OCCASIONS = {
    "accuse": "l’accusé de réception",
    "demande-precision": "la demande de précision",
    "reponse": "la réponse",
    "transfert": "l’annonce d’un transfert",
    "retard": "l’annonce d’un retard",
    "cloture": "la fin du dossier",
    "retrait": "la preuve d’un retrait",
    "etape": "le changement d’étape",
}


def condition(when: Condition | None) -> str:
    return when.phrase() if when else "toujours"


def roles(ids: Iterable[str]) -> str:
    return french.listed([ROLES.get(one, one) for one in ids])


def rung(one: Rung) -> str:
    """« à 50 % du délai, on relance le référent »."""
    moment = one.moment
    at = (
        f"à {moment.percent} % du délai"
        if moment.percent
        else f"à l’{moment.text}"
        if moment.text == "échéance"
        else moment.text
    )
    acts = []
    if one.remind:
        acts.append(f"on relance {roles(one.remind)}")
    if one.escalate:
        acts.append(f"on alerte {roles(one.escalate)}")
    if one.warn_citizen:
        acts.append("on prévient la personne")
    return f"{at}, {french.listed(acts)}" if acts else at


def target(deadline: Deadline) -> str:
    return f"{deadline.target}"


def destination(route: Route, name: str = "") -> str:
    """« « Voirie », urgence haute »."""
    urgent = "" if route.priority == "normale" else f", urgence {route.priority}"
    return f"« {name or route.unit} »{urgent}"


def kind(question: Question) -> str:
    """« choix », « calcul » … the word written in the file."""
    return question.type.name


def options(question: Question) -> dict[str, str]:
    """The answers proposed by a choice, what is read by what is stored. Those of a list of the city are many."""
    return {str(one.value): one.label for one in question.options.get("options", ())}


def opening(one: Opening | None) -> str:
    if one is None:
        return "ouverte toute l’année"
    said = []
    for period in one.periods:
        bounds = [f"du {french.short_date(period.opens)}" if period.opens else ""]
        bounds.append(f"jusqu’au {french.short_date(period.closes)}" if period.closes else "")
        words = " ".join(bound for bound in bounds if bound) or "toute l’année"
        said.append(words + (f", {french.count(period.places, 'place')}" if period.places else ""))
    return "ouverte " + french.listed(said)


def plain(value: Any) -> str:
    """A key of a question as it is read in a sentence."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list | tuple):
        return ", ".join(plain(one) for one in value)
    return "rien" if value is None or value == "" else str(value)
