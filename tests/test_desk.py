"""The agents' desk, from the outside, by a robot that knows only HTML and has no JavaScript."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from urllib.parse import unquote

import pytest

from engine.acts import attach, draft, move, outbox, signin, tick, tracking
from engine.acts.demo.paper import pdf
from engine.channels.shown import Shown
from engine.definition.city_cycle import standard
from engine.errors import Problem, Spot
from engine.records import AgentSession, Case, Clock, Document, Event, Notice
from tests.clerk import PASSWORD, file, hire, sign_in
from tests.conftest import browser
from tests.robot import Robot

BY_POST = {
    "mode_contact": "courrier",
    "adresse_courrier": {
        **{"voie": "8 rue du Lac", "complement": "", "code_postal": "33300", "commune": "Bordeaux", "pays": ""},
        "sans_adresse": False,
    },
}
TERRACE, LAMP, HOME, SCHOOL = (
    ("occuper-le-domaine-public", 0),
    ("signaler-un-probleme-dans-la-rue", 0),
    ("domiciliation", 0),
    ("inscription-a-l-ecole", 0),
)
CASE = "/agents/dossiers/{}"


@pytest.fixture(autouse=True)
def spring(hours):
    """The last day of April, in the afternoon."""
    hours.at = datetime.fromisoformat("2026-04-30T13:30:00+00:00")


@pytest.fixture
def office(app):
    return app.state.office


@pytest.fixture
async def terrace(office, hours):
    """A request with documents, to the service of terraces; its person reads e-mails. It follows the standard cycle."""
    live = office.live[TERRACE[0]]
    office.put_in_force(live.edition, replace(live.process, cycle=standard()))
    return await file(office, *TERRACE, hours())


@pytest.fixture
async def paul(robot, hours):
    """The robot at the desk of an agent of the service of terraces."""
    await hire("paul-tessier", "terrasses", at=hours())
    return await sign_in(robot, "paul-tessier")


async def on(robot, case):
    await robot.open(CASE.format(case.reference))
    return robot


async def kinds(case):
    return [event.kind for event in await Event.filter(case_id=case.reference).order_by("id")]


# --- signing in


async def test_an_agent_signs_in_and_lands_on_the_page_they_wanted(robot, terrace, hours):
    await hire("paul-tessier", "terrasses", at=hours())
    await robot.open(f"{CASE.format(terrace.reference)}?fait=prendre")
    assert robot.heading == "Connexion des agents"
    robot.fill("Identifiant", " Paul-Tessier ")
    robot.fill("Mot de passe", PASSWORD)
    await robot.press("Se connecter")
    assert robot.response.url.path == CASE.format(terrace.reference)


async def test_a_wrong_password_and_an_unknown_login_are_told_alike(robot, hours):
    await hire("paul-tessier", "terrasses", at=hours())
    told = []
    for login in ("paul-tessier", "personne"):
        await robot.open("/agents/connexion")
        robot.fill("Identifiant", login)
        robot.fill("Mot de passe", "autre chose de long")
        await robot.press("Se connecter")
        assert robot.response.status_code == 422
        assert robot.title.startswith("Erreur : ")
        assert robot.tree.get_element_by_id("identifiant").get("value") == login
        assert robot.tree.get_element_by_id("mot-de-passe").get("value") is None
        told.append(robot.errors)
    assert told[0] == told[1] != []


async def test_the_session_cookie_is_opaque_and_kept_to_the_desk(paul):
    (kept,) = [cookie for cookie in paul.client.cookies.jar if cookie.name == "parvis_agent"]
    assert (kept.path, kept.secure, kept.has_nonstandard_attr("HttpOnly")) == ("/agents", True, True)
    assert "paul" not in kept.value
    assert not await AgentSession.exists(token_hash=kept.value)


async def test_too_many_attempts_wait_but_not_for_a_colleague(robot, hours):
    await hire("paul-tessier", "terrasses", at=hours())
    await hire("emilie-bordes", "domaine-public", at=hours())
    for _ in range(11):
        await robot.open("/agents/connexion")
        robot.fill("Identifiant", "paul-tessier")
        robot.fill("Mot de passe", "autre chose de long")
        await robot.press("Se connecter")
    assert robot.response.status_code == 429
    assert "Trop d’essais" in robot.errors[0]
    robot.fill("Mot de passe", PASSWORD)
    await robot.press("Se connecter")
    assert robot.response.status_code == 429
    await sign_in(robot, "emilie-bordes")


async def test_signing_out_closes_the_session_everywhere(paul, app):
    token = paul.client.cookies["parvis_agent"]
    await paul.press("Se déconnecter", where="header")
    assert paul.heading == "Connexion des agents"
    async with browser(app) as client:
        client.cookies.set("parvis_agent", token)
        other = Robot(client)
        await other.open("/agents")
        assert other.heading == "Connexion des agents"


async def test_a_disabled_agent_is_out_at_once(paul, hours):
    await signin.disable("paul-tessier", hours())
    await paul.open("/agents")
    assert paul.heading == "Connexion des agents"


@pytest.mark.parametrize(
    "wanted", ["https://ailleurs.example", "//ailleurs.example", "/suivi", "/agentsX", "/\\ailleurs.example"]
)
async def test_signing_in_never_leads_elsewhere(robot, hours, wanted):
    await hire("paul-tessier", "terrasses", at=hours())
    await robot.open("/agents/connexion?vers=" + wanted)
    robot.fill("Identifiant", "paul-tessier")
    robot.fill("Mot de passe", PASSWORD)
    await robot.press("Se connecter")
    assert str(robot.response.url) == "https://demarches.ville.example/agents"


async def test_a_form_sent_after_the_end_of_the_session_gives_its_text_back(paul, terrace, hours):
    await on(paul, terrace)
    paul.fill("Votre réponse", "Un long texte que personne ne veut écrire deux fois.")
    hours.at += timedelta(hours=11)
    await paul.press("Envoyer la réponse")
    assert paul.response.status_code == 403
    assert "Votre session est finie" in paul.words
    assert "Un long texte que personne" in paul.words
    robot_back = paul.tree.cssselect("input[name=vers]")[0].get("value")
    assert robot_back == CASE.format(terrace.reference)
    assert await kinds(terrace) == ["depose", "oriente"]


# --- who may see what


ROUTES = [
    ("GET", "/agents/dossiers/{case}"),
    ("GET", "/agents/documents/{document}"),
    ("POST", "/agents/envois/{notice}/fait"),
    *(("POST", f"/agents/dossiers/{{case}}/{act}") for act in ("prendre", "repondre", "demander", "noter")),
    *(("POST", f"/agents/dossiers/{{case}}/{act}") for act in ("transferer", "clore")),
]
EVERYTHING = {
    **{f"{act}-texte": "Bonjour." for act in ("repondre", "demander", "transferer", "noter", "clore")},
    "transferer-service": "voirie",
    "clore-vers": "traitee",
}


async def send(robot, case, method, address):
    """As a forged form would: every field filled, the version right."""
    document = await Document.filter(case_id=case.reference).first()
    notice = await Notice.filter(case_id=case.reference).first()
    url = address.format(case=case.reference, document=document.id, notice=notice.id)
    last = await Event.filter(case_id=case.reference).order_by("-id").first()
    seen = {"version": str(case.version), "journal": str(last.id)}
    data = {**EVERYTHING, **seen} if method == "POST" else None
    headers = {"Sec-Fetch-Site": "same-origin"}
    return await robot.client.request(method, url, data=data, headers=headers, follow_redirects=False)


@pytest.mark.parametrize(("method", "address"), ROUTES)
async def test_an_agent_of_another_service_meets_nothing(robot, terrace, hours, method, address):
    await Notice.filter(case_id=terrace.reference).update(channel="lettre", sent_at=None)
    await hire("samira-bouzid", "inscriptions-scolaires", at=hours())
    await sign_in(robot, "samira-bouzid")
    before = await kinds(terrace)
    response = await send(robot, terrace, method, address)
    assert response.status_code == 404
    assert "Voir les dossiers" in response.text
    assert terrace.contact_name not in response.text
    assert await kinds(terrace) == before


@pytest.mark.parametrize(("method", "address"), ROUTES)
async def test_nobody_unknown_gets_past_the_door(robot, terrace, method, address):
    before = await kinds(terrace)
    response = await send(robot, terrace, method, address)
    assert response.status_code in (303, 403)
    assert terrace.contact_name not in response.text
    assert await kinds(terrace) == before


@pytest.mark.parametrize(("method", "address"), ROUTES)
async def test_the_same_forms_work_for_an_agent_of_the_service(paul, terrace, method, address):
    await Notice.filter(case_id=terrace.reference).update(channel="lettre", sent_at=None)
    response = await send(paul, terrace, method, address)
    assert response.status_code in (200, 303)


async def test_a_manager_sees_the_services_below_and_only_those(robot, office, terrace, hours):
    lamp = await file(office, *LAMP, hours())
    await hire("emilie-bordes", "domaine-public", at=hours())
    await sign_in(robot, "emilie-bordes")
    assert terrace.reference in robot.words
    assert lamp.reference not in robot.words


async def test_an_unknown_act_or_case_does_not_exist(paul, terrace):
    unknown = CASE.format("26-XXX-XXX")
    nul, endless = CASE.format("26%00"), f"/agents/envois/{'9' * 30}/fait"
    for path in (f"{CASE.format(terrace.reference)}/supprimer", f"{unknown}/prendre", f"{nul}/prendre", endless):
        response = await paul.client.post(path, headers={"Sec-Fetch-Site": "same-origin"})
        assert response.status_code == 404


async def test_another_site_cannot_send_our_forms(paul, terrace):
    response = await paul.client.post(
        f"{CASE.format(terrace.reference)}/prendre", headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert response.status_code == 403
    assert await kinds(terrace) == ["depose", "oriente"]


# --- the inbox


async def test_an_inbox_without_a_case_says_so(paul):
    assert "Aucun dossier. Tout est à jour." in paul.words


async def test_what_is_due_first_is_on_top_with_its_delay_in_words(robot, office, hours):
    await hire("paul-tessier", "terrasses", at=hours())
    for days in (16, 2, 24):
        await file(office, *TERRACE, hours.at - timedelta(days=days))
    await sign_in(robot, "paul-tessier")
    lines = [" ".join(row.text_content().split()) for row in robot.tree.cssselect("table.inbox tbody tr")]
    assert "27 avril 2026 en retard de 3 jours ouvrés" in lines[0]
    assert "reste 3 jours ouvrés" in lines[1]
    assert "reste 13 jours ouvrés" in lines[2]
    assert "1 en retard" in " ".join(robot.words.split())


async def test_an_urgent_case_is_one_click_away_however_far_its_date(robot, office, hours):
    await hire("olivier-castaing", "espace-public", role="responsable", at=hours())
    for days in range(26):
        await file(office, *TERRACE, hours.at - timedelta(days=days))
    danger = await file(office, *LAMP, hours(), danger_immediat=True)
    await sign_in(robot, "olivier-castaing")
    assert danger.reference not in robot.words
    await robot.follow("1 urgent")
    assert [row.text_content() for row in robot.tree.cssselect("table.inbox .code")] == [danger.reference]


async def test_filters_are_a_form_that_needs_no_script(robot, office, hours):
    await hire("olivier-castaing", "espace-public", role="responsable", at=hours())
    terrace = await file(office, *TERRACE, hours())
    lamp = await file(office, *LAMP, hours(), **BY_POST)
    await sign_in(robot, "olivier-castaing")
    assert {terrace.reference, lamp.reference} <= set(robot.words.split())

    async def shown(**filters):
        await robot.open("/agents")
        form = robot.tree.cssselect("form.filters")[0]
        for name, value in filters.items():
            control = form.inputs[name]
            if control.tag == "select":
                control.value = value
            else:
                control.set("checked", "checked")
        await robot.submit(form)
        return [row.text_content().split()[0] for row in robot.tree.cssselect("table.inbox .code")]

    assert await shown(service="terrasses") == [terrace.reference]
    assert await shown(demarche=lamp.slug) == [lamp.reference]
    assert await shown(etat="attente-usager") == []
    assert "Aucun dossier avec ces filtres." in robot.words
    assert await shown(moi="oui") == []
    assert await shown(retard="oui") == []
    assert await shown(remettre="oui") == [lamp.reference]  # its person reads letters
    await on(robot, terrace)
    await robot.press("Prendre ce dossier")
    assert await shown(moi="oui", etat="en-cours") == [terrace.reference]
    await robot.open("/agents?service=ccas&etat=inconnu&moi=peut-etre&apres=n-importe-quoi")
    assert {terrace.reference, lamp.reference} <= set(robot.words.split())


async def test_a_message_to_hand_over_is_found_even_once_the_case_is_closed(robot, office, hours):
    agent = await hire("hugo-nguyen", "eclairage-public", at=hours())
    lamp = await file(office, *LAMP, hours(), **BY_POST)
    await move.close(office, lamp, agent, "traite", "C’est réparé.", hours())
    await sign_in(robot, "hugo-nguyen")
    assert lamp.reference not in robot.words
    await robot.follow("1 message à remettre")
    assert lamp.reference in robot.words


async def test_a_long_inbox_is_read_sheet_by_sheet_without_missing_anyone(robot, office, hours):
    agent = await hire("paul-tessier", "terrasses", at=hours())
    filed = [await file(office, *TERRACE, hours.at - timedelta(days=days % 9)) for days in range(57)]
    for case in filed[:4]:  # without a date: their clock is stopped
        await move.ask(office, case, agent, "Quel numéro ?", hours())
    await sign_in(robot, "paul-tessier")
    seen, sheets = [], 1
    while True:
        seen += [code.text for code in robot.tree.cssselect("table.inbox tbody .code")]
        if not robot.tree.cssselect("a[rel=next]"):
            break
        await robot.follow("Dossiers suivants")
        sheets += 1
    assert sheets == 3
    assert sorted(seen) == sorted(case.reference for case in filed)
    stored = {case.reference: case for case in await Case.all()}
    dated = [stored[reference].due_at for reference in seen if stored[reference].due_at]
    assert all(before <= after for before, after in pairwise(dated))
    assert set(seen[-4:]) == {case.reference for case in filed[:4]}
    await robot.follow("Revenir au début")
    assert robot.tree.cssselect("table.inbox tbody .code")[0].text == seen[0]


async def test_closed_cases_are_listed_when_asked(paul, terrace, office, hours):
    agent = (await signin.everyone())[0]
    await move.close(office, terrace, agent, "refuse", "Trop étroit.", hours())
    await paul.open("/agents?etat=clos")
    assert terrace.reference in paul.words
    assert "clos le 30 avril 2026" in " ".join(paul.words.split())


async def test_htmx_receives_the_list_alone_and_its_announcement(paul, terrace):
    response = await paul.client.get("/agents?etat=nouveau", headers={"HX-Request": "true"})
    assert "<html" not in response.text
    assert terrace.reference in response.text
    assert unquote(response.headers["Parvis-Announce"]) == "1\u00a0dossier avec ces filtres."
    back = await paul.client.get("/agents", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in back.text


async def test_htmx_is_sent_to_the_door_when_the_session_is_over(robot):
    response = await robot.client.get("/agents?etat=clos", headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == "/agents/connexion?vers=/agents%3Fetat%3Dclos"
    assert not response.text


async def test_agents_are_told_when_a_file_of_the_city_is_wrong(paul, office, terrace):
    office.faults = [
        Problem(Spot("processes/trou.yaml", line, 1), "cle-inconnue", "« titr » n’existe pas.") for line in (1, 2)
    ]
    for address in ("/agents", CASE.format(terrace.reference)):
        await paul.open(address)
        assert "2 erreurs dans les fichiers des démarches" in " ".join(paul.words.split())


# --- the page of a case


async def test_one_page_says_what_is_asked_by_whom_until_when_and_why(paul, terrace):
    await on(paul, terrace)
    words = " ".join(paul.words.split())
    assert paul.heading == "Occuper une place, un trottoir ou une rue"
    assert "À prendre, puis répondre avant la fin du 27 mai 2026 : reste 15 jours ouvrés." in words
    assert paul.fact("Lui répondre") == "Par courriel"
    assert paul.fact("Courriel") == "carmen@cafe.example"
    assert paul.fact("Votre rôle") == "Gérante"
    assert "Ce service suit les terrasses et les étalages." in words
    assert "Délai promis : 15 jours ouvrés." in words
    assert "Vendredi 1er mai 2026 : Fête du Travail. Ce jour ne compte pas." in words
    assert "Échéance : alerte à" in words
    assert "50 % du délai : rappel à Paul Tessier. Prévu le" in words


async def test_the_tracking_code_stays_with_the_person(paul, terrace, office):
    await on(paul, terrace)
    code = tracking.code(office, terrace)
    assert code not in paul.response.text
    assert "•••-•••-•••" in paul.response.text


async def test_how_to_speak_with_the_person_is_in_plain_sight(robot, office, hours):
    home = await file(office, *HOME, hours())
    await hire("marc-aubert", "domiciliation", at=hours())
    await on(await sign_in(robot, "marc-aubert"), home)
    assert robot.fact("Lui répondre") == "Au point d’accueil choisi"
    card = " ".join(robot.tree.cssselect("#personne-page")[0].text_content().split())
    assert "Une réponse lue à voix haute" in card
    assert "Tigrinya" in card


async def test_documents_open_or_download_safely(paul, terrace, office):
    await on(paul, terrace)
    link = paul.tree.cssselect("#reponses-page .documents a")[0]
    document = await Document.get(id=link.get("href").rpartition("/")[2])
    assert document.storage_name not in paul.response.text
    response = await paul.client.get(link.get("href"))
    assert response.content.startswith(b"%PDF")
    assert response.headers["content-disposition"] == 'inline; filename="plan.pdf"'
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert document.storage_name not in str(response.headers)
    await Document.filter(id=document.id).update(
        media_type="application/vnd.oasis.opendocument.text", name='été "1".odt'
    )
    response = await paul.client.get(link.get("href"))
    assert response.headers["content-disposition"].startswith("attachment; filename*=utf-8''%C3%A9t%C3%A9")
    attach.path(office, document).unlink()
    assert (await paul.client.get(link.get("href"))).status_code == 404


async def test_a_document_of_a_draft_belongs_to_no_agent(paul, office, hours):
    new, _ = await draft.start(office, TERRACE[0], hours())
    process = office.live[TERRACE[0]].process
    kept = await attach.attach(office, new, process.question("plan"), "plan.pdf", pdf("plan"), hours())
    assert (await paul.client.get(f"/agents/documents/{kept.id}")).status_code == 404


# --- acts, from the outside


async def test_taking_a_case_is_written_in_the_journal(paul, terrace):
    await on(paul, terrace)
    await paul.press("Prendre ce dossier")
    assert "Vous suivez maintenant ce dossier." in paul.words
    assert paul.fact("Suivi par") == "Paul Tessier"
    assert "Paul Tessier suit ce dossier" in paul.words
    assert "Prendre ce dossier" not in paul.words
    await terrace.refresh_from_db()
    assert (terrace.state, terrace.assignee) == ("en-cours", "paul-tessier")


async def test_a_colleague_may_take_over_and_it_is_written(robot, terrace, office, hours):
    paul = await hire("paul-tessier", "terrasses", at=hours())
    await hire("emilie-bordes", "terrasses", at=hours())
    await move.take(office, terrace, paul, hours())
    await on(await sign_in(robot, "emilie-bordes"), terrace)
    await robot.press("Reprendre ce dossier, suivi par Paul Tessier")
    assert robot.fact("Suivi par") == "Emilie Bordes"


async def test_asking_stops_the_clock_and_the_answer_starts_it_again(paul, terrace, office, hours):
    await on(paul, terrace)
    paul.fill("Que demandez-vous ?", "Le plan est flou.\nPouvez-vous le refaire ?")
    await paul.press("Envoyer la demande")
    words = " ".join(paul.words.split())
    assert "La personne doit nous répondre. Le délai est arrêté depuis le 30 avril 2026." in words
    assert "Le plan est flou." in words
    assert "La date limite sera connue à la reprise" in words
    case = await Case.get(reference=terrace.reference)
    assert (case.state, case.due_at) == ("attente-usager", None)
    asked = await Notice.get(case_id=case.reference, occasion="demande-precision")
    assert "Le plan est flou." in asked.body

    hours.at += timedelta(days=6)
    await move.answer(office, case, "Le voici.", [], hours())
    await on(await sign_in(paul, "paul-tessier"), terrace)
    words = " ".join(paul.words.split())
    assert "Carmen Ruiz écrit" in words
    assert "Le délai repart" in words
    assert "le délai est suspendu" in words
    assert (await Clock.get(case_id=case.reference)).due_at > terrace.due_at


async def test_a_reply_reaches_the_person_and_the_case_stays_open(paul, terrace):
    await on(paul, terrace)
    assert "La personne reçoit ces mots par courriel." in paul.words
    paul.fill("Votre réponse", "Bonjour, nous passons mardi.")
    await paul.press("Envoyer la réponse")
    assert "Votre réponse est enregistrée." in paul.words
    notice = await Notice.get(case_id=terrace.reference, occasion="reponse")
    assert "nous passons mardi" in notice.body
    assert (await Case.get(reference=terrace.reference)).open


async def test_passing_on_a_case_needs_a_service_and_a_reason_and_leaves_the_inbox(paul, terrace, app, hours):
    await on(paul, terrace)
    await paul.press("Transmettre")
    assert paul.response.status_code == 422
    assert paul.errors == [
        "Choisissez un service dans la liste.",
        "Écrivez pourquoi vous transmettez ce dossier.",
    ]
    paul.fill("À quel service ?", "Direction de l’espace public › Voirie")
    paul.fill("Pourquoi ?", "Il faut fermer la rue.")
    await paul.press("Transmettre")
    assert paul.response.url.path == "/agents"
    assert "Le dossier est transmis." in paul.words
    assert terrace.reference not in paul.words
    assert (await paul.client.get(CASE.format(terrace.reference))).status_code == 404

    await hire("sandrine-peyre", "voirie", at=hours())
    async with browser(app) as client:
        sandrine = await sign_in(Robot(client), "sandrine-peyre")
        await on(sandrine, terrace)
        words = " ".join(sandrine.words.split())
        assert "Paul Tessier transmet : Commerces et terrasses → Voirie" in words
        assert "Il faut fermer la rue." in words
        assert "reste 15 jours ouvrés" in words  # the promise stays the same


async def test_a_note_is_for_agents_only(paul, terrace):
    await on(paul, terrace)
    paul.fill("Votre note", "Vu avec la voirie.")
    await paul.press("Ajouter la note")
    assert "Note de Paul Tessier" in paul.words
    event = await Event.get(case_id=terrace.reference, kind="note")
    assert not event.public
    assert not await Notice.exists(case_id=terrace.reference, body__contains="Vu avec la voirie")


async def test_closing_needs_an_outcome_and_stops_everything(paul, terrace, office, hours):
    await on(paul, terrace)
    paul.fill("Ce qui est décidé ou fait, et pourquoi", "La largeur est bonne.")
    await paul.press("Terminer le dossier")
    assert paul.errors == ["Choisissez l’issue de la demande."]
    assert "La largeur est bonne." in paul.words
    paul.fill("Quelle est l’issue ?", "Demande acceptée")
    await paul.press("Terminer le dossier")
    words = " ".join(paul.words.split())
    assert "Dossier terminé le 30 avril 2026 : demande acceptée." in words
    assert "Répondre à la personne" not in words
    assert "Ajouter une note interne" in words
    assert (await tick.tick(office, hours.at + timedelta(days=60))).fired == 0


async def test_what_a_closed_case_forbids_is_told_and_the_text_given_back(paul, terrace, office, hours):
    await on(paul, terrace)
    agent = (await signin.everyone())[0]
    fresh = await Case.get(reference=terrace.reference)
    await move.close(office, fresh, agent, "traite", "Fini.", hours())
    form = paul.tree.cssselect("form[action$=repondre]")[0]
    paul.fill("Votre réponse", "Un texte écrit pendant ce temps.")
    last = await Event.filter(case_id=terrace.reference).order_by("-id").first()
    for name, value in (("version", fresh.version), ("journal", last.id)):
        form.inputs[name].set("value", str(value))
    await paul.submit(form)
    assert paul.response.status_code == 409
    assert "Ce dossier est clos." in paul.words
    assert "Un texte écrit pendant ce temps." in paul.words


async def test_a_case_that_changed_is_shown_again_with_what_changed_and_what_was_typed(paul, terrace, office, hours):
    await on(paul, terrace)
    fresh = await Case.get(reference=terrace.reference)
    await move.answer(office, fresh, "J’ai oublié de dire que la terrasse est en bois.", [], hours())
    paul.fill("Votre réponse", "En quelle matière est la terrasse ?")
    await paul.press("Envoyer la réponse")
    words = " ".join(paul.words.split())
    assert paul.response.status_code == 409
    assert "Ce dossier vient de changer." in words
    assert "J’ai oublié de dire que la terrasse est en bois." in words
    assert paul.tree.get_element_by_id("repondre-texte").text.strip() == "En quelle matière est la terrasse ?"
    assert "message-agent" not in await kinds(terrace)
    await paul.press("Envoyer la réponse")
    assert "Votre réponse est enregistrée." in paul.words
    assert (await kinds(terrace)).count("message-agent") == 1


@pytest.mark.parametrize("act", ["prendre", "repondre", "demander", "noter", "transferer", "clore"])
async def test_the_same_form_sent_twice_does_one_thing(paul, terrace, act):
    last = await Event.filter(case_id=terrace.reference).order_by("-id").first()
    data = {**EVERYTHING, "version": str(terrace.version), "journal": str(last.id)}
    answers = [
        await paul.client.post(
            f"{CASE.format(terrace.reference)}/{act}", data=data, headers={"Sec-Fetch-Site": "same-origin"}
        )
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].url == answers[1].url
    by_agents = await Event.filter(case_id=terrace.reference, actor_kind="agent").count()
    assert by_agents == 1


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 10_001])
async def test_an_empty_or_endless_text_is_refused_on_the_same_page(paul, terrace, text):
    await on(paul, terrace)
    paul.fill("Votre réponse", text)
    await paul.press("Envoyer la réponse")
    assert paul.response.status_code == 422
    assert len(paul.errors) == 1
    assert await kinds(terrace) == ["depose", "oriente"]


async def test_tampered_forms_are_told_and_do_nothing(paul, terrace):
    await on(paul, terrace)
    form = paul.tree.cssselect("form[action$=transferer]")[0]
    await paul.submit(form, None, **{"transferer-service": "nulle-part", "transferer-texte": "Parce que."})
    assert paul.response.status_code == 409
    assert "Choisissez un service dans la liste." in paul.words
    await on(paul, terrace)
    form = paul.tree.cssselect("form[action$=noter]")[0]
    form.inputs["version"].set("value", "-9 or 1")
    form.inputs["journal"].set("value", "9" * 400)
    await paul.submit(form, None, **{"noter-texte": "Bonjour."})
    assert paul.response.status_code == 409
    assert await kinds(terrace) == ["depose", "oriente"]


async def test_markup_typed_by_anyone_is_only_text(paul, terrace, office, hours):
    wicked = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    await move.answer(office, await Case.get(reference=terrace.reference), wicked, [], hours())
    await on(paul, terrace)
    assert wicked not in paul.response.text
    assert "&lt;script&gt;" in paul.response.text


async def test_a_letter_or_a_call_is_ticked_off_once(robot, office, hours):
    lamp = await file(office, *LAMP, hours(), **BY_POST)
    await hire("hugo-nguyen", "eclairage-public", at=hours())
    await on(await sign_in(robot, "hugo-nguyen"), lamp)
    assert "À envoyer à" in " ".join(robot.words.split())
    action = robot.tree.cssselect(".to-do form")[0].get("action")
    await robot.press("La lettre est partie")
    assert "C’est noté dans le journal." in robot.words
    assert not robot.tree.cssselect(".to-do")
    again = await robot.client.post(action, headers={"Sec-Fetch-Site": "same-origin"})
    assert again.status_code == 200
    assert (await kinds(lamp)).count("remis") == 1


async def test_what_was_sent_and_what_failed_is_on_the_page(paul, terrace, office, hours):
    await outbox.drain(office, hours(), {"courriel": Shown()})
    await Notice.filter(case_id=terrace.reference, audience="agent").update(
        sent_at=None, failed_at=hours(), last_error="550 boîte inconnue"
    )
    await on(paul, terrace)
    words = " ".join(paul.words.split())
    assert "Parti le 30 avril 2026" in words
    assert "Échec le 30 avril 2026" in words
    assert "550 boîte inconnue" in words
