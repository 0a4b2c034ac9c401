"""The acts of a case as forms on its page: one drawer each, open with what was typed when something went wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.acts import move
from engine.acts.office import Office
from engine.definition.process import Process
from engine.records import Agent, Case
from engine.records.case import WAITING
from engine.web.acting import ALL, TAKE, Act, Typed
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
STOPS = "Le délai s’arrête jusqu’à sa réponse."
CHOICE_LABELS = {"service": "À quel service ?", "issue": "Quelle est l’issue ?"}


@dataclass(frozen=True)
class Drawer:
    act: Act
    title: str
    fields: tuple[FieldView, ...]
    open: bool


def drawers(
    office: Office,
    process: Process,
    case: Case,
    agent: Agent,
    holder: str,
    used: Act | None,
    typed: Typed,
    errors: Mapping[str, str],
) -> list[Drawer]:
    """The acts that this case allows; the one just used stays open with what was typed in it."""
    allowed, mine = move.allowed(case), case.assignee == agent.login
    order = (*ALL[1:], TAKE) if holder else ALL  # taking over from someone is not the first thing to do
    return [
        Drawer(
            act,
            f"Reprendre ce dossier, suivi par {holder}" if act is TAKE and holder else act.title,
            tuple(fields(office, process, case, act, typed if act is used else Typed(), errors)),
            act is used,
        )
        for act in order
        if act.allowed in allowed and not (mine and act is TAKE)
    ]


def fields(
    office: Office, process: Process, case: Case, act: Act, typed: Typed, errors: Mapping[str, str]
) -> Iterator[FieldView]:
    if act.choice:
        id = f"{act.name}-{act.choice}"
        yield FieldView(
            id=id,
            type="choix",
            label=CHOICE_LABELS[act.choice],
            raw=typed.choice,
            error=errors.get(id, ""),
            mark=REQUIRED,
            grouped=act.choice == "issue",
            exclusive=act.choice == "issue",
            choices=choices(office, case, act),
        )
    if act.label:
        id = f"{act.name}-texte"
        yield FieldView(
            id=id,
            type="texte-long",
            label=act.label,
            raw=typed.text,
            hint=hint(process, case, act),
            error=errors.get(id, ""),
            mark=REQUIRED if act.choice else "",
            options={"lignes": act.lines},
        )


def hint(process: Process, case: Case, act: Act) -> str:
    """What becomes of the words about to be written."""
    stops = act.allowed == "ask" and any(WAITING in deadline.pauses for deadline in process.deadlines)
    said = [act.hint, MODES.get(case.contact_mode, "") if act.tells else "", STOPS if stops else ""]
    return " ".join(sentence for sentence in said if sentence)


def choices(office: Office, case: Case, act: Act) -> tuple[Choice, ...]:
    if act.choice == "issue":
        return tuple(Choice(code, words) for code, words in move.OUTCOMES.items())
    others = (Choice(id, path_words(office.city, id)) for id in office.city.units if id != case.unit)
    return tuple(sorted(others, key=lambda choice: choice.label))


def error_lines(errors: Mapping[str, str]) -> list[ErrorLine]:
    return [ErrorLine(f"#{id}", sentence) for id, sentence in errors.items()]
