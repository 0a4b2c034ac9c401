"""Tests that compare answers with each other, as formulas of a hidden `calcul`: conditions alone compare with values."""

from __future__ import annotations

from engine.imports.comparisons import MOVES, ROUNDING
from engine.imports.expression import Both, Comparison, Either, Filter, Literal, Name, Not, Tree
from engine.imports.scope import Ref, Scope
from engine.imports.trial_value import Unknowable

SIGNS = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
OPPOSITES = {"==": "<>", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
KEPT = ("date", "nombre", "montant", "texte")
UNMOVED = {*ROUNDING, "decimal", "integer", "string", "strip", "time", "lower"}


def formula(tree: Tree, scope: Scope) -> str:
    """The formula of a test. Raises Unknowable when it has none."""
    match tree:
        case Not(part=Comparison(operator=operator, left=left, right=right)) if operator in OPPOSITES:
            return compared(OPPOSITES[operator], left, right, scope)
        case Not(part=Both(parts=parts)):
            return joined([formula(Not(part), scope) for part in parts], "ou")
        case Not(part=Either(parts=parts)):
            return joined([formula(Not(part), scope) for part in parts], "et")
        case Not(part=Not(part=inner)):
            return formula(inner, scope)
        case Both(parts=parts):
            return joined([formula(part, scope) for part in parts], "et")
        case Either(parts=parts):
            return joined([formula(part, scope) for part in parts], "ou")
        case Comparison(operator=operator, left=left, right=right) if operator in SIGNS:
            return compared(SIGNS[operator], left, right, scope)
    raise Unknowable("cette vérification n’a pas d’équivalent")


def compared(sign: str, left: Tree, right: Tree, scope: Scope) -> str:
    first, second = nature(left, scope), nature(right, scope)
    if first != second or (first == "texte" and sign not in ("=", "<>")):
        raise Unknowable("ces deux valeurs ne sont pas de même nature")
    return f"{value(left, scope)} {sign} {value(right, scope)}"


def nature(tree: Tree, scope: Scope) -> str:
    """What a value is: nombre, date or texte."""
    while isinstance(tree, Filter):
        tree = tree.base
    if isinstance(tree, Literal):
        return "texte" if isinstance(tree.value, str) else "nombre"
    if not isinstance(tree, Name):
        raise Unknowable("ce calcul n’a pas d’équivalent")
    ref = scope.resolve(tree.name)
    named(ref)
    if ref.kind == "jour":
        return "date"
    return "nombre" if ref.asked[0].kind == "montant" else ref.asked[0].kind


def joined(parts: list[str], word: str) -> str:
    return f" {word} ".join(f"({part})" for part in parts)


def value(tree: Tree, scope: Scope) -> str:
    match tree:
        case Literal(value=bool()) | Literal(value=None):
            raise Unknowable("cette vérification n’a pas d’équivalent")
        case Literal(value=int() | float() as number):
            return str(number).replace(".", ",")
        case Literal(value=str() as text) if '"' not in text:
            return f'"{text}"'
        case Name(name=name):
            return named(scope.resolve(name))
        case Filter(base=base, name="add", argument=argument) if glues_an_hour(argument, scope):
            return value(base, scope)  # « date » and « hour » glued together: the day alone is compared
        case Filter(base=base, name=name) if name in UNMOVED:
            return value(base, scope)
        case Filter(base=base, name=name, argument=Literal(value=int() as number)) if name in MOVES:
            return f"{value(base, scope)} {'-' if number < 0 else '+'} {abs(number)} {MOVES[name]}"
    raise Unknowable("ce calcul n’a pas d’équivalent")


def glues_an_hour(argument: Tree | None, scope: Scope) -> bool:
    if isinstance(argument, Literal):
        return isinstance(argument.value, str) and not argument.value.strip()
    if not isinstance(argument, Name):
        return False
    ref = scope.resolve(argument.name)
    return ref.kind == "question" and all(one.kind in ("heure", "texte", "choix") for one in ref.asked)


def named(ref: Ref) -> str:
    if ref.kind == "jour":
        return "aujourd’hui"
    if ref.kind == "question" and len(ref.asked) == 1 and ref.asked[0].kind in KEPT and ref.aspect in ("texte", "brut"):
        return ref.asked[0].id
    raise Unknowable(ref.why or "cette réponse ne se calcule pas")
