"""The tree of a formula, and how it is written again with the fewest parentheses. Knows no name and no type."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from engine.duration import Duration


@dataclass(frozen=True)
class Node:
    """`at` is where it begins in the formula, from 0; two trees are equal wherever they were written."""

    at: int = field(default=0, compare=False, kw_only=True)


@dataclass(frozen=True)
class Number(Node):
    value: Decimal


@dataclass(frozen=True)
class Money(Node):
    """`12,50 €`."""

    value: Decimal


@dataclass(frozen=True)
class Text(Node):
    value: str


@dataclass(frozen=True)
class YesNo(Node):
    value: bool


@dataclass(frozen=True)
class Day(Node):
    value: date


@dataclass(frozen=True)
class Today(Node):
    pass


@dataclass(frozen=True)
class Span(Node):
    """`15 jours`, `10 jours ouvrés`, `2 mois`: only beside a date."""

    value: Duration


@dataclass(frozen=True)
class Name(Node):
    """`surface`, `commune.code_postal`, `parametre.tarif`, `enfants.age`."""

    head: str
    attribute: str = ""

    @property
    def written(self) -> str:
        return f"{self.head}.{self.attribute}" if self.attribute else self.head


@dataclass(frozen=True)
class Unary(Node):
    """`-` or `non`."""

    sign: str
    value: Node


@dataclass(frozen=True)
class Binary(Node):
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True)
class If(Node):
    when: Node
    then: Node
    other: Node


@dataclass(frozen=True)
class Call(Node):
    name: str
    arguments: tuple[Node, ...]


COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
LEVELS: tuple[tuple[str, ...], ...] = (("ou",), ("et",), COMPARISONS, ("&",), ("+", "-"), ("*", "/"))
"""Signs of two sides, from the loosest to the tightest; those of one level are read from the left."""
LEVEL = {sign: level for level, signs in enumerate(LEVELS, 1) for sign in signs}
NOT, COMPARED, MINUS, ATOM = 2.5, LEVEL["="], 7, 8


def write(node: Node) -> str:
    """The formula again; reading it gives the same tree."""
    match node:
        case Number(value):
            return format(value, "f").replace(".", ",")
        case Money(value):
            return f"{format(value, 'f').replace('.', ',')} €"
        case Text(value):
            return f'"{value}"'
        case YesNo(value):
            return "oui" if value else "non"
        case Day(value):
            return value.isoformat()
        case Today():
            return "aujourd’hui"
        case Span(value):
            return str(value)
        case Name():
            return node.written
        case Unary("non", value):
            return f"non {_at_least(value, NOT)}"
        case Unary(sign, value):
            return f"{sign}{_at_least(value, MINUS)}"
        case Binary(sign, left, right):
            level = LEVEL[sign]
            first = _at_least(left, level + (0.1 if sign in COMPARISONS else 0))
            if sign == "-" and left == YesNo(False):
                first = "(non)"  # « non - a » would deny
            return f"{first} {sign} {_at_least(right, level + 0.1)}"
        case If(when, then, other):
            return f"si {write(when)} alors {write(then)} sinon {write(other)}"
        case Call(name, arguments):
            return f"{name}({' ; '.join(map(write, arguments))})"
    raise TypeError(node)


def _level(node: Node) -> float:
    match node:
        case Binary(sign):
            return LEVEL[sign]
        case Unary("non"):
            return NOT
        case Unary():
            return MINUS
        case If():
            return 0
    return ATOM


def _at_least(node: Node, level: float) -> str:
    return write(node) if _level(node) >= level else f"({write(node)})"
