"""The face in a real browser: axe finds nothing, nothing overflows, the keyboard always shows where it is.

axe sees a third of what the law asks; the tests after it look at what axe cannot see.
"""

import shutil
import subprocess
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from engine.calendar import Calendar
from engine.definition.city import City
from engine.theme import Theme
from engine.web.comfort import choose
from engine.web.kit import alone, gallery
from engine.web.specimen import EXAMPLES
from tests.test_theme import THEMES

ROOT = THEMES.parent
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
AXE = ROOT / "node_modules/axe-core/axe.min.js"
HTML_VALIDATE = ROOT / "node_modules/.bin/html-validate"
CSP = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'"
CITY = City(
    "Villeneuve",
    Calendar(),
    units={},
    people={},
    phone="0556102030",
    phone_hours="du lundi au vendredi, de 8 h 30 à 18 h",
    welcome="Hôtel de ville, 1 place de la Mairie",
)
LARGEST = {"taille": "geante", "espacement": "large", "contraste": "fort"}
PHONE, DESK = 320, 1280

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no browser: apt-get install chromium"),
    pytest.mark.skipif(not AXE.exists(), reason="no axe-core: npm ci"),
]


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def base():
    return Theme(THEMES, "base")


def context(**more):
    return {"city": CITY, "comfort": choose({}), "path": "/-/kit", "agent": None, **more}


def kit(theme, **more):
    return theme.render("kit.html", context(gallery=list(gallery()), form=None, **more))


def one(theme, type_name, wrong=False, **more):
    form = alone(type_name, wrong=wrong)
    return theme.render("kit.html", context(form=form, errors=form.errors, **more))


class Visit:
    """A page under our own content policy, and everything the browser complained about."""

    def __init__(self, browser, theme, html, width=DESK, **options):
        self.context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.route("**/*", lambda route: self.answer(route, theme, html))
        self.page.goto("http://ville.test/-/kit")

    @staticmethod
    def answer(route, theme, html):
        path = urlsplit(route.request.url).path
        if not path.startswith("/static/"):
            headers = {"Content-Security-Policy": CSP, "Content-Type": "text/html; charset=utf-8"}
            return route.fulfill(body=html, headers=headers)
        _, _, digest, name = path.split("/", 3)
        asset = theme.asset(digest, name)
        return route.fulfill(body=asset.content, content_type=asset.media_type)

    def __enter__(self):
        return self.page

    def __exit__(self, *_):
        self.context.close()
        assert self.complaints == []


def violations(page):
    page.evaluate(AXE.read_text("utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
    return [(broken["id"], node["html"]) for broken in found["violations"] for node in broken["nodes"]]


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


# --- what tools see -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "scheme", "width", "chosen"),
    [
        ("base", "light", PHONE, {}),
        ("base", "dark", DESK, {}),
        ("bordeaux", "light", DESK, LARGEST),
        ("bordeaux", "dark", PHONE, LARGEST),
    ],
)
def test_axe_finds_nothing_in_the_kit(browser, name, scheme, width, chosen):
    theme = Theme(THEMES, name)
    with Visit(browser, theme, kit(theme, comfort=choose(chosen)), width, color_scheme=scheme) as page:
        assert violations(page) == []
        assert overflow(page) <= 0


@pytest.mark.parametrize("name", EXAMPLES)
def test_axe_finds_nothing_in_a_question_alone_with_an_error(browser, base, name):
    with Visit(browser, base, one(base, name, wrong=True), PHONE) as page:
        assert violations(page) == []


@pytest.mark.parametrize("status", [403, 404, 413, 429, 500])
def test_axe_finds_nothing_in_an_error_page(browser, base, status):
    html = base.render("pages/erreur.html", context(status=status))
    with Visit(browser, base, html, PHONE) as page:
        assert violations(page) == []
        assert overflow(page) <= 0


@pytest.mark.skipif(not HTML_VALIDATE.exists() or not shutil.which("node"), reason="no Node: apt-get install nodejs")
def test_the_kit_is_valid_html(base, tmp_path):
    pages = {
        "kit": kit(base),
        "date": one(base, "date", wrong=True),
        "erreur": base.render("pages/erreur.html", context(status=404)),
    }
    for name, html in pages.items():
        (tmp_path / f"{name}.html").write_text(html)
    command = [HTML_VALIDATE, "-c", ROOT / ".htmlvalidate.json", *tmp_path.glob("*.html")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.stdout + run.stderr == ""


# --- what tools do not see ----------------------------------------------------------------------------------


def test_every_target_is_44_pixels_high_and_wide(browser, base):
    small = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
        .filter(one => !one.matches('.skip-link'))
        .map(one => [one, (one.closest('.choice') ?? one).getBoundingClientRect()])
        .filter(([, box]) => box.width && (box.height < 43.5 || box.width < 43.5))
        .map(([one]) => one.outerHTML)"""
    for width in (PHONE, DESK):
        with Visit(browser, base, kit(base), width) as page:
            assert page.evaluate(small) == []


SEEN = """() => {
  const one = document.activeElement.closest('.choice, .card') ?? document.activeElement;
  const style = getComputedStyle(one), own = getComputedStyle(document.activeElement);
  const ring = s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
  const box = document.activeElement.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const clear = !top || one.contains(top) || top.contains(one);
  return [document.activeElement.outerHTML.slice(0, 80), ring(style) || ring(own), clear];
}"""


@pytest.mark.parametrize("name", ["adresse", "choix-multiple", "fichier"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_keyboard_always_shows_where_it_is_and_nothing_covers_it(browser, base, name, scheme):
    with Visit(browser, base, one(base, name), PHONE, color_scheme=scheme) as page:
        page.keyboard.press("Tab")
        seen = []
        while (place := page.evaluate(SEEN))[0] != page.evaluate("document.body.outerHTML.slice(0, 80)"):
            seen.append(place)
            page.keyboard.press("Tab")
            assert len(seen) < 60
        assert "skip-link" in seen[0][0]
        assert [place for place in seen if not (place[1] and place[2])] == []


def test_without_script_an_error_still_takes_the_focus(browser, base):
    with Visit(browser, base, one(base, "choix", wrong=True), java_script_enabled=False) as page:
        assert page.evaluate("document.activeElement.id") == "erreurs-page"


def test_a_line_of_the_summary_puts_the_cursor_in_the_control(browser, base):
    with Visit(browser, base, one(base, "date", wrong=True)) as page:
        page.get_by_role("link", name="il manque le mois").click()
        assert page.evaluate("document.activeElement.id") == "date-mois"


def test_live_regions_are_there_and_silent_at_load(browser, base):
    with Visit(browser, base, one(base, "texte")) as page:
        for role in ("status", "alert"):
            assert page.get_by_role(role).text_content() == ""


def test_a_second_click_does_not_send_twice(browser, base):
    with Visit(browser, base, one(base, "texte")) as page:
        sent = []
        page.route("**/-/kit?*", lambda route: sent.append(route))  # an answer that never comes
        twice = """() => { const form = document.querySelector('form.questions');
            form.querySelector('button').click(); form.querySelector('button').click();
            return form.getAttribute('aria-busy'); }"""
        assert page.evaluate(twice) == "true"
        page.wait_for_timeout(200)
        assert len(sent) == 1


def test_wider_text_spacing_hides_nothing(browser, base):
    spacing = """() => { const sheet = new CSSStyleSheet();
        sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; '
            + 'word-spacing: .16em !important } p { margin-block-end: 2em !important }');
        document.adoptedStyleSheets.push(sheet); }"""
    clipped = """() => [...document.querySelectorAll('main *')].filter(one => getComputedStyle(one).overflow === 'hidden'
        && !one.matches('.visually-hidden') && one.scrollHeight > one.clientHeight + 1).map(one => one.outerHTML)"""
    with Visit(browser, base, kit(base), PHONE) as page:
        page.evaluate(spacing)
        assert overflow(page) <= 0
        assert page.evaluate(clipped) == []


def test_a_right_to_left_page_mirrors_without_overflow(browser, base):
    with Visit(browser, base, kit(base), PHONE) as page:
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert overflow(page) <= 0
        label = page.locator("main .choice label").first.bounding_box()
        control = page.locator("main .choice input").first.bounding_box()
        assert control["x"] > label["x"]


def test_what_is_checked_shows_in_forced_colours(browser, base):
    with Visit(browser, base, kit(base), forced_colors="active") as page:
        drawn = "one => getComputedStyle(one).appearance"
        assert page.locator("input[type=radio]:checked").first.evaluate(drawn) == "auto"


def test_nothing_moves_for_who_asked_for_calm(browser, base):
    with Visit(browser, base, kit(base), reduced_motion="reduce") as page:
        moving = "() => [...document.querySelectorAll('*')].filter(one => parseFloat(getComputedStyle(one).transitionDuration))"
        assert page.evaluate(f"({moving})().length") == 0


def test_paper_keeps_the_words_and_drops_the_buttons(browser, base):
    with Visit(browser, base, kit(base)) as page:
        page.emulate_media(media="print")
        assert page.locator("button:visible").count() == 0
        assert page.locator(".receipt").is_visible()
        assert page.locator(".help").is_visible()


def test_no_address_leads_to_the_place_where_one_can_be_found(browser, base):
    with Visit(browser, base, one(base, "adresse")) as page:
        place = page.get_by_label("Où peut-on vous écrire")
        assert not place.is_visible()
        page.get_by_label("Pas d’adresse stable").check()
        assert place.is_visible()
