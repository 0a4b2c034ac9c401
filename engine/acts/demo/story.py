"""One story: someone files a démarche, the service does this and that, some working days apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from engine.acts import attach, draft, move, offer, play, signin, submit
from engine.acts.demo import paper
from engine.acts.demo.people import Somebody, meet, neighbour
from engine.acts.filled import Filled
from engine.acts.office import Office
from engine.definition.city_cycle import cycle_of
from engine.definition.cycle import TAKE, Action
from engine.definition.process import Process, Question, Scenario
from engine.journey import Journey
from engine.records import Agent, Case

Step = tuple[str, int, int]
"""What is done, and how many working days after the step before: at least, at most."""

FATES: tuple[tuple[int, tuple[Step, ...]], ...] = (
    (30, (("take", 0, 2), ("close", 2, 8))),
    (10, (("take", 0, 1), ("note", 0, 1), ("reply", 1, 4), ("close", 1, 5))),
    (14, (("take", 0, 3), ("ask", 0, 3), ("answer", 1, 6), ("close", 1, 5))),
    (7, (("take", 0, 2), ("ask", 1, 3), ("answer", 8, 30), ("close", 1, 4))),
    (9, (("take", 1, 3), ("reply", 1, 4), ("answer", 1, 5), ("close", 4, 9))),
    (9, (("transfer", 0, 2), ("take", 1, 3), ("close", 2, 7))),
    (3, (("take", 1, 4), ("note", 0, 3))),
    (2, ()),
    (7, (("take", 4, 8), ("reply", 10, 16), ("close", 1, 4))),
    (6, (("take", 0, 1), ("ask", 0, 1), ("answer", 5, 12), ("ask", 1, 2), ("answer", 1, 4), ("close", 1, 3))),
)
"""Weights and steps. The later steps of a recent case are still to come; two of these fates never end."""

NOTES = (
    "Appel passé ce matin : la personne est disponible en fin de journée.",
    "Vu avec le terrain : passage prévu cette semaine.",
    "Dossier complet, il reste à vérifier l’adresse.",
    "Même demande déjà reçue d’une autre personne de la rue.",
)
REPLIES = (
    "Bonjour, nous avons bien lu votre demande. Une personne de l’équipe s’en occupe cette semaine.",
    "Bonjour, nous avons besoin de quelques jours pour vérifier. Nous vous écrivons dès que c’est fait.",
    "Bonjour, votre demande avance. Vous pouvez nous appeler si votre situation change.",
)
ANSWERS = (
    "Bonjour, voici ce que vous demandez. Merci.",
    "Bonjour. Je n’ai pas compris tout de suite. C’est bien le numéro 12, au fond de la cour.",
    "Merci pour votre message. Je suis disponible le mardi et le jeudi.",
)
CLOSINGS = {
    "traite": "Bonjour, c’est fait. Merci de nous avoir écrit.",
    "accepte": "Bonjour, votre demande est acceptée. Vous recevrez un document sous peu.",
    "refuse": "Bonjour, nous ne pouvons pas accepter votre demande : les conditions ne sont pas réunies. "
    "Vous pouvez nous appeler, nous vous expliquons pourquoi et ce que vous pouvez faire.",
    "sans-suite": "Bonjour, vous nous avez dit que le problème est réglé. Nous fermons donc votre demande.",
}
LONGEST_WAY = 8
"""Steps of the longest life cycle."""

TRANSFER = "Cette demande concerne un autre service, qui connaît mieux le sujet."


@dataclass
class Story:
    office: Office
    agents: Mapping[str, Agent]
    chance: Random
    process: Process
    filed_at: datetime
    steps: list[Step]
    case: Case | None = field(default=None, init=False)

    async def go_on(self, now: datetime) -> datetime | None:
        """Do what is due at `now`; the instant of what follows, None when the story ends here."""
        if self.case is None:
            self.case = await self.file(now)
        else:
            await self.case.refresh_from_db()  # it may have moved by itself
            if not self.case.open:
                return None
            await getattr(self, self.steps.pop(0)[0])(now)
        return self.next_instant(now) if self.steps else None

    def next_instant(self, now: datetime) -> datetime:
        """A moment of opening hours, some working days later."""
        _, least, most = self.steps[0]
        calendar, days = self.office.calendar, self.chance.randint(least, most)
        day = calendar.move(calendar.day_of(calendar.next_opening(now)), days, "jours-ouvres")
        start, end = self.chance.choice(calendar.opening(day))
        return max(start + (end - start) * self.chance.random(), now + timedelta(minutes=5))

    # --- what people do

    async def file(self, now: datetime) -> Case:
        scenario, answers = self.filled(now)
        new, _ = await draft.start(self.office, self.process.slug, now)
        await self.hand_in(new, answers, now)
        for id in self.process.groups:
            for instance in answers.get(id, ()):
                await self.hand_in(new, instance, now)
        new = await draft.save(new, answers, now)
        return await submit.submit(self.office, new, scenario.channel, now)

    async def hand_in(self, new: Any, answers: dict[str, Any], now: datetime) -> None:
        """Papers take the place of their names."""
        for id, value in answers.items():
            if isinstance(value, list) and id not in self.process.groups:
                question = self.process.question(id)
                if question.type.name == "fichier":
                    answers[id] = [await self.given(new, question, name, now) for name in value]

    async def given(self, new: Any, question: Question, name: str, now: datetime) -> str:
        document = await attach.keep(self.office, new, question.id, paper.paper(name, self.chance), now)
        return document.id

    async def take(self, now: datetime) -> None:
        await move.take(self.office, self.told, self.agent, now)

    async def note(self, now: datetime) -> None:
        await move.note(self.office, self.told, self.agent, self.chance.choice(NOTES), now)

    async def reply(self, now: datetime) -> None:
        await move.reply(self.office, self.told, self.agent, self.chance.choice(REPLIES), now)

    async def ask(self, now: datetime) -> None:
        await move.ask(self.office, self.told, self.agent, self.request(), now)

    async def answer(self, now: datetime) -> None:
        sent = [await attach.attach_to_case(self.office, self.told, paper.paper("document.pdf", self.chance), now)]
        given = [document.id for document in sent[: self.chance.randrange(2)]]
        await move.answer(self.office, self.told, self.chance.choice(ANSWERS), given, now)

    async def transfer(self, now: datetime) -> None:
        await move.transfer(self.office, self.told, self.agent, self.neighbour(), TRANSFER, now)

    async def close(self, now: datetime) -> None:
        if self.process.cycle and "clore" not in self.process.cycle.steps[self.told.step].actions:
            return await self.finish(now)
        outcome = self.chance.choices([*CLOSINGS], weights=(5, 4, 1, 1))[0]
        await move.close(self.office, self.told, self.agent, outcome, CLOSINGS[outcome], now)

    async def finish(self, now: datetime) -> None:
        """The way of a démarche that has its own life cycle, up to one of its ends."""
        for _ in range(LONGEST_WAY):
            case, life = self.told, cycle_of(self.process)
            offered = [one for one in offer.possible(self.office, self.process, case) if self.leads_on(one)]
            ends = [one for one in offered if any(life.step(to).last for to in one.to)]
            ways = [(one, agent) for one in ends or offered for agent in self.agents.values() if self.can(agent, one)]
            if not case.open or not ways:
                return
            action, agent = self.chance.choice(ways)
            answers = {question.id: self.filled_by_agent(question) for question in action.questions}
            given = Filled(CLOSINGS["traite"] if action.text else "", action.to[0], answers=answers)
            await play.act(self.office, case, agent, action.id, given, now)

    def leads_on(self, action: Action) -> bool:
        return action.by_agents and bool(action.to) and not set(action.effects) - {TAKE}

    def can(self, agent: Agent, action: Action) -> bool:
        seen = signin.may_see(agent, self.office.city, self.told) and agent.role != "administrateur"
        return seen and offer.plays(self.office, self.told, agent, action)

    def filled_by_agent(self, question: Question) -> Any:
        if not question.required:
            return None
        choices = [option.value for option in question.options.get("options", ())]
        given = [example.value for example in question.type.examples if example.value is not None]
        return self.chance.choice(choices) if choices else given[0]

    # --- who and what

    @property
    def told(self) -> Case:
        assert self.case is not None
        return self.case

    @property
    def agent(self) -> Agent:
        """Who has the case, else the référent of the service or now and then a deputy."""
        city, unit = self.office.city, self.told.unit
        if self.told.assignee and self.agents[self.told.assignee].units:
            return self.agents[self.told.assignee]
        role = self.chance.choices(("referent", "suppleant"), weights=(3, 1))[0]
        return self.agents[self.chance.choice(city.who(unit, role) or city.who(unit, "referent")).id]

    def neighbour(self) -> str:
        """Another service of the same family."""
        units, own = self.office.city.units, self.told.unit
        others = [unit for unit in units.values() if unit.id != own]
        near = [unit for unit in others if unit.parent == units[own].parent]
        return self.chance.choice(near or others).id

    def request(self) -> str:
        files = [question for question in self.process.questions() if question.type.name == "fichier"]
        asked = [question.label for question in files if question.id in self.told.answers]
        if not asked:
            return "Bonjour, pouvez-vous nous donner un peu plus de détails ? Un message court suffit."
        wanted = self.chance.choice(asked)
        return f"Bonjour, il nous manque ce document : « {wanted} ». Une photo lisible suffit."

    def filled(self, now: datetime) -> tuple[Scenario, dict[str, Any]]:
        """A scenario of the démarche lived by someone else, on another day."""
        while True:
            scenario = self.chance.choice(self.process.scenarios)
            answers = fill(self.process, scenario, self.office.calendar.day_of(now), self.chance)
            facts = self.office.facts(answers, scenario.channel, now)
            if Journey(self.process, facts).next_page is None:
                return scenario, answers


def fill(process: Process, scenario: Scenario, day: date, chance: Random) -> dict[str, Any]:
    """The answers of a scenario, told by someone else; dates stay as far from the filing as they were."""
    somebody, shift = meet(chance), day - scenario.filed_at.date()
    alone = (question for page in process.pages if not page.group for question in page.questions)
    answers = fill_some(alone, scenario.answers, somebody, shift, chance)
    for id in process.groups:
        held = scenario.answers.get(id, ())
        answers[id] = [fill_some(process.members(id), one, somebody, shift, chance) for one in held]
    return answers


def fill_some(
    questions: Iterable[Question], told_so: Mapping[str, Any], somebody: Somebody, shift: timedelta, chance: Random
) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for question in questions:
        written = told_so.get(question.id)
        if written is not None:
            own = told(question, written, somebody, shift, chance)
            answers[question.id] = question.type.literal(question, own)
        elif not question.required:
            answers[question.id] = None
    return answers


def told(question: Question, written: Any, somebody: Somebody, shift: timedelta, chance: Random) -> Any:
    names = {"nom": somebody.family or somebody.given, "prenom": somebody.given if somebody.family else ""}
    match question.type.name:
        case "texte" if question.id in names:
            return names[question.id] or written
        case "texte" if not question.about_self and question.id.endswith("prenom"):
            return meet(chance).given
        case "texte" if not question.about_self and question.id.endswith("nom"):
            return somebody.family or somebody.given
        case "courriel":
            return somebody.email
        case "telephone":
            return somebody.phone
        case "adresse" if "voie" in written:
            return {**written, "voie": neighbour(written["voie"], chance)}
        case "signature-simple":
            return somebody.given + (f" {somebody.family}" if somebody.family else "")
    return question.type.moved(written, shift)


def write_stories(
    office: Office, agents: Mapping[str, Agent], chance: Random, since: datetime, now: datetime, count: int
) -> list[Story]:
    """Stories that begin between two instants, each démarche as often as the others."""
    processes = [live.process for _, live in sorted(office.live.items()) if live.process.scenarios]
    fates = [steps for _, steps in FATES]
    weights = [weight for weight, _ in FATES]
    stories = []
    for rank in range(count):
        steps = chance.choices(fates, weights=weights)[0]
        filed_at = some_moment(office, chance, since, now)
        stories.append(Story(office, agents, chance, processes[rank % len(processes)], filed_at, list(steps)))
    return stories


def some_moment(office: Office, chance: Random, since: datetime, now: datetime) -> datetime:
    """When someone writes to the city: fewer people at night and on days of rest."""
    while True:
        instant = since + (now - since) * chance.random()
        local = office.calendar.local(instant)
        if not 7 <= local.hour < 22:
            continue
        if office.calendar.is_working(local.date()) or chance.random() < 0.3:
            return instant.replace(microsecond=0)
