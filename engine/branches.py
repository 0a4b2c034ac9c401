"""What no scenario of a démarche exercises yet, and scenarios made up for it, to be read again by its author.

A branch is a page, a question, a route, a named condition or an eligibility that some answers reach and others do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine import rehearsal
from engine.definition import writing
from engine.definition.build import Built
from engine.definition.city import City
from engine.definition.condition import Facts
from engine.definition.process import Process, Route, Scenario
from engine.fields.base import FilingDay
from engine.journey import Journey
from engine.solver import Solver, Walk, Wanted

MOST_SCENARIOS = 40
EXPECTED = ("vers", "priorite", "reponse_avant", "pages")
"""What a scenario made up expects of a request."""


@dataclass(frozen=True)
class Branch:
    """`name` is what its scenario is called; `reached(walk)` tells whether a way takes it."""

    key: str
    name: str
    goal: list[Wanted]
    reached: Callable[[Journey], bool]
    ending: bool = False


@dataclass(frozen=True)
class Found:
    """`scenarios` as a file writes them, and the names of the branches that no answer was found for."""

    scenarios: Sequence[Mapping[str, Any]]
    missed: Sequence[str]
    stopped: str = ""
    """The title of the page that stops everybody, when no way through was found."""


def complete(built: Built, city: City, filed_at: datetime, most: int = MOST_SCENARIOS) -> Found:
    """Scenarios for the branches that those of the file leave aside; at least one when it has none.

    `filed_at` has a zone and falls on the day they are filed.
    """
    process = built.process
    solver = Solver(process, city, FilingDay(filed_at.date(), city.calendar))
    branches = list(branches_of(process, city))
    done = exercised(built, city, branches)
    if not process.scenarios:
        branches.insert(0, Branch("court", "Le chemin le plus court", [], lambda journey: journey.elsewhere is None))
    made: list[Mapping[str, Any]] = []
    missed: list[str] = []
    for branch in branches:
        if branch.key in done or len(made) >= most:
            continue
        walk = solver.solve(branch.goal, reaching(branch), branch.ending)
        if walk is None:
            missed.append(branch.name)
            continue
        done |= {one.key for one in branches if one.reached(journey_of(walk))}
        made.append(told(built, city, branch, walk, filed_at))
    return Found(made, missed, "" if made or done else solver.walk({}).stopped)


def reaching(branch: Branch) -> Callable[[Walk], bool]:
    return lambda walk: branch.reached(journey_of(walk))


def journey_of(walk: Walk) -> Journey:
    assert walk.journey is not None
    return walk.journey


def exercised(built: Built, city: City, branches: Sequence[Branch]) -> set[str]:
    """The branches that a scenario of the file already takes."""
    quiet = replace(built, where=replace(built.where, problems=[], paths={}))
    done = set[str]()
    for index, scenario in enumerate(built.process.scenarios):
        answers = rehearsal.read_answers(quiet, scenario, ("scenarios", index))
        if answers is not None:
            rehearsal.leave_out_optional(built.process, answers)
            journey = Journey(built.process, rehearsal.facts_of(scenario, answers, city))
            done |= {branch.key for branch in branches if branch.reached(journey)}
    return done


# --- the branches of a démarche


def branches_of(process: Process, city: City) -> Iterator[Branch]:
    yield from by_route(process, city)
    for page in process.pages:
        if page.when is not None:
            yield Branch(f"page {page.id}", f"La page « {page.title} »", [(page.when, True)], shows_page(page.id))
        for number, one in enumerate(page.elsewhere):
            shown = [(page.when, True)] if page.when else []
            name = f"La démarche n’est pas pour cette personne, page « {page.title} »"
            yield Branch(f"ailleurs {page.id} {number}", name, [*shown, (one.when, True)], ends_with(one), ending=True)
    for page in process.pages:
        for question in page.questions:
            if question.when is not None or page.group is not None:
                goal = [(one.when, True) for one in (page, question) if one.when is not None]
                yield Branch(
                    f"question {question.id}",
                    f"La question {question.id}, « {question.label} »",
                    goal,
                    asks(question.id, page.id),
                )
    for name, condition in process.conditions.items():
        if not any(source in process.groups or source_inside(process, source) for source in condition.sources):
            yield Branch(f"condition {name}", f"La condition « {name} »", [(condition, True)], holds(condition))


def by_route(process: Process, city: City) -> Iterator[Branch]:
    above: list[Wanted] = []
    for route in process.routes:
        unit = city.unit(route.unit).name
        goal = [*([(route.when, True)] if route.when else []), *above]
        row = f" ({route.row})" if route.row else ""
        name = f"{unit}, règle {route.position}{row}" if len(process.routes) > 1 else unit
        yield Branch(f"route {route.path}", name, goal, takes(route))
        if route.when is not None:
            above.append((route.when, False))


def source_inside(process: Process, source: str) -> bool:
    """Whether a condition looks from inside a repeated group: nothing to be true of the whole request."""
    return any(question.id == source for id in process.groups for question in process.members(id))


def facts(journey: Journey) -> Facts:
    return journey.facts.with_answers(journey.answers)


def taken(journey: Journey) -> Route | None:
    known = facts(journey)
    return next((one for one in journey.process.routes if one.when is None or one.when.holds(known)), None)


def takes(route: Route) -> Callable[[Journey], bool]:
    return lambda journey: journey.elsewhere is None and taken(journey) is route


def shows_page(id: str) -> Callable[[Journey], bool]:
    return lambda journey: journey.elsewhere is None and any(page.id == id for page in journey.pages)


def asks(id: str, page_id: str) -> Callable[[Journey], bool]:
    def reached(journey: Journey) -> bool:
        pages = [page for page in journey.pages if page.id == page_id]
        return journey.elsewhere is None and any(one.id == id for page in pages for one in journey.questions(page))

    return reached


def ends_with(elsewhere: Any) -> Callable[[Journey], bool]:
    return lambda journey: journey.elsewhere is not None and journey.elsewhere[1] is elsewhere


def holds(condition: Any) -> Callable[[Journey], bool]:
    return lambda journey: journey.elsewhere is None and condition.holds(facts(journey))


# --- said as a file says it


def text_of(scenarios: Sequence[Mapping[str, Any]], indent: int = 2) -> str:
    """These scenarios as they are written under `scenarios:`, each one to be read again."""
    lines = writing.items([writing.Entry(one, comments=["à relire"]) for one in scenarios], indent, "scenarios")
    return "\n".join(lines) + "\n"


def added(text: str, scenarios: Sequence[Mapping[str, Any]]) -> str:
    """The text of a file with these scenarios at the end of its own; nothing else of it changes."""
    lines = text.rstrip("\n").split("\n")
    start = next((number for number, line in enumerate(lines) if re.match(r"scenarios\s*:", line)), None)
    if start is None:
        return "\n".join(lines) + "\n\nscenarios:\n" + text_of(scenarios)
    lines[start] = re.sub(r":\s*(\[\s*\])?(?=\s*(#|$))", ":", lines[start], count=1).rstrip()
    following = (number for number in range(start + 1, len(lines)) if re.match(r"[^\s#-]", lines[number]))
    end = next(following, len(lines))
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1  # what stands above the next key belongs to it
    first = next((line for line in lines[start + 1 : end] if line.lstrip().startswith("- ")), "  - ")
    indent = len(first) - len(first.lstrip())
    gap = [""] if end > start + 1 else []
    body = [*lines[:end], *gap, *text_of(scenarios, indent).rstrip("\n").split("\n"), *lines[end:]]
    return "\n".join(body) + "\n"


def told(built: Built, city: City, branch: Branch, walk: Walk, filed_at: datetime) -> dict[str, Any]:
    scenario: dict[str, Any] = {"nom": branch.name, "depose": f"{filed_at:%Y-%m-%d %H:%M}"}
    if walk.channel != "web":
        scenario["canal"] = walk.channel
    return {**scenario, "reponses": tidy(walk.written), "attendu": expected(built, city, walk, filed_at)}


def tidy(written: Any) -> Any:
    """Answers of several parts on one line, instances of a group on several."""
    if isinstance(written, list):
        return [dict(tidy(one)) if isinstance(one, Mapping) else one for one in written]
    return (
        {id: writing.OneLine(one) if isinstance(one, Mapping) else tidy(one) for id, one in written.items()}
        if isinstance(written, Mapping)
        else written
    )


def expected(built: Built, city: City, walk: Walk, filed_at: datetime) -> dict[str, Any]:
    """What really happens, played as `check` plays it."""
    journey = journey_of(walk)
    if journey.elsewhere:
        return {"eligible": "non"}
    scenario = Scenario("", filed_at, walk.channel, walk.written, {})
    played = rehearsal.play(built.process, city, journey, scenario)
    found = {key: rehearsal.EXPECTATIONS[key](played, built, city) for key in EXPECTED}
    if found["priorite"] == "normale":
        del found["priorite"]
    return found
