"""The author's preview in a real browser: it follows the file by itself, on a phone and on a wide screen, for everyone."""

import asyncio
import os
import threading
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn

from engine.acts import signin
from engine.acts.preview import Preview
from engine.records.store import migrate, open_store
from engine.web.app import create_app
from engine.web.preview import Clock
from tests.cities import shipped
from tests.conftest import settings_for
from tests.inspect_page import defects
from tests.site import Server, serving
from tests.test_browser import chromium  # noqa: F401 the one way to find and open Chromium
from tests.test_faulty_files import NOW, PASSWORD

SLUG = "signaler-un-probleme-dans-la-rue"
WIDTHS = (360, 1280)
PICTURES = os.environ.get("PARVIS_PICTURES", "")
"""Where to keep a picture of each state; nowhere when nothing is said."""


def copied(folder):
    """Settings of a copy of the shipped city, that a test may break."""
    return replace(settings_for(folder, PARVIS_THEME="bordeaux"), root=shipped(folder / "ville"))


@contextmanager
def previewing(settings, slug):
    """The address of a preview, and the file it follows."""
    preview = Preview(settings, slug)
    app = create_app(settings, preview, now=Clock(preview), preview=preview)
    server = Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", ws="none", lifespan="on"))

    def run():
        asyncio.run(migrate(settings))
        server.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the preview did not start"
        threading.Event().wait(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", preview
    finally:
        server.should_exit = True
        thread.join(timeout=20)


@pytest.fixture
def author(tmp_path):
    with previewing(copied(tmp_path), SLUG) as found:
        yield found


def opened(chromium, address):  # noqa: F811
    context = chromium.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900}, base_url=address)
    context.set_default_timeout(20_000)
    return context.new_page()


def suits_everyone(page, name):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
        assert defects(page) == [], (name, width)


def test_the_page_follows_the_file_and_its_findings_suit_everyone(chromium, author):  # noqa: F811
    address, preview = author
    page, shown, file = opened(chromium, address), preview.process.pages[0], preview.file
    sound = file.read_text("utf-8")
    page.goto("/-/apercu")
    suits_everyone(page, "apercu")
    page.goto(f"/-/apercu/page/{shown.id}?etat=erreurs")
    question = shown.questions[0].id
    file.write_text(sound.replace(f"id: {question}\n", f"id: {question}\n        obligatoir: oui\n", 1), "utf-8")
    page.wait_for_selector(".beside.danger")
    page.wait_for_load_state()
    assert "obligatoir" in page.inner_text(".beside .findings")
    assert page.url.endswith("?etat=erreurs")
    suits_everyone(page, "apercu-page-et-remarque")
    page.goto("/-/apercu")
    suits_everyone(page, "apercu-fichier-faux")
    file.write_text(sound.replace("titre: ", "titre: Nouveau ", 1), "utf-8")
    page.wait_for_selector(".beside:not(.danger)")
    page.wait_for_load_state()
    assert page.inner_text("h1").startswith("Nouveau")
    page.goto("/-/apercu/messages")
    suits_everyone(page, "apercu-messages")
    page.context.close()


def test_what_an_administrator_reads_of_faulty_files_suits_everyone(chromium, tmp_path):  # noqa: F811
    settings = copied(tmp_path)
    path = settings.root / "processes/domiciliation.yaml"
    path.write_text(path.read_text("utf-8").replace("famille:", "famile:", 1), "utf-8")
    hiring = threading.Thread(target=lambda: asyncio.run(hired(settings)))  # the browser's loop runs in this one
    hiring.start()
    hiring.join()
    with serving(settings, now=lambda: NOW) as address:
        page = opened(chromium, address)
        page.goto("/agents/connexion")
        page.fill("#identifiant", "ada")
        page.fill("#mot-de-passe", PASSWORD)
        page.click("main button")
        page.click("details.faulty > summary")
        assert "cle-inconnue" in page.inner_text("details.faulty")
        suits_everyone(page, "agents-fichiers-faux")
        page.context.close()


async def hired(settings):
    await migrate(settings)
    async with open_store(settings):
        await signin.add("ada", "Ada", "ada@ville.example", PASSWORD, "administrateur", [], NOW)
