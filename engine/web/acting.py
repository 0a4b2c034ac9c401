"""What an agent may do with a case: the words of each act, what was typed for it, and the verb it calls."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import FormData

from engine.acts import move
from engine.acts.office import Office
from engine.records import Agent, Case, Event


@dataclass(frozen=True)
class Act:
    name: str
    """Its word in addresses."""
    allowed: str
    """Its name among the acts that a state allows."""
    kind: str
    """The event it writes."""
    title: str
    button: str
    done: str
    label: str = ""
    """The question of the text; nothing when the act has no text."""
    missing: str = ""
    hint: str = ""
    tells: bool = False
    """True when the text goes to the person."""
    choice: str = ""
    """`service` or `issue`, when something is chosen as well."""
    lines: int = 6


TAKE = Act("prendre", "take", "pris", "Prendre ce dossier", "Prendre ce dossier", "Vous suivez maintenant ce dossier.")
ALL = (
    TAKE,
    Act(
        "repondre",
        "reply",
        "message-agent",
        "Répondre à la personne",
        "Envoyer la réponse",
        "Votre réponse est enregistrée.",
        label="Votre réponse",
        missing="Écrivez votre réponse.",
        tells=True,
    ),
    Act(
        "demander",
        "ask",
        "precision-demandee",
        "Demander une précision ou un document",
        "Envoyer la demande",
        "Votre question est enregistrée.",
        label="Que demandez-vous ?",
        missing="Écrivez ce que vous demandez à la personne.",
        tells=True,
    ),
    Act(
        "transferer",
        "transfer",
        "transfere",
        "Transmettre à un autre service",
        "Transmettre",
        "Le dossier est transmis. La personne et le service sont prévenus.",
        label="Pourquoi ?",
        missing="Écrivez pourquoi vous transmettez ce dossier.",
        hint="La personne et le nouveau service liront ces mots. La date promise reste la même.",
        choice="service",
        lines=3,
    ),
    Act(
        "noter",
        "note",
        "note",
        "Ajouter une note interne",
        "Ajouter la note",
        "La note est ajoutée.",
        label="Votre note",
        missing="Écrivez votre note.",
        hint="Seuls les agents la lisent.",
        lines=3,
    ),
    Act(
        "clore",
        "close",
        "clos",
        "Terminer ce dossier",
        "Terminer le dossier",
        "Le dossier est terminé.",
        label="Ce qui est décidé ou fait, et pourquoi",
        missing="Écrivez ce qui est décidé ou fait, et pourquoi.",
        tells=True,
        choice="issue",
    ),
)
ACTS = {act.name: act for act in ALL}
MISSING_CHOICE = {"service": "Choisissez un service dans la liste.", "issue": "Choisissez l’issue de la demande."}


@dataclass(frozen=True)
class Typed:
    """What a form of the page brought: words, a choice, and what its reader had seen of the case."""

    text: str = ""
    choice: str = ""
    version: int = -1
    seen: int = 0
    """The last line of the journal that was on the page."""

    @classmethod
    def of(cls, act: Act, form: FormData) -> Typed:
        return cls(
            text=str(form.get(f"{act.name}-texte", "")).replace("\r\n", "\n").strip(),
            choice=str(form.get(f"{act.name}-{act.choice}", "")) if act.choice else "",
            version=whole(form.get("version"), -1),
            seen=whole(form.get("journal"), 0),
        )

    def missing(self, act: Act) -> dict[str, str]:
        """Sentences by field."""
        found = {}
        if act.choice and not self.choice:
            found[f"{act.name}-{act.choice}"] = MISSING_CHOICE[act.choice]
        if act.label and not self.text:
            found[f"{act.name}-texte"] = act.missing
        elif len(self.text) > move.LONGEST:
            found[f"{act.name}-texte"] = f"Raccourcissez votre texte : {move.LONGEST} caractères au plus."
        return found

    def already(self, act: Act, agent: Agent, since: Iterable[Event]) -> bool:
        """The same form sent twice: this agent has just written the very same thing."""
        return any((event.kind, event.actor, event.text) == (act.kind, agent.login, self.text) for event in since)


def whole(written: object, otherwise: int) -> int:
    """A number of ours that came back through a form; anything else counts as `otherwise`."""
    sound = isinstance(written, str) and re.fullmatch(r"[0-9]{1,15}", written)
    return int(sound[0]) if sound else otherwise


Perform = Callable[[Office, Case, Agent, Typed, datetime], Awaitable[Case]]

PERFORM: Mapping[str, Perform] = {
    "take": lambda office, case, agent, typed, now: move.take(office, case, agent, now),
    "reply": lambda office, case, agent, typed, now: move.reply(office, case, agent, typed.text, now),
    "ask": lambda office, case, agent, typed, now: move.ask(office, case, agent, typed.text, now),
    "note": lambda office, case, agent, typed, now: move.note(office, case, agent, typed.text, now),
    "transfer": lambda office, case, agent, typed, now: move.transfer(
        office, case, agent, typed.choice, typed.text, now
    ),
    "close": lambda office, case, agent, typed, now: move.close(office, case, agent, typed.choice, typed.text, now),
}
