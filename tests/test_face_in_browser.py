"""The face in a real browser: axe finds nothing, nothing overflows, the keyboard always shows where it is.

axe sees a third of what the law asks; the tests after it look at what axe cannot see.
"""

import shutil
import subprocess
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from engine.calendar import Calendar
from engine.definition.city import City
from engine.theme import Theme
from engine.web.comfort import SETTINGS, choose
from engine.web.kit import PALETTES, alone, gallery, one_type
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
LARGEST = {"taille": "geante", "espacement": "tres-large", "contraste": "fort"}
NOW = datetime(2026, 5, 13, 16, 30, tzinfo=UTC)
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
    shown = {"gallery": list(gallery()), "form": None, "palettes": PALETTES, "palette": ""}
    return theme.render("kit.html", context(**shown, **more))


def every_state(theme, type_name, **more):
    return theme.render("kit-type.html", context(palettes=PALETTES, palette="", **one_type(type_name, NOW), **more))


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
        "etats": every_state(base, "adresse"),
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
        .map(one => [one, (one.closest('.choice, .cards .card') ?? one).getBoundingClientRect()])
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


@pytest.mark.parametrize("name", ["date", "adresse", "fichier", "choix-multiple"])
def test_every_state_of_a_type_suits_everyone(browser, base, name):
    with Visit(browser, base, every_state(base, name), PHONE) as page:
        assert violations(page) == []
        assert overflow(page) <= 0


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
    with Visit(browser, base, kit(base, comfort=choose({"apparence": "sombre"})), color_scheme="dark") as page:
        page.emulate_media(media="print")
        assert page.locator("button:visible").count() == 0
        for gone in (".skip-link", ".site-nav", ".tools", ".site-footer", ".search", ".scenery", ".back", ".change"):
            assert page.locator(f"{gone}:visible").count() == 0, gone
        assert page.locator(".brand").is_visible()
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate(FAINT) == []
        assert page.locator(".receipt").is_visible()
        assert page.locator(".help").is_visible()


# --- colours ------------------------------------------------------------------------------------------------

FAINT = """() => {
  const paint = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const solid = colour => { paint.clearRect(0, 0, 1, 1); paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const under = one => { for (; one; one = one.parentElement) {
    const found = solid(getComputedStyle(one).backgroundColor); if (found[3] === 255) return found; }
    return [255, 255, 255, 255]; };
  const found = [], known = new Map();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !one.checkVisibility() || one.closest('.visually-hidden, .skip-link')) continue;
    const front = solid(getComputedStyle(one).color), back = under(one), pair = `${front} / ${back}`;
    if (!known.has(pair)) {
      const [low, high] = [light(front), light(back)].sort((a, b) => a - b);
      known.set(pair, (high + 0.05) / (low + 0.05));
      if (known.get(pair) < 4.5) found.push(`${known.get(pair).toFixed(2)} ${one.outerHTML.slice(0, 120)}`);
    }
  }
  return found;
}"""
"""Words whose colour, as the browser computes it, is too close to what lies under them."""


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("name", ["base", "bordeaux"])
def test_every_word_of_the_kit_is_legible_in_every_palette(browser, name, palette):
    theme = Theme(THEMES, name)
    opposite = "light" if "sombre" in palette else "dark"
    html = kit(theme, comfort=choose(PALETTES[palette][1]))
    with Visit(browser, theme, html, color_scheme=opposite) as page:
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        fond = theme.face.palettes[palette]["fond"]
        assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--fond')") == fond
        assert page.evaluate(FAINT) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_device_that_asks_for_contrast_gets_it(browser, base, scheme):
    with Visit(browser, base, one(base, "texte"), color_scheme=scheme, contrast="more") as page:
        wanted = base.face.palettes["contraste" if scheme == "light" else "contraste_sombre"]["lien"]
        assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--lien')") == wanted


# --- the header and the comfort panel -----------------------------------------------------------------------


def test_the_question_is_on_the_first_screen_of_a_phone(browser, base):
    for html in (one(base, "date"), one(base, "date", wrong=True)):
        with Visit(browser, base, html, 375) as page:
            box = page.locator("h1").bounding_box()
            assert box["y"] + box["height"] < 812


@pytest.mark.parametrize("width", [PHONE, 375, DESK])
def test_the_panels_of_the_header_open_under_the_bar_one_at_a_time_and_hide_nothing(browser, base, width):
    with Visit(browser, base, one(base, "texte"), width) as page:
        for name, other in ((".languages", ".comfort"), (".comfort", ".languages")):
            page.locator(f"{name} > summary").press("Enter")
            panel = page.locator(f"{name} > form")
            assert panel.is_visible()
            assert not page.locator(f"{other} > form").is_visible()
            box, leave, main = (page.locator(each).bounding_box() for each in (f"{name} > form", ".leave", "main"))
            assert leave["y"] < box["y"]
            assert box["y"] + box["height"] <= main["y"]
            assert overflow(page) <= 0


EFFECT = """() => {
  const root = getComputedStyle(document.documentElement), text = getComputedStyle(document.querySelector('main p'));
  return [root.fontSize, text.letterSpacing, text.lineHeight, text.fontFamily, text.maxInlineSize,
    root.getPropertyValue('--fond'), root.getPropertyValue('--lien'),
    getComputedStyle(document.querySelector('.scenery')).display].join(' | ');
}"""


def test_each_choice_of_the_comfort_panel_changes_something_even_without_script(browser, base):
    seen = {}
    for setting in SETTINGS:
        for choice in setting.choices if setting is SETTINGS[0] else setting.choices[1:]:
            scheme = "dark" if choice.value == "claire" else "light"
            html = kit(base, comfort=choose({setting.name: choice.value}))
            with Visit(browser, base, html, java_script_enabled=False, color_scheme=scheme) as page:
                seen[choice.value] = page.evaluate(EFFECT)
                assert overflow(page) <= 0
    assert seen.pop("claire") == seen["normale"], "light on a dark device is as light as on a light one"
    assert len(set(seen.values())) == len(seen)


def test_comfort_shows_at_once_and_what_is_typed_stays(browser, base):
    with Visit(browser, base, one(base, "texte")) as page:
        kept = []
        page.route("**/confort", lambda route: (kept.append(route.request.post_data), route.fulfill(status=204)))
        page.locator("main input").fill("Zoé d’Àlvares")
        page.locator(".comfort > summary").click()
        page.get_by_label("Très grande").check()
        page.get_by_label("Renforcé").check()
        assert page.get_attribute("html", "class") == "taille-tres-grande contraste-fort"
        page.get_by_role("button", name="Appliquer").click()
        assert not page.locator(".comfort > form").is_visible()
        assert page.locator("main input").input_value() == "Zoé d’Àlvares"
        page.wait_for_timeout(100)
        assert "taille=tres-grande" in kept[-1]
        assert "contraste=fort" in kept[-1]


def test_no_address_leads_to_the_place_where_one_can_be_found(browser, base):
    with Visit(browser, base, one(base, "adresse")) as page:
        place = page.get_by_label("Où peut-on vous écrire")
        assert not place.is_visible()
        page.get_by_label("Pas d’adresse stable").check()
        assert place.is_visible()
