"""Lists of the city: files of forms/listes/, questions that choose in them, filters, columns, editions."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from engine import rehearsal
from engine.calendar import Calendar
from engine.definition import catalogue, listfile
from engine.definition.condition import Facts
from engine.fields.base import FilingDay
from engine.journey import Journey

ROOT = Path(__file__).resolve().parent.parent
DAY = FilingDay(date(2026, 5, 13), Calendar(closures={}, hours={}))
SCHOOLS = """code;Nom;Quartier;Ouverture;Prix
barbey;École Barbey;sud;2026-09-01;12,50
billie;École Billie-Holiday;nord;2026-09-01;8
bacalan;École de Bacalan;nord;2026-09-02;
"""
FORM = """
formulaire:
  - page: École
    questions:
      - {id: secteur, type: choix, question: "Quel secteur ?", options: {nord: Nord, sud: Sud}}
      - {id: ecole, type: liste, question: "Quelle école ?", source: ecoles, filtre: {quartier: secteur}, colonnes: {prix: montant, ouverture: date}}
  - page: Suite
    si: {ecole.prix: {plus_de: 10}}
    questions:
      - {id: suite, type: texte, question: "Pourquoi ?"}
"""


SCENARIO = """scenarios:
  - {nom: Une école, depose: 2026-05-13 10:00, reponses: {secteur: nord, ecole: billie}, attendu: {vers: relations-usagers}}
"""


def city(tmp_path, form=FORM, answer="billie", **lists):
    for folder in ("processes", "forms"):
        shutil.copytree(ROOT / folder, tmp_path / folder, dirs_exist_ok=True)
    for path in (tmp_path / "processes").glob("_portail*"):
        path.unlink()
    for path in (tmp_path / "processes").glob("[a-z]*.yaml"):
        if path.stem != "ecrire-a-la-mairie":
            path.unlink()
    shutil.rmtree(tmp_path / "forms/listes", ignore_errors=True)
    (tmp_path / "forms/listes").mkdir()
    for name, text in (lists or {"ecoles_csv": SCHOOLS}).items():
        data = text if isinstance(text, bytes) else text.encode()
        (tmp_path / "forms/listes" / re.sub(r"_(\w+)$", r".\1", name)).write_bytes(data)
    path = tmp_path / "processes/ecrire-a-la-mairie.yaml"
    kept = re.sub(r"(?ms)^formulaire:.*?(?=^\w)", form.strip() + "\n\n", path.read_text("utf-8"))
    kept = re.sub(r"(?ms)^scenarios:.*", SCENARIO.replace("billie", answer), kept)
    kept = re.sub(r"(?ms)^conditions:.*?(?=^\w)", "", kept)
    kept = re.sub(r"(?ms)^routage:.*?(?=^\w)", "routage:\n  - {sinon: relations-usagers}\n\n", kept)
    path.write_text(kept, "utf-8")
    return catalogue.load(tmp_path, rehearsal.check)


def told(loaded, level="erreur"):
    return [(p.code, p.spot.file, p.spot.line, p.spot.column) for p in loaded.problems if p.level == level]


def process(loaded):
    assert told(loaded) == []
    return loaded.processes["ecrire-a-la-mairie"]


def journey(made, **answers):
    return Journey(made, Facts(answers, DAY))


# --- files


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", 'code,nom\nn,Nord\ns,"Sud, ou presque"\n'),
        ("a.csv", "\ufeffcode;nom\r\nn;Nord\r\ns;Sud, ou presque\r\n"),
        ("a.yaml", "- {code: n, nom: Nord}\n- code: s\n  nom: Sud, ou presque\n"),
        ("a.json", '[{"code": "n", "nom": "Nord"},\n {"code": "s", "nom": "Sud, ou presque"}]'),
        ("a.json", '{"data": [{"code": "n", "nom": "Nord"}, {"code": "s", "nom": "Sud, ou presque"}]}'),
    ],
)
def test_a_list_says_the_same_in_every_format(name, text):
    file = listfile.parse(text, f"forms/listes/{name}")
    assert file.problems == []
    assert file.columns == ("code", "nom")
    assert file.rows == [{"code": "n", "nom": "Nord"}, {"code": "s", "nom": "Sud, ou presque"}]


def test_codes_stay_as_they_are_written():
    file = listfile.parse('[{"code": 1004, "insee": "01004", "ouvert": true, "fin": null}]', "forms/listes/a.json")
    assert file.rows == [{"code": "1004", "insee": "01004", "ouvert": "oui", "fin": ""}]


@pytest.mark.parametrize(
    ("name", "text", "code", "line", "column"),
    [
        ("a.csv", "", "liste-vide", 1, 1),
        ("a.csv", "code;nom\n", "liste-vide", 1, 1),
        ("a.csv", "code;nom\na;A\nb;B;C\n", "ligne-inegale", 3, 1),
        ("a.csv", "code;nom\na;A\nb\n", "ligne-inegale", 3, 1),
        ("a.csv", 'code;nom\na;"A\nb;B\n', "liste-illisible", 2, 1),
        ("a.csv", "code;;nom\na;b;c\n", "colonne-sans-nom", 1, 6),
        ("a.csv", "code;nom;Nom\na;b;c\n", "colonne-en-double", 1, 10),
        ("a.yaml", "- code: a\n  nom: [A]\n", "cellule-illisible", 2, 8),
        ("a.yaml", "- code: a\n nom: A\n", "liste-illisible", 2, 2),
        ("a.yaml", "code: a\n", "liste-illisible", 1, 1),
        ("a.yaml", "- {code: a, nom: A}\n- {code: b}\n- {code: c, nom: C}\n", "ligne-inegale", 2, 3),
        ("a.json", '[{"code": "a",}]', "liste-illisible", 1, 15),
    ],
)
def test_what_is_wrong_in_a_list_is_told_at_its_place(name, text, code, line, column):
    problem = listfile.parse(text, f"forms/listes/{name}").problems[0]
    assert (problem.code, problem.spot.line) == (code, line)
    assert problem.spot.column == column or code == "liste-illisible"


def test_a_list_saved_by_an_old_spreadsheet_is_told_where_it_cannot_be_read(tmp_path):
    loaded = city(tmp_path, ecoles_csv="code;nom;quartier;ouverture;prix\na;École;nord;;\n".encode("cp1252"))
    assert told(loaded) == [("encodage", "forms/listes/ecoles.csv", 2, 3)]


def test_a_list_too_heavy_for_an_edition_is_refused(tmp_path):
    loaded = city(tmp_path, ecoles_csv="code;nom\n" + "a;b\n" * 600_000)
    assert [problem[0] for problem in told(loaded)] == ["liste-trop-grosse"]


def test_what_is_no_list_is_told(tmp_path):
    loaded = city(tmp_path, ecoles_csv=SCHOOLS, ecoles_xlsx="x")
    assert [problem[0] for problem in told(loaded, "avertissement")] == ["extension"]


def test_two_files_of_the_same_name_are_told(tmp_path):
    loaded = city(tmp_path, ecoles_csv=SCHOOLS, ecoles_yaml="- {code: a, nom: A}\n")
    assert [problem[0] for problem in told(loaded)] == ["liste-en-double"]


# --- questions


@pytest.mark.parametrize(
    ("before", "after", "code", "file"),
    [
        ("source: ecoles", "source: ecole", "liste-inconnue", "processes/ecrire-a-la-mairie.yaml"),
        ("filtre: {quartier:", "filtre: {cartier:", "colonne-inconnue", "processes/ecrire-a-la-mairie.yaml"),
        (": secteur}", ": secteurs}", "question-inconnue", "processes/ecrire-a-la-mairie.yaml"),
        (": secteur}", ": ecole}", "reference-en-avant", "processes/ecrire-a-la-mairie.yaml"),
        ("source: ecoles", "source: ecoles, valeur: kode", "colonne-inconnue", "processes/ecrire-a-la-mairie.yaml"),
        ("prix: montant", "tarif: montant", "colonne-inconnue", "processes/ecrire-a-la-mairie.yaml"),
        ("prix: montant", "prix: monnaie", "valeur-interdite", "processes/ecrire-a-la-mairie.yaml"),
        ("ouverture: date", "nom: date", "cellule-illisible", "processes/ecrire-a-la-mairie.yaml"),
        ("ecole.prix", "ecole.tarif", "attribut-inconnu", "processes/ecrire-a-la-mairie.yaml"),
        ("source: ecoles", "source: ecoles, valeur: ouverture", "valeur-en-double", "forms/listes/ecoles.csv"),
        ("source: ecoles", "source: ecoles, libelle: prix", "case-vide", "forms/listes/ecoles.csv"),
    ],
)
def test_a_question_that_misuses_its_list_is_told(tmp_path, before, after, code, file):
    found = told(city(tmp_path, FORM.replace(before, after)))
    assert (code, file) in [problem[:2] for problem in found]
    assert {problem[0] for problem in found} == {code}


def test_a_row_that_no_answer_proposes_is_told_at_its_cell(tmp_path):
    loaded = city(tmp_path, ecoles_csv=SCHOOLS.replace(";sud;", ";Sud;"))
    assert told(loaded, "avertissement") == [("ligne-jamais-proposee", "forms/listes/ecoles.csv", 2, 21)]
    assert "filtre-sans-ligne" not in [problem[0] for problem in told(loaded, "conseil")]


def test_the_list_is_asked_once_its_filter_is_answered_and_proposes_the_rows_that_suit(tmp_path):
    made = process(city(tmp_path))
    first = made.pages[0]
    assert [one.id for one in journey(made).questions(first)] == ["secteur"]
    _, asked = journey(made, secteur="nord").questions(first)
    assert [option.value for option in asked.type.proposed(asked, None)] == ["billie", "bacalan"]


def test_an_answer_that_no_longer_suits_the_filter_is_asked_again(tmp_path):
    made = process(city(tmp_path))
    assert journey(made, secteur="sud", ecole="barbey", suite="x").next_page is None
    again = journey(made, secteur="nord", ecole="barbey")
    assert again.next_page is made.pages[0]
    assert again.check(made.pages[0], {"secteur": "nord", "ecole": {"choix": ["barbey"]}}).errors.keys() == {"ecole"}


def test_the_columns_of_a_list_are_known_to_conditions_with_their_type(tmp_path):
    made = process(city(tmp_path))
    assert [page.id for page in journey(made, secteur="sud", ecole="barbey").pages] == ["ecole", "suite"]
    assert [page.id for page in journey(made, secteur="nord", ecole="billie").pages] == ["ecole"]
    assert [page.id for page in journey(made, secteur="nord", ecole="bacalan").pages] == ["ecole"]


def test_the_column_of_the_values_is_no_answer_given_beforehand(tmp_path):
    made = process(city(tmp_path, FORM.replace("source: ecoles", "source: ecoles, valeur: code, libelle: nom")))
    assert made.question("ecole").default == ""


def test_an_edition_keeps_its_lists(tmp_path):
    made = process(city(tmp_path))
    assert made.sources["forms/listes/ecoles.csv"].startswith("code;Nom")
    again = catalogue.compile_edition("ecrire-a-la-mairie", made.sources)
    assert again.fingerprint == made.fingerprint
    assert len(again.question("ecole").options["options"]) == 3


def test_several_answers_of_a_list(tmp_path):
    form = FORM.replace("filtre: {quartier: secteur}", "plusieurs: oui")
    made = process(city(tmp_path, form))
    checked = journey(made).check(made.pages[0], {"secteur": "sud", "ecole": {"choix": ["barbey", "billie"]}})
    assert checked.values["ecole"] == ["barbey", "billie"]
    asked = made.question("ecole")
    assert asked.type.show(asked, ["barbey", "billie"]) == "École Barbey, École Billie-Holiday"


def test_a_list_is_found_by_its_words_in_any_order_without_accents(tmp_path):
    rows = "\n".join(f"r{n};Rue numéro {n}" for n in range(30))
    form = FORM.split("  - page: Suite")[0].replace(
        "filtre: {quartier: secteur}, colonnes: {prix: montant, ouverture: date}", "libelle: nom"
    )
    made = process(city(tmp_path, form, "p", ecoles_csv=f"code;nom\np;Place de l’Hôtel-de-Ville\n{rows}\n"))
    asked = made.question("ecole")
    assert [one.value for one in asked.type.search(asked, "ville hotel")] == ["p"]
    read = {"secteur": "sud", "ecole": {"choix": [], "recherche": "hotel"}}
    assert "proposées" in journey(made).check(made.pages[0], read).errors["ecole"]
    read = {"secteur": "sud", "ecole": {"choix": ["p"], "recherche": "hotel"}}
    assert journey(made).check(made.pages[0], read).values["ecole"] == "p"
    read = {"secteur": "sud", "ecole": {"choix": ["p"], "recherche": "rue numero 7"}}
    assert journey(made).check(made.pages[0], read).values["ecole"] == "r7"
