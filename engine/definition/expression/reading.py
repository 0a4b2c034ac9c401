"""A formula read into its tree: our own tokens, then one function per level of precedence. Raises only Slip."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.definition.expression import tree
from engine.definition.expression.tree import Node
from engine.duration import Duration
from engine.names import fold

LONGEST, DEEPEST = 2000, 40
"""Characters of a formula, and how deep its parentheses may go."""


class Slip(Exception):
    """What is wrong in a formula, where (from 0) and for how many characters."""

    def __init__(self, code: str, sentence: str, help: str = "", at: int = 0, width: int = 1):
        super().__init__(sentence)
        self.code, self.sentence, self.help, self.at, self.width = code, sentence, help, at, width


@dataclass(frozen=True)
class Token:
    """`kind`: nombre, montant, durée, date, texte, nom, mot (si, alors, et…), signe, fin."""

    kind: str
    text: str
    at: int
    width: int


WORDS = ("si", "alors", "sinon", "et", "ou", "non", "oui")
SIGNS = {"−": "-", "–": "-", "×": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "<>", "!=": "<>", "==": "=", ",": ";"}
"""Signs written in another way."""
_BLANK = re.compile(r"[\s\u00a0\u202f]*")
_DIGITS = r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+)"
_UNIT = r"(?:jours?(?:[ \u00a0\u202f]+ouvr(?:[ée]s?|ables?))?|semaines?|mois|ans?|années?|annees?)"
_PATTERNS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("date", r"\d{4}-\d{2}-\d{2}(?!\d)"),
        ("durée", rf"\d+[ \u00a0\u202f]+{_UNIT}(?!\w)"),
        ("montant", rf"{_DIGITS}(?:[.,]\d+)?[ \u00a0\u202f]*€"),
        ("nombre", rf"{_DIGITS}(?:[.,]\d+)?(?![\w])"),
        ("texte", r'"[^"\n]*"|«[^»\n]*»|“[^”\n]*”'),
        ("aujourd", r"aujourd[’']hui(?:\(\))?"),
        ("nom", r"[^\W\d]\w*(?:\.[^\W\d]\w*)?"),
        ("signe", r"<=|>=|<>|!=|==|[-−–+*×/÷&=<>≤≥≠();,]"),
    )
)


def tokens(formula: str) -> list[Token]:
    found, at = [], _blank(formula, 0)
    while at < len(formula):
        token = _token(formula, at)
        found.append(token)
        at = _blank(formula, at + token.width)
    return [*found, Token("fin", "", len(formula), 1)]


def _blank(formula: str, at: int) -> int:
    match = _BLANK.match(formula, at)
    assert match
    return match.end()


def _token(formula: str, at: int) -> Token:
    for kind, pattern in _PATTERNS:
        if match := pattern.match(formula, at):
            text = match[0]
            if kind == "nom" and "." not in text and fold(text) in WORDS:
                return Token("mot", fold(text), at, len(text))
            return Token(kind, SIGNS.get(text, text) if kind == "signe" else text, at, len(text))
    if formula[at] in '"«“':
        raise Slip("calcul-syntaxe", "Ce texte n’est pas fermé : il manque le guillemet de fin.", at=at)
    sentence = f"« {formula[at]} » ne se lit pas dans un calcul."
    raise Slip("calcul-syntaxe", sentence, "Signes possibles : + - * / & = < > ( ) ;", at)


def read(formula: str) -> Node:
    """The tree of a formula. Raises Slip."""
    if len(formula) > LONGEST:
        raise Slip("calcul-trop-long", f"Ce calcul a plus de {LONGEST} caractères.", "Coupez-le en plusieurs calculs.")
    reader = _Reader(tokens(formula))
    node = reader.whole()
    reader.expect_end()
    return node


class _Reader:
    def __init__(self, found: list[Token]):
        self.tokens = found
        self.position = 0
        self.depth = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    def take(self) -> Token:
        token = self.next
        self.position += token.kind != "fin"
        return token

    def word(self, *words: str) -> bool:
        return self.next.kind == "mot" and self.next.text in words

    def sign(self, *signs: str) -> bool:
        return self.next.kind == "signe" and self.next.text in signs

    def expect(self, text: str, help: str) -> None:
        if self.next.text != text or self.next.kind not in ("mot", "signe"):
            raise self.lost(f"il faut « {text} »", help)
        self.take()

    def lost(self, wanted: str, help: str = "") -> Slip:
        token = self.next
        met = "Le calcul s’arrête trop tôt" if token.kind == "fin" else f"« {token.text} » n’est pas attendu ici"
        return Slip("calcul-syntaxe", f"{met} : {wanted}.", help, token.at, token.width)

    def expect_end(self) -> None:
        if self.next.kind != "fin":
            raise self.lost("il faut un signe, ou la fin du calcul", "Par exemple : surface * 2")

    def whole(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Slip("calcul-trop-long", "Ce calcul a trop de parenthèses.", "Coupez-le en plusieurs.", self.next.at)
        node = self.choice() if self.word("si") else self.sides(0)
        self.depth -= 1
        return node

    def choice(self) -> Node:
        at = self.take().at
        when = self.condition()
        example = "Écrivez : si … alors … sinon …"
        self.expect("alors", example)
        then = self.whole()
        self.expect("sinon", example)
        return tree.If(when, then, self.whole(), at=at)

    def condition(self) -> Node:
        """What stands after « si ». A spreadsheet writes si(a ; b ; c)."""
        opened = self.sign("(")
        try:
            return self.whole()
        except Slip as slip:
            if opened and self.sign(";"):
                slip.help = "Ce n’est pas un tableur. Écrivez : si … alors … sinon …"
            raise

    def sides(self, level: int) -> Node:
        """Everything bound by the signs of this level or tighter ones."""
        if level == len(tree.LEVELS):
            return self.negative()
        tighter: Callable[[], Node] = lambda: self.sides(level + 1)  # noqa: E731
        if tree.LEVELS[level] == tree.COMPARISONS:
            return self.negation(tighter)
        node = tighter()
        while self.binds(level):
            sign = self.take()
            node = tree.Binary(sign.text, node, tighter(), at=sign.at)
        return node

    def binds(self, level: int) -> bool:
        return self.next.kind in ("signe", "mot") and self.next.text in tree.LEVELS[level]

    def negation(self, tighter: Callable[[], Node]) -> Node:
        if self.word("non") and self.begins(self.tokens[self.position + 1]):
            self.depth += 1
            if self.depth > DEEPEST:
                raise Slip("calcul-trop-long", "Ce calcul a trop de « non ».", "Simplifiez-le.", self.next.at)
            at = self.take().at
            denied = tree.Unary("non", self.negation(tighter), at=at)
            self.depth -= 1
            return denied
        node = tighter()
        if self.sign(*tree.COMPARISONS):
            sign = self.take()
            node = tree.Binary(sign.text, node, tighter(), at=sign.at)
            if self.sign(*tree.COMPARISONS):
                raise self.lost("on compare deux valeurs à la fois", "Écrivez : a < b et b < c")
        return node

    @staticmethod
    def begins(token: Token) -> bool:
        """Whether an operand may begin here: « non » before it denies it, and is a value anywhere else."""
        if token.kind == "signe":
            return token.text in ("(", "-")
        return token.kind != "fin" and (token.kind != "mot" or token.text in ("oui", "non"))

    def negative(self) -> Node:
        if self.sign("-"):
            self.depth += 1
            if self.depth > DEEPEST:
                raise Slip("calcul-trop-long", "Ce calcul a trop de signes moins.", "Simplifiez-le.", self.next.at)
            at = self.take().at
            node: Node = tree.Unary("-", self.negative(), at=at)
            self.depth -= 1
            return node
        return self.atom()

    def atom(self) -> Node:
        token = self.next
        if self.sign("("):
            self.take()
            node = self.whole()
            self.expect(")", "Fermez chaque parenthèse ouverte.")
            return node
        if token.kind == "mot" and token.text in ("oui", "non"):
            return tree.YesNo(self.take().text == "oui", at=token.at)
        if token.kind == "mot" and token.text == "si":
            raise self.lost("mettez ce « si » entre parenthèses", "Par exemple : 2 + (si a alors 1 sinon 0)")
        if token.kind not in _ATOMS:
            raise self.lost("il faut une valeur, un nom ou une parenthèse")
        self.take()
        if token.kind == "nom" and self.sign("("):
            return self.call(token)
        return _ATOMS[token.kind](token)

    def call(self, name: Token) -> Node:
        self.take()
        arguments: list[Node] = []
        while not self.sign(")"):
            arguments.append(self.whole())
            if not self.sign(")"):
                self.expect(";", "Séparez les valeurs par « ; » et fermez la parenthèse.")
        self.take()
        return tree.Call(fold(name.text), tuple(arguments), at=name.at)


def _decimal(text: str) -> Decimal:
    return Decimal(re.sub(r"[\s\u00a0\u202f€]", "", text).replace(",", "."))


def _number(token: Token) -> Node:
    return tree.Number(_decimal(token.text), at=token.at)


def _money(token: Token) -> Node:
    return tree.Money(_decimal(token.text), at=token.at)


def _day(token: Token) -> Node:
    try:
        return tree.Day(date.fromisoformat(token.text), at=token.at)
    except ValueError:
        sentence = f"« {token.text} » n’existe pas dans le calendrier."
        raise Slip("calcul-syntaxe", sentence, "Par exemple 2026-05-13.", token.at, token.width) from None


def _span(token: Token) -> Node:
    try:
        return tree.Span(Duration.parse(token.text), at=token.at)
    except ValueError as error:
        raise Slip("calcul-syntaxe", str(error), at=token.at, width=token.width) from None


def _name(token: Token) -> Node:
    head, _, attribute = token.text.partition(".")
    return tree.Name(head, attribute, at=token.at)


_ATOMS: dict[str, Callable[[Token], Node]] = {
    "nombre": _number,
    "montant": _money,
    "date": _day,
    "durée": _span,
    "texte": lambda token: tree.Text(
        token.text[1:-1].strip() if token.text[0] == "«" else token.text[1:-1], at=token.at
    ),
    "aujourd": lambda token: tree.Today(at=token.at),
    "nom": _name,
}


def renamed(formula: str, name: Callable[[str], str]) -> str:
    """The formula with the names of a block under their prefix; what stands in a text is left alone."""
    pieces = re.split(r'("[^"\n]*"|«[^»\n]*»|“[^”\n]*”)', formula)
    return "".join(
        piece if index % 2 else re.sub(r"(?<![\w.])[^\W\d]\w*", lambda word: name(word[0]), piece)
        for index, piece in enumerate(pieces)
    )
