"""The pages in another language: every word is in it or says that it is French, and what is stored is the same."""

import re
from pathlib import Path

import pytest
from lxml import html

from engine import habits
from engine.chrome import Chrome, lines, messages, slots, translated, translated_lines
from engine.definition.catalogue import compile_edition
from engine.definition.process import Question
from engine.fields import TYPES
from engine.language import LANGUAGES, OTHERS, Ours
from engine.records import Case, Notice
from engine.theme import Theme
from tests.person import answers_of, complete
from tests.robot import Robot
from tests.test_robot import kept

THEME = Path(__file__).resolve().parent.parent / "themes/base"
CATALOGUES = sorted(path.stem for path in (THEME / "langues").glob("*.po"))
FOR_AGENTS = {"desk.html", "agents.html", "cas.html", "connexion.html", "courriels.html", "inbox.html"}
FOR_AGENTS |= {"kit.html", "kit-type.html", "kit-elements.html", "kit-palettes.html", "beside.html", "a-remettre.html"}
FOR_AGENTS |= {"mediation.html", "lettres.html", "letter.html", "letters.html", "findings.html"}
"""What only agents and those who help people open, or that agents print: it reads in French."""


def chrome(code):
    return Chrome.read([THEME], code)


def test_a_template_is_translated_with_its_blanks_and_its_tags():
    said = {"Bonjour <strong>{{ nom }}</strong>, <a>entrez</a>": "<a>Come in</a>, <strong>{{ nom }}</strong>"}
    french = '<p class="x">\n  Bonjour <strong class="y">{{ nom }}</strong>, <a href="{{ la }}">entrez</a></p>'
    assert translated(french, said.get) == (
        '<p class="x">\n  <a href="{{ (la)|bare }}">Come in</a>, <strong class="y">{{ nom }}</strong></p>'
    )


def test_what_nobody_translated_is_marked_as_french():
    assert translated("<p>Bonjour</p>", lambda words: None) == '<p><span lang="fr" dir="ltr">Bonjour</span></p>'


def test_a_title_and_an_option_hold_no_markup():
    assert translated("<title>Un</title><option>{{ mot }}</option>", lambda words: None) == (
        "<title>Un</title><option>{{ (mot)|bare }}</option>"
    )


@pytest.mark.parametrize("code", CATALOGUES)
def test_a_catalogue_keeps_every_blank_and_every_tag(code):
    wrong = {french: words for french, words in chrome(code).words.items() if slots(french) != slots(words)}
    assert wrong == {}


@pytest.mark.parametrize("code", CATALOGUES)
def test_a_catalogue_keeps_nothing_of_a_template_that_is_gone(code):
    """Only what holds a blank or a tag: other words may come from the code."""
    said = {words for path in THEME.rglob("*.html") for words in messages(path.read_text("utf-8"))}
    said |= {words for path in THEME.rglob("*.txt") for words in lines(path.read_text("utf-8"))}
    assert {french for french in chrome(code).words if "{{" in french or "<" in french} - said == set()


@pytest.mark.parametrize("code", [code for code in CATALOGUES if LANGUAGES[code].foreign])
def test_the_journey_is_translated(code):
    known = chrome(code)
    every = {
        (path.name, words)
        for path in THEME.rglob("*.html")
        if path.name not in FOR_AGENTS and not path.name.startswith(("case-", "desk-", "apercu", "studio", "preview"))
        for words in messages(path.read_text("utf-8"))
        if not re.fullmatch(r"[a-z-]+ [a-z-]+|[a-z-]+", words)
    }
    left = {(name, words) for name, words in every if known.say(words) is None}
    assert left == set(), sorted(left)


NOTICES = {"accuse", "cloture", "demande-precision", "document-infecte", "effacement", "reponse", "reprise", "retard"}
NOTICES |= {"retrait", "transfert", "mentions", "suivi", "signature", "besoins"}
TO_AGENTS = {"correction", "demande-retiree", "document-bloque", "escalade", "message-usager", "nouveau-dossier"}
TO_AGENTS |= {"recapitulatif", "relance", "remontee"}


@pytest.mark.parametrize("code", [code for code in CATALOGUES if LANGUAGES[code].foreign])
def test_every_line_written_to_the_person_is_translated(code):
    found = {path.stem: path.read_text("utf-8") for path in (THEME / "notices").glob("*.txt")}
    assert set(found) - TO_AGENTS == NOTICES, "who is it for?"
    known = chrome(code)
    left = {(name, line) for name in NOTICES for line in lines(found[name]) if known.say(line) is None}
    assert left == set(), sorted(left)


def test_a_message_in_plain_text_is_translated_line_by_line():
    said = {"Bonjour {{ nom }},": "Hello {{ nom }},", "Pourquoi : {{ raison }}": "Why: {{ raison }}"}
    french = "Bonjour {{ nom }},\n{% if raison %}\n\n  Pourquoi : {{ raison }}\n{% endif %}\nReste en français.\n"
    assert translated_lines(french, said.get) == (
        "Hello {{ nom }},\n{% if raison %}\n\n  Why: {{ raison }}\n{% endif %}\nReste en français.\n"
    )


@pytest.mark.parametrize("short", sorted({path.name.split(".")[0] for path in (THEME / "notices/sms").glob("*.txt")}))
def test_an_sms_is_written_in_every_language(short):
    words = {code: (THEME / f"notices/sms/{short}.{code}.txt").read_text("utf-8") for code in OTHERS}
    assert len(set(words.values())) == len(OTHERS)


@pytest.mark.parametrize("code", [code for code in CATALOGUES if LANGUAGES[code].foreign])
@pytest.mark.parametrize("kind", TYPES.values(), ids=lambda kind: kind.name)
def test_a_missing_answer_is_told_in_the_language(code, kind):
    if kind.stores and not kind.computed:
        assert chrome(code).say(kind.missing.format(label="X")), kind.missing


def test_a_sentence_made_by_the_engine_is_known_by_its_shape():
    assert chrome("en").say("« 12 » : indiquez au moins 3.") == "“12”: give at least 3."
    assert chrome("en").say("Ce que personne n’a écrit.") is None


@pytest.mark.parametrize("code", OTHERS)
def test_answers_are_told_in_the_language(code):
    question = Question("d", TYPES["date"], "D", language=code)
    assert TYPES["date"].show(question, "2026-05-13")
    assert habits.yes_no(question, True) == LANGUAGES[code].yes


class Reader(Robot):
    """A person who reads the pages in a language; the steps of tests/person.py name buttons in French."""

    def __init__(self, client, city, code):
        super().__init__(client, city)
        self.code, self.words_of, self.pages = code, chrome(code), []

    def said(self, words):
        return self.words_of.say(words) or words

    async def press(self, words, where="main"):
        await super().press(self.said(words), where)

    def fill(self, label, typed):
        super().fill(label, self.said(typed) if typed == "Je n’ai pas ce document" else typed)

    async def _send(self, method, address, **content):
        await super()._send(method, address, **content)
        self.pages.append((str(self.response.url), self.response.text))


@pytest.fixture
async def reader(robot, catalogue):
    """Gives someone who has chosen a language with the buttons of the page."""

    async def choose(code):
        made = Reader(robot.client, catalogue.city.name, code)
        await made.client.post("/langue", data={"langue": code, "retour": "/"})
        return made

    return choose


def french_left(page):
    """Words in French letters that no `lang` says to be French, outside what people typed and names of places."""
    tree = html.fromstring(page)
    for out in tree.cssselect(
        "script, style, [lang=fr], [lang=en], [lang=es], bdi, input, textarea, .masthead, .reference, .code, [href^=mailto]"
    ):
        out.drop_tree() if out.getparent() is not None else None
    return sorted(set(re.findall(r"[A-Za-zÀ-ÿ]{3,}", tree.text_content())))


ARABIC_MAY_SAY = {"CCAS", "RSA", "Vitale", "CNIL", "cnil", "ABC", "DEF", "GHJ", "JPG", "PNG", "HEIC", "PDF", "nom"}
ARABIC_MAY_SAY |= {"LSF", "exemple", "Cité", "municipale", "Bordeaux", "bordeaux"}


@pytest.mark.parametrize("slug", ["domiciliation", "signaler-un-probleme-dans-la-rue"])
@pytest.mark.parametrize("code", ["ar", "en", "es"])
async def test_a_demarche_completed_in_another_language_stores_the_same_answers(reader, catalogue, hours, slug, code):
    french = catalogue.processes[slug]
    scenario = french.scenarios[0]
    hours.at = scenario.filed_at
    answers = answers_of(french, scenario)
    process = compile_edition(slug, french.sources, code)
    assert process.untranslated == 0
    person = await reader(code)
    await complete(person, process, answers)
    assert person.heading == person.said("Vérifiez vos réponses")
    await person.press("Envoyer ma demande")
    assert person.heading == person.said("Votre demande est envoyée")
    case = await Case.get(reference=person.fact(person.said("Référence")))
    stored = {id: value for id, value in case.answers.items() if value not in (None, [])}
    assert kept(french, scenario, stored) == kept(french, scenario, answers)
    assert case.language == code
    for address, page in person.pages:
        right = ' dir="rtl"' if code == "ar" else ""
        assert f'<html lang="{code}"{right}' in page, address
        if code == "ar":
            given = set(re.findall(r"[A-Za-zÀ-ÿ]{3,}", str(answers)))
            assert set(french_left(page)) - ARABIC_MAY_SAY - given == set(), address


async def test_the_choice_is_kept_for_the_visit_and_agents_stay_in_french(robot):
    answer = await robot.client.post("/langue", data={"langue": "ar", "retour": "/suivi"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/suivi")
    assert "max-age" not in answer.headers["set-cookie"].lower()
    assert 'lang="ar" dir="rtl"' in (await robot.client.get("/suivi")).text
    assert '<html lang="fr"' in (await robot.client.get("/agents/connexion")).text
    await robot.client.post("/terminer")
    assert '<html lang="fr"' in (await robot.client.get("/")).text


async def test_the_language_of_the_browser_is_only_a_suggestion(robot):
    page = (await robot.client.get("/", headers={"accept-language": "ar-MA,fr;q=0.8"})).text
    assert '<html lang="fr"' in page
    offered = html.fromstring(page).cssselect(".suggested button")
    assert [(button.get("value"), button.get("lang"), button.text) for button in offered] == [("ar", "ar", "العربية")]
    assert 'class="suggested"' not in (await robot.client.get("/")).text


@pytest.mark.parametrize("cookie", ["klingon", "ar<script>", "", "fr.francais"])
async def test_an_unknown_language_is_french(robot, cookie):
    robot.client.cookies.set("parvis_langue", cookie)
    assert '<html lang="fr"' in (await robot.client.get("/")).text


async def test_the_french_is_shown_beside_on_demand(robot):
    await robot.client.post("/langue", data={"langue": "en", "francais": "oui", "retour": "/"})
    page = (await robot.client.get("/demarches/domiciliation")).text
    assert "Get an address to receive your mail" in page
    assert '<span class="in-french" lang="fr" dir="ltr">Avoir une adresse pour recevoir son courrier</span>' in page
    assert "<title>Get an address to receive your mail – Bordeaux</title>" in page


async def test_a_demarche_without_translation_says_that_it_is_french(robot):
    robot.client.cookies.set("parvis_langue", "en")
    page = (await robot.client.get("/demarches/ecrire-a-la-mairie")).text
    assert "This page is only partly translated. The rest is in French." in page
    assert '<h1><span lang="fr" dir="ltr">Écrire à la mairie' in page
    whole = (await robot.client.get("/demarches/domiciliation")).text
    assert "only partly translated" not in whole


async def test_the_person_is_told_in_their_language_with_the_french_below(reader, catalogue, hours):
    french = catalogue.processes["domiciliation"]
    scenario = next(one for one in french.scenarios if one.answers.get("mode_contact") == "courriel")
    hours.at = scenario.filed_at
    person = await reader("ar")
    await complete(person, compile_edition(french.slug, french.sources, "ar"), answers_of(french, scenario))
    await person.press("Envoyer ma demande")
    told = await Notice.get(occasion="accuse")
    assert told.subject.startswith("وصل طلبك")
    arabic, _, below = told.body.partition("Le même message en français :")
    assert "رمزك هو" in arabic
    assert "Votre code est" not in arabic
    assert "Nous avons bien reçu votre demande" in below
    assert "إذا كنت غير موافق" in arabic, "the mentions of the law are in the language too"


@pytest.mark.parametrize(("code", "subject"), [("en", "Your request 26-ABC-DEF is closed"), ("simple", "finie")])
def test_a_message_of_the_city_is_in_the_language_of_the_person(catalogue, code, subject):
    theme = Theme(THEME.parent, "base").speaking(code)
    process = compile_edition("domiciliation", catalogue.processes["domiciliation"].sources, code)
    said = theme.render_notice("cloture", process, {"reference": "26-ABC-DEF", "issue": Ours("Demande refusée")})
    assert subject in said[0]
    assert ("Result: Request refused" if code == "en" else "Notre réponse : Demande refusée") in said[1].replace(
        "\u00a0", " "
    )
    assert "<span" not in said[1].replace("\u00a0", " ")
