"""What stands after `si:` read into a Condition. Mistakes are reported where they are, with what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine import names
from engine.definition.condition import (
    ANSWERED,
    COMBINERS,
    CONTEXT,
    PUBLIC,
    RESERVED,
    Combined,
    Compare,
    Condition,
    about,
    comparisons,
    option_keys,
    together,
)
from engine.definition.condition_meant import (
    COMBINER_HINTS,
    attribute_meant,
    condition_meant,
    example_value,
    operator_meant,
    report_later,
    report_out_of_reach,
    without_operator,
)
from engine.definition.condition_scope import Scope
from engine.definition.located import several_conditions
from engine.definition.parameter import (
    PREFIX,
    parameter_meant,
    report_unknown,
    resolved,
    unknown,
    unreadable,
    worth,
)
from engine.definition.process import Question
from engine.errors import WARNING
from engine.fields.base import OPERATOR_WORDS, literal
from engine.fields.entries import Entries
from engine.fields.numbers import yes_no
from engine.fields.place import Placed
from engine.validation import found


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


def proper(written: str, allowed: Iterable[str], path: tuple[Any, ...], scope: Scope) -> str:
    """The word meant whatever its accents and capitals; its proper form is told."""
    meant, exact = names.canonical(written, allowed)
    if meant is not None and not exact:
        sentence = f"« {written} » est compris comme « {meant} »."
        scope.report(path, "cle-approchante", sentence, f"Écrivez « {meant} ».", key=True, level=WARNING)
    return meant or written


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


def read_operand(question: Question, operator: str, written: Any) -> Any:
    """Raises ValueError(French sentence)."""
    several = operator == "entre" or (operator != ANSWERED and isinstance(question.type, Placed))
    if not several and (not isinstance(written, str) or not written):
        raise ValueError(f"{found(written)} : « {operator} » attend une seule valeur.")
    return yes_no(written) if operator == ANSWERED else question.type.operand(question, operator, written)
