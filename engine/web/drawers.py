"""The actions of a case as forms on its page: one drawer each, open with what was typed when something went wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from engine.acts import offer
from engine.acts.office import Office
from engine.definition import cycle
from engine.definition.city_cycle import cycle_of
from engine.definition.cycle import Action, Cycle
from engine.definition.process import Process, Question
from engine.fields.base import FilingDay
from engine.records import Agent, Case
from engine.records.case import WAITING
from engine.web.acting import Typed, named
from engine.web.appear import Place
from engine.web.form import OPTIONAL, REQUIRED, Choice, ErrorLine, FieldView, field_view
from engine.web.inbox import path_words
from engine.web.joining import control, may_join

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
LOST = ("refuse", "sans-suite", "retire")
"""Outcomes without what was asked for."""
AROUND = {cycle.TRANSFER, cycle.RETURN, cycle.ASSIGN, cycle.ESCALATE, cycle.NOTE}
NOTHING = Typed()


@dataclass(frozen=True)
class Drawer:
    action: Action
    title: str
    places: tuple[Place, ...]
    open: bool
    reveals: bool
    """True when an answer of this form may show or hide another of its questions."""
    more: tuple[FieldView, ...] = ()
    """The questions that what was just typed has called for."""
    ends_badly: bool = False
    """True when it can only refuse, drop or withdraw the request: told apart from the others."""
    joins: bool = False
    """True when documents may be joined to it."""
    refused: str = ""
    """Why those just joined cannot be kept."""

    @property
    def aside(self) -> bool:
        """True for what is done around the case: passing it on, a note."""
        return bool(set(self.action.effects) & AROUND)

    @property
    def fields(self) -> list[FieldView]:
        """The controls on the screen."""
        return [place.field for place in self.places if place.field]


async def drawers(
    office: Office,
    process: Process,
    case: Case,
    agent: Agent,
    holder: str,
    used: Action | None,
    typed: Typed,
    errors: Mapping[str, str],
    at: datetime,
    more: Sequence[Question] = (),
) -> list[Drawer]:
    """The actions that this case offers this agent; the one just used stays open with what was typed in it."""
    mine = case.assignee == agent.login
    found = []
    for action in offer.for_agent(office, process, case, agent):
        takes = action.effects == (cycle.TAKE,)
        if takes and mine and not action.to:
            continue
        is_used = used is not None and action.id == used.id
        drawn = await places(office, process, case, action, typed if is_used else NOTHING, errors, at)
        title = f"Reprendre ce dossier, suivi par {holder}" if takes and holder and not mine else action.label
        made = drawer(cycle_of(process), action, title, drawn, is_used, more if is_used else ())
        refused = errors.get(control(action), "") if is_used else ""
        found.append(replace(made, joins=may_join(cycle_of(process), action), refused=refused))
    return sorted(found, key=lambda drawer: rank(drawer, holder))


def rank(drawer: Drawer, holder: str) -> int:
    """What makes the case advance first, then what ends it badly, then what is done around it."""
    if drawer.action.effects == (cycle.TAKE,) and holder:
        return 2  # taking over from someone is not the first thing to do
    return 2 if drawer.aside else int(drawer.ends_badly)


def ends_badly(life: Cycle, action: Action) -> bool:
    return bool(action.to) and all(to != cycle.BEFORE and life.step(to).outcome in LOST for to in action.to)


def drawer(
    life: Cycle, action: Action, title: str, drawn: Sequence[Place], is_open: bool, more: Sequence[Question] = ()
) -> Drawer:
    called = {named(action, question).id for question in more}
    views = tuple(place.field for place in drawn if place.field and place.id in called)
    return Drawer(action, title, tuple(drawn), is_open, depends_on_itself(action), views, ends_badly(life, action))


def depends_on_itself(action: Action) -> bool:
    own = {f"agent.{question.id}" for question in action.questions}
    return any(question.when is not None and question.when.sources & own for question in action.questions)


async def for_citizen(
    office: Office,
    process: Process,
    case: Case,
    used: Action | None,
    typed: Typed,
    errors: Mapping[str, str],
    at: datetime,
    more: Sequence[Question] = (),
) -> list[Drawer]:
    """What the person concerned may do from the tracking page, besides writing."""
    found = []
    for action in offer.for_citizen(office, process, case):
        is_used = used is not None and action.id == used.id
        drawn = await places(office, process, case, action, typed if is_used else NOTHING, errors, at)
        found.append(drawer(cycle_of(process), action, action.label, drawn, is_used, more if is_used else ()))
    return found


async def places(
    office: Office, process: Process, case: Case, action: Action, typed: Typed, errors: Mapping[str, str], at: datetime
) -> list[Place]:
    """The form of an action, control by control, in the order of the page."""
    people = await offer.colleagues(office, case) if action.does(cycle.ASSIGN) else []
    chosen = list(choosers(office, cycle_of(process), case, action, people, typed, errors))
    several = len(action.questions) + len(chosen) + bool(action.text) > 1
    found = [Place(field.id, False, field) for field in chosen]
    found += questions(office, case, action, typed, errors, at, several=several)
    if action.text:
        field = text_field(process, case, action, typed, errors, several=several)
        found.append(Place(field.id, False, field))
    return found


def questions(
    office: Office,
    case: Case,
    action: Action,
    typed: Typed,
    errors: Mapping[str, str],
    at: datetime,
    *,
    several: bool = True,
) -> Iterator[Place]:
    """Its own questions; those that wait for another answer of the form keep their place."""
    day = FilingDay(office.calendar.day_of(at), office.calendar)
    asked = {one.id for one in action.asked(offer.facts(office, case), typed.given(action, day))}
    for question in action.questions:
        own = named(action, question)
        mark = "" if not question.type.stores else OPTIONAL if not question.required else REQUIRED if several else ""
        raw, error = typed.raws.get(question.id), errors.get(own.id, "")
        field = field_view(own, raw, error=error, mark=mark) if question.id in asked else None
        if field or question.when:
            yield Place(own.id, question.when is not None, field)


def text_field(
    process: Process, case: Case, action: Action, typed: Typed, errors: Mapping[str, str], *, several: bool
) -> FieldView:
    """What is written freely."""
    assert action.text
    id = f"{action.id}-texte"
    return FieldView(
        id=id,
        type="texte-long",
        label=action.text.label,
        raw=typed.text,
        hint=hint(process, case, action),
        error=errors.get(id, ""),
        mark=OPTIONAL if not action.text.required else REQUIRED if several else "",
        options={"lignes": action.text.lines},
    )


def changed(
    office: Office, case: Case, action: Action, typed: Typed, on_screen: Collection[str], at: datetime
) -> list[Place]:
    """The places of the form where a question appears or goes with the answers now on the screen."""
    found = questions(office, case, action, typed, {}, at)
    return [place for place in found if place.conditional and (place.id in on_screen) != (place.field is not None)]


def choosers(
    office: Office,
    life: Cycle,
    case: Case,
    action: Action,
    people: Sequence[Agent],
    typed: Typed,
    errors: Mapping[str, str],
) -> Iterator[FieldView]:
    """What is chosen besides the questions of the action: a service, a person, a step."""
    if action.does(cycle.TRANSFER) and len(action.services) != 1:
        units = action.services or tuple(office.city.units)
        words = [Choice(id, path_words(office.city, id)) for id in units if id in office.city.units and id != case.unit]
        words.sort(key=lambda choice: choice.label)
        yield chooser(f"{action.id}-service", "À quel service ?", typed.unit, words, errors)
    if action.does(cycle.ASSIGN):
        names = [Choice(agent.login, agent.name) for agent in people]
        yield chooser(f"{action.id}-personne", "À qui ?", typed.login, names, errors)
    if len(action.to) > 1:
        steps = [Choice(id, step_words(life, case, id)) for id in action.to]
        yield chooser(f"{action.id}-vers", action.choice, typed.to, steps, errors, grouped=True)


def chooser(
    id: str, label: str, raw: str, choices: Sequence[Choice], errors: Mapping[str, str], *, grouped: bool = False
) -> FieldView:
    return FieldView(
        id=id,
        type="choix",
        label=label,
        raw=raw,
        error=errors.get(id, ""),
        mark=REQUIRED,
        control="" if grouped else "choix-liste",
        grouped=grouped,
        exclusive=grouped,
        choices=tuple(choices),
    )


def step_words(life: Cycle, case: Case, id: str) -> str:
    return life.step(case.step_before).name if id == cycle.BEFORE else life.step(id).name


def hint(process: Process, case: Case, action: Action) -> str:
    """What becomes of the words about to be written."""
    life = cycle_of(process)
    asks, ends = action.does(cycle.ASK), any(life.step(to).last for to in action.to if to != cycle.BEFORE)
    own = any(one.audience == cycle.CITIZEN for one in action.messages)
    tells = (asks or action.does(cycle.REPLY) or ends) and not own
    stops = asks and any(WAITING in deadline.pauses for deadline in process.deadlines)
    text = action.text.hint if action.text else ""
    if not action.by_agents:
        return text
    said = [text, MODES.get(case.contact_mode, "") if tells else "", STOPS if stops else ""]
    return " ".join(sentence for sentence in said if sentence)


def error_lines(drawn: Sequence[Drawer], errors: Mapping[str, str]) -> list[ErrorLine]:
    """The summary of errors, each leading to the first control to correct."""
    targets = {view.id: view.target for drawer in drawn for view in drawer.fields}
    return [ErrorLine(f"#{targets.get(id, id)}", sentence) for id, sentence in errors.items()]
