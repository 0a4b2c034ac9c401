"""What an agent may do with a case, as forms: their words, what was typed in them, and the act each one calls."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import FormData

from engine.acts import move
from engine.acts.office import Office
from engine.records import Agent, Case, Event
from engine.web.form import REQUIRED, Choice, ErrorLine, FieldView
from engine.web.inbox import path_words

MODES = {
    "courriel": "La personne reçoit ces mots par courriel.",
    "lettre": "La personne reçoit ces mots par lettre : vous aurez à l’envoyer.",
    "appel": "La personne reçoit ces mots par téléphone : vous aurez à l’appeler.",
    "sms": "La personne reçoit ces mots par SMS : vous aurez à l’envoyer.",
    "relais": "La personne reçoit ces mots à un point d’accueil : vous aurez à les lui remettre.",
    "suivi": "La personne lira ces mots sur sa page de suivi.",
}
"""What becomes of a message, said before it is written."""


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
        "Votre demande est enregistrée. Le délai s’arrête jusqu’à la réponse de la personne.",
        label="Que demandez-vous ?",
        missing="Écrivez ce que vous demandez à la personne.",
        hint="Le délai s’arrête jusqu’à sa réponse.",
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
CHOICE_LABELS = {"service": "À quel service ?", "issue": "Quelle est l’issue ?"}


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


# --- the forms as the page shows them


@dataclass(frozen=True)
class Drawer:
    act: Act
    title: str
    fields: tuple[FieldView, ...]
    open: bool


def drawers(
    office: Office, case: Case, agent: Agent, holder: str, used: Act | None, typed: Typed, errors: Mapping[str, str]
) -> list[Drawer]:
    """The acts that this case allows; the one just used stays open with what was typed in it."""
    allowed = move.allowed(case)
    order = (*ALL[1:], TAKE) if holder else ALL  # taking over from someone is not the first thing to do
    mine = case.assignee == agent.login
    acts = [act for act in order if act.allowed in allowed and not (mine and act is TAKE)]
    return [
        Drawer(
            act,
            f"Reprendre ce dossier, suivi par {holder}" if act is TAKE and holder else act.title,
            fields(office, case, act, typed if act is used else Typed(), errors),
            act is used,
        )
        for act in acts
    ]


def fields(office: Office, case: Case, act: Act, typed: Typed, errors: Mapping[str, str]) -> tuple[FieldView, ...]:
    found = []
    if act.choice:
        id = f"{act.name}-{act.choice}"
        found.append(
            FieldView(
                id=id,
                type="choix",
                label=CHOICE_LABELS[act.choice],
                raw=typed.choice,
                error=errors.get(id, ""),
                mark=REQUIRED,
                grouped=act.choice == "issue",
                choices=choices(office, case, act),
            )
        )
    if act.label:
        id = f"{act.name}-texte"
        hint = " ".join(part for part in (act.hint, MODES.get(case.contact_mode, "") if act.tells else "") if part)
        found.append(
            FieldView(
                id=id,
                type="texte-long",
                label=act.label,
                raw=typed.text,
                hint=hint,
                error=errors.get(id, ""),
                mark=REQUIRED if act.choice else "",
                options={"lignes": act.lines},
            )
        )
    return tuple(found)


def choices(office: Office, case: Case, act: Act) -> tuple[Choice, ...]:
    if act.choice == "issue":
        return tuple(Choice(code, words) for code, words in move.OUTCOMES.items())
    others = (Choice(id, path_words(office.city, id)) for id in office.city.units if id != case.unit)
    return tuple(sorted(others, key=lambda choice: choice.label))


def error_lines(errors: Mapping[str, str]) -> list[ErrorLine]:
    return [ErrorLine(f"#{id}", sentence) for id, sentence in errors.items()]
