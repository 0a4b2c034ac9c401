"""Corrections with the keyboard alone, on both sides, without a defect for anyone."""

from datetime import UTC, datetime

import pytest

from engine.acts import tracking
from tests.clerk import PASSWORD, file, hire
from tests.conftest import settings_for
from tests.files import photo
from tests.inspect_page import defects
from tests.site import filled, serving
from tests.test_browser import chromium  # noqa: F401 the one way to find and open Chromium

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SLUG = "ecrire-a-la-mairie"


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    settings = settings_for(tmp_path_factory.mktemp("steps"), PARVIS_URL="http://127.0.0.1", PARVIS_THEME="bordeaux")

    async def fill(office):
        await hire("ines", role="administrateur", at=AT)
        case = await file(office, SLUG, 0, AT)
        return case.reference, tracking.code(office, case)

    return settings, filled(settings, AT, fill)


@pytest.fixture(scope="module")
def site(town):
    with serving(town[0], now=lambda: AT) as address:
        yield address


def window(chromium, site):  # noqa: F811
    context = chromium.new_context(locale="fr-FR", viewport={"width": 375, "height": 800}, base_url=site)
    context.set_default_timeout(10_000)
    return context.new_page()


def tab_to(page, selector):
    """The keyboard alone: Tab until the focus is there."""
    for _ in range(250):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never comes to {selector}")


def test_asked_with_the_keyboard_corrected_with_the_keyboard_read_again(chromium, site, town):  # noqa: F811
    reference, code = town[1]
    agent, person = window(chromium, site), window(chromium, site)
    agent.goto("/agents")
    agent.get_by_label("Identifiant").fill("ines")
    agent.get_by_label("Mot de passe").fill(PASSWORD)
    agent.get_by_role("button", name="Se connecter").press("Enter")
    agent.goto(f"/agents/dossiers/{reference}")
    agent.locator("summary", has_text="Demander une précision").press("Enter")
    tab_to(agent, ".ticks > summary")
    agent.keyboard.press("Enter")
    assert not agent.locator(".tick-note").first.is_visible()
    tab_to(agent, ".tick input[type=checkbox]")
    box = agent.evaluate("document.activeElement.id")
    label = agent.locator(f"label[for={box}]").inner_text()
    agent.keyboard.press("Space")
    agent.keyboard.press("Tab")
    assert agent.evaluate("document.activeElement.id") == f"{box}-mot"
    agent.keyboard.type("Relisez bien.")
    assert defects(agent) == []
    tab_to(agent, "form[action$='/demander'] .actions button")
    agent.keyboard.press("Enter")
    agent.get_by_text("Votre question est enregistrée.").wait_for()
    assert defects(agent) == []

    person.goto("/suivi")
    person.get_by_role("textbox", name="Référence").fill(reference)
    person.get_by_role("textbox", name="Code de suivi").fill(code)
    person.get_by_role("button", name="Voir ma demande").press("Enter")
    person.get_by_role("heading", name="À corriger").wait_for()
    assert defects(person) == []
    tab_to(person, "a[href='/suivi/dossier/corriger']")
    person.keyboard.press("Enter")
    person.get_by_role("heading", name="Corrigez vos réponses").wait_for()
    assert person.get_by_text("Le service vous écrit : Relisez bien.").is_visible()
    assert person.locator("main form .field").count() == 1
    assert label.strip() in person.locator("main form").inner_text()
    assert defects(person) == []
    tab_to(person, "main form input:not([type=hidden])")
    person.keyboard.press("ArrowDown")
    tab_to(person, "main form .actions button")
    with person.expect_navigation():
        person.keyboard.press("Enter")
    assert defects(person) == []


def test_a_document_chosen_with_scripts_goes_with_the_corrections(chromium, site, town, tmp_path):  # noqa: F811
    reference, code = town[1]
    added = tmp_path / "ajout.jpg"
    added.write_bytes(photo())
    person = window(chromium, site)
    person.goto("/suivi")
    person.get_by_role("textbox", name="Référence").fill(reference)
    person.get_by_role("textbox", name="Code de suivi").fill(code)
    person.get_by_role("button", name="Voir ma demande").press("Enter")
    person.get_by_role("heading", name="Où en est votre demande").wait_for()
    person.goto("/suivi/dossier/corriger/votre-message")
    person.locator("input[type=file]").set_input_files(added)
    person.locator("main form .actions button").press("Enter")
    person.get_by_text("Vos corrections sont enregistrées").wait_for()
    assert person.get_by_role("link", name="ajout.jpg").first.is_visible()


def test_of_their_own_accord_then_withdrawn(chromium, site, town):  # noqa: F811
    reference, code = town[1]
    person = window(chromium, site)
    person.goto("/suivi")
    person.get_by_role("textbox", name="Référence").fill(reference)
    person.get_by_role("textbox", name="Code de suivi").fill(code)
    person.get_by_role("button", name="Voir ma demande").press("Enter")
    person.locator("summary", has_text="Relire ou modifier vos réponses").press("Enter")
    tab_to(person, "dd.change a[href*='/corriger/']")
    person.keyboard.press("Enter")
    person.get_by_role("heading", name="Modifiez vos réponses").wait_for()
    assert defects(person) == []
    person.goto("/suivi/dossier/action/retirer")
    assert defects(person) == []
    tab_to(person, "main form .actions button")
    person.keyboard.press("Enter")
    person.get_by_text("Votre demande est retirée.").wait_for()
    assert defects(person) == []
