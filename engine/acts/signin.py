"""Agents: who they are, what they may see, how they prove it. Argon2 passwords, sessions one can revoke."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from engine.acts import proof
from engine.definition.city import City
from engine.errors import NotAllowed
from engine.records import Agent, AgentSession, Case

ROLES = ("agent", "responsable", "administrateur")
"""An administrateur sees every service; the others theirs and those below."""

SESSION = timedelta(hours=10)
"""A working day."""

SHORTEST = 12


async def sign_in(login: str, password: str, now: datetime) -> str | None:
    """The token of a new session; None when the login or the password is wrong, without saying which."""
    agent = await Agent.get_or_none(login=login.strip().lower()[:80])
    known = agent is not None and agent.active
    matches = await proof.matches(agent.password_hash if agent and known else proof.NOBODY, password)
    if agent is None or not (known and matches):
        return None
    return await open_session(agent, now)


async def open_session(agent: Agent, now: datetime) -> str:
    """The token of a new session for someone who has proved who they are."""
    token = secrets.token_urlsafe(32)
    await AgentSession.create(token_hash=_hash(token), agent_id=agent.login, created_at=now, expires_at=now + SESSION)
    return token


async def who(token: str, now: datetime) -> Agent | None:
    """The agent of this session, if it is still good and the agent still active."""
    session = await AgentSession.get_or_none(
        token_hash=_hash(token), revoked_at=None, expires_at__gt=now
    ).select_related("agent")
    return session.agent if session is not None and session.agent.active else None


async def sign_out(token: str, now: datetime) -> None:
    await AgentSession.filter(token_hash=_hash(token), revoked_at=None).update(revoked_at=now)


def may_see(agent: Agent, city: City, case: Case) -> bool:
    return agent.role == "administrateur" or case.unit in units_of(agent, city)


def units_of(agent: Agent, city: City) -> frozenset[str]:
    """The services whose cases this agent handles: theirs and those below, or all of them."""
    if agent.role == "administrateur":
        return frozenset(city.units)
    return frozenset().union(*(city.descendants(unit) for unit in agent.units if unit in city.units))


async def add(
    login: str, name: str, email: str, password: str, role: str, units: Iterable[str], now: datetime
) -> Agent:
    """A new agent. NotAllowed when the login is taken or something is wrong with what is given."""
    login = login.strip().lower()
    if role not in ROLES:
        raise NotAllowed(f"« {role} » n’est pas un rôle : {', '.join(ROLES)}.")
    if not login or not name.strip():
        raise NotAllowed("Donnez un identifiant et un nom.")
    if await Agent.exists(login=login):
        raise NotAllowed(f"L’identifiant « {login} » existe déjà.")
    return await Agent.create(
        login=login,
        name=name.strip(),
        email=email.strip(),
        password_hash=await hashed(password),
        role=role,
        units=list(units),
        created_at=now,
    )


async def everyone() -> list[Agent]:
    return await Agent.all().order_by("login")


async def disable(login: str, now: datetime) -> None:
    """The agent signs in no more, and whatever is open closes at once."""
    if not await Agent.filter(login=login).update(active=False):
        raise NotAllowed(f"Aucun agent n’a l’identifiant « {login} ».")
    await AgentSession.filter(agent_id=login, revoked_at=None).update(revoked_at=now)


async def enable(login: str) -> None:
    if not await Agent.filter(login=login).update(active=True):
        raise NotAllowed(f"Aucun agent n’a l’identifiant « {login} ».")


async def change_password(login: str, password: str, now: datetime) -> None:
    """A new password closes the sessions opened with the old one."""
    if not await Agent.filter(login=login).update(password_hash=await hashed(password)):
        raise NotAllowed(f"Aucun agent n’a l’identifiant « {login} ».")
    await AgentSession.filter(agent_id=login, revoked_at=None).update(revoked_at=now)


async def hashed(password: str) -> str:
    """What is kept of a password long enough."""
    if len(password) < SHORTEST:
        raise NotAllowed(f"Choisissez un mot de passe d’au moins {SHORTEST} caractères.")
    return await proof.hashed(password)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
