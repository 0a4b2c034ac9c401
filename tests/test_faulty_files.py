"""A file saved while the city serves: what passes goes live, what fails changes nothing and is told to administrators."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from engine.acts import signin
from engine.acts.reopen import OfficeKeeper
from engine.records.store import open_store
from engine.web.app import create_app
from tests.cities import shipped
from tests.conftest import browser, settings_for
from tests.robot import Robot

PASSWORD = "un mot de passe assez long"
NOW = datetime(2026, 5, 13, 16, 30, tzinfo=UTC)
FILE = "processes/domiciliation.yaml"


@pytest.fixture
def city(tmp_path, empty_sqlite):
    """A copy of the shipped city, and settings that serve it."""
    shipped(tmp_path / "ville")
    shutil.copy(empty_sqlite, tmp_path / "parvis.sqlite3")
    return replace(settings_for(tmp_path, PARVIS_THEME="bordeaux"), root=tmp_path / "ville")


@pytest.fixture
async def keeper(city):
    async with open_store(city):
        made = OfficeKeeper(city)
        await made(NOW)
        await made(NOW)
        yield made


def edit(city, file, before, after):
    path = city.root / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


async def test_a_faulty_file_is_told_with_its_line_and_what_serves_meanwhile(city, keeper):
    before = (await keeper(NOW)).live["domiciliation"].edition.id
    edit(city, FILE, "famille:", "famile:")
    office = await keeper(NOW + timedelta(hours=1))
    assert office.live["domiciliation"].edition.id == before
    assert {problem.spot.file for problem in office.faults} == {FILE}


async def test_an_organisation_that_cannot_be_read_changes_nothing_and_is_told(city, keeper):
    (city.root / "processes/_organisation.yaml").write_text("ville: [", "utf-8")
    office = await keeper(NOW)
    assert "domiciliation" in office.live
    assert {problem.spot.file for problem in office.faults} == {"processes/_organisation.yaml"}


async def test_a_broken_template_never_goes_live(city, keeper):
    template = city.root / "themes/bordeaux/pages/suivi.html"
    template.parent.mkdir()
    template.write_text('{% extends "base:pages/suivi.html" %}{% block main %}<h1>Suivi bordelais</h1>{% endblock %}')
    worn = (await keeper(NOW)).theme
    template.write_text("{% block main %}{{ oups")
    office = await keeper(NOW)
    assert office.theme is worn
    assert [problem.code for problem in office.faults] == ["gabarit"]
    text, _, _ = worn.pages.loader.get_source(worn.pages, "pages/suivi.html")
    assert "Suivi bordelais" in text
    template.unlink()
    assert (await keeper(NOW)).theme is not worn


async def test_opening_with_a_broken_template_serves_the_one_of_base(city):
    template = city.root / "themes/bordeaux/pages/suivi.html"
    template.parent.mkdir()
    template.write_text("{% block main %}{{ oups")
    async with open_store(city):
        office = await OfficeKeeper(city)(NOW)
    _, file, _ = office.theme.pages.loader.get_source(office.theme.pages, "pages/suivi.html")
    assert file.endswith("themes/base/pages/suivi.html")
    assert [problem.spot.file for problem in office.faults] == ["themes/bordeaux/pages/suivi.html"]


@pytest.fixture
async def desk(city):
    """The page of the agents, the day a démarche was saved with a mistake."""
    edit(city, FILE, "famille:", "famile:")
    app = create_app(city, OfficeKeeper(city), now=lambda: NOW)
    async with app.router.lifespan_context(app), browser(app) as client:
        yield Robot(client)


async def sign_in(robot, login, role):
    await signin.add(login, login.capitalize(), f"{login}@ville.example", PASSWORD, role, ["ccas"], NOW)
    await robot.open("/agents/connexion")
    robot.tree.get_element_by_id("identifiant").set("value", login)
    robot.tree.get_element_by_id("mot-de-passe").set("value", PASSWORD)
    await robot.press("Se connecter")


async def test_an_administrator_reads_what_is_wrong_where_and_in_which_page_of_the_manual(desk):
    await sign_in(desk, "ada", "administrateur")
    assert "1 fichier n’est pas mis en ligne" in desk.words
    for words in (FILE, "« famile »", "Ligne ", "docs/manuel/erreurs/cle-inconnue.md", "n’est pas en service"):
        assert words in desk.words
    assert not desk.tree.cssselect("details.faulty[open]")


async def test_other_agents_read_one_sentence(desk):
    await sign_in(desk, "zoe", "agent")
    assert "1 erreur dans les fichiers des démarches" in desk.words
    assert "famile" not in desk.words
