"""The report of what robots know of accessibility: complete, up to date, and claiming nothing that a person has not judged."""

import re
import shutil

import pytest

from tests import axe, rgaa
from tests.site import ROOT

needs_node = pytest.mark.skipif(
    not axe.AXE.is_file() or not shutil.which("node"), reason="no axe-core or no Node: npm ci --ignore-scripts"
)


def test_the_criteria_are_all_there():
    counted = [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12]
    numbers = list(rgaa.criteria())
    assert len(numbers) == len(set(numbers)) == 106
    assert numbers == [f"{theme}.{n}" for theme, count in enumerate(counted, 1) for n in range(1, count + 1)]


def test_every_check_named_is_a_file_that_exists():
    assert set(rgaa.OWN) <= set(rgaa.criteria())
    named = {path for words in rgaa.OWN.values() for path in re.findall(r"tests/\w+\.py", words)}
    assert [path for path in named if not (ROOT / path).is_file()] == []


@needs_node
def test_the_report_is_up_to_date_and_leaves_every_criterion_to_a_person():
    assert rgaa.REPORT.read_text("utf-8") == rgaa.report(), "python -m tests.rgaa writes it again"
    assert rgaa.report().count("| à juger |") == 106


def test_the_statement_claims_no_more(theme):
    assert theme.accessibility["etat"] == "non conforme"
