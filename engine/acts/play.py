"""A life cycle played on a case: what someone does at a step, what happens by itself. One transaction each.

Every act says who may do it and when; a case that changed meanwhile is never written over. The cycle is the one of
the edition of the case: the city's own, or the démarche's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tortoise.exceptions import IntegrityError

from engine.acts import arrive, demand, effect, entrust, offer, retell, say, signin, tell
from engine.acts.attach import WITH_WORDS
from engine.acts.filled import Filled, target_of, text_of
from engine.acts.office import Office
from engine.acts.playing import Play
from engine.definition import cycle
from engine.definition.city_cycle import cycle_of
from engine.definition.cycle import REASON, Action, After
from engine.definition.process import Process
from engine.errors import NotAllowed, Overtaken
from engine.records import Agent, Case, Clock, Document, Rung
from engine.records.batch import ANY, Row

CHANGED = "Ce dossier vient de changer. Relisez-le, puis recommencez."
IS_CLOSED = "Ce dossier est clos."
ELSEWHERE = "Ce dossier est suivi par un autre service."
NOT_NOW = "Cette action n’est pas possible maintenant."
WHERE_IT_IS = "Vous pouvez le lire sur votre page de suivi, ou le demander au service."
WHERE_THEY_ARE = "Vous pouvez les lire sur votre page de suivi, ou les demander au service."
NOT_YOU = "Cette action n’est pas pour vous : demandez à la personne qui peut la faire."


async def act(office: Office, case: Case, agent: Agent, name: str, filled: Filled, now: datetime) -> Case:
    """What an agent does, by the name of the action. Raises NotAllowed with a sentence for the agent."""
    if not signin.may_see(agent, office.city, case):
        raise NotAllowed(ELSEWHERE)
    process = await office.process_of(case)
    action = next((one for one in offer.possible(office, process, case) if one.id == name and one.by_agents), None)
    if action is None:
        raise NotAllowed(NOT_NOW if case.open else IS_CLOSED)
    if not offer.plays(office, case, agent, action):
        raise NotAllowed(NOT_YOU)
    if action.effects == (cycle.TAKE,) and case.assignee == agent.login and not action.to:
        return case
    while True:
        play = await Play.begin(office, process, case, now, agent)
        reached = await perform(play, action, filled)
        try:
            return await play.write()
        except (Overtaken, IntegrityError) as error:
            shared = reached.holder is not None and reached.holder.turn is not None
            if not shared and isinstance(error, IntegrityError):
                raise
            if not shared or not await Case.exists(reference=case.reference, version=case.version):
                raise NotAllowed(CHANGED) from None
            # else another case took the same turn of the team: this one gets the next


async def citizen(
    office: Office, case: Case, name: str, filled: Filled, now: datetime, *, as_seen: bool = False
) -> Case:
    """What the person concerned does. An agent who acts meanwhile never makes it lost.

    `as_seen`: only on the case as it was read; Overtaken otherwise.
    """
    while True:
        process = await office.process_of(case)
        found = [offer.writing(office, process, case), *offer.for_citizen(office, process, case)]
        action = next((one for one in found if one.id == name), None)
        if not case.open:
            raise NotAllowed(f"{IS_CLOSED} Pour nous écrire de nouveau, déposez une nouvelle demande.")
        if action is None:
            raise NotAllowed("Ce n’est plus possible : votre demande vient d’avancer.")
        play = await Play.begin(office, process, case, now)
        play.by_person = True
        people = await tell.in_charge(office, case)
        await perform(play, action, filled)
        if play.after.outcome == cycle.WITHDRAWN:
            play.telling().agents("demande-retiree", people, {"texte": play.words["texte"]})
        try:
            return await play.write()
        except Overtaken:
            if as_seen:
                raise
            await case.refresh_from_db()


async def happen(office: Office, process: Process, case: Case, after: After, rung: Rung, now: datetime) -> None:
    """What a step does by itself, its delay being over: claimed and written together, once."""
    play = await Play.begin(office, process, case, now)
    play.light = not after.to
    claim = {"id": rung.id, "fired_at": None, "wake_at": rung.wake_at}
    play.batch.change(Rung, claim, {"fired_at": now, "wake_at": None})
    if after.when is None or after.when.holds(offer.facts(office, play.after)):
        arrive.by_itself(play, after)
    await play.write()


def opening(
    office: Office, process: Process, case: Case, clocks: list[Clock], rungs: Iterable[Row], now: datetime
) -> Play:
    """A case being filed is put at its first step; what that step does at once is done. Changes `case`."""
    play = Play(office, process, case, clocks, now)
    play.after = case
    play.batch.insert(*clocks, *rungs)
    first = cycle_of(process).first
    case.step, case.step_since, case.state = first.id, now, arrive.kind_of(first)
    arrive.settle(play, first, {first.id})
    return play


async def perform(play: Play, action: Action, filled: Filled) -> effect.Reach:
    """Everything an action does, put in the batch of the play. Raises NotAllowed."""
    here, after = play.cycle.step(play.case.step), play.after
    ticked = demand.checked(play.office, play.process, play.case, filled.corrections) if action.corrects else []
    play.asked, play.until = ticked, filled.until if ticked else None
    text = text_of(action, filled.text, optional=bool(filled.documents or ticked))
    target = target_of(play.case, play.cycle, action, filled)
    reached = await effect.reach(play, action, filled)
    keep_answers(play, action, filled)
    for id in filled.documents:
        waits = {"id": id, "case_id": play.case.reference, "question": WITH_WORDS}
        play.batch.change(Document, waits, {"question": ""}, expect=ANY)
    said = await with_documents(text, filled) if play.agent else text
    play.words = {"texte": said, **told_answers(action, filled)}
    if action.priority:
        after.priority = action.priority
    before = after.unit
    effect.apply(play, action, filled, reached)
    there = play.cycle.step(target) if target else None
    play.quiet = action.effects == (cycle.NOTE,)
    retell.record(play, action, filled, text, there if there is not here else None, before, reached.people)
    if action.corrects:
        demand.write(play)
    if reached.holder:
        entrust.write(play.batch, after, reached.holder, play.now)
    effect.send_effects(play, action, said, before, reached.people)
    say.send(play, action.messages)
    if there is not None:
        arrive.arrive(play, there, said)
    return reached


async def with_documents(text: str, filled: Filled) -> str:
    """The words of an agent as they leave: the documents they joined are named, and where to find them."""
    named = dict(await Document.filter(id__in=filled.documents).values_list("id", "name")) if filled.documents else {}
    names = [named[id] for id in filled.documents if id in named]
    if not names:
        return text
    told = f"Document joint : {names[0]}." if len(names) == 1 else f"Documents joints : {', '.join(names)}."
    return f"{text}\n\n{told} {WHERE_IT_IS if len(names) == 1 else WHERE_THEY_ARE}".strip()


def keep_answers(play: Play, action: Action, filled: Filled) -> None:
    if action.questions:
        own = {question.id: filled.answers.get(question.id) for question in action.questions}
        play.after.agent_answers = {**play.after.agent_answers, **own}


def told_answers(action: Action, filled: Filled) -> dict[str, str]:
    """`motif`, for the texts of the messages."""
    reason = next((question for question in action.questions if question.id == REASON), None)
    value = filled.answers.get(REASON)
    return {"motif": reason.type.show(reason, value)} if reason and value else {}
