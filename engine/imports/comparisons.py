"""Tests on texts, numbers, dates and parameters, by their form: `form_var_x > 3`, `"a" in form_var_x`, `x|add_days:15`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from engine.definition.process import Question
from engine.fields import TYPES
from engine.imports.expression import Comparison, Filter, Literal, Name, Tree
from engine.imports.outcome import Outcome, none_of, some
from engine.imports.scope import Asked, Ref, Scope, Setting
from engine.imports.trial_value import Unknowable, truth

NUMBERS = ("nombre", "montant")
WORDS = (
    "texte",
    "texte-long",
    "courriel",
    "url",
    "heure",
    "siret",
    "siren",
    "rna",
    "iban",
    "immatriculation",
    "annee-mois",
)
NUMBERED = (
    "siret",
    "siren",
    "rna",
    "iban",
    "immatriculation",
    "annee-mois",
    "heure",
    "url",
    "courriel",
    "nir",
    "telephone",
)
"""Types that read only what has their form."""
FAR, LONG_AGO = "2100-12-31", "1900-01-01"
SIGNS = {"<": "moins_de", "<=": "au_plus", ">": "plus_de", ">=": "au_moins"}
TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "=="}
HARMLESS = {
    "lower",
    "upper",
    "strip",
    "string",
    "decimal",
    "integer",
    "date",
    "datetime",
    "default",
    "default_if_none",
    "truth",
    "slugify",
    "striptags",
}
HARMLESS |= {"unlazy", "unlazy_filter", "stringformat", "safe"}


def compared(tree: Tree, refs: dict[str, Ref], scope: Scope) -> Outcome:
    """One test whose names are all known. Raises Unknowable."""
    counted = emptiness(tree)
    if counted is not None:
        there = compared(counted_tree(tree), refs, scope)
        return there if counted else none_of(there)
    match tree:
        case Name(name=name):
            return answered(refs[name], scope)
        case Filter(base=base, name="startswith", argument=Literal(value=str() as start)):
            return Outcome({subject(base, refs).id: {"commence_par": start}})
        case Filter(base=base, name="is_past" | "is_future" as way):
            side = "avant" if way == "is_past" else "apres"
            return Outcome({subject(base, refs).id: {side: "aujourd’hui"}})
        case Filter(base=base, name=name) if name in HARMLESS:
            return compared(base, refs, scope)
        case Comparison(operator=operator, left=left, right=right):
            if operator == "in":
                return contained(left, right, refs, scope)
            if is_moment(left, refs) or is_moment(right, refs):
                return dated(operator, left, right, refs, scope)
            if isinstance(left, Literal) and not isinstance(right, Literal):
                return compared(Comparison(TURNED[operator], right, left), refs, scope)
            return valued(operator, left, right, refs, scope)
    raise Unknowable("cette comparaison n’a pas d’équivalent")


def vouch(data: Any, asked: dict[str, Asked]) -> None:
    """Raises Unknowable when our language would refuse one of these comparisons."""
    if not isinstance(data, dict):
        return
    for key, value in data.items():
        if key in ("tous", "au_moins_un", "aucun"):
            for part in value:
                vouch(part, asked)
        elif key in asked and asked[key].kind in TYPES:
            vouch_one(asked[key], value)


def vouch_one(one: Asked, value: Any) -> None:
    kind = TYPES[one.kind]
    if isinstance(value, dict):
        for operator in value:
            if operator not in (*kind.operators, "renseigne"):
                raise Unknowable(f"une question de type {one.kind} ne se compare pas avec « {operator} »")
        return
    if one.kind not in NUMBERED:
        return
    question = Question(one.id, kind, one.id, options=kind.coerce_options({}))
    for written in value if isinstance(value, list) else [value]:
        try:
            if not str(written).startswith("parametre."):
                kind.literal(question, written)
        except ValueError:
            raise Unknowable(f"« {str(written)[:40]} » n’est pas une réponse de type {one.kind}") from None


def emptiness(tree: Tree) -> bool | None:
    """True for « at least one », False for « none », None for any other test."""
    match tree:
        case Filter(name="length" | "count"):
            return True
        case Comparison(operator=operator, left=Filter(name="length" | "count"), right=Literal(value=int() as number)):
            if (operator, number) in ((">", 0), (">=", 1)):
                return True
            if (operator, number) in (("==", 0), ("<", 1), ("<=", 0)):
                return False
    return None


def counted_tree(tree: Tree) -> Tree:
    inner = tree.left if isinstance(tree, Comparison) else tree
    return inner.base if isinstance(inner, Filter) else inner


def stripped(tree: Tree) -> Tree:
    while isinstance(tree, Filter) and tree.name in HARMLESS:
        tree = tree.base
    return tree


def subject(tree: Tree, refs: dict[str, Ref]) -> Asked:
    """The question that is looked at."""
    inner = stripped(tree)
    if isinstance(inner, Name):
        ref = refs[inner.name]
        if ref.kind == "question" and len(ref.asked) == 1:
            return ref.asked[0]
    raise Unknowable("cette comparaison n’a pas d’équivalent")


def source(ref: Ref) -> str:
    """`commune`, or `commune.code_postal`."""
    one = ref.asked[0]
    return f"{one.id}.{ref.aspect}" if one.kind == "liste" and ref.aspect not in ("texte", "brut") else one.id


def answered(ref: Ref, scope: Scope) -> Outcome:
    if ref.kind == "parametre":
        setting = scope.setting(ref.name, "vérité")
        return Outcome({f"parametre.{guard(setting)}": "oui" if is_flag(setting) else {"renseigne": "oui"}})
    if ref.kind == "question":
        return some(Outcome({source(Ref("question", (one,), ref.aspect)): {"renseigne": "oui"}}) for one in ref.asked)
    if ref.kind == "jour":
        return Outcome(True)
    raise Unknowable("cette comparaison n’a pas d’équivalent")


def is_flag(setting: Setting) -> bool:
    """Without a value, a text that is only shown when it is there needs a yes or no of its own."""
    return setting.option is None or not setting.option.value or flag(setting.option.value) is not None


def guard(setting: Setting) -> str:
    """The parameter that says whether the other is there."""
    spoken = setting.option is not None and setting.option.kind in ("bool", "oui-non", "choix")
    return f"avec_{setting.name}" if setting.valued and not spoken and is_flag(setting) else setting.name


def flag(value: str) -> bool | None:
    word = value.strip().casefold()
    return True if word in ("true", "oui", "yes") else False if word in ("false", "non", "no") else None


def contained(left: Tree, right: Tree, refs: dict[str, Ref], scope: Scope) -> Outcome:
    inner = stripped(right)
    if isinstance(left, Literal) and isinstance(inner, Name):
        ref = refs[inner.name]
        if ref.kind == "parametre":
            scope.setting(ref.name, "liste", left.value)
            return Outcome({f"parametre.{scope.setting(ref.name).name}": {"contient": str(left.value)}})
        if ref.kind == "question" and ref.asked[0].kind in WORDS:
            return Outcome({source(ref): {"contient": str(left.value)}})
    if isinstance(right, Literal) and isinstance(stripped(left), Name):
        values = right.value if isinstance(right.value, tuple) else re.split(r"\s*,\s*", str(right.value))
        kept = [str(value) for value in values if str(value).strip()]
        return some(compared(Comparison("==", left, Literal(value)), refs, scope) for value in kept)
    raise Unknowable("cette comparaison n’a pas d’équivalent")


def valued(operator: str, left: Tree, right: Tree, refs: dict[str, Ref], scope: Scope) -> Outcome:
    """A question or a parameter against a value, or a question against a parameter."""
    inner = stripped(left)
    if isinstance(inner, Name) and refs[inner.name].kind == "canal" and isinstance(right, Literal):
        return channel(right.value)
    if isinstance(inner, Name) and refs[inner.name].kind == "parametre":
        if isinstance(stripped(right), Name):
            return compared(Comparison(TURNED[operator], right, left), refs, scope)
        return of_setting(operator, refs[inner.name], right, scope)
    age = isinstance(inner, Filter) and inner.name in AGES
    if age and isinstance(inner, Filter):
        return aged(operator, subject(inner.base, refs), inner.name, right)
    one = subject(left, refs)
    ref = refs[inner.name] if isinstance(inner, Name) else Ref("question", (one,))
    if isinstance(right, Literal) and right.value in (None, "") and operator == "==":
        return Outcome({source(ref): {"renseigne": "non"}})
    value = operand(right, one, refs, scope)
    if operator == "==":
        return Outcome({source(ref): value})
    if one.kind not in NUMBERS:
        raise Unknowable(f"« {one.id} » n’est ni un nombre ni une date : elle ne se compare pas avec « {operator} »")
    return Outcome({one.id: {SIGNS[operator]: value}})


AGES = {"age_in_years": "ans", "age_in_days": "jours", "age_in_working_days": "jours ouvrés"}


def aged(operator: str, one: Asked, name: str, right: Tree) -> Outcome:
    """`birthdate|age_in_years >= 18`: born at the latest eighteen years ago."""
    if not isinstance(right, Literal) or not isinstance(right.value, int) or one.kind != "date":
        raise Unknowable("cet âge ne se compare pas à un nombre")
    unit, number = AGES[name], right.value
    if operator == "==":
        return Outcome({one.id: {"entre": [f"aujourd’hui - {number + 1} {unit}", f"aujourd’hui - {number} {unit}"]}})
    if operator in (">=", ">"):
        limit = number if operator == ">=" else number + 1
        return Outcome({one.id: {"entre": [LONG_AGO, f"aujourd’hui - {limit} {unit}"]}})
    limit = number if operator == "<" else number + 1
    return Outcome({one.id: {"apres": f"aujourd’hui - {limit} {unit}"}})


def operand(right: Tree, one: Asked, refs: dict[str, Ref], scope: Scope) -> str:
    inner = stripped(right)
    if isinstance(inner, Literal) and isinstance(inner.value, str | int | float):
        text = str(inner.value)
        if one.kind in NUMBERS and not re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", text.replace(",", ".")):
            raise Unknowable(f"« {text[:40]} » n’est pas un nombre")
        if one.kind not in (*NUMBERS, *WORDS, "liste"):
            raise Unknowable(f"une question de type {one.kind} ne se compare pas à « {text[:40]} »")
        return text
    if isinstance(inner, Name) and refs[inner.name].kind == "parametre":
        use = "nombre" if one.kind in NUMBERS else "texte"
        return f"parametre.{scope.setting(refs[inner.name].name, use).name}"
    raise Unknowable("deux réponses ne se comparent pas entre elles dans une condition")


def of_setting(operator: str, ref: Ref, right: Tree, scope: Scope) -> Outcome:
    if not isinstance(right, Literal):
        raise Unknowable("deux paramètres ne se comparent pas entre eux")
    value = right.value
    if operator == "==" and value in (None, "", False, "False"):
        return none_of(answered(ref, scope))
    if operator == "==" and value in (True, "True", "true"):
        return answered(ref, scope)
    if operator == "==":
        found = scope.setting(ref.name, "texte", str(value))
        return Outcome({f"parametre.{found.name}": str(value)})
    if not isinstance(value, int | float):
        raise Unknowable("ce paramètre ne se compare pas à un texte")
    found = scope.setting(ref.name, "nombre")
    return Outcome({f"parametre.{found.name}": {SIGNS[operator]: str(value)}})


CHANNELS = {"web": "web", "phone": "telephone", "counter": "guichet", "mail": "courrier", "email": "courriel"}


def channel(value: Any) -> Outcome:
    ours = CHANNELS.get(str(value).casefold())
    if ours is None:
        raise Unknowable(f"le canal « {value} » n’existe pas")
    return Outcome({"canal": ours})


def column_test(tree: Tree, asked: Asked, refs: dict[str, Ref]) -> Outcome | None:
    """`commune.code_postal` against a value, when the list itself may grow; None to try each line instead."""
    match tree:
        case Comparison(operator="==", left=Name(name=name), right=Literal(value=str() | int() as value)):
            aspect = refs[name].aspect
            if aspect not in ("texte", "brut") and truth(value):
                return Outcome({f"{asked.id}.{aspect}": str(value)})
    return None


# --- days


@dataclass(frozen=True)
class Moment:
    """A day: of a question, today or a fixed one; moved by so many units."""

    base: str
    asked: Asked | None = None
    amount: int = 0
    unit: str = "jours"
    setting: str = ""
    back: bool = False


MOVES = {
    "add_days": "jours",
    "add_working_days": "jours ouvrés",
    "add_months": "mois",
    "add_years": "ans",
    "add_weeks": "semaines",
}
ROUNDING = {"date", "datetime", "default", "default_if_none", "adjust_to_working_day", "unlazy"}


def is_moment(tree: Tree, refs: dict[str, Ref]) -> bool:
    match tree:
        case Filter(name=name) if name in MOVES or name in ("date", "datetime"):
            return True
        case Filter(base=base, name=name):
            return not name.startswith("age_") and is_moment(base, refs)
        case Name(name=name):
            return refs[name].kind == "jour" or any(one.kind == "date" for one in refs[name].asked)
    return False


def moment(tree: Tree, refs: dict[str, Ref], scope: Scope) -> Moment:
    match tree:
        case Filter(base=base, name=name, argument=argument) if name in MOVES:
            return moved(moment(base, refs, scope), name, argument, refs, scope)
        case Filter(base=base, name=name) if name in ROUNDING:
            return moment(base, refs, scope)
        case Literal(value=str() as text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}.*|\d{1,2}/\d{1,2}/\d{4}", text):
            return Moment(iso(text))
        case Name(name=name) if refs[name].kind == "jour":
            return Moment("aujourd’hui")
        case Name(name=name) if refs[name].kind == "question" and len(refs[name].asked) == 1:
            one = refs[name].asked[0]
            if one.kind != "date":
                raise Unknowable(f"« {one.id} » n’est pas une date")
            return Moment("question", one)
    raise Unknowable("ce calcul de date n’a pas d’équivalent")


def iso(text: str) -> str:
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    return text[:10] if re.match(r"\d{4}-\d{2}-\d{2}", text) else text


def moved(start: Moment, name: str, argument: Tree | None, refs: dict[str, Ref], scope: Scope) -> Moment:
    if start.amount or start.setting:
        raise Unknowable("cette date est déplacée deux fois")
    if isinstance(argument, Literal) and re.fullmatch(r"-?\d{1,5}", str(argument.value)):
        number = int(str(argument.value))
        unit = MOVES[name] if name != "add_weeks" else "jours"
        number *= 7 if name == "add_weeks" else 1
        return Moment(start.base, start.asked, abs(number), unit, back=number < 0)
    if isinstance(argument, Name) and refs[argument.name].kind == "parametre":
        found = scope.setting(refs[argument.name].name, "durée")
        return Moment(start.base, start.asked, unit=MOVES[name], setting=found.name)
    raise Unknowable("ce nombre de jours n’est pas connu")


def dated(operator: str, left: Tree, right: Tree, refs: dict[str, Ref], scope: Scope) -> Outcome:
    first, second = moment(left, refs, scope), moment(right, refs, scope)
    if first.asked is None and second.asked is not None:
        first, second, operator = second, first, TURNED[operator]
    if first.asked is None or second.asked is not None:
        raise Unknowable("deux réponses ne se comparent pas entre elles dans une condition")
    limit = limit_of(first, second)
    one = first.asked
    if operator == "==":
        return Outcome({one.id: {"entre": [limit, limit]}})
    if operator in ("<", ">"):
        return Outcome({one.id: {"avant" if operator == "<" else "apres": limit}})
    return Outcome({one.id: {"entre": [LONG_AGO, limit] if operator == "<=" else [limit, FAR]}})


def limit_of(moving: Moment, fixed: Moment) -> str:
    """« d + 15 jours > aujourd’hui » is « d > aujourd’hui - 15 jours »."""
    if moving.amount or moving.setting:
        if fixed.amount or fixed.setting:
            raise Unknowable("les deux dates sont déplacées")
        fixed = Moment(fixed.base, None, moving.amount, moving.unit, moving.setting, not moving.back)
    if not fixed.amount and not fixed.setting:
        return fixed.base
    if fixed.base != "aujourd’hui":
        raise Unknowable("une date fixe ne se déplace pas")
    shift = f"parametre.{fixed.setting}" if fixed.setting else f"{fixed.amount} {unit_of(fixed)}"
    return f"aujourd’hui {'-' if fixed.back else '+'} {shift}"


def unit_of(moment: Moment) -> str:
    one = {"jours": "jour", "ans": "an", "jours ouvrés": "jour ouvré"}
    return one.get(moment.unit, moment.unit) if moment.amount == 1 else moment.unit
