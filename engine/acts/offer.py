"""What the step of a case offers now, and to whom. Reads; changes nothing."""

from __future__ import annotations

from engine.acts import signin
from engine.acts.office import Office
from engine.definition import cycle
from engine.definition.city_cycle import cycle_of
from engine.definition.condition import Facts
from engine.definition.cycle import Action, Cycle, Step
from engine.definition.process import Process
from engine.records import Agent, Case

WRITING = Action("ecrire", "Écrire au service", who=(cycle.CITIZEN,), effects=(cycle.WRITE,))
"""The person concerned may always write, whatever the cycle says."""


def possible(office: Office, process: Process, case: Case) -> list[Action]:
    """What the step of the case offers now, whoever one is."""
    judged = facts(office, case)
    actions = cycle_of(process).step(case.step).actions.values()
    return [action for action in actions if action.when is None or action.when.holds(judged)]


def for_agent(office: Office, process: Process, case: Case, agent: Agent) -> list[Action]:
    return [a for a in possible(office, process, case) if a.by_agents and plays(office, case, agent, a)]


def for_citizen(office: Office, process: Process, case: Case) -> list[Action]:
    """What the person concerned may do from the tracking page, writing aside: that is always possible."""
    return [a for a in possible(office, process, case) if a.by_citizen and not a.does(cycle.WRITE)]


def writing(office: Office, process: Process, case: Case) -> Action:
    found = possible(office, process, case)
    return next((action for action in found if action.by_citizen and action.does(cycle.WRITE)), WRITING)


def step(process: Process, case: Case) -> Step:
    return cycle_of(process).step(case.step)


def answering(office: Office, process: Process, case: Case) -> Action | None:
    """What the person does when they answer what this step waits for; None when the step waits for nothing."""
    life = cycle_of(process)
    if not life.step(case.step).waits:
        return None
    found = [one for one in possible(office, process, case) if one.by_citizen and len(one.to) == 1]
    going = [one for one in found if not life.step(leads(life, case, one)).last]
    return next((one for one in going if one.does(cycle.WRITE)), next(iter(going), None))


def leads(life: Cycle, case: Case, action: Action) -> str:
    """The step that an action with a single way leads to."""
    to = action.to[0]
    return (case.step_before or life.first.id) if to == cycle.BEFORE else to


def plays(office: Office, case: Case, agent: Agent, action: Action) -> bool:
    """Whether this agent is one of those who may do this."""
    return agent.role == "administrateur" or any(holds(office, case, agent, who) for who in action.who)


def holds(office: Office, case: Case, agent: Agent, role: str) -> bool:
    if role in (cycle.AGENTS, cycle.CITIZEN):
        return role == cycle.AGENTS
    if role == cycle.HOLDER:
        return case.assignee == agent.login
    named = any(person.id == agent.login for person in office.city.who(case.unit, role))
    return named or (role == "responsable" and agent.role == "responsable")


def facts(office: Office, case: Case) -> Facts:
    """What the conditions of a life cycle look at: the form, what agents answered, the step before."""
    told = {f"agent.{id}": value for id, value in case.agent_answers.items()}
    return office.facts_of(case, {**case.answers, **told, "etape": case.step_before})


async def colleagues(office: Office, case: Case) -> list[Agent]:
    """The agents who may have this case in hand, the one who has it aside."""
    agents = await Agent.filter(active=True).order_by("name")
    return [
        agent
        for agent in agents
        if agent.login != case.assignee and agent.role != "administrateur" and signin.may_see(agent, office.city, case)
    ]
