"""The face of a city: colours one can read, templates that override, files kept for ever, notices that say it all."""

import gzip
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from engine import palette
from engine.calendar import Calendar
from engine.definition.city import City
from engine.definition.process import Message, PersonalData, Silence
from engine.errors import DefinitionError
from engine.fields import TYPES
from engine.manner import SHAPES
from engine.theme import NOTICE_WORDS, Theme, paragraphs, squeeze
from engine.web.comfort import choose
from tests.town import PROCESS

CITY = City("Villeneuve", Calendar(), units={}, people={})
THEMES = Path(__file__).resolve().parent.parent / "themes"
SHIPPED = sorted(path.parent.name for path in THEMES.glob("*/theme.yaml"))
NOTICES = sorted(
    path.stem for path in (THEMES / "base/notices").glob("*.txt") if path.stem not in ("mentions", "signature", "suivi")
)


@pytest.fixture(scope="module")
def theme():
    return Theme(THEMES, "base")


@pytest.fixture
def town(tmp_path):
    """A themes folder with a city of its own over the real base."""
    (tmp_path / "base").symlink_to(THEMES / "base")
    (tmp_path / "ville").mkdir()
    (tmp_path / "ville/theme.yaml").write_text("nom: Ville\n")
    return tmp_path


def mistakes(root, text):
    (root / "ville/theme.yaml").write_text(text)
    with pytest.raises(DefinitionError) as refused:
        Theme(root, "ville")
    return refused.value.problems


# --- colours ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("variant", palette.VARIANTS)
def test_every_pair_of_colours_can_be_read(name, variant):
    colours = Theme(THEMES, name).face.palettes[variant]
    assert list(palette.faint_pairs(colours)) == []


def test_contrast_is_the_one_of_wcag():
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_strong_contrast_is_stronger_than_aaa():
    for variant in ("contraste", "contraste_sombre"):
        colours = Theme(THEMES, "bordeaux").face.palettes[variant]
        for front, backs in palette.WORDS_ON.items():
            for back in backs:
                assert palette.contrast(colours[front], colours[back]) >= 7


def test_a_faint_colour_is_refused_where_it_is_written(town):
    [*_, problem] = mistakes(town, 'nom: Ville\ncouleurs:\n  clair:\n    encre_douce: "#bbbbbb"\n')
    assert (problem.spot.file, problem.spot.line, problem.code) == (f"{town.name}/ville/theme.yaml", 4, "contraste")
    assert "il faut au moins 4,5" in problem.sentence


def test_all_mistakes_of_a_theme_come_together(town):
    problems = mistakes(
        town,
        "nom: Ville\nlogo: absent.svg\ncouleur: {}\naccessibilite:\n  etat: parfaite\n"
        "couleurs:\n  claire: {}\n  clair:\n    encre: noir\n",
    )
    assert [problem.code for problem in problems] == [
        "cle-inconnue",
        "logo-absent",
        "etat-inconnu",
        "cle-inconnue",
        "couleur",
    ]
    assert "couleurs" in problems[0].help


def test_a_shape_is_one_of_those_that_were_looked_at(town):
    [shape, key] = mistakes(town, "nom: Ville\nforme: {arrondi: beaucoup, ombre: forte}\n")[::-1]
    assert (shape.code, key.code) == ("forme-inconnue", "cle-inconnue")
    assert "droit, doux, rond" in shape.sentence
    (town / "ville/theme.yaml").write_text("nom: Ville\nforme: {arrondi: rond, titres: serif, bandeau: aucun}\n")
    css = Theme(town, "ville").assets["app.css"].content.decode()
    ours, base = css.rindex("--round:1.25rem"), css.index("--round: 0.75rem")
    assert base < ours, "the city has the last word"
    assert "content:none" in css


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, known in SHAPES.items() for value in known])
def test_every_shape_is_in_the_manual(key, value):
    manual = (THEMES.parent / "docs/manuel/donner-un-visage.md").read_text("utf-8")
    assert re.search(rf"\| `{key}` \|.*`{value}`", manual)


def test_a_drawing_that_is_not_there_is_refused_with_the_nearest(town):
    [problem] = mistakes(town, "nom: Ville\ndessins: {je-demenage: cartons}\n")
    assert (problem.spot.line, problem.code) == (2, "dessin-absent")
    assert "« carton »" in problem.help


def test_a_city_draws_beside_what_it_wants(town):
    (town / "ville/icons").mkdir()
    (town / "ville/icons/tram.svg").write_text("<svg></svg>\n")
    (town / "ville/theme.yaml").write_text("nom: Ville\ndessins: {se-deplacer: tram}\n")
    ville = Theme(town, "ville")
    assert ville.drawing("/familles/se-deplacer") == "<svg></svg>"
    assert ville.drawing("/familles/autre") == ""
    assert ville.speaking("en").icon("telephone") == Theme(THEMES, "base").icon("telephone")


def test_bordeaux_adds_a_line_at_the_foot_and_keeps_every_other_block():
    words = {"city": CITY, "comfort": choose({}), "path": "/", "status": 404, "agent": None}
    ours = Theme(THEMES, "bordeaux").render("pages/erreur.html", words)
    assert "en mairie de quartier. Vous choisissez." in ours
    assert "Espace des agents" in ours
    assert "mairie de quartier" not in Theme(THEMES, "base").render("pages/erreur.html", words)


def test_a_theme_that_does_not_exist_is_said_so(town):
    with pytest.raises(DefinitionError, match="Le thème « lune » n’a pas de fichier"):
        Theme(town, "lune")


# --- templates ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TYPES)
def test_every_question_type_has_its_control(theme, name):
    assert theme.has(f"fields/{name}.html")


def test_a_city_changes_one_block_and_keeps_the_rest(town):
    (town / "ville/partials").mkdir()
    (town / "ville/partials/pagination.html").write_text('<p>Ville</p>{% include "base:partials/pagination.html" %}')
    shown = Theme(town, "ville").render(
        "partials/pagination.html", {"pages": {"number": 1, "count": 2, "previous": "", "next": "/?p=2"}}
    )
    assert shown.startswith("<p>Ville</p>")
    assert "Page suivante" in shown


def test_what_a_person_typed_is_never_markup(theme):
    shown = theme.pages.from_string("{{ name }}").render(name="<script>alert(1)</script>")
    assert "<script>" not in shown


def test_a_missing_word_is_an_error_not_a_blank(theme):
    with pytest.raises(UndefinedError):
        theme.pages.from_string("{{ nobody }}").render()


def test_templates_are_written_with_plain_spaces_and_read_with_french_ones(theme):
    shown = theme.pages.from_string("Où est-ce ? {{ answer }}").render(answer="Ici ?")
    assert shown == "Où est-ce\u202f? Ici ?"


def test_paragraphs_come_from_blank_lines_and_escape_the_rest():
    assert paragraphs("Un\ndeux <b>\n\nTrois ?") == "<p>Un<br>deux &lt;b&gt;</p>\n<p>Trois\u202f?</p>"


def test_moments_are_told_in_the_zone_of_the_city():
    filed = datetime(2026, 5, 13, 16, 30, tzinfo=UTC)
    source = "{{ filed|long_moment }}"
    in_paris = Theme(THEMES, "base").pages.from_string(source).render(filed=filed)
    in_reunion = Theme(THEMES, "base", zone="Indian/Reunion").pages.from_string(source).render(filed=filed)
    assert in_paris.endswith("18\u00a0h\u00a030")
    assert in_reunion.endswith("20\u00a0h\u00a030")


# --- static files -------------------------------------------------------------------------------------------


def test_the_address_of_a_file_changes_with_its_content(town):
    (town / "ville/static").mkdir()
    (town / "ville/static/icon.svg").write_text("<svg/>")
    ours, base = Theme(town, "ville"), Theme(THEMES, "base")
    assert ours.static("icon.svg") != base.static("icon.svg")
    assert ours.static("parvis.js") == base.static("parvis.js")


def test_a_file_is_served_under_its_digest_only(theme):
    _, _, digest, name = theme.static("app.css").split("/")
    found = theme.asset(digest, name)
    assert found.media_type.startswith("text/css")
    assert gzip.decompress(found.packed) == found.content
    assert theme.asset("0" * 12, "app.css") is None
    assert theme.asset(digest, "../theme.yaml") is None


def test_the_colours_of_the_city_are_in_the_style_sheet():
    css = Theme(THEMES, "bordeaux").assets["app.css"].content.decode()
    assert "--principale:#7a1533" in css
    assert "/*" not in css


@pytest.mark.parametrize("sheet", sorted(THEMES.glob("*/static/*.css")), ids=lambda path: path.name)
def test_style_sheets_use_logical_properties_and_nothing_from_elsewhere(sheet):
    css = squeeze(sheet.read_text("utf-8"))
    physical = r"(?<![\w-])(margin|padding|border)-(left|right|top|bottom)|(?<![\w-])(left|right|top|bottom):"
    assert not re.search(physical, css)
    if sheet.name != "paper.css":  # a sheet of paper has a size
        assert not re.search(r"(?<![\w-])(width|height|text-align): ?(left|right|\d)", re.sub(r"\([^)]*\)", "", css))
    assert "url(" not in css
    assert "@import" not in css


FOR_BROWSERS = sorted(path for path in THEMES.rglob("*.html") if path.parent.name != "paper")  # paper/ becomes PDFs


@pytest.mark.parametrize("template", FOR_BROWSERS, ids=lambda path: path.name)
def test_templates_hold_no_inline_script_or_style(template):
    html = template.read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|javascript:|<style", html)
    assert "placeholder=" not in html
    assert not re.search(r"(src|srcset|action)=.?(https?:)?//|<link[^>]*//", html), "nothing comes from elsewhere"


# --- notices ------------------------------------------------------------------------------------------------

COMPLETE = replace(
    PROCESS,
    remedies="Vous pouvez saisir le tribunal administratif de Bordeaux.",
    silence=Silence("acceptation", None, "CRPA L231-1"),
    personal_data=PersonalData("répondre à votre demande", "mission d’intérêt public", "1 an après la clôture"),
)
WORDS = {word: f"[{word}]" for word in NOTICE_WORDS} | {"silence": "acceptation", "priorite": "haute"}
LINE = {"reference": "26-ABC-DEF", "demarche": "Un trou", "date_limite": "lundi", "palier": "50 %", "lien_dossier": "x"}
WORDS_FOR = {
    "accuse": "reference demarche date_depot date_limite service adresse_service telephone_service courriel_service "
    "lien_suivi code_suivi date_silence_decision date_silence date_silence_attestation delegue_donnees",
    "demande-precision": "demarche texte agent fonction_agent date_reponse_usager code_suivi service",
    "reponse": "demarche texte agent fonction_agent service adresse_service code_suivi",
    "transfert": "demarche ancien_service service adresse_service telephone_service courriel_service raison nouvelle_date",
    "retard": "demarche date_limite raison nouvelle_date telephone_service reference",
    "cloture": "demarche issue texte raison agent service",
    "remontee": "demarche reference raison agent service date_limite lien_dossier",
    "nouveau-dossier": "demarche reference usager priorite date_limite raison lien_dossier service date_depot",
    "message-usager": "usager texte lien_dossier reference demarche",
    "retrait": "demarche date_depot texte reference service telephone_service code_suivi site",
    "demande-retiree": "usager texte lien_dossier reference demarche",
    "correction": "usager texte date_limite lien_dossier reference demarche",
    "document-infecte": "reference document question telephone_service code_suivi",
    "document-bloque": "reference demarche document question date_limite lien_dossier",
    "besoins": "langue_des_signes lecture",
    "relance": "reference demarche date_limite palier lien_dossier service",
    "escalade": "reference demarche date_limite agent raison lien_dossier service",
    "recapitulatif": "",
    "reprise": "demarche lien_reprise date_effacement ville",
    "effacement": "demarche lien_reprise date_effacement ville",
}


def test_every_notice_is_known_here():
    assert sorted(WORDS_FOR) == NOTICES


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_says_every_word_it_is_given(theme, name):
    subject, body = theme.render_notice(name, COMPLETE, {**WORDS, "lignes": [LINE, LINE]})
    said = subject + body
    for word in WORDS_FOR[name].split():
        assert (f"[{word}]" if word not in ("priorite",) else "haute") in said, word
    assert not re.search(r"{[{%#]|[%#}]}|&#|&amp;", said)
    assert "\n\n\n" not in body
    assert "\n" not in subject
    assert subject


@pytest.mark.parametrize("name", NOTICES)
def test_a_word_that_is_not_given_leaves_no_trace(theme, name):
    _, body = theme.render_notice(name, PROCESS, {"reference": "26-ABC-DEF", "date_depot": "lundi"})
    dangling = [line for line in body.splitlines() if re.search(r"(Téléphone|Courriel|Pourquoi|Sur place)\s*:$", line)]
    assert dangling == []
    assert "None" not in body


def test_a_receipt_tells_what_silence_means_and_how_to_contest(theme):
    _, body = theme.render_notice("accuse", COMPLETE, WORDS)
    assert "votre demande est acceptée le [date_silence]" in body
    assert "attestation" in body
    assert "tribunal administratif de Bordeaux" in body
    refused = {**WORDS, "silence": "rejet"}
    _, body = theme.render_notice("accuse", replace(COMPLETE, remedies=""), refused)
    assert "votre demande est refusée le [date_silence]" in body
    assert "deux mois pour contester" in body


def test_a_demarche_may_use_its_own_words_but_not_drop_the_mentions_of_the_law(theme):
    own = replace(COMPLETE, messages={"accuse": Message("accuse", "Merci {{ reference }}", "À bientôt.")})
    subject, body = theme.render_notice("accuse", own, WORDS)
    assert subject == "Merci [reference]"
    assert body.startswith("À bientôt.")
    for word in ("date_depot", "adresse_service", "date_silence", "code_suivi"):
        assert f"[{word}]" in body


def test_a_subject_is_always_one_line(theme):
    own = replace(PROCESS, messages={"reponse": Message("reponse", "Réponse\nBcc: x@y.fr", "Voici.")})
    subject, _ = theme.render_notice("reponse", own, {})
    assert subject == "Réponse Bcc: x@y.fr"


def test_the_clock_is_said_to_stop_only_when_it_does(theme):
    words = {"reference": "26-ABC-DEF", "texte": "Une photo ?"}
    _, stops = theme.render_notice("demande-precision", PROCESS, words)
    _, runs = theme.render_notice("demande-precision", replace(PROCESS, deadlines=()), words)
    assert "le délai de réponse est arrêté" in stops
    assert "délai" not in runs


def test_what_a_person_wrote_is_plain_text_in_a_mail(theme):
    _, body = theme.render_notice("message-usager", PROCESS, {"texte": "L’arbre & le <banc>"})
    assert "L’arbre & le <banc>" in body


def test_a_word_nobody_knows_is_a_mistake_of_ours(theme):
    with pytest.raises(ValueError, match="refrence"):
        theme.render_notice("accuse", PROCESS, {"refrence": "26-ABC-DEF"})


def test_the_theme_of_the_manual_is_accepted(town):
    manual = (THEMES.parent / "docs/manuel/donner-un-visage.md").read_text("utf-8")
    (town / "ville/theme.yaml").write_text(re.search(r"```yaml\n(.*?)```", manual, re.DOTALL)[1])
    assert Theme(town, "ville").accessibility["etat"] == "partiellement conforme"
    assert set(re.findall(r"`([a-z_]+)`", manual)) >= set(palette.NAMES) - {
        name for name in palette.NAMES if name.endswith("_fond")
    }


def test_a_statement_of_accessibility_lists_what_does_not_work(town):
    (town / "ville/theme.yaml").write_text(
        "nom: Ville\naccessibilite:\n  non_accessible: [La carte, Les plans]\n  essais: Firefox et NVDA\n", "utf-8"
    )
    told = Theme(town, "ville").accessibility
    assert told["non_accessible"] == ("La carte", "Les plans")
    assert told["essais"] == ("Firefox et NVDA",)
    assert told["derogations"] == ()


def test_a_list_of_the_statement_holds_only_texts(town):
    (problem,) = mistakes(town, "nom: Ville\naccessibilite:\n  non_accessible: [{carte: non}]\n")
    assert (problem.code, problem.spot.line) == ("type-attendu", 3)
