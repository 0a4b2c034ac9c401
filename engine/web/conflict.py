"""One question answered in two windows: both answers are shown, and the person chooses. Nothing is written meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from engine.acts import merge
from engine.acts.merge import HERE, THERE, Seen
from engine.definition.process import Question
from engine.web.step import Step
from engine.web.uploads import is_file

CARRIED, CHOSEN = "vu-page", "-garder"
"""The answers that a form showed, in short; ends the name of a choice between two answers."""
NO_ANSWER = "Pas de réponse"


@dataclass(frozen=True)
class Two:
    """Two answers to one question: what was typed here, what another window saved."""

    id: str
    label: str
    here: str
    there: str
    keep_here: str
    keep_there: str


def ids_of(step: Step) -> list[str]:
    return [one.id for one in step.journey.stored(step.page)]


def carried(step: Step) -> str:
    """What the form of this page carries when it is shown."""
    return merge.carried(step.held, ids_of(step))


def seen(step: Step, form: FormData) -> Seen:
    """What this form showed when it was filled in, and what was chosen between two answers.

    What was not sent by our page (a script, a page open since before) says nothing of it: it writes as it always did.
    """
    written = form.get(CARRIED)
    shown = merge.read(written, ids_of(step)) if isinstance(written, str) else {}
    chosen = {id: str(form.get(f"{id}{CHOSEN}", "")) for id in shown}
    return Seen(shown, chosen, frozenset(one.id for one in step.page.questions if is_file(one)))


def still_carried(step: Step, before: Seen, conflicts: Sequence[str]) -> str:
    """As `carried`, but what is in conflict stays so until it is settled."""
    return "".join(
        before.shown.get(id, merge.NOTHING) if id in conflicts else merge.short(step.held, id) for id in ids_of(step)
    )


def pairs(step: Step, values: Mapping[str, Any], conflicts: Sequence[str], masked: bool) -> list[Two]:
    asked = {question.id: question for question in step.page.questions}
    return [two(step, asked[id], values[id], masked) for id in conflicts]


def two(step: Step, question: Question, typed: Any, masked: bool) -> Two:
    there = merge.short(step.held, question.id)
    here, other = (said(question, value, masked) for value in (typed, step.held.get(question.id)))
    return Two(question.id, question.label, here, other, f"{HERE}.{there}", f"{THERE}.{there}")


def said(question: Question, value: Any, masked: bool) -> str:
    if value is None or value == []:
        return NO_ANSWER
    return (question.type.mask if masked else question.type.show)(question, value)
