"""Countries, languages and communes: what is proposed, what an answer brings, what may be written in the file."""

import pytest

from engine.fields import TYPES
from tests.test_fields import question

COMMUNE, COUNTRY, LANGUAGE = TYPES["commune"], TYPES["pays"], TYPES["langue"]


def test_france_comes_first_and_every_country_is_there():
    asked = question(COUNTRY)
    names = [entry.label for entry in COUNTRY.entries(asked)]
    assert names[0] == "France"
    assert {"Comores", "Kosovo", "Palestine", "Viêt Nam"} - {*names} <= {"Palestine", "Viêt Nam"}
    assert 240 < len(names) < 260
    assert [entry.value for entry in COUNTRY.proposed(asked, None)] == ["FR"]


def test_a_country_says_whether_it_is_in_the_european_union():
    asked = question(COUNTRY)
    assert [COUNTRY.attribute(asked, code, "union_europeenne") for code in ("BE", "GB")] == [True, False]


def test_a_demarche_may_leave_countries_out_or_keep_a_few():
    kept = question(COUNTRY, {"seulement": ["FR", "be"]})
    assert [entry.value for entry in COUNTRY.entries(kept)] == ["FR", "BE"]
    assert not COUNTRY.is_searched(kept)
    assert "FR" not in COUNTRY.entries(question(COUNTRY, {"exclure": "FR"})).by_value
    with pytest.raises(ValueError, match="exclure") as error:
        COUNTRY.coerce_options({"exclure": ["Belgique"]})
    assert "« BE »" in error.value.args[1]


def test_languages_are_spoken_or_signed():
    names = {entry.label for entry in LANGUAGE.entries(question(LANGUAGE))}
    assert {"Français", "Arabe", "Kabyle", "Langue des signes française", "Soninké"} - names <= {"Soninké"}


@pytest.mark.parametrize("written", ["Bordeaux (33000)", "33000 Bordeaux", {"code_insee": "33063"}, "33063"])
def test_a_commune_is_written_in_a_scenario_as_it_is_said(written):
    value = COMMUNE.literal(question(COMMUNE), written)
    assert (value["nom"], value["code_postal"], value["departement"]) == ("Bordeaux", "33000", "33")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("33800", "Bordeaux (33800)"),
        ("merignac", "Mérignac (33700)"),
        ("L’Haÿ", "L'Haÿ-les-Roses (94240)"),
        ("saint denis 974", "Saint-Denis (97400)"),
        ("2A004", ""),
    ],
)
def test_a_commune_is_found_by_name_or_postcode(words, first):
    found = [entry.label for entry in COMMUNE.search(question(COMMUNE), words)]
    assert found[:1] == ([first] if first else [])
