"""One démarche filled in a browser by keyboard alone, from the answers of a scenario; each page met is looked at.

With an `eye`, every state is inspected (tests/inspect_page.py), weighed, and its words kept for the validator of HTML.
Without one, the démarche is only completed. Knows nothing of what is right: it tells, tests judge.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from urllib.parse import urlsplit

from engine.definition.condition import Facts
from engine.fields.base import FilingDay
from engine.journey import Journey
from tests import person
from tests.inspect_page import defects, just_reached
from tests.keyboard import Keyboard
from tests.page_check import mistakes
from tests.states import states_of

FIRST_PAGE, NEXT_PAGES = 30_000, 8_000
"""Bytes over the network, everything included (shared/inclusion.md, Budget)."""

TOURED = ("accueil de la démarche", "accusé de réception")
"""States that the keyboard goes through from end to end; on the others, as far as the button that goes on."""

REFERENCE = r"\d\d-[2-9A-Z]{3}-[2-9A-Z]{3}"
CODE = r"\b[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}\b"

TYPED = """() => [...document.querySelectorAll("main form.questions")].flatMap(form => [...form.elements])
  .filter(e => e.name && !["hidden", "file", "submit", "button"].includes(e.type))
  .map(e => [e.name, ["radio", "checkbox"].includes(e.type) ? (e.checked ? e.value : "") : e.value])"""


class Clock:
    """The time of the site: that of the scenario being played."""

    now = datetime.now(UTC)


class Eye:
    """What is seen on the road: defects, weights, sources and titles. One per démarche."""

    def __init__(self, walk: Walk):
        self.walk = walk
        self.wrong: list[str] = []
        self.sources: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        self.weights: dict[str, int] = {}
        self.bytes = 0
        self.answered: list = []
        walk.page.on("response", self.keep)
        session = walk.page.context.new_cdp_session(walk.page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self.begin)
        session.on("Network.loadingFinished", self.weigh)

    def begin(self, event) -> None:
        if event.get("type") == "Document":
            self.bytes = 0

    def weigh(self, event) -> None:
        self.bytes += int(event["encodedDataLength"])

    def keep(self, response) -> None:
        self.answered.append(response)

    def look(self, name: str) -> None:
        page = self.walk.page
        self.weights.setdefault(name, self.bytes)
        self.tell(name, just_reached(page) + defects(page))
        served = [one for one in self.answered if one.request.is_navigation_request() and one.status not in (302, 303)]
        if served and "html" in served[-1].headers.get("content-type", ""):
            self.read(name, served[-1].text())
        path, title = urlsplit(page.url).path, re.sub("^Erreur : ", "", page.title())
        for other, said in self.titles.items():
            if other != path and said == title and path.startswith(self.walk.road):
                self.wrong.append(f"{name} : même titre que {other}, « {title} »")
        self.titles[path] = title
        self.tell(f"{name}, au clavier", self.walk.person.lost)
        self.walk.person.lost.clear()
        self.answered.clear()

    def read(self, name: str, source: str) -> None:
        self.sources.setdefault(name, source)
        self.tell(name, mistakes(source, self.walk.city.city.name))

    def tell(self, name: str, found) -> None:
        """Each defect once, at the first state that has it."""
        self.wrong += [f"{name} : {one}" for one in found if not any(known.endswith(one) for known in self.wrong)]


class Walk:
    def __init__(self, page, site: str, city, process, folder, *, inspect: bool):
        self.page, self.site, self.city, self.process = page, site, city, process
        self.scenario = max(process.scenarios, key=lambda one: len(one.answers))
        self.answers = person.answers_of(process, self.scenario)
        self.person = Keyboard(page, folder)
        self.eye = Eye(self) if inspect else None
        self.elsewhere: list[str] = []
        page.on("request", self.heed)
        self.reference = self.code = ""
        Clock.now = self.scenario.filed_at.astimezone(UTC)

    @property
    def road(self) -> str:
        return f"/demarches/{self.process.slug}"

    def heed(self, request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def open(self, path: str) -> None:
        self.page.goto(self.site + path)

    def aside(self, name: str, path: str) -> None:
        """A page beside the road."""
        self.open(path)
        self.look(name)

    def look(self, name: str) -> None:
        if self.eye:
            self.eye.look(name)

    def visit(self, moment: str) -> None:
        """Every state declared for this moment."""
        for name, reach in states_of(moment) if self.eye else ():
            reach(self)
            self.look(name)
            if name in TOURED:
                self.person.tour()

    # --- the road

    def go(self) -> None:
        """From the start page to the last state."""
        self.open(self.road)
        self.visit("start")
        self.person.press("Commencer")
        self.fill()
        assert self.page.url.endswith("/verifier"), self.page.url
        self.visit("check")
        Clock.now += timedelta(minutes=5)  # a person reads before sending
        self.person.press("Envoyer")
        assert self.page.url.endswith("/recu"), self.page.url
        text = self.page.inner_text("main")
        self.reference, self.code = re.search(REFERENCE, text)[0], re.search(CODE, text)[0]
        self.visit("receipt")
        self.visit("after")

    def fill(self) -> None:
        tried: list[str] = []
        while "/page/" in self.page.url:
            here = page_id(self.page.url)
            assert tried.count(here) < 4, f"{here} does not go on: {self.page.inner_text('main')}"
            self.look(f"page {here}")
            if self.page.locator("#ajouter-page").count():
                tried.append(here)
                self.leave_list(here)
                continue
            plan = self.plan_here(here)
            if here not in tried and self.must_refuse_empty(here):
                self.person.fill_page({})
                assert "/page/" in self.page.url, f"{here} accepts nothing at all"
                assert self.page.title().startswith("Erreur : ")
                self.look(f"page {here}, avec ses erreurs")
            first_time = here not in tried
            tried.append(here)
            self.person.fill_page(plan)
            if first_time and self.eye and "/page/" not in self.page.url.split(here)[-1]:
                self.come_back(here)

    def come_back(self, here: str) -> None:
        """The Back button shows what was answered; Forward goes on."""
        if page_id(self.page.url) == here:
            return  # a question appeared, or something is to be corrected
        ahead = self.page.url
        self.page.go_back()
        plan, shown = self.plan_here(here), self.page.evaluate(TYPED)
        held = {name for name, value in shown if value}
        lost = {name for name, _ in shown if plan.get(name)} - held
        if page_id(self.page.url) != here or lost:
            self.eye.wrong.append(f"page {here} : Retour a perdu {sorted(lost)} ({self.page.url})")
        self.page.goto(ahead)

    def leave_list(self, here: str) -> None:
        """On the list of a repeated group: one more if the scenario has one, else go on."""
        group = next(page.group for page in self.process.pages if page.id == here)
        listed = self.page.locator("main .added > li").count()
        if listed < len(self.answers.get(group.id, [])):
            self.person.follow("Ajouter")
        else:
            self.person.press("Continuer")

    def follow_case(self) -> None:
        """Open the case with its reference and its code, typed as people type."""
        self.open("/suivi")
        self.person.fill_page({"reference": self.reference, "code": self.code.lower().replace("-", " ")})
        assert "/suivi/dossier" in self.page.url, self.page.inner_text("main")
        assert self.reference in self.page.inner_text("main")

    def send_message(self, words: str) -> None:
        form = self.page.locator("main form[action$='/message']")
        if not form.get_by_role("textbox").first.is_visible():
            self.page.locator("main details:has(form[action$='/message']) > summary").first.click()
        form.get_by_role("textbox").first.fill(words)
        with self.page.expect_event("load"):
            form.get_by_role("button").last.click()

    # --- what to answer

    def plan_here(self, here: str) -> dict:
        """The plan of this page: in a repeated group, that of its instance."""
        id, _, number = here.partition("/")
        group = next(page.group for page in self.process.pages if page.id == id)
        given = self.answers.get(group.id, []) if group else []
        return plan_of(self.process, given[int(number) - 1] if number and int(number) <= len(given) else self.answers)

    def must_refuse_empty(self, here: str) -> bool:
        """Whether sending this page empty is an error: something visible on it is required."""
        process, calendar = self.process, self.city.city.calendar
        known = {id: list(value) if id in process.groups else value for id, value in self.answers.items()}
        journey = Journey(process, Facts(known, FilingDay(calendar.day_of(Clock.now), calendar)))
        name, _, number = here.partition("/")
        page = journey.page(name, int(number or 0))
        earlier = takewhile(lambda one: one.address != page.address, journey.pages)
        before = {question.id for one in earlier for question in one.questions}
        if number:
            return any(question.required for question in page.questions if question.when is None)
        kept = {k: v for k, v in self.answers.items() if k in before or k in process.groups}
        bare = Journey(process, Facts(kept, journey.facts.day))
        return any(question.required for question in bare.questions(bare.page(name)))


def plan_of(process, answers) -> dict:
    """Input names and what to put in them, from the answers of a scenario."""
    plan = {}
    for id, value in answers.items():
        if id in process.groups or value is None:
            continue
        question = process.question(id)
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


def page_id(url: str) -> str:
    found = re.search(r"/page/([^?#]+)", url)
    return found[1] if found else ""
