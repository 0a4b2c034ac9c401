"""The simple types of question: what people may type, what a file may ask, and what the manual shows of each."""

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import journey
from engine.calendar import Calendar
from engine.definition import catalogue
from engine.definition.process import Question
from engine.errors import Refusal
from engine.fields import TYPES
from engine.fields.base import FilingDay
from engine.web.form import field_view
from tests.test_fields import question

ROOT = Path(__file__).resolve().parent.parent
CHAPTER = (ROOT / "docs/manuel/types-de-question.md").read_text("utf-8")
DAY = FilingDay(date(2026, 5, 13), Calendar(closures={}, hours={}))
OPTIONS = {
    "choix": {"options": {"a": "A"}},
    "choix-multiple": {"options": {"a": "A"}},
    "accord": {"texte": "Oui."},
    "signature-simple": {"texte": "Oui."},
}
GROUPED = [name for name, kind in TYPES.items() if kind.parts]


def asked(name, **options):
    return question(TYPES[name], {**OPTIONS.get(name, {}), **options})


def answered(name, raw, **options):
    return journey.answer(asked(name, **options), raw, DAY)


# --- whatever is typed --------------------------------------------------------------------------------------

typed = st.one_of(
    st.text(max_size=40),
    st.text("0123456789 hH:.-/W2ABab•\u00a0٣", max_size=30),
    st.sampled_from(["oui", "mai", "13", "2026", "https://", "FR76", "²", "①", "٣", "\x00", "0", "99999999999"]),
)


@pytest.mark.parametrize(
    "name", [name for name, kind in TYPES.items() if kind.stores and not (kind.parts or kind.many or name == "fichier")]
)
@given(raw=typed)
def test_any_text_is_an_answer_or_a_refusal_in_french(name, raw):
    check_round_trip(asked(name), raw)


@pytest.mark.parametrize("name", GROUPED)
@given(data=st.data())
def test_any_texts_in_parts_are_an_answer_or_a_refusal_in_french(name, data):
    check_round_trip(asked(name), {part: data.draw(typed) for part in TYPES[name].parts})


def check_round_trip(one, raw):
    """What is accepted is shown, put back in the form, and read the same; what is refused says what to correct."""
    kind = one.type
    value, refused = read(one, raw)
    if refused:
        assert refused.endswith(".")
        assert set(kind.faulty(one, raw)) <= set(kind.parts)
        assert bool(kind.faulty(one, raw)) is bool(kind.parts)
    if value is not None:
        assert kind.show(one, value)
        assert kind.mask(one, value)
        again = journey.answer(one, kind.fill(one, value), DAY)
        assert again == value or name_is_typed(one)


def read(one, raw):
    """The stored value, or the sentence of refusal."""
    try:
        return journey.answer(one, raw, DAY), ""
    except Refusal as refusal:
        return None, refusal.sentence


def name_is_typed(one):
    """A phone number and a free text are kept as they were typed."""
    return one.type.name in ("telephone", "texte", "texte-long")


# --- the ways people write ----------------------------------------------------------------------------------


@given(st.times())
def test_an_hour_is_read_however_it_is_written(moment):
    stored = f"{moment.hour:02}:{moment.minute:02}"
    for written in ("{0}h{1:02}", "{0} h {1:02}", "{0:02}:{1:02}", "{0} heures {1:02}", "{0}H{1:02} min", "{0}.{1:02}"):
        assert answered("heure", written.format(moment.hour, moment.minute)) == stored


@given(st.dates())
def test_a_month_is_read_by_its_number_or_its_name(day):
    shown = TYPES["annee-mois"].show(None, f"{day.year:04}-{day.month:02}")
    for month in (str(day.month), f"{day.month:02}", shown.split("\u00a0")[0], shown.split("\u00a0")[0].upper()):
        raw = {"mois": month, "annee": f"{day.year:04}"}
        assert answered("annee-mois", raw) == f"{day.year:04}-{day.month:02}"


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 400))
def test_a_period_counts_its_first_and_its_last_day(first, more):
    last = first + timedelta(days=more)
    value = {"debut": first.isoformat(), "fin": last.isoformat()}
    kind, one = TYPES["periode"], asked("periode")
    assert journey.answer(one, kind.fill(one, value), DAY) == value
    assert kind.attribute(one, value, "jours") == str(more + 1)
    short = asked("periode", duree_max="15 jours")
    assert bool(read(short, kind.fill(one, value))[1]) is (more + 1 > 15)


def test_a_period_at_the_end_of_the_calendar_breaks_nothing():
    kind, one = TYPES["periode"], asked("periode", duree_max="10 ans")
    value = {"debut": "9999-02-01", "fin": "9999-12-31"}
    assert journey.answer(one, kind.fill(one, value), DAY) == value


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("12,50 €", "12.50"),
        ("1 234,5", "1234.50"),
        ("1\u202f234,50€", "1234.50"),
        ("12€50", "12.50"),
        ("12 euros 50", "12.50"),
        ("1 000 EUR", "1000.00"),
        ("0,5", "0.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("€ 12,50", "12.50"),
    ],
)
def test_an_amount_is_read_as_people_write_it(written, stored):
    assert answered("montant", written) == stored


@pytest.mark.parametrize("written", ["12€5", "12,5€50", "€50€", "50€ par mois", "12€500", "1.234.50", "€"])
def test_an_amount_that_could_mean_two_things_is_never_guessed(written):
    assert read(asked("montant"), written)[1].startswith("« ")


@pytest.mark.parametrize(
    "written",
    [
        "javascript:alert(1)",
        "JAVASCRIPT://exemple.fr/%0aalert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "https://banque.example@autre.example/",
        "https://exemple.fr\u202egpj.exe",
        "https:///exemple.fr",
        "https://exemple",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://exemple.fr:port/",
        "//exemple.fr",
    ],
)
def test_what_is_no_web_page_is_refused(written):
    assert read(asked("url"), written)[1]


@pytest.mark.parametrize(
    "written", ["exemple.fr:8080/a", "http://xn--caf-dma.example", "https://münchen.example/ü?q=é#a"]
)
def test_a_web_page_in_any_script_is_kept(written):
    assert answered("url", written).endswith(written.removeprefix("https://"))


# --- what others may see ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "masked"),
    [
        ("iban", "FR7630006000011234567890189", "••••\u00a0••••\u00a0••••\u00a0••••\u00a0••••\u00a0••••\u00a0189"),
        ("nir", "295109912611193", "•\u00a0••\u00a0••\u00a0••\u00a0•••\u00a0•••\u00a093"),
        ("numero-fiscal", "3023217600053", "••\u00a0••\u00a0•••\u00a0•••\u00a0053"),
        ("siret", "73282932000074", "732\u00a0829\u00a0320\u00a000074"),
    ],
)
def test_a_number_that_could_be_misused_is_hidden_but_its_end(name, value, masked):
    assert TYPES[name].mask(asked(name), value) == masked


# --- conditions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "operator", "written", "value", "phrase"),
    [
        ("heure", "avant", "12h", "11:59", "est avant 12\u00a0h"),
        ("heure", "entre", ["8 h", "12:30"], "12:30", "est entre 8\u00a0h et 12\u00a0h\u00a030"),
        ("annee-mois", "apres", "2026-04", "2026-05", "est après avril\u00a02026"),
        ("annee-mois", "avant", "aujourd’hui", "2026-04", "est avant aujourd’hui"),
        (
            "periode", "contient", "2026-05-14", {"debut": "2026-05-13", "fin": "2026-05-14"},
            "comprend le 14\u00a0mai 2026",
        ),
        (
            "periode", "avant", "aujourd’hui + 2 jours", {"debut": "2026-05-13", "fin": "2026-05-14"},
            "finit avant aujourd’hui + 2 jours",
        ),
        ("immatriculation", "commence_par", "AB12", "AB-123-CD", "commence par « AB12 »"),
        ("url", "commence_par", "HTTPS://", "https://exemple.fr", "commence par « https:// »"),
    ],
)  # fmt: skip
def test_a_comparison_holds_and_is_said_in_french(name, operator, written, value, phrase):
    kind, one = TYPES[name], asked(name)
    operand = kind.operand(one, operator, written)
    assert kind.compare(operator, value, operand, DAY)
    assert kind.say(one, operator, operand) == phrase


@pytest.mark.parametrize(
    ("name", "operator", "written"),
    [
        ("heure", "avant", "midi et demi"),
        ("heure", "entre", ["12 h", "8 h"]),
        ("heure", "entre", "8 h"),
        ("annee-mois", "avant", "mai"),
        ("annee-mois", "entre", ["2026-05", "2026-04"]),
        ("periode", "contient", "demain"),
    ],
)
def test_an_operand_that_does_not_fit_is_refused_in_french(name, operator, written):
    with pytest.raises(ValueError, match=r"\.$"):
        TYPES[name].operand(asked(name), operator, written)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("heure", {"min": "18 h", "max": "8 h"}),
        ("heure", {"min": "tôt"}),
        ("annee-mois", {"au_plus_tot": "2026-13"}),
        ("annee-mois", {"au_plus_tot": "2026-06", "au_plus_tard": "2026-05"}),
        ("periode", {"duree_max": "quelque temps"}),
        ("periode", {"duree_max": "3 jours ouvrés"}),
        ("immatriculation", {"etrangere": "parfois"}),
    ],
)
def test_an_option_that_cannot_be_is_told_with_its_key(name, options):
    with pytest.raises(ValueError, match=r"\.'\)$|\.\"\)$") as error:
        TYPES[name].coerce_options(options)
    assert error.value.args[0] in options


# --- what a file says ---------------------------------------------------------------------------------------


@pytest.fixture
def town(tmp_path):
    for folder in ("processes", "forms"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.yaml"))
    shutil.copy(ROOT / "processes/_organisation.yaml", tmp_path / "processes")
    return tmp_path


def problems(town, questions, route=""):
    """What is said of a démarche that asks these questions; its scenarios left out."""
    page = "      " + questions.strip().replace("\n", "\n      ")
    (town / "processes/essai.yaml").write_text(DEMARCHE.format(page=page, route=route), "utf-8")
    return [problem for problem in catalogue.load(town).problems if "essai" in problem.spot.file]


DEMARCHE = """titre: Un essai
resume: Une démarche pour essayer.
famille: Essais
pour: [particulier]
canaux: [web, guichet]
service: proximite
donnees_personnelles: {{finalite: Essayer, base: mission d’intérêt public, conservation: 1 an}}
formulaire:
  - page: La page
    questions:
{page}
routage:
{route}  - sinon: proximite
delais:
  reponse: {{objectif: 10 jours ouvrés}}
scenarios:
  - {{nom: Un essai, depose: 2026-05-13 10:00, reponses: {{}}, attendu: {{vers: proximite}}}}
"""


def section(name):
    """What the chapter says of a type."""
    found = re.search(rf"^### `{name}`\n(.*?)(?=^##|\Z)", CHAPTER, re.DOTALL | re.MULTILINE)
    assert found, f"docs/manuel/types-de-question.md has no section « ### `{name}` »"
    return found[1]


@pytest.mark.parametrize("name", TYPES)
def test_every_type_has_its_section_in_the_manual_with_its_keys_and_an_example_that_passes(name, town):
    text, kind = section(name), TYPES[name]
    words = set(re.findall(r"[a-z0-9_-]+", text))
    assert {*kind.options, *kind.operators} - words - {"options", "dans"} == set()
    [example] = re.findall(r"```yaml question\n(.*?)```", text, re.DOTALL)
    assert f"type: {name}\n" in example
    assert [f"{one.spot}: {one.sentence}" for one in problems(town, example) if one.blocks] == []


def test_a_protected_number_without_its_text_of_law_is_an_error_at_its_type(town):
    for name in ("nir", "numero-fiscal"):
        [problem] = problems(town, f"- id: numero\n  type: {name}\n  question: Quel est ce numéro ?")
        assert (problem.code, problem.spot.line) == ("fondement-manquant", 12)
        assert name in problem.sentence


def test_what_a_period_brings_decides_of_a_route(town):
    asked = "- id: sejour\n  type: periode\n  question: Quand ?"
    for condition in ("sejour.jours: {plus_de: 3}", "sejour.debut: {avant: 2026-06-01}", "sejour.fin: 2026-05-31"):
        assert problems(town, asked, f"  - {{si: {{{condition}}}, vers: proximite}}\n") == []
    [problem] = problems(town, asked, "  - {si: {sejour.heures: 3}, vers: proximite}\n")
    assert problem.code == "attribut-inconnu"


# --- on the page --------------------------------------------------------------------------------------------


def attributes(name, **changes):
    """What each input of a question says about itself."""
    options = TYPES[name].coerce_options({**OPTIONS.get(name, {}), **changes.pop("options", {})})
    one = Question(id="q", type=TYPES[name], label="Votre réponse", options=options, **changes)
    return {part.name: part.attributes for part in field_view(one).parts.values()}


def test_the_browser_helps_part_by_part_and_only_for_the_person_typing():
    born = attributes("date", options={"autocomplete": "bday"})
    assert [part["autocomplete"] for part in born.values()] == ["bday-day", "bday-month", "bday-year"]
    assert {part["autocomplete"] for part in attributes("date").values()} == {None}
    assert {part["autocomplete"] for part in attributes("periode", about_self=False).values()} == {"off"}
    signed = attributes("signature-simple")
    assert (signed["accord"]["autocomplete"], signed["nom"]["autocomplete"]) == (None, "name")
    assert signed["nom"]["spellcheck"] == "false"


@pytest.mark.parametrize("name", GROUPED)
def test_each_part_has_its_own_label_and_those_of_one_group_differ(name):
    parts = [(part.group, part.label) for part in TYPES[name].inputs]
    assert all(label for _, label in parts)
    assert len(set(parts)) == len(parts)


def test_the_parts_to_correct_of_a_period_are_those_of_the_wrong_day():
    one = asked("periode")
    raw = dict(zip(one.type.parts, ("13", "5", "2026", "31", "6", "2026"), strict=True))
    assert one.type.faulty(one, raw) == ("fin_jour", "fin_mois", "fin_annee")
    assert one.type.faulty(one, {**raw, "debut_annee": "26"}) == ("debut_annee",)
    assert one.type.faulty(one, {**raw, "debut_mois": ""}) == ("debut_mois",)
