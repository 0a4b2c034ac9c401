"""The pages one meets on a bad day, in a real browser: not for you, closed, a doubt about an answer, nothing found.

Each suits everyone from 320 pixels, keeps what was typed, and comes back as it was with Back and Refresh.
"""

import os
from pathlib import Path

import pytest

from tests.cities import small
from tests.conftest import settings_for
from tests.inspect_page import OVERFLOW, defects
from tests.site import serving
from tests.test_browser import chromium  # noqa: F401 the one way to find and open Chromium
from tests.test_citizen_in_browser import Later
from tests.test_hostile import IBAN, OTHER, ROAD, TEXT

PICTURES = os.environ.get("PARVIS_PICTURES", "")
LATE = (
    TEXT.replace("titre: Aide aux familles", "titre: Bourse de l’été", 1)
    .replace("conditions:\n", "", 1)
    .replace("formulaire:", "ouverture: {du: 2026-03-01, au: 2026-04-30}\nformulaire:", 1)
)
EARLY = LATE.replace("du: 2026-03-01, au: 2026-04-30", "du: 2027-03-01, au: 2027-04-30").replace(
    "2026-05-13 10:00", "2027-03-13 10:00"
)
LATE = LATE.replace("2026-05-13 10:00", "2026-04-13 10:00")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = small(tmp_path_factory.mktemp("aide"), aide=TEXT, finie=LATE, bientot=EARLY)
    (root / "data").mkdir()
    with serving(settings_for(root / "data", PARVIS_THEME="bordeaux", PARVIS_ROOT=str(root)), now=Later()) as address:
        yield address


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(request, chromium, site):  # noqa: F811
    context = chromium.new_context(
        locale="fr-FR", viewport={"width": 320, "height": 700}, base_url=site, java_script_enabled=request.param
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.scripts = request.param
    yield page
    context.close()


def suits(page, name):
    if PICTURES and page.scripts:
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
        page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate(OVERFLOW) == [], name
    if page.scripts:
        assert defects(page) == [], name
    assert "Ana" not in page.title()
    assert page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(e => +e.tagName[1])")[:2] != [2, 3], name


def begin(page, of_age="Oui"):
    page.goto(ROAD)
    page.get_by_role("button", name="Commencer").click()
    page.get_by_label("Votre nom").fill("Ana Ferreira")
    page.get_by_label(of_age, exact=True).check()
    page.get_by_role("button", name="Continuer", exact=True).last.click()


def test_who_is_sent_elsewhere_is_told_why_and_may_correct(page):
    begin(page, "Non")
    page.wait_for_url("**/ailleurs")
    suits(page, "ailleurs")
    page.reload()
    assert "Ana Ferreira, cette aide est pour les adultes." in page.inner_text("main")
    page.get_by_role("link", name="Modifiez vos réponses").click()
    page.wait_for_url("**/page/vous")
    assert page.get_by_label("Votre nom").input_value() == "Ana Ferreira"
    page.get_by_label("Oui", exact=True).check()
    page.get_by_role("button", name="Continuer", exact=True).last.click()
    page.wait_for_url("**/votre-compte")
    page.go_back()
    page.go_back()


def test_a_doubt_is_told_once_and_never_shuts_the_door(page):
    begin(page)
    page.get_by_label("quel est votre IBAN").fill("FR76 1234")
    page.get_by_role("button", name="Continuer", exact=True).last.click()
    suits(page, "compte-refuse")
    page.goto(f"{ROAD}/page/votre-compte")
    page.get_by_label("quel est votre IBAN").fill(IBAN)
    commune = page.locator("#ville")
    commune.fill("brigadoon")
    page.get_by_role("button", name="Chercher").last.click()
    page.get_by_text("Aucune réponse ne correspond").first.wait_for()
    suits(page, "liste-rien")
    commune.fill("saint martin")
    page.get_by_role("button", name="Chercher").last.click()
    page.get_by_text("réponses proposées").first.wait_for()
    suits(page, "liste-trouvee")
    commune.fill("")
    page.get_by_role("button", name="Continuer", exact=True).last.click()
    page.get_by_label("Le compte de l’enfant").fill(OTHER)
    page.get_by_label("Son âge").fill("17")
    page.get_by_role("button", name="Continuer", exact=True).last.click()
    page.get_by_role("button", name="Continuer quand même").wait_for()
    suits(page, "doute")
    page.get_by_role("button", name="Continuer quand même").click()
    page.wait_for_url("**/page/vos-enfants")
    assert OTHER[-6:] not in page.inner_text("main").replace("\xa0", "")
    suits(page, "liste-du-groupe")
    page.goto(f"{ROAD}/page/vos-enfants/1/retirer")
    suits(page, "retirer")
    page.goto(f"{ROAD}/page/vos-enfants")
    page.get_by_role("button", name="Continuer", exact=True).last.click()
    suits(page, "texte-cite")
    page.get_by_role("button", name="Continuer", exact=True).last.click()
    suits(page, "verifier")


@pytest.mark.parametrize("slug", ["finie", "bientot"])
def test_a_closed_door_says_until_when_and_who_to_call(page, slug):
    page.goto(f"/demarches/{slug}")
    suits(page, slug)
    assert page.get_by_role("button", name="Commencer").count() == 0
