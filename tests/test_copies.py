"""The copy of a request: a page that holds everything, a tagged file made aside, and nothing that waits for it."""

import asyncio
import os
from datetime import timedelta

import pytest

from engine import paper
from engine.acts import move, printing
from engine.errors import PaperError
from engine.records import Printout
from tests import town
from tests.clerk import file, follow
from tests.paper_check import faults, images, opened, read, tags

HTML = '<!doctype html><html lang="fr"><meta charset="utf-8"><title>Copie</title><h1>Copie</h1></html>'


async def a_pdf(html):
    return b"%PDF-1.7 " + html.encode()


async def no_pdf(html):
    raise PaperError("the engine is absent")


@pytest.fixture
async def followed(robot, app, hours):
    case = await file(app.state.office, "signaler-un-probleme-dans-la-rue", 0, hours())
    await follow(robot, app.state.office, case)
    return case


@pytest.fixture
def quick(monkeypatch):
    """The engine of PDF answers at once: what surrounds it is looked at."""
    monkeypatch.setattr(paper, "pdf", a_pdf)


@pytest.fixture
def absent(monkeypatch):
    monkeypatch.setattr(paper, "pdf", no_pdf)


async def test_the_page_holds_what_was_given_and_what_happened(robot, followed):
    await robot.open("/suivi/dossier")
    await robot.follow("Lire, imprimer ou enregistrer")
    assert robot.heading == "Copie de votre demande"
    assert followed.reference in robot.words
    assert "Vos réponses" in robot.words
    assert "Nous avons reçu votre demande" in robot.words
    drawn = robot.tree.cssselect("svg.qr title")[0].text_content()
    assert drawn == "Code à photographier : il ouvre la page de suivi."


async def test_a_file_is_asked_for_made_aside_and_taken(robot, followed, quick):
    await robot.open("/suivi/dossier/copie")
    await robot.press("Préparer un fichier PDF")
    assert "Fait le" in robot.words
    link = robot._one("main a", "Enregistrer le fichier PDF").get("href")
    given = await robot.client.get(link)
    assert given.content.startswith(b"%PDF-")
    assert followed.reference in given.headers["content-disposition"]
    assert "no-store" in given.headers["cache-control"]


async def test_a_file_under_way_says_so_and_the_page_still_holds_everything(robot, followed, app, quick):
    async with app.state.press:
        await robot.open("/suivi/dossier/copie")
        await robot.press("Préparer un fichier PDF")
        assert "Votre fichier se prépare" in robot.words
        assert "Vos réponses" in robot.words
        waiting = await robot.client.get("/suivi/dossier/copie", headers={"HX-Request": "true"})
        assert (waiting.status_code, waiting.text) == (204, "")
        assert (await robot.client.get("/suivi/dossier/copie/fichier")).status_code == 404
    await printing.work(app.state.office, app.state.now())
    told = await robot.client.get("/suivi/dossier/copie", headers={"HX-Request": "true"})
    assert "Enregistrer le fichier PDF" in told.text
    assert "parvis-announce" in told.headers
    await robot.follow("Voir si le fichier est prêt")
    assert "Enregistrer le fichier PDF" in robot.words


async def test_without_an_engine_everything_else_works(robot, followed, app, hours, absent):
    await robot.open("/suivi/dossier/copie")
    await robot.press("Préparer un fichier PDF")
    assert "Vos réponses" in robot.words
    for _ in range(printing.TRIES):
        hours.at += timedelta(minutes=2)
        await printing.work(app.state.office, hours())
    await robot.open("/suivi/dossier/copie")
    assert "Le fichier PDF ne peut pas être fait pour le moment." in robot.words
    assert not (await Printout.get()).waited_for


async def test_a_copy_belongs_to_who_follows_the_request(robot, followed, quick):
    await robot.open("/suivi/dossier/copie")
    await robot.press("Préparer un fichier PDF")
    robot.client.cookies.clear()
    assert (await robot.client.get("/suivi/dossier/copie/fichier")).status_code == 404
    await robot.open("/suivi/dossier/copie")
    assert robot.heading == "Suivre ma demande"


async def test_on_a_lent_computer_no_file_is_left_behind(robot, followed, app, quick):
    await robot.open("/suivi/dossier/copie")
    await robot.press("Préparer un fichier PDF")
    await robot.open("/mediation")
    await robot.press("Commencer avec une nouvelle personne")
    await follow(robot, app.state.office, followed)
    await robot.open("/suivi/dossier/copie")
    assert "Vos réponses" in robot.words
    assert "PDF" not in robot.words
    assert (await robot.client.get("/suivi/dossier/copie/fichier")).status_code == 404


async def test_the_whole_file_is_tagged_and_told_in_reading_order(robot, followed):
    await robot.open("/suivi/dossier/copie")
    await robot.press("Préparer un fichier PDF")
    if "ne peut pas" in robot.words or "prépare" in robot.words:
        pytest.skip("the PDF engine is not installed: apt-get install libpango-1.0-0 libpangoft2-1.0-0")
    content = (await robot.client.get("/suivi/dossier/copie/fichier")).content
    assert faults(content) == []
    assert images(content) == ["Code à photographier : il ouvre la page de suivi."]
    told = tags(content)
    assert told.count("H1") == 1
    assert told.index("H1") < told.index("H2") < told.index("H3")
    assert opened(content).trailer["/Root"]["/Lang"] == "fr"
    assert followed.reference in read(content)
    assert "demarches.ville.example/suivi" in "".join(read(content).split())


# --- the order, on both databases


@pytest.fixture
async def case(office, now):
    return await town.case(office, now)


async def test_asked_twice_it_is_made_once(office, case, now):
    first = await printing.order(office, case, "fr", HTML, now)
    again = await printing.order(office, case, "fr", HTML, now)
    assert first.storage_name == again.storage_name
    assert await printing.work(office, now, a_pdf) == 1
    assert await printing.work(office, now, a_pdf) == 0


async def test_asked_at_the_same_moment_in_two_windows_it_is_one_order(office, case, now):
    both = await asyncio.gather(*(printing.order(office, case, "fr", HTML, now) for _ in range(2)))
    assert both[0].storage_name == both[1].storage_name
    assert len(list(office.settings.printouts.glob("*.html"))) == 1


async def test_two_workers_make_two_different_files_and_neither_twice(office, case, now):
    made = []

    async def slow(html):
        made.append(html)
        await asyncio.sleep(0.05)
        return b"%PDF-"

    await printing.order(office, case, "fr", HTML, now)
    await printing.order(office, case, "ar", HTML, now)
    await asyncio.gather(*(printing.work(office, now, slow) for _ in range(2)))
    assert len(made) == 2


async def test_a_new_copy_replaces_the_old_one(office, case, now):
    old = await printing.order(office, case, "fr", HTML, now)
    await printing.work(office, now, a_pdf)
    new = await printing.order(office, case, "fr", HTML.replace("Copie", "Autre"), now + timedelta(minutes=5))
    assert new.storage_name != old.storage_name
    await printing.work(office, now + timedelta(minutes=5), a_pdf)
    kept = await Printout.get()
    assert b"Autre" in printing.printed(office, kept).read_bytes()
    assert not printing.printed(office, old).exists()


async def test_a_worker_killed_while_printing_is_replaced(office, case, now):
    await printing.order(office, case, "fr", HTML, now)
    assert await printing.lease(now) is not None
    assert await printing.work(office, now + timedelta(minutes=1), a_pdf) == 0
    assert await printing.work(office, now + printing.LEASE, a_pdf) == 1


async def test_copies_are_forgotten_after_a_day_with_their_files(office, case, now):
    await printing.order(office, case, "fr", HTML, now)
    await printing.work(office, now, a_pdf)
    assert await printing.forget(office, now + timedelta(hours=23)) == 0
    assert await printing.forget(office, now + timedelta(hours=25)) == 1
    assert not list(office.settings.printouts.iterdir())
    assert not await Printout.exists()


async def test_a_file_that_no_row_names_is_swept_away(office, case, now):
    alone = await printing.order(office, case, "fr", HTML, now)
    await Printout.all().delete()
    old = (now - timedelta(days=2)).timestamp()
    os.utime(printing.written(office, alone), (old, old))
    await printing.forget(office, now.replace(minute=0))
    assert not list(office.settings.printouts.iterdir())


async def test_an_answer_is_in_the_copy(robot, followed, app, hours):
    louise = await town.agent(hours(), "claire", [followed.unit])
    await move.close(app.state.office, followed, louise, "traite", "Le lampadaire est réparé.", hours())
    await robot.open("/suivi/dossier/copie")
    assert "Le lampadaire est réparé." in robot.words
    assert "Demande traitée" in robot.words


async def test_on_an_arabic_page_references_and_addresses_are_not_turned_around(robot, followed):
    await robot.client.post("/langue", data={"langue": "ar", "retour": "/"}, headers={"Sec-Fetch-Site": "same-origin"})
    await robot.open("/suivi/dossier/copie")
    written = robot.tree.cssselect(".reference bdi")[0]
    assert (written.get("dir"), written.text_content()) == ("ltr", followed.reference)
    ways = {one.get("dir") for one in robot.tree.cssselect(".answers bdi")}
    assert ways == {"ltr", "rtl"}
