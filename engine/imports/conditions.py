"""Conditions of the source in our language. A test on one choice is tried on each of its options; the others go by form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from engine.imports import comparisons, expression, template
from engine.imports.expression import Both, Comparison, Either, Filter, Literal, Name, Not, Tree, Unreadable
from engine.imports.model import Expression
from engine.imports.outcome import Outcome, every, lost, none_of, some
from engine.imports.scope import Asked, Ref, Scope
from engine.imports.trial_value import Unknowable, truth, value_of

CHOOSING = ("choix", "choix-multiple", "liste", "oui-non", "accord")
DEEPEST, MOST_UNFOLDED = 12, 200
"""Computed values that name computed values."""


def translated(written: Expression, scope: Scope) -> Outcome:
    """What this condition becomes, seen from where the scope stands. Never raises."""
    scope.unfolded = 0
    try:
        return outcome(expression.read(written.text, written.language), scope)
    except Unreadable as reason:
        return lost(f"{reason}")
    except RecursionError:
        return lost("elle est trop imbriquée")


def fault(wanted: Expression, scope: Scope) -> Outcome:
    """The contrary of what a page demands; what is let go of never blocks anybody."""
    scope.unfolded = 0
    try:
        tree = expression.read(wanted.text, wanted.language)
        exact = outcome(Not(tree), scope)
        if exact.exact:
            return exact
        wider = outcome(tree, scope)
    except (Unreadable, RecursionError) as reason:
        return Outcome(False, (str(reason) or "elle est trop imbriquée",))
    contrary = none_of(Outcome(wider.data))
    return Outcome(contrary.data, wider.lost, wider.near)


def outcome(tree: Tree, scope: Scope, depth: int = 0) -> Outcome:
    match tree:
        case Both(parts=parts):
            return every(outcome(part, scope, depth) for part in parts)
        case Either(parts=parts):
            return some(outcome(part, scope, depth) for part in parts)
        case Not(part=Both(parts=parts)):
            return some(outcome(Not(part), scope, depth) for part in parts)
        case Not(part=Either(parts=parts)):
            return every(outcome(Not(part), scope, depth) for part in parts)
        case Not(part=Not(part=inner)):
            return outcome(inner, scope, depth)
        case Not(part=Comparison(operator=operator, left=left, right=right)) if operator in OPPOSITES:
            return outcome(Comparison(OPPOSITES[operator], left, right), scope, depth)
        case Not(part=part):
            return none_of(outcome(part, scope, depth))
        case Comparison(operator="!=", left=left, right=right):
            return none_of(outcome(Comparison("==", left, right), scope, depth))
    try:
        return atom(tree, scope, depth)
    except Unknowable as reason:
        return lost(str(reason))


OPPOSITES = {"<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def names_in(tree: Tree) -> Iterator[str]:
    match tree:
        case Name(name=name):
            yield name
        case Filter(base=base, argument=argument):
            yield from names_in(base)
            if argument is not None:
                yield from names_in(argument)
        case Comparison(left=left, right=right):
            yield from names_in(left)
            yield from names_in(right)
        case Not(part=part):
            yield from names_in(part)
        case Both(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from names_in(part)


def atom(tree: Tree, scope: Scope, depth: int) -> Outcome:
    """One test, without and, or, not."""
    refs = {name: scope.resolve(name) for name in names_in(tree)}
    if computed := next((ref for ref in refs.values() if ref.kind == "calcul"), None):
        return unfolded(tree, computed, refs, scope, depth)
    if unknown := next((ref for ref in refs.values() if ref.kind == "inconnu"), None):
        raise Unknowable(unknown.why)
    if not refs:
        return Outcome(truth(value_of(tree, never_known)))
    kinds = {ref.kind for ref in refs.values()}
    if kinds == {"guichet"}:
        return Outcome({"canal": ["guichet", "telephone", "courrier"]}, near=("saisie par un agent",))
    asked = {ref.asked for ref in refs.values() if ref.kind == "question"}
    if kinds == {"question"} and len(asked) == 1 and all(one.kind in CHOOSING for one in next(iter(asked))):
        return some(tried(tree, one, refs) for one in next(iter(asked)))
    if kinds == {"question"} and len(asked) == 1 and len(next(iter(asked))) > 1:
        each = ({name: replace(ref, asked=(one,)) for name, ref in refs.items()} for one in next(iter(asked)))
        return some(comparisons.compared(tree, one, scope) for one in each)
    found = comparisons.compared(tree, refs, scope)
    comparisons.vouch(found.data, {one.id: one for ref in refs.values() for one in ref.asked})
    return found


def never_known(name: str) -> Any:
    raise Unknowable(f"« {name} » ne peut pas être connu")


# --- computed values


def unfolded(tree: Tree, computed: Ref, refs: dict[str, Ref], scope: Scope, depth: int) -> Outcome:
    """A test on a computed value is a test on what it is computed from."""
    if depth > DEEPEST or computed.name in scope.unfolding:
        raise Unknowable("des valeurs calculées se nomment entre elles")
    scope.unfolded += 1
    if scope.unfolded > MOST_UNFOLDED:
        raise Unknowable("cette condition fait trop de calculs")
    field = scope.computed[computed.name][0]
    try:
        found = template.cases(field.template)
    except Unreadable as reason:
        raise Unknowable(f"la valeur calculée « {computed.name} » : {reason}") from None
    spelled = {name for name, ref in refs.items() if ref.kind == "calcul" and ref.name == computed.name}
    scope.unfolding.add(computed.name)
    try:
        parts = [
            every([outcome(case.when, scope, depth + 1), outcome(put(tree, spelled, case.value), scope, depth + 1)])
            for case in found
        ]
    finally:
        scope.unfolding.discard(computed.name)
    return some(parts)


def put(tree: Tree, names: set[str], value: Tree) -> Tree:
    """The tree with a value in the place of these names."""
    match tree:
        case Name(name=name):
            return value if name in names else tree
        case Filter(base=base, name=name, argument=argument):
            return Filter(put(base, names, value), name, None if argument is None else put(argument, names, value))
        case Comparison(operator=operator, left=left, right=right):
            return Comparison(operator, put(left, names, value), put(right, names, value))
        case Not(part=part):
            return Not(put(part, names, value))
    return tree


# --- choices, tried one by one


def tried(tree: Tree, asked: Asked, refs: dict[str, Ref]) -> Outcome:
    if asked.kind in ("oui-non", "accord"):
        return tried_yes_no(tree, asked)
    if asked.kind == "choix-multiple":
        return tried_among_many(tree, asked, refs)
    if asked.kind == "liste" and (found := comparisons.column_test(tree, asked, refs)) is not None:
        return found
    passed = [
        key for key, choice in asked.choices.items() if passes(tree, choice.id, choice.label, choice.columns, refs)
    ]
    unanswered = passes(tree, None, None, {}, refs)
    failed = [key for key in asked.choices if key not in passed]
    if not unanswered:
        if not passed:
            return Outcome(False)
        if not failed:
            return Outcome({asked.id: {"renseigne": "oui"}})
        return Outcome({asked.id: passed[0] if len(passed) == 1 else passed})
    return none_of(Outcome({asked.id: failed[0] if len(failed) == 1 else failed})) if failed else Outcome(True)


def passes(tree: Tree, id: str | None, label: str | None, columns: dict[str, str], refs: dict[str, Ref]) -> bool:
    def known(name: str) -> Any:
        aspect = refs[name].aspect
        if aspect == "brut":
            return id
        return label if aspect == "texte" else columns.get(aspect)

    return truth(value_of(tree, known))


def tried_yes_no(tree: Tree, asked: Asked) -> Outcome:
    spelled = (True, "Oui", "true"), (False, None, *(("Non", "false") if isinstance(tree, Comparison) else ()))
    yes, no = (any(truth(value_of(put_all(tree, value), never_known)) for value in values) for values in spelled)
    ticked = Outcome({asked.id: "oui"})
    if yes and no:
        return Outcome(True)
    return ticked if yes else none_of(ticked) if no else Outcome(False)


def put_all(tree: Tree, value: Any) -> Tree:
    """The test with this value in the place of every name."""
    return put(tree, set(names_in(tree)), Literal(value))


def counts(tree: Tree) -> bool:
    """Whether a test looks at how many answers there are."""
    match tree:
        case Filter(base=base, name=name):
            return name in ("length", "count") or counts(base)
        case Comparison(left=left, right=right):
            return counts(left) or counts(right)
    return False


def counted_answers(tree: Comparison) -> tuple[str, int] | None:
    """`x|length >= 2`, whichever side the number is on; None for any other test."""
    left, right, operator = tree.left, tree.right, tree.operator
    if isinstance(left, Literal):
        left, right, operator = right, left, comparisons.TURNED.get(operator, operator)
    while isinstance(left, Filter) and left.name in ("integer", "decimal"):
        left = left.base
    number = right.value if isinstance(right, Literal) else None
    if isinstance(number, str) and number.isdecimal() and len(number) < 5:
        number = int(number)
    if not isinstance(left, Filter) or left.name not in ("length", "count") or isinstance(number, bool):
        return None
    if not isinstance(left.base, Name) or not isinstance(number, int):
        return None
    return (operator, number) if operator in ("==", "<", "<=", ">", ">=") else None


def number_of_answers(asked: Asked, operator: str, number: int) -> Outcome:
    """No answer is zero answers there; here a count wants one."""
    if operator == "==":
        held: dict[str, Any] = {"entre": [str(number), str(number)]}
    elif number < 0:
        return Outcome(operator in (">", ">="))
    else:
        held = {comparisons.SIGNS[operator]: str(number)}
    zero = {"==": number == 0, "<": number > 0, "<=": True, ">": False, ">=": number == 0}[operator]
    none = Outcome({asked.id: {"renseigne": "non"}})
    if operator == "==" and number <= 0:
        return none if zero else Outcome(False)
    return some([none, Outcome({asked.id: held})]) if zero else Outcome({asked.id: held})


def tried_among_many(tree: Tree, asked: Asked, refs: dict[str, Ref]) -> Outcome:
    """« a » in several answers; anything else, such as counting them, cannot be told."""
    counted = comparisons.emptiness(tree)
    if isinstance(tree, Name) or counted is True:
        return Outcome({asked.id: {"renseigne": "oui"}})
    if counted is False:
        return Outcome({asked.id: {"renseigne": "non"}})
    if isinstance(tree, Comparison) and (number := counted_answers(tree)) is not None:
        return number_of_answers(asked, *number)
    if not isinstance(tree, Comparison) or tree.operator not in ("in", "==") or counts(tree):
        raise Unknowable(f"on ne sait pas compter les réponses de « {asked.id} »")

    def holds(choice_id: str, label: str, columns: dict[str, str]) -> bool:
        def known(name: str) -> Any:
            aspect = refs[name].aspect
            return (
                (choice_id,)
                if aspect == "brut" and tree.operator == "in"
                else choice_id
                if aspect == "brut"
                else label
                if aspect == "texte"
                else columns.get(aspect)
            )

        return truth(value_of(tree, known))

    passed = [key for key, choice in asked.choices.items() if holds(choice.id, choice.label, choice.columns)]
    near = ("« est exactement » devient « contient »",) if tree.operator == "==" else ()
    found = some(Outcome({asked.id: {"contient": key}}) for key in passed)
    return Outcome(found.data, found.lost, near)
