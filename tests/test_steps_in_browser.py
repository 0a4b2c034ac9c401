"""The actions of a case in a real browser: reached and filled with the keyboard alone, without a defect for anyone."""

from datetime import UTC, datetime

import pytest

from engine.acts import play, tracking
from engine.acts.filled import Filled
from engine.records import Agent
from tests.clerk import PASSWORD, file, hire
from tests.conftest import settings_for
from tests.inspect_page import defects
from tests.site import filled, serving
from tests.test_browser import chromium  # noqa: F401 the one way to find and open Chromium

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SLUG, REMOVAL = "occuper-le-domaine-public", "Un déménagement la semaine prochaine"


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    settings = settings_for(tmp_path_factory.mktemp("steps"), PARVIS_URL="http://127.0.0.1", PARVIS_THEME="bordeaux")

    async def fill(office):
        await hire("david-sanchez", "stationnement", at=AT)
        scenarios = office.live[SLUG].process.scenarios
        rank = next(index for index, one in enumerate(scenarios) if one.name == REMOVAL)
        case = await file(office, SLUG, rank, AT)
        david = await Agent.get(login="david-sanchez")
        await play.act(office, case, david, "instruire", Filled(), AT)
        return case.reference, tracking.code(office, case)

    return settings, filled(settings, AT, fill)


@pytest.fixture(scope="module")
def site(town):
    with serving(town[0], now=lambda: AT) as address:
        yield address


@pytest.fixture
def page(chromium, site):  # noqa: F811
    context = chromium.new_context(locale="fr-FR", viewport={"width": 360, "height": 800}, base_url=site)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_an_answer_of_an_agent_calls_for_the_next_question_with_the_keyboard_alone(page, town):
    page.goto("/agents")
    page.get_by_label("Identifiant").fill("david-sanchez")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").press("Enter")
    page.goto(f"/agents/dossiers/{town[1][0]}")
    assert page.locator("#agir-page summary").first.inner_text() == "Rendre l’avis technique"
    page.locator("#agir-page summary").first.press("Enter")
    choice = page.get_by_label("Favorable avec des conditions")
    choice.press("Space")
    page.locator("#rendre-avis-reserves").wait_for()
    assert page.evaluate("document.activeElement.id") == choice.get_attribute("id")
    assert "Quelles conditions" in page.locator("#annonce-page").inner_text()
    assert defects(page) == []
    page.get_by_label("Favorable", exact=True).press("Space")
    page.locator("#rendre-avis-reserves").wait_for(state="detached")


def test_withdrawing_comes_last_and_takes_two_gestures(page, town):
    page.goto("/suivi")
    page.get_by_label("Référence").fill(town[1][0])
    page.get_by_label("Code de suivi").fill(town[1][1])
    page.get_by_role("button", name="Voir ma demande").press("Enter")
    assert not page.get_by_role("button", name="retirer ma demande").is_visible()
    page.get_by_role("link", name="Retirer ma demande").press("Enter")
    page.get_by_role("heading", name="Retirer ma demande ?").wait_for()
    assert defects(page) == []
    page.get_by_role("button", name="Oui, retirer ma demande").press("Enter")
    page.get_by_text("Votre demande est retirée.").wait_for()
    assert defects(page) == []
