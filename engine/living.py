"""A life cycle lived on paper: what a scenario does with a case, step by step, and what happens by itself meanwhile.

Pure: no case, no database. engine/acts/play.py does the same for real.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from engine.definition import cycle
from engine.definition.build import Built
from engine.definition.city import City
from engine.definition.city_cycle import cycle_of
from engine.definition.condition import Facts
from engine.definition.cycle import Action, After, Step
from engine.definition.located import Path
from engine.definition.process import Deadline, Done, Question, Scenario
from engine.fields.base import literal
from engine.promise import project


class Life:
    """Where the case of a scenario stands, and since when."""

    def __init__(self, built: Built, city: City, facts: Facts, scenario: Scenario, path: Path):
        self.built, self.city, self.facts, self.path = built, city, facts, path
        self.cycle = cycle_of(built.process)
        self.before, self.answers = "", dict[str, Any]()
        self.step, self.since, self.fired = self.cycle.first, scenario.filed_at.astimezone(UTC), set[int]()
        self.at_once({self.step.id})

    def go_on(self, scenario: Scenario) -> str:
        """The name of the step where it ends; what could not be done is reported."""
        last = scenario.filed_at
        for done in scenario.actions:
            if done.at < last:
                self.refuse_past(done, last)
                break
            last = done.at
            self.wait(done.at.astimezone(UTC))
            if not self.do(done, (*self.path, "actions", done.position)):
                break
        if scenario.until is not None:
            self.wait(scenario.until.astimezone(UTC))
        return self.step.id

    # --- what is done

    def refuse_past(self, done: Done, last: datetime) -> None:
        sentence = f"« {done.action} » est faite le {done.at:%Y-%m-%d %H:%M}, avant ce qui la précède."
        help = f"Écrivez un moment après le {last:%Y-%m-%d %H:%M}."
        self.built.where.report((*self.path, "actions", done.position, "le"), "action-impossible", sentence, help)

    def do(self, done: Done, path: Path) -> bool:
        action = self.possible().get(done.action)
        if action is None:
            return self.refuse((*path, "faire"), *self.not_here(done.action))
        if not self.may(action, done.who):
            who = ", ".join(action.who)
            return self.refuse((*path, "par"), f"« {done.who} » ne peut pas faire « {done.action} ».", f"Peut : {who}.")
        if not self.filled(action, done, path):
            return False
        if to := done.to if len(action.to) > 1 else "".join(action.to):
            self.arrive(to, done.at.astimezone(UTC))
        return True

    def possible(self) -> dict[str, Action]:
        judged = self.judged()
        offered = {id: one for id, one in self.step.actions.items() if one.when is None or one.when.holds(judged)}
        always = Action("ecrire", "Écrire au service", who=(cycle.CITIZEN,), effects=(cycle.WRITE,))
        return offered if self.step.last else {"ecrire": always, **offered}

    def not_here(self, name: str) -> tuple[str, str]:
        known = self.possible()
        sentence = f"« {name} » n’est pas possible à l’étape « {self.step.id} »."
        return sentence, self.built.where.nearest(name, known) or f"On peut : {', '.join(known) or 'rien'}."

    def may(self, action: Action, who: str) -> bool:
        if who == cycle.CITIZEN or not action.by_agents:
            return (who == cycle.CITIZEN and action.by_citizen) or action.does(cycle.WRITE)
        return bool({who, cycle.AGENTS, cycle.HOLDER} & set(action.who) - {cycle.CITIZEN})

    def filled(self, action: Action, done: Done, path: Path) -> bool:
        if len(action.to) > 1 and done.to not in action.to:
            help = f"Choisissez : {', '.join(action.to)}."
            return self.refuse((*path, "vers"), f"« {done.action} » mène à plusieurs étapes : il faut « vers: ».", help)
        judged = self.judged()
        asked = {one.id: one for one in action.asked(judged, sound(action, done.answers))}
        for id, written in done.answers.items():
            place = (*path, "motif") if id == "motif" else (*path, "reponses", id)
            if id not in asked:
                help = self.built.where.nearest(id, asked) or "Retirez-la."
                return self.refuse(place, f"« {done.action} » ne demande pas « {id} ».", help)
            if not self.answered(asked[id], written, place):
                return False
        for question in asked.values():
            if question.required and question.type.stores and question.id not in done.answers:
                sentence = f"« {done.action} » demande « {question.id} »."
                key = "motif" if question.id == "motif" else "reponses"
                return self.refuse(path, sentence, f"Ajoutez-la sous « {key}: ».")
        return True

    def answered(self, question: Question, written: Any, path: Path) -> bool:
        try:
            self.answers[f"agent.{question.id}"] = literal(question, written)
        except ValueError as error:
            self.built.where.report(path, "valeur-interdite", str(error))
            return False
        return True

    def refuse(self, path: Path, sentence: str, help: str) -> bool:
        self.built.where.report(path, "action-impossible", sentence, help, key=True)
        return False

    # --- what happens by itself

    def wait(self, until: datetime) -> None:
        """Let time go by: what is due happens, in its order."""
        while (due := self.next_due()) is not None and due[0] <= until:
            at, after = due
            self.fired.add(after.position)
            if self.holds(after) and after.to:
                self.arrive(after.to, at)

    def next_due(self) -> tuple[datetime, After] | None:
        found = []
        for after in self.step.afters:
            if after.delay is not None and after.position not in self.fired:
                due_at = project(Deadline("apres", after.delay), self.city.calendar, self.since, ()).due_at
                if due_at is not None:
                    found.append((due_at, after))
        return min(found, key=lambda one: (one[0], one[1].position)) if found else None

    def arrive(self, to: str, at: datetime, seen: frozenset[str] = frozenset()) -> None:
        there: Step = self.cycle.step((self.before or self.cycle.first.id) if to == cycle.BEFORE else to)
        self.before, self.step, self.since, self.fired = self.step.id, there, at, set()
        self.at_once({*seen, there.id})

    def at_once(self, seen: set[str]) -> None:
        for after in self.step.afters:
            if after.delay is None and after.to and after.to not in seen and self.holds(after):
                return self.arrive(after.to, self.since, frozenset(seen))

    def holds(self, after: After) -> bool:
        return after.when is None or after.when.holds(self.judged())

    def judged(self) -> Facts:
        known: Mapping[str, Any] = {**self.facts.answers, **self.answers, "etape": self.before}
        return replace(self.facts, answers=known)


def sound(action: Action, written: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to a form that can be read: other questions of the same form may depend on them."""
    found = {}
    for question in action.questions:
        if question.id in written:
            with contextlib.suppress(ValueError):
                found[question.id] = literal(question, written[question.id])
    return found
