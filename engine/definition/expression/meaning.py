"""A tree judged: each name known, each type right, then a function of the facts. Raises only Slip, at its place.

A question without an answer gives no value (None), and so does whatever is computed from it; somme, nombre, min and
max leave it out. A division by zero, or a number too great, gives no value either: a formula never fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from typing import Any

from engine.definition.condition import Facts
from engine.definition.expression import tree
from engine.definition.expression.reading import Slip
from engine.definition.expression.tree import Node
from engine.definition.parameter import Parameters
from engine.definition.process import Question
from engine.duration import Duration
from engine.fields.base import FilingDay, literal
from engine.names import nearest

NUMBER, MONEY, DATE, TEXT, YES_NO = "nombre", "montant", "date", "texte", "oui-non"
CHOICE, SPAN, COLUMN, GROUP = "choix", "durée", "colonne", "groupe"
RESULTS = (NUMBER, MONEY, DATE, TEXT, YES_NO)
LARGEST, LONGEST_TEXT = Decimal(10) ** 15, 2000
CENT = Decimal("0.01")
IN_WORDS = {
    NUMBER: "un nombre",
    MONEY: "un montant",
    DATE: "une date",
    TEXT: "un texte",
    YES_NO: "un oui ou non",
    CHOICE: "un choix",
    SPAN: "une durée",
    COLUMN: "les réponses d’un groupe",
    GROUP: "un groupe",
}
Run = Callable[[Facts], Any]


@dataclass(frozen=True)
class Meaning:
    """What a part of a formula is worth: its type and how it is computed. `inner` is the type inside a column."""

    type: str
    run: Run
    question: Question | None = None
    inner: str = ""
    constant: bool = False


@dataclass(frozen=True)
class Formula:
    """A whole formula. `sources` are the ids of the questions and groups it looks at."""

    type: str
    run: Run
    sources: frozenset[str]

    def value(self, facts: Facts) -> Any:
        """What is stored, as a question of the result's type stores it; None without a value."""
        value = self.run(facts)
        if value is None:
            return None
        if self.type == MONEY:
            return format(value.quantize(CENT, ROUND_HALF_UP), ".2f")
        if self.type == NUMBER:
            return plain(value)
        return value.isoformat() if self.type == DATE else value


@dataclass
class Names:
    """What a formula may name. `groups` gives the questions of each repeated group."""

    questions: Mapping[str, Question]
    parameters: Parameters = field(default_factory=Parameters)
    groups: Mapping[str, Mapping[str, Question]] = field(default_factory=dict)


def plain(value: Decimal) -> str:
    """A number to six places at most, without useless zeros."""
    rounded = format(value.quantize(Decimal("0.000001"), ROUND_HALF_UP), "f")
    return rounded.rstrip("0").rstrip(".") if "." in rounded else rounded


def judge(node: Node, names: Names, result: str) -> Formula:
    """The formula of a question whose answer is of type `result`. Raises Slip."""
    judge = _Judge(names)
    meaning = judge.of(node)
    if result == TEXT:
        meaning = judge.as_text(meaning, node)
    elif meaning.type != result and not (result == MONEY and meaning.type == NUMBER):
        sentence = f"Ce calcul donne {IN_WORDS[meaning.type]}, et « resultat » annonce {IN_WORDS[result]}."
        help = f"Écrivez « resultat: {meaning.type} »." if meaning.type in RESULTS else ""
        raise Slip("calcul-type", sentence, help, node.at)
    return Formula(result, meaning.run, frozenset(judge.sources))


READ: dict[str, Callable[[Any], Any]] = {NUMBER: Decimal, MONEY: Decimal, DATE: date.fromisoformat, YES_NO: bool}


class _Judge:
    def __init__(self, names: Names):
        self.names = names
        self.sources: set[str] = set()

    def of(self, node: Node) -> Meaning:
        match node:
            case tree.Number(value):
                return Meaning(NUMBER, _always(value), constant=True)
            case tree.Money(value):
                return Meaning(MONEY, _always(value))
            case tree.Text(value):
                return Meaning(TEXT, _always(value))
            case tree.YesNo(value):
                return Meaning(YES_NO, _always(value))
            case tree.Day(value):
                return Meaning(DATE, _always(value))
            case tree.Span(value):
                return Meaning(SPAN, _always(value))
            case tree.Today():
                return Meaning(DATE, lambda facts: facts.day.today)
            case tree.Name():
                return self.name(node)
            case tree.Unary("non", value):
                return Meaning(YES_NO, _strict(lambda a: not a, self.must(value, YES_NO)))
            case tree.Unary(_, value):
                inner = self.must(value, NUMBER, MONEY)
                return Meaning(inner.type, _strict(lambda a: -a, inner), constant=inner.constant)
            case tree.Binary():
                return self.binary(node)
            case tree.If():
                return self.choice(node)
            case tree.Call():
                return self.call(node)
        raise TypeError(node)

    def must(self, node: Node, *types: str) -> Meaning:
        meaning = self.of(node)
        if meaning.type not in types:
            wanted = " ou ".join(IN_WORDS[one] for one in types)
            raise Slip("calcul-type", f"« {shown(node)} » est {IN_WORDS[meaning.type]} : il faut {wanted}.", at=node.at)
        return meaning

    # --- names

    def name(self, node: tree.Name) -> Meaning:
        if node.head == "parametre":
            return self.parameter(node)
        if node.head in self.names.groups:
            return self.column(node)
        question = self.names.questions.get(node.head)
        if question is None:
            raise self.unknown(node, [*self.names.questions, *self.names.groups])
        self.sources.add(node.head)
        if not node.attribute:
            return self.answer(node, question, lambda facts: facts.answers.get(question.id))
        known = question.type.attributes(question)
        if node.attribute not in known:
            raise self.unknown(node, [f"{node.head}.{one}" for one in known])

        def inside(facts: Facts) -> Any:
            value = facts.answers.get(question.id)
            return None if value is None else question.type.attribute(question, value, node.attribute)

        return self.answer(node, known[node.attribute], inside)

    def unknown(self, node: tree.Name, allowed: list[str]) -> Slip:
        close = self.meant(node) or nearest(node.written, allowed)
        help = f"Vouliez-vous dire « {close} » ?" if close else "Vérifiez le nom, ou posez cette question au-dessus."
        sentence = f"« {node.written} » n’existe pas dans cette démarche."
        return Slip("calcul-nom", sentence, help, node.at, len(node.written))

    def meant(self, node: tree.Name) -> str:
        """A parameter without its first word, a question with the one of texts, a question of a group alone."""
        if node.head == "reponse" and node.attribute in self.names.questions:
            return node.attribute
        if node.attribute:
            return ""
        group = next((id for id, members in self.names.groups.items() if node.head in members), "")
        if group:
            return f"{group}.{node.head}"
        return f"parametre.{node.head}" if node.head in self.names.parameters else ""

    def parameter(self, node: tree.Name) -> Meaning:
        self.names.parameters.used.add(node.attribute)
        known = self.names.parameters.get(node.attribute)
        if known is None:
            raise self.unknown(node, [f"parametre.{one}" for one in self.names.parameters])
        return self.answer(node, known.question, _always(known.value))

    def answer(self, node: tree.Name, question: Question, find: Run) -> Meaning:
        kind = type_of(question)
        if not kind:
            sentence = f"« {node.written} », de type {question.type.name}, ne peut pas entrer dans un calcul."
            raise Slip("calcul-type", sentence, at=node.at, width=len(node.written))
        read = READ.get(kind, lambda value: value)

        def run(facts: Facts) -> Any:
            value = find(facts)
            return None if value is None or value == "" else read(value)

        return Meaning(kind, run, question)

    def column(self, node: tree.Name) -> Meaning:
        group = node.head
        self.sources.add(group)

        def entries(facts: Facts) -> list[Mapping[str, Any]]:
            found = facts.answers.get(group)
            return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []

        if not node.attribute:
            return Meaning(GROUP, entries)
        members = self.names.groups[group]
        if node.attribute not in members:
            raise self.unknown(node, [f"{group}.{one}" for one in members])
        question = members[node.attribute]
        kind = type_of(question)
        read = READ.get(kind, lambda value: value)

        def run(facts: Facts) -> list[Any]:
            values = (one.get(question.id) for one in entries(facts))
            return [read(value) for value in values if value is not None and value != ""]

        return Meaning(COLUMN, run, question, inner=kind)

    # --- signs

    def binary(self, node: tree.Binary) -> Meaning:
        if node.sign in ("et", "ou"):
            left, right = self.must(node.left, YES_NO), self.must(node.right, YES_NO)
            return Meaning(
                YES_NO, _strict((lambda a, b: a and b) if node.sign == "et" else (lambda a, b: a or b), left, right)
            )
        if node.sign == "&":
            left, right = (self.as_text(self.of(one), one) for one in (node.left, node.right))
            return Meaning(TEXT, _strict(lambda a, b: (a + b)[:LONGEST_TEXT], left, right))
        left, right = self.of(node.left), self.of(node.right)
        if node.sign in tree.COMPARISONS:
            return self.comparison(node, left, right)
        kinds = (left.type, node.sign, right.type)
        if kinds in DATED:
            kind, compute = DATED[kinds]
            return Meaning(kind, _dated(compute, left, right))
        kind = ARITHMETIC.get(kinds) or (self.mixed(left, right) if node.sign in "+-" else "")
        if not kind:
            sentence = f"« {node.sign} » ne va pas entre {IN_WORDS[left.type]} et {IN_WORDS[right.type]}."
            help = "Pour coller des textes, écrivez « & »." if TEXT in (left.type, right.type) else ""
            help = help or ("Écrivez « 5 € » pour un montant." if {left.type, right.type} == {NUMBER, MONEY} else "")
            raise Slip("calcul-type", sentence, help, node.at)
        return Meaning(kind, _strict(OPERATIONS[node.sign], left, right), constant=left.constant and right.constant)

    def mixed(self, left: Meaning, right: Meaning) -> str:
        """A bare number written beside an amount is an amount."""
        if {left.type, right.type} != {NUMBER, MONEY}:
            return ""
        return MONEY if (left if left.type == NUMBER else right).constant else ""

    def comparison(self, node: tree.Binary, left: Meaning, right: Meaning) -> Meaning:
        left, right = self.alike(node.left, left, node.right, right)
        same = left.type == right.type or self.mixed(left, right)
        ordered = left.type in (NUMBER, MONEY, DATE)
        if not same or left.type in (SPAN, COLUMN, GROUP) or (node.sign not in ("=", "<>") and not ordered):
            sentence = f"« {node.sign} » ne compare pas {IN_WORDS[left.type]} et {IN_WORDS[right.type]}."
            raise Slip("calcul-type", sentence, "On compare deux valeurs du même type.", node.at)
        return Meaning(YES_NO, _strict(COMPARE[node.sign], left, right))

    def alike(self, one: Node, left: Meaning, other: Node, right: Meaning) -> tuple[Meaning, Meaning]:
        """A choice is compared with one of its options, written as a text."""
        if left.type == CHOICE and isinstance(other, tree.Text):
            return left, self.option(left, other)
        if right.type == CHOICE and isinstance(one, tree.Text):
            return self.option(right, one), right
        if {left.type, right.type} == {CHOICE, TEXT}:
            return self.as_text(left, one), self.as_text(right, other)
        return left, right

    def option(self, choice: Meaning, node: tree.Text) -> Meaning:
        assert choice.question is not None
        try:
            return Meaning(CHOICE, _always(literal(choice.question, node.value)))
        except ValueError as error:
            known = [one.value for one in choice.question.options.get("options", ()) if hasattr(one, "value")]
            close = nearest(node.value, known)
            help = f"Vouliez-vous dire « {close} » ?" if close else ""
            raise Slip("calcul-type", str(error), help, node.at, len(node.value) + 2) from None

    def as_text(self, meaning: Meaning, node: Node) -> Meaning:
        if meaning.type == TEXT:
            return meaning
        if meaning.type in (SPAN, COLUMN, GROUP):
            raise Slip("calcul-type", f"« {shown(node)} » ne se lit pas comme un texte.", at=node.at)
        question = meaning.question
        if question is not None:
            stored = STORE.get(meaning.type, lambda value: value)
            return Meaning(TEXT, _strict(lambda a: question.type.show(question, stored(a)), meaning))
        return Meaning(TEXT, _strict(SHOW[meaning.type], meaning))

    def choice(self, node: tree.If) -> Meaning:
        when = self.must(node.when, YES_NO)
        then, other = self.of(node.then), self.of(node.other)
        kind = self.mixed(then, other)
        if CHOICE in (then.type, other.type):
            then, other = self.as_text(then, node.then), self.as_text(other, node.other)
        if then.type == other.type and then.type not in (SPAN, COLUMN, GROUP):
            kind = then.type
        if not kind:
            sentence = f"« alors » donne {IN_WORDS[then.type]} et « sinon » donne {IN_WORDS[other.type]}."
            raise Slip("calcul-type", sentence, "Les deux doivent être du même type.", node.at, 2)

        def run(facts: Facts) -> Any:
            chosen = when.run(facts)
            return None if chosen is None else (then if chosen else other).run(facts)

        return Meaning(kind, run, constant=then.constant and other.constant)

    # --- functions

    def call(self, node: tree.Call) -> Meaning:
        if node.name not in FUNCTIONS:
            close = nearest(node.name, FUNCTIONS)
            help = f"Vouliez-vous dire « {close} » ?" if close else f"Fonctions : {', '.join(FUNCTIONS)}."
            raise Slip("calcul-nom", f"« {node.name} » n’est pas une fonction.", help, node.at, len(node.name))
        fewest, most, example = FUNCTIONS[node.name]
        if not fewest <= len(node.arguments) <= most:
            sentence = f"« {node.name} » ne prend pas {len(node.arguments)} valeur{'s' * (len(node.arguments) > 1)}."
            raise Slip("calcul-type", sentence, f"Par exemple : {example}", node.at, len(node.name))
        if node.name in ("somme", "min", "max", "nombre"):
            return self.several(node)
        if node.name == "arrondi":
            return self.rounding(node)
        if node.name == "longueur":
            text = self.as_text(self.of(node.arguments[0]), node.arguments[0])
            return Meaning(NUMBER, _strict(lambda a: Decimal(len(a)), text))
        if node.name == "renseigne":
            value = self.of(node.arguments[0])
            return Meaning(YES_NO, lambda facts: value.run(facts) not in (None, "", []))
        day = self.must(node.arguments[0], DATE)
        if node.name == "age":
            return Meaning(NUMBER, _with_day(lambda born, today: Decimal(max(0, years(born, today.today))), day))
        part = {"annee": "year", "mois": "month", "jour": "day"}[node.name]
        return Meaning(NUMBER, _strict(lambda a: Decimal(getattr(a, part)), day))

    def several(self, node: tree.Call) -> Meaning:
        parts = [self.of(one) for one in node.arguments]
        if node.name == "nombre":
            return Meaning(NUMBER, lambda facts: Decimal(len(_gathered(parts, facts))))
        kinds = {part.inner if part.type == COLUMN else part.type for part in parts}
        if kinds == {NUMBER, MONEY} and all(
            part.type == MONEY or part.constant or part.inner == MONEY for part in parts
        ):
            kinds = {MONEY}
        allowed = (NUMBER, MONEY) if node.name == "somme" else (NUMBER, MONEY, DATE)
        kind = next(iter(kinds)) if len(kinds) == 1 else ""
        if kind not in allowed:
            types = ", ".join(sorted(IN_WORDS.get(one, one) for one in kinds))
            wanted = "des nombres ou des montants" + (", ou des dates" if DATE in allowed else "")
            sentence = f"« {node.name} » attend {wanted}, du même type, et reçoit : {types}."
            raise Slip("calcul-type", sentence, f"Par exemple : {FUNCTIONS[node.name][2]}", node.at, len(node.name))

        def run(facts: Facts) -> Any:
            values = _gathered(parts, facts)
            if node.name == "somme":
                return _sound(sum(values, Decimal(0)))
            return (min if node.name == "min" else max)(values) if values else None

        return Meaning(kind, run)

    def rounding(self, node: tree.Call) -> Meaning:
        value = self.must(node.arguments[0], NUMBER, MONEY)
        places = node.arguments[1] if len(node.arguments) > 1 else tree.Number(Decimal(0))
        if not isinstance(places, tree.Number) or places.value not in range(7):
            raise Slip(
                "calcul-type",
                "« arrondi » attend un nombre de chiffres de 0 à 6.",
                "Par exemple : arrondi(x ; 2)",
                places.at,
            )
        unit = Decimal(1).scaleb(-int(places.value))
        return Meaning(value.type, _strict(lambda a: a.quantize(unit, ROUND_HALF_UP), value))


def type_of(question: Question) -> str:
    """The type of an answer in a formula, "" when it cannot enter one."""
    kind = question.type
    if kind.computed:
        return str(question.options.get("resultat", ""))
    if kind.name in (NUMBER, MONEY, DATE, YES_NO):
        return kind.name
    if kind.name in ("texte", "texte-long", "courriel", "telephone"):
        return TEXT
    return CHOICE if kind.stores and kind.comparable and not kind.many and not kind.parts else ""


FUNCTIONS = {
    "somme": (1, 20, "somme(enfants.quotient)"),
    "nombre": (1, 20, "nombre(enfants)"),
    "min": (1, 20, "min(a ; b)"),
    "max": (1, 20, "max(a ; b)"),
    "arrondi": (1, 2, "arrondi(prix ; 2)"),
    "longueur": (1, 1, "longueur(nom)"),
    "age": (1, 1, "age(naissance)"),
    "annee": (1, 1, "annee(debut)"),
    "mois": (1, 1, "mois(debut)"),
    "jour": (1, 1, "jour(debut)"),
    "renseigne": (1, 1, "renseigne(note)"),
}
"""How many values each takes, and an example."""
ARITHMETIC = {
    **{(kind, sign, kind): kind for kind in (NUMBER, MONEY) for sign in "+-"},
    (NUMBER, "*", NUMBER): NUMBER,
    (NUMBER, "/", NUMBER): NUMBER,
    (MONEY, "*", NUMBER): MONEY,
    (NUMBER, "*", MONEY): MONEY,
    (MONEY, "/", NUMBER): MONEY,
    (MONEY, "/", MONEY): NUMBER,
}
OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b if b else None,
}
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
Dated = Callable[[Any, Any, FilingDay], Any]


def _shift(start: date, amount: Duration | Decimal, day: FilingDay, *, back: bool) -> date | None:
    if isinstance(amount, Decimal):
        days = int(amount) * (-1 if back else 1)
        return date.fromordinal(start.toordinal() + days) if amount == int(amount) else None
    return (day.calendar.subtract if back else day.calendar.add)(start, amount)


DATED: dict[tuple[str, str, str], tuple[str, Dated]] = {
    (DATE, "+", SPAN): (DATE, lambda a, b, day: _shift(a, b, day, back=False)),
    (DATE, "-", SPAN): (DATE, lambda a, b, day: _shift(a, b, day, back=True)),
    (DATE, "+", NUMBER): (DATE, lambda a, b, day: _shift(a, b, day, back=False)),
    (DATE, "-", NUMBER): (DATE, lambda a, b, day: _shift(a, b, day, back=True)),
    (DATE, "-", DATE): (NUMBER, lambda a, b, day: Decimal((a - b).days)),
}
STORE: dict[str, Callable[[Any], Any]] = {NUMBER: plain, MONEY: lambda a: format(a, ".2f"), DATE: date.isoformat}
SHOW: dict[str, Callable[[Any], str]] = {
    NUMBER: lambda a: plain(a).replace(".", ","),
    MONEY: lambda a: f"{format(a.quantize(CENT, ROUND_HALF_UP), '.2f').replace('.', ',')}\u00a0€",
    DATE: lambda a: a.strftime("%d/%m/%Y"),
    YES_NO: lambda a: "oui" if a else "non",
}


def years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def shown(node: Node) -> str:
    written = tree.write(node)
    return written if len(written) <= 60 else f"{written[:59]}…"


def _always(value: Any) -> Run:
    return lambda facts: value


def _sound(value: Any) -> Any:
    """No value beyond what can be stored and read."""
    if isinstance(value, Decimal) and (not value.is_finite() or abs(value) >= LARGEST):
        return None
    return value


def _strict(compute: Callable[..., Any], *parts: Meaning) -> Run:
    """No value as soon as a part has none."""

    def run(facts: Facts) -> Any:
        values = [part.run(facts) for part in parts]
        if any(value is None for value in values):
            return None
        try:
            return _sound(compute(*values))
        except (DecimalException, OverflowError, ValueError):
            return None

    return run


def _with_day(compute: Callable[[Any, FilingDay], Any], part: Meaning) -> Run:
    def run(facts: Facts) -> Any:
        value = part.run(facts)
        return None if value is None else compute(value, facts.day)

    return run


def _dated(compute: Dated, left: Meaning, right: Meaning) -> Run:
    def run(facts: Facts) -> Any:
        return _strict(lambda a, b: compute(a, b, facts.day), left, right)(facts)

    return run


def _gathered(parts: list[Meaning], facts: Facts) -> list[Any]:
    """The values of several parts, those of the columns among them; what has no value is left out."""
    found: list[Any] = []
    for part in parts:
        value = part.run(facts)
        found += value if part.type in (COLUMN, GROUP) else [value] if value is not None else []
    return found
