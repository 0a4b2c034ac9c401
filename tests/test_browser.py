"""Every démarche in a real browser by the keyboard alone, every state inspected; without scripts, the same bytes are kept."""

import os
import shutil
import sqlite3

import pytest

from engine.definition import catalogue
from tests.conftest import settings_for
from tests.html_validate import invalid
from tests.site import ROOT, serving
from tests.walk import FIRST_PAGE, NEXT_PAGES, Clock, Walk

CITY = catalogue.load(ROOT)
SLUGS = sorted(CITY.processes)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium():
    path = os.environ.get("PARVIS_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("no Chromium: apt-get install chromium, or set PARVIS_CHROMIUM=/path/to/chrome")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def settings_of_site(tmp_path_factory):
    return settings_for(tmp_path_factory.mktemp("site"), PARVIS_THEME="bordeaux")


@pytest.fixture(scope="module")
def site(settings_of_site):
    with serving(settings_of_site, now=lambda: Clock.now) as address:
        yield address


def walked(chromium, site, slug, folder, *, scripts, inspect):
    """The road, gone to its end."""
    context = chromium.new_context(java_script_enabled=scripts, locale="fr-FR", viewport={"width": 1000, "height": 900})
    context.set_default_timeout(15_000)
    walk = Walk(context.new_page(), site, CITY, CITY.processes[slug], folder, inspect=inspect)
    walk.go()
    context.close()
    return walk


def stored(settings, reference):
    """The answers of a case, letter by letter; a document is its digest, since its name in the house is drawn by lot."""
    with sqlite3.connect(settings.data / "parvis.sqlite3") as base:
        [[text]] = base.execute("SELECT answers FROM casefile WHERE reference = ?", [reference]).fetchall()
        for id, digest in base.execute("SELECT id, sha256 FROM document WHERE case_id = ?", [reference]).fetchall():
            text = text.replace(id, digest)
    return text


@pytest.mark.parametrize("slug", SLUGS)
def test_a_demarche_is_completed_by_keyboard_and_every_state_suits_everyone(
    slug, chromium, site, settings_of_site, tmp_path
):
    walk = walked(chromium, site, slug, tmp_path, scripts=True, inspect=True)
    eye = walk.eye
    assert not eye.wrong, "\n".join(eye.wrong)
    assert not (told := invalid(eye.sources, tmp_path / "pages")), "\n".join(told)
    assert walk.elsewhere == [], "something is asked of another site"
    first, *others = eye.weights.items()
    assert 2_000 < first[1] <= FIRST_PAGE, first
    assert {name: weight for name, weight in others if weight > NEXT_PAGES} == {}

    plain = walked(chromium, site, slug, tmp_path, scripts=False, inspect=False)
    assert plain.elsewhere == []
    assert stored(settings_of_site, plain.reference) == stored(settings_of_site, walk.reference)
