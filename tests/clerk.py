"""What desk tests start from: agents with a password, cases filed as a scenario says, a robot at the desk."""

from __future__ import annotations

from random import Random

from engine.acts import attach, draft, signin, tracking
from engine.acts.demo.paper import paper
from engine.acts.submit import submit
from tests.person import answers_of
from tests.robot import Robot

PASSWORD = "une phrase assez longue"


async def hire(login, *units, role="agent", at):
    return await signin.add(login, login.replace("-", " ").title(), f"{login}@ville.example", PASSWORD, role, units, at)


async def sign_in(robot: Robot, login: str) -> Robot:
    await robot.open("/agents/connexion")
    robot.fill("Identifiant", login)
    robot.fill("Mot de passe", PASSWORD)
    await robot.press("Se connecter")
    assert robot.heading == "Dossiers", robot.words
    return robot


async def follow(robot: Robot, office, case) -> None:
    """The person concerned, on their tracking page."""
    await robot.open("/suivi")
    robot.fill("Référence", case.reference)
    robot.fill("Code de suivi", tracking.code(office, case))
    await robot.press("Voir ma demande")


async def file(office, slug, scenario, at, **others):
    """A case as the scenario of that rank (or that name) tells it; `others` replaces answers, as written in YAML."""
    process = office.live[slug].process
    lived = process.scenarios[scenario]
    answers = {question.id: None for question in process.questions() if not question.required}
    answers |= {id: [] for id in process.groups} | answers_of(process, lived) | others
    for id in process.groups:
        answers[id] = [{question.id: None for question in process.members(id)} | one for one in answers[id]]
    new, _ = await draft.start(office, slug, at)
    for id, value in answers.items():
        if id in process.groups:
            continue
        question = process.question(id)
        if question.type.name == "fichier" and isinstance(value, list):
            plan = paper("plan.pdf", Random(1))
            answers[id] = [(await attach.keep(office, new, question.id, plan, at)).id for _ in value]
    return await submit(office, await draft.save(new, answers, at), lived.channel, at)
