"""Questions as field.html shows them: marks, links between words and controls, what was typed kept."""

import lxml.html
import pytest

from engine.definition.process import Page, Question
from engine.fields import TYPES
from engine.fields.choix import LONG_LIST
from engine.theme import Theme
from engine.web.form import ErrorLine, error_summary, field_view, form_view
from engine.web.kit import STATES, alone, gallery, in_state
from engine.web.specimen import EXAMPLES
from tests.test_theme import THEMES

ANSWERED = [name for name, kind in TYPES.items() if kind.stores]


@pytest.fixture(scope="module")
def theme():
    return Theme(THEMES, "base")


def question(id, kind="texte", **more):
    options = more.pop("options", EXAMPLES[kind].options or {})
    return Question(id, TYPES[kind], f"Question {id}", options=TYPES[kind].coerce_options(options), **more)


def page(*questions):
    return Page("vous", "Vous", questions=questions)


def view(*questions, errors=None, raws=None):
    return form_view(page(*questions), questions, raws or {}, errors)


def marks(form):
    return [(field.mark, field.says_required) for field in form.fields]


def shown(theme, field):
    return lxml.html.fragment_fromstring(theme.render("field.html", {"field": field}), create_parent="main")


# --- required or not ----------------------------------------------------------------------------------------


def test_a_question_alone_says_nothing_of_being_required():
    assert marks(view(question("nom"))) == [("", False)]


def test_questions_all_required_say_so_each():
    form = view(question("nom"), question("prenom"))
    assert marks(form) == [("obligatoire", False)] * 2
    assert not form.mixed


def test_a_page_that_mixes_both_marks_the_optional_ones_and_says_the_rest_on_top(theme):
    form = view(question("nom"), question("prenom", required=False))
    assert marks(form) == [("", True), ("facultatif", False)]
    assert form.mixed
    assert "sauf celles marquées" in theme.render("partials/required-note.html", {"form": form})
    assert shown(theme, form.fields[0]).xpath("//input/@required") == [""]
    assert not shown(theme, form.fields[1]).xpath("//input/@required")


def test_an_optional_question_is_marked_even_alone():
    assert marks(view(question("nom", required=False))) == [("facultatif", False)]


def test_a_text_of_information_is_neither_required_nor_optional():
    form = view(question("note", "information"), question("nom"))
    assert marks(form) == [("", False), ("", False)]


# --- the title of the page ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TYPES)
def test_a_question_alone_on_its_page_carries_the_only_h1(theme, name):
    [field] = alone(name).fields
    [heading] = shown(theme, field).xpath("//h1")
    assert " ".join(heading.text_content().split()) == EXAMPLES[name].label


def test_a_question_revealed_later_does_not_take_the_title_away():
    asked = question("nom"), question("precision")
    form = form_view(page(*asked), asked[:1], {})
    assert not form.alone


# --- words and controls -------------------------------------------------------------------------------------


def every_state():
    return [(name, state) for name in ANSWERED for state in STATES]


@pytest.mark.parametrize(("name", "state"), every_state())
def test_every_control_has_its_label_and_every_reference_exists(theme, name, state):
    main = shown(theme, in_state(name, state))
    ids = main.xpath("//@id")
    assert len(ids) == len(set(ids))
    for control in main.xpath("//input|//textarea|//select"):
        assert main.xpath(f"//label[@for='{control.get('id')}']"), control.get("id")
    for described in main.xpath("//@aria-describedby"):
        assert set(described.split()) <= set(ids)


@pytest.mark.parametrize("name", ANSWERED)
def test_label_then_hint_then_error_then_control(theme, name):
    asked = question("q", name, hint="Un indice.")
    html = theme.render("field.html", {"field": field_view(asked, error="À corriger.")})
    places = [html.index(part) for part in ("Question q", 'id="q-aide"', 'id="q-erreur"')]
    control = min(html.find(tag) for tag in ("<input", "<textarea", "<select") if tag in html)
    assert [*places, control] == sorted([*places, control])


@pytest.mark.parametrize("name", ANSWERED)
def test_the_summary_leads_to_a_control_of_the_faulty_question(theme, name):
    field = in_state(name, "erreur")
    [line] = error_summary([field])
    target = shown(theme, field).xpath(f"//*[@id='{line.href[1:]}']")
    assert [element.tag in ("input", "textarea", "select") for element in target] == [True]
    assert line.text == field.error


@pytest.mark.parametrize("name", ANSWERED)
def test_a_question_without_error_is_never_called_invalid(theme, name):
    assert not shown(theme, in_state(name, "rempli")).xpath("//@aria-invalid")


@pytest.mark.parametrize("name", sorted(set(ANSWERED) - {"choix-multiple"}))
def test_a_faulty_question_is_called_invalid(theme, name):
    assert "true" in shown(theme, in_state(name, "erreur")).xpath("//@aria-invalid")


def test_the_summary_points_at_the_part_to_correct():
    typed = {"jour": "27", "mois": "", "annee": "2019"}
    assert field_view(question("jour", "date"), typed, error="x").target == "jour-mois"
    assert field_view(question("jour", "date"), {**typed, "mois": "3", "annee": "19"}, error="x").target == "jour-annee"
    impossible = field_view(question("jour", "date"), {**typed, "mois": "13"}, error="x")
    assert impossible.faulty == ("jour", "mois", "annee")
    address = dict.fromkeys(TYPES["adresse"].parts, "") | {"voie": "12 rue Neuve", "commune": "Bordeaux"}
    assert field_view(question("lieu", "adresse"), address, error="x").target == "lieu-code_postal"


def test_errors_keep_the_order_of_the_questions():
    form = view(question("a"), question("b"), errors={"b": "Écrivez b.", "a": "Écrivez a."})
    assert form.errors == (ErrorLine("#a", "Écrivez a."), ErrorLine("#b", "Écrivez b."))


# --- what was typed -----------------------------------------------------------------------------------------


def test_a_wrong_value_is_kept_and_shown_as_it_was_typed(theme):
    form = view(question("age", "nombre"), raws={"age": 'douze "ans"'}, errors={"age": "Écrivez en chiffres."})
    assert shown(theme, form.fields[0]).xpath("//input/@value") == ['douze "ans"']


def test_a_first_line_left_empty_in_a_long_text_is_kept(theme):
    field = field_view(question("texte", "texte-long"), "\nDeuxième ligne")
    assert "rows" in theme.render("field.html", {"field": field})
    assert ">\n\nDeuxième ligne</textarea>" in theme.render("field.html", {"field": field})


@pytest.mark.parametrize("name", ["choix", "choix-multiple", "oui-non", "accord"])
def test_what_was_chosen_is_checked(theme, name):
    asked = shown(theme, in_state(name, "rempli"))
    filled = EXAMPLES[name].filled
    assert asked.xpath("//input[@checked]/@value") == (filled if isinstance(filled, list) else [filled])


def test_a_list_too_long_to_scroll_through_becomes_one_to_open(theme):
    options = {"options": {f"ecole{n}": f"École {n}" for n in range(LONG_LIST + 1)}}
    field = field_view(question("ecole", "choix", options=options), "ecole3")
    asked = shown(theme, field)
    assert asked.xpath("//select/option[@selected]/@value") == ["ecole3"]
    assert asked.xpath("//label/@for") == ["ecole"]


def test_documents_already_received_are_listed_and_can_be_taken_away(theme):
    asked = shown(theme, in_state("fichier", "rempli"))
    [button] = asked.xpath("//button")
    assert (button.get("name"), button.get("value")) == ("fichier_rempli-retirer", "1")
    assert button.text_content() == "Retirer plan-terrasse.pdf"


# --- about whom ---------------------------------------------------------------------------------------------


def test_the_browser_helps_only_for_the_person_typing(theme):
    options = {"autocomplete": "family-name"}
    mine = field_view(question("nom", options=options))
    theirs = field_view(question("nom", options=options, about_self=False))
    assert (mine.autocomplete, theirs.autocomplete) == ("family-name", "off")
    address = field_view(question("lieu", "adresse", about_self=False))
    assert set(shown(theme, address).xpath("//input[@type='text']/@autocomplete")) == {"off"}


def test_a_name_is_never_spell_checked(theme):
    field = field_view(question("nom", options={"autocomplete": "family-name"}))
    assert shown(theme, field).xpath("//input/@spellcheck") == ["false"]


def test_the_kit_shows_every_type_in_every_state():
    assert [name for name, _, _ in gallery()] == list(TYPES)
    assert all(len(fields) >= len(STATES) for name, _, fields in gallery() if TYPES[name].stores)
