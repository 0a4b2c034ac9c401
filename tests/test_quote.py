"""Texts that quote an answer or a parameter: filled for each visitor, escaped, checked at load."""

import pytest

from engine.definition import wording
from engine.definition.catalogue import compile_edition
from engine.definition.condition import Facts
from engine.journey import Journey
from engine.theme import Theme
from engine.web.form import form_view
from tests.site import ROOT
from tests.test_definition import PROCESS
from tests.test_journey import DAY
from tests.test_parameter import OWN, told, town

__all__ = ["town"]
FIRST = "      - {id: prenom, type: texte, question: Votre prénom}\n      - id: nature\n"
DETAIL = "        question: Dites-en plus\n"


def quoting(label="Dites-en plus, {{ reponse.prenom }}", *, page="Le problème", asked=FIRST):
    text = PROCESS.replace("conditions:\n", OWN, 1).replace("      - id: nature\n", asked, 1)
    text = text.replace(DETAIL, f"        question: {label}\n", 1).replace("page: Le problème", f"page: {page}", 1)
    return text.replace("reponses: {", "reponses: {prenom: Ana, ", 1)


def journey(text, **answers):
    texts = {"processes/trou.yaml": text.replace("  - inclure: contact\n", "")}
    return Journey(compile_edition("trou", texts), Facts(answers, DAY))


def asked(way, id):
    return next(one for page in way.pages for one in way.questions(page) if one.id == id)


SAID = {"prenom": "Zoé", "nature": "trou", "danger_immediat": True}


@pytest.mark.parametrize(
    ("label", "read"),
    [
        ("Dites-en plus, {{ reponse.prenom }}", "Dites-en plus, Zoé"),
        ("Parlez de « {{ reponse.nature }} »", "Parlez de « Un trou »"),
        ("{% if reponse.danger_immediat %}Vite{% else %}Bien{% endif %}", "Vite"),
        ("Le tarif est de {{ parametre.surtaxe }}", "Le tarif est de 12,50\u00a0€"),
        ("Pour {{ reponse.prenom }}, {{ parametre.age_max }} ans", "Pour Zoé, 25 ans"),
    ],
)
def test_a_label_quotes_what_was_answered_above(label, read):
    text = quoting(f'"{label}"')
    assert asked(journey(text, **SAID), "detail").label == read


def test_without_an_answer_the_blank_is_empty_and_no_is_false():
    text = quoting('"Bonjour{% if reponse.prenom %} {{ reponse.prenom }}{% endif %}, dites-en plus"')
    assert asked(journey(text, **{**SAID, "prenom": None}), "detail").label == "Bonjour, dites-en plus"
    no = quoting(
        '"{% if reponse.urgent %}Vite{% else %}Calme{% endif %}"',
        asked="      - {id: urgent, type: oui-non, question: Pressé}\n      - id: nature\n",
    )
    assert asked(journey(no, **SAID, urgent=False), "detail").label == "Calme"


def test_outside_of_anyone_s_journey_what_is_quoted_is_left_blank():
    process = journey(quoting()).process
    assert process.question("detail").label == "Dites-en plus, …"


def test_what_is_quoted_is_text_and_never_code():
    way = journey(quoting(), **{**SAID, "prenom": "<b>{{ reponse.nature }}</b>"})
    assert asked(way, "detail").label == "Dites-en plus, <b>{{ reponse.nature }}</b>"
    theme = Theme(ROOT / "themes", "bordeaux")
    page = way.pages[0]
    drawn = "".join(theme.field(view) for view in form_view(page, way.questions(page), {}).fields)
    assert "&lt;b&gt;{{ reponse.nature }}&lt;/b&gt;" in drawn


def test_what_is_drawn_for_one_person_is_never_shown_to_another():
    theme, drawn = Theme(ROOT / "themes", "bordeaux"), []
    for name in ("Ana", "Zoé"):
        way = journey(quoting(), **{**SAID, "prenom": name})
        drawn.append(
            "".join(theme.field(view) for view in form_view(way.pages[0], way.questions(way.pages[0]), {}).fields)
        )
    assert "Ana" in drawn[0]
    assert "Ana" not in drawn[1]
    assert "Zoé" in drawn[1]


def test_a_refusal_names_the_question_as_it_was_read():
    way = journey(quoting(), **SAID)
    checked = way.check(way.pages[0], {"prenom": "Léo", "nature": "trou", "danger_immediat": "oui", "detail": ""})
    assert checked.errors == {"detail": "Écrivez votre réponse à la question « Dites-en plus, Léo »."}


@pytest.mark.parametrize(
    ("label", "code", "help"),
    [
        ("Oh {{ reponse.prenm }}", "question-inconnue", "Vouliez-vous dire « prenom » ?"),
        ("Oh {{ reponse.detail }}", "reference-en-avant", None),
        ("Oh {{ reponse.prenom.rue }}", "attribut-inconnu", None),
        ("Oh {{ reponse.prenom.rue.mur }}", "message-interdit", None),
        ("Oh {{ reponse.prenom.upper() }}", "message-interdit", None),
        ("Oh {{ reponse['prenom'] }}", "message-interdit", None),
        ("Oh {{ reponse }}", "mot-inconnu", None),
        ("Oh {{ prenom }}", "mot-inconnu", None),
        ("Oh {{ reponse.prenom }", "message-syntaxe", None),
        ("Oh {{ parametre.age_maxi }}", "parametre-inconnu", "Vouliez-vous dire « parametre.age_max » ?"),
        ("Oh {{ demarche.title }}", "message-interdit", None),
    ],
)
def test_a_quote_that_cannot_be_filled_is_told_at_its_place(town, label, code, help):
    found = town(quoting(f'"{label}"'))
    line = found.lines["processes/trou.yaml"].index(f'        question: "{label}"') + 1
    mistakes = [one for one in found.problems if one.code == code]
    assert [one.spot.line for one in mistakes] == [line], found.problems
    assert help is None or mistakes[0].help == help


def test_a_page_title_quotes_parameters_and_nobody_s_answers(town):
    assert not [
        one for one in told(town(quoting(page='"Moins de {{ parametre.age_max }} ans"'))) if "scenario" not in one[0]
    ]
    assert journey(quoting(page='"Moins de {{ parametre.age_max }} ans"')).process.pages[0].title == "Moins de 25 ans"
    found = town(quoting(page='"Bonjour {{ reponse.prenom }}"'))
    assert "titre-personnel" in [one.code for one in found.problems]


def test_a_text_without_quotes_may_hold_single_braces_as_before():
    assert wording.mistakes("Écrivez {prenom}", ()) == []
    assert asked(journey(quoting('"Écrivez {x} ici"'), **SAID), "detail").label == "Écrivez {x} ici"


def test_a_message_quotes_the_answers_of_the_case():
    own = 'messages:\n  accuse: {objet: Bonjour, texte: "Merci {{ reponse.prenom }}, {{ parametre.surtaxe }}, {{ service }}"}\n'
    process = journey(quoting() + own).process
    theme = Theme(ROOT / "themes", "bordeaux")
    _, body = theme.render_notice("accuse", process, {"service": "Voirie"}, {"prenom": "Ana <b>"})
    assert body.startswith("Merci Ana <b>, 12,50\u00a0€, Voirie")


BLOCK_OF_TWO = """\
titre: Une personne
questions:
  - {id: prenom, type: texte, question: Votre prénom}
  - {id: age, type: nombre, question: "Quel âge avez-vous, {{ reponse.prenom }} ?"}
"""


def test_a_block_put_twice_quotes_its_own_questions(town):
    text = PROCESS.replace(
        "  - inclure: contact\n", "  - {inclure: contact, prefixe: ami}\n  - {inclure: contact, id: autre}\n"
    )
    found = town(text, block=BLOCK_OF_TWO)
    assert not [one for one in told(found) if "scenario" not in one[0]], found.problems
    process = found.built["trou"].process
    assert process.question("ami_age").wordings["label"].source == "Quel âge avez-vous, {{ reponse.ami_prenom }} ?"
    assert process.question("age").wordings["label"].source == "Quel âge avez-vous, {{ reponse.prenom }} ?"
