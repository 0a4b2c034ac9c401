"""`si:` compiled into a predicate that knows its sources, its type errors and its sentence in French.

Conditions are data, never code. One language serves visibility, routing and scenarios. An unanswered question
makes every comparison false, except `renseigne: non`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from engine.definition.process import Question
from engine.fields.base import OPERATOR_WORDS, FilingDay
from engine.fields.numbers import yes_no

ANSWERED = "renseigne"
COMBINERS = ("tous", "au_moins_un", "aucun")
CONTEXT = {
    "canal": ("le canal", ("web", "terminal", "telephone", "guichet", "courriel", "courrier")),
    "langue": ("la langue", ("fr", "en", "es", "ar", "simple")),
}
"""Sources that are not questions: their words in French and their values."""


@dataclass(frozen=True)
class Facts:
    """What a condition is judged on. `districts` gives the postcodes of each sector."""

    answers: Mapping[str, Any]
    day: FilingDay
    channel: str = "web"
    language: str = "fr"
    districts: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def value(self, source: str) -> Any:
        if source == "canal":
            return self.channel
        return self.language if source == "langue" else self.answers.get(source)


class Condition(Protocol):
    def holds(self, facts: Facts) -> bool: ...

    @property
    def sources(self) -> frozenset[str]:
        """Ids of the questions (and context words) it looks at."""

    @property
    def districts(self) -> frozenset[str]:
        """Ids of the sectors it names."""

    def phrase(self) -> str:
        """The condition as a French clause: « la réponse à « … » est « … » »."""


@dataclass(frozen=True)
class Compare:
    """One question (or context word) against a value."""

    source: str
    operator: str
    operand: Any
    question: Question | None = None

    @property
    def sources(self) -> frozenset[str]:
        return frozenset({self.source})

    @property
    def districts(self) -> frozenset[str]:
        return frozenset({self.operand} if self.operator == "dans" else ())

    def holds(self, facts: Facts) -> bool:
        value = facts.value(self.source)
        answered = value is not None and value != "" and value != []
        if self.operator == ANSWERED:
            return answered is self.operand
        if not answered:
            return False
        if self.operator == "est":
            return value in self.operand
        assert self.question is not None  # only questions have operators: parse() made sure
        operand = facts.districts.get(self.operand, frozenset()) if self.operator == "dans" else self.operand
        return self.question.type.compare(self.operator, value, operand, facts.day)

    def phrase(self) -> str:
        if self.question is None:
            return f"{CONTEXT[self.source][0]} est {or_list(self.operand)}"
        subject = f"la réponse à « {self.question.label} »"
        if self.operator == ANSWERED:
            return f"{subject} est {'donnée' if self.operand else 'laissée vide'}"
        if self.operator == "est":
            shown = [f"« {self.question.type.show(self.question, value)} »" for value in self.operand]
            return f"{subject} est {or_list(shown)}"
        return f"{subject} {self.question.type.say(self.question, self.operator, self.operand)}"


@dataclass(frozen=True)
class Combined:
    """`tous`, `au_moins_un` or `aucun` of several conditions."""

    how: str
    parts: tuple[Condition, ...]

    @property
    def sources(self) -> frozenset[str]:
        return frozenset().union(*(part.sources for part in self.parts))

    @property
    def districts(self) -> frozenset[str]:
        return frozenset().union(*(part.districts for part in self.parts))

    def holds(self, facts: Facts) -> bool:
        outcomes = (part.holds(facts) for part in self.parts)
        if self.how == "tous":
            return all(outcomes)
        return any(outcomes) if self.how == "au_moins_un" else not any(outcomes)

    def phrase(self) -> str:
        phrases = [part.phrase() for part in self.parts]
        if self.how == "aucun":
            return "il n’est pas vrai que " + " ni que ".join(phrases)
        return (" et " if self.how == "tous" else ", ou ").join(phrases)


@dataclass(frozen=True)
class Scope:
    """What a condition may name: questions, conditions, and where to report mistakes.

    `report(path, code, sentence, help)` receives paths relative to the definition.
    """

    questions: Mapping[str, Question]
    named: Mapping[str, Condition]
    report: Callable[..., None]
    nearest: Callable[[str, Any], str]


def parse(written: Any, path: tuple[Any, ...], scope: Scope) -> Condition | None:
    """Compile what stands after `si:`. Mistakes are reported; None when nothing usable remains."""
    if isinstance(written, str):
        return parse_name(written, path, scope)
    if not isinstance(written, Mapping) or not written:
        scope.report(
            path,
            "condition-forme",
            "Une condition s’écrit avec le nom d’une question et la valeur attendue.",
            "Par exemple : si: {danger: oui}",
        )
        return None
    parts = [parse_entry(key, value, (*path, key), scope) for key, value in written.items()]
    kept = tuple(part for part in parts if part is not None)
    if not kept:
        return None
    return kept[0] if len(kept) == 1 else Combined("tous", kept)


def parse_name(name: str, path: tuple[Any, ...], scope: Scope) -> Condition | None:
    if name in scope.named:
        return scope.named[name]
    if name in scope.questions:
        help = f"Écrivez la valeur attendue, par exemple : {{{name}: oui}}"
    else:
        help = scope.nearest(name, [*scope.named]) or "Ajoutez-la sous « conditions: », ou écrivez {question: valeur}."
    scope.report(path, "condition-inconnue", f"« {name} » n’est pas une condition de cette démarche.", help)
    return None


def parse_entry(key: str, written: Any, path: tuple[Any, ...], scope: Scope) -> Condition | None:
    if key in COMBINERS:
        return parse_combiner(key, written, path, scope)
    if key in CONTEXT:
        return parse_context(key, written, path, scope)
    if key not in scope.questions:
        help = scope.nearest(key, [*scope.questions, *CONTEXT, *COMBINERS])
        scope.report(path, "question-inconnue", f"« {key} » n’est pas une question de cette démarche.", help, key=True)
        return None
    question = scope.questions[key]
    if not question.type.stores:
        scope.report(
            path, "question-sans-reponse", f"« {key} » est une information : elle n’a pas de réponse.", key=True
        )
        return None
    if isinstance(written, Mapping):
        return parse_operators(question, written, path, scope)
    return parse_equality(question, written, path, scope)


def parse_combiner(how: str, written: Any, path: tuple[Any, ...], scope: Scope) -> Condition | None:
    if not isinstance(written, list) or not written:
        scope.report(
            path,
            "condition-forme",
            f"« {how} » attend une liste de conditions.",
            f"Par exemple : {how}: [{{a: oui}}, {{b: non}}]",
        )
        return None
    parts = [parse(part, (*path, index), scope) for index, part in enumerate(written)]
    kept = tuple(part for part in parts if part is not None)
    return Combined(how, kept) if kept else None


def parse_context(key: str, written: Any, path: tuple[Any, ...], scope: Scope) -> Condition | None:
    allowed = CONTEXT[key][1]
    values = written if isinstance(written, list) else [written]
    if wrong := [value for value in values if value not in allowed]:
        scope.report(
            path, "valeur-interdite", f"« {wrong[0]} » n’est pas accepté pour « {key} » : {', '.join(allowed)}."
        )
        return None
    return Compare(key, "est", tuple(values))


def parse_equality(question: Question, written: Any, path: tuple[Any, ...], scope: Scope) -> Condition | None:
    if not question.type.comparable:
        operators = [*question.type.operators, ANSWERED]
        scope.report(
            path,
            "comparaison-impossible",
            f"« {question.id} » est de type {question.type.name} : on ne peut pas la comparer à une valeur.",
            f"Utilisez un opérateur : {question.id}: {{{operators[0]}: …}}",
            key=True,
        )
        return None
    values = written if isinstance(written, list) else [written]
    literals = []
    for index, value in enumerate(values):
        where = (*path, index) if isinstance(written, list) else path
        try:
            literals.append(question.type.literal(question, value))
        except ValueError as error:
            scope.report(where, "valeur-interdite", str(error), scope.nearest(str(value), option_keys(question)))
    return Compare(question.id, "est", tuple(literals), question) if literals else None


def parse_operators(
    question: Question, written: Mapping[str, Any], path: tuple[Any, ...], scope: Scope
) -> Condition | None:
    parts = [
        parse_operator(question, operator, operand, (*path, operator), scope) for operator, operand in written.items()
    ]
    kept = tuple(part for part in parts if part is not None)
    if not kept:
        return None
    return kept[0] if len(kept) == 1 else Combined("tous", kept)


def parse_operator(
    question: Question, operator: str, written: Any, path: tuple[Any, ...], scope: Scope
) -> Condition | None:
    allowed = [*question.type.operators, ANSWERED]
    if operator not in allowed:
        scope.report(
            path,
            "operateur-interdit" if operator in OPERATOR_WORDS else "operateur-inconnu",
            f"« {operator} » ne s’applique pas à une question de type {question.type.name} : {', '.join(allowed)}.",
            scope.nearest(operator, allowed),
            key=True,
        )
        return None
    try:
        operand = yes_no(written) if operator == ANSWERED else question.type.operand(question, operator, written)
    except ValueError as error:
        scope.report(path, "valeur-interdite", str(error), scope.nearest(str(written), option_keys(question)))
        return None
    return Compare(question.id, operator, operand, question)


def option_keys(question: Question) -> list[str]:
    return [option.value for option in question.options.get("options", ())]


def or_list(words: Any) -> str:
    *first, last = [str(word) for word in words]
    return f"{', '.join(first)} ou {last}" if first else last
