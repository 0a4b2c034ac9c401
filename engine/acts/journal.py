"""The journal: one Event per thing done, by an agent, by the person concerned or by the engine."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.records import Agent, Case, Event
from engine.records.batch import Row
from engine.records.event import AGENT, CITIZEN, SYSTEM


def by_agent(
    case: Case, agent: Agent, at: datetime, kind: str, text: str = "", *, public: bool = False, **data: Any
) -> Row:
    who = {"actor_kind": AGENT, "actor": agent.login, "actor_name": agent.name}
    return _event(case.reference, at, kind, text, public=public, data=data, **who)


def by_citizen(case: Case, at: datetime, kind: str, text: str, **data: Any) -> Row:
    """What the person did is always public: it is theirs."""
    who = {"actor_kind": CITIZEN, "actor_name": case.contact_name}
    return _event(case.reference, at, kind, text, public=True, data=data, **who)


def by_engine(case: Case, at: datetime, kind: str, text: str, *, public: bool = False, **data: Any) -> Row:
    return about(case.reference, at, kind, text, public=public, **data)


def about(reference: str, at: datetime, kind: str, text: str, *, public: bool = False, **data: Any) -> Row:
    """What the engine did about a case it has not read."""
    return _event(reference, at, kind, text, public=public, data=data, actor_kind=SYSTEM)


def _event(reference: str, at: datetime, kind: str, text: str, **more: Any) -> Row:
    return Row(Event, {"case_id": reference, "at": at, "kind": kind, "text": text, **more})
