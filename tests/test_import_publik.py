"""A form of Publik becomes a démarche that passes the check, with a report of every construct."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import rehearsal
from engine.definition import catalogue as catalogues
from engine.definition import source
from engine.errors import ImportRefused
from engine.imports import demarche, files, publik
from engine.imports.report import KEPT, LEFT, NEAR

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def field(kind, label, name="", **more):
    parts = "".join(f"<{tag}>{text}</{tag}>" for tag, text in more.items())
    return f"<field><type>{kind}</type><label>{label}</label><varname>{name}</varname>{parts}</field>"


def when(text, kind="django"):
    return f"<type>{kind}</type><value>{text}</value>"


def form(*fields, **more):
    parts = "".join(f"<{tag}>{text}</{tag}>" for tag, text in more.items())
    written = f"<formdef><name>Louer un barnum</name><url_name>louer</url_name>{parts}<fields>{''.join(fields)}</fields></formdef>"
    return written.encode()


def given_files(**written):
    return {f"{name}.wcs": text for name, text in written.items()}


@pytest.fixture
def convert(catalogue):
    def converted(*fields, beside=None, **more):
        export = publik.read({"form.wcs": form(*fields, **more), **(beside or {})})
        done = demarche.imported(export.forms[0], export, catalogue, NOW, "proximite", "Publik")
        return done, problems(done, catalogue)

    return converted


def problems(done, catalogue):
    name = f"processes/{done.slug}.yaml"
    file = source.parse(done.files[name], name)
    found = file.problems or catalogues.read_guest(done.slug, file, catalogue, rehearsal.check)
    return [f"{problem.spot} {problem.code} {problem.sentence}" for problem in found if problem.blocks]


def data_of(done):
    return source.parse(done.files[f"processes/{done.slug}.yaml"], "x.yaml").data


def questions(done):
    return {one["id"]: one for page in data_of(done)["formulaire"] for one in page["questions"]}


def fates(done, what):
    return [line.status for line in done.report.lines if line.what == what]


def test_each_type_of_field_becomes_a_question(convert):
    kinds = ("string", "text", "email", "date", "bool", "map", "numeric", "file", "time-range", "table", "étrange")
    done, mistakes = convert(*(field(kind, f"Le champ {kind}", f"f_{number}") for number, kind in enumerate(kinds)))
    assert not mistakes
    assert [one["question"] for one in questions(done).values()] == [f"Le champ {kind}" for kind in kinds]
    assert fates(done, "champ").count(LEFT) == 1


def test_a_question_shown_for_one_choice_says_so(convert):
    done, mistakes = convert(
        field("page", "Le matériel"),
        field("item", "Quoi ?", "quoi", items="<item>Une tente</item><item>Autre chose</item>"),
        field("string", "Précisez : laquelle", "lequel", condition=when('form_var_quoi == "Autre chose"')),
    )
    assert not mistakes
    found = questions(done)
    assert found["quoi"]["options"] == {"tente": "Une tente", "autre_chose": "Autre chose"} or found["quoi"]["options"]
    assert found["lequel"]["si"] == {
        "quoi": next(key for key, text in found["quoi"]["options"].items() if text == "Autre chose")
    }
    assert fates(done, "condition") == [KEPT]


def test_a_scenario_is_found_for_each_branch(convert):
    done, mistakes = convert(
        field("item", "Pour qui ?", "qui", items="<item>Moi</item><item>Mon voisin</item><item>Mon club</item>"),
        field("string", "Son nom", "voisin", condition=when('form_var_qui == "Mon voisin"')),
        field("page", "Le club", condition=when('form_var_qui == "Mon club"')),
        field("string", "Nom du club", "club"),
    )
    assert not mistakes
    answered = {id for scenario in data_of(done)["scenarios"] for id in scenario["reponses"]}
    assert {"qui", "voisin", "club"} <= answered


def test_a_number_keeps_its_bounds_and_a_code_its_zeros(convert):
    pattern = "<type>regex</type><value>^[1-9]$|^1[0-9]$|^20$</value>"
    done, mistakes = convert(
        field("string", "Combien de tables ?", "tables", validation=pattern),
        field("string", "Code postal", "cp", validation="<type>digits</type>"),
    )
    assert not mistakes
    found = questions(done)
    assert (found["tables"]["type"], found["tables"]["min"], found["tables"]["max"]) == ("nombre", "1", "20")
    assert found["cp"]["type"] == "texte"


def test_a_parameter_comes_with_its_value_and_guards_what_it_shows(convert):
    options = '<option varname="tarif">12 euros</option><option varname="mot"/>'
    done, mistakes = convert(
        field("comment", "&lt;p&gt;Le tarif est de {{form_option_tarif}}.&lt;/p&gt;"),
        field("comment", "{{form_option_mot}}", condition=when("form_option_mot")),
        field("string", "Nom", "nom"),
        options=options,
    )
    assert not mistakes
    parameters = data_of(done)["parametres"]
    assert parameters["tarif"]["valeur"] == "12 euros"
    assert parameters["avec_mot"] == {"type": "oui-non", "valeur": "non", "libelle": "mot"}
    assert "{{ parametre.tarif }}" in done.files["processes/louer.yaml"]


def test_an_answer_is_quoted_in_a_later_text(convert):
    done, mistakes = convert(
        field("string", "Prénom", "prenom"),
        field("comment", "Bonjour {{ form_var_prenom }}, {{ session_user }}"),
        field("string", "Nom", "nom"),
    )
    assert not mistakes
    assert "Bonjour {{ reponse.prenom }}, …" in done.files["processes/louer.yaml"]
    assert fates(done, "réponse citée dans un texte") == [KEPT, NEAR]


def test_a_computed_value_is_put_in_the_conditions_that_name_it(convert):
    formula = '{% if form_var_qui == "Moi" %}{{True}}{% else %}{{False}}{% endif %}'
    done, mistakes = convert(
        field("item", "Pour qui ?", "qui", items="<item>Moi</item><item>Toi</item>"),
        field("computed", "Calcul", "pour_moi", value_template=formula),
        field("string", "Surnom", "surnom", condition=when("form_var_pour_moi")),
        field("string", "Titre", "titre", condition=when('form_var_pour_moi == "False"')),
    )
    assert not mistakes
    found = questions(done)
    assert found["surnom"]["si"] == {"qui": "moi"}
    assert "si" in found["titre"]


def test_a_list_that_was_not_given_keeps_the_choices_that_conditions_look_for(convert):
    source_ = "<type>carddef:salles</type>"
    done, mistakes = convert(
        field("item", "Salle", "salle", data_source=source_),
        field("string", "Étage", "etage", condition=when('form_var_salle == "Salle des fêtes"')),
    )
    assert not mistakes
    assert "Salle des fêtes" in done.files["processes/louer.yaml"]
    assert fates(done, "source de données") == [NEAR]
    assert any("salles" in sentence for sentence in done.report.todo)


def test_a_list_given_beside_the_form_is_put_in_it(convert):
    listing = b'<datasource><slug>salles</slug><data_source><type>jsonvalue</type><value>[{"id": "a", "text": "Halle"}]</value></data_source></datasource>'
    done, mistakes = convert(
        field("item", "Salle", "salle", data_source="<type>salles</type>"), beside={"d.wcs": listing}
    )
    assert not mistakes
    assert "Halle" in done.files["processes/louer.yaml"]
    assert fates(done, "source de données") == [KEPT]


BLOCK = """<block><name>Personne</name><slug>personne</slug><fields>
<field><type>string</type><label>Nom</label><varname>nom</varname></field>
<field><type>bool</type><label>Majeur</label><varname>majeur</varname><required>False</required></field>
<field><type>string</type><label>Tuteur</label><varname>tuteur</varname>
<condition><type>django</type><value>not block_var_majeur</value></condition></field>
</fields></block>"""


def test_a_block_filled_once_stands_in_its_page(convert):
    block = field("block", "Le demandeur", "demandeur", block_slug="personne", max_items="1")
    later = field("string", "Plus tard", "fin", condition=when('form_var_demandeur_0_nom == "Roi"'))
    done, mistakes = convert(block, later, beside={"b.wcs": BLOCK.encode()})
    assert not mistakes
    found = questions(done)
    assert "demandeur_nom" in found
    assert found["fin"]["si"] == {"demandeur_nom": "Roi"}
    assert found["demandeur_tuteur"]["si"] == {"aucun": [{"demandeur_majeur": "oui"}]}


def test_a_block_of_one_document_is_one_question(convert):
    only = "<block><slug>pj</slug><fields><field><type>file</type><label>Fichier</label></field></fields></block>"
    done, mistakes = convert(
        field("block", "Vos documents", "docs", block_slug="pj", max_items="5"), beside={"b.wcs": only.encode()}
    )
    assert not mistakes
    assert questions(done)["docs"]["plusieurs"] == "oui"


def test_what_was_never_shown_is_not_taken_and_is_told(convert):
    done, mistakes = convert(field("comment", "Mode d’emploi", condition=when("false")), field("string", "Nom", "nom"))
    assert not mistakes
    assert list(questions(done)) == ["nom"]
    assert fates(done, "texte") == [NEAR]


def test_a_question_whose_condition_is_lost_stops_nobody(convert):
    done, mistakes = convert(
        field("string", "Numéro", "numero", condition=when("session_user|has_role:'agent'")),
        field("string", "Nom", "nom"),
    )
    assert not mistakes
    assert questions(done)["numero"]["facultatif"] == "oui"
    assert "# laissé : une condition" in done.files["processes/louer.yaml"]
    assert fates(done, "condition") == [LEFT]


def test_two_answers_are_compared_by_a_hidden_calcul(convert):
    check = (
        "<post_condition><condition><type>django</type><value>form_var_debut|date &lt;= form_var_fin|date</value>"
        "</condition><error_message>La fin est avant le début.</error_message></post_condition>"
    )
    done, mistakes = convert(
        field("page", "Les dates", post_conditions=check), field("date", "Début", "debut"), field("date", "Fin", "fin")
    )
    assert not mistakes
    page = data_of(done)["formulaire"][0]
    hidden = page["questions"][-1]
    assert (hidden["type"], hidden["formule"], hidden["montrer"]) == ("calcul", "debut > fin", "non")
    assert page["verifications"] == [{"si": {hidden["id"]: "oui"}, "message": "La fin est avant le début."}]
    assert fates(done, "vérification") == [KEPT]


def test_a_check_becomes_the_fault_and_a_scenario_passes_it(convert):
    check = (
        "<post_condition><condition><type>django</type><value>form_var_jour|date &gt;= today|date|add_days:10</value>"
        "</condition><error_message>Trop tôt.</error_message></post_condition>"
    )
    done, mistakes = convert(field("page", "Le jour", post_conditions=check), field("date", "Quel jour ?", "jour"))
    assert not mistakes
    assert data_of(done)["formulaire"][0]["verifications"][0]["si"] == {"jour": {"avant": "aujourd’hui + 10 jours"}}
    assert data_of(done)["scenarios"][0]["reponses"]["jour"] > "2026-09-10"


def test_a_repeated_block_is_a_page_of_its_own(convert):
    block = field("block", "Les enfants", "enfants", block_slug="personne", max_items="4")
    done, mistakes = convert(
        field("page", "Vous"),
        field("string", "Nom", "nom"),
        block,
        field("string", "Fin", "fin"),
        beside={"b.wcs": BLOCK.encode()},
    )
    assert not mistakes
    pages = data_of(done)["formulaire"]
    assert [page["page"] for page in pages] == ["Vous", "Les enfants", "Vous (suite)"]
    assert pages[1]["repeter"] == {"id": "enfants", "min": "1", "max": "4", "libelle": "les enfants"}
    assert len(data_of(done)["scenarios"][0]["reponses"]["enfants"]) == 1


def test_what_the_law_asks_of_a_question_is_left_to_complete(convert):
    done, mistakes = convert(
        field("item", "Civilité", "civilite", items="<item>Madame</item><item>Monsieur</item>"),
        field("file", "Justificatif de domicile", "preuve"),
        field("string", "Nom du deuxième parent", "parent2"),
    )
    assert not mistakes
    found = questions(done)
    assert found["civilite"]["fondement"]
    assert found["preuve"]["fondement"]
    assert found["parent2"]["facultatif"] == "oui"


def test_the_same_label_twice_on_a_page_is_told_apart(convert):
    done, mistakes = convert(
        field("string", "Rue", "rue"),
        field("title", "Le chantier"),
        field("string", "Rue", "rue_chantier"),
        field("string", "Rue", "r3"),
    )
    assert not mistakes
    assert [one["question"] for one in questions(done).values() if one["type"] == "texte"] == [
        "Rue",
        "Rue (Le chantier)",
        "Rue (2)",
    ]


def test_an_email_stays_optional(convert):
    done, mistakes = convert(field("email", "Courriel", "mail", required="True"), field("string", "Nom", "nom"))
    assert not mistakes
    assert questions(done)["mail"]["facultatif"] == "oui"


def test_every_unknown_setting_is_told(convert):
    done, _ = convert(field("string", "Nom", "nom", nouveau_reglage="42"), nouvelle_option="7")
    assert ("réglage", "« nouveau_reglage » n’a pas d’équivalent") in [
        (line.what, line.why) for line in done.report.lines
    ]
    assert done.report.look["nouvelle_option"] == 1


def test_a_form_without_any_question_still_gives_a_file_that_passes(convert):
    done, mistakes = convert()
    assert not mistakes
    assert done.report.todo


def test_the_report_counts_everything_and_says_where(convert):
    done, _ = convert(
        field("string", "Nom", "nom", hint="Celui de naissance"), field("password", "Mot de passe", "secret")
    )
    text = done.report.markdown()
    assert "| champ | 1 | 0 | 1 |" in text
    assert re.search(r"- champ : form\.wcs, ligne 1, « Mot de passe »\. Parvis", text)
    assert 0 < done.report.share < 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "XML"),
        (b"bonjour", "XML"),
        (b"<formdef><fields>", "XML"),
        (b"<html/>", "export de Publik"),
        (b"<block><slug>a</slug></block>", "Aucun formulaire"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><formdef>&b;</formdef>', "entit"),
        (b"<a>" * 100, "trop d"),
        (b'<?xml version="1.0" encoding="martien"?><formdef/>', "«"),
    ],
)
def test_what_is_no_export_is_refused_with_one_sentence(content, words):
    with pytest.raises(ImportRefused, match=words):
        publik.read({"x.wcs": content})


def test_nothing_already_there_is_overwritten(convert, tmp_path):
    done, _ = convert(field("string", "Nom", "nom"))
    assert files.write([done], tmp_path) == [tmp_path / "processes/louer.yaml"]
    (tmp_path / "processes/louer.yaml").write_text("autre chose", "utf-8")
    with pytest.raises(ImportRefused, match="Déjà là"):
        files.write([done], tmp_path)
    files.write([done], tmp_path, replace=True)
    assert "Louer un barnum" in (tmp_path / "processes/louer.yaml").read_text("utf-8")


def test_a_service_that_does_not_exist_is_refused(tmp_path):
    given = tmp_path / "form.wcs"
    given.write_bytes(form(field("string", "Nom", "nom")))
    with pytest.raises(ImportRefused, match="lune"):
        files.convert("publik", [given], Path(__file__).parent.parent, NOW, "lune")


WORDS = st.sampled_from(
    [
        "form_var_a",
        "form_option_b",
        " and ",
        " or ",
        "not ",
        '"a"',
        "'b'",
        "(",
        ")",
        "|length > 0",
        "|add_days:3",
        " == ",
        " in ",
        "{{",
        "}}",
        "{% if a %}",
        "{% endif %}",
        ": ",
        " #",
        "- ",
        "&amp;lt;b&amp;gt;",
        "é",
        "\\",
        "oui",
        "12",
        "today",
        "{",
        "}",
    ]
)
TEXTS = st.lists(WORDS, max_size=8).map("".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    condition=TEXTS,
    label=TEXTS,
    kind=st.sampled_from(["string", "item", "bool", "comment", "page", "computed", "title", "numeric"]),
)
def test_nothing_that_a_form_says_makes_the_import_fail(convert, condition, label, kind):
    done, mistakes = convert(
        field("item", "A", "a", items="<item>a</item><item>b</item>"),
        field(kind, label, "c", condition=when(condition), value_template=label, hint=label),
        field("string", "Fin", "fin", condition=when("form_var_c")),
    )
    assert not mistakes, done.files
