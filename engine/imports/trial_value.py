"""What an expression is worth for one given answer: how a test on a choice is turned into the options that pass it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from engine.imports.expression import Both, Comparison, Either, Filter, Literal, Name, Not, Tree
from engine.names import fold


class Unknowable(Exception):
    """The value depends on something that cannot be known here."""


def value_of(tree: Tree, known: Callable[[str], Any]) -> Any:
    """`known(name)` gives the value of a variable or raises Unknowable."""
    match tree:
        case Literal(value=value):
            return value
        case Name(name=name):
            return known(name)
        case Not(part=part):
            return not truth(value_of(part, known))
        case Both(parts=parts):
            return all(truth(value_of(part, known)) for part in parts)
        case Either(parts=parts):
            return any(truth(value_of(part, known)) for part in parts)
        case Comparison(operator=operator, left=left, right=right):
            return compare(operator, value_of(left, known), value_of(right, known))
        case Filter(base=base, name=name, argument=argument):
            given = None if argument is None else value_of(argument, known)
            return filtered(value_of(base, known), name, given)


def truth(value: Any) -> bool:
    return bool(value) and value != "False"


def compare(operator: str, left: Any, right: Any) -> bool:
    if operator == "in":
        return contains(right, left)
    if operator in ("==", "!="):
        same = left == right or (left is not None and right is not None and str(left) == str(right))
        return same is (operator == "==")
    first, second = number(left), number(right)
    if first is None or second is None:
        return False
    return {"<": first < second, "<=": first <= second, ">": first > second, ">=": first >= second}[operator]


def contains(whole: Any, part: Any) -> bool:
    if isinstance(whole, tuple | list):
        return any(str(one) == str(part) for one in whole)
    return whole is not None and part is not None and str(part) in str(whole)


def number(value: Any) -> float | None:
    try:
        return float(str(value).replace(",", "."))
    except ValueError:
        return None


def filtered(value: Any, name: str, given: Any) -> Any:
    text = "" if value is None else str(value)
    match name:
        case "lower":
            return text.lower()
        case "upper":
            return text.upper()
        case "slugify":
            return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
        case "strip" | "string" | "stringformat" | "safe" | "unlazy" | "unlazy_filter" | "force_escape" | "striptags":
            return text.strip() if value is not None else None
        case "default":
            return value if truth(value) else given
        case "default_if_none":
            return given if value is None else value
        case "length" | "count":
            return len(value) if isinstance(value, tuple | list | str) else 0
        case "decimal" | "integer":
            return number(text) or 0
        case "startswith":
            return text.startswith(str(given))
        case "endswith":
            return text.endswith(str(given))
        case "split":
            return tuple(text.split(str(given) if given else None))
        case "truth":
            return truth(value)
        case "first" if isinstance(value, tuple | list) and value:
            return value[0]
    raise Unknowable(f"le filtre « {name} » n’a pas d’équivalent")
