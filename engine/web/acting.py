"""What was typed in the form of an action, on the page of a case or on the tracking page, and whether it is complete."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from starlette.datastructures import FormData

from engine.acts import filled, retell
from engine.acts.demand import LONGEST_NOTE
from engine.acts.filled import Filled, Wanted
from engine.definition import cycle
from engine.definition.cycle import Action, Cycle
from engine.definition.process import Question
from engine.errors import Refusal
from engine.fields.base import FilingDay, text
from engine.journey import answer
from engine.records import Agent, Event
from engine.web.appear import ASKED

MISSING_UNIT = "Choisissez un service dans la liste."
DELAYS = {"8": "8 jours", "15": "15 jours", "30": "30 jours", "60": "60 jours", "": "Sans date"}
"""What the person is given to correct, in days."""
MISSING_PERSON = "Choisissez une personne dans la liste."


@dataclass(frozen=True)
class Typed:
    """What a form of the page brought: words, choices, answers, and what its reader had seen of the case."""

    text: str = ""
    to: str = ""
    unit: str = ""
    login: str = ""
    raws: Mapping[str, Any] = field(default_factory=dict)
    """What was typed for each question of the action, by its id."""
    version: int = -1
    seen: int = 0
    """The last line of the journal that was on the page."""
    corrections: tuple[Wanted, ...] = ()
    """The answers ticked to be corrected."""
    delay: str = ""
    """How many days the person has for them, as chosen."""
    on_screen: frozenset[str] = frozenset()
    """The questions of the form that were on the screen: nobody is told off for not answering the others."""

    @classmethod
    def of(cls, action: Action, form: FormData) -> Typed:
        def typed(part: str) -> str:
            return text(form.get(f"{action.id}-{part}")).strip()

        return cls(
            text=typed("texte"),
            to=typed("vers"),
            unit=typed("service"),
            login=typed("personne"),
            raws={question.id: question.type.read(named(action, question), form) for question in action.questions},
            on_screen=frozenset(one.id for one in action.questions if is_on_screen(action, one, form)),
            corrections=ticked(action, form) if action.corrects else (),
            delay=typed("avant"),
            version=whole(form.get("version"), -1),
            seen=whole(form.get("journal"), 0),
        )

    def given(self, action: Action, day: FilingDay) -> dict[str, Any]:
        """The answers that are sound: on them depend other questions of the form."""
        found = {}
        for question in action.questions:
            if question.id in self.on_screen:
                with contextlib.suppress(Refusal):
                    found[question.id] = answer(question, self.raws[question.id], day)
        return found

    def called(self, asked: Iterable[Question]) -> list[Question]:
        """The questions that what was just typed calls for, and that nobody has seen yet."""
        return [question for question in asked if question.id not in self.on_screen and question.type.stores]

    def checked(
        self, life: Cycle, action: Action, asked: Sequence[Question], day: FilingDay
    ) -> tuple[Filled, dict[str, str]]:
        """What the act receives, and what is missing: sentences by field, in the order of the form."""
        errors: dict[str, str] = {}
        if action.does(cycle.TRANSFER) and len(action.services) != 1 and not self.unit:
            errors[f"{action.id}-service"] = MISSING_UNIT
        if action.does(cycle.ASSIGN) and not self.login:
            errors[f"{action.id}-personne"] = MISSING_PERSON
        if len(action.to) > 1 and not self.to:
            errors[f"{action.id}-vers"] = filled.choice_missing(life, action)
        answers = {}
        for question in asked:
            if question.id not in self.on_screen:
                continue
            try:
                answers[question.id] = answer(question, self.raws[question.id], day)
            except Refusal as refusal:
                errors[f"{action.id}-{question.id}"] = refusal.sentence
        if any(len(one.note) > LONGEST_NOTE for one in self.corrections):
            errors[f"{action.id}-corriger"] = f"Raccourcissez ce mot : {LONGEST_NOTE} caractères au plus."
        if action.text and action.text.required and not self.text and not self.corrections:
            errors[f"{action.id}-texte"] = action.text.missing
        elif len(self.text) > filled.LONGEST:
            errors[f"{action.id}-texte"] = f"Raccourcissez votre texte : {filled.LONGEST} caractères au plus."
        until = day.today + timedelta(days=int(self.delay)) if self.delay in DELAYS and self.delay else None
        complete = Filled(self.text, self.to, self.unit, self.login, answers, corrections=self.corrections, until=until)
        return complete, errors

    def already(self, action: Action, agent: Agent, since: Iterable[Event]) -> bool:
        """The same form sent twice: this agent has just written the very same thing."""
        kinds = {retell.KINDS[effect] for effect in action.effects[:1]} | ({"clos", "etape"} if action.to else set())
        kinds |= set() if action.effects else {"etape"}
        return any(event.actor == agent.login and event.kind in kinds and self._same(action, event) for event in since)

    def _same(self, action: Action, event: Event) -> bool:
        inside = str(event.data.get("interne", ""))
        if event.kind == "etape" and event.data.get("libelle") != action.label:
            return False
        if action.corrects and not self._same_corrections(event):
            return False
        if not action.questions:
            return self.text in (event.text, inside)
        return event.text.endswith(self.text) or inside.endswith(self.text)

    def _same_corrections(self, event: Event) -> bool:
        then = {f"{one['page']}:{one['question']}": one["note"] for one in event.data.get("corriger", ())}
        return then == {one.key: one.note for one in self.corrections}


def ticked(action: Action, form: FormData) -> tuple[Wanted, ...]:
    keys = dict.fromkeys(text(one) for one in form.getlist(f"{action.id}-corriger"))
    return tuple(Wanted(key, text(form.get(f"{action.id}-mot-{key}")).strip()) for key in keys)


def is_on_screen(action: Action, question: Question, form: FormData) -> bool:
    return question.when is None or named(action, question).id in form.getlist(ASKED)


def named(action: Action, question: Question) -> Question:
    """The question under the name its controls have: actions may ask the same one on the same page."""
    return replace(question, id=f"{action.id}-{question.id}")


def whole(written: object, otherwise: int) -> int:
    """A number of ours that came back through a form; anything else counts as `otherwise`."""
    sound = isinstance(written, str) and re.fullmatch(r"[0-9]{1,15}", written)
    return int(sound[0]) if sound else otherwise
