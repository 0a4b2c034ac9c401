"""Where an answer is: what an address found brings, when it is kept, and what conditions read of it."""

import json
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import lxml.html
import pytest

from engine.calendar import Calendar
from engine.definition.condition import Compare, Facts
from engine.definition.process import Question
from engine.definition.sectors import District, Districts
from engine.fields import TYPES
from engine.fields.base import FilingDay
from engine.fields.place import Taken, taken_from
from engine.geometry import read_outline
from engine.theme import Theme
from engine.web.form import Search, Suggestion, field_view
from engine.web.lookup import KEPT, opened, settled, with_search
from tests.test_citizen_in_browser import Later
from tests.test_sectors import EAST, WEST
from tests.test_theme import THEMES

DAY = FilingDay(date(2026, 5, 13), Calendar(closures={}, hours={}))
FOUND = Taken("12 Rue Neuve 33000 Bordeaux", "12 Rue Neuve", "33000", "Bordeaux", "33063", (44.85, -0.57))
TOWN = Districts(
    [
        District("ouest", "Ouest", frozenset({"33000"}), read_outline(WEST)),
        District("est", "Est", frozenset({"33100"}), read_outline(EAST)),
    ]
)
SECRET, NOW = b"un secret", Later()()


def question(kind):
    return Question("ou", TYPES[kind], "Où ?", options=TYPES[kind].coerce_options({}))


def blank(kind):
    return TYPES[kind].fill(question(kind), None)


def cleaned(kind, raw):
    return TYPES[kind].clean(question(kind), raw, DAY)


@pytest.mark.parametrize("kind", ["adresse", "lieu"])
def test_an_address_that_was_chosen_keeps_its_point_and_comes_back_whole(kind):
    value = cleaned(kind, TYPES[kind].taken(blank(kind), FOUND))
    assert (value["lat"], value["lon"], value["code_commune"]) == (44.85, -0.57, "33063")
    assert cleaned(kind, TYPES[kind].fill(question(kind), value)) == value


@pytest.mark.parametrize(
    ("part", "typed"), [("voie", "14 rue Neuve"), ("code_postal", "33800"), ("commune", "Talence")]
)
def test_a_line_changed_by_hand_loses_the_point(part, typed):
    raw = {**TYPES["adresse"].taken(blank("adresse"), FOUND), part: typed}
    assert "lat" not in cleaned("adresse", raw)


def test_case_and_accents_are_not_a_change():
    raw = {**TYPES["adresse"].taken(blank("adresse"), FOUND), "voie": "12 rue neuve", "complement": "Bât. B"}
    assert cleaned("adresse", raw)["lat"] == 44.85


def test_an_address_abroad_never_has_the_point_of_another():
    raw = {**TYPES["adresse"].taken(blank("adresse"), FOUND), "pays": "Belgique"}
    assert "lat" not in cleaned("adresse", raw)


def test_a_point_chosen_on_the_map_wins_over_the_one_of_the_address():
    raw = {**TYPES["lieu"].taken(blank("lieu"), FOUND), "point": "44.86 -0.59"}
    assert (cleaned("lieu", raw)["lat"], cleaned("lieu", raw)["commune"]) == (44.86, "Bordeaux")


@pytest.mark.parametrize("kind", ["adresse", "lieu"])
def test_the_sector_follows_the_point_when_there_is_one_and_the_postcode_otherwise(kind):
    asked = question(kind)
    chosen = cleaned(kind, TYPES[kind].taken(blank(kind), FOUND))
    by_hand = {key: value for key, value in chosen.items() if key not in ("lat", "lon", "code_commune")}

    def within(value, *sectors):
        return Compare("ou", "dans", sectors, asked).holds(Facts({"ou": value}, DAY, districts=TOWN))

    assert within(chosen, "est")
    assert not within(chosen, "ouest")
    assert within(by_hand, "ouest")
    assert not within(by_hand, "hors-secteur")


def test_what_an_answer_brings_can_be_compared():
    kind, asked = TYPES["lieu"], question("lieu")
    value = cleaned("lieu", kind.taken(blank("lieu"), FOUND))
    assert {name: kind.attribute(asked, value, name) for name in kind.attributes(asked)} == {
        "code_postal": "33000",
        "commune": "Bordeaux",
        "code_commune": "33063",
    }
    assert kind.attribute(asked, {"texte": "Ici"}, "commune") is None


@pytest.mark.parametrize("written", ["", "{", "3", "[]", "null", '{"lat": "x", "lon": 1}', '{"texte": {}}'])
def test_what_is_no_address_found_is_nothing_or_harmless(written):
    known = taken_from(written)
    assert known is None or isinstance(known.text, str)
    assert "lat" not in cleaned("lieu", {"texte": "Ici", "point": "", "trouve": written})


# --- what the browser holds


def sealed(kind):
    raw = TYPES[kind].taken(blank(kind), FOUND)
    field = field_view(question(kind), raw)
    settings = SimpleNamespace(secret=SECRET, addresses="")
    return with_search(field, question(kind), "/x", settings, NOW).raw["trouve"]


def test_the_browser_holds_only_what_we_sealed():
    token = sealed("adresse")
    assert "44.85" not in token
    assert json.loads(opened(token, SECRET, NOW))["lat"] == 44.85
    assert opened(token, b"un autre", NOW) == opened(token[:-4], SECRET, NOW) == ""
    assert opened(token, SECRET, NOW + KEPT) == ""


def test_a_seal_that_is_not_ours_leaves_what_was_typed():
    form = SimpleNamespace(get={"ou-choisie": "faux"}.get)
    raw = {**blank("lieu"), "texte": "Ici", "trouve": "faux"}
    assert settled(question("lieu"), raw, form, SECRET, NOW) == {**raw, "trouve": ""}


@pytest.mark.parametrize("kind", ["adresse", "lieu"])
def test_a_field_that_looks_for_addresses_names_every_control(kind):
    found = (Suggestion("sceau", FOUND.text, {"data-texte": FOUND.text}),)
    field = replace(field_view(question(kind)), search=Search("/x", "12 rue", found, "Une note.", True))
    main = lxml.html.fragment_fromstring(Theme(THEMES, "base").render("field.html", {"field": field}), "main")
    for control in main.xpath("//input[@type!='hidden']"):
        assert main.xpath(f"//label[@for='{control.get('id')}']"), control.get("id")
    [button] = main.xpath("//button[@formaction]")
    assert button.get("formaction") == "/x"
    assert main.xpath("//fieldset//fieldset/legend")[0].text_content() == "Adresses proposées"
