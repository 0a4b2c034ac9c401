"""Which service gets a request, how urgently, and why in French: the first rule of `routage` that holds."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definition.condition import Facts
from engine.definition.process import Process, Route


@dataclass(frozen=True)
class Destination:
    """`position` is the number of the rule, from 1; `reason` answers « pourquoi ce service ? »."""

    unit: str
    priority: str
    position: int
    reason: str


def route(process: Process, facts: Facts) -> Destination:
    """The destination of a request. A checked définition always has one: its last rule is `sinon`."""
    rule = next(rule for rule in process.routes if rule.when is None or rule.when.holds(facts))
    return Destination(rule.unit, rule.priority, rule.position, why(process, rule))


def why(process: Process, rule: Route) -> str:
    if rule.reason:
        return rule.reason
    if rule.when is not None:
        return f"Règle {rule.position} de la démarche « {process.title} » : {rule.when.phrase()}."
    if len(process.routes) == 1:
        return f"Toutes les demandes « {process.title} » vont à ce service."
    return f"Aucune règle particulière de la démarche « {process.title} » ne s’applique à votre demande."
