"""The page that tells a démarche, in a real browser: read by axe, on a phone and on a desk."""

import shutil
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import sync_playwright

from engine.explain import write
from engine.explain.account import account
from tests.site import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
AXE = ROOT / "node_modules/axe-core/axe.min.js"
NOON = datetime(2026, 5, 13, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no browser: apt-get install chromium"),
    pytest.mark.skipif(not AXE.exists(), reason="no axe-core: npm ci"),
]


@pytest.mark.parametrize("width", [320, 800])
def test_it_is_read_by_everyone_and_never_scrolls_sideways(catalogue, width):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for slug in ("domiciliation", "occuper-le-domaine-public"):
            page = browser.new_page(viewport={"width": width, "height": 900})
            page.set_content(write.html(account(catalogue.processes[slug], catalogue.city, NOON)))
            page.add_script_tag(path=str(AXE))
            found = page.evaluate("axe.run()")
            assert [one["id"] for one in found["violations"]] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        browser.close()
