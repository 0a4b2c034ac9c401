"""A démarche sent over a poor line: 50 kbit/s, 2 s for a round trip, as Chromium imitates it. Network time only.

    .venv/bin/python -m bench.line

The person answers at once: what is counted is what the line takes. tests/test_browser.py holds what each page weighs.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.harness import limit
from engine.definition import catalogue
from tests.conftest import settings_for
from tests.site import ROOT, serving
from tests.walk import Clock, Walk

LINE = {"offline": False, "latency": 2000, "downloadThroughput": 50_000 / 8, "uploadThroughput": 50_000 / 8}
WANTED = 240.0
DEMARCHE = "ecrire-a-la-mairie"


def sent_over_the_line(slug: str = DEMARCHE) -> tuple[float, int]:
    """(seconds from the first page to the receipt, questions answered)."""
    city = catalogue.load(ROOT)
    path = shutil.which("chromium") or sys.exit("no Chromium: apt-get install chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(settings_for(Path(folder), PARVIS_THEME="bordeaux"), now=lambda: Clock.now) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(locale="fr-FR")
        page.set_default_timeout(120_000)
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", LINE)
        walk = Walk(page, site, city, city.processes[slug], Path(folder), inspect=False)
        start = time.perf_counter()
        walk.go()
        taken = time.perf_counter() - start
        browser.close()
    return taken, len(walk.answers)


if __name__ == "__main__":
    taken, answered = sent_over_the_line()
    print(limit(f"{answered} réponses envoyées, 50 kbit/s, 2 s", taken, "s", WANTED))
