"""Formulas: read and written again, refused at the right place, computed as an independent oracle does."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import Calendar
from engine.definition.condition import Facts
from engine.definition.expression import tree
from engine.definition.expression.meaning import Names, judge
from engine.definition.expression.reading import Slip, read, renamed
from engine.definition.expression.tree import write
from engine.definition.process import Question
from engine.duration import Duration
from engine.fields import TYPES
from engine.fields.base import FilingDay

DAY = FilingDay(date(2026, 5, 13), Calendar(closures={}, hours={}))


def asked(id, kind, **options):
    return Question(id, TYPES[kind], id, options=TYPES[kind].coerce_options(options))


QUESTIONS = {
    one.id: one
    for one in (
        asked("a", "nombre"),
        asked("b", "nombre"),
        asked("prix", "montant"),
        asked("debut", "date"),
        asked("fin", "date"),
        asked("marie", "oui-non"),
        asked("nom", "texte"),
        asked("usage", "choix", options={"terrasse": "Une terrasse", "chantier": "Un chantier"}),
        asked("jours", "choix-multiple", options={"lundi": "Lundi"}),
    )
}
GROUPS = {"enfants": {"age": asked("age", "nombre"), "quotient": asked("quotient", "montant")}}
ANSWERS = {
    "a": "6",
    "b": "4",
    "prix": "12.50",
    "debut": "2026-06-01",
    "fin": "2026-06-11",
    "marie": False,
    "nom": "Zoé",
    "usage": "terrasse",
    "enfants": [{"age": "3", "quotient": "400.00"}, {"age": "7", "quotient": None}, {"age": "5", "quotient": "10.50"}],
}


def value(formula, result="nombre", answers=ANSWERS):
    return judge(read(formula), Names(QUESTIONS, groups=GROUPS), result).value(Facts(answers, DAY))


@pytest.mark.parametrize(
    ("formula", "result", "wanted"),
    [
        ("a + b * 2", "nombre", "14"),
        ("(a + b) * 2", "nombre", "20"),
        ("a - b - 1", "nombre", "1"),
        ("-a + 10", "nombre", "4"),
        ("a / b", "nombre", "1.5"),
        ("a / 3", "nombre", "2"),
        ("1 / 3", "nombre", "0.333333"),
        ("a / (b - 4)", "nombre", None),
        ("a × 1,5", "nombre", "9"),
        ("a * prix", "montant", "75.00"),
        ("prix * 2 + 5 €", "montant", "30.00"),
        ("prix + 5", "montant", "17.50"),
        ("prix / 3", "montant", "4.17"),
        ("prix / 2,50 €", "nombre", "5"),
        ("a * 10", "montant", "60.00"),
        ("debut + 15 jours", "date", "2026-06-16"),
        ("debut - 2 mois", "date", "2026-04-01"),
        ("debut + a", "date", "2026-06-07"),
        ("fin - debut", "nombre", "10"),
        ("debut < aujourd’hui + 10 jours ouvrés", "oui-non", False),
        ("age(2008-05-14)", "nombre", "17"),
        ("age(2008-05-13)", "nombre", "18"),
        ("annee(debut)", "nombre", "2026"),
        ("si a > b alors 1 sinon 2", "nombre", "1"),
        ("si marie alors 1 sinon si a = 6 alors 3 sinon 4", "nombre", "3"),
        ("non marie et a >= 6", "oui-non", True),
        ("marie = non", "oui-non", True),
        ('usage = "terrasse"', "oui-non", True),
        ('nom & " : " & usage & ", " & prix', "texte", "Zoé : Une terrasse, 12,50\u00a0€"),
        ("longueur(nom)", "nombre", "3"),
        ("min(a ; b ; 9)", "nombre", "4"),
        ("max(prix ; 20)", "montant", "20.00"),
        ("arrondi(a / 4)", "nombre", "2"),
        ("arrondi(1,005 ; 2)", "nombre", "1.01"),
        ("somme(enfants.quotient)", "montant", "410.50"),
        ("somme(enfants.age) / nombre(enfants)", "nombre", "5"),
        ("nombre(enfants.quotient)", "nombre", "2"),
        ("max(enfants.age)", "nombre", "7"),
        ("renseigne(nom)", "oui-non", True),
    ],
)
def test_a_formula_gives(formula, result, wanted):
    assert value(formula, result) == wanted


@pytest.mark.parametrize("formula", ["a + 1", "si a > 1 alors 1 sinon 2", "min(a + 1)", "arrondi(a)", "-a"])
def test_without_an_answer_there_is_no_value(formula):
    assert value(formula, answers={}) is None


def test_somme_nombre_min_and_max_leave_out_what_is_missing():
    few = {"b": "4"}
    assert [value(f"{name}(a ; b)", answers=few) for name in ("somme", "nombre", "min", "max")] == ["4", "1", "4", "4"]
    assert value("somme(enfants.age)", answers={}) == "0"
    assert value("nombre(enfants)", answers={}) == "0"


def test_too_great_a_number_is_no_value():
    assert value("a * 900000000000000000", answers=ANSWERS) is None
    assert value("debut + 99999999", "date") is None


@pytest.mark.parametrize(
    ("formula", "result", "code", "at"),
    [
        ("a +", "nombre", "calcul-syntaxe", 3),
        ("a + * b", "nombre", "calcul-syntaxe", 4),
        ("(a + b", "nombre", "calcul-syntaxe", 6),
        ("a ? b", "nombre", "calcul-syntaxe", 2),
        ('"abc', "texte", "calcul-syntaxe", 0),
        ("a b", "nombre", "calcul-syntaxe", 2),
        ("a < b < 3", "oui-non", "calcul-syntaxe", 6),
        ("si a > 1 alors 2", "nombre", "calcul-syntaxe", 16),
        ("2026-02-31", "date", "calcul-syntaxe", 0),
        ("a + prx", "nombre", "calcul-nom", 4),
        ("som(a)", "nombre", "calcul-nom", 0),
        ("enfants.taille", "nombre", "calcul-nom", 0),
        ("parametre.x", "nombre", "calcul-nom", 0),
        ("a + nom", "nombre", "calcul-type", 2),
        ("prix * prix", "montant", "calcul-type", 5),
        ("prix + a", "montant", "calcul-type", 5),
        ("a > debut", "oui-non", "calcul-type", 2),
        ('nom < "b"', "oui-non", "calcul-type", 4),
        ("si a alors 1 sinon 2", "nombre", "calcul-type", 3),
        ('si marie alors 1 sinon "x"', "nombre", "calcul-type", 0),
        ('usage = "terase"', "oui-non", "calcul-type", 8),
        ("jours", "nombre", "calcul-type", 0),
        ("age(a)", "nombre", "calcul-type", 4),
        ("longueur()", "nombre", "calcul-type", 0),
        ("max(nom ; a)", "nombre", "calcul-type", 0),
        ("arrondi(a ; b)", "nombre", "calcul-type", 12),
        ("a", "date", "calcul-type", 0),
        ("prix", "nombre", "calcul-type", 0),
        ("((((" * 20 + "a", "nombre", "calcul-trop-long", None),
        ("a + " * 600 + "a", "nombre", "calcul-trop-long", 0),
    ],
)
def test_a_formula_that_is_wrong_is_told_where(formula, result, code, at):
    with pytest.raises(Slip) as slip:
        value(formula, result)
    assert (slip.value.code, slip.value.at if at is not None else None) == (code, at), slip.value.sentence
    assert slip.value.sentence.endswith(".")


def test_a_name_close_to_another_is_suggested():
    with pytest.raises(Slip) as slip:
        value("prxi * 2", "montant")
    assert slip.value.help == "Vouliez-vous dire « prix » ?"


def test_the_names_of_a_block_follow_its_prefix_but_not_its_texts():
    ids = {"a", "nom"}
    put = renamed('si a > 1 alors nom & "a : " sinon groupe.a', lambda word: f"x_{word}" if word in ids else word)
    assert put == 'si x_a > 1 alors x_nom & "a : " sinon groupe.a'


# --- on random formulas

WORDS = st.sampled_from(["a", "b", "prix_2", "commune"])
NUMBERS = (
    st.decimals(0, 10**6, places=2)
    .map(lambda n: n.normalize() if n else Decimal(0))
    .map(lambda n: Decimal(format(n, "f")))
)
ATOMS = st.one_of(
    NUMBERS.map(tree.Number),
    NUMBERS.map(tree.Money),
    st.text("abc :;()+é€", max_size=8).map(tree.Text),
    st.booleans().map(tree.YesNo),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(tree.Day),
    st.just(tree.Today()),
    st.sampled_from(["15 jours", "10 jours ouvrés", "2 mois"]).map(lambda one: tree.Span(Duration.parse(one))),
    st.builds(tree.Name, WORDS, st.sampled_from(["", "code_postal"])),
)


def grown(parts):
    signs = st.sampled_from(list(tree.LEVEL))
    return st.one_of(
        st.builds(tree.Unary, st.sampled_from(["-", "non"]), parts),
        st.builds(tree.Binary, signs, parts, parts),
        st.builds(tree.If, parts, parts, parts),
        st.builds(tree.Call, st.sampled_from(["somme", "min", "age"]), st.lists(parts, max_size=3).map(tuple)),
    )


@given(st.recursive(ATOMS, grown, max_leaves=12))
def test_what_is_written_is_read_the_same(node):
    assert read(write(node)) == node


@given(st.text(alphabet="ab1,. +-*/()<>=&;\"«»siale norut'’€é\n\u00a0", max_size=60))
def test_nothing_that_is_typed_raises_anything_but_a_slip(typed):
    try:
        judge(read(typed), Names(QUESTIONS, groups=GROUPS), "nombre").value(Facts(ANSWERS, DAY))
    except Slip as slip:
        assert 0 <= slip.at <= len(typed)  # noqa: PT017 most of what is typed is no slip


ARITHMETIC = st.recursive(
    st.one_of(
        st.integers(0, 99).map(lambda n: tree.Number(Decimal(n))), st.sampled_from(["a", "b", "absent"]).map(tree.Name)
    ),
    lambda parts: st.one_of(
        st.builds(tree.Binary, st.sampled_from("+-*/"), parts, parts),
        st.builds(tree.Unary, st.just("-"), parts),
        st.builds(tree.If, st.builds(tree.Binary, st.sampled_from(["<", ">=", "=", "<>"]), parts, parts), parts, parts),
        st.builds(
            tree.Call,
            st.sampled_from(["somme", "min", "max", "nombre"]),
            st.lists(parts, min_size=1, max_size=3).map(tuple),
        ),
    ),
    max_leaves=10,
)


def oracle(node, answers):
    """The value as plainly as it can be said, None when there is none."""
    match node:
        case tree.Number(number):
            return number
        case tree.Name(head):
            return answers.get(head)
        case tree.Unary(_, inner):
            found = oracle(inner, answers)
            return None if found is None else -found
        case tree.If(tree.Binary(sign, one, other), then, otherwise):
            x, y = oracle(one, answers), oracle(other, answers)
            if x is None or y is None:
                return None
            holds = {"<": x < y, ">=": x >= y, "=": x == y, "<>": x != y}[sign]
            return oracle(then if holds else otherwise, answers)
        case tree.Call(name, parts):
            known = [found for found in (oracle(part, answers) for part in parts) if found is not None]
            if name == "nombre":
                return Decimal(len(known))
            if name == "somme":
                return capped(sum(known, Decimal(0)))
            return {"min": min, "max": max}[name](known) if known else None
        case tree.Binary(sign, one, other):
            x, y = oracle(one, answers), oracle(other, answers)
            if x is None or y is None or (sign == "/" and y == 0):
                return None
            return capped({"+": x + y, "-": x - y, "*": x * y, "/": x / y if y else y}[sign])
    raise AssertionError(node)


def capped(number):
    return number if abs(number) < 10**15 else None


@given(ARITHMETIC, st.integers(-50, 50), st.integers(-50, 50))
def test_a_formula_is_worth_what_an_independent_reading_says(node, a, b):
    questions = {id: asked(id, "nombre") for id in ("a", "b", "absent")}
    found = judge(read(write(node)), Names(questions), "nombre").run(Facts({"a": str(a), "b": str(b)}, DAY))
    assert found == oracle(node, {"a": Decimal(a), "b": Decimal(b)})


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 3660))
def test_days_added_and_dates_subtracted_agree(start, days):
    found = value(f"{start.isoformat()} + {days} jours - {start.isoformat()}")
    assert found == str((start + timedelta(days=days) - start).days)
