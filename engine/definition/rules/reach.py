"""What can never happen: pages, questions and routes whose condition no answer fulfils; routes that compete."""

from __future__ import annotations

from collections.abc import Sequence

from engine.definition.build import Built
from engine.definition.city import City
from engine.definition.condition import Condition, covers
from engine.definition.located import Path
from engine.definition.process import Page, Route
from engine.definition.rules.routes import MOST_COMPARISONS
from engine.definition.satisfiable import Literal, Reach
from engine.definition.schema import PRIORITIES
from engine.errors import ADVICE, WARNING


def everything_can_happen(built: Built, city: City) -> None:
    """Told once nothing else is wrong: a condition read in part would seem to say something else."""
    if any(problem.blocks for problem in built.problems):
        return
    reach = Reach(built.process, city.calendar)
    for page in built.process.pages:
        page_is_shown(built, reach, page)
    possible = [route for route in built.process.routes if route_is_possible(built, reach, route)]
    routes_do_not_compete(built, reach, possible)


def page_is_shown(built: Built, reach: Reach, page: Page) -> None:
    """A page or a question out of reach is told; what depends on it is not told besides."""
    on_page = reach.cases(page.when)
    if not on_page:
        path = (*built.page_paths[page.id], "si")
        report_never(
            built, reach, path, "page-jamais-montree", f"La page « {page.title} » n’est jamais montrée", page.when
        )
        return
    for question in page.questions:
        asked = reach.cases(question.when, on_page)
        if asked:
            reach.asked[question.id] = asked
            continue
        path = (*built.question_paths[question.id], "si")
        sentence = f"La question « {question.id} » n’est jamais posée"
        report_never(built, reach, path, "question-jamais-posee", sentence, question.when)


def route_is_possible(built: Built, reach: Reach, route: Route) -> bool:
    if reach.cases(route.when):
        return True
    path = route.path if route.row is not None else ("routage", route.position - 1, "si")
    report_never(built, reach, path, "route-impossible", "Cette route ne sert jamais", route.when)
    return False


def report_never(built: Built, reach: Reach, path: Path, code: str, sentence: str, when: Condition | None) -> None:
    built.where.report(
        path, code, f"{sentence} : sa condition ne peut jamais être vraie.", why(reach.conflict), level=WARNING
    )


def why(conflict: Sequence[Literal]) -> str:
    """« Il faudrait à la fois : … ; et : … »"""
    said = [compare.phrase() if wanted else f"il n’est pas vrai que {compare.phrase()}" for compare, wanted in conflict]
    if len(said) == 1:
        return f"Aucune réponse possible ne convient : {said[0]}."
    return "Il faudrait à la fois : " + " ; et ".join(said) + "."


def routes_do_not_compete(built: Built, reach: Reach, routes: Sequence[Route]) -> None:
    """Two routes to different services that look at the same answers and may hold together: their order decides.

    An exception above the rule it is one to, what is more urgent, and what looks at something else are rightly above.
    """
    conditional = [route for route in routes if route.when is not None][:MOST_COMPETING]
    pairs = [
        (above, below)
        for number, below in enumerate(conditional)
        for above in conditional[:number]
        if compete(reach, above, below)
    ]
    if not pairs:
        return
    above, below = pairs[0]
    lines = [built.where.spot(route.path).line for route in (above, below)]
    others = f" Il y en a {len(pairs) - 1} autres dans ce routage." if len(pairs) > 1 else ""
    built.where.report(
        below.path,
        "routes-en-concurrence",
        f"Cette route et celle de la ligne {lines[0]} peuvent convenir toutes les deux.{others}",
        f"« {above.unit} » l’emporte sur « {below.unit} » : vérifiez leur ordre.",
        level=ADVICE,
    )


MOST_COMPETING = 60


def compete(reach: Reach, above: Route, below: Route) -> bool:
    if above.unit == below.unit or PRIORITIES.index(above.priority) > PRIORITIES.index(below.priority):
        return False
    assert above.when is not None
    assert below.when is not None
    if above.when.sources != below.when.sources:
        return False  # one refines the other by something else: their order is the very point
    if above.when.weight * below.when.weight > MOST_COMPARISONS or covers(below.when, above.when):
        return False
    return bool(reach.cases(below.when, reach.cases(above.when)))
