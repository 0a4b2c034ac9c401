"""Life cycles read: the standard one, those of real life, what the reader makes of them."""

from pathlib import Path

import pytest
import yaml

from engine import rehearsal
from engine.definition import catalogue, city_cycle, cycle, rules, schema, source, steps
from engine.definition.catalogue import compile_edition, compile_source
from engine.errors import ADVICE
from tests.cities import shipped
from tests.site import ROOT

CYCLES = Path(__file__).with_name("cycles")
NAMES = sorted(path.stem for path in CYCLES.glob("*.yaml"))
BASE = ROOT / "docs/manuel/erreurs/_base.yaml"
CITY = catalogue.load(ROOT).city


def whole(text):
    """A démarche whose keys are those of the base example, but for those written here."""
    kept = yaml.load(BASE.read_text("utf-8"), yaml.BaseLoader)
    own = yaml.load(text, yaml.BaseLoader)
    if "formulaire" in own:
        kept["routage"] = [{"sinon": "proximite"}]
    rest = {key: value for key, value in kept.items() if key not in own}
    return yaml.safe_dump(rest, allow_unicode=True, sort_keys=False) + text


def read(text, slug="exemple"):
    file = source.parse(whole(text), f"processes/{slug}.yaml")
    built = compile_source(slug, file, {})
    rules.check(built, CITY)
    if not any(problem.blocks for problem in built.problems):
        rehearsal.check(built, CITY)
    built.where.problems[:] = [problem for problem in built.problems if problem.level != ADVICE]
    return built


def of(name):
    return read((CYCLES / f"{name}.yaml").read_text("utf-8"), name)


def codes(built):
    return sorted({problem.code for problem in built.problems})


@pytest.mark.parametrize("name", NAMES)
def test_a_cycle_of_real_life_passes_the_checker(name):
    assert [str(problem) for problem in of(name).problems] == []


def test_the_city_ships_the_standard_cycle():
    shipped = (ROOT / "processes/_etapes.yaml").read_text("utf-8")
    assert shipped == Path(city_cycle.__file__).with_name("default_cycle.yaml").read_text("utf-8")
    assert city_cycle.read_city(source.parse(shipped, city_cycle.CITY_FILE))[1] == []


def test_a_demarche_without_steps_is_pinned_to_the_cycle_of_the_city(tmp_path):
    shipped = catalogue.load(ROOT)
    ordinary = shipped.processes["domiciliation"]
    assert city_cycle.CITY_FILE in ordinary.sources
    assert [*city_cycle.cycle_of(ordinary).steps] == [*city_cycle.standard().steps]
    again = compile_edition("domiciliation", ordinary.sources)
    assert again.fingerprint == ordinary.fingerprint


def test_an_edition_older_than_life_cycles_follows_the_standard_one():
    texts = dict(catalogue.load(ROOT).processes["domiciliation"].sources)
    del texts[city_cycle.CITY_FILE]
    old = compile_edition("domiciliation", texts)
    assert old.cycle is None
    assert city_cycle.cycle_of(old) is city_cycle.standard()


def test_a_step_changes_only_what_it_writes_of_a_common_action():
    life = city_cycle.standard()
    assert life.steps["recue"].actions["prendre"].to == ("en-cours",)
    assert life.steps["recue"].actions["prendre"].label == life.steps["en-cours"].actions["prendre"].label
    assert life.steps["en-cours"].actions["prendre"].to == ()
    assert [*life.steps["refusee"].actions] == ["noter"]


def test_what_agents_are_asked_may_be_looked_at_by_conditions_and_told_in_messages():
    built = of("permis-de-vegetaliser")
    cycle = built.process.cycle
    assert cycle.steps["decision"].actions["accorder"].when.sources == {"agent.favorable"}
    assert [*cycle.questions] == ["largeur", "favorable", "remarque", "motif"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{libelle: Fermer, par: maire, vers: fin}", "valeur-interdite"),
        ("{libelle: Fermer, vers: fini}", "etape-inconnue"),
        ("{libelle: Fermer, si: {agent.avis: oui}, vers: fin}", "question-inconnue"),
        ("{libelle: Fermer, faire: effacer, vers: fin}", "valeur-interdite"),
        ("{libelle: Fermer, message: {objet: a, texte: '{{ agent.x }}'}, vers: fin}", "question-inconnue"),
        ("{libelle: Fermer, message: {objet: a, texte: '{{ nom }}'}, vers: fin}", "mot-inconnu"),
        ("{libelle: Fermer, message: au-revoir, vers: fin}", "message-inconnu"),
        ("{libelle: Fermer, montrer: [avis], vers: fin}", "question-inconnue"),
        ("{libelle: Fermer, faire: transmettre, services: [nulle-part], vers: fin}", "service-inconnu"),
    ],
)
def test_a_mistake_in_an_action_is_told_at_its_line(text, code):
    written = f"etapes:\n  recue:\n    usager: Reçue.\n    actions:\n      fermer: {text}\n  fin: {{fin: traite, usager: Finie.}}\n"
    built = read(written)
    assert codes(built) == [code]
    wanted = whole(written).splitlines().index(f"      fermer: {text}") + 1
    assert {problem.spot.line for problem in built.problems} == {wanted}


def test_a_mistake_in_the_cycle_of_the_city_holds_back_those_that_follow_it(tmp_path):
    shipped(tmp_path, "processes", "forms")
    path = tmp_path / "processes/_etapes.yaml"
    path.write_text(path.read_text("utf-8").replace("vers: recue", "vers: reçue"), "utf-8")
    loaded = catalogue.load(tmp_path)
    assert {problem.code for problem in loaded.problems} == {"etape-inconnue"}
    assert "domiciliation" not in loaded.processes


SCENARIO = """
scenarios:
  - nom: Essai
    depose: 2026-05-13 10:00
    reponses: {jardin: non}
    actions:
      - {le: 2026-05-14 10:00, faire: etudier}
      - {le: 2026-05-15 10:00, faire: ACTION}
    jusqu_a: 2026-08-01 10:00
    attendu: {etape: ETAPE}
"""


@pytest.mark.parametrize(
    ("action", "step"),
    [
        ("retirer, par: usager", "retiree"),
        ("demander", "abandonnee"),
        ("donner-avis, reponses: {largeur: 150, favorable: oui}", "decision"),
    ],
)
def test_a_scenario_lives_the_cycle(action, step):
    text = (CYCLES / "permis-de-vegetaliser.yaml").read_text("utf-8")
    assert read(text + SCENARIO.replace("ACTION", action).replace("ETAPE", step)).problems == []
    wrong = read(text + SCENARIO.replace("ACTION", action).replace("ETAPE", "recue"))
    assert [problem.code for problem in wrong.problems] == ["scenario-different"]
    assert f"« {step} »" in wrong.problems[0].sentence


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("accorder, par: responsable", "n’est pas possible à l’étape « avis »"),
        ("retirer", "« referent » ne peut pas faire"),
        ("donner-avis, reponses: {largeur: 150}", "demande « favorable »"),
        ("donner-avis, reponses: {taille: 150}", "ne demande pas « taille »"),
    ],
)
def test_what_a_scenario_cannot_do_is_told(action, said):
    text = (CYCLES / "permis-de-vegetaliser.yaml").read_text("utf-8")
    problems = read(text + SCENARIO.replace("ACTION", action).replace("ETAPE", "avis")).problems
    assert [problem.code for problem in problems] == ["action-impossible"]
    assert said in problems[0].sentence


KEYS = ("STEP", "EVERYWHERE", "ACTION", "ACTION_TEXT", "AFTER", "STEP_MESSAGE", "SCENARIO_ACTION")


def test_the_manual_explains_every_key_role_and_effect():
    manual = (ROOT / "docs/manuel/etapes.md").read_text("utf-8")
    known = {key for shape in KEYS for key in getattr(schema, shape)}
    known |= {*cycle.WHO, *cycle.TOLD, *cycle.EFFECTS, *cycle.OUTCOMES, cycle.BEFORE, steps.HERE}
    assert {word for word in known if word not in manual} == set()
