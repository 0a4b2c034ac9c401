"""Scenarios played: the path, the service, the dates and the messages that a file promises are those it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from engine.definition.build import Built
from engine.definition.city import City
from engine.definition.condition import Facts, option_keys
from engine.definition.located import Path
from engine.definition.process import Process, Scenario
from engine.errors import Refusal
from engine.fields.base import FilingDay, literal
from engine.journey import Journey, answer
from engine.promise import Promise, project
from engine.routing import Destination, route


@dataclass(frozen=True)
class Played:
    """What happened to one scenario."""

    journey: Journey
    destination: Destination
    promise: Promise | None


def check(built: Built, city: City) -> None:
    """Play every scenario of a sound démarche; each difference is reported at the line that expected otherwise."""
    for index, scenario in enumerate(built.process.scenarios):
        path = ("scenarios", index)
        answers = read_answers(built, scenario, path)
        if answers is None:
            continue
        journey = Journey(built.process, facts_of(scenario, answers, city))
        if complete(built, journey, answers, path) and accepted(built, journey, path):
            compare(built, city, scenario, play(built.process, city, journey, scenario), path)


def facts_of(scenario: Scenario, answers: Mapping[str, Any], city: City) -> Facts:
    day = FilingDay(scenario.filed_at.date(), city.calendar)
    return Facts(answers, day, scenario.channel, districts=city.districts)


def read_answers(built: Built, scenario: Scenario, path: Path) -> dict[str, Any] | None:
    """Answers typed as the démarche stores them; None when one of them cannot be read."""
    questions = {question.id: question for question in built.process.questions() if question.type.stores}
    answers: dict[str, Any] = {}
    sound = True
    for id, written in scenario.answers.items():
        where = (*path, "reponses", id)
        if id not in questions:
            help = built.where.nearest(id, questions)
            built.where.report(
                where, "question-inconnue", f"« {id} » n’est pas une question de cette démarche.", help, key=True
            )
            sound = False
            continue
        try:
            answers[id] = literal(questions[id], written)
        except ValueError as error:
            help = built.where.nearest(str(written), option_keys(questions[id]))
            built.where.report(where, "valeur-interdite", str(error), help)
            sound = False
    return answers if sound else None


def accepted(built: Built, journey: Journey, path: Path) -> bool:
    """What a scenario answers is what the form itself would accept: bounds, lengths, sizes."""
    sound = True
    for question in (built.process.question(id) for id in journey.answers):
        value = journey.answers[question.id]
        if value is None:
            continue
        try:
            answer(question, question.type.fill(question, value), journey.facts.day)
        except Refusal as refusal:
            where = (*path, "reponses", question.id)
            built.where.report(where, "reponse-refusee", f"Le formulaire refuse cette réponse. {refusal.sentence}")
            sound = False
    return sound


def complete(built: Built, journey: Journey, answers: dict[str, Any], path: Path) -> bool:
    """Optional questions may be left out of a scenario; required ones may not, and every answer must serve."""
    for question in built.process.questions():
        if not question.required:
            answers.setdefault(question.id, None)
    if journey.elsewhere:
        return stops(built, journey, path)
    if page := journey.next_page:
        missing = next(question for question in journey.questions(page) if not journey.is_answered(question))
        built.where.report(
            (*path, "reponses"),
            "scenario-incomplet",
            f"Ce scénario s’arrête à la page « {page.title} » : « {missing.id} » n’a pas de réponse.",
            f"Ajoutez « {missing.id}: … ».",
            key=True,
        )
        return False
    unused = [id for id, value in answers.items() if value is not None and id not in journey.answers]
    for id in unused:
        built.where.report(
            (*path, "reponses", id),
            "reponse-inutile",
            f"« {id} » n’est jamais demandée dans ce scénario.",
            "Retirez cette réponse, ou corrigez celles qui décident de son affichage.",
            key=True,
        )
    return not unused


def stops(built: Built, journey: Journey, path: Path) -> bool:
    """The démarche turns out not to be for this person: the scenario must expect it, and then says nothing more."""
    expected = built.process.scenarios[path[1]].expected
    assert journey.elsewhere
    if not is_no(expected.get("eligible", "")):
        sentence = (
            f"Ce scénario s’arrête : la démarche n’est pas pour cette personne (« {journey.elsewhere[1].message} »)."
        )
        built.where.report(
            path, "scenario-different", sentence, "Corrigez ses réponses, ou attendez « eligible: non »."
        )
    for key in expected.keys() - {"eligible"}:
        sentence = f"« {key} » ne peut pas être attendu : le scénario s’arrête avant l’envoi."
        built.where.report((*path, "attendu", key), "scenario-different", sentence, "Retirez-le.", key=True)
    return False


def is_no(written: str) -> bool:
    return written.casefold() in ("non", "false")


def play(process: Process, city: City, journey: Journey, scenario: Scenario) -> Played:
    facts = facts_of(scenario, journey.answers, city)
    deadline = process.answer_deadline
    filed_at = scenario.filed_at.astimezone(UTC)
    promise = project(deadline, city.calendar, filed_at, ()) if deadline else None
    return Played(journey, route(process, facts), promise)


# --- expectations: one function per key of `attendu`, giving what really happened as it would be written


def destination(played: Played, built: Built, city: City) -> Any:
    return played.destination.unit


def priority(played: Played, built: Built, city: City) -> Any:
    return played.destination.priority


def referent(played: Played, built: Built, city: City) -> Any:
    people = city.who(played.destination.unit, "referent") if played.destination.unit in city.units else ()
    return people[0].id if people else "personne"


def answered_by(played: Played, built: Built, city: City) -> Any:
    return played.promise.due_on.isoformat() if played.promise and played.promise.due_on else "aucune date"


def pages(played: Played, built: Built, city: City) -> Any:
    return [page.title for page in played.journey.pages]


def reminders(played: Played, built: Built, city: City) -> Any:
    rungs = played.promise.rungs if played.promise else ()
    return [rung_day(instant, played, city).isoformat() for rung, instant in rungs if rung.remind or rung.escalate]


def rung_day(instant: datetime, played: Played, city: City) -> date:
    """The day of a rung; the one of the deadline itself is told as the last day to answer."""
    if played.promise and played.promise.due_on and instant == played.promise.due_at:
        return played.promise.due_on
    return city.calendar.day_of(instant)


def messages(played: Played, built: Built, city: City) -> Any:
    """What the citizen receives if nobody answers: the receipt, then the word that we are late."""
    warned = played.promise and any(rung.warn_citizen for rung, _ in played.promise.rungs)
    return ["accuse", "retard"] if warned else ["accuse"]


def eligible(played: Played, built: Built, city: City) -> Any:
    """A scenario that is played to its end is one of a person the démarche is for."""
    return "oui"


EXPECTATIONS: dict[str, Callable[[Played, Built, City], Any]] = {
    "vers": destination,
    "eligible": eligible,
    "priorite": priority,
    "referent": referent,
    "reponse_avant": answered_by,
    "pages": pages,
    "relances": reminders,
    "messages": messages,
}


def compare(built: Built, city: City, scenario: Scenario, played: Played, path: Path) -> None:
    for key, wanted in scenario.expected.items():
        got = EXPECTATIONS[key](played, built, city)
        if wanted != got:
            built.where.report(
                (*path, "attendu", key),
                "scenario-different",
                f"Le scénario « {scenario.name} » attend {say(wanted)} et obtient {say(got)}.",
                f"Corrigez la démarche, ou écrivez « {key}: {write(got)} ».",
                key=True,
            )


def say(value: Any) -> str:
    return f"« {', '.join(value)} »" if isinstance(value, list) else f"« {value} »"


def write(value: Any) -> str:
    return f"[{', '.join(value)}]" if isinstance(value, list) else str(value)
