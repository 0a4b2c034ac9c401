"""A place, in a real browser: words alone suffice, the map comes on demand, and nobody else is asked for anything."""

import os

import pytest

from tests.address_server import KNOWN, serving_addresses
from tests.conftest import settings_for
from tests.inspect_page import defects
from tests.site import serving
from tests.test_browser import chromium  # noqa: F401 the one way to find and open Chromium
from tests.test_citizen_in_browser import ROAD, Later

SIZES = {"360": {"width": 360, "height": 800}, "1280": {"width": 1280, "height": 900}}
PICTURES = os.environ.get("PARVIS_PICTURES", "")


@pytest.fixture(scope="module")
def source():
    with serving_addresses() as server:
        yield server


@pytest.fixture(scope="module")
def site(tmp_path_factory, source):
    folder = tmp_path_factory.mktemp("site")
    settings = settings_for(folder, PARVIS_URL="http://127.0.0.1", PARVIS_THEME="bordeaux", PARVIS_ADRESSES=source.url)
    with serving(settings, now=Later()) as address:
        yield address


@pytest.fixture(params=list(SIZES))
def page(request, chromium, site):  # noqa: F811
    context = chromium.new_context(
        locale="fr-FR",
        viewport=SIZES[request.param],
        base_url=site,
        permissions=["geolocation"],
        geolocation={"latitude": 44.8201, "longitude": -0.5724},
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.size = request.param
    page.asked, page.complaints = [], []
    page.on("request", lambda one: page.asked.append(one.url))
    page.on("console", lambda one: page.complaints.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(ROAD)
    page.get_by_role("button", name="Commencer").click()
    page.get_by_label("Un trou ou une route abîmée").check()
    page.get_by_label("Non").check()
    page.get_by_role("button", name="Continuer", exact=True).last.click()
    page.get_by_label("Adresse, rue ou repère").wait_for()
    yield page
    assert page.complaints == []
    assert all(url.startswith((site, "data:")) for url in page.asked), "another site was asked for something"
    context.close()


def picture(page, name):
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/lieu-{name}-{page.size}.png", full_page=True)


def heading(page):
    return page.locator("h1").inner_text().replace("\u202f", " ").replace("\xa0", " ")


def point(page):
    return page.get_by_label("Coordonnées (facultatif)").input_value()


def go_on(page):
    page.get_by_role("button", name="Continuer", exact=True).last.click()


def test_with_the_keyboard_alone_words_are_enough(page):
    page.get_by_label("Adresse, rue ou repère").focus()
    page.keyboard.type("12 cours de la Somme, 33800 Bordeaux")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Ce que vous avez vu").wait_for()
    assert not any("leaflet" in url for url in page.asked)


def test_suggestions_come_under_the_field_and_one_of_them_fills_it(page):
    field = page.get_by_label("Adresse, rue ou repère")
    field.focus()
    page.keyboard.type("12 cours de la somme")
    page.get_by_text("Adresses proposées", exact=True).wait_for()
    assert page.evaluate("document.activeElement.id") == "lieu-texte"
    assert page.locator("#annonce-page").inner_text() == "2 adresses proposées."
    picture(page, "adresses")
    assert defects(page) == []
    page.get_by_label(KNOWN[0][0]).check()
    assert field.input_value() == KNOWN[0][0]
    go_on(page)
    page.get_by_role("heading", name="Ce que vous avez vu").wait_for()


def test_a_suggestion_corrected_by_hand_is_no_longer_chosen(page):
    field = page.get_by_label("Adresse, rue ou repère")
    field.fill("12 cours de la somme")
    page.get_by_label(KNOWN[0][0]).check()
    field.focus()
    page.keyboard.press("End")
    page.keyboard.type(" bis")
    assert page.get_by_label("Garder ce que j’ai écrit").is_checked()


def test_my_position_is_written_where_it_can_be_read_and_erased(page):
    page.get_by_text("Donner un point précis").click()
    page.get_by_role("button", name="Utiliser ma position").click()
    page.wait_for_function("() => document.getElementById('lieu-point').value")
    assert point(page) == "44.820100 -0.572400"
    assert page.locator("#annonce-page").inner_text() in ("Votre position est notée.", "")
    go_on(page)
    page.get_by_role("heading", name="Ce que vous avez vu").wait_for()


def test_the_map_is_fetched_when_it_is_opened_and_answers_to_the_keyboard(page):
    page.get_by_text("Donner un point précis").click()
    assert not any("leaflet" in url or "carte.json" in url for url in page.asked)
    page.get_by_role("button", name="Carte").click()
    pane = page.get_by_role("application", name="Carte")
    pane.wait_for()
    page.get_by_text("Bordeaux Centre").first.wait_for()
    assert any("leaflet" in url for url in page.asked)
    picture(page, "carte")
    cut = "overlapped by another"  # the drawing goes beyond its frame, which cuts it: axe does not see that
    assert [one for one in defects(page) if not ("lieu-carte-aide" in one and cut in one)] == []
    page.get_by_role("button", name="Choisir le centre").focus()
    page.keyboard.press("Enter")
    before = point(page)
    assert before
    pane.focus()
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    page.wait_for_timeout(400)
    page.get_by_role("button", name="Choisir le centre").focus()
    page.keyboard.press("Enter")
    assert float(point(page).split()[0]) > float(before.split()[0])
    picture(page, "point")


def test_touching_the_map_gives_a_point_in_its_sector(page):
    page.get_by_text("Donner un point précis").click()
    page.get_by_role("button", name="Carte").click()
    page.get_by_text("Bordeaux Centre").first.wait_for()
    page.wait_for_timeout(300)
    page.locator(".map").scroll_into_view_if_needed()
    box = page.locator(".map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function("() => document.getElementById('lieu-point').value")
    latitude, longitude = map(float, point(page).split())
    assert 44.80 < latitude < 44.92
    assert -0.64 < longitude < -0.53
