"""The answer, the opinion and the copy in a real browser, with the keyboard alone, without a defect for anyone."""

import asyncio
from datetime import UTC, datetime
from threading import Event

import pytest

from engine import paper
from engine.acts import move, tracking
from engine.records import Agent
from tests.clerk import file, hire
from tests.conftest import settings_for
from tests.inspect_page import defects
from tests.site import filled, serving
from tests.test_browser import chromium  # noqa: F401 the one way to find and open Chromium

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A request that is refused, and one that waits for its person."""
    settings = settings_for(tmp_path_factory.mktemp("after"), PARVIS_URL="http://127.0.0.1", PARVIS_THEME="bordeaux")

    async def fill(office):
        cases = [await file(office, "domiciliation", 0, AT) for _ in range(2)]
        await hire("marc-aubert", cases[0].unit, at=AT)
        marc = await Agent.get(login="marc-aubert")
        await move.close(office, cases[0], marc, "refuse", "Il manque un lien avec la ville.", AT)
        await move.ask(office, cases[1], marc, "Depuis quand êtes-vous ici ?", AT)
        return [(case.reference, tracking.code(office, case)) for case in cases]

    return settings, filled(settings, AT, fill)


@pytest.fixture(scope="module")
def site(town):
    with serving(town[0], now=lambda: AT) as address:
        yield address


@pytest.fixture
def page(chromium, site):  # noqa: F811
    context = chromium.new_context(locale="fr-FR", viewport={"width": 320, "height": 800}, base_url=site)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def follow(page, access):
    page.goto("/suivi")
    assert defects(page) == []
    page.get_by_label("Référence").press_sequentially(access[0].lower().replace("-", " "))
    page.get_by_label("Code de suivi").press_sequentially(access[1])
    page.get_by_label("Code de suivi").press("Enter")
    page.get_by_role("heading", name="Où en est votre demande").wait_for()


def test_the_stages_say_where_the_request_stands(page, town):
    follow(page, town[1][1])
    assert defects(page) == []
    here = page.locator("[aria-current=step]")
    assert here.count() == 1
    assert "Nous attendons votre réponse" in here.inner_text()


def test_the_answer_is_contested_in_time_and_judged_with_the_keyboard_alone(page, town):
    follow(page, town[1][0])
    assert "Il manque un lien avec la ville." in page.locator(".answer").inner_text()
    assert defects(page) == []
    page.get_by_role("link", name="Répondre à une question").press("Enter")
    page.get_by_role("button", name="Donner mon avis").press("Enter")
    page.locator(".error-summary").wait_for()
    assert page.evaluate("document.activeElement.classList.contains('error-summary')")
    assert defects(page) == []
    page.locator(".error-summary a").press("Enter")
    assert page.evaluate("document.activeElement.name") == "avis"
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Donner mon avis").press("Enter")
    page.get_by_text("Merci : votre avis est gardé.").wait_for()
    assert page.evaluate("document.activeElement.id") == "avis-donne-page"
    assert defects(page) == []


def test_the_file_comes_by_itself_and_the_keyboard_keeps_its_place(page, town, monkeypatch):
    held = Event()

    async def slow(html):
        await asyncio.to_thread(held.wait, 20)
        return b"%PDF-1.7"

    monkeypatch.setattr(paper, "pdf", slow)
    follow(page, town[1][0])
    page.get_by_role("link", name="Lire, imprimer ou enregistrer").press("Enter")
    page.get_by_role("button", name="Préparer un fichier PDF").press("Enter")
    page.get_by_text("Votre fichier se prépare.").wait_for()
    assert defects(page) == []
    link = page.get_by_role("link", name="Voir si le fichier est prêt")
    link.focus()
    held.set()
    page.get_by_role("link", name="Enregistrer le fichier PDF").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Voir si le fichier est prêt"
    assert page.locator("#annonce-page").inner_text() == "Votre fichier est prêt."
    assert defects(page) == []
