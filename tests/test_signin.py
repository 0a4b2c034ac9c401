"""Agents sign in, see what is theirs, and can be sent away at once."""

from datetime import timedelta

import pytest

from engine.acts import signin
from engine.errors import NotAllowed
from engine.records import Agent, AgentSession
from tests import town

PASSWORD = "un mot de passe de ville"


@pytest.fixture
async def louise(store, now):
    return await signin.add("Louise", "Louise Martin", "l@ville.example", PASSWORD, "agent", ["voirie"], now)


async def test_an_agent_signs_in_and_out(louise, now):
    token = await signin.sign_in(" louise ", PASSWORD, now)
    assert (await signin.who(token, now)).login == "louise"
    assert await signin.who(token + "x", now) is None
    await signin.sign_out(token, now)
    assert await signin.who(token, now) is None


async def test_neither_a_password_nor_a_token_is_stored(louise, now):
    token = await signin.sign_in("louise", PASSWORD, now)
    stored = str(await Agent.all().values()) + str(await AgentSession.all().values())
    assert PASSWORD not in stored
    assert token not in stored
    assert louise.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(("login", "password"), [("louise", "faux"), ("personne", PASSWORD), ("", ""), ("louise", "")])
async def test_a_wrong_login_or_password_opens_nothing(louise, now, login, password):
    assert await signin.sign_in(login, password, now) is None
    assert await AgentSession.all().count() == 0


async def test_a_session_ends_with_the_working_day(louise, now):
    token = await signin.sign_in("louise", PASSWORD, now)
    assert await signin.who(token, now + signin.SESSION - timedelta(seconds=1)) is not None
    assert await signin.who(token, now + signin.SESSION) is None


async def test_an_agent_who_leaves_is_out_at_once(louise, now):
    token = await signin.sign_in("louise", PASSWORD, now)
    await signin.disable("louise", now)
    assert await signin.who(token, now) is None
    assert await signin.sign_in("louise", PASSWORD, now) is None
    await signin.enable("louise")
    assert await signin.who(token, now) is None
    assert await signin.sign_in("louise", PASSWORD, now) is not None


async def test_a_new_password_closes_the_sessions_of_the_old_one(louise, now):
    token = await signin.sign_in("louise", PASSWORD, now)
    await signin.change_password("louise", "un autre mot de passe", now)
    assert await signin.who(token, now) is None
    assert await signin.sign_in("louise", PASSWORD, now) is None
    assert await signin.sign_in("louise", "un autre mot de passe", now)


async def test_an_agent_is_created_once_and_properly(louise, now):
    for login, password, role, sentence in (
        ("louise", PASSWORD, "agent", "existe déjà"),
        ("hugo", "court", "agent", "12 caractères"),
        ("hugo", PASSWORD, "roi", "rôle"),
        (" ", PASSWORD, "agent", "identifiant"),
    ):
        with pytest.raises(NotAllowed, match=sentence):
            await signin.add(login, "Nom", "", password, role, [], now)
    assert [agent.login for agent in await signin.everyone()] == ["louise"]


async def test_acting_on_nobody_says_so(store, now):
    for act in (signin.disable("x", now), signin.enable("x"), signin.change_password("x", PASSWORD, now)):
        with pytest.raises(NotAllowed, match="Aucun agent"):
            await act


def test_an_agent_sees_their_services_and_those_below():
    def units(role, *units):
        return signin.units_of(Agent(login="a", name="A", role=role, units=list(units)), town.CITY)

    assert units("agent", "voirie") == {"voirie"}
    assert units("responsable", "direction") == {"direction", "voirie", "proprete"}
    assert units("agent") == frozenset()
    assert units("agent", "service-disparu") == frozenset()
    assert units("administrateur") == set(town.UNITS)
