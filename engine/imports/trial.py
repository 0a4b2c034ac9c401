"""Scenarios found by walking through the démarche: the shortest way first, then one for each branch not yet seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations, product
from typing import Any

from engine import rehearsal
from engine.definition.build import Built
from engine.definition.city import City
from engine.definition.condition import Combined, Compare, Condition
from engine.definition.process import Question, Scenario
from engine.errors import Refusal
from engine.fields.base import literal
from engine.journey import Journey, answer

MOST = 15
MOST_TRIED = 40
LONGEST_WALK = 3000
WRITTEN: Mapping[str, tuple[Any, ...]] = {
    "texte": ("Exemple", "Ex", "1"),
    "commune": ("Bordeaux", "33063", "33000 Bordeaux", "33063-33000"),
    "texte-long": ("Un exemple de réponse.", "Ex"),
    "courriel": ("nom@exemple.example",),
    "telephone": ("06 12 34 56 78",),
    "nombre": ("1", "2", "10", "18", "100", "0", "1000"),
    "montant": ("10", "1", "100", "0"),
    "adresse": ({"voie": "4 rue de la Cité", "code_postal": "33000", "commune": "Bordeaux"},),
    "fichier": ("absent", ["document.pdf"], "document.pdf", "document.jpg", "document.docx"),
    "siret": ("73282932000074",),
    "accord": ("oui",),
    "oui-non": ("oui", "non"),
    "heure": ("10:00", "14:30"),
    "url": ("https://exemple.example",),
    "iban": ("FR76 3000 6000 0112 3456 7890 189",),
    "siren": ("732829320",),
    "signature-simple": ("Zoé Martin",),
}
"""What can be answered to each type, the first that is accepted."""


@dataclass
class Way:
    """One walk: what is answered as the file writes it, and as it is stored."""

    written: dict[str, Any] = field(default_factory=dict)
    stored: dict[str, Any] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    complete: bool = False
    stopped: str = ""
    """The title of the page where the walk stopped."""


def scenarios(built: Built, city: City, now: datetime) -> tuple[list[dict[str, Any]], str]:
    """Scenarios as the file writes them; failing that, none and the title of the page that stops everybody."""
    walker = Walker(built, city, now)
    first = walker.walk({})
    if not first.complete:
        return [], first.stopped
    ways, seen = [first], set(first.seen)
    for wish in walker.wishes(seen):
        if len(ways) >= MOST or walker.spent > LONGEST_WALK * 10:
            break
        way = walker.walk(wish)
        if way.complete and way.seen - seen:
            ways.append(way)
            seen |= way.seen
    return [walker.told(way, number) for number, way in enumerate(ways, 1)], ""


class Walker:
    def __init__(self, built: Built, city: City, now: datetime):
        self.built = built
        self.process = built.process
        self.city = city
        self.now = now
        self.spent = 0
        self.questions = {question.id: question for question in self.process.questions()}
        self.page_of = {question.id: page for page in self.process.pages for question in page.questions}

    def scenario(self, way: Way) -> Scenario:
        return Scenario("", self.now, "web", way.written, {})

    def walk(self, wishes: Mapping[str, Any]) -> Way:
        """Answer what is asked, page after page, as wished, or as the type first accepts."""
        way = Way()
        facts = rehearsal.facts_of(self.scenario(way), way.stored, self.city)
        for _ in range(3 * len(self.process.pages) + 2 * len(wishes) + 4):
            self.spent += len(self.questions)
            journey = Journey(self.process, facts.with_answers(way.stored))
            if journey.elsewhere:
                return way
            page = journey.next_page
            if page is None:
                return self.arrived(way, journey)
            way.stopped = page.title
            if page.lists:
                self.answer_list(page, wishes, way)
            elif not self.answer_page(facts, page, wishes, way):
                return way
        return way

    def arrived(self, way: Way, journey: Journey) -> Way:
        way.complete = True
        way.stored = {id: value for id, value in way.stored.items() if id in journey.answers}
        way.written = {id: value for id, value in way.written.items() if id in journey.answers and value != []}
        way.seen = {question.id for one in journey.pages for question in journey.questions(one)}
        for id, value in way.written.items():
            if id in self.process.groups:
                kept = journey.answers[id]
                way.written[id] = [
                    {one: told for one, told in given.items() if one in held}
                    for given, held in zip(value, kept, strict=False)
                ]
        return way

    def answer_list(self, page: Any, wishes: Mapping[str, Any], way: Way) -> None:
        """One instance when the branch that is wanted is inside, as many as are needed otherwise."""
        group = page.group
        stored, written = way.stored.setdefault(group.id, []), way.written.setdefault(group.id, [])
        if len(stored) < max(group.least, 1 if f"+{group.id}" in wishes else 0):
            stored.append({})
            written.append({})

    def held(self, page: Any, way: Way) -> tuple[dict[str, Any], dict[str, Any]]:
        """Where the answers of a page are kept: the whole démarche, or one instance."""
        if not page.number:
            return way.stored, way.written
        stored, written = way.stored.setdefault(page.group.id, []), way.written.setdefault(page.group.id, [])
        while len(stored) < page.number:
            stored.append({})
            written.append({})
        return stored[page.number - 1], written[page.number - 1]

    def answer_page(self, facts: Any, page: Any, wishes: Mapping[str, Any], way: Way) -> bool:
        """One answer may show another question of the same page: look again until nothing is new."""
        stored, written = self.held(page, way)
        for _ in range(len(page.questions) + 1):
            journey = Journey(self.process, facts.with_answers(way.stored))
            shown = journey.page(page.id, page.number) or page
            waiting = [one for one in journey.questions(shown) if one.type.stores and one.id not in stored]
            if not waiting:
                return not journey.faults(shown) or self.mend(facts, shown, wishes, way)
            for question in waiting:
                found = self.choose(question, wishes)
                if found is None and question.required:
                    return False
                stored[question.id] = found[1] if found else None
                if found:
                    written[question.id] = found[0]
        return True

    def mend(self, facts: Any, page: Any, wishes: Mapping[str, Any], way: Way) -> bool:
        """Answers that do not go together: change one of them, or two, until they do."""
        stored, written = self.held(page, way)
        shown = Journey(self.process, facts.with_answers(way.stored)).questions(page)
        open_ = [one for one in shown if one.type.stores and one.id not in wishes]
        tries = {
            one.id: [found for each in self.candidates(one) if (found := self.accepted(one, each))] for one in open_
        }
        before = dict(stored), dict(written)
        for changed in [*((one,) for one in open_), *combinations(open_, 2)]:
            for values in product(*(tries[one.id] for one in changed)):
                self.spent += 1
                if self.spent > LONGEST_WALK * 20:
                    return False
                for one, found in zip(changed, values, strict=True):
                    written[one.id], stored[one.id] = found
                journey = Journey(self.process, facts.with_answers(way.stored))
                if not journey.faults(page) and not journey.unanswered(page):
                    return True
            for mapping, kept in ((stored, before[0]), (written, before[1])):
                mapping.clear()
                mapping.update(kept)
        return False

    def choose(self, question: Question, wishes: Mapping[str, Any]) -> tuple[Any, Any] | None:
        if question.id in wishes:
            wished = self.accepted(question, wishes[question.id])
            if wished:
                return wished
        elif not question.required:
            return None
        return next((found for one in self.candidates(question) if (found := self.accepted(question, one))), None)

    def candidates(self, question: Question) -> Iterator[Any]:
        known = question.options.get("options") or ()
        options = list(getattr(known, "all", known))[:MOST_TRIED]
        for option in options:
            value = getattr(option, "value", None)
            if value is not None:
                yield [value] if question.type.many else value
                yield value
        low = question.options.get("min")
        if low is not None and not options:
            yield str(low)
        if question.type.name in ("date", "annee-mois"):
            yield from self.days()
        yield from WRITTEN.get(question.type.name, ())
        if question.type.many and options:
            values = [option.value for option in options]
            yield from (values[:size] for size in range(2, len(values) + 1))
        for example in question.type.examples:
            for shape in (example.value, example.raw):
                if shape is not None and not example.refused:
                    yield shape
        yield "Ex"

    def days(self) -> Iterator[str]:
        from datetime import timedelta

        today = self.now.date()
        for shift in (0, 1, 30, -1, -30, 7, 16, 60, 100, 200, 400, -365 * 3, -365 * 20, -365 * 30, -365 * 70):
            yield (today + timedelta(days=shift)).isoformat()

    def accepted(self, question: Question, written: Any) -> tuple[Any, Any] | None:
        """(as written, as stored) when the form itself would take it."""
        try:
            stored = literal(question, written)
            if stored is None:
                return None
            answer(question, question.type.fill(question, stored), self.day)
        except (ValueError, Refusal, TypeError, KeyError, AttributeError):
            return None
        return written, stored

    @property
    def day(self) -> Any:
        return rehearsal.facts_of(self.scenario(Way()), {}, self.city).day

    # --- branches

    def wishes(self, seen: set[str]) -> Iterator[dict[str, Any]]:
        """For each question not seen yet, answers that should make it appear."""
        for question in self.questions.values():
            if question.id in seen or not question.type.stores:
                continue
            wish: dict[str, Any] = {}
            if self.reach(question.id, wish, 0):
                yield wish
        for question in self.questions.values():
            if question.id not in seen and question.type.stores is False:
                wish = {}
                if self.reach(question.id, wish, 0):
                    yield wish

    def reach(self, id: str, wish: dict[str, Any], depth: int) -> bool:
        """What shows a question, and what shows the questions that show it."""
        if depth > 12:
            return False
        page = self.page_of.get(id)
        question = self.questions.get(id)
        if page is None or question is None:
            return False
        if page.group:
            wish[f"+{page.group.id}"] = "oui"
        return all(self.satisfy(when, wish, depth) for when in (page.when, question.when) if when is not None)

    def satisfy(self, when: Condition, wish: dict[str, Any], depth: int, wanted: bool = True) -> bool:
        if isinstance(when, Combined):
            every = (when.how == "tous") is wanted if when.how != "aucun" else wanted
            inner = wanted if when.how != "aucun" else not wanted
            if every:
                return all(self.satisfy(part, wish, depth, inner) for part in when.parts)
            for part in when.parts:
                attempt = dict(wish)
                if self.satisfy(part, attempt, depth, inner):
                    wish.update(attempt)
                    return True
            return False
        return isinstance(when, Compare) and self.satisfy_one(when, wish, depth, wanted)

    def satisfy_one(self, when: Compare, wish: dict[str, Any], depth: int, wanted: bool) -> bool:
        id = when.source.partition(".")[0]
        question = self.questions.get(id)
        if question is None:  # a parameter, the channel: it is what it is; a group: one instance
            if id in self.process.groups and wanted:
                wish[f"+{id}"] = "oui"
            return True
        if not wanted and not question.required:
            return wish.get(id) is None
        if id in wish:
            return self.holds(when, question, wish[id]) is wanted
        tries = [*self.own_values(when, question), *self.candidates(question)]
        for one in tries:
            if self.accepted(question, one) and self.holds(when, question, one) is wanted:
                wish[id] = one
                return self.reach(id, wish, depth + 1)
        return False

    def own_values(self, when: Compare, question: Question) -> list[Any]:
        values = when.operand if isinstance(when.operand, tuple | list) else [when.operand]
        found: list[Any] = []
        for value in values:
            text = {True: "oui", False: "non"}.get(value, value) if isinstance(value, bool) else value
            if isinstance(text, str):
                found += [[text], text] if question.type.many else [text]
        return found

    def holds(self, when: Compare, question: Question, written: Any) -> bool:
        taken = self.accepted(question, written)
        facts = rehearsal.facts_of(self.scenario(Way()), {question.id: taken[1] if taken else None}, self.city)
        try:
            return when.holds(facts)
        except (ValueError, TypeError, KeyError, AttributeError, AssertionError):
            return False

    # --- telling

    def told(self, way: Way, number: int) -> dict[str, Any]:
        scenario = self.scenario(way)
        facts = rehearsal.facts_of(scenario, way.stored, self.city)
        played = rehearsal.play(self.process, self.city, Journey(self.process, facts), scenario)
        expected = {
            key: rehearsal.EXPECTATIONS[key](played, self.built, self.city)
            for key in ("vers", "reponse_avant", "pages")
        }
        name = "Le chemin le plus court" if number == 1 else f"Un autre chemin ({number})"
        return {
            "nom": name,
            "depose": self.now.strftime("%Y-%m-%d %H:%M"),
            "reponses": way.written,
            "attendu": expected,
        }
