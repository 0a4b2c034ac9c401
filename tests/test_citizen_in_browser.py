"""In a real browser: questions appear without moving the cursor, and the Back button shows nothing of who left."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from engine.definition import catalogue
from tests.conftest import settings_for
from tests.inspect_page import defects
from tests.site import ROOT, serving
from tests.test_browser import chromium  # noqa: F401 the one way to find and open Chromium

ROAD = "/demarches/signaler-un-probleme-dans-la-rue"
PHONE = {"width": 340, "height": 700}


class Later:
    """A minute goes by at each answer: nobody is taken for a robot."""

    def __init__(self):
        self.at = datetime(2026, 5, 13, 7, 0, tzinfo=UTC)

    def __call__(self):
        self.at += timedelta(seconds=5)
        return self.at


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    settings = settings_for(tmp_path_factory.mktemp("site"), PARVIS_URL="http://127.0.0.1", PARVIS_THEME="bordeaux")
    with serving(settings, now=Later()) as address:
        yield address


@pytest.fixture
def page(chromium, site):  # noqa: F811
    context = chromium.new_context(locale="fr-FR", viewport=PHONE, base_url=site)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def begin(page):
    page.goto(ROAD)
    page.get_by_role("button", name="Commencer").click()


def cursor(page):
    return page.evaluate("document.activeElement.id")


def test_a_question_appears_under_the_answer_that_calls_for_it_and_the_cursor_stays(page):
    begin(page)
    other = page.get_by_label("Autre chose")
    other.focus()
    page.keyboard.press("Space")
    page.locator("#nature_autre").wait_for()
    assert cursor(page) == other.get_attribute("id")
    assert page.locator("#annonce-page").inner_text() == "Ajouté sur cette page : De quoi s’agit-il ?"
    page.locator("#nature_autre").fill("Une fontaine")
    page.get_by_label("Oui").check()
    page.locator("#que_faire_en_danger").wait_for()
    assert page.locator("#nature_autre").input_value() == "Une fontaine", "what was being typed is left alone"
    page.get_by_label("Un dépôt sauvage").check()
    page.locator("#nature_autre").wait_for(state="detached")
    assert page.locator("#annonce-page").inner_text() == "Une question n’est plus nécessaire."


def test_a_question_that_appears_can_be_answered_and_sent(page):
    begin(page)
    page.get_by_label("Autre chose").check()
    page.locator("#nature_autre").fill("Une fontaine")
    page.get_by_label("Non").check()
    page.get_by_role("button", name="Continuer", exact=True).click()
    page.wait_for_url("**/page/l-endroit")


def test_the_list_follows_what_is_typed_and_says_how_many(page):
    page.goto("/")
    page.get_by_label("Cherchez avec vos mots").press_sequentially("lampadère")
    page.get_by_role("heading", name="1 démarche pour « lampadère »").wait_for()
    assert cursor(page) == "q"
    assert page.locator("#annonce-page").inner_text() == "1\u00a0démarche"
    assert page.locator(".cards li").count() == 1
    page.get_by_label("Cherchez avec vos mots").fill("")
    page.get_by_role("heading", name="Se déplacer").wait_for()


def test_back_shows_nothing_of_who_left(page):
    begin(page)
    page.get_by_label("Autre chose").check()
    page.locator("#nature_autre").fill("Le secret de Zoé")
    page.get_by_label("Non").check()
    page.get_by_role("button", name="Continuer", exact=True).click()
    page.wait_for_url("**/page/l-endroit")
    page.go_back()
    assert page.locator("#nature_autre").input_value() == "Le secret de Zoé"
    page.get_by_role("button", name="Terminer et quitter").click()
    page.wait_for_url("**/termine")
    for _ in range(4):
        page.go_back()
        page.wait_for_load_state()
        assert "Le secret de Zoé" not in page.content()
        assert page.locator("#nature_autre").count() == 0


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("slug", sorted(catalogue.load(ROOT).processes))
def test_start_pages_fit_a_small_phone(page, slug, width):
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(f"/demarches/{slug}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_first_page_weighs_less_than_thirty_kilobytes_all_included(page):
    weights = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.loadingFinished", lambda event: weights.update({event["requestId"]: event["encodedDataLength"]})
    )
    page.goto("/", wait_until="networkidle")
    assert 5_000 < sum(weights.values()) <= 30_000


OTHERS = [
    "/",
    "/demarches",
    "/familles/espace-public",
    "/moments/je-demenage",
    "/plan-du-site",
    "/?q=trou",
    "/?q=zzzz",
    "/suivi",
    "/mediation",
    "/accessibilite",
    "/donnees-personnelles",
    "/modalites",
]


@pytest.mark.parametrize("address", [*OTHERS, "/termine", "/demarches/domicilation", f"{ROAD}/recu", "/nulle-part"])
def test_every_other_page_suits_everyone(page, address):
    page.goto(address)
    assert defects(page) == []


@pytest.mark.parametrize("address", [*OTHERS, ROAD])
def test_the_title_is_on_the_first_screen_of_a_phone_and_nothing_overflows_at_400_percent(page, address):
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto(address)
    box = page.locator("h1").bounding_box()
    assert box["y"] + box["height"] < 812 / 2
    page.set_viewport_size({"width": 320, "height": 256})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.emulate_media(media="print")
    for gone in ("nav", ".tools", "button", ".skip-link", ".site-footer"):
        assert page.locator(f"{gone}:visible").count() == 0, gone


def test_nothing_comes_from_another_site(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    begin(page)
    page.goto("/suivi")
    assert {re.match(r"https?://[^/]+", url)[0] for url in asked} == {page.url.removesuffix("/suivi")}
