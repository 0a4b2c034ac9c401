"""The manual and the editors' schemas tell the truth: their examples pass, every key and type is explained."""

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from engine import rehearsal
from engine.definition import catalogue, jsonschema, reference, report, schema, wording
from engine.fields import TYPES
from engine.fields.base import OPERATOR_WORDS
from tests.cities import shipped

ROOT = Path(__file__).resolve().parent.parent
MANUAL = ROOT / "docs/manuel/ecrire-une-demarche.md"
SHAPES = [
    "PROCESS",
    "PERSONAL_DATA",
    "SILENCE",
    "PAGE",
    "QUESTION",
    "ROUTE",
    "DEADLINE",
    "RUNG",
    "MESSAGE",
    "SCENARIO",
    "SET_ASIDE",
]
SHAPES += ["EXPECTED", "BLOCK", "INCLUDE", "ORGANISATION", "CITY", "UNIT", "PERSON", "CLOSURE", "DISTRICT", "RELAY"]
SHAPES += ["OPENING", "PERIOD"]


def examples(kind):
    found = re.findall(rf"```yaml {kind}\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    assert found, f"the manual has no example of {kind}"
    return found


@pytest.mark.parametrize("text", examples("demarche"), ids=lambda text: re.search("titre: (.*)", text)[1][:30])
def test_a_complete_example_of_the_manual_passes_as_it_is(text, tmp_path):
    shipped(tmp_path, "processes", "forms")
    for block in examples("bloc"):
        name = re.search(r"# forms/([\w-]+)\.yaml", block)
        if name:
            (tmp_path / f"forms/{name[1]}.yaml").write_text(block, "utf-8")
    (tmp_path / "processes/exemple-du-manuel.yaml").write_text(text, "utf-8")
    loaded = catalogue.load(tmp_path, rehearsal.check)
    mine = [problem for problem in loaded.problems if "exemple-du-manuel" in problem.spot.file]
    assert mine == [], report.render_all(mine, loaded.lines)
    assert "exemple-du-manuel" in loaded.processes


def words_of_the_manual():
    chapters = sorted((ROOT / "docs/manuel").glob("*.md"))
    return {word for path in chapters for word in re.findall(r"[a-z0-9_-]+", path.read_text("utf-8"))}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_key_is_explained(shape):
    assert set(getattr(schema, shape)) <= words_of_the_manual()


def test_every_type_option_operator_message_and_word_is_explained():
    wanted = {*TYPES, *OPERATOR_WORDS, *wording.OCCASIONS, *wording.WORDS}
    wanted |= {option for kind in TYPES.values() for option in kind.options}
    assert wanted - words_of_the_manual() == set()


def test_the_reference_says_every_key_type_operator_and_word():
    kept = (ROOT / "docs/manuel/reference.md").read_text("utf-8")
    assert kept == reference.page(), "run: python run.py schema --ecrire"
    for shape in (*schema.THINGS.values(), *(kind.options for kind in TYPES.values())):
        assert [key for key, rules in shape.items() if not reference.help_of(rules)] == []


@pytest.mark.parametrize("name", jsonschema.SCHEMAS)
def test_the_schema_given_to_editors_is_the_one_that_checks(name):
    made = jsonschema.SCHEMAS[name]()
    Draft7Validator.check_schema(made)
    kept = json.loads((ROOT / f"docs/schema/{name}.json").read_text("utf-8"))
    assert kept == made, "run: python run.py schema --ecrire"


@pytest.mark.parametrize(
    "path",
    sorted(path for path in (*ROOT.glob("processes/*.yaml"), *ROOT.glob("forms/*.yaml")) if "." not in path.stem),
    ids=lambda p: p.stem,
)
def test_a_shipped_file_suits_the_schema_of_editors(path):
    special = path.stem.removeprefix("_") if path.stem.startswith("_") else "demarche"
    name = "bloc" if path.parent.name == "forms" else special
    document = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    errors = [
        f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}"
        for e in Draft7Validator(jsonschema.SCHEMAS[name]()).iter_errors(document)
    ]
    assert errors == []


def test_the_schema_refuses_a_key_that_does_not_exist():
    document = yaml.load((ROOT / "processes/domiciliation.yaml").read_text("utf-8"), yaml.BaseLoader)
    document["tittre"] = "x"
    assert list(Draft7Validator(jsonschema.demarche()).iter_errors(document))
