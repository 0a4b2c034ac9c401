"""What a scenario becomes when it is really filled in, sent and dealt with: for previews, on a database thrown away."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tortoise.models import Model

from engine.acts import arrive, attach, draft, offer, signin, tell
from engine.acts.demo import paper
from engine.acts.filled import Filled
from engine.acts.office import Office
from engine.acts.play import perform
from engine.acts.playing import Play
from engine.acts.submit import submit
from engine.definition.city_cycle import cycle_of
from engine.definition.cycle import Action, Cycle, Step
from engine.definition.group import MARK
from engine.definition.process import Process, Question, Scenario
from engine.errors import NotAllowed, Refusal
from engine.fields.base import literal
from engine.records import Agent, Case, Draft, Notice
from engine.records.batch import Batch, Row
from engine.rehearsal import leave_out_optional

READ = timedelta(minutes=1)
"""Since when the form has been open: nobody fills it in at once."""
LOGIN = "apercu"
WORDS = "Ici, le texte écrit par l’agent."


def answers_of(process: Process, scenario: Scenario | None) -> dict[str, Any]:
    """The answers of a scenario as a draft holds them; those that cannot be read are left out."""
    answers: dict[str, Any] = {}
    if scenario is None:
        return answers
    asked = {one.id: one for one in process.questions() if one.type.stores}
    for id, written in scenario.answers.items():
        if id in process.groups and isinstance(written, list):
            own = {one.id: one for one in process.members(id) if one.type.stores}
            answers[id] = [
                {MARK: secrets.token_hex(4), **read(own, one)} for one in written if isinstance(one, Mapping)
            ]
        elif id in asked:
            answers |= read(asked, {id: written})
    leave_out_optional(process, answers)
    return answers


def read(asked: Mapping[str, Question], written: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for id, value in written.items():
        try:
            found[id] = literal(asked[id], value)
        except (KeyError, ValueError):
            continue
    return found


async def fill(office: Office, slug: str, scenario: Scenario | None, now: datetime) -> tuple[Draft, str]:
    """A draft of the edition in force, filled in with a scenario, and its token."""
    made, token = await draft.start(office, slug, now)
    await Draft.filter(id=made.id).update(created_at=now - READ)
    process = office.offered(slug).process
    answers = answers_of(process, scenario)
    for held in (answers, *(one for id in process.groups for one in answers.get(id) or ())):
        await hand_in(office, process, made, held, now)
    made = await draft.save(made, answers, now)
    made.created_at = now - READ
    return made, token


async def hand_in(office: Office, process: Process, made: Draft, held: dict[str, Any], now: datetime) -> None:
    """Invented papers take the place of the names a scenario gives."""
    for question in process.questions():
        names = held.get(question.id)
        if question.type.name != "fichier" or not isinstance(names, list):
            continue
        given = []
        for name in names:
            try:
                file = paper.paper(name, Random(name))  # noqa: S311 a drawing, not a secret
                asked = attach.question_of(question.id, held.get(MARK, ""))
                given.append((await attach.keep(office, made, asked, file, now)).id)
            except Refusal:
                continue
        held[question.id] = given or None


async def send(office: Office, slug: str, scenario: Scenario, now: datetime) -> tuple[Case, str]:
    """The request of a scenario, and the token of its draft. NotAllowed when the scenario does not go to its end."""
    made, token = await fill(office, slug, scenario, now)
    return await submit(office, made, scenario.channel, now), token


async def boss(now: datetime) -> Agent:
    """An agent who sees every case, with no password: only a preview opens their session."""
    known = await Agent.get_or_none(login=LOGIN)
    if known is None:
        words = secrets.token_urlsafe(32)
        known = await signin.add(LOGIN, "Aperçu", "apercu@ville.invalid", words, "administrateur", (), now)
    return known


def placed(process: Process, case: Case, step: Step, now: datetime) -> Case:
    """The same case as if it had come to that step. Nothing is written."""
    life, there = cycle_of(process), copy.copy(case)
    if step.id != case.step:
        there.step_before, there.step, there.step_since = life.first.id, step.id, now
    there.state, there.outcome = arrive.kind_of(step), step.outcome
    there.closed_at = now if step.last else None
    return there


# --- the messages


@dataclass(frozen=True)
class Said:
    """A message as it would be written. `audience` is usager or agent."""

    audience: str
    subject: str
    body: str
    channel: str
    name: str


@dataclass(frozen=True)
class Occasion:
    """What makes messages leave, in words."""

    words: str
    messages: Sequence[Said]


class Heard(Batch):
    """Listens to what would be written, and writes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[Said] = []

    def insert(self, *rows: Model | Row) -> Batch:
        for row in rows:
            if isinstance(row, Row) and row.model is Notice:
                told = row.values
                name = told["recipient_name"]
                self.said.append(Said(told["audience"], told["subject"], told["body"], told["channel"], name))
        return self


async def messages(office: Office, case: Case, agent: Agent, now: datetime) -> list[Occasion]:
    """Every message of a démarche about this case: when it is filed, late, and at each act of its life."""
    process = await office.process_of(case)
    filed = [
        Said(one.audience, one.subject, one.body, one.channel, one.recipient_name)
        for one in await Notice.filter(case_id=case.reference, created_at__lte=case.filed_at).order_by("id")
    ]
    found = [Occasion("À l’envoi", filed), *late(office, process, case, now)]
    for step in cycle_of(process).steps.values():
        there = placed(process, case, step, now)
        found += [
            await acted(office, process, there, action, agent, now) for action in offer.possible(office, process, there)
        ]
        found += [await alone(office, process, there, position, now) for position in range(len(step.afters))]
    return [one for one in found if one.messages]


def late(office: Office, process: Process, case: Case, now: datetime) -> list[Occasion]:
    """What the rungs of the promise say."""
    found = []
    rungs = process.answer_deadline.rungs if process.answer_deadline else ()
    for rung in rungs:
        heard = Heard()
        telling = tell.Telling(office, heard, process, case, None, now, key=f"palier/{rung.position}")
        words = {"palier": rung.moment.text}
        if rung.remind:
            telling.agents("relance", tell.holders(office, case.unit, *rung.remind), words)
        if rung.escalate:
            telling.agents("escalade", tell.holders(office, case.unit, *rung.escalate), words)
        if rung.warn_citizen:
            telling.citizen("retard")
        found.append(Occasion(f"Délai de réponse : {rung.moment.text}", heard.said))
    return found


async def acted(office: Office, process: Process, there: Case, action: Action, agent: Agent, now: datetime) -> Occasion:
    """What is said when someone does this at that step; nothing when it cannot be done there."""
    life, heard = cycle_of(process), Heard()
    for to in action.to or ("",):
        play = await Play.begin(office, process, there, now, agent if action.by_agents else None)
        play.batch = heard
        try:
            await perform(play, action, filled(office, there, action, to))
        except NotAllowed:
            continue
    return Occasion(f"{step_words(life, there)}, action « {action.label} »", heard.said)


def filled(office: Office, there: Case, action: Action, to: str) -> Filled:
    """What someone would write in the form of an action, as plainly as possible."""
    others = (unit for unit in action.services or sorted(office.city.units) if unit != there.unit)
    answers = {one.id: an_answer(one) for one in action.questions}
    return Filled(text=WORDS, to=to if len(action.to) > 1 else "", unit=next(others, ""), answers=answers)


def an_answer(question: Question) -> Any:
    choices = question.options.get("options")
    return next(iter(choices)) if question.type.name == "choix" and choices else None


async def alone(office: Office, process: Process, there: Case, position: int, now: datetime) -> Occasion:
    """What is said when the step moves on by itself."""
    life, heard = cycle_of(process), Heard()
    after = life.step(there.step).afters[position]
    play = await Play.begin(office, process, there, now)
    play.batch = heard
    arrive.by_itself(play, replace(after, when=None))
    when = f"après {after.delay}" if after.delay else "à l’arrivée"
    return Occasion(f"{step_words(life, there)}, {when}", heard.said)


def step_words(life: Cycle, there: Case) -> str:
    return f"À l’étape « {life.step(there.step).name} »"
