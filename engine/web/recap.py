"""Answers as they are read again: before sending, on the receipt, on the tracking page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.definition.group import Group, instances
from engine.definition.process import Page, Question
from engine.journey import Journey
from engine.records import Document


@dataclass(frozen=True)
class Line:
    id: str
    label: str
    text: str
    """What was answered; nothing when the question was left empty."""
    documents: tuple[Document, ...] = ()
    fixed: bool = False
    """True for what is worked out: there is nothing to change."""
    missing: bool = False
    """True for a document that the person said they do not have."""
    correctable: bool = True
    """False for what the person no longer changes by themselves once it is sent."""

    @property
    def direction(self) -> str:
        """Which way it runs, by its first letter: on an Arabic page « 12 rue du Lac » begins with 12."""
        known = (unicodedata.bidirectional(sign) for sign in self.text)
        return next(("ltr" if one == "L" else "rtl" for one in known if one in ("L", "R", "AL")), "ltr")


@dataclass(frozen=True)
class Section:
    """One page of the form: `page` is its address."""

    page: str
    title: str
    lines: tuple[Line, ...]
    of: str = ""
    """Which one of a repeated group, for who hears a link without seeing the title above it: « enfant 2 »."""

    lists: bool = False
    """True for how many there are in a repeated group."""

    @property
    def id(self) -> str:
        return self.page.replace("/", "-")

    @property
    def changeable(self) -> bool:
        """Whether its answers may be corrected once sent: how many there are does not change then."""
        return not self.lists

    def control(self, line: Line) -> str:
        """The name of the question on the page of corrections."""
        return f"{self.id}-{line.id}" if "/" in self.page else line.id


def recap(
    journey: Journey, documents: Iterable[Document] = (), *, masked: bool = False, whole: bool = False
) -> tuple[Section, ...]:
    """Every visible question with its answer, page by page. Documents are told by their names.

    `masked` hides what could be misused (an account, a tax number) where others than the person may look on. `whole`
    is for agents: with what the person does not read again, and what is worked out for the service only.
    """
    known = {document.id: document for document in documents}
    sections = (section(journey, page, known, masked, whole) for page in in_reading_order(journey.pages))
    return tuple(section for section in sections if section.lines)


def in_reading_order(pages: Iterable[Page]) -> list[Page]:
    """How many there are in a group is told before each of them."""
    read: list[Page] = []
    for page in pages:
        first = next((place for place, one in enumerate(read) if page.lists and one.group == page.group), len(read))
        read.insert(first, page)
    return read


def section(journey: Journey, page: Page, documents: Mapping[str, Document], masked: bool, whole: bool) -> Section:
    if page.lists and page.group:
        return Section(page.address, page.title, (counted(journey, page.group),), lists=True)
    held = journey.held(page)
    known = journey.known(page)
    lines = (
        line(question, known if question.type.computed else held, documents, masked)
        for question in journey.questions(page)
        if is_told(question, whole)
    )
    of = f"{page.group.label} {page.number}" if page.group else ""
    return Section(page.address, page.heading, tuple(lines), of)


def is_told(question: Question, whole: bool) -> bool:
    """Agents read every answer; the person, those that were asked or shown to them."""
    if question.type.computed:
        return whole or bool(question.options["montrer"])
    return question.type.stores and (whole or question.summary)


def counted(journey: Journey, group: Group) -> Line:
    number = len(instances(journey.facts.answers, group))
    return Line(group.id, "Nombre", str(number))


def line(question: Question, held: Mapping[str, Any], known: Mapping[str, Document], masked: bool) -> Line:
    value = held.get(question.id)
    free = question.correctable
    if value is None:
        return Line(question.id, question.label, "", correctable=free)
    if question.type.name == "fichier" and isinstance(value, list):
        names = "\n".join(known[id].name if id in known else "Document" for id in value)
        return Line(
            question.id, question.label, names, tuple(known[id] for id in value if id in known), correctable=free
        )
    absent = question.type.name == "fichier"
    shown = (question.type.mask if masked else question.type.show)(question, value)
    return Line(question.id, question.label, shown, fixed=question.type.computed, missing=absent, correctable=free)
