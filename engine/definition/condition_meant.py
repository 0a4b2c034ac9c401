"""What someone meant who wrote a condition that cannot be read: the sentence that says what to write."""

from __future__ import annotations

import re
from typing import Any

from engine.definition.condition import option_keys
from engine.definition.condition_scope import Scope
from engine.definition.process import Question


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


COMBINER_HINTS = {
    "et": "Pour que tout soit vrai, écrivez « tous: [ … ] ».",
    "ou": "Pour qu’une seule suffise, écrivez « au_moins_un: [ … ] ».",
    "non": "Pour que rien ne soit vrai, écrivez « aucun: [ … ] ».",
    "pas": "Pour que rien ne soit vrai, écrivez « aucun: [ … ] ».",
}


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


def without_operator(question: Question, value: Any, allowed: list[str]) -> str:
    """Equality is written without an operator: `{nature: {est: trou}}` means `{nature: trou}`."""
    possible = f"Opérateurs possibles : {', '.join(allowed)}."
    if not question.type.is_comparable(question) or not isinstance(value, (str, list)) or not value:
        return possible
    shown = f"[{', '.join(map(str, value))}]" if isinstance(value, list) else value
    return f"{possible} Pour une égalité, écrivez {{{question.id}: {shown}}}."
