"""The way through a form: from a définition and its answers to the pages to show, in order. Pure.

A hidden question is absent: its answer stays in the draft in case it comes back, never in what is sent. The pages of
a repeated group come once per instance, then its list page (engine/legs.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine import legs, validation
from engine.definition import verifications
from engine.definition.condition import Facts
from engine.definition.group import Group, instances
from engine.definition.process import Check, Elsewhere, Page, Process, Question
from engine.definition.verifications import Warned
from engine.errors import Refusal
from engine.fields.base import FilingDay, Raw
from engine.legs import Leg


@dataclass(frozen=True)
class Checked:
    """The outcome of one page: `values` to keep, `errors` as French sentences by question id, in the order asked."""

    values: Mapping[str, Any]
    errors: Mapping[str, str]
    warnings: tuple[Warned, ...] = ()


class Journey:
    """One person's way through a démarche. `facts.answers` is everything the draft holds, hidden or not.

    Pages are those of the démarche or, in a repeated group, those of one instance (`page.number`) and of its list
    (`page.lists`): all are known by `page.address`.
    """

    def __init__(self, process: Process, facts: Facts):
        self.process = process
        self.facts = facts
        self._complete: dict[str, bool] = {}

    @cached_property
    def _way(self) -> legs.Way:
        """Pages shown with their questions, each condition judged once, on visible answers only."""
        return legs.walk(self.process, self.facts)

    def _leg(self, page: Page) -> Leg | None:
        return self._way.legs.get(page.address) or self._way.spare.get(page.address)

    def worded(self, question: Question, answers: Mapping[str, Any]) -> Question:
        """The question as this person reads it: its texts may quote the answers above it."""
        return question.worded(lambda quote: self.process.say(quote, answers))

    def text(self, page: Page) -> str:
        """The text under the title of a page, its quotes filled."""
        if page.wording is None:
            return page.text
        return page.wording.fill(lambda quote: self.process.say(quote, self.known(page)))

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        return tuple(leg.page for leg in self._way.legs.values())

    def page(self, id: str, number: int = 0) -> Page | None:
        """The page shown at this address: `number` tells the instance, one more than there are to add one."""
        address = f"{id}/{number}" if number else id
        leg = self._way.legs.get(address) or self._way.spare.get(address)
        return leg.page if leg else None

    def questions(self, page: Page) -> tuple[Question, ...]:
        leg = self._leg(page)
        return leg.questions if leg else ()

    def held(self, page: Page) -> Mapping[str, Any]:
        """What the draft holds where the questions of this page are answered: the whole draft, or one instance."""
        leg = self._leg(page)
        return leg.held if leg else {}

    def known(self, page: Page) -> Mapping[str, Any]:
        """The visible answers that this page may look at: in an instance, its own stand before the others."""
        leg = self._leg(page)
        return {**self.answers, **leg.own} if leg and page.number else self.answers

    @cached_property
    def answers(self) -> dict[str, Any]:
        """What would be sent now: the answers to visible questions, in the order asked."""
        return self._way.answers

    def is_complete(self, page: Page) -> bool:
        """Every visible question has been seen, and answered when it must be; a list is neither short nor unseen."""
        if page.address not in self._complete:
            self._complete[page.address] = self._is_complete(page)
        return self._complete[page.address]

    def _is_complete(self, page: Page) -> bool:
        if page.lists and page.group:
            count = len(instances(self.facts.answers, page.group))
            return page.group.id in self.facts.answers and page.group.least <= count <= page.group.most
        return not self.unanswered(page) and not self._faults(page)

    def unanswered(self, page: Page) -> tuple[Question, ...]:
        """The questions of a page that still want an answer."""
        held = self.held(page)
        return tuple(one for one in self.questions(page) if not is_answered(one, held))

    def _faults(self, page: Page) -> tuple[Check, ...]:
        leg = self._leg(page)
        return leg.faults if leg else ()

    def faults(self, page: Page) -> dict[str, str]:
        """What does not go together on a page already answered, beside the questions concerned."""
        if page.lists or self.unanswered(page):
            return {}
        asked = [question.id for question in self.questions(page) if question.type.stores]
        known = self.known(page)
        return verifications.told(self._faults(page), asked, lambda check: self.sentence(check, known))

    def sentence(self, check: Check, answers: Mapping[str, Any]) -> str:
        return check.worded(lambda quote: self.process.say(quote, answers))

    def elsewhere_told(self, page: Page, found: Elsewhere) -> str:
        """Why the démarche is not for this person, the answers it quotes filled."""
        known = self.known(page)
        return found.worded(lambda quote: self.process.say(quote, known))

    @cached_property
    def next_page(self) -> Page | None:
        """The first page that still wants something; None when all is ready to be checked and sent."""
        if self.elsewhere:
            return self.elsewhere[0]
        return next((page for page in self.pages if not self.is_complete(page)), None)

    def can_visit(self, page: Page) -> bool:
        """A page opens when every page before it is complete, and none of them sends the person elsewhere.

        Instances of a group do not wait for each other.
        """
        if page.number and page.group and page.number > len(instances(self.facts.answers, page.group)) + 1:
            return False
        if page.lists and page.group and page.group.least and not instances(self.facts.answers, page.group):
            return False  # nothing to list yet: the first one is asked for at once
        before = [earlier for earlier in self._before(page) if not is_beside(earlier, page)]
        stopped = self.elsewhere[0] if self.elsewhere else None
        return all(self.is_complete(earlier) and earlier is not stopped for earlier in before)

    @cached_property
    def elsewhere(self) -> tuple[Page, Elsewhere] | None:
        """Where the answers show that the démarche is not for this person, and what they are told."""
        for page in self.pages:
            if not self.is_complete(page):
                return None
            if not page.elsewhere:
                continue
            facts = self.facts.with_answers(self.known(page))
            if found := next((one for one in page.elsewhere if one.when.holds(facts)), None):
                return page, found
        return None

    def _before(self, page: Page) -> tuple[Page, ...]:
        addresses = list(self._way.legs)
        if page.address in self._way.legs:
            return self.pages[: addresses.index(page.address)]
        first = next(position for position, one in enumerate(self.pages) if one.group == page.group)
        mine = (leg.page for leg in self._way.spare.values() if leg.page.group == page.group)
        earlier = tuple(one for one in mine if self._rank(one) < self._rank(page))
        return (*self.pages[:first], *earlier)

    def _rank(self, page: Page) -> int:
        return [one.id for one in self.process.pages].index(page.id)

    def later(self, page: Page) -> tuple[Page, ...]:
        """The pages that follow, those of the same instance first."""
        addresses = list(self._way.legs)
        if page.address in self._way.legs:
            return self.pages[addresses.index(page.address) + 1 :]
        return self.pages

    def before(self, page: Page) -> Page | None:
        earlier = self._before(page)
        return earlier[-1] if earlier else None

    def stage(self, page: Page) -> int:
        """Where this page stands, from 1; a repeated group is one stage, however many there are."""
        return self._stages.index(stage_of(page)) + 1

    @property
    def stages(self) -> int:
        return len(self._stages)

    @property
    def outline(self) -> tuple[str, ...]:
        """The title of each stage, as far as the answers tell."""
        titles: dict[str, str] = {}
        for page in self.pages:
            if page.lists or not page.group:
                titles[stage_of(page)] = page.title
            else:
                titles.setdefault(stage_of(page), page.title)
        return tuple(titles.values())

    @cached_property
    def _stages(self) -> list[str]:
        return list(dict.fromkeys(stage_of(page) for page in self.pages))

    def check(self, page: Page, raw: Mapping[str, Raw]) -> Checked:
        """Read what was typed on a page. Only its visible questions are looked at: anything else is ignored.

        A question whose condition depends on an answer of the same page is judged on the new answers; one that has
        just appeared and was not on the screen (absent from `raw`) is asked next, not refused.
        """
        values: dict[str, Any] = {}
        errors: dict[str, str] = {}
        for question in self.stored(page):
            asked = self.asked_with(page, question, values)
            if asked is None or question.id not in raw:
                continue
            try:
                asked = self.worded(asked, {**self.known(page), **values})
                values[question.id] = answer(asked, raw[question.id], self.facts.day)
            except Refusal as refusal:
                errors[question.id] = refusal.sentence
        if errors or not page.checks or len(values) < len(self.shown_stored(page, values)):
            return Checked(values, errors)
        return self.crossed(page, values)

    def crossed(self, page: Page, values: Mapping[str, Any]) -> Checked:
        """The answers of a page, each right by itself, judged together and with those before."""
        known, asked = self.known_with(page, values), list(values)
        facts = self.facts.with_answers(known)
        held = [check for check in page.checks if check.when is not None and check.when.holds(facts)]
        blocking = [check for check in held if check.blocking]
        errors = verifications.told(blocking, asked, lambda check: self.sentence(check, known))
        warnings = tuple(
            Warned(
                verifications.key_of(check, known), self.sentence(check, known), verifications.at_fault(check, asked)
            )
            for check in held
            if not check.blocking
        )
        return Checked(values, errors, warnings)

    def shown_stored(self, page: Page, values: Mapping[str, Any]) -> list[Question]:
        return [question for question in self.stored(page) if self.shown_with(page, question, values)]

    def outdated(self, page: Page) -> dict[str, str]:
        """Answers of this page that were right when given and no longer are: a day now past. With their sentence."""
        found = {}
        held = self.held(page)
        for question in self.questions(page):
            value = held.get(question.id) if question.type.stores else None
            if value is not None:
                try:
                    answer(question, question.type.fill(question, value), self.facts.day)
                except Refusal as refusal:
                    found[question.id] = refusal.sentence
        return found

    def stored(self, page: Page) -> tuple[Question, ...]:
        return tuple(question for question in page.questions if question.type.stores)

    def shown_with(self, page: Page, question: Question, values: Mapping[str, Any]) -> bool:
        return self.asked_with(page, question, values) is not None

    def asked_with(self, page: Page, question: Question, values: Mapping[str, Any]) -> Question | None:
        """The question as it is asked with these answers on its page; None when it is not."""
        if question.when is None and not question.type.narrows:
            return question
        return legs.asked_on(question, self.facts.with_answers(self.known_with(page, values)))

    def known_with(self, page: Page, values: Mapping[str, Any]) -> dict[str, Any]:
        """The answers this page may look at, with those just typed on it."""
        own = {question.id for question in page.questions}
        known = {**{id: value for id, value in self.known(page).items() if id not in own}, **values}
        for question in page.questions:
            if question.formula is not None:
                known |= legs.computed(question, self.facts.with_answers(known))
        return known

    def listed(self, group: Group) -> Page | None:
        """The list page of a group, when it is shown."""
        return next((page for page in self.pages if page.lists and page.group == group), None)


def stage_of(page: Page) -> str:
    return f"/{page.group.id}" if page.group else page.address


def is_beside(earlier: Page, page: Page) -> bool:
    """A page of another instance of the same group, or of any instance for the list itself."""
    if not page.group or earlier.group != page.group:
        return False
    return page.lists or earlier.number != page.number


def is_answered(question: Question, held: Mapping[str, Any]) -> bool:
    if not question.type.stores:
        return True
    if question.id not in held:
        return False
    value = held[question.id]
    return not question.required if value is None else not question.type.obsolete(question, value)


def answer(question: Question, raw: Raw, day: FilingDay) -> Any:
    """The stored value of what was typed. Raises Refusal with a French sentence."""
    value = question.type.clean(question, raw, day)
    if value is None:
        if question.required:
            sentence = question.missing or question.type.missing.format(label=question.label)
            raise Refusal("manquant", sentence)
        return None
    faults = validation.check({"valeur": value}, {"valeur": question.type.rule(question, day)})
    for fault in faults:
        own = question.type.sentence(question, fault.code, fault.constraint)
        raise Refusal(fault.code, own or f"« {question.label} » : {fault.sentence}")
    return value
