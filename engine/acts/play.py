"""A life cycle played on a case: what someone does at a step, what happens by itself. One transaction each.

Every act says who may do it and when; a case that changed meanwhile is never written over. The cycle is the one of
the edition of the case: the city's own, or the démarche's.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from engine.acts import clock, journal, signin, tell, words
from engine.acts.office import Office
from engine.definition import cycle
from engine.definition.city import Person
from engine.definition.condition import Facts
from engine.definition.cycle import OUTCOMES, Action, After, Cycle, Step
from engine.definition.process import Process
from engine.definition.steps import REASON, cycle_of
from engine.errors import NotAllowed, Overtaken
from engine.records import Agent, Case, Clock, Event, Rung
from engine.records.batch import Batch, Row
from engine.records.case import CLOSED, NEW, ONGOING, WAITING

LONGEST = 10_000
"""Characters in one message."""

CHANGED = "Ce dossier vient de changer. Relisez-le, puis recommencez."
IS_CLOSED = "Ce dossier est clos."
ELSEWHERE = "Ce dossier est suivi par un autre service."
NOT_NOW = "Cette action n’est pas possible maintenant."
NOT_YOU = "Cette action n’est pas pour vous : demandez à la personne qui peut la faire."

KINDS = {
    cycle.TRANSFER: "transfere",
    cycle.RETURN: "transfere",
    cycle.ASK: "precision-demandee",
    cycle.REPLY: "message-agent",
    cycle.WRITE: "message-usager",
    cycle.ESCALATE: "escalade",
    cycle.ASSIGN: "reaffecte",
    cycle.NOTE: "note",
    cycle.TAKE: "pris",
}
"""The event of each effect; the first one of an action names its line in the journal."""
PUBLIC = ("transfere", "precision-demandee", "message-agent", "message-usager", "clos")
"""Events whose text the person concerned reads."""


@dataclass(frozen=True)
class Filled:
    """What came with an action."""

    text: str = ""
    to: str = ""
    """The step chosen, when the action leads to several."""
    unit: str = ""
    login: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    """To the questions of the action, already checked."""
    documents: Sequence[str] = ()


NOTHING = Filled()


# --- who may do what


def kind_of(step: Step) -> str:
    """What lists and clocks know of a step."""
    if step.last:
        return CLOSED
    return WAITING if step.waits else NEW if step.first else ONGOING


def facts(office: Office, case: Case) -> Facts:
    """What the conditions of a life cycle look at: the form, what agents answered, the step before."""
    told = {f"agent.{id}": value for id, value in case.agent_answers.items()}
    return office.facts({**case.answers, **told, "etape": case.step_before}, case.channel, case.filed_at, case.language)


def plays(office: Office, case: Case, agent: Agent, action: Action) -> bool:
    """Whether this agent is one of those who may do this."""
    return agent.role == "administrateur" or any(holds(office, case, agent, who) for who in action.who)


def holds(office: Office, case: Case, agent: Agent, role: str) -> bool:
    if role in (cycle.AGENTS, cycle.CITIZEN):
        return role == cycle.AGENTS
    if role == cycle.HOLDER:
        return case.assignee == agent.login
    named = any(person.id == agent.login for person in office.city.who(case.unit, role))
    return named or (role == "responsable" and agent.role == "responsable")


def possible(office: Office, process: Process, case: Case) -> list[Action]:
    """What the step of the case offers now, whoever one is."""
    judged = facts(office, case)
    actions = cycle_of(process).step(case.step).actions.values()
    return [action for action in actions if action.when is None or action.when.holds(judged)]


def for_agent(office: Office, process: Process, case: Case, agent: Agent) -> list[Action]:
    return [a for a in possible(office, process, case) if a.by_agents and plays(office, case, agent, a)]


def for_citizen(office: Office, process: Process, case: Case) -> list[Action]:
    """What the person concerned may do from the tracking page, writing aside: that is always possible."""
    return [a for a in possible(office, process, case) if a.by_citizen and not a.does(cycle.WRITE)]


WRITING = Action("ecrire", "Écrire au service", who=(cycle.CITIZEN,), effects=(cycle.WRITE,))
"""The person concerned may always write, whatever the cycle says."""


def writing(office: Office, process: Process, case: Case) -> Action:
    found = possible(office, process, case)
    return next((action for action in found if action.by_citizen and action.does(cycle.WRITE)), WRITING)


def asked(action: Action, judged: Facts) -> list[Any]:
    """The questions of its form that are asked now."""
    return [question for question in action.questions if question.when is None or question.when.holds(judged)]


# --- the acts


async def act(office: Office, case: Case, agent: Agent, name: str, filled: Filled, now: datetime) -> Case:
    """What an agent does, by the name of the action. Raises NotAllowed with a sentence for the agent."""
    if not signin.may_see(agent, office.city, case):
        raise NotAllowed(ELSEWHERE)
    process = await office.process_of(case)
    action = next((one for one in possible(office, process, case) if one.id == name and one.by_agents), None)
    if action is None:
        raise NotAllowed(NOT_NOW if case.open else IS_CLOSED)
    if not plays(office, case, agent, action):
        raise NotAllowed(NOT_YOU)
    if action.effects == (cycle.TAKE,) and case.assignee == agent.login and not action.to:
        return case
    play = await Play.begin(office, process, case, now, agent)
    await play.perform(action, filled)
    try:
        return await play.write()
    except Overtaken:
        raise NotAllowed(CHANGED) from None


async def citizen(office: Office, case: Case, name: str, filled: Filled, now: datetime) -> Case:
    """What the person concerned does. An agent who acts meanwhile never makes it lost."""
    while True:
        process = await office.process_of(case)
        found = [writing(office, process, case), *for_citizen(office, process, case)]
        action = next((one for one in found if one.id == name), None)
        if not case.open:
            raise NotAllowed(f"{IS_CLOSED} Pour nous écrire de nouveau, déposez une nouvelle demande.")
        if action is None:
            raise NotAllowed("Ce n’est plus possible : votre demande vient d’avancer.")
        play = await Play.begin(office, process, case, now)
        await play.perform(action, filled)
        try:
            return await play.write()
        except Overtaken:
            await case.refresh_from_db()


async def happen(office: Office, process: Process, case: Case, after: After, rung: Rung, now: datetime) -> None:
    """What a step does by itself, its delay being over: claimed and written together, once."""
    play = await Play.begin(office, process, case, now)
    play.light = not after.to
    claim = {"id": rung.id, "fired_at": None, "wake_at": rung.wake_at}
    play.batch.change(Rung, claim, {"fired_at": now, "wake_at": None})
    if after.when is None or after.when.holds(facts(office, play.after)):
        play.by_itself(after)
    await play.write()


def opening(
    office: Office, process: Process, case: Case, clocks: list[Clock], rungs: Iterable[Row], now: datetime
) -> Play:
    """A case being filed is put at its first step; what that step does at once is done. Changes `case`."""
    play = Play(office, process, case, clocks, now)
    play.after = case
    play.batch.insert(*clocks, *rungs)
    first = cycle_of(process).first
    case.step, case.step_since, case.state = first.id, now, kind_of(first)
    play.settle(first, {first.id})
    return play


class Play:
    """One act being prepared: what the case becomes, and the batch that will say so."""

    def __init__(
        self,
        office: Office,
        process: Process,
        case: Case,
        clocks: list[Clock],
        now: datetime,
        agent: Agent | None = None,
    ):
        self.office, self.process, self.case = office, process, case
        self.clocks, self.now, self.agent = clocks, now, agent
        self.cycle: Cycle = cycle_of(process)
        self.after = copy.copy(case)
        self.batch = Batch()
        self.told = False
        """True once the person concerned has been told what was done, in words proper to it."""
        self.messages = 0
        self.light = False
        """True for what happens by itself without moving the case."""
        self.quiet = False
        """True for an act that adds a line to the journal and changes nothing else."""
        self.words: dict[str, str] = {}

    @classmethod
    async def begin(
        cls, office: Office, process: Process, case: Case, now: datetime, agent: Agent | None = None
    ) -> Play:
        clocks = await Clock.filter(case_id=case.reference).order_by("id")
        return cls(office, process, case, list(clocks), now, agent)

    # --- an action

    async def perform(self, action: Action, filled: Filled) -> None:
        here, after = self.cycle.step(self.case.step), self.after
        text = self.worded(action, filled.text, optional=bool(filled.documents))
        target = self.target(action, filled)
        people, origin = await self.lookup(action, filled)
        self.keep_answers(action, filled)
        self.words = {"texte": text, **self.told_answers(action, filled)}
        if action.priority:
            after.priority = action.priority
        before = after.unit
        self.apply(action, filled, origin)
        there = self.cycle.step(target) if target else None
        self.quiet = action.effects == (cycle.NOTE,)
        self.record(action, filled, text, there if there is not here else None, before, people)
        self.send_effects(action, text, before, people)
        self.send(action.messages)
        if there is not None:
            self.arrive(there, text)

    def worded(self, action: Action, text: str, *, optional: bool = False) -> str:
        text = text.strip()
        if action.does(cycle.WRITE):
            return worded(text, "Écrivez votre message.", optional=optional)
        if action.text is None:
            return worded(text, "", optional=True)
        return worded(text, action.text.missing, optional=not action.text.required)

    def target(self, action: Action, filled: Filled) -> str:
        """The step it leads to, "" to stay."""
        if len(action.to) > 1 and filled.to not in action.to:
            raise NotAllowed(choice_missing(self.cycle, action))
        chosen = filled.to if len(action.to) > 1 else "".join(action.to)
        return (self.case.step_before or self.cycle.first.id) if chosen == cycle.BEFORE else chosen

    async def lookup(self, action: Action, filled: Filled) -> tuple[list[Person], str]:
        """The people an effect needs, and the service a case goes to."""
        office, case = self.office, self.case
        if action.does(cycle.TRANSFER):
            unit = filled.unit or (action.services[0] if len(action.services) == 1 else "")
            if unit not in office.city.units or (action.services and unit not in action.services):
                raise NotAllowed("Choisissez un service dans la liste.")
            if unit == case.unit:
                raise NotAllowed("Ce dossier est déjà dans ce service.")
            return tell.holders(office, unit, "referent"), unit
        if action.does(cycle.RETURN):
            unit = await sender(case)
            if unit not in office.city.units:
                raise NotAllowed("Aucun service n’a transmis ce dossier : il n’y a personne à qui le renvoyer.")
            return tell.holders(office, unit, "referent"), unit
        if action.does(cycle.ASSIGN):
            chosen = next((one for one in await colleagues(office, case) if one.login == filled.login), None)
            if chosen is None:
                raise NotAllowed("Choisissez une personne dans la liste.")
            return [office.city.people.get(chosen.login) or Person(chosen.login, chosen.name, chosen.email)], ""
        if action.does(cycle.ESCALATE):
            return tell.holders(office, case.unit, "responsable"), ""
        return (await tell.in_charge(office, case) if action.does(cycle.WRITE) else []), ""

    def keep_answers(self, action: Action, filled: Filled) -> None:
        if action.questions:
            own = {question.id: filled.answers.get(question.id) for question in action.questions}
            self.after.agent_answers = {**self.after.agent_answers, **own}

    def told_answers(self, action: Action, filled: Filled) -> dict[str, str]:
        """`motif`, for the texts of the messages."""
        reason = next((question for question in action.questions if question.id == REASON), None)
        value = filled.answers.get(REASON)
        return {"motif": reason.type.show(reason, value)} if reason and value else {}

    def apply(self, action: Action, filled: Filled, unit: str) -> None:
        """What the effects change in the case."""
        after, agent = self.after, self.agent
        if agent and action.does(cycle.TAKE):
            after.assignee = agent.login
        elif agent and (action.does(cycle.ASK) or action.does(cycle.REPLY)):
            after.assignee = after.assignee or agent.login
        if action.does(cycle.ASSIGN):
            after.assignee = filled.login
        if unit:
            after.unit, after.assignee = unit, ""

    def record(
        self,
        action: Action,
        filled: Filled,
        text: str,
        there: Step | None,
        before: str,
        people: Sequence[Person],
    ) -> None:
        """The line of the journal, and what of it the person concerned reads."""
        ends = there is not None and there.last
        kind = "clos" if ends else KINDS[action.effects[0]] if action.effects else "etape"
        public = kind in PUBLIC or (kind == "etape" and there is not None and not there.quiet)
        shown, inside = self.lines(action, filled)
        if text and public and kind == "etape" and not (action.text and action.text.public):
            inside.append(text)
            text = ""
        data = self.data(kind, action, there, before, people, filled)
        if inside:
            data["interne"] = "\n".join(inside)
        told = "\n".join([*shown, *([text] if text else [])])
        if self.agent is None:
            self.batch.insert(journal.by_citizen(self.after, self.now, kind, told, **data))
            return
        self.batch.insert(journal.by_agent(self.after, self.agent, self.now, kind, told, public=public, **data))
        if there is not None and not public and not there.quiet:
            self.batch.insert(journal.by_engine(self.after, self.now, "etape", "", public=True, etape=there.name))

    def data(
        self,
        kind: str,
        action: Action,
        there: Step | None,
        before: str,
        people: Sequence[Person],
        filled: Filled,
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if kind == "clos" and there is not None:
            found["outcome"] = there.outcome
        if kind == "transfere":
            found |= {"from": before, "to": self.after.unit}
        if kind == "pris" and self.case.assignee:
            found["previous"] = self.case.assignee
        if kind == "reaffecte":
            found |= {"to": self.after.assignee, "nom": ", ".join(person.name for person in people)}
        if kind == "message-usager":
            found["documents"] = list(filled.documents)
        if kind == "etape":
            found |= {"libelle": action.label, **({"etape": there.name} if there else {})}
        return found

    def lines(self, action: Action, filled: Filled) -> tuple[list[str], list[str]]:
        """The answers to the form of an action, as lines: those the person concerned reads, those of agents."""
        shown: list[str] = []
        inside: list[str] = []
        for question in action.questions:
            value = filled.answers.get(question.id)
            if value is not None and question.type.stores:
                label = "Motif" if question.id == REASON else question.label.removesuffix("?").strip()
                line = f"{label} : {question.type.show(question, value)}"
                (shown if question.id in action.shown or question.id == REASON else inside).append(line)
        return shown, inside

    # --- telling

    def telling(self) -> tell.Telling:
        return tell.Telling(self.office, self.batch, self.process, self.after, due_day(self.clocks), self.now)

    def send_effects(self, action: Action, text: str, before: str, people: Sequence[Person]) -> None:
        telling, own = self.telling(), any(one.audience == cycle.CITIZEN for one in action.messages)
        signed = words.of_agent(self.office, self.agent) if self.agent else {}
        if action.does(cycle.WRITE):
            telling.agents("message-usager", people, {"texte": text})
        if action.does(cycle.ASK) and not own:
            telling.citizen("demande-precision", {"texte": text, **signed})
        if action.does(cycle.REPLY) and not own:
            telling.citizen("reponse", {"texte": text, **signed})
        if action.does(cycle.TRANSFER) or action.does(cycle.RETURN):
            if not own:
                former = self.office.city.unit(before).name
                telling.citizen("transfert", {"ancien_service": former, "raison": text})
            telling.agents("nouveau-dossier", people, {"raison": text})
        if action.does(cycle.ASSIGN):
            telling.agents("nouveau-dossier", people, {"raison": text})
        if action.does(cycle.ESCALATE):
            telling.agents("remontee", people, {"raison": text, "agent": self.agent.name if self.agent else ""})

    def send(self, messages: Iterable[cycle.Tell], *, in_hours: bool = False) -> None:
        """The messages that the cycle itself words."""
        signed = words.of_agent(self.office, self.agent) if self.agent else {}
        for one in messages:
            self.messages += 1
            telling = tell.Telling(
                *(self.office, self.batch, self.process, self.after, due_day(self.clocks), self.now),
                key=f"{self.case.version}/{self.messages}",
            )
            if one.audience == cycle.CITIZEN:
                self.told = True
                telling.citizen(one.occasion, {**self.words, **signed}, in_hours=in_hours, message=one.message)
            else:
                telling.agents(one.occasion, self.audience(one.audience), dict(self.words), message=one.message)

    def audience(self, who: str) -> list[Person]:
        office, after = self.office, self.after
        if who == cycle.HOLDER and (known := office.city.people.get(after.assignee)):
            return [known]
        if who == "service":
            unit = office.city.unit(after.unit)
            return [Person(f"service-{unit.id}", unit.name, unit.email)]
        return tell.holders(office, after.unit, "referent" if who == cycle.HOLDER else who)

    # --- from step to step

    def arrive(self, there: Step, text: str = "", seen: set[str] | None = None) -> None:
        """The case stands there: its clocks follow, and what this step does at once is done."""
        after, was = self.after, self.after.state
        leaving = [one for one in self.clocks if clock.OF_STEP.fullmatch(one.name)]
        clock.stop(self.office, self.batch, self.process, leaving, self.now)
        after.step_before, after.step, after.step_since = after.step, there.id, self.now
        after.state = kind_of(there)
        promises = [one for one in self.clocks if one not in leaving]
        if there.last:
            return self.end(there, promises, text)
        if was == WAITING and after.state != WAITING:
            clock.resume(self.office, self.batch, self.process, after, promises, WAITING, self.now)
        if after.state == WAITING and was != WAITING:
            clock.suspend(self.office, self.batch, self.process, after, promises, WAITING, self.now)
        self.settle(there, (seen or set()) | {there.id})

    def end(self, there: Step, promises: list[Clock], text: str) -> None:
        """The outcome, and the reasons for it (CRPA L211-2, L211-5)."""
        after = self.after
        clock.stop(self.office, self.batch, self.process, promises, self.now)
        tell.withdraw_reminders(self.batch, after, self.now)
        after.outcome, after.closed_at = there.outcome, self.now
        if not self.told:
            signed = words.of_agent(self.office, self.agent) if self.agent else {}
            issue = {"texte": text, "issue": OUTCOMES[there.outcome], "raison": self.words.get("motif", "")}
            self.telling().citizen("cloture", {**issue, **signed})

    def settle(self, there: Step, seen: set[str]) -> None:
        """The clocks that begin with a step, and what happens there at once; never twice the same step."""
        started, rungs = clock.start_step(self.office, self.after, there, self.now)
        self.clocks += started
        self.batch.insert(*started, *rungs)
        for after in there.afters:
            if after.delay is not None or after.to in seen:
                continue
            if after.when is None or after.when.holds(facts(self.office, self.after)):
                self.by_itself(after, seen)
                if after.to:
                    return

    def by_itself(self, after: After, seen: set[str] | None = None) -> None:
        here = self.cycle.step(self.after.step)
        target = (self.after.step_before or self.cycle.first.id) if after.to == cycle.BEFORE else after.to
        there = self.cycle.step(target) if target else None
        if after.priority:
            self.after.priority = after.priority
        if there is not None:
            kind = "clos" if there.last else "etape"
            data = {"outcome": there.outcome} if there.last else {"etape": there.name}
            text = f"{after.delay} après l’arrivée à l’étape « {here.name} »." if after.delay else ""
            public = there.last or not there.quiet
            self.batch.insert(journal.by_engine(self.after, self.now, kind, text, public=public, **data))
        self.send(after.messages, in_hours=after.delay is not None)
        if cycle.ESCALATE in after.effects:
            people = tell.holders(self.office, self.after.unit, "responsable")
            why = f"Étape « {here.name} » depuis {after.delay}." if after.delay else f"Étape « {here.name} »."
            text = ", ".join(person.name for person in people)
            self.batch.insert(journal.by_engine(self.after, self.now, "escalade", f"{why} Alerte à {text}."))
            self.telling().agents("remontee", people, {"raison": why})
        if there is not None:
            self.arrive(there, seen=seen)

    # --- the end of an act

    async def write(self) -> Case:
        """The batch and what the case becomes, if it is still as it was read. Raises Overtaken."""
        self.after.due_at = due_instant(self.clocks)
        to = {name: getattr(self.after, name) for name in CHANGING}
        to = {name: value for name, value in to.items() if value != getattr(self.case, name)}
        if not to and self.quiet:
            await self.batch.write()
            return self.case
        if not to and self.light:  # a reminder at a step: two of them never hinder each other
            await self.batch.hold(self.case).write()
            return self.case
        await self.batch.advance(self.case, **to).write()
        self.case.update_from_dict(to)
        self.case.version += 1
        return self.case


CHANGING = (
    *("unit", "assignee", "state", "step", "step_before", "step_since", "priority", "agent_answers"),
    *("outcome", "due_at", "closed_at"),
)


def worded(text: str, missing: str, *, optional: bool = False) -> str:
    text = text.strip()
    if not text and not optional:
        raise NotAllowed(missing)
    if len(text) > LONGEST:
        raise NotAllowed(f"Raccourcissez votre texte : {LONGEST} caractères au plus.")
    return text


def choice_missing(life: Cycle, action: Action) -> str:
    ends = all(to != cycle.BEFORE and life.step(to).last for to in action.to)
    return "Choisissez l’issue de la demande." if ends else "Choisissez l’étape suivante."


async def sender(case: Case) -> str:
    """The service that passed this case on to the one that has it; "" when none did."""
    last = await Event.filter(case_id=case.reference, kind="transfere").order_by("-id").first()
    return str(last.data.get("from", "")) if last else ""


async def colleagues(office: Office, case: Case) -> list[Agent]:
    """The agents who may have this case in hand, the one who has it aside."""
    agents = await Agent.filter(active=True).order_by("name")
    return [
        agent
        for agent in agents
        if agent.login != case.assignee and agent.role != "administrateur" and signin.may_see(agent, office.city, case)
    ]


def due_day(clocks: Sequence[Clock]) -> date | None:
    found = clock.answer_clock(clocks)
    return found.due_on if found else None


def due_instant(clocks: Sequence[Clock]) -> datetime | None:
    found = clock.answer_clock(clocks)
    return found.due_at if found else None
