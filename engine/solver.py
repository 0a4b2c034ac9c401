"""Answers that lead somewhere: to a page, a question, a route, a condition. Pure; asks nobody, knows no person.

A goal is a list of conditions to make true or false. `Wishes` gathers what each answer must then satisfy, one
possibility after another; `Walker` fills the form with them, page after page, as a person would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations, islice
from types import MappingProxyType
from typing import Any

from engine.definition.among import Among, Counted
from engine.definition.city import City
from engine.definition.condition import ANSWERED, Combined, Compare, Condition, Facts
from engine.definition.group import Group
from engine.definition.process import Page, Process, Question
from engine.definition.satisfiable import flat, needs
from engine.errors import Refusal
from engine.fields.base import FilingDay, literal
from engine.fields.place import Place, Placed
from engine.journey import Journey, answer

Wanted = tuple[Condition, bool]
"""A condition, and whether it must hold or fail."""
Literals = tuple[tuple[Compare, bool], ...]
Wish = Mapping[str, Literals]
"""What the answer to each question must satisfy. Those of a repeated group are the same in each instance."""

Fixed = Mapping[str, tuple[Any, Any]]
"""Answers to give, as written and as stored, whatever else would be chosen."""

MOST_STEPS = 4000
"""How long one goal is looked for."""
MOST_WALKS = 24
MOST_TRIES, MOST_ANSWERS = 400, 14
"""For a value worked out: ways tried, and answers to each question of its formula."""
MOST_CANDIDATES = 400
"""Answers tried for one question: a list of the city may hold thousands."""


@dataclass
class Walk:
    """One way through: `written` as a file says it, `stored` as the engine keeps it."""

    written: dict[str, Any] = field(default_factory=dict)
    stored: dict[str, Any] = field(default_factory=dict)
    channel: str = "web"
    journey: Journey | None = None
    stopped: str = ""
    """The title of the page that could not be passed."""
    blocked: tuple[Wanted, ...] = ()
    """What to avoid the next time, when the way did not reach its end."""

    @property
    def complete(self) -> bool:
        """Whether all is answered, or the person is told that the démarche is not for them."""
        return self.journey is not None


class Solver:
    """Looks for ways through one démarche on one day."""

    def __init__(self, process: Process, city: City, day: FilingDay):
        self.process = process
        self.city = city
        self.day = day
        self.steps = 0
        self.questions = {question.id: question for question in process.questions()}
        self.page_of = {question.id: page for page in process.pages for question in page.questions}
        self._judged: dict[Any, tuple[Any, Any] | None] = {}
        self._accepted: dict[Any, tuple[tuple[Any, Any], ...]] = {}

    def facts(self, answers: Mapping[str, Any], channel: str = "web") -> Facts:
        return Facts(answers, self.day, channel, districts=self.city.districts)

    # --- a way to a goal

    def solve(self, goal: list[Wanted], reached: Callable[[Walk], bool], ending: bool = False) -> Walk | None:
        """The first way found that `reached` recognises; `ending` when it may end with « ce n’est pas pour vous ».

        What makes the form stop is avoided, then what its verifications refuse.
        """
        avoided: list[Wanted] = []
        walks = 0
        self.steps = 0
        while walks < MOST_WALKS:
            before = len(avoided)
            for wish in self.wishes([*goal, *avoided]):
                walks += 1
                walk = self.walk(wish, ending)
                if walk.complete and reached(walk):
                    return walk
                if found := self.worked_out(wish, reached, ending):
                    return found
                if new := [one for one in walk.blocked if one not in avoided]:
                    avoided += new
                    break
                if walks >= MOST_WALKS:
                    return None
            if len(avoided) == before:
                return None
        return None

    def worked_out(self, wish: Wish, reached: Callable[[Walk], bool], ending: bool) -> Walk | None:
        """When a value worked out must satisfy something: its operands are tried one by one, then two by two."""
        for fixed in islice(self.operands_tried(wish), MOST_TRIES):
            walk = self.walk(wish, ending, fixed)
            if walk.complete and reached(walk):
                return walk
        return None

    def operands_tried(self, wish: Wish) -> Iterator[Fixed]:
        """The questions of the formulas wished for, each with one answer after another."""
        tried: dict[str, tuple[tuple[Any, Any], ...]] = {}
        for id in [id for id in wish if id in self.questions and self.questions[id].type.computed]:
            bounds = [one for compare, _ in wish[id] for one in flat(compare.operand)]
            for source in self.asked_for(id):
                tried[source] = self.accepted(self.questions[source], bounds)[:MOST_ANSWERS]
        for source, pairs in tried.items():
            yield from ({source: pair} for pair in pairs)
        for first, second in combinations(tried, 2):
            yield from ({first: one, second: other} for one in tried[first] for other in tried[second])

    def asked_for(self, id: str) -> list[str]:
        """The questions that a value worked out depends on, through other values worked out."""
        formula = self.questions[id].formula
        found: list[str] = []
        for source in sorted(formula.sources) if formula else ():
            if source in self.questions:
                found += self.asked_for(source) if self.questions[source].type.computed else [source]
        return found

    # --- what each answer must satisfy

    def wishes(self, goal: list[Wanted]) -> Iterator[Wish]:
        yield from self._all(goal, {})

    def _all(self, goal: list[Wanted], wish: Wish) -> Iterator[Wish]:
        if not goal:
            yield wish
            return
        (condition, wanted), *rest = goal
        for found in self._one(condition, wanted, wish):
            yield from self._all(rest, found)

    def _one(self, when: Condition, wanted: bool, wish: Wish) -> Iterator[Wish]:
        self.steps += 1
        if self.steps > MOST_STEPS:
            return
        if isinstance(when, Combined):
            every = (when.how == "tous") is wanted if when.how != "aucun" else wanted
            inner = wanted if when.how != "aucun" else not wanted
            if every:
                yield from self._all([(part, inner) for part in when.parts], wish)
            else:
                for part in when.parts:
                    yield from self._one(part, inner, wish)
        elif isinstance(when, Among):
            yield from self._among(when, wanted, wish)
        elif isinstance(when, Compare):
            yield from self._compare(when, wanted, wish)

    def _among(self, when: Among, wanted: bool, wish: Wish) -> Iterator[Wish]:
        """All instances are answered alike: what holds for one holds for all."""
        true_inside = wanted if when.how != "aucun" else not wanted
        for found in self._one(when.part, true_inside, wish):
            if wanted or when.how == "aucun":
                yield from self._one(self._some(when.group), True, found)
            else:
                yield found
        if when.how != "au_moins_un" and not true_inside and when.group.least == 0:
            yield from self._one(self._some(when.group), False, wish)

    def _some(self, group: Group) -> Counted:
        return Counted(group.id, ANSWERED, True, None, group=group)

    def _compare(self, when: Compare, wanted: bool, wish: Wish) -> Iterator[Wish]:
        if when.parameter is not None:
            if when.holds(self.facts({})) is wanted:
                yield wish
            return
        source = when.owner.id if when.owner else when.source
        known = wish.get(source, ())
        if (when, wanted) in known:
            yield wish
            return
        if (when, not wanted) in known:
            return
        literals = (*known, (when, wanted))
        if not self.suits(source, literals):
            return
        found = {**wish, source: literals}
        required = any(needs(*one) for one in literals)
        if not required or any(needs(*one) for one in known):
            yield found
            return
        yield from self._all(self.shown(source), found)

    def shown(self, source: str) -> list[Wanted]:
        """What must hold for a question, or a group, to be asked."""
        if source in self.process.groups:
            first = next(page for page in self.process.pages if page.group and page.group.id == source)
            return [(first.when, True)] if first.when else []
        page, question = self.page_of.get(source), self.questions.get(source)
        return [(one.when, True) for one in (page, question) if one is not None and one.when is not None]

    def suits(self, source: str, literals: Literals) -> bool:
        """Whether some answer, or none at all, satisfies them all."""
        question = self.questions.get(source)
        if question is not None and question.type.computed:
            return True  # told by the walk itself
        if not any(needs(*one) for one in literals) and source not in ("canal", "langue"):
            return True
        return any(True for _ in self.answers_to(source, question, literals))

    def answers_to(self, source: str, question: Question | None, literals: Literals) -> Iterator[tuple[Any, Any]]:
        """(as written, as stored) of the answers that satisfy these."""
        if question is None:
            values = self.channels if source == "canal" else ("fr",) if source == "langue" else self.counts(source)
            tried: Any = ((value, value) for value in values)
        else:
            tried = self.accepted(question, [one for compare, _ in literals for one in flat(compare.operand)])
        for written, stored in tried:
            if all(self.holds(compare, source, stored) is wanted for compare, wanted in literals):
                yield written, stored

    def holds(self, compare: Compare, source: str, stored: Any) -> bool:
        if source == "canal":
            return compare.holds(self.facts({}, stored))
        return compare.holds(self.facts({source: stored}))

    @property
    def channels(self) -> tuple[str, ...]:
        return tuple(sorted(self.process.channels or ("web",), key=lambda one: one != "web"))

    def counts(self, group_id: str) -> list[Any]:
        """Possible numbers of instances, as lists of that many."""
        group = self.process.groups[group_id]
        first = max(group.least, 1)
        sizes = [*range(first, group.most + 1), *range(group.least, first)]
        return [[{}] * size for size in sizes[:60]]

    # --- answers that a form accepts

    def accepted(self, question: Question, operands: list[Any]) -> tuple[tuple[Any, Any], ...]:
        key = (question, str(operands))
        if key not in self._accepted:
            self._accepted[key] = tuple(islice(self.each_accepted(question, operands), MOST_CANDIDATES))
        return self._accepted[key]

    def each_accepted(self, question: Question, operands: list[Any]) -> Iterator[tuple[Any, Any]]:
        seen = set()
        for written in self.candidates(question, operands):
            if str(written) not in seen and (pair := self.accept(question, written)):
                seen.add(str(written))
                yield pair

    def accept(self, question: Question, written: Any) -> tuple[Any, Any] | None:
        """(as written, as stored) when the form itself would take it."""
        key = (question.id, str(question.options.get("filtre_par")), str(written))
        if key not in self._judged:
            self._judged[key] = self.judge(question, written)
        return self._judged[key]

    def judge(self, question: Question, written: Any) -> tuple[Any, Any] | None:
        try:
            stored = literal(question, written)
            answer(question, question.type.fill(question, stored), self.day)
        except (ValueError, Refusal):
            return None
        return written, stored

    def candidates(self, question: Question, operands: list[Any]) -> Iterator[Any]:
        """Answers as a file writes them, the most natural ones first."""
        kind = question.type
        for option in question.options.get("options", ()):
            yield option.value
        if isinstance(kind, Placed):
            yield from (kind.written_at(place) for place in self.places)
        operands = [one for one in operands if one is not True and one is not False]
        yield from islice(kind.bringing(question, operands), MOST_CANDIDATES // 4)
        yield from kind.samples(question, self.day)
        yield from (as_written(one) for one in self.witnesses(question, operands))
        yield from (as_written(one) for one in operands)
        yield from ([as_written(one)] for one in operands)
        options = [option.value for option in question.options.get("options", ())]
        if kind.many and options:
            yield from (options[:size] for size in range(2, len(options) + 1))
            yield from ([one, two] for one in options for two in options if one != two)
        for example in kind.examples:
            if not example.refused:
                yield from (example.raw, as_written(example.value))

    def witnesses(self, question: Question, operands: list[Any]) -> tuple[Any, ...]:
        if isinstance(question.type, Placed):
            return ()
        try:
            return question.type.witnesses(question, operands, self.day) or ()
        except (ValueError, ArithmeticError, AttributeError):
            return ()  # operands of an attribute, that this type does not know

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """One place in each sector of the city, and one in none."""
        found = [Place(postcode=code) for one in self.city.districts.values() for code in sorted(one.postcodes)[:1]]
        found += [Place(point=one.outline.inside) for one in self.city.districts.values() if one.outline]
        return (*found, Place(postcode="99000"), Place(point=(0.0, 0.0)), Place())

    # --- filling the form

    def walk(self, wish: Wish, ending: bool = False, fixed: Fixed = MappingProxyType({})) -> Walk:
        """Answer what is asked, page after page, as wished, or as shortly as the form accepts."""
        walk = Walk(channel=self.channels[0])
        if "canal" in wish:
            walk.channel = next(self.answers_to("canal", None, wish["canal"]))[0]
        for _ in range(3 * len(self.process.pages) + 60 * len(self.process.groups) + 3):
            journey = Journey(self.process, self.facts(walk.stored, walk.channel))
            if journey.elsewhere and not ending:
                walk.blocked = ((journey.elsewhere[1].when, False),)
                return walk
            page = None if journey.elsewhere else journey.next_page
            if page is None:
                walk.journey = journey
                return self.trimmed(walk, journey)
            walk.stopped = page.title
            if faults := journey.faults(page):
                walk.blocked = tuple((one.when, False) for one in page.checks if one.blocking and one.when and faults)
                return walk
            if not self.fill(journey, page, wish, walk, fixed):
                return walk
        return walk

    def fill(self, journey: Journey, page: Page, wish: Wish, walk: Walk, fixed: Fixed) -> bool:
        """Answer one page. False when it cannot be, or when nothing is left to say of it."""
        if page.group and page.group.id not in walk.stored:
            wanted = wish.get(page.group.id, ())
            size = len(next(self.answers_to(page.group.id, None, wanted), ([], []))[1])
            walk.stored[page.group.id] = [{} for _ in range(size)]
            walk.written[page.group.id] = [{} for _ in range(size)]
            return True
        stored, written = walk.stored, walk.written
        if page.group and page.number:
            if page.number > len(stored[page.group.id]):
                return False
            stored, written = stored[page.group.id][page.number - 1], written[page.group.id][page.number - 1]
        waiting = journey.unanswered(page)
        if not waiting:
            return False
        for question in waiting:
            found = fixed.get(question.id) or self.choose(question, wish.get(question.id, ()))
            if found is None and question.required:
                return False
            stored[question.id] = found[1] if found else None
            if found:
                written[question.id] = found[0]
        return True

    def choose(self, question: Question, literals: Literals) -> tuple[Any, Any] | None:
        if not question.required and not any(needs(*one) for one in literals):
            return None
        wished = next(self.answers_to(question.id, question, literals), None) if literals else None
        return wished or next(self.each_accepted(question, []), None)

    def trimmed(self, walk: Walk, journey: Journey) -> Walk:
        """Only what was asked at the end: an answer may have hidden one given before."""
        kept = journey.answers
        written: dict[str, Any] = {}
        for id, value in walk.written.items():
            if id not in kept:
                continue
            if id in self.process.groups:
                visible = kept[id]
                value = [
                    {one: said for one, said in given.items() if one in visible[number]}
                    for number, given in enumerate(value)
                ]
            if value != []:
                written[id] = value
        return replace(walk, written=written)


def as_written(value: Any) -> Any:
    """A stored answer as a file writes it."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return value
