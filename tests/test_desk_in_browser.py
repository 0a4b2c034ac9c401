"""The agents' desk in a real browser: every page in every state suits everyone, by keyboard, with and without scripts."""

import asyncio
import os
import shutil
from datetime import UTC, datetime

import pytest

from engine.acts.demo import PASSWORD, populate
from engine.acts.reopen import OfficeKeeper
from engine.records import Case, Document
from engine.records.store import migrate, open_store
from tests.conftest import settings_for
from tests.inspect_page import defects
from tests.site import serving

AUTUMN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
LOGIN = "helene-marchand"
"""At the top of the tree: sees every service."""
COMFORT = {"taille": "geante", "espacement": "large", "contraste": "fort"}


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """Settings of a populated city, and one case of each state, one with a document, one with a letter to write."""
    settings = settings_for(tmp_path_factory.mktemp("desk"), PARVIS_THEME="bordeaux", PARVIS_DEMO="oui")

    async def fill():
        await migrate(settings)
        async with open_store(settings):
            await populate(await OfficeKeeper(settings)(AUTUMN), AUTUMN, cases=80)
            states = ("nouveau", "en-cours", "attente-usager", "clos")
            found = {state: (await Case.filter(state=state).first()).reference for state in states}
            found["document"] = (await Document.filter(case_id__isnull=False).first()).case_id
            return found

    return settings, asyncio.run(fill())


@pytest.fixture(scope="module")
def site(town):
    with serving(town[0], now=lambda: AUTUMN) as address:
        yield address


@pytest.fixture(scope="module")
def chromium(site):
    """Opened last: it keeps an event loop running, and the city is filled in one."""
    path = os.environ.get("PARVIS_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("no Chromium: apt-get install chromium, or set PARVIS_CHROMIUM=/path/to/chrome")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def window(chromium, **options):
    context = chromium.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900}, **options)
    context.set_default_timeout(15_000)
    return context.new_page()


def sign_in(page, site, password=PASSWORD):
    page.goto(f"{site}/agents")
    page.get_by_label("Identifiant").fill(LOGIN)
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="Se connecter").click()


@pytest.fixture(scope="module")
def signed_in(chromium, site):
    """The cookies of someone who has just signed in: signing in for every test would look like an attack."""
    page = window(chromium)
    sign_in(page, site)
    assert page.inner_text("h1") == "Dossiers"
    yield page.context.storage_state()
    page.context.close()


@pytest.fixture
def desk(chromium, signed_in):
    page = window(chromium, storage_state=signed_in)
    yield page
    page.context.close()


def test_the_door_suits_everyone_even_when_it_refuses(chromium, site):
    page = window(chromium)
    page.goto(f"{site}/agents/connexion")
    assert defects(page) == []
    sign_in(page, site, "autre chose de long")
    assert page.title().startswith("Erreur : ")
    assert defects(page) == []
    page.context.close()


@pytest.mark.parametrize("query", ["", "?retard=oui", "?remettre=oui", "?etat=clos", "?moi=oui&etat=nouveau"])
def test_the_inbox_suits_everyone(desk, site, query):
    desk.goto(f"{site}/agents{query}")
    assert defects(desk) == []


@pytest.mark.parametrize("state", ["nouveau", "en-cours", "attente-usager", "clos", "document"])
def test_a_case_suits_everyone_with_everything_open(desk, site, town, state):
    desk.goto(f"{site}/agents/dossiers/{town[1][state]}")
    assert defects(desk) == []
    desk.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
    assert defects(desk) == []


def test_errors_and_changes_suit_everyone(desk, site, town):
    desk.goto(f"{site}/agents/dossiers/{town[1]['nouveau']}")
    desk.get_by_text("Terminer ce dossier", exact=True).click()
    desk.get_by_role("button", name="Terminer le dossier").click()
    assert desk.title().startswith("Erreur : ")
    assert defects(desk) == []
    desk.evaluate("document.querySelector('form[action$=noter] [name=version]').value = 999")
    desk.get_by_text("Ajouter une note interne", exact=True).click()
    desk.get_by_label("Votre note").fill("Un mot pour plus tard.")
    desk.get_by_role("button", name="Ajouter la note").click()
    assert "Ce dossier vient de changer" in desk.inner_text("main")
    assert desk.evaluate("document.activeElement.id") == "refus-page"
    assert defects(desk) == []
    desk.get_by_role("button", name="Ajouter la note").click()
    assert "La note est ajoutée." in desk.inner_text("main")
    assert desk.evaluate("document.activeElement.id") == "fait-page"
    assert defects(desk) == []


def test_large_text_and_wide_spacing_still_fit_a_phone(desk, site, town):
    desk.context.add_cookies(
        [{"name": "parvis_confort", "value": ".".join([*COMFORT.values(), "normales"]), "url": site}]
    )
    for path in ("/agents", f"/agents/dossiers/{town[1]['en-cours']}"):
        desk.goto(site + path)
        assert "taille-geante" in (desk.get_attribute("html", "class") or "")
        desk.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        assert defects(desk) == []


def test_filtering_changes_only_the_list_and_says_how_many(desk, site):
    desk.goto(f"{site}/agents")
    desk.evaluate("window.same = true")
    desk.get_by_label("En retard").check()
    button = desk.get_by_role("button", name="Filtrer")
    button.press("Enter")
    desk.wait_for_url("**retard=oui**")
    desk.wait_for_function("document.querySelector('#annonce-page').textContent.includes('filtres')")
    assert desk.evaluate("window.same === true")
    assert desk.evaluate("document.activeElement.textContent") == "Filtrer"
    late = desk.locator("table.inbox tbody tr").count()
    assert late == desk.locator("td.late").count() > 0
    assert defects(desk) == []
    desk.go_back()
    desk.wait_for_function("!window.same")
    assert not desk.get_by_label("En retard").is_checked()
    assert desk.locator("table.inbox tbody tr").count() == 25


def test_a_case_is_worked_on_without_scripts_and_with_the_keyboard(chromium, site, signed_in):
    page = window(chromium, storage_state=signed_in, java_script_enabled=False)
    page.goto(f"{site}/agents")
    page.get_by_label("État").select_option("Nouveau")
    page.get_by_role("button", name="Filtrer").click()
    page.locator("table.inbox tbody a").first.press("Enter")
    page.get_by_role("button", name="Prendre ce dossier").press("Enter")
    assert "Vous suivez maintenant ce dossier." in page.inner_text("main")
    page.locator("summary", has_text="Répondre à la personne").press("Enter")
    page.get_by_label("Votre réponse").fill("Bonjour, nous passons mardi.")
    page.get_by_role("button", name="Envoyer la réponse").press("Enter")
    assert "Votre réponse est enregistrée." in page.inner_text("main")
    assert "nous passons mardi" in page.inner_text("#journal-page")
    page.context.close()


def test_a_document_opens_without_any_script(desk, site, town):
    desk.goto(f"{site}/agents/dossiers/{town[1]['document']}")
    link = desk.locator(".documents a").first
    answer = desk.request.get(site + link.get_attribute("href"))
    assert answer.status == 200
    assert answer.headers["content-disposition"].startswith("inline")


def test_leaving_the_desk_leaves_nothing_behind_the_back_button(chromium, site, town):
    page = window(chromium)
    sign_in(page, site)
    page.goto(f"{site}/agents/dossiers/{town[1]['en-cours']}")
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/connexion")
    page.go_back()
    assert page.inner_text("h1") == "Connexion des agents"
    page.context.close()
