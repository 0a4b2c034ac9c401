"""Conditions of other platforms as a tree: the tests of Django templates, and Python's. Nothing is ever evaluated
as code; what is not a test that we know is refused with `Unreadable`.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from typing import Any


class Unreadable(Exception):
    """Not an expression that we know; the text is a French clause."""


@dataclass(frozen=True)
class Literal:
    value: Any


@dataclass(frozen=True)
class Name:
    """A variable with its dots: `form_var_x`, `data_source.x`."""

    name: str


@dataclass(frozen=True)
class Filter:
    """`base|name:argument`."""

    base: Tree
    name: str
    argument: Tree | None = None


@dataclass(frozen=True)
class Not:
    part: Tree


@dataclass(frozen=True)
class Both:
    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Either:
    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Comparison:
    """`left operator right`; operators: == != < <= > >= in."""

    operator: str
    left: Tree
    right: Tree


Tree = Literal | Name | Filter | Not | Both | Either | Comparison
TRUE, FALSE = Literal(True), Literal(False)
CONSTANTS = {"True": True, "False": False, "None": None, "true": True, "false": False, "null": None}
LONGEST = 20_000
DEEPEST = 200


def read(text: str, language: str = "django") -> Tree:
    """The tree of a condition. Raises Unreadable."""
    if len(text) > LONGEST:
        raise Unreadable("elle est trop longue")
    source = " ".join(text.split())
    for opening, closing in (("{{", "}}"), ("{%", "%}")):
        if source.startswith(opening) and source.endswith(closing) and source.count(opening) == 1:
            source = source[2:-2].strip().removeprefix("if ")
    if not source:
        raise Unreadable("elle est vide")
    try:
        return from_python(source) if language == "python" else _Reader(source).whole()
    except RecursionError:
        raise Unreadable("elle est trop imbriquée") from None


# --- Django


TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>_?\(?"(?:[^"\\]|\\.)*"\)?|_?\(?'(?:[^'\\]|\\.)*'\)?)
    | (?P<number>-?\d+(?:\.\d+)?(?![\w.]))
    | (?P<name>[^\W\d][\w.-]*|\d+[\w.]*)
    | (?P<sign>==|!=|<=|>=|<|>|\||:|\(|\)|=|,|\[|\]|\+|-)
    )""",
    re.VERBOSE,
)
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=", "=")


def tokens(source: str) -> list[tuple[str, str]]:
    found, position = [], 0
    while position < len(source):
        match = TOKEN.match(source, position)
        if match is None:
            raise Unreadable(f"« {source[position : position + 12]} » ne se lit pas")
        position = match.end()
        kind = match.lastgroup or ""
        found.append((kind, match[kind]))
        while position < len(source) and source[position].isspace():
            position += 1
    return found


class _Reader:
    """A reader by descent: or, and, not, comparison, filters."""

    def __init__(self, source: str):
        self.tokens = tokens(source)
        self.position = 0
        self.depth = 0

    def whole(self) -> Tree:
        tree = self.either()
        if self.position < len(self.tokens):
            raise Unreadable(f"« {self.tokens[self.position][1]} » n’est pas attendu")
        return tree

    def peek(self, ahead: int = 0) -> str:
        here = self.position + ahead
        return self.tokens[here][1] if here < len(self.tokens) and self.tokens[here][0] != "text" else ""

    def take(self) -> tuple[str, str]:
        if self.position >= len(self.tokens):
            raise Unreadable("elle s’arrête trop tôt")
        self.position += 1
        return self.tokens[self.position - 1]

    def taken(self, word: str) -> bool:
        if self.peek() != word:
            return False
        self.position += 1
        return True

    def either(self) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable("elle est trop imbriquée")
        parts = [self.both()]
        while self.taken("or"):
            parts.append(self.both())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def both(self) -> Tree:
        parts = [self.negation()]
        while self.taken("and"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def negation(self) -> Tree:
        denials = 0
        while self.taken("not"):
            denials += 1
        tree = self.comparison()
        return Not(tree) if denials % 2 else tree

    def comparison(self) -> Tree:
        left = self.filtered()
        parts: list[Tree] = []
        while (test := self.operator()) is not None:
            operator, denied = test
            right = self.filtered()
            tree: Tree = Comparison(operator, left, right)
            parts.append(Not(tree) if denied else tree)
            left = right
        if not parts:
            return left
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def operator(self) -> tuple[str, bool] | None:
        word = self.peek()
        if word in COMPARISONS and self.taken(word):
            return ("==" if word == "=" else word), False
        if word == "in" and self.taken("in"):
            return "in", False
        if word == "not" and self.peek(1) == "in":
            self.position += 2
            return "in", True
        if word == "is" and self.taken("is"):
            return "==", self.taken("not")
        return None

    def filtered(self) -> Tree:
        tree = self.value()
        while self.taken("|"):
            name = self.take()[1]
            argument = self.value() if self.taken(":") else None
            tree = Filter(tree, name, argument)
        return tree

    def value(self) -> Tree:
        kind, word = self.take()
        if kind == "text":
            return Literal(unquoted(word))
        if kind == "number":
            return Literal(float(word) if "." in word else int(word))
        if word == "(":
            tree = self.either()
            if not self.taken(")"):
                raise Unreadable("une parenthèse n’est pas fermée")
            return tree
        if kind == "name":
            return Literal(CONSTANTS[word]) if word in CONSTANTS else Name(word)
        raise Unreadable(f"« {word} » n’est pas attendu")


def unquoted(word: str) -> str:
    inner = word.removeprefix("_").removeprefix("(").removesuffix(")")[1:-1]
    return re.sub(r"\\(.)", r"\1", inner)


# --- Python


OPERATORS: dict[type, tuple[str, bool]] = {
    ast.Eq: ("==", False),
    ast.NotEq: ("!=", False),
    ast.Lt: ("<", False),
    ast.LtE: ("<=", False),
    ast.Gt: (">", False),
    ast.GtE: (">=", False),
    ast.In: ("in", False),
    ast.NotIn: ("in", True),
    ast.Is: ("==", False),
    ast.IsNot: ("==", True),
}
FUNCTIONS = {"len": "length", "str": "string", "int": "decimal", "float": "decimal", "bool": "truth", "date": "date"}
METHODS = {"startswith", "endswith", "lower", "upper", "strip", "split"}


def from_python(source: str) -> Tree:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a stray backslash is no concern of ours
            return from_node(ast.parse(source.lstrip("="), mode="eval").body)
    except (SyntaxError, ValueError, MemoryError):
        raise Unreadable("ce Python ne se lit pas") from None


def from_node(node: ast.expr) -> Tree:
    match node:
        case ast.Constant(value=value) if value is None or isinstance(value, str | int | float | bool):
            return Literal(value)
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            values = [from_node(part) for part in parts]
            if all(isinstance(value, Literal) for value in values):
                return Literal(tuple(value.value for value in values if isinstance(value, Literal)))
        case ast.Name(id=name):
            return Literal(CONSTANTS[name]) if name in CONSTANTS else Name(name)
        case ast.Attribute(value=base, attr=attribute):
            inner = from_node(base)
            if isinstance(inner, Name):
                return Name(f"{inner.name}.{attribute}")
        case ast.BoolOp(op=ast.And(), values=values):
            return Both(tuple(from_node(value) for value in values))
        case ast.BoolOp(op=ast.Or(), values=values):
            return Either(tuple(from_node(value) for value in values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Not(from_node(operand))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return Literal(-number)
        case ast.Compare():
            return from_comparison(node)
        case ast.Call():
            return from_call(node)
        case ast.Subscript(value=base, slice=ast.Constant(value=str() as key)):
            inner = from_node(base)
            if isinstance(inner, Name):
                return Name(f"{inner.name}.{key}")
    raise Unreadable("cette expression Python n’a pas d’équivalent")


def from_comparison(node: ast.Compare) -> Tree:
    parts: list[Tree] = []
    left = from_node(node.left)
    for operator, written in zip(node.ops, node.comparators, strict=True):
        word, denied = OPERATORS[type(operator)]
        right = from_node(written)
        tree = Comparison(word, left, right)
        parts.append(Not(tree) if denied else tree)
        left = right
    return parts[0] if len(parts) == 1 else Both(tuple(parts))


def from_call(node: ast.Call) -> Tree:
    arguments = [from_node(one) for one in node.args]
    if node.keywords or len(arguments) > 1:
        raise Unreadable("cet appel de fonction n’a pas d’équivalent")
    match node.func:
        case ast.Name(id=name) if name in FUNCTIONS and arguments:
            return Filter(arguments[0], FUNCTIONS[name])
        case ast.Attribute(value=base, attr="get") if arguments and isinstance(arguments[0], Literal):
            inner = from_node(base)
            if isinstance(inner, Name):
                return Name(f"{inner.name}.{arguments[0].value}")
        case ast.Attribute(value=base, attr=name) if name in METHODS:
            return Filter(from_node(base), name, arguments[0] if arguments else None)
    raise Unreadable("cet appel de fonction n’a pas d’équivalent")
