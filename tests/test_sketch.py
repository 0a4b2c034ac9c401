"""`run.py new`: six answers make a file that passes, with its scenarios; nothing is ever overwritten."""

import pytest
from click.testing import CliRunner

import run
from engine import checker, sketch
from tests.cities import shipped


@pytest.fixture
def town(tmp_path, monkeypatch):
    shipped(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def new(*options, typed=""):
    return CliRunner().invoke(run.cli, ["new", *options], input=typed)


def problems(town, slug):
    path = town / f"processes/{slug}.yaml"
    return [problem.sentence for problem in checker.check(town, [path]).problems]


def test_a_title_alone_gives_a_file_that_passes(town):
    done = new("--oui", "--titre", "Emprunter un barnum")
    assert done.exit_code == 0, done.output
    assert problems(town, "emprunter-un-barnum") == []


def test_six_questions_are_asked_and_the_nearest_words_taken(town):
    answers = ["Prêter une salle !", "espace publique", "Voirie", "particuliers, associations"]
    asked = [
        "combien de personnes, Avez-vous une assurance, attestation d'assurance, jour de la fête",
        "10 jours ouvres",
    ]
    done = new(typed="\n".join([*answers, *asked]) + "\n")
    assert done.exit_code == 0, done.output
    text = (town / "processes/preter-une-salle.yaml").read_text("utf-8")
    assert "famille: Espace public\n" in text
    assert "service: voirie\n" in text
    assert "pour: [particulier, association]" in text
    assert "objectif: 10 jours ouvrés" in text
    for kind in ("type: nombre", "type: oui-non", "type: fichier", "type: date"):
        assert kind in text
    assert "question: Attestation d’assurance" in text
    assert problems(town, "preter-une-salle") == []


def test_a_file_that_exists_is_not_touched(town):
    new("--oui", "--titre", "Emprunter un barnum")
    path = town / "processes/emprunter-un-barnum.yaml"
    path.write_text("à moi", "utf-8")
    done = new("--oui", "--titre", "Emprunter un barnum")
    assert done.exit_code == 1
    assert "existe déjà" in done.output
    assert path.read_text("utf-8") == "à moi"


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--service", "voirrie", "Vouliez-vous dire « voirie » ?"),
        ("--pour", "marsiens", "n’est pas un public"),
        ("--delai", "bientôt", "n’est pas une durée"),
        ("--titre", "!!!", "Il faut un titre"),
    ],
)
def test_what_cannot_be_understood_is_refused_and_nothing_is_written(town, option, value, words):
    before = sorted(town.glob("processes/*"))
    done = new("--oui", "--titre", "Essai", option, value)
    assert done.exit_code == 1
    assert words in done.output
    assert sorted(town.glob("processes/*")) == before


@pytest.mark.parametrize(
    "asked", ["a: b, « c », d # e", "nom, prénom, courriel, téléphone", "nom, nom, nom", "2e enfant", "?"]
)
def test_whatever_is_asked_the_file_passes(town, asked):
    done = new("--oui", "--titre", "Essai", "--questions", asked)
    assert done.exit_code == 0, done.output
    assert problems(town, "essai") == []


def test_ids_never_collide_with_those_of_the_blocks(town):
    taken = {"nom"}
    assert sketch.question_of("Nom", taken)["id"] == "nom_2"
    assert sketch.question_of("Nom", taken)["id"] == "nom_3"
