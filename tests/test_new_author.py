"""What a person who writes a first démarche meets: kind questions, messages at the right line, a true account, a complete example."""

import re
import shutil
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

import run
from engine import branches, checker, rehearsal
from engine.definition import catalogue, report
from engine.explain import write
from engine.explain.account import account
from tests.cities import shipped
from tests.site import ROOT

EXAMPLES = ROOT / "docs/manuel/exemples"
SLUG = "inscrire-un-enfant-au-centre-de-loisirs"
AUTUMN = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def town(tmp_path, monkeypatch):
    shipped(tmp_path)
    for path in EXAMPLES.glob("*.yaml"):
        shutil.copy(path, tmp_path / "processes")
    for path in EXAMPLES.glob("listes/*"):
        shutil.copy(path, tmp_path / "forms/listes")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rewritten(town, *changes):
    path = town / f"processes/{SLUG}.yaml"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    return text, checker.check(town, [path]).problems


def read(town):
    loaded = catalogue.load(town, rehearsal.check)
    return loaded.built[SLUG], loaded.city


def test_the_examples_of_the_manual_pass_as_they_are(town):
    loaded = catalogue.load(town, rehearsal.check)
    slugs = {path.stem for path in EXAMPLES.glob("*.yaml") if "." not in path.stem}
    assert slugs
    assert slugs <= loaded.processes.keys()
    mine = [one for one in loaded.problems if any(slug in one.spot.file for slug in slugs)]
    assert mine == [], report.render_all(mine, loaded.lines)


def test_the_example_shows_what_the_manual_says_it_shows(town):
    process = read(town)[0].process
    assert len(list(process.questions())) >= 25
    assert len(process.groups) == 2
    assert len(process.routes) >= 3
    assert process.opening
    assert process.parameters
    assert process.messages
    assert any(page.checks for page in process.pages)
    assert any(page.elsewhere for page in process.pages)


def test_the_example_is_translated_whole(town):
    done = CliRunner().invoke(run.cli, ["translate", SLUG, "en", "--verifier"])
    told = re.search(rf"{SLUG}\.en\.yaml : (\d+) sur (\d+) textes", done.output)
    assert told, done.output
    assert told[1] == told[2]


def test_a_cross_check_in_a_group_is_shown_at_the_answer_of_that_child(town):
    text, problems = rewritten(town, ("enfant_naissance: 2016-05-13", "enfant_naissance: 2010-05-13"))
    found = next(one for one in problems if one.code == "reponse-refusee")
    assert "2010-05-13" in text.splitlines()[found.spot.line - 1]


def test_a_message_badly_named_by_a_step_is_said_there(town):
    _, problems = rewritten(town, ("message: rappel-place", "message: rapel-place"))
    helps = [one.help for one in problems if one.code == "message-inconnu"]
    assert helps == ["Vouliez-vous dire « rappel-place » ?"]


def test_a_page_that_nothing_tries_is_named_by_its_title(town):
    text = (town / f"processes/{SLUG}.yaml").read_text("utf-8")
    wednesdays = re.search(r"  - nom: Les mercredis à Bordeaux Sud\n.*?(?=  - nom: Une place)", text, re.DOTALL)[0]
    _, problems = rewritten(town, (wednesdays, ""))
    sentences = [one.sentence for one in problems if one.code == "page-sans-scenario"]
    assert sentences == ["Aucun scénario ne passe par la page « Les mercredis »."]


def test_scenarios_and_the_account_take_a_day_when_the_demarche_is_open(town):
    built, city = read(town)
    assert built.process.open_at(AUTUMN).date().isoformat() == "2026-06-30"
    assert built.process.open_at(AUTUMN.replace(month=2)).date().isoformat() == "2026-05-04"
    assert built.process.open_at(AUTUMN.replace(month=5)).date().isoformat() == "2026-05-23"
    page = write.markdown(account(built.process, city, AUTUMN)).replace("\u00a0", " ")
    assert "envoyée le mardi 30 juin 2026" in page
    done = CliRunner().invoke(run.cli, ["scenarios", SLUG])
    assert done.exit_code == 0, done.output
    moments = re.findall(r"depose: (\d{4}-\d\d-\d\d)", done.output)
    assert moments
    assert all(built.process.opening.on(datetime.fromisoformat(one).date()) for one in moments)
    assert branches.complete(built, city, built.process.open_at(AUTUMN)).missed == []


def test_the_account_tells_what_an_agent_fills_in_and_what_is_written_by_itself(town):
    built, city = read(town)
    page = write.markdown(account(built.process, city, AUTUMN)).replace("\u00a0", " ")
    assert "À remplir : Dans quel groupe ? ; Premier jour d’accueil" in page
    assert "Après 5 jours, tout seul : message pour la personne, « Confirmez la place »." in page
    assert "Le compte s’arrête quand on attend la personne." in page
    assert "Tarif d’une journée : 14 €" in page
    assert "on alerte le responsable et on prévient la personne" in page


def test_coverage_is_told_for_the_files_asked_about(town):
    done = CliRunner().invoke(run.cli, ["check", "--couverture", f"processes/{SLUG}.yaml"])
    assert f"  {SLUG} : routes" in done.output
    assert "domiciliation : routes" not in done.output


def test_an_answer_not_understood_is_asked_again(town):
    answers = ["Prêter une salle", "Espace public", "le maire", "direction de l’education", "marsiens", "particulier"]
    answers += ["date de naissance", "bientôt", "10 jours"]
    done = CliRunner().invoke(run.cli, ["new"], input="\n".join(answers) + "\n")
    assert done.exit_code == 0, done.output
    text = (town / "processes/preter-une-salle.yaml").read_text("utf-8")
    assert "service: education\n" in text
    assert "au_plus_tard: aujourd’hui" in text
