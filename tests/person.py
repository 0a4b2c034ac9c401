"""A person who answers as a scenario of a démarche says, whatever drives the browser."""

from __future__ import annotations

from engine.definition.process import Process, Question, Scenario
from tests.robot import Robot, plain


def answers_of(process: Process, scenario: Scenario) -> dict:
    """The answers of a scenario as the démarche stores them."""
    known = {question.id: question for question in process.questions()}
    return {id: known[id].type.literal(known[id], written) for id, written in scenario.answers.items()}


def answer(robot: Robot, question: Question, value: object) -> None:
    """Put one answer where the page asks for it."""
    kind = question.type.name
    if kind == "fichier":
        if isinstance(value, dict):
            robot.fill(plain(question.label), "Je n’ai pas ce document")
        else:
            robot.attach(plain(question.label), *value)
    elif kind == "accord":
        robot.tick(plain(question.label))
    elif kind == "choix-multiple":
        shown = {option.value: option.label for option in question.options["options"]}
        robot.fill(plain(question.label), [shown[one] for one in value])
    elif kind in ("choix", "oui-non"):
        robot.fill(plain(question.label), question.type.show(question, value))
    else:
        robot.fill(plain(question.label), question.type.fill(question, value))


def answer_page(robot: Robot, process: Process, answers: dict) -> None:
    """Answer every question now on the page that the scenario has an answer to."""
    here = next((page for page in process.pages if page.title == page_title(robot)), None)
    assert here, robot.title
    by_label = {plain(question.label): question for question in here.questions if question.id in answers}
    for label in robot.asked():
        if label in by_label:
            answer(robot, by_label[label], answers[by_label[label].id])


def page_title(robot: Robot) -> str:
    return robot.title.split(" – ")[0]


async def complete(robot: Robot, process: Process, answers: dict) -> list[str]:
    """From the start page to the check page; the titles of the pages met, in order."""
    await robot.open(f"/demarches/{process.slug}")
    await robot.press("Commencer")
    met: list[str] = []
    while "/page/" in str(robot.response.url):
        assert not robot.errors, f"{robot.response.url}: {robot.errors}"
        if page_title(robot) not in met[-1:]:
            met.append(page_title(robot))
        assert len(met) < 30, met
        answer_page(robot, process, answers)
        await robot.press("Continuer", "main form.questions")
    return met
