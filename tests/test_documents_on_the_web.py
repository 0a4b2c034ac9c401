"""Documents as people and agents meet them: what the antivirus says, what is still waited for, what arrives later."""

import asyncio
import socket
from dataclasses import replace
from urllib.parse import unquote, urlsplit

import httpx
import pytest

from engine.acts import attach, move, scan, tracking
from engine.acts import complete as completion
from engine.acts.demo.paper import pdf
from engine.acts.examine import ours
from engine.definition.city_cycle import standard
from engine.errors import NotAllowed
from engine.records import Case, Document, Draft, Event, Notice
from engine.records.document import INFECTED, SOUND, UNCHECKED
from tests.clerk import file, hire, sign_in
from tests.conftest import settings_for
from tests.files import photo
from tests.person import answers_of, complete
from tests.site import serving
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


# --- what arrives later


@pytest.fixture
async def waiting(office, hours):
    """A request whose person had none of the plans."""
    process = office.live[TERRACE[0]].process
    asked = [one for one in process.questions() if one.type.name == "fichier"]
    return await file(office, *TERRACE, hours(), **{one.id: {"absent": True} for one in asked})


async def test_what_was_declared_missing_is_listed_with_a_place_to_add_it(robot, office, waiting):
    await follow(robot, office, waiting)
    labels = [one.text_content() for one in robot.tree.cssselect("[id^=attendu-][id$=-champ] label")]
    assert "Un document à ajouter" in robot.words or f"{len(labels)} documents à ajouter" in robot.words
    assert labels


async def test_a_document_added_later_takes_its_place_and_the_agent_sees_it_arrive(robot, office, waiting, hours):
    await follow(robot, office, waiting)
    [first, *_] = robot.tree.cssselect("form[action='/suivi/dossier/documents']")
    key = first.cssselect("input[name=attendu]")[0].get("value")
    robot.files["documents"] = [("plan.pdf", pdf("plan"))]
    before = await Notice.all().count()
    await robot.submit(first)
    assert robot.response.url.query == b"ajoute=oui"
    assert "Votre document est arrivé" in robot.words
    case = await Case.get(reference=waiting.reference)
    [document] = await Document.filter(case_id=case.reference)
    assert case.answers[key] == [document.id]
    assert document.question == key
    event = await Event.get(case_id=case.reference, kind="document-ajoute")
    assert event.data["avant"] == {"absent": True}
    assert event.data["apres"] == event.data["documents"] == [document.id]
    assert await Notice.all().count() > before
    robot.files["documents"] = [("plan.pdf", pdf("plan"))]
    await robot.submit(first)  # the same form sent again
    assert robot.response.url.query == b"ajoute=oui"
    assert await Document.all().count() == 1
    await hire("paul-tessier", "terrasses", at=hours())
    await sign_in(robot, "paul-tessier")
    await seen_by(robot, case)
    assert "ajoute un document attendu" in robot.words
    assert "plan.pdf" in robot.words


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("", b"", "Choisissez un document"),
        ("plan.pdf", b"MZ", "n’est pas d’un format accepté"),
        ("plan.pdf", b"%PDF-1.4 coupe", "est abîmé ou incomplet"),
    ],
)
async def test_a_document_that_cannot_be_kept_leaves_its_place_open(robot, office, waiting, name, content, why):
    await follow(robot, office, waiting)
    [first, *_] = robot.tree.cssselect("form[action='/suivi/dossier/documents']")
    robot.files["documents"] = [(name, content)]
    await robot.submit(first)
    assert robot.response.status_code == 422
    assert why in robot.errors[0]
    assert await Document.all().count() == 0
    assert robot.tree.cssselect(".error-summary a")[0].get("href") == "#attendu-1"


async def test_a_place_that_does_not_exist_takes_nothing(robot, office, waiting):
    await follow(robot, office, waiting)
    for key in ("inconnu", "enfants/1/papiers", "", "../x"):
        files = [("documents", ("plan.pdf", pdf("plan"), "application/pdf"))]
        answer = await robot.client.post("/suivi/dossier/documents", data={"attendu": key}, files=files)
        assert answer.status_code == 422
    assert await Document.all().count() == 0
    robot.client.cookies.clear()
    assert (await robot.client.post("/suivi/dossier/documents")).url.path == "/suivi"


async def test_the_receipt_says_what_is_still_waited_for(robot, catalogue):
    process = catalogue.processes[TERRACE[0]]
    answers = answers_of(process, process.scenarios[0])
    asked = [one for one in process.questions() if one.type.name == "fichier" and one.options["absent"]]
    answers |= {one.id: {"absent": True} for one in asked if one.id in answers}
    await complete(robot, process, answers)
    await robot.press("Envoyer")
    assert "Il attend encore de vous" in robot.words


async def test_a_document_with_a_virus_is_waited_for_again(robot, office, terrace, hours):
    await scan.scan(office, Told("Eicar", ""), hours())
    document = await Document.get(verdict=INFECTED)
    await follow(robot, office, terrace)
    assert "contenait un virus : envoyez-en un autre" in robot.words
    [form] = robot.tree.cssselect("form[action='/suivi/dossier/documents']")
    robot.files["documents"] = [("photo.jpg", photo())]
    await robot.submit(form)
    assert "Votre document est arrivé" in robot.words
    case = await Case.get(reference=terrace.reference)
    assert document.id not in [id for value in case.answers.values() if isinstance(value, list) for id in value]
    assert not robot.tree.cssselect("form[action='/suivi/dossier/documents']")


async def test_while_the_service_waits_for_the_person_a_document_makes_the_delay_run_again(
    robot, office, waiting, hours
):
    live = office.live[TERRACE[0]]
    office.put_in_force(live.edition, replace(live.process, cycle=standard()))
    agent = await hire("paul-tessier", "terrasses", at=hours())
    asked = await move.ask(office, waiting, agent, "Il manque le plan.", hours())
    assert asked.state == "attente-usager"
    await follow(robot, office, asked)
    [first, *_] = robot.tree.cssselect("form[action='/suivi/dossier/documents']")
    robot.files["documents"] = [("plan.pdf", pdf("plan"))]
    await robot.submit(first)
    case = await Case.get(reference=waiting.reference)
    assert case.state != "attente-usager"
    assert [event.kind async for event in Event.filter(case_id=case.reference, kind="repris")] == ["repris"]


async def test_nothing_is_added_to_a_request_that_is_over(robot, office, waiting):
    await Case.filter(reference=waiting.reference).update(state="clos")
    await follow(robot, office, waiting)
    assert not robot.tree.cssselect("form[action='/suivi/dossier/documents']")


async def test_an_agent_who_acts_meanwhile_loses_nothing(office, waiting, hours):
    stale = await Case.get(reference=waiting.reference)
    agent = await hire("paul-tessier", "terrasses", at=hours())
    await move.take(office, waiting, agent, hours())
    process = await office.process_of(stale)
    [wanted, *_] = await completion.missing_of(office, process, stale)
    fit = ours("plan.pdf", pdf("plan"), "application/pdf")
    case = await completion.complete(office, stale, wanted.key, [fit], hours())
    assert case.assignee == "paul-tessier"
    with pytest.raises(NotAllowed, match="déjà arrivé"):
        await completion.complete(office, case, wanted.key, [fit], hours())
    assert len([one for one in office.settings.documents.rglob("*") if one.is_file()]) == 1


async def test_two_windows_that_add_together_fill_the_place_once(office, waiting, hours):
    process = await office.process_of(waiting)
    [wanted, *_] = await completion.missing_of(office, process, waiting)
    cases = [await Case.get(reference=waiting.reference) for _ in range(3)]
    fit = ours("plan.pdf", pdf("plan"), "application/pdf")
    together = (completion.complete(office, case, wanted.key, [fit], hours()) for case in cases)
    answers = await asyncio.gather(*together, return_exceptions=True)
    assert [type(one).__name__ for one in answers].count("Case") == 1
    assert await Document.all().count() == 1


# --- one file at a time, as a script sends them


@pytest.fixture
async def writing(robot):
    await robot.open("/demarches/ecrire-a-la-mairie")
    await robot.press("Commencer")
    return str(robot.response.url)


def one_file(name="plan.pdf", content=None, question="documents"):
    return [(question, (name, pdf("plan") if content is None else content, "application/pdf"))]


async def test_a_file_sent_alone_is_kept_at_once_and_listed(robot, writing):
    answer = await robot.client.post(f"{writing}/documents/documents", files=one_file())
    assert answer.status_code == 200
    assert "plan.pdf" in answer.text
    assert "<html" not in answer.text
    again = await robot.client.post(f"{writing}/documents/documents", files=one_file())
    assert again.text.count("Retirer<") == 1
    await robot.open(writing)
    assert "plan.pdf" in robot.words
    robot.fill("Votre message", "Bonjour")


async def test_a_file_refused_alone_says_why_and_leaves_the_others(robot, writing):
    await robot.client.post(f"{writing}/documents/documents", files=one_file())
    answer = await robot.client.post(f"{writing}/documents/documents", files=one_file("note.pdf", b"MZ"))
    assert answer.status_code == 422
    assert "note.pdf" in unquote(answer.headers["parvis-announce"])
    assert "plan.pdf" in answer.text


@pytest.mark.parametrize("question", ["message", "inconnu", "..%2Fverifier"])
async def test_only_a_question_that_asks_for_documents_receives_them(robot, writing, question):
    answer = await robot.client.post(f"{writing}/documents/{question}", files=one_file(question=question))
    assert answer.status_code == 404
    assert await Document.all().count() == 0


async def test_without_a_draft_a_file_is_not_received(robot, writing):
    robot.client.cookies.clear()
    assert (await robot.client.post(f"{writing}/documents/documents", files=one_file())).status_code == 409


@pytest.mark.parametrize("name", ["", "photos/", "vide.pdf"])
async def test_a_folder_or_an_empty_file_is_told(robot, writing, name):
    answer = await robot.client.post(f"{writing}/documents/documents", files=one_file(name, b""))
    assert answer.status_code in (200, 422)
    assert (answer.status_code == 422) == bool(name)
    assert await Document.all().count() == 0


async def test_two_files_of_the_same_name_are_two(robot, writing):
    for title in ("recto", "verso"):
        await robot.client.post(f"{writing}/documents/documents", files=one_file("scan.pdf", pdf(title)))
    assert [one.name for one in await Document.all()] == ["scan.pdf", "scan.pdf"]


async def test_what_a_name_hides_is_not_shown(robot, writing):
    await robot.client.post(f"{writing}/documents/documents", files=one_file("../../plan\u202efdp.exe", pdf("a")))
    assert [one.name for one in await Document.all()] == ["planfdp.exe.pdf"]


async def test_a_sending_cut_in_the_middle_keeps_nothing_and_stops_nothing(tmp_path):
    settings = settings_for(tmp_path, PARVIS_URL="http://127.0.0.1")

    def cut():
        with serving(settings) as address, httpx.Client(base_url=address, follow_redirects=True) as client:
            where = str(client.post("/demarches/ecrire-a-la-mairie/commencer").url)
            cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
            host, port = urlsplit(address).hostname, urlsplit(address).port
            head = (
                f"POST {urlsplit(where).path}/documents/documents HTTP/1.1\r\nHost: {host}:{port}\r\n"
                f"Cookie: {cookie}\r\nContent-Length: 100000\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n"
                '--x\r\nContent-Disposition: form-data; name="documents"; filename="a.pdf"\r\n\r\n'
            )
            with socket.create_connection((host, port)) as line:
                line.sendall(head.encode() + pdf("plan"))
            sound = client.post(f"{where}/documents/documents", files=one_file("b.pdf"))
            return sound.status_code, sound.text

    status, words = await asyncio.to_thread(cut)
    assert status == 200
    assert "b.pdf" in words
    assert "a.pdf" not in words
    assert len([one for one in settings.documents.rglob("*") if one.is_file()]) == 1
