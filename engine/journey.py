"""The way through a form: from a définition and its answers to the pages to show, in order. Pure.

A hidden question is absent: its answer stays in the draft in case it comes back, never in what is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine import validation
from engine.definition.condition import Facts
from engine.definition.process import Elsewhere, Page, Process, Question
from engine.errors import Refusal
from engine.fields.base import FilingDay, Raw


@dataclass(frozen=True)
class Checked:
    """The outcome of one page: `values` to keep, `errors` as French sentences by question id, in the order asked."""

    values: Mapping[str, Any]
    errors: Mapping[str, str]


class Journey:
    """One person's way through a démarche. `facts.answers` is everything the draft holds, hidden or not."""

    def __init__(self, process: Process, facts: Facts):
        self.process = process
        self.facts = facts

    @cached_property
    def _visible(self) -> dict[str, tuple[Question, ...]]:
        """Questions shown on each page shown, each condition judged once, on visible answers only."""
        shown: dict[str, tuple[Question, ...]] = {}
        answers: dict[str, Any] = {}
        facts = self.facts.with_answers(answers)
        for page in self.process.pages:
            if page.when is not None and not page.when.holds(facts):
                continue
            kept = []
            for question in page.questions:
                if question.when is None or question.when.holds(facts):
                    kept.append(self.worded(question, answers))
                    if question.id in self.facts.answers:
                        answers[question.id] = self.facts.answers[question.id]
            if kept:
                shown[page.id] = tuple(kept)
        return shown

    def worded(self, question: Question, answers: Mapping[str, Any]) -> Question:
        """The question as this person reads it: its texts may quote the answers above it."""
        return question.worded(lambda quote: self.process.say(quote, answers))

    def text(self, page: Page) -> str:
        """The text under the title of a page, its quotes filled."""
        if page.wording is None:
            return page.text
        return page.wording.fill(lambda quote: self.process.say(quote, self.answers))

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        return tuple(page for page in self.process.pages if page.id in self._visible)

    def page(self, id: str) -> Page | None:
        return next((page for page in self.pages if page.id == id), None)

    def questions(self, page: Page) -> tuple[Question, ...]:
        return self._visible.get(page.id, ())

    @cached_property
    def answers(self) -> dict[str, Any]:
        """What would be sent now: the answers to visible questions, in the order asked."""
        return {
            question.id: self.facts.answers[question.id]
            for page in self.pages
            for question in self.questions(page)
            if question.type.stores and question.id in self.facts.answers
        }

    def is_complete(self, page: Page) -> bool:
        """Every visible question has been seen, and answered when it must be."""
        return all(self.is_answered(question) for question in self.questions(page))

    def is_answered(self, question: Question) -> bool:
        if not question.type.stores:
            return True
        answers = self.facts.answers
        return question.id in answers and (answers[question.id] is not None or not question.required)

    @cached_property
    def next_page(self) -> Page | None:
        """The first page that still wants something; None when all is ready to be checked and sent."""
        if self.elsewhere:
            return self.elsewhere[0]
        return next((page for page in self.pages if not self.is_complete(page)), None)

    def can_visit(self, page: Page) -> bool:
        """A page opens when every page before it is complete, and none of them sends the person elsewhere."""
        before = self.pages[: self.pages.index(page)]
        stopped = self.elsewhere[0] if self.elsewhere else None
        return all(self.is_complete(earlier) and earlier is not stopped for earlier in before)

    @cached_property
    def elsewhere(self) -> tuple[Page, Elsewhere] | None:
        """Where the answers show that the démarche is not for this person, and what they are told."""
        facts = self.facts.with_answers(self.answers)
        for page in self.pages:
            if not self.is_complete(page):
                return None
            if found := next((one for one in page.elsewhere if one.when.holds(facts)), None):
                return page, found
        return None

    def after(self, page: Page) -> Page | None:
        """The page that follows, None after the last one."""
        position = self.pages.index(page) + 1
        return self.pages[position] if position < len(self.pages) else None

    def before(self, page: Page) -> Page | None:
        position = self.pages.index(page)
        return self.pages[position - 1] if position else None

    def check(self, page: Page, raw: Mapping[str, Raw]) -> Checked:
        """Read what was typed on a page. Only its visible questions are looked at: anything else is ignored.

        A question whose condition depends on an answer of the same page is judged on the new answers; one that has
        just appeared and was not on the screen (absent from `raw`) is asked next, not refused.
        """
        values: dict[str, Any] = {}
        errors: dict[str, str] = {}
        for question in self.stored(page):
            if not self.shown_with(page, question, values) or question.id not in raw:
                continue
            try:
                asked = self.worded(question, {**self.answers, **values})
                values[question.id] = answer(asked, raw[question.id], self.facts.day)
            except Refusal as refusal:
                errors[question.id] = refusal.sentence
        return Checked(values, errors)

    def outdated(self, page: Page) -> dict[str, str]:
        """Answers of this page that were right when given and no longer are: a day now past. With their sentence."""
        found = {}
        for question in self.questions(page):
            value = self.answers.get(question.id)
            if value is not None:
                try:
                    answer(question, question.type.fill(question, value), self.facts.day)
                except Refusal as refusal:
                    found[question.id] = refusal.sentence
        return found

    def stored(self, page: Page) -> tuple[Question, ...]:
        return tuple(question for question in page.questions if question.type.stores)

    def shown_with(self, page: Page, question: Question, values: Mapping[str, Any]) -> bool:
        if question.when is None:
            return True
        own = {question.id for question in page.questions}
        before = {id: value for id, value in self.answers.items() if id not in own}
        return question.when.holds(self.facts.with_answers({**before, **values}))


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
