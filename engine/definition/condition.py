"""`si:` compiled into a predicate that knows its sources, its type errors and its sentence in French.

Conditions are data, never code. One language serves visibility, routing and scenarios. An unanswered question
makes every comparison false, except `renseigne: non`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

from engine import names
from engine.definition.located import Lost, several_conditions
from engine.definition.parameter import (
    PREFIX,
    Parameter,
    Parameters,
    parameter_meant,
    report_unknown,
    resolved,
    unknown,
    unreadable,
    worth,
)
from engine.definition.process import Question
from engine.definition.sectors import Districts
from engine.errors import WARNING
from engine.fields.base import OPERATOR_WORDS, FilingDay, literal
from engine.fields.entries import Entries
from engine.fields.numbers import yes_no
from engine.fields.place import Placed
from engine.language import LANGUAGES
from engine.validation import found

ANSWERED = "renseigne"
COMBINERS = ("tous", "au_moins_un", "aucun")
CONTEXT = {
    "canal": ("le canal", ("web", "terminal", "telephone", "guichet", "courriel", "courrier")),
    "langue": ("la langue", tuple(LANGUAGES)),
}
"""Sources that are not questions: their words in French and their values."""
PUBLIC = "public"
"""The kind of user: the answer to the question of that type."""
RESERVED = (*COMBINERS, *CONTEXT)
"""Words of the conditions that cannot name a question."""


@dataclass(frozen=True)
class Facts:
    """What a condition is judged on. `districts` are the sectors of the city, asked by `dans`."""

    answers: Mapping[str, Any]
    day: FilingDay
    channel: str = "web"
    language: str = "fr"
    districts: Districts = field(default_factory=Districts)

    def value(self, source: str) -> Any:
        if source == "canal":
            return self.channel
        return self.language if source == "langue" else self.answers.get(source)

    def with_answers(self, answers: Mapping[str, Any]) -> Facts:
        """The same day, channel and language, on other answers."""
        return Facts(answers, self.day, self.channel, self.language, self.districts)


class Condition(Protocol):
    def holds(self, facts: Facts) -> bool: ...

    @property
    def sources(self) -> frozenset[str]:
        """Ids of the questions (and context words) it looks at."""

    @property
    def weight(self) -> int:
        """How many comparisons it makes, those of the conditions it names included."""

    def phrase(self) -> str:
        """The condition as a French clause: « la réponse à « … » est « … » »."""


@dataclass(frozen=True)
class Compare:
    """One question (or context word) against a value.

    `source` may have a dot: `commune.code_postal` is an attribute of the answer to `commune`. `question` then is the
    attribute, typed like a question, and `owner` the question it belongs to.
    """

    source: str
    operator: str
    operand: Any
    question: Question | None = None
    owner: Question | None = None
    parameter: Parameter | None = None

    weight = 1

    @property
    def sources(self) -> frozenset[str]:
        if self.parameter:
            return frozenset()
        asked = self.owner or self.question
        own = asked is not None and "." in asked.id  # what an agent answered: `agent.avis` is the name of the question
        return frozenset({asked.id if own and asked else self.source.partition(".")[0]})

    def value(self, facts: Facts) -> Any:
        if self.parameter is not None:
            return self.parameter.value
        if self.owner is None:
            return facts.value(self.source)
        answer = facts.value(self.owner.id)
        name = self.source.partition(".")[2]
        return None if answer is None else self.owner.type.attribute(self.owner, answer, name)

    def holds(self, facts: Facts) -> bool:
        value = self.value(facts)
        answered = value is not None and value != "" and value != []
        if self.operator == ANSWERED:
            return answered is self.operand
        if not answered:
            return False
        if self.operator == "est":
            return value in self.operand
        assert self.question is not None  # only questions have operators: parse() made sure
        kind = self.question.type
        if isinstance(kind, Placed):
            return facts.districts.hold(kind.place(value), self.operand)
        return kind.compare(self.operator, value, self.operand, facts.day)

    def phrase(self) -> str:
        if self.question is None:
            return f"{CONTEXT[self.source][0]} est {or_list(self.operand)}"
        subject = f"{'le paramètre' if self.parameter else 'la réponse à'} « {self.question.label} »"
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

    @cached_property
    def sources(self) -> frozenset[str]:
        return frozenset().union(*(part.sources for part in self.parts))

    @cached_property
    def weight(self) -> int:
        return sum(part.weight for part in self.parts)

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
    """What a condition may name, and where to report mistakes.

    `report(path, code, sentence, help)` receives paths relative to the definition. `later` gives the line of the
    named conditions that are not read yet; `used` and `sectors` collect what is named.
    """

    questions: Mapping[str, Question]
    named: Mapping[str, Condition]
    report: Callable[..., None]
    nearest: Callable[[str, Any], str]
    lost: Lost = field(default_factory=Lost)
    later: Mapping[str, int] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    sectors: list[tuple[tuple[Any, ...], str]] = field(default_factory=list)
    """Where each sector of the city is named."""
    parameters: Parameters = field(default_factory=Parameters)
    groups: Mapping[str, GroupReader] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)
    """The repeated group of each question that has one."""
    inside: str | None = ""
    """The group where the condition stands; None when it is only named, to be used somewhere."""

    def out_of_reach(self, questions: Iterable[str]) -> list[str]:
        """Those of a group that is looked at from outside: which child would it be?"""
        if self.inside is None:
            return []
        return sorted(id for id in questions if self.members.get(id, self.inside) != self.inside)


class GroupReader(Protocol):
    """A repeated group, which knows how what stands after its name is read (engine/definition/among.py)."""

    def parse(self, written: Any, path: tuple[Any, ...], scope: Scope) -> Condition | None: ...


def parse(written: Any, path: tuple[Any, ...], scope: Scope) -> Condition | None:
    """Compile what stands after `si:`. Mistakes are reported; None when nothing usable remains."""
    if isinstance(written, str) and written:
        return parse_name(written, path, scope)
    if not isinstance(written, Mapping) or not written:
        scope.report(
            path,
            "condition-forme",
            "Une condition s’écrit avec le nom d’une question et la valeur attendue.",
            several_conditions(written) if isinstance(written, list) and written else "Par exemple : si: {danger: oui}",
        )
        return None
    found = together([parse_entry(key, value, (*path, key), scope) for key, value in written.items()])
    if found is not None and found.weight > HEAVIEST:
        sentence = f"Cette condition fait plus de {HEAVIEST} comparaisons, avec celles qu’elle nomme."
        scope.report(path, "condition-trop-longue", sentence, "Simplifiez-la.")
        return None
    return found


HEAVIEST = 500
"""Conditions that name each other twice, and so on, would take for ever to judge."""


def together(parts: list[Condition | None]) -> Condition | None:
    """All of them, those that could not be read left out."""
    kept = tuple(part for part in parts if part is not None)
    if not kept:
        return None
    return kept[0] if len(kept) == 1 else Combined("tous", kept)


def parse_name(name: str, path: tuple[Any, ...], scope: Scope) -> Condition | None:
    scope.used.add(name)
    if name in scope.named:
        found = scope.named[name]
        far = scope.out_of_reach(found.sources)
        if far:
            sentence = f"La condition « {name} » regarde « {far[0]} », posée pour chaque"
            report_out_of_reach(far[0], path, scope, sentence, key=False)
        return None if far else found
    if name in scope.later:
        report_later(name, path, scope)
    elif not scope.lost.condition(name):
        sentence = f"« {name} » n’est pas une condition de cette démarche."
        scope.report(path, "condition-inconnue", sentence, condition_meant(name, scope))
    return None


def report_out_of_reach(id: str, path: tuple[Any, ...], scope: Scope, sentence: str, key: bool = True) -> None:
    group = scope.members[id]
    help = f"Écrivez {{{group}: {{au_moins_un: {{{id}: …}}}}}}, ou « tous » à la place de « au_moins_un »."
    scope.report(path, "question-de-groupe", f"{sentence} élément du groupe « {group} » : lequel ?", help, key=key)


def report_later(name: str, path: tuple[Any, ...], scope: Scope) -> None:
    if name in path:
        sentence, help = f"La condition « {name} » s’utilise elle-même.", question_meant(name, scope)
    else:
        sentence = f"« {name} » n’est nommée que plus bas (ligne {scope.later[name]})."
        help = "Une condition n’utilise que celles du dessus : déplacez-la."
    scope.report(path, "reference-en-avant", sentence, help)


def condition_meant(name: str, scope: Scope) -> str:
    if name in scope.questions:
        return question_meant(name, scope)
    if (comparison := re.match(r"(\w+)\s*(?:==?|est)\s*(.+)", name)) and comparison[1] in scope.questions:
        values = re.split(r"\s+ou\s+|,\s*", comparison[2])
        value = values[0] if len(values) == 1 else f"[{', '.join(values)}]"
        return f"Écrivez {{{comparison[1]}: {value}}}."
    for combiner, words in COMBINED_IN_WORDS.items():
        parts = [part for part in words.split(name) if part]
        if parts != [name] and all(part in scope.named or part in scope.later for part in parts):
            return f"Écrivez {{{combiner}: [{', '.join(parts)}]}}."
    near = scope.nearest(name, [*scope.named, *scope.later])
    return near or "Ajoutez-la sous « conditions: », ou écrivez {question: valeur}."


COMBINED_IN_WORDS = {
    "au_moins_un": re.compile(r"\s+ou\s+"),
    "tous": re.compile(r"\s+et\s+"),
    "aucun": re.compile(r"\A(?:pas|non|sauf)\s+"),
}
"""« tente ou bientot », « pas tente »: conditions combined as one says it."""


def question_meant(name: str, scope: Scope) -> str:
    """A condition on the question of that name, ready to paste."""
    question = scope.questions.get(name)
    if question is None:
        return "Écrivez {question: valeur}."
    return f"Écrivez la valeur attendue, par exemple : {{{name}: {example_value(question)}}}"


def example_value(question: Question) -> str:
    if not question.type.is_comparable(question):
        return "{renseigne: oui}"
    return next(iter(option_keys(question)), "oui" if question.type.name == "oui-non" else "…")


def parse_entry(key: str, written: Any, path: tuple[Any, ...], scope: Scope) -> Condition | None:
    meant = key if key in scope.questions else proper(key, RESERVED, path, scope)
    if key == PUBLIC and key not in scope.questions:
        return parse_public(written, path, scope)
    if meant in COMBINERS:
        return parse_combiner(meant, written, path, scope)
    if meant in CONTEXT:
        return parse_context(meant, written, path, scope)
    if key.startswith(PREFIX):
        return parse_parameter(key.removeprefix(PREFIX), written, path, scope)
    if key in scope.groups and key not in scope.questions:
        return scope.groups[key].parse(written, path, scope)
    if far := scope.out_of_reach([key.partition(".")[0]]):
        report_out_of_reach(far[0], path, scope, f"« {far[0]} » est posée pour chaque")
        return None
    if "." in key and (found := parse_attribute(key, written, path, scope)) is not NOT_AN_ATTRIBUTE:
        return found
    if key not in scope.questions:
        if not scope.lost.question(key):
            sentence = f"« {key} » n’est pas une question de cette démarche."
            help = COMBINER_HINTS.get(names.fold(key)) or scope.nearest(
                key, [*scope.questions, *scope.groups, *RESERVED, PUBLIC]
            )
            if key in scope.lost.removed:
                help = f"Elle est retirée de son bloc par « sauf », ligne {scope.lost.removed[key]}."
            scope.report(path, "question-inconnue", sentence, help, key=True)
        return None
    question = scope.questions[key]
    if not question.type.answered:
        scope.report(
            path, "question-sans-reponse", f"« {key} » est une information : elle n’a pas de réponse.", key=True
        )
        return None
    return parse_comparison(question, written, path, scope)


def parse_public(written: Any, path: tuple[Any, ...], scope: Scope) -> Condition | None:
    """`public: entreprise` looks at the question that asks for whom the request is, whatever its id."""
    asked = next((question for question in scope.questions.values() if question.type.name == PUBLIC), None)
    if asked is not None:
        return parse_comparison(asked, written, path, scope)
    if not scope.lost.question(PUBLIC):
        sentence = "Rien ne demande pour qui est la demande : « public » n’a pas de valeur."
        help = "Ajoutez une question de type public, par exemple « id: public » et « question: Pour qui est-ce ? »."
        scope.report(path, "public-inconnu", sentence, help, key=True)
    return None


def parse_comparison(question: Question, written: Any, path: tuple[Any, ...], scope: Scope) -> Condition | None:
    if isinstance(written, Mapping) and written:
        return parse_operators(question, written, path, scope)
    return parse_equality(question, written, path, scope)


def parse_parameter(name: str, written: Any, path: tuple[Any, ...], scope: Scope) -> Condition | None:
    """`parametre.gratuit: oui`: a comparison with a value of the démarche or of the city."""
    scope.parameters.used.add(name)
    known = scope.parameters.get(name)
    if known is None:
        if not scope.parameters.lost:
            report_unknown(scope, path, name, scope.parameters, key=True)
        return None
    return about(parse_comparison(known.question, written, path, scope), parameter=known)


NOT_AN_ATTRIBUTE = Combined("aucun", ())
"""Says that what stands before the dot is no question."""


def parse_attribute(key: str, written: Any, path: tuple[Any, ...], scope: Scope) -> Condition | None:
    """`commune.code_postal: 33000`: a comparison with what an answer brings with it."""
    head, _, name = key.partition(".")
    owner = scope.questions.get(head)
    if owner is None:
        return None if scope.lost.question(head) else NOT_AN_ATTRIBUTE
    attributes = owner.type.attributes(owner)
    meant = proper(name, attributes, path, scope) if attributes else name
    if meant not in attributes:
        sentence = f"« {head} » n’a pas de « {name} »."
        known = ", ".join(f"{head}.{one}" for one in attributes)
        help = scope.nearest(name, attributes) or (
            f"Vous pouvez écrire : {known}." if known else f"Écrivez « {head} » seul."
        )
        scope.report(path, "attribut-inconnu", sentence, help, key=True)
        return None
    found = about(parse_comparison(attributes[meant], written, path, scope), owner=owner)
    for one in comparisons(found):
        report_absent(one, meant, written, path, scope)
    return found


def comparisons(condition: Condition | None) -> Iterator[Compare]:
    for part in condition.parts if isinstance(condition, Combined) else (condition,):
        if isinstance(part, Compare):
            yield part


MOST_LINES = 5000


def report_absent(compare: Compare, name: str, written: Any, path: tuple[Any, ...], scope: Scope) -> None:
    """`salle.quartier: nord`, when no line of the list is « nord »."""
    owner = compare.owner
    entries = owner.options.get("options") if owner is not None else None
    if compare.operator != "est" or not isinstance(entries, Entries) or len(entries) > MOST_LINES:
        return
    assert owner is not None
    seen = {owner.type.attribute(owner, entry.value, name) for entry in entries.all}
    for index, value in enumerate(compare.operand):
        if isinstance(value, str) and value not in seen:
            place = (*path, index) if isinstance(written, list) else path
            possible = sorted(str(one) for one in seen if isinstance(one, str))
            sentence = (
                f"« {value} » n’est dans aucune ligne de « {owner.id}.{name} » : cette condition est toujours fausse."
            )
            help = scope.nearest(value, possible) or f"On y trouve par exemple : {', '.join(possible[:8])}."
            scope.report(place, "valeur-absente", sentence, help, level=WARNING)


def about(condition: Condition | None, **subject: Any) -> Condition | None:
    """The same comparisons, made on a parameter, or on what the answer to its `owner` brings with it."""
    if isinstance(condition, Combined):
        parts = (about(part, **subject) for part in condition.parts)
        return Combined(condition.how, tuple(part for part in parts if part is not None))
    return replace(condition, **subject) if isinstance(condition, Compare) else condition


def proper(written: str, allowed: Iterable[str], path: tuple[Any, ...], scope: Scope) -> str:
    """The word meant whatever its accents and capitals; its proper form is told."""
    meant, exact = names.canonical(written, allowed)
    if meant is not None and not exact:
        sentence = f"« {written} » est compris comme « {meant} »."
        scope.report(path, "cle-approchante", sentence, f"Écrivez « {meant} ».", key=True, level=WARNING)
    return meant or written


COMBINER_HINTS = {
    "et": "Pour que tout soit vrai, écrivez « tous: [ … ] ».",
    "ou": "Pour qu’une seule suffise, écrivez « au_moins_un: [ … ] ».",
    "non": "Pour que rien ne soit vrai, écrivez « aucun: [ … ] ».",
    "pas": "Pour que rien ne soit vrai, écrivez « aucun: [ … ] ».",
}


def parse_combiner(how: str, written: Any, path: tuple[Any, ...], scope: Scope) -> Condition | None:
    if not isinstance(written, list) or not written:
        scope.report(
            path,
            "condition-forme",
            f"« {how} » attend une liste de conditions.",
            f"Par exemple : {how}: [{{a: oui}}, {{b: non}}]",
            key=True,
        )
        return None
    parts = [parse(part, (*path, index), scope) for index, part in enumerate(written)]
    kept = tuple(part for part in parts if part is not None)
    return Combined(how, kept) if kept else None


def parse_context(key: str, written: Any, path: tuple[Any, ...], scope: Scope) -> Condition | None:
    allowed = CONTEXT[key][1]
    values = each(written, path, scope, allowed[0])
    wrong = [(place, value) for place, value in values if value not in allowed]
    for place, value in wrong:
        sentence = f"« {value} » n’est pas accepté pour « {key} » : {', '.join(allowed)}."
        scope.report(place, "valeur-interdite", sentence, scope.nearest(value, allowed))
    return Compare(key, "est", tuple(value for _, value in values)) if values and not wrong else None


def each(written: Any, path: tuple[Any, ...], scope: Scope, example: str) -> list[tuple[tuple[Any, ...], str]]:
    """The values written after a question, one or several, each at its place; what is not a text is told."""
    several = isinstance(written, list)
    places = [
        ((*path, index) if several else path, value) for index, value in enumerate(written if several else [written])
    ]
    for place, value in places or [(path, "")]:
        if not isinstance(value, str) or not value:
            sentence = f"{found(value)} : il faut la valeur attendue, ou une liste de valeurs."
            scope.report(place, "condition-forme", sentence, f"Par exemple : {{{path[-1]}: {example}}}")
    return [(place, value) for place, value in places if isinstance(value, str) and value]


def parse_equality(question: Question, written: Any, path: tuple[Any, ...], scope: Scope) -> Condition | None:
    if not question.type.is_comparable(question):
        operators = [*question.type.operators, ANSWERED]
        scope.report(
            path,
            "comparaison-impossible",
            f"« {question.id} » est de type {question.type.name} : on ne peut pas la comparer à une valeur.",
            f"Utilisez un opérateur : {question.id}: {{{operators[0]}: …}}{attribute_meant(question)}",
            key=True,
        )
        return None
    literals = []
    for place, value in each(written, path, scope, example_value(question)):
        if name := unknown(value, scope.parameters):
            report_unknown(scope, place, name, scope.parameters)
            continue
        if unreadable(value, scope.parameters):
            continue
        try:
            literals.append(literal(question, resolved(value, scope.parameters)))
        except ValueError as error:
            help = scope.nearest(value, option_keys(question)) or operator_meant(question, value)
            help = help or parameter_meant(value, scope.parameters)
            scope.report(place, "valeur-interdite", f"{worth(value, scope.parameters)}{error}", help)
    return Compare(question.id, "est", tuple(literals), question) if literals else None


def attribute_meant(question: Question) -> str:
    """« commune: Bordeaux » is said of what the answer brings."""
    known = [f"{question.id}.{name}" for name in question.type.attributes(question)]
    return f"\nOu comparez ce qu’elle apporte : {', '.join(known)}." if known else ""


SIGNS = {"<": "moins_de", "<=": "au_plus", "≤": "au_plus", ">": "plus_de", ">=": "au_moins", "≥": "au_moins"}


def operator_meant(question: Question, written: str) -> str:
    """« surface: > 20 » is written with a word."""
    sign = written[: 2 if written[1:2] == "=" else 1]
    operator = SIGNS.get(sign)
    if operator not in question.type.operators:
        return ""
    return f"Écrivez {question.id}: {{{operator}: {written[len(sign) :].strip()}}}."


def parse_operators(
    question: Question, written: Mapping[str, Any], path: tuple[Any, ...], scope: Scope
) -> Condition | None:
    return together([parse_operator(question, key, value, (*path, key), scope) for key, value in written.items()])


def parse_operator(
    question: Question, written: str, value: Any, path: tuple[Any, ...], scope: Scope
) -> Condition | None:
    allowed = [*question.type.operators, ANSWERED]
    operator = proper(written, allowed, path, scope)
    if operator not in allowed:
        scope.report(
            path,
            "operateur-interdit" if operator in OPERATOR_WORDS else "operateur-inconnu",
            f"« {operator} » ne s’applique pas à une question de type {question.type.name}.",
            scope.nearest(operator, allowed) or without_operator(question, value, allowed),
            key=True,
        )
        return None
    missing = [
        name for one in (value if isinstance(value, list) else [value]) if (name := unknown(one, scope.parameters))
    ]
    if missing:
        report_unknown(scope, path, missing[0], scope.parameters)
        return None
    if any(unreadable(one, scope.parameters) for one in (value if isinstance(value, list) else [value])):
        return None
    try:
        operand = read_operand(question, operator, resolved(value, scope.parameters))
    except ValueError as error:
        help = scope.nearest(str(value), option_keys(question)) or parameter_meant(value, scope.parameters)
        scope.report(path, "valeur-interdite", f"{worth(value, scope.parameters)}{error}", help)
        return None
    if isinstance(question.type, Placed) and operator != ANSWERED:
        places = [(*path, index) for index in range(len(operand))] if isinstance(value, list) else [path]
        scope.sectors.extend(zip(places, operand, strict=True))
    return Compare(question.id, operator, operand, question)


def without_operator(question: Question, value: Any, allowed: list[str]) -> str:
    """Equality is written without an operator: `{nature: {est: trou}}` means `{nature: trou}`."""
    possible = f"Opérateurs possibles : {', '.join(allowed)}."
    if not question.type.is_comparable(question) or not isinstance(value, (str, list)) or not value:
        return possible
    shown = f"[{', '.join(map(str, value))}]" if isinstance(value, list) else value
    return f"{possible} Pour une égalité, écrivez {{{question.id}: {shown}}}."


def read_operand(question: Question, operator: str, written: Any) -> Any:
    """Raises ValueError(French sentence)."""
    several = operator == "entre" or (operator != ANSWERED and isinstance(question.type, Placed))
    if not several and (not isinstance(written, str) or not written):
        raise ValueError(f"{found(written)} : « {operator} » attend une seule valeur.")
    return yes_no(written) if operator == ANSWERED else question.type.operand(question, operator, written)


def option_keys(question: Question) -> list[str]:
    return [option.value for option in question.options.get("options", ())]


def covers(wide: Condition, narrow: Condition) -> bool:
    """Whether `wide` holds each time that `narrow` does; False when it cannot be told."""
    if wide is narrow:
        return True
    if isinstance(narrow, Combined) and narrow.how == "au_moins_un":
        return all(covers(wide, part) for part in narrow.parts)
    if isinstance(wide, Combined) and wide.how == "tous":
        return all(covers(part, narrow) for part in wide.parts)
    if isinstance(wide, Combined) and wide.how == "au_moins_un":
        return any(covers(part, narrow) for part in wide.parts)
    if isinstance(narrow, Combined) and narrow.how == "tous":
        return any(covers(wide, part) for part in narrow.parts)
    if not isinstance(wide, Compare) or not isinstance(narrow, Compare):
        return False
    if (wide.source, wide.operator) != (narrow.source, narrow.operator):
        return False
    return wide.operand == narrow.operand or (
        wide.operator in ("est", "dans") and all(value in wide.operand for value in narrow.operand)
    )


def or_list(words: Any) -> str:
    *first, last = [str(word) for word in words]
    return f"{', '.join(first)} ou {last}" if first else last
