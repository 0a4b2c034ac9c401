"""A real browser: what one types is kept without a click, two windows on one page, each new page suits everyone."""

import re

import pytest

from tests.conftest import settings_for
from tests.inspect_page import defects
from tests.site import serving
from tests.test_browser import chromium  # noqa: F401 the one way to find and open Chromium

FORM = "/demarches/ecrire-a-la-mairie"
PAGE = f"{FORM}/page/votre-message"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with serving(
        settings_for(tmp_path_factory.mktemp("reprise"), PARVIS_THEME="bordeaux", PARVIS_DEMO="oui")
    ) as address:
        yield address


@pytest.fixture
def context(chromium, site):  # noqa: F811
    made = chromium.new_context(locale="fr-FR", viewport={"width": 320, "height": 700}, base_url=site)
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context):
    opened = context.new_page()
    opened.goto(FORM)
    opened.get_by_role("button", name="Commencer").click()
    return opened


def suits_everyone(page, name):
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
    page.set_viewport_size({"width": 320, "height": 700})
    assert defects(page) == [], name


def test_what_is_typed_is_kept_when_the_window_is_closed(page, context):
    page.goto(PAGE)
    with page.expect_response("**/saisie") as kept:
        page.get_by_label("Votre message").fill("Je commence à vous écr")
    assert kept.value.status == 204
    page.close()
    again = context.new_page()
    again.goto(PAGE)
    assert again.get_by_role("heading", name="Vous aviez commencé à répondre ici").is_visible()
    assert again.get_by_label("Votre message").input_value() == "Je commence à vous écr"
    suits_everyone(again, "saisie")


def test_what_was_typed_an_instant_before_leaving_is_kept_too(page, context):
    page.goto(PAGE)
    page.get_by_label("Votre message").fill("Trop vite")
    page.goto("/modalites")
    page.wait_for_timeout(500)
    page.goto(PAGE)
    assert page.get_by_label("Votre message").input_value() == "Trop vite"


def test_what_is_sent_is_not_kept_besides(page):
    page.goto(PAGE)
    page.get_by_label("Dire merci").check()
    page.get_by_label("Votre message").fill("Merci à vous")
    page.get_by_role("button", name="Continuer", exact=True).click()
    page.wait_for_url("**/pour-qui-ecrivez-vous")
    page.wait_for_timeout(2500)
    page.goto(PAGE)
    assert not page.get_by_text("Vous aviez commencé à répondre ici").is_visible()


def test_two_windows_one_choice_by_keyboard(page, context):
    page.goto(PAGE)
    other = context.new_page()
    other.goto(PAGE)
    for window, words in ((page, "Ici"), (other, "Là")):
        window.get_by_label("Dire merci").check()
        window.get_by_label("Votre message").fill(words)
        with window.expect_navigation():  # the first is saved before the second is sent
            window.get_by_role("button", name="Continuer", exact=True).click()
    assert other.evaluate("document.activeElement.id") == "conflits-page"
    suits_everyone(other, "conflit")
    other.keyboard.press("Tab")
    other.keyboard.press("Space")
    assert other.locator("#conflits-page :checked").count() == 1
    other.get_by_role("button", name="Continuer", exact=True).click()
    other.wait_for_url("**/pour-qui-ecrivez-vous")
    other.goto(PAGE)
    assert other.get_by_label("Votre message").input_value() == "Là"


def test_every_page_of_resuming_suits_everyone(page, context, chromium, site):  # noqa: F811
    page.get_by_role("button", name="Où j’en suis").click()
    suits_everyone(page, "reste")
    page.goto(f"{FORM}/plus-tard")
    suits_everyone(page, "plus-tard")
    page.get_by_role("button", name="Avoir mon code").click()
    suits_everyone(page, "plus-tard-erreur")
    page.get_by_label("Choisissez un mot secret").fill("tournesol")
    page.get_by_role("button", name="Avoir mon code").click()
    suits_everyone(page, "code")
    code = page.locator(".resume-code").inner_text()
    assert re.fullmatch(r"\w{3}-\w{3}-\w{3}", code)
    page.emulate_media(media="print")
    assert not page.get_by_label("Votre adresse électronique").is_visible()
    assert page.get_by_text(code).is_visible()
    page.emulate_media(media="screen")
    page.get_by_label("Votre adresse électronique").fill("ana@example.org")
    page.get_by_role("button", name="Envoyer le lien").click()
    suits_everyone(page, "lien")
    page.goto("/")
    suits_everyone(page, "accueil")
    page.goto(f"{FORM}/effacer")
    suits_everyone(page, "effacer")
    elsewhere = chromium.new_context(locale="fr-FR", viewport={"width": 320, "height": 700}, base_url=site)
    there = elsewhere.new_page()
    there.goto("/reprendre")
    suits_everyone(there, "reprendre")
    there.get_by_label("Code de reprise").fill(code)
    there.get_by_label("Mot secret").fill("rose")
    there.get_by_role("button", name="Reprendre").click()
    suits_everyone(there, "reprendre-erreur")
    there.get_by_label("Mot secret").fill("tournesol")
    there.get_by_role("button", name="Reprendre").click()
    there.wait_for_url("**/reste?repris=oui")
    suits_everyone(there, "repris")
    page.goto(PAGE)
    suits_everyone(page, "ailleurs")
    elsewhere.close()
