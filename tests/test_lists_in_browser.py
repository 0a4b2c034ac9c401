"""A long list in a real browser: found with the keyboard alone, and the control in use is left where it is."""

import re

from engine.definition import catalogue
from tests.inspect_page import defects
from tests.keyboard import Keyboard
from tests.person import answers_of
from tests.site import ROOT
from tests.test_browser import chromium  # noqa: F401 the one way to find and open Chromium
from tests.test_citizen_in_browser import page, site  # noqa: F401
from tests.walk import plan_of

SCHOOL = "inscription-a-l-ecole"


def test_a_school_is_found_with_the_keyboard_alone(page, tmp_path):  # noqa: F811
    process = catalogue.load(ROOT).processes[SCHOOL]
    scenario = next(one for one in process.scenarios if "ecole_souhaitee" in one.answers)
    answers = answers_of(process, scenario)
    plan = plan_of(process, answers)
    plan = {name: value for name, value in plan.items() if not name.startswith("ecole_souhaitee")}
    keyboard = Keyboard(page, tmp_path)
    page.goto(f"/demarches/{SCHOOL}")
    keyboard.press("Commencer")
    for _ in range(12):
        if "/page/l-ecole" in page.url:
            break
        keyboard.fill_page(plan)
    assert "/page/l-ecole" in page.url
    keyboard.tab_to(lambda e: e["name"] == "ecole_de_secteur")
    keyboard.choose_radio("non")
    page.locator("#ecole_souhaitee").wait_for()
    keyboard.tab_to(lambda e: e["name"] == "ecole_souhaitee-recherche")
    page.keyboard.type("ecole menu")
    page.locator("#ecole_souhaitee-propositions input[value=menuts]").wait_for()
    assert page.evaluate("document.activeElement.id") == "ecole_souhaitee"
    assert re.search(r"proposée", page.locator("#annonce-page").inner_text())
    assert defects(page) == []
    keyboard.tab_to(lambda e: e["name"] == "ecole_souhaitee")
    page.keyboard.press("Space")
    assert page.locator("input[value=menuts]").is_checked()
