"""From right to left in a real browser: axe finds nothing, nothing overflows, the French stands beside on demand."""

import pytest

from tests.conftest import settings_for
from tests.inspect_page import defects
from tests.site import serving
from tests.test_browser import chromium  # noqa: F401 the one way to find and open Chromium
from tests.test_citizen_in_browser import Later

ROAD = "/demarches/signaler-un-probleme-dans-la-rue"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    settings = settings_for(tmp_path_factory.mktemp("site"), PARVIS_URL="http://127.0.0.1", PARVIS_THEME="bordeaux")
    with serving(settings, now=Later()) as address:
        yield address


@pytest.mark.parametrize("cookie", ["ar", "ar.francais", "en"])
def test_a_page_in_another_language_is_sound_on_a_small_phone(chromium, site, cookie):  # noqa: F811
    context = chromium.new_context(viewport={"width": 320, "height": 700}, base_url=site)
    context.add_cookies([{"name": "parvis_langue", "value": cookie, "url": site}])
    page = context.new_page()
    for address in ("/", ROAD, "/suivi"):
        page.goto(address)
        assert defects(page) == [], address
    page.goto(ROAD)
    page.locator("main form button").first.click()
    page.locator("main form.questions .actions button").first.click()
    assert page.locator(".error-summary").is_visible()
    assert defects(page) == []
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == ("rtl" if "ar" in cookie else "ltr")
    context.close()
