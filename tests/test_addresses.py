"""Looking for an address: what the source does wrong never stops anyone, and what a browser says is not believed."""

import json
import logging
import shutil
from urllib.parse import quote

import pytest

from engine.acts.reopen import OfficeKeeper
from engine.addresses import Addresses, read
from engine.errors import SettingsError, SourceSilent
from engine.records import Draft
from engine.settings import load
from engine.web.app import create_app
from tests.address_server import KNOWN, feature, serving_addresses
from tests.conftest import browser, settings_for
from tests.robot import Robot, plain
from tests.test_citizen_in_browser import Later

ROAD = "signaler-un-probleme-dans-la-rue"
TYPED = "12 cours de la somme"


@pytest.fixture(scope="module")
def source():
    with serving_addresses() as server:
        yield server


@pytest.fixture
async def addresses(source):
    source.mode, source.asked[:] = "juste", []
    asked = Addresses(source.url)
    yield asked
    await asked.close()


# --- what the source says


async def test_an_address_found_brings_its_parts_and_its_point(addresses, source):
    first, *others = await addresses.search(TYPED)
    assert source.asked == [TYPED]
    assert (first.street, first.postcode, first.town, first.town_code) == (
        "12 Cours de la Somme",
        "33800",
        "Bordeaux",
        "33063",
    )
    assert first.point == (44.8201, -0.5724)
    assert len(others) == 1


async def test_too_few_letters_ask_nobody(addresses, source):
    assert await addresses.search(" a ") == ()
    assert source.asked == []


async def test_a_long_text_is_shortened_and_put_on_one_line(addresses, source):
    await addresses.search("rue\nde la\tSomme " + "x" * 1000)
    assert source.asked[0].startswith("rue de la Somme x")
    assert len(source.asked[0]) == 200


async def test_no_source_is_no_search():
    assert not Addresses("")
    assert await Addresses("").search(TYPED) == ()


@pytest.mark.parametrize("mode", ["panne", "ailleurs", "charabia", "liste", "profond", "enorme", "lent", "goutte"])
async def test_a_source_that_misbehaves_is_silent_and_nobody_waits_for_its_end(addresses, source, mode):
    source.mode = mode
    with pytest.raises(SourceSilent) as silent:
        await addresses.search(TYPED)
    assert not source.waited_for
    assert silent.value.__cause__ is None
    assert TYPED not in str(silent.value)


async def test_a_source_that_is_down_is_silent():
    with pytest.raises(SourceSilent):
        await Addresses("http://127.0.0.1:1/search/").search(TYPED)


async def test_a_strange_answer_keeps_only_what_makes_sense(addresses, source):
    source.mode = "etrange"
    assert [(one.text, one.town, one.point) for one in await addresses.search(TYPED)] == [("A", "", None)]


def test_codes_and_coordinates_out_of_shape_are_left_out():
    odd = feature("L\n abel", "1", "Rue", "3380", "Ville", "2A004", 1e9, "x")
    [found] = read({"features": [odd]})
    assert (found.text, found.postcode, found.town_code, found.point) == ("L abel", "", "2A004", None)


async def test_what_people_type_is_written_in_no_log(addresses, source, caplog):
    caplog.set_level(logging.DEBUG)
    await addresses.search(TYPED)
    source.mode = "panne"
    with pytest.raises(SourceSilent):
        await addresses.search(TYPED)
    assert "somme" not in caplog.text.lower()
    assert quote(TYPED) not in caplog.text


@pytest.mark.parametrize("wrong", ["data.geopf.fr", "ftp://data.geopf.fr", "https://"])
def test_an_address_of_source_that_cannot_be_one_is_refused(wrong):
    with pytest.raises(SettingsError, match="PARVIS_ADRESSES"):
        load({"PARVIS_ADRESSES": wrong})


@pytest.mark.parametrize("wrong", ["tuiles.fr/{z}", "https://t.fr/x.png", "https://t.fr; script-src */{z}"])
def test_a_background_that_cannot_be_one_is_refused(wrong):
    with pytest.raises(SettingsError, match="PARVIS_FOND_DE_CARTE"):
        load({"PARVIS_FOND_DE_CARTE": wrong})


# --- on the page, without scripts


@pytest.fixture
async def town(empty_sqlite, tmp_path, source):
    """The shipped city with a source of addresses."""
    source.mode, source.asked[:] = "juste", []
    shutil.copy(empty_sqlite, tmp_path / "parvis.sqlite3")
    settings = settings_for(tmp_path, PARVIS_ADRESSES=source.url)
    app = create_app(settings, OfficeKeeper(settings), now=Later())
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def walker(town):
    async with browser(town) as client:
        robot = Robot(client)
        await robot.open(f"/demarches/{ROAD}")
        await robot.press("Commencer")
        robot.fill(plain("Que voulez-vous signaler ?"), "Un trou ou une route abîmée")
        robot.fill(plain("Est-ce dangereux en ce moment ?"), "Non")
        await robot.press("Continuer", "main form.questions")
        yield robot


async def kept():
    [draft] = await Draft.all()
    return draft.answers.get("lieu")


async def test_an_address_is_looked_for_then_chosen_without_javascript(walker):
    walker.fill(plain("Où est-ce ?"), {"texte": TYPED})
    await walker.press("Chercher l’adresse")
    assert walker.response.status_code == 200
    assert "Adresses proposées" in walker.words
    assert not walker.errors
    choice = walker.tree.xpath("//input[@name='lieu-choisie']")[0]
    for other in walker.tree.xpath("//input[@name='lieu-choisie']"):
        other.attrib.pop("checked", None)
    choice.set("checked", "checked")
    await walker.press("Continuer", "main form.questions")
    assert walker.heading == "Ce que vous avez vu"
    assert await kept() == {
        "texte": KNOWN[0][0],
        "code_postal": "33800",
        "commune": "Bordeaux",
        "code_commune": "33063",
        "lat": 44.8201,
        "lon": -0.5724,
    }


async def test_what_is_typed_is_in_no_address(walker):
    walker.fill(plain("Où est-ce ?"), {"texte": TYPED})
    await walker.press("Chercher l’adresse")
    assert all("somme" not in url.lower() for url, _ in walker.visited)


async def test_the_answer_comes_back_with_its_point_until_the_words_change(walker):
    walker.fill(plain("Où est-ce ?"), {"texte": TYPED})
    await walker.press("Chercher l’adresse")
    walker.tree.xpath("//input[@name='lieu-choisie']")[0].set("checked", "checked")
    walker.tree.xpath("//input[@id='lieu-choisie-0']")[0].attrib.pop("checked", None)
    await walker.press("Continuer", "main form.questions")
    await walker.follow("Page précédente")
    await walker.press("Continuer", "main form.questions")
    assert (await kept())["code_commune"] == "33063"
    await walker.follow("Page précédente")
    walker.fill(plain("Où est-ce ?"), {"texte": "Devant la boulangerie"})
    await walker.press("Continuer", "main form.questions")
    assert await kept() == {"texte": "Devant la boulangerie"}


@pytest.mark.parametrize("forged", ["", "oui", json.dumps({"texte": "x", "lat": 1, "lon": 1}), "A" * 400, "é"])
async def test_a_choice_that_we_did_not_propose_is_as_if_absent(walker, forged):
    walker.fill(plain("Où est-ce ?"), {"texte": "44.8378 -0.5792"})
    form = walker.tree.cssselect("main form.questions")[0]
    await walker.submit(form, None, **{"lieu-choisie": forged, "lieu-trouve": forged})
    assert await kept() == {"texte": "", "lat": 44.8378, "lon": -0.5792}


@pytest.mark.parametrize("mode", ["panne", "lent", "charabia"])
async def test_a_silent_source_is_one_quiet_sentence_and_the_form_goes_on(walker, source, mode):
    source.mode = mode
    walker.fill(plain("Où est-ce ?"), {"texte": "12 cours de la Somme, 33800 Bordeaux"})
    await walker.press("Chercher l’adresse")
    assert walker.response.status_code == 200
    assert "La recherche d’adresse ne répond pas. Écrivez l’adresse vous-même" in walker.words
    assert not walker.errors
    await walker.press("Continuer", "main form.questions")
    assert await kept() == {"texte": "12 cours de la Somme, 33800 Bordeaux", "code_postal": "33800"}


async def test_nothing_found_is_said(walker, source):
    source.mode = "vide"
    walker.fill(plain("Où est-ce ?"), {"texte": "zyzzyva"})
    await walker.press("Chercher l’adresse")
    assert "Aucune adresse trouvée" in walker.words


async def test_scripts_receive_the_list_alone_and_its_announcement(walker):
    page = str(walker.response.url)
    answer = await walker.client.post(
        f"{page}/adresses/lieu",
        data={"lieu-texte": TYPED},
        headers={"HX-Request": "true", "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 200
    assert "<main" not in answer.text
    assert answer.text.count('type="radio"') == 3
    assert quote("2 adresses proposées.") in answer.headers["Parvis-Announce"]


async def test_the_search_asked_as_a_page_or_for_no_question_is_the_page_itself(walker):
    page = str(walker.response.url)
    for path in ("lieu", "inconnue"):
        await walker.open(f"{page}/adresses/{path}")
        assert str(walker.response.url) == page


async def test_without_a_draft_nobody_is_asked(town, source):
    async with browser(town) as client:
        answer = await client.post(
            f"/demarches/{ROAD}/page/l-endroit/adresses/lieu",
            data={"lieu-texte": TYPED},
            headers={"Sec-Fetch-Site": "same-origin"},
        )
    assert answer.status_code == 404
    assert source.asked == []


async def test_too_many_searches_are_one_quiet_sentence(walker, source, monkeypatch):
    monkeypatch.setattr("engine.web.lookup.ALLOWED", "1/minute")
    for _ in range(2):
        walker.fill(plain("Où est-ce ?"), {"texte": TYPED})
        await walker.press("Chercher l’adresse")
    assert "Beaucoup de recherches en peu de temps" in walker.words
    assert source.asked == [TYPED]


# --- the map


async def test_the_map_shows_the_sectors_and_asks_nobody_else_by_default(town):
    async with browser(town) as client:
        answer = await client.get("/carte.json")
        content = answer.json()
        assert [one["properties"]["nom"] for one in content["secteurs"]["features"]][:2] == [
            "Bordeaux Centre",
            "Bordeaux Sud",
        ]
        assert content["fond"]["adresse"] == ""
        assert len(answer.content) < 30_000
        policy = (await client.get("/")).headers["content-security-policy"]
    assert "img-src 'self' data:;" in policy


def test_the_background_chosen_by_the_city_is_the_only_one_allowed(tmp_path):
    settings = settings_for(tmp_path, PARVIS_FOND_DE_CARTE="https://{s}.tuiles.example/{z}/{x}/{y}.png")
    app = create_app(settings, OfficeKeeper(settings))
    [guard] = [one for one in app.user_middleware if one.cls.__name__ == "Guard"]
    assert guard.kwargs["pictures"] == "https://*.tuiles.example"
