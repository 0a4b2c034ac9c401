"""What an import does at the limits of our language: it tells, it never stops, and it ends."""

from datetime import UTC, datetime

import pytest

from engine import rehearsal
from engine.definition import catalogue as catalogues
from engine.definition import source
from engine.imports import demarche, publik

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
DAYS = "<items><item>Lundi</item><item>Mardi</item><item>Jeudi</item></items>"


def field(kind, name, inside=""):
    return f"<field><type>{kind}</type><label>Le {name}</label><varname>{name}</varname>{inside}</field>"


def when(text):
    return f"<condition><type>django</type><value>{text}</value></condition>"


@pytest.fixture
def convert(catalogue):
    def converted(*fields, more=""):
        written = (
            f"<formdef><name>Essai</name><url_name>essai</url_name>{more}<fields>{''.join(fields)}</fields></formdef>"
        )
        export = publik.read({"form.wcs": written.encode()})
        done = demarche.imported(export.forms[0], export, catalogue, NOW, "proximite", "Publik")
        file = source.parse(done.files["processes/essai.yaml"], "processes/essai.yaml")
        found = file.problems or catalogues.read_guest("essai", file, catalogue, rehearsal.check)
        assert [str(one) for one in found if one.blocks] == []
        questions = {one["id"]: one for page in file.data["formulaire"] for one in page["questions"]}
        return file.data, questions, done.report

    return converted


@pytest.mark.parametrize(
    ("test", "condition"),
    [
        ("form_var_jours|length &gt;= 2", {"jours": {"au_moins": "2"}}),
        ("2 &lt; form_var_jours|length", {"jours": {"plus_de": "2"}}),
        ("form_var_jours|length == 2", {"jours": {"entre": ["2", "2"]}}),
        (
            "form_var_jours|length &lt; 2",
            {"au_moins_un": [{"jours": {"renseigne": "non"}}, {"jours": {"moins_de": "2"}}]},
        ),
    ],
)
def test_the_answers_of_a_multiple_choice_are_counted(convert, test, condition):
    _, questions, report = convert(field("items", "jours", DAYS), field("string", "suite", when(test)))
    assert questions["suite"]["si"] == condition
    assert report.count("laissé") == 0


def test_format_checks_become_forms_and_models(convert):
    check = "<validation><type>{}</type><value>{}</value></validation>"
    _, questions, report = convert(
        field("string", "code", check.format("regex", "^[0-9]{4}$")),
        field("string", "reference", check.format("regex", "^[A-Z]{2}-[0-9]{3}$")),
        field("string", "registre", check.format("nrn-be", "")),
        field("string", "mot", check.format("regex", "^(?!x).*$")),
    )
    assert questions["code"]["forme"] == "chiffres"
    assert (questions["code"]["longueur_min"], questions["code"]["longueur"]) == ("4", "4")
    assert questions["reference"]["modele"] == "AA-000"
    assert questions["registre"]["modele"] == "00.00.00-000.00"
    assert [line.what for line in report.lines if line.status == "laissé"] == ["contrôle de forme"]


def test_the_days_of_publication_are_those_of_opening(convert):
    more = "<publication_date>2026-03-01 00:00</publication_date><expiration_date>30/04/2026</expiration_date>"
    data, _, _ = convert(field("string", "nom"), more=more)
    assert data["ouverture"] == {"du": "2026-03-01", "au": "2026-04-30"}


def test_computed_values_that_name_themselves_end(convert):
    formula = "<value_template>{% if form_var_a == '1' %}{{ form_var_a }}{% else %}{{ form_var_b }}{% endif %}</value_template>"
    other = formula.replace("form_var_a", "form_var_b")
    _, _, report = convert(
        field("computed", "a", formula),
        field("computed", "b", other),
        field("string", "fin", when("form_var_a == '2'")),
    )
    assert report.count("laissé")


@pytest.mark.parametrize("kind", ["siret-fr", "iban", "url", "time"])
def test_a_comparison_that_our_type_refuses_is_left(convert, kind):
    check = f"<validation><type>{kind}</type></validation>"
    convert(field("string", "n", check), field("string", "fin", when("'a' in form_var_n or form_var_n == 'abc'")))


@pytest.mark.parametrize("length", ["1.5", "0", "999999999", "abc"])
def test_a_length_that_makes_no_sense_is_no_obstacle(convert, length):
    check = f"<maxlength>{length}</maxlength><validation><type>zipcode-fr</type></validation>"
    convert(field("string", "n", check))
