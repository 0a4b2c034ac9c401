"""The author's preview: the démarche as it will be, at each save, with what the checker says beside each page."""

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.acts.preview import Preview
from engine.errors import NotAllowed
from engine.records import Case, Draft, Notice
from engine.web.app import create_app
from engine.web.preview import Clock
from tests.cities import shipped
from tests.conftest import browser, settings_for
from tests.robot import Robot
from tests.site import ROOT

SLUG = "signaler-un-probleme-dans-la-rue"


@pytest.fixture
def city(tmp_path, empty_sqlite):
    shipped(tmp_path / "ville")
    shutil.copy(empty_sqlite, tmp_path / "parvis.sqlite3")
    return replace(settings_for(tmp_path, PARVIS_THEME="bordeaux"), root=tmp_path / "ville")


class Author:
    """Someone who writes a démarche, its preview open beside."""

    def __init__(self, settings, slug, file=None):
        self.preview = Preview(settings, slug, file)
        self.app = create_app(settings, self.preview, now=Clock(self.preview), preview=self.preview)

    async def save(self, text):
        """Write the file; the preview looks at it as it does twice a second."""
        self.preview.file.write_text(text, "utf-8")
        self.app.state.office = await self.preview(self.app.state.now())

    @property
    def text(self):
        return self.preview.file.read_text("utf-8")

    async def edit(self, before, after):
        assert before in self.text
        await self.save(self.text.replace(before, after, 1))


@pytest.fixture
def slug():
    return SLUG


@pytest.fixture
def file():
    return None


@pytest.fixture
async def author(city, slug, file):
    made = Author(city, slug, file)
    async with made.app.router.lifespan_context(made.app):
        yield made


@pytest.fixture
async def robot(author):
    async with browser(author.app) as client:
        yield Robot(client)


def beside(robot):
    return " ".join(robot.tree.cssselect("aside.beside")[0].text_content().split())


def links(robot):
    """Every address of the index, and what each form of it sends."""
    return [one.get("href") for one in robot.tree.cssselect("main a[href^='/']")]


@pytest.mark.parametrize(
    "slug", sorted(path.stem for path in (ROOT / "processes").glob("[!_]*.yaml") if "." not in path.stem)
)
async def test_every_screen_of_every_shipped_demarche_is_drawn(robot):
    await robot.open("/-/apercu")
    assert "Aucune remarque" in robot.words or "remarque" in robot.words
    for address in links(robot):
        await robot.open(address)
        assert robot.response.status_code == 200, (address, robot.words[:300])
        assert "ne peut pas encore être montrée" not in robot.words, address


async def test_an_author_jumps_to_any_page_already_filled_and_goes_on_to_the_agent(author, robot):
    scenario = author.preview.process.scenarios[0]
    await robot.open("/-/apercu")
    await robot.press("La page de vérification")
    assert robot.response.url.path == f"/demarches/{SLUG}/verifier"
    await robot.press("Envoyer")
    assert robot.response.url.path == f"/demarches/{SLUG}/recu"
    case = await Case.get()
    assert case.unit == scenario.expected["vers"]
    await robot.press("Voir comme l’agent", "aside")
    assert robot.response.url.path == f"/agents/dossiers/{case.reference}"
    await robot.open("/-/courriels")
    assert await Notice.filter(sent_at__isnull=False, channel="courriel").count() == 0


async def test_each_page_opens_for_real_with_its_answers(author, robot):
    await robot.open("/-/apercu")
    buttons = robot.tree.cssselect(".screens button")
    assert buttons
    for place in range(len(buttons)):
        await robot.open("/-/apercu")
        button = robot.tree.cssselect(".screens button")[place]
        form = next(button.iterancestors("form"))
        address = form.cssselect("input[name=page]")[0].get("value")
        await robot.submit(form, button)
        assert robot.response.url.path == f"/demarches/{SLUG}/page/{address}"


async def test_a_saved_file_is_shown_at_once_and_what_was_being_filled_goes_on(author, robot):
    await robot.open("/-/apercu")
    seen = (await robot.client.get("/-/apercu/version")).json()
    await robot.press("La page de vérification")
    await author.edit("titre: ", "titre: Nouveau ")
    assert (await robot.client.get("/-/apercu/version")).json() != seen
    await robot.open(f"/demarches/{SLUG}/verifier")
    assert "Nouveau" in robot.response.text
    await robot.press("Envoyer")
    assert robot.response.url.path == f"/demarches/{SLUG}/recu"
    assert "Version enregistrée à" in beside(robot)


async def test_a_faulty_file_leaves_the_last_good_version_and_tells_the_error_beside_its_page(author, robot):
    page = author.preview.process.pages[0]
    question = page.questions[0]
    await author.edit("titre: ", "titre: Nouveau ")
    await author.edit(f"id: {question.id}\n", f"id: {question.id}\n        obligatoir: oui\n")
    await robot.open(f"/-/apercu/page/{page.id}?etat=vide")
    assert re.search(r"La version enregistrée à \d+ h \d\d a 1 erreur ; voici la précédente", beside(robot))
    assert "obligatoir" in beside(robot)
    assert "docs/manuel/erreurs/cle-inconnue.md" in beside(robot)
    await robot.open(f"/demarches/{SLUG}")
    assert "Nouveau" in robot.heading
    await robot.open("/-/apercu")
    card = next(one for one in robot.tree.cssselect(".screens > li") if one.cssselect(f"#ecran-{page.id}"))
    assert "obligatoir" in card.text_content()
    other = author.preview.process.pages[1]
    await robot.open(f"/-/apercu/page/{other.id}")
    assert "obligatoir" not in beside(robot)


async def test_a_mistake_of_a_block_is_told_beside_the_page_that_includes_it(author, robot):
    built = author.preview.reading.built
    written = [
        (page, built.where.spot(built.question_paths[page.questions[0].id]).file)
        for page in author.preview.process.pages
    ]
    page, block = next((page, file) for page, file in written if file.startswith("forms/"))
    question = page.questions[0].id
    path = author.preview.settings.root / block
    path.write_text(path.read_text("utf-8").replace(f"id: {question}\n", f"id: {question}\n    obligatoir: oui\n", 1))
    await author.save(author.text)
    await robot.open(f"/-/apercu/page/{page.id}")
    assert "obligatoir" in beside(robot)
    assert block in beside(robot)


async def test_a_verification_is_drawn_as_if_it_had_found_a_fault(city):
    author = Author(city, "occuper-le-domaine-public")
    async with author.app.router.lifespan_context(author.app), browser(author.app) as client:
        robot = Robot(client)
        page = next(one for one in author.preview.process.pages if one.checks)
        await robot.open("/-/apercu")
        await robot.follow("Vérification 1")
        assert " ".join(page.checks[0].message.split())[:30] in " ".join(robot.words.split())


async def test_a_page_is_drawn_in_each_language_of_its_file(city):
    question = "Que voulez-vous signaler ?"
    words = "titre: Report a problem\nquestions:\n  nature:\n    question: What is wrong?\n"
    (city.root / f"processes/{SLUG}.en.yaml").write_text(words, "utf-8")
    author = Author(city, SLUG)
    async with author.app.router.lifespan_context(author.app), browser(author.app) as client:
        robot = Robot(client)
        await robot.open("/-/apercu")
        assert "en" in author.preview.process.languages
        await robot.follow("Anglais")
        assert robot.tree.cssselect("main")[0].get("lang") == "en"
        assert "What is wrong?" in robot.words
        await robot.open(str(robot.response.url).split("&")[0])
        assert question in robot.words


async def test_the_link_that_asks_again_keeps_the_state_of_the_page(robot, author):
    address = f"/-/apercu/page/{author.preview.process.pages[0].id}?etat=erreurs"
    await robot.open(address)
    assert robot.tree.cssselect("a[data-reload]")[0].get("href") == address
    assert robot.errors


async def test_a_file_that_cannot_be_read_any_more_keeps_the_pages(author, robot):
    await author.save("titre: [")
    await robot.open("/-/apercu")
    assert "voici la précédente" in beside(robot)
    assert robot.tree.cssselect(".findings")
    await robot.open(f"/demarches/{SLUG}")
    assert robot.response.status_code == 200


NEVER = """\
titre: Demander un banc
formulaire:
  - page: Le banc
    questions:
      - {id: ou, type: texte, question: À quel endroit}
      - {id: combien, type: nombbre, question: Combien}
"""


async def test_a_file_never_sound_shows_what_can_be_drawn(city):
    (city.root / "processes/banc.yaml").write_text(NEVER, "utf-8")
    author = Author(city, "banc")
    async with author.app.router.lifespan_context(author.app), browser(author.app) as client:
        robot = Robot(client)
        await robot.open("/-/apercu")
        assert "il n’y en a pas de précédente sans erreur" in beside(robot)
        assert "nombbre" in robot.words
        await robot.follow("Vide")
        assert "À quel endroit" in robot.response.text
        await author.save("titre: [")
        await robot.open("/-/apercu")
        assert robot.response.status_code == 200


async def test_a_file_from_elsewhere_is_shown_as_a_demarche_of_the_city(city, tmp_path):
    guest = tmp_path / "brouillon.yaml"
    shutil.copy(city.root / f"processes/{SLUG}.yaml", guest)
    author = Author(city, "brouillon", guest)
    async with author.app.router.lifespan_context(author.app), browser(author.app) as client:
        robot = Robot(client)
        await robot.open("/-/apercu")
        assert str(guest) in robot.words
        await author.edit("titre: ", "titre: Nouveau ")
        await robot.open("/-/apercu")
        await robot.press("L’accusé de réception")
        assert robot.response.url.path == "/demarches/brouillon/recu"
        await author.edit("famille:", "famile:")
        await robot.open("/-/apercu")
        assert f"{guest}:" in robot.words


async def test_another_scenario_fills_the_pages_and_sets_the_day(author, robot):
    _, second = author.preview.process.scenarios[:2]
    await robot.open("/-/apercu")
    select = robot.tree.get_element_by_id("scenario-page")
    select.value = "1"
    await robot.press("Choisir")
    assert author.preview.chosen is second
    assert author.app.state.now().date() == second.filed_at.astimezone(UTC).date()
    select = robot.tree.get_element_by_id("scenario-page")
    select.value = ""
    await robot.press("Choisir")
    assert author.preview.chosen is None
    assert abs((author.app.state.now() - datetime.now(UTC)).total_seconds()) < 60


async def test_messages_are_worded_and_none_is_kept(author, robot):
    await robot.open("/-/apercu/messages")
    for words in ("À l’envoi", "Délai de réponse", "action «"):
        assert words in robot.words
    assert not re.search(r"\{\{|None|Undefined", robot.words)
    kept = await Notice.all().count()
    await robot.open("/-/apercu/messages")
    assert await Notice.all().count() == kept
    assert await Draft.all().count() == 1


async def test_nothing_of_a_preview_exists_elsewhere(app):
    async with browser(app) as client:
        for path in ("/-/apercu", "/-/apercu/version", "/-/apercu/messages"):
            assert (await client.get(path)).status_code == 404
        assert "beside" not in (await client.get("/")).text


def test_an_unknown_demarche_is_told_with_the_nearest(city):
    with pytest.raises(NotAllowed, match=f"Vouliez-vous dire « {SLUG} »"):
        Preview(city, SLUG.replace("probleme", "probleme-"))
