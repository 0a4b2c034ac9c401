"""Mistakes seeded in files that use the whole language: each is one message, in French, at its line and column."""

import shutil
from pathlib import Path

import pytest

from engine import rehearsal
from engine.definition import catalogue
from tests.seeded import FILES, SEEDED
from tests.test_mistakes import ROOT, first_change, is_french, place

SEEDS = Path(__file__).with_name("seeds")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """The shipped city with one démarche that uses everything, and one it sends people to."""
    root = tmp_path_factory.mktemp("ville")
    shutil.copytree(ROOT / "forms", root / "forms")
    (root / "processes").mkdir()
    for name in ("_organisation", "_etapes", "occuper-le-domaine-public"):
        shutil.copy(ROOT / f"processes/{name}.yaml", root / "processes")
    shutil.copytree(SEEDS, root, dirs_exist_ok=True)
    return root


def test_the_files_before_the_mistakes_have_none(town):
    assert catalogue.load(town, rehearsal.check).problems == []


def test_there_are_many_kinds_of_mistakes():
    assert len({(code, old) for _, old, _, code, *_ in SEEDED}) > 150
    assert len({code for _, _, _, code, *_ in SEEDED}) > 50


@pytest.mark.parametrize("seed", SEEDED, ids=[f"{n}-{s[0]}-{s[3]}" for n, s in enumerate(SEEDED)])
def test_one_mistake_is_one_message_at_its_place_in_french(town, seed):
    name, old, new, code, at, *elsewhere = seed
    path = town / FILES[name]
    good = path.read_text("utf-8")
    broken = good.replace(old, new, 1)
    path.write_text(broken, "utf-8")
    try:
        found = catalogue.load(town, rehearsal.check)
    finally:
        path.write_text(good, "utf-8")
    file = elsewhere[0] if elsewhere else FILES[name]
    text = (town / file).read_text("utf-8") if elsewhere else broken
    expected = f"{file}:{place(text, 0 if elsewhere else first_change(good, old, new), at)}"
    assert [(problem.code, str(problem.spot)) for problem in found.problems] == [(code, expected)]
    assert is_french(found.problems[0]), found.problems[0]
