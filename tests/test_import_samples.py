"""Twelve real forms: nearly everything is kept or approximated, the result passes the check and can be completed.

Skipped where these files are not: users of Parvis do not have them.
"""

import shutil
from datetime import UTC, datetime

import pytest

from engine import rehearsal
from engine.acts.office import open_office
from engine.definition import catalogue as catalogues
from engine.imports import files
from engine.web.app import create_app
from tests.cities import SAMPLES, shipped
from tests.conftest import browser, settings_for
from tests.person import answers_of, complete
from tests.robot import Robot
from tests.site import ROOT

PUBLIK = SAMPLES / "publik"
FORMS = sorted(PUBLIK.glob("forms/*"))
BESIDE = [PUBLIK / "blocks", PUBLIK / "datasources"]
NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not FORMS, reason="the sample forms are not here")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A city whose every démarche comes from elsewhere, and the reports."""
    root = shipped(tmp_path_factory.mktemp("town"), "forms", "themes")
    (root / "processes").mkdir()
    shutil.copy(ROOT / "processes/_organisation.yaml", root / "processes")
    done = [one for form in FORMS for one in files.convert("publik", [form, *BESIDE], root, NOW, "proximite")]
    files.write(done, root)
    return catalogues.load(root, rehearsal.check), done


def test_the_results_pass_the_check(town):
    city, done = town
    assert [str(problem) for problem in city.problems if problem.blocks] == []
    assert set(city.processes) == {one.slug for one in done}


def test_nearly_every_construct_is_kept_or_approximated(town):
    _, done = town
    lines = sum(len(one.report.lines) for one in done)
    left = sum(one.report.count("laissé") for one in done)
    assert 1 - left / lines >= 0.95, [one.report.summary() for one in done]


@pytest.mark.parametrize("number", range(len(FORMS)))
def test_each_form_keeps_nearly_all_of_its_own_constructs(town, number):
    report = town[1][number].report
    assert report.share >= 0.95, report.markdown()


@pytest.mark.parametrize("number", range(len(FORMS)))
async def test_a_robot_without_javascript_completes_every_scenario(town, number, empty_sqlite, tmp_path, theme, hours):
    city, done = town
    process = city.processes[done[number].slug]
    shutil.copy(empty_sqlite, tmp_path / "parvis.sqlite3")
    settings = settings_for(tmp_path, PARVIS_DEMO="oui")
    served = create_app(settings, lambda at: open_office(city, theme, settings, at), now=hours)
    async with served.router.lifespan_context(served):
        for scenario in process.scenarios:
            async with browser(served) as client:
                robot = Robot(client, city.city.name)
                hours.at = scenario.filed_at
                met = await complete(robot, process, answers_of(process, scenario))
                assert met == scenario.expected["pages"]
                await robot.press("Envoyer")
                assert robot.heading == "Votre demande est envoyée"
