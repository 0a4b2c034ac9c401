"""The frozen shapes of a life cycle: steps, what may be done at each, what happens by itself, who is told.

Read by `definition/steps.py`; knows neither YAML nor the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from engine.definition.process import Deadline, Message, Question
from engine.duration import Duration

if TYPE_CHECKING:
    from engine.definition.condition import Condition, Facts

NOTHING = MappingProxyType[str, Any]({})

OUTCOMES = {
    "traite": "Demande traitée",
    "accepte": "Demande acceptée",
    "refuse": "Demande refusée",
    "sans-suite": "Demande classée sans suite",
    "retire": "Demande retirée",
}
"""How a case may end, in the words of everyone."""
WITHDRAWN = "retire"

CITIZEN = "usager"
AGENTS = "agent"
"""Any agent who sees the case."""
HOLDER = "titulaire"
"""The agent who has the case in hand."""
WHO = (AGENTS, "referent", "suppleant", "responsable", HOLDER, CITIZEN)
TOLD = (CITIZEN, "referent", "suppleant", "responsable", HOLDER, "service")
REASON = "motif"
"""The question that `motifs` asks."""
BEFORE = "precedente"
"""For `vers`: the step one came from."""

TAKE, ASK, REPLY, TRANSFER, RETURN = "prendre", "demander-precision", "repondre", "transmettre", "renvoyer"
ASSIGN, ESCALATE, NOTE, WRITE = "reaffecter", "escalader", "noter", "ecrire"
EFFECTS = (TAKE, ASK, REPLY, TRANSFER, RETURN, ASSIGN, ESCALATE, NOTE, WRITE)
"""Words of `faire`."""

STANDARD_TEXTS = {
    ASK: ("Que demandez-vous ?", "Écrivez ce que vous demandez à la personne."),
    REPLY: ("Votre réponse", "Écrivez votre réponse."),
    TRANSFER: ("Pourquoi ?", "Écrivez pourquoi vous transmettez ce dossier."),
    RETURN: ("Pourquoi ?", "Écrivez pourquoi vous renvoyez ce dossier."),
    ESCALATE: ("Pourquoi ?", "Écrivez pourquoi vous remontez ce dossier."),
    NOTE: ("Votre note", "Écrivez votre note."),
}
"""What these effects ask in writing when the action does not say it itself."""


@dataclass(frozen=True)
class Text:
    """What is written freely with an action. `public`: the person concerned reads it."""

    label: str
    missing: str = ""
    hint: str = ""
    required: bool = True
    lines: int = 6
    public: bool = False


@dataclass(frozen=True)
class Tell:
    """One message: to whom, and either words of its own or an occasion of the city."""

    audience: str
    occasion: str = "etape"
    message: Message | None = None


@dataclass(frozen=True, eq=False)
class Action:
    """What someone may do with a case at a step."""

    id: str
    label: str
    who: tuple[str, ...] = (AGENTS,)
    effects: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    """Where it leads: nothing stays here, several are chosen from."""
    when: Condition | None = None
    text: Text | None = None
    questions: tuple[Question, ...] = ()
    shown: frozenset[str] = frozenset()
    """Ids of the questions whose answers the person concerned reads."""
    messages: tuple[Tell, ...] = ()
    priority: str = ""
    services: tuple[str, ...] = ()
    """For a transfer: the only services to choose from."""
    button: str = ""
    done: str = ""
    hint: str = ""
    choice: str = ""
    """The question asked when `to` holds several steps."""
    corrects: bool = False
    """True when the agent may tick, in its form, the answers to correct."""

    @property
    def by_citizen(self) -> bool:
        return CITIZEN in self.who

    @property
    def by_agents(self) -> bool:
        return any(who != CITIZEN for who in self.who)

    def does(self, effect: str) -> bool:
        return effect in self.effects

    def asked(self, judged: Facts, given: Mapping[str, Any] = NOTHING) -> list[Question]:
        """The questions of its form that are asked now, from the first to the last; `given` answers this very form."""
        known = {**judged.answers, **{f"agent.{question.id}": None for question in self.questions}}
        found = []
        for question in self.questions:
            if question.when is None or question.when.holds(judged.with_answers(known)):
                found.append(question)
                known[f"agent.{question.id}"] = given.get(question.id)
        return found


@dataclass(frozen=True, eq=False)
class After:
    """What happens by itself at a step: at once without `delay`, else when the case has stayed there that long."""

    position: int
    delay: Duration | None = None
    to: str = ""
    when: Condition | None = None
    messages: tuple[Tell, ...] = ()
    priority: str = ""
    effects: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Step:
    """Where a case may stand. `words` is what the person concerned reads."""

    id: str
    name: str
    words: str
    first: bool = False
    waits: bool = False
    """True while something is expected from the person concerned: clocks that may wait for them stop."""
    outcome: str = ""
    """One of OUTCOMES at the end of the cycle."""
    quiet: bool = False
    """True when arriving here is not told in the story the person reads."""
    correctable: bool = True
    """False when the person no longer changes an answer here unless the service asks for it."""
    actions: Mapping[str, Action] = field(default_factory=dict)
    afters: tuple[After, ...] = ()
    deadlines: tuple[Deadline, ...] = ()

    @property
    def last(self) -> bool:
        return bool(self.outcome)

    def targets(self) -> Iterator[str]:
        """Names of the steps it leads to, BEFORE included."""
        for action in self.actions.values():
            yield from action.to
        yield from (after.to for after in self.afters if after.to)


@dataclass(frozen=True, eq=False)
class Cycle:
    steps: Mapping[str, Step]
    questions: Mapping[str, Question] = field(default_factory=dict)
    """What agents are asked, by id."""

    @cached_property
    def first(self) -> Step:
        return next(iter(self.steps.values()))

    def step(self, id: str) -> Step:
        """The step of that name; the first one for a case whose step is not told."""
        return self.steps.get(id) or self.first

    def action(self, id: str) -> Action | None:
        """An action of that name, wherever it is possible."""
        return next((step.actions[id] for step in self.steps.values() if id in step.actions), None)
