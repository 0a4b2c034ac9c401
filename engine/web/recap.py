"""Answers as they are read again: before sending, on the receipt, on the tracking page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.definition.process import Question
from engine.journey import Journey
from engine.records import Document


@dataclass(frozen=True)
class Line:
    id: str
    label: str
    text: str
    """What was answered; nothing when the question was left empty."""


@dataclass(frozen=True)
class Section:
    """One page of the form."""

    page: str
    title: str
    lines: tuple[Line, ...]


def recap(journey: Journey, documents: Iterable[Document] = (), *, masked: bool = False) -> tuple[Section, ...]:
    """Every visible question with its answer, page by page. Documents are told by their names.

    `masked` hides what could be misused (an account, a tax number) where others than the person may look on.
    """
    names = {document.id: document.name for document in documents}
    sections = (
        Section(
            page.id,
            page.title,
            tuple(
                Line(question.id, question.label, _told(question, journey.facts.answers, names, masked))
                for question in journey.questions(page)
                if question.type.stores
            ),
        )
        for page in journey.pages
    )
    return tuple(section for section in sections if section.lines)


def _told(question: Question, answers: Mapping[str, Any], names: Mapping[str, str], masked: bool) -> str:
    value = answers.get(question.id)
    if value is None:
        return ""
    if question.type.name == "fichier" and isinstance(value, list):
        return "\n".join(names.get(id, "Document") for id in value)
    return (question.type.mask if masked else question.type.show)(question, value)
