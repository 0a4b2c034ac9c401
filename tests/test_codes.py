"""Every code has its page in the manual, and the page tells the truth: its bad example gives that code."""

import pytest

from engine import manual
from engine.definition.rules import ignored
from engine.errors import ADVICE, ERROR, WARNING
from tests import golden

PAGES = manual.pages(golden.ROOT)
EXAMPLES = [(page, kind, text) for page in PAGES for kind in ("bad", "good") for text in getattr(page, kind)]
ENGINE = "".join(path.read_text("utf-8") for path in (golden.ROOT / "engine").rglob("*.py"))


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return golden.Town(tmp_path_factory.mktemp("ville"))


@pytest.mark.parametrize(
    ("page", "kind", "text"), EXAMPLES, ids=[f"{page.code}-{kind}-{n}" for n, (page, kind, _) in enumerate(EXAMPLES)]
)
def test_the_examples_of_a_code_are_played(town, page, kind, text):
    example = golden.Example.read(text)
    foreign = golden.borrowed(example.files[golden.OWN] or b"", text) if golden.OWN in example.files else range(0)
    told = [problem for problem in town.judge(example) if problem.spot.line not in foreign]
    seen = [f"{problem.spot} {problem.code}: {problem.sentence}" for problem in told]
    mine = [problem for problem in told if problem.code == page.code]
    if kind == "bad":
        assert mine, seen
        assert {problem.level for problem in mine} == {page.level}
    else:
        assert not mine, seen
        assert not [problem for problem in told if problem.blocks], seen


def test_the_base_example_is_beyond_reproach(town):
    assert town.judge(golden.Example.read("")) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_a_page_has_a_level_and_both_examples(page):
    assert page.level in (ERROR, WARNING, ADVICE)
    assert page.bad
    assert page.good
    assert f'"{page.code}"' in ENGINE, "no rule uses this code any more"


def test_the_index_names_every_code():
    kept = (golden.PAGES / "README.md").read_text("utf-8")
    assert kept == manual.index(golden.ROOT), "run: python run.py schema --ecrire"


def test_every_advice_can_be_set_aside_and_nothing_else():
    assert {page.code for page in PAGES if page.level == ADVICE} == ignored.KNOWN
