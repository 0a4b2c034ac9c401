"""A person who answers as a scenario of a démarche says, whatever drives the browser."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from engine.definition.process import Process, Question, Scenario
from tests.robot import Robot, plain


def answers_of(process: Process, scenario: Scenario) -> dict:
    """The answers of a scenario as the démarche stores them."""
    return {
        id: [literals(process, one) for one in written]
        if id in process.groups
        else literals(process, {id: written})[id]
        for id, written in scenario.answers.items()
    }


def literals(process: Process, written: Mapping) -> dict:
    asked = {id: process.question(id) for id in written}
    return {id: question.type.literal(question, written[id]) for id, question in asked.items()}


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
    elif kind in ("choix", "oui-non", "liste"):
        robot.fill(plain(question.label), question.type.show(question, value))
    else:
        robot.fill(plain(question.label), question.type.fill(question, value))


def answer_page(robot: Robot, process: Process, answers: dict) -> None:
    """Answer every question now on the page that the scenario has an answer to."""
    id, number = place(robot)
    here = next((page for page in process.pages if page.id == id), None)
    assert here, robot.title
    if here.group and number:
        given = answers.get(here.group.id, [])
        answers = given[number - 1] if number <= len(given) else {}
    by_label = {plain(question.label): question for question in here.questions if question.id in answers}
    for label in robot.asked():
        if label in by_label:
            answer(robot, by_label[label], answers[by_label[label].id])


def page_title(robot: Robot) -> str:
    return robot.title.split(" – ")[0]


def place(robot: Robot) -> tuple[str, int]:
    """Id of the page, and which instance of its group."""
    id, _, number = urlsplit(str(robot.response.url)).path.split("/page/")[1].partition("/")
    return id, int(number or 0)


async def leave_list(robot: Robot, process: Process, answers: dict) -> None:
    """On the list of a group: one more if the scenario has one, else go on."""
    id, _ = place(robot)
    group = next(page.group for page in process.pages if page.id == id)
    listed = len(robot.tree.cssselect("main .added > li"))
    if listed < len(answers.get(group.id, [])):
        await robot.follow("Ajouter")
    else:
        await robot.press("Continuer", "main form.questions")


async def complete(robot: Robot, process: Process, answers: dict) -> list[str]:
    """From the start page to the check page; the titles of the pages met, in order."""
    await robot.open(f"/demarches/{process.slug}")
    await robot.press("Commencer")
    met: list[str] = []
    while "/page/" in str(robot.response.url):
        assert not robot.errors, f"{robot.response.url}: {robot.errors}"
        if page_title(robot) not in met:
            met.append(page_title(robot))
        if robot.tree.cssselect("#ajouter-page"):
            await leave_list(robot, process, answers)
            continue
        assert len(robot.visited) < 200, met
        answer_page(robot, process, answers)
        await robot.press("Continuer", "main form.questions")
    return met
