"""The pages in another language: every word is in it or says that it is French, and what is stored is the same."""

import re
from pathlib import Path

import pytest

from engine import habits
from engine.chrome import Chrome, messages, slots, translated
from engine.definition.process import Question
from engine.fields import TYPES
from engine.language import LANGUAGES, OTHERS

THEME = Path(__file__).resolve().parent.parent / "themes/base"
CATALOGUES = sorted(path.stem for path in (THEME / "langues").glob("*.po"))
FOR_AGENTS = {"desk.html", "agents.html", "cas.html", "connexion.html", "courriels.html", "inbox.html"}
FOR_AGENTS |= {"kit.html", "kit-elements.html"}
LATER = {"mediation.html", "accessibilite.html", "donnees-personnelles.html", "modalites.html"}
"""Pages beside the journey, not translated yet: they read in French, marked as such."""


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


@pytest.mark.parametrize("code", [code for code in CATALOGUES if LANGUAGES[code].foreign])
def test_the_whole_journey_is_translated(code):
    known = chrome(code)
    left = {
        f"{path.name}: {words}"
        for path in THEME.rglob("*.html")
        if path.name not in FOR_AGENTS | LATER and not path.name.startswith(("case-", "desk-"))
        for words in messages(path.read_text("utf-8"))
        if known.say(words) is None and not re.fullmatch(r"[a-z-]+ [a-z-]+|[a-z-]+", words)
    }
    assert left == set()


@pytest.mark.parametrize("code", [code for code in CATALOGUES if LANGUAGES[code].foreign])
@pytest.mark.parametrize("kind", TYPES.values(), ids=lambda kind: kind.name)
def test_a_missing_answer_is_told_in_the_language(code, kind):
    if kind.stores and not kind.computed and kind.name not in UNUSED:
        assert chrome(code).say(kind.missing.format(label="X")), kind.missing


UNUSED = {"iban", "siret", "siren", "rna", "numero-fiscal", "nir", "immatriculation", "url", "commune", "liste"}
UNUSED |= {"signature-simple", "periode", "annee-mois", "public"}
"""Types whose refusals still read in French, marked as such."""


def test_a_sentence_made_by_the_engine_is_known_by_its_shape():
    assert chrome("en").say("« 12 » : indiquez au moins 3.") == "“12”: give at least 3."
    assert chrome("en").say("Ce que personne n’a écrit.") is None


@pytest.mark.parametrize("code", OTHERS)
def test_answers_are_told_in_the_language(code):
    question = Question("d", TYPES["date"], "D", language=code)
    assert TYPES["date"].show(question, "2026-05-13")
    assert habits.yes_no(question, True) == LANGUAGES[code].yes
