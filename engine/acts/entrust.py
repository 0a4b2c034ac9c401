"""Inside a service, who gets a new case: nobody in particular, the next one in turn, or the one who has least to do.

Decided once, in the batch that gives the case to the service, with its reason in French.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.functions import Count

from engine.acts import journal
from engine.acts.office import Office
from engine.definition.city import IN_TURN, LEAST_BUSY, Person
from engine.records import Agent, Case, Tally
from engine.records.batch import Batch
from engine.records.case import CLOSED
from engine.records.tally import add_one, tally


@dataclass(frozen=True)
class Holder:
    """The person a new case is entrusted to, and « pourquoi cette personne ? »."""

    person: Person
    reason: str
    turn: Tally | None = None
    """The turn that this choice uses up, None when it uses none."""


async def choose(office: Office, unit: str, how: str = "") -> Holder | None:
    """Who gets the next case of this service; None when its référents share them. `how` wins over the service's own way."""
    service = office.city.unit(unit)
    way = how or service.dispatch
    team = await at_work(office, unit) if way in (IN_TURN, LEAST_BUSY) else []
    if not team:
        return None
    if way == IN_TURN:
        turn = await tally(f"tour/{unit}")
        return Holder(team[turn.count % len(team)], f"C’est son tour dans le service {service.name}.", turn)
    open_cases = await workload(team)
    person = min(team, key=lambda one: open_cases.get(one.id, 0))
    return Holder(person, f"C’est la personne du service {service.name} qui a le moins de dossiers ouverts.")


async def at_work(office: Office, unit: str) -> list[Person]:
    """The team of the service, without the accounts that are closed. Those who have none yet count as present."""
    team = office.city.team(unit)
    closed = await Agent.filter(login__in=[person.id for person in team], active=False).values_list("login", flat=True)
    return [person for person in team if person.id not in closed]


async def workload(team: Sequence[Person]) -> dict[str, int]:
    """Open cases of each person, all services together."""
    counted = (
        Case.filter(assignee__in=[person.id for person in team])
        .exclude(state=CLOSED)
        .annotate(cases=Count("reference"))
        .group_by("assignee")
    )
    return dict(await counted.values_list("assignee", "cases"))


def write(batch: Batch, case: Case, holder: Holder, now: datetime) -> None:
    """Told in the journal of the case, whose `assignee` is this person. Two filings at once never use the same turn: the second one is Overtaken or refused."""
    batch.insert(journal.by_engine(case, now, "confie", holder.reason, to=holder.person.id, name=holder.person.name))
    if holder.turn is not None:
        add_one(batch, holder.turn)
