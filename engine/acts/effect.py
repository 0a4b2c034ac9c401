"""What `faire` does: who and what it needs, what it changes in the case, who is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engine import french
from engine.acts import demand, entrust, offer, tell
from engine.acts.filled import Filled
from engine.acts.playing import Play
from engine.definition import cycle
from engine.definition.city import Person
from engine.definition.cycle import Action
from engine.errors import NotAllowed
from engine.records import Case, Event


@dataclass(frozen=True)
class Reach:
    """Whom and what an effect needs."""

    people: Sequence[Person] = ()
    """Those who are told."""
    unit: str = ""
    """The service the case goes to, "" when it stays in its own."""
    holder: entrust.Holder | None = None
    """Who gets it there; None when its référents share the cases."""


async def reach(play: Play, action: Action, filled: Filled) -> Reach:
    """Raises NotAllowed when what was chosen is not among what may be."""
    if action.does(cycle.TRANSFER):
        return await into(play, receiver(play, action, filled))
    if action.does(cycle.RETURN):
        return await into(play, await former_service(play))
    if action.does(cycle.ASSIGN):
        return Reach([await colleague(play, filled)])
    if action.does(cycle.ESCALATE):
        return Reach(tell.holders(play.office, play.case.unit, "responsable"))
    return Reach(await tell.in_charge(play.office, play.case) if action.does(cycle.WRITE) else [])


async def into(play: Play, unit: str) -> Reach:
    """Another service, which gives its cases to its people as it does with new ones."""
    holder = await entrust.choose(play.office, unit, play.process.dispatch)
    return Reach([holder.person] if holder else tell.holders(play.office, unit, "referent"), unit, holder)


def receiver(play: Play, action: Action, filled: Filled) -> str:
    unit = filled.unit or (action.services[0] if len(action.services) == 1 else "")
    if unit not in play.office.city.units or (action.services and unit not in action.services):
        raise NotAllowed("Choisissez un service dans la liste.")
    if unit == play.case.unit:
        raise NotAllowed("Ce dossier est déjà dans ce service.")
    return unit


async def former_service(play: Play) -> str:
    unit = await sender(play.case)
    if unit not in play.office.city.units:
        raise NotAllowed("Aucun service n’a transmis ce dossier : il n’y a personne à qui le renvoyer.")
    return unit


async def colleague(play: Play, filled: Filled) -> Person:
    office = play.office
    chosen = next((one for one in await offer.colleagues(office, play.case) if one.login == filled.login), None)
    if chosen is None:
        raise NotAllowed("Choisissez une personne dans la liste.")
    return office.city.people.get(chosen.login) or Person(chosen.login, chosen.name, chosen.email)


async def sender(case: Case) -> str:
    """The service that passed this case on to the one that has it; "" when none did."""
    last = await Event.filter(case_id=case.reference, kind="transfere").order_by("-id").first()
    return str(last.data.get("from", "")) if last else ""


def apply(play: Play, action: Action, filled: Filled, reached: Reach) -> None:
    """What the effects change in the case."""
    after, agent = play.after, play.agent
    if agent and action.does(cycle.TAKE):
        after.assignee = agent.login
    elif agent and (action.does(cycle.ASK) or action.does(cycle.REPLY)):
        after.assignee = after.assignee or agent.login
    if action.does(cycle.ASSIGN):
        after.assignee = filled.login
    if reached.unit:
        after.unit, after.assignee = reached.unit, reached.holder.person.id if reached.holder else ""


def send_effects(play: Play, action: Action, text: str, before: str, people: Sequence[Person]) -> None:
    """The messages that go with what was done, unless the action words its own for the person concerned."""
    telling, own = play.telling(), any(one.audience == cycle.CITIZEN for one in action.messages)
    signed = play.signed()
    if action.does(cycle.WRITE):
        telling.agents("message-usager", people, {"texte": text})
    if action.does(cycle.ASK) and not own:
        telling.citizen("demande-precision", {**asked(play, text), **signed})
    if action.does(cycle.REPLY) and not own:
        telling.citizen("reponse", {"texte": text, **signed})
    if action.does(cycle.TRANSFER) or action.does(cycle.RETURN):
        if not own:
            former = play.office.city.unit(before).name
            telling.citizen("transfert", {"ancien_service": former, "raison": text})
        telling.agents("nouveau-dossier", people, {"raison": text})
    if action.does(cycle.ASSIGN):
        telling.agents("nouveau-dossier", people, {"raison": text})
    if action.does(cycle.ESCALATE):
        telling.agents("remontee", people, {"raison": text, "agent": play.agent.name if play.agent else ""})


def asked(play: Play, text: str) -> dict[str, str | date]:
    """What is asked, and until when: words of one's own for this message say the date too, since they may forget it."""
    listed = demand.in_words(play.process, play.asked)
    until = french.long_date(play.until) if play.until else ""
    said = [text, f"À corriger ou à compléter :\n{listed}" if listed else ""]
    if until and "demande-precision" in play.process.messages:
        said.append(f"Répondez avant la fin du {until}.")
    return {"texte": "\n\n".join(part for part in said if part), "date_reponse_usager": play.until or ""}
