"""What the scenarios of a démarche go through, and what none of them ever sees: routes, pages, questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.definition.build import Built
from engine.definition.process import Page, Scenario
from engine.errors import ADVICE
from engine.french import listed
from engine.journey import Journey


@dataclass(frozen=True)
class Coverage:
    """Of each kind, what exists and what no scenario sees, in the order of the file; routes by the line of the file."""

    routes: int
    pages: int
    questions: int
    unseen_routes: tuple[int, ...]
    """Positions in `process.routes`, from 0."""
    unseen_pages: tuple[str, ...]
    unseen_questions: tuple[str, ...]

    def line(self) -> str:
        """« routes 3/4, pages 5/5, questions 18/20 »."""
        kinds = (("routes", self.routes, self.unseen_routes), ("pages", self.pages, self.unseen_pages))
        counted = (*kinds, ("questions", self.questions, self.unseen_questions))
        return ", ".join(f"{name} {whole - len(unseen)}/{whole}" for name, whole, unseen in counted)


def of(built: Built, played: Iterable[tuple[Journey, str, int]]) -> Coverage:
    """`played`: for each scenario its journey, the unit it reached, and the position of its route, from 1."""
    process = built.process
    pages: set[str] = set()
    questions: set[str] = set()
    reached: set[tuple[int, str]] = set()
    for journey, unit, position in played:
        reached.add((position, unit))
        for page in gone_through(journey):
            pages.add(page.id)
            questions.update(question.id for question in journey.questions(page))
    return Coverage(
        routes=len(process.routes),
        pages=len(process.pages),
        questions=sum(1 for _ in process.questions()),
        unseen_routes=tuple(n for n, one in enumerate(process.routes) if (one.position, one.unit) not in reached),
        unseen_pages=tuple(page.id for page in process.pages if page.id not in pages),
        unseen_questions=tuple(
            one.id for page in process.pages if page.id in pages for one in page.questions if one.id not in questions
        ),
    )


def gone_through(journey: Journey) -> Iterator[Page]:
    """The pages really seen: a person told that the démarche is not for them goes no further."""
    last = journey.elsewhere[0] if journey.elsewhere else None
    for page in journey.pages:
        yield page
        if page is last:
            return


def report(built: Built, found: Coverage) -> None:
    """One advice of each kind: a page that is never seen says enough for its questions, and a block serves elsewhere."""
    where, routes = built.where, built.process.routes
    own = where.spot(()).file
    asked_here = tuple(id for id in found.unseen_questions if where.spot(built.question_paths[id]).file == own)
    if found.unseen_routes:
        lines = sorted({where.spot(routes[n].path).line for n in found.unseen_routes})
        several = len(lines) > 1
        words = "Aucun scénario ne prend " + (
            f"les routes des lignes {some(lines)}." if several else f"la route de la ligne {lines[0]}."
        )
        where.report(routes[found.unseen_routes[0]].path, "route-sans-scenario", words, ADD, level=ADVICE)
    titles = {page.id: page.title for page in built.process.pages}
    for ids, paths, code, one, many in (
        (found.unseen_pages, built.page_paths, "page-sans-scenario", "la page", "les pages"),
        (asked_here, built.question_paths, "question-sans-scenario", "la question", "les questions"),
    ):
        if ids:
            shown = some([f"« {titles.get(id, id)} »" for id in ids])
            words = f"Aucun scénario ne passe par {many if len(ids) > 1 else one} {shown}."
            where.report(paths[ids[0]], code, words, ADD, level=ADVICE)


ADD = "Ajoutez un scénario qui y passe : c’est le seul essai qui se refait tout seul."
SHOWN = 6


def some(names: Sequence[object]) -> str:
    """The first few, and how many more."""
    shown = [str(name) for name in names[:SHOWN]]
    more = len(names) - SHOWN
    return listed(shown) if more <= 0 else f"{', '.join(shown)} et {more} autres"


def report_twins(built: Built, scenarios: Sequence[Scenario]) -> None:
    """Two scenarios with the same day, channel and answers check the same thing twice."""
    first: dict[str, int] = {}
    for index, scenario in enumerate(scenarios):
        key = f"{scenario.filed_at} {scenario.channel} {sorted(scenario.answers.items(), key=str)}"
        if key in first:
            line = built.where.spot(("scenarios", first[key])).line
            built.where.report(
                ("scenarios", index),
                "scenarios-identiques",
                f"« {scenario.name} » donne les mêmes réponses que le scénario de la ligne {line}.",
                "Retirez l’un des deux, ou changez ce qui devait être différent.",
                level=ADVICE,
            )
        first.setdefault(key, index)
