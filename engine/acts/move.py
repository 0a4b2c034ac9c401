"""What happens to a case once filed: taken, asked about, answered, passed on, closed. One transaction each.

Every act says who may do it and when; a case that changed meanwhile is never written over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from engine.acts import clock, journal, signin, tell, words
from engine.acts.office import Office
from engine.errors import NotAllowed, Overtaken
from engine.records import Agent, Case, Clock, Document
from engine.records.batch import Batch
from engine.records.case import CLOSED, NEW, ONGOING, WAITING

OUTCOMES = {
    "traite": "Demande traitée",
    "accepte": "Demande acceptée",
    "refuse": "Demande refusée",
    "sans-suite": "Demande classée sans suite",
}

LONGEST = 10_000
"""Characters in one message."""

CHANGED = "Ce dossier vient de changer. Relisez-le, puis recommencez."
IS_CLOSED = "Ce dossier est clos."


def allowed(case: Case) -> frozenset[str]:
    """Names of the acts that the state of the case permits."""
    return frozenset({"take", "ask", "reply", "transfer", "note", "close"} if case.open else {"note"})


async def take(office: Office, case: Case, agent: Agent, now: datetime) -> Case:
    """The agent has the case in hand. Taking over from someone absent is allowed, and written down."""
    check(office, case, agent)
    if case.assignee == agent.login:
        return case
    batch = Batch().insert(journal.by_agent(case, agent, now, "pris", previous=case.assignee))
    return await write(case, batch, assignee=agent.login, state=ONGOING if case.state == NEW else case.state)


async def ask(office: Office, case: Case, agent: Agent, text: str, now: datetime) -> Case:
    """Something is missing: the person is told what, and the clocks that may wait for them stop."""
    check(office, case, agent)
    text = worded(text, "Écrivez ce que vous demandez à la personne.")
    process, clocks = await office.process_of(case), await clocks_of(case)
    batch = Batch().insert(journal.by_agent(case, agent, now, "precision-demandee", text, public=True))
    telling = tell.Telling(office, batch, process, case, due_day(clocks), now)
    telling.citizen("demande-precision", {"texte": text, **words.of_agent(office, agent)})
    clock.suspend(office, batch, process, case, clocks, WAITING, now)
    return await write(case, batch, state=WAITING, assignee=case.assignee or agent.login, due_at=due_instant(clocks))


async def answer(office: Office, case: Case, text: str, documents: Sequence[str], now: datetime) -> Case:
    """The person concerned writes. If we were waiting for them, the clocks run again."""
    text = worded(text, "Écrivez votre message.", optional=bool(documents))
    while True:
        if not case.open:
            raise NotAllowed(f"{IS_CLOSED} Pour nous écrire de nouveau, déposez une nouvelle demande.")
        try:
            return await _answer_once(office, case, text, documents, now)
        except Overtaken:  # an agent acted meanwhile: a message is never lost for that
            await case.refresh_from_db()


async def _answer_once(office: Office, case: Case, text: str, documents: Sequence[str], now: datetime) -> Case:
    process, clocks = await office.process_of(case), await clocks_of(case)
    batch = Batch()
    kept = await Document.filter(id__in=documents, case_id=case.reference).values_list("id", flat=True)
    batch.insert(journal.by_citizen(case, now, "message-usager", text, documents=list(kept)))
    if case.state == WAITING:
        clock.resume(office, batch, process, case, clocks, WAITING, now)
    telling = tell.Telling(office, batch, process, case, due_day(clocks), now)
    telling.agents("message-usager", await tell.in_charge(office, case), {"texte": text})
    state = ONGOING if case.state == WAITING else case.state
    return await advance(case, batch, state=state, due_at=due_instant(clocks))


async def reply(office: Office, case: Case, agent: Agent, text: str, now: datetime) -> Case:
    """The service answers the person; the case stays open."""
    check(office, case, agent)
    text = worded(text, "Écrivez votre réponse.")
    process, clocks = await office.process_of(case), await clocks_of(case)
    batch = Batch().insert(journal.by_agent(case, agent, now, "message-agent", text, public=True))
    telling = tell.Telling(office, batch, process, case, due_day(clocks), now)
    telling.citizen("reponse", {"texte": text, **words.of_agent(office, agent)})
    state = ONGOING if case.state == NEW else case.state
    return await write(case, batch, state=state, assignee=case.assignee or agent.login)


async def transfer(office: Office, case: Case, agent: Agent, unit: str, reason: str, now: datetime) -> Case:
    """Another service is competent: the person and that service are told why; the promise stays the same."""
    check(office, case, agent)
    reason = worded(reason, "Écrivez pourquoi vous transmettez ce dossier.")
    if unit not in office.city.units:
        raise NotAllowed("Choisissez un service dans la liste.")
    if unit == case.unit:
        raise NotAllowed("Ce dossier est déjà dans ce service.")
    process, clocks = await office.process_of(case), await clocks_of(case)
    before = case.unit
    batch = Batch()
    batch.insert(journal.by_agent(case, agent, now, "transfere", reason, public=True, **{"from": before, "to": unit}))
    case.unit = unit  # the notices are those of the new service; undone below if the case has changed
    try:
        telling = tell.Telling(office, batch, process, case, due_day(clocks), now)
        telling.citizen("transfert", {"ancien_service": office.city.unit(before).name, "raison": reason})
        telling.agents("nouveau-dossier", tell.holders(office, unit, "referent"), {"raison": reason})
        return await write(case, batch, unit=unit, assignee="", state=case.state if case.state == WAITING else NEW)
    except BaseException:
        case.unit = before
        raise


async def note(office: Office, case: Case, agent: Agent, text: str, now: datetime) -> Case:
    """A word between agents, on a closed case too. It changes nothing else."""
    check(office, case, agent, closed=True)
    text = worded(text, "Écrivez votre note.")
    await Batch().insert(journal.by_agent(case, agent, now, "note", text)).write()
    return case


async def close(office: Office, case: Case, agent: Agent, outcome: str, text: str, now: datetime) -> Case:
    """The end of the case, with its outcome and its reasons (CRPA L211-2, L211-5). The clocks stop."""
    check(office, case, agent)
    if outcome not in OUTCOMES:
        raise NotAllowed("Choisissez l’issue de la demande.")
    text = worded(text, "Écrivez ce qui a été décidé ou fait, et pourquoi.")
    process, clocks = await office.process_of(case), await clocks_of(case)
    batch = Batch()
    batch.insert(journal.by_agent(case, agent, now, "clos", text, public=True, outcome=outcome))
    clock.stop(office, batch, process, clocks, now)
    tell.withdraw_reminders(batch, case, now)
    telling = tell.Telling(office, batch, process, case, due_day(clocks), now)
    telling.citizen("cloture", {"texte": text, "issue": OUTCOMES[outcome], **words.of_agent(office, agent)})
    return await write(case, batch, state=CLOSED, outcome=outcome, closed_at=now, due_at=due_instant(clocks))


# --- what the acts share


def check(office: Office, case: Case, agent: Agent, *, closed: bool = False) -> None:
    if not signin.may_see(agent, office.city, case):
        raise NotAllowed("Ce dossier est suivi par un autre service.")
    if not (case.open or closed):
        raise NotAllowed(IS_CLOSED)


def worded(text: str, missing: str, *, optional: bool = False) -> str:
    text = text.strip()
    if not text and not optional:
        raise NotAllowed(missing)
    if len(text) > LONGEST:
        raise NotAllowed(f"Raccourcissez votre texte : {LONGEST} caractères au plus.")
    return text


async def clocks_of(case: Case) -> list[Clock]:
    return await Clock.filter(case_id=case.reference).order_by("id")


def due_day(clocks: Sequence[Clock]) -> date | None:
    found = clock.answer_clock(clocks)
    return found.due_on if found else None


def due_instant(clocks: Sequence[Clock]) -> datetime | None:
    found = clock.answer_clock(clocks)
    return found.due_at if found else None


async def write(case: Case, batch: Batch, **to: Any) -> Case:
    """Write an act of an agent, or refuse because the case changed since the agent read it."""
    try:
        return await advance(case, batch, **to)
    except Overtaken:
        raise NotAllowed(CHANGED) from None


async def advance(case: Case, batch: Batch, **to: Any) -> Case:
    """The batch and the new state of the case, if it is still as it was read; then the object agrees."""
    await batch.advance(case, **to).write()
    case.update_from_dict(to)
    case.version += 1
    return case
