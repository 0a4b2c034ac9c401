"""What an editor underlines, the checker says too: the JSON Schemas and the checker agree on good and bad files."""

import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from engine.definition import jsonschema
from tests import mistakes, seeded

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "tests/seeds"
VALIDATORS = {name: Draft7Validator(make()) for name, make in jsonschema.SCHEMAS.items()}
SHAPE = ("cle-inconnue", "cle-manquante", "type-attendu", "type-inconnu")
"""What is wrong with the form of a file, and not with what it means: an editor can see it."""
BEYOND = {
    "une réponse de scénario : son type est celui de sa question": r"^      enfants: ",
    "une clé qui n’est demandée que selon une autre": r"^repeter: |objet: \{nom",
}
"""What a schema cannot say, and why."""
OF_CITY = {"_organisation": "organisation", "_parametres": "parametres", "_etapes": "etapes", "_portail": "portail"}


def validator_of(name):
    path = Path(name)
    if path.suffix != ".yaml" or len(path.parts) != 2:
        return None
    kind = "bloc" if path.parts[0] == "forms" else OF_CITY.get(path.stem, "demarche")
    return VALIDATORS[kind]


def refused(name, text):
    return list(validator_of(name).iter_errors(yaml.load(text, yaml.BaseLoader)))


def spoilt():
    """(file, its spoilt text) for each seeded mistake of form that YAML itself can read."""
    for corpus, folder in ((mistakes.MISTAKES, ROOT), (seeded.SEEDED, SEEDS)):
        files = mistakes.FILES if corpus is mistakes.MISTAKES else seeded.FILES
        for number, (short, old, new, code, *_) in enumerate(corpus):
            path = folder / files[short] if (folder / files[short]).exists() else ROOT / files[short]
            if code not in SHAPE or validator_of(files[short]) is None:
                continue
            if any(re.search(pattern, new) for pattern in BEYOND.values()):
                continue
            text = path.read_text("utf-8").replace(old, new, 1)
            try:
                yaml.load(text, yaml.BaseLoader)
            except yaml.YAMLError:
                continue
            yield pytest.param(files[short], text, id=f"{number}-{short}-{code}")


SPOILT = list(spoilt())


def test_many_mistakes_are_compared():
    assert len(SPOILT) > 120


@pytest.mark.parametrize(("name", "text"), SPOILT)
def test_a_mistake_of_form_is_seen_by_the_editor_too(name, text):
    assert refused(name, text)


@pytest.mark.parametrize("path", sorted(SEEDS.rglob("*.yaml")), ids=lambda path: path.stem)
def test_a_file_that_uses_the_whole_language_is_right_for_the_editor(path):
    name = path.relative_to(SEEDS).as_posix()
    assert validator_of(name) is None or refused(name, path.read_text("utf-8")) == []


def without_words(known, place=""):
    """Places of the keys that an editor would offer without a word about them."""
    if isinstance(known, dict):
        for key, value in (known.get("properties") or {}).items():
            if known.get("additionalProperties") is False and not value.get("description"):
                yield f"{place}/{key}"
        for key, value in known.items():
            yield from without_words(value, f"{place}/{key}")
    elif isinstance(known, list):
        for number, value in enumerate(known):
            yield from without_words(value, f"{place}/{number}")


@pytest.mark.parametrize("name", jsonschema.SCHEMAS)
def test_every_key_is_explained_by_the_editor(name):
    assert list(without_words(jsonschema.SCHEMAS[name]())) == []
