"""The organisation of the city once `processes/_organisation.yaml` has been read: services, people, hours, districts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.calendar import Calendar
from engine.definition.sectors import Districts

REFERENT, IN_TURN, LEAST_BUSY = "referent", "tour-de-role", "charge"
DISPATCHES = (REFERENT, IN_TURN, LEAST_BUSY)
"""How a service shares out its new cases (`affectation`)."""


@dataclass(frozen=True)
class Person:
    """Someone of the city who answers for cases; `id` is also the sign-in name of the agent."""

    id: str
    name: str
    email: str
    role: str = ""


@dataclass(frozen=True)
class Unit:
    """A service. `address`, `phone`, `email` are printed on receipts (CRPA R112-11-1)."""

    id: str
    name: str
    address: str
    phone: str
    email: str
    parent: str | None = None
    hours: str = ""
    referent: str = ""
    deputies: tuple[str, ...] = ()
    manager: str = ""
    members: tuple[str, ...] = ()
    """`equipe`: those who handle its cases, in the order of the file; the référent and the deputies when empty."""
    dispatch: str = REFERENT
    """One of DISPATCHES."""


@dataclass(frozen=True)
class LifeEvent:
    """A moment of life: « J’attends un enfant ». Démarches say that they belong to it."""

    id: str
    title: str
    summary: str = ""
    keywords: tuple[str, ...] = ()
    """Everyday words that find its démarches too."""


@dataclass(frozen=True)
class Portal:
    """How the catalogue is told (`processes/_portail.yaml`), in the order of the file."""

    events: tuple[LifeEvent, ...] = ()
    free_request: str = ""
    """The démarche that welcomes whatever fits nowhere else."""
    others: Mapping[str, tuple[LifeEvent, ...]] = field(default_factory=dict)
    """The same moments in other languages."""

    def told(self, language: str) -> tuple[LifeEvent, ...]:
        return self.others.get(language, self.events)


@dataclass(frozen=True)
class Relay:
    """A place where a person may come back for an answer. `unit` hands over what waits there."""

    id: str
    name: str
    address: str
    hours: str = ""
    phone: str = ""
    unit: str = ""


@dataclass(frozen=True, eq=False)
class City:
    name: str
    calendar: Calendar
    units: Mapping[str, Unit]
    people: Mapping[str, Person]
    districts: Districts = field(default_factory=Districts)
    phone: str = ""
    phone_hours: str = ""
    welcome: str = ""
    """Where one can come in person, in one line."""
    site: str = ""
    """Public address of the service (https://…), used in letters and mails."""
    email: str = ""
    sign_language: str = ""
    """How someone who speaks French sign language meets the city."""
    relays: Mapping[str, Relay] = field(default_factory=dict)
    """`lieux_relais`, by the value of the answer that chooses them."""
    data_officer: str = ""
    """How to reach the data protection officer (RGPD 13)."""
    portal: Portal = field(default_factory=Portal)

    def branch(self, unit: str) -> Iterator[Unit]:
        """The unit, then its parents up to the root."""
        current = unit
        while service := self.units.get(current):
            yield service
            current = service.parent or ""

    def unit(self, id: str) -> Unit:
        """The service of this name. One that no longer exists is answered for by the welcome of the city."""
        welcome = Unit(id, self.name, self.welcome, self.phone, self.email, hours=self.phone_hours)
        return self.units.get(id, welcome)

    def who(self, unit: str, role: str) -> tuple[Person, ...]:
        """People holding `referent`, `suppleant` or `responsable` for a unit, looked for up the branch."""
        for service in self.branch(unit):
            held = {
                "referent": (service.referent,),
                "suppleant": service.deputies,
                "responsable": (service.manager,),
            }[role]
            if people := tuple(self.people[id] for id in held if id in self.people):
                return people
        return ()

    def team(self, unit: str) -> tuple[Person, ...]:
        """Who handles the cases of a service, in the order of the file."""
        members = self.units[unit].members if unit in self.units else ()
        named = [self.people[id] for id in members if id in self.people]
        return tuple(named or dict.fromkeys((*self.who(unit, "referent"), *self.who(unit, "suppleant"))))

    def held_by(self, person: str) -> tuple[str, ...]:
        """The units where this person is referent, deputy, manager or member of the team."""
        return tuple(
            id
            for id, unit in self.units.items()
            if person in (unit.referent, *unit.deputies, unit.manager, *unit.members)
        )

    def descendants(self, unit: str) -> frozenset[str]:
        """The unit and everything below it."""
        return frozenset(id for id in self.units if any(u.id == unit for u in self.branch(id)))
