"""Documents as people and agents meet them: what the antivirus says, what is still waited for, what arrives later."""

from dataclasses import replace

import pytest

from engine.acts import attach, scan, tracking
from engine.acts.demo.paper import pdf
from engine.acts.examine import ours
from engine.records import Case, Document, Draft
from engine.records.document import SOUND, UNCHECKED
from tests.clerk import file, hire, sign_in
from tests.test_antivirus import Told

TERRACE = ("occuper-le-domaine-public", 0)
ROAD = "signaler-un-probleme-dans-la-rue"


@pytest.fixture
def office(app):
    """A city that has an antivirus."""
    here = app.state.office
    here.settings = replace(here.settings, clamav="tcp://127.0.0.1:1")
    return here


@pytest.fixture
async def terrace(office, hours):
    return await file(office, *TERRACE, hours())


@pytest.fixture
async def paul(robot, hours):
    await hire("paul-tessier", "terrasses", at=hours())
    return await sign_in(robot, "paul-tessier")


async def follow(robot, office, case):
    await robot.open("/suivi")
    robot.fill("Référence", case.reference)
    robot.fill("Code de suivi", tracking.code(office, case))
    await robot.press("Voir ma demande")
    return robot


async def seen_by(robot, case):
    await robot.open(f"/agents/dossiers/{case.reference}")
    return robot


# --- what the antivirus says


async def test_an_agent_is_warned_before_opening_what_no_antivirus_has_seen(paul, office, terrace):
    await seen_by(paul, terrace)
    assert "Pas encore vérifié par l’antivirus" in paul.words
    document = await Document.filter(case_id=terrace.reference).first()
    await paul.open(f"/agents/documents/{document.id}")
    assert paul.heading == "Ce document n’est pas encore vérifié par l’antivirus"
    await paul.client.get(f"/agents/documents/{document.id}")
    opened = await paul.client.get(f"/agents/documents/{document.id}?ouvrir=oui")
    assert opened.headers["content-type"] == "application/pdf"
    await Document.filter(id=document.id).update(verdict=UNCHECKED, check_at=None)
    await paul.open(f"/agents/documents/{document.id}")
    assert paul.heading == "L’antivirus n’a pas pu vérifier ce document"
    await Document.filter(id=document.id).update(verdict=SOUND)
    assert (await paul.client.get(f"/agents/documents/{document.id}")).headers["content-type"] == "application/pdf"


async def test_a_city_without_antivirus_says_nothing_of_it(paul, app, terrace):
    app.state.office.settings = replace(app.state.office.settings, clamav="")
    await seen_by(paul, terrace)
    assert "antivirus" not in paul.words
    document = await Document.filter(case_id=terrace.reference).first()
    assert (await paul.client.get(f"/agents/documents/{document.id}")).headers["content-type"] == "application/pdf"


async def test_a_document_with_a_virus_is_opened_by_nobody_and_both_sides_know_why(paul, office, terrace, hours):
    document = await Document.filter(case_id=terrace.reference).first()
    await scan.scan(office, Told("Eicar"), hours())
    await seen_by(paul, terrace)
    assert "Bloqué : contient un virus" in paul.words
    assert "Un fichier est bloqué : il contient un virus" in paul.words
    assert document.id not in paul.response.text
    blocked = await paul.client.get(f"/agents/documents/{document.id}?ouvrir=oui")
    assert blocked.status_code == 410
    assert "un autre fichier" in blocked.text
    assert b"%PDF" not in blocked.content
    await follow(paul, office, terrace)
    assert "Un de vos fichiers est bloqué : il contient un virus" in paul.words
    assert "plan.pdf" in paul.words
    mine = await paul.client.get(f"/suivi/dossier/documents/{document.id}")
    assert mine.status_code == 410
    assert "Envoyez-nous un autre fichier" in mine.text


@pytest.mark.parametrize(
    ("media_type", "active", "how", "sandboxed"),
    [
        ("application/pdf", False, "inline", False),
        ("application/pdf", True, "attachment", True),
        ("image/jpeg", False, "inline", True),
        ("application/msword", False, "attachment", True),
    ],
)
async def test_nothing_in_a_document_acts_in_the_browser(paul, terrace, media_type, active, how, sandboxed):
    document = await Document.filter(case_id=terrace.reference).first()
    await Document.filter(id=document.id).update(media_type=media_type, active=active, verdict=SOUND)
    answer = await paul.client.get(f"/agents/documents/{document.id}")
    assert answer.headers["content-disposition"].startswith(how)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert ("sandbox" in policy) == sandboxed


async def test_a_page_asks_again_for_a_document_in_which_a_virus_was_found(robot, office, hours):
    await robot.open("/demarches/ecrire-a-la-mairie")
    await robot.press("Commencer")
    new = await Draft.get()
    process = await office.process_of(new)
    [asked] = [one for one in process.questions() if one.type.name == "fichier"]
    where = next(one for one in process.pages if asked in one.questions)
    fit = ours("lettre.pdf", pdf("lettre"), "application/pdf")
    kept = await attach.keep(office, new, asked.id, fit, hours())
    await Draft.filter(id=new.id).update(answers={asked.id: [kept.id]})
    await scan.scan(office, Told("Eicar"), hours())
    assert asked.id not in (await Draft.get()).answers
    await robot.open(f"/demarches/{process.slug}/page/{where.id}")
    assert "Contient un virus : nous l’avons bloqué" in robot.words
    robot.attach(asked.label, "lettre.pdf", content=pdf("lettre"))
    await robot.press("Continuer")
    assert "« lettre.pdf » contient un virus. Choisissez un autre fichier." in robot.errors
    await robot.press("Retirer lettre.pdf")
    assert await Document.all().count() == 0
    assert await Case.all().count() == 0
