"""What no page of ours sends along the journey of a person: odd bodies on every address, references too long, archives
written to harm, files by the thousand. Each is answered with a page; nothing is half kept."""

import asyncio
import hashlib
import re
from random import Random

import pytest

from engine import paper
from engine.acts import attach, correct, divert, play, remind, resume
from engine.acts import draft as drafts
from engine.acts.discard import discard
from engine.acts.examine import examine
from engine.amended import spots
from engine.errors import NotAllowed, PaperError, Refusal
from engine.journey import Journey
from engine.received import apart
from engine.received.kind import kind
from engine.records import Case, Correction, Document, Draft, Event, Notice, ResumeCode
from engine.records.document import INFECTED
from engine.web import group
from engine.web.guard import Limits
from engine.web.routes import routes
from engine.web.sheet import control_of
from tests import town
from tests.clerk import file, follow, hire, sign_in
from tests.files import broken_archives
from tests.robot import BYTES
from tests.test_desk import BY_POST, LAMP

SAME = {"Sec-Fetch-Site": "same-origin"}
SLUG, TERRACE = LAMP[0], ("occuper-le-domaine-public", 0)
LAMP_SERVICE = "eclairage-public"
ENDS = ("/terminer", "/mediation/personne", "/mediation/fin", "/agents/deconnexion", "/demarches/{slug}/effacer")
NAMES = (
    *("code", "mot-secret", "adresse-courriel", "reference", "message", "attendu", "documents", "avis", "commentaire"),
    *("lettre", "resultat", "moyen", "essai", "retour", "demande-page", "choix-page", "ou-page", "vu-page", "vers"),
    *("version", "journal", "_recherche", "langue", "identifiant", "mot-de-passe", "oublier-page", "questions-page"),
)


def part(value, charset=""):
    """A form in several parts, all holding the same bytes."""
    name = b'--b\r\ncontent-disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    body = b"".join(name % (one.encode(), value) for one in NAMES) + b"--b--\r\n"
    return {"content": body, "headers": {"content-type": f"multipart/form-data; boundary=b{charset}"}}


ODD = {
    "nothing": {},
    "the character that databases refuse": {"data": dict.fromkeys(NAMES, "\0x\0")},
    "long numbers": {"data": dict.fromkeys(NAMES, "9" * 5000)},
    "long words": {"data": dict.fromkeys(NAMES, "Zé" * 5000)},
    "files instead of words": {"files": dict.fromkeys(NAMES, ("a\x00.svg", b"<svg onload=alert(1)>"))},
    "half characters": part(b"x\\ud800y", "; charset=unicode_escape"),
    "a charset that only refuses": part(b"x", "; charset=undefined"),
    "a charset that is no name": part(b"x", "; charset=\0"),
    "no boundary": {"content": b"x", "headers": {"content-type": "multipart/form-data"}},
    "another kind of body": {"content": b"\xff\xfe{}", "headers": {"content-type": "application/json"}},
    "ten thousand ticks": {"data": {"repondre-corriger": ["a:b"] * 10_000}},
}


@pytest.fixture
def office(app):
    return app.state.office


@pytest.fixture
def unlimited(monkeypatch):
    async def spend(self, *names, allowed): ...

    monkeypatch.setattr(Limits, "spend", spend)


@pytest.fixture
async def everywhere(app, robot, office, hours, monkeypatch, unlimited):
    """One browser with a draft, a case followed and an agent’s session; addresses of each, the limits put aside."""

    async def no_pdf(html):
        raise PaperError("not now")

    monkeypatch.setattr(paper, "pdf", no_pdf)
    case = await file(office, *LAMP, hours(), **BY_POST)
    await hire("ines", role="administrateur", at=hours())
    await follow(robot, office, case)
    await sign_in(robot, "ines")
    await robot.open(f"/demarches/{SLUG}")
    await robot.press("Commencer")
    await robot.client.post(f"/demarches/{SLUG}/plus-tard", data={"mot-secret": "tournesol"}, headers=SAME)
    first = office.live[SLUG].process.pages[0]
    letter = await Notice.get(case_id=case.reference, channel="lettre", occasion="accuse")
    return {
        "slug": SLUG,
        "page": first.id,
        "question": first.questions[0].id,
        "reference": case.reference,
        "notice": str(letter.id),
        "act": "repondre",
        "number": "9" * 18,
    }


def addresses(app, known):
    """Every address, with names that exist, then with names that are nobody’s."""
    for route in routes(app.state.settings):
        if route.path in ENDS:
            continue
        for otherwise in ("%00", "A" * 5000):
            names = {name: known.get(name, otherwise) for name in re.findall(r"{(\w+)", route.path)}
            yield route, re.sub(r"{(\w+)[^}]*}", lambda found, named=names: named[found[1]], route.path)
            if "{" not in route.path:
                break


async def test_every_address_answers_odd_forms_with_a_page(app, robot, everywhere):
    robot.client.follow_redirects = False
    faults = []
    for route, path in addresses(app, everywhere):
        for method in ("GET", "PUT"):
            found = await robot.client.request(method, f"{path}?propositions=%00&fait=%00&retour=%00", headers=SAME)
            faults += [(method, path)] * (found.status_code >= 500)
        odd = ODD if "A" * 5000 not in path else {"nothing": {}}
        for name, body in odd.items() if "POST" in route.methods else ():
            headers = {**SAME, **body.get("headers", {})}
            found = await robot.client.post(path, **{**body, "headers": headers})
            faults += [(path[:80], name)] * (found.status_code >= 500)
    assert faults == []


@pytest.mark.parametrize(
    "written", ["26-ABC-DEF et le code ABC-DEF-GHJ", "26-ABCDEFGHJKMNP", "A" * 300, "\0", "é" * 80]
)
async def test_a_reference_too_long_is_a_reference_that_nobody_has(robot, written):
    answered = await robot.client.post("/suivi", data={"reference": written, "code": "ABC-DEF-GHJ"}, headers=SAME)
    assert answered.status_code == 422
    assert "Nous ne trouvons pas de demande" in answered.text


@pytest.mark.parametrize("content", broken_archives())
def test_an_archive_written_to_harm_is_no_document_and_no_fault(content):
    assert kind(content) == ""


# --- documents and words: all or nothing, once


@pytest.fixture
async def lamp(office, hours):
    return await file(office, *LAMP, hours())


async def write(robot, words, *files):
    sent = [("documents", one) for one in files] or None
    return await robot.client.post("/suivi/dossier/message", data={"message": words}, files=sent, headers=SAME)


async def test_the_same_words_sent_by_many_clicks_at_once_are_one_message(robot, office, lamp):
    await follow(robot, office, lamp)
    proof = ("preuve.pdf", BYTES["pdf"])
    answered = await asyncio.gather(*(write(robot, "Voici la preuve.", proof) for _ in range(4)))
    assert {one.status_code for one in answered} == {200}
    [told] = await Event.filter(case_id=lamp.reference, kind="message-usager")
    [kept] = await Document.filter(case_id=lamp.reference, sent_sha256=hashlib.sha256(BYTES["pdf"]).hexdigest())
    assert (told.data["documents"], kept.question) == ([kept.id], "")
    assert len([one for one in office.settings.documents.rglob("*") if one.is_file()]) == await Document.all().count()


async def test_a_message_that_does_not_leave_leaves_no_document_to_anyone(robot, office, lamp, monkeypatch):
    await follow(robot, office, lamp)
    there = await Document.filter(case_id=lamp.reference).count()

    async def refused(*whatever, **more):
        raise NotAllowed("Ce n’est plus possible.")

    monkeypatch.setattr(play, "citizen", refused)
    answered = await write(robot, "Deux preuves.", ("une.pdf", BYTES["pdf"]), ("deux.pdf", BYTES["pdf"] + b"\n"))
    assert "Ce n’est plus possible." in answered.text
    assert await Document.filter(case_id=lamp.reference).count() == there


async def test_killed_before_the_words_are_written_the_document_is_shown_to_nobody(robot, office, lamp, hours):
    fit = await examine("preuve.pdf", BYTES["pdf"], ("pdf",), 10_000_000)
    await attach.attach_to_case(office, lamp, fit, hours(), asked=attach.WITH_WORDS)
    await follow(robot, office, lamp)
    assert "preuve.pdf" not in robot.response.text
    await hire("hugo-nguyen", LAMP_SERVICE, at=hours())
    await sign_in(robot, "hugo-nguyen")
    await robot.open(f"/agents/dossiers/{lamp.reference}")
    assert "preuve.pdf" not in robot.response.text


async def test_files_by_the_dozen_are_refused_before_any_is_opened(robot, office, lamp, monkeypatch):
    async def opened(*whatever):
        raise AssertionError("a file was opened")

    monkeypatch.setattr("engine.web.tracking.examine", opened)
    await follow(robot, office, lamp)
    answered = await write(robot, "Voici.", *(("a.pdf", BYTES["pdf"]) for _ in range(attach.MOST + 1)))
    assert answered.status_code == 422
    assert "Envoyez 20 documents au plus à la fois." in answered.text


# --- a correction with a virus in it


async def test_a_file_with_a_virus_answers_no_correction_and_sent_again_says_why(robot, office, hours):
    case = await file(office, *TERRACE, hours())
    process = office.live[TERRACE[0]].process
    journey = Journey(process, office.facts(case.answers, case.channel, case.filed_at, case.language))
    spot = next(spot for spot, one in spots(journey).items() if one.type.name == "fichier")
    wanted = await Correction.create(
        case_id=case.reference,
        asked_at=hours(),
        agent="ines",
        agent_name="Inès",
        asked=[{"page": spot.page, "question": spot.question, "note": ""}],
    )
    fit = await examine("plan.pdf", BYTES["pdf"], ("pdf",), 10_000_000)
    bad = await attach.attach_to_case(office, case, fit, hours(), asked=correct.pending(spot))
    await Document.filter(id=bad.id).update(verdict=INFECTED, threat="Eicar", check_at=None)
    await follow(robot, office, case)
    answered = await robot.client.post(
        "/suivi/dossier/corriger",
        data={"demande-page": str(wanted.id)},
        files=[(control_of(spot), ("plan.pdf", BYTES["pdf"]))],
        headers=SAME,
    )
    assert answered.status_code == 422
    assert "contient un virus" in answered.text
    await robot.client.post("/suivi/dossier/corriger", data={"demande-page": str(wanted.id)}, headers=SAME)
    kept = await Case.get(reference=case.reference)
    assert bad.id not in str(kept.answers)


# --- a draft resumed, erased, told by mail: several windows at once


async def test_the_link_asked_for_by_many_clicks_at_once_leaves_once(store, settings, now):
    office = await town.office(settings, now)
    made, _ = await drafts.start(office, "trou", now)
    given = await resume.give(office, made, "tournesol", now)
    windows = [await Draft.get(id=made.id) for _ in range(4)]
    await asyncio.gather(*(remind.send_link(office, one, given, "ana@example.org", now) for one in windows))
    assert await Notice.filter(occasion="reprise").count() == 1


async def test_a_draft_erased_while_its_code_is_typed_elsewhere_is_told_over(store, settings, now):
    office = await town.office(settings, now)
    made, _ = await drafts.start(office, "trou", now)
    row = await resume.give(office, made, "tournesol", now)
    given = await resume.check(office, "tournesol", now, typed=resume.code(office, row))
    await discard(office, made)
    with pytest.raises(Refusal) as told:
        await resume.take(office, given, now)
    assert told.value.code == "code-fini"


async def test_ways_may_be_changed_without_end_and_the_message_stays_one(office, hours):
    case = await file(office, *LAMP, hours(), **BY_POST)
    await Case.filter(reference=case.reference).update(contact_email="ana@example.org", contact_phone="+33556001122")
    ines = await hire("ines", role="administrateur", at=hours())
    notice = await Notice.get(case_id=case.reference, occasion="accuse")
    for turn in range(40):
        way = ("appel", "lettre")[turn % 2]
        await divert.by_agent(office, notice, way, ines, hours())
        [notice] = await Notice.filter(case_id=case.reference, occasion="accuse", sent_at=None, withdrawn_at=None)
    assert notice.channel == "lettre"


# --- everything at once


async def at_once(client, posts, chance):
    """All of these forms, in any order, within a moment. Those that met a fault."""
    faults = []

    async def post(path, data):
        await asyncio.sleep(chance.random() / 50)
        answered = await client.post(path, data=data, headers=SAME)
        faults.extend([path] * (answered.status_code >= 500))

    await asyncio.gather(*(post(*one) for one in chance.sample(posts, len(posts))))
    return faults


@pytest.mark.parametrize("seed", range(4))
async def test_a_draft_erased_saved_resumed_and_sent_from_many_windows_at_once_breaks_nothing(
    app, robot, unlimited, seed
):
    here, page = "/demarches/ecrire-a-la-mairie", "/demarches/ecrire-a-la-mairie/page/votre-message"
    await robot.client.post(f"{here}/commencer", headers=SAME)
    await robot.client.post(f"{here}/plus-tard", data={"mot-secret": "tournesol"}, headers=SAME)
    code = resume.code(app.state.office, await ResumeCode.all().get())
    back = ("/reprendre", {"code": code, "mot-secret": "tournesol"})
    posts = [
        *((page, {"objet": "merci", "message": words}) for words in ("un", "deux")),
        *((f"{page}/saisie", {"message": "trois"}), (f"{here}/effacer", {}), ("/terminer", {}), back, back),
        *((f"{here}/plus-tard", {name: "ana@example.org"}) for name in ("mot-secret", "adresse-courriel")),
        *((f"{here}/version", {"choix-page": choice}) for choice in ("nouvelle", "")),
        *((f"{here}/verifier", {}), (f"{here}/commencer", {})),
    ]
    assert await at_once(robot.client, posts, Random(seed)) == []


async def test_what_is_typed_when_the_request_was_just_erased_is_given_back(robot, monkeypatch):
    await robot.open("/demarches/ecrire-a-la-mairie")
    await robot.press("Commencer")
    kept = group.keep

    async def erased_meanwhile(step, *rest):
        await Draft.filter(id=step.draft.id).delete()
        return await kept(step, *rest)

    monkeypatch.setattr(group, "keep", erased_meanwhile)
    robot.fill("Votre message", "Des mots écrits trop tard")
    await robot.press("Continuer", "main form.questions")
    assert robot.response.status_code == 404
    assert "Des mots écrits trop tard" in robot.words


async def test_both_sides_act_at_once_on_a_case_and_nothing_breaks(app, robot, office, hours, unlimited, monkeypatch):
    async def no_pdf(html):
        raise PaperError("not now")

    monkeypatch.setattr(paper, "pdf", no_pdf)
    case = await file(office, *LAMP, hours(), **BY_POST)
    await hire("ines", role="administrateur", at=hours())
    await follow(robot, office, case)
    await sign_in(robot, "ines")
    notice = await Notice.get(case_id=case.reference, occasion="accuse")
    desk, seen = f"/agents/dossiers/{case.reference}", {"version": str(case.version), "journal": "9" * 9}
    posts = [
        *(("/suivi/dossier/message", {"message": words}) for words in ("un", "un", "deux")),
        *[("/suivi/dossier/copie", {})] * 3,
        *[("/suivi/dossier/avis", {"avis": "bien"})] * 2,
        *((f"{desk}/{act}", {**seen, f"{act}-texte": "Voici."}) for act in ("prendre", "repondre", "noter", "clore")),
        *((f"/agents/envois/{notice.id}/{end}", {"moyen": "autrement"}) for end in ("fait", "autrement", "fait")),
        ("/agents/lettres/parties", {"lettre": str(notice.id)}),
    ]
    assert await at_once(robot.client, posts, Random(1)) == []
    assert await Event.filter(case_id=case.reference, kind="message-usager", text="un").count() <= 2
    assert await Event.filter(case_id=case.reference, kind__in=("remis", "autrement")).count() == 1


# --- a lent computer, and what opens files


async def test_on_a_lent_computer_the_next_person_finds_nothing_of_the_one_before(app, robot, office, hours):
    here, words = "/demarches/ecrire-a-la-mairie", "Motsdelapersonne"
    await robot.client.post("/mediation/personne", headers=SAME)
    case = await file(office, *LAMP, hours())
    await follow(robot, office, case)
    await robot.client.post("/suivi/dossier/copie", headers=SAME)
    await robot.open(here)
    await robot.press("Commencer")
    refused = await robot.client.post(f"{here}/page/votre-message", data={"message": words}, headers=SAME)
    assert words in refused.text
    await robot.client.post(f"{here}/plus-tard", data={"mot-secret": words}, headers=SAME)
    code = resume.code(office, await ResumeCode.all().get())
    await robot.client.post("/mediation/personne", headers=SAME)
    assert set(robot.client.cookies) == {"parvis_mediation"}
    pages = ("", "/page/votre-message", "/reste", "/plus-tard", "/verifier", "/recu", "/effacer", "/version")
    others = ("/", "/demarches", "/suivi", "/suivi/dossier", "/suivi/dossier/copie", "/reprendre", "/mediation")
    for path in (*(f"{here}{page}" for page in pages), *others, "/suivi/dossier/copie/fichier"):
        shown = (await robot.client.get(path)).text
        assert not [one for one in (words, code, case.reference) if one in shown], path


def test_a_decoder_of_files_knows_no_secret_of_the_installation(monkeypatch):
    monkeypatch.setenv("PARVIS_SECRET", "un secret de plus de trente-deux caractères")
    monkeypatch.setattr(apart, "START", "import json, os; print(json.dumps({'active': list(os.environ)}))")
    assert "PARVIS_SECRET" not in apart._apart(b"", "pdf")[0]["active"]
