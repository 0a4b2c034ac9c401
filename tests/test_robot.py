"""Every scenario of every shipped démarche, completed by a robot that knows only HTML and has no JavaScript."""

from dataclasses import replace

import pytest

from engine import french, rehearsal
from engine.definition import catalogue
from engine.journey import Journey, answer
from engine.records import Case, Clock, Notice
from engine.routing import route
from tests.person import answers_of, complete
from tests.robot import plain
from tests.site import ROOT

CITY = catalogue.load(ROOT)
SCENARIOS = [
    pytest.param(process, scenario, id=f"{process.slug}: {scenario.name}")
    for process in CITY.processes.values()
    for scenario in process.scenarios
]


def on_the_web(process, scenario, answers):
    """Where the scenario leads when it is sent from this site: the channel is part of the rules."""
    facts = replace(rehearsal.facts_of(scenario, answers, CITY.city), channel="web")
    return route(process, replace(facts, answers=Journey(process, facts).answers))


def kept(process, scenario, answers):
    """The answers as they are stored once typed; of documents, whose ids change, only the number."""
    day = rehearsal.facts_of(scenario, answers, CITY.city).day
    stored = {}
    for id, value in answers.items():
        if id in process.groups:
            stored[id] = [
                kept(process, scenario, {inner: given for inner, given in one.items() if given is not None})
                for one in value
            ]
            continue
        question = process.question(id)
        if question.type.computed:
            continue  # nobody types it: compared with what the journey works out
        is_files = question.type.name == "fichier" and isinstance(value, list)
        stored[id] = len(value) if is_files else answer(question, question.type.fill(question, value), day)
    return stored


@pytest.mark.parametrize(("process", "scenario"), SCENARIOS)
async def test_a_scenario_is_completed_without_javascript(process, scenario, robot, hours):
    hours.at = scenario.filed_at
    answers, expected = answers_of(process, scenario), scenario.expected
    met = await complete(robot, process, answers)
    if "pages" in expected:
        assert met == expected["pages"]

    assert robot.heading == "Vérifiez vos réponses"
    await robot.press("Envoyer")
    assert robot.heading == "Votre demande est envoyée"
    reference, code = robot.fact("Référence"), robot.fact("Code de suivi")
    case = await Case.get(reference=reference)
    said = {id: value for id, value in case.answers.items() if value not in (None, [])}
    assert kept(process, scenario, said) == kept(process, scenario, answers)
    worked_out = Journey(process, rehearsal.facts_of(scenario, answers, CITY.city)).answers
    computed = [question.id for question in process.questions() if question.type.computed]
    assert {id: case.answers.get(id) for id in computed} == {id: worked_out.get(id) for id in computed}

    destination = on_the_web(process, scenario, answers)
    assert (case.unit, case.priority) == (destination.unit, destination.priority)
    if scenario.channel == "web":
        assert case.unit == expected["vers"]
        assert case.priority == expected.get("priorite", case.priority)
    assert CITY.city.units[case.unit].name in robot.words
    assert plain(CITY.city.units[case.unit].address) in robot.words
    clock = await Clock.get(id=f"{reference}/reponse")
    assert clock.due_on.isoformat() == expected["reponse_avant"]
    assert plain(french.long_date(clock.due_on)) in robot.words
    assert await Notice.filter(case_id=reference, occasion="accuse", audience="usager").count() == 1

    await robot.open("/suivi")
    robot.fill("Référence", reference.lower().replace("-", " "))
    robot.fill("Code de suivi", code.lower())
    await robot.press("Voir ma demande")
    assert robot.heading == plain(process.title)
    assert reference in robot.words
    assert plain(case.route_reason) in robot.words
    nothing_personal_travels(robot, answers)


def nothing_personal_travels(robot, answers):
    """Neither addresses nor titles, which stay in histories and logs, say anything about the person."""
    personal = [str(answers[id]) for id in ("nom", "prenom", "courriel", "message") if answers.get(id)]
    for address, title in robot.visited:
        for words in personal:
            assert words not in f"{address} {title}", (address, title)
