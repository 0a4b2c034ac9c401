"""A repeated group with the keyboard alone, on a narrow phone: every state suits everyone, nothing overflows."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cities import small
from tests.conftest import settings_for
from tests.inspect_page import defects
from tests.keyboard import Keyboard
from tests.site import serving
from tests.test_browser import chromium  # noqa: F401 the one way to find and open Chromium
from tests.test_group_on_the_web import ROAD, TEXT

PICTURES = os.environ.get("PARVIS_PICTURES", "")
"""Where to keep a picture of each state; nowhere when nothing is said."""
WIDTHS = (320, 360, 1280)


class Later:
    def __init__(self):
        self.at = datetime(2026, 5, 13, 7, 0, tzinfo=UTC)

    def __call__(self):
        self.at += timedelta(seconds=5)
        return self.at


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = small(tmp_path_factory.mktemp("centre"), loisirs=TEXT)
    settings = settings_for(root / "data", PARVIS_THEME="bordeaux", PARVIS_ROOT=str(root))
    (root / "data").mkdir(exist_ok=True)
    with serving(settings, now=Later()) as address:
        yield address


@pytest.fixture
def page(chromium, site):  # noqa: F811
    context = chromium.new_context(locale="fr-FR", viewport={"width": 320, "height": 700}, base_url=site)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def suits_everyone(page, name):
    """At every width: no defect, no sideways scroll; the state is kept as a picture when asked."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
    page.set_viewport_size({"width": 320, "height": 700})
    assert defects(page) == [], name


def test_a_group_is_filled_changed_and_shortened_by_keyboard_and_each_state_suits_everyone(page, tmp_path):
    person = Keyboard(page, tmp_path)
    page.goto(ROAD)
    person.press("Commencer")
    suits_everyone(page, "first")
    person.fill_page({})
    assert page.title().startswith("Erreur : ")
    suits_everyone(page, "refused")
    person.fill_page({"prenom": "Anne-Sophie-Marie-Désirée-Constance", "age": "8"})
    suits_everyone(page, "second-page")
    person.fill_page({"papiers": ["carnet.pdf"]})
    assert page.url.endswith("/page/vos-enfants")
    suits_everyone(page, "list-of-one")
    person.follow("Ajouter un autre enfant")
    assert page.inner_text("h1") == "Vos enfants – enfant 2 sur 2"
    person.fill_page({"prenom": "Noé", "age": "3"})
    page.wait_for_url("**/page/vos-enfants/2")
    suits_everyone(page, "question-called-for")
    person.fill_page({"prenom": "Noé", "age": "3", "doudou": "Lapin"})
    person.fill_page({"papiers-absent": "oui"})
    suits_everyone(page, "list-of-two")
    person.follow("Modifier : enfant 2, Noé")
    suits_everyone(page, "changed")
    person.fill_page({"prenom": "Noé Paul", "age": "9"})
    assert "Noé Paul" in page.inner_text("main")
    person.follow("Ajouter un autre enfant")
    person.fill_page({"prenom": "Zoé", "age": "5"})
    page.goto("/demarches/loisirs/page/vos-enfants")
    suits_everyone(page, "list-full-one-to-complete")
    person.follow("Retirer : enfant 3, Zoé")
    assert page.title().startswith("Retirer – ")
    suits_everyone(page, "taking-away")
    person.press("Oui, retirer")
    assert page.inner_text("h1").replace("\u00a0", " ") == "Vous avez ajouté 2 enfants"
    person.press("Continuer")
    suits_everyone(page, "list-empty")
    person.press("Continuer")
    person.fill_page({"nom": "Diop"})
    assert page.url.endswith("/verifier"), page.url
    suits_everyone(page, "review")
    page.goto("/demarches/loisirs/page/vos-enfants/1")
    page.goto("/demarches/loisirs/page/vos-enfants?retour=verifier")
    suits_everyone(page, "list-from-review")
