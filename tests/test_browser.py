"""Every démarche in a real browser with the keyboard alone, each state inspected; and the agents' pages."""

import os
import re
import shutil
from datetime import UTC, datetime, timedelta
from itertools import takewhile

import pytest

from engine.definition import catalogue
from engine.definition.condition import Facts
from engine.fields.base import FilingDay
from engine.journey import Journey
from tests import person
from tests.conftest import settings_for
from tests.inspect_page import defects
from tests.keyboard import Keyboard
from tests.site import ROOT, serving

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


class Clock:
    """The time of the site: that of the scenario being played."""

    now = datetime.now(UTC)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    settings = settings_for(tmp_path_factory.mktemp("site"), PARVIS_THEME="bordeaux")
    with serving(settings, now=lambda: Clock.now) as address:
        yield address


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def page(request, chromium):
    context = chromium.new_context(
        java_script_enabled=request.param, locale="fr-FR", viewport={"width": 1000, "height": 900}
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def plan_of(process, answers):
    """Input names and what to put in them, from the answers of a scenario."""
    plan = {}
    for id, value in answers.items():
        if id in process.groups:
            continue
        question = process.question(id)
        if value is None:
            continue
        raw = question.type.fill(question, value)
        if question.type.name == "fichier":
            plan |= {question.id: raw["documents"]} if raw["documents"] else {f"{question.id}-absent": raw["absent"]}
        elif isinstance(raw, dict) and "choix" in raw:
            chosen = raw["choix"] if question.type.is_several(question) else raw["choix"][0]
            plan |= {question.id: chosen, f"{question.id}-recherche": raw["recherche"]}
        elif question.type.parts:
            plan |= {f"{question.id}-{part}": raw[part] for part in question.type.parts}
        else:
            plan[question.id] = raw
    return plan


def plan_here(process, answers, here):
    """The plan of this page: in a repeated group, that of its instance."""
    id, _, number = here.partition("/")
    group = next(page.group for page in process.pages if page.id == id)
    given = answers.get(group.id, []) if group else []
    return plan_of(process, given[int(number) - 1] if number and int(number) <= len(given) else answers)


def leave_list(process, answers, somebody, here):
    """On the list of a repeated group: one more if the scenario has one, else go on."""
    group = next(page.group for page in process.pages if page.id == here)
    listed = somebody.page.locator("main .added > li").count()
    if listed < len(answers.get(group.id, [])):
        somebody.follow("Ajouter")
    else:
        somebody.press("Continuer")


def longest(process):
    """The scenario with the most answers: it meets the most questions."""
    return max(process.scenarios, key=lambda scenario: len(scenario.answers))


def page_id(url):
    return re.search(r"/page/([^?#]+)", url)[1]


def must_refuse_empty(process, answers, id):
    """Whether sending this page empty is an error: something visible on it is required."""
    known = {id: list(value) if id in process.groups else value for id, value in answers.items()}
    journey = Journey(process, Facts(known, FilingDay(CITY.city.calendar.day_of(Clock.now), CITY.city.calendar)))
    name, _, number = id.partition("/")
    page = journey.page(name, int(number or 0))
    earlier = takewhile(lambda one: one.address != page.address, journey.pages)
    before = {question.id for one in earlier for question in one.questions}
    if number:
        return any(question.required for question in page.questions if question.when is None)
    kept = {k: v for k, v in answers.items() if k in before or k in process.groups}
    bare = Journey(process, Facts(kept, journey.facts.day))
    return any(question.required for question in bare.questions(bare.page(name)))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_demarche_is_completed_by_keyboard_and_every_state_suits_everyone(slug, page, site, tmp_path, request):
    process = CITY.processes[slug]
    inspected = "with JavaScript" in request.node.name
    look = (lambda: defects(page)) if inspected else list
    scenario = longest(process)
    answers, Clock.now = person.answers_of(process, scenario), scenario.filed_at.astimezone(UTC)
    somebody = Keyboard(page, tmp_path)

    page.goto(f"{site}/demarches/{slug}")
    assert look() == [], "start page"
    somebody.press("Commencer")
    tried = []
    while "/page/" in page.url:
        here = page_id(page.url)
        assert tried.count(here) < 4, f"{here} does not go on: {page.inner_text('main')}"
        assert look() == [], f"page {here}"
        if page.locator("#ajouter-page").count():
            tried.append(here)
            leave_list(process, answers, somebody, here)
            continue
        plan = plan_here(process, answers, here)
        if here not in tried and must_refuse_empty(process, answers, here):
            somebody.fill_page({})
            assert "/page/" in page.url, f"{here} accepts nothing at all"
            assert page.title().startswith("Erreur : ")
            assert look() == [], f"page {here}, with its errors"
        tried.append(here)
        somebody.fill_page(plan)
    assert page.url.endswith("/verifier"), page.url
    assert look() == [], "review"
    Clock.now += timedelta(minutes=5)  # a person reads before sending
    somebody.press("Envoyer")
    assert page.url.endswith("/recu"), page.url
    assert look() == [], "receipt"
    text = page.inner_text("main")
    reference = re.search(r"\d\d-[2-9A-Z]{3}-[2-9A-Z]{3}", text)[0]
    code = re.search(r"\b[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}\b", text)[0]

    page.goto(f"{site}/suivi")
    assert look() == [], "tracking, empty"
    somebody.fill_page({"reference": reference, "code": code.lower().replace("-", " ")})
    assert "/suivi/dossier" in page.url, page.inner_text("main")
    assert reference in page.inner_text("main")
    assert look() == [], "tracking"
