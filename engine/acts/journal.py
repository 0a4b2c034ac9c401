"""The journal: one Event per thing done, by an agent, by the person concerned or by the engine."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.records import Agent, Case, Event
from engine.records.event import AGENT, CITIZEN, SYSTEM


def by_agent(
    case: Case, agent: Agent, at: datetime, kind: str, text: str = "", *, public: bool = False, **data: Any
) -> Event:
    return Event(
        case_id=case.reference,
        at=at,
        kind=kind,
        actor_kind=AGENT,
        actor=agent.login,
        actor_name=agent.name,
        public=public,
        text=text,
        data=data,
    )


def by_citizen(case: Case, at: datetime, kind: str, text: str, **data: Any) -> Event:
    """What the person did is always public: it is theirs."""
    return Event(
        case_id=case.reference,
        at=at,
        kind=kind,
        actor_kind=CITIZEN,
        actor_name=case.contact_name,
        public=True,
        text=text,
        data=data,
    )


def by_engine(case: Case, at: datetime, kind: str, text: str, *, public: bool = False, **data: Any) -> Event:
    return Event(
        case_id=case.reference, at=at, kind=kind, actor_kind=SYSTEM, public=public, text=text, data=data
    )
