"""Answers proposed by a link (`?nature=lampadaire`), for the questions whose démarche says so. Always read and corrected.

Nothing personal travels this way: the checker refuses `depuis_le_lien` on a question that tells of a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definition.process import Process, Question
from engine.fields.base import literal

PROPOSED = "_lien"
"""Where a draft keeps what its link proposed, by question: no answer yet."""
LONGEST = 100


def proposed(process: Process, typed: Mapping[str, Any]) -> dict[str, str]:
    """What is typed for the questions that take it; what does not suit is left out, the person answers as usual."""
    found = {}
    for question in process.questions():
        written = typed.get(question.id) if question.from_link else None
        if isinstance(written, str) and len(written) <= LONGEST and value_of(question, written) is not None:
            found[question.id] = written
    return found


def value_of(question: Question, written: str) -> Any:
    """The answer that was proposed, as it is stored; None when it does not suit the question."""
    try:
        return literal(question, written)
    except ValueError:
        return None


def given(answers: Mapping[str, Any], question: Question) -> Any:
    """What the link of this draft proposes for a question."""
    written = answers.get(PROPOSED, {}).get(question.id)
    return None if written is None else value_of(question, written)
