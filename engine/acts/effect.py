"""What `faire` does: who and what it needs, what it changes in the case, who is told of it."""

from __future__ import annotations

from collections.abc import Sequence

from engine.acts import offer, tell
from engine.acts.filled import Filled
from engine.acts.playing import Play
from engine.definition import cycle
from engine.definition.city import Person
from engine.definition.cycle import Action
from engine.errors import NotAllowed
from engine.records import Case, Event


async def lookup(play: Play, action: Action, filled: Filled) -> tuple[list[Person], str]:
    """The people an effect needs, and the service a case goes to."""
    office, case = play.office, play.case
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
        chosen = next((one for one in await offer.colleagues(office, case) if one.login == filled.login), None)
        if chosen is None:
            raise NotAllowed("Choisissez une personne dans la liste.")
        return [office.city.people.get(chosen.login) or Person(chosen.login, chosen.name, chosen.email)], ""
    if action.does(cycle.ESCALATE):
        return tell.holders(office, case.unit, "responsable"), ""
    return (await tell.in_charge(office, case) if action.does(cycle.WRITE) else []), ""


async def sender(case: Case) -> str:
    """The service that passed this case on to the one that has it; "" when none did."""
    last = await Event.filter(case_id=case.reference, kind="transfere").order_by("-id").first()
    return str(last.data.get("from", "")) if last else ""


def apply(play: Play, action: Action, filled: Filled, unit: str) -> None:
    """What the effects change in the case."""
    after, agent = play.after, play.agent
    if agent and action.does(cycle.TAKE):
        after.assignee = agent.login
    elif agent and (action.does(cycle.ASK) or action.does(cycle.REPLY)):
        after.assignee = after.assignee or agent.login
    if action.does(cycle.ASSIGN):
        after.assignee = filled.login
    if unit:
        after.unit, after.assignee = unit, ""


def send_effects(play: Play, action: Action, text: str, before: str, people: Sequence[Person]) -> None:
    telling, own = play.telling(), any(one.audience == cycle.CITIZEN for one in action.messages)
    signed = play.signed()
    if action.does(cycle.WRITE):
        telling.agents("message-usager", people, {"texte": text})
    if action.does(cycle.ASK) and not own:
        telling.citizen("demande-precision", {"texte": text, **signed})
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
