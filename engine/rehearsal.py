"""Scenarios played: the path, the service, the dates and the messages that a file promises are those it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from engine import exercised
from engine.definition.build import Built
from engine.definition.city import City
from engine.definition.condition import Facts, option_keys
from engine.definition.group import Group
from engine.definition.located import Path
from engine.definition.process import Page, Process, Question, Scenario
from engine.fields.base import FilingDay, literal
from engine.journey import Journey
from engine.living import Life
from engine.promise import Promise, project
from engine.routing import Destination, route
from engine.validation import found


@dataclass(frozen=True)
class Played:
    """What happened to one scenario."""

    journey: Journey
    destination: Destination
    promise: Promise | None
    step: str = ""
    """The step where the case ends."""


def check(built: Built, city: City) -> None:
    """Play every scenario of a sound démarche; each difference is reported at the line that expected otherwise."""
    played = []
    for index, scenario in enumerate(built.process.scenarios):
        path = ("scenarios", index)
        answers = read_answers(built, scenario, path)
        if answers is None:
            continue
        journey = Journey(built.process, facts_of(scenario, answers, city))
        sound = complete(built, journey, answers, path)
        if journey.elsewhere:
            played.append(sent_nowhere(journey))
        elif sound and accepted(built, journey, path):
            outcome = play(built.process, city, journey, scenario)
            played.append((journey, outcome.destination.unit, outcome.destination.position))
            before = len(built.problems)
            life = Life(built, city, facts_of(scenario, journey.answers, city), scenario, path)
            outcome = replace(outcome, step=life.go_on(scenario))
            if len(built.problems) == before:  # what follows an action that is not possible means nothing
                compare(built, city, scenario, outcome, path)
    exercised.report_twins(built, built.process.scenarios)
    if len(played) == len(built.process.scenarios):
        exercised.report(built, exercised.of(built, played))


def sent_nowhere(journey: Journey) -> tuple[Journey, str, int]:
    """A scenario that stops because the démarche is not for this person: pages were seen, no route was taken."""
    return journey, "", 0


def coverage(built: Built, city: City) -> exercised.Coverage:
    """What the scenarios of a démarche go through; those that cannot be played count for nothing."""
    played = []
    for index, scenario in enumerate(built.process.scenarios):
        path = ("scenarios", index)
        answers = read_answers(built, scenario, path)
        if answers is not None:
            journey = Journey(built.process, facts_of(scenario, answers, city))
            if journey.elsewhere:
                played.append(sent_nowhere(journey))
                continue
            outcome = play(built.process, city, journey, scenario)
            played.append((journey, outcome.destination.unit, outcome.destination.position))
    return exercised.of(built, played)


def facts_of(scenario: Scenario, answers: Mapping[str, Any], city: City) -> Facts:
    day = FilingDay(scenario.filed_at.date(), city.calendar)
    return Facts(answers, day, scenario.channel, districts=city.districts)


def read_answers(built: Built, scenario: Scenario, path: Path) -> dict[str, Any] | None:
    """Answers typed as the démarche stores them; None when one of them cannot be read."""
    members = {question.id: group for group in built.process.groups for question in built.process.members(group)}
    questions = {question.id: question for question in built.process.questions() if question.type.stores}
    alone = {id: question for id, question in questions.items() if id not in members}
    written = {id: value for id, value in scenario.answers.items() if id not in built.process.groups}
    where = (*path, "reponses")
    answers, sound = read_some(built, written, alone, members, where)
    for id, group in built.process.groups.items():
        if id in scenario.answers:
            asked = {one: question for one, question in questions.items() if members.get(one) == id}
            held = read_instances(built, scenario.answers[id], asked, group, (*where, id))
            answers[id], sound = held, sound and held is not None
    return answers if sound else None


def read_some(
    built: Built, written: Mapping[str, Any], asked: Mapping[str, Question], members: Mapping[str, str], where: Path
) -> tuple[dict[str, Any], bool]:
    """The answers to these questions, and whether all could be read."""
    answers: dict[str, Any] = {}
    for id, value in written.items():
        if id not in asked:
            sentence, help = f"« {id} » n’est pas une question de cette démarche.", built.where.nearest(id, asked)
            if id in built.lost.removed:
                help = f"Elle est retirée de son bloc par « sauf », ligne {built.lost.removed[id]}."
            if id in members:
                sentence = f"« {id} » est posée pour chaque élément du groupe « {members[id]} »."
                help = f"Écrivez {members[id]}: [{{{id}: …}}]."
            built.where.report((*where, id), "question-inconnue", sentence, help, key=True)
            continue
        try:
            answers[id] = literal(asked[id], value)
        except ValueError as error:
            help = built.where.nearest(str(value), option_keys(asked[id]))
            built.where.report((*where, id), "valeur-interdite", str(error), help)
    return answers, len(answers) == len(written)


def read_instances(
    built: Built, written: Any, asked: Mapping[str, Question], group: Group, where: Path
) -> list[dict[str, Any]] | None:
    """The answers given for each instance; None when some cannot be read, or when there are too many."""
    first = next(iter(asked), "question")
    if not isinstance(written, list) or not all(isinstance(one, Mapping) for one in written):
        sentence = f"{found(written)} : « {group.id} » attend une liste, avec des réponses pour chaque {group.label}."
        built.where.report(where, "type-attendu", sentence, f"Par exemple « {group.id}: [{{{first}: …}}] ».")
        return None
    if len(written) > group.most:
        sentence = f"Il y a {group.count(len(written))} : le formulaire en accepte {group.most} au plus."
        built.where.report((*where, group.most), "reponse-refusee", sentence)
        return None
    read = [read_some(built, one, asked, {}, (*where, position)) for position, one in enumerate(written)]
    return [answers for answers, _ in read] if all(sound for _, sound in read) else None


def accepted(built: Built, journey: Journey, path: Path) -> bool:
    """What a scenario answers is what the form itself would accept: bounds, lengths, sizes."""
    sound = True
    for page in journey.pages:
        where = place_of(page, path)
        for id, sentence in journey.outdated(page).items():
            built.where.report((*where, id), "reponse-refusee", f"Le formulaire refuse cette réponse. {sentence}")
            sound = False
    return sound


def place_of(page: Page, path: Path) -> Path:
    """Where a scenario writes the answers of a page."""
    if page.group and page.number:
        return (*path, "reponses", page.group.id, page.number - 1)
    return (*path, "reponses")


def complete(built: Built, journey: Journey, answers: dict[str, Any], path: Path) -> bool:
    """Optional questions may be left out of a scenario; required ones may not, and every answer must serve."""
    leave_out_optional(built.process, answers)
    if journey.elsewhere:
        return stops(built, journey, path)
    if (page := journey.next_page) and (faults := journey.faults(page)):
        for id, sentence in faults.items():
            where = (*place_of(page, path), id)
            where = where if where in built.where.spots else place_of(page, path)
            built.where.report(where, "reponse-refusee", f"Le formulaire refuse cette réponse. {sentence}")
        return False
    if page := journey.next_page:
        report_incomplete(built, journey, page, answers, path)
        return False
    where = (*path, "reponses")
    unused = [(*where, id) for id in unused_of(answers, journey.answers)]
    for id in built.process.groups:
        for position, (given, kept) in enumerate(zip(answers[id] or (), journey.answers.get(id, ()), strict=False)):
            unused += [(*where, id, position, one) for one in unused_of(given, kept)]
    for place in unused:
        built.where.report(
            place,
            "reponse-inutile",
            f"« {place[-1]} » n’est jamais demandée dans ce scénario.",
            "Retirez cette réponse, ou corrigez celles qui décident de son affichage.",
            key=True,
        )
    return not unused


def unused_of(given: Mapping[str, Any], kept: Mapping[str, Any]) -> list[str]:
    return [id for id, value in given.items() if value not in (None, []) and id not in kept]


def leave_out_optional(process: Process, answers: dict[str, Any]) -> None:
    """What a scenario does not say of an optional question, or of a group one may leave empty, is « nothing »."""
    for page in process.pages:
        if page.group and not isinstance(answers.setdefault(page.group.id, []), list):
            continue
        for held in answers[page.group.id] if page.group else (answers,):
            for question in page.questions:
                if not question.required:
                    held.setdefault(question.id, None)


def report_incomplete(built: Built, journey: Journey, page: Page, answers: Mapping[str, Any], path: Path) -> None:
    where, missing = place_of(page, path), journey.unanswered(page)
    asked = missing[0].id if missing else page.group.id if page.group else page.id
    help = f"Ajoutez « {asked}: … »."
    told = f"« {asked} » n’a pas de réponse"
    if not page.group and answers.get(asked) not in (None, "", []):
        where, told = (*path, "reponses", asked), f"« {said(answers[asked])} » n’est pas proposé à « {asked} »"
        help = "Corrigez cette réponse, ou celles dont elle dépend."
    if page.group and page.number > len(answers[page.group.id]):
        where = (*path, "reponses", page.group.id) if page.group.id in journey.facts.answers else (*path, "reponses")
        help = f"Il faut au moins {page.group.count(page.group.least)} : ajoutez « - {asked}: … »."
    if where not in built.where.spots:
        where = (*path, "reponses")
    built.where.report(
        where,
        "scenario-incomplet",
        f"Ce scénario s’arrête à la page « {page.heading} » : {told}.",
        help,
        key=isinstance(where[-1], str) and where[-1] != asked,
    )


def said(answer: Any) -> str:
    return ", ".join(map(str, answer)) if isinstance(answer, list) else str(answer)


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
    """Titles in order; those of a repeated group once, however many times they come."""
    return list(dict.fromkeys(page.title for page in played.journey.pages))


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


def step(played: Played, built: Built, city: City) -> Any:
    return played.step


EXPECTATIONS: dict[str, Callable[[Played, Built, City], Any]] = {
    "vers": destination,
    "eligible": eligible,
    "priorite": priority,
    "referent": referent,
    "reponse_avant": answered_by,
    "pages": pages,
    "relances": reminders,
    "messages": messages,
    "etape": step,
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
