"""Answers proposed by a link (`?nature=lampadaire`), for the questions whose démarche says so. Always read and corrected.

Nothing personal travels this way: the checker refuses `depuis_le_lien` on a question that tells of a person. The words of
a search, which may be personal, come by POST only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definition.city import Portal
from engine.definition.portal import free_text
from engine.definition.process import Process, Question
from engine.fields.base import literal
from engine.search.words import LONGEST as LONGEST_SEARCH

PROPOSED = "_lien"
"""Where a draft keeps what its link proposed, by question: no answer yet."""
LONGEST = 100
SEARCHED = "_recherche"
"""Under which the words of a search are posted to the démarche of who finds nothing: no question can have that id."""


def proposed(process: Process, typed: Mapping[str, Any]) -> dict[str, str]:
    """What is typed for the questions that take it; what does not suit is left out, the person answers as usual."""
    found = {}
    for question in process.questions():
        written = typed.get(question.id) if question.from_link else None
        if isinstance(written, str) and len(written) <= LONGEST and value_of(question, written) is not None:
            found[question.id] = written
    return found


def carried(process: Process, portal: Portal, typed: Mapping[str, Any]) -> dict[str, str]:
    """The words of a search that found nothing, for the free request: posted, never in an address."""
    written, question = typed.get(SEARCHED), free_text(process)
    if process.slug != portal.free_request or question is None or not isinstance(written, str):
        return {}
    words = written.strip()[:LONGEST_SEARCH]
    return {question.id: words} if words and value_of(question, words) is not None else {}


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
